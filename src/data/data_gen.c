/*
 * data_gen.c - generated points: article, spiral, moons, blobs, imbalanced.
 *
 * Every draw is Philox's under (seed, RNG_DATA, stream), see rng.h:
 *
 *   stream 0   what the rows are made of     stream 1   targets (article)
 *   stream 2   the order of the rows         stream 3   noise
 *
 * Classes come in a random order, so that "the last fraction" is a fair test
 * set even where the split source is off.
 */
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "data_int.h"
#include "num/rng.h"

#define PI 3.14159265358979323846
#define MAX_ROWS 1000000u

enum { DRAWS, TARGETS, ORDER, NOISE };

static struct rng stream(uint32_t seed, uint32_t which)
{
	return rng_stream(seed, RNG_DATA, which, 0);
}

static char **names(size_t n, const char *const *from)
{
	char **p = xcalloc(n, sizeof *p);

	for (size_t i = 0; i < n; i++)
		p[i] = xstrdup(from[i]);
	return p;
}

/* x (rows, features) and y (rows) uniform in [0, 1), independent: element
 * row * features + column of stream 0, element row of stream 1. */
int data_make_article(struct dataset **out, const struct data_opts *o,
		      uint32_t seed, struct err *err)
{
	const struct rng rx = stream(seed, DRAWS), ry = stream(seed, TARGETS);
	size_t rows = 100, features = 10, n;
	struct dataset *d;
	uint32_t word[4];
	int ret;

	if ((ret = data_opt_size(o, "rows", 2, MAX_ROWS, &rows, err)) ||
	    (ret = data_opt_size(o, "features", 1, DATA_MAX_COLUMNS, &features, err)) ||
	    (ret = data_alloc(&d, "article", DATA_REGRESSION, rows,
			      (const uint32_t[]){ 1, 1, (uint32_t)features }, 1, err)))
		return ret;
	n = rows * features;
	for (size_t i = 0; i < n; i++) {
		if (i % 4 == 0)
			rng_block(&rx, (uint32_t)(i / 4), word);
		d->x[i] = rng_unit(word[i % 4]);
	}
	for (size_t i = 0; i < rows; i++) {
		if (i % 4 == 0)
			rng_block(&ry, (uint32_t)(i / 4), word);
		d->y[i] = rng_unit(word[i % 4]);
	}
	data_finish(d);
	*out = d;
	return 0;
}

/* What the sets of points in the plane have in common. */
struct plane {
	struct dataset *d;
	uint32_t *place;	/* [rows]: row i is point place[i] of the plan */
	struct rng noise;
};

static int plane_start(struct plane *p, const char *name, size_t rows,
		       size_t classes, uint32_t seed, struct err *err)
{
	static const char *const axes[] = { "x1", "x2" };
	const struct rng order = stream(seed, ORDER);
	enum data_kind kind = classes == 2 ? DATA_BINARY : DATA_CLASSES;
	int ret = data_alloc(&p->d, name, kind, rows, (const uint32_t[]){ 1, 1, 2 },
			     classes == 2 ? 1 : classes, err);

	if (ret)
		return ret;
	p->d->default_test = .25;
	p->d->feature_names = names(2, axes);
	p->noise = stream(seed, NOISE);
	p->place = xcalloc(rows, sizeof *p->place);
	rng_permute(&order, p->place, (uint32_t)rows);
	return 0;
}

static void plane_set(struct plane *p, size_t row, double x1, double x2,
		      double sd, uint32_t label)
{
	p->d->x[2 * row] = (float)(x1 + sd * rng_normal(&p->noise, (uint32_t)(2 * row)));
	p->d->x[2 * row + 1] = (float)(x2 + sd * rng_normal(&p->noise, (uint32_t)(2 * row + 1)));
	data_set_label(p->d, row, label);
}

static int plane_end(struct plane *p, struct dataset **out)
{
	free(p->place);
	data_finish(p->d);
	*out = p->d;
	return 0;
}

/*
 * Two Archimedean arms: point i = 1..n of an arm has radius 3 i/n and angle
 * 1.75 turns * i/n, the second arm half a turn on (Lang & Witbrock's two
 * spirals, 1988, in the proportions of TensorFlow's playground); then noise.
 */
