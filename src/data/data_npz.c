/*
 * data_npz.c - .npz: NumPy arrays in a ZIP archive; and what other archives are.
 *
 * The archive's directory, at its end, is believed and not the headers before the
 * entries, which NumPy writes with sizes yet unknown.  Entries are stored or
 * deflated; sizes, bounds and check sums are held against what arrives.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_npy.h"

#define TAIL 65557u		/* the end record and the longest comment */
#define ENTRIES_MAX 1000u
#define DIRECTORY_MAX (1u << 20)
#define ARRAYS 16

struct entry {
	char name[64];		/* without .npy */
	uint64_t packed, size, at;
	uint32_t crc;
	int method;
};

static uint32_t le(const unsigned char *p, int n)
{
	uint32_t v = 0;

	for (int k = n; k-- > 0;)
		v = v << 8 | p[k];
	return v;
}

static uint64_t le64(const unsigned char *p)
{
	return (uint64_t)le(p + 4, 4) << 32 | le(p, 4);
}

static int damaged(const struct data_reader *r, struct err *err)
{
	return err_at(err, ERR_INPUT, data_path(r), 0, 0, "a damaged ZIP archive");
}

/* Sizes that do not fit stand in an extra field, in this order. */
static int zip64(const unsigned char *extra, size_t n, struct entry *e)
{
	uint64_t *field[] = { &e->size, &e->packed, &e->at };

	while (n >= 4) {
		size_t len = le(extra + 2, 2);
		const unsigned char *p = extra + 4;

		if (len > n - 4)
			return -1;
		if (le(extra, 2) == 1) {
			for (int k = 0; k < 3; k++) {
				if (*field[k] != UINT32_MAX)
					continue;
				if (len < 8)
					return -1;
				*field[k] = le64(p);
				p += 8;
				len -= 8;
			}
			return 0;
		}
		extra += 4 + len;
		n -= 4 + len;
	}
	return e->size == UINT32_MAX || e->packed == UINT32_MAX || e->at == UINT32_MAX ? -1 : 0;
}

/* The archive's directory, and how many entries it has. Caller frees. */
static int read_directory(const struct data_reader *r, unsigned char **dir, size_t *bytes, size_t *n,
			  struct err *err)
{
	uint64_t size = data_size(r);
	size_t len = size < TAIL ? (size_t)size : TAIL, at;
	unsigned char *tail = xmalloc(len + 1);
	uint32_t where;
	int ret;

	*dir = NULL;
	if (!size) {
		free(tail);
		return err_at(err, ERR_INPUT, data_path(r), 0, 0, "is a ZIP archive inside gzip data; unpack it once");
	}
	ret = data_read_at(r, size - len, tail, len, err);
	for (at = len < 22 ? 0 : len - 21; !ret && at-- > 0;)
		if (!memcmp(tail + at, "PK\5\6", 4))
			break;
	if (ret || at == SIZE_MAX || len < 22) {
		free(tail);
		return ret ? ret : err_at(err, ERR_INPUT, data_path(r), 0, 0, "is a damaged ZIP archive or "
					  "spreadsheet; export the sheet as CSV");
	}
	*n = le(tail + at + 10, 2);
	*bytes = le(tail + at + 12, 4);
	where = le(tail + at + 16, 4);
	free(tail);
	if (where == UINT32_MAX || *n == UINT16_MAX)
		return err_at(err, ERR_LIMIT, data_path(r), 0, 0, "a ZIP archive of more than 4 GiB or 65534 entries");
	if (*n > ENTRIES_MAX || *bytes > DIRECTORY_MAX)
		return err_at(err, ERR_LIMIT, data_path(r), 0, 0, "a ZIP archive of more than %u entries", ENTRIES_MAX);
	if (where > size || *bytes > size - where)
		return damaged(r, err);
	*dir = xmalloc(*bytes + 1);
	ret = data_read_at(r, where, *dir, *bytes, err);
	return ret;
}

