/*
 * data_cells.c - every cell once, checked, into its place.
 *
 * A cell that is not what its column holds is counted, and its row left out;
 * the reading goes on, so that the end can say everything at once
 * (data_refuse.c).  A row that is left out leaves nothing behind: texts that it
 * brought into a dictionary are taken out again.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_quick.h"
#include "data_table.h"

#define EXACT 16777216.f	/* 2^24: whole numbers above it are rounded */

/* Room for one more row. */
static int grow(struct table *t, const struct data_csv_at *at, struct err *err)
{
	size_t slots = t->slots ? t->slots : 1, max = DATA_MAX_CELLS / slots, cap = t->cap ? 2 * t->cap : 1024;
	float *p;

	if (t->rows >= max)
		return err_at(err, ERR_LIMIT, t->path, data_csv_line(at), 0,
			      "more than %zu rows of %zu columns (%zu cells); rows= takes fewer",
			      max, slots, DATA_MAX_CELLS);
	if (cap > max)
		cap = max;
	p = realloc(t->cell, cap * slots * sizeof *p);
	if (!p)
		return err_at(err, ERR_LIMIT, t->path, data_csv_line(at), 0,
			      "not enough memory for more than %zu rows; rows= takes fewer", t->rows);
	t->cell = p;
	if (t->axis) {
		double *when = realloc(t->when, cap * sizeof *when);
		int *month = realloc(t->month, cap * sizeof *month);

		t->when = when ? when : t->when;
		t->month = month ? month : t->month;
		if (!when || !month)
			return err_at(err, ERR_LIMIT, t->path, data_csv_line(at), 0,
				      "not enough memory for more than %zu rows; rows= takes fewer", t->rows);
	}
	t->cap = cap;
	return 0;
}

static void hurt(struct table *t, struct column *c, char what)
{
	XGROW(t->hurt, t->cap_hurt, t->n_hurt + 1);
	t->hurt[t->n_hurt++] = c;
	c->hurt = what;
}

static void refuse(struct table *t, struct column *c, char what, const char *text, size_t n,
		   const struct data_csv_at *at)
{
	struct refusal *r = &c->refused;

	hurt(t, c, what);

	if (!r->what) {
		if (n >= sizeof r->text)
			n = sizeof r->text - 1;
		r->what = what;
		r->line = data_csv_line(at);
		r->col = data_csv_col(at);
		memcpy(r->text, text, n);
		r->text[n] = '\0';
	}
	r->count++;
}

static void miss(struct table *t, struct column *c, const struct data_csv_at *at)
{
	if (!c->missing++) {
		c->missing_line = data_csv_line(at);
		c->missing_col = data_csv_col(at);
	}
	t->row_missing = 1;
	hurt(t, c, REFUSED_MISSING);
}

/* A whole number whose neighbours a float does not hold. */
static int is_rounded(const char *s, size_t n)
{
	uint64_t w = 0;

	if (n && (*s == '-' || *s == '+'))
		s++, n--;
	if (!n || n > 18)
		return n > 18;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return 0;
		w = w * 10 + (unsigned)(s[i] - '0');
	}
	return w > (uint64_t)EXACT;
}

static int is_mark(const struct table *t, float v)
{
	for (size_t i = 0; i < t->n_mark; i++)
		if (t->mark[i] == v)
			return 1;
	return 0;
}

static enum data_num number(const struct table *t, const struct column *c, const char *text, size_t n,
			    float *out)
{
	enum data_num what = data_number(text, n, c->form.point, t->c, out);
	struct data_dressed d;

	if (what == DATA_NUM_OK && c->form.strict && *out != 0)
		return DATA_NUM_NOT;	/* 0.05 beside 5 % */
	if (what != DATA_NUM_NOT || (!c->form.dressed && !c->form.lenient) || !data_undress(text, &d))
		return what;
	if (d.unit[0] && strcmp(d.unit, c->form.unit) != 0)
		return DATA_NUM_NOT;
	return data_dressed_number(&d, c->form.point, t->c, out);
}

