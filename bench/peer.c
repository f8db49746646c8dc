/*
 * peer.c - what a user would use instead, as a command of its own.
 *
 * A peer is run as "COMMAND DIR SECONDS".  DIR holds x and y as raw float32
 * (rows by features, rows by outputs) and spec, lines of "key value".  It
 * trains complete runs for about that long, on one thread, and prints
 * "SECONDS_PER_RUN FINAL_LOSS"; anything else, or a failure, is "cannot".
 */
#include "measure.h"

#include <stdio.h>

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

struct round measure_peer(const char *command, const char *dir, double seconds)
{
	struct round out = { 0, 0 };
	char line[1024];
	FILE *f;

	snprintf(line, sizeof line, "%s '%s' %g 2>/dev/null", command, dir, seconds);
	f = popen(line, "r");
	if (!f)
		return out;
	if (fscanf(f, "%lf %lf", &out.seconds, &out.loss) != 2)
		out.seconds = 0;
	if (pclose(f))
		out.seconds = 0;
	return out;
}
