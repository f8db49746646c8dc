/*
 * rows.c - runs as they were, one after the other.
 *
 * One statement walks table runs; curves and predictions of a run are looked
 * up by keys that follow from the run's id.  A file may say anything, so each
 * figure is held against what it must agree with: ids ascend, the condition is
 * one of the session's, curves have as many points as the run had epochs,
 * predictions as many as the condition has probes and outputs.  What comes
 * out can be believed by whoever draws or counts.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "db_int.h"
#include "engine/scores.h"
#include "f32.h"
#include "num/optim.h"
#include "record_int.h"
#include "session_int.h"

#define SELECT_RUNS "SELECT id, condition, number, time, epochs, updates, train_loss," \
	" test_loss, accuracy, diverged, seconds, init, shuffle, batch, optimizer, dropout," \
	" split, nudge, rounding"
#define COL_LEVELS 11
/* What a run is judged by came with version 2. */
#define SELECT_JUDGED ", data_loss, data_accuracy, constant_loss, constant_accuracy, r2"
#define SELECT_UNJUDGED ", NULL, NULL, NULL, NULL, NULL"
/* Its scores came with version 3. */
#define SELECT_SCORED ", balanced_accuracy, macro_f1, auc, mae"
#define SELECT_UNSCORED ", NULL, NULL, NULL, NULL"
#define COL_JUDGED (COL_LEVELS + SOURCE_COUNT)
#define COL_SCORED (COL_JUDGED + 5)
/* All levels of a training that is not ours, with version 5. */
#define COL_EXTERNAL (COL_SCORED + 4)

struct floats {
	float *v;
	size_t cap;
};

struct rows {
	struct session *s;
	struct stmt *runs, *curves, *predictions;
	struct floats curve[CURVE_COUNT], pred, r2, scores;
	int64_t id;
};

int rows_new(struct rows **out, struct session *s, uint32_t condition, struct err *err)
{
	struct rows *r = xcalloc(1, sizeof *r);
	char sql[512];
	int rc;

	snprintf(sql, sizeof sql, "%s%s%s, %s FROM runs%s ORDER BY id", SELECT_RUNS,
		 s->version < 2 ? SELECT_UNJUDGED : SELECT_JUDGED,
		 s->version < 3 ? SELECT_UNSCORED : SELECT_SCORED, s->version < 5 ? "NULL" : "levels",
		 condition ? " WHERE condition = ?" : "");
	rc = db_prepare(&r->runs, s->db, sql, err);

	r->s = s;
	if (rc == 0 && condition)
		stmt_int(r->runs, 1, condition);
	if (rc == 0)
		rc = db_prepare(&r->curves, s->db, "SELECT run, kind, x, y, place FROM curves"
				" WHERE place >= ? AND place < ? ORDER BY place", err);
	if (rc == 0)
		rc = db_prepare(&r->predictions, s->db,
				"SELECT p FROM predictions WHERE run = ?", err);
	if (rc < 0) {
		rows_free(r);
		r = NULL;
	}
	*out = r;
	return rc;
}

void rows_free(struct rows *r)
{
	if (!r)
		return;
	stmt_free(r->runs);
	stmt_free(r->curves);
	stmt_free(r->predictions);
	for (int k = 0; k < CURVE_COUNT; k++)
		free(r->curve[k].v);
	free(r->pred.v);
	free(r->r2.v);
	free(r->scores.v);
	free(r);
}

int64_t rows_id(const struct rows *r)
{
	return r->id;
}

/* One refusal about the present run. */
static int bad_run(const struct rows *r, const char *what, struct err *err)
{
	char text[160];

	snprintf(text, sizeof text, "run %lld: %s", (long long)r->id, what);
	return row_bad(r->runs, text, err);
}

static const float *take_floats(struct floats *f, const void *bytes, size_t n)
{
	XGROW(f->v, f->cap, n + 1);
	f32_copy(f->v, bytes, n);
	return f->v;
}

/* ---- the row itself ---- */

static int read_level(struct rows *r, enum source s, struct levels *l, struct err *err)
{
	const char *name;
	int64_t v = 0;
	int is_null, rc;

	if (s == SOURCE_OPTIMIZER) {
		rc = col_text(r->runs, COL_LEVELS + s, &name, err);
		if (rc < 0)
			return rc;
		v = optim_find(name);
		if (v == OPTIM_COUNT)
			return bad_run(r, "an optimizer of an unknown name", err);
		is_null = 0;
	} else {
		rc = col_opt_int(r->runs, COL_LEVELS + (int)s, s == SOURCE_BATCH, UINT32_MAX, &v,
				 &is_null, err);
		if (rc < 0)
			return rc;
	}
	if (is_null && s == SOURCE_INIT)
		return bad_run(r, "no level of init, which is never off", err);
	l->v[s] = (uint32_t)v;
	if (is_null)
		l->off |= 1u << s;
	return 0;
}

