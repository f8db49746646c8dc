/*
 * trainer.c - somebody else's training, as well and as badly behaved as they come.
 *
 *   trainer [MODE]      by the wire
 *   trainer one INIT SHUFFLE FOLDER [MODE]      one process a run
 *
 * Predictions at 4 probes are 2a + b + 0 to 3, a and b uniform by the levels of init and
 * shuffle; `noisy` adds c, uniform by nothing that is declared: shares .8, .2 and 0 of the
 * variance without it, 2/3, 1/6 and 1/6 with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROBES 4

static FILE *in, *out;
static const char *mode = "good";

static int is(const char *m)
{
	return strcmp(mode, m) == 0;
}

/* Uniform in [0, 1) by a level: splitmix64. */
static double uniform(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return (double)((x ^ x >> 31) >> 11) * 0x1p-53;
}

static void predict(uint64_t init, uint64_t shuffle, double p[PROBES])
{
	static uint64_t drawn;
	struct timespec t;
	double c = 0;

	clock_gettime(CLOCK_MONOTONIC, &t);
	if (is("noisy"))
		c = uniform((uint64_t)t.tv_nsec + 1000000007u * (uint64_t)getpid() + drawn++);
	for (int i = 0; i < PROBES; i++)
		p[i] = 2 * uniform(init) + uniform(shuffle + 12345) + c + i;
}

static void nap(double s)
{
	struct timespec t = { (time_t)s, (long)((s - (double)(time_t)s) * 1e9) };

	nanosleep(&t, NULL);
}

static uint64_t field(const char *line, const char *name)
{
	char key[40];
	const char *at;

	snprintf(key, sizeof key, "\"%s\":", name);
	at = strstr(line, key);
	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

/* Some that outlive it: in its group, out of it, and out of the session. */
static void crowd(void)
{
	for (int i = 0; i < 6; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			if (i % 3 == 1)
				setpgid(0, 0);
			if (i % 3 == 2)
				setsid();
			signal(SIGTERM, SIG_IGN);
			signal(SIGHUP, SIG_IGN);
			if (i >= 3 && fork() != 0)
				_exit(0);	/* orphans, too */
			execlp("sleep", "sleep", getenv("CROWD_NAP") ? getenv("CROWD_NAP") : "987", (char *)NULL);
			_exit(1);
		}
	}
}

/* 100 MB without an end. */
static void long_line(FILE *f)
{
	char block[65536];

	memset(block, '7', sizeof block);
	for (int i = 0; i < 1600; i++)
		if (fwrite(block, 1, sizeof block, f) != sizeof block)
			exit(5);
	fputc('\n', f);
}

static void declare(void)
{
	if (is("mute"))
		exit(0);
	if (is("hello-nonsense"))
		fputs("usage: trainer [options]\n", out);
	else if (is("hello-long"))
		long_line(out);
	else if (is("hello-hangs"))
		nap(1000);
	else if (is("no-sources"))
		fputs("{\"trainer\":\"it\",\"probes\":4}\n", out);
	else if (is("choices"))
		fputs("{\"trainer\":\"it\",\"sources\":[\"init\",{\"optimizer\":[\"sgd\",\"adam\"]},{\"width\":[16,32]}],\"probes\":4}\n", out);
	else if (is("figures"))
		fputs("{\"trainer\":\"it\",\"sources\":[\"init\"]}\n", out);
	else if (is("noisy"))
		fputs("{\"trainer\":\"it\",\"sources\":[\"init\",\"shuffle\"],\"probes\":4}\n", out);
	else
		fputs("{\"trainer\":\"it\",\"sources\":[\"init\",\"shuffle\"],\"kind\":\"regression\",\"probes\":4,"
		      "\"targets\":[1.5,2.5,3.5,4.5],\"epochs\":2}\n", out);
	if (is("speaks-first"))
		fputs("{\"run\":0,\"predictions\":[1,2,3,4]}\n", out);
	fflush(out);
}

static void put_predictions(uint64_t run, const double *p, int n)
{
	fprintf(out, "{\"run\":%" PRIu64 ",\"predictions\":[", run);
	for (int i = 0; i < n; i++)
		fprintf(out, "%s%.9g", i ? "," : "", p[i]);
	fputs("]}\n", out);
}

/* Does this run of a bad one go wrong?  From $WRONG_FROM on, or every $WRONG_EVERY. */
static int goes_wrong(uint64_t run)
{
	const char *from = getenv("WRONG_FROM"), *every = getenv("WRONG_EVERY");

	if (!from && !every)
		return is("chatty");
	return run >= (from ? strtoull(from, NULL, 10) : 0) && (!every || run % strtoull(every, NULL, 10) == 3);
}

