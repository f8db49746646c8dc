/*
 * queue.c - commands waiting their turn, and the running of one command.
 *
 * After tmux: a command returns done, error or wait, and the queue resumes it.
 * Settings are edited one command at a time but checked together: `pending`
 * remembers the first command since the last good state that does not fit, and
 * is an error only if nothing after it makes it fit before something else
 * has to be done (lab_commit).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/nearest.h"
#include "base/say.h"
#include "base/xalloc.h"
#include "lang/cmd_int.h"
#include "lang/lesson_int.h"
#include "setup/setup.h"

void lab_queue(struct lab *lab, const char *text, const char *file, int line)
{
	struct lexer l;
	struct queued q = { .err = ERR_INIT };
	int got;

	lex_begin(&l, text, file, line);
	while ((got = lex_next(&l, &q.w, &q.err)) != 0) {
		XGROW(lab->queue, lab->cap_queue, lab->n_queue + 1);
		lab->queue[lab->n_queue++] = q;
		q = (struct queued){ .err = ERR_INIT };
	}
}

static void queued_release(struct queued *q)
{
	words_release(&q->w);
}

static void pop(struct lab *lab, struct queued *out)
{
	*out = lab->queue[lab->at_queue++];
	if (lab->at_queue == lab->n_queue)
		lab->at_queue = lab->n_queue = 0;
}

void queue_release(struct lab *lab)
{
	for (size_t i = lab->at_queue; i < lab->n_queue; i++)
		queued_release(&lab->queue[i]);
	free(lab->queue);
	lab->queue = NULL;
	lab->n_queue = lab->at_queue = lab->cap_queue = 0;
	words_release(&lab->wait_words);
}

/* After an error the rest of that file makes no sense any more; without a
 * user to go on by hand, nor does the rest of anything. */
void queue_drop_file(struct lab *lab, const char *file)
{
	size_t n = lab->at_queue;

	for (size_t i = lab->at_queue; i < lab->n_queue; i++) {
		struct queued *q = &lab->queue[i];

		if (!lab->cfg.interactive || strcmp(q->w.n ? q->w.file : q->err.file, file) == 0)
			queued_release(q);
		else
			lab->queue[n++] = *q;
	}
	lab->n_queue = n;
	if (lab->at_queue == lab->n_queue)
		lab->at_queue = lab->n_queue = 0;
}

/* ---- one command ---- */

static int unknown(const struct words *w, struct err *err)
{
	size_t n;
	const struct cmd *c = cmd_table(&n);
	const char *names[128] = { NULL }, *near;

	for (size_t i = 0; i < n && i < 127; i++)
		names[i] = c[i].name;
	near = nearest(w->w[0].text, names);
	return word_err(w, 0, err, ERR_USAGE, "there is no command '%s'%s%s%s `help` lists them",
			w->w[0].text, near ? ": did you mean `" : "", near ? near : "", near ? "`?" : ";");
}

/* Does the new state fit together?  Remember the first command that broke it. */
static void try_settings(struct lab *lab, const struct words *w)
{
	struct err e = ERR_INIT;
	struct condition *c = settings_condition(&lab->now, &e);

	if (c) {
		condition_unref(c);
		lab->pending = 0;
		return;
	}
	if (!lab->pending)
		err_at(&lab->pending_err, e.code, w->file, w->line, w->n > 1 ? w->w[1].col : w->w[0].col,
		       "%s", e.text);
	lab->pending = 1;
}

static enum cmd_result exec_setting(struct lab *lab, const struct cmd *c, const struct words *w,
				    struct err *err)
{
	enum cmd_result res = CMD_DONE;

	if (lab->replay)
		lab_fork(lab);
	if (c->run)
		res = c->run(lab, w, err);
	else if (setup_exec(&lab->now, w, err))
		res = CMD_ERROR;
	if (res == CMD_ERROR)
		return res;
	if (strcmp(c->name, "data") == 0 && !data_is_builtin(w->w[1].text))
		data_said_log(lab, lab->now.data);
	lab->dirty = 1;
	try_settings(lab, w);
	lab->changed |= LAB_SETTING;
	return res;
}

/* `set` of the screen's own options changes no setting of a condition; in a
 * replay it must not end it. */
static int is_setting(const struct cmd *c, const struct words *w)
{
	const struct opt *o = strcmp(c->name, "set") == 0 && w->n > 1 ? opt_find(w->w[1].text) : NULL;

	return c->flags & CMD_SETTING && !(o && o->screen);
}

int exec_words(struct lab *lab, const struct words *w, struct err *err, enum cmd_result *res)
{
	const struct cmd *c = cmd_find(w->w[0].text, strlen(w->w[0].text));
	struct err e = ERR_INIT;

	*res = CMD_ERROR;
	if (!c) {
		unknown(w, &e);
	} else if ((c->flags & CMD_FILE) && lesson_owns(lab->lesson, w->file)) {
		word_err(w, 0, &e, ERR_USAGE, "a lesson may not use `%s`: it reads or writes files", c->name);
	} else if (is_setting(c, w)) {
		*res = exec_setting(lab, c, w, &e);
	} else if (c->flags & CMD_SETTING || lab_commit(lab, &e) == 0) {
		*res = c->run(lab, w, &e);
	}
	if (*res != CMD_ERROR)
		return 0;
	if (!e.line)
		err_place(&e, w->file, w->line, w->w[0].col);
	if (err)
		*err = e;
	return e.code ? (int)e.code : ERR_USAGE;
}

