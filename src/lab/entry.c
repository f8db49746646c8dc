/*
 * entry.c - conditions and the runs that belong to them.
 *
 *     now --lab_commit--> condition --same commands?--> an earlier entry, its
 *                                                       runs go on; or a new one
 *
 * An entry never goes away (views name it by number), but its statistics may
 * be dropped when memory is short: runs are pure functions, so coming back to
 * it simply trains them again.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

#define STATS_BYTES_MAX ((size_t)512 << 20)	/* over all entries */
#define CAP_NOTHING_FREE 1000			/* runs that are all alike */

static char *free_text(const struct condition *c)
{
	enum source s[SOURCE_SLOTS];
	size_t n = condition_free(c, s);
	struct str out = STR_INIT;

	for (size_t i = 0; i < n; i++)
		str_addf(&out, "%s%s", i ? ", " : "", condition_source_name(c, s[i]));
	if (!n)
		str_add(&out, "nothing");
	return str_detach(&out);
}

static void new_statistics(struct entry *e)
{
	enum source s[SOURCE_SLOTS];
	size_t k = condition_free(e->pub.cond, s);

	const struct problem *p = &e->pub.cond->problem;

	e->pub.stats = stats_new(p);
	if (e->pub.cond->external && !e->pub.cond->external->driven) {
		e->design = (struct lab_entry){ .id = e->pub.id, .cond = e->pub.cond, .stats = e->pub.stats, .free = e->pub.free,
			.set = e->pub.set };
		e->design.attr = attribute_design_new(s, k, p->n_pred);
	}
	if (e->pub.cond->state[SOURCE_SPLIT] == STATE_FREE && p->n_train)
		stats_share_rows(e->pub.stats, (double)p->n_test / (double)p->n_train);
	if (e->pub.cond->plan == PLAN_PICKFREEZE)
		e->pub.attr = attribute_new(s, k, e->pub.cond->problem.n_pred);
	if (e->pub.attr && e->pub.cond->external)
		attribute_repeat(e->pub.attr);
	if (e->pub.cond->plan == PLAN_WHEN)
		e->pub.when = when_new(&e->pub.cond->when, p->n_pred);
	if (e->pub.attr && p->n_marks) {
		e->pub.attr_at = xcalloc(p->n_marks, sizeof(struct attribute *));
		for (uint32_t m = 0; m < p->n_marks; m++)
			e->pub.attr_at[m] = attribute_new(s, k, p->n_pred);
	}
	if (e->pub.attr && stats_held_out(e->pub.stats))
		attribute_hold_out(e->pub.attr);
	else if (e->pub.attr)
		attribute_probes(e->pub.attr, p->data->outputs, p->data->kind != DATA_REGRESSION);
}

static void free_statistics(struct entry *e)
{
	stats_free(e->pub.stats);
	if (e->pub.attr)
		attribute_free(e->pub.attr);
	for (uint32_t m = 0; e->pub.attr_at && m < e->pub.cond->problem.n_marks; m++)
		attribute_free(e->pub.attr_at[m]);
	free(e->pub.attr_at);
	e->pub.attr_at = NULL;
	when_free(e->pub.when);
	e->pub.when = NULL;
	attribute_free(e->design.attr);
	e->design.attr = NULL;
	entry_forget_levels(e);
	entry_forget_rest(e);
	e->pub.stats = NULL;
	e->pub.attr = NULL;
}

void entry_reset(struct entry *e)
{
	free_statistics(e);
	new_statistics(e);
	e->pub.delivered = 0;
	e->pub.seconds = 0;
	e->n_last = 0;
}

/* Drop statistics that nobody looks at, longest unused first. */
static void trim(struct lab *lab)
{
	for (;;) {
		size_t sum = 0;
		struct entry *oldest = NULL;

		for (size_t i = 0; i < lab->n_entry; i++) {
			struct entry *e = lab->entry[i];

			sum += stats_bytes(e->pub.stats);
			if (e == lab->cur || e == lab->prev || e->pub.pinned || lab->study
			    || !e->pub.delivered || lab->replay || e->pub.cond->external)
				continue;	/* what others trained nobody here can train again */
			if (!oldest || e->used < oldest->used)
				oldest = e;
		}
		if (sum <= STATS_BYTES_MAX || !oldest)
			return;
		entry_reset(oldest);
	}
}

struct entry *entry_by_id(const struct lab *lab, uint32_t id)
{
	for (size_t i = lab->n_entry; i-- > 0;)
		if (lab->entry[i]->pub.id == id)
			return lab->entry[i];
	return NULL;
}

static uint64_t first_limit(const struct lab *lab, const struct condition *c)
{
	enum source s[SOURCE_SLOTS];

	if (!lab->cfg.interactive || c->plan != PLAN_PLAIN || c->external)
		return 0;
	if (!condition_free(c, s) && lab->run_cap > CAP_NOTHING_FREE)
		return CAP_NOTHING_FREE;
	return lab->run_cap;
}

