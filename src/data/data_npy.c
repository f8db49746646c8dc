/*
 * data_npy.c - NumPy's arrays, versions 1 to 3, as tables and images.
 *
 *   \x93NUMPY major minor length {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
 *
 * A matrix is a table without names whose last column is the target unless said;
 * three or four dimensions are images, with their labels in an array of their own.
 * Numbers of any width and byte order become binary32, each rounded once.  Arrays
 * of Python objects are pickles, which are programs, and are never read.
 */
#include "data_npy.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define HEADER_MAX 65536u
#define CHUNK ((size_t)64 << 10)
#define EXACT 16777216.

static int bad(const struct data_reader *r, const char *what, const char *why, struct err *err)
{
	return err_at(err, ERR_INPUT, data_path(r), 0, 0, "%s%s%s", what, *what ? ": " : "", why);
}

/* Behind 'key': in the header's dictionary, or NULL. */
static const char *value_of(const char *h, const char *key)
{
	size_t n = strlen(key);

	for (const char *p = h; (p = strpbrk(p, "'\"")) != NULL; p++) {
		const char *v = p + 1 + n;

		if (strncmp(p + 1, key, n) != 0 || *v != *p)
			continue;
		v += 1 + strspn(v + 1, " ");
		if (*v == ':')
			return v + 1 + strspn(v + 1, " ");
	}
	return NULL;
}

static int read_descr(struct npy *a, const struct data_reader *r, const char *what, const char *p,
		      struct err *err)
{
	char order;
	long size;
	char *end;

	if (!p || (*p != '\'' && *p != '"'))
		return bad(r, what, p && (*p == '[' || *p == '(') ?
			   "a structured array; save its columns as one array of numbers" :
			   "a damaged NumPy header", err);
	p++;
	order = strchr("<>|=", *p) && *p ? *p++ : '=';
	a->type = *p ? *p++ : '\0';
	size = strtol(p, &end, 10);
	if (a->type == '?')
		a->type = 'b', size = 1;
	if (a->type == 'O')
		return bad(r, what, "an array of Python objects, a pickle, which could run programs when it "
			   "is read; save it as numbers", err);
	if (a->type == 'U' || a->type == 'S')
		return bad(r, what, "an array of texts; save it as numbers, or as CSV", err);
	if (a->type == 'c')
		return bad(r, what, "complex numbers; save their parts", err);
	if (a->type == 'M' || a->type == 'm')
		return bad(r, what, "an array of dates; save them as numbers, say days", err);
	if ((a->type != 'f' || (size != 2 && size != 4 && size != 8)) &&
	    (!strchr("iu", a->type) || !a->type || (size != 1 && size != 2 && size != 4 && size != 8)) &&
	    (a->type != 'b' || size != 1))
		return bad(r, what, "an array of a kind that is not read; save it as float32", err);
	a->size = (int)size;
	a->big = order == '>' || (order == '=' && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__);
	return 0;
}

static int read_shape(struct npy *a, const struct data_reader *r, const char *what, const char *p,
		      struct err *err)
{
	if (!p || *p != '(')
		return bad(r, what, "a damaged NumPy header", err);
	p++;
	a->rows = a->width = 1;
	for (;;) {
		unsigned long long v;
		char *end;

		p += strspn(p, " ,");
		if (*p == ')')
			break;
		if (!isdigit((unsigned char)*p))
			return bad(r, what, "a damaged NumPy header", err);
		v = strtoull(p, &end, 10);
		p = end + (*end == 'L');
		if (a->dims == 4)
			return bad(r, what, "more than 4 dimensions", err);
		if (v > UINT32_MAX || (a->dims && v > DATA_MAX_WIDTH))
			return err_at(err, ERR_LIMIT, data_path(r), 0, 0, "%s%sa dimension of %llu; the limit is %u",
				      what, *what ? ": " : "", v, a->dims ? DATA_MAX_WIDTH : UINT32_MAX);
		a->dim[a->dims++] = (size_t)v;
		if (a->dims == 1)
			a->rows = (size_t)v;
		else
			a->width *= (size_t)v;	/* three factors of 2^16 at most */
	}
	if (!a->dims)
		return bad(r, what, "a single number and no table", err);
	if (!a->width || a->rows < 2)
		return bad(r, what, a->rows < 2 ? "has less than 2 rows" : "is empty", err);
	if (a->width > DATA_MAX_WIDTH)
		return err_at(err, ERR_LIMIT, data_path(r), 0, 0, "%s%s%zu values a row; the limit is %u",
			      what, *what ? ": " : "", a->width, DATA_MAX_WIDTH);
	if (a->rows > DATA_MAX_CELLS / a->width)
		return err_at(err, ERR_LIMIT, data_path(r), 0, 0, "%s%s%zu rows of %zu values are more than the limit of %zu",
			      what, *what ? ": " : "", a->rows, a->width, DATA_MAX_CELLS);
	return 0;
}

