/*
 * peer.c - what a user would use instead, as a command of its own.
 *
 * A peer is run as "COMMAND DIR SECONDS".  DIR holds x and y as raw float32
 * (rows by features, rows by outputs) and spec, lines of "key value".  It
 * trains complete runs for about that long, on one thread, and prints
 * "SECONDS LOSS RUNS CPU": seconds a run by the clock, the mean final loss, how many
 * runs they were, and processor seconds a run.  Without the last two it was one run whose
 * processor never waited.  Anything else, or a failure, is "cannot", with the last line
 * of its standard error.
 */
#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

static int write_floats(const char *dir, const char *name, const float *x, size_t n,
			struct err *err)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "wb");
	if (!f || fwrite(x, sizeof *x, n, f) != n || fclose(f))
		return err_set(err, ERR_IO, "cannot write %s", path);
	return 0;
}

int peer_data(const struct problem *p, const struct workload *w, const char *dir, struct err *err)
{
	const struct dataset *d = p->data;
	char path[512];
	FILE *f;
	int rc;

	rc = write_floats(dir, "x", d->x, d->rows * d->features, err);
	if (!rc)
		rc = write_floats(dir, "y", d->y, d->rows * d->outputs, err);
	if (rc)
		return rc;
	snprintf(path, sizeof path, "%s/spec", dir);
	f = fopen(path, "w");
	if (!f)
		return err_set(err, ERR_IO, "cannot write %s", path);
	fprintf(f, "name %s\nrows %zu\nfeatures %zu\noutputs %zu\nheight %u\nwidth %u\n"
		   "model %s\nloss %s\noptimizer %s\nlr %g\nbatch %u\nepochs %u\n",
		w->name, d->rows, d->features, d->outputs, d->shape[0], d->shape[1],
		w->model, loss_name(w->loss), optim_name(w->optim), w->lr, w->batch, w->epochs);
	if (fclose(f))
		return err_set(err, ERR_IO, "cannot write %s", path);
	return 0;
}

/* The last line that says something, without its end. */
static void last_words(const char *path, char *to, size_t size)
{
	char line[256];
	FILE *f = fopen(path, "r");

	snprintf(to, size, "it says nothing");
	while (f && fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		if (line[strspn(line, " \t")])
			snprintf(to, size, "%.*s", (int)size - 1, line);
	}
	if (f)
		fclose(f);
}

struct round measure_peer(const char *command, const char *dir, double seconds)
{
	struct round out = { 0 };
	char line[1024], why[512];
	int n = 0;
	FILE *f;

	snprintf(why, sizeof why, "%s/why", dir);
	snprintf(line, sizeof line, "%s '%s' %g 2>'%s'", command, dir, seconds, why);
	f = popen(line, "r");
	if (f) {
		n = fscanf(f, "%lf %lf %lf %lf", &out.seconds, &out.loss, &out.runs, &out.cpu);
		if (pclose(f))
			n = 0;
	}
	if (n < 3 || !(out.runs >= 1))
		out.runs = 1;
	if (n < 4 || !(out.cpu > 0))
		out.cpu = out.seconds;
	if (n < 2 || !(out.seconds > 0) || !isfinite(out.seconds)) {
		out.seconds = 0;
		last_words(why, out.why, sizeof out.why);
	}
	unlink(why);
	return out;
}