static uint32_t next_id(const struct lab *lab)
{
	uint32_t id = 0;

	for (size_t i = 0; i < lab->n_entry; i++)
		if (lab->entry[i]->pub.id > id)
			id = lab->entry[i]->pub.id;
	return id + 1;
}

struct entry *lab_find_entry(struct lab *lab, const struct settings *s, struct err *err)
{
	struct condition *c = settings_condition(s, err);
	struct entry *e;

	if (!c)
		return NULL;
	for (size_t i = 0; i < lab->n_entry; i++) {
		if (strcmp(lab->entry[i]->pub.cond->commands, c->commands) == 0) {
			condition_unref(c);
			return lab->entry[i];
		}
	}
	e = xcalloc(1, sizeof *e);
	e->pub.id = next_id(lab);
	e->pub.cond = c;
	e->pub.free = free_text(c);
	e->pub.limit = first_limit(lab, c);
	settings_copy(&e->set, s);
	e->pub.set = &e->set;
	e->pub.memo = &e->memo;
	new_statistics(e);
	XGROW(lab->entry, lab->cap_entry, lab->n_entry + 1);
	lab->entry[lab->n_entry++] = e;
	lab_record_entry(lab, e);
	trim(lab);
	return e;
}

void lab_show_entry(struct lab *lab, struct entry *e)
{
	e->used = ++lab->uses;
	e->pub.visited = 1;
	e->pub.aside = 0;
	if (e == lab->cur)
		return;
	/* What was passed through on the way, before it had runs, is no "before". */
	if (lab->cur && stats_runs(lab->cur->pub.stats) >= 2)
		lab->prev = lab->cur;
	lab->cur = e;
	lab->stopped = 0;
	lab->progress.run = UINT64_MAX;
	lab->progress.epochs = 0;
	lab->has_change = 0;
	lab->changed |= LAB_CONDITION | LAB_SETTING;
	if (lab->prev && !lab->replay)
		lab_pace_restart(lab, 8);
}

/* Where `engine auto` would have taken BLIS, but BLIS is refused: that, once. */
static void tell_refusal(struct lab *lab, const struct entry *e)
{
	const struct condition *c = e->pub.cond;
	struct err err = ERR_INIT;

	if (lab->refusal_told || lab->now.engine != ENGINE_AUTO || c->engine != ENGINE_LANES
	    || engine_choose(&c->problem.model) != ENGINE_BLIS
	    || !engine_usable(ENGINE_BLIS, &err))
		return;
	lab->refusal_told = 1;
	lab_tell(lab, &(struct lab_news){ .kind = LAB_ENGINE_REFUSED, .err = &err });
}

int lab_commit(struct lab *lab, struct err *err)
{
	struct err e = ERR_INIT;
	struct entry *entry;

	if (!lab->dirty)
		return 0;
	lab->dirty = 0;
	entry = lab_find_entry(lab, &lab->now, &e);
	if (!entry) {
		lab_take_settings(lab, &lab->good);
		if (err)
			*err = e;
		return e.code ? (int)e.code : ERR_USAGE;
	}
	if (lab->study && lab->study->base != entry)
		lab_end_study(lab);
	settings_release(&lab->good);
	settings_copy(&lab->good, &lab->now);
	lab_show_entry(lab, entry);
	tell_refusal(lab, entry);
	return 0;
}

void lab_take_settings(struct lab *lab, const struct settings *s)
{
	uint64_t rerolls = lab->now.rerolls;
	struct settings copy;

	settings_copy(&copy, s);
	settings_release(&lab->now);
	lab->now = copy;
	lab->now.rerolls = rerolls;
	settings_copy(&copy, &lab->now);
	settings_release(&lab->good);
	lab->good = copy;
}

static void copy_progress(struct lab *lab, const struct sample *s)
{
	size_t n = s->epochs;
	const float *from[3] = { s->train, s->test, s->acc };
	const float *to[3] = { NULL, NULL, NULL };

	XGROW(lab->progress_curve, lab->cap_progress, 3 * n + 1);
	for (int k = 0; k < 3; k++) {
		float *at = lab->progress_curve + (size_t)k * n;

		if (from[k]) {
			memcpy(at, from[k], n * sizeof *at);
			to[k] = at;
		}
	}
	lab->progress = *s;
	lab->progress.train = to[0];
	lab->progress.test = to[1];
	lab->progress.acc = to[2];
	lab->progress.pred = lab->progress.r2 = lab->progress.scores = NULL;
	lab->progress.text = lab->progress.what = NULL;
	lab->changed |= LAB_PROGRESS;
}

static void add_sample(struct lab *lab, struct entry *e, const struct sample *s);