int npy_header(struct npy *a, struct data_reader *r, const char *what, struct err *err)
{
	unsigned char m[12];
	const char *order;
	size_t n;
	char *text;
	int ret = data_read_exactly(r, m, 10, err);

	memset(a, 0, sizeof *a);
	if (ret)
		return ret;
	if (memcmp(m, "\x93NUMPY", 6) != 0 || m[6] < 1 || m[6] > 3)
		return bad(r, what, "no NumPy array of version 1 to 3", err);
	n = m[8] | (size_t)m[9] << 8;
	if (m[6] > 1) {
		if ((ret = data_read_exactly(r, m + 10, 2, err)))
			return ret;
		n |= (size_t)m[10] << 16 | (size_t)m[11] << 24;
	}
	if (n > HEADER_MAX)
		return bad(r, what, "a NumPy header that is too long", err);
	text = xmalloc(n + 1);
	ret = data_read_exactly(r, text, n, err);
	text[n] = '\0';
	if (!ret && strlen(text) != n)
		ret = bad(r, what, "a damaged NumPy header", err);
	if (!ret)
		ret = read_descr(a, r, what, value_of(text, "descr"), err);
	order = ret ? NULL : value_of(text, "fortran_order");
	if (!ret && (!order || (strncmp(order, "True", 4) != 0 && strncmp(order, "False", 5) != 0)))
		ret = bad(r, what, "a damaged NumPy header", err);
	a->fortran = order && *order == 'T' && a->dims != 1;
	if (!ret)
		ret = read_shape(a, r, what, value_of(text, "shape"), err);
	free(text);
	if (!ret && data_left(r) != UINT64_MAX &&
	    data_left(r) != (uint64_t)a->rows * a->width * (uint64_t)a->size)
		ret = err_at(err, ERR_INPUT, data_path(r), 0, 0,
			     "%s%sholds %llu bytes of data, its header promises %llu", what, *what ? ": " : "",
			     (unsigned long long)data_left(r),
			     (unsigned long long)a->rows * a->width * (unsigned long long)a->size);
	return ret;
}

/* ---- values ---- */

static float half(uint32_t h)
{
	uint32_t e = h >> 10 & 31, f = h & 1023;
	float v = e == 31 ? (f ? NAN : INFINITY) : e ? ldexpf((float)(f | 1024), (int)e - 25) : ldexpf((float)f, -24);

	return h >> 15 ? -v : v;
}

/* A value as a float; *rounded where it is a whole number that floats do not hold,
 * *range where it is too large for one. */
static float value(const struct npy *a, const unsigned char *p, int *rounded, int *range)
{
	uint64_t w = 0;
	float f;
	double d;
	int64_t i;

	for (int k = 0; k < a->size; k++)
		w |= (uint64_t)p[a->big ? a->size - 1 - k : k] << 8 * k;
	switch (a->type) {
	case 'b':
		return w != 0;
	case 'u':
		*rounded |= w > (uint64_t)EXACT;
		return (float)w;
	case 'i':
		/* sign extension */
		i = a->size == 8 ? (int64_t)w : (int64_t)(w << (64 - 8 * a->size)) >> (64 - 8 * a->size);
		*rounded |= (double)i > EXACT || (double)i < -EXACT;
		return (float)i;
	default:
		break;
	}
	if (a->size == 2)
		return half((uint32_t)w);
	if (a->size == 4) {
		uint32_t v = (uint32_t)w;

		memcpy(&f, &v, 4);
		return f;
	}
	memcpy(&d, &w, 8);
	f = (float)d;
	*range |= isinf(f) && !isinf(d);
	*rounded |= fabs(d) > EXACT && d == floor(d) && (double)f != d;
	return f;
}

double npy_double(const struct npy *a, const unsigned char *p)
{
	int rounded = 0, range = 0;
	uint64_t w = 0;
	double d;

	for (int k = 0; k < a->size; k++)
		w |= (uint64_t)p[a->big ? a->size - 1 - k : k] << 8 * k;
	if (a->type == 'u')
		return (double)w;
	if (a->type == 'i')
		return (double)((int64_t)(w << (64 - 8 * a->size)) >> (64 - 8 * a->size));
	if (a->type == 'f' && a->size == 8) {
		memcpy(&d, &w, 8);
		return d;
	}
	return (double)value(a, p, &rounded, &range);
}

