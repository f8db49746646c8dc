/*
 * trainer_int.h - what engine.c needs of an engine; private to src/engine.
 *
 * An engine embeds `struct trainer` as its first member and fills ops once.
 * The contracts of the functions are those of engine/engine.h without the
 * trainer_ prefix; engine.c checks nothing that is not asserted there.
 */
#ifndef NUM_TRAINER_INT_H
#define NUM_TRAINER_INT_H

#include "engine/engine.h"

struct trainer_ops {
	void (*free)(struct trainer *t);
	void (*begin)(struct trainer *t, const struct levels *lv, size_t n);
	int (*advance)(struct trainer *t, uint64_t updates);
	void (*progress)(const struct trainer *t, size_t lane, struct progress *out);
	void (*predict)(struct trainer *t, size_t lane, const float *x, size_t n,
			float *out);
	void (*result)(const struct trainer *t, size_t lane, struct result *out);
	void (*params)(const struct trainer *t, size_t lane, float *w);
	void (*set_params)(struct trainer *t, size_t lane, const float *w);
	void (*judge)(struct trainer *t, float *loss, float *accuracy);
	void (*gradient)(struct trainer *t, size_t lane, const uint32_t *rows,
			 size_t n, float *g, double *loss);
	size_t (*bytes)(const struct trainer *t);
};

struct trainer {
	const struct trainer_ops *ops;
	size_t lanes;		/* runs side by side; 1 for BLIS */
};

/* engine_blis.c: one run at a time, a matrix product per layer. */
struct trainer *trainer_blis_new(const struct problem *p, size_t batch,
				 enum optim_kind o);

/* The lane engine's dispatch file.  width 0 is the machine's best; NULL with
 * *err for a width that this machine lacks. */
struct trainer *trainer_lanes_new(const struct problem *p, int width,
				  size_t batch, enum optim_kind o,
				  struct err *err);
int lanes_has_width(int width);
int lanes_best_width(void);
const char *lanes_width_name(int width);

#endif
