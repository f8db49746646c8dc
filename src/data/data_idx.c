/*
 * data_idx.c - IDX, the format of MNIST: images and their labels.
 *
 *   0 0 type dimensions | size 1 (big-endian, 32 bits) | ... | bytes, row-major
 *
 * type 8 is unsigned bytes, the only one read.  Images have two dimensions
 * (rows of pixels), three (rows, height, width) or four (and channels); labels
 * have one.  What the header says is believed only as far as bytes arrive.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_int.h"

#define CHUNK ((size_t)256 << 10)

struct idx {
	uint32_t dim[4];
	int n_dim;
	uint64_t row;		/* bytes a row */
};

static int read_header(struct idx *h, struct data_reader *r, int min_dim, int max_dim,
		       struct err *err)
{
	const char *path = data_path(r);
	unsigned char m[4], b[4];
	int ret = data_read_exactly(r, m, 4, err);

	if (ret)
		return ret;
	if (m[0] || m[1])
		return err_at(err, ERR_INPUT, path, 0, 0,
			      "magic number %02x%02x%02x%02x, expected an IDX file (0000080%d)",
			      m[0], m[1], m[2], m[3], max_dim == 1 ? 1 : 3);
	if (m[2] != 8)
		return err_at(err, ERR_INPUT, path, 0, 0,
			      "IDX values of type 0x%02x, expected unsigned bytes (0x08)", m[2]);
	if (m[3] < min_dim || m[3] > max_dim)
		return err_at(err, ERR_INPUT, path, 0, 0, "IDX with %d dimension%s, expected %s",
			      m[3], m[3] == 1 ? "" : "s",
			      max_dim == 1 ? "1 (labels)" : "2 to 4 (images)");
	h->n_dim = m[3];
	h->row = 1;
	for (int i = 0; i < h->n_dim; i++) {
		ret = data_read_exactly(r, b, 4, err);
		if (ret)
			return ret;
		h->dim[i] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
		if (i)		/* three factors below 2^32, checked as they come */
			h->row *= h->dim[i];
		if (!h->dim[i] || (i && h->row > DATA_MAX_WIDTH))
			return err_at(err, h->dim[i] ? ERR_LIMIT : ERR_INPUT, path, 0, 0,
				      "IDX dimension %d is %u, expected images of 1 to %u values",
				      i + 1, h->dim[i], DATA_MAX_WIDTH);
	}
	if (data_left(r) != UINT64_MAX && data_left(r) != h->row * h->dim[0])
		return err_at(err, ERR_INPUT, path, 0, 0,
			      "holds %llu bytes of data, its header promises %llu",
			      (unsigned long long)data_left(r),
			      (unsigned long long)(h->row * h->dim[0]));
	return 0;
}

/* n bytes, growing with what arrives: a short file costs what it holds. */
static int read_bytes(struct data_reader *r, uint64_t n, unsigned char **out, struct err *err)
{
	size_t have = 0, cap = 0;
	unsigned char *p = NULL;

	while (have < n) {
		size_t want = n - have < CHUNK ? (size_t)(n - have) : CHUNK;
		int ret;

		XGROW(p, cap, have + want);
		ret = data_read_exactly(r, p + have, want, err);
		if (ret) {
			free(p);
			return ret;
		}
		have += want;
	}
	*out = p;
	return 0;
}

/* Nothing may follow, where only the end of a .gz can tell. */
static int expect_end(struct data_reader *r, struct err *err)
{
	char c;
	size_t got;
	int ret = data_read(r, &c, 1, &got, err);

	if (!ret && got)
		return err_at(err, ERR_INPUT, data_path(r), 0, 0,
			      "goes on after the data that its header promises");
	return ret;
}

/* All labels of the file, which must be `rows` many. Caller frees *out always. */
static int read_labels(const char *path, uint32_t rows, unsigned char **out, struct err *err)
{
	struct data_reader *r;
	struct idx h;
	int ret = data_open(&r, path, err);

	if (ret)
		return ret;
	ret = read_header(&h, r, 1, 1, err);
	if (!ret && h.dim[0] != rows)
		ret = err_at(err, ERR_INPUT, path, 0, 0, "%u labels for %u images", h.dim[0], rows);
	if (!ret)
		ret = read_bytes(r, rows, out, err);
	if (!ret)
		ret = expect_end(r, err);
	data_close(r);
	return ret;
}

/* train-images-idx3-ubyte[.gz] has its labels in train-labels-idx1-ubyte[.gz]. */
static char *guess_labels(const char *path)
{
	const char *name = strrchr(path, '/'), *hit;
	struct str s = STR_INIT;

	name = name ? name + 1 : path;
	hit = strstr(name, "images-idx3");
	if (!hit)
		hit = strstr(name, "images.idx3");
	if (!hit)
		return NULL;
	str_addn(&s, path, (size_t)(hit - path));
	str_add(&s, hit[6] == '-' ? "labels-idx1" : "labels.idx1");
	str_add(&s, hit + strlen("images-idx3"));
	return str_detach(&s);
}

