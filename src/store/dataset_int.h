/*
 * dataset_int.h - a data set as a row of table datasets, and back.
 */
#ifndef STORE_DATASET_INT_H
#define STORE_DATASET_INT_H

struct dataset;
struct err;
struct stmt;

/* x and y together; a larger set is known by its name, path and hash alone. */
#define DATASET_KEEP_BYTES (16u << 20)

#define DATASET_UNTIMED "hash, name, rows, features, outputs, x, y, kind, height, width," \
	" channels, chronological, test, dropped, feature_names, output_names, notes, path"
#define DATASET_COLUMNS DATASET_UNTIMED ", row_time, time_name, time_unit"
#define DATASET_N_COLUMNS 21
#define DATASET_INSERT "INSERT OR IGNORE INTO datasets(" DATASET_COLUMNS ")" \
	" VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
/* The data set of one hash, in a file of any version: time came with 4. */
#define DATASET_SELECT(version) ((version) < 4 ? \
	"SELECT " DATASET_UNTIMED ", NULL, NULL, NULL FROM datasets WHERE hash = ?" : \
	"SELECT " DATASET_COLUMNS " FROM datasets WHERE hash = ?")

/* Bind d to a DATASET_INSERT and run it. */
int dataset_write(struct stmt *insert, const struct dataset *d, struct err *err);
/* The present row of a statement over DATASET_COLUMNS, with every figure
 * checked against every other.  *out is NULL where x and y were not kept. */
int dataset_read(struct stmt *row, struct dataset **out, struct err *err);

/* Notes as JSON, NULL for none (caller frees); and what is there, of any build, added to
 * *out. (dataset_notes.c) */
struct data_notes;
char *notes_pack(const struct data_notes *n);
void notes_unpack(const char *text, struct data_notes *out);

#endif
