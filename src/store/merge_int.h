/*
 * merge_int.h - a session in the making out of others.
 *
 *     merge.c         whole sessions, one after the other in time
 *     merge_shards.c  the shards of one, run by run in the order of their indices
 */
#ifndef STORE_MERGE_INT_H
#define STORE_MERGE_INT_H

#include <stddef.h>
#include <stdint.h>

#include "record_int.h"
#include "run/shard.h"

struct db;
struct err;
struct sample;
struct session;
struct session_cond;
struct stmt;
struct str;
struct writer;

/* Runs that are in already, by a 64-bit fingerprint: open addressing, 0 free. */
struct seen {
	uint64_t *slot;
	size_t n, cap;		/* cap is a power of two, or 0 */
};

struct merge {
	struct db *db;
	struct writer *writer;
	struct stmt *condition, *dataset, *probe;
	struct session_cond *cond;	/* of the new session */
	size_t n_cond, cap_cond;
	struct block block;
	struct seen seen;
	uint64_t next_run;
	double begin, end;	/* of the present file's time in the new one's */
	struct shards shards;	/* those it holds; n 0 where it is whole */
	int incomplete;		/* runs are missing */
	struct str *said;	/* lines about them */
};

int merge_same_engine(const char *a, const char *b);
/* map[i]: the new id of s's i-th condition. */
int merge_conditions(struct merge *m, struct session *s, uint32_t *map, struct err *err);
/* One run of the new condition id, unless it is there already. */
int merge_run(struct merge *m, const struct sample *run, uint32_t id, struct err *err);
/* The events of s but those that `leave` names (kinds between blanks), and where they are from. */
int merge_events(struct merge *m, struct session *s, const uint32_t *map, const char *path,
		 const char *leave, struct err *err);
int merge_flush(struct merge *m, struct err *err);

/* The sessions of one group of shards, all of them. */
int merge_shards(struct merge *m, const char *const *path, size_t n, struct err *err);

#endif
