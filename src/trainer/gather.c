/* gather.c - see gather.h: taking figures in. */
#include "gather_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "base/xalloc.h"

struct gather *gather_new(const struct runs_options *o)
{
	struct gather *g = xcalloc(1, sizeof *g);

	g->o = o;
	g->outputs = o->outputs;
	g->first_index = 1;
	g->n_slot = 64;
	g->slot = xcalloc(g->n_slot, sizeof *g->slot);
	g->n_column_slot = 64;
	g->column_slot = xcalloc(g->n_column_slot, sizeof *g->column_slot);
	str_init(&g->said);
	return g;
}

void gather_free(struct gather *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < g->n_column; i++) {
		struct column *c = &g->column[i];

		for (size_t k = 0; k < c->n_value; k++)
			free(c->value[k]);
		free(c->value);
		free(c->slot);
		free(c->of_run);
		free(c->level);
		free(c->name);
	}
	for (size_t i = 0; i < g->n_run; i++) {
		for (int f = 0; f < FIGURES; f++)
			free(g->run[i].curve[f].v);
		free(g->run[i].pred);
		free(g->run[i].name);
		free(g->key[i]);
	}
	free(g->column);
	free(g->column_slot);
	free(g->set);
	free(g->run);
	free(g->slot);
	free(g->key);
	free(g->target);
	str_release(&g->said);
	free(g);
}

void gather_say(struct gather *g, const char *name, const char *fmt, ...)
{
	va_list ap;

	if (name) {
		str_addc(&g->said, '\'');
		utf8_escape(&g->said, name, strlen(name));
		str_add(&g->said, "': ");
	}
	va_start(ap, fmt);
	str_vaddf(&g->said, fmt, ap);
	va_end(ap);
	str_addc(&g->said, '\n');
}

static uint64_t hash(const char *s, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
	return h ^ h >> 29;
}

/* ---- runs ---- */

static void rehash(struct gather *g)
{
	free(g->slot);
	g->n_slot *= 2;
	g->slot = xcalloc(g->n_slot, sizeof *g->slot);
	for (size_t i = 0; i < g->n_run; i++) {
		size_t at = (size_t)hash(g->key[i], strlen(g->key[i])) & (g->n_slot - 1);

		while (g->slot[at])
			at = (at + 1) & (g->n_slot - 1);
		g->slot[at] = (uint32_t)i + 1;
	}
}

static size_t add_run(struct gather *g, char *key, const char *name, size_t n)
{
	struct gathered *r;

	XGROW(g->run, g->cap_run, g->n_run + 1);
	XGROW(g->key, g->cap_key, g->n_run + 1);
	g->key[g->n_run] = key;
	r = &g->run[g->n_run];
	memset(r, 0, sizeof *r);
	r->name = xstrndup(name, n);
	for (int f = 0; f < FIGURES; f++)
		r->last[f] = NAN;
	r->seconds = NAN;
	return g->n_run++;
}

/* Its file and its name in one; small is used where it is large enough. */
static char *key_of(const char *file, const char *name, size_t n, char *small, size_t size)
{
	size_t k = file ? strlen(file) : 0;
	char *key = k + n + 2 <= size ? small : xmalloc(k + n + 2);

	if (k)
		memcpy(key, file, k);
	key[k] = '\n';		/* in no name of a file that anybody has */
	memcpy(key + k + 1, name, n);
	key[k + 1 + n] = '\0';
	return key;
}

static size_t slot_of(const struct gather *g, const char *key)
{
	size_t at = (size_t)hash(key, strlen(key)) & (g->n_slot - 1);

	while (g->slot[at] && strcmp(g->key[g->slot[at] - 1], key) != 0)
		at = (at + 1) & (g->n_slot - 1);
	return at;
}

size_t gather_find(const struct gather *g, const char *file, const char *name, size_t n)
{
	char small[256], *key = key_of(file, name, n, small, sizeof small);
	uint32_t found = g->slot[slot_of(g, key)];

	if (key != small)
		free(key);
	return found ? found - 1 : SIZE_MAX;
}

