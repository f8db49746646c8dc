/*
 * runs.c - see runs.h: which kind of file each is, and what its rows say.
 *
 *   header says metric and value        long
 *   header says step                    curves; "NAME - METRIC" columns are W&B's
 *   neither                             a row a run
 */
#include "trainer/runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "data/raw.h"
#include "gather.h"
#include "jsonl.h"

#define NONE ((size_t)-1)

struct file {
	const char *path;
	const char *stem;	/* without folder; [n_stem] without suffix */
	size_t n_stem;
};

static struct file file_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *dot;
	struct file f = { path, slash ? slash + 1 : path, 0 };
	size_t n = strlen(f.stem);

	if (n > 3 && strcasecmp(f.stem + n - 3, ".gz") == 0)
		n -= 3;
	dot = memrchr(f.stem, '.', n);
	f.n_stem = dot && dot > f.stem ? (size_t)(dot - f.stem) : n;
	return f;
}

static int has_suffix(const struct file *f, const char *suffix)
{
	const char *dot = f->stem + f->n_stem;
	size_t n = strlen(suffix);

	return strncasecmp(dot, suffix, n) == 0 && (dot[n] == '\0' || strcasecmp(dot + n, ".gz") == 0);
}

/* ---- tables ---- */

/* Columns that belong to all runs of a file, or NONE. */
struct header {
	size_t *column;		/* [n] in struct gather */
	size_t n;
	size_t run, step, metric, value;	/* places in a row */
	const char *part;	/* gather_part's */
	/* TensorBoard's: of the file's name; else NULL */
	const char *tb_run, *tb_tag;
	size_t n_tb_run, n_tb_tag;
	int tb_validation;
	/* W&B's: the run that a column is of, or NULL */
	const char **wandb;
	size_t *n_wandb;
};

/* run-NAME-tag-METRIC, as TensorBoard names what it lets people download; Keras has a
 * run for each of training and validation. */
static void tensorboard(const struct file *f, struct header *h)
{
	static const char *const part[] = { "_validation", ".validation", "_train", ".train", "_val" };
	const char *tag;

	if (f->n_stem < 10 || strncmp(f->stem, "run-", 4) != 0)
		return;
	for (tag = f->stem + 4; tag < f->stem + f->n_stem && strncmp(tag, "-tag-", 5) != 0; tag++)
		;
	if (tag + 5 >= f->stem + f->n_stem)
		return;
	h->tb_run = f->stem + 4;
	h->n_tb_run = (size_t)(tag - h->tb_run);
	h->tb_tag = tag + 5;
	h->n_tb_tag = (size_t)(f->stem + f->n_stem - h->tb_tag);
	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		size_t k = strlen(part[i]);

		if (h->n_tb_run > k && memcmp(h->tb_run + h->n_tb_run - k, part[i], k) == 0) {
			h->n_tb_run -= k;
			h->tb_validation = part[i][1] == 'v';
			return;
		}
	}
}

/* "NAME - METRIC": a column of W&B's, with the run's name in it. */
static void wandb(struct gather *g, const struct slice *v, struct header *h, size_t k)
{
	const char *at = NULL;
	size_t n;

	for (const char *p = v->s; p + 3 <= v->s + v->n; p++)
		if (memcmp(p, " - ", 3) == 0)
			at = p;
	if (!at || at == v->s)
		return;
	n = (size_t)(v->s + v->n - at) - 3;
	h->wandb[k] = v->s;
	h->n_wandb[k] = (size_t)(at - v->s);
	h->column[k] = n > 5 && (memcmp(at + 3 + n - 5, "__MIN", 5) == 0 || memcmp(at + 3 + n - 5, "__MAX", 5) == 0)
		? NONE : gather_key(g, at + 3, n);
}

static int read_header(struct gather *g, const struct file *f, const struct cells *c, struct header *h,
		       struct err *err)
{
	const char *twice;

