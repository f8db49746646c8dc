/*
 * settle.c - all that was gathered becomes runs of conditions.
 *
 *   columns   a source where its values can be levels; a setting where it has few values
 *             and none that changes within a run; else left out
 *   runs      equal settings and the same declared sources: one condition
 *   curves    the points of a run in order of their steps
 */
#include "gather_int.h"
#include "wire_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define SETTING_VALUES 64	/* different ones of a column that nobody called a setting */
#define BLOCK_FLOATS ((size_t)1 << 18)

/* What was decided: columns in their places. */
struct settled {
	struct column *source[SOURCE_SLOTS];	/* of struct runs' source[i] */
	struct column **setting;
	size_t n_setting;
	float *room;		/* of the present block */
	size_t left;
};

/* ---- columns ---- */

static const char *of_values(const struct column *c)
{
	return c->many ? "thousands of values" : c->n_value == 1 ? "one value" : "several values";
}

static int can_be_setting(const struct gather *g, const struct column *c)
{
	return !c->varies && !c->many && c->n_value
		&& (c->n_value == 1 || (c->n_value <= SETTING_VALUES && 2 * c->n_value <= g->n_run));
}

static int add_source(struct runs *r, struct settled *s, struct column *c, struct err *err)
{
	struct runs_source *d = &r->source[r->n_source];
	enum source slot = c->is.source;
	size_t own = 0;

	for (size_t i = 0; i < r->n_source; i++)
		own += r->source[i].slot >= SOURCE_OWN;
	if (slot == SOURCE_OWN && own == SOURCE_SLOTS - SOURCE_OWN)
		return err_set(err, ERR_LIMIT, "more than %d sources besides the eight: ignore=%s leaves one out",
			       SOURCE_SLOTS - SOURCE_OWN, c->name);
	if (slot == SOURCE_OWN) {
		slot = (enum source)(SOURCE_OWN + own);
		d->name = xstrndup(c->is.own, c->is.own_n);
	} else {
		d->name = xstrdup(source_name(slot));
	}
	d->slot = slot;
	if (c->text) {
		d->n_choice = c->n_value;
		d->choice = xcalloc(c->n_value + 1, sizeof *d->choice);
		for (size_t i = 0; i < c->n_value; i++)
			d->choice[i] = xstrdup(c->value[i]);
	}
	s->source[r->n_source++] = c;
	return 0;
}

/* 1: it was given a place; 0: it is left out; or an error. */
static int settle_column(struct gather *g, struct runs *r, struct settled *s, struct column *c, struct err *err)
{
	if (c->is.as == AS_SOURCE && c->varies)
		return err_set(err, ERR_INPUT, "'%s' names a source, but changes within a run: ignore=%s leaves it out",
			       c->name, c->name);
	/* a dropout of .2 is a rate and no seed */
	if (c->is.as == AS_SOURCE && (!c->text || c->word) && (!c->text || !c->many))
		return add_source(r, s, c, err) ? (int)err->code : 1;
	if (c->is.as == AS_SETTING && (c->varies || c->many))
		return err_set(err, ERR_INPUT, "'%s' can be no setting: it %s", c->name,
			       c->varies ? "changes within a run" : "has thousands of values");
	if (c->is.as != AS_SETTING && !can_be_setting(g, c)) {
		if (c->n_value || c->many)
			gather_say(g, c->name, "left out: %s in %zu runs%s; source= or setting= with its name would use it",
				   of_values(c), g->n_run, c->varies ? ", changing within a run" : "");
		return 0;
	}
	s->setting[s->n_setting++] = c;
	return 1;
}

