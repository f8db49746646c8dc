/*
 * when.c - at which epoch chance enters: two pictures.
 *
 * The last `when`: the spread that a source makes from epoch k on, with 0 at the end, and
 * what was there between the families before.  And the twins of `divergence`, how fast a
 * last bit grows from the first epoch.
 */
#include <math.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"
#include "lab/lab_view.h"
#include "lang/cmd.h"
#include "lang/shell.h"
#include "plot/xy.h"
#include "report/report.h"
#include "report/sentence.h"
#include "stat/divergence.h"
#include "stat/stats.h"
#include "stat/when.h"
#include "ui/ui.h"

#define TWINS 256		/* points of the divergence plot */

enum when_show { WHEN_SHOW_SPREAD, WHEN_SHOW_TWINS };
struct when_state { enum when_show show; };

static struct when_state *state(const struct ui *ui)
{
	return ui->state[VIEW_WHEN];
}

static int twins(const struct ui *ui)
{
	return lab_divergence(ui->lab) && (state(ui)->show == WHEN_SHOW_TWINS || !lab_when(ui->lab));
}

static void title(struct ui *ui, struct str *out)
{
	const struct lab_entry *e = lab_when(ui->lab);

	if (twins(ui)) {
		str_addf(out, "Twins that differ in one last bit · %zu pairs", divergence_twins(lab_divergence(ui->lab)));
	} else if (e) {
		const struct when_plan *p = when_plan(e->when);

		str_addf(out, "When: %s from epoch k on · ", p->source == SOURCE_NUDGE ? "a last bit" : source_name(p->source));
		say_count(out, when_parents(e->when));
		str_add(out, when_parents(e->when) == 1 ? " family" : " families");
	} else {
		str_add(out, "When does chance enter?");
	}
}

/* The chart above, the words below. */
static void chart(struct ui *ui, struct rect r, const struct xy *c, const char *words)
{
	int lines = ui_wrap_rows(words, r.cols - 2);

	if (r.rows - lines < 6)
		lines = 0;
	xy_draw(&ui->grid, (struct rect){ r.row, r.col, r.rows - lines, r.cols }, c, NULL);
	if (lines > 0)
		ui_wrap(&ui->grid, (struct rect){ r.row + r.rows - lines, r.col + 1, lines, r.cols - 2 },
			words, ROLE_TEXT, 0);
}

static void draw_twins(struct ui *ui, struct rect r, const struct divergence *d)
{
	size_t n = divergence_epochs(d), step = n / TWINS + 1, k = 0;
	double x[TWINS + 1], y[TWINS + 1], lo[TWINS + 1], hi[TWINS + 1], strangers = NAN;
	const struct lab_entry *e = ui_entry(ui);
	const uint32_t of = lab_divergence_of(ui->lab);
	struct str words = STR_INIT;
	struct xy_series s;
	struct xy c;

	for (size_t i = 0; i < n && k < TWINS; i += step) {
		x[k] = (double)i + 1;
		y[k] = divergence_quantile(d, i, .5);
		lo[k] = divergence_quantile(d, i, .05);
		hi[k] = divergence_quantile(d, i, .95);
		for (double *v = y; ; v = v == y ? lo : hi) {	/* identical twins have no logarithm */
			if (!isfinite(v[k]))
				v[k] = NAN;
			if (v == hi)
				break;
		}
		k++;
	}
	if (e && of != e->id)
		str_addf(&words, "Asked of condition %u: ", (unsigned)of);
	if (e && e->id == of && stats_difference(e->stats).n > 1)
		strangers = stats_difference(e->stats).mean;
	divergence_sentence(d, strangers, &words);
	s = (struct xy_series){ .label = "median, 5–95 %", .kind = XY_LINE, .role = ROLE_MEDIAN, .x = x, .y = y,
				.lo = lo, .hi = hi, .n = k };
	memset(&c, 0, sizeof c);
	c.series = &s;
	c.n_series = 1;
	c.x_title = "epoch";
	c.y_title = "log10 |p − p′|";
	c.legend = 1;
	chart(ui, r, &c, words.s);
	str_release(&words);
}

