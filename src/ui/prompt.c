/*
 * prompt.c - see prompt.h.
 *
 * Readline in callback mode, with these departures from the manual, each of
 * them learnt from a program that hangs or crashes without it:
 *
 *  - rl_getc_function *and* rl_input_available_hook read our queue; otherwise
 *    Readline selects on its input stream and steals bytes.  Its streams are
 *    /dev/null.
 *  - hooks first, then rl_initialize(), then rl_redisplay_function: set before
 *    it, 8.2 skips the terminal's key table (Home, End and Delete are dead).
 *  - the line callback removes the handler first, and the feeding loop looks
 *    whether there is one: reading without a handler aborts.
 *  - no line of the history keeps an undo list once a key is done: 8.2 holds the
 *    same list in several places and can free it twice.  What edits have made
 *    of the history is put right from copies instead.
 *  - its line is valid UTF-8 without NUL, whatever comes: 8.2 and 8.3 rely on
 *    that.  Keys, the history and what we put in are looked at before; what
 *    commands and macros of the user's inputrc make of them is put right after
 *    each one (the redisplay function is called then).
 *  - cancelling: rl_callback_sigcleanup(), rl_free_line_state(), then a key
 *    sequence of our own, whose function marks the line and ends it.  Removing
 *    the handler alone leaves an isearch or a vi operator behind.
 */
#include "prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/readline.h>
#include <readline/history.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "lang/cmd.h"
#include "plot/grid.h"
#include "term.h"

/* Bound in every keymap; no keyboard sends it, since C-\ quits.  Its first byte
 * must begin nothing else: C-x made a prefix in vi's command mode crashes 8.2 when
 * it ends a search there. */
#define CANCEL_KEYS "\034\037\034\037"
#define HISTORY_LINES 2000
#define LINE_MAX_BYTES 65536
#define POPUP_ROWS 18

static struct {
	int ready, installed, cancelled;
	enum prompt_kind kind;
	struct shell *shell;
	char queue[512];
	size_t head, tail;
	char *line;		/* entered */
	char *history;		/* path, or NULL */
	FILE *null_in, *null_out;
	struct completion cand;	/* what the last Tab found */
	int popup;
	int left, room;		/* first column shown of a long line, and how many */
	int quoted;		/* the next key is inserted as it is (C-v) */
	char **kept;		/* the history as it was entered, [n_kept] */
	int n_kept;
} p;

/* Readline's own: the line being typed while another of the history is shown. */
extern HIST_ENTRY *_rl_saved_line_for_history __attribute__((weak));

/* ---- the queue ---- */

static int queue_getc(FILE *f)
{
	(void)f;
	if (p.head == p.tail)
		return EOF;
	return (unsigned char)p.queue[p.head++];
}

static int queue_waiting(void)
{
	return p.head < p.tail;
}

/* The lists themselves are not freed: nobody knows who else holds them. */
static void forget_undo(void)
{
	HIST_ENTRY **h = history_list();

	for (; h && *h != NULL; h++)
		(*h)->data = NULL;
	if (&_rl_saved_line_for_history != NULL && _rl_saved_line_for_history)
		_rl_saved_line_for_history->data = NULL;
}

/* In place, so that nobody's positions move.  A character of which bytes are
 * still in the queue is no matter yet. */
static void mend_line(void)
{
	if (queue_waiting() || !rl_line_buffer || rl_end <= 0)
		return;
	utf8_mend(rl_line_buffer, (size_t)rl_end);
	for (int i = 0; i < rl_end; i++)
		if (rl_line_buffer[i] == '\0')
			rl_line_buffer[i] = '?';
}

static void run_queue(void)
{
	while (p.installed && queue_waiting()) {
		rl_callback_read_char();
		forget_undo();
	}
	if (p.installed)
		mend_line();
	p.head = p.tail = 0;
}

static void push(const char *bytes, size_t n)
{
	if (n > sizeof p.queue - p.tail)
		return;
	memcpy(p.queue + p.tail, bytes, n);
	p.tail += n;
}

/* ---- Readline's callbacks ---- */

static void on_line(char *line)
{
	rl_callback_handler_remove();
	p.installed = 0;
	free(p.line);
	p.line = line;		/* NULL at end of file: C-d on an empty line */
	if (!line)
		p.cancelled = 1;
}

