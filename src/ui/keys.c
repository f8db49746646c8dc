/*
 * keys.c - see keys.h.
 *
 * A key stands for a line of the language wherever there is one, and goes
 * through the same door: it is checked, logged and recorded like a typed
 * line.  Moving a cursor or the focus is nobody's business but the screen's.
 */
#include "keys.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "prompt.h"
#include "actions.h"
#include "ui.h"

/* ---- what keys do ---- */

/* Free what is not, fix what is free: never more than one press away. */
static void toggle(struct ui *ui, uint32_t key)
{
	if (key >= '1' && key <= '8')
		ui->source = (enum source)(key - '1');
	ui_linef(ui, "%s %s", lab_source_state(ui->lab, ui->source) == STATE_FREE ? "fix" : "free",
		 source_name(ui->source));
}

static void switch_off(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "%s %s", lab_source_state(ui->lab, ui->source) == STATE_OFF ? "fix" : "off",
		 source_name(ui->source));
}

/* Where the answer will not be in sight, go there. */
static void attribute(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_line(ui, "attribute");
	if (!ui->note_error && !ui_in_sight(ui, VIEW_ATTRIBUTION))
		ui_line(ui, "view attribution");
}

static void reroll(struct ui *ui, uint32_t key)
{
	(void)key;
	if (ui->focus == VIEW_SOURCES)
		ui_linef(ui, "reroll %s", source_name(ui->source));
	else
		ui->pop = POP_REROLL;
}

static void pause_(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_line(ui, lab_paused(ui->lab) ? "resume" : "pause");
}

/* Half and double; from full speed down to what the eye still follows. */
static void pace(struct ui *ui, uint32_t key)
{
	double p = lab_pace(ui->lab);
	int up = key == '+' || key == '=';

	if (p <= 0) {
		if (up) {
			ui_note(ui, 0, "this is full speed already");
			return;
		}
		p = lab_rate(ui->lab) > 64 ? lab_rate(ui->lab) / 2 : 32;
	} else {
		p = up ? p * 2 : p / 2;
	}
	if (p > 200000)
		ui_line(ui, "pace max");
	else
		ui_linef(ui, "pace %.3g", p < .25 ? .25 : p >= 1000 ? (double)(long)p : p);
}

static void step(struct ui *ui, uint32_t key)
{
	ui_line(ui, key == 's' ? "step update" : key == 'e' ? "step epoch" : "step run");
}

/* The cycle of v: the dashboard, then every view. */
static void next_view(struct ui *ui, uint32_t key)
{
	int at = ui->zoomed ? (int)ui->focus : 0, n = VIEW_LESSON;

	if (at >= n)
		at = 0;
	at = (at + (key == 'v' ? 1 : n - 1)) % n;
	ui_linef(ui, "view %s", at == 0 ? "dashboard" : view_of((enum view_id)at)->name);
}

static void next_panel(struct ui *ui, uint32_t key)
{
	struct layout all;
	int at = 0, n;

	if (ui->zoomed) {
		next_view(ui, key == TK_BTAB ? 'V' : 'v');
		return;
	}
	layout_compute(&all, ui->grid.rows, ui->grid.cols, ui->focus, 0, ui->had_lesson);
	n = all.n;
	if (all.small) {	/* one at a time: all views in turn */
		int k = ui->had_lesson ? VIEW_COUNT : VIEW_LESSON;

		at = ((int)ui->focus + (key == TK_BTAB ? k - 1 : 1)) % k;
		ui_linef(ui, "focus %s", view_of((enum view_id)at)->name);
		return;
	}
	for (int i = 0; i < n; i++)
		if (all.panel[i].view == ui->focus)
			at = i + (key == TK_BTAB ? n - 1 : 1);
	if (n > 0)
		ui_linef(ui, "focus %s", view_of(all.panel[at % n].view)->name);
}

static void zoom(struct ui *ui, uint32_t key)
{
	(void)key;
	if (ui->zoomed)
		ui_line(ui, "view dashboard");
	else
		ui_linef(ui, "view %s", view_of(ui->focus)->name);
}

static void escape(struct ui *ui, uint32_t key)
{
	(void)key;
	if ((ui->curves.cursor && ui->focus == VIEW_CURVES) || (ui->diff.cursor && ui->focus == VIEW_DIFFERENCES)) {
		ui_line(ui, "set cursor off");
	} else if (ui->focus == VIEW_CURVES && curves_zoomed(ui)) {
		ui_line(ui, "set window all; set loss-window auto");
	} else if (ui->zoomed) {
		ui_line(ui, "view dashboard");
	} else {
		str_clear(&ui->search);
	}
}

