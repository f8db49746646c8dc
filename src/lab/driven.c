/*
 * driven.c - trainings of other people that go on here: which conditions a command of the
 * shell's own line can train, and what its runs cost.
 *
 * What only a run's cost tells is worked out here, too: how many runs are worth asking for,
 * and how long they take.  Costs are measured, so that these numbers are no part of any
 * condition.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

#define SECONDS_WANTED 600.0	/* of a study that nobody sized */
#define RUNS_LEAST 32
#define RUNS_MOST 1000

/* ---- who trains what ---- */

/* Is it the same program with the same declaration, whatever the states of its sources? */
static int same_training(const struct external *a, const struct external *b)
{
	if (strcmp(a->trainer, b->trainer) || a->n_setting != b->n_setting || a->probes != b->probes)
		return 0;
	for (size_t i = 0; i < a->n_setting; i++)
		if (strcmp(a->setting[i].name, b->setting[i].name) || strcmp(a->setting[i].value, b->setting[i].value))
			return 0;
	for (int s = 0; s < SOURCE_SLOTS; s++) {
		if (!a->name[s] != !b->name[s] || (a->name[s] && strcmp(a->name[s], b->name[s])) || a->n_choice[s] != b->n_choice[s])
			return 0;
		for (size_t k = 0; k < a->n_choice[s]; k++)
			if (strcmp(a->choice[s][k], b->choice[s][k]))
				return 0;
	}
	return 1;
}

int lab_can_train(const struct lab *lab, const struct condition *c)
{
	return !c->external || (lab->drive && c->external->driven && same_training(c->external, lab->driven));
}

int lab_drives(const struct lab *lab) { return lab->drive != NULL; }
int lab_trains(const struct lab *lab, const struct lab_entry *e) { return lab_can_train(lab, e->cond); }

/* ---- what runs cost ---- */

double lab_run_seconds(const struct lab *lab)
{
	double sum = 0;
	uint64_t n = 0;

	if (lab->drive && !isnan(drive_seconds(lab->drive)))
		return drive_seconds(lab->drive);
	for (size_t i = 0; lab->drive && i < lab->n_entry; i++) {	/* of a session that is gone on with */
		sum += lab->entry[i]->pub.seconds;
		n += stats_runs(lab->entry[i]->pub.stats);
	}
	return n && sum > 0 ? sum / (double)n : NAN;
}

double lab_runs_take(const struct lab *lab, uint64_t runs)
{
	return lab_run_seconds(lab) * ceil((double)runs / lab_workers(lab));
}

/* Of so many conditions together, each so many runs that all take some minutes. */
uint64_t lab_driven_size(const struct lab *lab, double conditions, uint64_t least, uint64_t most)
{
	double n = SECONDS_WANTED * lab_workers(lab) / (lab_run_seconds(lab) * conditions);

	return !(n > (double)least) ? least : n > (double)most ? most : (uint64_t)n;
}

uint64_t lab_driven_runs(const struct lab *lab)
{
	return lab_driven_size(lab, 1, RUNS_LEAST, RUNS_MOST);
}

/* On a screen nobody says how many: as soon as a run's cost is known, it does. */
void lab_size_driven(struct lab *lab)
{
	struct entry *e = lab->cur;

	if (!lab->cfg.interactive || !e || e->sized || !e->pub.cond->external || lab->replay || !lab_can_train(lab, e->pub.cond))
		return;
	if (!e->pub.limit)
		e->pub.limit = RUNS_LEAST;
	if (e->pub.delivered < 2)
		return;
	e->sized = 1;
	if (e->pub.limit < lab_driven_runs(lab))
		e->pub.limit = lab_driven_runs(lab);
}
