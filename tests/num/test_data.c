/*
 * Data sets: generators against closed forms and against figures that
 * tests/num/reference/data.py made independently; life, hash and description.
 */
#include "../unit/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "data_util.h"
#include "data/data.h"

#define PI 3.14159265358979323846

static struct dataset *seeded(const char *what, uint32_t seed)
{
	struct err err = ERR_INIT;
	struct dataset *d = NULL;

	assert_int_equal(dataset_load(&d, what, NULL, 0, seed, &err), 0);
	return d;
}

/* Philox in Python gives these bits, and Python's FNV-1a this hash. */
static void test_article_reference(void **state)
{
	static const float first[] = { 0.46775949f, 0.180304408f, 0.138728797f, 0.0142980814f,
		0.338104725f, 0.441707134f, 0.468224645f, 0.856831312f, 0.0427091122f, 0.366008341f };
	static const float last[] = { 0.488330722f, 0.359280646f, 0.89984268f, 0.843823433f,
		0.0701778531f, 0.504739881f, 0.156750083f, 0.21273011f, 0.384488583f, 0.492723644f };
	struct dataset *d = seeded("article", 7);

	(void)state;
	assert_int_equal(d->kind, DATA_REGRESSION);
	assert_int_equal(d->rows, 100);
	assert_int_equal(d->features, 10);
	assert_int_equal(d->outputs, 1);
	assert_true(d->default_test == 0);
	assert_null(d->label);
	assert_memory_equal(d->x, first, sizeof first);
	assert_memory_equal(d->x + 990, last, sizeof last);
	assert_true(d->y[0] == 0.410902321f && d->y[1] == 0.710635722f && d->y[99] == 0.0701898336f);
	assert_true(d->hash == 0xac83239db85cc0deu);
	assert_int_equal((uintptr_t)d->x % 64, 0);
	dataset_unref(d);
}

static void test_seed_matters(void **state)
{
	static const char *const names[] = { "article", "spiral", "moons", "blobs",
		"imbalanced", "digits", "sine" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct dataset *a = seeded(names[i], 1), *b = seeded(names[i], 1), *c = seeded(names[i], 2);

		assert_true(a->hash == b->hash);
		assert_true(a->hash != c->hash);
		dataset_unref(a);
		dataset_unref(b);
		dataset_unref(c);
	}
}

/* Where noise=0 the points lie on the curves exactly, half of them on each. */
static void test_spiral_curve(void **state)
{
	struct dataset *d = data_must("spiral", "noise=0 rows=1000");
	size_t ones = 0, mixed = 0;

	(void)state;
	assert_int_equal(d->kind, DATA_BINARY);
	assert_int_equal(d->rows, 1000);
	for (size_t i = 0; i < d->rows; i++) {
		double x = d->x[2 * i], y = d->x[2 * i + 1], r = hypot(x, y) / 3;
		double angle = 3.5 * PI * r + PI * d->y[i];

		assert_true(r > 0 && r <= 1 + 1e-6);
		assert_true(fabs(x - 3 * r * sin(angle)) < 1e-5);
		assert_true(fabs(y - 3 * r * cos(angle)) < 1e-5);
		assert_int_equal(d->label[i], (uint32_t)d->y[i]);
		ones += d->label[i];
		mixed += i && d->label[i] != d->label[i - 1];
	}
	assert_int_equal(ones, 500);
	assert_in_range(mixed, 420, 580);	/* a random order: 500 +- 16 */
	dataset_unref(d);
}

static void test_moons_curve(void **state)
{
	struct dataset *d = data_must("moons", "noise=0 rows=301");
	size_t ones = 0;

	(void)state;
	for (size_t i = 0; i < d->rows; i++) {
		double x = d->x[2 * i], y = d->x[2 * i + 1];

		if (d->label[i]) {
			assert_true(fabs(hypot(1 - x, .5 - y) - 1) < 1e-6);
			assert_true(y <= .5 + 1e-6);
			ones++;
		} else {
			assert_true(fabs(hypot(x, y) - 1) < 1e-6);
			assert_true(y >= -1e-6);
		}
	}
	assert_int_equal(ones, 150);
	dataset_unref(d);
}

