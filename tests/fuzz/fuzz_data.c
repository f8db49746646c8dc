/*
 * fuzz_data.c - any bytes as a data file, with options taken from them.
 *
 * The first byte chooses options, the rest is the file, by way of a memfd.  A
 * load either fails with a sentence or gives a set that keeps data.h's word:
 * finite values, labels in range, text without control characters.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
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
	struct err err = ERR_INIT;
	char path[64], line[1024];
	size_t n_opt = 0;
	int fd;

	if (!n)
		return 0;
	fd = memfd_create("fuzz", 0);
	if (fd < 0 || write(fd, bytes + 1, n - 1) != (ssize_t)(n - 1))
		abort();
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
	close(fd);
	return 0;
}
