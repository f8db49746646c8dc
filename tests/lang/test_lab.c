/*
 * test_lab.c - the laboratory without a screen: conditions, waiting, refusals,
 * studies, sessions, and what a hostile session may not do.
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

#include "base/clk.h"
#include "base/err.h"
#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"

/* A lab and what it said. */
struct bench {
	struct shell *sh;
	struct str out;
	struct err err;
	int errors;
};

static void on_print(void *arg, const char *text)
{
	str_add(&((struct bench *)arg)->out, text);
}

static void on_error(void *arg, const struct err *err)
{
	struct bench *b = arg;

	b->err = *err;
	b->errors++;
}

static struct bench *open_bench(int interactive)
{
	struct bench *b = calloc(1, sizeof *b);
	struct shell_host host = { .arg = b, .print = on_print, .error = on_error };
	struct lab_config c = { .workers = 2, .seed = 1, .interactive = interactive };

	str_init(&b->out);
	b->sh = shell_new(&c, &host);
	return b;
}

static void close_bench(struct bench *b)
{
	shell_free(b->sh);
	str_release(&b->out);
	free(b);
}

/* Do it all, to the end. */
static void run(struct bench *b, const char *text)
{
	shell_queue(b->sh, text, "test", 1);
	do {
		if (!(shell_poll(b->sh, 10000000) & LAB_RUNS) && !shell_idle(b->sh))
			lab_wait(shell_lab(b->sh), 50);
	} while (!shell_idle(b->sh));
}

static void refuses(struct bench *b, const char *text, int line, int col, const char *words)
{
	int before = b->errors;

	run(b, text);
	if (b->errors != before + 1)
		fail_msg("'%s' gave %d errors", text, b->errors - before);
	assert_string_equal(b->err.file, "test");
	if (b->err.line != line || b->err.col != col || !strstr(b->err.text, words))
		fail_msg("'%s': %d:%d: %s", text, b->err.line, b->err.col, b->err.text);
	assert_int_equal(shell_failed(b->sh, NULL), 1);
}

static const char *commands(const struct bench *b)
{
	return lab_current(shell_lab(b->sh))->cond->commands;
}

/* ---- conditions ---- */

static void test_first_condition(void **state)
{
	struct bench *b = open_bench(0);

	(void)state;
	run(b, "run 3");
	assert_int_equal(lab_entries(shell_lab(b->sh)), 1);
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 3);
	assert_int_equal(lab_source_state(shell_lab(b->sh), SOURCE_INIT), STATE_FREE);
	assert_int_equal(lab_source_state(shell_lab(b->sh), SOURCE_SHUFFLE), STATE_FIXED);
	assert_int_equal(lab_source_state(shell_lab(b->sh), SOURCE_SPLIT), STATE_OFF);
	assert_non_null(strstr(commands(b), "model dense 10 relu, dense 1\n"));
	assert_non_null(strstr(commands(b), "\nfree init\n"));
	assert_null(lab_previous(shell_lab(b->sh)));
	close_bench(b);
}

static void test_identical_settings_go_on(void **state)
{
	struct bench *b = open_bench(0);

	(void)state;
	run(b, "free init; run 5; free shuffle; run 2; fix shuffle=42; run 3");
	assert_int_equal(lab_entries(shell_lab(b->sh)), 2);
	assert_int_equal(lab_current(shell_lab(b->sh))->id, 1);
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 8);
	assert_int_equal(lab_previous(shell_lab(b->sh))->id, 2);
	/* What does not change a run does not make a condition. */
	run(b, "choices batch 4,8; set fps 10; run 1");
	assert_int_equal(lab_entries(shell_lab(b->sh)), 2);
	run(b, "fix shuffle=43; run 1");
	assert_int_equal(lab_entries(shell_lab(b->sh)), 3);
	close_bench(b);
}

/* The seed only matters where something is free. */
static void test_seed_is_identity_only_when_free(void **state)
{
	struct bench *b = open_bench(0);

	(void)state;
	run(b, "fix all; run 1; seed 5; run 1");
	assert_int_equal(lab_entries(shell_lab(b->sh)), 1);
	run(b, "free init; run 1; seed 6; run 1");
	assert_int_equal(lab_entries(shell_lab(b->sh)), 3);
	close_bench(b);
}

static void test_defaults_follow_the_data(void **state)
{
	struct bench *b = open_bench(0);

	(void)state;
	run(b, "data spiral; show loss; run 1");
	assert_non_null(strstr(commands(b), "loss bce\n"));
	assert_non_null(strstr(commands(b), "optimizer adam lr=0.01\n"));
	assert_non_null(strstr(commands(b), "budget epochs 100\n"));
	run(b, "data blobs classes=4; run 1");
	assert_non_null(strstr(commands(b), "loss cross-entropy\n"));
	assert_non_null(strstr(commands(b), "dense 4\n"));
	run(b, "loss mse; optimizer sgd; data spiral; run 1");
	assert_non_null(strstr(commands(b), "loss mse\n"));
	assert_non_null(strstr(commands(b), "optimizer sgd\n"));
	run(b, "loss auto; optimizer auto; data article; run 1");
	assert_int_equal(lab_current(shell_lab(b->sh))->cond->problem.loss, LOSS_MSE);
	assert_int_equal(b->errors, 0);
	close_bench(b);
}