/* ---- the data set ---- */

struct arrays {
	struct data_reader *rx, *ry;
	const struct npy *x, *y;
	const char *said;
};

static void name_columns(struct data_layout *l, size_t from, size_t n, const char *base, int numbered)
{
	for (size_t k = 0; k < n; k++) {
		struct str s = STR_INIT;

		str_add(&s, base);
		if (numbered)
			str_addf(&s, "%zu", k + 1);
		l->name[from + k] = str_detach(&s);
		l->form[from + k] = (struct data_form){ .kind = DATA_COL_NUMBER, .point = '.' };
	}
}

static int npy_layout(struct table *t, struct data_reader *r, const struct data_sniff_options *o,
		      void *arg, struct data_notes *notes, struct err *err)
{
	const struct arrays *a = arg;
	const struct npy *x = a->x;
	struct data_layout *l = &t->layout;
	struct str shape = STR_INIT;

	(void)o;
	if (!a->y && x->dims > 2)
		return err_at(err, ERR_INPUT, data_path(r), 0, 0, "holds %zu images of %zu x %zu and no labels; "
			      "labels=FILE.npy gives them", x->rows, x->dim[1], x->dim[2]);
	if (a->y && a->y->rows != x->rows)
		return err_at(err, ERR_INPUT, data_path(r), 0, 0, "%zu rows of inputs and %zu of targets",
			      x->rows, a->y->rows);
	data_layout_columns(l, x->width + (a->y ? a->y->width : 0));
	l->point = '.';
	l->header = 1;
	name_columns(l, 0, x->width, "x", 1);
	if (a->y)
		name_columns(l, x->width, a->y->width, "y", a->y->width > 1);
	for (size_t k = x->width; k < l->cols; k++)
		l->role[k] = 't';
	if (x->dims > 2) {
		t->shape[0] = (uint32_t)x->dim[1];
		t->shape[1] = (uint32_t)x->dim[2];
		t->shape[2] = x->dims == 4 ? (uint32_t)x->dim[3] : 1;
	}
	for (int k = 0; k < x->dims; k++)
		str_addf(&shape, "%s%zu", k ? " x " : "", x->dim[k]);
	data_note(notes, DATA_FACT, "layout", NULL, x->rows, NULL, NULL, "NumPy: %s of %s%d%s%s", shape.s,
		  x->type == 'f' ? "float" : x->type == 'b' ? "bool" : x->type == 'u' ? "uint" : "int", 8 * x->size,
		  x->dims > 2 && x->type == 'u' && x->size == 1 ? ", bytes scaled to 0..1" : "",
		  a->said ? a->said : "");
	str_release(&shape);
	return 0;
}

/* Row and column of the value at place i of the file. */
static void place(const struct npy *a, size_t i, size_t *row, size_t *col)
{
	size_t inner = 0, index[4];

	if (!a->fortran) {
		*row = i / a->width;
		*col = i % a->width;
		return;
	}
	for (int k = 0; k < a->dims; k++) {
		index[k] = i % a->dim[k];
		i /= a->dim[k];
	}
	for (int k = 1; k < a->dims; k++)
		inner = inner * a->dim[k] + index[k];
	*row = index[0];
	*col = inner;
}

static void refuse(struct column *c, char what, float v)
{
	if (!c->refused.what) {
		struct str s = STR_INIT;

		c->refused.what = what;
		str_addf(&s, "%g", (double)v);
		memcpy(c->refused.text, s.s, s.len < sizeof c->refused.text ? s.len : sizeof c->refused.text - 1);
		str_release(&s);
	}
	c->refused.count++;
}

