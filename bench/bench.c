/*
 * bench.c - `reroll bench` and `make bench`: runs a second, side by side.
 *
 * Machines are noisy and shared, so contenders take turns: each round runs
 * every contender once, and best and median over the rounds are shown.  Only
 * ratios within one such run mean anything; the share of the core's own peak
 * is measured in the same rounds.
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
};

static int by_seconds(const void *a, const void *b)
{
	const struct round *x = a, *y = b;

	return x->seconds < y->seconds ? -1 : x->seconds > y->seconds;
}

/* Rounds that failed are left out by the caller: all seconds are positive. */
static double median(const struct contender *c)
{
	return c->n % 2 ? c->round[c->n / 2].seconds
			: (c->round[c->n / 2 - 1].seconds + c->round[c->n / 2].seconds) / 2;
}

static void report(const struct bench_options *o, const struct workload *w, const struct contender *c,
		   int n, double flops, double peak)
{
	double other = 0;

	for (int i = 0; i < n; i++)
		if (c[i].command && c[i].n && (!other || c[i].round[0].seconds < other))
			other = c[i].round[0].seconds;
	if (!o->json)
		printf("\n%s: %.3g Mflop a run; this core's peak %.1f Gflop/s\n"
		       "  %-26s %12s %12s %12s %9s %7s %10s\n", w->name, flops / 1e6, peak / 1e9, "",
		       "runs/s best", "median", "s/run", "x other", "peak", "loss");
	for (int i = 0; i < n; i++) {
		const struct contender *x = &c[i];
		double best = x->n ? x->round[0].seconds : NAN, share = flops / best / peak;

		if (o->json) {
			json_t *j = json_pack("{ss ss sb sf sf sf sf}", "workload", w->name, "who",
					      x->name, "all_cores", x->all_cores,
					      "flop", flops, "peak", peak,
					      "loss", x->n ? x->round[0].loss : 0.,
					      "seconds_median", x->n ? median(x) : 0.);
			json_object_set_new(j, "seconds_best", x->n ? json_real(best) : json_null());
			json_object_set_new(j, "ratio_to_best_other", x->n && other && !x->command
					    ? json_real(other / best) : json_null());
			json_dumpf(j, stdout, JSON_REAL_PRECISION(6));
			putchar('\n');
			json_decref(j);
			continue;
		}
		if (!x->n) {
			printf("  %-26s %12s\n", x->name, "cannot");
			continue;
		}
		printf("  %-26s %12.5g %12.5g %12.3g ", x->name, 1 / best, 1 / median(x), best);
		if (other && !x->command)
			printf("%9.2f", other / best);
		else
			printf("%9s", x->command && x->round[0].seconds == other ? "1" : "");
		if (x->all_cores)
			printf(" %7s", "");
		else
			printf(" %5.1f %%", 100 * share);
		printf(" %10.5g\n", x->round[0].loss);
	}
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
		}
	}
	for (int i = 0; i < n; i++)
		qsort(c[i].round, (size_t)c[i].n, sizeof c[i].round[0], by_seconds);
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
		printf("%s, %s; %d cores; %d rounds of %g s, best and median; x other: how many "
		       "times\nas fast as the best other contender on one core\n",
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
