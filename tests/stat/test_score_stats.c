/*
 * test_score_stats.c - scores over runs: which of them are outcomes, their means, sds and
 * ranges against closed forms and numpy, targets one by one, and what leads.
 */
#include "make.h"

#include "engine/scores.h"
#include "stat/attribute.h"
#include "stat/stats.h"

static struct sample scored(uint64_t run, const float *scores, uint32_t n, const float *r2, uint32_t n_r2)
{
	struct sample s = make_run(run, NULL, 0);

	s.scores = scores;
	s.n_scores = n;
	s.r2 = r2;
	s.n_r2 = n_r2;
	return s;
}

/* numpy: std(ddof=1) of .7 .8 .75 .65 .9 is .0961769 */
static void test_classes(void **state)
{
	static const float balanced[5] = { .7f, .8f, .75f, .65f, .9f };
	struct dataset d;
	struct problem p = make_problem(&d, DATA_BINARY, 2, 1);
	struct stats *s = stats_new(&p);
	struct stats_score b, a;

	(void)state;
	for (uint64_t r = 0; r < 7; r++) {
		float v[SCORE_MAE] = { r < 5 ? balanced[r] : 0, .25f, r ? .5f : NAN };
		struct sample run = scored(r, r < 6 ? v : NULL, SCORE_MAE, NULL, 0);

		run.diverged = r == 5;	/* in no mean, and no range */
		stats_add(s, &run);
	}
	b = stats_score(s, STATS_BALANCED);
	assert_int_equal(b.mean.n, 5);
	assert_near(b.mean.mean, .76, 1e-7);
	assert_near(b.sd.mean, .0961769, 1e-6);
	assert_near(b.lowest, .65, 1e-7);
	assert_near(b.highest, .9, 1e-7);
	assert_true(isnan(b.mean.lo));	/* five runs have no interval */
	a = stats_score(s, STATS_AUC);
	assert_int_equal(a.mean.n, 4);	/* where it is defined */
	assert_near(a.mean.mean, .5, 0);
	assert_near(stats_score(s, STATS_F1).sd.mean, 0, 0);
	assert_int_equal(stats_score(s, STATS_R2).mean.n, 0);
	assert_true(isnan(stats_score(s, STATS_MAE).lowest));
	assert_int_equal(stats_unscored(s), 1);
	assert_true(stats_outcome_rises(STATS_BALANCED) && stats_outcome_rises(STATS_F1) &&
		    stats_outcome_rises(STATS_AUC) && stats_outcome_rises(STATS_R2) && !stats_outcome_rises(STATS_MAE));
	stats_free(s);
}

/* Three targets beside three problems of one each, which have them among their outcomes: the
 * same figures, at as many runs as are jackknifed and at more. */
static void test_targets(void **state)
{
	enum { RUNS = 1500, TARGETS = 3 };
	struct dataset d, one;
	struct problem p = make_problem(&d, DATA_REGRESSION, 2, TARGETS), q = make_problem(&one, DATA_REGRESSION, 2, 1);
	struct stats *s = stats_new(&p), *alone[TARGETS];
	struct draws w = draws_new(5);

	(void)state;
	for (size_t t = 0; t < TARGETS; t++)
		alone[t] = stats_new(&q);
	for (uint64_t r = 0; r < RUNS; r++) {
		float v[SCORE_MAE + TARGETS] = { NAN, NAN, NAN }, r2[TARGETS];
		struct sample run;

		for (size_t t = 0; t < TARGETS; t++) {
			float scores[SCORE_MAE + 1] = { NAN, NAN, NAN };

			r2[t] = t == 2 && r % 4 ? NAN : 1 - (float)exp(.3 * draw_normal(&w));
			v[SCORE_MAE + t] = scores[SCORE_MAE] = (float)(t + 1) * (float)exp(draw_normal(&w));
			run = scored(r, scores, SCORE_MAE + 1, &r2[t], 1);
			stats_add(alone[t], &run);
		}
		run = scored(r, v, SCORE_MAE + TARGETS, r2, TARGETS);
		stats_add(s, &run);
		if (r != 100 && r != 511 && r != 512 && r != RUNS - 1)
			continue;
		for (size_t t = 0; t < TARGETS; t++)
			for (int mae = 0; mae < 2; mae++) {
				enum stats_outcome o = mae ? STATS_MAE : STATS_R2;
				struct stats_score a = stats_target(s, o, t), b = stats_target(alone[t], o, 0);

				assert_int_equal(a.mean.n, b.mean.n);
				assert_near(a.mean.mean, b.mean.mean, 0);
				assert_near(a.lowest, b.lowest, 0);
				assert_near(a.highest, b.highest, 0);
				assert_near(a.sd.mean, b.sd.mean, 0);
				if (a.mean.n < STATS_FEW_SPREAD)
					continue;
				assert_near(a.mean.hi, b.mean.hi, 0);
				assert_near(a.sd.lo, b.sd.lo, 1e-9);
				assert_near(a.sd.hi, b.sd.hi, 1e-9);
				assert_true(a.lowest < a.mean.lo && a.mean.hi < a.highest);
			}
	}
	for (size_t t = 0; t < TARGETS; t++)
		stats_free(alone[t]);
	assert_int_equal(stats_target(s, STATS_R2, TARGETS).mean.n, 0);
	stats_free(s);
}

