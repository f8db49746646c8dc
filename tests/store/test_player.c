/*
 * test_player.c - a replay gives what happened, in order and at the wanted
 * pace.  The clock is frozen and moved by hand.
 */
#include "fixture.h"

#include "base/clk.h"
#include "base/str.h"

#define SECOND 1000000000u
#define NOW (100ull * SECOND)

static void record_at(struct recorder *r, uint32_t tag, uint64_t run, size_t n_pred, double time)
{
	struct fx_run x;

	fx_run_make(&x, tag, run, n_pred);
	x.s.time = time;
	FX_OK(recorder_run(r, &x.s, err));
	fx_run_release(&x);
}

/* Condition 1 at 1, 2, 3 and 4 s, 2 at 10 and 11 s, 1 again at 12 s; events at
 * 0, 10 and 20 s. */
static const char *timed_session(void)
{
	const char *path = fx_path("play.reroll");
	struct condition *a = fx_condition("data a", fx_data("a", DATA_REGRESSION, 9, 3, 1), 8);
	struct condition *b = fx_condition("data b", fx_data("b", DATA_CLASSES, 9, 2, 3), 4);
	struct recorder *r;

	fx_remove(path);
	FX_OK(recorder_open(&r, path, 0, err));
	FX_OK(recorder_condition(r, 1, a, err));
	FX_OK(recorder_condition(r, 2, b, err));
	FX_OK(recorder_event(r, 0, "command", "free init", err));
	for (uint64_t i = 0; i < 4; i++)
		record_at(r, 1, i, 8, (double)i + 1);
	FX_OK(recorder_event(r, 10, "command", "free shuffle", err));
	record_at(r, 2, 0, 12, 10);
	record_at(r, 2, 1, 12, 11);
	record_at(r, 1, 9, 8, 12);
	FX_OK(recorder_event(r, 20, "note", "done", err));
	FX_OK(recorder_close(r, err));
	fx_condition_free(a);
	fx_condition_free(b);
	return path;
}

/* What was delivered, as text: C1 R1 E@0 P3/10 END. */
static int note(void *arg, const struct sample *s)
{
	struct str *log = arg;

	if (log->len)
		str_addc(log, ' ');
	switch (s->kind) {
	case SAMPLE_RUN:
		str_addf(log, "R%u.%u", s->condition, (unsigned)s->run);
		break;
	case SAMPLE_PROGRESS:
		str_addf(log, "P%u/%u", s->epochs, (unsigned)s->run);
		assert_true(s->epochs > 0 && s->epochs < FX_EPOCHS);
		assert_true(s->train_loss == s->train[s->epochs - 1]);
		assert_null(s->pred);
		break;
	case SAMPLE_CONDITION:
		str_addf(log, "C%u", s->condition);
		assert_non_null(strstr(s->text, "data "));
		break;
	case SAMPLE_EVENT:
		str_addf(log, "E@%g", s->time);
		break;
	case SAMPLE_END:
		str_add(log, "END");
		break;
	}
	return 0;
}

struct play {
	struct session *s;
	struct player *p;
	struct feed *f;
	struct str log;
};

static struct play play_open(const char *path)
{
	struct play y = { .log = STR_INIT };

	clk_freeze(NOW);
	FX_OK(session_open(&y.s, path, err));
	y.p = player_new(y.s);
	y.f = player_feed(y.p);
	assert_int_equal(feed_fd(y.f), -1);
	return y;
}

static void play_close(struct play *y)
{
	feed_free(y->f);
	session_close(y->s);
	str_release(&y->log);
	clk_freeze(UINT64_MAX);
}

/* Set the clock to so many seconds after the start; what is delivered then? */
static void expect(struct play *y, double at, const char *want)
{
	clk_freeze(NOW + (uint64_t)(at * SECOND + .5));
	str_clear(&y->log);
	feed_drain(y->f, note, &y->log, UINT64_MAX);
	assert_string_equal(y->log.s, want);
}

