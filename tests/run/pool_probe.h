/*
 * pool_probe.h - an owner of a pool that checks every sample against what the
 * fake engine must give, and the order in which they come.
 */
#ifndef POOL_PROBE_H
#define POOL_PROBE_H

#include "fake_trainer.h"
#include "run/pool.h"

struct probe {
	struct condition *cond;	/* borrowed */
	uint32_t tag;
	uint64_t next;		/* run to come */
	uint64_t stop_at;	/* the sink stops the drain there; 0: never */
	uint64_t diverged, progress;
	uint64_t updates;	/* of the last progress */
	uint32_t epochs;
	unsigned bad;		/* samples that were wrong, and the first of them: */
	char what[128];
	struct fake_result want;
};

void probe_init(struct probe *v, struct condition *c, uint32_t tag, uint64_t first);
void probe_release(struct probe *v);
sample_sink probe_sink;
/* Drain until `runs` have come in order, or one was wrong. */
void probe_until(struct pool *p, struct probe *v, uint64_t runs);
void probe_until_idle(struct pool *p, struct probe *v);

#endif
