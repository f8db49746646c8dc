/*
 * test_crew.c - ranks train as threads do: the pool and the ranks of a crew, over queues in
 * memory in place of MPI.
 *
 * Every run is held against itself, recomputed alone.  What the pool does to workers in the
 * middle of a job (turning away, slow motion, the end) it does here to jobs that travel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "run/crew.h"
#include "run/pool.h"

#define RANKS 3
#define RUNS 240

struct letter {
	struct letter *next;
	int from;
	enum crew_kind kind;
	void *bytes;
	size_t n;
};

/* The crew as one rank sees it. */
struct seat { struct crew crew; int me; struct post *post; };

struct post {
	pthread_mutex_t lock;
	struct letter *box[RANKS + 1];
	struct seat seat[RANKS + 1];
	pthread_t thread[RANKS + 1];
	unsigned sent[RANKS + 1][CREW_KINDS];
	int broken;		/* the rank that understands no condition; 0: none */
};

static void send(struct crew *c, int to, enum crew_kind kind, const void *bytes, size_t n)
{
	struct seat *s = (struct seat *)c;
	struct post *p = s->post;
	struct letter *l = xcalloc(1, sizeof *l), **end;

	l->from = s->me;
	l->kind = kind;
	l->n = n;
	l->bytes = xmalloc(n + 1);
	if (n)
		memcpy(l->bytes, bytes, n);
	pthread_mutex_lock(&p->lock);
	for (end = &p->box[to]; *end; end = &(*end)->next)
		;
	*end = l;
	p->sent[s->me][kind]++;
	pthread_mutex_unlock(&p->lock);
}

static int take(struct crew *c, int *from, enum crew_kind *kind, void **bytes, size_t *n)
{
	struct seat *s = (struct seat *)c;
	struct letter *l;

	pthread_mutex_lock(&s->post->lock);
	l = s->post->box[s->me];
	if (l)
		s->post->box[s->me] = l->next;
	pthread_mutex_unlock(&s->post->lock);
	if (!l)
		return 0;
	*from = l->from;
	*kind = l->kind;
	*bytes = l->bytes;
	*n = l->n;
	free(l);
	return 1;
}

static const struct crew_ops ops = { send, take };

/* All are one process: a condition travels as its address. */
static void *pack(const struct condition *c, size_t *n)
{
	struct condition **p = xmalloc(sizeof *p);

	*p = condition_ref((struct condition *)c);
	*n = sizeof *p;
	return p;
}

static struct condition *unpack(const void *bytes, size_t n, struct err *err)
{
	(void)n;
	(void)err;
	return *(struct condition *const *)bytes;
}

static struct condition *unpack_not(const void *bytes, size_t n, struct err *err)
{
	condition_unref(unpack(bytes, n, err));
	err_set(err, ERR_STATE, "has no such engine");
	return NULL;
}

static void *rank_main(void *arg)
{
	struct seat *s = arg;

	crew_serve(&s->crew, 0);
	return NULL;
}

static void post_open(struct post *p, int broken)
{
	memset(p, 0, sizeof *p);
	pthread_mutex_init(&p->lock, NULL);
	for (int i = 0; i <= RANKS; i++) {
		p->seat[i] = (struct seat){ { &ops, RANKS, pack, i && i == broken ? unpack_not : unpack }, i, p };
		if (i)
			pthread_create(&p->thread[i], NULL, rank_main, &p->seat[i]);
	}
}

static void post_close(struct post *p)
{
	crew_end(&p->seat[0].crew);
	for (int i = 1; i <= RANKS; i++)
		pthread_join(p->thread[i], NULL);
	for (int i = 0; i <= RANKS; i++)
		assert_null(p->box[i]);
	pthread_mutex_destroy(&p->lock);
}

static struct condition *make(enum engine_kind engine, uint32_t epochs)
{
	static const uint32_t batches[] = { 8, 32, 100 };
	struct condition *c = condition_new();
	struct problem *p = &c->problem;
	struct dataset *d = NULL;
	struct err err = ERR_INIT;

	problem_defaults(p);
	p->epochs = epochs;
	if (dataset_load(&d, "article", NULL, 0, 1, &err) ||
	    model_parse(&p->model, "dense 10 relu, dropout .3, dense 1", d->outputs, &err))
		fail_msg("%s", err.text);
	p->data = d;
	if (problem_init(p, 0, NULL, &err))
		fail_msg("%s", err.text);
	dataset_unref(d);
	c->engine = engine;
	c->master = 7;
	for (int s = 0; s < SOURCE_COUNT; s++)
		c->state[s] = STATE_FREE;
	c->n_batch = 3;
	memcpy(c->batch, batches, sizeof batches);
	c->state[SOURCE_OPTIMIZER] = STATE_FIXED;
	c->level[SOURCE_OPTIMIZER] = OPTIM_ADAM;
	return c;
}

