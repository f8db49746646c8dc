/*
 * lab.c - the laboratory itself: birth, one poll, death, and small answers.
 *
 *     lab_queue --> queue_next --> cmd_*  --> settings --> lab_commit --> entry
 *                                                                          |
 *     views <-- stats <-- lab_add_sample <-- feed_drain <-- pool <---- lab_direct
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "lab/lab_int.h"
#include "lang/lesson_int.h"

#define RUN_CAP 100000		/* an interactive condition is complete then */
#define RECORD_CAP 2000		/* runs per condition that live recording keeps */

struct lab *lab_new(const struct lab_config *c)
{
	struct lab *lab = xcalloc(1, sizeof *lab);
	struct dataset *d = NULL;
	size_t n;

	lab->cfg = *c;
	if (c->host)
		lab->host = *c->host;
	lab->started = clk_ns();
	lab->run_cap = RUN_CAP;
	lab->rec_keep = c->interactive ? RECORD_CAP : UINT64_MAX;
	lab->progress.run = UINT64_MAX;
	str_init(&lab->change);
	str_init(&lab->title);
	str_init(&lab->engine);
	opt_table(&n);
	lab->option_value = xcalloc(n, sizeof *lab->option_value);
	settings_init(&lab->now, c->seed);
	if (dataset_load(&d, "article", NULL, 0, 1, NULL))
		abort();	/* built in: cannot fail */
	settings_data(&lab->now, d, "article");
	settings_copy(&lab->good, &lab->now);
	lab->dirty = 1;
	if (c->interactive)
		lab_set_pace(lab, 0, 1);
	return lab;
}

void lab_free(struct lab *lab)
{
	size_t n;

	if (!lab)
		return;
	if (lab->study)
		lab_end_study(lab);
	lab_close_record(lab, NULL);
	lab_close_session(lab);
	feed_free(lab->live);
	lesson_free(lab->lesson);
	queue_release(lab);
	lab_free_entries(lab);
	settings_release(&lab->now);
	settings_release(&lab->good);
	for (size_t i = 0; i < lab->n_log; i++) {
		free((char *)lab->log[i].text);
		free((char *)lab->log[i].kind);
	}
	free(lab->log);
	free(lab->sweep.sentence);
	divergence_free(lab->divergence);
	free(lab->status);
	free(lab->progress_curve);
	free(lab->rec_path);
	free(lab->session_path);
	str_release(&lab->change);
	str_release(&lab->title);
	str_release(&lab->engine);
	opt_table(&n);
	for (size_t i = 0; i < n; i++)
		free(lab->option_value[i]);
	free(lab->option_value);
	free(lab);
}

/* ---- one poll ---- */

static int live_sink(void *arg, const struct sample *s)
{
	struct lab *lab = arg;

	lab_add_sample(lab, s);
	/* A study's next job, or the end of a `run`, should not wait for the budget's end. */
	return s->kind == SAMPLE_RUN && lab->training && lab->training->pub.delivered >= lab->training_limit;
}

static void describe_change(struct lab *lab)
{
	if (!lab->cur || lab->cur->n_last < 2)
		return;
	str_clear(&lab->change);
	levels_diff(&lab->cur->last[1], &lab->cur->last[0], &lab->change);
}

unsigned lab_poll(struct lab *lab, uint64_t budget_ns)
{
	unsigned changed;
	uint64_t end = clk_ns() + budget_ns;

	do {
		while (queue_next(lab) || (lab->wait == WAIT_NONE && lesson_tick(lab)))
			;
		lab_direct(lab);
		if (lab->replay)
			feed_drain(lab->replay, lab_replay_sink, lab, budget_ns);
		else if (lab->training)
			feed_drain(lab->live, live_sink, lab, budget_ns);
		lab_check_pool(lab);
		lab_study_tick(lab);
		lab_direct(lab);
	} while (lab->at_queue < lab->n_queue && lab->wait == WAIT_NONE && clk_ns() < end);
	lesson_show(lab);
	lab_pace_tick(lab);
	if (lab->changed & LAB_RUNS)
		describe_change(lab);
	changed = lab->changed;
	lab->changed = 0;
	return changed;
}

int lab_idle(const struct lab *lab)
{
	if (lab->n_queue || lab->dirty || lab->study || lab->wait != WAIT_NONE)
		return 0;
	if (lab->lesson && !lesson_waiting(lab->lesson))
		return 0;
	if (lab->replay)
		return feed_idle(lab->replay);
	if (!lab->cur || lab->stopped)
		return 1;
	return lab->cur->pub.delivered >= lab_goal(lab, lab->cur);
}

int lab_failed(struct lab *lab, struct err *err)
{
	int failed = lab->failed;

	if (failed && err)
		*err = lab->failed_err;
	lab->failed = 0;
	return failed;
}

int lab_reported(const struct lab *lab) { return lab->reported; }
int lab_has_runs(const struct lab *lab) { return lab->ran; }
int lab_quitting(const struct lab *lab) { return lab->quitting; }

/* ---- what the views read ---- */

const struct sample *lab_progress(const struct lab *lab)
{
	return &lab->progress;
}

const char *lab_change(const struct lab *lab)
{
	return lab->change.s;
}

const char *lab_title(const struct lab *lab)
{
	struct str *t = (struct str *)&lab->title;	/* a cache, no state */
	const struct settings *s = &lab->now;
	struct model m = { 0 };
	struct str model = STR_INIT;

	str_clear(t);
	utf8_escape(t, s->data->name, strlen(s->data->name));
	str_addf(t, " %zu×%zu · ", s->data->rows, s->data->features);
	if (settings_model(s, &m, NULL) == 0)
		model_format(&m, &model);
	str_addf(t, "%s · %s · ", model.s, loss_name(s->loss));
	if (s->state[SOURCE_OPTIMIZER] == STATE_FREE)
		str_add(t, "optimizer free");
	else
		optim_format(&s->optim[s->level[SOURCE_OPTIMIZER]], t);
	str_release(&model);
	return t->s;
}

const char *lab_engine(const struct lab *lab)
{
	if (lab->engine.len && !lab->pool)	/* a session's own */
		return lab->engine.s;
	return engine_fingerprint(lab->cur ? lab->cur->pub.cond->engine : ENGINE_LANES);
}

enum state lab_source_state(const struct lab *lab, enum source s)
{
	return lab->now.state[s];
}

void lab_source_text(const struct lab *lab, enum source s, struct str *out)
{
	settings_source_text(&lab->now, s, out);
}

const char *lab_option(const struct lab *lab, const char *name)
{
	const struct opt *o = opt_find(name);
	size_t n, i = o ? (size_t)(o - opt_table(&n)) : 0;

	if (!o)
		return NULL;
	return lab->option_value[i] ? lab->option_value[i] : o->dflt;
}

int lab_surface(struct lab *lab, const struct lab_entry *e, const struct kept_run *run,
		const float *x, size_t n, float *out, struct err *err)
{
	struct trainer *t = NULL;
	struct result r;
	int code = condition_recompute(e->cond, &run->levels, lab->cfg.width, &t, &r, err);

	if (!code)
		trainer_predict(t, 0, x, n, out);
	trainer_free(t);
	return code;
}
