/*
 * test_say.c - twins that drift apart, remedies and verdicts: that what is said
 * is what the intervals allow, and no more.
 */
#include "base/say.h"
#include "base/str.h"
#include "make.h"
#include "stat/divergence.h"
#include "stat/remedy.h"
#include "report/verdict.h"
#include "report/sentence.h"

static void expect(struct str *s, const char *what)
{
	if (!strstr(s->s, what))
		fail_msg("'%s' lacks '%s'", s->s, what);
}

static void expect_not(struct str *s, const char *what)
{
	if (strstr(s->s, what))
		fail_msg("'%s' says '%s'", s->s, what);
}

/* ---- divergence ---- */

static struct divergence *twins(double start, double decades_per_epoch, double noise,
				size_t n, size_t epochs)
{
	struct divergence *d = divergence_new(epochs);
	struct draws z = draws_new(17);
	double v[64];

	for (size_t t = 0; t < n; t++) {
		double rate = decades_per_epoch + noise * draw_normal(&z);

		for (size_t e = 0; e < epochs; e++)
			v[e] = start * pow(10, rate * (double)e);
		divergence_add(d, v, epochs);
	}
	return d;
}

static void test_growth(void **state)
{
	(void)state;
	struct divergence *d = twins(1e-8, .2, .05, 40, 20);
	struct growth g = divergence_growth(d, 0, 20);
	struct str s = STR_INIT;

	assert_int_equal(g.n, 40);
	assert_near(g.rate, .2, .03);
	assert_near(g.hi - g.lo, 2 * 2.0227 * .05 / sqrt(40), .01);
	assert_near(divergence_quantile(d, 0, .5), -8, 1e-9);
	assert_near(divergence_quantile(d, 19, .5), -8 + 19 * .2, .4);
	divergence_sentence(d, .43, &s);
	expect(&s, "one ulp grows, by a factor of 1.");
	expect(&s, "where strangers are 0.43");
	divergence_free(d);
	str_clear(&s);
	d = twins(1e-7, -.1, .02, 40, 20);
	divergence_sentence(d, NAN, &s);
	expect(&s, "shrinks");
	divergence_free(d);
	str_clear(&s);
	d = twins(1e-8, 0, .1, 10, 20);
	divergence_sentence(d, NAN, &s);
	expect(&s, "neither grows nor shrinks");
	divergence_free(d);
	str_release(&s);
}

/* Once they are as far apart as they ever get, time adds nothing to the rate. */
static void test_parted_twins(void **state)
{
	(void)state;
	struct divergence *d = divergence_new(100);
	struct draws z = draws_new(18);
	struct str s = STR_INIT;
	double v[100];

	for (size_t t = 0; t < 30; t++) {
		double rate = log10(2) + .0005 * draw_normal(&z);

		for (size_t e = 0; e < 100; e++)
			v[e] = fmin(.1, 1e-8 * pow(10, rate * (double)e));
		divergence_add(d, v, 100);
	}
	divergence_sentence(d, .1, &s);
	expect(&s, "by a factor of 1.9994 (95 %: 1.9982 to 2.0005) per");
	expect(&s, " until epoch 21");	/* 2^20 is the first beyond six decades */
	divergence_free(d);
	str_release(&s);
}

static void test_identical_twins(void **state)
{
	(void)state;
	struct divergence *d = divergence_new(3);
	const double same[3] = { 0, 0, 0 }, apart[3] = { 0, 1e-8, 1e-7 }, cut[1] = { 0 };
	const float p[2] = { 1, 2 }, q[2] = { 1.5f, 1 };
	struct str s = STR_INIT;

	assert_near(divergence_distance(p, q, 2), .75, 1e-12);
	assert_true(isnan(divergence_quantile(d, 0, .5)));
	divergence_sentence(d, 1, &s);
	expect(&s, "No twins");
	str_clear(&s);
	divergence_add(d, same, 3);
	divergence_sentence(d, 1, &s);
	expect(&s, "end the same");
	divergence_add(d, apart, 3);
	divergence_add(d, apart, 3);
	divergence_add(d, cut, 1);
	assert_int_equal(divergence_twins(d), 4);
	assert_true(isinf(divergence_quantile(d, 0, .5)));
	assert_true(isinf(divergence_quantile(d, 1, .25)));
	assert_near(divergence_quantile(d, 1, .75), -8, 1e-9);
	assert_near(divergence_identical(d, 1), 1. / 3, 1e-12);
	assert_near(divergence_identical(d, 0), 1, 1e-12);
	assert_true(isnan(divergence_quantile(d, 3, .5)));
	divergence_free(d);
	str_release(&s);
}