static void prompt(struct ui *ui, uint32_t key)
{
	if (ui->prompt != NULL)
		ui->prompt(ui->arg, key == ':' ? PROMPT_COMMAND : PROMPT_SEARCH, NULL);
}

static void search_again(struct ui *ui, uint32_t key)
{
	ui_line(ui, key == 'n' ? "search next" : "search previous");
}

static void help(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_help(ui);
}

static void loss_axis(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set axis %s", ui->curves.log_y ? "linear" : "log");
}

static void bands(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set band %s", ui->curves.no_bands ? "on" : "off");
}

static void faint(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set faint %s", curves_faint_next(ui));
}

static void epoch_axis(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set epoch-axis %s", ui->curves.log_x ? "linear" : "log");
}

static void curves_key(struct ui *ui, uint32_t key)
{
	switch (key) {
	case TK_UP: curves_zoom(ui, 0, .5, -1); break;
	case TK_DOWN: curves_zoom(ui, 0, 2, -1); break;
	case '}': curves_zoom(ui, 1, .5, -1); break;
	case '{': curves_zoom(ui, 1, 2, -1); break;
	case '<': curves_pan(ui, 0, -.25); break;
	case '>': curves_pan(ui, 0, .25); break;
	case TK_PGUP: curves_pan(ui, 1, .25); break;
	case TK_PGDN: curves_pan(ui, 1, -.25); break;
	}
}

static void smooth(struct ui *ui, uint32_t key)
{
	static const char *const next[] = { "0", ".5", ".9", ".97" };
	double s = ui->curves.smooth;

	(void)key;
	ui_linef(ui, "set smooth %s", next[s <= 0 ? 1 : s < .7 ? 2 : s < .95 ? 3 : 0]);
}

static void which_curve(struct ui *ui, uint32_t key)
{
	static const char *const next[] = { "train", "test", "accuracy", "both" };
	unsigned h = ui->curves.hidden;

	(void)key;
	ui_linef(ui, "set curve %s", next[h == 0 ? 0 : h == 6 ? 1 : h == 5 ? 2 : 3]);
}

static void counts_axis(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set counts %s", ui->diff.log_count ? "linear" : "log");
}

static void diff_mode(struct ui *ui, uint32_t key)
{
	ui_linef(ui, "set differences %s", differences_next(ui, key == 'M' ? -1 : 1));
}

static void diff_fit(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set fit %s", ui->diff.fit ? "off" : "on");
}

static void attr_target(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "set share-of %s", attribution_next(ui));
}

static void surface_key(struct ui *ui, uint32_t key)
{
	const char *why = surface_refuses(ui, key);
	size_t next = surface_next_output(ui);

	if (why != NULL)
		ui_note(ui, 1, "%s", why);
	else if (key == 'd')
		ui_linef(ui, "set surface %s", ui->surface.show_sd ? "mean" : "sd");
	else if (key == 'o' && next > 0)
		ui_linef(ui, "set output %zu", next);
	else if (key == 'o')
		ui_line(ui, "set output all");
	else
		view_surface.move(ui, key);
}

static void runs_key(struct ui *ui, uint32_t key)
{
	const struct lab_entry *e = ui_entry(ui);
	unsigned long long at = runs_at(ui);
	struct kept_run pin;

	if (key == '<' || key == '>') {
		ui_linef(ui, "set sort %s", runs_next_column(ui, key == '>' ? 1 : -1));
	} else if (key == 'i') {
		ui_linef(ui, "set order %s", ui->runs.descending ? "ascending" : "descending");
	} else if (at == 0) {
		ui_note(ui, 1, "there is no run here yet");
	} else if (key == 'w') {
		ui_linef(ui, "again %llu", at);
		if (!ui->note_error && !ui_in_sight(ui, VIEW_CURVES))
			ui_line(ui, "view curves");	/* its loss draws itself there */
	} else if (key == 'm' && e->has_reference && e->reference + 1 == at) {
		ui_line(ui, "unpin run");
	} else if (key == 'm') {
		ui_linef(ui, "pin run %llu", at);
		if (!ui->note_error)
			ui_note(ui, 0, "run %llu is the reference now; c compares another with it", at);
	} else if (!ui_pinned(ui, &pin) || pin.run + 1 == at) {
		ui_note(ui, 1, "pin one run with m, then choose another");
	} else {
		ui_linef(ui, "compare run %llu %llu", (unsigned long long)pin.run + 1, at);
	}
}

