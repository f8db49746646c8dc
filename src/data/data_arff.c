/*
 * data_arff.c - ARFF, the format of Weka.
 *
 *   % a comment
 *   @relation weather
 *   @attribute temperature numeric
 *   @attribute 'the outlook' {sunny, rainy}
 *   @data
 *   21.5,sunny          or sparse:   {0 21.5, 1 rainy}
 *
 * The header says what each column holds, so nothing is guessed: nominal and
 * string attributes are text, dates are dates.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "data_table.h"

struct arff {
	struct data_lines lines;
	char **dflt;		/* [cols] what a sparse row leaves out */
	struct dict *list;	/* [cols] the values of a nominal one; none where any will do */
	size_t cols, cap_list, cap_dflt, cap_name, cap_form;
};

static char *past_blanks(char *s)
{
	return s + strspn(s, " \t");
}

/* The word at *s, quoted or up to one of `stop`; terminated in place, its quotes
 * and escapes taken off.  *s goes behind it.  NULL: a quote is not closed. */
static char *word(char **s, const char *stop)
{
	char *from = past_blanks(*s), *in, *out, quote = *from;

	if (quote != '\'' && quote != '"') {
		size_t n = strcspn(from, stop), len = n;

		while (len && (from[len - 1] == ' ' || from[len - 1] == '\t'))
			len--;
		*s = from + n;
		if (len < n)
			from[len] = '\0';
		return from;		/* the caller ends it at *s */
	}
	for (in = out = from + 1; *in && *in != quote; in++) {
		if (*in == '\\' && in[1])
			in++;
		*out++ = *in;
	}
	if (!*in)
		return NULL;
	*s = past_blanks(in + 1);
	*out = '\0';
	return from + 1;
}

/* End the word before *s and step over that byte. */
static char step(char **s)
{
	char c = **s;

	if (c) {
		**s = '\0';
		++*s;
	}
	return c;
}

static int bad_line(const struct arff *a, const char *what, struct err *err)
{
	return err_at(err, ERR_INPUT, data_path(a->lines.r), a->lines.line, 0, "ARFF: %s", what);
}

/* The values between braces, from behind the first; no list that is odd or very long. */
static int values(struct arff *a, char *p, char **first, struct err *err)
{
	struct dict *list = &a->list[a->cols - 1];
	char sep = ',', *w;

	*first = NULL;
	while (sep == ',') {
		if (!(w = word(&p, ",}")))
			return bad_line(a, "a quote is not closed", err);
		sep = step(&p);
		if (!*first)
			*first = xstrdup(w);
		if (dict_add(list, w, strlen(w), DATA_MAX_CLASSES) == SIZE_MAX)
			break;
	}
	if (sep != '}')
		dict_release(list);
	return 0;
}

/* A value that the header does not name is a slip of the pen or of the file. */
static int is_named(struct arff *a, const struct table *t, size_t k, const char *w, struct err *err)
{
	struct str s = STR_INIT;
	int ret;

	if (k >= a->cols || !a->list[k].n || !t->col[k].used || data_is_missing_or(w, strlen(w), t->marker) ||
	    dict_add(&a->list[k], w, strlen(w), a->list[k].n) != SIZE_MAX)
		return 0;
	str_add(&s, "'");
	str_addn(&s, w, utf8_prefix(w, 40));
	str_add(&s, "' is not among the values of ");
	table_quote(&s, t->col[k].name);
	ret = bad_line(a, s.s, err);
	str_release(&s);
	return ret;
}

/* "name type" of an attribute. */
static int attribute(struct arff *a, struct data_layout *l, char *s, struct err *err)
{
	struct data_form form = { .kind = DATA_COL_TEXT, .point = '.' };
	char *name = word(&s, " \t"), *type;

	if (a->cols >= DATA_MAX_COLUMNS)
		return err_at(err, ERR_LIMIT, data_path(a->lines.r), a->lines.line, 0,
			      "more than %u columns", DATA_MAX_COLUMNS);
	if (!name)
		return bad_line(a, "a quote is not closed", err);
	if (*s == ' ' || *s == '\t')	/* a quoted one is ended already */
		step(&s);
	type = past_blanks(s);
	XGROW(l->name, a->cap_name, a->cols + 1);
	XGROW(l->form, a->cap_form, a->cols + 1);
	XGROW(a->dflt, a->cap_dflt, a->cols + 1);
	XGROW(a->list, a->cap_list, a->cols + 1);
	memset(&a->list[a->cols], 0, sizeof *a->list);
	l->name[a->cols] = xstrdup(name);
	a->dflt[a->cols] = xstrdup("0");
	l->cols = ++a->cols;
	if (*type == '{') {
		char *first;
		int ret = values(a, type + 1, &first, err);

		if (first) {
			free(a->dflt[a->cols - 1]);
			a->dflt[a->cols - 1] = first;
		}
		if (ret)
			return ret;
	} else if (!strncasecmp(type, "numeric", 7) || !strncasecmp(type, "real", 4) ||
		   !strncasecmp(type, "integer", 7)) {
		form.kind = DATA_COL_NUMBER;
	} else if (!strncasecmp(type, "date", 4)) {
		form.kind = DATA_COL_DATE;
	} else if (strncasecmp(type, "string", 6) != 0) {
		l->form[a->cols - 1] = form;
		return bad_line(a, "an attribute is numeric, real, integer, string, date or {a list}", err);
	}
	l->form[a->cols - 1] = form;
	return 0;
}

