/*
 * data_series.c - series, and windows over them as a forecasting task.
 *
 *   series   s0 s1 s2 s3 s4 s5 s6 ...
 *   row 0   [s0 s1 s2 s3]          -> s(4 + horizon - 1)
 *   row 1      [s1 s2 s3 s4]       -> s(5 + horizon - 1)
 *
 * So length = rows + window + horizon - 1.  Rows stay in time order and the
 * last ones are the test set.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_int.h"
#include "num/rng.h"

#define PI 3.14159265358979323846
#define MAX_LENGTH 1000000u

int data_window(struct dataset **out, const char *name, const float *series,
		const size_t *start, size_t n_series, size_t channels,
		const size_t *in, size_t n_in, const size_t *target, size_t n_target,
		size_t window, size_t horizon, struct err *err)
{
	const uint32_t shape[] = { 1, (uint32_t)window, (uint32_t)n_in };
	size_t rows = 0, at = 0, longest = 0;
	struct dataset *d;
	int ret;

	for (size_t g = 0; g < n_series; g++) {
		size_t length = start[g + 1] - start[g];

		longest = length > longest ? length : longest;
		rows += length >= window + horizon ? length - window - horizon + 1 : 0;
	}
	if (rows < 2)
		return err_set(err, ERR_INPUT,
			       "a series of %zu values has less than 2 windows of %zu with horizon %zu",
			       longest, window, horizon);
	ret = data_alloc(&d, name, DATA_REGRESSION, rows, shape, n_target, err);
	if (ret)
		return ret;
	for (size_t g = 0; g < n_series; g++)
		for (size_t i = start[g]; i + window + horizon <= start[g + 1]; i++, at++) {
			float *x = d->x + at * d->features;

			for (size_t t = 0; t < window; t++)
				for (size_t c = 0; c < n_in; c++)
					*x++ = series[(i + t) * channels + in[c]];
			for (size_t c = 0; c < n_target; c++)
				d->y[at * n_target + c] =
					series[(i + window + horizon - 1) * channels + target[c]];
		}
	d->chronological = DATA_IN_TIME;
	d->default_test = .25;
	*out = d;
	return 0;
}

/* What the generated series have in common. */
struct plan {
	size_t length, window, horizon;
	double noise;
};

static int plan_read(struct plan *p, const struct data_opts *o, struct err *err)
{
	size_t rows = 1000;
	int ret;

	if ((ret = data_opt_size(o, "rows", 2, MAX_LENGTH, &rows, err)) ||
	    (ret = data_opt_size(o, "window", 1, 4096, &p->window, err)) ||
	    (ret = data_opt_size(o, "horizon", 1, 4096, &p->horizon, err)) ||
	    (ret = data_opt_double(o, "noise", 0, 10, &p->noise, err)))
		return ret;
	if (data_opt(o, "rows") && data_opt(o, "length"))
		return err_set(err, ERR_USAGE, "rows= and length= say the same; give one of them");
	p->length = rows + p->window + p->horizon - 1;
	return data_opt_size(o, "length", 2, MAX_LENGTH, &p->length, err);
}

/* Takes series (length). */
static int plan_end(struct plan *p, struct dataset **out, const char *name,
		    double *series, uint32_t seed, struct err *err)
{
	const struct rng noise = rng_stream(seed, RNG_DATA, 3, 0);
	float *s = xcalloc(p->length, sizeof *s);
	const size_t zero = 0, start[] = { 0, p->length };
	struct data_notes notes = { NULL, 0, 0 };
	int ret;

	for (size_t i = 0; i < p->length; i++)
		s[i] = (float)(p->noise > 0 ? series[i] + p->noise * rng_normal(&noise, (uint32_t)i)
					    : series[i]);
	free(series);
	ret = data_window(out, name, s, start, 1, 1, &zero, 1, &zero, 1,
			  p->window, p->horizon, err);
	free(s);
	if (ret)
		return ret;
	data_note(&notes, DATA_FACT, "window", NULL, p->window, NULL, NULL,
		  "forecast: %zu past values give the one %zu step%s ahead",
		  p->window, p->horizon, p->horizon == 1 ? "" : "s");
	data_take_notes(*out, &notes);
	data_finish(*out);
	return 0;
}

/* b x(t - tau) / (1 + x(t - tau)^10) - g x(t), b = .2, g = .1 */
static double slope(double x, double delayed)
{
	double d2 = delayed * delayed, d4 = d2 * d2;

	return .2 * delayed / (1 + d4 * d4 * d2) - .1 * x;
}

/*
 * Mackey & Glass, "Oscillation and chaos in physiological control systems"
 * (1977): delay 17, x = 1.2 up to t = 0, the classical fourth-order
 * Runge-Kutta with steps of .1; the delayed value in the middle of a step is
 * the mean of its ends.  One value a unit of time is kept, from t = 100 on.
 * Sums and products alone, so the same bits everywhere; the seed only makes
 * the noise.
 */
int data_make_mackey_glass(struct dataset **out, const struct data_opts *o,
			   uint32_t seed, struct err *err)
{
	enum { PER_UNIT = 10, DELAY = 17 * PER_UNIT, SKIP = 100 };
	const double h = 1. / PER_UNIT;
	struct plan p = { .window = 16, .horizon = 6 };
	double past[DELAY + 1], x = 1.2, *s;	/* past[k % (DELAY + 1)]: x after k steps */
	int ret = plan_read(&p, o, err);

	if (ret)
		return ret;
	s = xcalloc(p.length, sizeof *s);
	for (size_t i = 0; i <= DELAY; i++)
		past[i] = 1.2;
	for (size_t k = 0; k < (p.length + SKIP) * PER_UNIT; k++) {
		/* x at k - DELAY and one step on: the ring's oldest two */
		double d0 = past[(k + 1) % (DELAY + 1)], d1 = past[(k + 2) % (DELAY + 1)];
		double dm = (d0 + d1) / 2, k1, k2, k3, k4;

		past[k % (DELAY + 1)] = x;
		if (k % PER_UNIT == 0 && k / PER_UNIT >= SKIP)
			s[k / PER_UNIT - SKIP] = x;
		k1 = slope(x, d0);
		k2 = slope(x + h / 2 * k1, dm);
		k3 = slope(x + h / 2 * k2, dm);
		k4 = slope(x + h * k3, d1);
		x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
	}
	return plan_end(&p, out, "mackey-glass", s, seed, err);
}

/* sin(2 pi t / period) plus noise. */
int data_make_sine(struct dataset **out, const struct data_opts *o,
		   uint32_t seed, struct err *err)
{
	struct plan p = { .window = 16, .horizon = 1, .noise = .1 };
	double period = 25, *s;
	int ret = plan_read(&p, o, err);

	if (ret || (ret = data_opt_double(o, "period", 2, 1e6, &period, err)))
		return ret;
	s = xcalloc(p.length, sizeof *s);
	for (size_t t = 0; t < p.length; t++)
		s[t] = sin(2 * PI * fmod((double)t, period) / period);
	return plan_end(&p, out, "sine", s, seed, err);
}
