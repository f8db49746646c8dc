/*
 * hand.c - see hand.h: a state machine around one process.
 *
 *     none ──hand_begin──► starting ──declared──► ready ◄──► at a run
 *       ▲                                                       │
 *       └──────────── ended, ended by us, or it failed ◄────────┘
 *
 * Of one process a run there is no "starting": it is at its run from the first moment.
 */
#include "trainer/hand.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cond.h"
#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "hand_int.h"
#include "left.h"

#define SECOND 1000000000u
#define GRACE_NS SECOND		/* to finish in, when told to */
#define READ_BYTES ((size_t)1 << 16)
#define READ_TURNS 16		/* reads of one turn: others wait, too */

static uint64_t now(void)
{
	return cond_now_ns();	/* the real one: a frozen clock would let nobody hang */
}

/* ---- life ---- */

struct hand *hand_new(const struct hand_spec *s, const struct wire_hello *hello)
{
	struct hand *h = xcalloc(1, sizeof *h);
	struct err ignored = ERR_INIT;

	h->spec = s;
	h->known = hello;
	h->single = h->declared = hand_is_single(s);
	if (h->single && !hello)
		hand_sources(s, &h->hello, &ignored);	/* whoever says what is wrong has asked before */
	str_init(&h->line);
	str_init(&h->out);
	str_init(&h->said);
	return h;
}

/* What the process said stays, when it goes. */
static void end_process(struct hand *h)
{
	if (!h->p)
		return;
	process_listen(h->p);
	str_clear(&h->said);
	process_last_lines(h->p, &h->said);
	process_free(h->p);
	h->p = NULL;
	h->declared = h->single;
	h->finishing = 0;
	h->closed = 0;
	str_clear(&h->line);
	str_clear(&h->out);
	if (h->folder) {
		left_remove(h->folder);
		free(h->folder);
		h->folder = NULL;
	}
}

void hand_free(struct hand *h)
{
	if (!h)
		return;
	end_process(h);
	if (h->at)
		wire_run_release(&h->run);
	for (size_t i = 0; i < h->n_done; i++)
		wire_run_release(&h->done[i]);
	wire_hello_release(&h->hello);
	str_release(&h->line);
	str_release(&h->out);
	str_release(&h->said);
	free(h);
}

static const struct wire_hello *hello(const struct hand *h)
{
	return h->known ? h->known : &h->hello;
}

const struct wire_hello *hand_declared(const struct hand *h)
{
	return h->known ? h->known : h->shaped ? &h->hello : NULL;
}

void hand_disclose(struct hand *h, struct wire_hello *out)
{
	*out = h->hello;
	memset(&h->hello, 0, sizeof h->hello);
	h->known = out;
}

int hand_begin(struct hand *h, struct err *err)
{
	const struct process_spec spec = { .argv = h->spec->argv, .env = h->spec->env, .wire = 1 };
	int code;

	if (h->p || h->single)
		return 0;
	code = process_start(&h->p, &spec, err);
	h->since = now();
	return code;
}

/* ---- being given runs ---- */

static int is_fast(const struct hand *h)
{
	return !h->single && h->runs > 1 && hand_run_seconds(h) < WIRE_AHEAD_S;
}

size_t hand_busy(const struct hand *h)
{
	return (size_t)h->at + h->n_next;
}

size_t hand_room(const struct hand *h)
{
	size_t most = is_fast(h) ? 2 : 1;

	if (h->finishing || h->closed || (h->p && !h->declared) || h->n_done)
		return 0;
	return hand_busy(h) < most ? most - hand_busy(h) : 0;
}

static void begin_run(struct hand *h, uint64_t run, const struct levels *l)
{
	wire_run_init(&h->run, run, l);
	h->at = 1;
	h->began = now();
	h->heard++;
}