/* The noise is what noisy and exact sets of one seed differ by: a normal. */
static void test_noise(void **state)
{
	struct dataset *a = data_must("moons", "rows=5000 noise=0.25"),
		*b = data_must("moons", "rows=5000 noise=0");
	double sum = 0, sum2 = 0, sum3 = 0, sum4 = 0, n = 10000;

	(void)state;
	for (size_t i = 0; i < 10000; i++) {
		double e = (a->x[i] - b->x[i]) / .25;

		sum += e;
		sum2 += e * e;
		sum3 += e * e * e;
		sum4 += e * e * e * e;
	}
	/* five standard errors of each moment of a normal */
	assert_true(fabs(sum / n) < 5 / sqrt(n));
	assert_true(fabs(sum2 / n - 1) < 5 * sqrt(2 / n));
	assert_true(fabs(sum3 / n) < 5 * sqrt(15 / n));
	assert_true(fabs(sum4 / n - 3) < 5 * sqrt(96 / n));
	dataset_unref(a);
	dataset_unref(b);
}

static void test_blobs(void **state)
{
	struct dataset *d = data_must("blobs", "rows=6000 classes=4 noise=0.5");
	double mean[4][2] = { { 0 } };

	(void)state;
	assert_int_equal(d->kind, DATA_CLASSES);
	assert_int_equal(d->outputs, 4);
	for (size_t i = 0; i < d->rows; i++) {
		float sum = 0;

		for (size_t c = 0; c < 4; c++)
			sum += d->y[4 * i + c];
		assert_true(sum == 1 && d->y[4 * i + d->label[i]] == 1);
		mean[d->label[i]][0] += d->x[2 * i] / 1500;
		mean[d->label[i]][1] += d->x[2 * i + 1] / 1500;
	}
	for (int c = 0; c < 4; c++) {
		assert_true(fabs(mean[c][0] - 3 * cos(PI / 2 * c)) < 5 * .5 / sqrt(1500));
		assert_true(fabs(mean[c][1] - 3 * sin(PI / 2 * c)) < 5 * .5 / sqrt(1500));
	}
	dataset_unref(d);
	d = data_must("blobs", "classes=2");
	assert_int_equal(d->kind, DATA_BINARY);
	dataset_unref(d);
}

static void test_imbalanced(void **state)
{
	struct dataset *d = data_must("imbalanced", "rows=4000 ratio=.05");
	size_t rare = 0, right = 0;

	(void)state;
	assert_int_equal(d->kind, DATA_BINARY);
	assert_string_equal(d->output_names[1], "rare");
	for (size_t i = 0; i < d->rows; i++) {
		/* the line half way between the centres errs in Phi(-1.06) = 14.5 % */
		right += (d->x[2 * i] + d->x[2 * i + 1] > 1.5) == (int)d->label[i];
		rare += d->label[i];
	}
	assert_int_equal(rare, 200);
	assert_in_range(right, 3331, 3509);	/* 3420 +- 4 sd */
	dataset_unref(d);
	d = data_must("imbalanced", "rows=100 ratio=.0001");
	rare = 0;
	for (size_t i = 0; i < d->rows; i++)
		rare += d->label[i];
	assert_int_equal(rare, 1);		/* never none */
	dataset_unref(d);
}

/* Real images: sixteenths, balanced, and the classes differ so much that the
 * nearest class mean finds most of a test set (scikit-learn: .88). */
static void test_digits(void **state)
{
	struct dataset *d = data_must("digits", NULL);
	double mean[10][64] = { { 0 } };
	size_t count[10] = { 0 }, train = 1350, right = 0;

	(void)state;
	assert_int_equal(d->rows, 1797);
	assert_int_equal(d->shape[0], 8);
	assert_int_equal(d->shape[1], 8);
	assert_int_equal(d->shape[2], 1);
	assert_int_equal(d->outputs, 10);
	assert_true(d->default_test == .25);
	for (size_t i = 0; i < d->rows * 64; i++)
		assert_true(d->x[i] >= 0 && d->x[i] <= 1 && d->x[i] * 16 == floorf(d->x[i] * 16));
	for (size_t i = 0; i < d->rows; i++) {
		count[d->label[i]]++;
		for (size_t k = 0; i < train && k < 64; k++)
			mean[d->label[i]][k] += d->x[64 * i + k];
	}
	for (int c = 0; c < 10; c++)
		assert_in_range(count[c], 179, 180);
	for (size_t i = train; i < d->rows; i++) {
		double best = INFINITY;
		uint32_t which = 0;

		for (uint32_t c = 0; c < 10; c++) {
			double dist = 0;

			for (size_t k = 0; k < 64; k++) {
				double e = d->x[64 * i + k] - mean[c][k] / 135;

				dist += e * e;
			}
			if (dist < best) {
				best = dist;
				which = c;
			}
		}
		right += which == d->label[i];
	}
	assert_in_range(right, 358, 438);	/* of 447: 80 to 98 % */
	dataset_unref(d);
}

