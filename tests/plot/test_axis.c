/*
 * test_axis.c - numbers as people write them, ticks that are nice, axes that
 * survive anything.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "plot/axis.h"

/* Ticks are read along the axis: thousands and millions by letters. */
static void test_letters(void **state)
{
	static const struct { double hi; const char *label; } row[] = {
		{ .4, ".4" }, { 4, "4" }, { 40, "40" }, { 4e3, "4k" }, { 4e4, "40k" }, { 4e5, "400k" },
		{ 4e6, "4M" }, { 4e9, "4G" }, { 4e12, "4T" }, { 4e15, "4e15" }, { 4e-4, "4e-4" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct axis a = axis_set(-row[i].hi, row[i].hi, 0, 0, NULL);
		struct tick t[AXIS_TICKS];
		int n = axis_ticks(&a, 5, t, AXIS_TICKS);

		assert_in_range(n, 3, AXIS_TICKS);
		assert_string_equal(t[n - 1].label, row[i].label);
		assert_string_equal(t[n / 2].label, "0");
		assert_string_equal(t[0].label + 1, row[i].label);
	}
}

/* 1, 2 or 5 times a power of ten. */
static int is_nice(double v)
{
	double m = v / pow(10, floor(log10(v) + 1e-9));

	return fabs(m - 1) < 1e-6 || fabs(m - 2) < 1e-6 || fabs(m - 5) < 1e-6;
}

static void check_linear(double lo, double hi, int want)
{
	struct axis a = axis_set(lo, hi, 0, 0, NULL);
	struct tick t[AXIS_TICKS];
	int n = axis_ticks(&a, want, t, AXIS_TICKS);
	double step;

	assert_in_range(n, 1, AXIS_TICKS);
	assert_true(n <= want + 2);
	assert_true(n >= 2 || want == 1);
	if (n < 2)
		return;
	step = t[1].at - t[0].at;
	assert_true(is_nice(step));
	/* they cover the range: no room for another at either end */
	assert_true(t[0].at >= a.lo - 1e-6 * step && t[0].at - a.lo < step * (1 + 1e-6));
	assert_true(t[n - 1].at <= a.hi + 1e-6 * step && a.hi - t[n - 1].at < step * (1 + 1e-6));
	for (int i = 0; i < n; i++) {
		assert_true(fabs(t[i].at / step - nearbyint(t[i].at / step)) < 1e-6);
		assert_true(strlen(t[i].label) > 0);
		if (i)
			assert_string_not_equal(t[i].label, t[i - 1].label);
	}
}

static void test_linear(void **state)
{
	static const double size[] = { 1e-12, 3e-7, .013, .9, 1, 7.7, 10, 250, 1204, 6e7, 1e15 };

	(void)state;
	for (size_t i = 0; i < sizeof size / sizeof size[0]; i++)
		for (int want = 1; want <= 12; want++) {
			check_linear(0, size[i], want);
			check_linear(-size[i], size[i] / 3, want);
			check_linear(size[i], size[i] * 1.37, want);
		}
}

static void labels(double lo, double hi, int log, int want, const char *text)
{
	struct axis a = axis_set(lo, hi, log, 0, NULL);
	struct tick t[AXIS_TICKS];
	int n = axis_ticks(&a, want, t, AXIS_TICKS);
	struct str s = STR_INIT;

	for (int i = 0; i < n; i++)
		if (t[i].label[0])
			str_addf(&s, "%s%s", s.len ? " " : "", t[i].label);
	assert_string_equal(s.s, text);
	str_release(&s);
}

static void test_labels(void **state)
{
	(void)state;
	labels(0, 1, 0, 5, "0 .2 .4 .6 .8 1");
	labels(0, .6, 0, 3, "0 .2 .4 .6");
	labels(-.5, .5, 0, 4, "-.5 0 .5");
	labels(1, 10, 0, 5, "2 4 6 8 10");
	labels(1.25, 1.5, 0, 5, "1.25 1.3 1.35 1.4 1.45 1.5");
	labels(0, 5000, 0, 5, "0 1k 2k 3k 4k 5k");
	labels(1e-4, 1, 1, 5, "1e-4 .001 .01 .1 1");
	labels(1, 100, 1, 6, "1 2 5 10 20 50 100");
	labels(1e-12, 1, 1, 4, "1e-12 1e-9 1e-6 .001 1");
	labels(.31, .39, 1, 4, ".32 .34 .36 .38");	/* between decades: linear */
}

static void test_log(void **state)
{
	(void)state;
	for (int k = -12; k < 12; k++)
		for (int want = 1; want < 10; want++)
			for (double f = 3; f < 1e20; f *= 17) {
				struct axis a = axis_set(pow(10, k) * 1.3, pow(10, k) * 1.3 * f, 1, 0, NULL);
				struct tick t[AXIS_TICKS];
				int n = axis_ticks(&a, want, t, AXIS_TICKS), shown = 0;

				assert_in_range(n, 1, AXIS_TICKS);
				for (int i = 0; i < n; i++) {
					assert_true(t[i].at >= a.lo * (1 - 1e-5));
					assert_true(t[i].at <= a.hi * (1 + 1e-5));
					assert_true(!i || t[i].at > t[i - 1].at);
					shown += t[i].label[0] != 0;
				}
				assert_true(shown >= 1 && shown <= want + 3);
			}
}

static void test_set(void **state)
{
	static const double bad[] = { NAN, INFINITY, -INFINITY, 0, -1, 1, 5e-324, DBL_MAX, -DBL_MAX, .3 };
	enum { N = sizeof bad / sizeof bad[0] };

	(void)state;
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++)
			for (int log = 0; log < 2; log++) {
				struct axis a = axis_set(bad[i], bad[j], log, 0.05, NULL);
				struct tick t[AXIS_TICKS];

				assert_true(isfinite(a.lo) && isfinite(a.hi) && a.lo < a.hi);
				assert_true(!log || a.lo > 0);
				assert_true(isfinite(axis_pos(&a, a.hi)));
				assert_true(axis_ticks(&a, 5, t, AXIS_TICKS) <= AXIS_TICKS);
			}
}

