/*
 * toggled.c - what the conditions tried so far already say about causes,
 * without a plan: the variance when only one source was free, or all but one,
 * beside that when all were.
 *
 * Conditions can be compared that differ in the states of their sources alone:
 * the rest of their text must be the same.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

/* Lines that say states and levels. */
static int is_state_line(const char *line)
{
	static const char *const word[] = { "fix ", "free ", "off ", "choices ", "seed " };

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (strncmp(line, word[i], strlen(word[i])) == 0)
			return 1;
	return 0;
}

static const char *next_setting(const char *p, size_t *n)
{
	while (*p) {
		*n = strcspn(p, "\n");
		if (!is_state_line(p))
			return p;
		p += *n + (p[*n] == '\n');
	}
	*n = 0;
	return p;
}

static int comparable(const struct condition *a, const struct condition *b)
{
	const char *p = a->commands, *q = b->commands;
	size_t n, m;

	if (a->plan != PLAN_PLAIN || b->plan != PLAN_PLAIN)
		return 0;
	for (;;) {
		p = next_setting(p, &n);
		q = next_setting(q, &m);
		if (n != m || strncmp(p, q, n) != 0)
			return 0;
		if (!n)
			return 1;
		p += n + (p[n] == '\n');
		q += m + (q[m] == '\n');
	}
}

static uint32_t mask_of(const struct condition *c)
{
	uint32_t mask = 0;

	for (int k = 0; k < SOURCE_COUNT; k++)
		mask |= (uint32_t)(c->state[k] == STATE_FREE) << k;
	return mask;
}

size_t lab_toggled(const struct lab *lab, const struct lab_entry *e, struct toggled_effect *out)
{
	struct toggled *t = xreallocarray(NULL, lab->n_entry + 1, sizeof *t);
	size_t n = 0, k;

	/* an external one's own runs say it, or nothing does */
	for (size_t i = 0; i < lab->n_entry && !e->cond->external; i++) {
		const struct lab_entry *o = &lab->entry[i]->pub;
		struct estimate v = stats_variance(o->stats);

		/* with a free split a prediction varies at all rows, else at the test rows */
		if ((o->cond->state[SOURCE_SPLIT] == STATE_FREE) != (e->cond->state[SOURCE_SPLIT] == STATE_FREE))
			continue;
		if (v.n >= 2 && isfinite(v.mean) && comparable(e->cond, o->cond))
			t[n++] = (struct toggled){ mask_of(o->cond), v.mean, v.se };
	}
	k = attribute_toggled(t, n, mask_of(e->cond), out);
	free(t);
	return k;
}
