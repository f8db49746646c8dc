/*
 * data_axis.c - series: which rows follow each other, and how far apart.
 *
 * group= gathers the rows of each group, in order of first appearance, so that
 * windows and the test set can stop at the joints.  The time of a series is the
 * axis column.  Where it falls from row to row the rows are turned round; where
 * it jumps, or begins again and again, that is said.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_table.h"

#define STEP_EQUAL 1e-6		/* .1 added up is not .1 */

/* ---- rows in another order ---- */

/* New row i is old row from[i]. */
static void permute(struct table *t, const size_t *from)
{
	float *cell = xreallocarray(NULL, t->rows * t->slots + 1, sizeof *cell);

	for (size_t i = 0; i < t->rows; i++)
		memcpy(cell + i * t->slots, t->cell + from[i] * t->slots, t->slots * sizeof *cell);
	free(t->cell);
	t->cell = cell;
	t->cap = t->rows;
	if (t->when) {
		double *when = xreallocarray(NULL, t->rows + 1, sizeof *when);
		int *month = xreallocarray(NULL, t->rows + 1, sizeof *month);

		for (size_t i = 0; i < t->rows; i++) {
			when[i] = t->when[from[i]];
			month[i] = t->month[from[i]];
		}
		free(t->when);
		free(t->month);
		t->when = when;
		t->month = month;
	}
}

static void turn(struct table *t)
{
	size_t *from = xcalloc(t->rows, sizeof *from);

	for (size_t g = 0; g < t->n_series; g++)
		for (size_t i = t->start[g]; i < t->start[g + 1]; i++)
			from[i] = t->start[g + 1] - 1 - (i - t->start[g]);
	permute(t, from);
	free(from);
}

static const struct column *group_column(const struct table *t)
{
	for (size_t k = 0; k < t->layout.cols; k++)
		if (t->col[k].group)
			return &t->col[k];
	return NULL;
}

/* Rows by group, each in its old order. */
static void gather(struct table *t, const struct column *c)
{
	const size_t n = c->dict.n;
	size_t *from = xcalloc(t->rows, sizeof *from), *next = xcalloc(n + 1, sizeof *next);

	t->start = xcalloc(n + 1, sizeof *t->start);
	t->n_series = n;
	for (size_t i = 0; i < t->rows; i++)
		t->start[(size_t)t->cell[i * t->slots + c->slot] + 1]++;
	for (size_t g = 0; g < n; g++)
		t->start[g + 1] += t->start[g];
	memcpy(next, t->start, n * sizeof *next);
	for (size_t i = 0; i < t->rows; i++)
		from[next[(size_t)t->cell[i * t->slots + c->slot]]++] = i;
	permute(t, from);
	free(from);
	free(next);
}

/* ---- the time ---- */

struct steps {
	size_t up, down, same, none;
};

static struct steps count_steps(const struct table *t)
{
	struct steps s = { 0, 0, 0, 0 };

	for (size_t g = 0; g < t->n_series; g++)
		for (size_t i = t->start[g] + 1; i < t->start[g + 1]; i++) {
			double d = t->when[i] - t->when[i - 1];

			*(isnan(d) ? &s.none : d > 0 ? &s.up : d < 0 ? &s.down : &s.same) += 1;
		}
	return s;
}

/* Steps in months where every date is the same day of its month, else in seconds. */
static double step_at(const struct table *t, size_t i, int monthly)
{
	return monthly ? (double)(t->month[i] / 32 - t->month[i - 1] / 32) : t->when[i] - t->when[i - 1];
}

static int is_monthly(const struct table *t)
{
	for (size_t i = 0; i < t->rows; i++)
		if (!t->month[i] || t->month[i] % 32 != t->month[0] % 32)
			return 0;
	return 1;
}

