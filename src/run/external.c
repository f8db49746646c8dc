/* external.c - see external.h. */
#include "run/external.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "num/rng.h"
#include "run/condition.h"

struct external *external_new(const char *trainer)
{
	struct external *e = xcalloc(1, sizeof *e);

	e->trainer = xstrdup(trainer);
	e->refs = 1;
	for (int s = 0; s < SOURCE_SLOTS; s++)
		e->state[s] = STATE_OFF;
	return e;
}

struct external *external_ref(struct external *e)
{
	if (e)
		__atomic_fetch_add(&e->refs, 1, __ATOMIC_RELAXED);
	return e;
}

void external_unref(struct external *e)
{
	if (!e || __atomic_fetch_sub(&e->refs, 1, __ATOMIC_ACQ_REL) != 1)
		return;
	for (int s = 0; s < SOURCE_SLOTS; s++) {
		for (size_t i = 0; i < e->n_choice[s]; i++)
			free(e->choice[s][i]);
		free(e->choice[s]);
		free(e->name[s]);
	}
	for (size_t i = 0; i < e->n_setting; i++) {
		free(e->setting[i].name);
		free(e->setting[i].value);
	}
	free(e->setting);
	free(e->trainer);
	free(e);
}

struct external *external_copy(const struct external *e)
{
	struct external *c = xcalloc(1, sizeof *c);

	*c = *e;
	c->refs = 1;
	c->trainer = xstrdup(e->trainer);
	for (int s = 0; s < SOURCE_SLOTS; s++) {
		c->name[s] = e->name[s] ? xstrdup(e->name[s]) : NULL;
		c->choice[s] = e->choice[s] ? xcalloc(e->n_choice[s] + 1, sizeof *c->choice[s]) : NULL;
		for (size_t i = 0; i < e->n_choice[s]; i++)
			c->choice[s][i] = xstrdup(e->choice[s][i]);
	}
	c->setting = xcalloc(e->n_setting + 1, sizeof *c->setting);
	for (size_t i = 0; i < e->n_setting; i++)
		c->setting[i] = (struct external_setting){ xstrdup(e->setting[i].name), xstrdup(e->setting[i].value) };
	return c;
}

char *external_word(const char *name)
{
	char *w = xstrdup(*name ? name : "_");

	for (char *p = w; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_.-", *p))
			*p = '_';
	return w;
}

enum source external_find(const struct external *e, const char *name)
{
	for (int s = 0; s < SOURCE_SLOTS; s++)
		if (e->name[s] && strcmp(e->name[s], name) == 0)
			return (enum source)s;
	return SOURCE_ALL;
}

size_t external_choice(const struct external *e, enum source s, const char *name)
{
	size_t i = 0;

	while (i < e->n_choice[s] && strcmp(e->choice[s][i], name) != 0)
		i++;
	return i;
}

void external_level(const struct external *e, enum source s, uint32_t level, struct str *out)
{
	if (level < e->n_choice[s])
		utf8_escape(out, e->choice[s][level], strlen(e->choice[s][level]));
	else
		str_addf(out, "%" PRIu32, level);
}

uint32_t external_draw(uint32_t master, enum source s, size_t n_choice, uint64_t number)
{
	uint32_t v = rng_level(master, s, number);

	return n_choice ? rng_below(v, (uint32_t)n_choice) : v;
}

struct dataset *external_data(const char *name, char kind, size_t probes, size_t outputs, const float *y)
{
	static const uint32_t shape[3] = { 1, 1, 1 };
	size_t rows = probes ? probes : 1;
	enum data_kind k = kind == 'c' ? DATA_CLASSES : kind == 'b' ? DATA_BINARY : DATA_REGRESSION;
	float *x = xcalloc(rows, sizeof *x), *zero = NULL;
	struct dataset *d;

	for (size_t i = 0; i < rows; i++)
		x[i] = (float)i;
	if (!y) {
		zero = xcalloc(rows * outputs, sizeof *zero);
		for (size_t i = 0; k == DATA_CLASSES && i < rows; i++)
			zero[i * outputs] = 1;	/* a row must be of some class */
	}
	d = dataset_new(name, k, rows, shape, outputs, x, y ? y : zero);
	free(x);
	free(zero);
	return d;
}

/* There are no others than the probes: all of them judge, however many they are. */
static void judge_all(struct problem *p)
{
	if (p->n_judge == p->data->rows)
		return;
	free(p->judge);
	p->n_judge = p->data->rows;
	p->judge = xcalloc(p->n_judge, sizeof *p->judge);
	for (size_t i = 0; i < p->n_judge; i++)
		p->judge[i] = (uint32_t)i;
	problem_constant_again(p);
}

struct condition *external_condition(struct external *e, struct dataset *data, char *commands, struct err *err)
{
	struct condition *c = condition_new();
	struct problem *p = &c->problem;
	struct levels split = { .off = 1u << SOURCE_SPLIT };
	struct str net = STR_INIT;
	int code;

	problem_defaults(p);
	p->loss = data->kind == DATA_CLASSES ? LOSS_CROSS_ENTROPY : data->kind == DATA_BINARY ? LOSS_BCE : LOSS_MSE;
	p->max_probes = data->rows;
	str_addf(&net, "dense %zu", data->outputs);
	code = model_parse(&p->model, net.s, data->outputs, err);
	str_release(&net);
	p->data = data;
	if (code || problem_init(p, 1, &split, err)) {
		p->data = NULL;
		free(commands);
		condition_unref(c);
		return NULL;
	}
	judge_all(p);
	p->epochs = 0;			/* its price is not known */
	p->blind = !e->has_targets;
	if (!e->probes)
		p->n_probes = p->n_pred = 0;
	c->external = external_ref(e);
	c->master = e->master;
	memcpy(c->state, e->state, sizeof c->state);
	memcpy(c->level, e->level, sizeof c->level);
	c->commands = commands;
	return c;
}

const char *condition_loss_unit(const struct condition *c, int brief)
{
	if (!c->external)
		return problem_loss_unit(&c->problem, brief);
	return brief ? ", the trainer's" : "as the trainer counts it";
}