static void by_time_as_it_happened(void **state)
{
	struct play y = play_open(timed_session());

	(void)state;
	assert_true(player_length(y.p) == 20);
	expect(&y, 0, "E@0");
	expect(&y, .9, "");
	expect(&y, 1, "C1 R1.0");
	expect(&y, 3.5, "R1.1 R1.2");
	assert_true(fabs(player_position(y.p) - 3.5) < 1e-6);
	assert_false(feed_idle(y.f));
	expect(&y, 10, "R1.3 E@10 C2 R2.0");
	expect(&y, 15, "R2.1 C1 R1.9");
	expect(&y, 19.9, "");
	expect(&y, 20, "E@20 END");
	assert_true(feed_idle(y.f));
	expect(&y, 30, "");
	assert_true(player_position(y.p) == 20);
	assert_int_equal(player_error(y.p, NULL), 0);
	play_close(&y);
}

static void faster_and_slower(void **state)
{
	struct play y = play_open(timed_session());

	(void)state;
	player_speed(y.p, 10);
	expect(&y, .2, "E@0 C1 R1.0 R1.1");
	player_speed(y.p, .5);
	expect(&y, 2.1, "");
	expect(&y, 2.2, "R1.2");
	player_speed(y.p, 0);
	expect(&y, 1000, "");
	player_speed(y.p, 1e9);
	expect(&y, 1001, "R1.3 E@10 C2 R2.0 R2.1 C1 R1.9 E@20 END");
	play_close(&y);
}

static void by_runs_a_second(void **state)
{
	struct play y = play_open(timed_session());

	(void)state;
	feed_pace(y.f, 100);
	expect(&y, 0, "E@0");
	expect(&y, .0101, "C1 R1.0");
	expect(&y, .0301, "R1.1 R1.2");
	expect(&y, .0501, "R1.3 E@10 C2 R2.0");
	feed_pace(y.f, 0);
	expect(&y, .0501, "R2.1 C1 R1.9 E@20 END");
	play_close(&y);
}

static void slow_motion_grows_runs(void **state)
{
	struct play y = play_open(timed_session());

	(void)state;
	feed_pace(y.f, 1);
	expect(&y, 0, "E@0");
	expect(&y, .31, "C1 P3/0");
	expect(&y, .35, "");
	expect(&y, .91, "P9/0");
	expect(&y, 1.01, "R1.0");
	expect(&y, 1.12, "P1/1");
	expect(&y, 60, "R1.1");		/* late by much, but no burst */
	feed_pace(y.f, 0);
	expect(&y, 60, "R1.2 R1.3 E@10 C2 R2.0 R2.1 C1 R1.9 E@20 END");
	play_close(&y);
}

static void paused_and_stepped(void **state)
{
	struct play y = play_open(timed_session());

	(void)state;
	feed_pause(y.f, 1);
	assert_true(feed_idle(y.f));
	expect(&y, 5, "");
	feed_step(y.f, FEED_STEP_RUN);
	assert_false(feed_idle(y.f));
	expect(&y, 5, "E@0 C1 R1.0");
	expect(&y, 50, "");
	feed_step(y.f, FEED_STEP_EPOCH);
	feed_step(y.f, FEED_STEP_UPDATE);
	expect(&y, 50, "P1/1 P2/1");
	feed_step(y.f, FEED_STEP_RUN);
	expect(&y, 50, "R1.1");
	for (int i = 0; i < FX_EPOCHS; i++)
		feed_step(y.f, FEED_STEP_EPOCH);
	expect(&y, 50, "P1/2 P2/2 P3/2 P4/2 P5/2 P6/2 P7/2 P8/2 P9/2 R1.2");
	feed_pause(y.f, 0);
	feed_step(y.f, FEED_STEP_RUN);		/* only when paused */
	expect(&y, 50, "");
	feed_pace(y.f, 0);
	expect(&y, 50, "R1.3 E@10 C2 R2.0 R2.1 C1 R1.9 E@20 END");
	play_close(&y);
}

