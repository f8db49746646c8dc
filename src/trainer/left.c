/*
 * left.c - see left.h.
 *
 *   curves, metrics     a table with names that `open` knows (a row an epoch, or metric and
 *                       value; of metrics the last row counts), or objects of the wire
 *   predictions         an array, a table with a row a probe, or an object of the wire
 */
#include "left.h"

#include <errno.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "cells.h"
#include "data/raw.h"
#include "json.h"
#include "trainer/runs.h"
#include "wire_int.h"

#define FILE_BYTES ((size_t)64 << 20)
#define WALK_FDS 16

/* What is read, and for whom. */
struct reading {
	struct wire_run *r;
	struct wire_hello *h;
	int shaped;
	const struct hand_spec *spec;
};

/* ---- folders ---- */

char *left_folder(struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	struct str s = STR_INIT;
	char *name;

	str_addf(&s, "%s/reroll-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp");
	name = str_detach(&s);
	if (mkdtemp(name))
		return name;
	err_set(err, ERR_IO, "no folder for a run: %s: %s", name, strerror(errno));
	free(name);
	return NULL;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	(void)walk;
	if (type == FTW_DP || type == FTW_DNR)
		rmdir(path);
	else
		unlink(path);
	return 0;
}

void left_remove(const char *folder)
{
	nftw(folder, remove_one, WALK_FDS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* ---- shapes ---- */

/* n predictions of so many outputs (0: not known) by a command of which nothing is known. */
static int shape(struct reading *in, size_t n, size_t outputs, struct err *err)
{
	struct wire_hello *h = in->h;
	const char *kind = in->spec->kind;

	if (in->shaped)
		return 0;
	if (in->spec->outputs)
		outputs = in->spec->outputs;
	if (!outputs)
		outputs = 1;
	if (!n || n > RUNS_PREDICTIONS || n % outputs)
		return err_set(err, ERR_INPUT, "%zu predictions of %zu outputs: expected 1 to %u, divisible", n, outputs, RUNS_PREDICTIONS);
	h->kind = kind ? *kind : 'r';
	if (h->kind == 'c' && outputs < 2)
		return err_set(err, ERR_USAGE, "predictions of classes: say how many with --outputs N");
	if (h->kind == 'b' && outputs != 1)
		return err_set(err, ERR_USAGE, "binary predictions have one output, and these have %zu", outputs);
	h->probes = n / outputs;
	h->outputs = outputs;
	in->shaped = 1;
	return 0;
}

static int take(struct reading *in, const double *p, size_t n, size_t outputs, struct err *err)
{
	int code = shape(in, n, outputs, err);

	return code ? code : wire_predictions(in->r, in->h, p, n, err);
}

/* ---- formats ---- */

static int has_suffix(const char *path, const char *suffix)
{
	size_t n = strlen(path), k = strlen(suffix);

	return n > k && strcasecmp(path + n - k, suffix) == 0;
}

static int read_array(struct reading *in, const char *path, struct err *err)
{
	struct data_array a;
	int code = data_array_read(&a, path, "predictions prediction preds pred p y_pred yhat", err);

	if (code)
		return code;
	if (!a.n)
		code = err_set(err, ERR_INPUT, "holds no array `predictions`");
	else
		code = take(in, a.v, a.n, a.dims == 2 ? a.dim[1] : 0, err);
	data_array_release(&a);
	return code;
}

/* A row a probe, under a header or not. */
static int predictions_table(struct reading *in, struct cells *c, struct err *err)
{
	double *v = NULL;
	size_t n = 0, cap = 0, width = 0;
	int got, code = 0, first = 1;

	while (!code && (got = cells_next(c, err)) != 0) {
		size_t bad = 0;

		if (got < 0) {
			code = got;
			break;
		}
		if (width && c->n != width)
			code = err_at(err, ERR_INPUT, c->path, c->line, 0, "%zu cells in this row, and %zu in the first", c->n, width);
		if (n + c->n > RUNS_PREDICTIONS)
			code = err_at(err, ERR_LIMIT, c->path, c->line, 0, "more than %u predictions", RUNS_PREDICTIONS);
		if (code)
			break;
		width = c->n;
		XGROW(v, cap, n + c->n);
		for (size_t k = 0; k < c->n; k++)
			bad += !slice_number(&c->v[k], &v[n + k]);
		if (bad && !first)
			code = err_at(err, ERR_INPUT, c->path, c->line, 0, "a prediction that is no number");
		n += bad ? 0 : c->n;
		first = 0;
	}
	if (!code && !n)
		code = err_set(err, ERR_INPUT, "holds no predictions");
	if (!code)
		code = take(in, v, n, width > 1 ? width : 0, err);
	free(v);
	return code;
}

/* What the columns of a table of figures are. */
struct header { enum column_as *as; size_t n, step, metric, value; };
#define NONE ((size_t)-1)

static void read_header(const struct cells *c, struct header *h)
{
	*h = (struct header){ .n = c->n, .step = NONE, .metric = NONE, .value = NONE };
	h->as = xcalloc(c->n + 1, sizeof *h->as);
	for (size_t k = 0; k < c->n; k++) {
		char *name = slice_text(&c->v[k]);

		h->as[k] = column_of_name(name, strlen(name)).as;
		if (h->as[k] == AS_STEP && h->step == NONE)
			h->step = k;
		if (h->as[k] == AS_METRIC && h->metric == NONE)
			h->metric = k;
		if (h->as[k] == AS_VALUE && h->value == NONE)
			h->value = k;
		free(name);
	}
}

static int put_row(struct reading *in, const struct cells *c, const struct header *h, struct err *err)
{
	size_t at = 0;
	double x;
	int has_step = h->step != NONE;

	if (c->n != h->n)
		return err_at(err, ERR_INPUT, c->path, c->line, 0, "%zu cells in this row, and %zu in the first", c->n, h->n);
	if (has_step && (!slice_number(&c->v[h->step], &x) || wire_point(in->r, x, &at, err)))
		return err_at(err, ERR_INPUT, c->path, c->line, 0, "a step that is no number, or too many of them");
	for (size_t k = 0; k < c->n; k++) {
		enum column_as as = h->as[k];

		if (k == h->value && h->metric != NONE) {
			char *name = slice_text(&c->v[h->metric]);

			as = column_of_name(name, strlen(name)).as;
			free(name);
		}
		if ((!column_is_figure(as) && as != AS_SECONDS) || slice_missing(&c->v[k]))
			continue;
		if (!slice_number(&c->v[k], &x))
			return err_at(err, ERR_INPUT, c->path, c->line, 0, "a figure that is no number");
		wire_figure(in->r, as, has_step, at, x);
	}
	return 0;
}

static int figures_table(struct reading *in, struct cells *c, struct err *err)
{
	struct header h;
	int code = cells_next(c, err);

	if (code <= 0)
		return code ? code : err_set(err, ERR_INPUT, "is empty");
	read_header(c, &h);
	while ((code = cells_next(c, err)) > 0 && (code = put_row(in, c, &h, err)) == 0)
		;
	free(h.as);
	return code;
}

/* The shape is in the list itself. */
static int object(struct reading *in, json_t *o, struct err *err)
{
	json_t *v = json_object_get(o, "predictions");
	struct json_flat flat = { .v = NULL };
	int code = 0;

	if (json_is_array(v) && !in->shaped) {
		code = json_flatten(&flat, v, RUNS_PREDICTIONS, err);
		if (!code)
			code = shape(in, flat.n, flat.inner > 1 ? flat.inner : 0, err);
		free(flat.v);
	}
	return code ? code : wire_object(in->r, in->h, o, err);
}

static int read_json(struct reading *in, char *text, size_t n, int lines, struct err *err)
{
	char *end;
	int code = 0, col;

	for (char *p = text; p < text + n && !code; p = end + 1) {
		json_t *o;

		end = lines ? memchr(p, '\n', n - (size_t)(p - text)) : NULL;
		end = end ? end : text + n;
		if (strspn(p, " \t\r\n") >= (size_t)(end - p))
			continue;
		o = json_object_line(p, (size_t)(end - p), &col, err);
		code = o ? object(in, o, err) : (int)err->code;
		json_decref(o);
	}
	return code;
}

static int read_text(struct reading *in, const char *path, int is_predictions, struct err *err)
{
	struct cells c;
	char *text;
	size_t n;
	int code = data_text_read(&text, &n, path, FILE_BYTES, err);

	if (code)
		return code;
	if (has_suffix(path, ".jsonl") || has_suffix(path, ".ndjson") || has_suffix(path, ".json")) {
		code = read_json(in, text, n, !has_suffix(path, ".json"), err);
	} else {
		cells_begin(&c, path, text, n);
		code = is_predictions ? predictions_table(in, &c, err) : figures_table(in, &c, err);
		cells_release(&c);
	}
	free(text);
	return code;
}

static int read_one(struct reading *in, const char *folder, const char *name, int is_predictions, struct err *err)
{
	struct str path = STR_INIT;
	int code;

	if (!name)
		return 0;
	if (*name != '/')
		str_addf(&path, "%s/", folder);
	str_add(&path, name);
	if (access(path.s, F_OK) != 0)
		code = err_set(err, ERR_INPUT, "it has left no %s", name);
	else if (has_suffix(name, ".npy") || has_suffix(name, ".npz"))
		code = is_predictions ? read_array(in, path.s, err)
			: err_set(err, ERR_USAGE, "%s: curves and metrics are .csv, .tsv, .json or .jsonl", name);
	else
		code = read_text(in, path.s, is_predictions, err);
	if (code && err) {	/* the folder's own name says nothing */
		err->file[0] = '\0';
		err_place(err, name, err->line, err->col);
	}
	str_release(&path);
	return code;
}

static int read_targets(struct reading *in, struct err *err)
{
	struct data_array a;
	int code = data_array_read(&a, in->spec->targets, "targets target y y_test y_true labels", err);

	if (!code && !a.n)
		code = err_at(err, ERR_INPUT, in->spec->targets, 0, 0, "holds no array `targets`");
	if (!code)
		code = wire_targets(in->h, a.v, a.n, err);
	data_array_release(&a);
	return code;
}

int left_read(struct wire_run *r, struct wire_hello *h, int shaped, const struct hand_spec *spec, const char *folder,
	      struct err *err)
{
	struct reading in = { r, h, shaped, spec };
	struct err e = ERR_INIT;
	char line[1100];
	int code = read_one(&in, folder, spec->curves, 0, &e);

	if (!code)
		code = read_one(&in, folder, spec->metrics, 0, &e);
	if (!code)
		code = read_one(&in, folder, spec->predictions, 1, &e);
	if (!code && spec->predictions && !r->over)
		code = err_set(&e, ERR_INPUT, "%s holds no predictions", spec->predictions);
	if (!code && !spec->predictions) {	/* its figures are all there is */
		if (isnan(r->train_loss) && isnan(r->test_loss) && isnan(r->accuracy) && !r->bad)
			code = err_set(&e, ERR_INPUT, spec->curves || spec->metrics ? "what it has left holds no loss and no accuracy" :
				       "nothing of it is read: --predictions, --curves or --metrics names a file that it leaves");
		else
			code = wire_predictions(r, h, NULL, 0, &e);
	}
	if (!code && !shaped && spec->predictions && spec->targets)
		return read_targets(&in, err);
	if (code)
		wire_fail(r, "%s", err_format(&e, line, sizeof line));
	if (code == ERR_USAGE && err)
		*err = e;
	return code == ERR_USAGE ? code : 0;
}
