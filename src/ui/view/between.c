/*
 * between.c - what lies between two runs: the loss, or the accuracy, on the straight line
 * from the weights of one to those of the other, as they are and with the hidden units of
 * the second in the order of the first's.
 *
 * It fills in from the ends to the middle and finer, while the points are reckoned.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"
#include "lab/lab_view.h"
#include "lang/cmd.h"
#include "lang/shell.h"
#include "plot/xy.h"
#include "report/report.h"
#include "stat/between.h"
#include "ui/ui.h"

enum between_show { BETWEEN_LOSS, BETWEEN_ACCURACY };
struct between_state { enum between_show show; };

static struct between_state *state(const struct ui *ui)
{
	return ui->state[VIEW_BETWEEN];
}

static const struct lab_entry *whose(const struct ui *ui)
{
	const struct lab_between *w = lab_between(ui->lab);

	for (size_t i = 0; w && i < lab_entries(ui->lab); i++)
		if (lab_entry(ui->lab, i)->id == w->of)
			return lab_entry(ui->lab, i);
	return NULL;
}

static int has_accuracy(const struct ui *ui)
{
	const struct lab_entry *e = whose(ui);

	return e && problem_has_accuracy(&e->cond->problem);
}

static int accuracy(const struct ui *ui)
{
	return state(ui)->show == BETWEEN_ACCURACY && has_accuracy(ui);
}

static void title(struct ui *ui, struct str *out)
{
	const struct lab_between *w = lab_between(ui->lab);

	str_add(out, "Between two runs");
	if (w)
		str_addf(out, ": %s from run %" PRIu64 " to %" PRIu64, accuracy(ui) ? "accuracy" : "loss",
			 w->line.run[0] + 1, w->line.run[1] + 1);
}

static void explain(struct ui *ui, struct rect r)
{
	const struct lab_entry *e = ui_entry(ui);
	const char *text = "What lies between two runs? Pin one in the table of runs (m), choose another and press b, or"
		" type `between 1 2`: the loss on the straight line from the one's weights to the other's.";

	if (e && e->cond->external)
		text = "These runs were trained elsewhere, and their weights are not known here: nothing can be said of"
			" what lies between them.";
	ui_wrap(&ui->grid, (struct rect){ r.row + (r.rows > 6), r.col + 2, r.rows - (r.rows > 6), r.cols - 4 }, text,
		ROLE_DIM, 0);
}

/* Known points of a path, from end to end; how many. */
static size_t known(const struct between_path *p, int acc, double *x, double *y)
{
	size_t n = 0;

	for (size_t i = 0; i < BETWEEN_POINTS; i++) {
		double v = acc ? p->accuracy[i] : p->loss[i];

		if (!isfinite(v))
			continue;
		x[n] = (double)i / (BETWEEN_POINTS - 1);
		y[n++] = v;
	}
	return n;
}

static void words(struct ui *ui, const struct lab_between *w, struct str *out)
{
	const struct lab_entry *now = ui_entry(ui);
	struct lab_study study;

	if (now && w->of != now->id)
		str_addf(out, "Asked of condition %u. ", (unsigned)w->of);
	if (w->complete) {
		report_between_words(ui->lab, w, out);
	} else if (lab_study(ui->lab, &study) && study.kind == STUDY_BETWEEN) {
		report_study(&study, out);
		str_addc(out, '.');
	} else {
		str_add(out, "It was stopped before its end.");
	}
}

static void draw(struct ui *ui, struct rect r)
{
	static const char *const label[2] = { "as they are", "units aligned" };
	const struct lab_between *w = lab_between(ui->lab);
	double x[3][BETWEEN_POINTS], y[3][BETWEEN_POINTS];
	struct xy_series s[3];
	struct str text = STR_INIT;
	struct xy c;
	int lines, acc = accuracy(ui);
	size_t n = 0;

	if (!w) {
		explain(ui, r);
		return;
	}
	memset(&c, 0, sizeof c);
	words(ui, w, &text);
	lines = ui_wrap_rows(text.s, r.cols - 2);
	if (r.rows - lines < 6)
		lines = 0;
	for (int k = w->line.aligned; k >= 0; k--) {	/* the plain one on top */
		size_t points = known(&w->line.path[k], acc, x[k], y[k]);

		s[n] = (struct xy_series){ .label = label[k], .kind = XY_LINE, .role = k ? ROLE_SERIES0 + 1 : ROLE_MEDIAN,
					   .x = x[k], .y = y[k], .n = points };
		n += points > 1;
	}
	if (n > 0) {
		const double *of = s[n - 1].y;
		size_t last = s[n - 1].n - 1;

		x[2][0] = 0;
		x[2][1] = 1;
		y[2][0] = of[0];
		y[2][1] = of[last];
		s[n++] = (struct xy_series){ .label = "straight", .kind = XY_REFERENCE, .role = ROLE_DIM, .x = x[2], .y = y[2], .n = 2 };
	}
	c.series = s;
	c.n_series = n;
	c.x0 = 0;
	c.x1 = 1;
	c.x_title = "of the way";
	c.y_title = acc ? "accuracy" : "loss";
	c.legend = 1;
	if (n > 0)
		xy_draw(&ui->grid, (struct rect){ r.row, r.col, r.rows - lines, r.cols }, &c, NULL);
	if (lines > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - lines, r.col + 1, lines, r.cols - 2 }, text.s, ROLE_TEXT, 0);
	str_release(&text);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	if (strcmp(name, "between") != 0)
		return 0;
	state(ui)->show = (enum between_show)opt_value(name, value).word;
	return 1;
}

static int answer(struct ui *ui, const struct lab_study *study)
{
	(void)ui;
	return study->kind == STUDY_BETWEEN;
}

static int has_other(const struct ui *ui, const struct key *k)
{
	(void)k;
	return has_accuracy(ui);
}

static void other(struct ui *ui, uint32_t key)
{
	(void)key;
	if (!has_accuracy(ui))
		ui_note(ui, 1, "there is no accuracy here");
	else
		ui_linef(ui, "set between %s", opt_word_of("between", state(ui)->show == BETWEEN_LOSS));
}

static const struct key keys[] = {
	{ 't', 0, "t", NULL, other, "of", 4, "The loss, or the accuracy.", NULL, has_other },
};

const struct view view_between = {
	.state_size = sizeof(struct between_state), .title = title, .draw = draw, .option = option,
	.answer = answer, .keys_title = "Between two runs", VIEW_KEYS(keys),
};