static void test_settings_are_checked_together(void **state)
{
	struct bench *b = open_bench(0);

	(void)state;
	/* In either order, though neither fits alone. */
	run(b, "model dense 5 relu, dense 3\ndata blobs classes=3\nrun 1");
	assert_int_equal(b->errors, 0);
	run(b, "data article\nmodel dense 1\nrun 1");
	assert_int_equal(b->errors, 0);
	/* The first command that broke it is named, and the old state stays. */
	refuses(b, "batch 8\nmodel dense 5 relu, dense 3\nl2 .1\nrun 1", 2, 7, "3 outputs");
	assert_non_null(strstr(commands(b), "model dense 1\n"));
	run(b, "run 1");
	assert_null(strstr(commands(b), "l2"));
	close_bench(b);
}

static void test_dropout_and_split_by_state(void **state)
{
	struct bench *b = open_bench(0);

	(void)state;
	run(b, "free dropout; run 1");
	assert_non_null(strstr(commands(b), "model dense 10 relu, dropout 0.2"));
	run(b, "dropout .5; run 1");
	assert_non_null(strstr(commands(b), "dropout 0.5,"));
	assert_int_equal(lab_source_state(shell_lab(b->sh), SOURCE_DROPOUT), STATE_FREE);
	run(b, "dropout 0; run 1");
	assert_null(strstr(commands(b), "dropout 0,"));
	run(b, "free split; run 1");
	assert_true(lab_current(shell_lab(b->sh))->cond->problem.n_test == 25);
	refuses(b, "set test 0; run 1", 1, 5, "no test set");
	refuses(b, "data sine; run 1", 1, 6, "time order");
	close_bench(b);
}

static void test_reroll(void **state)
{
	struct bench *b = open_bench(0);
	struct str one = STR_INIT, two = STR_INIT;

	(void)state;
	run(b, "fix init=7; reroll init");
	lab_source_text(shell_lab(b->sh), SOURCE_INIT, &one);
	assert_string_not_equal(one.s, "fixed 7");
	run(b, "reroll");
	lab_source_text(shell_lab(b->sh), SOURCE_INIT, &two);
	assert_string_not_equal(one.s, two.s);
	str_clear(&two);
	lab_source_text(shell_lab(b->sh), SOURCE_BATCH, &two);
	assert_string_equal(two.s, "fixed 32");
	run(b, "choices batch 4,32; reroll batch");
	str_clear(&two);
	lab_source_text(shell_lab(b->sh), SOURCE_BATCH, &two);
	assert_string_equal(two.s, "fixed 4");
	refuses(b, "free init; reroll init", 1, 19, "free");
	refuses(b, "reroll nudge", 1, 8, "off");
	refuses(b, "choices batch 4; reroll batch", 1, 25, "no other");
	str_release(&one);
	str_release(&two);
	close_bench(b);
}

static void test_go_and_names(void **state)
{
	struct bench *b = open_bench(0);

	(void)state;
	run(b, "name first; run 2; data spiral; model dense 4 tanh, dense 1; name \"the second\"; run 2");
	run(b, "go first; run 1");
	assert_int_equal(lab_current(shell_lab(b->sh))->id, 1);
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 3);
	/* What followed the data goes on following it. */
	run(b, "data blobs classes=5; run 1");
	assert_non_null(strstr(commands(b), "dense 5\n"));
	refuses(b, "name first", 1, 6, "name already");
	run(b, "pin \"the second\"");
	assert_true(lab_entry(shell_lab(b->sh), 1)->pinned);
	refuses(b, "go nowhere", 1, 4, "no condition");
	close_bench(b);
}

/* ---- refusals: one line, the word, the old state ---- */

