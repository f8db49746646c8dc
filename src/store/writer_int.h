/*
 * writer_int.h - blocks of records into the tables, a transaction each.
 *
 * Used by one thread at a time: the recorder's writer, or a merge.
 */
#ifndef STORE_WRITER_INT_H
#define STORE_WRITER_INT_H

struct block;
struct db;
struct err;
struct writer;

/* Borrows db, which is live. */
int writer_new(struct writer **out, struct db *db, struct err *err);
void writer_free(struct writer *w);
/* All of b or nothing of it. */
int writer_block(struct writer *w, const struct block *b, struct err *err);
/* From here on a transaction is on the disk, and all before it, when it returns; else the
 * system has it, which a process that is killed does not lose, and a power cut may. */
int writer_durable(struct writer *w, int on, struct err *err);
int writer_meta(struct writer *w, const char *key, const char *value, struct err *err);
/* The present time, 2026-01-31T12:00:00Z. */
int writer_meta_now(struct writer *w, const char *key, struct err *err);

#endif
