/*
 * data_build.c - from a table as read to a data set.
 *
 * Targets.  Text is classes, in alphabetical order of their bytes; two of them
 * are 0 and 1.  A number is regression, unless kind= says otherwise or the
 * values are plainly codes: two whole numbers, or at most 10 from 0 or 1 on with
 * few gaps and 10 rows for each on average.
 *
 * Inputs.  Numbers as they are; a text of two categories becomes 0 and 1,
 * of more a one-hot group.  Whatever was decided is said in the notes.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_table.h"

#define AUTO_CLASSES 10

/* ---- statistics ---- */

/* Mean and range of all columns, row by row: as the cells lie. */
static void measure(struct table *t)
{
	double *sum = xcalloc(t->slots, sizeof *sum);
	float *min = xcalloc(t->slots, sizeof *min), *max = xcalloc(t->slots, sizeof *max);

	for (size_t s = 0; s < t->slots; s++)
		min[s] = max[s] = t->cell[s];
	for (size_t i = 0; i < t->rows; i++) {
		const float *row = t->cell + i * t->slots;

		for (size_t s = 0; s < t->slots; s++) {
			sum[s] += (double)row[s];
			min[s] = row[s] < min[s] ? row[s] : min[s];
			max[s] = row[s] > max[s] ? row[s] : max[s];
		}
	}
	for (size_t s = 0; s < t->slots; s++) {
		struct column *c = &t->col[t->used[s]];

		c->min = min[s];
		c->max = max[s];
		c->mean = sum[s] / (double)t->rows;
	}
	free(sum);
	free(min);
	free(max);
}

/* Nothing is standardised here: the cells stay the user's numbers, and each run goes by
 * the rows that it trains on (engine/problem.h).  What suits the table is said. */
static void say_standardised(struct dataset *d, const struct table *t, const struct table_plan *p,
			     struct data_notes *notes)
{
	const int targets = d->kind == DATA_REGRESSION && (p->window || p->standardize == DATA_STANDARD_ALL);
	int inputs = 0;

	for (size_t s = 0; s < t->slots; s++) {
		const struct column *c = &t->col[t->used[s]];

		inputs |= c->feature && c->kind == DATA_COL_NUMBER && !(c->min == 0 && c->max == 1);
	}
	d->standard = (enum data_standard)p->standardize;
	if (p->standardize == DATA_STANDARD_NOTHING)
		data_note(notes, DATA_FACT, "scaled nothing", NULL, 0, NULL, NULL, "nothing is standardised");
	if (p->standardize <= DATA_STANDARD_NOTHING || !(inputs || targets))
		return;
	if (targets)
		d->standard = DATA_STANDARD_ALL;
	data_note(notes, DATA_FACT, targets ? "scaled targets" : "scaled inputs", NULL, 0, "standardize=no",
		  "leaves them as they are", "%s%s%s standardised, by the rows that a run trains on",
		  inputs ? p->window ? "the series" : "numeric inputs" : "", inputs && targets && !p->window ? " and " : "",
		  targets && !p->window ? p->n_target > 1 ? "targets" : "target" : "");
}

/* ---- the target ---- */

/* The distinct values of a target, ascending; n = limit + 1 where there are more. */
struct values {
	float v[DATA_MAX_CLASSES + 1];
	size_t n;
	int whole;		/* all of them whole numbers */
};

/* Place of x, or where it would go. */
static size_t value_place(const struct values *s, float x)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (s->v[mid] < x)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void collect(const struct table *t, size_t slot, size_t limit, struct values *s)
{
	s->n = 0;
	s->whole = 1;
	for (size_t i = 0; i < t->rows && s->n <= limit; i++) {
		float x = t->cell[i * t->slots + slot];
		size_t k = value_place(s, x);

		if (k < s->n && s->v[k] == x)
			continue;
		memmove(&s->v[k + 1], &s->v[k], (s->n - k) * sizeof *s->v);
		s->v[k] = x;
		s->n++;
		s->whole &= x == floorf(x);
	}
}

/*
 * Codes rather than a quantity?  Two whole numbers; or few, from 0 or 1 on, with
 * few gaps and 10 rows for each on average.
 */
