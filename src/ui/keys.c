/*
 * keys.c - see keys.h.
 *
 * A key stands for a line of the language wherever there is one, and goes
 * through the same door: it is checked, logged and recorded like a typed
 * line.  Moving a cursor or the focus is nobody's business but the screen's.
 */
#include "keys.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "prompt.h"
#include "ui.h"

/* ---- what keys do ---- */

static void toggle(struct ui *ui, uint32_t key)
{
	sources_toggle(ui, key >= '1' && key <= '0' + SOURCE_COUNT ? sources_digit(ui, key) : sources_selected(ui));
}

static void switch_off(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_linef(ui, "%s %s", lab_source_state(ui->lab, sources_selected(ui)) == STATE_OFF ? "fix" : "off",
		 sources_name(ui, sources_selected(ui)));
}

/* Where the answer will not be in sight, go there. */
static void attribute(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_line(ui, "attribute");
	if (!ui->note_error && !ui_in_sight(ui, VIEW_ATTRIBUTION))
		ui_line(ui, "view attribution");
}

static void helps(struct ui *ui, uint32_t key)
{
	(void)key;
	ui_line(ui, "helps");
	if (!ui->note_error && !ui_in_sight(ui, VIEW_REMEDIES))
		ui_line(ui, "view remedies");
}

static void reroll(struct ui *ui, uint32_t key)
{
	(void)key;
	if (ui->focus == VIEW_SOURCES)
		ui_linef(ui, "reroll %s", sources_name(ui, sources_selected(ui)));
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
	ui_linef(ui, "view %s", at == 0 ? "dashboard" : view_name((enum view_id)at));
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
		ui_linef(ui, "focus %s", view_name((enum view_id)at));
		return;
	}
	for (int i = 0; i < n; i++)
		if (all.panel[i].view == ui->focus)
			at = i + (key == TK_BTAB ? n - 1 : 1);
	if (n > 0)
		ui_linef(ui, "focus %s", view_name(all.panel[at % n].view));
}

static void zoom(struct ui *ui, uint32_t key)
{
	(void)key;
	if (ui->zoomed)
		ui_line(ui, "view dashboard");
	else
		ui_linef(ui, "view %s", view_name(ui->focus));
}

static void escape(struct ui *ui, uint32_t key)
{
	(void)key;
	if (ui->zoomed)
		ui_line(ui, "view dashboard");
	else
		str_clear(&ui->search);
}

