/*
 * drive.c - see drive.h.
 *
 *     owner:  drive_start ──lock──► deal ──► hand_give        the thread, which polls all
 *             drain ◄─────lock──── done ◄── hand_take         hands and a pipe that wakes it
 *
 * The lock guards what both see (marked); the hands are the thread's alone, waiting and
 * held runs the owner's.  Whatever a hand brings from a condition that was left since is
 * dropped; `gen` tells.
 */
#include "trainer/drive.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clk.h"
#include "base/cond.h"
#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "run/pool.h"

#define AHEAD 16		/* runs for each hand that may be ahead of the owner */
#define SHOW_NS 30000000u	/* between pictures of the run under way */

struct finished { struct finished *next; struct wire_run run; };

/* The thread's: a hand and what it is for. */
struct post { struct hand *hand; uint64_t gen; unsigned heard; size_t n_fds; int due; };

struct drive {
	struct feed feed;	/* first: a feed is its drive */
	struct drive_config cfg;
	struct wire_hello hello;	/* fixed before the thread starts */
	int n_post;
	int fd[2], wake[2];
	pthread_t thread;
	int has_thread;
	pthread_mutex_t lock;

	/* ---- guarded by lock ---- */
	int quit, paused, failed, poked;
	size_t steps;
	struct err err;
	uint64_t gen;
	struct condition *cond;	/* one reference, or NULL */
	uint32_t tag;
	uint64_t next, limit, delivered;
	uint64_t *back;		/* [n_back] dealt, and to be dealt again */
	size_t n_back, cap_back;
	size_t busy;		/* hands at a run of gen */
	int start_failures;
	struct finished *done;	/* any order */
	struct finished first;	/* of drive_new, if has_first */
	int has_first;
	struct wire_run shown;	/* picture of the run under way; its curves are a copy */
	int has_shown;
	double sum;
	uint64_t n_sum;
	struct str last_lines;

	/* ---- the thread's ---- */
	struct post *post;
	uint64_t shown_at;

	/* ---- the owner's ---- */
	struct finished *waiting;	/* by run, ascending */
	struct finished *held[DRIVE_FAILURES];
	size_t n_held;
	int gave_up;		/* nothing is delivered any more */
	uint64_t head, starts;	/* head: the run to be delivered next */
	float *nothing;		/* [n_pred] NaN */
};

static struct drive *drive_of(struct feed *f)
{
	return (struct drive *)f;
}

/* ---- both ---- */

static void free_finished(struct finished *f)
{
	while (f) {
		struct finished *next = f->next;

		wire_run_release(&f->run);
		free(f);
		f = next;
	}
}

/* With the lock held: the owner has something to look at. */
static void poke(struct drive *d)
{
	if (!d->poked && write(d->fd[1], "", 1) == 1)
		d->poked = 1;
}

static void wake(struct drive *d)
{
	while (write(d->wake[1], "", 1) < 0 && errno == EINTR)
		;
}

/* The first run from r on that is ours to do. */
static uint64_t ours(const struct drive *d, uint64_t r)
{
	return shard_next(d->cfg.shard, r);
}

static void fail(struct drive *d, const struct err *err)
{
	if (d->failed)
		return;
	d->failed = 1;
	d->err = *err;
	poke(d);
}

/* ---- the thread ---- */

/* With the lock held: the run to give out next, or UINT64_MAX. */
static uint64_t deal(struct drive *d)
{
	uint64_t r, step = shard_is_part(d->cfg.shard) ? d->cfg.shard.n : 1;
	size_t least = 0;

	if (!d->cond || d->failed || (d->paused && !d->steps))
		return UINT64_MAX;
	if (d->n_back) {	/* what was taken back is what the owner waits for */
		for (size_t i = 1; i < d->n_back; i++)
			least = d->back[i] < d->back[least] ? i : least;
		r = d->back[least];
		d->back[least] = d->back[--d->n_back];
	} else {
		r = ours(d, d->next);
		if (r >= d->limit || r >= d->delivered + step * AHEAD * (uint64_t)(d->n_post + 1))
			return UINT64_MAX;
		d->next = r + 1;
	}
	d->steps -= d->paused;
	return r;
}

