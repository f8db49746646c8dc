/*
 * test_laboratory.c - the laboratory with no language above it: what it is told as
 * settings it trains, and what it tells comes as structs.
 */
#include "../unit/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "setup/lex.h"
#include "setup/settings.h"
#include "setup/setup.h"

#define SESSION "test_laboratory.reroll"

/* What was told so far; the last of each kind. */
struct heard {
	int n[LAB_ENGINE_REFUSED + 1];
	struct lab_study study;
	struct lab_swept swept;
	struct lab *lab;
};

static void on_news(void *arg, const struct lab_news *news)
{
	struct heard *h = arg;

	h->n[news->kind]++;
	if (news->study)
		h->study = *news->study;
	if (news->kind == LAB_STUDY_DONE && news->swept)
		h->swept = *news->swept;
}

static struct lab *open_lab(struct heard *h, int interactive)
{
	struct lab_config c = { .workers = 2, .seed = 1, .interactive = interactive };

	memset(h, 0, sizeof *h);
	c.listener = (struct lab_listener){ h, on_news };
	return h->lab = lab_new(&c);
}

/* Setting commands, made the present condition. */
static void set(struct lab *lab, const char *text)
{
	struct err err = ERR_INIT;
	struct lexer l;
	struct words w;

	lex_begin(&l, text, "test", 1);
	while (lex_next(&l, &w, &err) == 1) {
		assert_int_equal(setup_exec(lab_settings(lab), &w, &err), 0);
		words_release(&w);
	}
	lab_edited(lab);
	assert_true(lab_is_edited(lab));
	assert_int_equal(lab_commit(lab, &err), 0);
	assert_false(lab_is_edited(lab));
}

static void settle(struct lab *lab)
{
	do {
		if (!(lab_poll(lab, 10000000) & LAB_RUNS) && !lab_resting(lab))
			lab_wait(lab, 20);
	} while (!lab_resting(lab));
}

static void test_runs(void **state)
{
	struct heard h;
	struct lab *lab = open_lab(&h, 0);
	const struct levels *before, *last;
	uint32_t first;

	(void)state;
	assert_null(lab_current(lab));
	set(lab, "data article; budget epochs 2; free init; fix shuffle=7");
	first = lab_current(lab)->id;
	assert_true(lab_resting(lab));
	assert_false(lab_change(lab, &before, &last));
	lab_run(lab, 20, 1);
	assert_false(lab_resting(lab));
	settle(lab);
	assert_int_equal(lab_current(lab)->delivered, 20);
	assert_true(lab_change(lab, &before, &last));
	assert_int_not_equal(before->v[SOURCE_INIT], last->v[SOURCE_INIT]);
	assert_int_equal(before->v[SOURCE_SHUFFLE], 7);
	set(lab, "free shuffle");
	assert_false(lab_change(lab, &before, &last));
	assert_int_equal(lab_entries(lab), 2);
	/* the same settings are the same condition, with its runs */
	set(lab, "fix shuffle=7");
	assert_int_equal(lab_current(lab)->id, first);
	assert_int_equal(lab_current(lab)->delivered, 20);
	lab_free(lab);
}

/* Settings that do not fit leave the condition of before, and settings that make it. */
static void test_refusal(void **state)
{
	struct heard h;
	struct lab *lab = open_lab(&h, 0);
	struct err err = ERR_INIT;

	(void)state;
	set(lab, "data article; free init");
	free(lab_settings(lab)->model);
	lab_settings(lab)->model = strdup("dense 4, dense 3");
	lab_edited(lab);
	assert_true(lab_commit(lab, &err) < 0);
	assert_true(err.code != 0 && *err.text);
	assert_null(lab_now(lab)->model);
	assert_false(lab_is_edited(lab));
	assert_int_equal(lab_entries(lab), 1);
	lab_free(lab);
}

