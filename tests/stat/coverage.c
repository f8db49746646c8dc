/*
 * coverage.c - how often do the 95 % intervals hold? The large simulation.
 *
 * `make interval-coverage` builds it; it writes the table of coverage.md.  Each cell is the
 * share of intervals that hold the truth, in per cent, among those that were given;
 * "-" where there are too few runs for one, and a share given in brackets where
 * only some samples get one.  Usage: coverage [REPLICATIONS].
 */
#include <stdio.h>

#include "outcomes.h"
#include "plan.h"
#include "stat/compare.h"
#include "stat/lucky.h"
#include "stat/remedy.h"
#include "stat/stats.h"

#define SIZES 8
static size_t sizes[SIZES] = { 10, 30, 40, 60, 200, 1000, 5000, 50000 };

static void head(const char *what)
{
	printf("\n| %s | outcomes |", what);
	for (size_t k = 0; k < SIZES; k++)
		if (sizes[k])
			printf(" %zu |", sizes[k]);
	printf("\n|---|---|");
	for (size_t k = 0; k < SIZES; k++)
		printf(sizes[k] ? "---|" : "");
	printf("\n");
}

static void columns(const char *what, const size_t *n, size_t count)
{
	for (size_t k = 0; k < SIZES; k++)
		sizes[k] = k < count ? n[k] : 0;
	head(what);
}

struct cell { size_t given, held, n; };

static void count(struct cell *c, double lo, double hi, double truth)
{
	c->n++;
	if (isnan(lo) || isnan(hi))
		return;
	c->given++;
	c->held += lo <= truth && truth <= hi;
}

static void put(const char *figure, const char *shape, const struct cell *c)
{
	printf("| %s | %s |", figure, shape);
	for (size_t k = 0; k < SIZES; k++) {
		if (!sizes[k])
			break;
		if (!c[k].n)
			printf(" |");
		else if (!c[k].given)
			printf(" - |");
		else if (c[k].given < c[k].n)
			printf(" %.1f (%.0f %%) |", 100. * (double)c[k].held / (double)c[k].given,
			       100. * (double)c[k].given / (double)c[k].n);
		else
			printf(" %.1f |", 100. * (double)c[k].held / (double)c[k].n);
	}
	printf("\n");
	fflush(stdout);
}

/* Fewer replications of what takes long. */
static size_t replications(size_t most, size_t runs)
{
	size_t n = most * 500 / (runs > 500 ? runs : 500);

	return n < 300 ? 300 : n;
}

static struct stats *cheap_stats(struct dataset *d, size_t probes, enum data_kind kind)
{
	struct problem p = make_problem(d, kind, probes, 1);

	p.epochs = 1;		/* cheap runs: 512 are compared all with all */
	p.n_train = 1;
	p.model.n_params = 1;
	return stats_new(&p);
}

enum { DIFFERENCE, SD, VARIANCE, LOSS, LOSS_SD, FIGURES };

static void of_one_condition(enum outcomes shape, size_t probes, size_t most)
{
	static const char *const name[FIGURES] = {
		"prediction difference", "sd of a prediction", "variance of a prediction",
		"mean loss", "sd of a loss",
	};
	const double sd = shape_sd(shape);
	const double truth[FIGURES] = {
		shape_difference(shape), sd, sd * sd, shape_mean(shape), sd,
	};
	struct cell cell[FIGURES][SIZES] = { { { 0 } } };
	struct draws z = draws_new(1000 + shape);

	for (size_t k = 0; k < SIZES; k++)
		for (size_t r = replications(most, sizes[k]); r--; ) {
			struct dataset d;
			struct stats *s = cheap_stats(&d, probes, DATA_REGRESSION);
			struct estimate e[FIGURES];
			float v[16];

			for (size_t i = 0; i < sizes[k]; i++) {
				struct sample m;

				for (size_t j = 0; j < probes; j++)
					v[j] = (float)shape_draw(shape, &z);
				m = make_run(i, v, probes);
				m.test_loss = v[0];
				stats_add(s, &m);
			}
			e[DIFFERENCE] = stats_difference(s);
			e[SD] = stats_sd(s);
			e[VARIANCE] = stats_variance(s);
			e[LOSS] = stats_outcome(s, STATS_TEST_LOSS);
			e[LOSS_SD] = stats_outcome_spread(s, STATS_TEST_LOSS);
			for (int f = 0; f < FIGURES; f++)
				count(&cell[f][k], e[f].lo, e[f].hi, truth[f]);
			stats_free(s);
		}
	for (int f = 0; f < FIGURES; f++) {
		char label[64];

		if (f >= LOSS && probes > 1)
			break;
		snprintf(label, sizeof label, "%s%s", name[f],
			 f >= LOSS ? "" : probes > 1 ? ", 8 probes" : ", 1 probe");
		put(label, shape_name[shape], cell[f]);
	}
}

