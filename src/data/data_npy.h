/*
 * data_npy.h - private: arrays as NumPy writes them.
 */
#ifndef NUM_DATA_NPY_H
#define NUM_DATA_NPY_H

#include "data_table.h"

struct npy {
	char type;		/* f i u b */
	int size;		/* bytes of a value */
	int big;		/* big-endian */
	int fortran;		/* the first index runs fastest */
	size_t dim[4];
	int dims;
	size_t rows, width;	/* dim[0]; the product of the others */
};

/* The header at the beginning of r; what names the array in errors. */
int npy_header(struct npy *a, struct data_reader *r, const char *what, struct err *err);
/* The columns alone; y NULL: none. */
int npy_columns(struct data_reader *r, const struct npy *x, const struct npy *y, struct data_layout *l,
		struct data_notes *notes, struct err *err);
/* A value of the file, as it is: integers are exact up to 2^53. */
double npy_double(const struct npy *a, const unsigned char *p);
/* The first of `names` (blank-separated) in the archive r, which must stay open; *out is
 * NULL where there is none of them. */
int data_npz_open(struct data_reader **out, const struct data_reader *r, const char *names, struct err *err);
/* The inputs, and the targets where there are such: a data set of them. y NULL: none. */
int npy_load(struct dataset **out, const char *name, struct data_reader *file,
	     struct data_reader *rx, const struct npy *x, struct data_reader *ry, const struct npy *y,
	     const char *said, const struct data_opts *o, struct err *err);

#endif