static void test_studies(void **state)
{
	struct heard h;
	struct lab *lab = open_lab(&h, 0);
	const double batch[] = { 10, 48, 50 };
	struct lab_study now;
	struct err err = ERR_INIT;

	(void)state;
	set(lab, "data article; budget epochs 1; free init shuffle");
	assert_int_equal(lab_attribute(lab, 20, &err), 0);
	assert_true(lab_study(lab, &now));
	assert_true(now.kind == STUDY_ATTRIBUTE && now.done == 0 && now.all == 80 && now.of == lab_current(lab)->id);
	/* another question drops the first */
	assert_int_equal(lab_remedy(lab, REMEDY_BATCH_EPOCHS, batch, 3, &err), 0);
	assert_int_equal(h.n[LAB_STUDY_STOPPED], 1);
	assert_int_equal(h.study.kind, STUDY_ATTRIBUTE);
	assert_true(lab_study(lab, &now) && now.kind == STUDY_REMEDY && now.remedy == REMEDY_BATCH_EPOCHS);
	settle(lab);
	assert_false(lab_study(lab, &now));
	assert_int_equal(h.n[LAB_STUDY_DONE], 1);
	assert_true(h.study.done == h.study.all && h.study.all > 0);
	assert_true(h.swept.n == 3 && h.swept.n_settings == 3 && h.swept.sweep->n == 3);
	assert_int_equal(h.swept.ragged, 1);	/* of 48 in 100 rows 4 are left */
	for (size_t i = 0; i < 3; i++) {
		assert_true(h.swept.row[i].setting == batch[i]);
		assert_int_equal(h.swept.setting[i].e->cond->level[SOURCE_BATCH], (uint32_t)batch[i]);
	}
	/* a sweep is shown once somebody has put it into words */
	assert_null(lab_sweep(lab));
	lab_keep_sweep(lab, "So it is.");
	assert_string_equal(lab_sweep(lab)->sentence, "So it is.");
	assert_int_equal(lab_diverge(lab, 4, &err), 0);
	settle(lab);
	assert_int_equal(h.n[LAB_STUDY_DONE], 2);
	assert_int_equal(h.study.kind, STUDY_DIVERGENCE);
	assert_int_equal(divergence_twins(lab_divergence(lab)), 4);
	assert_int_equal(lab_attribute(lab, 20, &err), 0);
	settle(lab);
	assert_non_null(lab_attribution(lab));
	assert_int_equal(attribute_rows(lab_attribution(lab)->attr), 20);
	lab_free(lab);
}

/* The ends of a line are the runs' own losses, to the bit, whoever computes and whatever the
 * runs differ in. */
static void test_line(void **state)
{
	static const char *const text[] = {
		"data article; budget epochs 3; free init shuffle; engine lanes",
		"data article; budget epochs 3; free init shuffle; engine blis",
		"data digits; budget epochs 2; free init; engine lanes",
		"data spiral; budget epochs 3; choices batch 7,32; choices optimizer sgd,adam; free all; off split nudge rounding; engine lanes",
		"data spiral; budget epochs 3; choices batch 7,32; choices optimizer sgd,adam; free all; off split nudge rounding; engine blis",
	};

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct heard h;
		struct lab *lab = open_lab(&h, 0);
		struct err err = ERR_INIT;

		assert_null(lab_between(lab));
		set(lab, text[i]);
		lab_run(lab, 6, 1);
		settle(lab);
		for (uint64_t other = 1; other < 6; other += 2) {
			const struct lab_between *w = lab_between(lab);
			struct kept_run run[2];

			assert_true(lab_kept(lab_current(lab), 0, &run[0]));
			assert_true(lab_kept(lab_current(lab), other, &run[1]));
			assert_int_equal(lab_line(lab, &run[0], &run[1], &err), 0);
			settle(lab);
			w = lab_between(lab);
			assert_true(w && w->complete && w->line.aligned);
			assert_true(w->of == lab_current(lab)->id && w->line.run[0] == 0 && w->line.run[1] == other);
			for (int k = 0; k < 2; k++)
				assert_true((float)w->line.path[0].loss[k ? BETWEEN_POINTS - 1 : 0] == run[k].data_loss);
			assert_true((float)w->line.path[1].loss[0] == run[0].data_loss);
			/* an aligned net adds up in another order */
			assert_true(w->line.path[1].loss[BETWEEN_POINTS - 1] / (double)run[1].data_loss - 1 < 1e-5);
			for (size_t p = 0; p < BETWEEN_POINTS; p++)
				assert_true(w->line.path[0].loss[p] >= 0 && w->line.path[1].loss[p] >= 0);
			assert_true(w->line.predictions == lab_apart(lab_current(lab), &run[0], &run[1]));
			assert_true(w->line.path[1].apart <= w->line.path[0].apart);
		}
		/* of a run to itself there is no way */
		{
			struct kept_run run;

			assert_true(lab_kept(lab_current(lab), 3, &run));
			assert_int_equal(lab_line(lab, &run, &run, &err), 0);
			settle(lab);
			assert_true(between_barrier(&lab_between(lab)->line.path[0], NULL) == 0);
			assert_true(lab_between(lab)->line.path[0].apart == 0 && lab_between(lab)->line.moved == 0);
		}
		lab_free(lab);
	}
}

