/*
 * fuzz_data.c - any bytes as a data file, with options taken from them.
 *
 * The first byte chooses options, the rest is the file, by way of a memfd.  A
 * load either fails with a sentence or gives a set that keeps data.h's word:
 * finite values, labels in range, text without control characters.  The first
 * lines are read for completion, too.
 *
 * Changed bytes do not get past a check sum, so the first byte's upper bits may
 * ask for what stands behind one to be made from the rest:
 *
 *     0x40    gzip data of it
 *     0x80    .npz: x of the first half and y of the second, stored
 *     0xc0    the same, deflated
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/data.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check_text(const char *s)
{
	for (; *s; s++)
		if (((unsigned char)*s < 0x20 && *s != '\n') || *s == 0x7f)
			abort();
}

static void check_set(const struct dataset *d)
{
	const size_t classes = d->kind == DATA_BINARY ? 2 : d->outputs;
	struct str s = STR_INIT;

	if (d->rows < 2 || !d->features || !d->outputs ||
	    d->features != (size_t)d->shape[0] * d->shape[1] * d->shape[2])
		abort();
	for (size_t i = 0; i < d->rows * d->features; i++)
		if (!isfinite(d->x[i]))
			abort();
	for (size_t i = 0; i < d->rows * d->outputs; i++)
		if (!isfinite(d->y[i]))
			abort();
	for (size_t i = 0; d->label && i < d->rows; i++)
		if (d->label[i] >= classes)
			abort();
	dataset_describe(d, &s);
	dataset_say(d, &s);
	check_text(s.s);
	for (size_t i = 0; i < d->notes.n; i++) {
		if (!d->notes.v[i].kind[0] || !d->notes.v[i].text[0] || strchr(d->notes.v[i].text, '\n'))
			abort();
		check_text(d->notes.v[i].text);
	}
	str_release(&s);
}

/* ---- what stands behind check sums ---- */

static void le(struct str *s, uint32_t v, int bytes)
{
	for (int k = 0; k < bytes; k++)
		str_addc(s, (char)(v >> 8 * k & 0xff));
}

/* bits: 31 for gzip's head and tail, -15 for neither. */
static void deflated(struct str *out, const uint8_t *p, size_t n, int bits)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)p, .avail_in = (uInt)n };
	size_t room;
	char *to;

	if (deflateInit2(&z, 1, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	room = deflateBound(&z, (uLong)n);
	to = xmalloc(room);
	z.next_out = (Bytef *)to;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	str_addn(out, to, room - z.avail_out);
	deflateEnd(&z);
	free(to);
}

static void zip_entry(struct str *out, struct str *dir, const char *name, const uint8_t *p, size_t n,
		      int method)
{
	const size_t at = out->len;
	struct str packed = STR_INIT, h = STR_INIT;

	if (method)
		deflated(&packed, p, n, -15);
	else
		str_addn(&packed, (const char *)p, n);
	le(&h, 20, 2);
	le(&h, 0, 2);
	le(&h, (uint32_t)method, 2);
	le(&h, 0, 4);
	le(&h, (uint32_t)crc32(crc32(0, NULL, 0), p, (uInt)n), 4);
	le(&h, (uint32_t)packed.len, 4);
	le(&h, (uint32_t)n, 4);
	le(&h, (uint32_t)strlen(name), 2);
	le(&h, 0, 2);
	str_add(out, "PK\3\4");
	str_addn(out, h.s, h.len);
	str_add(out, name);
	str_addn(out, packed.s, packed.len);
	str_add(dir, "PK\1\2");
	le(dir, 20, 2);
	str_addn(dir, h.s, h.len);
	for (int k = 0; k < 5; k++)	/* comment, disk, attributes */
		le(dir, 0, 2);
	le(dir, (uint32_t)at, 4);
	str_add(dir, name);
	str_release(&packed);
	str_release(&h);
}

static void zip(struct str *out, const uint8_t *p, size_t n, int method)
{
	struct str dir = STR_INIT;
	size_t at;

	zip_entry(out, &dir, "x.npy", p, n / 2, method);
	zip_entry(out, &dir, "y.npy", p + n / 2, n - n / 2, method);
	at = out->len;
	str_addn(out, dir.s, dir.len);
	str_add(out, "PK\5\6");
	le(out, 0, 4);
	le(out, 2, 2);
	le(out, 2, 2);
	le(out, (uint32_t)dir.len, 4);
	le(out, (uint32_t)at, 4);
	le(out, 0, 2);
	str_release(&dir);
}

static void ignore_column(void *arg, const char *name, const char *kind)
{
	(void)arg;
	if (!name || !kind)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const struct data_option all[][2] = {
		{ { "missing", "drop" }, { "standardize", "all" } },
		{ { "window", "3" }, { "missing", "drop" } },
		{ { "kind", "classes" }, { "header", "no" } },
		{ { "sep", ";" }, { "decimal", "," } },
		{ { "target", "a,b" }, { "standardize", "yes" } },
		{ { "kind", "binary" }, { "header", "yes" } },
		{ { "rows", "5" }, { "ignore", "a" } },
		{ { "text", "a" }, { "number", "b" } },
		{ { "window", "2" }, { "group", "a" } },
		{ { "missing", "drop,-999,x" }, { "sep", "space" } },
		{ { "skip", "1" }, { "comment", "#" } },
		{ { "group", "a" }, { "missing", "drop" } },
		{ { "comment", "no" }, { "number", "a" } },
		{ { "window", "1" }, { "target", "b" } },
		{ { "missing", "drop" }, { "labels", "y" } },
	};
	struct data_option opt[3];
	struct dataset *d = NULL;
	struct err err = ERR_INIT, none = ERR_INIT;
	struct str file = STR_INIT;
	char path[64], line[1024];
	size_t n_opt = 0;
	int fd;

	if (!n)
		return 0;
	if (bytes[0] >> 6 == 1)
		deflated(&file, bytes + 1, n - 1, 31);
	else if (bytes[0] >> 6)
		zip(&file, bytes + 1, n - 1, bytes[0] >> 6 == 3 ? 8 : 0);
	else
		str_addn(&file, (const char *)bytes + 1, n - 1);
	fd = memfd_create("fuzz", 0);
	if (fd < 0 || write(fd, file.s, file.len) != (ssize_t)file.len)
		abort();
	str_release(&file);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (n > 3 && !bytes[1] && !bytes[2]) {		/* an IDX file labels itself */
		opt[n_opt++] = (struct data_option){ "labels", path };
	} else if (bytes[0] % 16 < sizeof all / sizeof *all) {
		opt[n_opt++] = all[bytes[0] % 16][0];
		opt[n_opt++] = all[bytes[0] % 16][1];
	}
	if (dataset_load(&d, path, opt, n_opt, bytes[0], &err)) {
		if (d || err.code == ERR_NONE || !err.text[0])
			abort();
		check_text(err_format(&err, line, sizeof line));
	} else {
		check_set(d);
		dataset_unref(d);
	}
	data_columns(path, ignore_column, NULL, &none);
	close(fd);
	return 0;
}
