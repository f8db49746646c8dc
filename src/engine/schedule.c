/*
 * schedule.c - the learning rate over a run, its early end, and what becomes of the weights.
 *
 * Factors are doubles made of the four operations alone, so that a rate has the same bits on
 * every machine; only then are they rounded to the float that the optimizer takes.
 */
#include "engine/problem.h"

#include <string.h>

const char *average_name(enum average a)
{
	static const char *const name[AVERAGE_COUNT] = { "off", "ema", "last" };

	return name[a];
}

const char *schedule_name(enum schedule s)
{
	static const char *const name[SCHEDULE_COUNT] = { "constant", "cosine", "linear", "step" };

	return name[s];
}

enum schedule schedule_find(const char *name)
{
	int s = 0;

	while (s < SCHEDULE_COUNT && strcmp(schedule_name((enum schedule)s), name) != 0)
		s++;
	return (enum schedule)s;
}

/* cos(pi x) for x in 0..1: -sin(y), y = pi (x - 1/2), by Taylor's series: 1e-15. */
static double cos_pi(double x)
{
	double y = 3.14159265358979323846 * (x - .5), square = y * y, term = y, sum = y;

	for (int k = 1; k <= 11; k++) {
		term = -term * square / (double)(2 * k * (2 * k + 1));
		sum += term;
	}
	return -sum;
}

static double factor(const struct problem *p, uint64_t u, uint64_t most)
{
	double x;

	if (u <= p->warmup)
		return (double)u / (double)p->warmup;
	x = (double)(u - 1 - p->warmup) / (double)(most > p->warmup ? most - p->warmup : 1);
	switch (p->schedule) {
	case SCHEDULE_COSINE: return (1 + cos_pi(x)) / 2;
	case SCHEDULE_LINEAR: return 1 - x;
	case SCHEDULE_STEP: return x < .5 ? 1 : x < .75 ? .1 : .01;
	default: return 1;
	}
}

struct optim problem_optim(const struct problem *p, enum optim_kind k, uint64_t u, uint64_t most)
{
	struct optim o = p->optim[k];

	if (p->schedule != SCHEDULE_CONSTANT || p->warmup)
		o.lr *= factor(p, u, most);
	return o;
}

int problem_ends_early(const struct problem *p)
{
	return p->budget == BUDGET_LOSS || p->patience;
}
