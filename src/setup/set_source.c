/*
 * set_source.c - free, fix, off, reroll, choices: the eight sources.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "num/rng.h"
#include "setup/setup_int.h"

static int word_source(const struct words *w, size_t i, size_t n, enum source *out, struct err *err)
{
	char *name = xstrndup(w->w[i].text, n);

	*out = source_find(name);
	if (*out == SOURCE_COUNT)
		word_not_known(w, i, 0, KNOWN_SOURCE, name, err);
	free(name);
	return *out == SOURCE_COUNT ? ERR_USAGE : 0;
}

static void set_state(struct settings *s, enum source k, enum state st)
{
	s->state[k] = st;
	s->has_state[k] = 1;
}

static int is_all(const struct words *w)
{
	return w->n == 2 && strcmp(w->w[1].text, "all") == 0;
}

static int set_free(struct settings *s, const struct words *w, struct err *err)
{
	enum source k;

	if (words_args(w, 1, SOURCE_COUNT, err))
		return ERR_USAGE;
	if (is_all(w)) {	/* what is in use; off sources stay off */
		for (int i = 0; i < SOURCE_COUNT; i++)
			if (s->state[i] == STATE_FIXED)
				set_state(s, (enum source)i, STATE_FREE);
		return 0;
	}
	for (size_t i = 1; i < w->n; i++) {
		if (strchr(w->w[i].text, '='))
			return word_err(w, i, err, ERR_USAGE, "'%s': a free source has no level of its"
				" own; `fix %s` fixes it", w->w[i].text, w->w[i].text);
		if (word_source(w, i, strlen(w->w[i].text), &k, err))
			return ERR_USAGE;
		set_state(s, k, STATE_FREE);
	}
	return 0;
}

static int fix_level(struct settings *s, const struct words *w, size_t i, size_t off,
		     enum source k, struct err *err)
{
	const char *value = w->w[i].text + off;
	unsigned long long n;

	if (k == SOURCE_OPTIMIZER) {
		enum optim_kind o = optim_find(value);

		if (o == OPTIM_COUNT)
			return word_not_known(w, i, off, KNOWN_OPTIMIZER, value, err);
		s->level[k] = o;
		s->has_optimizer = 1;
		return 0;
	}
	if (word_uint(w, i, off, k == SOURCE_BATCH ? "a batch size" : "a seed", k == SOURCE_BATCH,
		      k == SOURCE_BATCH ? 1 << 20 : UINT32_MAX, &n, err))
		return ERR_USAGE;
	s->level[k] = (uint32_t)n;
	if (k == SOURCE_BATCH)
		s->has_batch = 1;
	return 0;
}

static int set_fix(struct settings *s, const struct words *w, struct err *err)
{
	if (words_args(w, 1, SOURCE_COUNT, err))
		return ERR_USAGE;
	if (is_all(w)) {
		for (int i = 0; i < SOURCE_COUNT; i++)
			if (s->state[i] == STATE_FREE)
				set_state(s, (enum source)i, STATE_FIXED);
		return 0;
	}
	for (size_t i = 1; i < w->n; i++) {
		size_t klen;
		const char *value = word_value(w->w[i].text, &klen);
		enum source k;

		if (word_source(w, i, klen, &k, err)
		    || (value && fix_level(s, w, i, klen + 1, k, err)))
			return ERR_USAGE;
		set_state(s, k, STATE_FIXED);
	}
	return 0;
}

static int set_off(struct settings *s, const struct words *w, struct err *err)
{
	enum source k;

	if (words_args(w, 1, SOURCE_COUNT, err))
		return ERR_USAGE;
	for (size_t i = 1; i < w->n; i++) {
		if (word_source(w, i, strlen(w->w[i].text), &k, err))
			return ERR_USAGE;
		if (!source_can_be_off(k))
			return word_err(w, i, err, ERR_USAGE, "%s cannot be off: a run needs %s",
				source_name(k), k == SOURCE_INIT ? "initial weights" : "an optimizer");
		set_state(s, k, STATE_OFF);
	}
	return 0;
}

/* A level other than the present one.  Seeds stay short: they are read aloud. */
static uint32_t new_level(struct settings *s, enum source k)
{
	uint32_t level;

	do {
		uint32_t draw = rng_level(s->seed, k, (UINT64_C(1) << 41) + s->rerolls++);

		if (k == SOURCE_BATCH)
			level = s->batch[rng_below(draw, s->n_batch)];
		else if (k == SOURCE_OPTIMIZER)
			level = s->optim_choice[rng_below(draw, s->n_optim)];
		else
			level = rng_below(draw, 100000);
	} while (level == s->level[k]);
	return level;
}

