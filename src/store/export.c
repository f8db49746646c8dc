/*
 * export.c - a session as CSV or JSON, streamed run by run.
 *
 * The file is written beside its final name and renamed when it is whole, so
 * that a full disk leaves what was there before.  What is no regular file (a
 * pipe, a terminal) is written to directly.
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/file.h"
#include "base/locale.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "engine/scores.h"
#include "num/optim.h"
#include "record_int.h"
#include "schema_int.h"
#include "session_int.h"
#include "store/session.h"

#define FLOAT_DIGITS 9		/* of times in JSON */
#define DOUBLE_DIGITS 17

/* ---- CSV ---- */

static void csv_level(FILE *f, const struct levels *l, enum source s)
{
	if (levels_off(l, s))
		fputc(',', f);
	else if (s == SOURCE_OPTIMIZER && !(l->off & LEVELS_EXTERNAL))
		fprintf(f, ",%s", optim_name((enum optim_kind)l->v[s]));
	else
		fprintf(f, ",%u", l->v[s]);
}

static void csv_float(FILE *f, float v)
{
	char text[DECIMAL_ROOM];

	if (isinf(v))
		fputs(v < 0 ? "-inf" : "inf", f);
	else
		fwrite(text, 1, decimal_float(text, v), f);
}

static void csv_figure(FILE *f, float v)
{
	fputc(',', f);
	if (!isnan(v))
		csv_float(f, v);
}

/* Several figures in one field, blanks between them. */
static void csv_list(FILE *f, const float *v, size_t n)
{
	fputc(',', f);
	for (size_t i = 0; i < n; i++) {
		if (i)
			fputc(' ', f);
		if (isnan(v[i]))
			fputs("nan", f);
		else
			csv_float(f, v[i]);
	}
}

static void csv_scores(FILE *f, const struct sample *run)
{
	for (uint32_t i = 0; i < SCORE_MAE; i++)
		csv_figure(f, run->scores ? run->scores[i] : NAN);
	csv_list(f, run->scores ? run->scores + SCORE_MAE : NULL, run->scores ? run->n_scores - SCORE_MAE : 0);
}

static void csv_own(FILE *f, const struct levels *l, enum source s)
{
	if (l->off & LEVELS_EXTERNAL)
		csv_level(f, l, s);
	else
		fputc(',', f);
}

static int has_external(const struct session *s)
{
	for (size_t i = 0; i < s->n_cond; i++)
		if (s->cond[i].external)
			return 1;
	return 0;
}

static int export_csv(struct session *s, FILE *f, struct err *err)
{
	int external = has_external(s);
	struct sample run;
	struct rows *rows;
	int rc = rows_new(&rows, s, 0, err);

	fputs("id,condition", f);
	for (int i = 0; i < SOURCE_COUNT; i++)
		fprintf(f, ",%s", source_name((enum source)i));
	fputs(",train_loss,test_loss,accuracy,diverged,seconds,number,epochs,updates,time,"
	      "data_loss,data_accuracy,constant_loss,constant_accuracy,r2,"
	      "balanced_accuracy,macro_f1,auc,mae", f);
	for (int i = 1; external && i <= SOURCE_SLOTS - SOURCE_OWN; i++)
		fprintf(f, ",own%d", i);
	fputc('\n', f);
	while (rc == 0 && (rc = rows_next(rows, &run, err)) == 1) {
		fprintf(f, "%lld,%u", (long long)rows_id(rows), run.condition);
		for (int i = 0; i < SOURCE_COUNT; i++)
			csv_level(f, &run.levels, (enum source)i);
		csv_figure(f, run.train_loss);
		csv_figure(f, run.test_loss);
		csv_figure(f, run.accuracy);
		fprintf(f, ",%d,%.*g,%llu,%u,%llu,%.*g", run.diverged, DOUBLE_DIGITS,
			run.seconds, (unsigned long long)run.run, run.epochs,
			(unsigned long long)run.updates, DOUBLE_DIGITS, run.time);
		csv_figure(f, run.data_loss);
		csv_figure(f, run.data_accuracy);
		csv_figure(f, run.constant_loss);
		csv_figure(f, run.constant_accuracy);
		csv_list(f, run.r2, run.n_r2);
		csv_scores(f, &run);
		for (int i = SOURCE_OWN; external && i < SOURCE_SLOTS; i++)
			csv_own(f, &run.levels, (enum source)i);
		fputc('\n', f);
		rc = 0;
		if (ferror(f))		/* draft_close says why */
			break;
	}
	rows_free(rows);
	return rc;
}