static void add_step(struct str *out, double step, int monthly, int date)
{
	if (monthly)
		str_addf(out, "%.0f month%s", step, step == 1 ? "" : "s");
	else if (!date)
		str_addf(out, "%g", step);
	else if (step >= 86400)
		str_addf(out, "%g day%s", step / 86400, step == 86400 ? "" : "s");
	else
		str_addf(out, "%g s", step);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void say_steps(const struct table *t, struct data_notes *notes)
{
	const int monthly = is_monthly(t), date = t->unit != DATA_TIME_NUMBER;
	double *step = xcalloc(t->rows, sizeof *step), usual = 0;
	size_t n = 0, most = 0, other;
	struct str a = STR_INIT, b = STR_INIT;

	for (size_t g = 0; g < t->n_series; g++)
		for (size_t i = t->start[g] + 1; i < t->start[g + 1]; i++)
			if (!isnan(t->when[i] - t->when[i - 1]))
				step[n++] = step_at(t, i, monthly);
	qsort(step, n, sizeof *step, by_value);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && step[j] - step[i] <= STEP_EQUAL * fabs(step[i]); j++)
			continue;
		if (j - i > most) {
			most = j - i;
			usual = step[i];
		}
	}
	other = n - most;
	if (n && other) {
		add_step(&a, usual, monthly, date);
		add_step(&b, step[n - 1], monthly, date);
		data_note(notes, DATA_DOUBT, "steps", t->axis->name, other, NULL, NULL,
			  "the steps are unequal: %s in %zu of %zu, up to %s; a window counts rows, not time",
			  a.s, most, n, b.s);
	} else if (n) {
		add_step(&a, usual, monthly, date);
		data_time_text(t->unit, t->when[0], &b);
		str_add(&b, " to ");
		data_time_text(t->unit, t->when[t->rows - 1], &b);
		data_note(notes, DATA_FACT, "axis", t->axis->name, t->rows, NULL, NULL,
			  "the time of the series%s%s, in steps of %s", t->n_series > 1 ? "" : ", ",
			  t->n_series > 1 ? "" : b.s, a.s);
	}
	str_release(&a);
	str_release(&b);
	free(step);
}

/* ---- series below each other that nobody spoke of ---- */

/* The rows at which a column changes, when each of its values stands in one block. */
static size_t blocks(const struct table *t, const struct column *c)
{
	float seen[DATA_MAX_CLASSES];
	size_t n = 0;

	for (size_t i = 0; i < t->rows; i++) {
		float v = t->cell[i * t->slots + c->slot];

		if (i && v == t->cell[(i - 1) * t->slots + c->slot])
			continue;
		for (size_t k = 0; k < n; k++)
			if (seen[k] == v)
				return 0;
		if (n == DATA_MAX_CLASSES || n > t->rows / 3)
			return 0;
		seen[n++] = v;
	}
	return n;
}

/* Does time run one way inside the blocks, and jump back at most joints? */
static int joints_agree(const struct table *t, const struct column *c)
{
	size_t up = 0, down = 0, jump_up = 0, jump_down = 0;

	for (size_t i = 1; i < t->rows; i++) {
		const float *v = t->cell + i * t->slots + c->slot;
		double d = t->when[i] - t->when[i - 1];

		if (isnan(d))
			continue;
		if (*v == *(v - t->slots)) {
			up += d > 0;
			down += d < 0;
		} else {
			jump_up += d > 0;
			jump_down += d < 0;
		}
	}
	return (up && !down && jump_down > jump_up) || (down && !up && jump_up > jump_down);
}

static const struct column *find_joints(const struct table *t, size_t *n, int restarts)
{
	for (size_t k = 0; k < t->layout.cols; k++) {
		const struct column *c = &t->col[k];

		if (!c->watch || c->refused.what)
			continue;
		*n = blocks(t, c);
		/* a number that only counts blocks may be a year: time must say so */
		if (*n >= 2 && *n * 3 <= t->rows &&
		    (restarts ? joints_agree(t, c) : c->kind == DATA_COL_TEXT))
			return c;
	}
	return NULL;
}

