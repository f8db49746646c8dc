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

#define RUN_CAP 100000		/* an interactive condition is complete then */
#define RECORD_CAP 2000		/* runs per condition that live recording keeps */

struct lab *lab_new(const struct lab_config *c)
{
	struct lab *lab = xcalloc(1, sizeof *lab);

	lab->cfg = *c;
	lab->shard = c->shard;
	lab->started = clk_ns();
	lab->run_cap = RUN_CAP;
	lab->rec_cap = c->interactive ? RECORD_CAP : UINT64_MAX;
	lab->progress.run = UINT64_MAX;
	str_init(&lab->engine);
	lab_begin_anew(lab);
	settings_copy(&lab->good, &lab->now);
	if (c->interactive)
		lab_set_pace(lab, 0, 1);
	return lab;
}

void lab_free(struct lab *lab)
{
	if (!lab)
		return;
	if (lab->study)
		lab_end_study(lab);
	lab_finish_session(lab, NULL);
	lab_close_session(lab);
	if (lab->pool)
		feed_free(pool_feed(lab->pool));
	if (lab->drive)
		feed_free(drive_feed(lab->drive));
	external_unref(lab->driven);
	lab_free_entries(lab);
	settings_release(&lab->now);
	settings_release(&lab->good);
	for (size_t i = 0; i < lab->n_log; i++)
		free((char *)lab->log[i].text);
	free(lab->log);
	free(lab->sweep.sentence);
	divergence_free(lab->divergence);
	free(lab->status);
	free(lab->progress_curve);
	free(lab->rec_path);
	free(lab->session_path);
	str_release(&lab->engine);
	free(lab);
}

/* ---- one poll ---- */

static int live_sink(void *arg, const struct sample *s)
{
	struct lab *lab = arg;

	if (s->kind == SAMPLE_EVENT)
		lab_tell(lab, &(struct lab_news){ .kind = LAB_RUN_FAILED, .what = s->text });
	else
		lab_add_sample(lab, s);
	if (lab->training)
		lab_skip_others(lab, lab->training, lab->training_limit);
	/* A study's next job, or the end of a `run`, should not wait for the budget's end. */
	return s->kind == SAMPLE_RUN && lab->training && lab->training->pub.delivered >= lab->training_limit;
}

unsigned lab_poll(struct lab *lab, uint64_t budget_ns)
{
	unsigned changed;

	lab_direct(lab);
	if (lab->replay)
		feed_drain(lab->replay, lab_replay_sink, lab, budget_ns);
	else if (lab->training)
		feed_drain(lab->live, live_sink, lab, budget_ns);
	lab_check_pool(lab);
	lab_study_tick(lab);
	lab_direct(lab);
	lab_check_record(lab);
	lab_pace_tick(lab);
	if (lab->changed & LAB_RUNS && lab->cur)
		lab->has_change = lab->cur->n_last >= 2;
	changed = lab->changed;
	lab->changed = 0;
	return changed;
}

int lab_resting(const struct lab *lab)
{
	if (lab->dirty || lab->study)
		return 0;
	return lab->replay ? feed_idle(lab->replay) : lab->stopped || lab_complete(lab);
}

/* ---- settings ---- */

struct settings *lab_settings(struct lab *lab)
{
	return &lab->now;
}

void lab_edited(struct lab *lab)
{
	lab->dirty = 1;
	lab->changed |= LAB_SETTING;
}

int lab_is_edited(const struct lab *lab)
{
	return lab->dirty;
}

void lab_begin_anew(struct lab *lab)
{
	uint64_t rerolls = lab->now.rerolls;
	struct dataset *d = NULL;

	settings_release(&lab->now);
	settings_init(&lab->now, lab->cfg.seed);
	lab->now.rerolls = rerolls;
	if (dataset_load(&d, "article", NULL, 0, 1, NULL))
		abort();	/* built in: cannot fail */
	settings_data(&lab->now, d, "article");
	lab_edited(lab);
}

int lab_has_runs(const struct lab *lab) { return lab->ran; }
int lab_stopped(const struct lab *lab) { return lab->stopped; }
int lab_interactive(const struct lab *lab) { return lab->cfg.interactive; }

/* ---- what the views read ---- */

const struct sample *lab_progress(const struct lab *lab)
{
	return &lab->progress;
}

int lab_change(const struct lab *lab, const struct levels **before, const struct levels **last)
{
	if (!lab->has_change)
		return 0;
	*before = &lab->cur->last[1];
	*last = &lab->cur->last[0];
	return 1;
}

const struct settings *lab_now(const struct lab *lab)
{
	return &lab->now;
}

const char *lab_engine(const struct lab *lab)
{
	if (lab->now.external)
		return lab->drive && lab->cur && lab_can_train(lab, lab->cur->pub.cond) ? "another program" : "trained elsewhere";
	if (lab->engine.len && !lab->pool)	/* a session's own */
		return lab->engine.s;
	return engine_fingerprint(lab->cur ? lab->cur->pub.cond->engine : ENGINE_LANES);
}

enum state lab_source_state(const struct lab *lab, enum source s)
{
	return settings_state(&lab->now, s);
}

void lab_source_text(const struct lab *lab, enum source s, struct str *out)
{
	settings_source_text(&lab->now, s, out);
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