/* ---- JSON ---- */

static json_t *json_figure(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

/* NULL becomes null; text that is not UTF-8 is null too. */
static json_t *json_words(const char *s)
{
	json_t *v = s ? json_string(s) : NULL;

	return v ? v : json_null();
}

/*
 * A run is a line of some hundred numbers, and there may be a million runs: the text is
 * made here rather than as a tree of values.  Keys and names are plain words.
 */
static void run_key(struct str *o, const char *key)
{
	str_addc(o, o->len ? ',' : '{');
	str_addc(o, '"');
	str_add(o, key);
	str_add(o, "\":");
}

/* Into to[DECIMAL_ROOM + 2], as jansson writes reals: never to be taken for an integer. */
static size_t float_text(char *to, float v)
{
	size_t n;

	if (!isfinite(v)) {
		memcpy(to, "null", 4);
		return 4;
	}
	n = decimal_float(to, v);
	if (fabsf(v) < 1e9f && v == (float)(int)v) {
		memcpy(to + n, ".0", 2);
		n += 2;
	}
	return n;
}

static void put_float(struct str *o, float v)
{
	char text[DECIMAL_ROOM + 2];

	str_addn(o, text, float_text(text, v));
}

static void put_floats(struct str *o, const float *v, size_t n)
{
	char text[DECIMAL_ROOM + 3] = ",";

	str_addc(o, '[');
	for (size_t i = 0; i < n; i++) {
		size_t len = float_text(text + 1, v[i]);

		str_addn(o, i ? text : text + 1, i ? len + 1 : len);
	}
	str_addc(o, ']');
}

static void run_float(struct str *o, const char *key, float v)
{
	run_key(o, key);
	put_float(o, v);
}

static void run_floats(struct str *o, const char *key, const float *v, size_t n)
{
	run_key(o, key);
	put_floats(o, v, n);
}

static void put_integer(struct str *o, uint64_t v)
{
	char text[20], *at = text + sizeof text;

	do
		*--at = (char)('0' + v % 10);
	while (v /= 10);
	str_addn(o, at, (size_t)(text + sizeof text - at));
}

static void run_integer(struct str *o, const char *key, uint64_t v)
{
	run_key(o, key);
	put_integer(o, v);
}

static void run_double(struct str *o, const char *key, double v)
{
	char text[32];

	run_key(o, key);
	snprintf(text, sizeof text, "%.*g", FLOAT_DIGITS, v);
	str_add(o, isfinite(v) ? text : "null");
	if (isfinite(v) && !strpbrk(text, ".e"))
		str_add(o, ".0");
}

static void put_level(struct str *o, const struct levels *l, enum source s)
{
	if (levels_off(l, s))
		str_add(o, "null");
	else if (s == SOURCE_OPTIMIZER && !(l->off & LEVELS_EXTERNAL))
		str_addf(o, "\"%s\"", optim_name((enum optim_kind)l->v[s]));
	else
		put_integer(o, l->v[s]);
}

static void run_curves(struct str *o, const struct sample *run)
{
	const float *curve[CURVE_COUNT] = { run->train, run->test, run->acc };
	const char *comma = "";

	run_key(o, "curves");
	str_addc(o, '{');
	for (int k = 0; k < CURVE_COUNT; k++)
		if (curve[k]) {
			str_addf(o, "%s\"%s\":", comma, curve_name((enum curve)k));
			put_floats(o, curve[k], run->epochs);
			comma = ",";
		}
	str_addc(o, '}');
}

/* What is known of them. */
static void run_scores(struct str *o, const struct sample *run)
{
	static const char *const name[SCORE_MAE] = {
		[SCORE_BALANCED] = "balanced_accuracy", [SCORE_F1] = "macro_f1", [SCORE_AUC] = "auc",
	};

	for (uint32_t i = 0; i < SCORE_MAE; i++)
		run_float(o, name[i], run->scores ? run->scores[i] : NAN);
	if (run->n_scores > SCORE_MAE)
		run_floats(o, "mae", run->scores + SCORE_MAE, run->n_scores - SCORE_MAE);
}

static void run_line(struct str *o, int64_t id, const struct sample *run)
{
	str_clear(o);
	run_integer(o, "id", (uint64_t)id);
	run_integer(o, "condition", run->condition);
	run_integer(o, "number", run->run);
	for (int i = 0; i < SOURCE_COUNT; i++) {
		run_key(o, source_name((enum source)i));
		put_level(o, &run->levels, (enum source)i);
	}
	if (run->levels.off & LEVELS_EXTERNAL) {
		run_key(o, "own");
		for (int i = SOURCE_OWN; i < SOURCE_SLOTS; i++) {
			str_addc(o, i > SOURCE_OWN ? ',' : '[');
			put_level(o, &run->levels, (enum source)i);
		}
		str_addc(o, ']');
	}
	run_integer(o, "epochs", run->epochs);
	run_integer(o, "updates", run->updates);
	run_float(o, "train_loss", run->train_loss);
	run_float(o, "test_loss", run->test_loss);
	run_float(o, "accuracy", run->accuracy);
	run_key(o, "diverged");
	str_add(o, run->diverged ? "true" : "false");
	run_float(o, "data_loss", run->data_loss);
	run_float(o, "data_accuracy", run->data_accuracy);
	run_float(o, "constant_loss", run->constant_loss);
	run_float(o, "constant_accuracy", run->constant_accuracy);
	if (run->n_r2)
		run_floats(o, "r2", run->r2, run->n_r2);
	run_scores(o, run);
	run_double(o, "seconds", run->seconds);
	run_double(o, "time", run->time);
	run_curves(o, run);
	run_floats(o, "predictions", run->pred, run->n_pred);
	str_addc(o, '}');
}

static json_t *json_meta(const struct session *s)
{
	json_t *o = json_object();

	for (size_t i = 0; i < s->n_meta; i++)
		json_object_set_new(o, s->meta[i].key, json_words(s->meta[i].value));
	return o;
}

static json_t *json_conditions(const struct session *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->n_cond; i++) {
		const struct session_cond *c = &s->cond[i];
		json_t *o = json_object();

		json_object_set_new(o, "id", json_integer(c->id));
		json_object_set_new(o, "commands", json_words(c->commands));
		json_object_set_new(o, "dataset", json_words(c->hash));
		json_object_set_new(o, "engine", json_words(c->engine));
		json_object_set_new(o, "probes", json_integer(c->n_probes));
		json_object_set_new(o, "outputs", json_integer(c->outputs));
		json_array_append_new(list, o);
	}
	return list;
}