static int has_other_level(const struct settings *s, enum source k)
{
	uint32_t n = k == SOURCE_BATCH ? s->n_batch : k == SOURCE_OPTIMIZER ? s->n_optim : 2;
	const uint32_t *v = k == SOURCE_BATCH ? s->batch : s->optim_choice;

	if (k != SOURCE_BATCH && k != SOURCE_OPTIMIZER)
		return 1;
	for (uint32_t i = 0; i < n; i++)
		if (v[i] != s->level[k])
			return 1;
	return 0;
}

static int set_reroll(struct settings *s, const struct words *w, struct err *err)
{
	size_t n = 0;

	if (words_args(w, 0, SOURCE_COUNT, err))
		return ERR_USAGE;
	for (size_t i = 1; i < w->n; i++) {
		enum source k;

		if (word_source(w, i, strlen(w->w[i].text), &k, err))
			return ERR_USAGE;
		if (s->state[k] != STATE_FIXED)
			return word_err(w, i, err, ERR_STATE, s->state[k] == STATE_FREE
				? "%s is free: every run draws a new level of it already"
				: "%s is off: there is nothing to draw", source_name(k));
		if (!has_other_level(s, k))
			return word_err(w, i, err, ERR_STATE, "`choices %s` offers no other level",
				source_name(k));
		s->level[k] = new_level(s, k);
		s->has_batch |= k == SOURCE_BATCH;
		s->has_optimizer |= k == SOURCE_OPTIMIZER;
	}
	/* Alone: every seed that is held fixed, but not batch and optimizer. */
	for (int k = 0; w->n == 1 && k < SOURCE_COUNT; k++) {
		if (s->state[k] != STATE_FIXED || k == SOURCE_BATCH || k == SOURCE_OPTIMIZER)
			continue;
		s->level[k] = new_level(s, (enum source)k);
		n++;
	}
	if (w->n == 1 && !n)
		return word_err(w, 0, err, ERR_STATE, "no seed is held fixed: free sources draw a new"
			" level in every run already");
	return 0;
}

/* The commas and blanks of the words from 2 on separate values alike. */
static int set_choices(struct settings *s, const struct words *w, struct err *err)
{
	uint32_t v[CONDITION_MAX_CHOICES], n = 0;
	enum source k;

	if (words_args(w, 2, 64, err) || word_source(w, 1, strlen(w->w[1].text), &k, err))
		return ERR_USAGE;
	if (k != SOURCE_BATCH && k != SOURCE_OPTIMIZER)
		return word_err(w, 1, err, ERR_USAGE, "only batch and optimizer have choices;"
			" the levels of %s are seeds", source_name(k));
	for (size_t i = 2; i < w->n; i++) {
		const char *p = w->w[i].text;

		while (*p) {
			size_t len = strcspn(p, ","), off = (size_t)(p - w->w[i].text);
			char item[32];

			if (len >= sizeof item || n == CONDITION_MAX_CHOICES)
				return word_err_in(w, i, off, err, ERR_LIMIT,
					"at most %d choices, each a short word", CONDITION_MAX_CHOICES);
			memcpy(item, p, len);
			item[len] = '\0';
			p += len + (p[len] == ',');
			if (!len)
				continue;
			if (k == SOURCE_OPTIMIZER) {
				v[n] = optim_find(item);
				if (v[n] == OPTIM_COUNT)
					return word_not_known(w, i, off, KNOWN_OPTIMIZER, item, err);
			} else {
				char *end;
				unsigned long b = strtoul(item, &end, 10);

				if (*end || item[0] < '0' || item[0] > '9' || b < 1 || b > 1 << 20)
					return word_err_in(w, i, off, err, ERR_USAGE,
						"'%s' is not a batch size: a whole number from 1 to %d was"
						" expected", item, 1 << 20);
				v[n] = (uint32_t)b;
			}
			for (uint32_t j = 0; j < n; j++)
				if (v[j] == v[n])
					return word_err_in(w, i, off, err, ERR_USAGE,
						"'%s' is named twice", item);
			n++;
		}
	}
	if (!n)
		return word_err(w, 2, err, ERR_USAGE, "at least one choice was expected");
	if (k == SOURCE_BATCH) {
		memcpy(s->batch, v, n * sizeof *v);
		s->n_batch = n;
	} else {
		memcpy(s->optim_choice, v, n * sizeof *v);
		s->n_optim = n;
	}
	return 0;
}

