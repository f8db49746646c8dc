/*
 * replay.c - a session is played back or read at once; and going on live from where a
 * replay stands.
 *
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

void lab_close_session(struct lab *lab)
{
	if (lab->replay)
		feed_free(lab->replay);
	lab->replay = NULL;
	lab->player = NULL;
	if (lab->session)
		session_close(lab->session);
	lab->session = NULL;
	past_forget(lab);
}

const struct shards *lab_shards(const struct lab *lab)
{
	return &lab->shards;
}

/* What is trained from here on is of the session's shard.  Several of them cannot be gone on
 * with, as the recorder says. */
static int take_shard(struct lab *lab, const char *path, struct err *err)
{
	const struct shards *have = session_shards(lab->session);
	struct shard s = { 0, 0 };
	int code = shards_count(have) > 1 ? 0 : session_shard(lab->session, &s, err);

	if (!code && shard_is_part(lab->cfg.shard) && !shard_same(lab->cfg.shard, s))
		code = err_at(err, ERR_STATE, path, 0, 0, "is %s%s, and --shard says %u/%u",
			      have->n ? "shard " : "a session of all runs", have->n ? session_meta(lab->session, "shard") : "",
			      (unsigned)lab->cfg.shard.k, (unsigned)lab->cfg.shard.n);
	if (!code) {
		lab->shards = *have;
		lab->shard = s;
	}
	return code;
}

static void show_settings(struct lab *lab, struct entry *e)
{
	lab_take_settings(lab, &e->set);
	lab_show_entry(lab, e);
}

/* A condition that cannot be shown is said once, and its runs pass by. */
static void replay_show(struct lab *lab, uint32_t id)
{
	struct err err = ERR_INIT;
	struct entry *e = past_entry(lab, id, &err);

	if (!e) {
		for (size_t i = 0; i < lab->n_past; i++) {
			if (lab->past[i].id == id && !lab->past[i].said) {
				lab->past[i].said = 1;
				lab_tell(lab, &(struct lab_news){ .kind = LAB_CANNOT_SHOW, .err = &err });
			}
		}
		return;
	}
	show_settings(lab, e);
}

int lab_replay_sink(void *arg, const struct sample *s)
{
	struct lab *lab = arg;

	switch (s->kind) {
	case SAMPLE_CONDITION:
		replay_show(lab, s->condition);
		break;
	case SAMPLE_RUN:
		if (!entry_by_id(lab, s->condition))
			replay_show(lab, s->condition);
		lab_add_sample(lab, s);
		break;
	case SAMPLE_PROGRESS:
		lab_add_sample(lab, s);
		break;
	case SAMPLE_EVENT:
		if (s->what && s->text && lab_take_keepsake(lab, s->what, s->text)) {
			/* back from the conditions that it has trained */
			if (strcmp(s->what, "helps") == 0 && lab->helps.of)
				replay_show(lab, lab->helps.of);
			break;
		}
		lab_note(lab, LOG_REPLAY, s->text ? s->text : "");
		break;
	case SAMPLE_END:
		lab_tell(lab, &(struct lab_news){ .kind = LAB_REPLAY_ENDED });
		break;
	}
	return 0;
}

/* At least one condition can be shown. */
static int usable(const struct lab *lab, struct err *err)
{
	for (size_t i = 0; i < lab->n_past; i++)
		if (lab->past[i].known)
			return 0;
	if (!lab->n_past)
		return err_set(err, ERR_INPUT, "the session holds no condition");
	*err = lab->past[0].err;
	return (int)err->code;
}

int lab_replay(struct lab *lab, const char *path, struct err *err)
{
	struct session *s = NULL;
	int code = session_open(&s, path, err);

	if (code)
		return code;
	lab_close_session(lab);
	lab->session = s;
	past_read(lab);
	code = usable(lab, err);
	if (!code)
		code = take_shard(lab, path, err);
	if (!code)
		code = lab_finish_session(lab, err);
	if (code) {		/* the lab stays as it was */
		lab_close_session(lab);
		return code;
	}
	lab_stop_training(lab);
	if (lab->study)
		lab_end_study(lab);
	lab_free_entries(lab);
	lab_forget_keepsakes(lab);
	free(lab->session_path);
	lab->session_path = xstrdup(path);
	lab->player = player_new(s);
	lab->replay = player_feed(lab->player);
	feed_pause(lab->replay, lab->paused);
	lab->dirty = 0;
	/* Something to show from the first moment. */
	for (size_t i = 0; i < lab->n_past && !lab->cur; i++)
		if (lab->past[i].known)
			replay_show(lab, lab->past[i].id);
	lab_tell(lab, &(struct lab_news){ .kind = LAB_REPLAY_BEGUN, .path = path });
	lab->changed |= LAB_CONDITION | LAB_SETTING;
	return 0;
}

