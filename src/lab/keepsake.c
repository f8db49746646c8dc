/*
 * keepsake.c - what a session keeps besides runs and the log: conditions, their names
 * and pins, the rows of the last sweep, and the last line between two runs.
 *
 * All of these are events, so that a replay brings them when they happened and every
 * earlier program can read the file:
 *
 *     name     ID NAME
 *     pin      ID on|off [run N]	(in sight; the run that others are measured by)
 *     sweep    REMEDY, then a line of figures and the label for each setting, then
 *              the sentence
 *     sweep-of ID	(the condition that the sweep before was asked of)
 *     helps    ID RUNS, the ids of the conditions that were trained for it, and for each remedy
 *              a line of its name, its setting and its price, one of figures and one of what it
 *              does to each source
 *     blame    ID of the plan, sources and lines; then a line for each length of training
 *     between  ID, then a line of figures and a line for each point of the line between two
 *              runs' weights
 *
 * Here they are written; keepsake_read.c reads them.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

static void record(struct lab *lab, struct entry *e, const char *kind, const char *what)
{
	struct str s = STR_INIT;

	if (!e->declared && e->pub.delivered)	/* of a session that is gone on with */
		lab_record_entry(lab, e);
	if (!lab->rec || !e->declared)
		return;
	str_addf(&s, "%u %s", (unsigned)e->pub.id, what);
	lab_record_event(lab, kind, s.s);
	str_release(&s);
}

void lab_record_name(struct lab *lab, struct entry *e)
{
	record(lab, e, "name", e->pub.name);
}

void lab_record_pin(struct lab *lab, struct entry *e)
{
	struct str s = STR_INIT;

	str_add(&s, e->pub.pinned ? "on" : "off");
	if (e->pub.has_reference)
		str_addf(&s, " run %" PRIu64, e->pub.reference);
	record(lab, e, "pin", s.s);
	str_release(&s);
}

static void put_estimate(struct str *out, const struct estimate *e)
{
	str_addf(out, "%.17g %.17g %.17g %.17g %" PRIu64 " ", e->mean, e->se, e->lo, e->hi, e->n);
}

void lab_record_sweep(struct lab *lab)
{
	const struct lab_sweep *w = &lab->sweep;
	struct str s = STR_INIT;

	if (!lab->rec || !w->sentence)
		return;
	str_addf(&s, "%s\n", lab_remedy_name(w->remedy));
	for (size_t i = 0; i < w->n; i++) {
		str_addf(&s, "%.17g ", w->row[i].setting);
		put_estimate(&s, &w->row[i].spread);
		put_estimate(&s, &w->row[i].loss);
		str_addf(&s, "%s\n", w->row[i].label);
	}
	str_add(&s, w->sentence);
	lab_record_event(lab, "sweep", s.s);
	str_clear(&s);
	str_addf(&s, "%u ", (unsigned)w->of);	/* the blank as in a name's */
	if (w->of)
		lab_record_event(lab, "sweep-of", s.s);
	str_release(&s);
}

void lab_record_helps(struct lab *lab)
{
	const struct lab_helps *w = &lab->helps;
	struct entry *e = w->of ? entry_by_id(lab, w->of) : NULL;
	struct str s = STR_INIT;

	if (!lab->rec || !e)
		return;
	str_addf(&s, "%" PRIu64 " %zu ", w->runs, w->n_made);
	for (size_t i = 0; i < w->n_made; i++)
		str_addf(&s, "%" PRIu32 " ", w->made[i]);
	str_addc(&s, '\n');
	for (size_t i = 0; i < w->n; i++) {
		const struct help_row *r = &w->row[i];

		str_addf(&s, "%s\n%s\n%.17g %.17g %.17g %.17g %.17g %.17g %.17g %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " \n",
			 lab_remedy_name(r->remedy), r->label, r->price, r->ratio, r->lo, r->hi, r->loss, r->loss_lo, r->loss_hi,
			 r->runs, r->lost, r->base_runs, r->base_lost);
		str_addf(&s, "%zu ", r->n_source);
		for (size_t k = 0; k < r->n_source; k++)
			str_addf(&s, "%d %.17g %.17g %.17g ", (int)r->source[k].source, r->source[k].ratio, r->source[k].lo,
				 r->source[k].hi);
		str_addc(&s, '\n');
	}
	record(lab, e, "helps", s.s);
	str_release(&s);
}

void lab_record_between(struct lab *lab)
{
	const struct between *b = &lab->between.line;
	struct entry *e = lab->between.complete ? entry_by_id(lab, lab->between.of) : NULL;
	struct str s = STR_INIT;

	if (!lab->rec || !e)
		return;
	str_addf(&s, "%" PRIu64 " %" PRIu64 " %d %" PRIu64 " %.17g %.17g %.17g %.17g \n", b->run[0], b->run[1], b->aligned,
		 b->moved, b->norm[0], b->norm[1], b->predictions, b->churn);
	for (int k = 0; k <= b->aligned; k++) {
		str_addf(&s, "%.17g \n", b->path[k].apart);
		for (size_t i = 0; i < BETWEEN_POINTS; i++)
			str_addf(&s, "%.17g %.17g \n", b->path[k].loss[i], b->path[k].accuracy[i]);
	}
	record(lab, e, "between", s.s);
	str_release(&s);
}

void lab_record_blame(struct lab *lab)
{
	const struct lab_blame *b = &lab->blame;
	struct entry *e = b->n ? entry_by_id(lab, b->of) : NULL;
	struct str s = STR_INIT;

	if (!lab->rec || !e)
		return;
	str_addf(&s, "%zu %zu \n", b->n_sources, b->n);
	for (size_t k = 0; k < b->n; k++) {
		const struct lab_blame_point *p = &b->point[k];

		str_addf(&s, "%u %zu %.17g ", (unsigned)p->epoch, p->rows, p->variance);
		for (size_t i = 0; i < b->n_sources; i++)
			str_addf(&s, "%.17g %.17g %.17g ", p->first[i], p->lo[i], p->hi[i]);
		str_addf(&s, "%.17g %.17g %.17g \n", p->together, p->together_lo, p->together_hi);
	}
	record(lab, e, "blame", s.s);
	str_release(&s);
}

void lab_keep_sweep(struct lab *lab, const char *sentence)
{
	free(lab->sweep.sentence);
	lab->sweep.sentence = xstrdup(sentence);
	lab_record_sweep(lab);
}

void lab_record_entry(struct lab *lab, struct entry *e)
{
	struct err err = ERR_INIT;

	if (!lab->rec || e->declared)
		return;
	if (recorder_condition(lab->rec, e->pub.id, e->pub.cond, &err)) {
		recording_fail(lab, &err);
		return;
	}
	e->declared = 1;
	if (e->pub.name)
		lab_record_name(lab, e);
	if (e->pub.pinned || e->pub.has_reference)
		lab_record_pin(lab, e);
}