static void draw_spread(struct ui *ui, struct rect r, const struct lab_entry *e)
{
	const struct when_plan *p = when_plan(e->when);
	const uint32_t epochs = lab_epochs(ui->lab);
	double x[WHEN_MAX + 1], y[WHEN_MAX + 1], lo[WHEN_MAX + 1], hi[WHEN_MAX + 1], between[WHEN_MAX + 1];
	struct str words = STR_INIT;
	struct xy_series s[2];
	struct when_point at;
	struct lab_study study;
	struct xy c;
	size_t n = 0, b = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (p->k[i] >= epochs || !when_point(e->when, i, WHEN_PREDICTION, &at))
			continue;
		x[n] = at.k;
		y[n] = at.sd.mean;
		lo[n] = at.sd.lo;
		hi[n] = at.sd.hi;
		between[n] = at.between > 0 ? sqrt(at.between) : 0;
		b += !isnan(at.between);
		n++;
	}
	if (n) {	/* nothing is left to differ */
		x[n] = epochs;
		y[n] = lo[n] = hi[n] = 0;
		between[n] = NAN;
		n++;
	}
	memset(&c, 0, sizeof c);
	s[0] = (struct xy_series){ .label = "between families", .kind = XY_LINE, .role = ROLE_SERIES0 + 1, .x = x, .y = between,
				   .n = n ? n - 1 : 0 };
	s[1] = (struct xy_series){ .label = p->source == SOURCE_NUDGE ? "one last bit moved after k" : "rerolled from k on",
				   .kind = XY_BOTH, .role = ROLE_MEDIAN, .x = x, .y = y, .lo = lo, .hi = hi, .n = n };
	/* of a last bit the families are nine powers of ten away */
	c.series = b && p->source != SOURCE_NUDGE ? s : s + 1;
	c.n_series = b && p->source != SOURCE_NUDGE ? 2 : 1;
	c.x0 = 0;
	c.x1 = epochs;
	c.x_title = "epoch k";
	c.y_title = "SD";
	c.legend = r.cols >= 70;
	if (lab_study(ui->lab, &study) && study.kind == STUDY_WHEN) {
		report_study(&study, &words);
		str_add(&words, ". ");
	}
	report_when_words(e, &words);
	chart(ui, r, &c, words.s);
	str_release(&words);
}

static void explain(struct ui *ui, struct rect r)
{
	const struct lab_entry *e = ui_entry(ui);

	ui_wrap(&ui->grid, (struct rect){ r.row + (r.rows > 6), r.col + 2, r.rows - (r.rows > 6), r.cols - 4 },
		e && e->cond->external
		? "At which epoch does chance enter? These runs were trained elsewhere, and none of them can be sent another"
		  " way in the middle."
		: "At which epoch does chance enter? Type `when`: families of runs go one way up to epoch k and differ from"
		  " there on. `divergence` asks how fast a last bit grows.", ROLE_DIM, 0);
}

static void draw(struct ui *ui, struct rect r)
{
	const struct lab_entry *e = lab_when(ui->lab);

	if (twins(ui))
		draw_twins(ui, r, lab_divergence(ui->lab));
	else if (e)
		draw_spread(ui, r, e);
	else
		explain(ui, r);
}

static int option(struct ui *ui, const char *name, const char *value)
{
	if (strcmp(name, "when") != 0)
		return 0;
	state(ui)->show = (enum when_show)opt_value(name, value).word;
	return 1;
}

static int answer(struct ui *ui, const struct lab_study *study)
{
	if (study->kind != STUDY_WHEN && study->kind != STUDY_DIVERGENCE)
		return 0;
	state(ui)->show = study->kind == STUDY_WHEN ? WHEN_SHOW_SPREAD : WHEN_SHOW_TWINS;
	return 1;
}

static int has_other(const struct ui *ui, const struct key *k)
{
	(void)k;
	return lab_when(ui->lab) && lab_divergence(ui->lab);
}

static void other(struct ui *ui, uint32_t key)
{
	(void)key;
	if (!has_other(ui, NULL))
		ui_note(ui, 1, "nothing else was asked yet: `when`, `divergence`");
	else
		ui_linef(ui, "set when %s", opt_word_of("when", state(ui)->show == WHEN_SHOW_SPREAD));
}

static const struct key keys[] = {
	{ 'm', 0, "m", NULL, other, "which", 4, "The last `when`, or the twins of `divergence`.", NULL, has_other },
};

const struct view view_when = {
	.state_size = sizeof(struct when_state), .title = title, .draw = draw, .option = option,
	.answer = answer, .keys_title = "When", VIEW_KEYS(keys),
};
