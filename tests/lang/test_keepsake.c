/*
 * test_keepsake.c - what a session keeps besides runs: names and pins of conditions,
 * the rows of a remedy; in a replay, read at once, and in a merged file; and
 * what a hostile file makes of them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <sqlite3.h>

#include "base/err.h"
#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"
#include "store/session.h"

static char session[] = "test_keepsake.reroll", other[] = "test_keepsake2.reroll",
	merged[] = "test_keepsake3.reroll";

static struct shell *new_lab(void)
{
	struct lab_config c = { .workers = 2, .seed = 1 };

	return shell_new(&c, NULL);
}

static void run(struct shell *sh, const char *text)
{
	struct err err = ERR_INIT;

	shell_queue(sh, text, "test", 1);
	do {
		if (!(shell_poll(sh, 10000000) & LAB_RUNS) && !shell_idle(sh))
			lab_wait(shell_lab(sh), 50);
	} while (!shell_idle(sh));
	if (shell_failed(sh, &err))
		fail_msg("%s: %s", text, err.text);
}

static void record(const char *path, const char *text)
{
	struct shell *sh = new_lab();
	struct err err = ERR_INIT;

	unlink(path);
	assert_int_equal(lab_record(shell_lab(sh), path, &err), 0);
	run(sh, text);
	assert_int_equal(lab_finish_session(shell_lab(sh), &err), 0);
	shell_free(sh);
}

static const char story[] =
	"free init; run 8; data spiral rows=50; budget epochs 2; name \"the spiral\"; pin; run 20; pin run 7;"
	"pin 1; data article; name plain; unpin 1; remedy batch 4,100; run 30";

/* What the story leaves, whatever the way it came here. */
static void expect_story(const struct shell *sh)
{
	const struct lab_sweep *w = lab_sweep(shell_lab(sh));
	int spirals = 0, plain = 0, labels = 0;

	for (size_t i = 0; i < lab_entries(shell_lab(sh)); i++) {
		const struct lab_entry *e = lab_entry(shell_lab(sh), i);

		if (e->name && strcmp(e->name, "the spiral") == 0) {
			assert_int_equal(e->pinned, 1);
			assert_int_equal(e->has_reference, 1);
			assert_int_equal(e->reference, 6);
			assert_int_equal(e->delivered, 20);
			spirals++;
		} else {
			assert_int_equal(e->pinned, 0);
			assert_int_equal(e->has_reference, 0);
		}
		labels += e->name && (strcmp(e->name, "batch 4") == 0 || strcmp(e->name, "batch 100") == 0);
		plain += e->name && strcmp(e->name, "plain") == 0;
	}
	assert_int_equal(spirals, 1);
	assert_int_equal(plain, 1);
	assert_int_equal(labels, 2);
	assert_non_null(w);
	assert_int_equal(w->remedy, REMEDY_BATCH_EPOCHS);
	assert_int_equal(w->n, 2);
	assert_string_equal(w->row[1].label, "batch 100");
	assert_true(w->row[0].setting == 4);
	assert_int_equal(w->row[0].spread.n, 400);
	assert_int_equal(w->result.finding, FINDING_OPPOSITE);
	assert_non_null(strstr(w->sentence, "The advice fails here."));
}

static void test_live_and_loaded(void **state)
{
	struct shell *sh = new_lab(), *again = new_lab();
	struct err err = ERR_INIT;

	(void)state;
	run(sh, story);
	expect_story(sh);
	record(session, story);
	assert_int_equal(lab_load(shell_lab(again), session, &err), 0);
	expect_story(again);
	/* to the bit */
	for (size_t i = 0; i < 2; i++) {
		const struct remedy_row *a = &lab_sweep(shell_lab(sh))->row[i], *b = &lab_sweep(shell_lab(again))->row[i];

		assert_memory_equal(&a->spread, &b->spread, sizeof a->spread);
		assert_memory_equal(&a->loss, &b->loss, sizeof a->loss);
	}
	assert_string_equal(lab_sweep(shell_lab(sh))->sentence, lab_sweep(shell_lab(again))->sentence);
	shell_free(sh);
	shell_free(again);
	unlink(session);
}