size_t gather_run(struct gather *g, const char *file, const char *name, size_t n)
{
	size_t at;
	char small[256], *key = key_of(file, name, n, small, sizeof small);

	if (g->last_run < g->n_run && strcmp(g->key[g->last_run], key) == 0)
		goto out;
	at = slot_of(g, key);
	if (g->slot[at]) {
		g->last_run = g->slot[at] - 1;
	} else if (g->n_run == RUNS_MOST) {
		if (key != small)
			free(key);
		return SIZE_MAX;
	} else {
		g->slot[at] = (uint32_t)g->n_run + 1;
		g->last_run = add_run(g, xstrdup(key), name, n);
		if (2 * g->n_run > g->n_slot)
			rehash(g);
	}
out:
	if (key != small)
		free(key);
	return g->last_run;
}

size_t gather_runs(const struct gather *g)
{
	return g->n_run;
}

void gather_fail(struct gather *g, size_t run)
{
	g->run[run].failed = 1;
}

/* ---- columns ---- */

static int in_list(const char *list, const char *name, size_t n)
{
	while (list && *list) {
		size_t k = strcspn(list, ",");

		if (k == n && memcmp(list, name, n) == 0)
			return 1;
		list += k + (list[k] == ',');
	}
	return 0;
}

static void as_asked(const struct gather *g, const char *name, size_t n, struct column_is *is)
{
	if (in_list(g->o->ignore, name, n)) {
		is->as = AS_IGNORED;
	} else if (in_list(g->o->setting, name, n)) {
		is->as = AS_SETTING;
	} else if (in_list(g->o->source, name, n) && is->as != AS_SOURCE) {
		is->as = AS_SOURCE;
		is->source = SOURCE_OWN;
		is->own = name;
		is->own_n = n;
	}
}

/* Another column that has the place of this one, or NULL. */
static struct column *rival(struct gather *g, const struct column *c)
{
	for (size_t i = 0; i < g->n_column; i++) {
		struct column *d = &g->column[i];

		if (d == c || d->twin || d->is.as != c->is.as)
			continue;
		if (c->is.as == AS_SOURCE && (c->is.source != d->is.source || c->is.source == SOURCE_OWN))
			continue;
		if (c->is.as == AS_SOURCE || (c->is.as >= AS_RUN && c->is.as <= AS_SECONDS))
			return d;
	}
	return NULL;
}

static void rehash_columns(struct gather *g)
{
	free(g->column_slot);
	g->n_column_slot *= 2;
	g->column_slot = xcalloc(g->n_column_slot, sizeof *g->column_slot);
	for (size_t i = 0; i < g->n_column; i++) {
		const char *name = g->column[i].name;
		size_t at = (size_t)hash(name, strlen(name)) & (g->n_column_slot - 1);

		while (g->column_slot[at])
			at = (at + 1) & (g->n_column_slot - 1);
		g->column_slot[at] = (uint32_t)i + 1;
	}
}

size_t gather_column(struct gather *g, const char *name, size_t n)
{
	size_t at = (size_t)hash(name, n) & (g->n_column_slot - 1);
	struct column *c;

	for (; g->column_slot[at]; at = (at + 1) & (g->n_column_slot - 1)) {
		const char *have = g->column[g->column_slot[at] - 1].name;

		if (strlen(have) == n && memcmp(have, name, n) == 0)
			return g->column_slot[at] - 1;
	}
	XGROW(g->column, g->cap_column, g->n_column + 1);
	c = &g->column[g->n_column];
	memset(c, 0, sizeof *c);
	c->name = xstrndup(name, n);
	c->is = column_of_name(c->name, n);
	as_asked(g, c->name, n, &c->is);
	g->column_slot[at] = (uint32_t)++g->n_column;
	if (2 * g->n_column > g->n_column_slot)
		rehash_columns(g);
	return g->n_column - 1;
}

/* The one whose name says less becomes what it would be without. */
static void give_way(struct column *c)
{
	c->twin = column_is_figure(c->is.as) || c->is.as == AS_SECONDS || c->is.as == AS_SOURCE;
	if (!c->twin)
		c->is.as = AS_OTHER;
}

const char *gather_header(struct gather *g, const size_t *column, size_t n)
{
	g->headers++;
	for (size_t i = 0; i < n; i++) {
		struct column *c = &g->column[column[i]], *d;

		if (c->header == g->headers)
			return c->name;
		c->header = g->headers;
		if (c->is.as == AS_PREDICTION) {
			if (c->is.index == 0 && !g->floats)
				g->first_index = 0;
			g->expect += n > 1;
		}
		d = c->is.as == AS_OTHER || c->is.as == AS_PREDICTION ? NULL : rival(g, c);
		if (!d || c->twin)
			continue;
		/* what has come already stays where it is */
		give_way(d->values || d->is.rank <= c->is.rank ? c : d);
	}
	return NULL;
}

