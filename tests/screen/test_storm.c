/*
 * test_storm.c - a window that is dragged about, in every state of the screen.
 *
 * In each state the program gets 10,000 new sizes from 1x1 to 200x500, and then
 * 80x24 again, where the same must stand as before, to the last character where
 * nothing moves by itself.  Sizes come in bursts without a pause; after each burst the test waits until the program has
 * painted the whole screen anew, so that it cannot pass by sleeping through
 * the storm: SIGWINCH arrives as often as it likes, and what is counted are
 * frames.  The key that asks for the frame is an answer that no terminal was
 * asked for, which nothing may react to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screen.h"

#define EVENTS 10000
#define BURST 100		/* sizes between two frames that are waited for */
#define NOTHING "\033[?0n"
#define CLEAR "\033[H\033[J"	/* of TERM=tmux-256color */

static unsigned seed = 12345;

static unsigned chance(unsigned n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 8) % n;
}

/* Mostly small: a large screen takes its time. */
static int length(int most)
{
	unsigned a = chance(1000), b = chance(1000);

	return chance(50) == 0 ? most : 1 + (int)(a * b / 1000 * (unsigned)(most - 1) / 1000);
}

static int cleared(const struct screen *s)
{
	size_t n;
	const char *raw = screen_raw(s, &n);

	return raw != NULL && memmem(raw, n, CLEAR, strlen(CLEAR)) != NULL;
}

/* A frame of the whole screen: 1, or 0 when none comes. */
static int painted(struct screen *s)
{
	for (int i = 0; i < 30000; i++) {
		if (cleared(s))
			return 1;
		screen_look(s, 2);
	}
	return 0;
}

/* kB of memory in use; 0 where nobody tells. */
static long memory(const struct screen *s)
{
	char path[64];
	long pages = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/statm", screen_pid(s));
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	if (fscanf(f, "%*d %ld", &pages) != 1)
		pages = 0;
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };		/* they keep what was freed */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

/* Everything the program sends is text and escape sequences of known kinds. */
static int clean(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == 27 && i + 1 < n) {
			if (strchr("[()=>78MDEHg", s[i + 1]) == NULL)
				return 0;
			if (s[i + 1] == '[')
				for (i += 2; i < n && (s[i] < 0x40 || s[i] > 0x7e); i++)
					if (strchr("0123456789;?:", s[i]) == NULL)
						return 0;
		} else if (c < 32 && strchr("\b\t\n\r\017\016\033", c) == NULL) {
			return 0;
		}
	}
	return 1;
}

/* The storm; keys (may be NULL) are typed now and then, one at a time. */
static void storm(struct screen *s, const char *what, const char *keys)
{
	int frames = 0;
	long before = 0;

	for (int i = 1; i <= EVENTS; i++) {
		int rows = length(200), cols = length(500);

		if (i % BURST != 0) {
			screen_tell_size(s, rows, cols);
			if (keys != NULL && i % 40 == 0) {
				char k[2] = { keys[chance((unsigned)strlen(keys))], '\0' };

				screen_type(s, k);
			}
			if (i % 8 == 0)
				screen_pump(s);
			continue;
		}
		if (i == BURST)		/* it may need that much */
			rows = 200, cols = 500;
		screen_pump(s);
		screen_forget_raw(s);
		screen_resize(s, rows, cols);
		screen_type(s, NOTHING);
		if (!painted(s))
			fail_msg("%s: no frame after %d sizes, at %dx%d", what, i, cols, rows);
		frames++;
		if (i == BURST)
			before = memory(s);
	}
	assert_int_equal(frames, EVENTS / BURST);
	if (!SANITIZED && memory(s) > before + 30000)
		fail_msg("%s: %ld kB grew to %ld kB", what, before, memory(s));
	screen_pump(s);
	screen_forget_raw(s);
	screen_resize(s, 24, 80);
	screen_type(s, NOTHING);
	if (!painted(s))
		fail_msg("%s: no frame at 80x24", what);
}

#define SCREEN_BYTES (24 * 400)
static void copy(const struct screen *s, char *out)
{
	for (int r = 0; r < 24; r++, out += strlen(out))
		screen_row(s, r, out, 400);
}

/* The screen when all that was typed has been drawn.  Frames are asked for until two in
 * a row are the same: one may have been begun before the last key was taken, or be only
 * half here. */
