/*
 * surface_job.c - see surface_job.h.
 *
 * The thread writes its result, then `done` with release order; the drawing
 * thread reads `done` with acquire order, joins, and takes the result.
 */
#include "surface_job.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/err.h"
#include "base/xalloc.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"

struct surface_job {
	pthread_t thread;
	atomic_int done;
	struct lab *lab;
	struct lab_entry entry;	/* a copy: only cond is used */
	struct kept_run run;	/* only levels are used */
	float *x, *out;
	size_t n;
	uint64_t key, ns;
	int code;
	struct err err;
};

static void *work(void *arg)
{
	struct surface_job *j = arg;
	uint64_t began = clk_ns();

	j->code = lab_surface(j->lab, &j->entry, &j->run, j->x, j->n, j->out, &j->err);
	j->ns = clk_ns() - began;
	atomic_store_explicit(&j->done, 1, memory_order_release);
	return NULL;
}

struct surface_job *surface_job_start(struct lab *lab, const struct lab_entry *e, const struct kept_run *run,
				      const float *x, size_t n, uint64_t key)
{
	const struct dataset *d = e->cond->problem.data;
	struct surface_job *j = xcalloc(1, sizeof *j);
	sigset_t all, keep;
	int rc;

	j->lab = lab;
	j->entry = *e;
	j->entry.stats = NULL;
	j->entry.attr = NULL;
	j->entry.name = j->entry.free = NULL;
	condition_ref((struct condition *)e->cond);
	j->run = *run;
	j->run.train = j->run.test = j->run.acc = j->run.pred = NULL;
	j->n = n;
	j->key = key;
	j->x = xreallocarray(NULL, n * d->features, sizeof *j->x);
	memcpy(j->x, x, n * d->features * sizeof *x);
	j->out = xreallocarray(NULL, n * d->outputs, sizeof *j->out);
	/* Signals are the drawing thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &keep);
	rc = pthread_create(&j->thread, NULL, work, j);
	pthread_sigmask(SIG_SETMASK, &keep, NULL);
	if (rc == 0)
		return j;
	condition_unref((struct condition *)e->cond);
	free(j->x);
	free(j->out);
	free(j);
	return NULL;
}

void surface_job_free(struct surface_job *j)
{
	if (!j)
		return;
	pthread_join(j->thread, NULL);
	condition_unref((struct condition *)j->entry.cond);
	free(j->x);
	free(j->out);
	free(j);
}

int surface_job_done(struct surface_job **job, uint64_t *key, uint64_t *ns, float **out,
		     char *error, size_t size)
{
	struct surface_job *j = *job;
	int code;

	if (!atomic_load_explicit(&j->done, memory_order_acquire))
		return 0;
	code = j->code;
	*key = j->key;
	*ns = j->ns;
	if (code == 0) {
		*out = j->out;
		j->out = NULL;
	} else {
		snprintf(error, size, "%s", j->err.text);
	}
	surface_job_free(j);
	*job = NULL;
	return code == 0 ? 1 : -1;
}
