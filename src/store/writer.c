/*
 * writer.c - blocks of records into the tables; see writer_int.h.
 *
 * A run is one row of runs, one of predictions and one for each of its
 * curves.  All of them are inserted at the end of their b-trees: ids only
 * grow, and a curve's place is made from its run's, so that no index is needed
 * to find it again.  Rows go in eight at a time, which halves the cost of a
 * row; what is left over at the end of a block goes in singly.
 */
#include "writer_int.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "base/clk.h"
#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "dataset_int.h"
#include "db_int.h"
#include "f32.h"
#include "data/data.h"
#include "engine/scores.h"
#include "num/optim.h"
#include "record_int.h"

/* Inputs of the probes of one condition, all together. */
#define PROBES_KEEP_BYTES (16u << 20)
#define MANY 8

/* Rows one by one. */
enum { IN_META, IN_CONDITION, IN_DATASET, IN_PROBE, IN_EVENT, IN_COUNT };

static const char *const insert_sql[IN_COUNT] = {
	[IN_META] = "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)",
	[IN_CONDITION] = "INSERT OR FAIL INTO conditions(id, commands, dataset, engine, probes,"
		" outputs) VALUES(?,?,?,?,?,?)",
	[IN_DATASET] = DATASET_INSERT,
	[IN_PROBE] = "INSERT OR FAIL INTO probes(condition, point, x, row) VALUES(?,?,?,?)",
	[IN_EVENT] = "INSERT INTO events(time, kind, text) VALUES(?,?,?)",
};

/* Rows of runs, many at a time. */
enum bulk_table { BULK_RUNS, BULK_CURVES, BULK_PREDICTIONS, BULK_COUNT };

static const struct { const char *into; int columns; } bulk_sql[BULK_COUNT] = {
	[BULK_RUNS] = { "runs(id, condition, init, shuffle, batch, optimizer, dropout, split,"
		" nudge, rounding, train_loss, test_loss, accuracy, diverged, seconds, number,"
		" epochs, updates, time, data_loss, data_accuracy, constant_loss,"
		" constant_accuracy, r2, balanced_accuracy, macro_f1, auc, mae, levels)", 29 },
	[BULK_CURVES] = { "curves(run, kind, x, y, place)", 5 },
	[BULK_PREDICTIONS] = { "predictions(run, p)", 2 },
};

/* A row that waits for its like: a run, and the floats that are its own. */
struct item {
	const struct rec_run *run;
	const unsigned char *floats;
	enum curve curve;
};

struct bulk {
	struct stmt *one, *many;
	struct item item[MANY];
	int n;
};

struct writer {
	struct db *db;
	struct stmt *in[IN_COUNT];
	struct bulk bulk[BULK_COUNT];
	struct stmt *begin, *commit;
	float *epoch;		/* 1, 2, 3, ... in file order: x of every curve */
	size_t n_epoch;
	int durable;		/* commits wait for the disk */
};

/* INSERT with so many rows of parameters. */
static int prepare_rows(struct stmt **out, struct db *db, enum bulk_table t, int rows,
			struct err *err)
{
	struct str sql = STR_INIT;
	int rc;

	str_addf(&sql, "INSERT OR FAIL INTO %s VALUES", bulk_sql[t].into);
	for (int i = 0; i < rows * bulk_sql[t].columns; i++)
		str_add(&sql, i == 0 ? "(?" : i % bulk_sql[t].columns ? ",?" : "),(?");
	str_addc(&sql, ')');
	rc = db_prepare(out, db, sql.s, err);
	str_release(&sql);
	return rc;
}

int writer_new(struct writer **out, struct db *db, struct err *err)
{
	struct writer *w = xcalloc(1, sizeof *w);
	int rc = db_prepare(&w->begin, db, "BEGIN", err);

	w->db = db;
	if (rc == 0)
		rc = db_prepare(&w->commit, db, "COMMIT", err);
	for (int i = 0; i < IN_COUNT && rc == 0; i++)
		rc = db_prepare(&w->in[i], db, insert_sql[i], err);
	for (int t = 0; t < BULK_COUNT && rc == 0; t++) {
		rc = prepare_rows(&w->bulk[t].one, db, (enum bulk_table)t, 1, err);
		if (rc == 0)
			rc = prepare_rows(&w->bulk[t].many, db, (enum bulk_table)t, MANY, err);
	}
	if (rc < 0) {
		writer_free(w);
		w = NULL;
	}
	*out = w;
	return rc;
}

void writer_free(struct writer *w)
{
	if (!w)
		return;
	for (int i = 0; i < IN_COUNT; i++)
		stmt_free(w->in[i]);
	for (int t = 0; t < BULK_COUNT; t++) {
		stmt_free(w->bulk[t].one);
		stmt_free(w->bulk[t].many);
	}
	stmt_free(w->begin);
	stmt_free(w->commit);
	free(w->epoch);
	free(w);
}