static int are_codes(const struct values *s, size_t rows)
{
	float top;

	if (!s->whole || s->n < 2 || s->n > AUTO_CLASSES)
		return 0;
	if (s->n == 2)
		return 1;
	top = s->v[s->n - 1] - s->v[0] + 1;
	return (s->v[0] == 0 || s->v[0] == 1) && top <= (float)(s->n + s->n / 2) && rows >= 10 * s->n;
}

/* Few whole numbers that stay a quantity: that is said. */
static int look_like_codes(const struct values *s, size_t rows)
{
	return s->whole && s->n >= 2 && s->n <= 2 * AUTO_CLASSES && rows >= 2 * s->n;
}

static int one_class(const struct table *t, const struct column *c, size_t n,
		     int want_two, struct err *err)
{
	if (want_two)
		return err_at(err, ERR_INPUT, t->path, 0, 0,
			      "kind=binary needs two different values in '%.60s', which has %s%zu",
			      c->name, n > DATA_MAX_CLASSES ? "more than " : "",
			      n > DATA_MAX_CLASSES ? (size_t)DATA_MAX_CLASSES : n);
	if (n > DATA_MAX_CLASSES)
		return err_at(err, ERR_LIMIT, t->path, 0, 0,
			      "kind=classes: '%.60s' has more than %u different values",
			      c->name, DATA_MAX_CLASSES);
	return err_at(err, ERR_INPUT, t->path, 0, 0,
		      "the target '%.60s' has one class only, expected two or more", c->name);
}

static void say_classes(const struct column *c, enum data_kind kind, char **names,
			size_t n, const char *order, struct data_notes *notes)
{
	struct str s = STR_INIT;

	if (kind == DATA_BINARY)
		str_addf(&s, "the target, two classes, %s: ", order);
	else
		str_addf(&s, "the target, %zu classes, %s: ", n, order);
	for (size_t i = 0; i < n; i++) {
		if (i == 12) {
			str_add(&s, ", ...");
			break;
		}
		str_addf(&s, "%s'%.40s'", i ? ", " : "", names[i]);
		if (kind == DATA_BINARY)
			str_addf(&s, " is %zu", i);
	}
	data_note(notes, DATA_FACT, "target", c->name, n, NULL, NULL, "%s", s.s);
	str_release(&s);
}

/* "1, 2, 3, 5" */
static void list_values(const struct values *v, struct str *out)
{
	for (size_t i = 0; i < v->n; i++)
		str_addf(out, "%s%.9g", i ? ", " : "", (double)v->v[i]);
}

static void say_codes(const struct column *c, const struct values *v, struct data_notes *notes)
{
	struct str s = STR_INIT;

	list_values(v, &s);
	data_note(notes, DATA_DOUBT, "codes", c->name, v->n, "kind=classes", "makes them classes",
		  "the target holds %zu whole numbers only (%s), here a quantity", v->n, s.s);
	str_release(&s);
}

/* Has the file names for classes 0, 1, 2 ..., and are they these? */
static int named(const struct table *t, const struct values *s, size_t i)
{
	return t->layout.n_class == s->n && s->v[i] == (float)i;
}

/*
 * Decide the kind of the single target; its cells become class numbers unless
 * it is regression.  names is [*n] then, caller frees.
 */
