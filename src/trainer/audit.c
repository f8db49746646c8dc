/*
 * audit.c - the runs of an audit: see trainer/audit.h for what is asked and when it is answered.
 *
 *     base = levels 0 of all sources
 *     first process    base | base | source 1 twice ... source k twice, at level 1 | base
 *     second process          base
 *     two more                base with OMP_NUM_THREADS 1, base with 2
 *
 * Between the first base and all others a second begins: a program that seeds itself by the
 * clock would else be the same twice.  What differs is trained again, and must come out as it
 * did: else it was no seed and no thread that made the difference, and all that was found
 * by exact comparison is asked anew in another way.  The base at the end sees what the runs
 * between have left behind.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clk.h"
#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "num/rng.h"
#include "trainer/audit.h"
#include "trainer/hand.h"

/* ---- several gaps as one ---- */

struct mean { double sum; unsigned n; };

static void add(struct mean *m, double x)
{
	if (isfinite(x)) {
		m->sum += x;
		m->n++;
	}
}

static double mean(const struct mean *m)
{
	return m->n ? m->sum / m->n : NAN;
}

struct gaps { struct mean difference, churn, loss, accuracy; double epoch; int equal; };

static struct gaps gaps(void)
{
	return (struct gaps){ .epoch = NAN, .equal = 1 };
}

static void gaps_add(struct gaps *t, const struct audit_gap *g)
{
	t->equal &= g->equal;
	add(&t->difference, g->difference);
	add(&t->churn, g->churn);
	add(&t->loss, g->loss);
	add(&t->accuracy, g->accuracy);
	t->epoch = fmin(t->epoch, g->epoch);	/* of a number and NaN, the number */
}

static struct audit_gap gaps_mean(const struct gaps *t)
{
	return (struct audit_gap){ .equal = t->equal, .difference = mean(&t->difference), .churn = mean(&t->churn),
				   .loss = mean(&t->loss), .accuracy = mean(&t->accuracy), .epoch = t->epoch };
}

/* ---- the work ---- */

/* Runs of equal levels, compared in pairs. */
struct equals { struct gaps gaps; unsigned runs; };

struct work {
	const struct audit_options *o;
	struct audit *out;
	struct str *words;
	struct hand_spec command;
	struct hand *first;		/* the first process */
	struct wire_hello sources;	/* one process a run: what is known before the first */
	const struct wire_hello *hello;	/* as it declared itself */
	struct wire_run base[3];	/* [n_base] of the first process: two, and the last */
	size_t n_base;
	struct equals one, two;		/* in one process, in several; of one process a run two alone */
	uint32_t read;			/* what runs said of the sources they looked at */
	int other_targets;		/* a second process declared other ones */
	unsigned all;			/* runs, as far as can be foreseen */
};

static struct equals *within(struct work *w)
{
	return w->out->single ? &w->two : &w->one;
}

/* Are they equal? */
static int compare(const struct work *w, struct gaps *to, const struct wire_run *a, const struct wire_run *b)
{
	struct audit_gap g;

	audit_gap(&g, a, b, w->hello->kind, w->hello->outputs);
	gaps_add(to, &g);
	return g.equal;
}

/* ---- a run ---- */

static void levels_of(const struct work *w, const struct wire_source *changed, unsigned level, struct levels *lv)
{
	wire_levels(w->hello, lv);
	for (size_t i = 0; i < w->hello->n_source; i++) {
		const struct wire_source *s = &w->hello->source[i];
		const unsigned k = s == changed ? level : 0;

		lv->v[s->slot] = s->choice ? (uint32_t)(k % s->n_choice) : rng_level(w->o->seed, (uint32_t)s->slot, k);
	}
}

static int refuse(struct work *w, struct hand *h, struct err *err)
{
	if (w->words)
		hand_last_lines(h, w->words);
	return err->code ? (int)err->code : (int)ERR_CHECK;
}

/* Run the program once more, with levels 0 but for one source. */
static int train(struct work *w, struct hand *h, const struct wire_source *changed, unsigned level,
		 struct wire_run *out, struct err *err)
{
	struct levels lv;
	int code;

