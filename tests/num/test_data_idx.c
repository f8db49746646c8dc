/*
 * IDX: images with labels, plain and gzipped, and every way to lie in them.
 */
#include "../unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/str.h"
#include "data_util.h"
#include "data/data.h"

/* A header: zeros, type, n dimensions. */
static void header(struct str *s, int type, int n, const uint32_t *dim)
{
	str_clear(s);
	str_addn(s, "\0\0", 2);
	str_addc(s, (char)type);
	str_addc(s, (char)n);
	for (int i = 0; i < n; i++)
		for (int shift = 24; shift >= 0; shift -= 8)
			str_addc(s, (char)(dim[i] >> shift & 255));
}

/* n images of h x w: pixel k of all is k mod 256; labels i mod classes. */
static void make(struct str *images, struct str *labels, uint32_t n, uint32_t h, uint32_t w,
		 uint32_t classes)
{
	header(images, 8, 3, (const uint32_t[]){ n, h, w });
	for (uint32_t i = 0; i < n * h * w; i++)
		str_addc(images, (char)i);
	header(labels, 8, 1, &n);
	for (uint32_t i = 0; i < n; i++)
		str_addc(labels, (char)(i % classes));
}

static char *labels_option(const char *path)
{
	struct str s = STR_INIT;

	str_addf(&s, "labels=%s", path);
	return str_detach(&s);
}

static void refused(const struct str *images, const struct str *labels, enum err_code code,
		    const char *text)
{
	char *opt = labels_option(data_file("labels", labels->s, labels->len));

	data_refused(data_file("images", images->s, images->len), opt, code, 0, 0, text);
	free(opt);
}

static void test_read(void **state)
{
	struct str images = STR_INIT, labels = STR_INIT;
	struct dataset *d, *gz;
	char *opt;

	(void)state;
	make(&images, &labels, 30, 3, 4, 10);
	opt = labels_option(data_file("labels", labels.s, labels.len));
	d = data_must(data_file("images", images.s, images.len), opt);
	assert_int_equal(d->kind, DATA_CLASSES);
	assert_int_equal(d->rows, 30);
	assert_int_equal(d->features, 12);
	assert_int_equal(d->outputs, 10);
	assert_int_equal(d->shape[0], 3);
	assert_int_equal(d->shape[1], 4);
	assert_int_equal(d->shape[2], 1);
	for (uint32_t i = 0; i < 360; i++)
		assert_true(d->x[i] == (float)(i & 255) / 255);
	for (uint32_t i = 0; i < 30; i++)
		assert_true(d->label[i] == i % 10 && d->y[10 * i + i % 10] == 1);
	assert_string_equal(d->output_names[9], "9");
	assert_true(d->default_test == .25);
	free(opt);

	opt = labels_option(data_gzip("labels.gz", labels.s, labels.len));
	gz = data_must(data_gzip("images.gz", images.s, images.len), opt);
	assert_true(gz->hash == d->hash);
	dataset_unref(gz);
	dataset_unref(d);
	free(opt);

	opt = labels_option(data_file("labels", labels.s, labels.len));
	{
		struct str both = STR_INIT;

		str_addf(&both, "%s rows=7", opt);
		d = data_must(data_path_of("images"), both.s);
		assert_int_equal(d->rows, 7);
		assert_int_equal(d->outputs, 7);	/* classes of the rows taken */
		dataset_unref(d);
		str_release(&both);
	}
	free(opt);
	str_release(&images);
	str_release(&labels);
}

/* Labels beside the images, under MNIST's names; two classes are binary. */
static void test_guess(void **state)
{
	struct str images = STR_INIT, labels = STR_INIT;
	struct dataset *d;

	(void)state;
	make(&images, &labels, 20, 2, 2, 2);
	data_gzip("t-labels-idx1-ubyte.gz", labels.s, labels.len);
	d = data_must(data_gzip("t-images-idx3-ubyte.gz", images.s, images.len), NULL);
	assert_int_equal(d->kind, DATA_BINARY);
	assert_int_equal(d->outputs, 1);
	assert_true(d->y[1] == 1 && d->label[1] == 1 && d->label[2] == 0);
	data_says(d, "labels found beside it");
	dataset_unref(d);
	data_refused(data_file("other", images.s, images.len), NULL, ERR_USAGE, 0, 0, "need labels=FILE");
	data_refused(data_file("lone-images-idx3-ubyte", images.s, images.len), NULL, ERR_INPUT, 0, 0, "No such file");
	str_release(&images);
	str_release(&labels);
}