static void test_refusals(void **state)
{
	static const struct { const char *text; int line, col; const char *words; } bad[] = {
		{ "frobnicate", 1, 1, "no command" },
		{ "run 1\n  modle x", 2, 3, "did you mean model?" },
		{ "free foo", 1, 6, "no source" },
		{ "free init=3", 1, 6, "no level" },
		{ "fix init=x", 1, 10, "not a seed" },
		{ "off init", 1, 5, "cannot be off" },
		{ "optimizer adm", 1, 11, "no optimizer" },
		{ "optimizer adam lr", 1, 16, "lr=.01" },
		{ "optimizer sgd beta1=.9", 1, 15, "beta1" },
		{ "model dense 10 rleu, dense 1", 1, 16, "activation" },
		{ "model", 1, 7, "one word more" },
		{ "loss mse delta=2", 1, 10, "only huber" },
		{ "batch 0", 1, 7, "batch size" },
		{ "budget weeks 3", 1, 8, "epochs N" },
		{ "budget epochs 0", 1, 15, "epochs" },
		{ "l2 -1", 1, 4, "L2" },
		{ "set theme pink", 1, 11, "light" },
		{ "set tehme dark", 1, 5, "did you mean theme" },
		{ "choices init 3", 1, 9, "only batch and optimizer" },
		{ "choices batch 8,8", 1, 17, "twice" },
		{ "data nosuch", 1, 6, "nosuch" },
		{ "data article rows", 1, 14, "KEY=VALUE" },
		{ "loss bce", 1, 6, "bce" },
		{ "run -5", 1, 5, "number of runs" },
		{ "wait runs=10", 1, 6, "only 0 runs" },
		{ "wait later", 1, 6, "runs=N" },
		{ "pace fast", 1, 6, "slow, auto" },
		{ "view nothing", 1, 6, "no view" },
		{ "show nothing", 1, 6, "to show" },
		{ "go 99", 1, 4, "no condition" },
		{ "compare 1 1", 1, 9, "too few runs" },
		{ "seek 3", 1, 1, "no session is playing" },
		{ "fork", 1, 1, "no session is playing" },
		{ "remedy prayer", 1, 8, "no remedy" },
		{ "fix all; attribute", 1, 10, "nothing is free" },
		{ "help nonsense", 1, 6, "no help" },
		{ "lesson next", 1, 8, "no lesson" },
		{ "lesson ../no/such.lesson", 1, 8, "there is no lesson" },
		{ "note \"open", 1, 6, "never closed" },
		{ "export runs.txt", 1, 8, ".csv, .json, .svg, .py or .mjs" },
		{ "plan magic", 1, 6, "pick-freeze" },
		{ "quit now", 1, 6, "too many" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct bench *b = open_bench(0);
		char *before, *after;

		run(b, "show");
		before = strdup(commands(b));
		refuses(b, bad[i].text, bad[i].line, bad[i].col, bad[i].words);
		run(b, "show");
		after = strdup(commands(b));
		if (!strstr(bad[i].text, ";"))
			assert_string_equal(before, after);
		free(before);
		free(after);
		close_bench(b);
	}
}

/* What comes after an error in a script is not done. */
static void test_error_ends_script(void **state)
{
	struct bench *b = open_bench(0);

	(void)state;
	refuses(b, "run 2\nfrob\nrun 50", 2, 1, "no command");
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 2);
	close_bench(b);
}

/* Text from users is escaped before it is shown. */
static void test_escapes(void **state)
{
	struct bench *b = open_bench(0);

	(void)state;
	run(b, "note \"\x1b[31mred\"; name \"\x1b]0;x\x07\"; run 2; report; show conditions");
	assert_null(strchr(b->out.s, '\x1b'));
	assert_null(strchr(b->out.s, '\x07'));
	for (size_t i = 0; i < lab_log_count(shell_lab(b->sh)); i++)
		assert_null(strchr(lab_log(shell_lab(b->sh), i).text, '\x1b'));
	refuses(b, "data \"\x1b[2J\"", 1, 6, "");
	assert_null(strchr(b->err.text, '\x1b'));
	close_bench(b);
}

/* ---- figures ---- */

static void test_everything_fixed_is_zero(void **state)
{
	struct bench *b = open_bench(0);
	struct estimate d;

	(void)state;
	run(b, "fix init; run 40");
	d = stats_difference(lab_current(shell_lab(b->sh))->stats);
	assert_true(d.n == 40 && d.mean == 0);
	run(b, "show differences");
	assert_string_equal(b->out.s, "mean prediction difference 0 exactly\n");
	close_bench(b);
}

/* With two optimizers to draw from and all else fixed there are two outcomes;
 * with all pairs compared, the mean difference is their distance times the share of
 * unlike pairs, 2 n1 n2 / (n (n - 1)). */
static void test_two_outcomes(void **state)
{
	struct bench *b = open_bench(0);
	double ends[2] = { 0, 0 }, share;
	size_t n[2] = { 0, 0 }, all;
	struct kept_run r[2];

	(void)state;
	run(b, "fix all; choices optimizer adam,sgd; free optimizer; run 30");
	all = stats_kept(lab_current(shell_lab(b->sh))->stats);
	assert_int_equal(all, 30);
	for (size_t i = 0; i < all; i++) {
		struct kept_run k;

		assert_true(stats_kept_run(lab_current(shell_lab(b->sh))->stats, i, &k));
		r[k.levels.v[SOURCE_OPTIMIZER] == OPTIM_SGD] = k;
		n[k.levels.v[SOURCE_OPTIMIZER] == OPTIM_SGD]++;
	}
	assert_true(n[0] > 5 && n[1] > 5);
	for (size_t i = 0; i < 100; i++)
		ends[0] += fabs((double)r[0].pred[i] - r[1].pred[i]) / 100;
	share = 2.0 * (double)n[0] * (double)n[1] / (30.0 * 29.0);
	ends[1] = stats_difference(lab_current(shell_lab(b->sh))->stats).mean;
	assert_true(fabs(ends[1] - share * ends[0]) < 1e-6 * ends[1] + 1e-9);
	close_bench(b);
}