static void condition_key(struct ui *ui, uint32_t key)
{
	const struct lab_entry *e = conditions_row(ui, ui->conditions.selected);

	if (e == NULL)
		return;
	switch (key) {
	case 'g': ui_linef(ui, "go %u", e->id); break;
	case 'm': ui_linef(ui, "%s %u", e->pinned ? "unpin" : "pin", e->id); break;
	case 'c':
		if (e == lab_current(ui->lab))
			ui_note(ui, 1, "choose another condition to compare the present one with");
		else
			ui_linef(ui, "compare %u %u", e->id, lab_current(ui->lab)->id);
		break;
	case 'n':
		if (e != lab_current(ui->lab))
			ui_linef(ui, "go %u", e->id);
		if (ui->prompt != NULL)
			ui->prompt(ui->arg, PROMPT_COMMAND, "name ");
		break;
	}
}

/* A twentieth of the replay forwards or back; F goes on live from here. */
static void replay_key(struct ui *ui, uint32_t key)
{
	double length, at = lab_replay_position(ui->lab, &length);

	if (!lab_replaying(ui->lab)) {
		ui_note(ui, 1, "no session is playing");
		return;
	}
	if (key == 'F') {
		ui_line(ui, "fork");
		return;
	}
	at += (key == '.' ? .05 : -.05) * length;
	ui_linef(ui, "seek %.3f", at < 0 ? 0 : at > length ? length : at);
}

static void lesson_key(struct ui *ui, uint32_t key)
{
	if (key == 'b')
		ui_line(ui, "lesson back");
	else
		lesson_enter(ui);
}

static void answer(struct ui *ui, uint32_t key)
{
	lesson_reply(ui, (char)key);
}

static void remedy_mode(struct ui *ui, uint32_t key)
{
	(void)key;
	if (remedies_next(ui) == NULL)
		ui_note(ui, 1, "nothing else was tried yet: `remedy batch`, `divergence`");
	else
		ui_linef(ui, "set remedies %s", remedies_next(ui));
}

/* ---- the table ---- */

#define CURVES VIEW_BIT(VIEW_CURVES)
#define DIFFS VIEW_BIT(VIEW_DIFFERENCES)
#define ATTR VIEW_BIT(VIEW_ATTRIBUTION)
#define SURFACE VIEW_BIT(VIEW_SURFACE)
#define RUNS VIEW_BIT(VIEW_RUNS)
#define CONDS VIEW_BIT(VIEW_CONDITIONS)
#define LESSON VIEW_BIT(VIEW_LESSON)
#define REMEDY VIEW_BIT(VIEW_REMEDIES)

/* A row for single views wins over one for all. Footer order is table order;
 * ranks say who leaves when it is narrow. */