static void test_pos(void **state)
{
	struct axis lin = axis_set(-2, 6, 0, 0, NULL), log = axis_set(1e-3, 10, 1, 0, NULL);

	(void)state;
	assert_true(fabs(axis_pos(&lin, 0) - 0.25) < 1e-12);
	assert_true(fabs(axis_pos(&log, 0.1) - 0.5) < 1e-12);
	assert_true(isnan(axis_pos(&log, 0)));
	assert_true(isnan(axis_pos(&log, -1)));
	assert_true(isnan(axis_pos(&lin, NAN)));
	for (double p = 0; p <= 1; p += 0.125) {
		assert_true(fabs(axis_pos(&lin, axis_value(&lin, p)) - p) < 1e-12);
		assert_true(fabs(axis_pos(&log, axis_value(&log, p)) - p) < 1e-12);
	}
}

/* Data of any size: ticks inside, in order, told apart by labels that read back as what
 * they stand for, and positions that do not depend on the size. */
static void test_scales(void **state)
{
	static const double scale[] = { 1e-30, 1e-12, 1, 1e12, 1e30 };

	(void)state;
	for (size_t k = 0; k < sizeof scale / sizeof *scale; k++)
		for (int log = 0; log < 2; log++) {
			double s = scale[k];
			struct axis a = axis_set(.13 * s, 870 * s, log, .05, "loss"), b = a;
			struct tick t[AXIS_TICKS];
			int n = axis_ticks(&a, 6, t, AXIS_TICKS), labelled = 0;

			assert_in_range(n, 3, AXIS_TICKS);
			for (int i = 0; i < n; i++) {
				assert_true(t[i].at >= a.lo && t[i].at <= a.hi);
				assert_true(!i || t[i].at > t[i - 1].at);
				for (int j = 0; j < i && *t[i].label; j++)
					assert_string_not_equal(t[i].label, t[j].label);
				labelled += *t[i].label != 0;
			}
			assert_in_range(labelled, 2, n);
			assert_true(fabs(axis_pos(&a, axis_value(&a, .3)) - .3) < 1e-9);
			b = axis_set(.13, 870, log, .05, "loss");
			assert_true(fabs(axis_pos(&a, 25 * s) - axis_pos(&b, 25)) < 1e-9);
			axis_nice(&a, 5);
			/* the room at the ends, then a whole step or decade */
			assert_true(a.lo <= .13 * s && a.hi >= 870 * s && a.hi < (log ? 10001 : 1001) * s);
		}
}

static void test_nice_range(void **state)
{
	struct axis a = axis_set(.013, .87, 0, 0, NULL);

	(void)state;
	axis_nice(&a, 5);
	assert_true(fabs(a.lo) < 1e-12 && fabs(a.hi - 1) < 1e-12);
}

static void expect(const struct grid *g, const char *text)
{
	struct str s = STR_INIT;

	grid_dump(g, &s);
	assert_string_equal(s.s, text);
	str_release(&s);
}

