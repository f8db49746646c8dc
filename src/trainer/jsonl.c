/*
 * jsonl.c - see jsonl.h.
 *
 *   {"run":7,"init":123456,"shuffle":42}            levels and settings
 *   {"run":7,"epoch":3,"train_loss":.31}            a point of its curves
 *   {"run":7,"step":3,"metric":"loss","value":.31}  the same
 *   {"run":7,"predictions":[…]}                     flat, or a list for each probe
 *   {"run":7,"predictions":"p.csv","curves":"c.csv"}   in files beside this one
 *   {"run":7,"error":"…"}                           it failed
 *   {"targets":[…]}                                 of all of them
 *
 * Lines of which none names a run or a step are a run each, like the rows of such a table,
 * where two of them tell the same; else, and where there are steps, the file is one run.
 */
#include "jsonl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "data/raw.h"
#include "json.h"
#include "left.h"
#include "wire_int.h"

#define LINE_MOST ((size_t)16 << 20)

enum { ROWS_UNKNOWN, ROWS_NO, ROWS_YES };

struct reader {
	struct gather *g;
	struct place at;
	const char *stem, *part;
	size_t n_stem;
	int rows;		/* a line without a run's name is a run of its own: ROWS_... */
	struct json_flat flat;
};

static int bad(const struct reader *r, const char *what, struct err *err)
{
	return err_at(err, ERR_INPUT, r->at.path, r->at.line, 0, "%s", what);
}

static int flatten(struct reader *r, const json_t *list, struct err *err)
{
	int code = json_flatten(&r->flat, list, RUNS_PREDICTIONS, err);

	if (code)
		err_place(err, r->at.path, r->at.line, 0);
	return code;
}

static int targets(struct reader *r, json_t *list, struct err *err)
{
	int code = json_is_array(list) ? flatten(r, list, err) : bad(r, "targets: expected a list", err);

	return code ? code : gather_targets(r->g, r->flat.v, r->flat.n, r->at, err);
}

static int predictions(struct reader *r, size_t run, json_t *list, struct err *err)
{
	int code = json_is_array(list) ? flatten(r, list, err) : bad(r, "predictions: expected a list, or the name of a file", err);

	if (code)
		return code;
	if (r->flat.inner > 1)
		gather_outputs(r->g, r->flat.inner);
	return gather_predictions(r->g, run, r->flat.v, r->flat.n, r->at, err);
}

/* ---- what a run has left in files beside this one ---- */

