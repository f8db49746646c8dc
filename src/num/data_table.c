/*
 * data_table.c - read a text table into columns of numbers and categories.
 *
 *   data_sniff      the first lines: separator, header, which column is what
 *   table_select    roles from the options (data_select.c)
 *   table_read      every cell once, checked, with its place in errors
 *   table_build     one-hot, classes, windows, standardising (data_build.c)
 *
 * A column's kind is settled by the sample of the first 1000 rows, or by its
 * first value where those are all missing; a cell that is not of that kind is
 * then an error with its place, never a silent category or zero.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_table.h"

static int bad_number(const struct table *t, const struct column *c, enum data_num what,
		      const char *text, const struct data_csv_at *at, struct err *err)
{
	const int line = data_csv_line(at), col = data_csv_col(at);
	const char *hint = "";

	if (what == DATA_NUM_RANGE)
		return err_at(err, ERR_INPUT, t->path, line, col,
			      "%.40s in column '%.60s' is larger than a 32-bit float holds (3.4e38)",
			      text, c->name);
	if (what == DATA_NUM_INFINITE)
		return err_at(err, ERR_INPUT, t->path, line, col,
			      "%.40s in column '%.60s' is not a finite number", text, c->name);
	if (data_is_date(text))
		hint = ": dates are not understood";
	else if (strpbrk(text, ",.") && !text[strspn(text, "0123456789+-., ")])
		hint = t->layout.point == '.' ? ": no thousands separators, please; is it decimal=, ?" :
			": the decimal sign is taken to be a comma; is it decimal=. ?";
	return err_at(err, ERR_INPUT, t->path, line, col,
		      "'%.40s' is not a number; column '%.60s' holds numbers%s", text, c->name, hint);
}

static int too_many(const struct table *t, const struct column *c, size_t limit,
		    const struct data_csv_at *at, struct err *err)
{
	return err_at(err, ERR_LIMIT, t->path, data_csv_line(at), data_csv_col(at),
		      "column '%.60s' holds more than %zu different texts, too many for %s%s",
		      c->name, limit, c->target ? "classes" : "categories",
		      c->target ? "" : "; leave it out with ignore=");
}

/* Anything but a plain number in a numeric column. */
static int odd_cell(struct table *t, struct column *c, const char *text, size_t n,
		    float *out, const struct data_csv_at *at, struct err *err)
{
	const size_t limit = c->target ? DATA_MAX_CLASSES : DATA_MAX_CATEGORIES;
	enum data_num what;
	size_t id;

	if (data_is_missing(text, n)) {
		if (!t->row_missing && !t->missing_rows) {
			t->missing_line = data_csv_line(at);
			t->missing_col = data_csv_col(at);
			t->missing_name = c->name;
		}
		t->row_missing = 1;
		return 0;
	}
	if (c->kind == DATA_COL_EMPTY)
		c->kind = data_number(text, n, t->layout.point, t->c, out) == DATA_NUM_NOT ?
			DATA_COL_TEXT : DATA_COL_NUMBER;
	if (c->kind == DATA_COL_NUMBER) {
		what = data_number(text, n, t->layout.point, t->c, out);
		return what == DATA_NUM_OK ? 0 : bad_number(t, c, what, text, at, err);
	}
	id = dict_add(&c->dict, text, n, limit);
	if (id == SIZE_MAX)
		return too_many(t, c, limit, at, err);
	*out = (float)id;
	return 0;
}

/* Room for one more row. */
static int grow(struct table *t, const struct data_csv_at *at, struct err *err)
{
	size_t max = DATA_MAX_CELLS / t->slots, cap = t->cap ? 2 * t->cap : 1024;
	float *p;

	if (t->rows >= max)
		return err_at(err, ERR_LIMIT, t->path, data_csv_line(at), 0,
			      "more than %zu rows of %zu columns (%zu cells); rows= takes fewer",
			      max, t->slots, DATA_MAX_CELLS);
	if (cap > max)
		cap = max;
	p = realloc(t->cell, cap * t->slots * sizeof *p);
	if (!p)
		return err_at(err, ERR_LIMIT, t->path, data_csv_line(at), 0,
			      "not enough memory for more than %zu rows; rows= takes fewer", t->rows);
	t->cell = p;
	t->cap = cap;
	return 0;
}

static int on_cell(void *arg, size_t k, const char *text, size_t n,
		   const struct data_csv_at *at, struct err *err)
{
	struct table *t = arg;
	struct column *c;
	float *out;
	int ret;

	if (k >= t->layout.cols)
		return err_at(err, ERR_INPUT, t->path, data_csv_line(at), data_csv_col(at),
			      "more than the %zu cells of the first line", t->layout.cols);
	c = &t->col[k];
	if (t->header_pending || (!c->feature && !c->target))
		return 0;
	if (t->rows == t->cap && (ret = grow(t, at, err)))
		return ret;
	out = &t->cell[t->rows * t->slots + c->slot];
	if (c->kind == DATA_COL_NUMBER &&
	    data_number(text, n, t->layout.point, t->c, out) == DATA_NUM_OK)
		return 0;
	return odd_cell(t, c, text, n, out, at, err);
}