static int begin_single(struct hand *h, uint64_t run, const struct levels *l, struct err *err)
{
	struct call call;
	int code;

	h->folder = left_folder(err);
	if (!h->folder)
		return ERR_IO;
	call_make(&call, h->spec, hello(h), run, l, h->folder);
	code = process_start(&h->p, &(struct process_spec){ .argv = call.argv, .env = (const char *const *)call.env }, err);
	call_release(&call);
	h->since = now();
	if (code) {
		left_remove(h->folder);
		free(h->folder);
		h->folder = NULL;
		return code;
	}
	begin_run(h, run, l);
	return 0;
}

/* A pipe that nobody reads is found out by what comes of it: no answer, or its end. */
static void write_wire(struct hand *h)
{
	while (h->out.len && process_to(h->p) >= 0) {
		ssize_t n = write(process_to(h->p), h->out.s, h->out.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			if (errno != EAGAIN && errno != EWOULDBLOCK)
				process_close_to(h->p);
			return;
		}
		memmove(h->out.s, h->out.s + n, h->out.len - (size_t)n + 1);
		h->out.len -= (size_t)n;
	}
}

int hand_give(struct hand *h, uint64_t run, const struct levels *l, struct err *err)
{
	int code;

	if (h->single)
		return begin_single(h, run, l, err);
	code = hand_begin(h, err);
	if (code)
		return code;
	wire_request(&h->out, hello(h), run, l);
	write_wire(h);
	if (h->at)
		h->next[h->n_next++] = (struct asked){ run, *l };
	else
		begin_run(h, run, l);
	return 0;
}

const struct wire_run *hand_at(const struct hand *h)
{
	return h->at ? &h->run : NULL;
}

unsigned hand_heard(const struct hand *h)
{
	return h->heard;
}

int hand_take(struct hand *h, struct wire_run *out)
{
	if (!h->n_done)
		return 0;
	*out = h->done[0];
	memmove(h->done, h->done + 1, --h->n_done * sizeof *h->done);
	return 1;
}

int hand_return(struct hand *h, int any, uint64_t *run)
{
	if (h->n_next && !h->p) {
		*run = h->next[--h->n_next].run;
		return 1;
	}
	if (!any || !hand_busy(h))
		return 0;
	end_process(h);		/* what it was asked for it would answer */
	if (h->n_next) {
		*run = h->next[--h->n_next].run;
		return 1;
	}
	*run = h->run.run;
	wire_run_release(&h->run);
	h->at = 0;
	return 1;
}

/* ---- a run is over ---- */

static void over(struct hand *h)
{
	double s = (double)(now() - h->began) / SECOND;

	h->run.took = s;
	if (!(h->run.seconds > 0))
		h->run.seconds = s;
	if (!h->run.error) {
		h->run_sum += s;
		h->runs++;
	}
	h->done[h->n_done++] = h->run;
	memset(&h->run, 0, sizeof h->run);
	h->at = 0;
	h->heard++;
	if (h->n_next && h->p && h->declared) {		/* it is at the next already */
		begin_run(h, h->next[0].run, &h->next[0].levels);
		memmove(h->next, h->next + 1, --h->n_next * sizeof *h->next);
	}
}

/* The run's own words, or those of the process, behind the reason. */
static void with_words(const struct hand *h, struct str *out)
{
	struct str words = STR_INIT;

	if (h->p)
		process_last_words(h->p, &words);
	if (words.len)
		str_addf(out, ": %.400s", words.s);
	str_release(&words);
}

/* The process is of no use any more: the run that it is at has failed. */
static void fail(struct hand *h, const char *why)
{
	struct str s = STR_INIT;

	process_listen(h->p);
	str_add(&s, why);
	with_words(h, &s);
	end_process(h);
	if (h->at) {
		wire_fail(&h->run, "%s", s.s);
		over(h);
	}
	str_release(&s);
}