static void test_attribute(void **state)
{
	struct bench *b = open_bench(0);
	const struct lab_entry *a;
	struct effect ef[SOURCE_COUNT];
	double var;

	(void)state;
	run(b, "free init shuffle; attribute 60; show attribution");
	a = lab_attribution(shell_lab(b->sh));
	assert_non_null(a);
	assert_int_equal(a->delivered, 60 * 4);
	assert_int_equal(attribute_effects(a->attr, TARGET_PREDICTION, ef, &var), 60);
	/* On this problem, at 10 epochs, init is nearly all of it. */
	assert_int_equal(ef[0].source, SOURCE_INIT);
	assert_true(ef[0].total_lo > .9 && ef[1].total_hi < .1);
	assert_non_null(strstr(b->out.s, "first order"));
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 0);	/* the condition itself is untouched */
	assert_int_equal(lab_current(shell_lab(b->sh))->cond->plan, PLAN_PLAIN);
	close_bench(b);
}

/* Toggling says the same without a plan, as far as it goes. */
static void test_toggled(void **state)
{
	struct bench *b = open_bench(0);
	struct toggled_effect t[SOURCE_COUNT];

	(void)state;
	run(b, "free init; run 200; free shuffle; run 200; show attribution");
	assert_int_equal(lab_toggled(shell_lab(b->sh), lab_current(shell_lab(b->sh)), t), 2);
	assert_int_equal(t[0].source, SOURCE_INIT);
	assert_true(t[0].only > .7 && t[0].only < 1.4);		/* init alone is all of it */
	assert_true(isnan(t[0].rest));				/* shuffle alone was not tried */
	assert_true(fabs(t[1].rest) < .4);			/* fixing the order takes nothing away */
	assert_non_null(strstr(b->out.s, "not tried"));
	/* Another learning rate is another matter: nothing to compare with. */
	run(b, "optimizer adam lr=.01; run 50");
	assert_int_equal(lab_toggled(shell_lab(b->sh), lab_current(shell_lab(b->sh)), t), 0);
	close_bench(b);
}

static void test_remedy_batch(void **state)
{
	struct bench *b = open_bench(0);
	const struct lab_sweep *w;

	(void)state;
	run(b, "remedy batch 4,100");
	w = lab_sweep(shell_lab(b->sh));
	assert_non_null(w);
	assert_int_equal(w->n, 2);
	/* The usual advice, reversed: .17 and .49 in the design's own measurement. */
	assert_int_equal(w->result.finding, FINDING_OPPOSITE);
	assert_true(fabs(w->row[0].spread.mean - .16) < .03);
	assert_true(fabs(w->row[1].spread.mean - .48) < .06);
	close_bench(b);
}

/* Averaging is measured against single runs, so these have no error of that. */
static void test_remedy_ensemble(void **state)
{
	struct bench *b = open_bench(0);
	const struct lab_sweep *w;

	(void)state;
	run(b, "remedy ensemble 1,2,4");
	w = lab_sweep(shell_lab(b->sh));
	assert_non_null(w);
	assert_int_equal(w->n, 3);
	assert_true(w->result.loss_hi < 0);
	assert_non_null(strstr(b->out.s, "its data loss at the probes"));
	assert_null(strstr(b->out.s, "± 0\n"));
	/* single runs' is the data loss after training: neither penalty nor class weights in it */
	run(b, "data iris test=.3; class-weights on; l2 .01; remedy ensemble 1,2");
	w = lab_sweep(shell_lab(b->sh));
	assert_true(fabs(w->row[0].loss.mean - stats_outcome(lab_current(shell_lab(b->sh))->stats, STATS_DATA_LOSS).mean)
		    < 1e-5 * w->row[0].loss.mean);
	assert_true(stats_outcome(lab_current(shell_lab(b->sh))->stats, STATS_TEST_LOSS).mean > 1.2 * w->row[0].loss.mean);
	close_bench(b);
}

/* Too few runs that did not diverge is not too few runs. */
static void test_remedy_diverged(void **state)
{
	struct bench *b = open_bench(0);

	(void)state;
	run(b, "optimizer sgd lr=1000; init normal; remedy batch 4,50");
	assert_non_null(strstr(b->out.s, "cannot be judged: 800 of 800 runs diverged."));
	assert_null(strstr(b->out.s, "too few"));
	/* One setting of three: the others are judged, and the one is named. */
	b->out.len = 0;
	run(b, "optimizer sgd lr=.01; remedy lr-batch .01,.02,100");
	assert_non_null(strstr(b->out.s, "runs diverged, every one with lr 100."));
	assert_int_equal(lab_sweep(shell_lab(b->sh))->n, 2);
	/* Some diverge: each row says how many, and they count as lost. */
	b->out.len = 0;
	run(b, "data iris test=.3; model dense 16 relu, dense 3; batch 16; fix init; free init shuffle; optimizer sgd lr=.1; remedy lr-batch .1,6");
	assert_non_null(strstr(b->out.s, " diverged\nlr 0.1 "));
	assert_non_null(strstr(b->out.s, " of 400\nA larger ratio"));
	assert_non_null(strstr(b->out.s, "; a run with lr 6 has the lower loss in "));
	assert_null(strstr(b->out.s, "the loss rises"));
	close_bench(b);
}