	*h = (struct header){ .n = c->n, .run = NONE, .step = NONE, .metric = NONE, .value = NONE };
	h->column = xcalloc(c->n, sizeof *h->column);
	h->wandb = xcalloc(c->n, sizeof *h->wandb);
	h->n_wandb = xcalloc(c->n, sizeof *h->n_wandb);
	for (size_t k = 0; k < c->n; k++) {
		char *name = slice_text(&c->v[k]);

		h->column[k] = gather_column(g, name, strlen(name));
		free(name);
	}
	twice = gather_header(g, h->column, c->n);
	if (twice)
		return err_at(err, ERR_INPUT, f->path, 1, 0, "two columns are called '%.60s'", twice);
	h->part = gather_part(g, h->column, c->n);
	for (size_t k = 0; k < c->n; k++) {
		enum column_as as = gather_is(g, h->column[k]).as;
		size_t *at = as == AS_RUN ? &h->run : as == AS_STEP ? &h->step : as == AS_METRIC ? &h->metric
			: as == AS_VALUE ? &h->value : NULL;

		if (at && *at == NONE)
			*at = k;
	}
	if (h->value != NONE && h->metric == NONE)
		tensorboard(f, h);
	if (h->step != NONE && h->run == NONE && h->value == NONE)
		for (size_t k = 0; k < c->n; k++)
			if (k != h->step)
				wandb(g, &c->v[k], h, k);
	return 0;
}

static void header_release(struct header *h)
{
	free(h->column);
	free(h->wandb);
	free(h->n_wandb);
}

static int too_many(const struct cells *c, struct err *err)
{
	return err_at(err, ERR_LIMIT, c->path, c->line, 0, "more than %zu runs", RUNS_MOST);
}

/* The column that a value of this row is of, where the row or the file tells. */
static int value_column(struct gather *g, const struct file *f, const struct runs_options *o,
			const struct header *h, const struct cells *c, size_t *out, struct err *err)
{
	char name[80] = "val_";
	size_t n;

	if (h->metric != NONE) {
		*out = gather_key(g, c->v[h->metric].s, c->v[h->metric].n);
		return 0;
	}
	if (o->metric) {
		*out = gather_key(g, o->metric, strlen(o->metric));
		return 0;
	}
	if (!h->tb_tag)
		return err_at(err, ERR_INPUT, f->path, 1, 0, "values of what? Expected a column metric, a name as TensorBoard"
			      " gives it (run-NAME-tag-METRIC.csv), or metric=NAME");
	n = h->n_tb_tag < sizeof name - 4 ? h->n_tb_tag : sizeof name - 4;
	memcpy(name + 4, h->tb_tag, n);
	/* epoch_loss, evaluation_loss_vs_iterations: Keras' words for both halves */
	if (n > 6 && memcmp(name + 4, "epoch_", 6) == 0) {
		memmove(name + 4, name + 10, n - 6);
		n -= 6;
	}
	*out = h->tb_validation ? gather_key(g, name, n + 4) : gather_key(g, name + 4, n);
	return 0;
}

static int put_long(struct gather *g, const struct file *f, const struct runs_options *o, const struct header *h,
		    const struct cells *c, size_t run, double step, struct err *err)
{
	struct place at = { f->path, c->line };
	size_t column = NONE;
	int code = value_column(g, f, o, h, c, &column, err);

	if (!code)
		code = gather_put(g, run, column, step, &c->v[h->value], at, err);
	for (size_t k = 0; k < c->n && !code; k++)
		if (k != h->run && k != h->step && k != h->metric && k != h->value)
			code = gather_put(g, run, h->column[k], step, &c->v[k], at, err);
	return code;
}

