/*
 * session.c - the lab and its session file: writing as runs complete, playing
 * one back, and going on live from where a replay stands.
 *
 * A session's condition text is data from a file, not orders: it is read by
 * lab_read_condition, which knows settings only and opens nothing.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/xalloc.h"
#include "lab_int.h"

/* ---- writing ---- */

/* Recording has failed: say so once, stop writing, keep training. */
static void give_up(struct lab *lab, const struct err *err)
{
	struct err ignored = ERR_INIT;

	if (lab->rec_failed)
		return;
	lab->rec_failed = 1;
	lab->failed = 1;
	lab->failed_err = *err;
	lab_say_error(lab, err);
	recorder_close(lab->rec, &ignored);
	lab->rec = NULL;
}

void lab_record_entry(struct lab *lab, struct entry *e)
{
	struct err err = ERR_INIT;

	if (!lab->rec || e->declared)
		return;
	if (recorder_condition(lab->rec, e->pub.id, e->pub.cond, &err))
		give_up(lab, &err);
	else
		e->declared = 1;
}

void lab_record_run(struct lab *lab, struct entry *e, const struct sample *s)
{
	struct err err = ERR_INIT;

	if (!lab->rec || s->run < e->recorded || s->run >= lab->rec_keep)
		return;
	lab_record_entry(lab, e);
	if (!lab->rec)
		return;
	if (recorder_run(lab->rec, s, &err))
		give_up(lab, &err);
	else
		e->recorded = s->run + 1;
}

void lab_record_event(struct lab *lab, const char *kind, const char *text)
{
	struct err err = ERR_INIT;

	if (lab->rec && recorder_event(lab->rec, (double)(clk_ns() - lab->started) * 1e-9, kind, text, &err))
		give_up(lab, &err);
}

/* The runs of before, as far as the statistics kept them whole. */
static void record_kept(struct lab *lab, struct entry *e)
{
	size_t n = stats_kept(e->pub.stats);

	for (size_t i = 0; lab->rec && i < n; i++) {
		struct kept_run k;
		struct sample s = { .kind = SAMPLE_RUN, .condition = e->pub.id };

		if (!stats_kept_run(e->pub.stats, i, &k))
			continue;
		s.run = k.run;
		s.levels = k.levels;
		s.epochs = k.epochs;
		s.train_loss = k.train_loss;
		s.test_loss = k.test_loss;
		s.accuracy = k.accuracy;
		s.batch_loss = NAN;
		s.seconds = e->pub.delivered ? e->pub.seconds / (double)e->pub.delivered : 0;
		s.train = k.train;
		s.test = k.test;
		s.acc = k.acc;
		s.pred = k.pred;
		s.n_pred = stats_n_pred(e->pub.stats);
		lab_record_run(lab, e, &s);
	}
}

int lab_record(struct lab *lab, const char *path, struct err *err)
{
	int append = lab->session_path && strcmp(lab->session_path, path) == 0 && !lab->replay;
	int code;

	if (lab->replay)
		return err_set(err, ERR_STATE, "a session is playing: `fork` goes on live from here, then save");
	if (lab->rec)
		return err_set(err, ERR_STATE, "this session is being saved to %s already", lab->rec_path);
	code = recorder_open(&lab->rec, path, append, err);
	if (code)
		return code;
	lab->rec_failed = 0;
	free(lab->rec_path);
	lab->rec_path = xstrdup(path);
	for (size_t i = 0; i < lab->n_entry && lab->rec; i++) {
		struct entry *e = lab->entry[i];

		e->declared = 0;
		if (!append)
			e->recorded = 0;
		if (append && e->pub.delivered)
			continue;	/* it is in the file */
		if (e == lab->cur || e->pub.delivered) {
			lab_record_entry(lab, e);
			record_kept(lab, e);
		}
	}
	if (!lab->rec) {
		if (err)
			*err = lab->failed_err;
		return ERR_IO;
	}
	return lab_sync(lab, err);
}

int lab_sync(struct lab *lab, struct err *err)
{
	return lab->rec ? recorder_sync(lab->rec, err) : 0;
}

int lab_close_record(struct lab *lab, struct err *err)
{
	int code = 0;

	if (lab->rec)
		code = recorder_close(lab->rec, err);
	lab->rec = NULL;
	return code;
}

const char *lab_session_path(const struct lab *lab)
{
	return lab->rec ? lab->rec_path : lab->session_path;
}

uint64_t lab_saved_runs(const struct lab *lab)
{
	return lab->rec ? recorder_runs(lab->rec) : 0;
}

/* ---- playing back ---- */

void lab_close_session(struct lab *lab)
{
	if (lab->replay)
		feed_free(lab->replay);
	lab->replay = NULL;
	lab->player = NULL;
	if (lab->session)
		session_close(lab->session);
	lab->session = NULL;
}