/* ---- remedies ---- */

/* An estimate whose log has this standard error. */
static struct estimate spread(double x, double se_log)
{
	return (struct estimate){ x, x * se_log, x * exp(-1.959964 * se_log),
				  x * exp(1.959964 * se_log), 100 };
}

static struct remedy_row row(const char *label, double setting, double x, double se_log,
			     double loss, double loss_se)
{
	struct remedy_row r = {
		.setting = setting, .spread = spread(x, se_log),
		.loss = { loss, loss_se, loss - 2 * loss_se, loss + 2 * loss_se, 100 },
	};

	strcpy(r.label, label);
	return r;
}

/* The article's: SD .17, .39, .49 at batch 4, 32, 100 for equal epochs. */
static void test_batch_advice_fails(void **state)
{
	(void)state;
	const struct remedy_row r[3] = {
		row("batch 4", 4, .17, .03, .10, .001), row("batch 32", 32, .39, .03, .2, .001),
		row("batch 100", 100, .49, .03, .3, .001),
	};
	struct remedy_result x;
	struct str s = STR_INIT;

	remedy_judge(REMEDY_BATCH_EPOCHS, r, 3, &x);
	assert_int_equal(x.finding, FINDING_OPPOSITE);
	assert_near(x.ratio, .49 / .17, 1e-9);
	assert_near(x.ratio_hi / x.ratio, exp(1.959964 * .03 * sqrt(2)), 1e-6);
	assert_near(x.loss, .2, 1e-9);
	remedy_sentence(REMEDY_BATCH_EPOCHS, r, 3, &x, &s);
	expect(&s, "The advice fails here. A larger batch at equal epochs makes predictions less alike");
	expect(&s, "the loss rises by 0.2");
	str_release(&s);
}

static void test_trend_by_hand(void **state)
{
	(void)state;
	/* logs lie on a line of slope -1/2 exactly; weights equal:
	 * se = .1 / sqrt(sum (x - mean)^2), x = ln 1, 2, 4 */
	const struct remedy_row r[3] = {
		row("1", 1, 1, .1, 0, 0), row("2", 2, sqrt(.5), .1, 0, 0),
		row("4", 4, .5, .1, 0, 0),
	};
	struct remedy_result x;

	remedy_judge(REMEDY_BATCH_EPOCHS, r, 3, &x);
	assert_near(x.slope, -.5, 1e-9);
	assert_near(x.slope_hi - x.slope, 1.959964 * .1 / (log(2) * sqrt(2)), 1e-6);
	assert_int_equal(x.log_setting, 1);
	assert_int_equal(x.finding, FINDING_HOLDS);
	/* averages share their runs: weights -1, 0, 1 over 2 ln 2, correlations sqrt(1/2), 1/2 */
	remedy_judge(REMEDY_ENSEMBLE, r, 3, &x);
	assert_near(x.slope, -.5, 1e-9);
	assert_near(x.slope_hi - x.slope, 1.959964 * .1 * sqrt(2 - 2 * .5) / (2 * log(2)), 1e-6);
	assert_int_equal(x.finding, FINDING_HOLDS);
}