/* Among the outcomes R2 and MAE of several targets are means: R2 over those that vary. */
static void test_means_of_targets(void **state)
{
	const float v[] = { NAN, NAN, NAN, 1, 2, 6 }, r2[] = { .5f, NAN, .75f }, none[] = { NAN, NAN, NAN };
	const struct kept_run k = { .n_scores = 6, .scores = v, .n_r2 = 3, .r2 = r2 };
	const struct kept_run flat = { .n_r2 = 3, .r2 = none };

	(void)state;
	assert_near(kept_run_outcome(&k, STATS_MAE), 3, 0);
	assert_near(kept_run_outcome(&k, STATS_R2), .625, 0);
	assert_true(isnan(kept_run_outcome(&k, STATS_BALANCED)));
	assert_true(isnan(kept_run_outcome(&flat, STATS_R2)));
	assert_true(isnan(kept_run_outcome(&flat, STATS_MAE)));	/* recorded before there were scores */
	for (int t = TARGET_DATA_LOSS; t < TARGET_COUNT; t++)
		assert_string_equal(target_name((enum target)t), stats_outcome_name(target_outcome((enum target)t)));
}

static void test_lead(void **state)
{
	static const uint32_t even[6] = { 0, 1, 0, 1, 0, 1 }, uneven[6] = { 0, 0, 0, 0, 1, 0 };
	const float v[SCORE_MAE] = { .5f, .5f, .5f };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct dataset d;
		struct problem p = make_problem(&d, DATA_BINARY, 6, 1);
		struct sample run = scored(0, i < 2 ? v : NULL, SCORE_MAE, NULL, 0);
		struct stats *s;

		d.label = (uint32_t *)(i ? uneven : even);
		s = stats_new(&p);
		run.data_accuracy = .75f;
		stats_add(s, &run);
		assert_int_equal(stats_uneven(s), i > 0);
		assert_int_equal(stats_lead(s), i == 1 ? STATS_BALANCED : STATS_DATA_ACCURACY);
		assert_int_equal(stats_judge_class(s), stats_lead(s));
		assert_int_equal(stats_column(STATS_OUTCOMES, s), stats_lead(s));
		assert_int_equal(stats_column(STATS_DATA_ACCURACY, s), STATS_DATA_ACCURACY);
		assert_int_equal(stats_column(STATS_BALANCED, s), stats_lead(s));
		assert_int_equal(stats_in_column(STATS_DATA_ACCURACY, s), STATS_DATA_ACCURACY);
		stats_free(s);
	}
}

/* 72 of 75 rows, rounded as 72 * (1 / 75) and as 72 / 75, are as many rows: a tie, which beats
 * nothing.  One row of a million more does. */
static void test_ties(void **state)
{
	static const struct { float run, constant; unsigned beats; } t[] = {
		{ .960000038146973f, .959999978542328f, 0 }, { .96f, .96f, 0 }, { 1, 1, 0 },
		{ .5f, .499999940395355f, 0 }, { .960001f, .96f, 1 }, { .9733333f, .96f, 1 }, { .9466667f, .96f, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct dataset d;
		struct problem p = make_problem(&d, DATA_BINARY, 2, 1);
		struct stats *s = stats_new(&p);
		struct sample run = make_run(0, NULL, 0);

		run.data_loss = run.constant_loss = .5f;
		run.data_accuracy = t[i].run;
		run.constant_accuracy = t[i].constant;
		stats_add(s, &run);
		assert_int_equal(stats_beaten(s).n, 1);
		assert_int_equal(stats_beaten(s).loss, 0);
		assert_int_equal(stats_beaten(s).accuracy, t[i].beats);
		assert_int_equal(stats_beaten(s).either, t[i].beats);
		stats_free(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_means_of_targets),
		cmocka_unit_test(test_lead),
		cmocka_unit_test(test_ties),
	};

	return cmocka_run_group_tests_name("scores over runs", tests, NULL, NULL);
}