static int settle_columns(struct gather *g, struct runs *r, struct settled *s, struct err *err)
{
	s->setting = xcalloc(g->n_column + 1, sizeof *s->setting);
	for (size_t i = 0; i < g->n_column; i++) {
		struct column *c = &g->column[i];
		int code;

		if (c->twin)
			gather_say(g, c->name, "left out: another column has its place");
		if (c->twin || !c->values || (c->is.as != AS_SOURCE && c->is.as != AS_SETTING && c->is.as != AS_OTHER))
			continue;
		code = settle_column(g, r, s, c, err);
		if (code < 0)
			return code;
	}
	/* in order of their slots, ours first */
	for (size_t i = 1; i < r->n_source; i++)
		for (size_t k = i; k && r->source[k].slot < r->source[k - 1].slot; k--) {
			struct runs_source t = r->source[k];
			struct column *c = s->source[k];

			r->source[k] = r->source[k - 1];
			s->source[k] = s->source[k - 1];
			r->source[k - 1] = t;
			s->source[k - 1] = c;
		}
	for (size_t i = 0; i < r->n_source; i++) {
		struct str name = STR_INIT;

		utf8_escape(&name, r->source[i].name, strlen(r->source[i].name));
		if (strcmp(r->source[i].name, s->source[i]->name) != 0)
			gather_say(g, s->source[i]->name, "the source %s", name.s);
		str_release(&name);
	}
	r->n_setting = s->n_setting;
	return 0;
}

/* ---- conditions ---- */

static uint32_t value_of(const struct column *c, size_t run)
{
	return run < c->cap_of_run ? c->of_run[run] : 0;
}

/* The run's values of all settings, and which sources have a level. */
static uint32_t key_of(const struct runs *r, const struct settled *s, size_t run, uint32_t *key)
{
	uint32_t has = 0;

	for (size_t i = 0; i < s->n_setting; i++)
		key[i] = value_of(s->setting[i], run);
	for (size_t i = 0; i < r->n_source; i++)
		has |= value_of(s->source[i], run) ? 1u << i : 0;
	return has;
}

static int add_condition(struct runs *r, const struct settled *s, uint32_t *keys, const uint32_t *key,
			 uint32_t has, struct err *err)
{
	struct runs_condition *c;
	struct str names = STR_INIT;

	if (r->n_condition == RUNS_CONDITIONS) {
		for (size_t i = 0; i < s->n_setting; i++)
			str_addf(&names, "%s%s", i ? ", " : "", s->setting[i]->name);
		err_set(err, ERR_LIMIT, "the settings %.200s make more than %d conditions: ignore= with names leaves some out",
			names.s, RUNS_CONDITIONS);
		str_release(&names);
		return ERR_LIMIT;
	}
	memcpy(keys + r->n_condition * s->n_setting, key, s->n_setting * sizeof *key);
	c = &r->condition[r->n_condition++];
	c->sources = has;
	c->setting = xcalloc(s->n_setting + 1, sizeof *c->setting);
	for (size_t i = 0; i < s->n_setting; i++) {
		c->setting[i].name = xstrdup(s->setting[i]->name);
		c->setting[i].value = xstrdup(key[i] ? s->setting[i]->value[key[i] - 1] : "");
	}
	return 0;
}

static int settle_conditions(struct gather *g, struct runs *r, const struct settled *s, struct err *err)
{
	const size_t bytes = s->n_setting * sizeof(uint32_t);
	uint32_t *keys = xcalloc(RUNS_CONDITIONS * s->n_setting + 1, sizeof *keys);
	uint32_t *key = xcalloc(s->n_setting + 1, sizeof *key);
	int code = 0;

	r->condition = xcalloc(RUNS_CONDITIONS, sizeof *r->condition);
	for (size_t i = 0; i < g->n_run && !code; i++) {
		uint32_t has = key_of(r, s, i, key);
		size_t c = i ? r->run[i - 1].condition : 0, tried = 0;

		/* mostly that of the run before */
		for (; tried < r->n_condition; tried++, c = (c + 1) % r->n_condition)
			if (r->condition[c].sources == has && memcmp(keys + c * s->n_setting, key, bytes) == 0)
				break;
		if (tried == r->n_condition) {
			c = r->n_condition;
			code = add_condition(r, s, keys, key, has, err);
			if (code)
				break;
		}
		r->run[i].condition = (uint32_t)c;
		r->condition[c].runs++;
	}
	free(keys);
	free(key);
	return code;
}

