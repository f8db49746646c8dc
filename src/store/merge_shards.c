/*
 * merge_shards.c - the shards of a session become what one program would have recorded.
 *
 *     part 0  rows: run 0, 4, 8 ...  \
 *     part 1  rows: run 1, 5, 9 ...   }- the smallest index first --> one condition
 *     ...                            /
 *
 * Parts stand in the order of their shards, whatever the order of the files.  All of them are
 * open at once, and one run of each is in memory.  A part that is itself merged of several
 * shards is as good as those.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "merge_int.h"
#include "session_int.h"
#include "store/session.h"

struct part {
	const char *path;
	struct session *s;
	uint32_t *map;		/* new ids of its conditions */
	uint32_t first;		/* of its shards */
	struct rows *rows;	/* of the present condition, or NULL */
	struct sample run;	/* the next, where there is one */
	int has;
};

struct group {
	struct merge *m;
	struct part *part;
	size_t n;
	struct shards all;	/* that the parts have together */
};

static void say_path(struct str *out, const char *path)
{
	utf8_escape(out, path, strlen(path));
}

/* ---- who is there ---- */

static int by_shard(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return strcmp(x->path, y->path);
}

static int open_parts(struct group *g, const char *const *path, struct err *err)
{
	for (size_t i = 0; i < g->n; i++) {
		struct part *p = &g->part[i];
		const struct shards *have;
		int rc;

		p->path = path[i];
		rc = session_open(&p->s, path[i], err);
		if (rc < 0)
			return rc;
		have = session_shards(p->s);
		if (i == 0)
			g->all.n = have->n;
		if (have->n != g->all.n)
			return err_at(err, ERR_INPUT, path[i], 0, 0, "is of %u shards, and %s is of %u", (unsigned)have->n,
				      path[0], (unsigned)g->all.n);
		while (p->first < have->n && !have->has[p->first])
			p->first++;
		p->map = xcalloc(p->s->n_cond + 1, sizeof *p->map);
	}
	qsort(g->part, g->n, sizeof *g->part, by_shard);
	return 0;
}

static void say_double(struct group *g, uint32_t k, const struct part *a, const struct part *b)
{
	if (!g->m->said)
		return;
	str_addf(g->m->said, "shard %u/%u is there twice: its runs are taken once, of ", (unsigned)k, (unsigned)g->all.n);
	say_path(g->m->said, a->path);
	str_add(g->m->said, " and ");
	say_path(g->m->said, b->path);
	str_addc(g->m->said, '\n');
}

/* "shards 2 and 5 of 8 are missing", the first few by number. */
static void say_missing(const struct group *g)
{
	const uint32_t missing = g->all.n - shards_count(&g->all);
	struct str *out = g->m->said;
	uint32_t told = 0;

	if (!missing || !out)
		return;
	str_add(out, missing == 1 ? "shard " : "shards ");
	for (uint32_t k = 0; k < g->all.n && told < 8; k++) {
		if (g->all.has[k])
			continue;
		str_addf(out, "%s%u", !told ? "" : told + 1 == missing ? " and " : ", ", (unsigned)k);
		told++;
	}
	if (told < missing)
		str_addf(out, " and %u more", (unsigned)(missing - told));
	str_addf(out, " of %u %s missing; `reroll merge` adds %s to this session later\n", (unsigned)g->all.n,
		 missing == 1 ? "is" : "are", missing == 1 ? "it" : "them");
}

static void count_shards(struct group *g)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct shards *have = session_shards(g->part[i].s);
		int told = 0;

		for (uint32_t k = 0; k < have->n; k++) {
			if (have->has[k] && g->all.has[k] && !told) {
				size_t j = 0;

				while (!session_shards(g->part[j].s)->has[k])
					j++;
				say_double(g, k, &g->part[j], &g->part[i]);
				told = 1;
			}
			g->all.has[k] |= have->has[k];
		}
	}
	g->m->incomplete |= shards_count(&g->all) < g->all.n;
	say_missing(g);
}