static const char *file_of(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static int is_left(const char *key)
{
	return strcmp(key, "predictions") == 0 || strcmp(key, "curves") == 0 || strcmp(key, "metrics") == 0;
}

static int put_curve(struct reader *r, size_t run, const char *name, const struct wire_run *q, const float *v, float last,
		     struct err *err)
{
	size_t column = gather_key(r->g, name, strlen(name));
	int code = 0;

	for (size_t e = 0; v && e < q->epochs && !code; e++)
		if (!isnan(v[e]))
			code = gather_number(r->g, run, column, q->epoch[e], v[e], r->at, err);
	if (!v && !isnan(last) && !code)
		code = gather_number(r->g, run, column, GATHER_LAST, last, r->at, err);
	return code;
}

static int put_left(struct reader *r, size_t run, const struct wire_run *q, const struct wire_hello *h, struct err *err)
{
	const char *accuracy = q->has_test_accuracy ? "test_accuracy" : "accuracy";
	double *p = xreallocarray(NULL, q->n_pred + 1, sizeof *p);
	int code = 0;

	for (size_t i = 0; i < q->n_pred; i++)
		p[i] = q->pred[i];
	if (q->n_pred && h->outputs > 1)
		gather_outputs(r->g, h->outputs);
	if (q->n_pred)
		code = gather_predictions(r->g, run, p, q->n_pred, r->at, err);
	free(p);
	if (!code)
		code = put_curve(r, run, "train_loss", q, q->train, q->train_loss, err);
	if (!code)
		code = put_curve(r, run, "test_loss", q, q->test, q->test_loss, err);
	return code ? code : put_curve(r, run, accuracy, q, q->acc, q->accuracy, err);
}

/* Names alone, in the folder of this file: a path would be somebody else's. */
static int read_left(struct reader *r, size_t run, const json_t *o, struct err *err)
{
	struct hand_spec spec = { .predictions = file_of(o, "predictions"), .curves = file_of(o, "curves"), .metrics = file_of(o, "metrics") };
	const char *const name[] = { spec.predictions, spec.curves, spec.metrics }, *slash = strrchr(r->at.path, '/');
	struct wire_hello h = { .kind = 'r', .outputs = 1 };
	struct levels none = { .off = 0 };
	struct wire_run q;
	char *folder;
	int code;

	if (!name[0] && !name[1] && !name[2])
		return 0;
	for (int i = 0; i < 3; i++)
		if (name[i] && (strchr(name[i], '/') || name[i][0] == '.'))
			return bad(r, "files of a run: expected a name in the same folder", err);
	folder = slash ? xstrndup(r->at.path, (size_t)(slash - r->at.path)) : xstrdup(".");
	wire_run_init(&q, 0, &none);
	code = left_read(&q, &h, 0, &spec, folder, err);
	if (!code && q.error)	/* not there, or not whole */
		gather_fail(r->g, run);
	else if (!code)
		code = put_left(r, run, &q, &h, err);
	wire_run_release(&q);
	wire_hello_release(&h);
	free(folder);
	return code;
}

static int is_run_key(const char *key)
{
	return column_of_name(key, strlen(key)).as == AS_RUN && strcmp(key, "name") != 0 && strcmp(key, "id") != 0;
}

static int run_of(struct reader *r, json_t *o, size_t *run, struct err *err)
{
	const char *key;
	json_t *v;
	char text[40];

	json_object_foreach(o, key, v) {
		if (!is_run_key(key))
			continue;
		if (json_is_string(v)) {
			*run = gather_run(r->g, r->part, json_string_value(v), json_string_length(v));
		} else if (json_is_integer(v)) {
			snprintf(text, sizeof text, "%lld", (long long)json_integer_value(v));
			*run = gather_run(r->g, r->part, text, strlen(text));
		} else {
			return bad(r, "a run's name is a number or a text", err);
		}
		goto found;
	}
	if (r->rows == ROWS_YES) {
		snprintf(text, sizeof text, "%zu", gather_runs(r->g) + 1);
		*run = gather_run(r->g, r->at.path, text, strlen(text));
	} else {
		*run = gather_run(r->g, r->at.path, r->stem, r->n_stem);
	}
found:
	return *run == SIZE_MAX ? err_at(err, ERR_LIMIT, r->at.path, r->at.line, 0, "more than %zu runs", RUNS_MOST) : 0;
}

/* Which of its keys is the step: the one whose name says it best. */
static int step_of(struct reader *r, json_t *o, double *step, const char **step_key, struct err *err)
{
	const char *key;
	json_t *v;
	int best = -1;

	*step = GATHER_LAST;
	*step_key = NULL;
	json_object_foreach(o, key, v) {
		struct column_is is = column_of_name(key, strlen(key));

		if (is.as != AS_STEP || json_is_null(v) || (best >= 0 && is.rank >= best))
			continue;
		if (!json_figure(v, step) || !isfinite(*step))
			return bad(r, "a step that is no number", err);
		best = is.rank;
		*step_key = key;
	}
	return 0;
}

static int put(struct reader *r, size_t run, const char *key, json_t *v, double step, struct err *err)
{
	size_t column = gather_key(r->g, key, strlen(key));
	enum column_as as = gather_is(r->g, column).as;
	double x;

	if (as == AS_RUN || as == AS_STEP)
		return 0;
	if (json_is_string(v) && !column_is_figure(as) && as != AS_PREDICTION && as != AS_SECONDS)
		return gather_put(r->g, run, column, step,
				  &(struct slice){ json_string_value(v), json_string_length(v), 0 }, r->at, err);
	if (json_is_array(v) || json_is_object(v) || (json_is_null(v) && as != AS_TRAIN && as != AS_TEST && as != AS_PREDICTION))
		return 0;
	if (!json_figure(v, &x))
		return err_at(err, ERR_INPUT, r->at.path, r->at.line, 0, "'%.40s' is no number", key);
	return gather_number(r->g, run, column, step, x, r->at, err);
}

static int line(struct reader *r, json_t *o, struct err *err)
{
	json_t *metric = json_object_get(o, "metric"), *value = json_object_get(o, "value"), *v;
	const char *key, *step_key = NULL;
	size_t run;
	double step;
	int code;

	if (json_object_get(o, "targets")) {
		code = targets(r, json_object_get(o, "targets"), err);
		if (code)
			return code;
	}
	if (json_object_get(o, "trainer") || (json_object_get(o, "targets") && json_object_size(o) == 1))
		return 0;	/* what a trainer says of itself */
	code = run_of(r, o, &run, err);
	if (!code)
		code = step_of(r, o, &step, &step_key, err);
	if (!code && json_is_string(metric) && value)
		code = put(r, run, json_string_value(metric), value, step, err);
	json_object_foreach(o, key, v) {
		if (code)
			break;
		if (key == step_key || is_run_key(key) || !strcmp(key, "targets") || (value && (v == metric || v == value)))
			continue;
		if (is_left(key) && json_is_string(v))
			continue;
		if (!strcmp(key, "predictions"))
			code = predictions(r, run, v, err);
		else if (!strcmp(key, "error"))
			gather_fail(r->g, run);
		else
			code = put(r, run, key, v, step, err);
	}
	return code ? code : read_left(r, run, o, err);
}

/* The next line from *p that is not blank; NULL at the end. */
static const char *next_line(struct reader *r, const char **p, const char *end, size_t *n)
{
	while (*p < end) {
		const char *begun = *p, *stop = memchr(begun, '\n', (size_t)(end - begun));

		stop = stop ? stop : end;
		*p = stop < end ? stop + 1 : end;
		*n = (size_t)(stop - begun);
		r->at.line++;
		if (strspn(begun, " \t\r") < *n)
			return begun;
	}
	return NULL;
}

/* See the head of this file. */
static int are_rows(struct reader r, const char *p, const char *end)
{
	json_t *seen = json_object();
	const char *line, *key;
	size_t n;
	int named = 0, twice = 0;

	while (!named && (line = next_line(&r, &p, end, &n))) {
		json_t *o = n > LINE_MOST ? NULL : json_loadb(line, n, 0, NULL), *v;

		named = json_object_get(o, "metric") && json_object_get(o, "value");
		json_object_foreach(o, key, v) {
			named |= is_run_key(key) || column_of_name(key, strlen(key)).as == AS_STEP;
			twice |= json_object_get(seen, key) != NULL;
			json_object_set_new(seen, key, json_true());
		}
		json_decref(o);
	}
	json_decref(seen);
	return !named && twice;
}

/* Of the first line about a run, which begins at p, what lines without a name are. */
static int rows_of(const struct reader *r, json_t *o, const char *p, const char *end)
{
	if (json_object_get(o, "trainer") || (json_object_get(o, "targets") && json_object_size(o) == 1))
		return ROWS_UNKNOWN;
	return are_rows(*r, p, end) ? ROWS_YES : ROWS_NO;
}

int jsonl_read(struct gather *g, const char *path, const char *stem, size_t n_stem, struct err *err)
{
	struct reader r = { .g = g, .at = { path, 0 }, .stem = stem, .n_stem = n_stem };
	const char *p, *begun, *end;
	char *text;
	size_t n, len;
	int code = data_text_read(&text, &n, path, RUNS_FILE_BYTES, err);

	if (code)
		return code;
	r.part = gather_part(g, NULL, 0);
	p = text;
	end = text + n;
	while (!code && (begun = next_line(&r, &p, end, &len))) {
		json_t *o;
		int col;

		if (len > LINE_MOST) {
			code = err_at(err, ERR_LIMIT, path, r.at.line, 0, "a line of more than %zu MB", LINE_MOST >> 20);
			break;
		}
		o = json_object_line(begun, len, &col, err);
		if (o && r.rows == ROWS_UNKNOWN)
			r.rows = rows_of(&r, o, begun, end);
		if (!o)
			err_place(err, path, r.at.line, col);
		code = o ? line(&r, o, err) : (int)err->code;
		json_decref(o);
	}
	free(r.flat.v);
	free(text);
	return code;
}
