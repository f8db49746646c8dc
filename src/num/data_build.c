/*
 * data_build.c - from a table as read to a data set.
 *
 * Targets.  Text is classes, in alphabetical order of their bytes; two of them
 * are 0 and 1.  A number is regression, unless kind= says otherwise or the
 * values are plainly codes: two whole numbers, or the whole numbers from 0 or
 * 1 on, at most 10 of them, with 10 rows for each on average.
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
#define SAID_CONSTANTS 5
#define MIN_COUNTED 10	/* rows before 1, 2, 3 ... looks like numbering */

/* ---- statistics and standardising ---- */

/* Mean, range, and what they say of a column. */
static void measure(struct table *t, struct str *notes)
{
	double *sum = xcalloc(t->slots, sizeof *sum);
	unsigned char *counts = xcalloc(t->slots, 1);
	size_t constant = 0;

	for (size_t s = 0; s < t->slots; s++) {
		struct column *c = &t->col[t->used[s]];

		c->min = c->max = t->cell[s];
		counts[s] = c->kind == DATA_COL_NUMBER;
	}
	for (size_t i = 0; i < t->rows; i++) {
		const float *row = t->cell + i * t->slots;

		for (size_t s = 0; s < t->slots; s++) {
			struct column *c = &t->col[t->used[s]];

			sum[s] += row[s];
			if (row[s] < c->min)
				c->min = row[s];
			if (row[s] > c->max)
				c->max = row[s];
			if (i && row[s] - t->cell[(i - 1) * t->slots + s] != 1)
				counts[s] = 0;
		}
	}
	for (size_t s = 0; s < t->slots; s++) {
		struct column *c = &t->col[t->used[s]];

		c->mean = sum[s] / (double)t->rows;
		if (c->min == c->max && ++constant <= SAID_CONSTANTS) {
			str_add(notes, "column ");
			table_quote(notes, c->name);
			str_add(notes, " is constant\n");
		}
		if (counts[s] && t->rows >= MIN_COUNTED && c->feature && !c->target) {
			str_add(notes, "column ");
			table_quote(notes, c->name);
			str_add(notes, " counts the rows: perhaps leave it out with ignore=\n");
		}
	}
	if (constant > SAID_CONSTANTS)
		str_addf(notes, "%zu columns are constant\n", constant);
	free(sum);
	free(counts);
}

/* (x - mean) / sd over all rows, population sd; a constant column becomes 0. */
static void standardize(struct table *t, size_t slot)
{
	struct column *c = &t->col[t->used[slot]];
	double sum = 0, scale;

	for (size_t i = 0; i < t->rows; i++) {
		double d = t->cell[i * t->slots + slot] - c->mean;

		sum += d * d;
	}
	c->sd = sqrt(sum / (double)t->rows);
	scale = c->min < c->max && c->sd > 0 ? 1 / c->sd : 0;
	for (size_t i = 0; i < t->rows; i++) {
		float *x = &t->cell[i * t->slots + slot];

		*x = (float)((*x - c->mean) * scale);
	}
}

static void standardize_columns(struct table *t, const struct table_plan *p,
				enum data_kind kind, struct str *notes)
{
	int targets = p->window || (p->standardize == 2 && kind == DATA_REGRESSION);

	if (!p->standardize)
		return;
	for (size_t s = 0; s < t->slots; s++) {
		const struct column *c = &t->col[t->used[s]];

		if (c->kind != DATA_COL_NUMBER || !(c->feature || targets))
			continue;
		standardize(t, s);
		if (!c->target)
			continue;
		str_add(notes, "target ");
		table_quote(notes, c->name);
		str_addf(notes, " standardised: its unit is %g, its zero %g\n", c->sd, c->mean);
	}
	str_add(notes, "numeric inputs standardised over all rows\n");
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

/* Codes rather than a quantity? */
static int are_codes(const struct values *s, size_t rows)
{
	if (!s->whole || s->n < 2 || s->n > AUTO_CLASSES)
		return 0;
	if (s->n == 2)
		return 1;
	return (s->v[0] == 0 || s->v[0] == 1) &&
		s->v[s->n - 1] - s->v[0] == (float)(s->n - 1) && rows >= 10 * s->n;
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
			size_t n, const char *order, struct str *notes)
{
	str_add(notes, "target ");
	table_quote(notes, c->name);
	if (kind == DATA_BINARY)
		str_addf(notes, ": two classes, %s: ", order);
	else
		str_addf(notes, ": %zu classes, %s: ", n, order);
	for (size_t i = 0; i < n; i++) {
		if (i == 12) {
			str_add(notes, ", ...");
			break;
		}
		if (i)
			str_add(notes, ", ");
		table_quote(notes, names[i]);
		if (kind == DATA_BINARY)
			str_addf(notes, " is %zu", i);
	}
	str_addc(notes, '\n');
}

/*
 * Decide the kind of the single target; its cells become class numbers unless
 * it is regression.  names is [*n] then, caller frees.
 */
static int decide(struct table *t, const struct table_plan *p, enum data_kind *kind,
		  char ***names, size_t *n, struct str *notes, struct err *err)
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
		collect(t, c->slot, p->kind ? DATA_MAX_CLASSES : AUTO_CLASSES, s);
		if (!p->kind && !are_codes(s, t->rows)) {
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

			snprintf(buf, sizeof buf, "%.9g", s->v[i]);
			(*names)[i] = xstrdup(buf);
		}
		free(s);
	}
	*kind = *n == 2 && p->kind != 3 ? DATA_BINARY : DATA_CLASSES;
	say_classes(c, *kind, *names, *n, c->kind == DATA_COL_TEXT ? "in alphabetical order" :
		    "in ascending order", notes);
	if (c->kind == DATA_COL_NUMBER && !p->kind)
		str_add(notes, "  taken for codes of classes; kind=regression makes it a number\n");
	return 0;
}