size_t gather_key(struct gather *g, const char *name, size_t n)
{
	size_t c = gather_column(g, name, n);

	if (!g->column[c].header)
		gather_header(g, &c, 1);
	return c;
}

const char *gather_part(struct gather *g, const size_t *column, size_t n)
{
	uint64_t h = 0;
	size_t before = 0;

	for (size_t i = 0; i < n; i++)	/* whatever their order */
		h += (column[i] + 1) * 0x9e3779b97f4a7c15u ^ (column[i] + 1) << 40;
	for (size_t i = 0; i < g->n_set; i++)
		before += g->set[i] == h;
	XGROW(g->set, g->cap_set, g->n_set + 1);
	g->set[g->n_set++] = h;
	snprintf(g->part, sizeof g->part, "%zu", before);
	return before ? g->part : NULL;
}

struct column_is gather_is(const struct gather *g, size_t column)
{
	return g->column[column].is;
}

/* ---- values ---- */

/* The place of a value among the column's different ones, from 1; 0: there are too many. */
static uint32_t intern(struct column *c, const struct slice *v)
{
	size_t at = (size_t)hash(v->s, v->n) & (INTERN_SLOTS - 1);

	if (c->many)
		return 0;
	if (!c->slot)
		c->slot = xcalloc(INTERN_SLOTS, sizeof *c->slot);
	for (; c->slot[at]; at = (at + 1) & (INTERN_SLOTS - 1)) {
		const char *have = c->value[c->slot[at] - 1];

		if (strlen(have) == v->n && memcmp(have, v->s, v->n) == 0)
			return c->slot[at];
	}
	if (c->n_value == INTERN_MOST) {
		c->many = 1;
		return 0;
	}
	XGROW(c->value, c->cap_value, c->n_value + 1);
	c->value[c->n_value++] = xstrndup(v->s, v->n);
	return c->slot[at] = (uint32_t)c->n_value;
}

static void grow(uint32_t **v, size_t *cap, size_t want)
{
	size_t before = *cap;

	if (want <= before)
		return;
	XGROW(*v, *cap, want);
	memset(*v + before, 0, (*cap - before) * sizeof **v);
}

static void put_other(struct gather *g, size_t run, struct column *c, const struct slice *v)
{
	unsigned level = 0;
	double x;
	int is_level = slice_level(v, &level);
	uint32_t id = intern(c, v);

	grow(&c->of_run, &c->cap_of_run, g->n_run);
	grow(&c->level, &c->cap_level, g->n_run);
	if (!is_level) {
		c->text = 1;
		c->word |= !slice_number(v, &x);
	}
	if (c->of_run[run] && (c->level[run] != level || (id && c->of_run[run] != id)))
		c->varies = 1;
	c->of_run[run] = id ? id : UINT32_MAX;
	c->level[run] = level;
}

static int put_prediction(struct gather *g, size_t run, size_t index, double v, struct place at, struct err *err)
{
	struct gathered *r = &g->run[run];

	if (index < g->first_index)
		return err_at(err, ERR_INPUT, at.path, at.line, 0, "predictions begin with p0 in one file and with p1 in another");
	index -= g->first_index;
	if (index >= RUNS_PREDICTIONS)
		return err_at(err, ERR_LIMIT, at.path, at.line, 0, "more than %u predictions of a run", RUNS_PREDICTIONS);
	if (index >= r->cap_pred) {
		uint32_t was = r->cap_pred;
		size_t want = index < g->expect ? g->expect : index + 1 < 2 * (size_t)was ? 2 * (size_t)was : index + 1;

		g->floats += want - was;
		if (g->floats > RUNS_FLOATS)
			return err_at(err, ERR_LIMIT, at.path, at.line, 0, "more than %zu predictions in all", RUNS_FLOATS);
		r->pred = xreallocarray(r->pred, want, sizeof *r->pred);
		r->cap_pred = (uint32_t)want;
		for (size_t i = was; i < want; i++)
			r->pred[i] = NAN;
	}
	r->pred[index] = (float)v;
	if (index + 1 > r->n_pred)
		r->n_pred = (uint32_t)index + 1;
	return 0;
}

