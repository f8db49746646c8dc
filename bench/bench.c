/*
 * bench.c - `reroll bench` and `make bench`: runs a second, side by side.
 *
 * Machines are noisy and shared, so contenders take turns: each round runs
 * every contender once, and best and median over the rounds are shown: processor
 * seconds of a complete run on one core, and the clock's where all cores work.  Only
 * ratios within one such run mean anything; the share of the core's own peak is measured
 * in the same rounds.  Who ends at another loss has done other work, and has no ratio.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/err.h"
#include "base/names.h"
#include "base/str.h"
#include "base/utf8.h"
#include "bench.h"
#include "measure.h"
#include "engine/engine.h"
#include "run/pool.h"

struct contender {
	const char *name, *command;	/* command NULL: reroll itself */
	int all_cores;
	int n;
	struct round round[BENCH_ROUNDS];
	double runs, loss, square;	/* over all rounds: how many, and their means */
	int agrees;			/* its final loss is ours */
	char why[sizeof ((struct round *)0)->why];
};

/* What a contender is judged by: the clock where all cores work, else the processor,
 * which other programs on the machine do not take from it. */
static double price(const struct contender *c, const struct round *r)
{
	return c->all_cores ? r->seconds : r->cpu;
}

static int by_cpu(const void *a, const void *b)
{
	const struct round *x = a, *y = b;

	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

static int by_seconds(const void *a, const void *b)
{
	const struct round *x = a, *y = b;

	return x->seconds < y->seconds ? -1 : x->seconds > y->seconds;
}

/* Rounds that failed are left out by the caller. */
static double median(const struct contender *c)
{
	int half = c->n / 2;

	return c->n % 2 ? price(c, &c->round[half])
			: (price(c, &c->round[half - 1]) + price(c, &c->round[half])) / 2;
}

static void sum_up(struct contender *c)
{
	qsort(c->round, (size_t)c->n, sizeof c->round[0], c->all_cores ? by_seconds : by_cpu);
	for (int i = 0; i < c->n; i++) {
		const struct round *r = &c->round[i];

		c->runs += r->runs;
		c->loss += r->loss * r->runs;
		c->square += r->square * r->runs;
	}
	if (c->n) {
		c->loss /= c->runs;
		c->square /= c->runs;
	}
}

/*
 * Has it done the same work?  Its mean final loss is within 5 % of ours, or within four
 * standard errors by the spread of our own runs.
 */
static int same_work(const struct contender *own, const struct contender *c)
{
	double variance = fmax(0, own->square - own->loss * own->loss);
	double error = sqrt(variance * (1 / own->runs + 1 / c->runs));

	return fabs(c->loss - own->loss) <= fmax(.05 * fabs(own->loss), 4 * error);
}

static void report_json(const struct workload *w, const struct contender *x, double flops, double peak,
			double other)
{
	double best = x->n ? price(x, &x->round[0]) : NAN;
	json_t *j = json_pack("{ss ss sb sf sf}", "workload", w->name, "who", x->name, "all_cores",
			      x->all_cores, "flop", flops, "peak", peak);

	json_object_set_new(j, "loss", x->n ? json_real(x->loss) : json_null());
	json_object_set_new(j, "runs", x->n ? json_real(x->runs) : json_null());
	json_object_set_new(j, "agrees", x->n ? json_boolean(x->agrees) : json_null());
	json_object_set_new(j, "seconds_best", x->n ? json_real(x->round[0].seconds) : json_null());
	json_object_set_new(j, "cpu_best", x->n ? json_real(x->round[0].cpu) : json_null());
	json_object_set_new(j, x->all_cores ? "seconds_median" : "cpu_median",
			    x->n ? json_real(median(x)) : json_null());
	json_object_set_new(j, "ratio_to_best_other", x->n && other > 0 && !x->command
			    ? json_real(other / best) : json_null());
	json_object_set_new(j, "why", x->n ? json_null() : json_string(x->why));
	json_dumpf(j, stdout, JSON_REAL_PRECISION(6));
	putchar('\n');
	json_decref(j);
}

static void report_line(const struct contender *x, double flops, double peak, double other)
{
	double best = x->n ? price(x, &x->round[0]) : NAN;
	struct str s = STR_INIT;

	utf8_escape(&s, x->name, strlen(x->name));
	printf("  %-26s ", s.s);
	if (!x->n) {
		str_clear(&s);
		utf8_escape(&s, x->why, strlen(x->why));
		printf("cannot: %s\n", s.s);
		str_release(&s);
		return;
	}
	str_release(&s);
	printf("%11.3g %11.3g %11.3g ", best, median(x), x->round[0].seconds);
	if (!x->agrees)
		printf("%9s %7s", "", "");
	else if (other > 0 && !x->command)
		printf("%9.2f", other / best);
	else
		printf("%9s", x->command && best == other ? "1" : "");
	if (x->agrees && x->all_cores)
		printf(" %7s", "");
	else if (x->agrees)
		printf(" %5.1f %%", 100 * flops / best / peak);
	printf(" %10.5g%s\n", x->loss, x->agrees ? "" : " other work");
}

static void report(const struct bench_options *o, const struct workload *w, struct contender *c,
		   int n, double flops, double peak)
{
	struct round other = { 0 };	/* the best other's, by processor */

	for (int i = 0; i < n; i++) {
		c[i].agrees = c[i].n && (i == 0 || same_work(&c[0], &c[i]));
		if (c[i].command && c[i].agrees && (other.runs <= 0 || c[i].round[0].cpu < other.cpu))
			other = c[i].round[0];
	}
	if (!o->json)
		printf("\n%s: %.3g Mflop a run; this core's peak %.1f Gflop/s\n"
		       "  %-26s %11s %11s %11s %9s %7s %10s\n", w->name, flops / 1e6, peak / 1e9, "",
		       "s/run, best", "median", "by clock", "x other", "peak", "loss");
	for (int i = 0; i < n; i++)
		if (o->json)
			report_json(w, &c[i], flops, peak, price(&c[i], &other));
		else
			report_line(&c[i], flops, peak, price(&c[i], &other));
	fflush(stdout);
}

static int work(const struct bench_options *o, const struct workload *w)
{
	struct contender c[BENCH_PEERS + 2] = {
		{ .name = "reroll, one core" },
		{ .name = o->workers ? "reroll, workers of -j" : "reroll, all cores", .all_cores = 1 },
	};
	char dir[480], names[BENCH_PEERS][40], line[1024];
	const char *tmp = getenv("TMPDIR");
	int n = 2 + o->n_peers;
	struct err err = ERR_INIT;
	double peak = 0, flops;
	struct problem p;

	if (workload_problem(w, &p, &err)) {
		fprintf(stderr, "reroll bench: %s: %s\n", w->name, err_format(&err, line, sizeof line));
		return 1;
	}
	flops = workload_flops(&p, w);
	snprintf(dir, sizeof dir, "%s/reroll-bench-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	for (int i = 0; i < o->n_peers; i++) {
		const char *eq = strchr(o->peer[i], '=');

		snprintf(names[i], sizeof names[i], "%.*s", (int)(eq - o->peer[i]), o->peer[i]);
		c[2 + i].name = names[i];
		c[2 + i].command = eq + 1;
	}
	if (o->n_peers && (!mkdtemp(dir) || peer_data(&p, w, dir, &err))) {
		fprintf(stderr, "reroll bench: %s\n", err.code ? err.text : "no temporary folder");
		problem_release(&p);
		return 1;
	}
	for (int r = 0; r < o->rounds; r++) {
		peak = fmax(peak, engine_peak(.2));
		for (int i = 0; i < n; i++) {
			struct round x = c[i].command ? measure_peer(c[i].command, dir, o->seconds)
				: c[i].all_cores ? measure_cores(w, o->workers, o->seconds)
				: measure_core(&p, w, o->seconds);

			if (x.seconds > 0)
				c[i].round[c[i].n++] = x;
			else
				snprintf(c[i].why, sizeof c[i].why, "%s", x.why);
		}
	}
	for (int i = 0; i < n; i++)
		sum_up(&c[i]);
	report(o, w, c, n, flops, peak);
	if (o->n_peers) {
		static const char *const files[] = { "x", "y", "spec" };

		for (size_t i = 0; i < 3; i++) {
			snprintf(line, sizeof line, "%s/%s", dir, files[i]);
			unlink(line);
		}
		rmdir(dir);
	}
	problem_release(&p);
	return 0;
}

/* 0 when every word is one of the workloads, else the exit status. */
static int check_words(const struct bench_options *o)
{
	struct names known = { 0 };
	struct str s = STR_INIT;

	for (int k = 0; k < N_WORKLOADS; k++)
		names_add(&known, workloads[k].name);
	for (size_t i = 0; i < o->n_work; i++) {
		int is_known = 0;

		for (size_t k = 0; k < known.n; k++)
			is_known |= !strcmp(o->work[i], known.name[k]);
		if (is_known)
			continue;
		str_add(&s, "there is no workload '");
		utf8_escape(&s, o->work[i], strlen(o->work[i]));
		str_addc(&s, '\'');
		names_guess(&known, o->work[i], &s);
		str_add(&s, ": ");
		names_list(&known, "and", &s);
		fprintf(stderr, "reroll bench: %s are known\n", s.s);
		str_release(&s);
		return 2;
	}
	return 0;
}

int bench_run(const struct bench_options *o)
{
	int status = check_words(o);

	if (status)
		return status;
	if (!o->json)
		printf("%s, %s; %d cores; %d rounds of %g s. Processor seconds a run, of all cores\n"
		       "the clock's; x other: how many times as fast as the best other on one core\n",
		       engine_fingerprint(ENGINE_LANES), engine_fingerprint(ENGINE_BLIS),
		       pool_cores(), o->rounds, o->seconds);
	for (int k = 0; k < N_WORKLOADS; k++) {
		int wanted = !o->n_work;

		for (size_t i = 0; i < o->n_work; i++)
			wanted |= !strcmp(o->work[i], workloads[k].name);
		if (wanted && work(o, &workloads[k]))
			status = 1;
	}
	if (fflush(stdout) || ferror(stdout)) {
		perror("reroll bench: standard output");
		status = 1;
	}
	return status;
}