/* Likewise, where it has not even declared itself: an error for all. */
static int fail_start(struct hand *h, enum err_code code, const char *why, struct err *err)
{
	struct str s = STR_INIT;

	process_listen(h->p);
	str_add(&s, why);
	with_words(h, &s);
	err_set(err, code, "%s: %s", h->spec->argv[0], s.s);
	str_release(&s);
	end_process(h);
	if (h->at) {		/* nobody has begun it: hand_return has it */
		for (size_t i = h->n_next++; i; i--)
			h->next[i] = h->next[i - 1];
		h->next[0] = (struct asked){ h->run.run, h->run.levels };
		wire_run_release(&h->run);
		h->at = 0;
	}
	return (int)code;
}

/* ---- lines of the wire ---- */

static int same_source(const struct wire_source *a, const struct wire_source *b)
{
	if (a->slot != b->slot || strcmp(a->name, b->name) || a->n_choice != b->n_choice)
		return 0;
	for (size_t i = 0; i < a->n_choice; i++)
		if (strcmp(a->json[i], b->json[i]))
			return 0;
	return 1;
}

static int same_hello(const struct wire_hello *a, const struct wire_hello *b)
{
	size_t n = a->probes * a->outputs;

	if (a->n_source != b->n_source || a->kind != b->kind || a->probes != b->probes || a->outputs != b->outputs ||
	    strcmp(a->trainer, b->trainer) || !a->target != !b->target || (a->target && memcmp(a->target, b->target, n * sizeof *a->target)))
		return 0;
	for (size_t i = 0; i < a->n_source; i++)
		if (!same_source(&a->source[i], &b->source[i]))
			return 0;
	if (a->n_setting != b->n_setting)
		return 0;
	for (size_t i = 0; i < a->n_setting; i++)
		if (strcmp(a->setting[i].name, b->setting[i].name) || strcmp(a->setting[i].value, b->setting[i].value))
			return 0;
	return 1;
}

static int take_hello(struct hand *h, const char *s, size_t n, struct err *err)
{
	struct wire_hello said;
	struct err e = ERR_INIT;
	struct str why = STR_INIT;
	int code = wire_hello(&said, s, n, &e), same;

	if (code) {
		str_addf(&why, "what it declared is not understood: %s", e.text);
		code = fail_start(h, ERR_INPUT, why.s, err);
		str_release(&why);
		return code;
	}
	same = !hand_declared(h) || same_hello(hand_declared(h), &said);
	if (!h->known && !h->shaped) {
		h->hello = said;
		h->shaped = 1;
	} else {
		wire_hello_release(&said);
	}
	if (!same)
		return fail_start(h, ERR_INPUT, "it declares something else than it did before", err);
	h->declared = 1;
	h->start_sum += (double)(now() - h->since) / SECOND;
	h->starts++;
	h->began = now();	/* of a run that it was given meanwhile */
	h->heard++;
	return 0;
}

/* 0, or an error where a process was lost for all. */
static int take_line(struct hand *h, const char *s, size_t n, struct err *err)
{
	struct err e = ERR_INIT;
	struct str why = STR_INIT;

	while (n && strchr(" \t\r", s[n - 1]))
		n--;
	if (!n)
		return 0;
	if (!h->declared)
		return take_hello(h, s, n, err);
	h->heard++;
	if (!h->at)
		return fail_start(h, ERR_INPUT, "it answered though nothing was asked", err);
	if (wire_line(&h->run, hello(h), s, n, &e)) {
		str_addf(&why, "it talks nonsense: %s", h->run.error);
		fail(h, why.s);
		str_release(&why);
	} else if (h->run.over) {
		over(h);
	}
	return 0;
}

