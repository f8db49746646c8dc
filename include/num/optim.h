/*
 * optim.h - the eight optimizers and their parameters, to Keras' definitions.
 *
 *   sgd        w -= lr g
 *   momentum   v = m v - lr g;  w += v
 *   nesterov   v = m v - lr g;  w += m v - lr g
 *   adam       w -= lr sqrt(1-b2^t)/(1-b1^t) m / (sqrt(v) + eps)
 *   adamw      w -= w wd lr, then adam
 *   nadam      u_t = b1 (1 - .5 .96^t);  m^ = u_{t+1} m / (1 - prod_{1..t+1} u)
 *              + (1-u_t) g / (1 - prod_{1..t} u);  v^ = v/(1-b2^t);
 *              w -= lr m^ / (sqrt(v^) + eps)
 *   rmsprop    v = rho v + (1-rho) g^2;  w -= lr g / sqrt(v + eps)
 *   adagrad    a += g^2;  w -= lr g / sqrt(a + eps)
 *
 * The scalar schedule (optim_schedule) is computed in double once per step
 * and rounded to float, so that every engine uses the same numbers.
 */
#ifndef NUM_OPTIM_H
#define NUM_OPTIM_H

#include <stddef.h>
#include <stdint.h>

#include "num/ieee.h"

enum optim_kind {
	OPTIM_SGD, OPTIM_MOMENTUM, OPTIM_NESTEROV, OPTIM_ADAM, OPTIM_ADAMW,
	OPTIM_NADAM, OPTIM_RMSPROP, OPTIM_ADAGRAD, OPTIM_COUNT
};

struct optim {
	enum optim_kind kind;
	double lr, momentum, beta1, beta2, eps, rho, wd, acc0;
};

struct optim optim_default(enum optim_kind kind);
const char *optim_name(enum optim_kind kind);
enum optim_kind optim_find(const char *name);	/* OPTIM_COUNT: none */
const char *optim_help(enum optim_kind kind);
/* The names of its parameters; NULL behind the last. */
const char *optim_param(enum optim_kind kind, size_t i);
/* Set one parameter by name (lr, momentum, beta1, beta2, eps, rho, wd, acc0);
 * refuses names this optimizer has not, and values out of range. */
struct err;
int optim_set(struct optim *o, const char *key, const char *value, struct err *err);
/* "adam lr=.01": the kind, and what differs from its defaults. */
struct str;
void optim_format(const struct optim *o, struct str *out);
/* Number of state blocks per parameter: 0, 1 or 2. */
size_t optim_states(enum optim_kind kind);
/* What the first of them starts with; the others with 0. */
float optim_start(const struct optim *o);

/* The scalars of step t = 1, 2, ..., rounded to float. */
struct optim_scalars {
	float lr;		/* adam: lr sqrt(1-b2^t)/(1-b1^t); others: lr */
	float b1, c1, b2, c2;	/* beta1, 1-beta1, beta2, 1-beta2 (rmsprop: rho in b2) */
	float eps, momentum, decay;	/* decay = wd * lr */
	float n_m, n_g, n_v;	/* nadam: factors of m, g and v */
};
/* u_prod carries nadam's product of u over steps; start it at 1. */
void optim_schedule(const struct optim *o, uint64_t t, double *u_prod,
		    struct optim_scalars *s);

#endif
