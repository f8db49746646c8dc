/*
 * data_digits.c - images of digits, generated: no download, any number.
 *
 * The recipe.  Each digit has a glyph on a 5x7 grid, below.  For row i of the
 * set, with all draws from Philox under (seed, RNG_DATA, stream):
 *
 *   label     classes dealt evenly: (place i of a random order) mod 10
 *   ink       a field over the plane: bilinear between the glyph's dots, 0
 *             outside, so that strokes have soft edges of one dot
 *   distort   rotate by up to 15 degrees, shear by up to .2, scale width and
 *             height each by .85 to 1.15, shift by up to 3/4 pixel each way;
 *             all uniform and independent
 *   sample    8x8 pixels, each the mean of 3x3 points, times 1.5, at most 1
 *   thickness raise to a power from 1/2 (bold) to 2 (thin), log-uniform
 *   contrast  multiply by .7 to 1
 *   noise     add a normal with deviation noise= (.08 by default), clip to
 *             [0, 1], round to sixteenths as in the UCI optical digits
 *
 *   stream 0   8 draws a row: the distortion    stream 2   the order
 *   stream 3   64 normals a row: the noise
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "data_int.h"
#include "num/rng.h"

/* A stroke one dot wide covers no pixel wholly; this brings its middle to black. */
#define GAIN 1.5

enum { SIDE = 8, PIXELS = SIDE * SIDE, GLYPH_W = 5, GLYPH_H = 7, SUB = 3, DRAWS = 8 };

static const char glyph[10][GLYPH_H][GLYPH_W + 1] = {
	{ " ### ", "#   #", "#   #", "#   #", "#   #", "#   #", " ### " },
	{ "  #  ", " ##  ", "# #  ", "  #  ", "  #  ", "  #  ", "#####" },
	{ " ### ", "#   #", "    #", "   # ", "  #  ", " #   ", "#####" },
	{ " ### ", "#   #", "    #", "  ## ", "    #", "#   #", " ### " },
	{ "   # ", "  ## ", " # # ", "#  # ", "#####", "   # ", "   # " },
	{ "#####", "#    ", "#### ", "    #", "    #", "#   #", " ### " },
	{ "  ## ", " #   ", "#    ", "#### ", "#   #", "#   #", " ### " },
	{ "#####", "    #", "   # ", "   # ", "  #  ", "  #  ", "  #  " },
	{ " ### ", "#   #", "#   #", " ### ", "#   #", "#   #", " ### " },
	{ " ### ", "#   #", "#   #", " ####", "    #", "   # ", " ##  " },
};

static double dot(const char g[GLYPH_H][GLYPH_W + 1], int row, int col)
{
	return row >= 0 && row < GLYPH_H && col >= 0 && col < GLYPH_W && g[row][col] == '#';
}

/* Ink at (x, y); dot (row, col) is at x = col, y = row. */
static double ink(const char g[GLYPH_H][GLYPH_W + 1], double x, double y)
{
	double cx = floor(x), cy = floor(y), fx = x - cx, fy = y - cy;
	int col = (int)cx, row = (int)cy;

	return (1 - fy) * ((1 - fx) * dot(g, row, col) + fx * dot(g, row, col + 1)) +
		fy * ((1 - fx) * dot(g, row + 1, col) + fx * dot(g, row + 1, col + 1));
}

/* Between lo and hi by draw k of the row. */
static double between(const struct rng *r, uint32_t row, int k, double lo, double hi)
{
	return lo + (hi - lo) * rng_double(r, row * DRAWS + (uint32_t)k);
}

static void draw(float *out, uint32_t label, uint32_t row, const struct rng *r,
		 const struct rng *noise, double sd)
{
	const double angle = between(r, row, 0, -15, 15) * 3.14159265358979323846 / 180;
	const double shear = between(r, row, 1, -.2, .2);
	const double wide = between(r, row, 2, .85, 1.15), high = between(r, row, 3, .85, 1.15);
	const double dx = between(r, row, 4, -.75, .75), dy = between(r, row, 5, -.75, .75);
	const double power = exp2(between(r, row, 6, -1, 1));
	const double contrast = between(r, row, 7, .7, 1);
	const double c = cos(angle), s = sin(angle);

	for (int p = 0; p < PIXELS; p++) {
		double sum = 0, v;

		for (int k = 0; k < SUB * SUB; k++) {
			/* the point, from the middle of the image */
			double px = p % SIDE + (k % SUB + .5) / SUB - SIDE / 2. - dx;
			double py = p / SIDE + (k / SUB + .5) / SUB - SIDE / 2. - dy;
			/* back through rotation, shear and scale to the glyph */
			double gx = c * px + s * py, gy = -s * px + c * py;

			gx = (gx + shear * gy) / wide + (GLYPH_W - 1) / 2.;
			gy = gy / high + (GLYPH_H - 1) / 2.;
			sum += ink(glyph[label], gx, gy);
		}
		v = GAIN * sum / (SUB * SUB);
		v = contrast * pow(v > 1 ? 1 : v, power);
		if (sd > 0)
			v += sd * rng_normal(noise, row * PIXELS + (uint32_t)p);
		v = v < 0 ? 0 : v > 1 ? 1 : v;
		out[p] = (float)(floor(v * 16 + .5) / 16);
	}
}

int data_make_digits(struct dataset **out, const struct data_opts *o,
		     uint32_t seed, struct err *err)
{
	const struct rng draws = rng_stream(seed, RNG_DATA, 0, 0);
	const struct rng order = rng_stream(seed, RNG_DATA, 2, 0);
	const struct rng noise = rng_stream(seed, RNG_DATA, 3, 0);
	size_t rows = 1797;
	double sd = .08;
	struct dataset *d;
	uint32_t *place;
	int ret;

	if ((ret = data_opt_size(o, "rows", 10, 100000, &rows, err)) ||
	    (ret = data_opt_double(o, "noise", 0, 10, &sd, err)) ||
	    (ret = data_alloc(&d, "digits", DATA_CLASSES, rows,
			      (const uint32_t[]){ SIDE, SIDE, 1 }, 10, err)))
		return ret;
	place = xcalloc(rows, sizeof *place);
	rng_permute(&order, place, (uint32_t)rows);
	for (size_t i = 0; i < rows; i++) {
		uint32_t label = place[i] % 10;

		draw(d->x + i * PIXELS, label, (uint32_t)i, &draws, &noise, sd);
		data_set_label(d, i, label);
	}
	free(place);
	d->output_names = xcalloc(10, sizeof *d->output_names);
	for (int c = 0; c < 10; c++) {
		char name[2] = { (char)('0' + c), '\0' };

		d->output_names[c] = xstrdup(name);
	}
	d->default_test = .25;
	data_finish(d);
	*out = d;
	return 0;
}