static int on_cancel(int count, int key)
{
	(void)count;
	p.cancelled = 1;
	return rl_newline(1, key);
}

/* One candidate as Readline wants it: the replacement of the text from
 * `start`, whatever place complete() counted from. */
static char *candidate(const char *word, size_t from, size_t start)
{
	struct str s = STR_INIT;

	if (from < start) {
		size_t skip = start - from;

		if (strlen(word) < skip || memcmp(word, rl_line_buffer + from, skip) != 0)
			return NULL;
		str_add(&s, word + skip);
	} else {
		str_addn(&s, rl_line_buffer + start, from - start);
		str_add(&s, word);
	}
	return str_detach(&s);
}

static size_t common_prefix(char **w, size_t n)
{
	size_t len = strlen(w[0]);

	for (size_t i = 1; i < n; i++) {
		size_t k = 0;

		while (k < len && w[i][k] == w[0][k])
			k++;
		len = k;
	}
	while (len > 0 && ((unsigned char)w[0][len] & 0xc0) == 0x80)
		len--;
	return len;
}

static char **on_complete(const char *text, int start, int end)
{
	char **m, *tmp;
	size_t n = 0;

	(void)text;
	rl_attempted_completion_over = 1;
	completion_release(&p.cand);
	p.popup = 0;
	if (p.kind != PROMPT_COMMAND || !p.shell)
		return NULL;
	complete(p.shell, rl_line_buffer, (size_t)end, &p.cand);
	if (p.cand.n == 0)
		return NULL;
	m = xcalloc(p.cand.n + 2, sizeof *m);
	for (size_t i = 0; i < p.cand.n; i++) {
		tmp = candidate(p.cand.word[i], p.cand.start, (size_t)start);
		if (tmp)
			m[++n] = tmp;
	}
	if (n == 0) {
		free(m);
		return NULL;
	}
	m[0] = xstrndup(m[1], common_prefix(m + 1, n));
	if (n == 1) {
		size_t len = strlen(m[1]);

		free(m[1]);
		m[1] = NULL;
		rl_completion_append_character = ' ';
		if (len > 0 && strchr("/=", m[0][len - 1]))
			rl_completion_suppress_append = 1;
	}
	return m;
}

static void on_matches(char **matches, int n, int max)
{
	(void)matches;
	(void)n;
	(void)max;
	p.popup = 1;
}

/* ---- the history, as it was entered ---- */

static void drop_kept(void)
{
	while (p.n_kept > 0)
		free(p.kept[--p.n_kept]);
	free(p.kept);
	p.kept = NULL;
}

static void keep_history(void)
{
	HIST_ENTRY **h = history_list();

	drop_kept();
	p.kept = xcalloc((size_t)history_length + 1, sizeof *p.kept);
	for (; h && h[p.n_kept] && p.n_kept < history_length; p.n_kept++)
		p.kept[p.n_kept] = xstrdup(h[p.n_kept]->line);
}

static void mend_history(void)
{
	HIST_ENTRY **h = history_list(), *old;

	for (int i = 0; h && i < p.n_kept && h[i] != NULL; i++)
		if (strcmp(h[i]->line, p.kept[i]) != 0 && (old = replace_history_entry(i, p.kept[i], NULL)) != NULL)
			free_history_entry(old);
}

/* A history file may hold anything. */
static void clean_history(void)
{
	HIST_ENTRY **h = history_list(), *old;

	for (int i = 0; h && h[i] != NULL; i++) {
		char *line = xstrdup(h[i]->line);

		if (utf8_mend(line, strlen(line)) > 0 && (old = replace_history_entry(i, line, NULL)) != NULL)
			free_history_entry(old);
		free(line);
	}
}

/* ---- the life of the prompt ---- */

/* The folder of file path made, with parents, mode 0700; 0 or -1. */
static int make_folder(const char *path)
{
	char *dir = xstrdup(path), *slash = strrchr(dir, '/');
	int rc = 0;

	if (slash && slash != dir) {
		*slash = '\0';
		for (char *s = dir + 1; ; s++) {
			if (*s != '/' && *s != '\0')
				continue;
			char keep = *s;

			*s = '\0';
			if (mkdir(dir, 0700) != 0 && errno != EEXIST)
				rc = -1;
			*s = keep;
			if (keep == '\0')
				break;
		}
	}
	free(dir);
	return rc;
}