/* ---- reading at once ---- */

static int load_sink(void *arg, const struct sample *s)
{
	if (s->kind == SAMPLE_RUN)
		lab_add_sample(arg, s);
	else if (s->kind == SAMPLE_EVENT && s->what && s->text && !lab_take_keepsake(arg, s->what, s->text)
		 && strcmp(s->what, log_kind_name(LOG_RESULT)) == 0)
		lab_note(arg, LOG_RESULT, s->text);
	return 0;
}

int lab_load(struct lab *lab, const char *path, struct err *err)
{
	struct entry *show = NULL;
	struct err first = ERR_INIT;
	int code = session_open(&lab->session, path, err);

	if (code)
		return code;
	if ((code = take_shard(lab, path, err)) != 0) {
		lab_close_session(lab);
		return code;
	}
	lab_free_entries(lab);
	lab_forget_keepsakes(lab);
	past_read(lab);
	for (size_t i = 0; !code && i < lab->n_past; i++) {
		uint32_t id = lab->past[i].id;
		struct err e = ERR_INIT;
		struct entry *entry = past_entry(lab, id, &e);

		if (!entry) {	/* go on with the others; an error only if there is none */
			if (!first.code)
				first = e;
			continue;
		}
		code = session_runs(lab->session, id, load_sink, lab, err);
		entry->recorded = entry->pub.limit = entry->pub.delivered;
		if (entry->pub.cond->plan == PLAN_PLAIN && (entry->pub.delivered || !show))
			show = entry;
		str_clear(&lab->engine);
		str_add(&lab->engine, session_engine(lab->session, id) ? session_engine(lab->session, id) : "");
	}
	if (!code)
		code = session_events(lab->session, load_sink, lab, err);
	for (size_t i = 0; show && show->pub.aside && i < lab->n_entry; i++) {
		struct entry *e = lab->entry[lab->n_entry - 1 - i];

		if (!e->pub.aside && e->pub.cond->plan == PLAN_PLAIN && e->pub.delivered)
			show = e;
	}
	lab_close_session(lab);
	if (code)
		return code;
	if (!show) {
		if (!first.code)
			err_at(&first, ERR_INPUT, path, 0, 0, "the session holds no condition with runs");
		err_place(&first, path, 0, 0);
		*err = first;
		return (int)first.code;
	}
	if (first.code)
		lab_tell(lab, &(struct lab_news){ .kind = LAB_CANNOT_SHOW, .err = &first });
	free(lab->session_path);
	lab->session_path = xstrdup(path);
	show_settings(lab, show);
	lab->dirty = 0;
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

		if (lab->cfg.interactive && e->pub.cond->plan == PLAN_PLAIN && !e->pub.cond->external && e->pub.limit < lab->run_cap)
			e->pub.limit = lab->run_cap;
		if (e->pub.limit < e->pub.delivered)
			e->pub.limit = e->pub.delivered;
		e->recorded = e->pub.delivered;
	}
	lab_tell(lab, &(struct lab_news){ .kind = LAB_FORKED });
	lab_pace_restart(lab, 8);
	lab->changed |= LAB_SETTING;
}

void lab_seek(struct lab *lab, double seconds)
{
	if (player_seek(lab->player, seconds)) {	/* all up to there is delivered anew */
		for (size_t i = 0; i < lab->n_entry; i++)
			entry_reset(lab->entry[i]);
		lab_forget_keepsakes(lab);
	}
	lab->changed |= LAB_RUNS | LAB_CONDITION;
}

void lab_speed(struct lab *lab, double factor)
{
	player_speed(lab->player, factor);
}