static void settle_levels(const struct runs *r, const struct settled *s, size_t run, struct levels *out)
{
	memset(out, 0, sizeof *out);
	out->off = (1u << SOURCE_SLOTS) - 1;
	for (size_t i = 0; i < r->n_source; i++) {
		uint32_t v = value_of(s->source[i], run);

		if (!v)
			continue;
		out->v[r->source[i].slot] = s->source[i]->text ? v - 1 : s->source[i]->level[run];
		out->off &= ~(1u << r->source[i].slot);
	}
}

/* ---- arrays ---- */

static float *room(struct runs *r, struct settled *s, size_t n)
{
	float *p;

	if (n > s->left) {
		s->left = n > BLOCK_FLOATS ? n : BLOCK_FLOATS;
		s->room = xmalloc(s->left * sizeof *s->room);
		XGROW(r->block, r->cap_block, r->n_block + 1);
		r->block[r->n_block++] = s->room;
	}
	p = s->room;
	s->room += n;
	s->left -= n;
	return p;
}

/* A point and where it came. */
struct placed { struct point p; uint32_t at; };

static int by_step(const void *a, const void *b)
{
	const struct placed *p = a, *q = b;

	if (p->p.step != q->p.step)
		return (p->p.step > q->p.step) - (p->p.step < q->p.step);
	return (p->at > q->at) - (p->at < q->at);
}

/* In order of the steps; of two values for one step the later one. Mostly they are so. */
static void put_in_order(struct points *p)
{
	struct placed *t;
	uint32_t n = 0;
	int ordered = 1;

	for (uint32_t i = 1; i < p->n; i++)
		ordered &= p->v[i].step > p->v[i - 1].step;
	if (ordered)
		return;
	t = xcalloc(p->n, sizeof *t);
	for (uint32_t i = 0; i < p->n; i++)
		t[i] = (struct placed){ p->v[i], i };
	qsort(t, p->n, sizeof *t, by_step);
	for (uint32_t i = 0; i < p->n; i++) {
		if (n && p->v[n - 1].step == t[i].p.step)
			n--;
		p->v[n++] = t[i].p;
	}
	p->n = n;
	free(t);
}

static void settle_curves(struct gathered *q, struct runs *r, struct settled *s, struct runs_run *out,
			  enum figure acc)
{
	const enum figure use[3] = { F_TRAIN, F_TEST, acc };
	float **to[3] = { &out->train, &out->test, &out->acc };
	uint32_t at[3] = { 0 }, n = 0, most = 0;
	float *v[3];

	for (int k = 0; k < 3; k++) {
		put_in_order(&q->curve[use[k]]);
		most += q->curve[use[k]].n;
	}
	if (!most)
		return;
	for (int k = 0; k < 3; k++)	/* a point of the training loss even where nobody told it */
		v[k] = k == 0 || q->curve[use[k]].n ? xmalloc(most * sizeof **v) : NULL;
	for (;;) {
		float step = INFINITY;
		int any = 0;

		for (int k = 0; k < 3; k++) {
			const struct points *p = &q->curve[use[k]];

			if (at[k] < p->n && (!any || p->v[at[k]].step < step)) {
				step = p->v[at[k]].step;
				any = 1;
			}
		}
		if (!any)
			break;
		for (int k = 0; k < 3; k++) {
			const struct points *p = &q->curve[use[k]];
			int here = at[k] < p->n && p->v[at[k]].step == step;

			if (v[k])
				v[k][n] = here ? p->v[at[k]].value : NAN;
			at[k] += (uint32_t)here;
		}
		n++;
	}
	out->epochs = n;
	for (int k = 0; k < 3; k++) {
		if (v[k]) {
			*to[k] = room(r, s, n);
			memcpy(*to[k], v[k], n * sizeof **v);
		}
		free(v[k]);
	}
}

