/*
 * remainder.c - the short last mini-batch of an epoch, said where it is so short that it
 * matters: below a quarter of a batch its rows weigh more than four times as much
 * as the others in their epoch, and which they are is what `shuffle` draws.
 */
#include <inttypes.h>

#include "report/report_int.h"

int report_remainder(const struct lab_entry *e, struct str *out)
{
	const struct condition *c = e->cond;
	size_t r = lab_remainder_rows(e), batch = lab_remainder_batch(e);

	if (!r)
		return 0;
	str_addf(out, "With batches of %zu the last ", batch);
	if (r > 1)
		str_addf(out, "%zu ", r);
	str_addf(out, "of %zu rows weigh%s %.3g times as much as the others in %s epoch", c->problem.n_train,
		 r > 1 ? "" : "s", (double)batch / (double)r, r > 1 ? "their" : "its");
	str_add(out, "; `set remainder even` or `drop` changes that.");
	return 1;
}