/* What helps: the table, whose it is, and that the conditions trained for it stand apart. */
static void expect_helps(const struct shell *sh, const struct lab_helps *want)
{
	const struct lab_helps *w = lab_helps(shell_lab(sh));
	size_t aside = 0;

	assert_non_null(w);
	assert_int_equal(w->of, want->of);
	assert_int_equal(w->n, want->n);
	assert_int_equal(w->n_made, want->n_made);
	for (size_t i = 0; i < w->n; i++) {
		assert_string_equal(w->row[i].label, want->row[i].label);
		assert_int_equal(w->row[i].help, want->row[i].help);
		assert_memory_equal(&w->row[i].ratio, &want->row[i].ratio, sizeof w->row[i].ratio);
		assert_memory_equal(&w->row[i].hi, &want->row[i].hi, sizeof w->row[i].hi);
		assert_int_equal(w->row[i].n_source, want->row[i].n_source);
	}
	for (size_t i = 0; i < lab_entries(shell_lab(sh)); i++)
		aside += lab_entry(shell_lab(sh), i)->aside != 0;
	assert_int_equal(aside, w->n_made);
	assert_int_equal(lab_current(shell_lab(sh))->id, w->of);
}

static void test_helps(void **state)
{
	static const char tried[] = "free init shuffle; run 40; helps";
	struct shell *sh = new_lab(), *again = new_lab();
	struct lab_helps live;
	struct err err = ERR_INIT;

	(void)state;
	run(sh, tried);
	assert_non_null(lab_helps(shell_lab(sh)));
	live = *lab_helps(shell_lab(sh));
	assert_true(live.n > 6 && live.n_made > live.n);
	expect_helps(sh, &live);
	record(session, tried);
	assert_int_equal(lab_load(shell_lab(again), session, &err), 0);
	expect_helps(again, &live);
	assert_int_equal(lab_replay(shell_lab(again), session, &err), 0);
	assert_null(lab_helps(shell_lab(again)));
	run(again, "pace max; wait idle");
	expect_helps(again, &live);
	shell_free(sh);
	shell_free(again);
	unlink(session);
}

static void test_replayed(void **state)
{
	struct shell *sh = new_lab();
	struct err err = ERR_INIT;

	(void)state;
	record(session, story);
	run(sh, "free init; run 100; remedy ensemble 1,2");	/* to be forgotten */
	assert_int_equal(lab_replay(shell_lab(sh), session, &err), 0);
	assert_null(lab_sweep(shell_lab(sh)));
	run(sh, "pace max; wait idle");
	expect_story(sh);
	/* Back to the beginning there are none yet. */
	run(sh, "seek 0; pause");
	assert_null(lab_sweep(shell_lab(sh)));
	for (size_t i = 0; i < lab_entries(shell_lab(sh)); i++)
		assert_false(lab_entry(shell_lab(sh), i)->pinned);
	shell_free(sh);
	unlink(session);
}

/* Saved in the middle, and gone on with from there. */
static void test_saved_late(void **state)
{
	struct shell *sh = new_lab();
	struct err err = ERR_INIT;
	struct str line = STR_INIT;

	(void)state;
	unlink(session);
	run(sh, story);
	str_addf(&line, "save %s", session);
	run(sh, line.s);
	str_release(&line);
	assert_int_equal(lab_finish_session(shell_lab(sh), &err), 0);
	shell_free(sh);
	sh = new_lab();
	assert_int_equal(lab_load(shell_lab(sh), session, &err), 0);
	expect_story(sh);
	assert_int_equal(lab_record(shell_lab(sh), session, &err), 0);
	run(sh, "unpin \"the spiral\"");
	assert_int_equal(lab_finish_session(shell_lab(sh), &err), 0);
	shell_free(sh);
	sh = new_lab();
	assert_int_equal(lab_load(shell_lab(sh), session, &err), 0);
	for (size_t i = 0; i < lab_entries(shell_lab(sh)); i++)
		assert_false(lab_entry(shell_lab(sh), i)->pinned);
	shell_free(sh);
	unlink(session);
}