	if (w->o->progress)
		w->o->progress(w->o->arg, w->out->runs, w->all > w->out->runs ? w->all : w->out->runs + 1);
	levels_of(w, changed, level, &lv);
	code = hand_train(h, w->out->runs, &lv, w->o->stop, w->o->arg, out, err);
	if (code)
		return refuse(w, h, err);
	w->out->runs++;
	w->read |= out->read;
	if (w->out->single)
		w->out->processes++;
	if (out->error) {
		struct str at = STR_INIT;

		for (size_t i = 0; i < w->hello->n_source; i++) {
			str_addf(&at, "%s%s ", i ? ", " : "", w->hello->source[i].name);
			wire_level(&at, &w->hello->source[i], lv.v[w->hello->source[i].slot]);
		}
		err_set(err, ERR_CHECK, "run %u of the audit failed (%s): %s", w->out->runs,
			at.len ? at.s : "it has no seeds", out->error);
		str_release(&at);
		wire_run_release(out);
		return refuse(w, h, err);
	}
	return 0;
}

static int same_targets(const struct wire_hello *a, const struct wire_hello *b)
{
	const size_t n = a->probes * a->outputs;

	if (!a->target || !b->target || n != b->probes * b->outputs)
		return a->target == b->target;
	return memcmp(a->target, b->target, n * sizeof *a->target) == 0;
}

/* The same in a process of its own; env: NULL-ended NAME=VALUE, or NULL.  twice: out[1] is the
 * same once more, in that process. */
static int train_alone(struct work *w, const char *const *env, const struct wire_source *changed, unsigned level,
		       int twice, struct wire_run *out, struct err *err)
{
	struct hand_spec spec = w->command;
	struct hand *h;
	int code;

	if (env)
		spec.env = env;
	h = hand_new(&spec, NULL);	/* that it declares the same is not asked for here */
	code = train(w, h, changed, level, out, err);
	if (!code && twice) {
		code = train(w, h, changed, level, out + 1, err);
		if (code)
			wire_run_release(out);
	}
	if (!code && !w->out->single) {
		w->out->processes++;
		w->other_targets |= !same_targets(w->hello, hand_declared(h));
	}
	hand_free(h);
	return code;
}

/* ---- rows ---- */

static struct audit_row *add_row(struct work *w, enum audit_what what)
{
	struct audit_row *r = &w->out->row[w->out->n_row++];

	*r = (struct audit_row){ .what = what, .is = AUDIT_NOT_ASKED, .levels = 1, .rest = NAN,
				 .gap = { .equal = 1, .difference = NAN, .churn = NAN, .loss = NAN,
					 .accuracy = NAN, .epoch = NAN } };
	return r;
}

static void judge(struct audit_row *r, const struct gaps *t, unsigned runs)
{
	r->gap = gaps_mean(t);
	r->is = t->equal ? AUDIT_EQUAL : AUDIT_DIFFERS;
	r->runs = runs;
}

/* ---- what is asked ---- */

/* A program that seeds itself by the clock is the same twice in a second. */
static int another_second(const struct work *w, struct err *err)
{
	const time_t now = time(NULL);

	while (time(NULL) == now) {
		if (w->o->stop && w->o->stop(w->o->arg))
			return err_set(err, ERR_STATE, "interrupted");
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
	}
	return 0;
}

static int tells_something(const struct wire_run *r)
{
	return r->n_pred || r->epochs || !isnan(r->train_loss) || !isnan(r->test_loss) || !isnan(r->accuracy);
}

static int has_numbers(const struct wire_run *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_pred; i++)
		n += isfinite(r->pred[i]) != 0;
	return n > 0 || r->n_pred == 0;
}

/* Of two runs of equal levels: what generators did both draw from, and are they seeded? */
static void compare_generators(struct audit *a, const struct wire_run *one, const struct wire_run *two)
{
	for (size_t i = 0; i < one->n_drawn; i++)
		for (size_t k = 0; k < two->n_drawn; k++) {
			const struct wire_drawn *x = &one->drawn[i], *y = &two->drawn[k];
			const int same = strcmp(x->state, y->state) == 0;
			size_t g = 0;

			if (strcmp(x->name, y->name) != 0)
				continue;
			while (g < a->n_generator && strcmp(a->generator[g].name, x->name) != 0)
				g++;
			if (g < a->n_generator)
				a->generator[g].seeded &= same;
			else if (g < AUDIT_GENERATORS)
				a->generator[a->n_generator++] = (struct audit_generator){ xstrdup(x->name), same };
		}
}