int data_make_spiral(struct dataset **out, const struct data_opts *o,
		     uint32_t seed, struct err *err)
{
	size_t rows = 400;
	double sd = .05;
	struct plane p;
	int ret;

	if ((ret = data_opt_size(o, "rows", 4, MAX_ROWS, &rows, err)) ||
	    (ret = data_opt_double(o, "noise", 0, 10, &sd, err)) ||
	    (ret = plane_start(&p, "spiral", rows, 2, seed, err)))
		return ret;
	for (size_t i = 0; i < rows; i++) {
		uint32_t arm = p.place[i] % 2;
		double t = (double)(p.place[i] / 2 + 1) / (double)((rows + 1) / 2);
		double angle = 1.75 * 2 * PI * t + PI * arm;

		plane_set(&p, i, 3 * t * sin(angle), 3 * t * cos(angle), sd, arm);
	}
	return plane_end(&p, out);
}

/* Half circles of radius 1: (cos t, sin t) and (1 - cos t, 1/2 - sin t), t evenly
 * from 0 to pi, plus noise: scikit-learn's make_moons. */
int data_make_moons(struct dataset **out, const struct data_opts *o,
		    uint32_t seed, struct err *err)
{
	size_t rows = 400;
	double sd = .1;
	struct plane p;
	int ret;

	if ((ret = data_opt_size(o, "rows", 4, MAX_ROWS, &rows, err)) ||
	    (ret = data_opt_double(o, "noise", 0, 10, &sd, err)) ||
	    (ret = plane_start(&p, "moons", rows, 2, seed, err)))
		return ret;
	for (size_t i = 0; i < rows; i++) {
		uint32_t moon = p.place[i] % 2;
		size_t on_moon = moon ? rows / 2 : rows - rows / 2;
		double t = PI * (p.place[i] / 2) / (double)(on_moon - 1);

		if (moon)
			plane_set(&p, i, 1 - cos(t), .5 - sin(t), sd, 1);
		else
			plane_set(&p, i, cos(t), sin(t), sd, 0);
	}
	return plane_end(&p, out);
}

/* Class c of k: a cloud of deviation `noise` around angle c/k of a circle of radius 3. */
int data_make_blobs(struct dataset **out, const struct data_opts *o,
		    uint32_t seed, struct err *err)
{
	size_t rows = 300, classes = 3;
	double sd = 1;
	struct plane p;
	int ret;

	if ((ret = data_opt_size(o, "rows", 4, MAX_ROWS, &rows, err)) ||
	    (ret = data_opt_size(o, "classes", 2, 100, &classes, err)) ||
	    (ret = data_opt_double(o, "noise", 0, 100, &sd, err)) ||
	    (ret = plane_start(&p, "blobs", rows, classes, seed, err)))
		return ret;
	for (size_t i = 0; i < rows; i++) {
		uint32_t c = p.place[i] % (uint32_t)classes;
		double angle = 2 * PI * c / (double)classes;

		plane_set(&p, i, 3 * cos(angle), 3 * sin(angle), sd, c);
	}
	return plane_end(&p, out);
}

/* The common class around the origin, the rare one (round(ratio * rows) points, at
 * least one) around (1.5, 1.5); both with deviation 1, so that they overlap:
 * the best possible classifier of equal classes errs in 14 % of cases. */
int data_make_imbalanced(struct dataset **out, const struct data_opts *o,
			 uint32_t seed, struct err *err)
{
	static const char *const meaning[] = { "common", "rare" };
	size_t rows = 1000, rare;
	double ratio = .1;
	struct plane p;
	int ret;

	if ((ret = data_opt_size(o, "rows", 4, MAX_ROWS, &rows, err)) ||
	    (ret = data_opt_double(o, "ratio", .0001, .5, &ratio, err)) ||
	    (ret = plane_start(&p, "imbalanced", rows, 2, seed, err)))
		return ret;
	rare = (size_t)(ratio * (double)rows + .5);
	if (!rare)
		rare = 1;
	p.d->output_names = names(2, meaning);
	for (size_t i = 0; i < rows; i++) {
		int is_rare = p.place[i] < rare;

		plane_set(&p, i, is_rare ? 1.5 : 0, is_rare ? 1.5 : 0, 1, (uint32_t)is_rare);
	}
	return plane_end(&p, out);
}
