/*
 * lane_int.h - the lane engine's trainer, compiled once per width.
 *
 * Every array of `vf` has a run in each lane; an array described as (a, b)
 * holds a*b vectors, row-major.  B is the mini-batch; it passes through the
 * net in chunks of `chunk` rows, whose gradients are added to g in row order,
 * so that the size of a chunk changes no bit and activations stay in cache.
 */
#ifndef NUM_LANE_INT_H
#define NUM_LANE_INT_H

#include <stddef.h>

#include "num/lane.h"
#include "engine/problem.h"
#include "engine/scores.h"
#include "engine/trainer_int.h"

/* What the layers keep for one chunk. */
struct LANE(layer_buf) {
	vf *out;	/* (chunk, out): after the activation */
	vf *pre;	/* (chunk, out): before it (gelu, smelu), or a residual's
			 * branch; NULL where out suffices */
	vf *padded;	/* (chunk, ph, pw, cin): a convolution's input, or NULL */
	vf *mask;	/* (chunk, out): dropout's factors */
	vi *arg;	/* (chunk, out): which of the window is the maximum */
	uint32_t ph, pw;
};

struct LANE(trainer) {
	struct trainer base;
	const struct problem *p;
	size_t batch;
	enum optim_kind optim;

	/* the runs */
	size_t n;			/* lanes in use; the others repeat lane 0 */
	struct levels lv[LANES];
	int uniform;			/* all lanes see the same rows in the same order */
	uint32_t epoch, max_epochs;
	uint64_t update, max_updates;
	size_t row;			/* rows of this epoch done */
	uint32_t minibatch;		/* and its mini-batches */
	size_t epoch_rows;		/* rows that an epoch uses */
	size_t first_grad;		/* first layer that has weights */
	double u_prod;			/* nadam's */
	int finished[LANES];
	uint32_t epochs[LANES];		/* curve points, when finished */
	uint64_t updates[LANES];
	float least[LANES];		/* test loss so far, where it is waited for, */
	uint32_t waited[LANES];		/* and epochs since */
	int any_finished;
	vi done;			/* lanes whose weights are frozen */

	/* parameters and optimizer state (n_params) */
	vf *w, *g, *s1, *s2, *frozen;
	vf *mean;			/* of the weights; NULL: the last ones count */
	uint32_t averaged;		/* weights in it */

	/* rows: uniform ones hold an index each, others LANES of them */
	uint32_t *train, *test, *order, *place;
	float *packed;			/* (rows, stride): x, y and padding; made when needed */
	size_t stride;
	struct { vf *shift, *scale, *y_shift, *y_scale, *y_unit; } scaling;	/* NULL: none */
	size_t chunk;
	vf *x;				/* (chunk, features) */
	vf *y;				/* (chunk, outputs) */
	vf *weight;			/* (chunk): the row's weight */
	vf *class_weight;		/* [classes]; NULL: none */
	struct LANE(layer_buf) layer[MODEL_MAX_LAYERS];
	vf *d[3];			/* (chunk, widest): gradients in turn */
	ptrdiff_t *aseg, *bseg;		/* segments of a product, see lane_gemm */

	/* sums of this epoch */
	vf loss_sum, loss_carry;	/* compensated, row-weighted */
	vf correct;			/* rows classified right */
	vf batch_loss;

	/* the rows that judge the run, at the last weights looked at */
	vf data_loss, data_accuracy;
	vf *square, *square_carry;	/* (outputs): squared errors; NULL: no R2 */
	struct constant constant[LANES];
	double *variance;		/* (LANES, outputs) of the targets */
	float *r2;			/* (LANES, outputs) or NULL */
	struct scorer *scorer;
	float *judged;			/* (LANES, n_judge, outputs) predictions of the rows that
					 * judge; NULL: the probes hold them all */
	float *scores;			/* (LANES, scores_count) */

	/* results: per lane, contiguous */
	float *train_curve, *test_curve, *acc_curve;	/* (LANES, max_epochs) */
	float *pred;			/* (LANES, n_pred) */
	float *marked;			/* (LANES, n_marks, n_pred) or NULL */
	size_t bytes;
};

/* lane_gemm.c -------------------------------------------------------- */

/*
 * C[m][n] = epilogue(init + sum over segments s and k of A[m][k] B[k][n]),
 * accumulated s-major, k ascending, one fused multiply-add each: the order
 * is part of the result and the same at every width and blocking.
 * Strides are in vectors.  The stride of C's and init's columns is 1.
 */