static void test_draw(void **state)
{
	struct axis x = axis_set(0, 10, 0, 0, "epoch"), y = axis_set(0, .6, 0, 0, "loss");
	struct grid g;
	struct rect r;

	(void)state;
	grid_init(&g, 9, 30, GRAPH_BRAILLE, 256);
	r = axis_draw(&g, (struct rect){ 0, 0, 9, 30 }, &x, &y);
	assert_int_equal(r.row, 1);
	assert_int_equal(r.col, 4);
	assert_int_equal(r.rows, 6);
	assert_int_equal(r.cols, 26);
	expect(&g, "loss                          \n"
		   " .6┤                          \n"
		   "   │                          \n"
		   " .4┤                          \n"
		   " .2┤                          \n"
		   "   │                          \n"
		   "  0┤                          \n"
		   "   └┬────┬────┬────┬──── epoch\n"
		   "    0    2    4    6    8   10");
	grid_clear(&g);
	r = axis_draw(&g, (struct rect){ 0, 0, 4, 20 }, &x, NULL);
	assert_int_equal(r.rows, 3);
	assert_int_equal(r.cols, 20);
	grid_clear(&g);
	r = axis_draw(&g, (struct rect){ 2, 3, 1, 1 }, &x, &y);
	assert_true(r.rows == 1 && r.cols == 1 && r.row == 2 && r.col == 3);
	grid_release(&g);
}

static int same_ticks(const struct axis *a, int want, const char *labels)
{
	struct tick t[AXIS_TICKS];
	struct str s = STR_INIT;
	int n = axis_ticks(a, want, t, AXIS_TICKS), same;

	for (int i = 0; i < n; i++)
		str_addf(&s, "%s%s", i ? " " : "", t[i].label);
	same = strcmp(s.s, labels) == 0;
	if (!same)
		print_message("# got '%s', expected '%s'\n", s.s, labels);
	str_release(&s);
	return same;
}

/* Ticks stand where calendars and clocks have them. */
static void test_time(void **state)
{
	static const struct {
		double lo, hi, origin;
		enum axis_time time;
		int want;
		const char *labels;
	} row[] = {
		/* 1960-01-01 to 1963-01-01, from the first day on */
		{ 0, 1096 * 86400., -315619200, AXIS_DATE, 4, "1960 1961 1962 1963" },
		{ 0, 400 * 86400., -315619200, AXIS_DATE, 5, "1960-01 1960-04 1960-07 1960-10 1961-01" },
		{ 0, 400 * 86400., -315619200, AXIS_QUARTER, 5, "1960Q1 1960Q2 1960Q3 1960Q4 1961Q1" },
		{ 0, 30 * 86400., 1404172800, AXIS_DATE, 5, "2014-07-07 2014-07-14 2014-07-21 2014-07-28" },
		{ 0, 2 * 86400., 1404172800, AXIS_DATE, 5, "2014-07-01 12:00 2014-07-02 12:00 2014-07-03" },
		{ 3600, 4 * 3600., 1404172800, AXIS_DATE, 4, "2014-07-01 01:00 02:00 03:00 04:00" },
		{ 0, 20, 1404172805, AXIS_DATE, 3, "2014-07-01 00:00:10 00:00:20" },
		{ 8 * 3600., 9 * 3600., 0, AXIS_CLOCK, 4, "08:00 08:15 08:30 08:45 09:00" },
		{ 0, 308, 1700, AXIS_PLAIN, 4, "1700 1800 1900 2000" },
		{ 0, 9, 1000, AXIS_PLAIN, 3, "1000 1005" },
		{ 0, 1, 0, AXIS_PLAIN, 2, "0.0 0.5 1.0" },
		{ 0, 9e11, -62135596800., AXIS_DATE, 3, "10000 20000" },
	};
	struct axis a = axis_set(0, 1096 * 86400., 0, 0, NULL);
	char buf[AXIS_LABEL];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct axis b = axis_set(row[i].lo, row[i].hi, 0, 0, NULL);

		b.time = row[i].time;
		b.origin = row[i].origin;
		assert_true(same_ticks(&b, row[i].want, row[i].labels));
	}
	a.time = AXIS_DATE;
	a.origin = -315619200;
	assert_string_equal(axis_time_label(&a, 59 * 86400., 86400, buf, sizeof buf), "1960-02-29");
	/* anything: no more ticks than there is room for, in order, each label ended */
	for (double at = 1; at < 1e18; at *= 7)
		for (double span = 1e-3; span < 1e18; span *= 13)
			for (int time = AXIS_PLAIN; time <= AXIS_QUARTER; time++) {
				struct tick t[AXIS_TICKS];
				struct axis b = axis_set(0, span, 0, 0, NULL);
				int n;

				b.time = (enum axis_time)time;
				b.origin = (long)at % 2 ? at : -at;
				n = axis_ticks(&b, 6, t, AXIS_TICKS);
				assert_in_range(n, 0, AXIS_TICKS);
				for (int i = 1; i < n; i++)
					assert_true(t[i].at >= t[i - 1].at);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_letters), cmocka_unit_test(test_linear),
		cmocka_unit_test(test_labels), cmocka_unit_test(test_log),
		cmocka_unit_test(test_set),    cmocka_unit_test(test_pos),
		cmocka_unit_test(test_scales),  cmocka_unit_test(test_nice_range),
		cmocka_unit_test(test_draw), cmocka_unit_test(test_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
