/*
 * dataset_io.c - a data set as a row, and back; see dataset_int.h.
 *
 * On the way in everything is believed.  On the way out nothing is: sizes
 * must multiply to the bytes that are there, classes must be one-hot, every
 * value finite, and the hash recomputed over what was rebuilt must be the one
 * that the runs' conditions name.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "dataset_int.h"
#include "db_int.h"
#include "f32.h"
#include "data/data.h"
#include "record_int.h"

#define SIDE_MAX 65536		/* features or outputs of a row */

/* ---- names as JSON ---- */

static size_t output_name_count(const struct dataset *d)
{
	return d->kind == DATA_BINARY ? 2 : d->outputs;
}

/* Caller frees; NULL for no names.  Names that are not UTF-8 are escaped. */
static char *names_pack(char *const *name, size_t n)
{
	json_t *list;
	char *text;

	if (!name)
		return NULL;
	list = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *v = json_string(name[i]);
		struct str safe = STR_INIT;

		if (!v) {
			utf8_escape(&safe, name[i], strlen(name[i]));
			v = json_string(safe.s);
		}
		str_release(&safe);
		json_array_append_new(list, v);
	}
	text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

static int names_unpack(struct stmt *row, const char *text, size_t n, char ***out,
			struct err *err)
{
	json_t *list;
	size_t i;
	json_t *v;

	*out = NULL;
	if (!text)
		return 0;
	list = json_loads(text, 0, NULL);
	if (!json_is_array(list) || json_array_size(list) != n) {
		json_decref(list);
		return row_bad(row, "datasets: expected a JSON list of names, one for each column",
			       err);
	}
	json_array_foreach(list, i, v) {
		if (!json_is_string(v)) {
			json_decref(list);
			return row_bad(row, "datasets: expected names to be text", err);
		}
	}
	*out = xcalloc(n + 1, sizeof **out);
	json_array_foreach(list, i, v)
		(*out)[i] = xstrdup(json_string_value(v));
	json_decref(list);
	return 0;
}

/* ---- out ---- */

/* x as the file has it: itself, or a swapped copy in *swapped. */
static const void *file_order(const float *x, size_t n, void **swapped)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	(void)n;
	*swapped = NULL;
	return x;
#else
	*swapped = xmalloc(n * 4);
	f32_copy(*swapped, x, n);
	return *swapped;
#endif
}

static const void *file_order64(const double *x, size_t n, void **swapped)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	(void)n;
	*swapped = NULL;
	return x;
#else
	*swapped = xmalloc(n * 8);
	f64_copy(*swapped, x, n);
	return *swapped;
#endif
}

/* s, escaped where it is no text that SQLite could keep; caller frees. */
static char *valid_text(const char *s)
{
	struct str safe = STR_INIT;
	json_t *v = json_string(s);

	if (v)
		str_add(&safe, s);
	else
		utf8_escape(&safe, s, strlen(s));
	json_decref(v);
	return str_detach(&safe);
}

int dataset_write(struct stmt *in, const struct dataset *d, struct err *err)
{
	size_t nx = d->rows * d->features, ny = d->rows * d->outputs;
	char hash[17], *path = NULL;
	char *features = names_pack(d->feature_names, d->features);
	char *outputs = names_pack(d->output_names, output_name_count(d));
	char *notes = notes_pack(&d->notes);
	char *time_name = d->time_unit ? valid_text(d->time_name) : NULL;
	void *swap_x = NULL, *swap_y = NULL, *swap_time = NULL;
	int rc;

	hash_text(d->hash, hash);
	stmt_text(in, 1, hash);
	stmt_text(in, 2, d->name);
	stmt_int(in, 3, (int64_t)d->rows);
	stmt_int(in, 4, (int64_t)d->features);
	stmt_int(in, 5, (int64_t)d->outputs);
	if ((nx + ny) * 4 <= DATASET_KEEP_BYTES) {
		stmt_blob(in, 6, file_order(d->x, nx, &swap_x), nx * 4);
		stmt_blob(in, 7, file_order(d->y, ny, &swap_y), ny * 4);
	} else {
		stmt_null(in, 6);
		stmt_null(in, 7);
		path = realpath(d->name, NULL);
	}
	stmt_text(in, 8, data_kind_name(d->kind));
	for (int i = 0; i < 3; i++)
		stmt_int(in, 9 + i, d->shape[i]);
	stmt_int(in, 12, d->chronological);
	stmt_real(in, 13, d->default_test);
	stmt_int(in, 14, (int64_t)d->dropped);
	stmt_text(in, 15, features);
	stmt_text(in, 16, outputs);
	stmt_text(in, 17, notes);
	stmt_text(in, 18, path);
	if (d->time_unit && (nx + ny) * 4 <= DATASET_KEEP_BYTES) {
		stmt_blob(in, 19, file_order64(d->time, d->rows, &swap_time), d->rows * 8);
		stmt_text(in, 20, time_name);
		stmt_text(in, 21, data_time_unit_name(d->time_unit));
	} else {
		for (int i = 19; i <= 21; i++)
			stmt_null(in, i);
	}
	rc = stmt_run(in, err);
	free(time_name);
	free(swap_time);
	free(swap_x);
	free(swap_y);
	free(features);
	free(outputs);
	free(notes);
	free(path);
	return rc;
}