static void quiet(struct screen *s, char *out)
{
	char was[SCREEN_BYTES] = "";

	for (int i = 0; i < 20; i++) {
		screen_pump(s);
		screen_forget_raw(s);
		screen_resize(s, 24, 80);
		screen_signal(s, SIGWINCH);
		screen_type(s, NOTHING);
		if (!painted(s))
			fail_msg("no frame before the storm");
		for (int k = 0; k < 25; k++)
			screen_look(s, 2);
		copy(s, out);
		if (strcmp(was, out) == 0)
			return;
		memcpy(was, out, sizeof was);
	}
	fail_msg("before the storm no two frames are the same");
}

static void same(struct screen *s, const char *what, const char *was)
{
	char is[SCREEN_BYTES], a[400], b[400];

	for (int i = 0; i < 5000; i++) {
		copy(s, is);
		if (strcmp(was, is) == 0)
			return;
		screen_look(s, 2);
	}
	for (int i = 0; was[i] != '\0'; i++)
		if (was[i] != is[i]) {
			snprintf(a, sizeof a, "%.200s", was + (i > 40 ? i - 40 : 0));
			snprintf(b, sizeof b, "%.200s", is + (i > 40 ? i - 40 : 0));
			fail_msg("%s: before the storm ...%s, after it ...%s", what, a, b);
		}
}

static void settled(struct screen *s, const char *what, const char *const *text)
{
	size_t n;
	const char *raw;

	for (; *text != NULL; text++)
		if (!screen_wait(s, *text))
			fail_msg("%s: '%s' is not there after the storm", what, *text);
	raw = screen_raw(s, &n);
	if (raw != NULL && !clean(raw, n))
		fail_msg("%s: not everything sent is text or a known sequence", what);
}

struct state {
	const char *name;
	const char *keys;		/* that lead there */
	const char *text[4];		/* what is there, before and after */
	const char *play;		/* keys during the storm */
	const char *back;		/* keys that lead out */
	int moves;			/* by itself */
};

/* One program goes through several states. */
static void go_through(const char *const *args, const char *wait, const struct state *t)
{
	struct screen *s = screen_start(&(struct screen_config){ .args = args });
	char was[SCREEN_BYTES];

	assert_true(screen_wait(s, wait));
	for (; t->name != NULL; t++) {
		screen_type(s, t->keys);
		for (int i = 0; t->text[i] != NULL; i++)
			if (!screen_wait(s, t->text[i]))
				fail_msg("%s: '%s' is not there", t->name, t->text[i]);
		if (t->moves || t->play != NULL)
			*was = '\0';
		else
			quiet(s, was);
		storm(s, t->name, t->play);
		if (t->back != NULL && t->play != NULL)
			screen_type(s, t->back);
		settled(s, t->name, t->text);
		if (*was != '\0')
			same(s, t->name, was);
		if (t->back != NULL && t->play == NULL)
			screen_type(s, t->back);
	}
	screen_type(s, "\003\003\003");
	assert_int_equal(screen_end(s), 0);
	assert_false(screen_alternate(s));
	screen_free(s);
}

#define START "-j", "1", "--no-rc", "--fps", "120"

static void test_views(void **state)
{
	static const char *const args[] = { START, "-e", "set runs 40; pace max; wait runs=40; free shuffle", NULL };
	static const struct state views[] = {
		{ "dashboard", "", { "Sources of randomness", "Tried so far", "40 runs are done" }, NULL, NULL, 0 },
		{ "sources", ":view sources\r", { "Sources of randomness", "40 runs are done" }, NULL, NULL, 0 },
		{ "curves", ":view curves\r", { "Loss", "epoch" }, NULL, NULL, 0 },
		{ "differences", ":view differences\r", { "Prediction difference" }, NULL, NULL, 0 },
		{ "attribution", ":view attribution\r", { "Why: share of the variance" }, NULL, NULL, 0 },
		{ "surface", ":view surface\r", { "Surface", "24 runs" }, NULL, NULL, 0 },
		{ "runs", ":view runs\r", { "Runs kept" }, NULL, NULL, 0 },
		{ "conditions", ":view conditions\r", { "Tried so far" }, NULL, NULL, 0 },
		{ "remedies", ":view remedies\r", { "averaging M runs" }, NULL, NULL, 0 },
		{ "log", ":view log\r", { "view log" }, NULL, NULL, 0 },
		/* Keys that look around, in whatever is shown at the moment. */
		{ "all views", ":view dashboard\r", { "Sources of randomness" }, "vVz\tjkhl", ":view dashboard\r", 0 },
		{ NULL, NULL, { NULL }, NULL, NULL, 0 },
	};

	(void)state;
	go_through(args, "40 runs are done", views);
}

