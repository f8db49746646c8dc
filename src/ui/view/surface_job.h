/*
 * surface_job.h - one surface computed in a thread of its own.
 *
 * Retraining a run takes as long as it takes; a key must not wait for it.
 * The thread is given copies and a reference to the (immutable) condition, and
 * touches nothing else but lab_surface's constant part of the laboratory.
 * One job at a time; all functions are for the thread that draws.
 */
#ifndef UI_SURFACE_JOB_H
#define UI_SURFACE_JOB_H

#include <stddef.h>
#include <stdint.h>

struct kept_run;
struct lab;
struct lab_entry;
struct surface_job;

/* Begin: outputs for x (n, features), which is copied. `key` comes back with
 * the result.  NULL when no thread is to be had. */
struct surface_job *surface_job_start(struct lab *lab, const struct lab_entry *e, const struct kept_run *run,
				      const float *x, size_t n, uint64_t key);
/* 0: still at it.  1: done: *out is the outputs (n, outputs), which the caller frees.
 * -1: failed: error gets the reason.  Then the job is gone; *key and *ns (the time
 * it took) are its own. */
int surface_job_done(struct surface_job **job, uint64_t *key, uint64_t *ns, float **out,
		     char *error, size_t size);
/* Wait for it and drop it; NULL is fine. */
void surface_job_free(struct surface_job *job);

#endif