int writer_meta(struct writer *w, const char *key, const char *value, struct err *err)
{
	stmt_text(w->in[IN_META], 1, key);
	stmt_text(w->in[IN_META], 2, value);
	return stmt_run(w->in[IN_META], err);
}

int writer_meta_now(struct writer *w, const char *key, struct err *err)
{
	time_t now = (time_t)clk_wall();
	char text[32] = "";
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return writer_meta(w, key, text, err);
}

/* ---- runs, many at a time ---- */

static void bind_level(struct stmt *in, int i, const struct levels *l, enum source s)
{
	if (levels_off(l, s))
		stmt_null(in, i);
	else if (s == SOURCE_OPTIMIZER && l->off & LEVELS_EXTERNAL)
		stmt_null(in, i);	/* a number of its condition's choices: see levels */
	else if (s == SOURCE_OPTIMIZER)
		stmt_text(in, i, optim_name((enum optim_kind)l->v[s]));
	else
		stmt_int(in, i, l->v[s]);
}

/* Its scores, or NULLs: what stands in a column of its own, then the MAE of each target. */
static void bind_scores(struct stmt *in, int at, const struct rec_run *r, const unsigned char *scores)
{
	float v[SCORE_MAE];

	for (int i = 0; i < SCORE_MAE; i++)
		v[i] = NAN;
	if (r->n_scores)
		f32_copy(v, scores, SCORE_MAE);
	for (int i = 0; i < SCORE_MAE; i++)
		stmt_real(in, at + i, (double)v[i]);
	stmt_blob(in, at + SCORE_MAE, r->n_scores > SCORE_MAE ? scores + SCORE_MAE * 4 : NULL,
		  r->n_scores > SCORE_MAE ? (size_t)(r->n_scores - SCORE_MAE) * 4 : 0);
}

/* at: the row's first parameter; floats: R2, then scores. */
static void bind_run(struct stmt *in, int at, const struct rec_run *r,
		     const unsigned char *floats)
{
	stmt_int(in, at, (int64_t)r->id);
	stmt_int(in, at + 1, r->condition);
	for (int s = 0; s < SOURCE_COUNT; s++)
		bind_level(in, at + 2 + s, &r->levels, (enum source)s);
	stmt_real(in, at + 10, (double)r->train_loss);
	stmt_real(in, at + 11, (double)r->test_loss);
	stmt_real(in, at + 12, (double)r->accuracy);
	stmt_int(in, at + 13, r->diverged);
	stmt_real(in, at + 14, r->seconds);
	stmt_int(in, at + 15, (int64_t)r->run);
	stmt_int(in, at + 16, r->epochs);
	stmt_int(in, at + 17, (int64_t)r->updates);
	stmt_real(in, at + 18, r->time);
	stmt_real(in, at + 19, (double)r->data_loss);
	stmt_real(in, at + 20, (double)r->data_accuracy);
	stmt_real(in, at + 21, (double)r->constant_loss);
	stmt_real(in, at + 22, (double)r->constant_accuracy);
	stmt_blob(in, at + 23, r->n_r2 ? floats : NULL, (size_t)r->n_r2 * 4);
	bind_scores(in, at + 24, r, floats + (size_t)r->n_r2 * 4);
	stmt_blob(in, at + 28, r->levels.off & LEVELS_EXTERNAL ? r->packed : NULL, sizeof r->packed);
}

static const float *epochs_to(struct writer *w, size_t n)
{
	if (n > w->n_epoch) {
		size_t had = w->n_epoch;

		XGROW(w->epoch, w->n_epoch, n);
		for (size_t i = had; i < w->n_epoch; i++) {
			float e = (float)(i + 1);

			f32_copy(&w->epoch[i], &e, 1);
		}
	}
	return w->epoch;
}

static void bind_curve(struct writer *w, struct stmt *in, int at, const struct item *i)
{
	const struct rec_run *r = i->run;
	size_t bytes = (size_t)r->epochs * 4;

	stmt_int(in, at, (int64_t)r->id);
	stmt_text(in, at + 1, curve_name(i->curve));
	stmt_blob(in, at + 2, epochs_to(w, r->epochs), bytes);
	stmt_blob(in, at + 3, i->floats, bytes);
	stmt_int(in, at + 4, (int64_t)CURVE_PLACE(r->id, (uint64_t)i->curve));
}

static void bind_item(struct writer *w, enum bulk_table t, struct stmt *in, int at,
		      const struct item *i)
{
	switch (t) {
	case BULK_RUNS:
		bind_run(in, at, i->run, i->floats);
		break;
	case BULK_CURVES:
		bind_curve(w, in, at, i);
		break;
	default:
		stmt_int(in, at, (int64_t)i->run->id);
		stmt_blob(in, at + 1, i->floats, (size_t)i->run->n_pred * 4);
		break;
	}
}