static int put_row(struct gather *g, const struct file *f, const struct header *h, const struct cells *c,
		   size_t run, double step, struct err *err)
{
	struct place at = { f->path, c->line };
	int code = 0;

	for (size_t k = 0; k < c->n && !code; k++) {
		size_t r = run;

		if (k == h->run || k == h->step || h->column[k] == NONE)
			continue;
		if (h->wandb[k]) {
			if (!c->v[k].n)
				continue;
			r = gather_run(g, f->path, h->wandb[k], h->n_wandb[k]);
			if (r == SIZE_MAX)
				return too_many(c, err);
		}
		if (r != NONE)
			code = gather_put(g, r, h->column[k], step, &c->v[k], at, err);
	}
	return code;
}

static int is_targets(const struct slice *name)
{
	static const char *const word[] = { "target", "targets", "truth", "y_true" };

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (strlen(word[i]) == name->n && strncasecmp(word[i], name->s, name->n) == 0)
			return 1;
	return 0;
}

/* A row of the wide form that has the targets in the columns of the predictions. */
static int take_targets(struct gather *g, const struct header *h, const struct cells *c, struct err *err)
{
	struct place at = { c->path, c->line };
	double *y = xcalloc(c->n, sizeof *y);
	size_t n = 0;
	int code = 0;

	for (size_t k = 0; k < c->n && !code; k++) {
		if (h->column[k] == NONE || gather_is(g, h->column[k]).as != AS_PREDICTION)
			continue;
		if (!slice_number(&c->v[k], &y[n++]))
			code = err_at(err, ERR_INPUT, c->path, c->line, 0, "a target that is no number");
	}
	if (!code && !n)
		code = err_at(err, ERR_INPUT, c->path, c->line, 0, "targets, but no columns p1, p2 ... that they are of");
	if (!code)
		code = gather_targets(g, y, n, at, err);
	free(y);
	return code;
}

static int row(struct gather *g, const struct file *f, const struct runs_options *o, const struct header *h,
	       const struct cells *c, struct err *err)
{
	double step = GATHER_LAST;
	size_t run = NONE;

	if (c->n != h->n)
		return err_at(err, ERR_INPUT, f->path, c->line, 0, "%zu cells in this row, and %zu in the first", c->n, h->n);
	if (h->run != NONE && h->step == NONE && h->value == NONE && is_targets(&c->v[h->run]))
		return take_targets(g, h, c, err);
	if (h->step != NONE && !slice_missing(&c->v[h->step]) && (!slice_number(&c->v[h->step], &step) || !isfinite(step)))
		return err_at(err, ERR_INPUT, f->path, c->line, 0, "'%.*s' is no step", (int)(c->v[h->step].n < 40 ?
			      c->v[h->step].n : 40), c->v[h->step].s);
	if (h->run != NONE) {
		if (!c->v[h->run].n)
			return err_at(err, ERR_INPUT, f->path, c->line, 0, "a row without a run");
		run = gather_run(g, h->part, c->v[h->run].s, c->v[h->run].n);
	} else if (h->tb_run) {
		run = gather_run(g, NULL, h->tb_run, h->n_tb_run);
	} else if (h->step != NONE || h->value != NONE) {
		int is_wandb = 0;

		for (size_t k = 0; k < h->n; k++)
			is_wandb |= h->wandb[k] != NULL;
		run = is_wandb ? NONE : gather_run(g, f->path, f->stem, f->n_stem);
		if (is_wandb)
			return put_row(g, f, h, c, NONE, step, err);
	} else {		/* a row a run, and the rows are in order */
		char name[24];
		struct str s = STR_INIT;

		str_addf(&s, "%zu", gather_runs(g) + 1);
		strcpy(name, s.s);
		str_release(&s);
		run = gather_run(g, f->path, name, strlen(name));
	}
	if (run == SIZE_MAX)
		return too_many(c, err);
	if (h->value != NONE)
		return put_long(g, f, o, h, c, run, step, err);
	return put_row(g, f, h, c, run, step, err);
}

