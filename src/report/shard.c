/*
 * shard.c - where not all runs are here: which are.
 */
#include "base/str.h"
#include "report/report_int.h"

void report_shard_name(const struct lab *lab, struct str *out)
{
	const struct shard s = lab_shard(lab);

	if (shard_is_part(s))
		str_addf(out, "%u/%u", (unsigned)s.k, (unsigned)s.n);
	else if (lab_shards(lab)->n)
		shards_text(lab_shards(lab), out);
}

void report_shard(const struct lab *lab, struct str *out)
{
	const struct shard s = lab_shard(lab);
	struct str name = STR_INIT;

	report_shard_name(lab, &name);
	if (shard_is_part(s))
		str_addf(out, "shard %s: of each condition one run in %u; `reroll merge` makes one session of all %u\n",
			 name.s, (unsigned)s.n, (unsigned)s.n);
	else if (name.len)
		str_addf(out, "shards %s: the runs of the others are missing\n", name.s);
	str_release(&name);
}