/* ---- whether they belong together ---- */

/* Does a share a condition with b? */
static int in_common(const struct part *a, const struct part *b)
{
	for (size_t i = 0; i < a->s->n_cond; i++)
		for (size_t k = 0; k < b->s->n_cond; k++)
			if (a->map[i] == b->map[k])
				return 1;
	return 0;
}

/* The first line in which two conditions differ: each one's, without its end. */
static void first_difference(const char **a, size_t *na, const char **b, size_t *nb)
{
	for (;;) {
		*na = strcspn(*a, "\n");
		*nb = strcspn(*b, "\n");
		if (*na != *nb || strncmp(*a, *b, *na) != 0 || !(*a)[*na] || !(*b)[*nb])
			return;
		*a += *na + 1;
		*b += *nb + 1;
	}
}

/* p has nothing in common with the first: say what sets them apart. */
static int strangers(const struct part *first, const struct part *p, struct err *err)
{
	const struct session_cond *a = &first->s->cond[0], *b = &p->s->cond[0];
	const char *x = a->commands, *y = b->commands;
	size_t nx, ny;

	if (strcmp(a->hash, b->hash) != 0)
		return err_at(err, ERR_INPUT, p->path, 0, 0, "is of other data than %s: they are no shards of one session",
			      first->path);
	if (!merge_same_engine(a->engine, b->engine))
		return err_at(err, ERR_INPUT, p->path, 0, 0, "was computed by %s, and %s by %s: their bits may differ", b->engine,
			      first->path, a->engine);
	first_difference(&x, &nx, &y, &ny);
	return err_at(err, ERR_INPUT, p->path, 0, 0, "has other settings than %s: '%.*s' where that has '%.*s'", first->path,
		      (int)ny, y, (int)nx, x);
}

static int check_together(const struct group *g, struct err *err)
{
	const struct part *first = NULL;

	for (size_t i = 0; i < g->n; i++) {
		const struct part *p = &g->part[i];

		if (!p->s->runs || !p->s->n_cond)	/* fewer runs than shards */
			continue;
		if (first && !in_common(first, p))
			return strangers(first, p, err);
		if (!first)
			first = p;
	}
	return 0;
}

/* ---- one condition ---- */

/* The next run of a part, which has to be of its shards. */
static int fetch(struct part *p, struct err *err)
{
	int rc = rows_next(p->rows, &p->run, err);

	p->has = rc == 1;
	if (rc == 1 && !shards_have(session_shards(p->s), p->run.run))
		return err_at(err, ERR_INPUT, p->path, 0, 0, "holds run %llu, which is not of its shard",
			      (unsigned long long)p->run.run);
	return rc < 0 ? rc : 0;
}

static int begin_condition(struct group *g, uint32_t id, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < g->n && rc == 0; i++) {
		struct part *p = &g->part[i];

		rows_free(p->rows);
		p->rows = NULL;
		p->has = 0;
		for (size_t k = 0; k < p->s->n_cond && rc == 0 && !p->rows; k++) {
			if (p->map[k] != id)
				continue;
			rc = rows_new(&p->rows, p->s, p->s->cond[k].id, err);
			if (rc == 0)
				rc = fetch(p, err);
		}
	}
	return rc;
}

static struct part *smallest(const struct group *g)
{
	struct part *least = NULL;

	for (size_t i = 0; i < g->n; i++)
		if (g->part[i].has && (!least || g->part[i].run.run < least->run.run))
			least = &g->part[i];
	return least;
}

/* Two parts hold the run of an index: the same one? */
static int same_run(const struct sample *a, const struct sample *b)
{
	return memcmp(&a->levels, &b->levels, sizeof a->levels) == 0 && a->epochs == b->epochs && a->n_pred == b->n_pred
		&& memcmp(a->pred, b->pred, a->n_pred * sizeof *a->pred) == 0
		&& memcmp(a->train, b->train, a->epochs * sizeof *a->train) == 0;
}