/* ---- the queue ---- */

static int wait_over(struct lab *lab)
{
	switch (lab->wait) {
	case WAIT_NONE:
		return 1;
	case WAIT_RUNS:
		return !lab->cur || lab->cur->pub.delivered >= lab->wait_runs;
	case WAIT_IDLE:
		return !lab->study && (lab->replay ? feed_idle(lab->replay)
			: lab->stopped || !lab->cur
			|| lab->cur->pub.delivered >= lab_goal(lab, lab->cur));
	case WAIT_STUDY:
		return !lab->study;
	case WAIT_SECONDS:
		return lab->wait_runs <= clk_ns();
	}
	return 1;
}

static void fail(struct lab *lab, const struct err *e)
{
	if (!lab->failed)
		lab->failed_err = *e;
	lab->failed = 1;
	queue_drop_file(lab, e->file);
	lab_say_error(lab, e);
}

/* A wait that nothing will ever end: say so instead of hanging. */
static int hopeless(struct lab *lab, struct err *e)
{
	if (lab->wait != WAIT_RUNS || lab->paused || lab->study || lab->replay || !lab->cur)
		return 0;
	if (!lab->stopped && lab_goal(lab, lab->cur) >= lab->wait_runs)
		return 0;
	word_err(&lab->wait_words, 1, e, ERR_STATE, "only %llu runs will come here: say `run %llu` first",
		 (unsigned long long)lab_goal(lab, lab->cur), (unsigned long long)lab->wait_runs);
	return 1;
}

int queue_next(struct lab *lab)
{
	struct queued q;
	struct err e = ERR_INIT;
	enum cmd_result res = CMD_DONE;

	if (lab->wait != WAIT_NONE) {
		int bad = hopeless(lab, &e);

		if (!bad && !wait_over(lab))
			return 0;
		lab->wait = WAIT_NONE;
		words_release(&lab->wait_words);
		if (bad)
			fail(lab, &e);
		return 1;
	}
	if (!lab->n_queue) {
		if (lab->dirty && lab_commit(lab, &e))
			fail(lab, &e);
		return 0;
	}
	pop(lab, &q);
	if (!q.w.n) {
		fail(lab, &q.err);
		return 1;
	}
	lab_note_command(lab, q.w.source);
	if (exec_words(lab, &q.w, &e, &res)) {
		fail(lab, &e);
	} else if (res == CMD_WAIT && lab->wait != WAIT_NONE) {
		lab->wait_words = q.w;
		memset(&q.w, 0, sizeof q.w);
	}
	queued_release(&q);
	return 1;
}

int lab_waiting(const struct lab *lab, struct str *out)
{
	size_t more = lab->n_queue - lab->at_queue;

	if (lab->wait == WAIT_NONE || !more || !lab->cfg.interactive)
		return 0;
	str_add(out, "waiting for ");
	if (lab->wait == WAIT_RUNS) {
		say_count(out, lab->wait_runs);
		str_add(out, " runs");
	} else {
		str_add(out, lab->wait == WAIT_SECONDS ? "its time" : "the runs to be done");
	}
	str_addf(out, ", then %zu more command%s (`stop` drops %s)", more, more == 1 ? "" : "s", more == 1 ? "it" : "them");
	return 1;
}

/* `stop` from a hand: lines that wait would only begin again. */
static void drop_queue(struct lab *lab)
{
	while (lab->n_queue > lab->at_queue)
		queued_release(&lab->queue[lab->at_queue++]);
	lab->n_queue = lab->at_queue = 0;
	words_release(&lab->wait_words);
	lab->wait = WAIT_NONE;
}

int lab_exec(struct lab *lab, const char *line, struct err *err)
{
	struct lexer l;
	struct words w;
	enum wait_kind wait = lab->wait;
	uint64_t wait_runs = lab->wait_runs;
	enum cmd_result res;
	int got, code = 0, later = 0;

	lex_begin(&l, line, "", 1);
	while (!code && (got = lex_next(&l, &w, err)) != 0) {
		if (got < 0)
			return got;
		/* From a `wait` on the rest of the line is the queue's: the owner
		 * has a loop to run. */
		later |= strcmp(w.w[0].text, "wait") == 0;
		if (later) {
			XGROW(lab->queue, lab->cap_queue, lab->n_queue + 1);
			lab->queue[lab->n_queue++] = (struct queued){ .w = w, .err = ERR_INIT };
			continue;
		}
		lab_note_command(lab, w.source);
		code = exec_words(lab, &w, err, &res);
		if (!code && strcmp(w.w[0].text, "stop") == 0) {
			drop_queue(lab);
			wait = WAIT_NONE;
		}
		words_release(&w);
	}
	if (!code && lab->dirty)
		code = lab_commit(lab, err);
	lab->wait = wait;
	lab->wait_runs = wait_runs;
	return code;
}
