/*
 * data_header.c - which rows come before the data, and what columns are called.
 *
 *   names             texts over numbers; or texts that occur nowhere below
 *   1960 1970 1980    years that rise, 0 1 2 ... that count, over other numbers
 *   one name short    R's write.table: the rows' names have none
 *   150,4,a,b,c       scikit-learn: rows, inputs, names of the classes
 *   names, d c s, class    Orange: three rows
 *   names, (m) (s)    units, or other texts over nothing but numbers
 *   # names           in the last comment
 *
 * Whatever was taken for something other than a plain row of names is said.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xalloc.h"
#include "data_sample.h"

#define MAX_TITLES 20

struct header {
	struct sample *s;
	struct data_layout *l;
	struct data_notes *notes;
	char option_point;
	const char *missing;
	locale_t c;
};

static int is_text(const struct header *h, const char *t)
{
	float x;
	struct data_dressed d;

	return !data_is_missing_or(t, strlen(t), h->missing) && !data_undress(t, &d) &&
		data_number(t, strlen(t), '.', h->c, &x) == DATA_NUM_NOT;
}

/* A whole number without sign, or -1. */
static long whole(const char *t)
{
	size_t n = strspn(t, "0123456789");

	return n && n < 10 && !t[n] ? strtol(t, NULL, 10) : -1;
}

static char kind_below(const struct header *h, size_t k, size_t from)
{
	struct data_form f;
	size_t unused = SIZE_MAX;

	sample_form(h->s, k, from, h->option_point, '.', h->missing, h->c, &f, &unused);
	return f.kind;
}

/* The number of cells that most rows after r have. */
static size_t usual_cells(const struct sample *s, size_t r, size_t *rows)
{
	size_t best = 0, n = 0;

	for (size_t i = r; i < s->rows && i < r + 50; i++) {
		size_t same = 0;

		for (size_t j = r; j < s->rows && j < r + 50; j++)
			same += sample_cells(s, j) == sample_cells(s, i);
		if (same > best) {
			best = same;
			n = sample_cells(s, i);
		}
	}
	*rows = best;
	return n;
}

/* "150,4,setosa,versicolor,virginica" over rows of 4 + 1 cells. */
static int counts_line(struct header *h, size_t usual)
{
	struct sample *s = h->s;
	size_t n = sample_cells(s, 0);
	long rows, inputs;

	s->cols = usual;
	if (n < 2)
		return 0;
	rows = whole(s->text.s + s->at[0]);
	inputs = whole(s->text.s + s->at[1]);
	if (rows < 2 || inputs < 1 || (size_t)inputs + 1 != usual || (n == 2 && usual == 2))
		return 0;
	for (size_t k = 2; k < n; k++)
		if (!is_text(h, s->text.s + s->at[k]))
			return 0;
	if (n == 2 && (size_t)rows < s->rows - 1)
		return 0;
	h->l->class_name = xcalloc(n, sizeof *h->l->class_name);
	for (size_t k = 2; k < n; k++)
		h->l->class_name[h->l->n_class++] = xstrdup(s->text.s + s->at[k]);
	h->l->head_rows = 1;
	s->skip = 1;
	data_note(h->notes, DATA_READ, "header", NULL, 1, "header=yes", "reads it as names",
		  "the first line counts %ld rows and %ld inputs%s: no names, no data", rows, inputs,
		  n > 2 ? " and names the classes" : "");
	return 1;
}

static const char *cell_of(const struct sample *s, size_t r, size_t k)
{
	return s->text.s + s->at[s->row[r] + k];
}

/* Rows of a title alone, which a spreadsheet fills up with empty cells; 0 where the row
 * behind them is none of names. */
static size_t padded_titles(const struct header *h, size_t cols)
{
	const struct sample *s = h->s;
	size_t r = 0;

	for (; r < MAX_TITLES && r + 2 < s->rows && sample_cells(s, r) == cols; r++) {
		size_t k = 1;

		while (k < cols && !*cell_of(s, r, k))
			k++;
		if (k < cols)
			break;
	}
	for (size_t k = 0; r && k < cols; k++)
		if (sample_cells(s, r) != cols || !is_text(h, cell_of(s, r, k)))
			return 0;
	return r;
}

static void leave_titles(struct header *h, size_t n)
{
	h->s->skip = n;
	h->l->head_rows = n;
	data_note(h->notes, DATA_READ, "header", NULL, n, NULL, NULL,
		  "the first %zu line%s one cell and no table: left out", n, n == 1 ? " holds" : "s hold");
}