/* The others that have the run that p is at go on, too. */
static int pass_doubles(struct group *g, const struct part *p, int ours, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < g->n && rc == 0; i++) {
		struct part *q = &g->part[i];

		if (q == p || !q->has || q->run.run != p->run.run)
			continue;
		if (ours && !same_run(&p->run, &q->run))
			return err_at(err, ERR_INPUT, q->path, 0, 0, "run %llu differs from that of %s: see reroll verify",
				      (unsigned long long)p->run.run, p->path);
		rc = fetch(q, err);
	}
	return rc;
}

/* Runs of the shards that are here, below that index. */
static uint64_t owned_below(const struct shards *s, uint64_t run)
{
	uint64_t n = run / s->n * shards_count(s);

	for (uint32_t k = 0; k < run % s->n; k++)
		n += s->has[k] != 0;
	return n;
}

struct gap { uint64_t first, n; };

static void note_gap(struct gap *gap, const struct shards *s, uint64_t expected, uint64_t run)
{
	uint64_t n = run > expected ? owned_below(s, run) - owned_below(s, expected) : 0;

	if (n && !gap->n) {
		gap->first = expected;
		while (!shards_have(s, gap->first))
			gap->first++;
	}
	gap->n += n;
}

static void say_gap(const struct group *g, uint32_t id, const struct gap *gap)
{
	struct str *out = g->m->said;
	size_t i = 0;

	if (!out)
		return;
	while (!shards_have(session_shards(g->part[i].s), gap->first))
		i++;
	if (gap->n == 1)
		str_addf(out, "condition %u: run %llu is missing, of shard ", (unsigned)id, (unsigned long long)gap->first);
	else
		str_addf(out, "condition %u: %llu runs are missing, first run %llu of shard ", (unsigned)id,
			 (unsigned long long)gap->n, (unsigned long long)gap->first);
	str_addf(out, "%llu/%u (", (unsigned long long)(gap->first % g->all.n), (unsigned)g->all.n);
	say_path(out, g->part[i].path);
	str_add(out, "), which is behind others: go on with it (-c), and merge again\n");
}

static int merge_condition(struct group *g, uint32_t id, struct err *err)
{
	const int ours = !g->m->cond[id - 1].external;
	struct gap gap = { 0, 0 };
	uint64_t expected = 0;
	double time = 0;
	struct part *p;
	int rc = begin_condition(g, id, err);

	while (rc == 0 && (p = smallest(g)) != NULL) {
		note_gap(&gap, &g->all, expected, p->run.run);
		expected = p->run.run + 1;
		time = fmax(time, p->run.time);
		p->run.time = time;
		rc = pass_doubles(g, p, ours, err);
		if (rc == 0)
			rc = merge_run(g->m, &p->run, id, err);
		if (rc == 0)
			rc = fetch(p, err);
	}
	if (rc == 0 && gap.n) {
		say_gap(g, id, &gap);
		g->m->incomplete = 1;
	}
	return rc;
}

/* ---- the whole ---- */

static void close_parts(struct group *g)
{
	for (size_t i = 0; i < g->n; i++) {
		rows_free(g->part[i].rows);
		free(g->part[i].map);
		session_close(g->part[i].s);
	}
	free(g->part);
}

int merge_shards(struct merge *m, const char *const *path, size_t n, struct err *err)
{
	struct group g = { .m = m, .n = n, .part = xcalloc(n, sizeof *g.part) };
	int rc = open_parts(&g, path, err);

	m->begin = m->end;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = merge_conditions(m, g.part[i].s, g.part[i].map, err);
	if (rc == 0)
		rc = check_together(&g, err);
	if (rc == 0) {
		count_shards(&g);
		rc = merge_events(m, g.part[0].s, g.part[0].map, g.part[0].path, " result sweep sweep-of ", err);
	}
	for (uint32_t id = 1; id <= m->n_cond && rc == 0; id++)
		rc = merge_condition(&g, id, err);
	if (rc == 0)
		rc = merge_flush(m, err);
	m->shards = g.all;
	close_parts(&g);
	return rc;
}
