/*
 * test_kinds.c - runs that fall into kinds are found, and one heap is left one.
 */
#include "base/str.h"
#include "report/sentence.h"
#include "outcomes.h"
#include "stat/stats.h"

/* One heap, of any shape, is seldom taken for two: fewer than 1.5 % and three standard errors. */
static void test_one_heap(void **state)
{
	(void)state;
	static const size_t runs[] = { 30, 50, 100, 200, 400, 1000, 4096 };
	static double x[4096];

	for (int o = 0; o < 6; o++)
		for (size_t k = 0; k < sizeof runs / sizeof *runs; k++) {
			struct draws z = draws_new(40 + 10 * (uint32_t)o + (uint32_t)k);
			size_t n = runs[k], wrong = 0, all = n > 400 ? 200 : 800;

			for (size_t i = 0; i < all; i++) {
				for (size_t r = 0; r < n; r++)
					x[r] = o == STUCK ? -log(draw_unit(&z))
					     : o == 5 ? 20 + draw_normal(&z)
					     : shape_draw((enum outcomes)o, &z) + (o == STUDENT3 ? 1000 : 0);
				wrong += kinds_of(x, n).n > 1;
			}
			if ((double)wrong > .015 * (double)all + 3 * sqrt(.015 * (double)all))
				fail_msg("shape %d, %zu runs: %zu of %zu split", o, n, wrong, all);
		}
}

/* One in ten stuck elsewhere: all but always found, with about the right numbers. */
static void test_stuck_runs(void **state)
{
	(void)state;
	static const size_t runs[] = { 60, 200, 1000, 4096 };
	static double x[4096];

	for (size_t k = 0; k < 4; k++)
		for (int scale = -30; scale <= 30; scale += 30) {
			struct draws z = draws_new(90 + (uint32_t)k);
			size_t found = 0, n = runs[k];

			for (int i = 0; i < 50; i++) {
				size_t stuck = 0;
				struct kinds s;

				for (size_t r = 0; r < n; r++) {
					int elsewhere = draw_unit(&z) < STUCK_SHARE;

					stuck += (size_t)elsewhere;
					x[r] = pow(10, scale) * (elsewhere ? .25 + .01 * draw_normal(&z)
									   : .01 * exp(.3 * draw_normal(&z)));
				}
				s = kinds_of(x, n);
				if (s.n != 2)
					continue;
				found++;
				assert_int_equal(s.count[0] + s.count[1], n);
				assert_int_equal(s.count[1], stuck);
				assert_near(s.median[0] / pow(10, scale), .01, .004);
				assert_near(s.median[1] / pow(10, scale), .25, .02);
			}
			assert_in_range(found, 45, 50);
		}
}

static void test_few_and_equal(void **state)
{
	(void)state;
	double x[40];

	assert_int_equal(kinds_of(x, 0).n, 0);
	for (int i = 0; i < 40; i++)
		x[i] = 3;
	assert_int_equal(kinds_of(x, 40).n, 1);
	for (int i = 0; i < 40; i++)
		x[i] = i < 20 ? 0 : 1;	/* exactly two */
	assert_int_equal(kinds_of(x, 40).n, 2);
	assert_int_equal(kinds_of(x, 29).n, 1);
}

static void test_sentence(void **state)
{
	(void)state;
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, 1, 1);
	struct stats *s = stats_new(&p);
	struct draws z = draws_new(5);
	struct str out = STR_INIT;
	struct kinds k;

	for (uint64_t r = 0; r < 200; r++) {
		float v = (float)r;
		struct sample m = make_run(r, &v, 1);

		m.data_loss = (float)(r % 10 ? .0123 + .0001 * draw_normal(&z) : .31);
		m.diverged = r == 7;
		stats_add(s, &m);
	}
	k = stats_kinds(s);
	kinds_sentence(&k, "a data loss", &out);
	assert_string_equal(out.s, "The runs fall into kinds: of 199, 179 end with a data loss near "
			    "0.0123 and 20 near 0.310.");
	stats_free(s);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_heap),
		cmocka_unit_test(test_stuck_runs),
		cmocka_unit_test(test_few_and_equal),
		cmocka_unit_test(test_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