static void misbehave(uint64_t run, double *p)
{
	const char *null = "null", *inf = "Infinity";

	if (is("dies")) {
		fprintf(stderr, "some words\nRuntimeError: run %" PRIu64 " is my last\n", run);
		exit(3);
	} else if (is("crashes")) {
		raise(SIGKILL);
	} else if (is("hangs")) {
		nap(1000);
	} else if (is("deaf")) {
		signal(SIGTERM, SIG_IGN);
		nap(1000);
	} else if (is("closes")) {
		fclose(out);
		close(4);
		nap(1000);
	} else if (is("long")) {
		long_line(out);
	} else if (is("few")) {
		put_predictions(run, p, PROBES - 1);
	} else if (is("many")) {
		double more[PROBES + 1] = { 0 };

		put_predictions(run, more, PROBES + 1);
	} else if (is("nan") || is("null") || is("infinity")) {
		fprintf(out, "{\"run\":%" PRIu64 ",\"predictions\":[1,2,%s,3]}\n", run, is("nan") ? "NaN" : is("null") ? null : inf);
	} else if (is("text")) {
		fputs("epoch 1/10 loss 0.3\n", out);
	} else if (is("binary")) {
		fwrite("\0\1\2\377\376\n", 1, 6, out);
	} else if (is("list")) {
		fputs("[1,2,3]\n", out);
	} else if (is("other-run")) {
		put_predictions(run + 1000, p, PROBES);
	} else if (is("words")) {
		fprintf(out, "{\"run\":%" PRIu64 ",\"predictions\":[1,2,\"three\",4]}\n", run);
	} else if (is("no-array")) {
		fprintf(out, "{\"run\":%" PRIu64 ",\"predictions\":\"/nonexistent/p.npy\"}\n", run);
	} else if (is("error")) {
		fprintf(out, "{\"run\":%" PRIu64 ",\"error\":\"no luck \\u001b[31m\"}\n", run);
	} else if (is("epochs")) {
		for (;;)
			if (fprintf(out, "{\"run\":%" PRIu64 ",\"epoch\":%d,\"train_loss\":1}\n", run, rand()) < 0)
				exit(1);
	} else if (is("crowd")) {
		crowd();
		exit(4);
	} else if (is("chatty")) {
		for (int i = 0; i < 300000; i++)
			printf("progress %d of many, which nobody reads\n", i);
		fflush(stdout);
		put_predictions(run, p, PROBES);
	} else {
		put_predictions(run, p, PROBES);
	}
	fflush(out);
}

static int by_wire(void)
{
	const char *from = getenv("REROLL_IN"), *to = getenv("REROLL_OUT"), *slow = getenv("SLOW");
	char line[1000];
	double p[PROBES];

	if (!from || !to || !(in = fopen(from, "r")) || !(out = fopen(to, "w")))
		return 9;
	setvbuf(in, NULL, _IOLBF, 0);
	if (is("crowd-waits"))
		crowd();
	declare();
	while (fgets(line, sizeof line, in)) {
		uint64_t run = field(line, "run");

		predict(field(line, "init"), field(line, "shuffle"), p);
		if (slow)
			nap(strtod(slow, NULL));
		if (is("choices")) {
			p[0] = strstr(line, "\"adam\"") ? 10 : 0;
			p[1] = (double)field(line, "width");
		}
		if (!goes_wrong(run)) {
			if (!is("figures"))
				fprintf(out, "{\"run\":%" PRIu64 ",\"epoch\":1,\"train_loss\":%.6g,\"test_loss\":0.9}\n"
					"{\"run\":%" PRIu64 ",\"epoch\":2,\"train_loss\":0.5,\"test_loss\":%.6g,\"seconds\":2}\n",
					run, 1 + p[0], run, p[0]);
			if (is("figures"))
				fprintf(out, "{\"run\":%" PRIu64 ",\"test_loss\":%.9g,\"accuracy\":0.5}\n{\"run\":%" PRIu64
					",\"predictions\":[]}\n", run, p[0], run);
			else
				put_predictions(run, p, PROBES);
			fflush(out);
		} else {
			misbehave(run, p);
		}
		if (is("one-run"))
			return 0;
	}
	return 0;
}

static int one(char **word)
{
	char name[4096];
	double p[PROBES];
	FILE *f;

	predict(strtoull(word[0], NULL, 10), strtoull(word[1], NULL, 10), p);
	if (is("dies")) {
		fputs("ValueError: bad luck\n", stderr);
		return 1;
	}
	if (is("hangs"))
		nap(1000);
	if (is("crowd"))
		crowd();
	if (is("nothing"))
		return 0;
	snprintf(name, sizeof name, "%s/p.csv", word[2]);
	f = fopen(name, "w");
	if (!f)
		return 8;
	for (int i = 0; i < PROBES - is("few"); i++)
		fprintf(f, "%.9g\n", p[i]);
	fclose(f);
	snprintf(name, sizeof name, "%s/c.csv", word[2]);
	f = fopen(name, "w");
	if (!f)
		return 8;
	fprintf(f, "epoch,loss,val_loss\n1,1.5,.9\n2,.5,%.6g\n", p[0]);
	fclose(f);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 5 && strcmp(argv[1], "one") == 0) {
		if (argc > 5)
			mode = argv[5];
		return one(argv + 2);
	}
	if (argc > 1)
		mode = argv[1];
	return by_wire();
}