/* Base in another process; where that is not as here, twice: does it repeat itself? */
static int ask_other(struct work *w, struct err *err)
{
	struct wire_run other, again[2];
	int code = train_alone(w, NULL, NULL, 0, 0, &other, err);

	if (code)
		return code;
	w->two.runs = 2;
	compare_generators(w->out, &w->base[0], &other);
	if ((!compare(w, &w->two.gaps, &w->base[0], &other) || w->other_targets) && w->one.gaps.equal) {
		code = train_alone(w, NULL, NULL, 0, 1, again, err);
		if (!code) {
			w->two.runs++;
			compare(w, &w->two.gaps, &w->base[0], &again[0]);
			compare(w, &w->two.gaps, &other, &again[0]);
			compare(w, &w->one.gaps, &again[0], &again[1]);
			w->one.runs += 2;
			wire_run_release(&again[0]);
			wire_run_release(&again[1]);
		}
	}
	w->two.gaps.equal &= !w->other_targets;
	wire_run_release(&other);
	return code;
}

/* Base twice, and in another process. */
static int ask_equal(struct work *w, struct err *err)
{
	int code = train(w, w->first, NULL, 0, &w->base[0], err);

	if (code)
		return code;
	w->n_base = 1;
	w->hello = hand_declared(w->first);
	if (!tells_something(&w->base[0]))
		return err_set(err, ERR_INPUT, "it tells neither predictions nor losses: there is nothing to compare");
	if (!has_numbers(&w->base[0]))
		return err_set(err, ERR_CHECK, "the first run diverged, no prediction of it is a number: "
			       "there is nothing to compare");
	code = another_second(w, err);
	code = code ? code : train(w, w->first, NULL, 0, &w->base[1], err);
	if (code)
		return code;
	w->n_base = within(w)->runs = 2;
	compare(w, &within(w)->gaps, &w->base[0], &w->base[1]);
	compare_generators(w->out, &w->base[0], &w->base[1]);
	return w->out->single ? 0 : ask_other(w, err);
}

enum { THREADS = 2 };

static const char *const threads_env[THREADS][5] = {	/* the others overrule the first where they are set */
	{ "REROLL_AUDIT=1", "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1" },
	{ "REROLL_AUDIT=1", "OMP_NUM_THREADS=2", "OPENBLAS_NUM_THREADS=2", "MKL_NUM_THREADS=2" },
};

static int ask_threads(struct work *w, struct audit_row *r, struct err *err)
{
	struct wire_run run[THREADS];
	struct gaps t = gaps();
	int code = 0, n = 0;

	while (n < THREADS && !code) {
		struct wire_run again;

		code = train_alone(w, threads_env[n], NULL, 0, 0, &run[n], err);
		if (code)
			break;
		n++;
		if (compare(w, &t, &w->base[0], &run[n - 1]))
			continue;
		code = train_alone(w, threads_env[n - 1], NULL, 0, 0, &again, err);
		if (code)
			break;
		if (!compare(w, &w->two.gaps, &run[n - 1], &again))	/* it was not the threads */
			w->two.runs += 2;
		wire_run_release(&again);
	}
	if (!code) {
		compare(w, &t, &run[0], &run[1]);
		judge(r, &t, THREADS + 1);
	}
	while (n > 0)
		wire_run_release(&run[--n]);
	return code;
}

static int train_level(struct work *w, const struct audit_row *r, const struct wire_source *s, unsigned level,
		       struct wire_run *out, struct err *err)
{
	return r->own_process ? train_alone(w, NULL, s, level, 0, out, err) : train(w, w->first, s, level, out, err);
}

/* Equal levels are equal: the first other level that is not, twice, shows that it works. */
static int ask_source(struct work *w, struct audit_row *r, const struct wire_source *s, struct err *err)
{
	const unsigned most = s->choice && s->n_choice < AUDIT_LEVELS ? (unsigned)s->n_choice : AUDIT_LEVELS;
	struct equals *equals = r->own_process ? &w->two : within(w);
	struct gaps t = gaps();
	unsigned level = 1;
	int code = 0;

	for (; level < most && t.equal && !code; level++) {
		struct wire_run run, again;

		code = train_level(w, r, s, level, &run, err);
		if (code)
			return code;
		if (!compare(w, &t, &w->base[0], &run)) {
			code = train_level(w, r, s, level, &again, err);
			if (!code) {
				compare(w, &equals->gaps, &run, &again);
				equals->runs += 2;
				wire_run_release(&again);
			}
		}
		wire_run_release(&run);
	}
	r->is = AUDIT_NOT_ASKED;
	if (level > 1)
		judge(r, &t, level);
	r->levels = level;
	return code;
}

