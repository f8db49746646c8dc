/*
 * session_int.h - an open session, and its runs one after the other.
 */
#ifndef STORE_SESSION_INT_H
#define STORE_SESSION_INT_H

#include <stddef.h>
#include <stdint.h>

#include "run/sample.h"
#include "run/shard.h"

struct db;
struct err;
struct stmt;

struct session_cond {
	uint32_t id;
	char *commands, *hash, *engine;
	uint32_t n_probes, outputs;
	size_t n_pred;
	int external;		/* somebody else trained: its runs have their levels apart */
};

struct session {
	struct db *db;
	struct session_cond *cond;	/* by id, ascending */
	size_t n_cond, cap_cond;
	struct { char *key, *value; } *meta;
	size_t n_meta, cap_meta;
	uint64_t runs;
	struct shards shards;
	int version;		/* of its schema */
};

/* NULL where there is none. */
const struct session_cond *session_find(const struct session *s, uint32_t id);
/* Time of the last thing that happened. */
int session_length(struct session *s, double *seconds, struct err *err);

/* ---- runs (rows.c) ---- */

struct rows;

/* Runs of condition (0: of all) in order of their ids.  Borrows s. */
int rows_new(struct rows **out, struct session *s, uint32_t condition, struct err *err);
void rows_free(struct rows *r);
/* 1: *out is the next run, its arrays valid until the next call; 0: no more. */
int rows_next(struct rows *r, struct sample *out, struct err *err);
/* Id of the run that rows_next gave last. */
int64_t rows_id(const struct rows *r);

/* ---- events (events.c) ---- */

struct events;

int events_new(struct events **out, struct session *s, struct err *err);
void events_free(struct events *e);
/* 1: *out is the next event, its text valid until the next call; 0: no more. */
int events_next(struct events *e, struct sample *out, struct err *err);

#endif