static int read_table(struct gather *g, const struct file *f, const struct runs_options *o, struct err *err)
{
	struct cells c;
	struct header h;
	char *text;
	size_t n;
	int code = data_text_read(&text, &n, f->path, RUNS_FILE_BYTES, err);

	if (code)
		return code;
	cells_begin(&c, f->path, text, n);
	code = cells_next(&c, err);
	if (code == 0)
		code = err_at(err, ERR_INPUT, f->path, 0, 0, "is empty");
	if (code > 0) {
		code = read_header(g, f, &c, &h, err);
		while (!code && (code = cells_next(&c, err)) > 0 && (code = row(g, f, o, &h, &c, err)) == 0)
			;
		header_release(&h);
	}
	cells_release(&c);
	free(text);
	return code < 0 ? code : 0;
}

/* ---- arrays ---- */

static size_t product(const struct data_array *a, int from)
{
	size_t n = 1;

	for (int k = from; k < a->dims; k++)
		n *= a->dim[k];
	return n;
}

/* The run that a table of the same stem is, where it is one. */
static size_t run_of_stem(const struct gather *g, const struct file *f, const char *const *path, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct file t = file_of(path[i]);

		if (t.n_stem == f->n_stem && memcmp(t.stem, f->stem, f->n_stem) == 0 && strcmp(path[i], f->path) != 0)
			return gather_find(g, t.path, t.stem, t.n_stem);
	}
	return NONE;
}

/* Predictions of all runs, of the next ones, or of one. */
static int put_predictions(struct gather *g, const struct file *f, const struct data_array *a, size_t tables,
			   size_t *next, const char *const *path, size_t n, struct err *err)
{
	struct place at = { f->path, 0 };
	size_t before = gather_runs(g), runs = a->dim[0], each = product(a, 1);
	size_t one = run_of_stem(g, f, path, n);
	int code = 0;

	if (one == NONE && a->dims == 1)
		return err_at(err, ERR_INPUT, f->path, 0, 0, "has one dimension: expected (runs, probes) or (runs, probes, outputs),"
			      " or a table of the same name that is one run");
	if (one != NONE) {
		if (a->dims == 2 && a->dim[1] > 1)
			gather_outputs(g, a->dim[1]);
		return gather_predictions(g, one, a->v, a->n, at, err);
	}
	if (a->dims == 3)
		gather_outputs(g, a->dim[2]);
	if (a->dims > 3)
		return err_at(err, ERR_INPUT, f->path, 0, 0, "has %d dimensions: expected (runs, probes) or (runs, probes, outputs)",
			      a->dims);
	if (tables && (runs > before || *next > before - runs))
		return err_at(err, ERR_INPUT, f->path, 0, 0, "holds predictions of %zu runs, and the tables have %zu%s", runs,
			      before - *next, *next ? " more" : "");
	for (size_t i = 0; i < runs && !code; i++) {
		size_t run = *next + i;

		if (!tables) {
			struct str name = STR_INIT;

			str_addf(&name, "%zu", run + 1);
			run = gather_run(g, f->path, name.s, name.len);
			str_release(&name);
			if (run == SIZE_MAX)
				return err_at(err, ERR_LIMIT, f->path, 0, 0, "more than %zu runs", RUNS_MOST);
		}
		code = gather_predictions(g, run, a->v + i * each, each, at, err);
	}
	*next += runs;
	return code;
}

