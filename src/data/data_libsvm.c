/*
 * data_libsvm.c - the sparse text format of LIBSVM and SVMlight.
 *
 *   -1 3:1 11:0.5      the label, then index:value in ascending order
 *
 * What a row does not name is 0.  How many columns there are only the end of the
 * file tells, so it is read twice.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_table.h"

struct libsvm {
	size_t first, last;	/* the least and the largest index */
	size_t rows, queries;
};

static int bad_line(const struct data_lines *l, const char *what, struct err *err)
{
	return err_at(err, ERR_INPUT, data_path(l->r), l->line, 0, "LIBSVM: %s", what);
}

/* The next index:value at *s; 1, 0 at the end of the line, or an error.  The value
 * is terminated in place. */
static int next_pair(const struct data_lines *l, char **s, size_t *index, char **value, size_t *queries,
		     struct err *err)
{
	char *end;

	for (;;) {
		*s += strspn(*s, " \t");
		if (!**s || **s == '#')
			return 0;
		if (strncmp(*s, "qid:", 4) != 0)
			break;
		*s += strcspn(*s, " \t");
		++*queries;
	}
	if (**s < '0' || **s > '9')
		return bad_line(l, "expected index:value", err);
	*index = strtoul(*s, &end, 10);
	if (*end != ':' || *index > DATA_MAX_WIDTH)
		return *end == ':' ? err_at(err, ERR_LIMIT, data_path(l->r), l->line, 0,
					    "index %zu; the limit is %u", *index, DATA_MAX_WIDTH) :
			bad_line(l, "expected index:value", err);
	*value = end + 1;
	*s = *value + strcspn(*value, " \t");
	if (**s)
		*(*s)++ = '\0';
	return 1;
}

/* Which indices there are. */
static int survey(struct libsvm *v, const char *path, size_t limit, struct err *err)
{
	struct data_reader *r;
	struct data_lines l = { .r = NULL };
	char *s, *value;
	size_t n, index;
	int ret = data_open(&r, path, err);

	if (ret)
		return ret;
	l.r = r;
	v->first = SIZE_MAX;
	ret = data_skip_mark(r, err);
	while (!ret && v->rows < limit && (ret = data_line(&l, &s, &n, err)) == 1) {
		size_t last = 0, pairs = 0;

		ret = 0;
		s += strspn(s, " \t");
		if (!*s || *s == '#')
			continue;
		v->rows++;
		s += strcspn(s, " \t");
		while ((ret = next_pair(&l, &s, &index, &value, &v->queries, err)) == 1) {
			if (pairs++ && index <= last) {
				ret = bad_line(&l, "indices must ascend", err);
				break;
			}
			last = index;
			v->first = index < v->first ? index : v->first;
			v->last = index > v->last ? index : v->last;
		}
	}
	data_lines_release(&l);
	data_close(r);
	return ret < 0 ? ret : 0;
}

static int libsvm_layout(struct table *t, struct data_reader *r, const struct data_sniff_options *o,
			 void *arg, struct data_notes *notes, struct err *err)
{
	struct libsvm *v = arg;
	struct data_layout *l = &t->layout;
	int ret = survey(v, data_path(r), t->limit, err);

	(void)o;
	if (ret)
		return ret;
	if (v->first == SIZE_MAX)
		return err_at(err, ERR_INPUT, data_path(r), 0, 0, "holds no rows of data");
	v->first = v->first == 0 ? 0 : 1;
	data_layout_columns(l, v->last - v->first + 2);
	l->point = '.';
	l->header = 1;
	for (size_t k = 0; k < l->cols; k++) {
		struct str s = STR_INIT;

		if (k + 1 < l->cols)
			str_addf(&s, "x%zu", k + v->first);
		else
			str_add(&s, "y");
		l->name[k] = str_detach(&s);
		l->form[k] = (struct data_form){ .kind = DATA_COL_NUMBER, .point = '.' };
	}
	l->role[l->cols - 1] = 't';
	data_note(notes, DATA_FACT, "layout", NULL, v->rows, NULL, NULL,
		  "LIBSVM: %zu rows of indices %zu to %zu, what a row does not name is 0", v->rows, v->first,
		  v->last);
	if (v->queries)
		data_note(notes, DATA_READ, "queries", NULL, v->queries, NULL, NULL,
			  "qid: is not used: rows of one query may be in training and test");
	return 0;
}

static int libsvm_row(struct table *t, const struct libsvm *v, const struct data_lines *l, char *s,
		      const struct data_csv_at *at, struct err *err)
{
	const size_t cols = t->layout.cols;
	size_t n = strcspn(s, " \t"), k = 0, index, unused = 0;
	char *label = s, *value;
	int ret;

	s += n + (s[n] != '\0');
	label[n] = '\0';
	while ((ret = next_pair(l, &s, &index, &value, &unused, err)) == 1) {
		size_t at_column = index - v->first;

		if (index < v->first || at_column < k || at_column + 1 >= cols)
			return bad_line(l, "indices must ascend", err);
		for (; k < at_column; k++)
			if ((ret = table_cell(t, k, "0", 1, at, err)))
				return ret;
		if ((ret = table_cell(t, k++, value, strlen(value), at, err)))
			return ret;
	}
	if (ret)
		return ret;
	for (; k + 1 < cols; k++)
		if ((ret = table_cell(t, k, "0", 1, at, err)))
			return ret;
	if ((ret = table_cell(t, k, label, n, at, err)))
		return ret;
	return table_row(t, cols, at, err);
}

static int libsvm_read(struct table *t, struct data_reader *r, void *arg, struct err *err)
{
	struct libsvm *v = arg;
	struct data_lines l = { .r = r };
	struct data_csv_at *at = data_csv_at_new(data_path(r));
	char *s;
	size_t n;
	int ret = data_skip_mark(r, err);

	while (!ret && (ret = data_line(&l, &s, &n, err)) == 1) {
		ret = 0;
		s += strspn(s, " \t");
		if (!*s || *s == '#')
			continue;
		data_csv_at_set(at, l.line);
		ret = libsvm_row(t, v, &l, s, at, err);
	}
	data_lines_release(&l);
	data_csv_at_free(at);
	return ret < 0 ? ret : 0;
}

int data_load_libsvm(struct dataset **out, const char *name, struct data_reader *r,
		     const struct data_opts *o, struct err *err)
{
	struct libsvm v = { 0 };
	const struct table_source source = { libsvm_layout, libsvm_read, &v, "a LIBSVM file",
		"target columns ignore text number kind missing standardize rows window horizon group test" };

	return table_load(out, name, r, &source, o, err);
}