/* The lines of what was read; what is left of the last one waits for more. */
static int take_bytes(struct hand *h, const char *s, size_t n, struct err *err)
{
	struct process *p = h->p;
	int code = 0;

	while (n && !code && h->p == p && !h->finishing) {
		const char *end = memchr(s, '\n', n);
		size_t k = end ? (size_t)(end - s) : n;

		if (h->line.len + k > WIRE_LINE) {
			if (!h->declared)
				return fail_start(h, ERR_INPUT, "its first line is too long", err);
			fail(h, "it talks nonsense: a line of more than 4 MB");
			return 0;
		}
		if (!end || h->line.len)
			str_addn(&h->line, s, k);
		if (end && h->line.len) {
			struct str line = h->line;	/* what ends the process clears it */

			str_init(&h->line);
			code = take_line(h, line.s, line.len, err);
			str_release(&line);
		} else if (end) {
			code = take_line(h, s, k, err);
		}
		k += end != NULL;
		s += k;
		n -= k;
	}
	return code;
}

/* *eof: it has closed its end. */
static int read_wire(struct hand *h, int *eof, struct err *err)
{
	struct process *p = h->p;
	char buf[READ_BYTES];
	int code = 0;

	*eof = 0;
	for (int i = 0; i < READ_TURNS && !code && h->p == p && process_from(p) >= 0; i++) {
		ssize_t n = read(process_from(p), buf, sizeof buf);

		if (n > 0) {
			code = take_bytes(h, buf, (size_t)n, err);
		} else if (n == 0) {
			*eof = 1;
			return 0;
		} else if (errno != EINTR) {
			return 0;
		}
	}
	return code;
}

/* ---- ends ---- */

static int ended(struct hand *h, int status, struct err *err)
{
	struct str why = STR_INIT;
	int code = 0, eof = 0;

	if (h->finishing) {
		end_process(h);
		return 0;
	}

	/* what it wrote last is still in the pipe */
	process_listen(h->p);
	for (int i = 0; i < 1000 && !h->single && h->p && !code && !eof; i++)
		code = read_wire(h, &eof, err);
	if (code || !h->p)
		return code;
	process_status_text(status, &why);
	if (h->single && !status) {
		struct err e = ERR_INIT;

		code = left_read(&h->run, h->known ? (struct wire_hello *)h->known : &h->hello, hand_declared(h) != NULL, h->spec,
				 h->folder, &e);	/* which does not change what is shaped */
		if (!code && !h->run.error)
			h->shaped = 1;
		if (code)
			err_set(err, e.code, "%s", e.text);
		else if (h->run.error)
			fail(h, h->run.error);
		else
			over(h);
		if (h->p)
			end_process(h);
	} else if (h->single || (h->at && h->declared)) {
		fail(h, why.s);
	} else if (!h->declared) {
		str_clear(&why);
		str_add(&why, "it ended before it declared itself (");
		process_status_text(status, &why);
		str_add(&why, status ? ")" : "), which takes some lines more, or {init} in its words: see reroll-trainer(7)");
		code = fail_start(h, ERR_STATE, why.s, err);
	} else {
		end_process(h);		/* between runs it may: it is started again */
	}
	str_release(&why);
	return code;
}

static int too_late(const struct hand *h)
{
	uint64_t from = h->at && h->declared ? h->began : h->since;

	return h->spec->timeout > 0 && (h->at || !h->declared) && (double)(now() - from) > h->spec->timeout * SECOND;
}

int hand_turn(struct hand *h, struct err *err)
{
	int eof = 0, code = 0, status;

	if (!h->p)
		return 0;
	process_listen(h->p);
	if (!h->single) {
		write_wire(h);
		code = read_wire(h, &eof, err);
	}
	if (code || !h->p)
		return code;
	if (process_ended(h->p, &status))
		return ended(h, status, err);
	if (eof) {		/* it may be about to end, which says more: a moment */
		process_close_from(h->p);
		h->closed = now();
	}
	if (h->finishing) {
		if (now() - h->since > GRACE_NS)
			end_process(h);
		return 0;
	}
	if (too_late(h)) {
		struct str why = STR_INIT;

		str_addf(&why, "no %s after %g s (--timeout)", h->declared ? "end" : "declaration", h->spec->timeout);
		if (h->declared)
			fail(h, why.s);
		else
			code = fail_start(h, ERR_STATE, why.s, err);
		str_release(&why);
	} else if (h->closed && now() - h->closed > GRACE_NS) {
		if (!h->declared)
			code = fail_start(h, ERR_STATE, "it closed $REROLL_OUT before it declared itself", err);
		else if (h->at)
			fail(h, "it closed $REROLL_OUT and went on");
		else
			end_process(h);
	}
	return code;
}

