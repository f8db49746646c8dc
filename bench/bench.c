/*
 * bench.c - `reroll bench` and `make bench`: runs a second, side by side.
 *
 * Machines are noisy and shared, so contenders take turns: each round runs
 * every contender once, and best and median over the rounds are shown.  Only
 * ratios within one such run mean anything; the share of the core's own peak
 * is measured in the same rounds.
 */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "measure.h"
#include "engine/engine.h"
#include "run/pool.h"

int bench_main(int argc, char **argv);

#define MAX_PEERS 12
#define MAX_ROUNDS 50

struct contender {
	const char *name, *command;	/* command NULL: reroll itself */
	int all_cores;
	int n;
	struct round round[MAX_ROUNDS];
};

struct options {
	int rounds, json, workers;	/* workers 0: as many as cores */
	double seconds;
	int n_peers;
	char *peer[MAX_PEERS];		/* "NAME=COMMAND" */
	int n_work;
	char **work;
};

static const char usage[] =
"usage: reroll bench [OPTION]... [WORKLOAD]...\n"
"How many complete training runs a second this machine does.\n"
"Workloads: article, spiral, digits, wide, cnn; all when none is named.\n\n"
"  --rounds N           rounds over all contenders (default 3)\n"
"  --seconds S          length of one measurement (default 1)\n"
"  --peer NAME=COMMAND  a contender, run as 'COMMAND DIR SECONDS' (see bench/README)\n"
"  --json               one JSON object a line instead of the table\n"
"  -j, --workers N      worker threads of the line of all cores\n"
"  -h, --help\n";

/* One line for what is wrong with the options; the exit status. */
static int wrong_use(const char *what, const char *word)
{
	struct str s = STR_INIT;

	str_addf(&s, "reroll bench: %s", what);
	utf8_escape(&s, word, strlen(word));
	fprintf(stderr, "%s: see reroll bench --help\n", s.s);
	str_release(&s);
	return 2;
}

static int parse(struct options *o, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "seconds", required_argument, NULL, 's' },
		{ "peer", required_argument, NULL, 'p' },
		{ "json", no_argument, NULL, 'J' },
		{ "workers", required_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },	/* it says nothing on the way anyhow */
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	char name[] = "-?", *end;
	int c;

	*o = (struct options){ .rounds = 3, .seconds = 1 };
	optind = 0;
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":j:qh", longs, NULL)) != -1) {
		switch (c) {
		case 'r':
			o->rounds = atoi(optarg);
			break;
		case 's':
			o->seconds = atof(optarg);
			break;
		case 'p':
			if (o->n_peers == MAX_PEERS || !strchr(optarg, '='))
				return wrong_use("--peer takes NAME=COMMAND, twelve at most, not ", optarg);
			o->peer[o->n_peers++] = optarg;
			break;
		case 'J':
			o->json = 1;
			break;
		case 'j':
			o->workers = (int)strtol(optarg, &end, 10);
			if (*optarg < '0' || *optarg > '9' || *end || o->workers < 1 || o->workers > 256)
				return wrong_use("-j takes a whole number from 1 to 256, not ", optarg);
			break;
		case 'q':
			break;
		case 'h':
			fputs(usage, stdout);
			return -1;
		case ':':
			return wrong_use("a value is missing behind ", argv[optind - 1]);
		default:
			name[1] = (char)optopt;
			return wrong_use("there is no option ", optopt ? name : argv[optind - 1]);
		}
	}
	if (o->rounds < 1 || o->rounds > MAX_ROUNDS || !(o->seconds > 0 && o->seconds <= 600)) {
		fprintf(stderr, "reroll bench: --rounds takes 1 to %d, --seconds up to 600\n", MAX_ROUNDS);
		return 2;
	}
	o->n_work = argc - optind;
	o->work = argv + optind;
	return 0;
}

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

static void report(const struct options *o, const struct workload *w, const struct contender *c,
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

static int work(const struct options *o, const struct workload *w)
{
	struct contender c[MAX_PEERS + 2] = {
		{ .name = "reroll, one core" },
		{ .name = o->workers ? "reroll, workers of -j" : "reroll, all cores", .all_cores = 1 },
	};
	char dir[480], names[MAX_PEERS][40], line[1024];
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

int bench_main(int argc, char **argv)
{
	struct options o;
	int status = parse(&o, argc, argv), known = 0;

	if (status)
		return status < 0 ? 0 : status;
	engine_setup();
	for (int i = 0; i < o.n_work; i++) {
		known = 0;
		for (int k = 0; k < N_WORKLOADS; k++)
			known |= !strcmp(o.work[i], workloads[k].name);
		if (!known) {
			fprintf(stderr, "reroll bench: no such workload; they are article, spiral, "
				"digits, wide, cnn\n");
			return 2;
		}
	}
	if (!o.json)
		printf("%s, %s; %d cores; %d rounds of %g s, best and median; x other: how many "
		       "times\nas fast as the best other contender on one core\n",
		       engine_fingerprint(ENGINE_LANES), engine_fingerprint(ENGINE_BLIS),
		       pool_cores(), o.rounds, o.seconds);
	for (int k = 0; k < N_WORKLOADS; k++) {
		int wanted = !o.n_work;

		for (int i = 0; i < o.n_work; i++)
			wanted |= !strcmp(o.work[i], workloads[k].name);
		if (wanted && work(&o, &workloads[k]))
			status = 1;
	}
	if (fflush(stdout) || ferror(stdout)) {
		perror("reroll bench: standard output");
		status = 1;
	}
	return status;
}