/* All values of an array into the columns from `first` on; lost[row]: 1 missing, 2 refused. */
static int read_array(struct table *t, struct data_reader *r, const struct npy *a, size_t first,
		      size_t rows, unsigned char *lost, struct err *err)
{
	const size_t all = a->fortran ? a->rows * a->width : rows * a->width;
	const float scale = a->dims > 2 && a->type == 'u' && a->size == 1 ? 255 : 1;
	unsigned char *buf = xmalloc(CHUNK);
	int ret = 0;

	for (size_t i = 0; i < all && !ret;) {
		size_t n = CHUNK / 8 < all - i ? CHUNK / 8 : all - i;

		ret = data_read_exactly(r, buf, n * (size_t)a->size, err);
		for (size_t k = 0; k < n && !ret; k++, i++) {
			int rounded = 0, range = 0;
			struct column *c;
			size_t row, col;
			float v;

			place(a, i, &row, &col);
			c = &t->col[first + col];
			if (row >= rows || !c->used || c->slot == SIZE_MAX)
				continue;
			v = value(a, buf + k * (size_t)a->size, &rounded, &range);
			if (scale > 1)
				v /= scale;
			c->rounded += (size_t)rounded;
			for (size_t m = 0; m < t->n_mark; m++)
				if (v == t->mark[m])
					v = NAN;
			if (isnan(v)) {
				c->missing++;
				lost[row] |= 1;
			} else if (!isfinite(v)) {
				refuse(c, range ? REFUSED_RANGE : REFUSED_INFINITE, v);
				lost[row] |= 2;
			} else {
				t->cell[row * t->slots + c->slot] = v;
			}
		}
	}
	free(buf);
	return ret;
}

static int npy_read(struct table *t, struct data_reader *r, void *arg, struct err *err)
{
	const struct arrays *a = arg;
	size_t rows = a->x->rows < t->limit ? a->x->rows : t->limit, kept = 0;
	unsigned char *lost;
	int ret;

	(void)r;
	if (!t->slots || rows > DATA_MAX_CELLS / t->slots)
		return err_at(err, ERR_LIMIT, t->path, 0, 0, "%zu rows of %zu values are more than the limit of %zu; "
			      "rows= takes fewer", rows, t->slots, DATA_MAX_CELLS);
	/* what the file promises, it has: sizes were compared, or it is packed at most 100-fold */
	t->cell = malloc(rows * t->slots * sizeof *t->cell);
	lost = calloc(rows, 1);
	if (!t->cell || !lost) {
		free(lost);
		return err_at(err, ERR_LIMIT, t->path, 0, 0, "not enough memory for %zu rows; rows= takes fewer", rows);
	}
	ret = read_array(t, a->rx, a->x, 0, rows, lost, err);
	if (!ret && a->y)
		ret = read_array(t, a->ry, a->y, a->x->width, rows, lost, err);
	for (size_t i = 0; i < rows && !ret; i++) {
		t->missing_rows += lost[i] & 1;
		t->bad_rows += lost[i] >> 1 & 1;
		if (lost[i])
			continue;
		if (kept != i)
			memcpy(t->cell + kept * t->slots, t->cell + i * t->slots, t->slots * sizeof *t->cell);
		kept++;
	}
	t->all_rows = rows;
	t->rows = t->cap = kept;
	free(lost);
	return ret;
}

int npy_load(struct dataset **out, const char *name, struct data_reader *file,
	     struct data_reader *rx, const struct npy *x, struct data_reader *ry, const struct npy *y,
	     const char *said, const struct data_opts *o, struct err *err)
{
	struct arrays a = { rx, ry, x, y, said };
	const struct table_source source = { npy_layout, npy_read, &a, "a NumPy file",
		"target columns ignore kind missing standardize rows window horizon labels" };

	return table_load(out, name, file, &source, o, err);
}

int npy_columns(struct data_reader *r, const struct npy *x, const struct npy *y, struct data_layout *l,
		struct data_notes *notes, struct err *err)
{
	struct table t = { .path = data_path(r) };
	struct arrays a = { r, NULL, x, y, NULL };
	int ret = npy_layout(&t, r, NULL, &a, notes, err);

	*l = t.layout;
	return ret;
}

int data_npy_columns(struct data_reader *r, struct data_layout *l, struct data_notes *notes, struct err *err)
{
	struct npy x;
	int ret = npy_header(&x, r, "", err);

	return ret ? ret : npy_columns(r, &x, NULL, l, notes, err);
}

int data_load_npy(struct dataset **out, const char *name, struct data_reader *r,
		  const struct data_opts *o, struct err *err)
{
	const char *labels = data_opt(o, "labels");
	struct data_reader *ry = NULL;
	struct npy x, y;
	int ret = npy_header(&x, r, "", err);

	if (!ret && labels)
		ret = data_open(&ry, labels, err);
	if (!ret && labels)
		ret = npy_header(&y, ry, "", err);
	if (!ret && labels && y.dims > 2)
		ret = err_at(err, ERR_INPUT, labels, 0, 0, "expected one label a row, not images");
	if (!ret)
		ret = npy_load(out, name, r, r, &x, ry, ry ? &y : NULL, NULL, o, err);
	data_close(ry);
	return ret;
}