/* Columns, and rows that hold fewer cells before them. Returns 1 for scikit-learn's. */
static int find_columns(struct header *h, int option)
{
	struct sample *s = h->s;
	size_t first = sample_cells(s, 0), same, usual, empty = 0, rows = s->rows - 1;

	s->cols = first;
	if (s->rows < 3)
		return 0;
	usual = usual_cells(s, 1, &same);
	if (option < 0 && counts_line(h, usual))
		return 1;
	s->cols = first;
	if (option < 0 && usual == first && first > 2 && padded_titles(h, first))
		leave_titles(h, padded_titles(h, first));
	if (usual <= first || same * 10 < (rows < 50 ? rows : 50) * 9)
		return 0;
	for (size_t r = 1; r < s->rows; r++)
		empty += sample_cells(s, r) == usual && !*(s->text.s + s->at[s->row[r + 1] - 1]);
	if (usual == first + 1 && empty == rows) {
		s->cols = usual;	/* separators at the ends of all lines but the first */
		return 0;
	}
	if (usual == first + 1 && first > 1) {
		for (size_t k = 0; k < first; k++)
			if (!is_text(h, s->text.s + s->at[k]))
				return 0;
		s->cols = usual;
		s->shift = 1;
		return 0;
	}
	if (first == 1 && usual > 1) {
		while (s->skip < MAX_TITLES && s->skip + 2 < s->rows &&
		       sample_cells(s, s->skip) == 1)
			s->skip++;
		if (sample_cells(s, s->skip) != usual) {
			s->skip = 0;
			return 0;
		}
		s->cols = usual;
		leave_titles(h, s->skip);
	}
	return 0;
}

/* ---- Orange ---- */

static int orange_type(const char *t, char *kind)
{
	static const struct { const char *word; char kind; } known[] = {
		{ "c", 'n' }, { "continuous", 'n' }, { "d", 't' }, { "discrete", 't' }, { "s", 's' },
		{ "string", 's' }, { "t", 'd' }, { "time", 'd' }, { "i", 's' }, { "ignore", 's' },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcasecmp(t, known[i].word)) {
			*kind = known[i].kind;
			return 1;
		}
	*kind = 't';
	return strchr(t, ' ') && strlen(t) > 2;	/* a list of the values */
}

static int orange_flag(const char *t)
{
	static const char *const known[] = { "class", "c", "meta", "m", "ignore", "i", "weight", "w" };

	if (!*t || strchr(t, '='))
		return 1;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcasecmp(t, known[i]))
			return 1;
	return 0;
}

static int find_orange(struct header *h)
{
	struct sample *s = h->s;
	size_t at = s->skip, listed = 0, flags = 0;
	char kind;

	if (s->rows < at + 4 || s->shift)
		return 0;
	for (size_t k = 0; k < s->cols; k++) {
		const char *type = sample_cell(s, at + 1, k), *flag = sample_cell(s, at + 2, k);

		if (!orange_type(type, &kind) || !orange_flag(flag))
			return 0;
		listed += strchr(type, ' ') != NULL;
		flags += *flag != '\0';
	}
	return listed < s->cols || flags;
}

static void take_orange(struct header *h)
{
	struct sample *s = h->s;
	struct data_layout *l = h->l;
	size_t left_out = 0;

	for (size_t k = 0; k < s->cols; k++) {
		const char *flag = sample_cell(s, s->skip + 2, k);
		char kind;

		orange_type(sample_cell(s, s->skip + 1, k), &kind);
		if (kind != 's' && (l->form[k].kind != DATA_COL_EMPTY || kind == 'd'))
			l->form[k].kind = kind;
		if (!strcasecmp(flag, "class") || !strcasecmp(flag, "c"))
			l->role[k] = 't';
		else if (kind == 's' || *flag == 'm' || *flag == 'i' || *flag == 'w')
			l->role[k] = 'i';
		left_out += l->role[k] == 'i';
	}
	data_note(h->notes, DATA_READ, "header", NULL, 3, "skip=N header=no", "reads it otherwise",
		  "three header rows as Orange writes them: names, kinds and roles%s",
		  left_out ? "; meta columns and strings are left out" : "");
}

/* ---- names ---- */

static int occurs_below(const struct sample *s, size_t k, size_t row)
{
	for (size_t r = row + 1; r < s->rows; r++)
		if (!strcmp(sample_cell(s, r, k), sample_cell(s, row, k)))
			return 1;
	return 0;
}

static int rises_as_years(const struct sample *s, size_t row)
{
	long last = 0;
	size_t n = 0, other = 0;

	for (size_t k = 0; k < s->cols; k++) {
		long v = whole(sample_cell(s, row, k));

		if (v < 0)
			continue;
		if (v < 1500 || v > 2200 || v <= last)
			return 0;
		last = v;
		n++;
		for (size_t r = row + 1; r < s->rows; r++) {
			long w = whole(sample_cell(s, r, k));

			other += w < 1500 || w > 2200;
		}
	}
	return n >= 2 && other * 2 > n * (s->rows - row - 1);
}

