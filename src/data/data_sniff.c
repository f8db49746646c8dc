/*
 * data_sniff.c - what kind of table is this?
 *
 * Looks at the first 256 KiB, at most 1000 rows, and asks in turn: what stands
 * before the table and what divides its lines (data_lead.c), which rows hold
 * names (data_header.c), what each column holds (data_kind.c).  What is found is
 * said in the notes, and every guess has an option that overrules it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_sample.h"

static int on_cell(void *arg, size_t k, const char *text, size_t n,
		   const struct data_csv_at *at, struct err *err)
{
	struct sample *s = arg;

	if (k >= DATA_MAX_COLUMNS)
		return s->rows ? 0 : err_at(err, ERR_LIMIT, s->path, data_csv_line(at), 0,
					    "more than %u columns", DATA_MAX_COLUMNS);
	XGROW(s->at, s->cap, s->n + 1);
	s->at[s->n++] = s->text.len;
	str_addn(&s->text, text, n);
	str_addc(&s->text, '\0');
	return 0;
}

static int on_row(void *arg, size_t cells, const struct data_csv_at *at, struct err *err)
{
	struct sample *s = arg;

	(void)cells;
	(void)at;
	(void)err;
	s->row[++s->rows] = s->n;
	return s->rows == SAMPLE_ROWS;
}

size_t sample_cells(const struct sample *s, size_t r)
{
	return s->row[r + 1] - s->row[r];
}

const char *sample_cell(const struct sample *s, size_t r, size_t k)
{
	size_t shift = r == s->skip ? s->shift : 0;

	if (r >= s->rows || k < shift || k - shift >= sample_cells(s, r))
		return "";
	return s->text.s + s->at[s->row[r] + k - shift];
}

int data_sniff(struct data_reader *r, const struct data_sniff_options *o,
	       struct data_layout *l, struct data_notes *notes, struct err *err)
{
	struct sample *s = xcalloc(1, sizeof *s);
	const struct data_csv_sink sink = { s, on_cell, on_row, NULL };
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	char *names = NULL;
	const char *p;
	size_t n;
	int ret;

	s->path = data_path(r);
	str_init(&s->text);
	memset(l, 0, sizeof *l);
	ret = data_skip_mark(r, err);
	if (ret || (ret = data_peek(r, DATA_HEAD_BYTES, &p, &n, err)))
		goto out;
	data_lead(p, n, o, &l->csv, &names, notes);
	ret = data_csv_scan_mem(p, n, s->path, &l->csv, n == DATA_HEAD_BYTES, &sink, err);
	if (ret)
		goto out;
	if (!s->rows) {
		ret = n == DATA_HEAD_BYTES ?
			err_at(err, ERR_LIMIT, s->path, 1, 0, "the first line is longer than %zu bytes",
			       DATA_HEAD_BYTES) :
			err_at(err, ERR_INPUT, s->path, 0, 0, "is empty, expected rows of data");
		goto out;
	}
	sample_header(s, o->header, o->point, o->missing, names, c, l, notes);
out:
	freelocale(c);
	free(names);
	str_release(&s->text);
	free(s->at);
	free(s);
	return ret;
}

void data_layout_columns(struct data_layout *l, size_t n)
{
	l->cols = n;
	l->name = xcalloc(n, sizeof *l->name);
	l->form = xcalloc(n, sizeof *l->form);
	l->role = xcalloc(n, 1);
	l->example = xcalloc(n, sizeof *l->example);
}

void data_layout_release(struct data_layout *l)
{
	for (size_t k = 0; k < l->cols; k++) {
		if (l->name)
			free(l->name[k]);
		if (l->example)
			free(l->example[k]);
	}
	for (size_t k = 0; k < l->n_class; k++)
		free(l->class_name[k]);
	free(l->class_name);
	free(l->name);
	free(l->example);
	free(l->form);
	free(l->role);
}
