/*
 * test_monkey.c - keys, clicks and sizes by chance, without a terminal.
 *
 * Every view gets 10,000 events over a real laboratory, half of them with
 * regression data and half with a plane of two classes, and is drawn after each
 * into a grid of any size, kind of characters and number of colours.  What is
 * asserted holds for every frame: valid characters and roles in all cells, wide
 * characters whole, ASCII where nothing else can be shown.  Writing outside of
 * the grid is for the address sanitizer to find.  The prompt gets the same:
 * any bytes, in any width, and its cursor stays inside.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/ui/prompt.h"
#include "../../src/ui/ui.h"
#include "base/clk.h"
#include "base/err.h"
#include "base/utf8.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"

#ifdef __SANITIZE_THREAD__
#define EVENTS 500	/* drawing is one thread's, and a hundred times slower there */
#else
#define EVENTS 10000
#endif

/* For the leak checker: Readline gives little back, and undo lists that it
 * would free twice are taken away from it (prompt.c). */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libreadline\n";
}

static unsigned seed;
static struct ui ui;

static unsigned chance(unsigned n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 8) % n;
}

/* Mostly small, sometimes huge. */
static int length(int most)
{
	return chance(100) == 0 ? most : 1 + (int)(chance(1000) * chance(1000) / 1000 * (unsigned)(most / 3) / 1000);
}

/* ---- the screen's part of the laboratory ---- */

static void on_print(void *arg, const char *text)
{
	(void)arg;
	str_add(&ui.said, text);
}

static void on_error(void *arg, const struct err *err)
{
	(void)arg;
	ui_note(&ui, 1, "%s", err->text);
}

static int on_view(void *arg, const char *name)
{
	(void)arg;
	return ui_view_name(&ui, name);
}

static void on_option(void *arg, const char *name, const char *value)
{
	(void)arg;
	ui_option(&ui, name, value);
}

static int on_act(void *arg, enum shell_act what, const char *text, struct err *err)
{
	(void)arg;
	return ui_act(&ui, what, text, err);
}

static const struct shell_host host = {
	.print = on_print, .error = on_error, .view = on_view, .option = on_option, .act = on_act,
};

static void poll_lab(void)
{
	shell_poll(ui.shell, 200000);
	ui_show_said(&ui);
}

static void begin(const char *commands)
{
	struct lab_config c = { .workers = 1, .seed = 1, .interactive = 1 };
	int page, pages;

	ui_init(&ui);
	grid_init(&ui.grid, 24, 80, GRAPH_BRAILLE, 256);
	ui.shell = shell_new(&c, &host);
	ui.lab = shell_lab(ui.shell);
	shell_queue(ui.shell, commands, "test", 1);
	do {
		lab_wait(shell_lab(ui.shell), 10);
		shell_poll(ui.shell, 4000000);
		ui_show_said(&ui);
	} while (!shell_idle(ui.shell) && shell_lesson(ui.shell, &page, &pages) != 2);
}

static void end(void)
{
	struct shell *sh = ui.shell;

	ui_release(&ui);
	shell_free(sh);
}

/* ---- what holds for every frame ---- */

static void check(const struct grid *g, const char *what, int event)
{
	for (int i = 0; i < g->rows * g->cols; i++) {
		const struct cell *c = &g->cell[i];
		int row = i / g->cols, col = i % g->cols, ok = 1;

		ok &= c->fg < ROLE_COUNT && c->bg < ROLE_COUNT && c->attr < 16;
		if (c->ch == 0)
			ok &= col > 0 && utf8_cols_cp(c[-1].ch) == 2;
		else if (c->ch < 32 || (c->ch >= 127 && c->ch < 160) || c->ch > 0x10ffff || utf8_is_unsafe(c->ch))
			ok = 0;
		else if (utf8_cols_cp(c->ch) == 2)
			ok &= col + 1 < g->cols && c[1].ch == 0;
		else
			ok &= utf8_cols_cp(c->ch) == 1;
		if (g->graph == GRAPH_ASCII)
			ok &= c->ch < 127;
		if (!ok)
			fail_msg("%s, event %d: U+%04X, roles %d and %d, attributes %d at %d, %d of %dx%d", what, event,
				 (unsigned)c->ch, c->fg, c->bg, c->attr, row, col, g->cols, g->rows);
	}
}

/* ---- the monkey ---- */

static struct term_event any_event(void)
{
	/* Looking around is frequent, new conditions and studies are rare. */
	static const char look[] = "vVzhjklnNmMwtfbidoc<>=lbg G?\t\r\033";
	static const char change[] = "12345678oorrpa+-sSeRwcF.,";
	static const uint32_t moves[] = { TK_UP, TK_DOWN, TK_LEFT, TK_RIGHT, TK_HOME, TK_END, TK_PGUP, TK_PGDN,
					  TK_INSERT, TK_DELETE, TK_BACKSPACE, TK_BTAB, TK_F1, TK_OTHER };
	static const uint32_t mouse[] = { TK_PRESS, TK_WHEEL_UP, TK_WHEEL_DOWN };
	struct term_event e = { .key = 0 };
	unsigned kind = chance(100);