static void test_divergence(void **state)
{
	struct bench *b = open_bench(0);
	const struct divergence *d;

	(void)state;
	run(b, "divergence 20");
	d = lab_divergence(shell_lab(b->sh));
	assert_non_null(d);
	assert_int_equal(divergence_twins(d), 20);
	assert_int_equal(divergence_epochs(d), 10);
	/* The article contracts: still near 1e-8 at the end. */
	assert_true(divergence_quantile(d, 9, .95) < -7);
	close_bench(b);
}

/* ---- interactive ---- */

static void test_interactive_completes(void **state)
{
	struct bench *b = open_bench(1);
	struct err err = ERR_INIT;

	(void)state;
	assert_true(lab_pace_auto(shell_lab(b->sh)));
	assert_true(lab_pace(shell_lab(b->sh)) > 0 && lab_pace(shell_lab(b->sh)) < 10);
	run(b, "set runs 60; pace max");
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 60);
	run(b, "fix init; pace max");	/* nothing free: it ends by itself, too */
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 60);
	assert_int_equal(shell_exec(b->sh, "run 5", &err), 0);
	run(b, "");
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 65);
	close_bench(b);
}

/* Runs of everything but the present condition. */
static uint64_t runs_aside(const struct lab *lab)
{
	uint64_t n = 0;

	for (size_t i = 0; i < lab_entries(lab); i++)
		if (lab_entry(lab, i) != lab_current(lab))
			n += lab_entry(lab, i)->delivered;
	return n;
}

/* Why runs differ, and what helps, is there before anybody asks; it is told to nobody. */
static void test_why_by_itself(void **state)
{
	struct bench *b = open_bench(1);
	struct lab *lab = shell_lab(b->sh);
	struct effect e[SOURCE_ALL];
	double var;

	(void)state;
	run(b, "pace max; free init; set runs 40000; wait idle");
	assert_null(lab_attribution(lab));		/* a single source */
	assert_int_equal(runs_aside(lab), 0);
	run(b, "free shuffle; wait idle");
	assert_int_equal(lab_current(lab)->delivered, 40000);
	assert_non_null(lab_attribution(lab));
	assert_true(attribute_effects(lab_attribution(lab)->attr, TARGET_PREDICTION, e, &var) >= ATTRIBUTE_FEW);
	assert_true(e[0].first > .9);
	assert_true(runs_aside(lab) - 40000 <= 40000 / 20);	/* the 40,000 of init alone stand beside it */
	assert_string_equal(b->out.s, "");
	assert_int_equal(b->errors, 0);
	close_bench(b);
	/* not where too few runs are to come, nor where it is to be asked, nor in a script */
	for (int i = 0; i < 3; i++) {
		b = open_bench(i < 2);
		run(b, i == 0 ? "pace max; set runs 500; free init shuffle; wait idle" : i == 1
		    ? "set why ask; pace max; set runs 20000; free init shuffle; wait idle" : "free init shuffle; run 20000");
		assert_int_equal(runs_aside(shell_lab(b->sh)), 0);
		close_bench(b);
	}
}

/* Both, of a condition that is to have enough runs; and turning to another ends it. */
static void test_helps_by_itself(void **state)
{
	struct bench *b = open_bench(1);
	struct lab *lab = shell_lab(b->sh);
	uint64_t aside;

	(void)state;
	run(b, "pace max; set runs 100000; free init shuffle; wait idle");
	assert_non_null(lab_attribution(lab));
	assert_non_null(lab_helps(lab));
	assert_int_equal(lab_helps(lab)->of, lab_current(lab)->id);
	aside = runs_aside(lab);
	assert_true(aside > 0 && aside <= 100000 / 20);
	assert_string_equal(b->out.s, "");
	close_bench(b);
}

static void test_interactive_error_spares_other_text(void **state)
{
	struct bench *b = open_bench(1);

	(void)state;
	shell_queue(b->sh, "set runs 10; pace max", "rc", 1);
	shell_queue(b->sh, "frob\nset runs 30", "script", 1);
	shell_queue(b->sh, "fix shuffle=3", "-e", 1);
	run(b, "");
	assert_int_equal(b->errors, 1);
	assert_string_equal(b->err.file, "script");
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 10);
	assert_non_null(strstr(commands(b), "shuffle=3"));
	close_bench(b);
}