/* data.py integrates with twenty times smaller steps and a cubic for the delay. */
static void test_mackey_glass(void **state)
{
	static const struct { size_t t; double x, within; } want[] = {
		{ 100, 1.0137240, 2e-5 }, { 101, .9570963, 2e-5 }, { 102, .9019612, 2e-5 },
		{ 103, .8485355, 2e-5 }, { 107, .6531781, 2e-5 }, { 150, 1.1264886, 1e-4 },
		{ 200, 1.1867181, 2e-4 }, { 300, 1.1525151, 5e-4 }, { 400, 1.2336005, 5e-4 },
		{ 500, 1.0634503, 1e-3 },	/* chaos: errors grow */
	};
	struct dataset *d = data_must("mackey-glass", "window=1 rows=402 horizon=1");

	(void)state;
	assert_int_equal(d->chronological, 1);
	assert_int_equal(d->rows, 402);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		assert_true(fabs(d->x[want[i].t - 100] - want[i].x) < want[i].within);
	dataset_unref(d);
}

/* Every row is the series seen through a window, the target beyond it. */
static void test_windows(void **state)
{
	struct dataset *one = data_must("sine", "window=1 horizon=1 noise=.3 length=101"),
		*d = data_must("sine", "window=7 horizon=3 noise=.3 length=101");
	const float *s = one->x;	/* the series without its last value */

	(void)state;
	assert_int_equal(one->rows, 100);
	assert_int_equal(d->rows, 101 - 7 - 3 + 1);
	assert_int_equal(d->shape[0], 1);
	assert_int_equal(d->shape[1], 7);
	assert_int_equal(d->shape[2], 1);
	for (size_t i = 0; i < d->rows; i++) {
		assert_memory_equal(d->x + 7 * i, s + i, 7 * sizeof *s);
		assert_true(d->y[i] == (i + 9 < 100 ? s[i + 9] : one->y[99]));
	}
	dataset_unref(one);
	dataset_unref(d);
}

static void test_sine(void **state)
{
	struct dataset *d = data_must("sine", "noise=0 period=40 window=1 horizon=10");

	(void)state;
	for (size_t i = 0; i < d->rows; i++) {	/* a quarter period on, the cosine */
		assert_true(fabs(d->x[i] - sin(2 * PI * (double)i / 40)) < 1e-6);
		assert_true(fabs(d->y[i] - cos(2 * PI * (double)i / 40)) < 1e-6);
	}
	dataset_unref(d);
}

static void test_generator_options(void **state)
{
	struct dataset *d = data_must("article", "rows=7 features=3");

	(void)state;
	assert_int_equal(d->rows, 7);
	assert_int_equal(d->features, 3);
	dataset_unref(d);
	data_refused("article", "rows=1", ERR_USAGE, 0, 0, "from 2 to 1000000");
	data_refused("article", "rows=1e99", ERR_USAGE, 0, 0, "whole number");
	data_refused("article", "rows=2.5", ERR_USAGE, 0, 0, "whole number");
	data_refused("article", "rows=0x10", ERR_USAGE, 0, 0, "whole number");
	data_refused("article", "rows=", ERR_USAGE, 0, 0, "whole number");
	data_refused("article", "rows=nan", ERR_USAGE, 0, 0, "whole number");
	data_refused("article", "window=3", ERR_USAGE, 0, 0, "no option 'window' for article; there are: rows features");
	data_refused("article", "rows=5 rows=6", ERR_USAGE, 0, 0, "given twice");
	data_refused("moons", "noise=-1", ERR_USAGE, 0, 0, "expected a number");
	data_refused("sine", "rows=5 length=9", ERR_USAGE, 0, 0, "rows= and length=");
	data_refused("sine", "length=10 window=10", ERR_INPUT, 0, 0, "less than 2 windows");
	data_refused("article", "rows=1000000 features=4096", ERR_LIMIT, 0, 0, "limit");
	data_refused("no-such", NULL, ERR_INPUT, 0, 0, "built in are article, spiral");
}

