/*
 * term_curses.c - see term.h; the one file that includes curses.
 *
 * Out: each row of the grid that changed becomes one array of cchar_t and one
 * mvadd_wchnstr; ncurses finds what differs on the screen.  Roles become
 * colours by the theme, and colours become pairs on first use; a terminal
 * with few pairs falls back to the foreground alone.
 *
 * In: wgetch on a 1x1 pad, since on stdscr it refreshes.  Every event carries
 * the bytes that Readline would have read.  Escape sequences that nobody
 * defined are swallowed whole, late answers to the colour query among them:
 * their digits would otherwise toggle sources.
 */
#include "term.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "plot/grid.h"
#include "plot/theme.h"
#include "probe.h"
#include "signals.h"

#define ATTRS 16		/* combinations of CELL_* */
#define MAX_PAIRS 4096

struct look { attr_t attr; int pair; };

struct term {
	SCREEN *screen;
	WINDOW *pad;
	int rows, cols, has_colours, direct;
	int theme, colours;
	int mouse, cursor, dirty;
	int max_pairs, n_pairs;
	struct { short fg, bg; } pair[MAX_PAIRS];
	struct look look[ROLE_COUNT][ROLE_COUNT][ATTRS];
	uint8_t known[ROLE_COUNT][ROLE_COUNT][ATTRS];
	struct cell *last;	/* what was shown, (last_rows, last_cols) */
	int last_rows, last_cols;
	cchar_t *line;
	int line_cap;
};

/* ---- opening and closing ---- */

static void add_string(char *buf, size_t *n, size_t size, const char *s)
{
	if (!s || s == (char *)-1)
		return;
	while (*s != '\0' && *n < size) {
		if (s[0] == '$' && s[1] == '<') {	/* padding */
			const char *end = strchr(s, '>');

			if (end) {
				s = end + 1;
				continue;
			}
		}
		buf[(*n)++] = *s++;
	}
}

/* What brings the terminal back when curses no longer can. */
static void collect_reset(void)
{
	char buf[512];
	size_t n = 0;

	add_string(buf, &n, sizeof buf, "\033[?1006l\033[?1002l\033[?1000l");
	add_string(buf, &n, sizeof buf, tigetstr("sgr0"));
	add_string(buf, &n, sizeof buf, tigetstr("op"));
	add_string(buf, &n, sizeof buf, tigetstr("cnorm"));
	add_string(buf, &n, sizeof buf, tigetstr("rmkx"));
	add_string(buf, &n, sizeof buf, tigetstr("rmcup"));
	signals_crash_reset(buf, n);
	signals_crash_active(1);
}

static void ask_size(struct term *t)
{
	struct winsize w;

	t->rows = LINES;
	t->cols = COLS;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row > 0 && w.ws_col > 0) {
		t->rows = w.ws_row;
		t->cols = w.ws_col;
	}
	if (t->rows > 2000)
		t->rows = 2000;
	if (t->cols > 2000)
		t->cols = 2000;
}

static void modes(void)
{
	struct termios m;

	cbreak();
	noecho();
	nonl();
	/* C-s, C-q, C-v and C-o are Readline's. */
	if (tcgetattr(STDIN_FILENO, &m) == 0) {
		m.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
		m.c_lflag &= ~(tcflag_t)IEXTEN;
		/* C-c comes as a key, in its turn: as a signal it would overtake
		 * what was typed before it, and throw it away. */
		m.c_cc[VINTR] = _POSIX_VDISABLE;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &m);
		def_prog_mode();
	}
}