static void test_pause_and_step(void **state)
{
	struct bench *b = open_bench(1);
	struct err err = ERR_INIT;

	(void)state;
	shell_queue(b->sh, "pause", "test", 1);
	shell_poll(b->sh, 1000000);
	assert_true(lab_paused(shell_lab(b->sh)));
	for (int i = 1; i <= 3; i++) {
		assert_int_equal(shell_exec(b->sh, "step run", &err), 0);
		while (lab_current(shell_lab(b->sh))->delivered < (uint64_t)i)
			if (!(shell_poll(b->sh, 1000000) & LAB_RUNS))
				lab_wait(shell_lab(b->sh), 10);
	}
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 3);
	close_bench(b);
}

/* A question is answered even while the training rests, and it rests on. */
static void test_study_while_paused(void **state)
{
	struct bench *b = open_bench(1);

	(void)state;
	shell_queue(b->sh, "pause", "test", 1);
	shell_poll(b->sh, 1000000);
	shell_queue(b->sh, "attribute 20", "test", 1);
	while (lab_attribution(shell_lab(b->sh)) == NULL || lab_attribution(shell_lab(b->sh))->delivered < 60)
		if (!(shell_poll(b->sh, 1000000) & LAB_RUNS))
			lab_wait(shell_lab(b->sh), 10);
	shell_poll(b->sh, 0);
	assert_true(lab_paused(shell_lab(b->sh)));
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 0);
	close_bench(b);
}

/* No lanes of that width, so no threads: one error, and nothing waits for ever. */
static void test_no_pool(void **state)
{
	static const char *const text[] = { "run 5; run 5", "attribute 10; report", "remedy ensemble" };

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct bench *b = calloc(1, sizeof *b);
		struct shell_host host = { .arg = b, .print = on_print, .error = on_error };
		struct lab_config c = { .workers = 1, .width = 3, .seed = 1 };
		struct err err = ERR_INIT;

		str_init(&b->out);
		b->sh = shell_new(&c, &host);
		run(b, text[i]);
		assert_int_equal(b->errors, 1);
		assert_true(shell_failed(b->sh, &err));
		assert_non_null(strstr(err.text, "no lanes of width 3"));
		assert_int_equal(b->out.len, 0);
		close_bench(b);
	}
}

/* ---- sessions ---- */

static char session[] = "test_lab.reroll";

static void record(const char *text)
{
	struct bench *b = open_bench(0);
	struct err err = ERR_INIT;

	unlink(session);
	assert_int_equal(lab_record(shell_lab(b->sh), session, &err), 0);
	run(b, text);
	assert_int_equal(b->errors, 0);
	assert_int_equal(lab_finish_session(shell_lab(b->sh), &err), 0);
	close_bench(b);
}

/* Every setting there is comes back from a session's text, bit for bit. */
static void test_verify_everything(void **state)
{
	static const char *const text[] = {
		"free init shuffle; run 40",
		"data spiral rows=60; free all; budget epochs 3; run 40",
		("data blobs classes=3 rows=60 test=.2; free split dropout; dropout .3; l2 .01; class-weights on; "
		 "stratify split; stratify shuffle on; budget epochs 4; run 20"),
		"loss huber delta=.3; init he-normal; budget updates 17; off batch; free nudge rounding init; run 20",
		"optimizer adam lr=.02 eps=1e-5; budget loss .09 epochs=15; seed 99; set probes 7; run 20",
		"choices batch 3,50; choices optimizer sgd,nadam; free batch optimizer; run 40",
		"engine blis; budget epochs 2; run 4",
		"model conv1d 2 3 same relu, flatten, dense 1; data sine rows=60; budget epochs 2; run 8",
		"free init shuffle; budget epochs 1; attribute 10; run 10",
	};

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct bench *b;
		struct verify_count n;
		struct err err = ERR_INIT;

		record(text[i]);
		b = open_bench(0);
		if (lab_verify(shell_lab(b->sh), session, NULL, NULL, NULL, &n, &err))
			fail_msg("%s: %s", text[i], err.text);
		assert_true(n.same > 0);
		assert_int_equal(n.differ, 0);
		close_bench(b);
	}
	unlink(session);
}

