/*
 * test_when.c - parents and children against an analysis of variance written out, against
 * variances that are known, and the share of intervals that hold the truth.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "num/rng.h"
#include "run/sample.h"
#include "stat/when.h"

#define PREDS 3

static const struct when_plan plan = { .source = SOURCE_SHUFFLE, .n = 4, .k = { 0, 5, 9, 20 }, .children = 5 };

static struct rng draws;
static uint32_t at;

static double normal(void)
{
	return rng_normal(&draws, at++);
}

/* Run r with these predictions and data loss. */
static void add(struct when *w, uint64_t r, const float *pred, float loss, int diverged)
{
	struct sample s = { .kind = SAMPLE_RUN, .run = r, .pred = pred, .n_pred = PREDS, .data_loss = loss, .diverged = diverged,
			    .train_loss = loss, .test_loss = NAN, .accuracy = NAN, .data_accuracy = NAN, .constant_loss = 1,
			    .constant_accuracy = NAN };

	when_add(w, &s);
}

/* The mean squares of a one-way layout, as in any textbook; figures in float, sums in two passes. */
static void anova(const float *x, size_t parents, size_t children, double *within, double *between)
{
	double all = 0, ssw = 0, ssb = 0;

	for (size_t i = 0; i < parents * children; i++)
		all += (double)x[i] / (double)(parents * children);
	for (size_t p = 0; p < parents; p++) {
		double mean = 0;

		for (size_t c = 0; c < children; c++)
			mean += (double)x[p * children + c] / (double)children;
		for (size_t c = 0; c < children; c++)
			ssw += pow((double)x[p * children + c] - mean, 2);
		ssb += (double)children * pow(mean - all, 2);
	}
	*within = ssw / (double)(parents * (children - 1));
	*between = (ssb / (double)(parents - 1) - *within) / (double)children;
}

static void test_anova(void **state)
{
	enum { PARENTS = 7 };
	static float x[4][PREDS + 1][PARENTS * 5];
	struct when *w = when_new(&plan, PREDS);
	struct when_point p;
	uint64_t r = 0;
	double first = NAN;

	(void)state;
	draws = rng_stream(1, RNG_DATA, 0, 0);
	at = 0;
	assert_false(when_point(w, 0, WHEN_PREDICTION, &p));
	for (size_t parent = 0; parent < PARENTS + 2; parent++)
		for (size_t child = 0; child < 5; child++)
			for (size_t k = 0; k < 4; k++, r++) {
				/* parents 2 and 5 are left out: a run diverged, a run is missing */
				const size_t place = parent - (parent > 2) - (parent > 5);
				float pred[PREDS], loss;

				for (int i = 0; i < PREDS; i++)
					pred[i] = (float)(normal() * (1 + i) + 3 * sin((double)parent) * (double)(k + 1));
				loss = (float)(1 + fabs(normal()));
				if (parent == 5 && child == 3)
					continue;
				add(w, r, pred, loss, parent == 2 && child == 4 && k == 1);
				if (parent == 2 || parent == 5)
					continue;
				for (int i = 0; i < PREDS; i++)
					x[k][i][place * 5 + child] = pred[i];
				x[k][PREDS][place * 5 + child] = loss;
			}
	assert_int_equal(when_parents(w), PARENTS);
	assert_int_equal(when_dropped(w), 1);
	for (size_t k = 0; k < 4; k++) {
		double within = 0, between = 0, a, b;

		for (int i = 0; i < PREDS; i++) {
			anova(x[k][i], PARENTS, 5, &a, &b);
			within += a / PREDS;
			between += b / PREDS;
		}
		assert_true(when_point(w, k, WHEN_PREDICTION, &p));
		assert_int_equal(p.k, plan.k[k]);
		assert_true(fabs(p.within / within - 1) < 1e-12 && fabs(p.between / between - 1) < 1e-10);
		assert_true(fabs(p.sd.mean - sqrt(within)) < 1e-12);
		assert_true(isnan(p.sd.lo) && p.sd.n == PARENTS);	/* fewer than WHEN_FEW */
		first = k ? first : within;
		assert_true(fabs(p.share.mean - sqrt(within / first)) < 1e-12);
		anova(x[k][PREDS], PARENTS, 5, &a, &b);
		assert_true(when_point(w, k, WHEN_LOSS, &p));
		assert_true(fabs(p.within / a - 1) < 1e-12 && fabs(p.between - b) < 1e-10);
	}
	assert_false(when_point(w, 4, WHEN_PREDICTION, &p));
	when_free(w);
}

/*
 * Families of trainings whose spread differs from one to the other (log-normal, as it does
 * from one initialisation to another): the interval of the root of the mean variance, and of its
 * share of that at 0, in few and in 60 of them.
 */
static void coverage(size_t parents, double uneven, double *sd, double *share)
{
	enum { TRIALS = 1500 };
	const double scale[4] = { 1, .8, .5, 0 };
	size_t hit_sd = 0, hit_share = 0;

	for (int t = 0; t < TRIALS; t++) {
		struct when *w = when_new(&plan, PREDS);
		struct when_point p;
		uint64_t r = 0;

		for (size_t parent = 0; parent < parents; parent++) {
			const double size = exp(uneven * normal()), own = 2 * normal();

			for (size_t child = 0; child < 5; child++)
				for (size_t k = 0; k < 4; k++) {
					/* the later k, the more the probes go together */
					const double common = normal();
					float pred[PREDS];

					for (int i = 0; i < PREDS; i++)
						pred[i] = (float)(own + size * scale[k] * (.6 * common + .8 * normal()));
					add(w, r++, pred, 1, 0);
				}
		}
		assert_true(when_point(w, 2, WHEN_PREDICTION, &p));
		/* E exp(2 u z) = exp(2 u^2) */
		hit_sd += p.sd.lo <= .5 * exp(uneven * uneven) && .5 * exp(uneven * uneven) <= p.sd.hi;
		hit_share += p.share.lo <= .5 && .5 <= p.share.hi;
		assert_true(when_point(w, 3, WHEN_PREDICTION, &p));
		assert_true(p.within == 0 && p.sd.mean == 0 && p.sd.lo == 0 && p.sd.hi == 0 && p.share.mean == 0);
		when_free(w);
	}
	*sd = (double)hit_sd / TRIALS;
	*share = (double)hit_share / TRIALS;
}

static void test_coverage(void **state)
{
	static const struct { size_t parents; double uneven; } cases[] = { { WHEN_FEW, .1 }, { WHEN_FEW, .3 }, { 60, .3 } };

	(void)state;
	draws = rng_stream(2, RNG_DATA, 0, 0);
	at = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double sd, share;

		coverage(cases[i].parents, cases[i].uneven, &sd, &share);
		if (sd < .93 || sd > .97 || share < .93 || share > .97)
			fail_msg("%zu families, %g: sd %.3f, share %.3f", cases[i].parents, cases[i].uneven, sd, share);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_anova),
		cmocka_unit_test(test_coverage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