static void bind_cancel(Keymap map)
{
	rl_bind_keyseq_in_map(CANCEL_KEYS, on_cancel, map);
}

void prompt_setup(const char *history)
{
	if (p.ready)
		return;
	p.null_in = fopen("/dev/null", "r");
	p.null_out = fopen("/dev/null", "w");
	rl_instream = p.null_in;
	rl_outstream = p.null_out;
	rl_readline_name = "reroll";
	rl_change_environment = 0;
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_getc_function = queue_getc;
	rl_input_available_hook = queue_waiting;
	rl_attempted_completion_function = on_complete;
	rl_completion_display_matches_hook = on_matches;
	rl_basic_word_break_characters = " \t;,=";
	rl_completer_word_break_characters = " \t;,=";
	rl_completer_quote_characters = "";
	rl_initialize();
	rl_redisplay_function = mend_line;	/* it draws nothing: prompt_draw does */

	/* The user's inputrc has been read; these would wait for the terminal,
	 * write to it, or bring the last line back changed. */
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_variable_bind("revert-all-at-newline", "off");
	rl_variable_bind("blink-matching-paren", "off");
	rl_variable_bind("show-all-if-ambiguous", "on");
	rl_variable_bind("page-completions", "off");
	rl_variable_bind("completion-query-items", "0");
	rl_variable_bind("colored-completion-prefix", "off");
	bind_cancel(emacs_standard_keymap);
	bind_cancel(vi_insertion_keymap);
	bind_cancel(vi_movement_keymap);

	using_history();
	stifle_history(HISTORY_LINES);
	if (history) {
		p.history = xstrdup(history);
		read_history(p.history);
		clean_history();
	}
	keep_history();
	p.ready = 1;
}

void prompt_teardown(void)
{
	if (!p.ready)
		return;
	prompt_cancel();
	completion_release(&p.cand);
	drop_kept();
	clear_history();
	free(p.line);
	free(p.history);
	p.line = p.history = NULL;
	if (p.null_in)
		fclose(p.null_in);
	if (p.null_out)
		fclose(p.null_out);
	rl_instream = rl_outstream = NULL;
	p.ready = 0;
}

void prompt_begin(enum prompt_kind kind, const char *initial, struct shell *sh)
{
	prompt_cancel();
	p.kind = kind;
	p.shell = sh;
	p.cancelled = 0;
	p.left = 0;
	p.popup = p.quoted = 0;
	p.head = p.tail = 0;
	free(p.line);
	p.line = NULL;
	mend_history();
	rl_already_prompted = 1;
	rl_callback_handler_install("", on_line);
	p.installed = 1;
	using_history();
	if (initial) {
		char *text = xstrdup(initial);

		utf8_mend(text, strlen(text));
		rl_insert_text(text);
		free(text);
	}
}

void prompt_cancel(void)
{
	if (!p.installed)
		return;
	rl_callback_sigcleanup();
	rl_free_line_state();
	p.head = p.tail = 0;
	push(CANCEL_KEYS, sizeof CANCEL_KEYS - 1);
	run_queue();
	if (p.installed) {	/* some state swallowed it: the blunt way */
		rl_callback_handler_remove();
		p.installed = 0;
	}
	p.popup = 0;
	p.cancelled = 1;
}

int prompt_active(void)
{
	return p.installed;
}

enum prompt_kind prompt_kind(void)
{
	return p.kind;
}

const char *prompt_line(void)
{
	return p.line ? p.line : "";
}

const char *prompt_text(void)
{
	return p.installed && rl_line_buffer ? rl_line_buffer : "";
}

static void remember(const char *line)
{
	HIST_ENTRY *last;

	mend_history();
	if (p.kind != PROMPT_COMMAND || line[strspn(line, " \t")] == '\0')
		return;
	last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
	if (last && strcmp(last->line, line) == 0)
		return;
	add_history(line);
	keep_history();
	if (!p.history || make_folder(p.history) != 0)
		return;
	/* append_history does not create the file. */
	int fd = open(p.history, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		append_history(1, p.history);
	}
}

static int in_vi_insert(void)
{
	return rl_editing_mode == 0 && rl_get_keymap() == vi_insertion_keymap;
}

