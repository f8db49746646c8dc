/*
 * set_driven.c - free, fix, reroll and seed for a training of somebody else that is driven
 * here: its sources are those that it declares.
 *
 * What is shared is not changed: the settings get a copy with other states.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/names.h"
#include "base/xalloc.h"
#include "num/rng.h"
#include "setup/setup_int.h"

static struct external *own(struct settings *s)
{
	struct external *e = external_copy(s->external);

	external_unref(s->external);
	return s->external = e;
}

static int no_source(const struct external *e, const struct words *w, size_t i, const char *name, struct err *err)
{
	struct names known = { 0 };

	for (int s = 0; s < SOURCE_SLOTS; s++)
		if (e->name[s])
			names_add(&known, e->name[s]);
	if (!known.n)
		return word_err(w, i, err, ERR_USAGE, "this training declares no source");
	return word_unknown(w, i, 0, "source", name, &known, NULL, err);
}

/* The declared source that w->w[i] names, in its first n bytes. */
static int word_declared(const struct external *e, const struct words *w, size_t i, size_t n, enum source *out, struct err *err)
{
	char *name = xstrndup(w->w[i].text, n);
	int code = 0;

	*out = external_find(e, name);
	if (*out == SOURCE_ALL)
		code = no_source(e, w, i, name, err);
	free(name);
	return code;
}

static int is_all(const struct words *w)
{
	return w->n == 2 && strcmp(w->w[1].text, "all") == 0;
}

static void set_all(struct external *e, enum state from, enum state to)
{
	for (int s = 0; s < SOURCE_SLOTS; s++)
		if (e->name[s] && e->state[s] == from)
			e->state[s] = to;
}

static int driven_free(struct settings *set, const struct words *w, struct err *err)
{
	struct external *e = own(set);
	enum source s;

	if (words_args(w, 1, SOURCE_SLOTS, err))
		return ERR_USAGE;
	if (is_all(w)) {
		set_all(e, STATE_FIXED, STATE_FREE);
		return 0;
	}
	for (size_t i = 1; i < w->n; i++) {
		if (strchr(w->w[i].text, '='))
			return word_err(w, i, err, ERR_USAGE, "'%s': a free source has no level of its own", w->w[i].text);
		if (word_declared(e, w, i, strlen(w->w[i].text), &s, err))
			return ERR_USAGE;
		e->state[s] = STATE_FREE;
	}
	return 0;
}

static int fix_level(struct external *e, const struct words *w, size_t i, size_t off, enum source s, struct err *err)
{
	const char *value = w->w[i].text + off;
	unsigned long long n;

	if (e->n_choice[s]) {
		struct names known = { 0 };

		n = external_choice(e, s, value);
		for (size_t k = 0; k < e->n_choice[s]; k++)
			names_add(&known, e->choice[s][k]);
		if (n == e->n_choice[s])
			return word_unknown(w, i, off, "choice", value, &known, NULL, err);
	} else if (word_uint(w, i, off, "a seed", 0, UINT32_MAX, &n, err)) {
		return ERR_USAGE;
	}
	e->level[s] = (uint32_t)n;
	return 0;
}

static int driven_fix(struct settings *set, const struct words *w, struct err *err)
{
	struct external *e = own(set);

	if (words_args(w, 1, SOURCE_SLOTS, err))
		return ERR_USAGE;
	if (is_all(w)) {
		set_all(e, STATE_FREE, STATE_FIXED);
		return 0;
	}
	for (size_t i = 1; i < w->n; i++) {
		size_t n;
		const char *value = word_value(w->w[i].text, &n);
		enum source s;

		if (word_declared(e, w, i, n, &s, err) || (value && fix_level(e, w, i, n + 1, s, err)))
			return ERR_USAGE;
		e->state[s] = STATE_FIXED;
	}
	return 0;
}

/* A level other than the present one; seeds stay short: they are read aloud. */
static void draw_other(struct settings *set, struct external *e, enum source s)
{
	uint32_t level, n = e->n_choice[s] ? (uint32_t)e->n_choice[s] : 100000;

	do
		level = rng_below(rng_level(e->master, s, (UINT64_C(1) << 41) + set->rerolls++), n);
	while (level == e->level[s]);
	e->level[s] = level;
}

static int driven_reroll(struct settings *set, const struct words *w, struct err *err)
{
	struct external *e = own(set);
	size_t n = 0;

	if (words_args(w, 0, SOURCE_SLOTS, err))
		return ERR_USAGE;
	for (size_t i = 1; i < w->n; i++) {
		enum source s;

		if (word_declared(e, w, i, strlen(w->w[i].text), &s, err))
			return ERR_USAGE;
		if (e->state[s] != STATE_FIXED)
			return word_err(w, i, err, ERR_STATE, "%s is free: every run draws a new level of it already", e->name[s]);
		if (e->n_choice[s] == 1)
			return word_err(w, i, err, ERR_STATE, "%s has no other choice", e->name[s]);
		draw_other(set, e, s);
	}
	for (int s = 0; w->n == 1 && s < SOURCE_SLOTS; s++) {	/* alone: every seed that is held fixed */
		if (e->state[s] != STATE_FIXED || e->n_choice[s])
			continue;
		draw_other(set, e, (enum source)s);
		n++;
	}
	if (w->n == 1 && !n)
		return word_err(w, 0, err, ERR_STATE, "no seed is held fixed: free sources draw a new level in every run already");
	return 0;
}

static int driven_seed(struct settings *set, const struct words *w, struct err *err)
{
	unsigned long long n;

	if (words_args(w, 1, 1, err) || word_uint(w, 1, 0, "a seed", 0, UINT32_MAX, &n, err))
		return ERR_USAGE;
	own(set)->master = (uint32_t)n;
	return 0;
}

set_fn *driven_find(const char *name)
{
	static const struct { const char *name; set_fn *set; } row[] = {
		{ "free", driven_free }, { "fix", driven_fix }, { "reroll", driven_reroll }, { "seed", driven_seed },
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (strcmp(row[i].name, name) == 0)
			return row[i].set;
	return NULL;
}