/* In the first process, and it is looked at whether that was the same all the time. */
static int ask_in_process(struct work *w, struct audit_row *rows, struct err *err)
{
	struct equals *e = within(w);
	int code = 0;

	for (size_t i = 0; i < w->hello->n_source && !code && e->gaps.equal; i++)
		code = ask_source(w, &rows[i], &w->hello->source[i], err);
	if (code || !e->gaps.equal)
		return code;
	code = train(w, w->first, NULL, 0, &w->base[2], err);
	if (code)
		return code;
	w->n_base = 3;
	e->runs++;
	compare(w, &e->gaps, &w->base[0], &w->base[2]);
	compare(w, &e->gaps, &w->base[1], &w->base[2]);
	return 0;
}

/* First runs of processes are equal, and no others: each level has a process of its own. */
static int ask_alone(struct work *w, struct audit_row *rows, struct err *err)
{
	int code = 0;

	w->all = w->out->runs + 2 * (unsigned)w->hello->n_source;
	for (size_t i = 0; i < w->hello->n_source && !code && w->two.gaps.equal; i++) {
		rows[i].own_process = 1;
		code = ask_source(w, &rows[i], &w->hello->source[i], err);
	}
	return code;
}

/* The distances of 2 * AUDIT_TURNS runs in one respect: does any differ? */
static int distances(struct audit_gap g[2 * AUDIT_TURNS][2 * AUDIT_TURNS], enum audit_by by,
		     double d[2 * AUDIT_TURNS][2 * AUDIT_TURNS])
{
	int any = 0;

	for (int i = 0; i < 2 * AUDIT_TURNS; i++)
		for (int k = i + 1; k < 2 * AUDIT_TURNS; k++) {
			const double x = audit_gap_by(&g[i][k], by);

			d[i][k] = d[k][i] = isfinite(x) ? x : 0;
			any |= x > 0;
		}
	return any;
}

/* Equal levels differ: as many runs of the one as of the other, in turns. */
static void apart(const struct work *w, struct audit_row *r, const struct wire_run *base, const struct wire_run *other)
{
	struct audit_gap g[2 * AUDIT_TURNS][2 * AUDIT_TURNS], within;
	double d[2 * AUDIT_TURNS][2 * AUDIT_TURNS] = { { 0 } };
	struct gaps across = gaps(), inside = gaps();
	enum audit_by by = AUDIT_BY_PREDICTIONS;

	for (int i = 0; i < 2 * AUDIT_TURNS; i++)
		for (int k = i + 1; k < 2 * AUDIT_TURNS; k++) {
			const struct wire_run *a = i < AUDIT_TURNS ? &base[i] : &other[i - AUDIT_TURNS];
			const struct wire_run *b = k < AUDIT_TURNS ? &base[k] : &other[k - AUDIT_TURNS];

			audit_gap(&g[i][k], a, b, w->hello->kind, w->hello->outputs);
			gaps_add((i < AUDIT_TURNS) == (k < AUDIT_TURNS) ? &inside : &across, &g[i][k]);
		}
	while (by < AUDIT_BY_COUNT && !distances(g, by, d))
		by++;
	judge(r, &across, 2 * AUDIT_TURNS);
	within = gaps_mean(&inside);
	r->by = by < AUDIT_BY_COUNT ? by : AUDIT_BY_PREDICTIONS;
	r->rest = audit_gap_by(&within, r->by);
	r->levels = 2;
	r->own_process = 0;
	r->in_turns = 1;
	r->is = audit_apart(d) ? AUDIT_DIFFERS : AUDIT_HIDDEN;
}

/* The base's own runs among them are equal levels, too. */
static void compare_turns(struct work *w, const struct wire_run *run)
{
	struct equals *e = within(w);

	for (size_t i = 0; i < AUDIT_TURNS; i++) {
		for (size_t k = 0; k < w->n_base; k++)
			compare(w, &e->gaps, &w->base[k], &run[i]);
		for (size_t k = 0; k < i; k++)
			compare(w, &e->gaps, &run[k], &run[i]);
	}
	e->runs += AUDIT_TURNS;
}

static int ask_in_turns(struct work *w, struct audit_row *rows, struct err *err)
{
	const size_t columns = w->hello->n_source + 1, all = columns * AUDIT_TURNS;
	struct wire_run *run = xcalloc(all, sizeof *run);	/* [column][turn], column 0 the base */
	size_t n = 0;
	int code = 0;

	w->all = w->out->runs + (unsigned)all;
	while (n < all && !code) {
		const size_t turn = n / columns, c = n % columns;
		const struct wire_source *s = c ? &w->hello->source[c - 1] : NULL;

		code = train(w, w->first, s, s != NULL, &run[c * AUDIT_TURNS + turn], err);
		n += !code;
	}
	for (size_t c = 1; c < columns && !code; c++) {
		const struct wire_source *s = &w->hello->source[c - 1];

		if (!s->choice || s->n_choice > 1)
			apart(w, &rows[c - 1], run, run + c * AUDIT_TURNS);
	}
	if (!code)
		compare_turns(w, run);
	for (size_t i = 0; i < n; i++)
		wire_run_release(&run[i % columns * AUDIT_TURNS + i / columns]);
	free(run);
	return code;
}