/* Labels that do not occur are no classes, whatever they are. */
static void test_gaps(void **state)
{
	static const struct { unsigned char label[3]; size_t n; } t[] = {
		{ { 3, 5 }, 2 }, { { 0, 255 }, 2 }, { { 7, 8, 9 }, 3 }, { { 1, 2, 4 }, 3 },
	};

	(void)state;
	for (size_t k = 0; k < sizeof t / sizeof *t; k++) {
		struct str images = STR_INIT, labels = STR_INIT;
		struct dataset *d;
		char *opt, name[8];

		make(&images, &labels, 30, 2, 2, (uint32_t)t[k].n);
		for (size_t i = labels.len - 30; i < labels.len; i++)
			labels.s[i] = (char)t[k].label[(unsigned char)labels.s[i]];
		opt = labels_option(data_file("labels", labels.s, labels.len));
		d = data_must(data_file("images", images.s, images.len), opt);
		assert_int_equal(d->kind, t[k].n == 2 ? DATA_BINARY : DATA_CLASSES);
		assert_int_equal(d->outputs, t[k].n == 2 ? 1 : t[k].n);
		for (size_t c = 0; c < t[k].n; c++) {
			snprintf(name, sizeof name, "%u", t[k].label[c]);
			assert_string_equal(d->output_names[c], name);
		}
		for (uint32_t i = 0; i < 30; i++)
			assert_int_equal(d->label[i], i % t[k].n);
		data_says(d, "labels that do not occur are no classes");
		dataset_unref(d);
		free(opt);
		str_release(&images);
		str_release(&labels);
	}
}

static void test_channels(void **state)
{
	struct str images = STR_INIT, labels = STR_INIT;
	struct dataset *d;
	char *opt;

	(void)state;
	make(&images, &labels, 4, 1, 1, 2);
	opt = labels_option(data_file("labels", labels.s, labels.len));
	header(&images, 8, 4, (const uint32_t[]){ 4, 2, 3, 5 });
	for (int i = 0; i < 120; i++)
		str_addc(&images, (char)i);
	d = data_must(data_file("images", images.s, images.len), opt);
	assert_true(d->shape[0] == 2 && d->shape[1] == 3 && d->shape[2] == 5 && d->features == 30);
	dataset_unref(d);
	header(&images, 8, 2, (const uint32_t[]){ 4, 3 });
	str_add(&images, "abcdefghijkl");
	d = data_must(data_file("images", images.s, images.len), opt);
	assert_true(d->shape[0] == 1 && d->shape[1] == 1 && d->shape[2] == 3);
	assert_true(d->x[3] == 'd' / 255.f);
	dataset_unref(d);
	free(opt);
	str_release(&images);
	str_release(&labels);
}

