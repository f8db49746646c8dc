/*
 * doubt.c - runs whose engine may have multiplied wrongly, and what is said of them.
 *
 * It is known only now; their session cannot know it.  engine_doubtful
 * (engine/engine.h) decides by the name that the session kept.
 */
#include <inttypes.h>
#include <string.h>

#include "base/say.h"
#include "base/utf8.h"
#include "report/report_int.h"

static void put(struct str *out, const char *engine, const char *their)
{
	str_add(out, " computed with ");
	utf8_escape(out, engine, strlen(engine));
	str_addf(out, ", packed, where BLIS after 0.9 can multiply wrongly: %s figures may come from wrong"
		 " products", their);
}

void report_verify_doubt(const struct verify_count *n, struct str *out)
{
	uint64_t runs = n->doubtful;

	say_count(out, runs);
	str_add(out, runs == 1 ? " run was" : " runs were");
	put(out, n->doubtful_engine, runs == 1 ? "its" : "their");
}

int entry_doubt(const struct lab_entry *e, struct str *out)
{
	if (!e->delivered || !engine_doubtful(e->engine))
		return 0;
	str_addf(out, "Condition %" PRIu32 " was", e->id);
	put(out, e->engine, "its");
	return 1;
}

void report_doubt(const struct lab *lab, struct str *out)
{
	for (size_t i = 0; i < lab_entries(lab); i++)
		if (entry_doubt(lab_entry(lab, i), out))
			str_add(out, ".\n");
}