/* What a session from before does not say of a run, as far as its predictions tell. */
static void add_from_before(struct lab *lab, struct entry *e, const struct sample *s)
{
	const struct problem *p = &e->pub.cond->problem;
	float *r2 = xcalloc(p->data->outputs, sizeof *r2);
	struct sample known = *s;

	if (!sample_is_judged(s))
		sample_judge(&known, p, r2);
	if (!e->scorer) {
		e->scorer = scorer_new(p);
		e->scores = xcalloc(scores_count(p), sizeof *e->scores);
	}
	sample_score(&known, p, e->scorer, e->scores);
	add_sample(lab, e, &known);
	free(r2);
}

void lab_add_sample(struct lab *lab, const struct sample *s)
{
	struct entry *e = entry_by_id(lab, s->condition);
	struct sample held;

	if (e && (e->pub.cond->until || e->pub.cond->plan == PLAN_WHEN)) {	/* no session says so of each run */
		held = *s;
		condition_hold(e->pub.cond, s->run, &held.levels);
		s = &held;
	}
	if (e && s->kind == SAMPLE_RUN && (!sample_is_judged(s) || !s->scores) && s->n_pred == e->pub.cond->problem.n_pred
	    && !e->pub.cond->problem.blind)
		add_from_before(lab, e, s);
	else if (e)
		add_sample(lab, e, s);
}

/* The run as it was behind earlier epochs: its predictions, for nothing else is asked there. */
static void add_marked(struct entry *e, const struct sample *s)
{
	struct sample then = *s;

	for (uint32_t m = 0; e->pub.attr_at && s->marked && m < s->n_marks; m++) {
		then.pred = s->marked + m * s->n_pred;
		attribute_add(e->pub.attr_at[m], &then);
	}
}

static void add_sample(struct lab *lab, struct entry *e, const struct sample *s)
{
	if (s->kind == SAMPLE_PROGRESS) {
		if (e == lab->cur)
			copy_progress(lab, s);
		return;
	}
	if (s->kind != SAMPLE_RUN || s->n_pred != e->pub.cond->problem.n_pred)
		return;
	/* A session's condition and its runs may contradict each other. */
	if (!e->pub.cond->external != !(s->levels.off & LEVELS_EXTERNAL))
		return;
	if (!entry_take_rest(e, s))
		stats_add(e->pub.stats, s);
	if (e->pub.attr)
		attribute_add(e->pub.attr, s);
	add_marked(e, s);
	if (e->pub.when)
		when_add(e->pub.when, s);
	if (e->design.attr) {
		attribute_add(e->design.attr, s);
		entry_note_levels(e, &s->levels);
	}
	e->pub.delivered = s->run + 1;
	e->pub.seconds += s->seconds > 0 ? s->seconds : 0;
	/* The run on show is over: its picture ends where it ended. */
	if (e == lab->cur && s->run == lab->progress.run && lab->progress.run != UINT64_MAX) {
		uint64_t all = lab->progress.total_updates;

		copy_progress(lab, s);
		lab->progress.updates = lab->progress.total_updates = all;
	}
	e->last[1] = e->last[0];
	e->last[0] = s->levels;
	e->n_last += e->n_last < 2;
	lab->total_runs++;
	lab->ran = 1;
	lab->changed |= LAB_RUNS;
	lab_record_run(lab, e, s);
}

void lab_free_entries(struct lab *lab)
{
	for (size_t i = 0; i < lab->n_entry; i++) {
		struct entry *e = lab->entry[i];

		free_statistics(e);
		scorer_free(e->scorer);
		free(e->scores);
		condition_unref((struct condition *)e->pub.cond);
		settings_release(&e->set);
		free(e->pub.name);
		free(e->pub.free);
		free(e->pub.engine);
		free(e->memo.text);
		free(e);
	}
	free(lab->entry);
	lab->entry = NULL;
	lab->n_entry = lab->cap_entry = 0;
	lab->cur = lab->prev = lab->training = NULL;
}

size_t lab_entries(const struct lab *lab)
{
	return lab->n_entry;
}

const struct lab_entry *lab_entry(const struct lab *lab, size_t i)
{
	return i < lab->n_entry ? &lab->entry[i]->pub : NULL;
}

const struct lab_entry *lab_current(const struct lab *lab)
{
	return lab->cur ? &lab->cur->pub : NULL;
}

const struct lab_entry *lab_previous(const struct lab *lab)
{
	const struct entry *p = lab->prev;

	if (!p || p == lab->cur || stats_runs(p->pub.stats) < 2
	    || p->pub.cond->problem.data->hash != lab->cur->pub.cond->problem.data->hash)
		return NULL;
	return &p->pub;
}

const struct lab_entry *lab_ghost(const struct lab *lab)
{
	for (size_t i = lab->n_entry; i-- > 0;) {
		const struct entry *e = lab->entry[i];

		if (e->pub.pinned && e != lab->cur && stats_runs(e->pub.stats) >= 2)
			return &e->pub;
	}
	return lab_previous(lab);
}