static int read_external(struct rows *r, struct levels *l, struct err *err)
{
	const void *bytes;
	size_t n;
	int rc = col_opt_blob(r->runs, COL_EXTERNAL, &bytes, &n, err);

	if (rc < 0)
		return rc;
	if (!bytes || n != LEVELS_WORDS * 4)
		return bad_run(r, "its levels are not those of an external training", err);
	f32_copy(l->v, bytes, SOURCE_SLOTS);
	f32_copy(&l->off, (const char *)bytes + SOURCE_SLOTS * 4, 1);
	l->off |= LEVELS_EXTERNAL;
	return 0;
}

static int read_levels(struct rows *r, uint32_t condition, struct levels *l, struct err *err)
{
	const struct session_cond *c = session_find(r->s, condition);
	int rc = 0;

	if (c && c->external)
		return read_external(r, l, err);
	for (int i = 0; i < SOURCE_COUNT && rc == 0; i++)
		rc = read_level(r, (enum source)i, l, err);
	return rc;
}

static int read_loss(struct rows *r, int col, float *out, struct err *err)
{
	double v;
	int rc = col_opt_real(r->runs, col, &v, err);

	*out = (float)v;
	return rc;
}

static int read_judged(struct rows *r, struct sample *s, struct err *err)
{
	const void *r2;
	size_t bytes;
	int rc;

	if ((rc = read_loss(r, COL_JUDGED, &s->data_loss, err)) < 0 ||
	    (rc = read_loss(r, COL_JUDGED + 1, &s->data_accuracy, err)) < 0 ||
	    (rc = read_loss(r, COL_JUDGED + 2, &s->constant_loss, err)) < 0 ||
	    (rc = read_loss(r, COL_JUDGED + 3, &s->constant_accuracy, err)) < 0 ||
	    (rc = col_opt_blob(r->runs, COL_JUDGED + 4, &r2, &bytes, err)) < 0 || !r2)
		return rc;
	if (bytes != (size_t)session_find(r->s, s->condition)->outputs * 4)
		return bad_run(r, "R2 of another number of targets than its condition has", err);
	s->n_r2 = (uint32_t)(bytes / 4);
	s->r2 = take_floats(&r->r2, r2, s->n_r2);
	return 0;
}

/* A run without any has none that are known. */
static int read_scores(struct rows *r, struct sample *s, struct err *err)
{
	float v[SCORE_MAE];
	const void *mae;
	size_t bytes, targets;
	int rc, any;

	for (int i = 0; i < SCORE_MAE; i++)
		if ((rc = read_loss(r, COL_SCORED + i, &v[i], err)) < 0)
			return rc;
	if ((rc = col_opt_blob(r->runs, COL_SCORED + SCORE_MAE, &mae, &bytes, err)) < 0)
		return rc;
	targets = session_find(r->s, s->condition)->outputs;
	if (mae && bytes != targets * 4)
		return bad_run(r, "mean absolute errors of another number of targets than its condition has", err);
	targets = mae ? targets : 0;
	any = targets > 0;
	for (int i = 0; i < SCORE_MAE; i++)
		any |= !isnan(v[i]);
	if (!any)
		return 0;
	XGROW(r->scores.v, r->scores.cap, SCORE_MAE + targets);
	memcpy(r->scores.v, v, sizeof v);
	if (mae)
		f32_copy(r->scores.v + SCORE_MAE, mae, targets);
	s->scores = r->scores.v;
	s->n_scores = (uint32_t)(SCORE_MAE + targets);
	return 0;
}

