/*
 * raw.h - other people's files, read as what they are: a text, or an array of numbers.
 *
 * For readers that make something else of them than a data set.  The limits are those
 * of data.h: regular files only, gzipped texts that unfold too far are refused.
 */
#ifndef DATA_RAW_H
#define DATA_RAW_H

#include <stddef.h>

struct err;

/* The whole file, gzipped or not, terminated, past a byte order mark; at most `most` bytes
 * of it, and no NUL among them.  Caller frees. */
int data_text_read(char **text, size_t *n, const char *path, size_t most, struct err *err);

/* Values in C order, whatever the file's order, type (f2 f4 f8, integers, bool) and
 * endianness were; integers up to 2^53 are exact. */
struct data_array {
	size_t dim[4];
	int dims;
	size_t n;		/* values */
	double *v;
};

/*
 * A .npy, or of a .npz the first of `names` (blank-separated) that it holds.  Where it
 * holds none of them *out is zero, and so is the result.  Release it.
 */
int data_array_read(struct data_array *out, const char *path, const char *names, struct err *err);
void data_array_release(struct data_array *a);

#endif
