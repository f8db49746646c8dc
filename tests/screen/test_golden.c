/*
 * test_golden.c - every view in every mode against golden screens.
 *
 * A story is the program with commands that end in a state which stands still:
 * runs recompute bit for bit, so its screens do too.  A shot is a picture of
 * it: what to type, what to wait for, its name.  A mode is a kind of terminal.
 * Each shot is taken in each of dark, mono and ASCII at 80x24 and in dark at
 * 200x60, by the program that shows roles: one theme is like another then.  The
 * dashboard is taken by the program itself, as a whole, in every mode: there the
 * colours are those that the terminal gets.  Waits are ASCII, so that they hold in all
 * modes; screen_golden itself waits for the last frame.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "golden.h"
#include "screen.h"

struct mode {
	const char *name;
	const char *env[3];
};

/* tmux-16color is in no terminfo that is installed everywhere: see terminfo(). */
static char terminfo_env[300];
static const struct mode modes[] = {
	{ "dark", { NULL } },
	{ "mono", { "NO_COLOR=1", NULL } },
	{ "ascii", { "LC_ALL=C", NULL } },
	{ "light", { "COLORFGBG=0;15", NULL } },
	{ "neutral", { "COLORFGBG=", NULL } },
	{ "8", { "TERM=screen", NULL } },
	{ "16", { "TERM=reroll-16color", terminfo_env, NULL } },
};
enum { FULL_MODES = 3, FEW_COLOURS = 5, MODES = sizeof modes / sizeof *modes };

struct shot {
	const char *keys, *wait, *name;	/* name NULL: only a step on the way */
};

static const struct shot article[] = {
	{ "", "300 runs are done", "dashboard" },
	{ "\tr", "Reroll which source?", "pop-reroll" },
	{ "\033:pa\t", "Hold everything", "pop-completion" },
	{ "\003:free inti\r", "did you mean", "error" },
	{ ":view sources\r", "300 runs are done", "sources" },
	{ ":view curves\r", "epoch", "curves" },
	{ "l", "(log)", "curves-log" },
	{ "l:view differences\r", "before", "differences" },
	{ ":set differences signed\r", "probe 1", "differences-signed" },
	{ ":set differences spread\r", "Spread by probe", "differences-spread" },
	{ ":set differences loss\r", "loss", "differences-loss" },
	{ ":view attribution\r", "averages over them", "attribution-before" },
	{ ":view runs\r", "train", "runs" },
	{ ":view conditions\r", "shuffle", "conditions" },
	{ ":view remedies\r", "averaging M", "remedies" },
	{ "?", "trains a small network", "help" },
	{ "\033:view log\r", "command", "log" },
	{ NULL, NULL, NULL },
};

static const struct shot studied[] = {
	{ "", "Twins", NULL },
	{ ":view attribution\r", "Interactions", "attribution" },
	{ ":set shares epochs\r", "by the length", "attribution-epochs" },
	{ ":view who\r", "flipped by", "who" },
	{ "\r", "Rerolled alone", "who-row" },
	{ ":view remedies\r:set remedies sweep\r", "batch 32", "remedies-sweep" },
	{ "H", "Intervals: 95 %", "remedies-helps" },
	{ ":view when\r", "Twins", "when-twins" },
	{ ":when 0,2,4\r", " 25 families ", "when" },
	{ ":between 1 2\r", "as far as", "between" },
	{ ":set between accuracy\r", "accuracy from run 1", "between-accuracy" },
	{ NULL, NULL, NULL },
};

static const struct shot plane[] = {
	{ "", "60 runs are done", NULL },
	{ ":view surface\r", "24 runs", "surface" },
	{ ":set surface sd\r", "SD across runs", "surface-sd" },
	{ ":view differences\r:set differences accuracy\r", "ccuracy", "differences-accuracy" },
	{ ":view curves\r", "epoch", "curves-accuracy" },
	{ NULL, NULL, NULL },
};

static const struct shot line[] = {
	{ "", " 60 runs ", NULL },	/* the status line tells of the file */
	{ ":view surface\r", "24 runs", "surface-fan" },
	{ NULL, NULL, NULL },
};

static const struct shot images[] = {
	{ "", "40 runs are done", NULL },
	{ ":view who\r", "hold", "who-images" },
	{ "\r", "truth", "who-image" },
	{ ":view surface\r", "most disputed", "surface-images" },
	{ NULL, NULL, NULL },
};

static const struct shot lesson[] = {
	{ "", "300 runs are done", "lesson" },
	{ ":view lesson\r", "Enter:", "lesson-page" },
	{ NULL, NULL, NULL },
};

#define START "-j", "2", "--no-rc"
#define SPIRAL "data spiral; model dense 8 tanh, dense 1; budget epochs 5"

static char folder[] = "/tmp/reroll-test-golden-XXXXXX";

static const struct story {
	const struct shot *shot;
	const char *args[16];
} stories[] = {
	{ article, { START, "-e", "set runs 300; pace max; wait runs=300; free shuffle", NULL } },
	{ studied, { START, "-e", SPIRAL, "-e", "set runs 64; pace max; free init shuffle; wait runs=64",
		     "-e", "attribute 32; wait idle; remedy batch 8,32; wait idle; divergence 8; wait idle", NULL } },
	{ plane, { START, "-e", SPIRAL, "-e", "set runs 60; pace max", NULL } },
	{ line, { START, "-e", "data curve.csv target=y", "-e", "model dense 8 tanh, dense 1; budget epochs 20; set runs 60; pace max", NULL } },
	{ images, { START, "-e", "data digits; budget epochs 2; set runs 40; pace max", NULL } },
	{ lesson, { START, "-e", "set runs 300; pace max; lesson init", NULL } },
};
enum { STORIES = sizeof stories / sizeof *stories };

