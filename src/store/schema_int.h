/*
 * schema_int.h - the tables of a session, their history, and the check that
 * a file has these and nothing else.
 */
#ifndef STORE_SCHEMA_INT_H
#define STORE_SCHEMA_INT_H

#include <stdint.h>

struct db;
struct db_header;
struct err;

#define SCHEMA_APPLICATION_ID 0x52524c4cu	/* "RRLL" */
#define SCHEMA_VERSION 5

/* Bring a file from version `from` (0: nothing there yet) to version `to`, in
 * one transaction. */
int schema_migrate(struct db *db, int from, int to, struct err *err);
/* Refuse what is not a session that this program can read, before opening. */
int schema_accepts(const struct db_header *h, const char *path, struct err *err);
/* Sound pages, and exactly the tables of the version that h names: no
 * trigger, view, virtual table or generated column can be among them. */
int schema_check(struct db *db, const struct db_header *h, struct err *err);

#endif
