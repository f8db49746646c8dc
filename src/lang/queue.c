/*
 * queue.c - commands waiting their turn.
 *
 * After tmux: a command returns done, error or wait, and the queue resumes it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/say.h"
#include "base/xalloc.h"
#include "lang/shell_int.h"

void shell_queue(struct shell *sh, const char *text, const char *file, int line)
{
	struct lexer l;
	struct queued q = { .err = ERR_INIT };
	int got;

	lex_begin(&l, text, file, line);
	while ((got = lex_next(&l, &q.w, &q.err)) != 0) {
		XGROW(sh->queue, sh->cap_queue, sh->n_queue + 1);
		sh->queue[sh->n_queue++] = q;
		q = (struct queued){ .err = ERR_INIT };
	}
}

static void queued_release(struct queued *q)
{
	words_release(&q->w);
}

static void pop(struct shell *sh, struct queued *out)
{
	*out = sh->queue[sh->at_queue++];
	if (sh->at_queue == sh->n_queue)
		sh->at_queue = sh->n_queue = 0;
}

int queue_waits(const struct shell *sh)
{
	return sh->at_queue < sh->n_queue && sh->wait == WAIT_NONE;
}

void queue_release(struct shell *sh)
{
	for (size_t i = sh->at_queue; i < sh->n_queue; i++)
		queued_release(&sh->queue[i]);
	free(sh->queue);
	sh->queue = NULL;
	sh->n_queue = sh->at_queue = sh->cap_queue = 0;
	words_release(&sh->wait_words);
}

void queue_drop_file(struct shell *sh, const char *file)
{
	size_t n = sh->at_queue;

	for (size_t i = sh->at_queue; i < sh->n_queue; i++) {
		struct queued *q = &sh->queue[i];

		if (!lab_interactive(sh->lab) || strcmp(q->w.n ? q->w.file : q->err.file, file) == 0)
			queued_release(q);
		else
			sh->queue[n++] = *q;
	}
	sh->n_queue = n;
	if (sh->at_queue == sh->n_queue)
		sh->at_queue = sh->n_queue = 0;
}

static uint64_t delivered(const struct shell *sh)
{
	const struct lab_entry *e = lab_current(sh->lab);

	return e ? e->delivered : UINT64_MAX;
}

static int wait_over(const struct shell *sh)
{
	struct lab_study study;

	switch (sh->wait) {
	case WAIT_NONE:
		return 1;
	case WAIT_RUNS:
		return delivered(sh) >= sh->wait_runs;
	case WAIT_IDLE:
		return lab_resting(sh->lab);
	case WAIT_STUDY:
		return !lab_study(sh->lab, &study);
	case WAIT_SECONDS:
		return sh->wait_runs <= clk_ns();
	}
	return 1;
}

static void fail(struct shell *sh, const struct err *e)
{
	queue_drop_file(sh, e->file);
	tell_failure(sh, e);
}

/* A wait that nothing will ever end: say so instead of hanging. */
static int hopeless(const struct shell *sh, struct err *err)
{
	const struct lab_entry *e = lab_current(sh->lab);
	struct lab_study study;

	if (sh->wait != WAIT_RUNS || lab_paused(sh->lab) || lab_study(sh->lab, &study) || lab_replaying(sh->lab) || !e)
		return 0;
	if (!lab_stopped(sh->lab) && e->limit >= sh->wait_runs)
		return 0;
	word_err(&sh->wait_words, 1, err, ERR_STATE, "only %llu runs will come here: say `run %llu` first",
		 (unsigned long long)e->limit, (unsigned long long)sh->wait_runs);
	return 1;
}

int queue_next(struct shell *sh)
{
	struct queued q;
	struct err e = ERR_INIT;
	enum cmd_result res = CMD_DONE;

	if (sh->wait != WAIT_NONE) {
		int bad = hopeless(sh, &e);

		if (!bad && !wait_over(sh))
			return 0;
		sh->wait = WAIT_NONE;
		words_release(&sh->wait_words);
		if (bad)
			fail(sh, &e);
		return 1;
	}
	if (!sh->n_queue) {
		if (exec_commit(sh, &e))
			fail(sh, &e);
		return 0;
	}
	pop(sh, &q);
	if (!q.w.n) {
		fail(sh, &q.err);
		return 1;
	}
	tell_command(sh, q.w.source);
	if (exec_words(sh, &q.w, &e, &res)) {
		fail(sh, &e);
	} else if (res == CMD_WAIT && sh->wait != WAIT_NONE) {
		sh->wait_words = q.w;
		memset(&q.w, 0, sizeof q.w);
	}
	queued_release(&q);
	return 1;
}

int shell_waiting(const struct shell *sh, struct str *out)
{
	size_t more = sh->n_queue - sh->at_queue;

	if (sh->wait == WAIT_NONE || !more || !lab_interactive(sh->lab))
		return 0;
	str_add(out, "waiting for ");
	if (sh->wait == WAIT_RUNS) {
		say_count(out, sh->wait_runs);
		str_add(out, " runs");
	} else {
		str_add(out, sh->wait == WAIT_SECONDS ? "its time" : "the runs to be done");
	}
	str_addf(out, ", then %zu more command%s (`stop` drops %s)", more, more == 1 ? "" : "s", more == 1 ? "it" : "them");
	return 1;
}

/* `stop` from a hand: lines that wait would only begin again. */
static void drop_queue(struct shell *sh)
{
	while (sh->n_queue > sh->at_queue)
		queued_release(&sh->queue[sh->at_queue++]);
	sh->n_queue = sh->at_queue = 0;
	words_release(&sh->wait_words);
	sh->wait = WAIT_NONE;
}

int shell_exec(struct shell *sh, const char *line, struct err *err)
{
	struct lexer l;
	struct words w;
	enum wait_kind wait = sh->wait;
	uint64_t wait_runs = sh->wait_runs;
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
			XGROW(sh->queue, sh->cap_queue, sh->n_queue + 1);
			sh->queue[sh->n_queue++] = (struct queued){ .w = w, .err = ERR_INIT };
			continue;
		}
		tell_command(sh, w.source);
		code = exec_words(sh, &w, err, &res);
		if (!code && strcmp(w.w[0].text, "stop") == 0) {
			drop_queue(sh);
			wait = WAIT_NONE;
		}
		words_release(&w);
	}
	if (!code)
		code = exec_commit(sh, err);
	sh->wait = wait;
	sh->wait_runs = wait_runs;
	return code;
}