static void edit(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(session, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* One bit of one prediction. */
static void test_verify_finds_a_bit(void **state)
{
	struct bench *b = open_bench(0);
	struct verify_count n;
	struct err err = ERR_INIT;

	(void)state;
	record("free init; run 50");
	edit("UPDATE predictions SET p = CAST(x'00' || substr(p, 2) AS BLOB) WHERE run = 17"
	     " AND substr(p, 1, 1) <> x'00';"
	     "UPDATE predictions SET p = CAST(x'01' || substr(p, 2) AS BLOB) WHERE run = 18");
	assert_int_equal(lab_verify(shell_lab(b->sh), session, NULL, NULL, NULL, &n, &err), ERR_CHECK);
	assert_true(n.differ >= 1 && n.differ <= 2);
	assert_int_equal(n.same + n.differ, 50);
	assert_non_null(strstr(err.text, "predictions differ"));
	close_bench(b);
	unlink(session);
}

static int count_ticks(void *arg, uint64_t done, uint64_t all)
{
	uint64_t *last = arg;

	assert_true(done >= *last && done <= all && all == 300);
	*last = done;
	return 0;
}

static int stop_at_once(void *arg, uint64_t done, uint64_t all)
{
	(void)arg, (void)done, (void)all;
	return 1;
}

/* Whatever the number of workers, it is the first run of the first condition. */
static void test_verify_names_the_first(void **state)
{
	(void)state;
	record("free init optimizer; run 200; fix optimizer=sgd; run 100");
	edit("UPDATE predictions SET p = CAST(substr(p, 2) || x'01' AS BLOB) WHERE run IN (60, 151, 199, 203)");
	for (int workers = 1; workers <= 5; workers += 2) {
		struct lab_config c = { .workers = workers, .seed = 1 };
		struct shell *sh = shell_new(&c, NULL);
		struct err err = ERR_INIT;
		struct verify_count n;
		uint64_t done = 0;

		assert_int_equal(lab_verify(shell_lab(sh), session, NULL, count_ticks, &done, &n, &err), ERR_CHECK);
		assert_non_null(strstr(err.text, "condition 1, run 59: the predictions differ from what"));
		assert_int_equal(n.differ, 4);
		assert_int_equal(n.same, 296);
		assert_int_equal(done, 300);
		/* Stopped from outside, it says so, or what it had found by then. */
		assert_true(lab_verify(shell_lab(sh), session, NULL, stop_at_once, NULL, &n, &err) < 0);
		assert_true(n.same + n.differ < 300);
		shell_free(sh);
	}
	unlink(session);
}

/* A session's text may set things, and nothing else. */
static void test_hostile_condition(void **state)
{
	static const char *const text[] = {
		"data article; save hostile.out", "data article; export hostile.out.csv", "data /etc/passwd",
		"quit", "", "model dense 1", "data article; data spiral", "data article; open test_lab.reroll",
		"data article; set runs 5", "data article; run 1000000", "data article; lesson init", "data \"open",
	};

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct bench *b = open_bench(0);
		struct err err = ERR_INIT;
		struct str sql = STR_INIT;

		record("run 2");
		str_addf(&sql, "UPDATE conditions SET commands = '%s'", text[i]);
		edit(sql.s);
		str_release(&sql);
		if (strncmp(text[i], "data /etc", 9) != 0)
			assert_true(lab_load(shell_lab(b->sh), session, &err) < 0);
		else		/* the session's own data serve, whatever the text says */
			lab_load(shell_lab(b->sh), session, &err);
		assert_int_not_equal(access("hostile.out", F_OK), 0);
		assert_int_not_equal(access("hostile.out.csv", F_OK), 0);
		run(b, "run 1");	/* and the lab still works */
		close_bench(b);
	}
	unlink(session);
}

static void test_load_and_go_on(void **state)
{
	struct bench *b = open_bench(0);
	struct err err = ERR_INIT;
	struct verify_count n;
	char *one, *two;

	(void)state;
	record("free init; name first; run 30; free shuffle; run 10; name \"the second\"");
	assert_int_equal(lab_load(shell_lab(b->sh), session, &err), 0);
	assert_string_equal(lab_entry(shell_lab(b->sh), 0)->name, "first");
	assert_string_equal(lab_entry(shell_lab(b->sh), 1)->name, "the second");
	assert_int_equal(lab_entries(shell_lab(b->sh)), 2);
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 10);
	assert_int_equal(lab_record(shell_lab(b->sh), session, &err), 0);
	run(b, "run 15; report");
	one = strdup(b->out.s);
	assert_int_equal(lab_finish_session(shell_lab(b->sh), &err), 0);
	close_bench(b);

	b = open_bench(0);
	assert_int_equal(lab_verify(shell_lab(b->sh), session, NULL, NULL, NULL, &n, &err), 0);
	assert_int_equal(n.same, 55);
	close_bench(b);

	/* In one go it is the same report. */
	b = open_bench(0);
	run(b, "free init; name first; run 30; free shuffle; run 25; name \"the second\"; report");
	two = b->out.s;
	assert_string_equal(one, two);
	free(one);
	close_bench(b);
	unlink(session);
}

/* What was made before `save` is saved as far as it is kept, and the answer says how far. */
static void test_save_in_the_middle(void **state)
{
	struct bench *b = open_bench(0);
	char want[120];
	size_t kept;

	(void)state;
	unlink(session);
	run(b, "free init; run 40; save test_lab.reroll; run 5");
	assert_non_null(strstr(lab_status(shell_lab(b->sh), NULL), "test_lab.reroll: all 40 runs so far, and every run from now on"));
	close_bench(b);
	unlink(session);

	b = open_bench(0);
	run(b, "free init; run 3000; save test_lab.reroll");
	kept = stats_kept(lab_current(shell_lab(b->sh))->stats);
	assert_true(kept < 1000);
	snprintf(want, sizeof want, "%zu of 3,000 runs so far, and every run from now on; the others", kept);
	assert_non_null(strstr(lab_status(shell_lab(b->sh), NULL), want));
	close_bench(b);
	unlink(session);
}