struct lane_gemm {
	size_t m, n, k;
	const vf *a;
	ptrdiff_t am, ak;
	const vf *b;
	ptrdiff_t bk, bn;
	vf *c;
	ptrdiff_t cm;
	size_t segs;			/* 0 is one segment without offsets */
	const ptrdiff_t *aseg, *bseg;	/* [segs] offsets into a and b */
	const vf *init;			/* NULL: zero */
	ptrdiff_t im;			/* row stride of init; 0 for a bias */
	int relu;			/* epilogue: max(c, 0) */
	const vf *gate;			/* epilogue: 0 where gate <= 0 (rows as c) */
};
void LANE(lane_gemm)(const struct lane_gemm *g);

/* lane_layer.c ------------------------------------------------------- */

/* Through all layers; training applies dropout.  Returns (rows, outputs). */
vf *LANE(lane_forward)(struct LANE(trainer) *t, size_t rows, int training,
		       size_t row0);
/* From t->d[0], the gradient of the outputs, add to g (`fresh`: set g). */
void LANE(lane_backward)(struct LANE(trainer) *t, size_t rows, int fresh);

/* lane_act.c --------------------------------------------------------- */

void LANE(lane_act)(enum act a, const vf *z, vf *y, size_t n, size_t channels);
/* d *= act'(z); y and z as kept by forward (z may be NULL where y suffices). */
void LANE(lane_act_grad)(enum act a, const vf *z, const vf *y, vf *d, size_t n,
			 size_t channels);

/* lane_conv.c -------------------------------------------------------- */

void LANE(lane_conv_forward)(struct LANE(trainer) *t, size_t i, const vf *in,
			     vf *out, size_t rows);
void LANE(lane_conv_weights)(struct LANE(trainer) *t, size_t i, const vf *d,
			     size_t rows, int fresh);
/* The gradient of layer i's input, 0 where gate, which is of its shape, is not positive;
 * gate may be NULL. */
void LANE(lane_conv_input)(struct LANE(trainer) *t, size_t i, const vf *d, const vf *gate,
			   vf *dx, size_t rows);
void LANE(lane_pool_forward)(struct LANE(trainer) *t, size_t i, const vf *in,
			     vf *out, size_t rows);
/* gate, for a maximum: its input is a relu's output, and dx the gradient before that. */
void LANE(lane_pool_backward)(struct LANE(trainer) *t, size_t i, const vf *d, int gate, vf *dx,
			      size_t rows);

/* lane_loss.c -------------------------------------------------------- */

/* Add the rows' weighted losses to *sum, one after the other (with carry,
 * compensated); d, where not NULL, gets the gradient.  weight NULL: 1. */
void LANE(lane_loss)(const struct problem *p, const vf *out, const vf *y,
		     const vf *weight, size_t rows, float scale, vf *d, vf *sum, vf *carry);
/* Add the rows' squared errors to sum[o], compensated in carry[o]. */
void LANE(lane_square)(const vf *out, const vf *y, size_t rows, size_t n, vf *sum, vf *carry);
/* 1 per row whose predicted class is right, summed. */
vf LANE(lane_correct)(const struct problem *p, const vf *out, const vf *y, size_t rows);
/* The prediction, in place. */
void LANE(lane_link)(const struct problem *p, vf *out, size_t rows);
/* l2 * sum of squared weights; with add, g += 2 l2 w. */
vf LANE(lane_l2)(struct LANE(trainer) *t, int add);

/* lane_optim.c ------------------------------------------------------- */

void LANE(lane_update)(struct LANE(trainer) *t, const struct optim_scalars *s);

/* lane_data.c -------------------------------------------------------- */

void LANE(lane_init_params)(struct LANE(trainer) *t);
/* Move the weights whose nudge comes when the present epoch begins. */
void LANE(lane_nudge)(struct LANE(trainer) *t);
/* Split the rows of all lanes; decides t->uniform. */
void LANE(lane_split)(struct LANE(trainer) *t);
void LANE(lane_order)(struct LANE(trainer) *t);
/* x and y (and weight, where it is not NULL) of rows[at .. at+n). */
void LANE(lane_gather)(struct LANE(trainer) *t, const uint32_t *rows, size_t at,
		       size_t n, int uniform);
/* x (n, features) as it is trained on; predictions (n, outputs) in the data's units.
 * Nothing where there is no scaling. */
void LANE(lane_scale)(const struct LANE(trainer) *t, vf *x, size_t n);
void LANE(lane_unscale)(const struct LANE(trainer) *t, vf *pred, size_t n);
/* Dropout factors of layer i for rows at row0 .. of the batch. */
void LANE(lane_mask)(struct LANE(trainer) *t, size_t i, size_t rows, size_t row0);

/* lane_peak.c -------------------------------------------------------- */

/* The most floating-point operations a second seen within `seconds`. */
double LANE(lane_peak)(double seconds);

/* lane_trainer.c ----------------------------------------------------- */

struct trainer *LANE(lane_trainer_new)(const struct problem *p, size_t batch,
				       enum optim_kind o);

#endif