static int on_row(void *arg, size_t cells, const struct data_csv_at *at, struct err *err)
{
	struct table *t = arg;

	if (cells != t->layout.cols)
		return err_at(err, ERR_INPUT, t->path, data_csv_line(at), 0,
			      "%zu cell%s, expected %zu as in the first line",
			      cells, cells == 1 ? "" : "s", t->layout.cols);
	if (t->header_pending)
		t->header_pending = 0;
	else if (!t->row_missing)
		t->rows++;
	else
		t->missing_rows++;
	t->row_missing = 0;
	return t->rows >= t->limit;
}

int table_read(struct table *t, struct data_reader *r, struct err *err)
{
	const struct data_csv_sink sink = { t, on_cell, on_row };
	int ret;

	t->header_pending = t->layout.header;
	ret = data_csv_scan(r, t->layout.sep, &sink, err);
	if (ret)
		return ret;
	if (t->missing_rows && !t->drop)
		return err_at(err, ERR_INPUT, t->path, t->missing_line, t->missing_col,
			      "column '%.60s' has a missing value, %zu of %zu rows have some; "
			      "missing=drop leaves them out, ignore= a column",
			      t->missing_name, t->missing_rows, t->missing_rows + t->rows);
	t->dropped = t->missing_rows;
	if (t->rows < 2)
		return err_at(err, ERR_INPUT, t->path, 0, 0, "%s, expected at least 2",
			      t->rows ? "holds only 1 row of data" :
			      t->dropped ? "no row is without missing values" :
			      "holds no rows of data");
	return 0;
}

/* sep=, or the word tab. */
static int opt_separator(const struct data_opts *o, char *sep, struct err *err)
{
	const char *s = data_opt(o, "sep");

	*sep = '\0';
	if (!s || !strcmp(s, "auto"))
		return 0;
	if (!strcmp(s, "tab") || !strcmp(s, "\\t"))
		*sep = '\t';
	else if (strlen(s) == 1 && strchr(",;|\t", *s))
		*sep = *s;
	else
		return err_set(err, ERR_USAGE, "sep=%s: expected auto, tab or one of , ; |", s);
	return 0;
}

static int opt_point(const struct data_opts *o, char *point, struct err *err)
{
	const char *s = data_opt(o, "decimal");

	*point = '\0';
	if (!s || !strcmp(s, "auto"))
		return 0;
	if (strcmp(s, ".") && strcmp(s, ","))
		return err_set(err, ERR_USAGE, "decimal=%s: expected auto, a point or a comma", s);
	*point = *s;
	return 0;
}

static int read_options(struct table *t, struct table_plan *p, const struct data_opts *o,
			char *sep, char *point, int *header, struct err *err)
{
	int ret, word = 0;

	p->horizon = 1;
	t->limit = SIZE_MAX;
	if ((ret = data_opt_check(o, "a table", DATA_TABLE_OPTIONS, err)) ||
	    (ret = opt_separator(o, sep, err)) || (ret = opt_point(o, point, err)) ||
	    (ret = data_opt_word(o, "header", "auto|yes|no", &word, err)) ||
	    (ret = data_opt_word(o, "missing", "refuse|drop", &t->drop, err)) ||
	    (ret = data_opt_word(o, "standardize", "no|yes|all", &p->standardize, err)) ||
	    (ret = data_opt_word(o, "kind", "auto|regression|binary|classes", &p->kind, err)) ||
	    (ret = data_opt_size(o, "rows", 2, DATA_MAX_CELLS, &t->limit, err)) ||
	    (ret = data_opt_size(o, "window", 1, DATA_MAX_WIDTH, &p->window, err)) ||
	    (ret = data_opt_size(o, "horizon", 1, 1000000, &p->horizon, err)))
		return ret;
	*header = word == 0 ? -1 : word == 1;
	if (data_opt(o, "horizon") && !p->window)
		return err_set(err, ERR_USAGE, "horizon= needs window=, the number of past values");
	if (p->window && p->kind > 1)
		return err_set(err, ERR_USAGE, "window= forecasts numbers; kind= must be regression");
	return 0;
}

int data_load_table(struct dataset **out, const char *name, struct data_reader *r,
		    const struct data_opts *o, struct err *err)
{
	struct table t = { .path = data_path(r), .c = newlocale(LC_ALL_MASK, "C", (locale_t)0) };
	struct table_plan plan = { 0 };
	struct str notes = STR_INIT;
	char sep, point;
	int header, ret = read_options(&t, &plan, o, &sep, &point, &header, err);

	if (ret || (ret = data_sniff(r, sep, point, header, &t.layout, &notes, err)))
		goto out;
	t.col = xcalloc(t.layout.cols, sizeof *t.col);
	for (size_t k = 0; k < t.layout.cols; k++) {
		t.col[k].name = t.layout.name[k];
		t.col[k].kind = t.layout.kind[k];
	}
	if ((ret = table_select(&t, &plan, o, err)) || (ret = table_read(&t, r, err)))
		goto out;
	ret = table_build(out, name, &t, &plan, &notes, err);
out:
	for (size_t k = 0; t.col && k < t.layout.cols; k++)
		dict_release(&t.col[k].dict);
	free(t.col);
	free(t.used);
	free(t.cell);
	free(plan.target);
	data_layout_release(&t.layout);
	freelocale(t.c);
	str_release(&notes);
	return ret;
}