static void test_session(void **state)
{
	struct heard h;
	struct lab *lab = open_lab(&h, 0);
	struct err err = ERR_INIT;
	struct verify_count n;

	(void)state;
	unlink(SESSION);
	set(lab, "data article; budget epochs 2; free init");
	assert_int_equal(lab_record(lab, SESSION, &err), 0);
	lab_run(lab, 12, 1);
	settle(lab);
	lab_name(lab, lab_current(lab), "twelve");
	lab_note(lab, LOG_RESULT, "found");
	lab_note(lab, LOG_ERROR, "of no session");
	assert_int_equal(lab_finish_session(lab, &err), 0);
	lab_free(lab);

	lab = open_lab(&h, 0);
	assert_int_equal(lab_load(lab, SESSION, &err), 0);
	assert_int_equal(lab_current(lab)->delivered, 12);
	assert_string_equal(lab_current(lab)->name, "twelve");
	assert_int_equal(lab_log_count(lab), 1);
	assert_true(lab_log(lab, 0).kind == LOG_RESULT && strcmp(lab_log(lab, 0).text, "found") == 0);
	assert_int_equal(lab_verify(lab, SESSION, NULL, NULL, NULL, &n, &err), 0);
	assert_true(n.same == 12 && n.differ == 0);
	lab_free(lab);

	lab = open_lab(&h, 1);
	lab_set_pace(lab, 0, 0);
	assert_int_equal(lab_replay(lab, SESSION, &err), 0);
	assert_int_equal(h.n[LAB_REPLAY_BEGUN], 1);
	assert_true(lab_replaying(lab));
	lab_speed(lab, 1000);
	settle(lab);
	assert_int_equal(h.n[LAB_REPLAY_ENDED], 1);
	assert_int_equal(lab_current(lab)->delivered, 12);
	lab_fork(lab);
	lab_fork(lab);		/* once is enough */
	assert_int_equal(h.n[LAB_FORKED], 1);
	assert_false(lab_replaying(lab));
	lab_free(lab);
	unlink(SESSION);
}

static void test_log(void **state)
{
	struct heard h;
	struct lab *lab = open_lab(&h, 0);
	int error = 1;

	(void)state;
	lab_note(lab, LOG_COMMAND, "free init");
	lab_note_move(lab, "set cursor 3", strlen("set cursor"));
	lab_note_move(lab, "set cursor 4", strlen("set cursor"));
	assert_int_equal(lab_log_count(lab), 2);
	assert_string_equal(lab_log(lab, 1).text, "set cursor 4");
	assert_string_equal(lab_status(lab, &error), "");
	lab_notef(lab, LOG_EVENT, "%s", "a\033[31mb");
	assert_null(strchr(lab_log(lab, 2).text, '\033'));
	assert_true(*lab_status(lab, &error) && !error);
	lab_note(lab, LOG_ERROR, "no");
	assert_true(strcmp(lab_status(lab, &error), "no") == 0 && error);
	for (int k = 0; k < LOG_KINDS; k++)
		assert_true(strlen(log_kind_name((enum log_kind)k)) > 2);
	lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runs), cmocka_unit_test(test_refusal), cmocka_unit_test(test_studies),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_session), cmocka_unit_test(test_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