static void test_findings(void **state)
{
	(void)state;
	const struct remedy_row noisy[3] = {
		row("rate 0", 0, 1, .3, 1, .5), row("rate .2", .2, .8, .3, 1, .5),
		row("rate .5", .5, .9, .3, 1, .5),
	};
	const struct remedy_row flat[2] = {
		row("l2 0", 0, 1, .01, 1, .5), row("l2 1e-4", 1e-4, 1.02, .01, 1, .5),
	};
	const struct remedy_row slower[3] = {
		row("1 run", 1, 1, .01, 1, 0), row("4 runs", 4, .8, .01, .9, .01),
		row("16 runs", 16, .64, .01, .85, .01),
	};
	const struct remedy_row zero[2] = {
		row("a", 1, 0, 0, 1, 0), row("b", 2, 0, 0, 1, 0),
	};
	struct remedy_result x;
	struct str s = STR_INIT;

	remedy_judge(REMEDY_DROPOUT, noisy, 3, &x);
	assert_int_equal(x.finding, FINDING_UNDECIDED);
	assert_int_equal(x.log_setting, 0);
	remedy_sentence(REMEDY_DROPOUT, noisy, 3, &x, &s);
	expect(&s, "cannot tell whether more dropout");
	expect(&s, "a change of the loss cannot be told");
	str_clear(&s);
	remedy_judge(REMEDY_L2, flat, 2, &x);
	assert_int_equal(x.finding, FINDING_NONE);
	remedy_sentence(REMEDY_L2, flat, 2, &x, &s);
	expect(&s, "no difference worth speaking of");
	str_clear(&s);
	remedy_judge(REMEDY_ENSEMBLE, slower, 3, &x);
	assert_int_equal(x.finding, FINDING_PARTLY);
	remedy_sentence(REMEDY_ENSEMBLE, slower, 3, &x, &s);
	expect(&s, "not as 1/sqrt(M) promises");
	expect(&s, "the loss falls by 0.15");
	str_clear(&s);
	remedy_judge(REMEDY_L2, zero, 2, &x);
	assert_int_equal(x.finding, FINDING_TOO_FEW);
	remedy_sentence(REMEDY_L2, zero, 2, &x, &s);	/* and not for want of runs */
	expect(&s, "there is nothing to remedy");
	str_clear(&s);
	remedy_judge(REMEDY_L2, flat, 1, &x);
	remedy_sentence(REMEDY_L2, flat, 1, &x, &s);
	expect(&s, "too few");
	str_release(&s);
}

/* Scatter beyond the rows' own errors widens the trend's interval. */
static void test_scatter_is_not_ignored(void **state)
{
	(void)state;
	struct remedy_row r[4];
	struct remedy_result x;
	struct str s = STR_INIT;
	static const double up[4] = { 1, 3, 1.1, 1.5 };

	for (int i = 0; i < 4; i++)
		r[i] = row("", 1 << i, up[i], .01, 1, 1);
	remedy_judge(REMEDY_BATCH_UPDATES, r, 4, &x);
	assert_true(x.slope_lo < 0 && x.slope_hi > 0);
	assert_true(x.ratio_lo > 1);
	assert_int_equal(x.finding, FINDING_MIXED);	/* ends alone do not do */
	remedy_sentence(REMEDY_BATCH_UPDATES, r, 4, &x, &s);
	expect(&s, "goes up and down");
	str_release(&s);
}

static void test_activations(void **state)
{
	(void)state;
	const struct remedy_row r[4] = {
		row("relu", 0, 1, .02, 1, .01), row("tanh", 1, .5, .02, 1.2, .01),
		row("gelu", 2, .9, .02, 1, .01), row("smelu", 3, 1.1, .02, 1, .01),
	};
	struct remedy_result x;
	struct str s = STR_INIT;

	remedy_judge(REMEDY_ACTIVATION, r, 4, &x);
	assert_int_equal(x.finding, FINDING_HOLDS);
	assert_int_equal(x.best, 1);
	/* Bonferroni over three: z(1 - .025/3) = 2.393980 */
	assert_near(log(x.ratio_hi / x.ratio), 2.393980 * .02 * sqrt(2), 1e-5);
	remedy_sentence(REMEDY_ACTIVATION, r, 4, &x, &s);
	expect(&s, "tanh makes predictions more alike than relu");
	expect(&s, "the loss rises");
	str_release(&s);
}

static struct remedy_row lost_of(struct remedy_row r, uint64_t lost)
{
	r.runs = 200;
	r.lost = lost;
	return r;
}