/* ---- in ---- */

static int all_finite(const float *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(v[i]))
			return 0;
	return 1;
}

static int labels_hold(const float *y, enum data_kind kind, size_t rows, size_t outputs)
{
	for (size_t i = 0; i < rows && kind != DATA_REGRESSION; i++) {
		size_t ones = 0;

		for (size_t j = 0; j < outputs; j++) {
			float v = y[i * outputs + j];

			if (v != 0 && v != 1)
				return 0;
			ones += v == 1;
		}
		if (kind == DATA_CLASSES && ones != 1)
			return 0;
	}
	return 1;
}

static int read_kind(struct stmt *row, enum data_kind *kind, struct err *err)
{
	const char *name;
	int rc = col_text(row, 7, &name, err);

	if (rc < 0)
		return rc;
	for (int k = DATA_REGRESSION; k <= DATA_CLASSES; k++) {
		if (strcmp(name, data_kind_name((enum data_kind)k)) == 0) {
			*kind = (enum data_kind)k;
			return 0;
		}
	}
	return row_bad(row, "datasets.kind: expected regression, binary or classes", err);
}

/* The figures of a row before its arrays are looked at. */
struct figures {
	enum data_kind kind;
	int64_t rows, features, outputs, shape[3], chronological, dropped;
	double test;
	const char *hash, *name, *features_json, *outputs_json, *notes;
};

static int read_figures(struct stmt *row, struct figures *f, struct err *err)
{
	const char *path;
	int rc;

	if ((rc = col_text(row, 0, &f->hash, err)) < 0 ||
	    (rc = col_text(row, 1, &f->name, err)) < 0 ||
	    (rc = col_int(row, 2, 1, UINT32_MAX, &f->rows, err)) < 0 ||
	    (rc = col_int(row, 3, 1, SIDE_MAX, &f->features, err)) < 0 ||
	    (rc = col_int(row, 4, 1, SIDE_MAX, &f->outputs, err)) < 0 ||
	    (rc = read_kind(row, &f->kind, err)) < 0)
		return rc;
	for (int i = 0; i < 3; i++)
		if ((rc = col_int(row, 8 + i, 1, SIDE_MAX, &f->shape[i], err)) < 0)
			return rc;
	if ((rc = col_int(row, 11, 0, DATA_IN_BOTH, &f->chronological, err)) < 0 ||
	    (rc = col_real(row, 12, &f->test, err)) < 0 ||
	    (rc = col_int(row, 13, 0, INT64_MAX, &f->dropped, err)) < 0 ||
	    (rc = col_opt_text(row, 14, &f->features_json, err)) < 0 ||
	    (rc = col_opt_text(row, 15, &f->outputs_json, err)) < 0 ||
	    (rc = col_opt_text(row, 16, &f->notes, err)) < 0 ||
	    (rc = col_opt_text(row, 17, &path, err)) < 0)
		return rc;
	/* 2^16 cubed fits in 63 bits */
	if (f->shape[0] * f->shape[1] * f->shape[2] != f->features)
		return row_bad(row, "datasets: expected height x width x channels to be the features",
			       err);
	if (f->kind == DATA_BINARY && f->outputs != 1)
		return row_bad(row, "datasets.outputs: expected 1 for binary data", err);
	if (!(f->test >= 0 && f->test < 1))
		return row_bad(row, "datasets.test: expected a fraction below 1", err);
	if (strlen(f->hash) != 16)
		return row_bad(row, "datasets.hash: expected 16 hexadecimal digits", err);
	return 0;
}

