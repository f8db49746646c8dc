/*
 * coverage.c - how often do the 95 % intervals hold? The large simulation.
 *
 * `make coverage` builds it; it writes the table of coverage.md.  Each cell is the
 * share of intervals that hold the truth, in per cent, among those that were given;
 * "-" where there are too few runs for one, and a share given in brackets where
 * only some samples get one.  Usage: coverage [REPLICATIONS].
 */
#include <stdio.h>

#include "outcomes.h"
#include "stat/stats.h"

static const size_t sizes[] = { 10, 30, 40, 60, 200, 1000, 5000, 50000 };
#define SIZES (sizeof sizes / sizeof *sizes)

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

int main(int argc, char **argv)
{
	size_t most = argc > 1 ? strtoul(argv[1], NULL, 10) : 4000;

	printf("| figure | outcomes |");
	for (size_t k = 0; k < SIZES; k++)
		printf(" %zu |", sizes[k]);
	printf("\n|---|---|---|---|---|---|---|---|---|---|\n");
	for (int s = 0; s < SHAPES; s++)
		of_one_condition((enum outcomes)s, 1, most);
	for (int s = 0; s < SHAPES; s++)
		of_one_condition((enum outcomes)s, 8, most);
	return 0;
}