static void put_back(struct drive *d, uint64_t gen, uint64_t run)
{
	if (gen != d->gen || run >= d->limit)
		return;
	XGROW(d->back, d->cap_back, d->n_back + 1);
	d->back[d->n_back++] = run;
}

/* With the lock held: a process did not get as far as a run. */
static void start_failed(struct drive *d, struct post *p, const struct err *err)
{
	uint64_t run;

	while (hand_return(p->hand, 1, &run))
		put_back(d, p->gen, run);
	str_clear(&d->last_lines);
	hand_last_lines(p->hand, &d->last_lines);
	if (++d->start_failures >= DRIVE_FAILURES || err->code == ERR_USAGE)
		fail(d, err);
}

/* The run of drive_new, if it is this one: 1. */
static int is_first(struct drive *d, uint64_t run, const struct levels *l)
{
	struct finished *f;

	if (!d->has_first || memcmp(l, &d->first.run.levels, sizeof *l) != 0)
		return 0;
	f = xcalloc(1, sizeof *f);
	f->run = d->first.run;
	f->run.run = run;
	d->has_first = 0;
	f->next = d->done;
	d->done = f;
	poke(d);
	return 1;
}

/* With the lock held: whoever has room gets something to do. */
static void deal_out(struct drive *d)
{
	for (int round = 0; round < 2; round++) {	/* one for each, before one ahead */
		for (int i = 0; i < d->n_post; i++) {
			struct post *p = &d->post[i];
			struct err err = ERR_INIT;
			struct levels l;
			uint64_t run;

			while (hand_room(p->hand) && hand_busy(p->hand) <= (size_t)round &&
			       (!hand_busy(p->hand) || p->gen == d->gen) && (run = deal(d)) != UINT64_MAX) {
				condition_levels(d->cond, run, &l);
				p->gen = d->gen;
				if (is_first(d, run, &l))
					continue;
				if (hand_give(p->hand, run, &l, &err)) {
					put_back(d, p->gen, run);
					start_failed(d, p, &err);
					break;
				}
			}
		}
	}
}

/* With the lock held: a hand at a run that nobody wants any more.  It may finish it, where
 * that is sooner than starting anew. */
static void let_go(struct drive *d, struct post *p)
{
	const struct wire_run *at = hand_at(p->hand);
	int beyond = at && p->gen == d->gen && at->run >= d->limit;
	uint64_t run;

	if (!at || (p->gen == d->gen && !beyond && d->cond))
		return;
	if (!(hand_run_seconds(p->hand) <= hand_start_seconds(p->hand) + 1))
		while (hand_return(p->hand, 1, &run))
			;
}

/* With the lock held: a picture of the run that the owner waits for. */
static void show(struct drive *d, struct post *p)
{
	const struct wire_run *at = hand_at(p->hand);
	const float *from[3];
	float **to[3];
	uint64_t t = cond_now_ns();

	if (!at || p->gen != d->gen || at->run != d->delivered || hand_heard(p->hand) == p->heard || t - d->shown_at < SHOW_NS)
		return;
	p->heard = hand_heard(p->hand);
	d->shown_at = t;
	wire_run_release(&d->shown);
	d->shown = *at;
	d->shown.epoch = d->shown.pred = NULL;
	d->shown.error = NULL;
	from[0] = at->train, from[1] = at->test, from[2] = at->acc;
	to[0] = &d->shown.train, to[1] = &d->shown.test, to[2] = &d->shown.acc;
	for (int k = 0; k < 3; k++) {
		if (!from[k])
			continue;
		*to[k] = xreallocarray(NULL, at->epochs + 1, sizeof **to[k]);
		memcpy(*to[k], from[k], at->epochs * sizeof **to[k]);
	}
	d->has_shown = 1;
	poke(d);
}

static void take(struct drive *d, struct post *p)
{
	struct wire_run r;

	while (hand_take(p->hand, &r)) {
		struct finished *f;

		pthread_mutex_lock(&d->lock);
		if (!r.error) {
			d->sum += r.took;
			d->n_sum++;
			d->start_failures = 0;
		} else {
			str_clear(&d->last_lines);
			hand_last_lines(p->hand, &d->last_lines);
		}
		if (p->gen == d->gen && d->cond && r.run < d->limit) {
			f = xcalloc(1, sizeof *f);
			f->run = r;
			f->next = d->done;
			d->done = f;
			poke(d);
		} else {
			wire_run_release(&r);
		}
		pthread_mutex_unlock(&d->lock);
	}
}