int term_open(struct term **out, int mouse, struct err *err)
{
	const char *name = getenv("TERM"), *cup;
	struct term *t;

	if (!name || *name == '\0')
		return err_set(err, ERR_USAGE, "TERM is not set, expected the terminal's name; `reroll run` needs no screen");
	t = xcalloc(1, sizeof *t);
	t->screen = newterm(NULL, stdout, stdin);
	if (!t->screen) {
		free(t);
		return err_set(err, ERR_USAGE, "the terminal '%s' is not in the terminfo database; `reroll run` needs no screen", name);
	}
	cup = tigetstr("cup");
	if (!cup || cup == (char *)-1) {
		endwin();
		delscreen(t->screen);
		free(t);
		return err_set(err, ERR_USAGE, "the terminal '%s' cannot move its cursor; `reroll run` needs no screen", name);
	}
	if (!getenv("ESCDELAY"))
		set_escdelay(25);
	modes();
	t->pad = newpad(1, 1);
	keypad(t->pad, TRUE);
	nodelay(t->pad, TRUE);
	leaveok(stdscr, FALSE);
	curs_set(0);
	t->cursor = 0;
	if (has_colors()) {
		start_color();
		t->has_colours = use_default_colors() == OK && COLORS >= 8;
		t->direct = COLORS > 256;
	}
	t->max_pairs = COLOR_PAIRS < MAX_PAIRS ? COLOR_PAIRS : MAX_PAIRS;
	t->n_pairs = 1;
	ask_size(t);
	resize_term(t->rows, t->cols);
	term_mouse(t, mouse);
	term_theme(t, THEME_DARK, term_colours(t));
	collect_reset();
	*out = t;
	return 0;
}

void term_close(struct term *t)
{
	if (!t)
		return;
	term_mouse(t, 0);
	curs_set(1);
	endwin();
	signals_crash_active(0);
	delwin(t->pad);
	delscreen(t->screen);
	free(t->last);
	free(t->line);
	free(t);
}

int term_colours(const struct term *t)
{
	const char *no = getenv("NO_COLOR");

	if ((no && *no != '\0') || !t->has_colours)
		return 0;
	return COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
}

void term_size(const struct term *t, int *rows, int *cols)
{
	*rows = t->rows;
	*cols = t->cols;
}

void term_resized(struct term *t)
{
	ask_size(t);
	resize_term(t->rows, t->cols);	/* resizeterm would queue a KEY_RESIZE */
	term_redraw(t);
}

void term_mouse(struct term *t, int on)
{
	if (on) {
		mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
		mouseinterval(0);
	} else {
		mousemask(0, NULL);
	}
	t->mouse = on;
}

void term_suspend(struct term *t)
{
	endwin();
	signals_crash_active(0);
	signals_stop_self();
	signals_crash_active(1);
	term_resume(t);
}

void term_resume(struct term *t)
{
	/* The shell may have left the modes as it likes them. */
	reset_prog_mode();
	if (t->mouse)
		term_mouse(t, 1);
	term_resized(t);
}

/* ---- out ---- */

void term_redraw(struct term *t)
{
	t->dirty = 1;
}

void term_theme(struct term *t, int theme, int colours)
{
	int can = term_colours(t);

	t->theme = theme;
	t->colours = colours < can ? colours : can;
	if (theme == THEME_MONO)
		t->colours = 0;
	t->n_pairs = 1;
	memset(t->known, 0, sizeof t->known);
	term_redraw(t);
}

static int colour_code(const struct term *t, int colour)
{
	/* Direct-colour terminals keep the first eight as they are. */
	return t->direct && colour >= 8 ? (int)theme_rgb(colour) : colour;
}

static int pair_of(struct term *t, int fg, int bg)
{
	if (fg < 0 && bg < 0)
		return 0;
	for (int i = 1; i < t->n_pairs; i++)
		if (t->pair[i].fg == fg && t->pair[i].bg == bg)
			return i;
	if (t->n_pairs >= t->max_pairs)
		return bg >= 0 && fg >= 0 ? pair_of(t, fg, -1) : 0;
	t->pair[t->n_pairs].fg = (short)fg;
	t->pair[t->n_pairs].bg = (short)bg;
	init_extended_pair(t->n_pairs, colour_code(t, fg), colour_code(t, bg));
	return t->n_pairs++;
}

static struct look look_of(struct term *t, struct cell c)
{
	int fg = c.fg < ROLE_COUNT ? c.fg : 0, bg = c.bg < ROLE_COUNT ? c.bg : 0;
	int a = c.attr & (ATTRS - 1);
	struct look *l = &t->look[fg][bg][a];

	if (!t->known[fg][bg][a]) {
		struct theme_cell tc = theme_cell((enum theme_kind)t->theme, t->colours, c);

		l->attr = (tc.attr & CELL_BOLD ? A_BOLD : 0) | (tc.attr & CELL_DIM ? A_DIM : 0)
			| (tc.attr & CELL_REVERSE ? A_REVERSE : 0)
			| (tc.attr & CELL_UNDERLINE ? A_UNDERLINE : 0);
		l->pair = pair_of(t, tc.fg, tc.bg);
		t->known[fg][bg][a] = 1;
	}
	return *l;
}