enum prompt_result prompt_feed(const struct term_event *e)
{
	int was_popup = p.popup;
	char bytes[sizeof e->bytes];

	if (!p.installed)
		return PROMPT_CANCELLED;
	memcpy(bytes, e->bytes, e->n);
	if (e->n == 0 || utf8_mend(bytes, e->n) > 0)	/* no key, or one of another encoding */
		return PROMPT_GOING;
	p.popup = 0;
	if (p.quoted) {
		p.quoted = 0;
		push(e->bytes, e->n);
		run_queue();
		return PROMPT_GOING;
	}
	p.quoted = e->key == 22 || e->key == 17;	/* C-v, C-q */
	if (e->key == 3) {
		prompt_cancel();
		return PROMPT_CANCELLED;
	}
	if (e->key == 27 && !e->alt) {
		if (was_popup)
			return PROMPT_GOING;	/* Esc closes the pop-up first */
		if (RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH)) {
			push("\007", 1);
			run_queue();
			return p.installed ? PROMPT_GOING : PROMPT_CANCELLED;
		}
		if (!in_vi_insert()) {
			prompt_cancel();
			return PROMPT_CANCELLED;
		}
	}
	/* Backspace on nothing leaves, as in vi and less. */
	if (e->key == TK_BACKSPACE && rl_end == 0 && !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH)) {
		prompt_cancel();
		return PROMPT_CANCELLED;
	}
	if (rl_end > LINE_MAX_BYTES && e->key >= 32 && e->key < TK_FIRST)
		return PROMPT_GOING;
	push(e->bytes, e->n);
	run_queue();
	if (p.installed)
		return PROMPT_GOING;
	if (p.cancelled)
		return PROMPT_CANCELLED;
	remember(prompt_line());
	return PROMPT_LINE;
}

/* ---- drawing ---- */

/* Append s as it is to be shown: control bytes as ^X, the invalid escaped.
 * Returns the columns added; *at_col gets the column of byte offset `at`. */
static int shown(struct str *out, const char *s, size_t n, size_t at, int *at_col)
{
	int cols = 0;

	for (size_t i = 0; i < n; ) {
		size_t used;
		uint32_t c = utf8_decode(s + i, n - i, &used);

		if (at_col && i <= at && at < i + used)
			*at_col = cols;
		if (c < 32 || c == 127) {
			str_addc(out, '^');
			str_addc(out, (char)(c ^ 64));
			cols += 2;
		} else if (utf8_is_unsafe(c) || c == 0xfffd) {
			str_addc(out, '?');
			cols++;
		} else {
			str_addn(out, s + i, used);
			cols += utf8_cols_cp(c);
		}
		i += used;
	}
	if (at_col && at >= n)
		*at_col = cols;
	return cols;
}

/* The prompt's own words: Readline's in a search or a count, else ours. */
static void label(struct str *out)
{
	static const char *const mark[] = { ":", "/", "reroll which source? " };

	if (RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG)
	    && rl_display_prompt) {
		for (const char *s = rl_display_prompt; *s != '\0'; s++)
			if (*s != RL_PROMPT_START_IGNORE && *s != RL_PROMPT_END_IGNORE)
				str_addc(out, *s);
		return;
	}
	if (rl_editing_mode == 0)
		str_add(out, in_vi_insert() ? "(ins) " : "(cmd) ");
	str_add(out, mark[p.kind]);
}

int prompt_hint(struct str *out)
{
	const char *line = prompt_text(), *semi;
	const struct cmd *c;
	size_t n;

	if (p.kind != PROMPT_COMMAND)
		return 0;
	while ((semi = strchr(line, ';')) != NULL)
		line = semi + 1;
	line += strspn(line, " \t");
	n = strcspn(line, " \t");
	if (n == 0) {
		str_add(out, "a command: Tab lists them, Up brings back earlier ones, Esc leaves");
		return 1;
	}
	c = cmd_find(line, n);
	if (!c)
		return 0;
	str_addf(out, "%s%s%s: %s", c->name, c->args && *c->args != '\0' ? " " : "",
		 c->args ? c->args : "", c->help);
	return 1;
}

/* Skip `skip` columns of s. */
static const char *skip_cols(const char *s, int skip)
{
	while (skip > 0 && *s != '\0') {
		size_t used;

		skip -= utf8_cols_cp(utf8_decode(s, strlen(s), &used));
		s += used;
	}
	return s;
}

