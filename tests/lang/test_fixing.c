/*
 * test_fixing.c - what fixing a source takes away, by fixing it.
 *
 * Twenty levels each of init and shuffle are fixed in turn on the spiral, and the variance
 * that is left is measured.  What is gone, on average over the levels, is the
 * source's first-order share; its total, which is far larger here, is not what fixing
 * takes away but what is left when all others are fixed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "stat/attribute.h"
#include "stat/stats.h"

#define LEVELS 20
#define SPIRAL "data spiral; model dense 16 tanh, dense 16 tanh, dense 1; optimizer adam lr=.01; " \
	"fix batch=16; budget epochs 60; free init shuffle"

static void on_error(void *arg, const struct err *err)
{
	(void)arg;
	fail_msg("%s", err->text);
}

static void say(struct shell *sh, const char *line)
{
	struct err err = ERR_INIT;

	if (shell_exec(sh, line, &err))
		fail_msg("%s: %s", line, err.text);
	do {
		if (!(shell_poll(sh, 10000000) & LAB_RUNS) && !shell_idle(sh))
			lab_wait(shell_lab(sh), 50);
	} while (!shell_idle(sh));
}

/* Mean over levels of the variance that is left, and its standard error. */
static void left(struct shell *sh, const char *fixed, const char *other, double *mean, double *se)
{
	double m2 = 0;

	*mean = 0;
	for (int i = 1; i <= LEVELS; i++) {
		struct str line = STR_INIT;
		double v, step;

		str_addf(&line, "fix %s=%d; free %s; run 50", fixed, i, other);
		say(sh, line.s);
		str_release(&line);
		assert_int_equal(stats_runs(lab_current(shell_lab(sh))->stats), 50);
		v = stats_variance(lab_current(shell_lab(sh))->stats).mean;
		step = v - *mean;
		*mean += step / i;
		m2 += step * (v - *mean);
	}
	*se = sqrt(m2 / (LEVELS - 1) / LEVELS);
}

static void test_fixing(void **state)
{
	(void)state;
	static const char *const name[2] = { "init", "shuffle" };
	struct shell_host host = { .error = on_error };
	struct lab_config c = { .workers = 2, .seed = 1 };
	struct shell *sh = shell_new(&c, &host);
	struct effect e[2];
	struct estimate all;
	double v;

	say(sh, SPIRAL "; attribute 300");
	assert_non_null(lab_attribution(shell_lab(sh)));
	assert_int_equal(attribute_effects(lab_attribution(shell_lab(sh))->attr, TARGET_PREDICTION, e, &v), 300);
	say(sh, "run 1000");
	all = stats_variance(lab_current(shell_lab(sh))->stats);
	for (int i = 0; i < 2; i++) {
		double mean, se, taken, error, first_error;

		assert_string_equal(source_name(e[i].source), name[i]);
		left(sh, name[i], name[1 - i], &mean, &se);
		taken = 1 - mean / all.mean;
		error = hypot(se, mean * all.se / all.mean) / all.mean;
		first_error = (e[i].first_hi - e[i].first_lo) / 4;
		print_message("# fixing %s took away %.3f +- %.3f; first %.3f +- %.3f, total %.3f\n", name[i],
			      taken, error, e[i].first, first_error, e[i].total);
		if (!(fabs(taken - e[i].first) < 3 * hypot(error, first_error)))
			fail_msg("fixing %s took away %.3f, first-order share %.3f", name[i], taken, e[i].first);
		/* and what is left under "all others fixed" is another figure altogether */
		assert_true(taken + 3 * error < e[i].total_lo);
		assert_true(e[i].fixed_sd * e[i].fixed_sd < 1.3 * mean && e[i].fixed_sd * e[i].fixed_sd > mean / 1.3);
	}
	shell_free(sh);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_fixing) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
