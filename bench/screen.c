/*
 * screen.c - `make run-bench-screen`: what the screen costs.
 *
 * The real program on a pseudo-terminal of 200 x 50, training as fast as it
 * can on all cores: bytes it writes for a frame, processor time of a full
 * redraw, milliseconds from a key to its answer on the screen, processor time while it is idle, and the speed of
 * training under the screen beside that of the same work without one, in turns.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tests/screen/screen.h"
#include "base/clk.h"

#define FPS 30
#define KEYS 60
#define REDRAWS 100
#define RUNS "1000000"

static struct screen *start(const char *commands)
{
	const char *args[] = { "--no-rc", "--fps", "30", "-e", commands, NULL };
	const char *env[] = { "TERM=tmux-256color", NULL };
	struct screen_config c = { .rows = 50, .cols = 200, .args = args, .env = env };
	struct screen *s = screen_start(&c);

	if (!s || !screen_wait(s, "Loss")) {
		fprintf(stderr, "bench-screen: the screen did not come up\n");
		exit(1);
	}
	return s;
}

static double seconds_since(uint64_t t)
{
	return (double)(clk_ns() - t) * 1e-9;
}

/* Reads what comes for that long, as a terminal would. */
static void watch(struct screen *s, double seconds)
{
	uint64_t t = clk_ns();

	while (seconds_since(t) < seconds) {
		usleep(5000);
		screen_pump(s);
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Processor seconds of a process so far. */
static double cpu(int pid)
{
	unsigned long user = 0, sys = 0;
	char path[64], line[1024], *p;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return 0;
	if (fgets(line, sizeof line, f) && (p = strrchr(line, ')')))
		sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &sys);
	fclose(f);
	return (double)(user + sys) / (double)sysconf(_SC_CLK_TCK);
}

static void live(void)
{
	struct screen *s = start("set runs 1000000000; pace max; free init shuffle");
	double ms[KEYS], t = 4;
	size_t n;

	watch(s, 1);
	screen_forget_raw(s);
	watch(s, t);
	screen_raw(s, &n);
	printf("live curves, 200x50, %d frames/s: %.0f bytes a frame\n", FPS, (double)n / t / FPS);
	for (int i = 0; i < KEYS; i++) {
		uint64_t from = clk_ns();

		screen_type(s, i % 2 ? "\033" : "?");
		if (i % 2 ? !screen_gone(s, "Everywhere") : !screen_wait(s, "Everywhere")) {
			fprintf(stderr, "bench-screen: no answer to a key\n");
			exit(1);
		}
		ms[i] = seconds_since(from) * 1e3;
		watch(s, .05);
	}
	qsort(ms, KEYS, sizeof *ms, by_value);
	printf("key to screen, all cores training: median %.1f ms, 95 %% within %.1f ms "
	       "(a lone Esc waits for ESCDELAY)\n", ms[KEYS / 2], ms[KEYS * 95 / 100]);
	screen_free(s);
}

/* Nanoseconds on a processor of the thread that draws. */
static double drawing_ns(int pid)
{
	char path[64];
	double ns = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
	f = fopen(path, "r");
	if (!f)
		return 0;
	if (fscanf(f, "%lf", &ns) != 1)
		ns = 0;
	fclose(f);
	return ns;
}

/* C-l paints all 10,000 cells anew, over charts that stand still. */
static void redraw(void)
{
	struct screen *s = start("set runs 2000; pace max; free init shuffle");
	double before;
	size_t n = 0;

	if (!screen_wait(s, "done"))
		exit(1);
	watch(s, 2);		/* the surface is on its way */
	before = drawing_ns(screen_pid(s));
	for (int i = 0; i < REDRAWS; i++) {
		screen_forget_raw(s);
		screen_type(s, "\014");
		do {
			screen_look(s, 5);
			screen_raw(s, &n);
		} while (n < 1000);
		watch(s, .01);
	}
	printf("full redraw, 200x50: %.2f ms of processor time, %zu bytes\n",
	       (drawing_ns(screen_pid(s)) - before) / REDRAWS * 1e-6, n);
	screen_free(s);
}

static void idle(void)
{
	struct screen *s = start("set runs 100; pace max");
	double before;

	watch(s, 2);
	before = cpu(screen_pid(s));
	screen_forget_raw(s);
	watch(s, 3);
	printf("idle for 3 s: %.0f ms of processor time\n", 1e3 * (cpu(screen_pid(s)) - before));
	screen_free(s);
}

static void cost(int rounds)
{
	double with = 0, without = 0;

	for (int r = 0; r < rounds; r++) {
		uint64_t t;
		char line[600];
		struct screen *s;

		t = clk_ns();
		s = start("set runs " RUNS "; pace max; free init shuffle");
		while (!screen_has(s, "done") && seconds_since(t) < 300)
			watch(s, .02);
		with += seconds_since(t);
		screen_free(s);
		snprintf(line, sizeof line, "'%s' run -n " RUNS " -e 'free init shuffle' >/dev/null 2>&1",
			 screen_program());
		t = clk_ns();
		if (system(line))
			exit(1);
		without += seconds_since(t);
	}
	printf(RUNS " runs of the article, %d rounds: %.2f s under the screen, %.2f s without: "
	       "%.1f %% of the speed\n", rounds, with / rounds, without / rounds,
	       100 * without / with);
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 3;

	if (!screen_program()) {
		fprintf(stderr, "bench-screen: set REROLL to the program\n");
		return 2;
	}
	live();
	redraw();
	idle();
	cost(rounds > 0 ? rounds : 3);
	return 0;
}
