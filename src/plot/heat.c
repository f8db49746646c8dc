/*
 * heat.c - see heat.h.
 *
 * Pixels are half cells: '▀' with the upper one as foreground and the lower
 * one as background.  The contour is drawn as dots where z - contour changes
 * sign between neighbouring dots, z taken bilinearly, so that the boundary is
 * four times finer than the pixels; under it a cell keeps the mean of its two.
 */
#include "plot/heat.h"

#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "plot/theme.h"
#include "plot_int.h"

enum { HEADER_ROWS = 6 };

static int half_blocks(const struct grid *g)
{
	return g->colours >= 8 && g->graph != GRAPH_ASCII;
}

/* Header row or not, and the axes; what is left for them. */
static struct rect body(struct rect r, const struct heat *h, struct axis *x, struct axis *y)
{
	*x = axis_set(h->x0, h->x1, 0, 0, h->x_title);
	*y = axis_set(h->y0, h->y1, 0, 0, h->y_title);
	if ((h->legend || h->cursor || h->y_title) && r.rows >= HEADER_ROWS) {
		r.row++;
		r.rows--;
	}
	y->title = NULL;	/* it stands in the header */
	return r;
}

void heat_size(const struct grid *g, struct rect r, const struct heat *h, int *nx, int *ny)
{
	struct axis x, y;
	struct rect in = body(r, h, &x, &y), plot;
	struct grid scratch;

	/* The frame decides; drawn aside, it tells what it leaves. */
	grid_init(&scratch, in.rows, in.cols, g->graph, g->colours);
	plot = axis_draw(&scratch, (struct rect){ 0, 0, in.rows, in.cols }, &x, &y);
	grid_release(&scratch);
	*nx = plot.cols;
	*ny = plot.rows * (half_blocks(g) ? 2 : 1);
}

/* The pixel at u, v in 0..1 from the top left. */
static size_t nearest(const struct heat *h, double u, double v)
{
	int i = (int)(u * h->nx), j = (int)(v * h->ny);

	i = i < 0 ? 0 : i >= h->nx ? h->nx - 1 : i;
	j = j < 0 ? 0 : j >= h->ny ? h->ny - 1 : j;
	return (size_t)j * (size_t)h->nx + (size_t)i;
}

/* Bilinear at u, v in 0..1 from the top left. */
static double smooth(const struct heat *h, double u, double v)
{
	double fx = u * h->nx - 0.5, fy = v * h->ny - 0.5, z[4], a, b;
	int i, j;

	fx = fmin(fmax(fx, 0), h->nx - 1);
	fy = fmin(fmax(fy, 0), h->ny - 1);
	i = (int)fx;
	j = (int)fy;
	for (int k = 0; k < 4; k++) {
		int ii = i + (k & 1), jj = j + (k >> 1);

		ii = ii < h->nx ? ii : h->nx - 1;
		jj = jj < h->ny ? jj : h->ny - 1;
		z[k] = h->z[(size_t)jj * (size_t)h->nx + (size_t)ii];
	}
	a = z[0] + (fx - i) * (z[1] - z[0]);
	b = z[2] + (fx - i) * (z[3] - z[2]);
	return a + (fy - j) * (b - a);
}

static double level(double z, double z0, double z1)
{
	return isfinite(z) ? (z - z0) / (z1 - z0) : NAN;
}

/* Without colours: shades, or letters by weight. */
static uint32_t shade(const struct grid *g, double t)
{
	static const char ascii[] = " .:-=+*#%@";
	static const uint16_t block[] = { ' ', 0x2591, 0x2592, 0x2593, 0x2588 };
	int n = g->graph == GRAPH_ASCII ? (int)sizeof ascii - 1 : 5, i;

	if (isnan(t))
		return ' ';
	i = (int)(fmin(fmax(t, 0), 1) * n);
	i = i < n ? i : n - 1;
	return g->graph == GRAPH_ASCII ? (uint32_t)(unsigned char)ascii[i] : block[i];
}

