/*
 * lesson.c - the page of a lesson, beside the charts it speaks of.
 *
 * The page grows while its commands run.  It is read from the top: Enter shows
 * what is below first, and turns the page when nothing is.  What it says after
 * an answer, or after Enter at its end, is scrolled into sight.
 */
#include <string.h>

#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "ui/ui.h"

struct lesson_state {
	size_t scroll, rows, page_rows;	/* wrapped rows: first shown, all, of the panel */
	size_t told;			/* rows when it was last told to go on; 0: walked away */
	int page;
};

static struct lesson_state *state(const struct ui *ui)
{
	return ui->state[VIEW_LESSON];
}

static void title(struct ui *ui, struct str *out)
{
	int page = 0, pages = 0;

	shell_lesson(ui->shell, &page, &pages);
	str_addf(out, "Lesson · page %d of %d", page, pages);
}

static int filled(const char *line, size_t n)
{
	char first = n > 0 ? line[0] : ' ';

	return n >= 50 && first != ' ';
}

/* The page as one likes to read it: lines that were broken for a printer are
 * joined, so that they can be broken again for this panel; the ruler
 * under the title goes. */
static void flow(const char *t, struct str *out)
{
	int join = 0;

	t += strspn(t, "\n");
	while (*t != '\0') {
		size_t n = strcspn(t, "\n");

		if (n > 0 && strspn(t, "=") == n) {
			join = 0;
		} else {
			if (out->len > 0)
				str_addc(out, join && n > 0 && t[0] != ' ' ? ' ' : '\n');
			str_addn(out, t, n);
			join = filled(t, n);
		}
		t += n + (t[n] == '\n');
	}
}

static void draw(struct ui *ui, struct rect r)
{
	struct lesson_state *l = state(ui);
	int page = 0, pages = 0, waits = shell_lesson(ui->shell, &page, &pages) == 2;
	struct rect in = { r.row, r.col + 1, r.rows - 1, r.cols - 2 };
	int choices = shell_lesson_choices(ui->shell);
	struct str text = STR_INIT, say = STR_INIT;
	size_t last;

	if (shell_lesson_text(ui->shell))
		flow(shell_lesson_text(ui->shell), &text);
	if (page != l->page) {
		l->page = page;
		l->scroll = l->told = 0;
	}
	l->rows = (size_t)ui_wrap_rows(text.s, in.cols);
	l->page_rows = in.rows > 0 ? (size_t)in.rows : 0;
	last = l->rows > l->page_rows ? l->rows - l->page_rows : 0;
	if (l->told > 0 && l->rows > l->told)	/* two rows of before, then what is new */
		l->scroll = l->told - 2;
	if (l->scroll > last)
		l->scroll = last;
	ui_wrap_from(&ui->grid, in, text.s, l->scroll, ROLE_TEXT, NULL);
	str_release(&text);
	if (l->scroll < last)
		str_add(&say, "Enter: more below");
	else if (!waits)
		str_add(&say, "the runs are under way …");
	else if (choices > 0)
		str_addf(&say, "a–%c: your answer · Enter: go on", 'a' + choices - 1);
	else
		str_add(&say, page < pages ? "Enter: go on" : "Enter: the end");
	grid_text(&ui->grid, r.row + r.rows - 1, r.col + 1, r.cols - 2, say.s, ROLE_KEY, CELL_BOLD);
	str_release(&say);
}

static int move(struct ui *ui, uint32_t key)
{
	struct lesson_state *l = state(ui);
	size_t step = l->page_rows > 1 ? l->page_rows - 1 : 1, told = l->told;

	l->told = 0;
	switch (key) {
	case TK_UP: l->scroll -= l->scroll > 0; break;
	case TK_DOWN: l->scroll++; break;
	case TK_PGUP: l->scroll -= l->scroll < step ? l->scroll : step; break;
	case TK_PGDN: l->scroll += step; break;
	case TK_HOME: l->scroll = 0; break;
	case TK_END: l->scroll = l->rows; break;
	default:
		l->told = told;
		return 0;
	}
	return 1;
}

static int at_end(const struct lesson_state *l)
{
	return l->scroll + l->page_rows >= l->rows;
}

/* ---- keys ---- */

/* More of the page first, the question with it. */
static void reply(struct ui *ui, uint32_t key)
{
	struct lesson_state *l = state(ui);

	if (!at_end(l)) {
		move(ui, TK_PGDN);
		return;
	}
	l->told = l->rows > 2 ? l->rows : 0;
	ui_linef(ui, "lesson answer %c", (char)key);
}

static void go_on(struct ui *ui, uint32_t key)
{
	struct lesson_state *l = state(ui);

	(void)key;
	if (!at_end(l)) {
		move(ui, TK_PGDN);
		return;
	}
	l->told = l->rows > 2 ? l->rows : 0;
	ui_line(ui, "lesson next");
}

/* Elsewhere in the lesson these letters have other meanings. */
static int is_answer(const struct ui *ui, uint32_t key)
{
	return (int)(key - 'a') < shell_lesson_choices(ui->shell);
}

static int in_sight(const struct ui *ui, const struct key *k)
{
	(void)k;
	return at_end(state(ui)) && shell_lesson_choices(ui->shell) > 0;
}

static const struct key keys[] = {
	{ 13, 0, "Enter", NULL, go_on, "go on", 9,
	  "More of the page, the answer, or the next page.", NULL, NULL },
	{ 'a', 'g', "a b c", NULL, reply, "answer", 9,
	  "Where the lesson asks: your answer, before it tells.", is_answer, in_sight },
	{ 'b', 0, "b", "lesson back", NULL, "back", 4,
	  "The page before; `lesson end` leaves the lesson.", NULL, NULL },
};

const struct view view_lesson = {
	.state_size = sizeof(struct lesson_state), .title = title, .draw = draw, .move = move,
	.keys_title = "Lesson", VIEW_KEYS(keys),
};