/* Ten probes whose classes hang together; probe j says 1 with probability q. */
static void of_churn(size_t most)
{
	enum { PROBES = 10 };
	struct cell cell[SIZES] = { { 0 } };
	struct draws z = draws_new(3000);
	double threshold[PROBES], truth = 0;

	for (int j = 0; j < PROBES; j++) {
		double q;

		threshold[j] = -1 + .3 * j;
		q = 1 - dist_normal_cdf(threshold[j]);
		truth += 2 * q * (1 - q) / PROBES;
	}
	for (size_t k = 0; k < SIZES; k++)
		for (size_t r = replications(most, sizes[k]); r--; ) {
			struct dataset d;
			struct stats *s = cheap_stats(&d, PROBES, DATA_BINARY);
			struct estimate e;

			for (size_t i = 0; i < sizes[k]; i++) {
				double common = draw_normal(&z);
				float v[PROBES];
				struct sample m;

				for (int j = 0; j < PROBES; j++)
					v[j] = sqrt(.5) * (common + draw_normal(&z)) > threshold[j];
				m = make_run(i, v, PROBES);
				stats_add(s, &m);
			}
			e = stats_churn(s);
			count(&cell[k], e.lo, e.hi, truth);
			stats_free(s);
		}
	put("churn", "10 probes", cell);
}

static void of_best(enum outcomes shape, size_t most)
{
	struct cell cell[2][SIZES] = { { { 0 } } };
	struct draws z = draws_new(4000 + shape);
	static double x[5000];

	for (size_t k = 0; k < SIZES && sizes[k]; k++)
		for (size_t r = most / 4; r--; ) {
			for (size_t i = 0; i < sizes[k]; i++)
				x[i] = shape_draw(shape, &z);
			for (int low = 0; low < 2; low++) {
				struct best b = lucky_best(x, sizes[k], 10, low);

				count(&cell[low][k], b.lo, b.hi, shape_best(shape, 10, low));
			}
		}
	put("best of ten, lowest", shape_name[shape], cell[1]);
	put("best of ten, highest", shape_name[shape], cell[0]);
}

/* P(x < x' + shift), by the quantiles of x'. */
static double shape_wins(enum outcomes shape, double shift)
{
	enum { N = 2000 };
	double sum = 0;

	for (int i = 0; i < N; i++)
		sum += shape_cdf(shape, shape_quantile(shape, (i + .5) / N) + shift);
	return sum / N;
}

static void of_comparison(enum outcomes shape, size_t most)
{
	struct cell p[2][SIZES] = { { { 0 } } }, diff[2][SIZES] = { { { 0 } } };
	struct draws z = draws_new(5000 + shape);
	double shift = .6 * shape_sd(shape), truth = shape_wins(shape, shift);
	static double a[1000], b[1000];

	for (size_t k = 0; k < SIZES && sizes[k]; k++)
		for (size_t r = most; r--; )
			for (int paired = 0; paired < 2; paired++) {
				struct comparison c;

				for (size_t i = 0; i < sizes[k]; i++) {
					double shared = paired ? 3 * draw_normal(&z) : 0;

					a[i] = shape_draw(shape, &z) + shared;
					b[i] = shape_draw(shape, &z) + shared + shift;
				}
				if (paired)
					compare_paired(a, b, sizes[k], 1, &c);
				else
					compare_samples(a, sizes[k], b, sizes[k], 1, &c);
				count(&p[paired][k], c.p_lo, c.p_hi, truth);
				count(&diff[paired][k], c.diff_lo, c.diff_hi, -shift);
			}
	put("P(A better)", shape_name[shape], p[0]);
	put("P(A better), pairs", shape_name[shape], p[1]);
	put("difference of means", shape_name[shape], diff[0]);
	put("difference of means, pairs", shape_name[shape], diff[1]);
}

/*
 * Three probes, two sources whose effects have some in common and interact:
 * 2 u + v + sqrt(.75) u v, V = 4 + 1 + .75, with u and v of variance 1.
 */
static int skewed;

static double effect_of(uint32_t seed, uint32_t which)
{
	double n = plan_normal(seed, which), e = exp(1);

	return skewed ? (exp(n) - sqrt(e)) / sqrt((e - 1) * e) : n;
}