/* Does every value of a column have times of its own that only grow? */
static int tells_apart(const struct table *t, const struct column *c)
{
	float value[DATA_MAX_CLASSES];
	double last[DATA_MAX_CLASSES];
	size_t n = 0, k;

	for (size_t i = 0; i < t->rows; i++) {
		const float v = t->cell[i * t->slots + c->slot];

		for (k = 0; k < n && value[k] != v; k++)
			continue;
		if (k == n && (n == DATA_MAX_CLASSES || n > t->rows / 3))
			return 0;
		if (k == n)
			value[n++] = v;
		else if (!(t->when[i] > last[k]))
			return 0;
		last[k] = t->when[i];
	}
	return n >= 2;
}

static void say_same(const struct table *t, size_t same, struct data_notes *notes)
{
	struct str cure = STR_INIT;

	for (size_t k = 0; k < t->layout.cols && !cure.len; k++)
		if (t->col[k].watch && !t->col[k].refused.what && tells_apart(t, &t->col[k]))
			data_option_text(&cure, "group", t->col[k].name);
	data_note(notes, DATA_DOUBT, "time", t->axis->name, same, cure.len ? cure.s : "group=",
		  cure.len ? "keeps them apart" : "names what tells them apart",
		  "%zu of %zu rows have the time of the row before", same, t->rows);
	str_release(&cure);
}

static void say_joints(const struct column *c, size_t n, struct data_notes *notes)
{
	struct str cure = STR_INIT;

	data_option_text(&cure, "group", c->name);
	data_note(notes, DATA_DOUBT, "group", c->name, n, cure.s, "keeps them apart",
		  "%zu blocks, each value in one: several series below each other? Windows run over the joints", n);
	str_release(&cure);
}

static void look_at_time(struct table *t, int grouped, struct data_notes *notes)
{
	struct steps s = count_steps(t);
	const struct column *joint;
	size_t n, steps = s.up + s.down + s.same;

	if (s.none * 2 > t->rows)
		return;
	t->unit = table_time_unit(t);
	table_from_epoch(t);
	if (s.down && !s.up) {
		turn(t);
		data_note(notes, DATA_READ, "time", t->axis->name, t->rows, NULL, NULL,
			  "time runs backwards: the rows were turned round, so that the newest are tested");
		s.up = s.down;
		s.down = 0;
	}
	if (s.down && !grouped && (joint = find_joints(t, &n, 1)) != NULL) {
		say_joints(joint, n, notes);
		return;
	}
	if (s.down) {
		data_note(notes, DATA_DOUBT, "time", t->axis->name, s.down, NULL, "sort them in the file",
			  "the rows are in no order of time: %zu of %zu steps go back, so windows mix times",
			  s.down, steps);
		return;
	}
	if (s.same && !grouped)
		say_same(t, s.same, notes);
	else
		say_steps(t, notes);
}

int table_order(struct table *t, const struct table_plan *plan, struct data_notes *notes,
		struct err *err)
{
	const struct column *group = group_column(t), *joint;
	size_t n;

	if (group && group->dict.n < 2)
		return err_at(err, ERR_INPUT, t->path, 0, 0, "group=: '%.60s' holds one value only",
			      group->name);
	if (group) {
		gather(t, group);
		data_note(notes, DATA_READ, "group", group->name, t->n_series, NULL, NULL,
			  "%zu groups, kept together; rows are held out by whole groups, the last ones",
			  t->n_series);
	} else {
		t->start = xcalloc(2, sizeof *t->start);
		t->start[1] = t->rows;
		t->n_series = 1;
	}
	if (!plan->window)
		return 0;
	if (t->within)
		table_join_parts(t);
	if (t->axis)
		look_at_time(t, group != NULL, notes);
	else if (!group && (joint = find_joints(t, &n, 0)) != NULL)
		say_joints(joint, n, notes);
	return 0;
}