static int has_prefix(const unsigned char *name, size_t n, const char *prefix)
{
	return n >= strlen(prefix) && !memcmp(name, prefix, strlen(prefix));
}

/* The arrays of the archive; *what becomes what else it is. */
static int list(const struct data_reader *r, struct entry *e, size_t *n, const char **what, struct err *err)
{
	unsigned char *dir, *p;
	size_t bytes = 0, entries = 0;
	int ret = read_directory(r, &dir, &bytes, &entries, err);

	*n = 0;
	*what = "a ZIP archive; unpack it";
	p = dir;
	for (size_t i = 0; i < entries && !ret; i++) {
		struct entry v;
		size_t left = bytes - (size_t)(p - dir), name, extra, comment;

		if (left < 46 || memcmp(p, "PK\1\2", 4) != 0) {
			ret = damaged(r, err);
			break;
		}
		name = le(p + 28, 2);
		extra = le(p + 30, 2);
		comment = le(p + 32, 2);
		if (left - 46 < name + extra + comment) {
			ret = damaged(r, err);
			break;
		}
		if (has_prefix(p + 46, name, "xl/"))
			*what = "a spreadsheet (XLSX); export the sheet as CSV";
		else if (has_prefix(p + 46, name, "word/"))
			*what = "a document (DOCX); export its table as CSV";
		else if (has_prefix(p + 46, name, "content.xml"))
			*what = "a spreadsheet or document (OpenDocument); export the sheet as CSV";
		else if (has_prefix(p + 46, name, "archive/data.pkl") || (name > 9 && !memcmp(p + 46 + name - 9, "/data.pkl", 9)))
			*what = "a PyTorch file, a pickle; save the array with numpy.save";
		memset(&v, 0, sizeof v);
		v.method = (int)le(p + 10, 2);
		v.crc = le(p + 16, 4);
		v.packed = le(p + 20, 4);
		v.size = le(p + 24, 4);
		v.at = le(p + 42, 4);
		if (name > 4 && name - 4 < sizeof v.name && !memcmp(p + 46 + name - 4, ".npy", 4) && *n < ARRAYS) {
			memcpy(v.name, p + 46, name - 4);
			if (le(p + 8, 2) & 1)
				ret = err_at(err, ERR_INPUT, data_path(r), 0, 0, "%s is encrypted", v.name);
			else if (v.method != 0 && v.method != 8)
				ret = err_at(err, ERR_INPUT, data_path(r), 0, 0,
					     "%s is packed by method %d; numpy.savez_compressed deflates", v.name, v.method);
			else if (zip64(p + 46 + name, extra, &v))
				ret = damaged(r, err);
			else
				e[(*n)++] = v;
		}
		p += 46 + name + extra + comment;
	}
	free(dir);
	return ret;
}

static int open_entry(struct data_reader **out, const struct data_reader *r, const struct entry *e,
		      struct err *err)
{
	unsigned char h[30];
	int ret = data_read_at(r, e->at, h, sizeof h, err);

	if (ret)
		return ret;
	if (memcmp(h, "PK\3\4", 4) != 0)
		return damaged(r, err);
	return data_open_part(out, r, e->at + 30 + le(h + 26, 2) + le(h + 28, 2), e->packed, e->size, e->crc,
			      e->method == 8, err);
}

/* The first of `names` (blank-separated) that is there, or n. */
static size_t find(const struct entry *e, size_t n, const char *names)
{
	while (*names) {
		size_t len = strcspn(names, " ");

		for (size_t i = 0; i < n; i++)
			if (strlen(e[i].name) == len && !memcmp(e[i].name, names, len))
				return i;
		names += len + (names[len] == ' ');
	}
	return n;
}