/* What a process was asked for ahead, and has not begun, for it is gone. */
static void take_back(struct drive *d, struct post *p)
{
	uint64_t run;

	pthread_mutex_lock(&d->lock);
	while (hand_return(p->hand, 0, &run))
		put_back(d, p->gen, run);
	pthread_mutex_unlock(&d->lock);
}

static void turn_all(struct drive *d)
{
	for (int i = 0; i < d->n_post; i++) {
		struct post *p = &d->post[i];
		struct err err = ERR_INIT;

		if (p->due && hand_turn(p->hand, &err)) {
			pthread_mutex_lock(&d->lock);
			start_failed(d, p, &err);
			pthread_mutex_unlock(&d->lock);
		}
		take(d, p);
		take_back(d, p);
	}
}

static int all_rest(const struct drive *d)
{
	for (int i = 0; i < d->n_post; i++)
		if (!hand_rests(d->post[i].hand))
			return 0;
	return 1;
}

/* With the lock held: what there is to do before the next wait. */
static void look_round(struct drive *d)
{
	d->busy = 0;
	for (int i = 0; i < d->n_post; i++) {
		let_go(d, &d->post[i]);
		show(d, &d->post[i]);
	}
	if (!d->quit)
		deal_out(d);
	for (int i = 0; i < d->n_post; i++) {
		if (d->quit)
			hand_finish(d->post[i].hand);
		d->busy += hand_busy(d->post[i].hand) && d->post[i].gen == d->gen;
	}
	if (!d->busy)
		poke(d);	/* it may be idle */
}

/* Wait for any of them, and mark those that have something to do. */
static void wait_for_hands(struct drive *d, struct pollfd *p)
{
	char bin[64];
	int ms = -1;
	size_t n = 1;

	p[0] = (struct pollfd){ d->wake[0], POLLIN, 0 };
	for (int i = 0; i < d->n_post; i++) {
		int patience = hand_patience(d->post[i].hand);

		d->post[i].n_fds = hand_fds(d->post[i].hand, p + n);
		n += d->post[i].n_fds;
		if (patience >= 0 && (ms < 0 || patience < ms))
			ms = patience;
	}
	poll(p, n, ms);
	if (p[0].revents)
		while (read(d->wake[0], bin, sizeof bin) > 0)
			;
	n = 1;
	for (int i = 0; i < d->n_post; i++) {
		struct post *q = &d->post[i];

		q->due = hand_patience(q->hand) == 0;
		for (size_t k = 0; k < q->n_fds; k++)
			q->due |= p[n++].revents != 0;
	}
}

static void *drive_main(void *arg)
{
	struct drive *d = arg;
	struct pollfd *p = xcalloc((size_t)d->n_post * HAND_FDS + 1, sizeof *p);
	int quit = 0;

	for (;;) {
		turn_all(d);
		pthread_mutex_lock(&d->lock);
		look_round(d);
		quit = d->quit;
		pthread_mutex_unlock(&d->lock);
		if (quit && all_rest(d))	/* asked last: looking round ends processes, too */
			break;
		wait_for_hands(d, p);
	}
	free(p);
	return NULL;
}

/* ---- commands ---- */

/* With the lock held. */
static void forget(struct drive *d, uint64_t first)
{
	struct finished *late = d->done;

	d->done = NULL;
	d->n_back = 0;
	d->has_shown = 0;
	d->next = d->delivered = first;
	free_finished(late);
	free_finished(d->waiting);
	d->waiting = NULL;
	while (d->n_held)
		free_finished(d->held[--d->n_held]);
	d->head = first;
	d->gave_up = 0;
	d->starts++;
}

void drive_start(struct drive *d, struct condition *c, uint32_t tag, uint64_t first, uint64_t limit)
{
	struct condition *old;

	pthread_mutex_lock(&d->lock);
	old = d->cond;
	d->cond = condition_ref(c);
	d->gen++;
	d->tag = tag;
	d->limit = c ? limit : 0;
	d->failed = d->start_failures = 0;
	d->steps = 0;
	forget(d, ours(d, first));
	d->busy = 1;	/* until the thread has looked */
	pthread_mutex_unlock(&d->lock);
	condition_unref(old);
	wake(d);
}