/* In a merged file conditions have other numbers. */
static void test_merged(void **state)
{
	const char *const in[] = { session, other };
	struct shell *sh = new_lab();
	struct err err = ERR_INIT;

	(void)state;
	record(session, "free init; l2 .1; name first; run 5");
	record(other, story);
	unlink(merged);
	assert_int_equal(session_merge(in, 2, merged, NULL, &err), 0);
	assert_int_equal(lab_load(shell_lab(sh), merged, &err), 0);
	expect_story(sh);
	assert_string_equal(lab_entry(shell_lab(sh), 0)->name, "first");
	shell_free(sh);
	unlink(session);
	unlink(other);
	unlink(merged);
}

static void expect_line(const struct shell *sh, const struct lab_between *want, size_t id)
{
	const struct lab_between *w = lab_between(shell_lab(sh));
	struct str text = STR_INIT;

	assert_non_null(w);
	assert_true(w->complete && w->points == 2 * BETWEEN_POINTS && w->of == id);
	assert_memory_equal(&w->line, &want->line, sizeof w->line);
	report_text(shell_lab(sh), &text);
	assert_non_null(strstr(text.s, "Between runs 1 and 3 of condition"));
	str_clear(&text);
	report_json(shell_lab(sh), &text);
	assert_non_null(strstr(text.s, "\"units_moved\""));
	str_release(&text);
}

/* The line between two runs, to the last bit, whatever the way it comes. */
static void test_line(void **state)
{
	static const char asked[] = "data spiral; budget epochs 2; free init; run 4; between 1 3";
	const char *const in[] = { session, other };
	struct shell *sh = new_lab();
	struct lab_between want;
	struct err err = ERR_INIT;

	(void)state;
	run(sh, asked);
	want = *lab_between(shell_lab(sh));
	expect_line(sh, &want, 1);
	shell_free(sh);
	record(session, "free init; l2 .1; run 5");
	record(other, asked);
	sh = new_lab();
	assert_int_equal(lab_load(shell_lab(sh), other, &err), 0);
	expect_line(sh, &want, 1);
	shell_free(sh);
	sh = new_lab();
	run(sh, "free init; run 100; between 4 5");	/* to be forgotten */
	assert_int_equal(lab_replay(shell_lab(sh), other, &err), 0);
	assert_null(lab_between(shell_lab(sh)));
	run(sh, "pace max; wait idle");
	expect_line(sh, &want, 1);
	run(sh, "seek 0; pause");
	assert_null(lab_between(shell_lab(sh)));
	shell_free(sh);
	unlink(merged);
	assert_int_equal(session_merge(in, 2, merged, NULL, &err), 0);
	sh = new_lab();
	assert_int_equal(lab_load(shell_lab(sh), merged, &err), 0);
	expect_line(sh, &want, 2);
	shell_free(sh);
	/* saved after it was asked */
	unlink(session);
	sh = new_lab();
	run(sh, asked);
	run(sh, "save test_keepsake.reroll");
	assert_int_equal(lab_finish_session(shell_lab(sh), &err), 0);
	shell_free(sh);
	sh = new_lab();
	assert_int_equal(lab_load(shell_lab(sh), session, &err), 0);
	expect_line(sh, &want, 1);
	shell_free(sh);
	unlink(session);
	unlink(other);
	unlink(merged);
}

static const struct lab_entry *forked(const struct shell *sh)
{
	for (size_t i = 0; i < lab_entries(shell_lab(sh)); i++)
		if (lab_entry(shell_lab(sh), i)->cond->until)
			return lab_entry(shell_lab(sh), i);
	return NULL;
}

/* Runs that take another way in the middle: of a fork, and of `when`; live, recorded, loaded,
 * replayed and recomputed. */