struct seen {
	struct condition *c;
	struct shard shard;
	uint64_t next, end;
	unsigned progress;
};

static int check(void *arg, const struct sample *s)
{
	struct seen *t = arg;
	struct trainer *tr;
	struct levels lv;
	struct result r;
	struct err err = ERR_INIT;

	t->progress += s->kind == SAMPLE_PROGRESS;
	if (s->kind != SAMPLE_RUN)
		return 0;
	assert_int_equal(s->run, t->next);
	assert_int_equal(s->condition, 5);
	condition_levels(t->c, s->run, &lv);
	if (condition_recompute(t->c, &lv, t->c->engine == ENGINE_LANES, &tr, &r, &err))
		fail_msg("%s", err.text);
	assert_memory_equal(&lv, &s->levels, sizeof lv);
	assert_int_equal(s->epochs, r.epochs);
	assert_memory_equal(s->train, r.train, r.epochs * sizeof(float));
	assert_memory_equal(s->pred, r.pred, s->n_pred * sizeof(float));
	assert_int_equal(s->n_scores, r.n_scores);
	trainer_free(tr);
	t->next = shard_next(t->shard, t->next + 1);
	return t->next >= t->end;	/* no further than asked, however many have come */
}

static void drain_to(struct pool *p, struct seen *t, uint64_t end)
{
	struct err err = ERR_INIT;

	t->end = end;
	while (t->next < end) {
		if (!feed_drain(pool_feed(p), check, t, 5000000))
			pool_wait(p, 1000);
		if (pool_failed(p, &err))
			fail_msg("%s", err.text);
	}
}

static void agrees(struct post *post, enum engine_kind engine, struct shard shard)
{
	struct pool *p = pool_new(1, 0);
	struct seen t = { .c = make(engine, 3), .shard = shard }, other = { .c = make(engine, 1), .shard = shard };

	assert_non_null(p);
	assert_int_equal(pool_crew(p, &post->seat[0].crew), 0);
	assert_int_equal(pool_workers(p), 1 + RANKS);
	pool_shard(p, shard);
	t.next = other.next = shard_next(shard, 0);
	pool_start(p, t.c, 5, 0, RUNS);
	drain_to(p, &t, RUNS / 3);
	pool_start(p, other.c, 5, 0, RUNS);		/* turned away in the middle, and back */
	drain_to(p, &other, RUNS);
	pool_start(p, t.c, 5, t.next, RUNS);
	drain_to(p, &t, RUNS / 2);
	feed_pace(pool_feed(p), 20);			/* single runs, which no rank has */
	t.progress = 0;
	drain_to(p, &t, t.next + 1);
	assert_true(t.progress > 0);
	feed_pace(pool_feed(p), 0);
	pool_limit(p, RUNS - 50);			/* runs that are out are no longer wanted */
	drain_to(p, &t, RUNS - 50);
	pool_limit(p, RUNS);
	drain_to(p, &t, RUNS);
	pool_start(p, other.c, 5, 0, 100000);		/* and left in the middle */
	other.next = shard_next(shard, 0);
	drain_to(p, &other, RUNS);
	feed_free(pool_feed(p));
	condition_unref(t.c);
	condition_unref(other.c);
}

static void lanes(void **state)
{
	struct post post;

	(void)state;
	post_open(&post, 0);
	agrees(&post, ENGINE_LANES, (struct shard){ 0, 0 });
	agrees(&post, ENGINE_LANES, (struct shard){ 1, 3 });
	post_close(&post);
	for (int i = 1; i <= RANKS; i++)		/* all of them have worked */
		assert_true(post.sent[i][CREW_RUNS] > 0);
	assert_true(post.sent[0][CREW_STOP] > 0);
}

static void blis(void **state)
{
	struct post post;

	(void)state;
	post_open(&post, 0);
	agrees(&post, ENGINE_BLIS, (struct shard){ 0, 0 });
	post_close(&post);
}

static void a_rank_that_cannot(void **state)
{
	struct pool *p = pool_new(1, 0);
	struct condition *c = make(ENGINE_LANES, 1);
	struct err err = ERR_INIT;
	struct seen t = { .c = c, .end = UINT64_MAX };
	struct post post;

	(void)state;
	post_open(&post, 2);
	assert_int_equal(pool_crew(p, &post.seat[0].crew), 0);
	pool_start(p, c, 5, 0, 1000000);
	while (!pool_failed(p, &err))
		if (!feed_drain(pool_feed(p), check, &t, 5000000))
			pool_wait(p, 100);
	assert_string_equal(err.text, "rank 2: has no such engine");
	feed_free(pool_feed(p));
	post_close(&post);
	condition_unref(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lanes),
		cmocka_unit_test(blis),
		cmocka_unit_test(a_rank_that_cannot),
	};

	engine_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