static int put_figure(struct gather *g, size_t run, enum column_as as, double step, double v,
		      struct place at, struct err *err)
{
	struct gathered *r = &g->run[run];
	enum figure f = as == AS_TRAIN ? F_TRAIN : as == AS_TEST ? F_TEST : as == AS_ACC ? F_ACC : F_TRAIN_ACC;
	struct points *p = &r->curve[f];

	if (isnan(step)) {
		r->last[f] = (float)v;
		/* nobody else can tell it from a figure that was not given */
		r->failed |= !isfinite(v);
		return 0;
	}
	if (++g->points > RUNS_FLOATS)
		return err_at(err, ERR_LIMIT, at.path, at.line, 0, "more than %zu points of curves", RUNS_FLOATS);
	XGROW(p->v, p->cap, p->n + 1);
	p->v[p->n++] = (struct point){ (float)step, (float)v };
	return 0;
}

int gather_number(struct gather *g, size_t run, size_t column, double step, double v,
		  struct place at, struct err *err)
{
	struct column *c = &g->column[column];
	char text[40];

	if (c->twin || c->is.as == AS_IGNORED)
		return 0;
	c->values++;
	if (column_is_figure(c->is.as))
		return put_figure(g, run, c->is.as, step, v, at, err);
	if (c->is.as == AS_PREDICTION)
		return put_prediction(g, run, c->is.index, v, at, err);
	if (c->is.as == AS_SECONDS) {
		g->run[run].seconds = v >= 0 && v < 1e12 ? (float)v : NAN;
		return 0;
	}
	snprintf(text, sizeof text, "%.9g", v);
	if (v == floor(v) && fabs(v) < 1e15)
		snprintf(text, sizeof text, "%.0f", v);
	put_other(g, run, c, &(struct slice){ text, strlen(text), 0 });
	return 0;
}

int gather_put(struct gather *g, size_t run, size_t column, double step, const struct slice *v,
	       struct place at, struct err *err)
{
	struct column *c = &g->column[column];
	enum column_as as = c->is.as;
	double x;

	if (c->twin || as == AS_IGNORED)
		return 0;
	if (column_is_figure(as) || as == AS_PREDICTION || as == AS_SECONDS) {
		struct str said = STR_INIT;

		if (slice_missing(v))
			return 0;
		if (slice_number(v, &x))
			return gather_number(g, run, column, step, x, at, err);
		str_addn(&said, v->s, v->n < 40 ? v->n : 40);
		err_at(err, ERR_INPUT, at.path, at.line, 0, "'%s' of column '%s' is no number", said.s, c->name);
		str_release(&said);
		return ERR_INPUT;
	}
	if (!v->n)
		return 0;
	c->values++;
	if (v->quoted && memchr(v->s, '"', v->n)) {
		char *plain = slice_text(v);

		put_other(g, run, c, &(struct slice){ plain, strlen(plain), 0 });
		free(plain);
	} else {
		put_other(g, run, c, v);
	}
	return 0;
}

int gather_predictions(struct gather *g, size_t run, const double *p, size_t n, struct place at, struct err *err)
{
	struct gathered *r = &g->run[run];

	if (r->n_pred)
		return err_at(err, ERR_INPUT, at.path, at.line, 0, "a run has predictions twice");
	if (g->expect < n)
		g->expect = n;
	for (size_t i = 0; i < n; i++) {
		int code = put_prediction(g, run, i + g->first_index, p[i], at, err);

		if (code)
			return code;
	}
	return 0;
}

void gather_outputs(struct gather *g, size_t outputs)
{
	if (!g->o->outputs)
		g->outputs = outputs;
}

int gather_targets(struct gather *g, const double *y, size_t n, struct place at, struct err *err)
{
	if (g->target)
		return err_at(err, ERR_INPUT, at.path, at.line, 0, "targets are given twice");
	if (n > RUNS_PREDICTIONS)
		return err_at(err, ERR_LIMIT, at.path, at.line, 0, "more than %u targets", RUNS_PREDICTIONS);
	g->target = xcalloc(n + 1, sizeof *g->target);
	for (size_t i = 0; i < n; i++)
		g->target[i] = (float)y[i];
	g->n_target = n;
	for (size_t i = 0; i < n; i++)
		if (!isfinite(g->target[i]))
			return err_at(err, ERR_INPUT, at.path, at.line, 0, "target %zu is not a finite number", i + 1);
	return 0;
}