static void test_other_ways(void **state)
{
	static const char asked[] =
		"data spiral; budget epochs 6; dropout .2; free init shuffle dropout; run 5; when shuffle 0,4,6 parents=3;"
		"fork 2 4; run 6";
	struct shell *sh = new_lab(), *again = new_lab(), *played = new_lab();
	struct lab_entry const *of, *e = NULL;
	struct kept_run two, fork, third;
	struct err err = ERR_INIT;
	struct verify_count n;
	struct when_point p, q;

	(void)state;
	run(sh, asked);
	record(session, asked);
	of = lab_entry(shell_lab(sh), 0);
	e = forked(sh);
	assert_non_null(e);
	assert_non_null(strstr(e->cond->commands, "until=4\n"));
	assert_non_null(strstr(e->cond->commands, "free shuffle dropout\n"));
	assert_int_equal(lab_kept(of, 1, &two), 1);
	for (uint64_t r = 0; r < 6; r++) {
		assert_int_equal(lab_kept(e, r, &fork), 1);
		assert_int_equal(lab_kept(e, (r + 1) % 6, &third), 1);
		/* four epochs as run 2, and then elsewhere than it and than each third */
		assert_memory_equal(fork.train, two.train, 4 * sizeof *two.train);
		assert_true(fork.train[4] != third.train[4]);
		/* but for the one that has its number, and so its levels */
		assert_true((fork.train[4] == two.train[4]) == (r == 1));
		assert_true(fork.levels.until == 4 && fork.levels.first[SOURCE_SHUFFLE] == two.levels.v[SOURCE_SHUFFLE]);
	}
	assert_int_equal(lab_load(shell_lab(again), session, &err), 0);
	assert_int_equal(lab_kept(forked(again), 3, &fork), 1);
	assert_int_equal(lab_kept(e, 3, &third), 1);
	assert_memory_equal(&fork.levels, &third.levels, sizeof fork.levels);
	assert_string_equal(forked(again)->cond->commands, e->cond->commands);
	assert_int_equal(lab_verify(shell_lab(again), session, NULL, NULL, NULL, &n, &err), 0);
	assert_true(n.same == 5 + 3 * 4 * 3 + 6 && n.differ == 0);
	assert_int_equal(lab_replay(shell_lab(played), session, &err), 0);
	run(played, "pace max; wait idle");
	for (int k = 0; k < 3; k++) {
		struct shell *const which[] = { sh, again, played };
		const struct lab_entry *w = NULL;

		for (size_t i = 0; i < lab_entries(shell_lab(which[k])); i++)
			if (lab_entry(shell_lab(which[k]), i)->when)
				w = lab_entry(shell_lab(which[k]), i);
		assert_non_null(w);
		assert_int_equal(when_parents(w->when), 3);
		for (size_t i = 0; i < 3; i++) {
			assert_int_equal(when_point(w->when, i, WHEN_PREDICTION, i ? &q : &p), 1);
			assert_true(i < 2 ? (i ? &q : &p)->within > 0 : q.within == 0);
		}
		assert_string_equal(w->cond->commands + strlen(w->cond->commands) - 26, "plan when shuffle 0,4,6 4\n");
	}
	/* of a run that is a fork there is nothing to fork after it */
	run(sh, "fork 3 2; run 3");
	assert_int_equal(shell_failed(sh, &err), 0);
	assert_int_equal(lab_current(shell_lab(sh))->cond->until, 2);
	shell_free(sh);
	shell_free(again);
	shell_free(played);
	unlink(session);
}