int heat_class_role(int class_)
{
	return ROLE_SERIES0 + class_ % (ROLE_SERIES_LAST - ROLE_SERIES0 + 1);
}

static uint32_t class_shade(const struct grid *g, int class_)
{
	static const char ascii[] = " .:-+=%";
	static const uint16_t block[] = { ' ', 0x2591, 0x2592, 0x2593, 0x2588, '.', ':' };

	return g->graph == GRAPH_ASCII ? (uint32_t)(unsigned char)ascii[class_ % 7] : block[class_ % 7];
}

/* What a pixel looks like: a colour, or a character where there are none. */
static int pixel_role(const struct heat *h, size_t at, double z0, double z1)
{
	return h->region ? heat_class_role(h->region[at]) : theme_ramp(level(h->z[at], z0, z1));
}

static uint32_t pixel_shade(const struct grid *g, const struct heat *h, size_t at, double z0, double z1)
{
	return h->region ? class_shade(g, h->region[at]) : shade(g, level(h->z[at], z0, z1));
}

static void draw_pixels(struct grid *g, const struct rect *plot, const struct heat *h,
			double z0, double z1)
{
	int per = half_blocks(g) ? 2 : 1, rows = per * plot->rows;

	for (int i = 0; i < plot->rows; i++)
		for (int j = 0; j < plot->cols; j++) {
			double u = (j + 0.5) / plot->cols;
			size_t at[2];
			int fg, bg;

			for (int k = 0; k < per; k++)
				at[k] = nearest(h, u, (per * i + k + 0.5) / rows);
			if (per == 1) {
				grid_put(g, plot->row + i, plot->col + j, pixel_shade(g, h, at[0], z0, z1),
					 ROLE_RUN, ROLE_NONE, 0);
				continue;
			}
			fg = pixel_role(h, at[0], z0, z1);
			bg = pixel_role(h, at[1], z0, z1);
			if (fg == ROLE_NONE && bg != ROLE_NONE)
				grid_put(g, plot->row + i, plot->col + j, 0x2584, bg, ROLE_NONE, 0);
			else if (fg == bg)
				grid_put(g, plot->row + i, plot->col + j, ' ', ROLE_NONE, bg, 0);
			else
				grid_put(g, plot->row + i, plot->col + j, 0x2580, fg, bg, 0);
		}
}

/* Black on the bright half of the ramp, white on the dark one. */
static int mark_role(int bg)
{
	if (bg < ROLE_RAMP0 || bg > ROLE_RAMP_LAST)
		return ROLE_TEXT;
	return bg < ROLE_RAMP0 + 6 ? ROLE_MARK0 : ROLE_MARK1;
}

/* One background for the whole cell: that of what covers more of it. */
static int flatten(struct grid *g, int row, int col)
{
	struct cell *c = grid_cell(g, row, col);

	if (!c)
		return ROLE_NONE;
	if (c->bg == ROLE_NONE && c->fg >= ROLE_RAMP0 && c->fg <= ROLE_RAMP_LAST)
		return c->fg;
	if (c->attr & CELL_REVERSE)	/* a point on its class */
		return c->fg;
	return c->bg;
}