void drive_limit(struct drive *d, uint64_t limit)
{
	pthread_mutex_lock(&d->lock);
	d->limit = limit;
	if (d->next > limit)
		d->next = ours(d, limit);
	d->busy = 1;
	pthread_mutex_unlock(&d->lock);
	wake(d);
}

int drive_failed(struct drive *d, struct err *err)
{
	int failed;

	pthread_mutex_lock(&d->lock);
	failed = d->failed;
	if (failed && err)
		*err = d->err;
	pthread_mutex_unlock(&d->lock);
	return failed;
}

void drive_shard(struct drive *d, struct shard s)
{
	pthread_mutex_lock(&d->lock);
	d->cfg.shard = s;
	pthread_mutex_unlock(&d->lock);
}

int drive_workers(const struct drive *d) { return d->n_post; }
const struct wire_hello *drive_hello(const struct drive *d) { return &d->hello; }
struct feed *drive_feed(struct drive *d) { return &d->feed; }

double drive_seconds(struct drive *d)
{
	double s;

	pthread_mutex_lock(&d->lock);
	s = d->n_sum ? d->sum / (double)d->n_sum : NAN;
	pthread_mutex_unlock(&d->lock);
	return s;
}

void drive_last_lines(struct drive *d, struct str *out)
{
	pthread_mutex_lock(&d->lock);
	str_addn(out, d->last_lines.s, d->last_lines.len);
	pthread_mutex_unlock(&d->lock);
}

/* ---- the feed ---- */

struct delivery { struct drive *d; sample_sink *sink; void *arg; uint64_t starts, deadline; size_t n; int stop; };

static void deliver(struct delivery *v, const struct sample *s)
{
	v->n++;
	v->stop |= v->sink(v->arg, s) != 0 || v->d->starts != v->starts || clk_ns() >= v->deadline;
}

static struct sample sample_of(const struct drive *d, const struct wire_run *r, enum sample_kind kind)
{
	const size_t n_pred = d->hello.probes * d->hello.outputs;

	return (struct sample){
		.kind = kind, .condition = d->tag, .run = r->run, .levels = r->levels, .epochs = r->epochs,
		.updates = r->epochs, .total_updates = d->hello.epochs,
		.train_loss = r->train_loss, .test_loss = r->test_loss, .accuracy = r->accuracy, .batch_loss = NAN,
		.data_loss = NAN, .data_accuracy = NAN, .constant_loss = NAN, .constant_accuracy = NAN,
		.diverged = r->diverged || r->error, .seconds = r->seconds > 0 ? r->seconds : 0,
		.train = r->train, .test = r->test, .acc = r->acc, .pred = r->pred ? r->pred : d->nothing,
		.n_pred = kind == SAMPLE_RUN ? n_pred : 0,
	};
}

/* f is the owner's alone, and goes. */
static void deliver_run(struct delivery *v, struct finished *f)
{
	struct sample s = sample_of(v->d, &f->run, SAMPLE_RUN);

	deliver(v, &s);
	free_finished(f);
}

static void deliver_failure(struct delivery *v, const struct wire_run *r)
{
	struct str s = STR_INIT;

	str_addf(&s, "run %" PRIu64 " failed: ", r->run + 1);
	utf8_escape(&s, r->error, strlen(r->error));
	deliver(v, &(struct sample){ .kind = SAMPLE_EVENT, .condition = v->d->tag, .run = r->run, .text = s.s, .what = "failed" });
	str_release(&s);
}

/* Failed runs that a good one, or the end, has followed. */
static void deliver_held(struct delivery *v)
{
	while (v->d->n_held && !v->stop) {
		struct finished *f = v->d->held[0];

		memmove(v->d->held, v->d->held + 1, --v->d->n_held * sizeof *v->d->held);
		deliver_run(v, f);
	}
}

/* One more in a row. */
static void hold(struct drive *d, struct finished *f)
{
	struct err e = ERR_INIT;

	d->held[d->n_held++] = f;
	if (d->n_held < DRIVE_FAILURES)
		return;
	err_set(&e, ERR_CHECK, "%d runs in a row failed, the last of them so: %s", DRIVE_FAILURES, f->run.error);
	while (d->n_held)
		free_finished(d->held[--d->n_held]);
	d->gave_up = 1;
	pthread_mutex_lock(&d->lock);
	fail(d, &e);
	pthread_mutex_unlock(&d->lock);
}