static float last_of(const struct gathered *q, enum figure f, int *failed)
{
	const struct points *p = &q->curve[f];
	float v = q->last[f];

	if (isnan(v) && p->n)
		v = p->v[p->n - 1].value;
	*failed |= p->n && isnan(q->last[f]) && !isfinite(v);
	return v;
}

/* ---- a run ---- */

static void settle_run(struct gather *g, struct runs *r, struct settled *s, size_t i, enum figure acc)
{
	struct gathered *q = &g->run[i];
	struct runs_run *out = &r->run[i];

	out->name = q->name;
	q->name = NULL;
	out->seconds = q->seconds;
	out->failed = q->failed;
	settle_levels(r, s, i, &out->levels);
	settle_curves(q, r, s, out, acc);
	out->train_loss = last_of(q, F_TRAIN, &out->failed);
	out->test_loss = last_of(q, F_TEST, &out->failed);
	out->accuracy = last_of(q, acc, &out->failed);
	if (r->n_pred && q->n_pred == r->n_pred) {
		out->pred = room(r, s, r->n_pred);
		memcpy(out->pred, q->pred, r->n_pred * sizeof *out->pred);
		for (size_t k = 0; k < r->n_pred; k++)
			out->failed |= !isfinite(out->pred[k]);
	}
	out->failed |= r->n_pred ? !out->pred
		: isnan(out->train_loss) && isnan(out->test_loss) && isnan(out->accuracy);
	for (int f = 0; f < FIGURES; f++) {	/* memory that is needed no more */
		free(q->curve[f].v);
		q->curve[f] = (struct points){ 0 };
	}
	free(q->pred);
	q->pred = NULL;
}

/* ---- predictions ---- */

static int kind_of(const struct gather *g, struct runs *r, struct err *err)
{
	const char *k = g->o->kind;

	if (k && strcmp(k, "regression") && strcmp(k, "binary") && strcmp(k, "classes"))
		return err_set(err, ERR_USAGE, "kind=%s: expected regression, binary or classes", k);
	r->kind = k ? *k : g->classes ? 'c' : 'r';
	r->outputs = g->outputs ? g->outputs : 1;
	if (r->kind == 'c' && r->outputs < 2)
		return err_set(err, ERR_USAGE, "predictions of classes: say how many with outputs=N");
	if (r->kind == 'b' && r->outputs != 1)
		return err_set(err, ERR_USAGE, "binary predictions have one output, and these have %zu", r->outputs);
	if (r->outputs > RUNS_PREDICTIONS || r->n_pred % r->outputs)
		return err_set(err, ERR_INPUT, "%zu predictions a run do not divide into outputs of %zu", r->n_pred, r->outputs);
	r->probes = r->n_pred / r->outputs;
	for (size_t i = 0; i < g->n_run; i++)
		for (size_t j = 0; j < g->run[i].n_pred; j++)
			if (wire_probability(r->kind, g->run[i].pred[j], j, err))
				return ERR_INPUT;
	return 0;
}

/* One-hot where classes are numbered. */
static int settle_targets(struct gather *g, struct runs *r, struct err *err)
{
	if (!g->target)
		return 0;
	if (!r->n_pred)
		return err_set(err, ERR_INPUT, "there are targets, but no predictions to hold against them");
	if (g->n_target != r->n_pred && !(r->kind == 'c' && g->n_target == r->probes))
		return err_set(err, ERR_INPUT, "%zu targets for predictions at %zu probes of %zu output%s", g->n_target,
			       r->probes, r->outputs, r->outputs == 1 ? "" : "s");
	r->target = xcalloc(r->n_pred, sizeof *r->target);
	for (size_t i = 0; i < g->n_target; i++) {
		float y = g->target[i];
		int is_class = r->kind == 'c' && g->n_target == r->probes;

		if (is_class && !(y >= 0 && y < (float)r->outputs && y == floorf(y)))
			return err_set(err, ERR_INPUT, "target %zu is %g: expected a class from 0 to %zu", i + 1, (double)y,
				       r->outputs - 1);
		if (r->kind != 'r' && !is_class && y != 0 && y != 1)
			return err_set(err, ERR_INPUT, "target %zu is %g: expected 0 or 1", i + 1, (double)y);
		if (is_class)
			r->target[i * r->outputs + (size_t)y] = 1;
		else
			r->target[i] = y;
	}
	for (size_t i = 0; r->kind == 'c' && i < r->probes; i++) {
		float sum = 0;

		for (size_t k = 0; k < r->outputs; k++)
			sum += r->target[i * r->outputs + k];
		if (sum != 1)
			return err_set(err, ERR_INPUT, "the targets of probe %zu name %g classes: expected one", i + 1, (double)sum);
	}
	return 0;
}