/* Text with a mark where it had to be cut. */
static void put_cut(struct grid *g, int row, int col, int cols, const char *text, int role)
{
	int cut = grid_cols(g, text) > cols && cols > 1;

	grid_text(g, row, col, cols - cut, text, role, 0);
	if (cut)
		grid_put(g, row, col + cols - 1, g->graph == GRAPH_ASCII ? '.' : 0x2026, role, ROLE_NONE, 0);
}

static void draw_popup(struct grid *g, int row)
{
	size_t n = p.cand.n, show;
	int wide = 0, help = 0, cols, top;

	for (size_t i = 0; i < n; i++) {
		int w = utf8_cols(p.cand.word[i]);
		int h = p.cand.help && p.cand.help[i] ? utf8_cols(p.cand.help[i]) : 0;

		wide = w > wide ? w : wide;
		help = h > help ? h : help;
	}
	show = n < POPUP_ROWS ? n : POPUP_ROWS;
	if ((int)show > row - 2)
		show = row > 2 ? (size_t)(row - 2) : 0;
	if (show == 0)
		return;
	wide = wide < 40 ? wide : 40;
	cols = 4 + wide + (help > 0 ? help + 2 : 0);
	cols = cols < g->cols ? cols : g->cols;
	top = row - (int)show - 2;
	grid_fill(g, (struct rect){ top, 0, (int)show + 2, cols }, ' ', ROLE_NONE, ROLE_NONE, 0);
	grid_box(g, (struct rect){ top, 0, (int)show + 2, cols }, "", ROLE_FOCUS, 0);
	if (show < n)
		grid_textf(g, row - 1, 2, cols - 4, ROLE_DIM, 0, " %zu more ", n - show);
	for (size_t i = 0; i < show; i++) {
		int r = top + 1 + (int)i;

		put_cut(g, r, 2, wide < cols - 4 ? wide : cols - 4, p.cand.word[i], ROLE_KEY);
		if (help > 0 && p.cand.help[i] && cols - wide - 6 > 0)
			put_cut(g, r, 4 + wide, cols - wide - 6, p.cand.help[i], ROLE_TEXT);
	}
}

void prompt_draw(struct grid *g, int row, int *cursor)
{
	struct str lab = STR_INIT, text = STR_INIT;
	int lab_cols, cur = 0, total, room;

	label(&lab);
	lab_cols = utf8_cols(lab.s);
	total = shown(&text, rl_line_buffer, (size_t)rl_end, (size_t)rl_point, &cur);
	grid_fill(g, (struct rect){ row, 0, 1, g->cols }, ' ', ROLE_NONE, ROLE_NONE, 0);
	if (lab_cols > g->cols - 4)
		lab_cols = g->cols > 4 ? g->cols - 4 : 0;
	grid_text(g, row, 0, lab_cols, lab.s, ROLE_KEY, CELL_BOLD);
	room = g->cols - lab_cols;
	if (room != p.room)	/* another size: what a narrow one hid comes back */
		p.left = cur < room - 1 ? 0 : cur - room * 2 / 3;
	p.room = room;
	/* Scroll in jumps of a third, so that the text does not crawl. */
	if (cur < p.left)
		p.left = cur - room / 3;
	if (cur >= p.left + room - 1)
		p.left = cur - room * 2 / 3;
	if (p.left < 0 || total < room)
		p.left = 0;
	grid_text(g, row, lab_cols, room, skip_cols(text.s, p.left), ROLE_TEXT, 0);
	if (p.left > 0)
		grid_put(g, row, lab_cols, g->graph == GRAPH_ASCII ? '<' : 0x2039, ROLE_DIM, ROLE_NONE, 0);
	if (total - p.left > room)
		grid_put(g, row, g->cols - 1, g->graph == GRAPH_ASCII ? '>' : 0x203a, ROLE_DIM, ROLE_NONE, 0);
	*cursor = lab_cols + cur - p.left;
	if (*cursor >= g->cols)		/* no room for any text at all */
		*cursor = g->cols - 1;
	if (p.popup && p.cand.n > 0)
		draw_popup(g, row);
	str_release(&lab);
	str_release(&text);
}
