/*
 * data_doubt.c - what stands in a table and is perhaps not meant.
 *
 * Each doubt says what is seen, counts, and names the option that settles it.
 * Where a doubt needs a second look at many cells it is asked first whether the
 * column can be meant at all, so that wide tables cost one pass.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xalloc.h"
#include "data_table.h"

#define COARSE 1000	/* steps of a float that a target should span at least */
#define SAID 5			/* columns of a kind before "N columns" */
#define MIN_ROWS 10		/* before whole numbers that differ are an identifier */

struct doubts {
	const struct table *t;
	const struct table_plan *plan;
	struct data_notes *notes;
	size_t said[4];
};
enum { KIND_CONSTANT, KIND_IDENTIFIER, KIND_ROUNDED, KIND_FAR };

static int may_say(struct doubts *d, int kind)
{
	return ++d->said[kind] <= SAID;
}

static char *option(const char *key, const char *value)
{
	struct str s = STR_INIT;

	data_option_text(&s, key, value);
	return str_detach(&s);
}

static const float *cell(const struct table *t, const struct column *c, size_t row)
{
	return &t->cell[row * t->slots + c->slot];
}

/* ---- identifiers ---- */

static int by_float(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* All values whole and different? *step is 1, -1 where they count, else 0. */
static int all_different(const struct table *t, const struct column *c, int *step)
{
	float *v;
	int yes = 1;

	*step = 0;
	/* fewer whole numbers than rows lie between the ends */
	if ((double)c->max - (double)c->min + 1 < (double)t->rows)
		return 0;
	for (size_t i = 0; i < t->rows; i++)
		if (*cell(t, c, i) != floorf(*cell(t, c, i)))
			return 0;
	v = xcalloc(t->rows, sizeof *v);
	for (size_t i = 0; i < t->rows; i++)
		v[i] = *cell(t, c, i);
	*step = v[1] - v[0] == 1 ? 1 : v[1] - v[0] == -1 ? -1 : 0;
	for (size_t i = 1; i < t->rows && *step; i++)
		if (v[i] - v[i - 1] != (float)*step)
			*step = 0;
	qsort(v, t->rows, sizeof *v, by_float);
	for (size_t i = 1; i < t->rows && yes; i++)
		yes = v[i] != v[i - 1] || c->rounded;	/* rounded ones may have been different */
	free(v);
	return yes;
}

static int named_as_identifier(const char *name)
{
	static const char *const word[] = { "id", "index", "idx", "no", "nr", "number", "key", "row",
		"unnamed: 0", "rownames", "row.names", "uid", "code", "serial" };
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (!strcasecmp(name, word[i]))
			return 1;
	return (n > 2 && (!strcasecmp(name + n - 3, "_id") || !strcasecmp(name + n - 3, ".id") ||
			  !strcasecmp(name + n - 3, " id") || !strcmp(name + n - 2, "Id") ||
			  !strcmp(name + n - 2, "ID"))) ||
		(n > 3 && !strncasecmp(name, "id_", 3));
}

/* Would so many different whole numbers in this range be a surprise? */
static int surprising(const struct table *t, const struct column *c)
{
	double n = (double)t->rows, range = (double)c->max - (double)c->min + 1;

	return n * (n - 1) / 2 / range >= 3;
}

static void identifier(struct doubts *d, const struct column *c)
{
	const struct table *t = d->t;
	int step = 0, nameless = c->role == 'n';
	char *cure;

	if (t->rows < MIN_ROWS || !all_different(t, c, &step))
		return;
	if (!step && !nameless && !c->rounded && !surprising(t, c) && !named_as_identifier(c->name))
		return;
	if (!may_say(d, KIND_IDENTIFIER))
		return;
	cure = option("ignore", c->name);
	if (c->rounded)
		data_note(d->notes, DATA_DOUBT, "identifier", c->name, t->rows, cure, "leaves it out",
			  "whole numbers up to %.9g, all different: an identifier? "
			  "A 32-bit float rounds %zu of them above 2^24, so neighbours merge",
			  (double)c->max, c->rounded);
	else if (step)
		data_note(d->notes, DATA_DOUBT, "identifier", c->name, t->rows, cure, "leaves it out",
			  "%scounts the rows from %.9g: perhaps leave it out", nameless ? "has no name and " : "",
			  (double)*cell(t, c, 0));
	else
		data_note(d->notes, DATA_DOUBT, "identifier", c->name, t->rows, cure, "leaves it out",
			  "%swhole numbers, all different: an identifier?", nameless ? "has no name; " : "");
	free(cure);
}

/* ---- a number far from all others ---- */

struct far {
	const struct column *c;
	float value, near, lo, hi;	/* the end; its nearest; the range of the others */
	size_t count;
	int high;
	float seen[5];		/* some of the others: few different ones are codes */
	int n_seen;
};

static void see(struct far *f, float v)
{
	for (int k = 0; k < f->n_seen; k++)
		if (f->seen[k] == v)
			return;
	f->seen[f->n_seen++] = v;
}

/* Nines, or -1: what files write where nothing was measured. */
static int is_marker(float v)
{
	double a = fabs((double)v);

	return v == -1 || a == 9 || a == 99 || a == 999 || a == 9999 || a == 99999 || a == 999999 ||
		a == 888 || a == 8888;
}

/* One pass over the rows for all ends that may be far. */
static void find_far(const struct table *t, struct far *f, size_t n)
{
	for (size_t i = 0; i < t->rows && n; i++) {
		for (size_t k = 0; k < n; k++) {
			float v = *cell(t, f[k].c, i);

			if (v == f[k].value) {
				f[k].count++;
				continue;
			}
			if (f[k].n_seen < 5)
				see(&f[k], v);
			if (v < f[k].lo)
				f[k].lo = v;
			if (v > f[k].hi)
				f[k].hi = v;
			/* the others take more than half of the whole range: no gap */
			if ((double)f[k].hi - (double)f[k].lo >
			    .45 * ((double)f[k].c->max - (double)f[k].c->min))
				f[k--] = f[--n];
		}
	}
	for (size_t k = 0; k < n; k++)
		f[k].near = f[k].high ? f[k].hi : f[k].lo;
	for (size_t k = n; f[k].c; k++)
		f[k].count = 0;
}

static void far_values(struct doubts *d)
{
	const struct table *t = d->t;
	struct far *f = xcalloc(2 * t->slots + 1, sizeof *f);
	size_t n = 0, least = t->rows / 200 > 2 ? t->rows / 200 : 2;

	for (size_t s = 0; s < t->slots; s++) {
		const struct column *c = &t->col[t->used[s]];

		if (c->kind != DATA_COL_NUMBER || c->watch || c->min == c->max)
			continue;
		for (int high = 0; high < 2; high++) {
			float v = high ? c->max : c->min;

			/* the others' mean lies within their range, away from a far end */
			if (fabs(c->mean - (double)v) < .25 * ((double)c->max - (double)c->min))
				continue;
			f[n++] = (struct far){ .c = c, .value = v, .lo = INFINITY, .hi = -INFINITY,
					       .high = high };
		}
	}
	if (n)
		find_far(t, f, n);
	for (size_t k = 0; k < n; k++) {
		double range = (double)f[k].hi - (double)f[k].lo;
		double gap = fabs((double)f[k].value - (double)f[k].near);
		const int marker = is_marker(f[k].value);
		char *cure;
		struct str s = STR_INIT;

		if (f[k].count < least || f[k].count * (marker ? 2 : 4) > t->rows || !(range > 0) ||
		    gap < (marker ? 1 : 3) * range || (f[k].n_seen < 5 && !marker))
			continue;
		if (!may_say(d, KIND_FAR))
			continue;
		str_addf(&s, "missing=drop,%.9g", (double)f[k].value);
		cure = str_detach(&s);
		data_note(d->notes, DATA_DOUBT, "far value", f[k].c->name, f[k].count, cure,
			  "leaves the rows out", "%.9g in %zu rows, far from all others (%g to %g): a missing value?",
			  (double)f[k].value, f[k].count, (double)f[k].lo, (double)f[k].hi);
		free(cure);
	}
	free(f);
}

/* ---- the target ---- */

static int small_codes(const struct table *t, const struct column *c)
{
	unsigned seen = 0, n = 0;

	if (c->kind != DATA_COL_NUMBER || c->min < 0 || c->max > 9 || c->max - c->min < 1)
		return 0;
	for (size_t i = 0; i < t->rows; i++) {
		float v = *cell(t, c, i);

		if (v != floorf(v))
			return 0;
		seen |= 1u << (unsigned)v;
	}
	for (unsigned k = 0; k < 10; k++)
		n += seen >> k & 1;
	return n >= 2 && t->rows >= 5 * n && c->max <= 2 * n;
}

/* The default target is a quantity, and another column is plainly the label. */
static void label_elsewhere(struct doubts *d, const struct column *target)
{
	const struct table *t = d->t;
	const struct column *text = NULL, *first = NULL;
	size_t texts = 0, numbers = 0, codes = 0;
	char *cure;

	if (d->plan->target_given || d->plan->window || target->kind != DATA_COL_NUMBER ||
	    small_codes(t, target))
		return;
	for (size_t k = 0; k < t->layout.cols; k++) {
		const struct column *c = &t->col[k];

		if (!c->feature)
			continue;
		if (c->kind == DATA_COL_TEXT) {
			texts++;
			text = c;
		} else {
			numbers++;
			codes += small_codes(t, c) != 0;
		}
		if (!first)
			first = c;
	}
	if (texts == 1 && numbers >= 2 && text->dict.n >= 2 && text->dict.n <= 20 &&
	    text->dict.n * 3 <= t->rows) {
		cure = option("target", text->name);
		data_note(d->notes, DATA_DOUBT, "label", text->name, text->dict.n, cure, "predicts it",
			  "the only text among numbers, %zu different ones: is it what is to be "
			  "predicted, and not '%.40s', the last column?", text->dict.n, target->name);
		free(cure);
	} else if (!texts && first && numbers >= 2 && codes == 1 && small_codes(t, first)) {
		cure = option("target", first->name);
		data_note(d->notes, DATA_DOUBT, "label", first->name,
			  (size_t)(first->max - first->min + 1), cure, "predicts it",
			  "small codes in the first column and quantities elsewhere: is it what is to "
			  "be predicted, and not '%.40s', the last column?", target->name);
		free(cure);
	}
}

/* Predictions are 32-bit floats in the target's own units: the steps between two of them,
 * where its values lie. */
static double float_step(const struct column *c)
{
	double size = fmax(fabs((double)c->min), fabs((double)c->max));

	return size * (double)FLT_EPSILON;
}

static void targets(struct doubts *d)
{
	const struct table *t = d->t;

	for (size_t i = 0; i < d->plan->n_target; i++) {
		const struct column *c = &t->col[d->plan->target[i]];
		int step;

		if (c->kind != DATA_COL_NUMBER)
			continue;
		if (c->min == c->max)
			data_note(d->notes, DATA_DOUBT, "constant", c->name, t->rows, "target=",
				  "names another column",
				  "the target is constant: there is nothing to learn");
		else if (t->rows >= MIN_ROWS && !d->plan->window && all_different(t, c, &step) && step)
			data_note(d->notes, DATA_DOUBT, "target counts", c->name, t->rows, "target=",
				  "names another column", "the target counts the rows from %.9g: is it "
				  "what is to be predicted?", (double)*cell(t, c, 0));
		else if (t->rows >= MIN_ROWS && !d->plan->window &&
			 (c->rounded || named_as_identifier(c->name)) && all_different(t, c, &step))
			data_note(d->notes, DATA_DOUBT, "target identifier", c->name, t->rows, "target=",
				  "names another column",
				  "the target is whole numbers, all different: an identifier?");
		if (c->min != c->max && (double)c->max - (double)c->min < COARSE * float_step(c))
			data_note(d->notes, DATA_DOUBT, "coarse", c->name, t->rows, NULL, NULL,
				  "the target lies between %.9g and %.9g, where 32-bit floats have steps of %.2g: "
				  "predictions are no finer; subtract a constant from it first",
				  (double)c->min, (double)c->max, float_step(c));
		if (i == 0)
			label_elsewhere(d, c);
	}
}

/* ---- how numbers were read ---- */

static void dressed(struct doubts *d, const struct column *c)
{
	const struct data_form *f = &c->form;
	struct data_dressed x;
	const char *example = d->t->layout.example[c - d->t->col];
	struct str how = STR_INIT;
	float v = 0;
	char *cure;

	if (!f->dressed || !example || !data_undress(example, &x) ||
	    data_dressed_number(&x, f->point, d->t->c, &v) != DATA_NUM_OK)
		return;
	if (f->currency)
		str_addf(&how, "amounts of %s", f->unit);
	else if (!strcmp(f->unit, "%"))
		str_add(&how, "percentages");
	else if (f->unit[0])
		str_addf(&how, "numbers with the unit %s", f->unit);
	else
		str_add(&how, "numbers");
	if (f->group)
		str_add(&how, f->unit[0] ? " and thousands in groups" : " with thousands in groups");
	if (f->unsure) {	/* elsewhere in the file that sign is the decimal one */
		int other = d->t->layout.point != f->point;

		cure = xstrdup(f->point == '.' ? "decimal=," : "decimal=.");
		data_note(d->notes, other ? DATA_DOUBT : DATA_READ, "dressed", c->name, 0, cure,
			  "makes that sign the decimal one",
			  "%s: '%.30s' is read as %.7g%s", how.s, example, (double)v,
			  other ? ", though other columns have decimals with that sign" : "");
	} else {
		cure = option("text", c->name);
		data_note(d->notes, DATA_READ, "dressed", c->name, 0, cure, "reads categories",
			  "%s: '%.30s' is read as %.7g", how.s, example, (double)v);
	}
	free(cure);
	str_release(&how);
}

static void column(struct doubts *d, const struct column *c)
{
	const struct table *t = d->t;
	char *cure;

	if (c->watch || c->group)
		return;
	if (c->lenient)
		data_note(d->notes, DATA_READ, "number", c->name, c->lenient, NULL, NULL,
			  "%zu cells are no numbers and count as missing", c->lenient);
	if (c->kind == DATA_COL_TEXT) {
		table_doubt_texts(t, c, d->notes);
		return;
	}
	dressed(d, c);
	if (c->form.zeros && !d->plan->window) {
		cure = option("text", c->name);
		data_note(d->notes, DATA_DOUBT, "zeros", c->name, t->rows, cure, "reads categories",
			  "digits that begin with 0, read as numbers: postcodes or other codes?");
		free(cure);
	}
	if (c->form.point != t->layout.point && !c->form.dressed && c->form.kind == DATA_COL_NUMBER &&
	    c->min != c->max)
		data_note(d->notes, DATA_READ, "decimal", c->name, 0, NULL, NULL,
			  "decimal %s, unlike the rest of the file", c->form.point == ',' ? "commas" : "points");
	if (c->min == c->max && !c->target && may_say(d, KIND_CONSTANT))
		data_note(d->notes, DATA_FACT, "constant", c->name, t->rows, NULL, NULL, "is constant");
	if (c->feature && !c->target && !d->plan->window)
		identifier(d, c);
	if (c->rounded && !data_note_for(d->notes, "identifier", c->name) && may_say(d, KIND_ROUNDED)) {
		cure = option("ignore", c->name);
		data_note(d->notes, DATA_DOUBT, "rounded", c->name, c->rounded, c->target ? "target=" : cure,
			  c->target ? "names another column" : "leaves it out",
			  "%zu whole numbers above 2^24, which a 32-bit float rounds: neighbours merge", c->rounded);
		free(cure);
	}
}

void table_doubt(const struct table *t, const struct table_plan *plan, struct data_notes *notes)
{
	static const char *const kind[] = { "constant", "identifier", "rounded", "far value" };
	static const char *const what[] = { "are constant", "look like identifiers",
		"hold whole numbers above 2^24", "hold a number far from all others in many rows" };
	struct doubts d = { t, plan, notes, { 0 } };

	targets(&d);
	for (size_t s = 0; s < t->slots; s++)
		column(&d, &t->col[t->used[s]]);
	far_values(&d);
	for (int k = 0; k < 4; k++)
		if (d.said[k] > SAID)
			data_note(notes, k == KIND_CONSTANT ? DATA_FACT : DATA_DOUBT, kind[k], NULL,
				  d.said[k], NULL, NULL, "%zu columns %s", d.said[k], what[k]);
}
