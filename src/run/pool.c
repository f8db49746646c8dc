/*
 * pool.c - what the owner commands: start, limit, pause, pace, step; and the
 * pool's birth and death.  See pool_int.h for the whole picture.
 *
 * No command waits for a worker: it changes what is written under the lock
 * and tells the workers to look.
 */
#include "config.h"	/* sched_getaffinity, CPU_COUNT */

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clk.h"
#include "base/cond.h"
#include "base/xalloc.h"
#include "pool_int.h"
#include "run/crew.h"

int pool_cores(void)
{
#ifdef __linux__
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
		return CPU_COUNT(&set);
#endif
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 && n < MAX_WORKERS ? (int)n : 1;
}

/* ---- conditions ---- */

/* With the lock held: from here on condition c, nothing of what was before.  first and limit
 * count within the shard. */
static void turn(struct pool *p, struct condition *c, struct shard shard, uint64_t first, uint64_t limit)
{
	struct block *late = p->done, *held = reorder_reset(&p->order, first);

	p->done = NULL;
	p->starts++;
	p->gen++;
	p->cond = c;
	dealer_start(&p->dealer, c, shard, first, limit);
	p->dealt = p->delivered = first;
	p->failed = p->starved = 0;
	p->slow_due = 0;
	p->slow_updates = 0;
	p->n_steps = 0;
	p->progress.full = p->shown.full = 0;
	p->lanes = 1;
	if (c && c->engine == ENGINE_LANES)
		p->lanes = (size_t)(p->width ? p->width : engine_best_width());
	queue_recycle(p, late);
	if (p->draining) {		/* the sink may still be reading one of them */
		struct block **end = &p->limbo;

		while (*end)
			end = &(*end)->next;
		*end = held;
	} else {
		queue_recycle(p, held);
	}
	queue_changed(p);
}

void pool_shard(struct pool *p, struct shard s)
{
	pthread_mutex_lock(&p->lock);
	p->wanted = s;
	pthread_mutex_unlock(&p->lock);
}

void pool_start(struct pool *p, struct condition *c, uint32_t tag,
		uint64_t first, uint64_t limit)
{
	struct condition *old = p->cond;

	pthread_mutex_lock(&p->lock);
	p->tag = tag;
	turn(p, condition_ref(c), p->wanted, shard_below(p->wanted, first), shard_below(p->wanted, limit));
	pthread_mutex_unlock(&p->lock);
	condition_unref(old);
}

void pool_limit(struct pool *p, uint64_t limit)
{
	pthread_mutex_lock(&p->lock);
	limit = shard_below(p->dealer.shard, limit);
	if (limit < p->dealt)
		/* Runs beyond it are out: as if started here with the new one. */
		turn(p, p->cond, p->dealer.shard, p->order.head, limit);
	else
		dealer_limit(&p->dealer, limit);
	queue_changed(p);
	pthread_mutex_unlock(&p->lock);
}

int pool_failed(struct pool *p, struct err *err)
{
	int failed;

	pthread_mutex_lock(&p->lock);
	failed = p->failed;
	if (failed && err)
		*err = p->err;
	pthread_mutex_unlock(&p->lock);
	return failed;
}

/* ---- the feed ---- */

static struct pool *pool_of(struct feed *f)
{
	return (struct pool *)f;	/* its first member */
}

static int feed_of_fd(struct feed *f)
{
	return pool_of(f)->fd[0];
}

/*
 * Single runs are to be shown, and were not before: begin with the run that
 * the owner waits for.  What is under way, or finished but beyond it, is
 * given up; otherwise it would come in a burst as soon as the gap is closed.
 */
static void slowed_down(struct pool *p, int before)
{
	if (!before && queue_slow(p) && p->cond && !p->slow_busy)
		turn(p, p->cond, p->dealer.shard, p->order.head, p->dealer.limit);
}

static void set_pause(struct feed *f, int paused)
{
	struct pool *p = pool_of(f);
	int slow;

	pthread_mutex_lock(&p->lock);
	slow = queue_slow(p);
	p->stepping = 0;
	p->n_steps = 0;
	p->slow_due = 0;
	pace_pause(&p->pace, paused != 0, clk_ns());
	if (!paused)
		slowed_down(p, slow);
	queue_changed(p);
	if (paused && !p->active)
		queue_poke(p);
	pthread_mutex_unlock(&p->lock);
}

static void set_pace(struct feed *f, double rate)
{
	struct pool *p = pool_of(f);
	int slow;

	pthread_mutex_lock(&p->lock);
	slow = queue_slow(p);
	pace_set(&p->pace, rate, clk_ns());
	p->slow_due = 0;
	slowed_down(p, slow);
	queue_changed(p);
	pthread_mutex_unlock(&p->lock);
}

static void add_step(struct feed *f, enum feed_step unit)
{
	struct pool *p = pool_of(f);

	pthread_mutex_lock(&p->lock);
	if (p->pace.paused && p->cond && p->n_steps < MAX_STEPS) {
		if (!p->stepping) {
			p->stepping = 1;
			slowed_down(p, 0);
		}
		p->step[p->n_steps++] = unit;
		queue_changed(p);
	}
	pthread_mutex_unlock(&p->lock);
}

