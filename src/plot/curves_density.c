/*
 * curves_density.c - counts as colours: two half cells by '▀', on a log scale.
 *
 * Only the half of the ramp that is far from white is used, so that a white
 * median is read anywhere on it; on a light background it is turned round,
 * since there a dark cell would say that many lines pass.
 *
 * With fewer than 16 colours the ramp has no steps to speak of; there the
 * density becomes faint dots, more of them where more lines pass.
 */
#include "curves_int.h"

static double density_level(uint32_t n, double most)
{
	return n ? log(1.0 + n) / log(1.0 + most) : 0;
}

enum { STEPS = 6 };

int curves_level_role(const struct curves *c, double level)
{
	int i;

	if (!(level > 0))
		return ROLE_NONE;
	i = (int)(level * STEPS);
	i = i < STEPS ? i : STEPS - 1;
	return ROLE_RAMP0 + (c->light ? 9 - i * 9 / (STEPS - 1) : i);
}

/* Ordered dots: a cell of 2x4 with `level` of each half filled. */
static void dither(struct braille *b, int row, int col, double level, int half)
{
	static const unsigned char order[4][2] = { { 0, 0 }, { 1, 1 }, { 1, 0 }, { 0, 1 } };
	static const struct pen faint = { ROLE_RUN, 0, PEN_SOLID, 0, 0 };
	int n = (int)ceil(level * 4 - 1e-9);

	for (int i = 0; i < n; i++)
		braille_dot(b, col * 2 + order[i][0], row * 4 + half * 2 + order[i][1], faint);
}

void curves_draw_density(struct curves_view *v, struct braille *b)
{
	static const char ascii[] = " .:-=+*%#";
	const struct density *d = v->c->density;
	double most = 1;
	int rows, cols;

	if (!d->count)
		return;
	for (size_t i = 0; i < (size_t)d->rows * (size_t)d->cols; i++)
		most = d->count[i] > most ? d->count[i] : most;
	rows = d->rows / 2 < v->plot.rows ? d->rows / 2 : v->plot.rows;
	cols = d->cols < v->plot.cols ? d->cols : v->plot.cols;
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < cols; j++) {
			size_t k = (size_t)(2 * i) * (size_t)d->cols + (size_t)j;
			const uint32_t *up = &d->count[k];
			double a = density_level(up[0], most), e = density_level(up[d->cols], most);
			int row = v->plot.row + i, col = v->plot.col + j;
			int fa = curves_level_role(v->c, a), fe = curves_level_role(v->c, e);

			if (a == 0 && e == 0)
				continue;
			if (v->g->graph == GRAPH_ASCII) {
				int n = (int)lrint(fmax(a, e) * (sizeof ascii - 2));

				grid_put(v->g, row, col, (unsigned char)ascii[n < 1 ? 1 : n],
					 ROLE_RUN, ROLE_NONE, 0);
			} else if (v->g->colours < 16) {
				dither(b, i, j, a, 0);
				dither(b, i, j, e, 1);
			} else if (fa == fe) {
				grid_put(v->g, row, col, ' ', ROLE_NONE, fa, 0);
			} else if (fa == ROLE_NONE) {
				grid_put(v->g, row, col, 0x2584, fe, ROLE_NONE, 0);
			} else {
				grid_put(v->g, row, col, 0x2580, fa, fe, 0);
			}
		}
}

/* A median over the density: white, but black on the ramp's bright end. */
void curves_contrast(struct curves_view *v)
{
	for (int i = 0; i < v->plot.rows; i++)
		for (int j = 0; j < v->plot.cols; j++) {
			struct cell *c = grid_cell(v->g, v->plot.row + i, v->plot.col + j);

			if (c && c->fg == ROLE_CURRENT && c->bg >= ROLE_RAMP0 &&
			    c->bg <= ROLE_RAMP_LAST)
				c->fg = c->bg < ROLE_RAMP0 + STEPS ? ROLE_MARK0 : ROLE_MARK1;
		}
}