static const struct key table[] = {
	{ '1', '8', "1-8", NULL, toggle, "toggle", 9,
	  "Toggle a source: fix it, or set it free.", VIEW_ALL },
	{ ' ', 0, "Space", NULL, toggle, NULL, 0, "Toggle the source under the cursor.", VIEW_ALL },
	{ 'o', 0, "o", NULL, switch_off, NULL, 0, "Switch the source under the cursor off: no shuffling, the full batch, no dropout.", VIEW_ALL },
	{ 'r', 0, "r", NULL, reroll, "reroll", 6,
	  "Give a fixed source a new level and leave the others as they are.", VIEW_ALL },
	{ 'p', 0, "p", NULL, pause_, "pause", 6, "Pause, or go on.", VIEW_ALL },
	{ '+', 0, "+/-", NULL, pace, "pace", 5, "Double or halve the pace.", VIEW_ALL },
	{ '=', 0, NULL, NULL, pace, NULL, 0, NULL, VIEW_ALL },
	{ '-', 0, NULL, NULL, pace, NULL, 0, NULL, VIEW_ALL },
	{ 's', 0, "s e S", NULL, step, NULL, 0, "Pause and do one update, one epoch (e), or one run (S).", VIEW_ALL },
	{ 'e', 0, NULL, NULL, step, NULL, 0, NULL, VIEW_ALL },
	{ 'S', 0, NULL, NULL, step, NULL, 0, NULL, VIEW_ALL },
	{ 'R', 0, "R", "run", NULL, NULL, 0, "Train on, past the number of runs that was enough.", VIEW_ALL },
	{ ',', 0, ", . F", NULL, replay_key, "back, on, live", 8, "In a replay: back, forwards; F trains on live from there.", VIEW_ALL },
	{ '.', 0, NULL, NULL, replay_key, NULL, 0, NULL, VIEW_ALL },
	{ 'F', 0, NULL, NULL, replay_key, NULL, 0, NULL, VIEW_ALL },
	{ 'a', 0, "a", NULL, attribute, "why?", 5,
	  "Attribute: which free source causes how much of the variance.", VIEW_ALL },

	{ TK_UP, 0, "↑ ↓", NULL, curves_key, "zoom", 5,
	  "Zoom into the epochs around the cursor, and out; the wheel at the pointer; Esc shows all.", CURVES },
	{ TK_DOWN, 0, NULL, NULL, curves_key, NULL, 0, NULL, CURVES },
	{ '<', 0, "< >", NULL, curves_key, "pan", 4, "Earlier and later epochs, when zoomed.", CURVES },
	{ '>', 0, NULL, NULL, curves_key, NULL, 0, NULL, CURVES },
	{ '{', 0, "{ }", NULL, curves_key, NULL, 0, "Zoom the losses out and in; the wheel over their axis too.", CURVES },
	{ '}', 0, NULL, NULL, curves_key, NULL, 0, NULL, CURVES },
	{ TK_PGUP, 0, "PgUp PgDn", NULL, curves_key, NULL, 0, "Higher and lower losses, when zoomed.", CURVES },
	{ TK_PGDN, 0, NULL, NULL, curves_key, NULL, 0, NULL, CURVES },
	{ 'l', 0, "l", NULL, loss_axis, "log", 4, "Linear or logarithmic loss.", CURVES },
	{ 'x', 0, "x", NULL, epoch_axis, NULL, 0, "Linear or logarithmic epochs.", CURVES },
	{ 'b', 0, "b", NULL, bands, "bands", 3, "Quantile bands on or off.", CURVES },
	{ 'f', 0, "f", NULL, faint, "runs", 3, "Single runs: faint lines, their density, or none.", CURVES },
	{ 'w', 0, "w", NULL, smooth, NULL, 0, "Smoothing: off, light, strong.", CURVES },
	{ 't', 0, "t", NULL, which_curve, NULL, 0, "Train, test, accuracy, or all.", CURVES },
	{ 'm', 0, "m", NULL, diff_mode, "mode", 4,
	  "Pairs, signed at one probe, spread by probe, loss, accuracy; M goes back.", DIFFS },
	{ 'M', 0, NULL, NULL, diff_mode, NULL, 0, NULL, DIFFS },
	{ 'l', 0, "l", NULL, counts_axis, "log", 3, "Linear or logarithmic counts.", DIFFS },
	{ 'f', 0, "f", NULL, diff_fit, "fit", 3, "Fit the axis to the present condition alone, without the ghost.", DIFFS },
	{ 't', 0, "t", NULL, attr_target, "of", 4, "The variance of what: predictions, losses, accuracies, scores.", ATTR },
	{ 'd', 0, "d", NULL, surface_key, "mean/SD", 4, "The mean prediction, or its SD across runs.", SURFACE },
	{ 'o', 0, "o", NULL, surface_key, "output", 4, "The next output or class, and all of them.", SURFACE },
	{ TK_LEFT, 0, "arrows", NULL, surface_key, "inputs", 4, "Other inputs on the axes: Left and Right for x, Up and Down for y.", SURFACE },
	{ '<', 0, "< >", NULL, runs_key, "sort", 6, "Sort by the column before or after.", RUNS },
	{ '>', 0, NULL, NULL, runs_key, NULL, 0, NULL, RUNS },
	{ 'i', 0, "i", NULL, runs_key, "invert", 3, "Invert the order.", RUNS },
	{ 'm', 0, "m", NULL, runs_key, "pin", 6, "Pin this run as the reference.", RUNS },
	{ 'c', 0, "c", NULL, runs_key, "compare", 6, "Compare this run with the pinned one.", RUNS },
	{ 'w', 0, "w", NULL, runs_key, "again", 3, "This run again, in slow motion: its levels become fixed.", RUNS },
	{ 'g', 0, "g", NULL, condition_key, "go", 6, "Back to this condition; its runs go on.", CONDS },
	{ 'm', 0, "m", NULL, condition_key, "pin", 6, "Pin it as the ghost behind the histogram.", CONDS },
	{ 'c', 0, "c", NULL, condition_key, "compare", 6, "Compare it with the present condition.", CONDS },
	{ 'n', 0, "n", NULL, condition_key, "name", 3, "Go back to it and give it a name.", CONDS },

	{ 'm', 0, "m", NULL, remedy_mode, "which", 4, "Averaging, the last sweep of `remedy`, the last twins of `divergence`.", REMEDY },
	{ 13, 0, "Enter", NULL, lesson_key, "go on", 9, "More of the page, the answer, or the next page.", LESSON },
	{ 'a', 'g', "a b c", NULL, answer, "answer", 9, "Where the lesson asks: your answer, before it tells.", LESSON },
	{ 'b', 0, "b", NULL, lesson_key, "back", 4, "The page before; `lesson end` leaves the lesson.", LESSON },

	{ 'v', 0, "v", NULL, next_view, "view", 4, "The next view, full screen; V the one before.", VIEW_ALL },
	{ 'V', 0, NULL, NULL, next_view, NULL, 0, NULL, VIEW_ALL },
	{ 9, 0, "Tab", NULL, next_panel, "panel", 3, "The next panel; Shift-Tab the one before.", VIEW_ALL },
	{ TK_BTAB, 0, NULL, NULL, next_panel, NULL, 0, NULL, VIEW_ALL },
	{ 13, 0, "Enter z", NULL, zoom, "zoom", 3, "This panel full screen, and back.", VIEW_ALL },
	{ 'z', 0, NULL, NULL, zoom, NULL, 0, NULL, VIEW_ALL },
	{ '/', 0, "/", NULL, prompt, NULL, 0, "Search; n and N find the next and the one before.", VIEW_ALL },
	{ 'n', 0, NULL, NULL, search_again, NULL, 0, NULL, VIEW_ALL },
	{ 'N', 0, NULL, NULL, search_again, NULL, 0, NULL, VIEW_ALL },
	{ '?', 0, "?", NULL, help, "help", 8, "This help; F1 too.", VIEW_ALL },
	{ TK_F1, 0, NULL, NULL, help, NULL, 0, NULL, VIEW_ALL },
	{ ':', 0, ":", NULL, prompt, "command", 7, "A line of the language: Tab completes, Up and Down remember.", VIEW_ALL },
	{ 'q', 0, "q", "quit", NULL, "quit", 7, "Leave; F10 too. What was saved stays saved.", VIEW_ALL },
	{ 3, 0, NULL, "quit", NULL, NULL, 0, NULL, VIEW_ALL },	/* C-c */
	{ TK_F10, 0, NULL, "quit", NULL, NULL, 0, NULL, VIEW_ALL },
	{ 27, 0, "Esc", NULL, escape, NULL, 0, "Back.", VIEW_ALL },
	{ 12, 0, "C-l", "redraw", NULL, NULL, 0, "Paint the screen anew; C-z suspends.", VIEW_ALL },
};
enum { N_KEYS = sizeof table / sizeof *table };

