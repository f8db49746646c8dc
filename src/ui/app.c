/*
 * app.c - the one loop: terminal, signals and laboratory in a single poll.
 *
 *     poll(keyboard, self-pipe, laboratory, until something was put off)
 *       -> signals -> keys -> lab_poll (a few ms) -> draw (at most fps)
 *
 * Only this thread touches the screen.  Drawing waits for its turn; a key
 * does not: it is handled and drawn at once.  When nothing moves the poll has
 * no timeout, so that an idle program costs nothing.
 */
#include "ui/app.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clk.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/cmd.h"
#include "lang/shell.h"
#include "report/report.h"
#include "plot/theme.h"
#include "prompt.h"
#include "signals.h"
#include "term.h"
#include "ui.h"

#define BUDGET_NS 4000000u	/* of draining between two looks at the keyboard */
#define SAVING_MS 200	/* between two looks at a recorder that still writes */
#define REPLAY_MS 20		/* a feed without a descriptor */
#define TICK_MS 100		/* while something trains: pace, waits, the rate */
#define BURST 512		/* keys taken before a frame is drawn */
#define DRAW_SHARE 20		/* drawing takes at most 1/20 of the time */

struct app {
	struct app_config cfg;
	struct ui ui;
	struct shell_host host;
	struct term *term;
	int pipe, graph, light, gone;
	uint64_t frame_ns, next_frame;
	char path[1024];	/* what the crash handler was told */
};