static int read_figures(struct rows *r, struct sample *s, struct err *err)
{
	int64_t id, condition, run, epochs, updates, diverged;
	int rc;

	if ((rc = col_int(r->runs, 0, 1, INT64_MAX / 8, &id, err)) < 0)
		return rc;
	if (id <= r->id)
		return bad_run(r, "followed by one that should come before it", err);
	r->id = id;
	if ((rc = col_int(r->runs, 1, 1, UINT32_MAX, &condition, err)) < 0 ||
	    (rc = col_int(r->runs, 2, 0, INT64_MAX, &run, err)) < 0 ||
	    (rc = col_real(r->runs, 3, &s->time, err)) < 0 ||
	    (rc = col_int(r->runs, 4, 0, UINT32_MAX, &epochs, err)) < 0 ||
	    (rc = col_int(r->runs, 5, 0, INT64_MAX, &updates, err)) < 0 ||
	    (rc = read_loss(r, 6, &s->train_loss, err)) < 0 ||
	    (rc = read_loss(r, 7, &s->test_loss, err)) < 0 ||
	    (rc = read_loss(r, 8, &s->accuracy, err)) < 0 ||
	    (rc = col_int(r->runs, 9, 0, 1, &diverged, err)) < 0 ||
	    (rc = col_real(r->runs, 10, &s->seconds, err)) < 0)
		return rc;
	if (condition && (rc = read_levels(r, (uint32_t)condition, &s->levels, err)) < 0)
		return rc;
	if (!(s->time >= 0 && s->time < 1e12) || !(s->seconds >= 0 && s->seconds < 1e12))
		return bad_run(r, "a time that cannot be", err);
	s->condition = (uint32_t)condition;
	s->run = (uint64_t)run;
	s->epochs = (uint32_t)epochs;
	s->updates = s->total_updates = (uint64_t)updates;
	s->diverged = (int)diverged;
	return 0;
}

/* ---- its arrays ---- */

static int read_curve(struct rows *r, struct sample *s, struct err *err)
{
	const float **slot[CURVE_COUNT] = { &s->train, &s->test, &s->acc };
	const char *kind;
	const void *x, *y;
	size_t x_bytes, y_bytes;
	int64_t run, place;
	int k, rc;

	if ((rc = col_int(r->curves, 0, 1, INT64_MAX, &run, err)) < 0 ||
	    (rc = col_text(r->curves, 1, &kind, err)) < 0 ||
	    (rc = col_blob(r->curves, 2, &x, &x_bytes, err)) < 0 ||
	    (rc = col_blob(r->curves, 3, &y, &y_bytes, err)) < 0 ||
	    (rc = col_int(r->curves, 4, 1, INT64_MAX, &place, err)) < 0)
		return rc;
	k = (int)(place - (int64_t)CURVE_PLACE(r->id, 0));
	if (run != r->id || k < 0 || k >= CURVE_COUNT || strcmp(kind, curve_name((enum curve)k)))
		return bad_run(r, "a curve that is not its own", err);
	if (x_bytes != (size_t)s->epochs * 4 || y_bytes != x_bytes)
		return bad_run(r, "a curve of another length than its epochs", err);
	*slot[k] = take_floats(&r->curve[k], y, s->epochs);
	return 0;
}

static int read_curves(struct rows *r, struct sample *s, struct err *err)
{
	int rc = 0;

	if (s->epochs == 0)
		return 0;
	stmt_int(r->curves, 1, (int64_t)CURVE_PLACE(r->id, 0));
	stmt_int(r->curves, 2, (int64_t)CURVE_PLACE(r->id, 4));
	while (rc == 0 && (rc = stmt_step(r->curves, err)) == 1)
		rc = read_curve(r, s, err);
	stmt_reset(r->curves);
	if (rc == 0 && !s->train)
		rc = bad_run(r, "no curve of its training loss", err);
	return rc;
}

static int read_predictions(struct rows *r, struct sample *s, size_t n, struct err *err)
{
	const void *p;
	size_t bytes;
	int rc;

	stmt_int(r->predictions, 1, r->id);
	rc = stmt_step(r->predictions, err);
	if (rc == 0)
		rc = bad_run(r, "no predictions", err);
	else if (rc == 1)
		rc = col_blob(r->predictions, 0, &p, &bytes, err);
	if (rc == 0 && bytes != n * 4)
		rc = bad_run(r, "another number of predictions than its condition has", err);
	if (rc == 0)
		s->pred = take_floats(&r->pred, p, n);
	s->n_pred = n;
	stmt_reset(r->predictions);
	return rc;
}

int rows_next(struct rows *r, struct sample *out, struct err *err)
{
	const struct session_cond *c;
	int rc = stmt_step(r->runs, err);

	memset(out, 0, sizeof *out);
	out->kind = SAMPLE_RUN;
	out->batch_loss = NAN;
	if (rc <= 0)
		return rc;
	rc = read_figures(r, out, err);
	if (rc < 0)
		return rc;
	c = session_find(r->s, out->condition);
	if (!c)
		return bad_run(r, "of a condition that the session does not have", err);
	if ((rc = read_judged(r, out, err)) < 0 ||
	    (rc = read_scores(r, out, err)) < 0 ||
	    (rc = read_curves(r, out, err)) < 0 ||
	    (rc = read_predictions(r, out, c->n_pred, err)) < 0)
		return rc;
	return 1;
}