/* A curve of one input, and a terminal of 16 colours. */
static int setup(void **state)
{
	static const char source[] =
		"reroll-16color|tmux with 16 colors,\n"
		"\tcolors#16, pairs#256,\n"
		"\tsetaf=\\E[%?%p1%{8}%<%t3%p1%d%e9%p1%{8}%-%d%;m,\n"
		"\tsetab=\\E[%?%p1%{8}%<%t4%p1%d%e10%p1%{8}%-%d%;m,\n"
		"\tuse=tmux-256color,\n";
	char path[300], cmd[700];
	FILE *f;

	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/curve.csv", folder);
	if ((f = fopen(path, "w")) == NULL)
		return -1;
	fputs("x,y\n", f);
	for (int i = 0; i < 40; i++)	/* a parabola and a ripple */
		fprintf(f, "%.3f,%.4f\n", i / 20. - 1, (i / 20. - 1) * (i / 20. - 1) + (i % 5 - 2) * .05);
	fclose(f);
	snprintf(path, sizeof path, "%s/source", folder);
	if ((f = fopen(path, "w")) == NULL)
		return -1;
	fputs(source, f);
	fclose(f);
	snprintf(terminfo_env, sizeof terminfo_env, "TERMINFO=%s", folder);
	snprintf(cmd, sizeof cmd, "tic -x -o '%s' '%s/source' 2>/dev/null", folder, folder);
	if (system(cmd) != 0)
		*terminfo_env = '\0';
	return 0;
}

static int teardown(void **state)
{
	char cmd[400];

	(void)state;
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", folder);
	return system(cmd);
}

static struct screen *begin(const struct story *t, const struct mode *m, int rows, int cols, int roles)
{
	return screen_start(&(struct screen_config){
		.rows = rows, .cols = cols, .args = t->args, .env = m->env, .folder = folder, .roles = roles,
	});
}

static void end(struct screen *s)
{
	screen_type(s, "\003\003");		/* out of a prompt or a pager first */
	assert_int_equal(screen_end(s), 0);
	screen_free(s);
}

/* All shots of all stories: one program for each story goes through them. */
static int shoot(const struct mode *m, int rows, int cols)
{
	char name[100];
	int bad = 0;

	for (int i = 0; i < STORIES; i++) {
		struct screen *s = begin(&stories[i], m, rows, cols, 1);

		for (const struct shot *p = stories[i].shot; p->keys != NULL; p++) {
			screen_type(s, p->keys);
			assert_true(screen_wait(s, p->wait));
			if (p->name == NULL || strcmp(p->name, "dashboard") == 0)
				continue;
			snprintf(name, sizeof name, "%s-%s-%dx%d", p->name, m->name, cols, rows);
			bad += !screen_golden(s, name);
		}
		end(s);
	}
	return bad;
}

static void test_dark(void **state)
{
	(void)state;
	assert_int_equal(shoot(&modes[0], 24, 80), 0);
}

static void test_mono(void **state)
{
	(void)state;
	assert_int_equal(shoot(&modes[1], 24, 80), 0);
}

static void test_ascii(void **state)
{
	(void)state;
	assert_int_equal(shoot(&modes[2], 24, 80), 0);
}

static void test_large(void **state)
{
	(void)state;
	assert_int_equal(shoot(&modes[0], 60, 200), 0);
}

/* The dashboard at other sizes, as it grows and shrinks. */
static int resize(struct screen *s, const struct mode *m)
{
	static const struct { int rows, cols; const char *wait; } size[] = {
		{ 30, 100, "Why? Shares" }, { 60, 200, "24 runs" }, { 18, 60, "one panel" },
	};
	char name[100];
	int bad = 0;

	for (size_t k = 0; k < sizeof size / sizeof *size; k++) {
		screen_resize(s, size[k].rows, size[k].cols);
		assert_true(screen_wait(s, size[k].wait));
		snprintf(name, sizeof name, "dashboard-%s-%dx%d", m->name, size[k].cols, size[k].rows);
		bad += !screen_golden(s, name);
	}
	return bad;
}

/* With few colours the charts are others, and the roles are more than the colours. */
static void test_dashboard(void **state)
{
	char name[100];
	int bad = 0;

	(void)state;
	for (int i = 0; i < MODES; i++) {
		if (modes[i].env[0] != NULL && modes[i].env[1] == terminfo_env && *terminfo_env == '\0') {
			fprintf(stderr, "# no tic: 16 colours are not tested\n");
			continue;
		}
		struct screen *s = begin(&stories[0], &modes[i], 24, 80, 0);

		assert_true(screen_wait(s, "300 runs are done"));
		snprintf(name, sizeof name, "dashboard-%s-80x24", modes[i].name);
		bad += !screen_golden_whole(s, name);
		if (i >= FEW_COLOURS)
			bad += resize(s, &modes[i]);
		end(s);
	}
	assert_int_equal(bad, 0);
}

static void test_sizes(void **state)
{
	int bad = 0;

	(void)state;
	for (int i = 0; i < FULL_MODES; i++) {
		struct screen *s = begin(&stories[0], &modes[i], 24, 80, 1);

		assert_true(screen_wait(s, "300 runs are done"));
		bad += resize(s, &modes[i]);
		end(s);
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dashboard),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_dark),
		cmocka_unit_test(test_mono),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
