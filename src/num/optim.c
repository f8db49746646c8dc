/*
 * optim.c - names, defaults (Keras 3's) and the scalars of each step.
 */
#include "num/optim.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/names.h"
#include "base/str.h"

enum { P_LR, P_MOMENTUM, P_BETA1, P_BETA2, P_EPS, P_RHO, P_WD, P_ACC0, P_COUNT };

/* Each parameter's name, place and range [lo, hi). */
static const struct { const char *name; size_t at; double lo, hi; } param[P_COUNT] = {
	[P_LR] = { "lr", offsetof(struct optim, lr), 0, 1e6 },
	[P_MOMENTUM] = { "momentum", offsetof(struct optim, momentum), 0, 1 },
	[P_BETA1] = { "beta1", offsetof(struct optim, beta1), 0, 1 },
	[P_BETA2] = { "beta2", offsetof(struct optim, beta2), 0, 1 },
	[P_EPS] = { "eps", offsetof(struct optim, eps), 0, 1e6 },
	[P_RHO] = { "rho", offsetof(struct optim, rho), 0, 1 },
	[P_WD] = { "wd", offsetof(struct optim, wd), 0, 1e6 },
	[P_ACC0] = { "acc0", offsetof(struct optim, acc0), 0, 1e6 },
};

#define ADAMS (1u << P_LR | 1u << P_BETA1 | 1u << P_BETA2 | 1u << P_EPS)

static const struct { const char *name, *help; unsigned params; size_t states; }
table[OPTIM_COUNT] = {
	[OPTIM_SGD] = { "sgd", "plain stochastic gradient descent", 1u << P_LR, 0 },
	[OPTIM_MOMENTUM] = { "momentum", "gradient descent with momentum",
		1u << P_LR | 1u << P_MOMENTUM, 1 },
	[OPTIM_NESTEROV] = { "nesterov", "gradient descent with Nesterov's momentum",
		1u << P_LR | 1u << P_MOMENTUM, 1 },
	[OPTIM_ADAM] = { "adam", "adaptive moments (Kingma & Ba 2015)", ADAMS, 2 },
	[OPTIM_ADAMW] = { "adamw", "Adam with decoupled weight decay (Loshchilov & Hutter 2019)",
		ADAMS | 1u << P_WD, 2 },
	[OPTIM_NADAM] = { "nadam", "Adam with Nesterov momentum (Dozat 2016)", ADAMS, 2 },
	[OPTIM_RMSPROP] = { "rmsprop", "gradients scaled by their running root mean square",
		1u << P_LR | 1u << P_RHO | 1u << P_EPS, 1 },
	[OPTIM_ADAGRAD] = { "adagrad", "gradients scaled by their accumulated squares (Duchi et al. 2011)",
		1u << P_LR | 1u << P_EPS | 1u << P_ACC0, 1 },
};

struct optim optim_default(enum optim_kind kind)
{
	struct optim o = { .kind = kind, .lr = .001, .momentum = .9, .beta1 = .9,
			   .beta2 = .999, .eps = 1e-7, .rho = .9, .wd = .004,
			   .acc0 = .1 };

	if (kind == OPTIM_SGD || kind == OPTIM_MOMENTUM || kind == OPTIM_NESTEROV)
		o.lr = .01;
	return o;
}

const char *optim_name(enum optim_kind kind)
{
	return table[kind].name;
}

const char *optim_help(enum optim_kind kind)
{
	return table[kind].help;
}

enum optim_kind optim_find(const char *name)
{
	int k = 0;

	while (k < OPTIM_COUNT && strcmp(table[k].name, name))
		k++;
	return (enum optim_kind)k;
}

size_t optim_states(enum optim_kind kind)
{
	return table[kind].states;
}

const char *optim_param(enum optim_kind kind, size_t i)
{
	for (int p = 0; p < P_COUNT; p++)
		if (table[kind].params & 1u << p && i-- == 0)
			return param[p].name;
	return NULL;
}

float optim_start(const struct optim *o)
{
	return o->kind == OPTIM_ADAGRAD ? (float)o->acc0 : 0;
}

static double *field(struct optim *o, int p)
{
	return (double *)((char *)o + param[p].at);
}

int optim_set(struct optim *o, const char *key, const char *value, struct err *err)
{
	struct names known = { 0 };
	struct str s = STR_INIT;
	const char *name;
	char *end;
	int p = 0, rc;
	double v;

	while (p < P_COUNT && strcmp(param[p].name, key))
		p++;
	if (p == P_COUNT || !(table[o->kind].params & 1u << p)) {
		for (size_t i = 0; (name = optim_param(o->kind, i)) != NULL; i++)
			names_add(&known, name);
		names_list(&known, "and", &s);
		rc = err_set(err, ERR_USAGE, "%s has no parameter '%s'; it has %s",
			     optim_name(o->kind), key, s.s);
		str_release(&s);
		return rc;
	}
	v = strtod(value, &end);
	if (end == value || *end || !isfinite(v) || v < param[p].lo || v >= param[p].hi)
		return err_set(err, ERR_USAGE, "%s=%s: expected a number from %g to below %g",
			       key, value, param[p].lo, param[p].hi);
	*field(o, p) = v;
	return 0;
}

void optim_format(const struct optim *o, struct str *out)
{
	struct optim d = optim_default(o->kind), copy = *o;

	str_add(out, optim_name(o->kind));
	for (int p = 0; p < P_COUNT; p++) {
		double v = *field(&copy, p);

		if (!(table[o->kind].params & 1u << p) || v == *field(&d, p))
			continue;
		str_addf(out, " %s=", param[p].name);
		str_add_double(out, v);
	}
}

/* x^n by repeated squaring: IEEE products in a fixed order, unlike pow(). */
static double power(double x, uint64_t n)
{
	double r = 1;

	for (; n; n >>= 1, x *= x)
		if (n & 1)
			r *= x;
	return r;
}

void optim_schedule(const struct optim *o, uint64_t t, double *u_prod,
		    struct optim_scalars *s)
{
	double lr = o->lr;

	if (o->kind == OPTIM_ADAM || o->kind == OPTIM_ADAMW)
		lr *= sqrt(1 - power(o->beta2, t)) / (1 - power(o->beta1, t));
	*s = (struct optim_scalars){
		.lr = (float)lr,
		.b1 = (float)o->beta1, .c1 = (float)(1 - o->beta1),
		.b2 = (float)o->beta2, .c2 = (float)(1 - o->beta2),
		.eps = (float)o->eps, .momentum = (float)o->momentum,
		.decay = (float)(o->wd * o->lr),
	};
	if (o->kind == OPTIM_RMSPROP) {
		s->b2 = (float)o->rho;
		s->c2 = (float)(1 - o->rho);
	}
	if (o->kind == OPTIM_NADAM) {
		double u = o->beta1 * (1 - .5 * power(.96, t));
		double next = o->beta1 * (1 - .5 * power(.96, t + 1));

		*u_prod *= u;
		s->n_m = (float)(next / (1 - *u_prod * next));
		s->n_g = (float)((1 - u) / (1 - *u_prod));
		s->n_v = (float)(1 / (1 - power(o->beta2, t)));
	}
}