/* The entry for condition `id` of the session that is open. */
static struct entry *session_entry(struct lab *lab, uint32_t id, const char *commands, struct err *err)
{
	struct entry *e = entry_by_id(lab, id);
	struct settings set;
	struct dataset *data;
	int code;

	if (e)
		return e;
	data = session_dataset(lab->session, id, err);
	if (!data && err->code)
		return NULL;
	code = lab_read_condition(lab, commands, data, &set, err);
	if (data)
		dataset_unref(data);
	if (code)
		return NULL;
	e = lab_find_entry(lab, &set, err);
	if (e) {
		e->pub.id = id;
		lab->changed |= LAB_CONDITION;
	}
	settings_release(&set);
	return e;
}

static const char *commands_of(const struct lab *lab, uint32_t id)
{
	const char *commands = NULL;

	for (size_t i = 0; i < session_conditions(lab->session); i++)
		if (session_condition(lab->session, i, &commands) == id)
			return commands;
	return NULL;
}

static void replay_show(struct lab *lab, uint32_t id, const char *commands)
{
	struct err err = ERR_INIT;
	struct entry *e;

	if (!commands)
		commands = commands_of(lab, id);
	if (!commands)
		return;
	e = session_entry(lab, id, commands, &err);
	if (!e) {
		if (lab->failed_err.code != err.code || strcmp(lab->failed_err.text, err.text) != 0)
			lab_say_error(lab, &err);
		lab->failed_err = err;
		return;
	}
	settings_release(&lab->now);
	settings_copy(&lab->now, &e->set);
	settings_release(&lab->good);
	settings_copy(&lab->good, &e->set);
	lab_show_entry(lab, e);
}

int lab_replay_sink(void *arg, const struct sample *s)
{
	struct lab *lab = arg;

	switch (s->kind) {
	case SAMPLE_CONDITION:
		replay_show(lab, s->condition, s->text);
		break;
	case SAMPLE_RUN:
		if (!entry_by_id(lab, s->condition))
			replay_show(lab, s->condition, NULL);
		lab_add_sample(lab, s);
		break;
	case SAMPLE_PROGRESS:
		lab_add_sample(lab, s);
		break;
	case SAMPLE_EVENT:
		lab_note(lab, "replay", s->text ? s->text : "");
		break;
	case SAMPLE_END:
		lab_note(lab, "event", "the session ends here; fork goes on live");
		break;
	}
	return 0;
}

int lab_replay(struct lab *lab, const char *path, struct err *err)
{
	struct session *s = NULL;
	int code = session_open(&s, path, err);

	if (code)
		return code;
	lab_stop_training(lab);
	if (lab->study)
		lab_end_study(lab);
	code = lab_close_record(lab, err);
	if (code) {
		session_close(s);
		return code;
	}
	lab_close_session(lab);
	lab_free_entries(lab);
	lab->session = s;
	free(lab->session_path);
	lab->session_path = xstrdup(path);
	lab->player = player_new(s);
	lab->replay = player_feed(lab->player);
	feed_pause(lab->replay, lab->paused);
	lab->dirty = 0;
	/* Something to show from the first moment. */
	if (session_conditions(s)) {
		const char *commands;
		uint32_t id = session_condition(s, 0, &commands);

		replay_show(lab, id, commands);
	}
	if (!lab->cur) {	/* nothing usable: stay with the present settings, live */
		lab_close_session(lab);
		lab->dirty = 1;
		lab_commit(lab, NULL);
		if (!lab->failed_err.code)
			return err_set(err, ERR_INPUT, "the session holds no condition");
		*err = lab->failed_err;
		return err->code;
	}
	lab_notef(lab, "event", "replaying %s", path);
	lab->changed |= LAB_CONDITION | LAB_SETTING;
	return 0;
}

int lab_replaying(const struct lab *lab)
{
	return lab->replay != NULL;
}

double lab_replay_position(const struct lab *lab, double *length)
{
	if (!lab->player)
		return 0;
	if (length)
		*length = player_length(lab->player);
	return player_position(lab->player);
}

void lab_fork(struct lab *lab)
{
	if (!lab->replay)
		return;
	lab_close_session(lab);
	for (size_t i = 0; i < lab->n_entry; i++) {
		struct entry *e = lab->entry[i];

		if (lab->cfg.interactive && e->pub.cond->plan == PLAN_PLAIN && e->pub.limit < lab->run_cap)
			e->pub.limit = lab->run_cap;
		if (e->pub.limit < e->pub.delivered)
			e->pub.limit = e->pub.delivered;
		e->recorded = e->pub.delivered;
	}
	lab_note(lab, "event", "live from here on");
	lab_pace_restart(lab, 8);
	lab->changed |= LAB_SETTING;
}