static void show_row(struct term *t, const struct cell *c, int row, int cols)
{
	int from = 0, n = 0;

	for (int i = 0; i < cols; i++) {
		struct look l;
		wchar_t ch[2] = { L' ', L'\0' };
		int wide = i + 1 < cols && c[i + 1].ch == 0 && c[i].ch != 0;

		if (c[i].ch != 0)
			ch[0] = (wchar_t)c[i].ch;
		l = look_of(t, c[i]);
		setcchar(&t->line[n++], ch, l.attr, (short)l.pair, &l.pair);
		/* After a wide character begin anew at a known column, whatever
		 * width the C library gives it. */
		if (wide) {
			mvadd_wchnstr(row, from, t->line, n);
			i++;
			from = i + 1;
			n = 0;
		}
	}
	if (n > 0)
		mvadd_wchnstr(row, from, t->line, n);
}

void term_show(struct term *t, const struct grid *g, int row, int col)
{
	int rows = g->rows < t->rows ? g->rows : t->rows;
	int cols = g->cols < t->cols ? g->cols : t->cols;
	size_t bytes = (size_t)cols * sizeof *g->cell;

	if (t->last_rows != rows || t->last_cols != cols) {
		free(t->last);
		t->last = xcalloc((size_t)rows * (size_t)cols + 1, sizeof *t->last);
		t->last_rows = rows;
		t->last_cols = cols;
		t->dirty = 1;
	}
	XGROW(t->line, t->line_cap, cols + 1);
	if (t->dirty) {
		clearok(stdscr, TRUE);
		erase();
	}
	for (int r = 0; r < rows; r++) {
		const struct cell *c = g->cell + (size_t)r * (size_t)g->cols;
		struct cell *was = t->last + (size_t)r * (size_t)cols;

		if (!t->dirty && memcmp(c, was, bytes) == 0)
			continue;
		memcpy(was, c, bytes);
		show_row(t, c, r, cols);
	}
	t->dirty = 0;
	if (t->cursor != (row >= 0))
		curs_set(t->cursor = row >= 0);
	if (row >= 0 && row < rows)
		move(row, col < cols ? col : cols - 1);
	refresh();
}

/* ---- in ---- */

int term_pending(const struct term *t)
{
	(void)t;
	return probe_has_typed();
}

static int get(struct term *t)
{
	int c = probe_typed();

	return c >= 0 ? c : wgetch(t->pad);
}

/* The rest of a sequence is on its way: a few ms for a slow line. */
static int get_soon(struct term *t)
{
	int c = get(t);

	if (c == ERR) {
		struct pollfd p = { STDIN_FILENO, POLLIN, 0 };

		if (poll(&p, 1, 20) > 0)
			c = get(t);
	}
	return c;
}

static int gone(void)
{
	struct pollfd p = { STDIN_FILENO, POLLIN, 0 };
	int waiting = 0;

	if (poll(&p, 1, 0) < 0)
		return errno != EINTR;
	if (p.revents & (POLLHUP | POLLERR | POLLNVAL))
		return 1;
	/* Readable, yet nothing to read: end of file. */
	return (p.revents & POLLIN) && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 0;
}

static void add_byte(struct term_event *e, int c)
{
	if (e->n < sizeof e->bytes)
		e->bytes[e->n++] = (char)c;
}

/* A character that began with byte c: its other bytes, and its code. */
static uint32_t whole(struct term *t, struct term_event *e, int c)
{
	int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
	uint32_t code = c < 0x80 ? (uint32_t)c : (uint32_t)c & (0x3fu >> more);

	add_byte(e, c);
	if (c < 0xc0)
		return c < 0x80 ? code : TK_OTHER;
	while (more-- > 0) {
		int b = get_soon(t);

		if (b < 0x80 || b > 0xbf) {
			if (b != ERR)	/* the next key is one of its own */
				ungetch(b);
			return TK_OTHER;
		}
		add_byte(e, b);
		code = code << 6 | ((uint32_t)b & 0x3f);
	}
	return code;
}

static uint32_t plain(uint32_t c)
{
	return c == 10 ? 13 : c == 8 || c == 127 ? (uint32_t)TK_BACKSPACE : c;
}

