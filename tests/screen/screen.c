/*
 * screen.c - see screen.h.
 *
 * The child's output goes into libvterm, and what libvterm answers goes back
 * to the child, as a terminal would do.  Between the test and the program
 * stands a small parent in a session of its own:
 * without a parent outside its process group the program would be orphaned
 * and SIGTSTP could not stop it.
 */
#include "screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>
#if __has_include(<pty.h>)
#include <pty.h>
#elif __has_include(<libutil.h>)	/* FreeBSD */
#include <libutil.h>
#else					/* macOS, the other BSDs */
#include <util.h>
#endif

#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"

/* For a broken program, not for a slow one. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIMIT_S 300
#else
#define LIMIT_S 60
#endif

struct screen {
	VTerm *vt;
	VTermScreen *vs;
	int fd, rows, cols, alternate, cursor;
	pid_t parent, pid;
	int report;		/* the parent tells: 4-byte pid, then states */
	int state;		/* 0 running, 1 stopped, 2 ended */
	int status;
	char home[256];
	int own_home;
	int roles;
	int marks;		/* of screen_done */
	struct str raw;
};

extern char **environ;

const char *screen_program(void)
{
	return getenv("REROLL");
}

/* The program with roles is never installed: it stands where the tests do. */
static const char *roles_program(char *buf, size_t size)
{
	const char *dir = getenv("builddir");

	snprintf(buf, size, "%s/reroll-roles", dir != NULL ? dir : ".");
	return access(buf, X_OK) == 0 ? buf : NULL;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int on_prop(VTermProp prop, VTermValue *val, void *user)
{
	if (prop == VTERM_PROP_ALTSCREEN)
		((struct screen *)user)->alternate = val->boolean;
	if (prop == VTERM_PROP_CURSORVISIBLE)
		((struct screen *)user)->cursor = val->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_prop };

static void set_env(const struct screen *s, const struct screen_config *c)
{
	static char *none[] = { NULL };
	char b[800], src[600];

	snprintf(src, sizeof src, "%s", getenv("srcdir") != NULL ? getenv("srcdir") : ".");
	environ = none;
	setenv("PATH", "/usr/bin:/bin", 1);
	setenv("TERM", "tmux-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("COLORFGBG", "15;0", 1);
	setenv("HOME", s->home, 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("TZ", "UTC", 1);
	snprintf(b, sizeof b, "suppressions=%s/tests/screen/leaks.supp:print_suppressions=0", src);
	setenv("LSAN_OPTIONS", b, 1);
	/* Readline has no frame pointers: else its names, which those suppressions go by, are
	 * lost at the second call. */
	setenv("ASAN_OPTIONS", "fast_unwind_on_malloc=0", 1);
	snprintf(b, sizeof b, "%s/state", s->home);
	setenv("XDG_STATE_HOME", b, 1);
	snprintf(b, sizeof b, "%s/config", s->home);
	setenv("XDG_CONFIG_HOME", b, 1);
	snprintf(b, sizeof b, "%s/data", s->home);
	setenv("XDG_DATA_HOME", b, 1);
	for (const char *const *e = c->env; e != NULL && *e != NULL; e++)
		putenv((char *)*e);
}

/* What the small parent does: start the program in the foreground of the
 * terminal, tell its pid and every change of its state. */
static void parent(const struct screen *s, const struct screen_config *c, int report,
		   const char *program, const char *keep[3])
{
	const char *argv[64] = { program };
	int n = 1, status;
	pid_t child;

	for (const char *const *a = c->args; a != NULL && *a != NULL && n < 63; a++)
		argv[n++] = *a;
	signal(SIGTTOU, SIG_IGN);
	child = fork();
	if (child == 0) {
		setpgid(0, 0);
		tcsetpgrp(0, getpid());
		signal(SIGTTOU, SIG_DFL);
		/* A shell ignores these for what it runs in the background, and the program
		 * would leave it at that. */
		signal(SIGINT, SIG_DFL);
		signal(SIGQUIT, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		close(report);
		set_env(s, c);
		for (int i = 0; i < 3; i++)
			if (keep[i] != NULL)
				putenv((char *)keep[i]);
		if (c->folder != NULL && chdir(c->folder) != 0)
			_exit(126);
		execv(program, (char *const *)argv);
		_exit(127);
	}
	setpgid(child, child);
	tcsetpgrp(0, child);
	signal(SIGHUP, SIG_IGN);
	if (write(report, &child, sizeof child) < 0)
		_exit(1);
	while (waitpid(child, &status, WUNTRACED | WCONTINUED) == child) {
		char what = WIFSTOPPED(status) ? 'S' : WIFCONTINUED(status) ? 'C' : 'E';
		int code = WIFEXITED(status) ? WEXITSTATUS(status) : WIFSIGNALED(status) ? 128 + WTERMSIG(status) : 0;
		char msg[2] = { what, (char)code };

		if (write(report, msg, 2) < 0 || what == 'E')
			break;
	}
	_exit(0);
}

static const char *keep_env(const char *name, char *buf, size_t size)
{
	const char *v = getenv(name);

	if (v == NULL)
		return NULL;
	snprintf(buf, size, "%s=%s", name, v);
	return buf;
}

struct screen *screen_start(const struct screen_config *c)
{
	struct screen *s = xcalloc(1, sizeof *s);
	struct winsize w = { 0 };
	char keep[3][600];
	const char *kept[3] = { keep_env("REROLL_DATADIR", keep[0], sizeof keep[0]),
				keep_env("ASAN_OPTIONS", keep[1], sizeof keep[1]),
				keep_env("TSAN_OPTIONS", keep[2], sizeof keep[2]) };
	char path[600];
	const char *program = c->roles ? roles_program(path, sizeof path) : screen_program();
	int fds[2], fd;

	/* Standard streams that are closed would be given to the pipe and the
	 * terminal, and the child would lose them with these. */
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
	s->rows = c->rows > 0 ? c->rows : 24;
	s->cols = c->cols > 0 ? c->cols : 80;
	s->roles = c->roles;
	str_init(&s->raw);
	if (c->home != NULL) {
		snprintf(s->home, sizeof s->home, "%s", c->home);
	} else {
		snprintf(s->home, sizeof s->home, "%s/reroll-test-XXXXXX",
			 getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
		if (mkdtemp(s->home) == NULL)
			abort();
		s->own_home = 1;
	}
	s->vt = vterm_new(s->rows, s->cols);
	vterm_set_utf8(s->vt, 1);
	s->vs = vterm_obtain_screen(s->vt);
	vterm_screen_set_callbacks(s->vs, &callbacks, s);
	vterm_screen_enable_altscreen(s->vs, 1);
	vterm_screen_reset(s->vs, 1);
	w.ws_row = (unsigned short)s->rows;
	w.ws_col = (unsigned short)s->cols;
	if (program == NULL || pipe(fds) != 0)
		abort();
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	s->parent = forkpty(&s->fd, NULL, NULL, &w);
	if (s->parent < 0)
		abort();
	if (s->parent == 0) {
		close(fds[0]);
		parent(s, c, fds[1], program, kept);
	}
	close(fds[1]);
	s->report = fds[0];
	if (read(s->report, &s->pid, sizeof s->pid) != sizeof s->pid)
		abort();
	fcntl(s->report, F_SETFL, O_NONBLOCK);
	fcntl(s->fd, F_SETFL, O_NONBLOCK);
	return s;
}

static void remove_home(const char *path)
{
	char cmd[400];

	snprintf(cmd, sizeof cmd, "rm -rf '%s'", path);
	if (strstr(path, "reroll-test-") != NULL && system(cmd) != 0)
		fprintf(stderr, "# %s stays behind\n", path);
}

void screen_free(struct screen *s)
{
	if (s == NULL)
		return;
	if (s->state != 2) {
		kill(s->pid, SIGKILL);
		kill(s->pid, SIGCONT);
	}
	if (s->fd >= 0)
		close(s->fd);
	close(s->report);
	waitpid(s->parent, NULL, 0);
	vterm_free(s->vt);
	str_release(&s->raw);
	if (s->own_home)
		remove_home(s->home);
	free(s);
}

const char *screen_home(const struct screen *s)
{
	return s->home;
}

int screen_pid(const struct screen *s)
{
	return (int)s->pid;
}

/* ---- both directions ---- */

static void answer(struct screen *s)
{
	char b[256];
	size_t n = vterm_output_read(s->vt, b, sizeof b);

	if (n > 0 && write(s->fd, b, n) < 0)
		return;
}

/* Take what is there, waiting for at most ms. */
static void pump(struct screen *s, int ms)
{
	struct pollfd p[2] = { { s->fd, POLLIN, 0 }, { s->report, POLLIN, 0 } };
	char b[16384];
	ssize_t n;

	if (poll(p, 2, ms) <= 0)
		return;
	while (s->fd >= 0 && (n = read(s->fd, b, sizeof b)) > 0) {
		vterm_input_write(s->vt, b, (size_t)n);
		str_addn(&s->raw, b, (size_t)n);
		answer(s);
	}
	while (read(s->report, b, 2) == 2) {
		s->state = b[0] == 'S' ? 1 : b[0] == 'C' ? 0 : 2;
		s->status = (unsigned char)b[1];
	}
}

void screen_pump(struct screen *s)
{
	pump(s, 0);
}

void screen_look(struct screen *s, int ms)
{
	pump(s, ms);
}

void screen_type(struct screen *s, const char *keys)
{
	size_t n = strlen(keys), at = 0;
	double end = now() + LIMIT_S;

	while (at < n && now() < end) {
		ssize_t w = write(s->fd, keys + at, n - at);

		if (w > 0)
			at += (size_t)w;
		else if (w < 0 && errno != EAGAIN)
			return;
		pump(s, w > 0 ? 0 : 5);
	}
}

void screen_tell_size(struct screen *s, int rows, int cols)
{
	struct winsize w = { 0 };

	w.ws_row = (unsigned short)rows;
	w.ws_col = (unsigned short)cols;
	ioctl(s->fd, TIOCSWINSZ, &w);
}

void screen_resize(struct screen *s, int rows, int cols)
{
	s->rows = rows;
	s->cols = cols;
	vterm_set_size(s->vt, rows, cols);
	screen_tell_size(s, rows, cols);
}

void screen_signal(struct screen *s, int sig)
{
	kill(s->pid, sig);
}

void screen_hangup(struct screen *s)
{
	close(s->fd);
	s->fd = -1;
}

int screen_end(struct screen *s)
{
	double end = now() + LIMIT_S;

	while (s->state != 2 && now() < end)
		pump(s, 50);
	if (s->state != 2)
		return -1;
	pump(s, 0);
	return s->status;
}

int screen_stopped(struct screen *s)
{
	double end = now() + LIMIT_S;

	while (s->state == 0 && now() < end)
		pump(s, 50);
	return s->state == 1;
}

const char *screen_raw(const struct screen *s, size_t *n)
{
	*n = s->raw.len;
	return s->raw.s;
}

void screen_forget_raw(struct screen *s)
{
	str_clear(&s->raw);
}

/* ---- looking ---- */

static void cell_text(const VTermScreenCell *c, struct str *out)
{
	char u[4];

	if (c->chars[0] == 0) {
		str_addc(out, ' ');
		return;
	}
	if (c->chars[0] == (uint32_t)-1)	/* right half of a wide one */
		return;
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && c->chars[i] != 0; i++)
		str_addn(out, u, utf8_encode(c->chars[i], u));
}

static void row_text(const struct screen *s, int row, struct str *out)
{
	for (int col = 0; col < s->cols; col++) {
		VTermScreenCell c;

		vterm_screen_get_cell(s->vs, (VTermPos){ row, col }, &c);
		cell_text(&c, out);
	}
}

char *screen_row(const struct screen *s, int row, char *buf, size_t size)
{
	struct str t = STR_INIT;

	row_text(s, row, &t);
	while (t.len > 0 && t.s[t.len - 1] == ' ')
		t.s[--t.len] = '\0';
	snprintf(buf, size, "%s", t.s);
	str_release(&t);
	return buf;
}

int screen_find(const struct screen *s, const char *text, int *row, int *col)
{
	for (int r = 0; r < s->rows; r++) {
		struct str t = STR_INIT;
		const char *at;
		int found;

		row_text(s, r, &t);
		at = strstr(t.s, text);
		found = at != NULL;
		if (found) {
			t.s[at - t.s] = '\0';
			*row = r;
			*col = utf8_cols(t.s);
		}
		str_release(&t);
		if (found)
			return 1;
	}
	return 0;
}

int screen_has(const struct screen *s, const char *text)
{
	int r, c;

	return screen_find(s, text, &r, &c);
}

static void show(const struct screen *s, const char *what, const char *text)
{
	fprintf(stderr, "# %s '%s'; the screen was:\n", what, text);
	for (int r = 0; r < s->rows && r < 70; r++) {
		struct str t = STR_INIT;

		row_text(s, r, &t);
		fprintf(stderr, "# %s\n", t.s);
		str_release(&t);
	}
}

static int wait_for(struct screen *s, const char *text, int wanted)
{
	double end = now() + LIMIT_S;

	for (;;) {
		if (screen_has(s, text) == wanted)
			return 1;
		if (now() > end || s->state == 2) {
			pump(s, 100);
			if (screen_has(s, text) == wanted)
				return 1;
			show(s, wanted ? "waited in vain for" : "still there:", text);
			return 0;
		}
		pump(s, 50);
	}
}

int screen_wait(struct screen *s, const char *text)
{
	return wait_for(s, text, 1);
}

int screen_gone(struct screen *s, const char *text)
{
	return wait_for(s, text, 0);
}

int screen_wait_row(struct screen *s, const char *text)
{
	double end = now() + LIMIT_S;
	char row[2000];

	for (;;) {
		for (int r = 0; r < s->rows; r++)
			if (strcmp(screen_row(s, r, row, sizeof row), text) == 0)
				return 1;
		if (now() > end || s->state == 2) {
			show(s, "waited in vain for the row", text);
			return 0;
		}
		pump(s, 50);
	}
}

int screen_done(struct screen *s)
{
	char mark[32];

	snprintf(mark, sizeof mark, ":mark-%d.", ++s->marks);
	screen_type(s, mark);
	if (!screen_wait(s, mark))
		return 0;
	screen_type(s, "\003");
	return screen_gone(s, mark);
}

int screen_wait_style(struct screen *s, int row, int col, int attr, int wanted)
{
	double end = now() + LIMIT_S;
	int fg, bg, has;

	for (;;) {
		screen_style(s, row, col, &fg, &bg, &has);
		if (((has & attr) == attr) == wanted)
			return 1;
		if (now() > end || s->state == 2)
			return 0;
		pump(s, 50);
	}
}

int screen_sent(struct screen *s, const char *bytes)
{
	double end = now() + LIMIT_S;

	while (memmem(s->raw.s, s->raw.len, bytes, strlen(bytes)) == NULL) {
		if (now() > end || s->state == 2)
			return 0;
		pump(s, 50);
	}
	return 1;
}

int screen_cursor(struct screen *s, int row, int col)
{
	double end = now() + LIMIT_S;
	VTermPos p;

	for (;;) {
		vterm_state_get_cursorpos(vterm_obtain_state(s->vt), &p);
		if (p.row == row && p.col == col && s->cursor)
			return 1;
		if (now() > end || s->state == 2) {
			fprintf(stderr, "# the cursor is at %d, %d\n", p.row, p.col);
			return 0;
		}
		pump(s, 50);
	}
}

void screen_size(const struct screen *s, int *rows, int *cols)
{
	*rows = s->rows;
	*cols = s->cols;
}

int screen_has_roles(const struct screen *s)
{
	return s->roles;
}

int screen_ended(const struct screen *s)
{
	return s->state == 2;
}

int screen_alternate(const struct screen *s)
{
	return s->alternate;
}

static int index_of(const VTermColor *c)
{
	return VTERM_COLOR_IS_INDEXED(c) ? c->indexed.idx : VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c) ? -1 : -2;
}

/* What bold and colour a blank has depends on the way that ncurses erased it, and so on
 * what was there before. */
int screen_blank(const struct screen *s, int row, int col)
{
	VTermScreenCell c;

	vterm_screen_get_cell(s->vs, (VTermPos){ row, col }, &c);
	return (c.chars[0] == 0 || c.chars[0] == ' ') && !c.attrs.underline && !c.attrs.reverse;
}

void screen_style(const struct screen *s, int row, int col, int *fg, int *bg, int *attr)
{
	VTermScreenCell c;

	vterm_screen_get_cell(s->vs, (VTermPos){ row, col }, &c);
	*fg = index_of(&c.fg);
	*bg = index_of(&c.bg);
	*attr = (c.attrs.bold ? 1 : 0) | (c.attrs.underline ? 2 : 0) | (c.attrs.reverse ? 4 : 0);
	if (screen_blank(s, row, col)) {
		*fg = -1;
		*attr = 0;
	}
}