/* Whatever help and completion offer can be loaded, and its options exist. */
static void test_builtins(void **state)
{
	size_t n = 0;

	(void)state;
	for (const struct data_builtin *b = data_builtins(); b->name; b++, n++) {
		struct dataset *d = data_must(b->name, NULL);
		struct str s = STR_INIT;

		assert_string_equal(d->name, b->name);
		assert_true(strlen(b->help) > 10);
		dataset_describe(d, &s);
		assert_non_null(strstr(s.s, b->name));
		str_release(&s);
		dataset_unref(d);
	}
	assert_true(n >= 14);
	for (const struct data_builtin *o = data_options(); o->name; o++)
		assert_true(strlen(o->help) > 10);
}

/* Four bytes from the least to the most significant, on any machine. */
static unsigned char *append(unsigned char *at, const void *word)
{
	uint32_t w;

	memcpy(&w, word, sizeof w);
	for (int i = 0; i < 4; i++, w >>= 8)
		*at++ = (unsigned char)w;
	return at;
}

static void test_new(void **state)
{
	static const uint32_t shape[] = { 1, 1, 2 };
	static const float x[] = { 1, 2, 3, 4, 5, 6 }, two[] = { 0, 1, 1 },
		hot[] = { 0, 0, 1, 1, 0, 0, 0, 1, 0 };
	struct dataset *d = dataset_new("t", DATA_BINARY, 3, shape, 1, x, two), *e;

	(void)state;
	assert_int_equal(d->label[0], 0);
	assert_int_equal(d->label[2], 1);
	assert_memory_equal(d->x, x, sizeof x);
	/* FNV-1a by hand over the bytes named in the header */
	{
		const uint32_t head[] = { 1, 1, 2, DATA_BINARY, 1 };
		unsigned char bytes[sizeof head + sizeof x + sizeof two], *end = bytes;
		uint64_t h = 14695981039346656037u;

		for (size_t i = 0; i < sizeof head / sizeof *head; i++)
			end = append(end, &head[i]);
		for (size_t i = 0; i < sizeof x / sizeof *x; i++)
			end = append(end, &x[i]);
		for (size_t i = 0; i < sizeof two / sizeof *two; i++)
			end = append(end, &two[i]);
		for (size_t i = 0; i < sizeof bytes; i++)
			h = (h ^ bytes[i]) * 1099511628211u;
		assert_true(d->hash == h);
	}
	e = dataset_new("other name", DATA_BINARY, 3, shape, 1, x, two);
	assert_true(e->hash == d->hash);
	dataset_unref(e);
	assert_ptr_equal(dataset_ref(d), d);
	dataset_unref(d);
	assert_int_equal(d->refs, 1);
	dataset_unref(d);
	dataset_unref(NULL);

	d = dataset_new("t", DATA_CLASSES, 3, shape, 3, x, hot);
	assert_int_equal(d->label[0], 2);
	assert_int_equal(d->label[1], 0);
	assert_int_equal(d->label[2], 1);
	dataset_unref(d);
}

static void test_describe(void **state)
{
	struct dataset *d = data_must("imbalanced", NULL);
	struct str s = STR_INIT;

	(void)state;
	dataset_describe(d, &s);
	assert_non_null(strstr(s.s, "imbalanced: 1000 rows of 2 inputs, two classes\n"));
	assert_non_null(strstr(s.s, "100 rows, 10.0 %"));
	dataset_unref(d);
	str_clear(&s);
	d = data_must("digits", NULL);
	dataset_describe(d, &s);
	assert_non_null(strstr(s.s, "8 x 8 images"));
	dataset_unref(d);
	str_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_article_reference),
		cmocka_unit_test(test_seed_matters),
		cmocka_unit_test(test_spiral_curve),
		cmocka_unit_test(test_moons_curve),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_blobs),
		cmocka_unit_test(test_imbalanced),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_mackey_glass),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_sine),
		cmocka_unit_test(test_generator_options),
		cmocka_unit_test(test_builtins),
		cmocka_unit_test(test_new),
		cmocka_unit_test(test_describe),
	};

	return cmocka_run_group_tests(tests, NULL, data_cleanup);
}