void hand_finish(struct hand *h)
{
	if (!h->p || h->finishing)
		return;
	h->finishing = 1;
	h->since = now();
	process_close_to(h->p);
	if (h->single || h->at || !h->declared)
		process_term(h->p);
	if (h->at) {
		wire_run_release(&h->run);
		h->at = 0;
	}
	h->n_next = 0;
}

int hand_rests(const struct hand *h)
{
	return !h->p;
}

/* ---- what the owner waits for ---- */

size_t hand_fds(const struct hand *h, struct pollfd p[HAND_FDS])
{
	size_t n = 0;

	if (!h->p)
		return 0;
	if (process_leash(h->p) >= 0)
		p[n++] = (struct pollfd){ process_leash(h->p), POLLIN, 0 };
	if (process_said(h->p) >= 0)
		p[n++] = (struct pollfd){ process_said(h->p), POLLIN, 0 };
	if (process_from(h->p) >= 0)
		p[n++] = (struct pollfd){ process_from(h->p), POLLIN, 0 };
	if (process_to(h->p) >= 0 && h->out.len)
		p[n++] = (struct pollfd){ process_to(h->p), POLLOUT, 0 };
	return n;
}

int hand_patience(const struct hand *h)
{
	double until = INFINITY, left;

	if (!h->p)
		return -1;
	if (h->finishing) {
		until = (double)h->since + GRACE_NS;
	} else {
		if (h->spec->timeout > 0 && (h->at || !h->declared))
			until = (double)(h->at && h->declared ? h->began : h->since) + h->spec->timeout * SECOND;
		if (h->closed)
			until = fmin(until, (double)h->closed + GRACE_NS);
	}
	if (isinf(until))
		return -1;
	left = (until - (double)now()) / 1e6;
	return left < 0 ? 0 : left > 600000 ? 600000 : (int)left + 1;
}

double hand_run_seconds(const struct hand *h)
{
	return h->runs ? h->run_sum / (double)h->runs : NAN;
}

double hand_start_seconds(const struct hand *h)
{
	return h->starts ? h->start_sum / (double)h->starts : NAN;
}

void hand_last_lines(const struct hand *h, struct str *out)
{
	if (h->p)
		process_last_lines(h->p, out);
	else
		str_addn(out, h->said.s, h->said.len);
}

/* ---- one after the other ---- */

#define ASK_MS 100

static int wait_turn(struct hand *h, int (*stop)(void *arg), void *arg, struct err *err)
{
	struct pollfd p[HAND_FDS];
	size_t n = hand_fds(h, p);
	int ms = hand_patience(h);

	poll(p, n, stop && (ms < 0 || ms > ASK_MS) ? ASK_MS : ms);
	if (stop && stop(arg))
		return err_set(err, ERR_STATE, "interrupted");
	return hand_turn(h, err);
}

int hand_declare(struct hand *h, int (*stop)(void *arg), void *arg, struct err *err)
{
	int code = hand_begin(h, err);

	while (!code && !h->declared && !h->single)
		code = wait_turn(h, stop, arg, err);
	return code;
}

int hand_train(struct hand *h, uint64_t run, const struct levels *l, int (*stop)(void *arg), void *arg,
	       struct wire_run *out, struct err *err)
{
	int code = hand_declare(h, stop, arg, err);
	uint64_t back;

	if (!code)
		code = hand_give(h, run, l, err);
	while (!code && !hand_take(h, out))
		code = wait_turn(h, stop, arg, err);
	while (code && hand_return(h, 1, &back))
		;
	return code;
}
