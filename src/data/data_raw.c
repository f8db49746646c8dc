/*
 * data_raw.c - see raw.h: the readers of this room lent to others.
 */
#include "data/raw.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_npy.h"

#define CHUNK ((size_t)256 << 10)

int data_text_read(char **text, size_t *n, const char *path, size_t most, struct err *err)
{
	struct data_reader *r;
	size_t cap = CHUNK, len = 0, got = 1;
	char *s;
	int ret = data_open(&r, path, err);

	if (ret)
		return ret;
	ret = data_skip_mark(r, err);
	if (!ret && data_left(r) != UINT64_MAX && data_left(r) < most)
		cap = (size_t)data_left(r) + 1;
	s = xmalloc(cap + 1);
	while (!ret && got) {
		if (len == cap) {
			cap += cap / 2;
			s = xreallocarray(s, cap + 1, 1);
		}
		ret = data_read(r, s + len, cap - len, &got, err);
		if (!ret && memchr(s + len, '\0', got))
			ret = err_at(err, ERR_INPUT, path, 0, 0, "is not text: it holds a NUL byte");
		len += ret ? 0 : got;
		if (!ret && len > most)
			ret = err_at(err, ERR_LIMIT, path, 0, 0, "is larger than %zu MB", most >> 20);
	}
	data_close(r);
	if (ret) {
		free(s);
		return ret;
	}
	s[len] = '\0';
	*text = s;
	*n = len;
	return 0;
}

/* Index in C order of the i-th value of the file. */
static size_t place(const struct npy *a, size_t i)
{
	size_t sub[4] = { 0 }, at = 0;

	if (!a->fortran)
		return i;
	for (int k = 0; k < a->dims; k++) {
		sub[k] = i % a->dim[k];
		i /= a->dim[k];
	}
	for (int k = 0; k < a->dims; k++)
		at = at * a->dim[k] + sub[k];
	return at;
}

static int read_values(struct data_array *out, struct data_reader *r, const struct npy *a, struct err *err)
{
	size_t each = CHUNK / (size_t)a->size, done = 0;
	unsigned char *buf = xmalloc(CHUNK);
	int ret = 0;

	out->dims = a->dims;
	memcpy(out->dim, a->dim, sizeof out->dim);
	out->n = a->rows * a->width;
	out->v = xreallocarray(NULL, out->n, sizeof *out->v);
	while (!ret && done < out->n) {
		size_t m = out->n - done < each ? out->n - done : each;

		ret = data_read_exactly(r, buf, m * (size_t)a->size, err);
		for (size_t i = 0; i < m && !ret; i++)
			out->v[place(a, done + i)] = npy_double(a, buf + i * (size_t)a->size);
		done += m;
	}
	free(buf);
	return ret;
}

int data_array_read(struct data_array *out, const char *path, const char *names, struct err *err)
{
	struct data_reader *r, *part = NULL;
	enum data_format f;
	struct npy a;
	int ret = data_open(&r, path, err);

	memset(out, 0, sizeof *out);
	if (ret)
		return ret;
	ret = data_what(r, &f, err);
	if (!ret && f == FORMAT_ZIP)
		ret = data_npz_open(&part, r, names, err);
	else if (!ret && f != FORMAT_NPY)
		ret = err_at(err, ERR_INPUT, path, 0, 0, "is no array that NumPy saved (.npy or .npz)");
	if (!ret && (part || f == FORMAT_NPY)) {
		ret = npy_header(&a, part ? part : r, "", err);
		if (!ret)
			ret = read_values(out, part ? part : r, &a, err);
	}
	if (part)
		data_close(part);
	data_close(r);
	if (ret)
		data_array_release(out);
	return ret;
}

void data_array_release(struct data_array *a)
{
	free(a->v);
	memset(a, 0, sizeof *a);
}
