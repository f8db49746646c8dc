/*
 * writer.c - blocks of records into the tables; see writer_int.h.
 *
 * A run is one row of runs, one of predictions and one for each of its
 * curves.  All of them are inserted at the end of their b-trees: ids only
 * grow, and a curve's id is made from its run's, so that no index is needed
 * to find it again.
 */
#include "writer_int.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "dataset_int.h"
#include "db_int.h"
#include "f32.h"
#include "num/data.h"
#include "num/optim.h"
#include "record_int.h"

/* Inputs of the probes of one condition, all together. */
#define PROBES_KEEP_BYTES (16u << 20)

enum { IN_META, IN_CONDITION, IN_DATASET, IN_PROBE, IN_RUN, IN_CURVE, IN_PREDICTION, IN_EVENT,
	IN_COUNT };

static const char *const insert_sql[IN_COUNT] = {
	[IN_META] = "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)",
	[IN_CONDITION] = "INSERT OR FAIL INTO conditions(id, commands, dataset, engine, probes,"
		" outputs) VALUES(?,?,?,?,?,?)",
	[IN_DATASET] = DATASET_INSERT,
	[IN_PROBE] = "INSERT OR FAIL INTO probes(condition, point, x, row) VALUES(?,?,?,?)",
	[IN_RUN] = "INSERT OR FAIL INTO runs(id, condition, init, shuffle, batch, optimizer, dropout,"
		" split, nudge, rounding, train_loss, test_loss, accuracy, diverged, seconds, run,"
		" epochs, updates, time) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
	[IN_CURVE] = "INSERT OR FAIL INTO curves(run, kind, x, y, id) VALUES(?,?,?,?,?)",
	[IN_PREDICTION] = "INSERT OR FAIL INTO predictions(run, p) VALUES(?,?)",
	[IN_EVENT] = "INSERT INTO events(time, kind, text) VALUES(?,?,?)",
};

struct writer {
	struct db *db;
	struct stmt *in[IN_COUNT];
	struct stmt *begin, *commit;
	float *epoch;		/* 1, 2, 3, ... in file order: x of every curve */
	size_t n_epoch;
};

int writer_new(struct writer **out, struct db *db, struct err *err)
{
	struct writer *w = xcalloc(1, sizeof *w);
	int rc = db_prepare(&w->begin, db, "BEGIN", err);

	w->db = db;
	if (rc == 0)
		rc = db_prepare(&w->commit, db, "COMMIT", err);
	for (int i = 0; i < IN_COUNT && rc == 0; i++)
		rc = db_prepare(&w->in[i], db, insert_sql[i], err);
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

/* ---- one record each ---- */

static void bind_level(struct stmt *in, int i, const struct levels *l, enum source s)
{
	if (levels_off(l, s))
		stmt_null(in, i);
	else if (s == SOURCE_OPTIMIZER)
		stmt_text(in, i, optim_name((enum optim_kind)l->v[s]));
	else
		stmt_int(in, i, l->v[s]);
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

static int write_curves(struct writer *w, const struct rec_run *r, const unsigned char **p,
			struct err *err)
{
	struct stmt *in = w->in[IN_CURVE];
	const float *x = epochs_to(w, r->epochs);
	size_t bytes = (size_t)r->epochs * 4;
	int rc = 0;

	for (int k = 0; k < CURVE_COUNT && rc == 0; k++) {
		if (!(r->curves >> k & 1))
			continue;
		stmt_int(in, 1, (int64_t)r->id);
		stmt_text(in, 2, curve_name((enum curve)k));
		stmt_blob(in, 3, x, bytes);
		stmt_blob(in, 4, *p, bytes);
		stmt_int(in, 5, (int64_t)CURVE_ID(r->id, (uint64_t)k));
		rc = stmt_run(in, err);
		*p += bytes;
	}
	return rc;
}

static int write_run(struct writer *w, const struct rec_run *r, struct err *err)
{
	const unsigned char *p = (const unsigned char *)(r + 1);
	struct stmt *in = w->in[IN_RUN];
	int rc;

	stmt_int(in, 1, (int64_t)r->id);
	stmt_int(in, 2, r->condition);
	for (int s = 0; s < SOURCE_COUNT; s++)
		bind_level(in, 3 + s, &r->levels, (enum source)s);
	stmt_real(in, 11, (double)r->train_loss);
	stmt_real(in, 12, (double)r->test_loss);
	stmt_real(in, 13, (double)r->accuracy);
	stmt_int(in, 14, r->diverged);
	stmt_real(in, 15, r->seconds);
	stmt_int(in, 16, (int64_t)r->run);
	stmt_int(in, 17, r->epochs);
	stmt_int(in, 18, (int64_t)r->updates);
	stmt_real(in, 19, r->time);
	rc = stmt_run(in, err);
	if (rc == 0)
		rc = write_curves(w, r, &p, err);
	if (rc < 0)
		return rc;
	in = w->in[IN_PREDICTION];
	stmt_int(in, 1, (int64_t)r->id);
	stmt_blob(in, 2, p, (size_t)r->n_pred * 4);
	return stmt_run(in, err);
}

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

int writer_block(struct writer *w, const struct block *b, struct err *err)
{
	int rc = stmt_run(w->begin, err);
	const struct rec *r;

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
	if (rc == 0)
		rc = stmt_run(w->commit, err);
	if (rc < 0)		/* SQLite may have rolled back by itself: then this fails */
		db_exec(w->db, "ROLLBACK", NULL);
	return rc;
}