/* 0 1 2 ... or 1 2 3 ..., perhaps behind one empty cell. */
static int counts_up(const struct sample *s, size_t row)
{
	size_t from = s->cols && !*sample_cell(s, row, 0);
	long first = from < s->cols ? whole(sample_cell(s, row, from)) : -1;

	if (s->cols - from < 3 || first < 0 || first > 1)
		return 0;
	for (size_t k = from; k < s->cols; k++)
		if (whole(sample_cell(s, row, k)) != first + (long)(k - from))
			return 0;
	return 1;
}

/* 0: data; 1: names; 2: numbers that are names, and `what` says how. */
static int names_in(const struct header *h, size_t row, const char **what)
{
	const struct sample *s = h->s;
	size_t texts = 0, numbers = 0, over = 0, distinct = 1;

	if (row >= s->rows)
		return 0;
	for (size_t k = 0; k < s->cols; k++) {
		const char *t = sample_cell(s, row, k);

		if (is_text(h, t)) {
			char below = kind_below(h, k, row + 1);

			texts++;
			over += (below == DATA_COL_NUMBER || below == DATA_COL_DATE) && !data_is_date(t);
		} else if (*t && !data_is_missing(t, strlen(t))) {
			numbers++;
			if (whole(t) < 0)
				distinct = 0;
			for (size_t j = 0; j < k; j++)
				if (!strcmp(sample_cell(s, row, j), t))
					distinct = 0;
		}
	}
	if (!numbers && texts) {
		if (over)
			return 1;
		for (size_t k = 0; k < s->cols; k++)
			if (occurs_below(s, k, row))
				return 0;
		return 1;
	}
	for (size_t k = 0; k < s->cols; k++)
		if (is_text(h, sample_cell(s, row, k)) && occurs_below(s, k, row))
			return 0;
	if (rises_as_years(s, row)) {
		*what = "holds years that rise";
		return 2;
	}
	if (!texts && counts_up(s, row) && s->rows > row + 4 && !counts_up(s, row + 1)) {
		*what = "counts up";
		return 2;
	}
	if (over && distinct && s->rows > row + 2) {
		*what = "holds texts over numbers";
		return 2;
	}
	return 0;
}

/* A row under the names with texts in every column of numbers. */
static int is_units(const struct header *h, size_t row)
{
	const struct sample *s = h->s;
	size_t numeric = 0, texts = 0, bracketed = 0;

	if (s->rows < row + 3)
		return 0;
	for (size_t k = 0; k < s->cols; k++) {
		const char *t = sample_cell(s, row, k);
		char below = kind_below(h, k, row + 1);

		if (below != DATA_COL_NUMBER && below != DATA_COL_DATE)
			continue;
		numeric++;
		if (*t && !is_text(h, t) && strcmp(t, "-") != 0)
			return 0;
		texts += is_text(h, t);
		bracketed += *t == '(' || *t == '[' || *t == '%';
	}
	return texts && (numeric >= 2 ? texts * 2 > numeric : bracketed > 0);
}

static void find_header(struct header *h, int option, int counted)
{
	struct sample *s = h->s;
	struct data_layout *l = h->l;
	const char *what = NULL;
	size_t row = s->skip;
	int names = option > 0 ? 1 : option == 0 || counted ? 0 : s->shift ? 1 : names_in(h, row, &what);

	l->header = names != 0;
	l->head_rows = row + (names != 0);
	if (names == 2)
		data_note(h->notes, DATA_READ, "header", NULL, 1, "header=no", "makes it a row of data",
			  "the first row %s and is taken for names", what);
	if (names && option < 0 && is_units(h, row + 1)) {
		const char *unit = "";

		for (size_t k = 0; k < s->cols && !*unit; k++)
			unit = is_text(h, sample_cell(s, row + 1, k)) ? sample_cell(s, row + 1, k) : "";
		l->head_rows++;
		data_note(h->notes, DATA_READ, "header", NULL, 1, "header=yes", "reads it as data",
			  "row 2 holds texts over nothing but numbers ('%.30s'), units perhaps: left out", unit);
	}
}