/* Shares by the length of training: those of a plan that trains so long, and kept. */
static void test_blame(void **state)
{
	static const char asked[] = "data moons; budget epochs 6; free init shuffle; run 5; attribute 30";
	struct shell *sh = new_lab(), *again = new_lab(), *shorter = new_lab();
	struct lab_blame b, c;
	struct effect ef[SOURCE_ALL];
	struct err err = ERR_INIT;
	struct str text = STR_INIT;
	double variance;

	(void)state;
	run(sh, asked);
	assert_int_equal(lab_blame(shell_lab(sh), lab_attribution(shell_lab(sh)), &b), 1);
	assert_true(b.n == 5 && b.n_sources == 2 && b.point[0].epoch == 1 && b.point[3].epoch == 5 && b.point[4].epoch == 6);
	run(shorter, "data moons; budget epochs 3; free init shuffle; run 5; attribute 30");
	assert_int_equal(attribute_effects(lab_attribution(shell_lab(shorter))->attr, TARGET_PREDICTION, ef, &variance), 30);
	assert_int_equal(b.point[2].epoch, 3);
	assert_true(b.point[2].variance == variance);
	for (int i = 0; i < 2; i++)
		assert_true(b.point[2].first[i] == ef[i].first && b.point[2].lo[i] == ef[i].first_lo);
	record(session, asked);
	assert_int_equal(lab_load(shell_lab(again), session, &err), 0);
	assert_int_equal(lab_blame(shell_lab(again), lab_attribution(shell_lab(again)), &c), 1);
	assert_true(c.n == b.n && c.n_sources == b.n_sources);
	for (size_t k = 0; k < b.n; k++)
		assert_true(c.point[k].epoch == b.point[k].epoch && c.point[k].first[1] == b.point[k].first[1]
			    && c.point[k].together_hi == b.point[k].together_hi && c.point[k].variance == b.point[k].variance);
	report_text(shell_lab(again), &text);
	assert_non_null(strstr(text.s, "Shares by the length of training"));
	str_clear(&text);
	report_json(shell_lab(again), &text);
	assert_non_null(strstr(text.s, "\"attribution_by_epochs\""));
	str_release(&text);
	/* none where there is nothing to keep on the way */
	run(shorter, "budget updates 60; attribute 30");
	assert_int_equal(lab_blame(shell_lab(shorter), lab_attribution(shell_lab(shorter)), &c), 0);
	run(shorter, "budget epochs 4; free split; attribute 30");
	assert_int_equal(lab_blame(shell_lab(shorter), lab_attribution(shell_lab(shorter)), &c), 0);
	shell_free(sh);
	shell_free(again);
	shell_free(shorter);
	unlink(session);
}