static void insert(struct drive *d, struct finished *f)
{
	struct finished **at = &d->waiting;

	while (*at && (*at)->run.run < f->run.run)
		at = &(*at)->next;
	f->next = *at;
	*at = f;
}

/* Fetch what has come.  Returns whether anything had. */
static int exchange(struct delivery *v, struct wire_run *shown)
{
	struct drive *d = v->d;
	struct finished *list, *next;
	char byte;

	pthread_mutex_lock(&d->lock);
	list = d->done;
	d->done = NULL;
	if (d->delivered != d->head) {
		d->delivered = d->head;
		wake(d);
	}
	if (d->has_shown) {
		*shown = d->shown;
		memset(&d->shown, 0, sizeof d->shown);
		d->has_shown = 0;
	}
	if (d->poked && read(d->fd[0], &byte, 1) == 1)
		d->poked = 0;
	pthread_mutex_unlock(&d->lock);
	for (struct finished *f = list; f; f = next) {
		next = f->next;
		insert(d, f);
	}
	return list != NULL;
}

static void deliver_waiting(struct delivery *v)
{
	struct drive *d = v->d;

	while (!v->stop && !d->gave_up && d->waiting && (d->waiting->run.run == d->head || d->waiting->run.run >= d->limit)) {
		struct finished *f = d->waiting;

		if (!f->run.error || f->run.run >= d->limit)
			deliver_held(v);
		if (v->stop)
			return;
		d->waiting = f->next;
		f->next = NULL;
		if (f->run.run >= d->limit) {
			free_finished(f);
			continue;
		}
		d->head = ours(d, d->head + 1);
		if (f->run.error) {
			deliver_failure(v, &f->run);
			if (d->starts != v->starts)
				free_finished(f);
			else
				hold(d, f);
		} else {
			deliver_run(v, f);
		}
	}
	if (!v->stop && !d->gave_up && d->n_held && d->head >= d->limit)
		deliver_held(v);
}

static size_t drain(struct feed *f, sample_sink *sink, void *arg, uint64_t budget_ns)
{
	struct drive *d = drive_of(f);
	uint64_t t = clk_ns();
	struct delivery v = { d, sink, arg, d->starts, budget_ns < UINT64_MAX - t ? t + budget_ns : UINT64_MAX, 0, 0 };
	struct wire_run shown = { .run = UINT64_MAX };

	exchange(&v, &shown);
	if (shown.run == d->head) {
		struct sample s = sample_of(d, &shown, SAMPLE_PROGRESS);

		deliver(&v, &s);
	}
	wire_run_release(&shown);
	deliver_waiting(&v);
	pthread_mutex_lock(&d->lock);
	if (d->delivered != d->head) {
		d->delivered = d->head;
		wake(d);
	}
	if (v.stop && (d->waiting || d->n_held))
		poke(d);	/* there is more, which no thread will tell of */
	pthread_mutex_unlock(&d->lock);
	return v.n;
}

static int feed_of_fd(struct feed *f) { return drive_of(f)->fd[0]; }

static void set_pause(struct feed *f, int paused)
{
	struct drive *d = drive_of(f);

	pthread_mutex_lock(&d->lock);
	d->paused = paused != 0;
	d->steps = 0;
	pthread_mutex_unlock(&d->lock);
	wake(d);
}

static void set_pace(struct feed *f, double rate)
{
	(void)f;
	(void)rate;
}

static void add_step(struct feed *f, enum feed_step unit)
{
	struct drive *d = drive_of(f);

	(void)unit;
	pthread_mutex_lock(&d->lock);
	d->steps += d->paused && d->steps < (size_t)d->n_post;
	d->busy = 1;
	pthread_mutex_unlock(&d->lock);
	wake(d);
}

static int is_idle(struct feed *f)
{
	struct drive *d = drive_of(f);
	int idle;

	pthread_mutex_lock(&d->lock);
	idle = !d->cond || d->failed || (!d->done && !d->has_shown && !d->busy &&
		(d->head >= d->limit || (d->paused && !d->steps)));
	pthread_mutex_unlock(&d->lock);
	return idle;
}

/* ---- birth and death ---- */

