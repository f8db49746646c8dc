/*
 * why.c - what is answered before anybody asks: why runs differ, and what helps.
 *
 * Only where it is cheap: SHARE of the runs that the condition is to have for either, and no
 * more than SECONDS nominally (study_cost).  It is asked once; who asks by hand has
 * more runs of the same plans.
 */
#include "base/err.h"
#include "lab/lab_int.h"

#define SHARE .025
#define SECONDS .5
#define FIRST 8			/* runs that are seen before */
#define REMEDIES 11		/* about as many conditions are trained, and as many plans */
#define HELP_RUNS 60		/* of each, at least: STATS_FEW_SPREAD and some */

enum { ASKED_WHY = 1, ASKED_HELPS = 2 };

static int is_free_to_ask(const struct lab *lab)
{
	const struct lab_entry *e = lab->cur ? &lab->cur->pub : NULL;

	return e && lab->cfg.interactive && !lab->replay && !lab->study && !lab->paused && !lab->stopped && !lab->dirty
		&& !e->cond->external && e->cond->plan == PLAN_PLAIN && lab->shard.n < 2 && e->delivered >= FIRST;
}

static int why(struct lab *lab, size_t k, uint64_t runs)
{
	uint64_t most = runs / (k + 2), rows;

	lab->cur->asked |= ASKED_WHY;
	if (lab_attribution(lab))
		return 0;
	rows = study_size(lab->cur->pub.cond, (double)(k + 2), SECONDS, 0, most < 512 ? most : 512);
	return rows >= ATTRIBUTE_FEW && !lab_attribute(lab, rows, NULL);
}

static int helps(struct lab *lab, size_t k, uint64_t runs)
{
	uint64_t each = runs / 2 / REMEDIES, rows = each / (k + 2);

	lab->cur->asked |= ASKED_HELPS;
	if (lab_helps(lab) && lab_helps(lab)->of == lab->cur->pub.id)
		return 0;
	/* as much for plans as for runs */
	if (each < HELP_RUNS || rows < ATTRIBUTE_FEW
	    || study_cost(lab->cur->pub.cond) * REMEDIES * (double)(HELP_RUNS + ATTRIBUTE_FEW * (k + 2)) > SECONDS)
		return 0;
	return !lab_try(lab, HELP_RUNS, ATTRIBUTE_FEW, NULL);
}

int lab_ask_why(struct lab *lab)
{
	enum source free[SOURCE_SLOTS];
	uint64_t runs;
	size_t k;

	if (!is_free_to_ask(lab) || lab->cur->asked == (ASKED_WHY | ASKED_HELPS))
		return 0;
	k = condition_free(lab->cur->pub.cond, free);
	runs = (uint64_t)(SHARE * (double)lab->cur->pub.limit);
	if (k < 2)
		lab->cur->asked = ASKED_WHY | ASKED_HELPS;
	else if (!(lab->cur->asked & ASKED_WHY) ? why(lab, k, runs) : helps(lab, k, runs))
		lab->study->quiet = 1;
	return lab->study != NULL;
}