static void draw_contour(struct grid *g, const struct rect *plot, const struct heat *h, int role)
{
	int w = plot->cols * 2, rows = plot->rows * 4;
	struct pen p = { (uint8_t)role, CELL_BOLD, PEN_SOLID, 0, 0 };
	double *last = xmalloc(((size_t)w + 1) * sizeof *last);
	struct braille b;

	braille_init(&b, plot->rows, plot->cols);
	for (int i = 0; i < rows; i++) {
		double left = NAN;

		for (int j = 0; j < w; j++) {
			double d = smooth(h, (j + 0.5) / w, (i + 0.5) / rows) - h->contour;

			/* NaN compares false: no line at the rim of the unknown. */
			if ((j && left * d < 0) || (i && last[j] * d < 0) || d == 0)
				braille_dot(&b, j, i, p);
			left = last[j] = d;
		}
	}
	for (int i = 0; i < plot->rows; i++)
		for (int j = 0; j < plot->cols; j++) {
			size_t k = (size_t)i * (size_t)plot->cols + (size_t)j;

			if (b.dots[k])
				grid_put(g, plot->row + i, plot->col + j, ' ', ROLE_NONE,
					 flatten(g, plot->row + i, plot->col + j), 0);
		}
	braille_draw(&b, g, plot->row, plot->col);
	braille_release(&b);
	free(last);
}

static const uint32_t class_glyph[] = { 0x25CF, 0x25CB, 0x25B2, 0x25B3,
					0x25A0, 0x25A1, 0x25C6, 0x25C7 };
static const char class_ascii[] = "0123456789";

static uint32_t glyph_of(const struct grid *g, int class_)
{
	if (class_ < 0)
		return g->graph == GRAPH_ASCII ? 'o' : 0x2022;
	if (g->graph == GRAPH_ASCII)
		return (unsigned char)class_ascii[class_ % 10];
	return class_glyph[class_ % 8];
}

static void draw_points(struct grid *g, const struct rect *plot, const struct axis *x,
			const struct axis *y, const struct heat *h)
{
	for (size_t i = 0; i < h->n_points; i++) {
		int col = plot_col(plot, x, h->point[i].x);
		int row = plot_row(plot, y, h->point[i].y), bg;

		if (col < 0 || row < 0)
			continue;
		bg = flatten(g, row, col);
		/* On a class's colour the terminal's own background is what stands out. */
		if (bg >= ROLE_SERIES0 && bg <= ROLE_SERIES_LAST)
			grid_put(g, row, col, glyph_of(g, h->point[i].class_), bg, ROLE_NONE, CELL_REVERSE);
		else
			grid_put(g, row, col, glyph_of(g, h->point[i].class_), mark_role(bg), bg, CELL_BOLD);
	}
}

/* Names of the classes with their points, and with what their regions look like. */
static void draw_names(struct grid *g, struct rect r, const struct heat *h)
{
	struct legend_item item[12];
	struct str label[12];
	int n = h->n_classes < 12 ? h->n_classes : 12;

	for (int i = 0; i < n; i++) {
		char sign[4];

		str_init(&label[i]);
		if (h->class_name)
			str_add(&label[i], h->class_name[i]);
		else
			str_addf(&label[i], "%d", i);
		if (!half_blocks(g)) {
			str_add(&label[i], " [");
			str_addn(&label[i], sign, utf8_encode(class_shade(g, i), sign));
			str_addc(&label[i], ']');
		}
		item[i] = (struct legend_item){ label[i].s, heat_class_role(i), -2, glyph_of(g, i) };
	}
	legend_draw(g, r.row, r.col, r.cols, item, n);
	for (int i = 0; i < n; i++)
		str_release(&label[i]);
}

static void draw_scale(struct grid *g, struct rect r, const struct heat *h, double z0, double z1)
{
	int width = r.cols / 4 < 24 ? r.cols / 4 : 24, col, n;
	char a[AXIS_LABEL], b[AXIS_LABEL];
	struct str s = STR_INIT;

	if (width < 4)
		return;
	say_cell(z0, 3, a, sizeof a);
	say_cell(z1, 3, b, sizeof b);
	n = width + 2 + grid_cols(g, a) + grid_cols(g, b);
	if (h->z_title && n + grid_cols(g, h->z_title) + 2 <= r.cols)
		str_addf(&s, "%s  ", h->z_title);
	str_add(&s, a);
	n = grid_cols(g, s.s) + width + 2 + grid_cols(g, b);
	if (n <= r.cols) {
		col = r.col + r.cols - n;
		col += grid_text(g, r.row, col, -1, s.s, ROLE_DIM, 0) + 1;
		for (int j = 0; j < width; j++, col++) {
			double t = (j + 0.5) / width;

			if (half_blocks(g))
				grid_put(g, r.row, col, ' ', ROLE_NONE, theme_ramp(t), 0);
			else
				grid_put(g, r.row, col, shade(g, t), ROLE_RUN, ROLE_NONE, 0);
		}
		grid_text(g, r.row, col + 1, -1, b, ROLE_DIM, 0);
	}
	str_release(&s);
}

