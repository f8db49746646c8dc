/*
 * fixture.h - what the tests of sessions share: conditions and runs made by
 * hand, a folder of their own, and the checks that a run came back whole.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "run/condition.h"
#include "store/session.h"

#define FX_EPOCHS 10

/* cmocka group setup and teardown: a folder, and nothing left of it. */
int fx_setup(void **state);
int fx_teardown(void **state);
/* A path in that folder (from a small ring of buffers). */
const char *fx_path(const char *name);
/* Remove path and what SQLite keeps beside it. */
void fx_remove(const char *path);
int fx_exists(const char *path, const char *suffix);
void fx_write_file(const char *path, const void *bytes, size_t n);
/* Whole file; caller frees. */
unsigned char *fx_read_file(const char *path, size_t *n);
void fx_copy_file(const char *from, const char *to);
/* Run SQL on a file as anybody could, with every safety off. */
void fx_sql(const char *path, const char *sql);
/* First column of the first row as text; NULL for none.  Caller frees. */
char *fx_ask(const char *path, const char *sql);
void fx_assert_ask(const char *path, const char *sql, const char *expected);

/* A data set whose every value is another, with names to escape. */
struct dataset *fx_data(const char *name, enum data_kind kind, size_t rows, uint32_t features,
			size_t outputs);
/* A condition over it (takes data) that probes its first n rows. */
struct condition *fx_condition(const char *commands, struct dataset *data, size_t n);
void fx_condition_free(struct condition *c);

/* Run `run` of a condition: every figure a function of (tag, run), with not-a-
 * number, infinity, negative zero and denormals among them. */
struct fx_run {
	struct sample s;
	float train[FX_EPOCHS], test[FX_EPOCHS], acc[FX_EPOCHS], r2[8], scores[4];
	float *pred;
};
void fx_run_make(struct fx_run *r, uint32_t tag, uint64_t run, size_t n_pred);
void fx_run_release(struct fx_run *r);
/* Every bit, but for condition and time. */
void fx_assert_run(const struct sample *got, const struct sample *want);

/* Record runs first..first+n-1 of a declared condition. */
void fx_record(struct recorder *r, uint32_t tag, const struct condition *c, uint64_t first,
	       uint64_t n);
/* A session of two conditions (10 and 5 runs) and three events, closed. */
void fx_session(const char *path);

/* A call that must succeed; its message where it does not. */
#define FX_OK(call) do { \
	struct err err_ = ERR_INIT, *err = &err_; \
	int rc_ = (call); \
	if (rc_ != 0) { \
		char line_[900]; \
		fail_msg("%s: %s", #call, err_format(err, line_, sizeof line_)); \
	} } while (0)

/* A call that must be refused with this code and a message containing text. */
#define FX_REFUSED(call, code_, text_) do { \
	struct err err_ = ERR_INIT, *err = &err_; \
	int rc_ = (call); \
	if (rc_ != (code_) || err->code != (code_) || !strstr(err->text, text_)) { \
		char line_[900]; \
		fail_msg("%s: returned %d, %s", #call, rc_, err_format(err, line_, sizeof line_)); \
	} } while (0)

#endif
