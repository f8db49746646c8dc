/*
 * data_table.c - read a table into columns of numbers and categories.
 *
 *   layout          the first lines: separator, header, which column is what
 *   table_select    roles from the options (data_select.c)
 *   read            every cell once, checked (data_cells.c); then all that was
 *                   refused in one line (data_refuse.c)
 *   table_fold      several targets that are one-hot into one (data_onehot.c)
 *   table_order     series in order of time, groups together (data_axis.c)
 *   table_build     one-hot, classes, windows (data_build.c)
 *
 * Text tables, ARFF, LIBSVM and arrays differ in the first and the third alone.
 * A column's kind is settled by the sample of the first 1000 rows, or by its
 * first value where those are all missing; a cell that is not of that kind is
 * then refused, never a silent category or zero.
 */
#include "data_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* sep=, or the words tab and space. */
static int opt_separator(const struct data_opts *o, char *sep, struct err *err)
{
	const char *s = data_opt(o, "sep");

	*sep = '\0';
	if (!s || !strcmp(s, "auto"))
		return 0;
	if (!strcmp(s, "tab") || !strcmp(s, "\\t"))
		*sep = '\t';
	else if (!strcmp(s, "space") || !strcmp(s, "blank") || !strcmp(s, " "))
		*sep = ' ';
	else if (strlen(s) == 1 && strchr(",;|\t", *s))
		*sep = *s;
	else
		return err_set(err, ERR_USAGE, "sep=%s: expected auto, tab, space or one of , ; |", s);
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

/* missing=drop,-999,unknown: what to do, and what else means so. */
static int opt_missing(struct table *t, const struct data_opts *o, struct err *err)
{
	const char *s = data_opt(o, "missing");
	struct str markers = STR_INIT;
	size_t cap = 0;

	while (s && *s) {
		size_t n = strcspn(s, ",");
		char *word = xstrndup(s, n);
		float v;

		if (!strcmp(word, "drop")) {
			t->drop = 1;
		} else if (strcmp(word, "refuse") != 0 && n) {
			str_addn(&markers, word, n + 1);
			if (data_number(word, n, '.', t->c, &v) == DATA_NUM_OK) {
				XGROW(t->mark, cap, t->n_mark + 1);
				t->mark[t->n_mark++] = v;
			}
		}
		free(word);
		s += n + (s[n] == ',');
		if (markers.len > 4096) {
			str_release(&markers);
			return err_set(err, ERR_LIMIT, "missing= has too many markers");
		}
	}
	if (markers.len) {
		str_addc(&markers, '\0');
		t->marker = str_detach(&markers);
	}
	return 0;
}

static int opt_comment(const struct data_opts *o, const char **comment, struct err *err)
{
	const char *s = data_opt(o, "comment");

	*comment = NULL;
	if (!s || !strcmp(s, "auto"))
		return 0;
	*comment = strcmp(s, "no") == 0 ? "" : s;
	if (strlen(*comment) > 4)
		return err_set(err, ERR_USAGE, "comment=%s: expected auto, no or up to 4 bytes such as #", s);
	return 0;
}

static int read_options(struct table *t, struct table_plan *p, const struct data_opts *o,
			struct data_sniff_options *s, struct err *err)
{
	int ret, word = 0, standard = -1;

	p->horizon = 1;
	p->test = .25;
	t->limit = SIZE_MAX;
	if ((ret = opt_separator(o, &s->sep, err)) || (ret = opt_point(o, &s->point, err)) ||
	    (ret = data_opt_word(o, "header", "auto|yes|no", &word, err)) ||
	    (ret = opt_missing(t, o, err)) || (ret = opt_comment(o, &s->comment, err)) ||
	    (ret = data_opt_word(o, "standardize", "no|inputs|all|yes", &standard, err)) ||
	    (ret = data_opt_word(o, "kind", "auto|regression|binary|classes", &p->kind, err)) ||
	    (ret = data_opt_size(o, "rows", 2, DATA_MAX_CELLS, &t->limit, err)) ||
	    (ret = data_opt_size(o, "skip", 0, 1000000, &s->skip, err)) ||
	    (ret = data_opt_size(o, "window", 1, DATA_MAX_WIDTH, &p->window, err)) ||
	    (ret = data_opt_double(o, "test", 0, .9, &p->test, err)) ||
	    (ret = data_opt_size(o, "horizon", 1, 1000000, &p->horizon, err)))
		return ret;
	p->standardize = standard < 0 ? DATA_STANDARD_UNSAID : standard == 0 ? DATA_STANDARD_NOTHING :
			 standard == 2 ? DATA_STANDARD_ALL : DATA_STANDARD_INPUTS;	/* "yes" once meant it */
	s->header = word == 0 ? -1 : word == 1;
	s->has_skip = data_opt(o, "skip") != NULL;
	s->missing = t->marker;
	if (data_opt(o, "horizon") && !p->window)
		return err_set(err, ERR_USAGE, "horizon= needs window=, the number of past values");
	if (p->window && p->kind > 1)
		return err_set(err, ERR_USAGE, "window= forecasts numbers; kind= must be regression");
	return 0;
}

/* Take the layout's columns. */
static void table_columns(struct table *t)
{
	t->col = xcalloc(t->layout.cols, sizeof *t->col);
	for (size_t k = 0; k < t->layout.cols; k++) {
		t->col[k].name = t->layout.name[k];
		t->col[k].form = t->layout.form[k];
		t->col[k].kind = t->layout.form[k].kind;
		t->col[k].role = t->layout.role[k];
	}
	t->head_pending = t->layout.head_rows;
}

static void table_release(struct table *t)
{
	for (size_t k = 0; t->col && k < t->layout.cols; k++)
		dict_release(&t->col[k].dict);
	free(t->col);
	free(t->used);
	free(t->quick);
	free(t->cell);
	free(t->when);
	free(t->month);
	free(t->marker);
	free(t->mark);
	free(t->start);
	free(t->grown);
	free(t->settled);
	free(t->hurt);
	data_layout_release(&t->layout);
	freelocale(t->c);
}

int table_load(struct dataset **out, const char *name, struct data_reader *r,
	       const struct table_source *source, const struct data_opts *o, struct err *err)
{
	struct table t = { .path = data_path(r), .c = newlocale(LC_ALL_MASK, "C", (locale_t)0) };
	struct table_plan plan = { 0 };
	struct data_notes notes = { NULL, 0, 0 };
	struct data_sniff_options s = { 0 };
	int ret = data_opt_check(o, source->what, source->options, err);

	if (ret || (ret = read_options(&t, &plan, o, &s, err)) ||
	    (ret = source->layout(&t, r, &s, source->arg, &notes, err)))
		goto out;
	if (plan.standardize == DATA_STANDARD_UNSAID && !t.shape[0])	/* pixels have one unit already */
		plan.standardize = DATA_STANDARD_ALL;
	table_columns(&t);
	if ((ret = table_select(&t, &plan, o, &notes, err)) ||
	    (ret = source->read(&t, r, source->arg, err)) ||
	    (ret = table_finish(&t, &plan, err)) || (ret = table_fold(&t, &plan, &notes, err)) ||
	    (ret = table_order(&t, &plan, &notes, err)))
		goto out;
	ret = table_build(out, name, &t, &plan, &notes, err);
out:
	free(plan.target);
	table_release(&t);
	data_notes_release(&notes);
	return ret;
}

/* ---- text tables ---- */

static int text_layout(struct table *t, struct data_reader *r, const struct data_sniff_options *o,
		       void *arg, struct data_notes *notes, struct err *err)
{
	(void)arg;
	return data_sniff(r, o, &t->layout, notes, err);
}

static int text_read(struct table *t, struct data_reader *r, void *arg, struct err *err)
{
	const struct data_csv_sink sink = { t, table_cell, table_row, table_quick };

	(void)arg;
	return data_csv_scan(r, &t->layout.csv, &sink, err);
}

int data_load_table(struct dataset **out, const char *name, struct data_reader *r,
		    const struct data_opts *o, struct err *err)
{
	static const struct table_source source = { text_layout, text_read, NULL, "a table",
						    DATA_TABLE_OPTIONS };

	return table_load(out, name, r, &source, o, err);
}