static int choose(const struct data_reader *r, const struct entry *e, size_t n, const char *labels,
		  size_t *x, size_t *y, struct err *err)
{
	struct str have = STR_INIT;
	int ret = 0;

	*y = labels ? find(e, n, labels) : find(e, n, "y_train Y_train train_y train_labels y Y labels label target targets arr_1");
	*x = find(e, n, "x_train X_train train_x train_images x X data features images inputs arr_0");
	if (n == 1 && !labels)
		*x = 0, *y = n;
	if (*x == n && n == 2 && *y < n)
		*x = 1 - *y;
	for (size_t i = 0; i < n; i++)
		str_addf(&have, "%s%s", i ? ", " : "", e[i].name);
	if ((labels && *y == n) || *x == n || *x == *y || (*y == n && n > 1))
		ret = err_at(err, ERR_INPUT, data_path(r), 0, 0, "holds the arrays %.200s: which are inputs and which "
			     "targets? They are looked for as x and y, or x_train and y_train; labels=NAME names the targets",
			     have.s);
	str_release(&have);
	return ret;
}

/* What is to be read of an archive. */
struct chosen {
	struct data_reader *rx, *ry;	/* ry NULL: no targets */
	struct npy x, y;
	struct str said;
};

static void close_chosen(struct chosen *c)
{
	str_release(&c->said);
	data_close(c->rx);
	data_close(c->ry);
}

static int open_chosen(struct chosen *c, const struct data_reader *r, const char *labels, struct err *err)
{
	struct entry e[ARRAYS];
	const char *what;
	size_t n, x = 0, y = 0;
	int ret = list(r, e, &n, &what, err);

	*c = (struct chosen){ .said = STR_INIT };
	if (ret)
		return ret;
	if (!n)
		return err_at(err, ERR_INPUT, data_path(r), 0, 0,
			      "is %s; expected CSV, IDX, ARFF, LIBSVM, .npy or .npz", what);
	if ((ret = choose(r, e, n, labels, &x, &y, err)) || (ret = open_entry(&c->rx, r, &e[x], err)) ||
	    (ret = npy_header(&c->x, c->rx, e[x].name, err)))
		return ret;
	if (y < n && ((ret = open_entry(&c->ry, r, &e[y], err)) || (ret = npy_header(&c->y, c->ry, e[y].name, err))))
		return ret;
	str_addf(&c->said, "; inputs %s", e[x].name);
	if (y < n)
		str_addf(&c->said, ", targets %s", e[y].name);
	if (n > 1 + (size_t)(y < n))
		str_addf(&c->said, ", %zu other arrays are not used", n - 1 - (size_t)(y < n));
	return 0;
}

int data_load_npz(struct dataset **out, const char *name, struct data_reader *r,
		  const struct data_opts *o, struct err *err)
{
	struct chosen c;
	int ret = open_chosen(&c, r, data_opt(o, "labels"), err);

	if (!ret)
		ret = npy_load(out, name, r, c.rx, &c.x, c.ry, c.ry ? &c.y : NULL, c.said.s, o, err);
	close_chosen(&c);
	return ret;
}

int data_npz_columns(struct data_reader *r, struct data_layout *l, struct data_notes *notes, struct err *err)
{
	struct chosen c;
	int ret = open_chosen(&c, r, NULL, err);

	if (!ret)
		ret = npy_columns(r, &c.x, c.ry ? &c.y : NULL, l, notes, err);
	close_chosen(&c);
	return ret;
}

int data_npz_open(struct data_reader **out, const struct data_reader *r, const char *names, struct err *err)
{
	struct entry e[ARRAYS];
	const char *what;
	size_t n, at;
	int ret = list(r, e, &n, &what, err);

	*out = NULL;
	if (ret)
		return ret;
	if (!n)
		return err_at(err, ERR_INPUT, data_path(r), 0, 0, "is %s; expected .npy or .npz", what);
	at = find(e, n, names);
	return at < n ? open_entry(out, r, &e[at], err) : 0;
}