static void effects(const uint32_t *seed, size_t k, float *pred)
{
	(void)k;
	for (uint32_t j = 0; j < 3; j++) {
		double u = .6 * effect_of(seed[0], 0) + .8 * effect_of(seed[0], 1 + j);
		double v = .6 * effect_of(seed[1], 0) + .8 * effect_of(seed[1], 1 + j);

		pred[j] = (float)(2 * u + v + sqrt(.75) * u * v);
	}
}

static void of_attribution(size_t most)
{
	static const enum source two[2] = { SOURCE_INIT, SOURCE_SHUFFLE };
	struct cell cell[3][2][SIZES] = { { { { 0 } } } };
	static const char *const name[3] = { "V_i / V", "V_Ti / V", "V_Ti" };
	const double truth[3][2] = {
		{ 4 / 5.75, 1 / 5.75 }, { 4.75 / 5.75, 1.75 / 5.75 }, { 4.75, 1.75 },
	};

	for (size_t k = 0; k < SIZES && sizes[k]; k++)
		for (size_t r = most / 4; r--; ) {
			struct attribute *a = attribute_new(two, 2, 3);
			struct effect e[2];
			double v;

			plan_feed(a, effects, 2, 3, 0, sizes[k], 9000 + (uint32_t)r);
			attribute_effects(a, TARGET_PREDICTION, e, &v);
			for (int i = 0; i < 2; i++) {
				count(&cell[0][i][k], e[i].first_lo, e[i].first_hi, truth[0][i]);
				count(&cell[1][i][k], e[i].total_lo, e[i].total_hi, truth[1][i]);
				count(&cell[2][i][k], e[i].vt_lo, e[i].vt_hi, truth[2][i]);
			}
			attribute_free(a);
		}
	for (int f = 0; f < 3; f++)
		for (int i = 0; i < 2; i++) {
			char label[32];

			snprintf(label, sizeof label, "%s of the %s", name[f], i ? "smaller" : "larger");
			put(label, skewed ? "lognormal" : "normal", cell[f][i]);
		}
}

static void of_ensembles(enum outcomes shape, size_t most)
{
	struct cell slope[SIZES] = { { 0 } }, sd[SIZES] = { { 0 } };
	struct draws z = draws_new(6000 + shape);

	for (size_t k = 0; k < SIZES && sizes[k]; k++)
		for (size_t r = most / 8; r--; ) {
			struct dataset d;
			struct problem p = make_problem(&d, DATA_REGRESSION, 8, 1);
			struct stats *s = stats_new(&p);
			struct remedy_row row[5];
			struct remedy_result x;
			size_t n = 0;
			float v[8];

			for (size_t i = 0; i < sizes[k]; i++) {
				struct sample m;

				for (size_t j = 0; j < 8; j++)
					v[j] = (float)shape_draw(shape, &z);
				m = make_run(i, v, 8);
				stats_add(s, &m);
			}
			for (size_t m = 1; m <= 16; m *= 2)
				n += (size_t)remedy_ensemble_row(s, m, &row[n]);
			remedy_judge(REMEDY_ENSEMBLE, row, n, &x);
			count(&slope[k], x.slope_lo, x.slope_hi, -.5);
			for (size_t i = 0; i < n; i++)
				if (row[i].setting == 8)
					count(&sd[k], row[i].spread.lo, row[i].spread.hi, shape_sd(shape) / sqrt(8));
			stats_free(s);
		}
	put("slope of ensembles of 1 to 16", shape_name[shape], slope);
	put("sd of the average of 8", shape_name[shape], sd);
}

int main(int argc, char **argv)
{
	static const size_t best[] = { 100, 200, 400, 1000, 4000 }, few[] = { 5, 10, 30, 60, 200, 1000 };
	static const size_t rows[] = { 8, 20, 40, 80, 200, 1000 }, kept[] = { 100, 200, 500, 2000 };
	size_t most = argc > 1 ? strtoul(argv[1], NULL, 10) : 4000;

	head("figure");
	for (int s = 0; s < SHAPES; s++)
		of_one_condition((enum outcomes)s, 1, most);
	for (int s = 0; s < SHAPES; s++)
		of_one_condition((enum outcomes)s, 8, most);
	of_churn(most);
	columns("luck, runs", best, 5);
	for (int s = 0; s < SHAPES; s++)
		of_best((enum outcomes)s, most);
	columns("compare, runs of each", few, 6);
	for (int s = 0; s < SHAPES; s++)
		of_comparison((enum outcomes)s, most);
	columns("attribution, rows", rows, 6);
	for (skewed = 0; skewed < 2; skewed++)
		of_attribution(most);
	columns("ensembles, runs", kept, 4);
	for (int s = 0; s < SHAPES; s++)
		of_ensembles((enum outcomes)s, most);
	return 0;
}