static int decide(struct table *t, const struct table_plan *p, enum data_kind *kind,
		  char ***names, size_t *n, struct data_notes *notes, struct err *err)
{
	struct column *c = &t->col[p->target[0]];
	float *cell = t->cell + c->slot;
	struct values *s = NULL;
	size_t *rank;

	*kind = DATA_REGRESSION;
	*names = NULL;
	*n = 0;
	if (p->window || p->n_target > 1 || (p->kind == 1 && c->kind == DATA_COL_NUMBER))
		return 0;
	if (c->kind == DATA_COL_TEXT) {
		if (p->kind == 1)
			return err_at(err, ERR_INPUT, t->path, 0, 0,
				      "column '%.60s' holds text, expected numbers for regression", c->name);
		*n = c->dict.n;
		if (*n < 2 || (p->kind == 2 && *n != 2))
			return one_class(t, c, *n, p->kind == 2, err);
		rank = xcalloc(*n, sizeof *rank);
		dict_sort(&c->dict, rank);
		for (size_t i = 0; i < t->rows; i++)
			cell[i * t->slots] = (float)rank[(size_t)cell[i * t->slots]];
		free(rank);
		*names = xcalloc(*n, sizeof **names);
		for (size_t i = 0; i < *n; i++)
			(*names)[i] = xstrdup(c->dict.text[i]);
	} else {
		s = xmalloc(sizeof *s);
		collect(t, c->slot, p->kind || p->folded ? DATA_MAX_CLASSES : 2 * AUTO_CLASSES, s);
		if (!p->kind && !p->folded && !are_codes(s, t->rows)) {
			if (look_like_codes(s, t->rows))
				say_codes(c, s, notes);
			free(s);
			return 0;
		}
		*n = s->n;
		if (*n < 2 || *n > DATA_MAX_CLASSES || (p->kind == 2 && *n != 2)) {
			free(s);
			return one_class(t, c, *n, p->kind == 2, err);
		}
		for (size_t i = 0; i < t->rows; i++)
			cell[i * t->slots] = (float)value_place(s, cell[i * t->slots]);
		*names = xcalloc(*n, sizeof **names);
		for (size_t i = 0; i < *n; i++) {
			char buf[32];

			snprintf(buf, sizeof buf, "%.9g", (double)s->v[i]);
			(*names)[i] = xstrdup(named(t, s, i) ? t->layout.class_name[i] : buf);
		}
		free(s);
	}
	*kind = *n == 2 && p->kind != 3 ? DATA_BINARY : DATA_CLASSES;
	say_classes(c, *kind, *names, *n, c->kind == DATA_COL_TEXT ? "in alphabetical order" :
		    "in ascending order", notes);
	if (c->kind == DATA_COL_NUMBER && !p->kind && !p->folded)
		data_note(notes, DATA_READ, "codes", c->name, *n, "kind=regression", "makes it a number",
			  "the target's %zu whole numbers are taken for codes of classes%s", *n,
			  *kind == DATA_BINARY ? ", 0 and 1 for the loss bce" : "");
	return 0;
}

/* Files are often sorted by class, and then the last rows are no fair test. */
static void say_sorted(const struct dataset *d, size_t classes, struct data_notes *notes)
{
	size_t changes = 0;

	for (size_t i = 1; i < d->rows; i++)
		changes += d->label[i] != d->label[i - 1];
	if (changes < classes && d->rows >= 2 * classes)
		data_note(notes, DATA_FACT, "sorted", NULL, classes, NULL, NULL, "rows are sorted by class: "
			  "with split off the test rows would be of the last ones");
}

static void say_regression(const struct table *t, const struct table_plan *p,
			   struct data_notes *notes)
{
	for (size_t i = 0; i < p->n_target && i < 12; i++)
		data_note(notes, DATA_FACT, "target", t->col[p->target[i]].name, 0, NULL, NULL,
			  p->window ? "the target, a number, forecast" : "the target, a number, regression");
}

/* ---- the inputs ---- */

/* Columns of x that an input becomes. */
static size_t width(const struct column *c)
{
	if (c->kind != DATA_COL_TEXT)
		return 1;
	return c->dict.n > 2 ? c->dict.n : c->dict.n - 1;	/* one category says nothing */
}

static char *join(const char *a, const char *b, const char *c)
{
	struct str s = STR_INIT;

	str_add(&s, a);
	str_add(&s, b);
	str_add(&s, c);
	return str_detach(&s);
}

static void say_categories(const struct column *c, struct data_notes *notes)
{
	if (c->dict.n == 1)
		data_note(notes, DATA_FACT, "categories", c->name, 1, NULL, NULL,
			  "holds one text only and is left out");
	else if (c->dict.n == 2)
		data_note(notes, DATA_FACT, "categories", c->name, 2, NULL, NULL,
			  "two categories, 0 and 1");
	else
		data_note(notes, DATA_FACT, "categories", c->name, c->dict.n, NULL, NULL,
			  "%zu categories, one-hot", c->dict.n);
}

/* How a column of cells goes into x. */
struct way {
	size_t slot, at;
	const size_t *rank;	/* of categories, NULL: a number */
	int hot;
};

/* The names of column c from feature `at` on, and its way. */
static void name_feature(struct dataset *d, struct column *c, size_t at, struct way *way,
			 struct data_notes *notes)
{
	const size_t w = width(c);
	size_t *rank = NULL;