static int ask_all(struct work *w, struct audit_row *threads, struct audit_row *rows, struct err *err)
{
	const struct gaps *one = &within(w)->gaps, *two = &w->two.gaps;
	const int wire = !w->out->single;
	int code = two->equal ? ask_threads(w, threads, err) : 0;

	if (!code && one->equal)
		code = ask_in_process(w, rows, err);
	if (!code && !one->equal && wire && two->equal)
		code = ask_alone(w, rows, err);
	if (!code && !one->equal && !(wire && two->equal))
		code = ask_in_turns(w, rows, err);
	if (!two->equal) {
		threads->is = AUDIT_NOT_ASKED;	/* who knows what made them differ */
		threads->gap.equal = 1;
	}
	return code;
}

static int ask(struct work *w, struct err *err)
{
	struct audit_row *same = NULL, *two, *threads, *rows;
	int code = ask_equal(w, err);

	if (code)
		return code;
	if (!w->out->single)
		same = add_row(w, AUDIT_PROCESS);
	two = add_row(w, AUDIT_PROCESSES);
	threads = add_row(w, AUDIT_THREADS);
	rows = &w->out->row[w->out->n_row];
	for (size_t i = 0; i < w->hello->n_source; i++)
		add_row(w, AUDIT_SOURCE)->name = xstrdup(w->hello->source[i].name);
	code = ask_all(w, threads, rows, err);
	if (code)
		return code;
	if (same)
		judge(same, &w->one.gaps, w->one.runs);
	judge(two, &w->two.gaps, w->two.runs);
	two->other_targets = w->other_targets;
	for (size_t i = 0; i < w->hello->n_source; i++) {
		rows[i].looked_at = w->read & WIRE_READ ? (int)(w->read >> w->hello->source[i].slot & 1) : -1;
		if (rows[i].looked_at == 0 && rows[i].in_turns)
			rows[i].is = AUDIT_HIDDEN;	/* it was chance */
	}
	return 0;
}

int audit_run(struct audit *out, const struct audit_options *o, struct str *words, struct err *err)
{
	static const char *const env[] = { "REROLL_AUDIT=1", NULL };
	struct work w = { .o = o, .out = out, .words = words, .command = *o->command,
			  .one = { gaps(), 0 }, .two = { gaps(), 0 } };
	const uint64_t began = clk_ns();
	int code;

	memset(out, 0, sizeof *out);
	w.command.env = env;
	out->single = hand_is_single(o->command);
	w.first = hand_new(&w.command, NULL);
	code = out->single ? hand_sources(o->command, &w.sources, err) : hand_declare(w.first, o->stop, o->arg, err);
	if (code) {
		refuse(&w, w.first, err);
	} else {
		w.hello = out->single ? &w.sources : hand_declared(w.first);
		w.all = 6 + 2 * (unsigned)w.hello->n_source;
		out->processes = !out->single;
		out->trainer = xstrdup(w.hello->trainer ? w.hello->trainer : "");
		code = ask(&w, err);
		out->predicts = w.n_base && w.base[0].n_pred > 0;
		out->epochs = w.n_base && w.base[0].epochs > 0;
	}
	out->seconds = (double)(clk_ns() - began) / 1e9;
	for (size_t i = 0; i < w.n_base; i++)
		wire_run_release(&w.base[i]);
	hand_free(w.first);
	wire_hello_release(&w.sources);
	if (code)
		audit_release(out);
	return code;
}

void audit_release(struct audit *a)
{
	for (size_t i = 0; i < a->n_row; i++)
		free(a->row[i].name);
	for (size_t i = 0; i < a->n_generator; i++)
		free(a->generator[i].name);
	free(a->trainer);
	memset(a, 0, sizeof *a);
}

int audit_passes(const struct audit *a)
{
	for (size_t i = 0; i < a->n_row; i++) {
		const struct audit_row *r = &a->row[i];

		if (r->what == AUDIT_THREADS || r->is == AUDIT_NOT_ASKED)
			continue;
		if (r->is != (r->what == AUDIT_SOURCE ? AUDIT_DIFFERS : AUDIT_EQUAL))
			return 0;
	}
	return 1;
}