static int bulk_flush(struct writer *w, enum bulk_table t, struct err *err)
{
	struct bulk *b = &w->bulk[t];
	uint32_t longest = 0;
	int rc = 0, n = b->n;

	b->n = 0;
	for (int i = 0; i < n; i++)	/* before any pointer to x is bound */
		if (b->item[i].run->epochs > longest)
			longest = b->item[i].run->epochs;
	epochs_to(w, longest);
	if (n == MANY) {
		for (int i = 0; i < n; i++)
			bind_item(w, t, b->many, 1 + i * bulk_sql[t].columns, &b->item[i]);
		return stmt_run(b->many, err);
	}
	for (int i = 0; i < n && rc == 0; i++) {
		bind_item(w, t, b->one, 1, &b->item[i]);
		rc = stmt_run(b->one, err);
	}
	return rc;
}

static int bulk_add(struct writer *w, enum bulk_table t, const struct rec_run *r,
		    const unsigned char *floats, enum curve k, struct err *err)
{
	struct bulk *b = &w->bulk[t];

	b->item[b->n++] = (struct item){ r, floats, k };
	return b->n == MANY ? bulk_flush(w, t, err) : 0;
}

static int write_run(struct writer *w, const struct rec_run *r, struct err *err)
{
	const unsigned char *p = (const unsigned char *)(r + 1);
	size_t curves = (size_t)__builtin_popcount(r->curves) * r->epochs;
	int rc = bulk_add(w, BULK_RUNS, r, p + (curves + r->n_pred) * 4, 0, err);

	for (int k = 0; k < CURVE_COUNT && rc == 0; k++) {
		if (!(r->curves >> k & 1))
			continue;
		rc = bulk_add(w, BULK_CURVES, r, p, (enum curve)k, err);
		p += (size_t)r->epochs * 4;
	}
	return rc < 0 ? rc : bulk_add(w, BULK_PREDICTIONS, r, p, 0, err);
}

/* ---- everything else, one by one ---- */

static int write_event(struct writer *w, const struct rec_event *e, struct err *err)
{
	const char *kind = (const char *)(e + 1);

	stmt_real(w->in[IN_EVENT], 1, e->time);
	stmt_text(w->in[IN_EVENT], 2, kind);
	stmt_text(w->in[IN_EVENT], 3, kind + e->kind_bytes);
	return stmt_run(w->in[IN_EVENT], err);
}

static int write_probes(struct writer *w, const struct cond_row *c, struct err *err)
{
	const struct dataset *d = c->data;
	struct stmt *in = w->in[IN_PROBE];
	int keep = (uint64_t)c->n_probes * d->features * 4 <= PROBES_KEEP_BYTES, rc = 0;
	float *x = xreallocarray(NULL, d->features, sizeof *x);

	for (uint32_t i = 0; i < c->n_probes && rc == 0; i++) {
		stmt_int(in, 1, c->id);
		stmt_int(in, 2, i);
		f32_copy(x, d->x + (size_t)c->probe[i] * d->features, d->features);
		stmt_blob(in, 3, keep ? x : NULL, d->features * 4);
		stmt_int(in, 4, c->probe[i]);
		rc = stmt_run(in, err);
	}
	free(x);
	return rc;
}

static int write_condition(struct writer *w, const struct cond_row *c, struct err *err)
{
	struct stmt *in = w->in[IN_CONDITION];
	char hash[17];
	int rc;

	hash_text(c->data->hash, hash);
	stmt_int(in, 1, c->id);
	stmt_text(in, 2, c->commands);
	stmt_text(in, 3, hash);
	stmt_text(in, 4, c->engine);
	stmt_int(in, 5, c->n_probes);
	stmt_int(in, 6, c->outputs);
	rc = stmt_run(in, err);
	if (rc == 0)
		rc = dataset_write(w->in[IN_DATASET], c->data, err);
	if (rc == 0)
		rc = writer_meta(w, "engine", c->engine, err);
	return rc < 0 ? rc : write_probes(w, c, err);
}

int writer_durable(struct writer *w, int on, struct err *err)
{
	int rc = on == w->durable ? 0 : db_exec(w->db, on ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL", err);

	if (rc == 0)
		w->durable = on;
	return rc;
}

int writer_block(struct writer *w, const struct block *b, struct err *err)
{
	int rc = stmt_run(w->begin, err);
	const struct rec *r;

	for (int t = 0; t < BULK_COUNT; t++)	/* of a block that failed */
		w->bulk[t].n = 0;
	for (size_t at = 0; at < b->len && rc == 0; at += r->bytes) {
		const void *p = b->p + at;

		r = p;
		switch ((enum rec_kind)r->kind) {
		case REC_RUN:
			rc = write_run(w, p, err);
			break;
		case REC_EVENT:
			rc = write_event(w, p, err);
			break;
		case REC_CONDITION:
			rc = write_condition(w, ((const struct rec_condition *)p)->row, err);
			break;
		}
	}
	for (int t = 0; t < BULK_COUNT && rc == 0; t++)
		rc = bulk_flush(w, (enum bulk_table)t, err);
	if (rc == 0)
		rc = stmt_run(w->commit, err);
	if (rc < 0)		/* SQLite may have rolled back by itself: then this fails */
		db_exec(w->db, "ROLLBACK", NULL);
	return rc;
}