const struct key *keys_table(int *n)
{
	*n = N_KEYS;
	return table;
}

const struct key *keys_find(const struct ui *ui, uint32_t key)
{
	const struct key *any = NULL;

	for (int i = 0; i < N_KEYS; i++) {
		const struct key *k = &table[i];

		if (key != k->from && !(k->to != 0 && key >= k->from && key <= k->to))
			continue;
		if (!(k->views & VIEW_BIT(ui->focus)))
			continue;
		/* Elsewhere in the lesson these letters have other meanings. */
		if (k->act == answer && (int)(key - 'a') >= shell_lesson_choices(ui->shell))
			continue;
		if (k->views != VIEW_ALL)
			return k;
		any = k;
	}
	return any;
}

int keys_useful(const struct ui *ui, const struct key *k)
{
	if (k->act == surface_key)
		return surface_refuses(ui, k->from) == NULL;
	if (k->act == remedy_mode)
		return remedies_next(ui) != NULL;
	if (k->act == answer)
		return lesson_asks(ui) > 0;
	return 1;
}

int keys_act(struct ui *ui, uint32_t key)
{
	const struct key *k = keys_find(ui, key);

	if (k == NULL)
		return 0;
	if (k->line != NULL)
		ui_line(ui, k->line);
	else
		k->act(ui, key);
	return 1;
}