	if (kind < 35) {
		e.key = (unsigned char)look[chance(sizeof look - 1)];
	} else if (kind < 60) {
		e.key = moves[chance(sizeof moves / sizeof *moves)];
	} else if (kind < 95) {
		e.key = mouse[chance(3)];
		e.row = (int)chance((unsigned)ui.grid.rows + 2) - 1;
		e.col = (int)chance((unsigned)ui.grid.cols + 2) - 1;
	} else if (kind < 96) {
		e.key = (unsigned char)change[chance(sizeof change - 1)];
	} else {
		e.key = chance(2) ? 0xe9 : 33 + chance(94);
		if (strchr("q12345678aoR", (int)e.key) != NULL)
			e.key = '%';
	}
	if (e.key >= 32 && e.key < TK_FIRST) {
		char u[4];

		e.n = utf8_encode(e.key, u);
		memcpy(e.bytes, u, e.n);
	}
	return e;
}

static void play(const char *view, const char *commands, int events)
{
	static const int colours[] = { 0, 8, 16, 256 };

	begin(commands);
	for (int i = 0; i < events; i++) {
		struct term_event e = any_event();

		if (i % 40 == 0) {	/* back to where it belongs */
			pager_close(&ui);
			ui_view_name(&ui, view);
		}
		if (chance(3) == 0) {
			ui.grid.graph = (enum graph)chance(3);
			ui.grid.colours = colours[chance(4)];
			grid_resize(&ui.grid, length(200), length(500));
		}
		ui_event(&ui, &e);
		poll_lab();
		ui.quit = 0;
		ui.now = clk_ns();
		ui.wake = 0;
		ui_draw(&ui);
		check(&ui.grid, view, i);
	}
	/* And it still works. */
	pager_close(&ui);
	ui_view_name(&ui, view);
	grid_resize(&ui.grid, 24, 80);
	ui_draw(&ui);
	end();
}

static void test_views(void **state)
{
	(void)state;
	for (size_t i = 0; i <= VIEW_LESSON; i++) {	/* those that are always there, and the dashboard */
		const char *view = i < VIEW_LESSON ? view_name((enum view_id)i) : "dashboard";

		seed = 1000 + (unsigned)i;
		play(view, "set runs 40; pace max; model dense 4 relu, dense 1; budget epochs 3; wait runs=40\n"
		     "free shuffle; wait runs=40", EVENTS / 2);
		play(view, "set runs 40; pace max; data spiral rows=60; model dense 4 tanh, dense 1; budget epochs 3\n"
		     "wait runs=40", EVENTS / 2);
	}
}

static void test_lesson(void **state)
{
	(void)state;
	seed = 2000;
	play("lesson", "set runs 40; pace max; lesson init", EVENTS);
}

/* ---- the prompt ---- */

static struct term_event any_typing(void)
{
	static const char *const chunk[] = {
		"a", "free ", "data ", "set ", "\t", "\t", "=", "\"", ";", "ä", "漢", "e\xcc\x81", "\xf0\x9f\x98\x80",
		"\xff", "\xc3", "\001", "\005", "\013", "\031", "\027", "\022", "\020", "\016", "\024", "\033b",
		"\033f", "\033d", "\0335", "\033[A", "\033[B", "\033[C", "\033[D", "\033[H", "\033[F", "\033[3~",
		"\026", "\007", "\033\n", "\033u", "\033.", "\030\030", "\037", "/", "x", "1", "w", "0", "$", "i",
	};
	struct term_event e = { .key = TK_OTHER };
	const char *c = chunk[chance(sizeof chunk / sizeof *chunk)];
	size_t used;

	if (chance(40) == 0) {
		static const uint32_t odd[] = { 27, 3, TK_BACKSPACE, 4, 13 };
		static const char bytes[] = { 27, 3, 127, 4, 13 };
		unsigned k = chance(5);

		e.key = odd[k];
		e.bytes[0] = bytes[k];
		e.n = 1;
		return e;
	}
	e.n = strlen(c);
	memcpy(e.bytes, c, e.n);
	if (c[0] == 27)
		e.alt = c[1] != '[';
	else
		e.key = utf8_decode(c, e.n, &used);
	return e;
}

static void test_prompt(void **state)
{
	struct grid g;
	int lines = 0;

	(void)state;
	setlocale(LC_CTYPE, "C.UTF-8");
	setenv("TERM", "xterm", 1);
	setenv("INPUTRC", "/dev/null", 1);
	prompt_setup(NULL);
	begin("set runs 1; pace max; model dense 1; budget epochs 1");
	grid_init(&g, 24, 80, GRAPH_BRAILLE, 256);
	seed = 3000;
	for (int i = 0; i < 2 * EVENTS; i++) {
		struct term_event e = any_typing();
		int cursor = -1;

		if (!prompt_active())
			prompt_begin((enum prompt_kind)chance(3), chance(4) ? NULL : "name ", ui.shell);
		lines += prompt_feed(&e) == PROMPT_LINE;
		if (!prompt_active())
			continue;
		if (chance(3) == 0) {
			g.graph = chance(2) ? GRAPH_BRAILLE : GRAPH_BLOCK;
			grid_resize(&g, length(200), length(500));
		}
		grid_clear(&g);
		prompt_draw(&g, (int)chance((unsigned)g.rows), &cursor);
		check(&g, "prompt", i);
		if (cursor < 0 || cursor >= g.cols)
			fail_msg("prompt, event %d: the cursor is at column %d of %d", i, cursor, g.cols);
		if (strlen(prompt_text()) > 2000)
			prompt_cancel();
	}
	assert_true(lines > 20);
	prompt_teardown();
	grid_release(&g);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_views),
		cmocka_unit_test(test_lesson),
		cmocka_unit_test(test_prompt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
