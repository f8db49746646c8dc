/*
 * op_wide.h - the operators that are one loop over floats, compiled once per
 * vector width; private to the op_*.c files.
 *
 * op_act.c, op_loss.c, op_optim.c and op_rows.c are compiled with LANES 1, 4, 8 and 16
 * like the lane engine, and op_wide.c picks the widest that this machine has.
 * Here the lanes hold LANES neighbours of one array.  Every element goes through
 * the same IEEE operations at any width, so the width changes no bit.
 */
#ifndef NUM_OP_WIDE_H
#define NUM_OP_WIDE_H

#include "op.h"

struct op_wide {
	void (*act_forward)(enum act a, const float *z, size_t rows,
			    size_t width, float *y);
	void (*act_backward)(enum act a, const float *z, const float *y,
			     size_t rows, size_t width, float *d);
	void (*optim_step)(enum optim_kind kind, const struct optim_scalars *s,
			   size_t n, const float *g, float *s1, float *s2, float *w);
	double (*loss)(const struct problem *p, const uint32_t *rows, size_t n,
		       const float *out, const float *weight, float scale,
		       float *d, uint64_t *hits);
	void (*add_bias)(const float *b, size_t n, size_t width, float *y);
	void (*sum_rows)(const float *d, size_t n, size_t width, float *db);
	void (*multiply)(const float *x, const float *mask, size_t n, float *y);
	void (*add)(const float *x, size_t n, float *y);
	void (*maximum)(const float *x, size_t n, uint32_t at, float *y,
			uint32_t *arg);
};

#ifdef OP_WIDE_BODY
#include "num/lane_math.h"

void LANE(op_act_forward)(enum act a, const float *z, size_t rows, size_t width,
			  float *y);
void LANE(op_act_backward)(enum act a, const float *z, const float *y,
			   size_t rows, size_t width, float *d);
double LANE(op_loss)(const struct problem *p, const uint32_t *rows, size_t n,
		     const float *out, const float *weight, float scale, float *d,
		     uint64_t *hits);
void LANE(op_optim_step)(enum optim_kind kind, const struct optim_scalars *s,
			 size_t n, const float *g, float *s1, float *s2, float *w);
extern const struct op_wide LANE(op_wide);

/* `call` for every group of k neighbours from i; k is LANES but in the last. */
#define OP_EACH(n, call) do { \
	size_t i = 0; \
	for (; i + LANES <= (n); i += LANES) { const size_t k = LANES; call; } \
	if (i < (n)) { const size_t k = (n) - i; call; } \
	} while (0)

LANE_INLINE vf op_get(const float *p, size_t k)
{
	vf x = v_set(0);

	memcpy(&x, p, k * sizeof *p);
	return x;
}

LANE_INLINE void op_put(float *p, size_t k, vf x)
{
	memcpy(p, &x, k * sizeof *p);
}
#endif

#endif