static int is_idle(struct feed *f)
{
	struct pool *p = pool_of(f);
	int idle;

	pthread_mutex_lock(&p->lock);
	idle = drain_is_idle(p);
	pthread_mutex_unlock(&p->lock);
	return idle;
}

static void free_list(struct block *b)
{
	while (b) {
		struct block *next = b->next;

		block_free(b);
		b = next;
	}
}

static void free_pool(struct feed *f)
{
	struct pool *p = pool_of(f);

	assert(!p->draining);
	pthread_mutex_lock(&p->lock);
	p->quit = 1;
	queue_changed(p);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->n_workers; i++)
		pthread_join(p->worker[i].thread, NULL);
	hands_free(p->hands);
	free_list(reorder_reset(&p->order, 0));
	free_list(p->done);
	free_list(p->free);
	free_list(p->limbo);
	reorder_release(&p->order);
	dealer_release(&p->dealer);
	condition_unref(p->cond);
	free(p->progress.f);
	free(p->shown.f);
	free(p->worker);
	close(p->fd[0]);
	close(p->fd[1]);
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

static const struct feed_ops pool_ops = {
	.drain = drain, .fd = feed_of_fd, .pause = set_pause, .pace = set_pace,
	.step = add_step, .idle = is_idle, .free = free_pool,
};

struct feed *pool_feed(struct pool *p)
{
	return &p->feed;
}

int pool_workers(const struct pool *p)
{
	return p->n_workers + p->n_ranks;
}

size_t pool_bytes(struct pool *p)
{
	size_t bytes = sizeof *p + p->order.size * sizeof *p->order.seat +
		       (size_t)p->n_workers * sizeof *p->worker;

	pthread_mutex_lock(&p->lock);
	bytes += p->block_bytes;
	bytes += (p->progress.cap_f + p->shown.cap_f) * sizeof(float);
	bytes += dealer_bytes(&p->dealer);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->n_workers; i++)
		bytes += atomic_load_explicit(&p->worker[i].bytes, memory_order_relaxed);
	return bytes;
}

void pool_wait(struct pool *p, int ms)
{
	struct pollfd fd = { .fd = p->fd[0], .events = POLLIN };

	poll(&fd, 1, ms);	/* a signal may end it early: that is for the owner */
}

/* ---- birth ---- */

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

/* Signals are the owner's; only what a thread does to itself reaches it. */
static void thread_signals(sigset_t *set)
{
	sigfillset(set);
	sigdelset(set, SIGSEGV);
	sigdelset(set, SIGBUS);
	sigdelset(set, SIGFPE);
	sigdelset(set, SIGILL);
	sigdelset(set, SIGABRT);
	sigdelset(set, SIGTRAP);
	sigdelset(set, SIGPROF);
}

/* As many as the system grants; the number is what counts from here on. */
static void start_threads(struct pool *p, int workers)
{
	sigset_t block, old;

	thread_signals(&block);
	pthread_sigmask(SIG_SETMASK, &block, &old);
	pthread_mutex_lock(&p->lock);
	while (p->n_workers < workers) {
		struct worker *w = &p->worker[p->n_workers];

		w->pool = p;
		if (pthread_create(&w->thread, NULL, worker_main, w) != 0)
			break;
		p->n_workers++;
	}
	pthread_mutex_unlock(&p->lock);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

int pool_crew(struct pool *p, struct crew *crew)
{
	sigset_t block, old;

	pthread_mutex_lock(&p->lock);
	p->n_ranks = crew->n;
	p->window *= (uint64_t)crew->n + 1;
	reorder_release(&p->order);
	reorder_init(&p->order, (size_t)p->window);
	pthread_mutex_unlock(&p->lock);
	thread_signals(&block);
	pthread_sigmask(SIG_SETMASK, &block, &old);
	p->hands = hands_new(p, crew);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return p->hands ? 0 : -1;
}

struct pool *pool_new(int workers, int width)
{
	struct pool *p;
	int fd[2];

	if (width && !engine_has_width(width))
		return NULL;
	if (open_pipe(fd) < 0)
		return NULL;
	if (workers <= 0)
		workers = pool_cores();
	if (workers > MAX_WORKERS)
		workers = MAX_WORKERS;
	p = xcalloc(1, sizeof *p);
	p->feed.ops = &pool_ops;
	p->width = width;
	memcpy(p->fd, fd, sizeof fd);
	p->window = (uint64_t)WINDOW_PER_WORKER * (uint64_t)(workers > 1 ? workers : 2);
	reorder_init(&p->order, (size_t)p->window);
	dealer_init(&p->dealer);
	p->worker = xaligned((size_t)workers, sizeof *p->worker);
	pthread_mutex_init(&p->lock, NULL);
	cond_init(&p->work);
	start_threads(p, workers);
	if (!p->n_workers) {
		free_pool(&p->feed);
		return NULL;
	}
	return p;
}
