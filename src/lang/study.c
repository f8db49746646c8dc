/*
 * study.c - an answer that needs several conditions trained first.
 *
 * `attribute`, `remedy` and their like list conditions and how many runs each
 * needs; the pool works through the list in the background while the screen
 * keeps showing the present condition, and the finisher turns what came of it into text.
 * Runs that a condition has already are not trained again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab_int.h"

struct study *study_new(struct lab *lab, const char *what,
			void (*finish)(struct lab *lab, struct study *st))
{
	struct study *st = xcalloc(1, sizeof *st);

	st->what = xstrdup(what);
	st->finish = finish;
	st->base = lab->cur;
	return st;
}

void study_add(struct study *st, struct entry *e, uint64_t limit)
{
	st->job = xreallocarray(st->job, st->n + 1, sizeof *st->job);
	st->job[st->n++] = (struct job){ e, limit };
}

static void study_free(struct study *st)
{
	free(st->what);
	free(st->job);
	free(st);
}

void lab_end_study(struct lab *lab)
{
	if (!lab->study)
		return;
	lab_notef(lab, "event", "%s stopped", lab->study->what);
	study_free(lab->study);
	lab->study = NULL;
}

enum cmd_result lab_begin_study(struct lab *lab, struct study *st)
{
	if (lab->study)
		lab_end_study(lab);
	lab->study = st;
	if (lab->live)
		feed_pace(lab->live, 0);
	lab->wait = WAIT_STUDY;
	lab_study_tick(lab);		/* it may all be there already */
	return CMD_WAIT;
}

void lab_study_tick(struct lab *lab)
{
	struct study *st = lab->study;

	if (!st)
		return;
	while (st->at < st->n && st->job[st->at].e->pub.delivered >= st->job[st->at].limit)
		st->at++;
	if (st->at < st->n)
		return;
	lab->study = NULL;
	if (lab->live)
		feed_pace(lab->live, lab->pace);
	st->finish(lab, st);
	study_free(st);
	lab->changed |= LAB_RUNS | LAB_LOG;
}

int lab_study(const struct lab *lab, struct str *out)
{
	const struct study *st = lab->study;
	uint64_t done = 0, all = 0;

	if (!st)
		return 0;
	for (size_t i = 0; i < st->n; i++) {
		const struct job *j = &st->job[i];

		all += j->limit;
		done += j->e->pub.delivered < j->limit ? j->e->pub.delivered : j->limit;
	}
	str_addf(out, "%s: %llu of %llu runs", st->what, (unsigned long long)done, (unsigned long long)all);
	return 1;
}