	*way = (struct way){ c->slot, at, NULL, w > 1 };
	if (c->kind != DATA_COL_TEXT) {
		d->feature_names[at] = xstrdup(c->name);
		return;
	}
	say_categories(c, notes);
	if (!w)
		return;
	rank = xcalloc(c->dict.n, sizeof *rank);
	dict_sort(&c->dict, rank);
	for (size_t k = 0; k < w; k++)		/* of two, the later one is 1 */
		d->feature_names[at + k] = join(c->name, "=", c->dict.text[w == 1 ? 1 : k]);
	way->rank = rank;
}

/* A row at a time, as cells and x both lie. */
static void put_features(struct dataset *d, const struct table *t, const struct way *way, size_t n)
{
	int plain = d->features == n;

	for (size_t k = 0; k < n && plain; k++)
		plain = !way[k].rank && way[k].at == k && way[k].slot == way[0].slot + k;
	for (size_t i = 0; i < d->rows; i++) {
		const float *cell = t->cell + i * t->slots;
		float *x = d->x + i * d->features;

		if (plain) {
			memcpy(x, cell + way[0].slot, n * sizeof *x);
			continue;
		}
		for (size_t k = 0; k < n; k++) {
			const struct way *y = &way[k];
			float v = cell[y->slot];

			if (!y->rank)
				x[y->at] = v;
			else if (y->hot)
				x[y->at + y->rank[(size_t)v]] = 1;
			else
				x[y->at] = (float)y->rank[(size_t)v];
		}
	}
}