static void read_out(struct grid *g, struct rect r, const struct rect *plot, const struct axis *x,
		     const struct axis *y, const struct heat *h)
{
	int col = plot_col(plot, x, h->cursor_x), row = plot_row(plot, y, h->cursor_y), bg;
	char a[AXIS_LABEL], b[AXIS_LABEL], c[AXIS_LABEL];
	struct str s = STR_INIT;

	if (col < 0 || row < 0)
		return;
	bg = flatten(g, row, col);
	grid_put(g, row, col, '+', mark_role(bg), bg, CELL_BOLD | CELL_REVERSE);
	str_addf(&s, "%s %s  %s %s  %s %s", h->x_title ? h->x_title : "x",
		 say_cell(h->cursor_x, 3, a, sizeof a), h->y_title ? h->y_title : "y",
		 say_cell(h->cursor_y, 3, b, sizeof b), h->z_title ? h->z_title : "z",
		 say_cell(smooth(h, axis_pos(x, h->cursor_x), 1 - axis_pos(y, h->cursor_y)), 3,
			     c, sizeof c));
	grid_text_right(g, r.row, r.col + r.cols, r.cols, s.s, ROLE_TEXT, CELL_BOLD);
	str_release(&s);
}

void heat_draw(struct grid *g, struct rect r, const struct heat *h, struct heat_layout *layout)
{
	struct axis x, y;
	struct rect in = body(r, h, &x, &y), plot, old = grid_clip(g, r);
	double z0 = h->z0, z1 = h->z1;

	if (!(z0 < z1)) {
		struct range zr = RANGE_INIT;
		struct axis z;

		for (size_t i = 0; h->z && i < (size_t)h->nx * (size_t)h->ny; i++)
			range_add(&zr, h->z[i]);
		z = axis_set(zr.lo, zr.hi, 0, 0, NULL);
		z0 = z.lo;
		z1 = z.hi;
	}
	plot = axis_draw(g, in, &x, &y);
	if ((h->z || h->region) && h->nx > 0 && h->ny > 0 && plot.rows > 0 && plot.cols > 0) {
		draw_pixels(g, &plot, h, z0, z1);
		if (h->has_contour && h->z)
			draw_contour(g, &plot, h, !half_blocks(g) ? ROLE_TEXT :
				     mark_role(theme_ramp(level(h->contour, z0, z1))));
		draw_points(g, &plot, &x, &y, h);
	}
	if (in.row > r.row) {
		struct rect head = { r.row, r.col, 1, r.cols };
		int used = 0;

		if (h->y_title)
			used = grid_text(g, r.row, r.col, r.cols, h->y_title, ROLE_DIM, 0) + 2;
		head.col += used;
		head.cols -= used;
		if (h->cursor && h->z && h->nx > 0 && h->ny > 0)
			read_out(g, head, &plot, &x, &y, h);
		else if (h->legend && h->region)
			draw_names(g, head, h);
		else if (h->legend)
			draw_scale(g, head, h, z0, z1);
	}
	grid_unclip(g, old);
	if (layout)
		*layout = (struct heat_layout){ plot, x, y, z0, z1 };
}

/* ---- pictures and votes ---- */