/* Names from the last comment line, where it has as many words as there are columns. */
static int take_comment(struct header *h, const char *comment)
{
	struct data_layout *l = h->l;
	const char *p = comment;
	size_t n = 0, texts = 0;
	char **name = xcalloc(l->cols + 1, sizeof *name);

	while (n <= l->cols) {
		const char *e;

		while (*p == ' ' || (*p == '\t' && l->csv.sep != '\t'))
			p++;
		if (!*p && l->csv.sep == ' ')
			break;
		for (e = p; *e && (l->csv.sep == ' ' ? *e != ' ' && *e != '\t' : *e != l->csv.sep); e++)
			continue;
		if (n < l->cols) {
			size_t len = (size_t)(e - p);

			while (len && (p[len - 1] == ' ' || p[len - 1] == '"'))
				len--;
			name[n] = xstrndup(p + (len && *p == '"'), len - (len && *p == '"'));
			texts += is_text(h, name[n]);
		}
		n++;
		if (!*e)
			break;
		p = e + 1;
	}
	if (n == l->cols && texts == n) {
		memcpy(l->name, name, n * sizeof *name);
		free(name);
		l->header = 1;
		data_note(h->notes, DATA_READ, "header", NULL, 1, "header=no", "makes names up",
			  "the names stand in the last comment line before the data");
		return 1;
	}
	for (size_t k = 0; k < l->cols; k++)
		free(name[k]);
	free(name);
	return 0;
}

/* Names from the header or made up; a repeated one gets its column's number. */
static void find_names(struct header *h, size_t row, int known)
{
	struct data_layout *l = h->l;
	size_t repeated = 0;

	for (size_t k = 0; k < l->cols; k++) {
		const char *t = known ? l->name[k] : l->header ? sample_cell(h->s, row, k) : "";
		struct str name = STR_INIT;

		if (!known && h->s->shift && k == 0) {
			l->role[k] = 'r';
			t = "row.names";
		}
		str_add(&name, t);
		if (!*t) {
			str_addf(&name, "x%zu", k + 1);
			if (l->header && l->form[k].kind == DATA_COL_EMPTY)
				l->form[k].kind = DATA_COL_NONE;
			else if (l->header)
				l->role[k] = 'n';
		}
		for (size_t j = 0; j < k; j++) {
			if (strcmp(l->name[j], name.s))
				continue;
			str_addf(&name, ".%zu", k + 1);
			if (!repeated++)
				data_note(h->notes, DATA_FACT, "name", t, 2, NULL, NULL,
					  "the name occurs again: column %zu is called '%.60s'", k + 1, name.s);
			break;
		}
		if (known)
			free(l->name[k]);
		l->name[k] = str_detach(&name);
	}
	if (repeated > 1)
		data_note(h->notes, DATA_FACT, "name", NULL, repeated, NULL, NULL,
			  "%zu columns have a name of an earlier one and got their number added", repeated);
	if (h->s->shift)
		data_note(h->notes, DATA_READ, "header", l->name[0], 1, "columns=row.names,...",
			  "uses them",
			  "every row has one cell more than the first line: names of rows, as R writes them, left out");
}

static void say_layout(const struct data_layout *l, struct data_notes *notes)
{
	struct str s = STR_INIT;

	str_addf(&s, "%zu column%s%s", l->cols, l->cols == 1 ? "" : "s",
		 l->cols == 1 ? "" : l->csv.sep == '\t' ? " separated by tabs" :
		 l->csv.sep == ';' ? " separated by semicolons" :
		 l->csv.sep == '|' ? " separated by bars" :
		 l->csv.sep == ' ' ? " separated by blanks" : " separated by commas");
	if (l->point == ',')
		str_add(&s, ", decimal comma");
	if (l->header)
		str_addf(&s, ", names in the first row");
	else
		str_addf(&s, ", no header: named x1 to x%zu", l->cols);
	data_note(notes, DATA_FACT, "layout", NULL, l->cols, NULL, NULL, "%s", s.s);
	str_release(&s);
}

void sample_header(struct sample *s, int option, char option_point, const char *missing,
		   const char *comment_names, locale_t c, struct data_layout *l,
		   struct data_notes *notes)
{
	struct header h = { s, l, notes, option_point, missing, c };
	int counted = 0, orange, known = 0;
	size_t names;

	s->cols = sample_cells(s, 0);
	if (option != 0)
		counted = find_columns(&h, option);
	data_layout_columns(l, s->cols);
	names = s->skip;
	orange = option < 0 && !counted && find_orange(&h);
	if (orange) {
		l->header = 1;
		l->head_rows = s->skip + 3;
	} else {
		find_header(&h, option, counted);
		if (counted)
			l->head_rows = 1;
	}
	l->lines = s->rows - (l->head_rows < s->rows ? l->head_rows : s->rows);
	l->point = option_point ? option_point : sample_point(s, l->head_rows);
	for (size_t k = 0; k < l->cols; k++) {
		size_t row = SIZE_MAX;

		sample_form(s, k, l->head_rows, option_point, l->point, missing, c, &l->form[k], &row);
		if (row == SIZE_MAX && l->form[k].dressed)
			row = l->form[k].sample;
		if (row != SIZE_MAX)
			l->example[k] = xstrdup(sample_cell(s, row, k));
	}
	if (orange)
		take_orange(&h);
	if (!l->header && option != 0 && comment_names)
		known = take_comment(&h, comment_names);
	say_layout(l, notes);
	find_names(&h, names, known);
}