int app_can_run(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* ---- the shell's host ---- */

static void on_print(void *arg, const char *text)
{
	struct app *a = arg;

	str_add(&a->ui.said, text);
	if (a->ui.said.len > 0 && a->ui.said.s[a->ui.said.len - 1] != '\n')
		str_addc(&a->ui.said, '\n');
}

/* Data were opened: what was understood of them, for a while; in brief until a key. */
static void on_note(void *arg, const char *text, const char *brief)
{
	struct ui *ui = &((struct app *)arg)->ui;

	ui_note(ui, 0, "%s", text);
	str_add(&ui->brief, brief);
}

static void on_error(void *arg, const struct err *err)
{
	struct app *a = arg;
	char b[1024];

	ui_note(&a->ui, 1, "%s", err_format(err, b, sizeof b));
}

static int on_view(void *arg, const char *name)
{
	return ui_view_name(&((struct app *)arg)->ui, name);
}

static void set_theme(struct app *a, const char *name)
{
	int kind = name ? theme_by_name(name) : -1, colours = term_colours(a->term);

	if (kind < 0)
		kind = colours == 0 ? THEME_MONO : a->light < 0 ? THEME_NEUTRAL
			: a->light ? THEME_LIGHT : THEME_DARK;
	if (kind == THEME_MONO)
		colours = 0;
	a->ui.theme = kind;
	a->ui.grid.colours = colours;
	term_theme(a->term, kind, colours);
}

static void set_graph(struct app *a, const char *name)
{
	a->ui.grid.graph = (enum graph)a->graph;
	if (!name || a->graph == GRAPH_ASCII)
		return;		/* the locale has nothing else */
	if (opt_value("graph", name).word > 0)		/* 0: auto */
		a->ui.grid.graph = (enum graph)(opt_value("graph", name).word - 1);
}

static void set_fps(struct app *a, double fps)
{
	a->frame_ns = (uint64_t)(1e9 / (fps >= 1 && fps <= 120 ? fps : 30));
}

static void on_option(void *arg, const char *name, const char *value)
{
	struct app *a = arg;

	if (ui_option(&a->ui, name, value))
		return;
	if (strcmp(name, "theme") == 0)
		set_theme(a, value);
	else if (strcmp(name, "graph") == 0)
		set_graph(a, value);
	else if (strcmp(name, "fps") == 0)
		set_fps(a, strtod(value, NULL));
	else if (strcmp(name, "mouse") == 0)
		term_mouse(a->term, strcmp(value, "on") == 0);
	term_redraw(a->term);
}

static int on_act(void *arg, enum shell_act what, const char *text, struct err *err)
{
	return ui_act(&((struct app *)arg)->ui, what, text, err);
}

static void on_quit(void *arg)
{
	((struct app *)arg)->ui.quit = 1;
}

static void on_prompt(void *arg, int kind, const char *initial)
{
	struct app *a = arg;

	prompt_begin((enum prompt_kind)kind, initial, a->ui.shell);
}

static void on_redraw(void *arg)
{
	term_redraw(((struct app *)arg)->term);
}

/* ---- beginning and end ---- */

static struct app *crashing;	/* for the memory hook, which has no argument */

static void no_memory(void)
{
	if (crashing)
		signals_crash_now();
}

static void follow_size(struct app *a)
{
	int rows, cols;

	term_size(a->term, &rows, &cols);
	grid_resize(&a->ui.grid, rows, cols);
	a->ui.dirty = 1;
}

struct app *app_new(const struct app_config *c, struct err *err)
{
	struct app *a = xcalloc(1, sizeof *a);
	int ask = !c->theme || theme_by_name(c->theme) < 0;
	char *history;

	a->cfg = *c;
	setlocale(LC_CTYPE, "");
	a->graph = term_probe_graph();
	a->pipe = signals_install();
	if (a->pipe < 0) {
		err_set(err, ERR_IO, "no pipe for signals: %s", strerror(errno));
		free(a);
		return NULL;
	}
	history = file_state("history");
	prompt_setup(history);
	free(history);
	if (ask && (!getenv("NO_COLOR") || *getenv("NO_COLOR") == '\0'))
		a->light = term_probe_light(150);	/* -1: nobody tells */
	if (term_open(&a->term, !c->no_mouse, err) != 0) {
		prompt_teardown();
		signals_restore();
		free(a);
		return NULL;
	}
	crashing = a;
	xalloc_set_hook(no_memory);
	ui_init(&a->ui);
	grid_init(&a->ui.grid, 1, 1, GRAPH_BRAILLE, 256);
	a->ui.arg = a;
	a->ui.prompt = on_prompt;
	a->ui.redraw = on_redraw;
	set_theme(a, c->theme);
	set_graph(a, c->graph);
	set_fps(a, c->fps);
	follow_size(a);
	a->host = (struct shell_host){
		.arg = a, .print = on_print,
		.error = on_error, .note = on_note, .view = on_view,
		.option = on_option, .act = on_act, .quit = on_quit,
	};
	return a;
}

const struct shell_host *app_host(struct app *a)
{
	return &a->host;
}

void app_free(struct app *a)
{
	if (!a)
		return;
	xalloc_set_hook(NULL);
	crashing = NULL;
	prompt_teardown();
	term_close(a->term);
	signals_restore();
	ui_release(&a->ui);
	free(a);
}

/* ---- the loop ---- */

static void draw(struct app *a)
{
	uint64_t began = clk_ns(), end;
	int cursor = -1, row = -1;

	a->ui.now = began;
	a->ui.wake = 0;
	ui_draw(&a->ui);
	if (prompt_active() && a->ui.grid.rows > 0) {
		struct str hint = STR_INIT;

		row = a->ui.layout.status_row >= 0 ? a->ui.layout.status_row : a->ui.grid.rows - 1;
		if (a->ui.layout.foot_row >= 0 && prompt_hint(&hint)) {
			grid_fill(&a->ui.grid, (struct rect){ a->ui.layout.foot_row, 0, 1, a->ui.grid.cols }, ' ',
				  ROLE_NONE, ROLE_NONE, 0);
			grid_text(&a->ui.grid, a->ui.layout.foot_row, 1, a->ui.grid.cols - 2, hint.s, ROLE_DIM, 0);
		}
		str_release(&hint);
		prompt_draw(&a->ui.grid, row, &cursor);
	}
	term_show(a->term, &a->ui.grid, row, cursor);
	end = clk_ns();
	a->next_frame = began + a->frame_ns;
	if (a->next_frame < end + DRAW_SHARE * (end - began))
		a->next_frame = end + DRAW_SHARE * (end - began);
}

static void take_event(struct app *a, const struct term_event *e)
{
	a->ui.dirty = 1;
	if (!prompt_active()) {
		if (e->alt) {	/* nothing here has Alt: Esc, and a key typed soon after */
			struct term_event esc = { .key = 27, .n = 1, .bytes = { 27 } }, key = *e;

			ui_event(&a->ui, &esc);
			key.alt = 0;
			key.n--;
			memmove(key.bytes, key.bytes + 1, key.n);
			take_event(a, &key);
			return;
		}
		ui_event(&a->ui, e);
		return;
	}
	switch (prompt_feed(e)) {
	case PROMPT_LINE:
		ui_note(&a->ui, 0, "%s", "");
		if (prompt_kind() == PROMPT_SEARCH)
			ui_find(&a->ui, prompt_line());
		else if (prompt_line()[strspn(prompt_line(), " \t")] != '\0')
			ui_line(&a->ui, prompt_line());
		break;
	case PROMPT_CANCELLED: case PROMPT_GOING:
		break;
	}
}

/* Returns 1 when a key was seen: what it did is drawn at once. */
static int take_keys(struct app *a, int *more)
{
	struct term_event e;
	int seen = 0, r = 1;

	while (seen < BURST && !a->ui.quit && (r = term_next(a->term, &e)) == 1) {
		take_event(a, &e);
		seen++;
	}
	if (r < 0)
		a->gone = 1;
	*more = r == 1;
	return seen > 0;
}

static void take_signals(struct app *a)
{
	unsigned s = signals_take();

	if (s & SEEN_TERM)
		a->gone = 1;
	if (s & SEEN_INT) {
		if (prompt_active())
			prompt_cancel();
		else if (a->ui.pager.open)
			pager_close(&a->ui);
		else
			a->ui.quit = 1;
		a->ui.dirty = 1;
	}
	if (s & SEEN_STOP) {
		term_suspend(a->term);
		follow_size(a);
		signals_take();
	} else if (s & SEEN_CONT) {
		term_resume(a->term);
		follow_size(a);
	}
	if (s & SEEN_RESIZE) {
		term_resized(a->term);
		follow_size(a);
	}
}

static void tell_crash(struct app *a)
{
	const char *p = lab_session_path(a->ui.lab);

	if (!p)
		p = "";
	if (strncmp(p, a->path, sizeof a->path) == 0)
		return;
	strncpy(a->path, p, sizeof a->path - 1);
	signals_crash_path(*p != '\0' ? p : NULL);
}

static int until(uint64_t t, uint64_t now)
{
	return t <= now ? 0 : (int)((t - now + 999999) / 1000000);
}

static int timeout(struct app *a, int fd, int more)
{
	uint64_t now = clk_ns();
	int ms = -1, moving = !shell_idle(a->ui.shell) && !lab_paused(a->ui.lab);

	if (more || term_pending(a->term))
		return 0;
	if (a->ui.dirty)
		ms = until(a->next_frame, now);
	if (a->ui.wake != 0) {
		uint64_t at = a->ui.wake > a->next_frame ? a->ui.wake : a->next_frame;

		if (ms < 0 || until(at, now) < ms)
			ms = until(at, now);
	}
	if (moving && (ms < 0 || ms > TICK_MS))
		ms = TICK_MS;
	if (moving && fd < 0 && ms > REPLAY_MS)
		ms = REPLAY_MS;
	if ((ms < 0 || ms > SAVING_MS) && lab_saving_waits(a->ui.lab))
		ms = SAVING_MS;
	return ms;
}

static void one_turn(struct app *a)
{
	struct pollfd p[3];
	struct lab_study study;
	int studied = lab_study(a->ui.lab, &study);
	int fd, more = 0, was_moving = !shell_idle(a->ui.shell);

	if (shell_poll(a->ui.shell, BUDGET_NS) != 0)
		a->ui.dirty = 1;
	/* The answers of studies are drawn; what they print is the same in figures. */
	if (a->ui.said.len > 0 && studied)
		ui_answer(&a->ui, &study);
	ui_show_said(&a->ui);
	tell_crash(a);
	if (was_moving)		/* the rate changes by itself, and ends at "done" */
		a->ui.dirty = 1;
	if (a->ui.wake != 0 && clk_ns() >= a->ui.wake)
		a->ui.dirty = 1;
	if (a->ui.quit || a->gone)
		return;
	if (a->ui.dirty && clk_ns() >= a->next_frame)
		draw(a);
	fd = lab_fd(a->ui.lab);
	p[0] = (struct pollfd){ STDIN_FILENO, POLLIN, 0 };
	p[1] = (struct pollfd){ a->pipe, POLLIN, 0 };
	p[2] = (struct pollfd){ fd, POLLIN, 0 };
	if (poll(p, fd >= 0 ? 3 : 2, timeout(a, fd, 0)) < 0 && errno != EINTR)
		a->gone = 1;
	take_signals(a);
	do {
		if (take_keys(a, &more) || more)
			a->next_frame = 0;
	} while (more && !a->ui.quit && !a->gone);
	if (p[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		a->gone = 1;
}

void app_run(struct app *a, struct shell *sh)
{
	struct lab *lab = shell_lab(sh);

	a->ui.shell = sh;
	a->ui.lab = lab;
	if (a->cfg.commands)
		shell_queue(sh, a->cfg.commands, a->cfg.commands_file ? a->cfg.commands_file : "-e", 1);
	while (!a->ui.quit && !a->gone)
		one_turn(a);
	/* Whoever ends us, what was recorded is on disk before the screen goes. */
	if (lab_saving(lab))
		lab_sync(lab, NULL);	/* what failed is told when the session is closed */
}