static void time_cell(struct table *t, struct column *c, const char *text, size_t n)
{
	struct data_date date;
	double number;
	float v;

	if (c == t->within) {
		t->month[t->rows] = data_number(text, n, c->form.point, t->c, &v) == DATA_NUM_OK &&
			v >= 0 && v <= 366 ? (int)v : -1;
		return;
	}
	t->when[t->rows] = NAN;
	date.unit = '\0';
	if (!t->within)
		t->month[t->rows] = 0;
	if (c->kind == DATA_COL_DATE && c->form.number_date) {
		double x;

		if (!data_number_double(text, &x) && data_date_number(x, &date)) {
			t->when[t->rows] = date.seconds;
			t->month[t->rows] = date.months * 32 + date.day;
		}
	} else if (c->kind == DATA_COL_DATE) {
		if (data_date(text, c->form.order ? c->form.order : 'd', &date)) {
			t->when[t->rows] = date.seconds;
			t->month[t->rows] = strchr("tw", date.unit) ? 0 : date.months * 32 + date.day;
		}
	} else if (data_number_double(text, &number) == 0) {
		t->when[t->rows] = number;
	} else if (data_number(text, n, c->form.point, t->c, &v) == DATA_NUM_OK) {
		t->when[t->rows] = (double)v;
	}
	if (date.unit)
		t->units |= 1u << (date.unit - 'a');
}

static void text_cell(struct table *t, struct column *c, const char *text, size_t n, float *out,
		      const struct data_csv_at *at)
{
	const size_t limit = c->target || c->group || c->watch ? DATA_MAX_CLASSES : DATA_MAX_CATEGORIES;
	size_t before = c->dict.n, id;

	if (c->refused.what == REFUSED_MANY) {
		t->row_bad |= !c->watch;
		return;
	}
	id = dict_add(&c->dict, text, n, limit);
	if (id == SIZE_MAX) {
		refuse(t, c, REFUSED_MANY, text, n, at);
		t->row_bad |= !c->watch;
		return;
	}
	if (c->dict.n > before) {
		XGROW(t->grown, t->cap_grown, t->n_grown + 1);
		t->grown[t->n_grown++] = c;
	}
	*out = (float)id;
}

/* Anything but a plain number in a numeric column. */
static void odd_cell(struct table *t, struct column *c, const char *text, size_t n,
		     float *out, const struct data_csv_at *at)
{
	enum data_num what;

	*out = 0;
	if (data_is_missing_or(text, n, t->marker)) {
		if (!c->watch)
			miss(t, c, at);
		return;
	}
	if (c->kind == DATA_COL_EMPTY) {
		c->kind = number(t, c, text, n, out) == DATA_NUM_NOT ? DATA_COL_TEXT : DATA_COL_NUMBER;
		XGROW(t->settled, t->cap_settled, t->n_settled + 1);
		t->settled[t->n_settled++] = c;
	}
	if (c->kind == DATA_COL_TEXT) {
		text_cell(t, c, text, n, out, at);
		return;
	}
	what = number(t, c, text, n, out);
	if (what == DATA_NUM_OK) {
		if (t->n_mark && is_mark(t, *out))
			miss(t, c, at);
		return;
	}
	if (c->watch)
		return;
	if (c->form.lenient) {
		c->lenient++;
		miss(t, c, at);
		return;
	}
	refuse(t, c, what == DATA_NUM_RANGE ? REFUSED_RANGE : what == DATA_NUM_INFINITE ? REFUSED_INFINITE :
	       REFUSED_NOT, text, n, at);
	t->row_bad = 1;
}

/* What table_quick may take; before the first cell. */
static void find_quick(struct table *t)
{
	t->quick = xcalloc(t->layout.cols, sizeof *t->quick);
	for (size_t k = 0; k < t->layout.cols; k++) {
		const struct column *c = &t->col[k];

		t->quick[k].slot = (uint32_t)c->slot;
		t->quick[k].point = c->form.point;
		t->quick[k].plain = c->used && c->slot != SIZE_MAX && c->kind == DATA_COL_NUMBER &&
			!c->form.strict && !t->n_mark;
	}
}

