/*
 * fuzz_runs.c - any bytes as the file of runs that a training left.
 *
 * The first byte chooses the kind of file and what is said beside it, the rest is the file,
 * by way of a memfd behind links of the right names.  A read either fails with a sentence
 * or gives runs that keep runs.h's word.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "trainer/runs.h"

#define FD 200

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const char *const names[] = { "runs.csv", "runs.jsonl", "runs.npy", "run-a_train-tag-epoch_loss.csv" };
static char path[4][96];

/* Links that are there as long as the process is. */
static void make_links(void)
{
	char dir[] = "/tmp/reroll-fuzz-XXXXXX", to[32];

	if (path[0][0])
		return;
	if (!mkdtemp(dir))
		abort();
	snprintf(to, sizeof to, "/proc/self/fd/%d", FD);
	for (size_t i = 0; i < 4; i++) {
		snprintf(path[i], sizeof path[i], "%s/%s", dir, names[i]);
		if (symlink(to, path[i]) != 0)
			abort();
	}
}

static void check_text(const char *s)
{
	for (; *s; s++)
		if (((unsigned char)*s < 0x20 && *s != '\n') || *s == 0x7f)
			abort();
}

static void check_run(const struct runs *r, const struct runs_run *q)
{
	if (q->condition >= r->n_condition || (q->epochs && !q->train) || (!q->epochs && (q->train || q->test || q->acc)))
		abort();
	for (size_t i = 0; i < r->n_source; i++) {
		const struct runs_source *s = &r->source[i];

		if (s->slot >= SOURCE_SLOTS || (s->n_choice && !levels_off(&q->levels, s->slot)
						&& q->levels.v[s->slot] >= s->n_choice))
			abort();
	}
	for (size_t i = 0; q->pred && !q->failed && i < r->n_pred; i++)
		if (!isfinite(q->pred[i]))
			abort();
	if (r->n_pred && !q->pred && !q->failed)
		abort();
}

static void check(const struct runs *r)
{
	size_t all = 0;

	if (!r->n_run || !r->n_condition || r->n_condition > RUNS_CONDITIONS || r->n_source > SOURCE_SLOTS
	    || r->probes * r->outputs != r->n_pred)
		abort();
	for (size_t i = 0; i < r->n_condition; i++)
		all += r->condition[i].runs;
	if (all != r->n_run)
		abort();
	for (size_t i = 0; i < r->n_run; i++)
		check_run(r, &r->run[i]);
	for (size_t i = 0; r->target && i < r->n_pred; i++)
		if (!isfinite(r->target[i]) || (r->kind != 'r' && r->target[i] != 0 && r->target[i] != 1))
			abort();
	check_text(r->said.s);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct err err = ERR_INIT;
	struct runs_options o = { .outputs = 0 };
	const char *p;
	struct runs r;
	int fd;

	if (!n)
		return 0;
	make_links();
	fd = memfd_create("runs", 0);
	if (fd < 0 || write(fd, bytes + 1, n - 1) != (ssize_t)(n - 1) || dup2(fd, FD) != FD)
		abort();
	close(fd);
	p = path[bytes[0] & 3];
	if (bytes[0] & 4) {
		o.kind = "classes";
		o.outputs = 2;
	}
	if (bytes[0] & 8)
		o.kind = "binary";
	if (bytes[0] & 16)
		o.source = "a,lr";
	if (bytes[0] & 32)
		o.setting = "b,seed";
	if (bytes[0] & 64)
		o.metric = "val_loss";
	if (runs_read(&r, &p, 1, &o, &err) == 0) {
		check(&r);
		runs_release(&r);
	} else if (!err.code || !err.text[0] || r.n_run || r.run) {
		abort();
	} else {
		check_text(err.text);
	}
	close(FD);
	return 0;
}