/* Levels and last figures by their names, one for each run of the archive. */
static int put_named(struct gather *g, const struct file *f, size_t from, size_t runs, struct err *err)
{
	static const char *const name[] = {
		"init", "shuffle", "batch", "dropout", "split", "nudge", "rounding", "seed", "train_loss", "loss",
		"test_loss", "val_loss", "test_accuracy", "val_accuracy", "accuracy", "seconds",
	};
	struct place at = { f->path, 0 };
	int code = 0;

	for (size_t i = 0; i < sizeof name / sizeof *name && !code; i++) {
		struct data_array a;
		size_t column;

		code = data_array_read(&a, f->path, name[i], err);
		if (code || !a.n)
			continue;
		if (a.dims > 2 || a.dim[0] != runs) {
			code = err_at(err, ERR_INPUT, f->path, 0, 0, "%s: expected %zu values, or rows, one for each run", name[i], runs);
		} else {
			column = gather_column(g, name[i], strlen(name[i]));
			for (size_t r = 0; r < runs && !code; r++)
				for (size_t e = 0; e < product(&a, 1) && !code; e++)
					code = gather_number(g, from + r, column, a.dims == 2 ? (double)e + 1 : GATHER_LAST,
							     a.v[r * product(&a, 1) + e], at, err);
		}
		data_array_release(&a);
	}
	return code;
}

static int read_array(struct gather *g, const struct file *f, size_t tables, size_t *next, const char *const *path,
		      size_t n, struct err *err)
{
	struct data_array a;
	struct place at = { f->path, 0 };
	size_t from = *next;
	int code = data_array_read(&a, f->path, "predictions prediction preds pred p y_pred yhat", err);

	if (code)
		return code;
	if (!a.n)
		return err_at(err, ERR_INPUT, f->path, 0, 0, "holds no array `predictions`");
	code = put_predictions(g, f, &a, tables, next, path, n, err);
	data_array_release(&a);
	if (code || !has_suffix(f, ".npz"))
		return code;
	if (*next > from)
		code = put_named(g, f, from, *next - from, err);
	if (!code)
		code = data_array_read(&a, f->path, "targets target y y_test y_true labels", err);
	if (!code && a.n)
		code = gather_targets(g, a.v, a.n, at, err);
	if (!code)
		data_array_release(&a);
	return code;
}

static int read_targets(struct gather *g, const char *path, struct err *err)
{
	struct data_array a;
	struct place at = { path, 0 };
	int code = data_array_read(&a, path, "targets target y y_test y_true labels", err);

	if (!code && !a.n)
		code = err_at(err, ERR_INPUT, path, 0, 0, "holds no array `targets`");
	if (!code)
		code = gather_targets(g, a.v, a.n, at, err);
	data_array_release(&a);
	return code;
}

/* ---- all of them ---- */

static int is_array(const struct file *f)
{
	return has_suffix(f, ".npy") || has_suffix(f, ".npz");
}

int runs_read(struct runs *out, const char *const *path, size_t n, const struct runs_options *o, struct err *err)
{
	struct gather *g = gather_new(o);
	size_t tables = 0, next = 0;
	struct file first = file_of(path[0]);
	int code = 0;

	memset(out, 0, sizeof *out);
	str_init(&out->said);
	for (size_t i = 0; i < n; i++) {
		struct file f = file_of(path[i]);

		tables += !is_array(&f);
	}
	for (size_t i = 0; i < n && !code; i++) {
		struct file f = file_of(path[i]);

		if (has_suffix(&f, ".jsonl") || has_suffix(&f, ".ndjson"))
			code = jsonl_read(g, f.path, f.stem, f.n_stem, err);
		else if (!is_array(&f))
			code = read_table(g, &f, o, err);
	}
	for (size_t i = 0; i < n && !code; i++) {
		struct file f = file_of(path[i]);

		if (is_array(&f))
			code = read_array(g, &f, tables, &next, path, n, err);
	}
	if (!code && tables && next && next != gather_runs(g))
		code = err_set(err, ERR_INPUT, "predictions of %zu runs, and the tables have %zu", next, gather_runs(g));
	if (!code && o->targets)
		code = read_targets(g, o->targets, err);
	if (!code)
		code = gather_finish(g, out, err);
	if (!code)
		out->name = xstrndup(first.stem, first.n_stem);
	else
		err_place(err, path[0], 0, 0);
	gather_free(g);
	return code;
}