static void test_replay(void **state)
{
	struct bench *b = open_bench(1);
	struct err err = ERR_INIT;

	(void)state;
	record("free init; run 30; free shuffle; run 20");
	assert_int_equal(lab_replay(shell_lab(b->sh), session, &err), 0);
	assert_true(lab_replaying(shell_lab(b->sh)));
	run(b, "pace max");
	assert_int_equal(lab_entries(shell_lab(b->sh)), 2);
	assert_int_equal(lab_entry(shell_lab(b->sh), 0)->delivered, 30);
	assert_int_equal(lab_entry(shell_lab(b->sh), 1)->delivered, 20);
	assert_int_equal(lab_current(shell_lab(b->sh))->id, 2);
	/* Fork: a setting goes on live; the runs continue where they stopped. */
	run(b, "set runs 40; pace max; fork");
	assert_false(lab_replaying(shell_lab(b->sh)));
	assert_int_equal(lab_current(shell_lab(b->sh))->delivered, 40);
	close_bench(b);
	unlink(session);
}

/* A replay's seconds pass as fast as it is told; what moved the playhead is not lost. */
static void test_replay_speed(void **state)
{
	static const struct { const char *text; double seconds, at; } step[] = {
		{ "speed 1", 2, 2 }, { "speed 10", 3, 32 }, { "speed .5", 4, 34 },
		{ "seek 8", 1, 8.5 }, { "speed 1000", .01, 18.5 },
	};
	struct bench *b = open_bench(1);
	struct err err = ERR_INIT;
	uint64_t now = 1000000000;
	double length;

	(void)state;
	record("free init; run 30");
	edit("UPDATE runs SET time = time + 60 WHERE id > 20");
	clk_freeze(now);
	assert_int_equal(lab_replay(shell_lab(b->sh), session, &err), 0);
	shell_poll(b->sh, 0);
	for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
		assert_int_equal(shell_exec(b->sh, step[i].text, &err), 0);
		clk_freeze(now += (uint64_t)(step[i].seconds * 1e9 + .5));
		shell_poll(b->sh, 1000000);
		if (fabs(lab_replay_position(shell_lab(b->sh), &length) - step[i].at) > 1e-3)
			fail_msg("%s: at %g", step[i].text, lab_replay_position(shell_lab(b->sh), NULL));
		assert_int_equal(lab_entry(shell_lab(b->sh), 0)->delivered, 20);
	}
	assert_true(length > 60);
	assert_int_equal(shell_exec(b->sh, "speed 0", &err), ERR_USAGE);
	assert_int_equal(shell_exec(b->sh, "speed fast", &err), ERR_USAGE);
	assert_int_equal(shell_exec(b->sh, "speed", &err), ERR_USAGE);
	clk_freeze(UINT64_MAX);
	close_bench(b);
	unlink(session);
}

static void test_json(void **state)
{
	struct bench *b = open_bench(0);
	struct str s = STR_INIT;

	(void)state;
	run(b, "name \"a \\\"quoted\\\" \x01 name\"; run 5");
	report_json(shell_lab(b->sh), &s);
	assert_non_null(strstr(s.s, "\"runs\": 5"));
	assert_non_null(strstr(s.s, "\\\"quoted\\\" \\u0001"));
	assert_null(strstr(s.s, "nan"));
	str_release(&s);
	close_bench(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_condition),
		cmocka_unit_test(test_identical_settings_go_on),
		cmocka_unit_test(test_seed_is_identity_only_when_free),
		cmocka_unit_test(test_defaults_follow_the_data),
		cmocka_unit_test(test_settings_are_checked_together),
		cmocka_unit_test(test_dropout_and_split_by_state),
		cmocka_unit_test(test_reroll),
		cmocka_unit_test(test_go_and_names),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_error_ends_script),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_everything_fixed_is_zero),
		cmocka_unit_test(test_two_outcomes),
		cmocka_unit_test(test_attribute),
		cmocka_unit_test(test_toggled),
		cmocka_unit_test(test_remedy_batch),
		cmocka_unit_test(test_remedy_ensemble),
		cmocka_unit_test(test_remedy_diverged),
		cmocka_unit_test(test_divergence),
		cmocka_unit_test(test_interactive_completes), cmocka_unit_test(test_why_by_itself),
		cmocka_unit_test(test_helps_by_itself),
		cmocka_unit_test(test_interactive_error_spares_other_text),
		cmocka_unit_test(test_pause_and_step),
		cmocka_unit_test(test_study_while_paused),
		cmocka_unit_test(test_no_pool),
		cmocka_unit_test(test_verify_everything),
		cmocka_unit_test(test_verify_finds_a_bit),
		cmocka_unit_test(test_verify_names_the_first),
		cmocka_unit_test(test_hostile_condition),
		cmocka_unit_test(test_load_and_go_on),
		cmocka_unit_test(test_save_in_the_middle),
		cmocka_unit_test(test_replay),
		cmocka_unit_test(test_replay_speed),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