static void fill(struct dataset *d, const unsigned char *pixel, const unsigned char *label)
{
	float level[256];

	for (int i = 0; i < 256; i++)
		level[i] = (float)i / 255;
	for (size_t i = 0; i < d->rows * d->features; i++)
		d->x[i] = level[pixel[i]];
	for (size_t i = 0; i < d->rows; i++)
		data_set_label(d, i, label[i]);
}

/* Labels that occur become classes 0, 1, 2 ... in their order; name[c] gets the label
 * of class c. */
static size_t compress(unsigned char *label, size_t rows, unsigned char name[256])
{
	int class[256];
	size_t n = 0;

	memset(class, 0, sizeof class);
	for (size_t i = 0; i < rows; i++)
		class[label[i]] = 1;
	for (int v = 0; v < 256; v++)
		if (class[v]) {
			name[n] = (unsigned char)v;
			class[v] = (int)n++;
		}
	for (size_t i = 0; i < rows; i++)
		label[i] = (unsigned char)class[label[i]];
	return n;
}

static void name_classes(struct dataset *d, size_t n, const unsigned char *label,
			 struct data_notes *notes)
{
	int gap = 0;

	d->output_names = xcalloc(n, sizeof *d->output_names);
	for (size_t i = 0; i < n; i++) {
		char name[8];

		snprintf(name, sizeof name, "%u", label[i]);
		d->output_names[i] = xstrdup(name);
		gap |= label[i] != i;
	}
	if (gap)
		data_note(notes, DATA_READ, "codes", NULL, n, NULL, NULL,
			  "labels that do not occur are no classes: %zu of them from %u to %u do",
			  n, label[0], label[n - 1]);
}

int data_load_idx(struct dataset **out, const char *name, struct data_reader *r,
		  const struct data_opts *o, struct err *err)
{
	const char *given = data_opt(o, "labels");
	char *guess = NULL;
	unsigned char *label = NULL, *pixel = NULL;
	struct dataset *d = NULL;
	struct data_notes notes = { NULL, 0, 0 };
	size_t rows, limit = UINT32_MAX, classes = 0;
	unsigned char class_label[256];
	struct idx h;
	int ret;

	if ((ret = data_opt_check(o, "IDX images", DATA_IDX_OPTIONS, err)) ||
	    (ret = data_opt_size(o, "rows", 2, UINT32_MAX, &limit, err)) ||
	    (ret = read_header(&h, r, 2, 4, err)))
		return ret;
	if (!given)
		given = guess = guess_labels(data_path(r));
	if (!given)
		return err_at(err, ERR_USAGE, data_path(r), 0, 0,
			      "IDX images need labels=FILE, an IDX file with one label a row");
	ret = read_labels(given, h.dim[0], &label, err);
	if (ret)
		goto out;
	rows = h.dim[0] < limit ? h.dim[0] : limit;
	classes = compress(label, rows, class_label);
	if (rows < 2 || classes < 2) {
		ret = err_at(err, ERR_INPUT, given, 0, 0,
			     rows < 2 ? "one image only, expected at least 2" :
			     "one class only, expected two or more");
		goto out;
	}
	if (rows > DATA_MAX_CELLS / h.row) {
		ret = err_at(err, ERR_LIMIT, data_path(r), 0, 0,
			     "%zu images of %llu values are more than the limit of %zu; rows= takes fewer",
			     rows, (unsigned long long)h.row, DATA_MAX_CELLS);
		goto out;
	}
	/* The bytes first, the four times larger floats when they are there. */
	ret = read_bytes(r, rows * h.row, &pixel, err);
	if (ret || (rows == h.dim[0] && (ret = expect_end(r, err))))
		goto out;
	ret = data_alloc(&d, name, classes == 2 ? DATA_BINARY : DATA_CLASSES, rows,
			 h.n_dim == 2 ? (const uint32_t[]){ 1, 1, h.dim[1] } :
			 (const uint32_t[]){ h.dim[1], h.dim[2], h.n_dim == 4 ? h.dim[3] : 1 },
			 classes == 2 ? 1 : classes, err);
	if (ret)
		goto out;
	fill(d, pixel, label);
	data_note(&notes, DATA_FACT, "layout", NULL, h.dim[0], NULL, NULL,
		  "IDX: %u rows, bytes scaled to 0..1%s", h.dim[0], guess ? ", labels found beside it" : "");
	name_classes(d, classes, class_label, &notes);
	data_take_notes(d, &notes);
	d->default_test = rows >= 20 ? .25 : 0;
	data_finish(d);
	*out = d;
out:
	data_notes_release(&notes);
	free(pixel);
	free(label);
	free(guess);
	return ret;
}