int gather_finish(struct gather *g, struct runs *out, struct err *err)
{
	struct settled s = { .setting = NULL };
	enum figure acc = F_TRAIN_ACC;
	size_t lack = 0, failed = 0;
	uint32_t shortest = UINT32_MAX, longest = 0;
	int code = 0;

	memset(out, 0, sizeof *out);
	str_init(&out->said);
	if (!g->n_run)
		return err_set(err, ERR_INPUT, "no run in it");
	for (size_t i = 0; i < g->n_run; i++) {
		if (g->run[i].n_pred > out->n_pred)
			out->n_pred = g->run[i].n_pred;
		if (g->run[i].curve[F_ACC].n || !isnan(g->run[i].last[F_ACC]))
			acc = F_ACC;
	}
	for (size_t i = 0; i < g->n_run; i++)
		lack += out->n_pred && g->run[i].n_pred != out->n_pred;
	out->test_accuracy = acc == F_ACC;
	out->n_run = g->n_run;
	out->run = xcalloc(g->n_run, sizeof *out->run);
	if ((code = kind_of(g, out, err)) || (code = settle_targets(g, out, err)) ||
	    (code = settle_columns(g, out, &s, err)) || (code = settle_conditions(g, out, &s, err)))
		goto out;
	for (size_t i = 0; i < g->n_run; i++) {
		settle_run(g, out, &s, i, acc);
		failed += out->run[i].failed != 0;
		if (out->run[i].epochs > 1 && !out->run[i].failed) {
			shortest = out->run[i].epochs < shortest ? out->run[i].epochs : shortest;
			longest = out->run[i].epochs > longest ? out->run[i].epochs : longest;
		}
	}
	if (shortest < longest)
		gather_say(g, NULL, "runs have curves of %u to %u points: the end of a curve is of those that came so far",
			   (unsigned)shortest, (unsigned)longest);
	if (lack)
		gather_say(g, NULL, "%zu of %zu runs lack predictions: expected %zu of each", lack, g->n_run, out->n_pred);
	if (failed)
		gather_say(g, NULL, "%zu of %zu runs failed: a figure is missing or not finite", failed, g->n_run);
	out->said = g->said;
	str_init(&g->said);
out:
	free(s.setting);
	if (code)
		runs_release(out);
	return code;
}

void runs_release(struct runs *r)
{
	for (size_t i = 0; i < r->n_source; i++) {
		for (size_t k = 0; k < r->source[i].n_choice; k++)
			free(r->source[i].choice[k]);
		free(r->source[i].choice);
		free(r->source[i].name);
	}
	for (size_t i = 0; i < r->n_condition; i++) {
		for (size_t k = 0; r->condition[i].setting && r->condition[i].setting[k].name; k++) {
			free(r->condition[i].setting[k].name);
			free(r->condition[i].setting[k].value);
		}
		free(r->condition[i].setting);
	}
	for (size_t i = 0; r->run && i < r->n_run; i++)
		free(r->run[i].name);
	for (size_t i = 0; i < r->n_block; i++)
		free(r->block[i]);
	free(r->block);
	free(r->condition);
	free(r->run);
	free(r->target);
	free(r->name);
	if (r->said.cap)
		str_release(&r->said);
	memset(r, 0, sizeof *r);
	str_init(&r->said);
}
