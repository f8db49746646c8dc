/*
 * data_util.h - files and options for the data tests.
 *
 * Files live in a directory of the test's own, made on first use and removed
 * with all in it by data_cleanup.
 */
#ifndef TESTS_DATA_UTIL_H
#define TESTS_DATA_UTIL_H

#include <stddef.h>

#include "base/err.h"
#include "data/data.h"

/* Path of `name` in the directory; valid until the next 8 calls. */
const char *data_path_of(const char *name);
/* Write n bytes to a file of that name; returns its path. */
const char *data_file(const char *name, const void *bytes, size_t n);
/* The same through gzip. */
const char *data_gzip(const char *name, const void *bytes, size_t n);
/* dataset_load with options "target=a sep=;" (blank-separated, at most 8), seed 1. */
int data_load(struct dataset **d, const char *what, const char *options, struct err *err);
/* Load or fail the test with the error's text. */
struct dataset *data_must(const char *what, const char *options);
/* Text as a CSV file, loaded or failed. */
struct dataset *data_csv(const char *text, const char *options);
/* Some note of d must hold this. */
void data_says(const struct dataset *d, const char *note);
/* The load must fail with this code and place, and a text that holds `text`. */
void data_refused(const char *what, const char *options, enum err_code code, int line, int col,
		  const char *text);
/* The same for text as a CSV file. */
void data_csv_refused(const char *csv, const char *options, enum err_code code, int line, int col,
		      const char *text);
/* cmocka group teardown. */
int data_cleanup(void **state);

#endif