/* A setting that makes trainings diverge is no remedy, however alike the others are. */
static void test_diverging_rows(void **state)
{
	(void)state;
	struct remedy_row r[3] = {
		lost_of(row("l2 0", 0, 1, .02, .5, .001), 0), lost_of(row("l2 0.1", .1, .8, .02, .4, .001), 9),
		lost_of(row("l2 1", 1, .6, .02, .3, .001), 65),
	};
	struct remedy_result x;
	struct str s = STR_INIT;

	remedy_judge(REMEDY_L2, r, 3, &x);
	assert_int_equal(x.finding, FINDING_DIVERGES);
	assert_near(x.ratio, .6, 1e-9);
	assert_true(isnan(x.loss) && isnan(x.wins));
	remedy_sentence(REMEDY_L2, r, 3, &x, &s);
	expect(&s, "A stronger L2 penalty makes more runs diverge (65 of 200 with l2 1, none of 200 with l2 0); "
	       "of those that do not, from l2 0 to l2 1 the spread changes by a factor of 0.60");
	expect_not(&s, "loss");
	/* as many in both: the spread decides */
	r[0].lost = 60;
	remedy_judge(REMEDY_L2, r, 3, &x);
	assert_int_equal(x.finding, FINDING_HOLDS);
	/* fewer at the end, whose runs are more alike: so much the better */
	r[0].lost = 200;
	remedy_judge(REMEDY_L2, r, 3, &x);
	assert_int_equal(x.finding, FINDING_HOLDS);
	r[0].lost = 0;
	/* of categories the steadiest is not the one that diverges */
	remedy_judge(REMEDY_ACTIVATION, r, 3, &x);
	assert_int_equal(x.finding, FINDING_DIVERGES);	/* 9 of 200 are more than none, too */
	r[1].lost = 1;
	remedy_judge(REMEDY_ACTIVATION, r, 3, &x);
	assert_int_equal(x.finding, FINDING_HOLDS);
	assert_int_equal(x.best, 1);
	/* and one that is less steady as well is simply worse */
	r[1] = lost_of(row("tanh", 1, 1.3, .02, .4, .001), 0);
	r[2] = lost_of(row("gelu", 2, 1.2, .02, .4, .001), 50);
	remedy_judge(REMEDY_ACTIVATION, r, 3, &x);
	assert_int_equal(x.finding, FINDING_OPPOSITE);
	assert_int_equal(x.best, 1);
	str_release(&s);
}

/* Losses of the rows' runs: in pairs, and by who wins where some diverged.  The second
 * is lower by 1/8 in every pair of runs that both have, but loses where it diverged. */
static void test_weighing(void **state)
{
	(void)state;
	const struct remedy_row r[2] = {
		row("batch 4", 4, 1, .02, .5, .5), row("batch 32", 32, .5, .02, .4, .5),
	};

	for (unsigned lost = 0; lost <= 30; lost += 30) {
		struct dataset d;
		struct problem p = make_problem(&d, DATA_REGRESSION, 1, 1);
		struct stats *a = stats_new(&p), *b = stats_new(&p);
		struct draws z = draws_new(31);
		struct remedy_result x;
		struct str s = STR_INIT;

		for (uint64_t i = 0; i < 100; i++) {
			float v = (float)draw_normal(&z);
			struct sample run = make_run(i, &v, 1);

			run.data_loss = 5 + rintf(8 * v) / 8;	/* exact in binary */
			stats_add(a, &run);
			run.data_loss -= .125f;
			run.diverged = i < lost;
			stats_add(b, &run);
		}
		remedy_judge(REMEDY_BATCH_EPOCHS, r, 2, &x);
		assert_true(x.loss_lo < 0 && x.loss_hi > 0);	/* by the rows' own intervals */
		remedy_weigh(&x, a, b, STATS_DATA_LOSS, 1);
		remedy_sentence(REMEDY_BATCH_EPOCHS, r, 2, &x, &s);
		if (lost) {
			assert_near(x.wins, .7, 1e-9);
			assert_true(isnan(x.loss));
			expect(&s, "; a run with batch 32 has the lower loss in 70 % (60 to 78 %) of comparisons, "
			       "diverged ones counted as lost");
		} else {
			assert_near(x.loss, -.125, 1e-12);
			assert_true(x.loss_hi < 0 && isnan(x.wins));
			expect(&s, "; the loss falls by 0.1250.");
		}
		str_release(&s);
		stats_free(a);
		stats_free(b);
	}
}

/* ---- ensembles and verdicts from runs ---- */

static struct stats *runs(size_t n, double sigma, int classes, uint32_t seed)
{
	enum { P = 20 };
	struct dataset d;
	struct problem p = make_problem(&d, classes ? DATA_BINARY : DATA_REGRESSION, P, 1);
	struct draws z = draws_new(seed);
	float y[P], v[P];
	struct stats *s;