static void test_windows(void **state)
{
	static const char *const args[] = { START, "-e", "set runs 20; pace max", NULL };
	static const struct state windows[] = {
		{ "prompt", ":note abc", { ":note abc" }, NULL, "\003", 0 },
		{ "long line", ":note 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567end",
		  { "89012345678901234567end" }, NULL, "\003", 1 },
		{ "typing", ":note ", { ":note " }, "abc\177\001\005", "\005\025note ", 0 },
		{ "completion", "\003:pa\t", { ":pa", "Hold everything" }, NULL, "\003", 0 },
		{ "isearch", ":note once\r:\022onc", { "(reverse-i-search)`onc': note once" }, NULL, "\003", 0 },
		{ "search", "/abc", { "/abc" }, NULL, "\003", 0 },
		{ "reroll", ":focus curves\rr", { "Reroll which source?" }, NULL, "\033", 0 },
		{ "help", "?", { "trains a small network", "Help" }, NULL, NULL, 0 },
		{ "pager", "", { "trains a small network", "Help" }, "jkfbG", "g", 0 },
		{ "error", "\033:free inti\r", { "did you mean init?" }, NULL, "\033", 0 },
		{ NULL, NULL, { NULL }, NULL, NULL, 0 },
	};

	(void)state;
	go_through(args, "20 runs are done", windows);
}

static void test_training(void **state)
{
	static const char *const args[] = { START, "-e", "set runs 100000000; pace slow", NULL };
	static const struct state live[] = {
		{ "slow motion", "", { "Sources of randomness", "slow motion" }, NULL, NULL, 1 },
		{ "paused", "p", { "Sources of randomness", "paused" }, NULL, "p", 0 },
		{ "live", ":pace max\r", { "Sources of randomness", "runs/s" }, NULL, NULL, 1 },
		{ "live, toggled", "", { "Sources of randomness", "runs/s" }, "12", ":view dashboard\r", 0 },
		{ "study", ":attribute 1000000\r", { "attribute: " }, NULL, ":stop\r", 1 },
		{ NULL, NULL, { NULL }, NULL, NULL, 0 },
	};

	(void)state;
	go_through(args, "Sources of randomness", live);
}

static void test_lesson(void **state)
{
	static const char *const args[] = { START, "-e", "set runs 300; pace max; lesson init", NULL };
	static const struct state page[] = {
		{ "lesson", "", { "page 1 of", "300 runs are done" }, NULL, NULL, 0 },
		{ "page", ":view lesson\r", { "page 1 of" }, NULL, NULL, 0 },
		{ NULL, NULL, { NULL }, NULL, NULL, 0 },
	};

	(void)state;
	go_through(args, "page 1 of", page);
}

/* The maps of slow nets are on their way all the time. */
static void test_surface(void **state)
{
	static const char *const args[] = { START, "-e", "data spiral; budget epochs 60; set runs 30; pace max; view surface", NULL };
	static const struct state map[] = {
		{ "surface", "", { "Surface: mean prediction" }, "dd", ":set surface mean\r", 0 },
		{ NULL, NULL, { NULL }, NULL, NULL, 0 },
	};

	(void)state;
	go_through(args, "Surface", map);
}

static void test_replay(void **state)
{
	char home[] = "/tmp/reroll-test-storm-XXXXXX", path[300], cmd[900];
	const char *args[] = { START, path, NULL };
	static const struct state playing[] = {
		{ "replay", "p", { "replay", "Sources of randomness" }, NULL, NULL, 0 },
		{ "replay, sought", "", { "replay", "Sources of randomness" }, ".,", ":view dashboard\r", 0 },
		{ NULL, NULL, { NULL }, NULL, NULL, 0 },
	};

	(void)state;
	assert_non_null(mkdtemp(home));
	snprintf(path, sizeof path, "%s/s.reroll", home);
	snprintf(cmd, sizeof cmd, "XDG_CONFIG_HOME='%s' '%s' run -q -n 300 -o '%s' >/dev/null 2>&1", home, screen_program(), path);
	assert_int_equal(system(cmd), 0);
	go_through(args, "replay", playing);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", home);
	assert_int_equal(system(cmd), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_views),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_training),
		cmocka_unit_test(test_lesson),
		cmocka_unit_test(test_surface),
		cmocka_unit_test(test_replay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
