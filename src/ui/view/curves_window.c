/*
 * curves_window.c - what part of the loss chart is in sight.
 *
 * A window is two numbers, said as `set window A:B` and `set loss-window A:B`,
 * so that the log can repeat it.  Zooming and panning are done in positions
 * along the axis (0 at its low end, 1 at its high one): the same on a linear and
 * on a logarithmic axis.  A window never leaves what there is: epochs from the
 * first to the last; losses of what is shown by itself, or of every line.
 */
#include <math.h>

#include "curves.h"
#include "plot/curves.h"
#include "ui/ui.h"

int curves_zoomed(const struct curves_state *c)
{
	return c->x1 > c->x0 || c->y1 > c->y0;
}

/* What is in sight: by the state, since of two keys in a row only the last is
 * drawn. */
static struct axis shown(const struct curves_state *c, int losses)
{
	double lo = c->y1 > c->y0 ? c->y0 : c->auto_lo, hi = c->y1 > c->y0 ? c->y1 : c->auto_hi;

	if (!losses)
		curves_window_x(c, &lo, &hi);
	return axis_set(lo, hi, losses ? c->log_y : c->log_x, 0, NULL);
}

/* All that can be in sight. */
static struct axis whole(const struct curves_state *c, int losses)
{
	if (losses)
		return axis_set(fmin(c->all_lo, c->auto_lo), fmax(c->all_hi, c->auto_hi), c->log_y, 0, NULL);
	return axis_set(1, c->last, c->log_x, 0, NULL);
}

/* Few digits, fine enough that nothing is seen to move: a thousandth. */
static double rounded(double v, double lo, double hi, int is_log)
{
	double step = is_log ? fmin(hi - lo, lo) : hi - lo;

	step = pow(10, floor(log10(step / 500)));
	return step > 0 && isfinite(step) ? round(v / step) * step : v;
}

static void say(struct ui *ui, int losses, double lo, double hi)
{
	const struct curves_state *c = curves_state(ui);
	int is_log = losses ? c->log_y : c->log_x;
	double l = rounded(lo, lo, hi, is_log), h = rounded(hi, lo, hi, is_log);

	ui_linef(ui, "set %s %.9g:%.9g", losses ? "loss-window" : "window", l < h ? l : lo, l < h ? h : hi);
}

static void say_all(struct ui *ui, int losses)
{
	ui_line(ui, losses ? "set loss-window auto" : "set window all");
}

/* Too close: neighbouring epochs, or losses that differ in their last digits only. */
static int too_narrow(double lo, double hi, int losses)
{
	return losses ? hi - lo < 1e-4 * fmax(fabs(lo), fabs(hi)) : hi - lo < 1;
}

static double place(const struct curves_state *c, int losses)
{
	struct axis x = shown(c, 0);
	double p = !losses && c->cursor ? axis_pos(&x, c->cursor_x) : .5;

	return p >= 0 && p <= 1 ? p : .5;
}

void curves_zoom(struct ui *ui, int losses, double factor, double at)
{
	struct curves_state *c = curves_state(ui);
	struct axis a = shown(c, losses);
	struct axis all = whole(c, losses);
	double lo, hi;

	if (c->layout.plot.cols < 1 || !(a.hi > a.lo))
		return;
	if (!losses && c->last < 2) {
		ui_note(ui, 0, "there is one epoch only: nothing to zoom into");
		return;
	}
	if (!(at >= 0 && at <= 1))
		at = place(c, losses);
	lo = axis_value(&a, at - at * factor);
	hi = axis_value(&a, at + (1 - at) * factor);
	if (factor < 1) {
		if (too_narrow(lo, hi, losses))
			ui_note(ui, 0, losses ? "no closer: these losses are nearly equal" : "no closer: this is one epoch");
		else
			say(ui, losses, fmax(lo, fmin(all.lo, a.lo)), fmin(hi, fmax(all.hi, a.hi)));
		return;
	}
	lo = fmax(lo, all.lo);
	hi = fmin(hi, all.hi);
	if (a.lo <= all.lo && a.hi >= all.hi && !(losses ? c->y1 > c->y0 : c->x1 > c->x0))
		ui_note(ui, 0, losses ? "all losses are in sight" : "all epochs are in sight");
	else if (!losses && lo <= all.lo && hi >= all.hi)
		say_all(ui, 0);
	else if (losses && lo <= c->auto_lo && hi >= c->auto_hi && c->all_lo >= c->auto_lo && c->all_hi <= c->auto_hi)
		say_all(ui, 1);
	else if (!(lo < hi))		/* it lay outside altogether */
		say_all(ui, losses);
	else
		say(ui, losses, lo, hi);
}

void curves_pan(struct ui *ui, int losses, double share)
{
	struct curves_state *c = curves_state(ui);
	struct axis a = shown(c, losses);
	struct axis all = whole(c, losses);
	double lo, hi, room;

	if (c->layout.plot.cols < 1 || !(a.hi > a.lo))
		return;
	/* In positions along the window, how far the end is. */
	room = share > 0 ? axis_pos(&a, all.hi) - 1 : axis_pos(&a, all.lo);
	if (!isfinite(room) || (share > 0 ? room < 1e-3 : room > -1e-3)) {
		if (curves_zoomed(c))
			ui_note(ui, 0, "this is the end of it");
		else
			ui_note(ui, 0, "all of it is in sight: %s zooms in", losses ? "}" : "Up");
		return;
	}
	share = share > 0 ? fmin(share, room) : fmax(share, room);
	lo = axis_value(&a, share);
	hi = axis_value(&a, 1 + share);
	say(ui, losses, lo, hi);
}

void curves_wheel(struct ui *ui, int row, int col, int dir)
{
	struct curves_state *c = curves_state(ui);
	struct rect p = c->layout.plot;
	double factor = dir < 0 ? .8 : 1.25;

	if (p.rows < 1 || p.cols < 1)
		return;
	if (col < p.col)		/* over the axis of losses */
		curves_zoom(ui, 1, factor, fmin(fmax(1 - (row - p.row + .5) / p.rows, 0), 1));
	else
		curves_zoom(ui, 0, factor, p.cols > 1 ? fmin((col - p.col) / (p.cols - 1.), 1) : .5);
}

void curves_window_x(const struct curves_state *c, double *lo, double *hi)
{
	*lo = 1;
	*hi = c->last;
	if (!(c->x1 > c->x0))
		return;
	*lo = fmax(c->x0, 1);
	*hi = c->x1;
	/* Beyond what there is nothing would be seen; a window that lies there
	 * altogether stays, and the chart says so. */
	if (*hi > c->last && *lo < c->last)
		*hi = c->last;
	if (!(*hi > *lo))
		*lo = *hi - 1;
}