	for (int j = 0; j < P; j++)
		y[j] = (float)(j % 2);
	d.y = y;
	s = stats_new(&p);
	for (uint64_t r = 0; r < n; r++) {
		struct sample m;

		for (int j = 0; j < P; j++)
			v[j] = (float)(y[j] + sigma * draw_normal(&z));
		m = make_run(r, v, P);
		m.train_loss = v[0];
		stats_add(s, &m);
	}
	return s;
}

static void test_ensemble_rows(void **state)
{
	(void)state;
	struct stats *s = runs(1600, .3, 0, 4);
	struct remedy_row r[3];
	struct remedy_result x;
	struct str out = STR_INIT;

	for (size_t i = 0; i < 3; i++)
		assert_int_equal(remedy_ensemble_row(s, (size_t)1 << (2 * i), &r[i]), 1);
	assert_string_equal(r[0].label, "1 run");
	/* the rows' errors are those of differences from single runs, which have none */
	assert_true(isnan(r[0].loss.se) && isnan(r[0].loss.lo) && r[1].loss.se > 0);
	assert_string_equal(r[2].label, "16 runs");
	remedy_judge(REMEDY_ENSEMBLE, r, 3, &x);
	assert_int_equal(x.finding, FINDING_HOLDS);
	assert_near(x.slope, -.5, .05);
	assert_near(x.loss, -.09 * 15 / 16, .005);
	assert_true(x.loss_hi < 0);
	remedy_sentence(REMEDY_ENSEMBLE, r, 3, &x, &out);
	expect(&out, "Averaging more runs makes predictions more alike: from 1 run to 16 runs");
	expect(&out, "where -0.5 is promised");
	assert_int_equal(remedy_ensemble_row(s, 900, r), 0);
	stats_free(s);
	str_release(&out);
}

static int lines(const struct str *s)
{
	int n = 0;

	for (const char *p = s->s; *p; p++)
		n += *p == '\n';
	return n;
}

static struct stats *all_diverged(size_t n)
{
	struct dataset d;
	struct problem p = make_problem(&d, DATA_REGRESSION, 1, 1);
	struct stats *s = stats_new(&p);
	const float v = NAN;

	for (uint64_t r = 0; r < n; r++) {
		struct sample m = make_run(r, &v, 1);

		m.diverged = 1;
		stats_add(s, &m);
	}
	return s;
}

static const enum source both[2] = { SOURCE_INIT, SOURCE_SHUFFLE };

static void say(const struct verdict *v, struct str *s)
{
	str_clear(s);
	verdict_lines(v, s);
	assert_int_equal(lines(s), 3);
}