static void add_event(const char *kind, const char *text)
{
	sqlite3 *db;
	sqlite3_stmt *st;

	assert_int_equal(sqlite3_open(session, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "INSERT INTO events(time, kind, text) VALUES(9, ?, ?)", -1, &st, NULL),
			 SQLITE_OK);
	sqlite3_bind_text(st, 1, kind, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 2, text, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(st), SQLITE_DONE);
	sqlite3_finalize(st);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

#define FOUR "1 nan \n1 nan \n1 nan \n1 nan \n"
#define LINES FOUR FOUR FOUR FOUR FOUR FOUR FOUR FOUR "1 nan \n"
#define ROW "4 1 .1 .9 1.1 400 2 .1 1.9 2.1 400 "

#define HELP "1 .5 .4 .6 0 0 0 9 0 9 0 \n"

/* Nothing of what these say is believed, and nothing breaks. */
static void test_hostile(void **state)
{
	static const struct { const char *kind, *text; } bad[] = {
		{ "pin", "" }, { "pin", "on" }, { "pin", "1" }, { "pin", "1 " }, { "pin", "7 on" }, { "pin", "-1 on" },
		{ "pin", "1 on run" }, { "pin", "1 on run x" }, { "pin", "1 on run -5" }, { "pin", "1 onwards" },
		{ "pin", "1 on run 99999999999999999999999" }, { "pin", "18446744073709551617 on" },
		{ "name", "" }, { "name", "1" }, { "name", "99 x" }, { "name", "1 " },
		{ "between", "" }, { "between", "1 " }, { "between", "9 0 1 0 0 1 1 1 nan \n1 \n" }, { "between", "1 0 1 0 0 1 1 1 nan \n1 \n1 1 \n" },
		{ "between", "1 0 1 2 0 1 1 1 nan \n1 \n" }, { "between", "1 0 -1 0 0 1 1 1 nan \n" }, { "between", "1 0 1.5 0 0 1 1 1 nan \n" },
		{ "between", "1 0 1 0 0 1 1 1 nan \nnan \n" LINES }, { "between", "1 0 1 0 0 1 1 1 inf \n1 \n" LINES },
		{ "helps", "" }, { "helps", "1 " }, { "helps", "9 400 0 \n" }, { "helps", "1 400 2 1 \n" }, { "helps", "1 400 33 \n" },
		{ "helps", "1 400 0 \nprayer\na\n" HELP "0 \n" }, { "helps", "1 400 0 \nl2\na\x1b[2J\n" HELP "0 \n" },
		{ "helps", "1 400 0 \nl2\na\n1 .5 .6 .7 0 0 0 9 0 9 0 \n0 \n" }, { "helps", "1 400 0 \nl2\na\n1 -1 -2 0 0 0 0 9 0 9 0 \n0 \n" },
		{ "helps", "1 400 0 \nl2\na\n1 .5 .4 .6 0 0 0 9 10 9 0 \n0 \n" }, { "helps", "1 400 0 \nl2\na\n" HELP "9 \n" },
		{ "helps", "1 400 0 \nl2\na\n" HELP "1 8 .5 .4 .6 \n" }, { "helps", "1 400 0 \nl2\na\n" HELP "1 0 .5 .6 .7 \n" },
		{ "helps", "1 400 0 \nl2\na\n" HELP "0 " },
		{ "blame", "" }, { "blame", "1 " }, { "blame", "1 1 2 \n1 30 1 .5 .4 .6 .5 .4 .6 \n2 30 1 .5 .4 .6 .5 .4 .6 \n" },
		{ "sweep", "" }, { "sweep", "batch at equal epochs" }, { "sweep", "batch at equal epochs\n" },
		{ "sweep", "prayer\n" ROW "a\nb" }, { "sweep", "l2\n" ROW "\nb" }, { "sweep", "l2\n4 1 2 3\nb" },
		{ "sweep", "l2\n1e300 1 .1 .9 1.1 400 2 .1 1.9 2.1 400 a\nb" },
		{ "sweep", "l2\n4 inf .1 .9 1.1 400 2 .1 1.9 2.1 400 a\nb" },
		{ "sweep", "l2\n4 1 .1 1.1 .9 400 2 .1 1.9 2.1 400 a\nb" },
		{ "sweep", "l2\n4 1 .1 .9 1.1 -4 2 .1 1.9 2.1 400 a\nb" },
		{ "sweep", "l2\n4 1 .1 .9 1.1 nan 2 .1 1.9 2.1 400 a\nb" },
		{ "sweep", "l2\n" ROW "a\x1b[2J\nb" },
		{ "sweep", "l2\n" ROW "a label that is longer than any label of this program can be\nb" },
		{ "sweep", "l2\n" ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n"
		  ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n" ROW "a\n" "b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct shell *sh = new_lab();
		struct err err = ERR_INIT;

		record(session, "free init; run 3");
		add_event(bad[i].kind, bad[i].text);
		if (lab_load(shell_lab(sh), session, &err))
			fail_msg("%s: %s", bad[i].text, err.text);
		if (lab_sweep(shell_lab(sh)) || lab_helps(shell_lab(sh)) || lab_between(shell_lab(sh)) || lab_entry(shell_lab(sh), 0)->pinned || lab_entry(shell_lab(sh), 0)->has_reference || lab_entry(shell_lab(sh), 0)->name)
			fail_msg("%s '%s' was believed", bad[i].kind, bad[i].text);
		shell_free(sh);
	}
	unlink(session);
}

/* The sentence is shown, so it is escaped; one row is no sweep that can be judged. */
static void test_odd_but_possible(void **state)
{
	struct shell *sh = new_lab();
	struct err err = ERR_INIT;

	(void)state;
	record(session, "free init; run 3");
	add_event("between", "1 0 1 0 0 1 1 1 nan \n1 \n" LINES);
	add_event("sweep", "l2\n4 0 nan nan nan 0 nan nan nan nan 0 l2 4\nred \x1b[31m");
	assert_int_equal(lab_load(shell_lab(sh), session, &err), 0);
	assert_non_null(lab_between(shell_lab(sh)));
	assert_non_null(lab_sweep(shell_lab(sh)));
	assert_int_equal(lab_sweep(shell_lab(sh))->result.finding, FINDING_TOO_FEW);
	assert_null(strchr(lab_sweep(shell_lab(sh))->sentence, '\x1b'));
	shell_free(sh);
	unlink(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_live_and_loaded),
		cmocka_unit_test(test_helps), cmocka_unit_test(test_replayed),
		cmocka_unit_test(test_saved_late),
		cmocka_unit_test(test_merged),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_other_ways),
		cmocka_unit_test(test_blame),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_odd_but_possible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
