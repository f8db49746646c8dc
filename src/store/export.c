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

#define FLOAT_DIGITS 9		/* enough to read a binary32 back to the bit */
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

static void csv_figure(FILE *f, float v)
{
	if (isnan(v))
		fputc(',', f);
	else
		fprintf(f, ",%.*g", FLOAT_DIGITS, (double)v);
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
			fprintf(f, "%.*g", FLOAT_DIGITS, (double)v[i]);
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

static json_t *json_floats(const float *v, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_figure((double)v[i]));
	return list;
}

static json_t *json_level(const struct levels *l, enum source s)
{
	if (levels_off(l, s))
		return json_null();
	if (s == SOURCE_OPTIMIZER && !(l->off & LEVELS_EXTERNAL))
		return json_string(optim_name((enum optim_kind)l->v[s]));
	return json_integer(l->v[s]);
}

static json_t *json_curves(const struct sample *run)
{
	const float *curve[CURVE_COUNT] = { run->train, run->test, run->acc };
	json_t *o = json_object();

	for (int k = 0; k < CURVE_COUNT; k++)
		if (curve[k])
			json_object_set_new(o, curve_name((enum curve)k),
					    json_floats(curve[k], run->epochs));
	return o;
}

/* What is known of them. */
static void json_scores(json_t *o, const struct sample *run)
{
	static const char *const name[SCORE_MAE] = {
		[SCORE_BALANCED] = "balanced_accuracy", [SCORE_F1] = "macro_f1", [SCORE_AUC] = "auc",
	};

	for (uint32_t i = 0; i < SCORE_MAE; i++)
		json_object_set_new(o, name[i], json_figure(run->scores ? (double)run->scores[i] : NAN));
	if (run->n_scores > SCORE_MAE)
		json_object_set_new(o, "mae", json_floats(run->scores + SCORE_MAE, run->n_scores - SCORE_MAE));
}

static json_t *json_run(int64_t id, const struct sample *run)
{
	json_t *o = json_object();

	json_object_set_new(o, "id", json_integer(id));
	json_object_set_new(o, "condition", json_integer(run->condition));
	json_object_set_new(o, "number", json_integer((json_int_t)run->run));
	for (int i = 0; i < SOURCE_COUNT; i++)
		json_object_set_new(o, source_name((enum source)i),
				    json_level(&run->levels, (enum source)i));
	if (run->levels.off & LEVELS_EXTERNAL) {
		json_t *own = json_array();

		for (int i = SOURCE_OWN; i < SOURCE_SLOTS; i++)
			json_array_append_new(own, json_level(&run->levels, (enum source)i));
		json_object_set_new(o, "own", own);
	}
	json_object_set_new(o, "epochs", json_integer(run->epochs));
	json_object_set_new(o, "updates", json_integer((json_int_t)run->updates));
	json_object_set_new(o, "train_loss", json_figure((double)run->train_loss));
	json_object_set_new(o, "test_loss", json_figure((double)run->test_loss));
	json_object_set_new(o, "accuracy", json_figure((double)run->accuracy));
	json_object_set_new(o, "diverged", json_boolean(run->diverged));
	json_object_set_new(o, "data_loss", json_figure((double)run->data_loss));
	json_object_set_new(o, "data_accuracy", json_figure((double)run->data_accuracy));
	json_object_set_new(o, "constant_loss", json_figure((double)run->constant_loss));
	json_object_set_new(o, "constant_accuracy", json_figure((double)run->constant_accuracy));
	if (run->n_r2)
		json_object_set_new(o, "r2", json_floats(run->r2, run->n_r2));
	json_scores(o, run);
	json_object_set_new(o, "seconds", json_figure(run->seconds));
	json_object_set_new(o, "time", json_figure(run->time));
	json_object_set_new(o, "curves", json_curves(run));
	json_object_set_new(o, "predictions", json_floats(run->pred, run->n_pred));
	return o;
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
	json_t *events = json_array(), *o;
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
		o = json_run(rows_id(rows), &run);
		fprintf(f, "%s\n", comma);
		json_dumpf(o, f, JSON_COMPACT | JSON_REAL_PRECISION(FLOAT_DIGITS));
		json_decref(o);
		comma = ",";
		rc = 0;
		if (ferror(f))		/* draft_close says why */
			break;
	}
	fputs("\n]}\n", f);
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