/* Cursor keys in the form that terminfo does not name: many terminals send
 * CSI where SS3 is expected, or the other way round. */
static uint32_t other_form(int last, int number)
{
	static const uint32_t by_number[] = {
		TK_OTHER, TK_HOME, TK_INSERT, TK_DELETE, TK_END, TK_PGUP, TK_PGDN, TK_HOME, TK_END,
	};

	switch (number > 0 ? (last == '~' && number <= 8 ? '~' : 0) : last) {
	case 'A': return TK_UP;
	case 'B': return TK_DOWN;
	case 'C': return TK_RIGHT;
	case 'D': return TK_LEFT;
	case 'H': return TK_HOME;
	case 'F': return TK_END;
	case 'Z': return TK_BTAB;
	case '~': return by_number[number];
	default: return TK_OTHER;
	}
}

static void mouse(struct term_event *e)
{
	MEVENT m;

	e->key = TK_OTHER;
	if (getmouse(&m) != OK)
		return;
	e->row = m.y;
	e->col = m.x;
	e->key = m.bstate & BUTTON4_PRESSED ? TK_WHEEL_UP
		: m.bstate & BUTTON5_PRESSED ? TK_WHEEL_DOWN
		: m.bstate & BUTTON1_PRESSED ? TK_PRESS : TK_OTHER;
}

static void function_key(struct term_event *e, int c)
{
	static const struct { int curses; uint32_t key; } map[] = {
		{ KEY_UP, TK_UP }, { KEY_DOWN, TK_DOWN }, { KEY_LEFT, TK_LEFT },
		{ KEY_RIGHT, TK_RIGHT }, { KEY_HOME, TK_HOME }, { KEY_END, TK_END },
		{ KEY_PPAGE, TK_PGUP }, { KEY_NPAGE, TK_PGDN }, { KEY_IC, TK_INSERT },
		{ KEY_DC, TK_DELETE }, { KEY_BACKSPACE, TK_BACKSPACE },
		{ KEY_BTAB, TK_BTAB }, { KEY_ENTER, 13 },
	};
	char *s;

	if (c == KEY_MOUSE) {
		mouse(e);
		return;
	}
	e->key = TK_OTHER;
	if (c == KEY_RESIZE)
		return;
	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if (map[i].curses == c)
			e->key = map[i].key;
	if (c >= KEY_F(1) && c <= KEY_F(10))
		e->key = TK_F1 + (uint32_t)(c - KEY_F(1));
	s = keybound(c, 0);
	for (size_t i = 0; s && s[i] != '\0'; i++)
		add_byte(e, (unsigned char)s[i]);
	free(s);
}

static void after_escape(struct term *t, struct term_event *e)
{
	int c = get(t), b, reply, number = 0;

	e->key = 27;
	add_byte(e, 27);
	if (c == ERR)
		return;
	if (c > 255) {		/* ESC and a function key */
		function_key(e, c);
		e->alt = 1;
		return;
	}
	if (c == ']' || c == 'P' || c == '_' || c == '^') {
		b = get_soon(t);
		if (b == ERR)
			goto alt;
		while (b != ERR && b != 7 && b != 27)
			b = get_soon(t);
		if (b == 27)
			get_soon(t);
		e->key = TK_OTHER;
		e->n = 0;
		return;
	}
	if (c == '[' || c == 'O') {
		b = get_soon(t);
		if (b == ERR)
			goto alt;
		add_byte(e, c);
		reply = b == '?' || b == '>';
		while (b != ERR && b < 0x40 && c == '[') {
			number = b >= '0' && b <= '9' && number < 100 ? 10 * number + (b - '0') : 1000;
			add_byte(e, b);
			b = get_soon(t);
		}
		if (b != ERR)
			add_byte(e, b);
		if (reply)
			e->n = 0;
		e->key = reply ? (uint32_t)TK_OTHER : other_form(b, number);
		return;
	}
alt:
	e->alt = 1;
	e->key = plain(whole(t, e, c));
}

int term_next(struct term *t, struct term_event *e)
{
	int c = get(t);

	memset(e, 0, sizeof *e);
	if (c == ERR)
		return gone() ? -1 : 0;
	if (c > 255)
		function_key(e, c);
	else if (c == 27)
		after_escape(t, e);
	else
		e->key = plain(whole(t, e, c));
	return 1;
}