static void free_list(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

static int build_rows(struct dataset **out, const char *name, struct table *t,
		      const struct table_plan *p, enum data_kind kind, char **names,
		      size_t n_classes, struct data_notes *notes, struct err *err)
{
	size_t outputs = kind == DATA_REGRESSION ? p->n_target :
		kind == DATA_BINARY ? 1 : n_classes;
	size_t features = 0, at = 0, ways = 0;
	struct dataset *d;
	struct way *way;
	int ret;

	for (size_t k = 0; k < t->layout.cols; k++)
		if (t->col[k].feature)
			features += width(&t->col[k]);
	if (!features)
		ret = err_at(err, ERR_INPUT, t->path, 0, 0, "every input column is a constant text");
	else if (features > DATA_MAX_COLUMNS && features > t->layout.cols)
		ret = err_at(err, ERR_LIMIT, t->path, 0, 0, "%zu columns after one-hot; the limit is %u",
			     features, DATA_MAX_COLUMNS);
	else
		ret = data_alloc(&d, name, kind, t->rows,
				 (const uint32_t[]){ 1, 1, (uint32_t)features }, outputs, err);
	if (ret) {
		free_list(names, n_classes);
		return ret;
	}
	d->feature_names = xcalloc(features, sizeof *d->feature_names);
	way = xcalloc(t->slots, sizeof *way);
	for (size_t k = 0; k < t->layout.cols; k++) {
		if (!t->col[k].feature)
			continue;
		name_feature(d, &t->col[k], at, &way[ways], notes);
		ways += width(&t->col[k]) > 0;
		at += width(&t->col[k]);
	}
	put_features(d, t, way, ways);
	for (size_t k = 0; k < ways; k++)
		free((size_t *)way[k].rank);
	free(way);
	d->output_names = names;
	if (kind == DATA_REGRESSION) {
		d->output_names = xcalloc(outputs, sizeof *d->output_names);
		for (size_t o = 0; o < outputs; o++) {
			const struct column *c = &t->col[p->target[o]];

			d->output_names[o] = xstrdup(c->name);
			for (size_t i = 0; i < d->rows; i++)
				d->y[i * outputs + o] = t->cell[i * t->slots + c->slot];
		}
	} else {
		const float *cell = t->cell + t->col[p->target[0]].slot;

		for (size_t i = 0; i < d->rows; i++)
			data_set_label(d, i, (uint32_t)cell[i * t->slots]);
	}
	d->default_test = d->rows >= 20 ? .25 : 0;
	*out = d;
	return 0;
}

static int build_windows(struct dataset **out, const char *name, const struct table *t,
			 const struct table_plan *p, struct data_notes *notes, struct err *err)
{
	size_t *in = xcalloc(t->slots, sizeof *in), n_in = 0;
	size_t *target = xcalloc(p->n_target, sizeof *target);
	struct dataset *d;
	int ret;

	for (size_t s = 0; s < t->slots; s++)
		if (t->col[t->used[s]].feature)
			in[n_in++] = s;
	for (size_t i = 0; i < p->n_target; i++)
		target[i] = t->col[p->target[i]].slot;
	if (p->window * n_in > DATA_MAX_WIDTH)
		ret = err_set(err, ERR_LIMIT, "a window of %zu values of %zu columns; the limit is %u values",
			      p->window, n_in, DATA_MAX_WIDTH);
	else
		ret = data_window(&d, name, t->cell, t->start, t->n_series, t->slots, in, n_in,
				  target, p->n_target, p->window, p->horizon, err);
	free(target);
	if (ret) {
		free(in);
		return ret;
	}
	d->feature_names = xcalloc(d->features, sizeof *d->feature_names);
	for (size_t f = 0; f < d->features; f++) {
		char when[32];

		snprintf(when, sizeof when, f / n_in + 1 == p->window ? "(t)" : "(t-%zu)",
			 p->window - 1 - f / n_in);
		d->feature_names[f] = join(t->col[t->used[in[f % n_in]]].name, when, "");
	}
	free(in);
	d->output_names = xcalloc(p->n_target, sizeof *d->output_names);
	for (size_t o = 0; o < p->n_target; o++) {
		char when[32];

		snprintf(when, sizeof when, "(t+%zu)", p->horizon);
		d->output_names[o] = join(t->col[p->target[o]].name, when, "");
	}
	data_note(notes, DATA_FACT, "window", NULL, p->window, NULL, NULL,
		  "rows are windows of %zu past values, the target is %zu step%s ahead; "
		  "in order of time", p->window, p->horizon, p->horizon == 1 ? "" : "s");
	table_give_time(t, p, d);
	if (t->dropped)
		data_note(notes, DATA_DOUBT, "gaps", NULL, t->dropped, NULL, NULL,
			  "the %zu row%s dropped leave%s gaps in the series", t->dropped,
			  t->dropped == 1 ? "" : "s", t->dropped == 1 ? "s" : "");
	*out = d;
	return 0;
}

/* Where windows of each series begin among the rows: joints of the test set. */
static size_t rows_of(const struct table *t, const struct table_plan *p, size_t g)
{
	size_t length = t->start[g + 1] - t->start[g], lost = p->window ? p->window + p->horizon - 1 : 0;

	return length > lost ? length - lost : 0;
}

/* The test set is whole groups, the last ones, as near a quarter as they come. */
static void test_groups(struct dataset *d, const struct table *t, const struct table_plan *p)
{
	const double want = p->test * (double)d->rows;
	size_t test = 0, best = 0;

	d->chronological |= DATA_IN_GROUPS;
	for (size_t g = t->n_series; g-- > 1;) {
		test += rows_of(t, p, g);
		if (test && test < d->rows &&
		    (!best || fabs((double)test - want) < fabs((double)best - want)))
			best = test;
	}
	d->default_test = (double)best / (double)d->rows;
}

int table_build(struct dataset **out, const char *name, struct table *t,
		const struct table_plan *p, struct data_notes *notes, struct err *err)
{
	enum data_kind kind;
	char **names;
	size_t n;
	struct dataset *d;
	int ret;

	measure(t);
	ret = decide(t, p, &kind, &names, &n, notes, err);
	if (ret)
		return ret;
	if (kind == DATA_REGRESSION)
		say_regression(t, p, notes);
	table_doubt(t, p, notes);
	table_twins(t, p, (int)n, notes);
	ret = p->window ? build_windows(&d, name, t, p, notes, err) :
		build_rows(&d, name, t, p, kind, names, n, notes, err);
	if (ret)
		return ret;
	if (t->shape[0] && (size_t)t->shape[0] * t->shape[1] * t->shape[2] == d->features)
		memcpy(d->shape, t->shape, sizeof d->shape);
	if (t->n_series > 1)
		test_groups(d, t, p);
	d->dropped = t->dropped;
	say_standardised(d, t, p, notes);
	if (t->dropped)
		data_note(notes, DATA_READ, "dropped", NULL, t->dropped, NULL, NULL,
			  "%zu row%s with missing values dropped, of %zu", t->dropped,
			  t->dropped == 1 ? "" : "s", t->dropped + t->rows);
	data_finish(d);
	if (kind != DATA_REGRESSION)
		say_sorted(d, n, notes);
	data_take_notes(d, notes);
	*out = d;
	return 0;
}