/* The time, where there is one: a number or NaN for each row. */
static int read_time(struct stmt *row, struct dataset *d, struct err *err)
{
	const char *name, *unit;
	const void *bytes;
	size_t n;
	int rc;

	if ((rc = col_opt_blob(row, 18, &bytes, &n, err)) < 0 ||
	    (rc = col_opt_text(row, 19, &name, err)) < 0 || (rc = col_opt_text(row, 20, &unit, err)) < 0)
		return rc;
	if (!bytes && !name && !unit)
		return 0;
	if (!bytes || !name || !unit || n / 8 != d->rows || n % 8)
		return row_bad(row, "datasets.row_time: expected a number for each row, time_name and time_unit", err);
	for (int u = DATA_TIME_NUMBER; u <= DATA_TIME_QUARTER && !d->time_unit; u++)
		if (strcmp(unit, data_time_unit_name((enum data_time_unit)u)) == 0)
			d->time_unit = (enum data_time_unit)u;
	if (!d->time_unit)
		return row_bad(row, "datasets.time_unit: expected number, clock, second, minute, day, week,"
			       " month or quarter", err);
	d->time_name = xstrdup(name);
	d->time = xreallocarray(NULL, d->rows, sizeof *d->time);
	f64_copy(d->time, bytes, d->rows);
	for (size_t i = 0; i < d->rows; i++)
		if (isinf(d->time[i]))
			return row_bad(row, "datasets.row_time: expected finite numbers", err);
	return 0;
}

static int build(struct stmt *row, const struct figures *f, const void *bytes_x,
		 const void *bytes_y, struct dataset **out, struct err *err)
{
	size_t nx = (size_t)(f->rows * f->features), ny = (size_t)(f->rows * f->outputs);
	uint32_t shape[3] = { (uint32_t)f->shape[0], (uint32_t)f->shape[1], (uint32_t)f->shape[2] };
	float *x = xreallocarray(NULL, nx, sizeof *x), *y = xreallocarray(NULL, ny, sizeof *y);
	struct dataset *d = NULL;
	char hash[17];
	int rc = 0;

	f32_copy(x, bytes_x, nx);
	f32_copy(y, bytes_y, ny);
	if (!all_finite(x, nx) || !all_finite(y, ny) ||
	    !labels_hold(y, f->kind, (size_t)f->rows, (size_t)f->outputs))
		rc = row_bad(row, "datasets: values that no data set can have", err);
	if (rc == 0) {
		d = dataset_new(f->name, f->kind, (size_t)f->rows, shape, (size_t)f->outputs, x, y);
		d->chronological = (int)f->chronological;
		d->default_test = f->test;
		d->dropped = (size_t)f->dropped;
		notes_unpack(f->notes, &d->notes);
		d->standard = data_note_find(&d->notes, "scaled targets") ? DATA_STANDARD_ALL :
			      data_note_find(&d->notes, "scaled inputs") ? DATA_STANDARD_INPUTS :
			      data_note_find(&d->notes, "scaled nothing") ? DATA_STANDARD_NOTHING :
			      DATA_STANDARD_UNSAID;
		hash_text(d->hash, hash);
		if (strcmp(hash, f->hash) != 0)
			rc = row_bad(row, "datasets: the data are not those that the hash is of", err);
	}
	if (rc == 0)
		rc = names_unpack(row, f->features_json, d->features, &d->feature_names, err);
	if (rc == 0)
		rc = names_unpack(row, f->outputs_json, output_name_count(d), &d->output_names, err);
	if (rc == 0)
		rc = read_time(row, d, err);
	free(x);
	free(y);
	if (rc < 0)
		dataset_unref(d);
	else
		*out = d;
	return rc;
}

int dataset_read(struct stmt *row, struct dataset **out, struct err *err)
{
	struct figures f = { 0 };
	const void *x, *y;
	size_t x_bytes, y_bytes;
	int rc;

	*out = NULL;
	if ((rc = read_figures(row, &f, err)) < 0 ||
	    (rc = col_opt_blob(row, 5, &x, &x_bytes, err)) < 0 ||
	    (rc = col_opt_blob(row, 6, &y, &y_bytes, err)) < 0)
		return rc;
	if (!x && !y)
		return 0;
	/* 2^32 * 2^16 * 4 fits in 63 bits */
	if (!x || !y || (int64_t)x_bytes != f.rows * f.features * 4 ||
	    (int64_t)y_bytes != f.rows * f.outputs * 4)
		return row_bad(row, "datasets: expected x and y of rows x features and rows x outputs",
			       err);
	return build(row, &f, x, y, out, err);
}