size_t table_quick(void *arg, size_t k, const char **s, const char *end, char sep)
{
	struct table *t = arg;
	const size_t first = k;
	const char *p = *s;
	float *cell;

	if (t->rows == t->cap || t->head_pending || !t->quick)
		return 0;
	cell = t->cell + t->rows * t->slots;
	while (p <= end && k < t->layout.cols && t->quick[k].plain) {
		float v;
		const char *stop = data_quick(p, t->quick[k].point, sep, &v);

		if (!stop || fabsf(v) >= EXACT)
			break;
		cell[t->quick[k++].slot] = v;
		p = stop + 1;
	}
	*s = p;
	return k - first;
}

int table_cell(void *arg, size_t k, const char *text, size_t n,
	       const struct data_csv_at *at, struct err *err)
{
	struct table *t = arg;
	struct column *c;
	float *out;
	int ret;

	if (!k)
		t->first_byte = *text;
	if (k >= t->layout.cols || t->head_pending)
		return 0;
	c = &t->col[k];
	if (!c->used)
		return 0;
	if (t->rows == t->cap && (ret = grow(t, at, err)))
		return ret;
	if (!t->quick)
		find_quick(t);
	if (c->slot == SIZE_MAX) {
		time_cell(t, c, text, n);
		return 0;
	}
	out = &t->cell[t->rows * t->slots + c->slot];
	if (c->kind == DATA_COL_NUMBER && !c->form.strict &&
	    data_number(text, n, c->form.point, t->c, out) == DATA_NUM_OK) {
		if (fabsf(*out) >= EXACT && is_rounded(text, n))
			c->rounded++;
		if (t->n_mark && !c->watch && is_mark(t, *out))
			miss(t, c, at);
		return 0;
	}
	odd_cell(t, c, text, n, out, at);
	return 0;
}

/* What the row that is left out brought. */
static void forget(struct table *t)
{
	while (t->n_grown)
		dict_undo(&t->grown[--t->n_grown]->dict);
	while (t->n_settled)
		t->settled[--t->n_settled]->kind = DATA_COL_EMPTY;
}

/* A row of another length is no row: its cells say nothing about the columns. */
static void forgive(struct table *t)
{
	for (size_t i = 0; i < t->n_hurt; i++) {
		struct column *c = t->hurt[i];

		if (c->hurt == REFUSED_MISSING)
			c->missing--;
		else if (!--c->refused.count)
			c->refused.what = 0;
	}
	t->row_missing = 0;
}

int table_row(void *arg, size_t cells, const struct data_csv_at *at, struct err *err)
{
	struct table *t = arg;

	(void)err;
	if (t->head_pending) {
		t->head_pending--;
		return 0;
	}
	t->all_rows++;
	if (cells != t->layout.cols) {
		if (!t->ragged++) {
			t->ragged_at = t->all_rows - 1;
			t->ragged_rows = t->rows;
			t->ragged_line = data_csv_line(at);
			t->ragged_cells = cells;
			t->ragged_first = t->first_byte;
		}
		t->row_bad = 1;
		forgive(t);
	}
	if (t->row_missing)
		t->missing_rows++;
	if (t->row_bad)
		t->bad_rows++;
	/* without missing=drop the file is refused, and its texts are counted in full: what is
	 * to be dropped later must not hide a column that will be refused then */
	if (t->row_bad || (t->row_missing && t->drop))
		forget(t);
	else if (!t->row_missing)
		t->rows++;
	t->n_grown = t->n_settled = t->n_hurt = 0;
	t->row_missing = t->row_bad = 0;
	return t->rows >= t->limit;
}

int table_finish(struct table *t, const struct table_plan *plan, struct err *err)
{
	int ret = table_refuse(t, plan, err);

	if (ret)
		return ret;
	t->dropped = t->missing_rows;
	if (t->rows < 2)
		return err_at(err, ERR_INPUT, t->path, 0, 0, "%s, expected at least 2",
			      t->rows ? "holds only 1 row of data" :
			      t->dropped ? "no row is without missing values" :
			      "holds no rows of data");
	return 0;
}