static void free_drive(struct feed *f)
{
	struct drive *d = drive_of(f);

	pthread_mutex_lock(&d->lock);
	d->quit = 1;
	pthread_mutex_unlock(&d->lock);
	if (d->has_thread) {
		wake(d);
		pthread_join(d->thread, NULL);
	}
	for (int i = 0; i < d->n_post; i++)
		hand_free(d->post[i].hand);
	free(d->post);
	forget(d, 0);
	condition_unref(d->cond);
	if (d->has_first)
		wire_run_release(&d->first.run);
	wire_run_release(&d->shown);
	wire_hello_release(&d->hello);
	str_release(&d->last_lines);
	free(d->back);
	free(d->nothing);
	for (int i = 0; i < 2; i++) {
		close(d->fd[i]);
		close(d->wake[i]);
	}
	pthread_mutex_destroy(&d->lock);
	free(d);
}

static const struct feed_ops drive_ops = {
	.drain = drain, .fd = feed_of_fd, .pause = set_pause, .pace = set_pace, .step = add_step, .idle = is_idle,
	.free = free_drive,
};

static int open_pipe(int fd[2])
{
	if (pipe(fd) < 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		fcntl(fd[i], F_SETFD, FD_CLOEXEC);
		fcntl(fd[i], F_SETFL, O_NONBLOCK);
	}
	return 0;
}

/* What is known of the command when the thread starts: the declaration, by a process that
 * goes on as the first hand, or the first run's files. */
static int learn(struct drive *d, struct err *err)
{
	const struct hand_spec *s = &d->cfg.hand;
	struct hand *h = d->post[0].hand;
	const uint64_t run = ours(d, 0);
	struct levels l;
	int code;

	if (!hand_is_single(s)) {
		code = hand_declare(h, d->cfg.stop, d->cfg.arg, err);
	} else {
		struct wire_hello declared;

		code = hand_sources(s, &declared, err);
		if (code)
			return code;
		wire_levels(&declared, &l);
		for (size_t i = 0; i < declared.n_source; i++)
			l.v[declared.source[i].slot] = external_draw(d->cfg.seed, declared.source[i].slot, declared.source[i].n_choice,
								    external_number(run));
		wire_hello_release(&declared);
		code = hand_train(h, run, &l, d->cfg.stop, d->cfg.arg, &d->first.run, err);
		if (!code && d->first.run.error) {
			code = err_set(err, ERR_STATE, "%s: the first run failed: %s", s->argv[0], d->first.run.error);
			hand_last_lines(h, &d->last_lines);
			wire_run_release(&d->first.run);
		}
		d->has_first = !code;
	}
	return code;
}

int drive_new(struct drive **out, const struct drive_config *c, struct err *err)
{
	struct drive *d = xcalloc(1, sizeof *d);
	int workers = c->workers > 0 ? c->workers : pool_cores(), code;
	sigset_t all, old;

	*out = NULL;
	d->feed.ops = &drive_ops;
	d->cfg = *c;
	d->fd[0] = d->fd[1] = d->wake[0] = d->wake[1] = -1;
	pthread_mutex_init(&d->lock, NULL);
	str_init(&d->last_lines);
	d->post = xcalloc((size_t)workers, sizeof *d->post);
	d->n_post = 1;
	d->post[0].hand = hand_new(&d->cfg.hand, NULL);
	code = open_pipe(d->fd) || open_pipe(d->wake) ? err_set(err, ERR_IO, "no pipes to drive with: %s", strerror(errno)) : 0;
	if (!code)
		code = learn(d, err);
	if (code) {
		free_drive(&d->feed);
		return code;
	}
	hand_disclose(d->post[0].hand, &d->hello);
	for (; d->n_post < workers; d->n_post++)
		d->post[d->n_post].hand = hand_new(&d->cfg.hand, &d->hello);
	d->nothing = xreallocarray(NULL, d->hello.probes * d->hello.outputs + 1, sizeof *d->nothing);
	for (size_t i = 0; i < d->hello.probes * d->hello.outputs; i++)
		d->nothing[i] = NAN;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	d->has_thread = pthread_create(&d->thread, NULL, drive_main, d) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (!d->has_thread) {
		free_drive(&d->feed);
		return err_set(err, ERR_IO, "no thread to drive with");
	}
	*out = d;
	return 0;
}