/* Files are often sorted by class, and then the last rows are no fair test. */
static void say_sorted(const struct dataset *d, size_t classes, struct str *notes)
{
	size_t changes = 0;

	for (size_t i = 1; i < d->rows; i++)
		changes += d->label[i] != d->label[i - 1];
	if (changes < classes && d->rows >= 2 * classes)
		str_add(notes, "rows are sorted by class: with split off the test rows would be of the last ones\n");
}

static void say_regression(const struct table *t, const struct table_plan *p,
			   struct str *notes)
{
	for (size_t i = 0; i < p->n_target && i < 12; i++) {
		str_add(notes, "target ");
		table_quote(notes, t->col[p->target[i]].name);
		str_add(notes, p->window ? ": a number, forecast\n" : ": a number, regression\n");
	}
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

static void say_categories(const struct column *c, struct str *notes)
{
	str_add(notes, "column ");
	table_quote(notes, c->name);
	if (c->dict.n == 1)
		str_add(notes, " holds one text only and is left out\n");
	else if (c->dict.n == 2)
		str_add(notes, ": two categories, 0 and 1\n");
	else
		str_addf(notes, ": %zu categories, one-hot\n", c->dict.n);
}

/* Write column c into x from feature `at` on, and its names. */
static void put_feature(struct dataset *d, const struct table *t, struct column *c,
			size_t at, struct str *notes)
{
	const float *cell = t->cell + c->slot;
	const size_t w = width(c);
	size_t *rank;

	if (c->kind != DATA_COL_TEXT) {
		d->feature_names[at] = xstrdup(c->name);
		for (size_t i = 0; i < d->rows; i++)
			d->x[i * d->features + at] = cell[i * t->slots];
		return;
	}
	say_categories(c, notes);
	if (!w)
		return;
	rank = xcalloc(c->dict.n, sizeof *rank);
	dict_sort(&c->dict, rank);
	for (size_t k = 0; k < w; k++)		/* of two, the later one is 1 */
		d->feature_names[at + k] = join(c->name, "=", c->dict.text[w == 1 ? 1 : k]);
	for (size_t i = 0; i < d->rows; i++) {
		size_t k = rank[(size_t)cell[i * t->slots]];

		if (w == 1)
			d->x[i * d->features + at] = (float)k;
		else
			d->x[i * d->features + at + k] = 1;
	}
	free(rank);
}

static void free_list(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

static int build_rows(struct dataset **out, const char *name, struct table *t,
		      const struct table_plan *p, enum data_kind kind, char **names,
		      size_t n_classes, struct str *notes, struct err *err)
{
	size_t outputs = kind == DATA_REGRESSION ? p->n_target :
		kind == DATA_BINARY ? 1 : n_classes;
	size_t features = 0, at = 0;
	struct dataset *d;
	int ret;

	for (size_t k = 0; k < t->layout.cols; k++)
		if (t->col[k].feature)
			features += width(&t->col[k]);
	if (!features)
		ret = err_at(err, ERR_INPUT, t->path, 0, 0, "every input column is a constant text");
	else if (features > DATA_MAX_COLUMNS)
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
	for (size_t k = 0; k < t->layout.cols; k++) {
		if (!t->col[k].feature)
			continue;
		put_feature(d, t, &t->col[k], at, notes);
		at += width(&t->col[k]);
	}
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
			 const struct table_plan *p, struct str *notes, struct err *err)
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
		ret = data_window(&d, name, t->cell, t->rows, t->slots, in, n_in,
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
	str_addf(notes, "rows are windows of %zu past values, the target is %zu step%s ahead; "
		 "in order of time\n", p->window, p->horizon, p->horizon == 1 ? "" : "s");
	if (t->dropped)
		str_add(notes, "the dropped rows leave gaps in the series\n");
	*out = d;
	return 0;
}

int table_build(struct dataset **out, const char *name, struct table *t,
		const struct table_plan *p, struct str *notes, struct err *err)
{
	enum data_kind kind;
	char **names;
	size_t n;
	struct dataset *d;
	int ret;

	measure(t, notes);
	ret = decide(t, p, &kind, &names, &n, notes, err);
	if (ret)
		return ret;
	if (kind == DATA_REGRESSION)
		say_regression(t, p, notes);
	standardize_columns(t, p, kind, notes);
	ret = p->window ? build_windows(&d, name, t, p, notes, err) :
		build_rows(&d, name, t, p, kind, names, n, notes, err);
	if (ret)
		return ret;
	d->dropped = t->dropped;
	if (t->dropped)
		str_addf(notes, "%zu row%s with missing values dropped\n", t->dropped,
			 t->dropped == 1 ? "" : "s");
	data_finish(d);
	if (kind != DATA_REGRESSION)
		say_sorted(d, n, notes);
	data_take_notes(d, notes);
	*out = d;
	return 0;
}