static void test_verdict_by_runs(void **state)
{
	(void)state;
	struct str s = STR_INIT, sd = STR_INIT;
	struct ensemble e;
	struct verdict v = { .free = both, .n_free = 2, .interaction_lo = NAN };
	struct stats *st = runs(0, 1, 0, 1);

	v.stats = st;
	say(&v, &s);
	expect(&s, "No training has been completed yet.");
	stats_free(st);
	v.stats = st = runs(1, 1, 0, 1);
	say(&v, &s);
	expect(&s, "One completed training");
	stats_free(st);
	v.stats = st = runs(2, 1, 0, 1);	/* two: no interval, no claim */
	say(&v, &s);
	expect(&s, "(2 runs, too few for an interval).");
	expect(&s, "These are few runs to act upon: 40 would say more.");
	stats_free(st);
	v.stats = st = all_diverged(30);
	say(&v, &s);
	expect(&s, "Every training diverged (30 runs)");
	expect(&s, "What may help: a smaller learning rate");
	expect_not(&s, "Make some runs first");
	stats_free(st);
	v.stats = st = runs(50, 0, 0, 1);
	say(&v, &s);
	expect(&s, "exactly the same each time (50 runs)");
	expect(&s, "What was left to chance (init and shuffle) made no difference.");
	expect(&s, "nothing to remedy");
	v.n_free = 0;
	say(&v, &s);
	expect(&s, "Nothing was left to chance, so nothing differs.");
	stats_free(st);
	v.n_free = 1;
	v.stats = st = runs(400, .3, 0, 1);
	say(&v, &s);
	/* E|p - p'| = 2 .3 / sqrt(pi) = .339; targets' sd is .513 */
	expect(&s, "differ by 0.33");
	expect(&s, "of the spread of the true values (400 runs)");
	expect(&s, "All of it comes from init: nothing else was left to chance.");
	expect(&s, "in nine of ten the training loss was between");
	stats_ensemble(st, 10, &e);
	v.ensemble = &e;
	say(&v, &s);
	expect(&s, "Averaging 10 trainings brings the spread of a prediction from 0.2");
	expect(&s, "the loss on the training rows, once trained, from");
	assert_null(strstr(s.s, "by the first"));
	stats_free(st);
	/* More runs than are kept whole: which figures are of the kept ones is said, and
	 * the spread is the one that is reported of all. */
	v.stats = st = runs(STATS_KEEP + 1000, .3, 0, 1);
	stats_ensemble(st, 16, &e);
	say(&v, &s);
	expect(&s, "(3,048 runs)");
	expect(&s, " (by the first 2,048 runs).");
	str_clear(&sd);
	say_figure(&sd, stats_sd(st).mean, 3, SAY_SENTENCE);
	str_add(&sd, " down to");
	expect(&s, sd.s);
	str_release(&sd);
	stats_free(st);
	v.ensemble = NULL;
	v.stats = st = runs(400, .5, 1, 2);
	say(&v, &s);
	expect(&s, "of cases differently (400 runs)");
	stats_free(st);
	/* none in 50 is no promise of none ever */
	v.stats = st = runs(50, .01, 1, 3);
	say(&v, &s);
	expect(&s, "No two of these trainings classify any case differently (50 runs).");
	stats_free(st);
	str_release(&s);
}

static void test_verdict_by_effects(void **state)
{
	(void)state;
	struct stats *st = runs(400, .3, 0, 1);
	struct effect e[2] = {
		{ .source = SOURCE_INIT, .first = .96, .first_lo = .94, .first_hi = .98,
		  .total = .97, .total_lo = .95, .total_hi = .99 },
		{ .source = SOURCE_SHUFFLE, .first = .01, .first_lo = -.01, .first_hi = .03,
		  .total = .02, .total_lo = .01, .total_hi = .03 },
	};
	struct verdict v = {
		.stats = st, .free = both, .n_free = 2, .effect = e, .n_effects = 2,
		.interaction_lo = -.01,
	};
	struct str s = STR_INIT;

	say(&v, &s);
	expect(&s, "Nearly all of it comes from init alone: 96 % (95 %: 94 to 98 %) of the variance");
	expect(&s, "everything else has a part in less than 5 % of it");
	expect_not(&s, "together");
	e[0].first_lo = .6;	/* a wider interval says less */
	e[1].total_hi = .2;
	say(&v, &s);
	expect(&s, "Most of it comes from init alone");
	expect(&s, "has a part in it: shuffle");
	e[0].first_lo = .4;
	v.interaction_lo = .307;
	say(&v, &s);
	expect(&s, "The largest part has to do with init");
	expect(&s, "at least 30 % appears only when sources act together");
	e[1].total = .9;
	e[1].total_hi = .96;
	say(&v, &s);
	expect(&s, "No single source stands out");
	expect_not(&s, "largest");
	expect_not(&s, "diverge");
	v.rows_lost = 12;
	v.rows_all = 60;
	say(&v, &s);
	expect(&s, ". That is of trainings that do not diverge: 12 of 60 rows of the study have a run that did.\n");
	v.n_effects = 0;
	say(&v, &s);
	expect(&s, "How much of it comes from each of init and shuffle has not been measured.");
	stats_free(st);
	str_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_parted_twins),
		cmocka_unit_test(test_identical_twins),
		cmocka_unit_test(test_batch_advice_fails),
		cmocka_unit_test(test_trend_by_hand),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_scatter_is_not_ignored),
		cmocka_unit_test(test_activations),
		cmocka_unit_test(test_diverging_rows),
		cmocka_unit_test(test_weighing),
		cmocka_unit_test(test_ensemble_rows),
		cmocka_unit_test(test_verdict_by_runs),
		cmocka_unit_test(test_verdict_by_effects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