static void seeking(void **state)
{
	struct play y = play_open(timed_session());

	(void)state;
	assert_int_equal(player_seek(y.p, 10.5), 0);
	expect(&y, 0, "E@0 C1 R1.0 R1.1 R1.2 R1.3 E@10 C2 R2.0");
	assert_true(player_position(y.p) == 10.5);
	expect(&y, .6, "R2.1");
	assert_int_equal(player_seek(y.p, 2), 1);
	expect(&y, .6, "E@0 C1 R1.0 R1.1");
	expect(&y, 1.7, "R1.2");
	feed_pause(y.f, 1);
	assert_int_equal(player_seek(y.p, 11), 0);
	expect(&y, 1.7, "R1.3 E@10 C2 R2.0 R2.1");
	expect(&y, 9, "");
	assert_int_equal(player_seek(y.p, -1), 1);
	expect(&y, 9, "E@0");
	assert_int_equal(player_seek(y.p, 1e300), 0);
	expect(&y, 9, "C1 R1.0 R1.1 R1.2 R1.3 E@10 C2 R2.0 R2.1 C1 R1.9 E@20 END");
	assert_true(feed_idle(y.f));
	assert_int_equal(player_seek(y.p, 0), 1);
	assert_true(feed_idle(y.f));		/* paused still */
	feed_pause(y.f, 0);
	assert_false(feed_idle(y.f));
	play_close(&y);
}

/* Slow motion, too, shows what is sought at once. */
static void seeking_in_slow_motion(void **state)
{
	struct play y = play_open(timed_session());

	(void)state;
	feed_pace(y.f, 1);
	player_seek(y.p, 2.5);
	expect(&y, 0, "E@0 C1 R1.0 R1.1");
	expect(&y, .21, "P2/2");
	play_close(&y);
}

static int stop_at_once(void *arg, const struct sample *s)
{
	(void)s;
	++*(int *)arg;
	return 1;
}

static void the_sink_can_stop_it(void **state)
{
	struct play y = play_open(timed_session());
	int n = 0;

	(void)state;
	feed_pace(y.f, 0);
	assert_int_equal(feed_drain(y.f, stop_at_once, &n, UINT64_MAX), 1);
	assert_int_equal(feed_drain(y.f, stop_at_once, &n, UINT64_MAX), 1);
	assert_int_equal(n, 2);
	expect(&y, 0, "R1.0 R1.1 R1.2 R1.3 E@10 C2 R2.0 R2.1 C1 R1.9 E@20 END");
	play_close(&y);
}

static void times_out_of_order_stand_still(void **state)
{
	const char *path = timed_session();
	struct play y;

	(void)state;
	fx_sql(path, "UPDATE runs SET time = 0.5 WHERE id = 3");
	y = play_open(path);
	expect(&y, 2, "E@0 C1 R1.0 R1.1 R1.2");
	play_close(&y);
}

static int last_text(void *arg, const struct sample *s)
{
	if (s->kind == SAMPLE_EVENT)
		snprintf(arg, 600, "%s: %s", s->what, s->text);
	return 0;
}

static void damage_on_the_way_is_told(void **state)
{
	const char *path = timed_session();
	char text[600] = "";
	struct play y;

	(void)state;
	fx_sql(path, "UPDATE predictions SET p = x'00' WHERE run = 3");
	y = play_open(path);
	feed_pace(y.f, 0);
	expect(&y, 0, "E@0 C1 R1.0 R1.1 E@2 END");
	assert_true(player_error(y.p, NULL) == ERR_INPUT);
	player_seek(y.p, 0);
	feed_drain(y.f, last_text, text, UINT64_MAX);
	assert_string_equal(text, "error: run 3: another number of predictions than its condition has");
	play_close(&y);
}

static void an_empty_session_ends(void **state)
{
	const char *path = fx_path("nothing.reroll");
	struct recorder *r;
	struct play y;

	(void)state;
	FX_OK(recorder_open(&r, path, 0, err));
	FX_OK(recorder_close(r, err));
	y = play_open(path);
	expect(&y, 0, "END");
	assert_true(feed_idle(y.f));
	play_close(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_time_as_it_happened),
		cmocka_unit_test(faster_and_slower),
		cmocka_unit_test(by_runs_a_second),
		cmocka_unit_test(slow_motion_grows_runs),
		cmocka_unit_test(paused_and_stepped),
		cmocka_unit_test(seeking),
		cmocka_unit_test(seeking_in_slow_motion),
		cmocka_unit_test(the_sink_can_stop_it),
		cmocka_unit_test(times_out_of_order_stand_still),
		cmocka_unit_test(damage_on_the_way_is_told),
		cmocka_unit_test(an_empty_session_ends),
	};

	return cmocka_run_group_tests(tests, fx_setup, fx_teardown);
}