/* Averages of blocks of k by k pixels, in place; those at the rim are smaller. */
static void average(float *z, int *nx, int *ny, int k)
{
	int w = (*nx + k - 1) / k, h = (*ny + k - 1) / k;

	for (int i = 0; i < h; i++)
		for (int j = 0; j < w; j++) {
			double sum = 0;
			int n = 0;

			for (int y = i * k; y < (i + 1) * k && y < *ny; y++)
				for (int x = j * k; x < (j + 1) * k && x < *nx; x++, n++)
					sum += (double)z[y * *nx + x];
			z[i * w + j] = (float)(sum / n);	/* behind what was read */
		}
	*nx = w;
	*ny = h;
}

void heat_picture(struct grid *g, struct rect r, const float *z, int nx, int ny, double z0, double z1,
		  int *cols, int *rows)
{
	/* cells of a pixel, doubled: half blocks are square, whole cells twice as high as wide */
	int half = half_blocks(g), wide = half ? r.cols : r.cols / 2, high = half ? 2 * r.rows : r.rows, k = 1, by;
	float *own = xmalloc((size_t)nx * (size_t)ny * sizeof *own);
	struct heat h = { .z = own };
	struct rect old = grid_clip(g, r), plot;

	memcpy(own, z, (size_t)nx * (size_t)ny * sizeof *own);
	while (wide > 0 && high > 0 && ((nx + k - 1) / k > wide || (ny + k - 1) / k > high))
		k++;
	average(own, &nx, &ny, k);
	by = wide / nx < high / ny ? wide / nx : high / ny;
	by = by < 1 ? 1 : by;
	h.nx = nx;
	/* an odd number of half rows ends in an empty one */
	h.ny = ny;
	plot = (struct rect){ r.row, r.col, half ? (by * ny + 1) / 2 : by * ny, (half ? 1 : 2) * by * nx };
	if (half && by * ny % 2) {
		float *more = xmalloc((size_t)nx * (size_t)(by * ny + 1) * sizeof *more);

		for (int i = 0; i <= by * ny; i++)
			for (int j = 0; j < nx; j++)
				more[i * nx + j] = i < by * ny ? own[i / by * nx + j] : NAN;
		free(own);
		h.z = own = more;
		h.ny = by * ny + 1;
	}
	if (wide > 0 && high > 0)
		draw_pixels(g, &plot, &h, z0, z1 > z0 ? z1 : z0 + 1);
	if (cols)
		*cols = plot.cols;
	if (rows)
		*rows = plot.rows;
	free(own);
	grid_unclip(g, old);
}

void heat_votes(struct grid *g, int row, int col, int cols, const uint32_t *n, size_t classes)
{
	static const char sign[] = "#=+-.:%*";
	double all = 0, before = 0;
	size_t some = 0;
	int at = 0, left, place = -1;

	for (size_t k = 0; k < classes; k++) {
		all += n[k];
		some += n[k] > 0;
	}
	left = (int)some;
	for (size_t k = 0; k < classes && at < cols; k++) {
		int end;

		if (!n[k])
			continue;
		left--;
		place++;
		before += n[k];
		end = (int)lrint(before / all * cols);
		end = end > cols - left ? cols - left : end;	/* a cell for each that comes */
		end = end <= at ? at + 1 : end;
		for (; at < end && at < cols; at++) {
			static const uint16_t block[] = { 0x2588, 0x2591, 0x2593, 0x2592 };
			/* colours come again from the eighth class on; signs go by place, so that
			 * neighbours differ */
			uint32_t ch = g->graph == GRAPH_ASCII ? (uint32_t)(unsigned char)sign[place % 8]
				: !half_blocks(g) ? block[place % 4] : k > ROLE_SERIES_LAST - ROLE_SERIES0 ? 0x2593 : 0x2588;

			grid_put(g, row, col + at, ch, half_blocks(g) ? heat_class_role((int)k) : ROLE_RUN, grid_bg(g, row, col + at), 0);
		}
	}
}