static int add_event(void *arg, const struct sample *e)
{
	json_t *o = json_object();

	json_object_set_new(o, "time", json_figure(e->time));
	json_object_set_new(o, "kind", json_words(e->what));
	json_object_set_new(o, "text", json_words(e->text));
	json_array_append_new(arg, o);
	return 0;
}

/* "key": value, an array or object, which is let go.  A failed write is found by ferror. */
static void put_member(FILE *f, const char *key, json_t *value)
{
	fprintf(f, "\"%s\": ", key);
	json_dumpf(value, f, JSON_COMPACT | JSON_REAL_PRECISION(DOUBLE_DIGITS));
	json_decref(value);
	fputs(",\n", f);
}

static int export_json(struct session *s, FILE *f, struct err *err)
{
	json_t *events = json_array();
	struct str line = STR_INIT;
	struct sample run;
	struct rows *rows = NULL;
	const char *comma = "";
	int rc = session_events(s, add_event, events, err);

	if (rc == 0)
		rc = rows_new(&rows, s, 0, err);
	fprintf(f, "{\"schema\": %d,\n", SCHEMA_VERSION);
	put_member(f, "meta", json_meta(s));
	put_member(f, "conditions", json_conditions(s));
	put_member(f, "events", events);
	fputs("\"runs\": [", f);
	while (rc == 0 && (rc = rows_next(rows, &run, err)) == 1) {
		run_line(&line, rows_id(rows), &run);
		fprintf(f, "%s\n", comma);
		fwrite(line.s, 1, line.len, f);
		comma = ",";
		rc = 0;
		if (ferror(f))		/* draft_close says why */
			break;
	}
	fputs("\n]}\n", f);
	str_release(&line);
	rows_free(rows);
	return rc;
}

int session_export(struct session *s, enum export_format format, const char *path,
		   struct err *err)
{
	locale_t c, old;
	struct draft o;
	int rc;

	if (strcmp(path, "-") != 0 && session_is(path))
		return err_at(err, ERR_STATE, path, 0, 0, "is a session: it will not be overwritten");
	c = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
	rc = draft_open(&o, path, err);

	if (rc == 0) {
		/* a decimal point whatever the user's language */
		old = uselocale(c);
		rc = format == EXPORT_CSV ? export_csv(s, o.f, err) : export_json(s, o.f, err);
		uselocale(old);
		rc = draft_close(&o, rc, err);
	}
	freelocale(c);
	return rc;
}