int words_epochs(const struct words *w, size_t i, uint32_t *k, uint32_t *n, struct err *err)
{
	const char *p = w->w[i].text;
	uint64_t least = 0;

	*n = 0;
	while (*p) {
		size_t len = strcspn(p, ","), off = (size_t)(p - w->w[i].text);
		char item[16];

		if (*n == WHEN_MAX || len >= sizeof item)
			return word_err_in(w, i, off, err, ERR_LIMIT, "at most %d epochs", WHEN_MAX);
		memcpy(item, p, len);
		item[len] = '\0';
		if (!len || strspn(item, "0123456789") != len || len > 7 || strtoull(item, NULL, 10) < least)
			return word_err_in(w, i, off, err, ERR_USAGE, "'%s': epochs, each more than the one before it,"
					   " were expected", item);
		k[*n] = (uint32_t)strtoull(item, NULL, 10);
		least = (uint64_t)k[(*n)++] + 1;
		p += len + (p[len] == ',' && p[len + 1]);
	}
	return *n ? 0 : word_err(w, i, err, ERR_USAGE, "epochs were expected");
}

/* hold SOURCE=LEVEL... until=EPOCH */
static int set_hold(struct settings *s, const struct words *w, struct err *err)
{
	uint32_t held = 0, first[SOURCE_COUNT] = { 0 };
	unsigned long long until = 0, n;

	if (words_args(w, 1, SOURCE_COUNT + 1, err))
		return ERR_USAGE;
	if (w->n == 2 && strcmp(w->w[1].text, "nothing") == 0) {
		s->until = s->held = 0;
		return 0;
	}
	for (size_t i = 1; i < w->n; i++) {
		size_t len;
		const char *value = word_value(w->w[i].text, &len);
		enum source k;

		if (value && len == strlen("until") && strncmp(w->w[i].text, "until", len) == 0) {
			if (word_uint(w, i, len + 1, "an epoch", 1, 9999999, &until, err))
				return ERR_USAGE;
			continue;
		}
		if (word_source(w, i, len, &k, err))
			return ERR_USAGE;
		if (!(SOURCES_IN_TIME >> k & 1u))
			return word_err(w, i, err, ERR_USAGE, "%s does not act in time: shuffle, dropout, nudge or rounding"
					" can be held for some epochs", source_name(k));
		if ((k == SOURCE_NUDGE) == (value != NULL))
			return word_err(w, i, err, ERR_USAGE, k == SOURCE_NUDGE ? "a nudge is held by being none: `nudge`"
					" without a level" : "its level was expected: %s=42", source_name(k));
		if (value && word_uint(w, i, len + 1, "a seed", 0, UINT32_MAX, &n, err))
			return ERR_USAGE;
		first[k] = value ? (uint32_t)n : 0;
		held |= 1u << k;
	}
	if (!held || !until)
		return word_err(w, 0, err, ERR_USAGE, "hold SOURCE=LEVEL... until=EPOCH: %s", held
				? "until which epoch?" : "which source?");
	s->held = held;
	s->until = (uint32_t)until;
	memcpy(s->first, first, sizeof first);
	return 0;
}

const struct set_row source_rows[] = {
	{ { "free", "SOURCE...|all", "Set sources free: every run draws new levels of them.", NULL,
	  { ARG_SOURCE, ARG_SOURCE, ARG_SOURCE }, { "all" }, NULL, CMD_SETTING | CMD_DRIVEN }, set_free },
	{ { "fix", "SOURCE[=LEVEL]...|all", "Hold sources at one level: a seed, a batch size or an optimizer.",
	  "fix optimizer=adam shuffle=42; without a level the last one is kept.",
	  { ARG_SOURCE, ARG_SOURCE, ARG_SOURCE }, { "all" }, NULL, CMD_SETTING | CMD_DRIVEN }, set_fix },
	{ { "off", "SOURCE...", "Take a source out: no shuffling, the full batch, no dropout, no random split.", NULL,
	  { ARG_SOURCE, ARG_SOURCE, ARG_SOURCE }, { NULL }, NULL, CMD_SETTING }, set_off },
	{ { "reroll", "[SOURCE...]", "Draw a new level for fixed sources; alone, for every fixed seed.", NULL,
	  { ARG_SOURCE, ARG_SOURCE, ARG_SOURCE }, { NULL }, NULL, CMD_SETTING | CMD_DRIVEN }, set_reroll },
	{ { "hold", "SOURCE=LEVEL... until=EPOCH|nothing",
	  "Another level first: these sources take theirs after so many epochs, and have that one before.",
	  "Sources that act in time: shuffle, dropout, rounding; and nudge, which has no level then\n"
	  "(`hold nudge until=5`): its weight is moved after five epochs. `fork N EPOCH` says it for a run.",
	  { ARG_SOURCE, ARG_SOURCE, ARG_SOURCE }, { "nothing" }, NULL, CMD_SETTING }, set_hold },
	{ { "choices", "batch|optimizer VALUE,...", "What a free batch or optimizer is drawn from.", NULL,
	  { ARG_CHOICES, ARG_CHOICES, ARG_CHOICES }, { NULL }, NULL, CMD_SETTING }, set_choices },
	{ .set = NULL },
};