static int arff_layout(struct table *t, struct data_reader *r, const struct data_sniff_options *o,
		       void *arg, struct data_notes *notes, struct err *err)
{
	struct arff *a = arg;
	struct data_layout *l = &t->layout;
	char *s;
	size_t n, nominal = 0;
	int ret, found = 0;

	(void)o;
	if ((ret = data_skip_mark(r, err)))
		return ret;
	a->lines.r = r;
	l->point = '.';
	l->header = 1;
	while (!found && (ret = data_line(&a->lines, &s, &n, err)) == 1) {
		s = past_blanks(s);
		if (!*s || *s == '%' || !strncasecmp(s, "@relation", 9))
			continue;
		if (!strncasecmp(s, "@attribute", 10) && (s[10] == ' ' || s[10] == '\t'))
			ret = attribute(a, l, s + 10, err);
		else if (!strncasecmp(s, "@data", 5))
			found = 1;
		else
			ret = bad_line(a, "expected @attribute or @data", err);
		if (ret < 0)
			break;
	}
	/* what was allocated is released with the layout, also after an error */
	l->role = xcalloc(l->cols + 1, 1);
	l->example = xcalloc(l->cols + 1, sizeof *l->example);
	if (ret < 0)
		return ret;
	if (!found || !a->cols)
		return bad_line(a, found ? "no attribute stands before @data" : "ends before @data", err);
	for (size_t k = 0; k < l->cols; k++)
		nominal += l->form[k].kind == DATA_COL_TEXT;
	data_note(notes, DATA_FACT, "layout", NULL, l->cols, NULL, NULL,
		  "ARFF: %zu attributes, %zu of them nominal or text", l->cols, nominal);
	return 0;
}

/* A row: cells between commas. */
static int dense_row(struct table *t, struct arff *a, char *s, struct data_csv_at *at, struct err *err)
{
	size_t k = 0;
	char end = ',';
	int ret;

	while (end == ',') {
		char *w = word(&s, ",");

		if (!w)
			return bad_line(a, "a quote is not closed", err);
		end = step(&s);
		if (end && end != ',')
			return bad_line(a, "expected a comma behind a quoted value", err);
		if (*w == '{' && k == a->cols)
			break;		/* Weka's weight of the row */
		if ((ret = is_named(a, t, k, w, err)) || (ret = table_cell(t, k, w, strlen(w), at, err)))
			return ret;
		k++;
	}
	return table_row(t, k, at, err);
}

/* {index value, index value}: all others are 0, or the first of the list. */
static int sparse_row(struct table *t, struct arff *a, char *s, char **cell, struct data_csv_at *at,
		      struct err *err)
{
	int ret;

	for (size_t k = 0; k < a->cols; k++)
		cell[k] = a->dflt[k];
	for (s = past_blanks(s + 1); *s && *s != '}'; s = past_blanks(s)) {
		char *end, *w;
		unsigned long k = strtoul(s, &end, 10);
		char sep;

		if (!isdigit((unsigned char)*s) || k >= a->cols || (*end != ' ' && *end != '\t'))
			return bad_line(a, "expected an attribute's number and a value", err);
		s = end;
		w = word(&s, ",}");
		if (!w)
			return bad_line(a, "a quote is not closed", err);
		sep = step(&s);
		cell[k] = w;
		if (sep == '}')
			break;
		if (sep != ',')
			return bad_line(a, "expected } at the end of a sparse row", err);
	}
	for (size_t k = 0; k < a->cols; k++)
		if ((ret = is_named(a, t, k, cell[k], err)) ||
		    (ret = table_cell(t, k, cell[k], strlen(cell[k]), at, err)))
			return ret;
	return table_row(t, a->cols, at, err);
}

static int arff_read(struct table *t, struct data_reader *r, void *arg, struct err *err)
{
	struct arff *a = arg;
	struct data_csv_at *at = data_csv_at_new(data_path(r));
	char *s, **cell = xcalloc(a->cols, sizeof *cell);
	size_t n;
	int ret;

	while ((ret = data_line(&a->lines, &s, &n, err)) == 1) {
		s = past_blanks(s);
		if (!*s || *s == '%')
			continue;
		data_csv_at_set(at, a->lines.line);
		ret = *s == '{' ? sparse_row(t, a, s, cell, at, err) : dense_row(t, a, s, at, err);
		if (ret)
			break;
	}
	free(cell);
	data_csv_at_free(at);
	return ret < 0 ? ret : 0;
}

static void arff_release(struct arff *a)
{
	for (size_t k = 0; k < a->cols; k++) {
		free(a->dflt[k]);
		dict_release(&a->list[k]);
	}
	free(a->list);
	free(a->dflt);
	data_lines_release(&a->lines);
}

int data_arff_columns(struct data_reader *r, struct data_layout *l, struct data_notes *notes, struct err *err)
{
	struct table t = { .path = data_path(r) };
	struct arff a = { .cols = 0 };
	int ret = arff_layout(&t, r, NULL, &a, notes, err);

	*l = t.layout;
	arff_release(&a);
	return ret;
}

int data_load_arff(struct dataset **out, const char *name, struct data_reader *r,
		   const struct data_opts *o, struct err *err)
{
	struct arff a = { .cols = 0 };
	const struct table_source source = { arff_layout, arff_read, &a, "an ARFF file",
		"target columns ignore text number kind missing standardize rows window horizon group test" };
	int ret = table_load(out, name, r, &source, o, err);

	arff_release(&a);
	return ret;
}
