/*
 * view_remedies.c - what averaging helps: the spread of an ensemble of M runs
 * against the promise of 1/sqrt(M), from the runs that are there.
 */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "lang/lab.h"
#include "plot/xy.h"
#include "ui.h"
#include "tell.h"

static void title(struct ui *ui, struct str *out)
{
	(void)ui;
	str_add(out, "Remedies: averaging M runs");
}

static void refresh(struct remedy_state *r, const struct stats *s)
{
	static const size_t m[] = { 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64 };

	r->n = 0;
	for (size_t i = 0; i < sizeof m / sizeof *m; i++)
		if (stats_ensemble(s, m[i], &r->e[r->n]))
			r->n++;
}

static void draw(struct ui *ui, struct rect r)
{
	struct remedy_state *v = &ui->remedy;
	const struct lab_entry *e = ui_entry(ui);
	double x[12], sd[12], lo[12], hi[12], expect[12];
	struct xy_series s[2];
	struct xy c;
	struct str t = STR_INIT;
	int lines;

	if (e == NULL)
		return;
	if (fresh_begin(ui, &v->fresh, e->id, stats_kept(e->stats))) {
		refresh(v, e->stats);
		fresh_end(&v->fresh);
	}
	if (v->n < 2 || !(v->e[0].sd > 0)) {
		ui_wrap(&ui->grid, (struct rect){ r.row + 1, r.col + 2, r.rows - 1, r.cols - 4 },
			stats_runs(e->stats) > 16 && v->n > 0
			? "These runs do not differ: there is nothing to remedy. Set a source free first."
			: "Averaging needs some more runs.", ROLE_DIM, 0);
		return;
	}
	for (size_t i = 0; i < v->n; i++) {
		x[i] = (double)v->e[i].m;
		sd[i] = v->e[i].sd;
		lo[i] = v->e[i].sd_lo;
		hi[i] = v->e[i].sd_hi;
		expect[i] = v->e[i].expect_sd;
	}
	s[0] = (struct xy_series){ .label = "1/√M", .kind = XY_REFERENCE, .role = ROLE_DIM, .x = x, .y = expect, .n = v->n };
	s[1] = (struct xy_series){ .label = "SD of the average", .kind = XY_BOTH, .role = ROLE_MEDIAN, .x = x, .y = sd,
				   .lo = lo, .hi = hi, .n = v->n };
	memset(&c, 0, sizeof c);
	c.series = s;
	c.n_series = 2;
	c.x_log = c.y_log = 1;
	c.x_title = "runs averaged (M)";
	c.y_title = "SD";
	c.legend = 1;
	for (size_t i = 0; i < v->n; i++)
		if (v->e[i].m == 8) {
			str_add(&t, "The average of 8 runs has SD ");
			tell_number(&t, v->e[i].sd);
			str_add(&t, " instead of ");
			tell_number(&t, v->e[0].sd);
			if (isfinite(v->e[i].loss)) {
				str_add(&t, ", and loss ");
				tell_number(&t, v->e[i].loss);
				str_add(&t, " instead of ");
				tell_number(&t, v->e[i].single_loss);
			}
			str_add(&t, ". ");
		}
	str_add(&t, "Others: `remedy batch`, `remedy dropout` and more; see `help remedy`.");
	lines = ui_wrap_rows(t.s, r.cols - 2);
	if (r.rows - lines < 6)
		lines = 0;
	xy_draw(&ui->grid, (struct rect){ r.row, r.col, r.rows - lines, r.cols }, &c, NULL);
	if (lines > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - lines, r.col + 1, lines, r.cols - 2 }, t.s, ROLE_TEXT, 0);
	str_release(&t);
}

const struct view view_remedies = {
	.name = "remedies", .help = "what averaging several runs does to the spread",
	.title = title, .draw = draw,
};