static void test_lies(void **state)
{
	static const uint32_t overflow[][4] = {
		{ 2, 0xffffffff, 0xffffffff, 0xffffffff }, { 2, 0x10000, 0x10000, 0x10000 },
		{ 0xffffffff, 0xffffffff, 0xffffffff, 2 }, { 2, 0x80000000, 2, 1 },
	};
	struct str images = STR_INIT, labels = STR_INIT, bad = STR_INIT;

	(void)state;
	make(&images, &labels, 20, 2, 2, 3);
	for (size_t i = 0; i < 4; i++) {
		header(&bad, 8, 4, overflow[i]);
		refused(&bad, &labels, ERR_LIMIT, "expected images of 1 to 65536 values");
	}
	header(&bad, 8, 3, (const uint32_t[]){ 20, 0, 2 });
	refused(&bad, &labels, ERR_INPUT, "IDX dimension 2 is 0");
	header(&bad, 8, 3, (const uint32_t[]){ 0xffffffff, 256, 256 });
	refused(&bad, &labels, ERR_INPUT, "holds 0 bytes of data, its header promises 281474976645120");
	header(&bad, 8, 5, (const uint32_t[]){ 2, 2, 2, 2, 2 });
	refused(&bad, &labels, ERR_INPUT, "IDX with 5 dimensions, expected 2 to 4");
	header(&bad, 13, 3, (const uint32_t[]){ 20, 2, 2 });
	refused(&bad, &labels, ERR_INPUT, "type 0x0d, expected unsigned bytes");
	str_clear(&bad);
	str_addn(&bad, "\0\0\10", 3);
	data_refused(data_file("x-ubyte", bad.s, bad.len), NULL, ERR_INPUT, 0, 0, "ends before");
	data_refused(data_file("x-ubyte", "a,b\n1,2\n", 8), NULL, ERR_INPUT, 0, 0, "magic number 612c620a");
	data_refused(data_file("x-ubyte", "", 0), NULL, ERR_INPUT, 0, 0, "ends before");
	str_clear(&bad);
	str_addn(&bad, images.s, images.len - 1);
	refused(&bad, &labels, ERR_INPUT, "holds 79 bytes of data, its header promises 80");
	str_addn(&bad, "xx", 2);
	refused(&bad, &labels, ERR_INPUT, "holds 81 bytes of data");
	refused(&images, &images, ERR_INPUT, "IDX with 3 dimensions, expected 1 (labels)");
	make(&bad, &labels, 19, 2, 2, 3);
	refused(&images, &labels, ERR_INPUT, "19 labels for 20 images");
	make(&images, &labels, 20, 2, 2, 1);
	refused(&images, &labels, ERR_INPUT, "one class only");
	make(&images, &labels, 1, 2, 2, 1);
	refused(&images, &labels, ERR_INPUT, "one image only");
	data_refused(data_path_of("images"), "labels=/dev/zero", ERR_INPUT, 0, 0, "is a device");
	data_refused(data_path_of("images"), "target=x", ERR_USAGE, 0, 0, "no option 'target' for IDX images");
	str_release(&images);
	str_release(&labels);
	str_release(&bad);
}

/* A gzipped header promises 1.6 GB of images, the labels agree, nothing follows:
 * refused for what is there, and no memory was taken for what is not. */
static void test_promises(void **state)
{
	enum { N = 25000 };
	struct str images = STR_INIT, labels = STR_INIT;
	struct rusage before, after;
	char *opt;

	(void)state;
	make(&images, &labels, N, 1, 1, 10);
	opt = labels_option(data_gzip("labels.gz", labels.s, labels.len));
	getrusage(RUSAGE_SELF, &before);
	header(&images, 8, 3, (const uint32_t[]){ N, 256, 256 });
	data_refused(data_gzip("images.gz", images.s, images.len), opt, ERR_LIMIT, 0, 0,
		     "25000 images of 65536 values are more than the limit");
	header(&images, 8, 3, (const uint32_t[]){ N, 100, 200 });	/* below the limit */
	data_refused(data_gzip("images.gz", images.s, images.len), opt, ERR_INPUT, 0, 0,
		     "ends before the data that its header promises");
	getrusage(RUSAGE_SELF, &after);
	assert_true(after.ru_maxrss - before.ru_maxrss < 64 << 10);	/* KiB */
	make(&images, &labels, N, 1, 1, 10);
	str_addc(&images, 'x');
	data_refused(data_gzip("images.gz", images.s, images.len), opt, ERR_INPUT, 0, 0, "goes on after the data");
	str_addc(&labels, 'x');
	free(opt);
	opt = labels_option(data_gzip("labels.gz", labels.s, labels.len));
	data_refused(data_path_of("images.gz"), opt, ERR_INPUT, 0, 0, "goes on after the data");
	free(opt);
	str_release(&images);
	str_release(&labels);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_guess),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_channels),
		cmocka_unit_test(test_lies),
		cmocka_unit_test(test_promises),
	};

	return cmocka_run_group_tests(tests, NULL, data_cleanup);
}