static void prompt(struct ui *ui, uint32_t key)
{
	if (ui->prompt)
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

static int replaying(const struct ui *ui, const struct key *k)
{
	(void)k;
	return lab_replaying(ui->lab);
}

/* ---- the tables ---- */

/* Footer order is table order; ranks say who leaves when it is narrow. */
static const struct key first[] = {
	{ '1', '8', "1-8", NULL, toggle, "toggle", 9,
	  "Toggle a source: fix it, or set it free.", NULL, NULL },
	{ ' ', 0, "Space", NULL, toggle, NULL, 0,
	  "Toggle the source under the cursor.", NULL, NULL },
	{ 'o', 0, "o", NULL, switch_off, NULL, 0,
	  "Switch the source under the cursor off: no shuffling, the full batch, no dropout.", NULL, NULL },
	{ 'r', 0, "r", NULL, reroll, "reroll", 6,
	  "Give a fixed source a new level and leave the others as they are.", NULL, NULL },
	{ 'p', 0, "p", NULL, pause_, "pause", 6, "Pause, or go on.", NULL, NULL },
	{ '+', 0, "+/-", NULL, pace, "pace", 5, "Double or halve the pace.", NULL, NULL },
	{ '=', 0, NULL, NULL, pace, NULL, 0, NULL, NULL, NULL },
	{ '-', 0, NULL, NULL, pace, NULL, 0, NULL, NULL, NULL },
	{ 's', 0, "s e S", NULL, step, NULL, 0,
	  "Pause and do one update, one epoch (e), or one run (S).", NULL, NULL },
	{ 'e', 0, NULL, NULL, step, NULL, 0, NULL, NULL, NULL },
	{ 'S', 0, NULL, NULL, step, NULL, 0, NULL, NULL, NULL },
	{ 'R', 0, "R", "run", NULL, NULL, 0,
	  "Train on, past the number of runs that was enough.", NULL, NULL },
	{ ',', 0, ", . F", NULL, replay_key, "back, on, live", 8,
	  "In a replay: back, forwards; F trains on live from there.", NULL, replaying },
	{ '.', 0, NULL, NULL, replay_key, NULL, 0, NULL, NULL, NULL },
	{ 'F', 0, NULL, NULL, replay_key, NULL, 0, NULL, NULL, NULL },
	{ 'a', 0, "a", NULL, attribute, "why?", 5,
	  "Attribute: which free source causes how much of the variance.", NULL, NULL },
	{ 'H', 0, "H", NULL, helps, NULL, 0, "What helps: every remedy tried, and ranked.", NULL, NULL },
	{ 'w', 0, "w", "view who", NULL, "who", 5, "Which cases flip.", NULL, NULL },
};

static const struct key last[] = {
	{ 'v', 0, "v", NULL, next_view, "view", 4,
	  "The next view, full screen; V the one before.", NULL, NULL },
	{ 'V', 0, NULL, NULL, next_view, NULL, 0, NULL, NULL, NULL },
	{ 9, 0, "Tab", NULL, next_panel, "panel", 3,
	  "The next panel; Shift-Tab the one before.", NULL, NULL },
	{ TK_BTAB, 0, NULL, NULL, next_panel, NULL, 0, NULL, NULL, NULL },
	{ 13, 0, "Enter z", NULL, zoom, "zoom", 3,
	  "This panel full screen, and back.", NULL, NULL },
	{ 'z', 0, NULL, NULL, zoom, NULL, 0, NULL, NULL, NULL },
	{ '/', 0, "/", NULL, prompt, NULL, 0,
	  "Search; n and N find the next and the one before.", NULL, NULL },
	{ 'n', 0, NULL, NULL, search_again, NULL, 0, NULL, NULL, NULL },
	{ 'N', 0, NULL, NULL, search_again, NULL, 0, NULL, NULL, NULL },
	{ '?', 0, "?", NULL, help, "help", 8, "This help; F1 too.", NULL, NULL },
	{ TK_F1, 0, NULL, NULL, help, NULL, 0, NULL, NULL, NULL },
	{ ':', 0, ":", NULL, prompt, "command", 7,
	  "A line of the language: Tab completes, Up and Down remember.", NULL, NULL },
	{ 'q', 0, "q", "quit", NULL, "quit", 7,
	  "Leave; F10 too. What was saved stays saved.", NULL, NULL },
	{ 3, 0, NULL, "quit", NULL, NULL, 0, NULL, NULL, NULL },	/* C-c */
	{ TK_F10, 0, NULL, "quit", NULL, NULL, 0, NULL, NULL, NULL },
	{ 27, 0, "Esc", NULL, escape, NULL, 0, "Back.", NULL, NULL },
	{ 12, 0, "C-l", "redraw", NULL, NULL, 0,
	  "Paint the screen anew; C-z suspends.", NULL, NULL },
};

const struct key *keys_first(int *n)
{
	*n = sizeof first / sizeof *first;
	return first;
}

const struct key *keys_last(int *n)
{
	*n = sizeof last / sizeof *last;
	return last;
}

static const struct key *find_in(const struct ui *ui, uint32_t key, const struct key *k, int n)
{
	for (; n > 0; n--, k++)
		if ((key == k->from || (k->to != 0 && key >= k->from && key <= k->to))
		    && (!k->means || k->means(ui, key)))
			return k;
	return NULL;
}

const struct key *keys_find(const struct ui *ui, uint32_t key)
{
	const struct view *v = ui->view[ui->focus];
	const struct key *k = find_in(ui, key, v->key, v->n_keys);

	if (!k)
		k = find_in(ui, key, first, sizeof first / sizeof *first);
	return k ? k : find_in(ui, key, last, sizeof last / sizeof *last);
}

int keys_useful(const struct ui *ui, const struct key *k)
{
	return !k->useful || k->useful(ui, k);
}

int keys_act(struct ui *ui, uint32_t key)
{
	const struct key *k = keys_find(ui, key);

	if (!k)
		return 0;
	if (k->line)
		ui_line(ui, k->line);
	else
		k->act(ui, key);
	return 1;
}
