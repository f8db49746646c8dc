/*
 * data_twin.c - inputs that say what the target is.
 *
 * A column whose values stand one to one for the classes, or of which a numeric
 * target is a multiple and a shift, makes every score mean nothing.  Most
 * columns are out of it after a few rows.
 */
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "data_table.h"

#define MIN_ROWS 6
#define EXACTLY 1e-6		/* of the target's range */

static float at(const struct table *t, const struct column *c, size_t row)
{
	return t->cell[row * t->slots + c->slot];
}

/* Do the values of c stand for the classes, each for one? */
static int one_to_one(const struct table *t, const struct column *c, const struct column *target,
		      size_t classes, float *value, unsigned char *known)
{
	size_t seen = 0;

	for (size_t k = 0; k < classes; k++)
		known[k] = 0;
	for (size_t i = 0; i < t->rows; i++) {
		size_t k = (size_t)at(t, target, i);
		float v = at(t, c, i);

		if (known[k]) {
			if (value[k] != v)
				return 0;
			continue;
		}
		for (size_t j = 0; j < classes; j++)
			if (known[j] && value[j] == v)
				return 0;
		known[k] = 1;
		value[k] = v;
		seen++;
	}
	return seen == classes;
}

/* Is the target a + b * c, with more than two points to show it? */
static int linear(const struct table *t, const struct column *c, const struct column *target)
{
	double x0 = (double)at(t, c, 0), y0 = (double)at(t, target, 0), x1 = x0, y1 = y0, b;
	double range = (double)target->max - (double)target->min;
	size_t between = 0;

	for (size_t i = 1; i < t->rows && x1 == x0; i++) {
		x1 = (double)at(t, c, i);
		y1 = (double)at(t, target, i);
	}
	if (x1 == x0 || !(range > 0))
		return 0;
	b = (y1 - y0) / (x1 - x0);
	for (size_t i = 1; i < t->rows; i++) {
		double x = (double)at(t, c, i), y = (double)at(t, target, i);

		if (!(fabs(y - (y0 + b * (x - x0))) <= EXACTLY * range))
			return 0;
		between += x != x0 && x != x1;
	}
	return between > 0 && b != 0;
}

void table_twins(const struct table *t, const struct table_plan *plan, int classes,
		 struct data_notes *notes)
{
	const struct column *target = &t->col[plan->target[0]];
	size_t n = (size_t)classes;
	float *value;
	unsigned char *known;

	if (plan->window || plan->n_target != 1 || t->rows < MIN_ROWS || (classes && t->rows < 2 * n))
		return;
	value = xcalloc(n + 1, sizeof *value);
	known = xcalloc(n + 1, 1);
	for (size_t k = 0; k < t->layout.cols; k++) {
		const struct column *c = &t->col[k];
		struct str cure = STR_INIT;

		if (!c->feature || (c->kind == DATA_COL_NUMBER && c->min == c->max))
			continue;
		if (classes ? !one_to_one(t, c, target, n, value, known) :
		    c->kind != DATA_COL_NUMBER || !linear(t, c, target))
			continue;
		data_option_text(&cure, "ignore", c->name);
		data_note(notes, DATA_DOUBT, "twin", c->name, t->rows, cure.s, "leaves it out",
			  "it determines the target '%.40s' %s: no score means anything then", target->name,
			  classes ? "one to one" : "exactly, by a factor and a shift");
		str_release(&cure);
	}
	free(value);
	free(known);
}
