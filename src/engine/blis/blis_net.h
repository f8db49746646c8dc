/*
 * blis_net.h - the BLIS engine's forward and backward pass, for a few rows at
 * a time; private to src/engine.
 *
 * Holds the workspace (activations, masks, deltas) but no weights.  Not
 * thread-safe; each trainer keeps its own.
 */
#ifndef NUM_BLIS_NET_H
#define NUM_BLIS_NET_H

#include <stddef.h>
#include <stdint.h>

#include "engine/problem.h"
#include "num/rng.h"

struct blis_net {
	const struct problem *p;
	size_t max_rows;	/* rows that one call takes */
	size_t bytes;
	struct stage {
		enum act act;		/* linear for layers that have none */
		int passes_back;	/* some layer below has parameters */
		float *buf;		/* (rows, out) this stage's own output, or NULL */
		float *pre;		/* (rows, out) z, where backward wants it */
		float *branch;		/* (rows, out) residual: act(z) before x is added */
		float *mask;		/* (rows, out) dropout */
		uint32_t *arg;		/* (rows, out) maxpool: where the maxima are */
		const float *in, *out;	/* of the latest forward pass */
	} stage[MODEL_MAX_LAYERS];
	size_t first;		/* lowest layer with parameters, or model.n */
	float *x;		/* (rows, in) gathered */
	float *delta[2];	/* (rows, widest) */
	float *col;		/* im2col scratch */
};

/* Which dropout masks to draw; NULL in place of it means inference. */
struct blis_masks {
	uint32_t level, epoch, batch;
	const uint32_t *place;	/* [n] the rows' places in the mini-batch */
};

/* For mini-batches of `batch` rows; larger ones are worked off in parts. */
void blis_net_init(struct blis_net *net, const struct problem *p, size_t batch);
void blis_net_release(struct blis_net *net);
/* Output (n, outputs) before the link for n <= max_rows rows of x (n, in),
 * which must stay where it is until the backward pass. */
const float *blis_net_forward(struct blis_net *net, const float *w,
			      const float *x, size_t n,
			      const struct blis_masks *masks);
/* The same with rows gathered from the data set. */
const float *blis_net_forward_rows(struct blis_net *net, const float *w,
				   const uint32_t *rows, size_t n,
				   const struct blis_masks *masks);
/* Where the loss's gradient for the latest forward pass goes: (n, outputs). */
float *blis_net_delta(struct blis_net *net);
/* Add the gradient of the latest forward pass to g; consumes the delta. */
void blis_net_backward(struct blis_net *net, const float *w, size_t n, float *g);

#endif
