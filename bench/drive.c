/*
 * drive.c - what it costs to drive somebody else's program.
 *
 *     bench-drive REROLL [ROUNDS]
 *
 * 1. Processor time of reroll for a run of 256 predictions and 100 epochs that costs its
 *    trainer nothing: reading the wire, statistics, the session.
 * 2. Time by the clock of runs that take a while, driven, beside the same program's own
 *    loop over the same runs, in turns: the median of the ratios.
 *
 * The same file is the trainer: bench-drive train MICROSECONDS ALONE-RUNS CPU-FILE.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PREDICTIONS 256
#define EPOCHS 100
#define ROUNDS_MOST 99

static double clock_s(clockid_t c)
{
	struct timespec t;

	clock_gettime(c, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- the trainer ---- */

static volatile double sink;

/* Work of a fixed number of steps, and how many make so many microseconds. */
static void work(uint64_t steps)
{
	double x = 1 + 1e-12 * sink;	/* not the same each time: nobody may take it out of a loop */

	for (uint64_t i = 0; i < steps; i++)
		x = x * .9999999 + 1e-7;
	sink = x;
}

static uint64_t steps_of(double us)
{
	uint64_t steps = 1000000;
	double best = 1e9;

	for (int i = 0; us > 0 && i < 5; i++) {
		double t = clock_s(CLOCK_PROCESS_CPUTIME_ID);

		work(steps);
		t = clock_s(CLOCK_PROCESS_CPUTIME_ID) - t;
		best = t < best ? t : best;
	}
	return us > 0 ? (uint64_t)(us * 1e-6 / best * (double)steps) : 0;
}

static void answer(FILE *out, unsigned long long run)
{
	for (int e = 1; e <= EPOCHS; e++)
		fprintf(out, "{\"run\":%llu,\"epoch\":%d,\"train_loss\":%.6g,\"test_loss\":%.6g}\n", run, e, 1. / e, 1.1 / e + .001 * (double)(run % 7));
	fprintf(out, "{\"run\":%llu,\"predictions\":[", run);
	for (int i = 0; i < PREDICTIONS; i++)
		fprintf(out, "%s%.8g", i ? "," : "", sin((double)(run * 31 + (unsigned)i)));
	fputs("]}\n", out);
	fflush(out);
}

static int train(char **word)
{
	uint64_t steps = strtoull(word[0], NULL, 10);
	unsigned long long alone = strtoull(word[1], NULL, 10), run;
	char line[1000];
	FILE *in, *out, *f;

	if (alone) {
		for (run = 0; run < alone; run++)
			work(steps);
		return 0;
	}
	in = fopen(getenv("REROLL_IN") ? getenv("REROLL_IN") : "", "r");
	out = fopen(getenv("REROLL_OUT") ? getenv("REROLL_OUT") : "", "w");
	if (!in || !out)
		return 9;
	fprintf(out, "{\"trainer\":\"bench\",\"sources\":[\"init\",\"shuffle\"],\"probes\":%d}\n", PREDICTIONS);
	fflush(out);
	while (fgets(line, sizeof line, in) && sscanf(line, "{\"run\":%llu", &run) == 1) {
		work(steps);
		answer(out, run);
	}
	f = fopen(word[2], "a");
	if (f) {
		fprintf(f, "%.6f\n", clock_s(CLOCK_PROCESS_CPUTIME_ID));
		fclose(f);
	}
	return 0;
}

/* ---- the measurements ---- */

static double start(char *const *argv, double *cpu)
{
	double t = clock_s(CLOCK_MONOTONIC);
	struct rusage u;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &u) != pid || status) {
		fprintf(stderr, "bench-drive: %s: status %d\n", argv[0], status);
		exit(1);
	}
	*cpu = (double)u.ru_utime.tv_sec + (double)u.ru_stime.tv_sec + 1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
	return clock_s(CLOCK_MONOTONIC) - t;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct place { char *reroll, *self; char cpu_file[64], session[64]; };

static double drive(struct place *p, uint64_t steps, unsigned n, double *cpu)
{
	char s[32], r[32], save[] = "-o";
	char *argv[] = { p->reroll, "drive", "run", "-q", "-j", "1", "-n", r, save, p->session, "--", p->self, "train", s, "0",
			 p->cpu_file, NULL };

	snprintf(s, sizeof s, "%llu", (unsigned long long)steps);
	snprintf(r, sizeof r, "%u", n);
	unlink(p->session);
	unlink(p->cpu_file);
	return start(argv, cpu);
}

/* What the trainer itself took of the processor. */
static double trainer_cpu(const struct place *p)
{
	double x = 0, sum = 0;
	FILE *f = fopen(p->cpu_file, "r");

	while (f && fscanf(f, "%lf", &x) == 1)
		sum += x;
	if (f)
		fclose(f);
	return sum;
}

static void wire(struct place *p, int rounds)
{
	double best = 1e9, few, many, x;

	for (int i = 0; i < rounds; i++) {
		drive(p, 0, 500, &few);
		few -= trainer_cpu(p);
		drive(p, 0, 2500, &many);
		many -= trainer_cpu(p);
		x = (many - few) / 2000;
		best = x < best ? x : best;
	}
	printf("processor time behind a run of %d predictions and %d epochs: %.3f ms\n", PREDICTIONS, EPOCHS, best * 1e3);
}

static void against_own_loop(struct place *p, double us, unsigned n, int rounds)
{
	uint64_t steps = steps_of(us);
	double ratio[ROUNDS_MOST], cpu;
	char s[32], r[32];
	char *argv[] = { p->self, "train", s, r, NULL };

	snprintf(s, sizeof s, "%llu", (unsigned long long)steps);
	snprintf(r, sizeof r, "%u", n);
	for (int i = 0; i < rounds; i++) {
		double own = i % 2 ? 0 : start(argv, &cpu), driven = drive(p, steps, n, &cpu);

		if (i % 2)
			own = start(argv, &cpu);
		ratio[i] = driven / own;
	}
	qsort(ratio, (size_t)rounds, sizeof *ratio, by_size);
	printf("%u runs of %g ms, driven against the program's own loop: %.3f times as long (%.3f to %.3f)\n", n, us / 1e3,
	       ratio[rounds / 2], ratio[0], ratio[rounds - 1]);
}

int main(int argc, char **argv)
{
	struct place p = { .self = argv[0] };
	int rounds = argc > 2 ? atoi(argv[2]) : 5;

	if (argc == 5 && strcmp(argv[1], "train") == 0)
		return train((char *[]){ argv[2], argv[3], argv[4], NULL });
	if (argc == 4 && strcmp(argv[1], "train") == 0)
		return train((char *[]){ argv[2], argv[3], "", NULL });
	if (argc < 2 || rounds < 1 || rounds > ROUNDS_MOST) {
		fprintf(stderr, "usage: bench-drive REROLL [ROUNDS]\n");
		return 2;
	}
	p.reroll = argv[1];
	snprintf(p.cpu_file, sizeof p.cpu_file, "/tmp/bench-drive-%ld.cpu", (long)getpid());
	snprintf(p.session, sizeof p.session, "/tmp/bench-drive-%ld.reroll", (long)getpid());
	wire(&p, rounds);
	against_own_loop(&p, 2000, 1000, rounds);
	against_own_loop(&p, 20000, 100, rounds);
	against_own_loop(&p, 200000, 10, rounds);
	unlink(p.cpu_file);
	unlink(p.session);
	return 0;
}
