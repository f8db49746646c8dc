/*
 * data_describe.c - the text of `show data`: what is in the set, and what was
 * understood of its file.  Names come from files and are escaped.
 */
#include <math.h>
#include <stdio.h>

#include "base/utf8.h"
#include "data_int.h"

#define LISTED 40		/* columns or classes listed before "and N more" */
#define NAME_COLS 24

/* name, escaped, in exactly NAME_COLS columns where it is not longer. */
static void add_name(struct str *out, const char *name)
{
	struct str safe = STR_INIT;
	int cols;

	utf8_escape(&safe, name, utf8_prefix(name, NAME_COLS));
	str_add(out, safe.s);
	for (cols = utf8_cols(safe.s); cols < NAME_COLS; cols++)
		str_addc(out, ' ');
	str_release(&safe);
}

/* Range, mean and deviation of a column of a (rows, stride) matrix. */
static void add_range(struct str *out, const float *v, size_t rows, size_t stride)
{
	double sum = 0, sum2 = 0, lo = INFINITY, hi = -INFINITY, mean;

	for (size_t i = 0; i < rows; i++) {
		double x = v[i * stride];

		sum += x;
		lo = x < lo ? x : lo;
		hi = x > hi ? x : hi;
	}
	mean = sum / (double)rows;
	if (fabs(mean) < 1e-7 * fmax(fabs(lo), fabs(hi)))
		mean = 0;	/* standardised: what is left is rounding */
	for (size_t i = 0; i < rows; i++)
		sum2 += (v[i * stride] - mean) * (v[i * stride] - mean);
	str_addf(out, "  %10.4g to %-10.4g  mean %10.4g  sd %10.4g\n", lo, hi, mean,
		 sqrt(sum2 / (double)rows));
}

static void add_columns(const struct dataset *d, const float *v, size_t n, char **names,
			const char *made_up, struct str *out)
{
	for (size_t k = 0; k < n; k++) {
		char name[32];

		if (k == LISTED) {
			str_addf(out, "  and %zu more\n", n - LISTED);
			break;
		}
		str_add(out, "  ");
		if (!names)
			snprintf(name, sizeof name, n == 1 ? "%s" : "%s%zu", made_up, k + 1);
		add_name(out, names ? names[k] : name);
		add_range(out, v + k, d->rows, n);
	}
}

static void add_classes(const struct dataset *d, struct str *out)
{
	size_t n = d->kind == DATA_BINARY ? 2 : d->outputs;

	for (size_t c = 0; c < n; c++) {
		size_t count = 0;
		char name[32];

		if (c == LISTED) {
			str_addf(out, "  and %zu more\n", n - LISTED);
			break;
		}
		for (size_t i = 0; i < d->rows; i++)
			count += d->label[i] == c;
		snprintf(name, sizeof name, "%zu", c);
		str_add(out, "  ");
		add_name(out, d->output_names ? d->output_names[c] : name);
		str_addf(out, "  %zu row%s, %.1f %%\n", count, count == 1 ? "" : "s",
			 100. * (double)count / (double)(d->rows ? d->rows : 1));
	}
}

void dataset_describe(const struct dataset *d, struct str *out)
{
	const int image = d->shape[0] > 1;

	utf8_escape(out, d->name, utf8_prefix(d->name, 200));
	str_addf(out, ": %zu rows", d->rows);
	if (image)
		str_addf(out, " of %u x %u images, %u channel%s", d->shape[0], d->shape[1],
			 d->shape[2], d->shape[2] == 1 ? "" : "s");
	else if (d->shape[1] > 1)
		str_addf(out, " of %u past values of %u series", d->shape[1], d->shape[2]);
	else
		str_addf(out, " of %zu input%s", d->features, d->features == 1 ? "" : "s");
	switch (d->kind) {
	case DATA_REGRESSION:
		str_addf(out, ", regression of %zu value%s\n", d->outputs, d->outputs == 1 ? "" : "s");
		break;
	case DATA_BINARY:
		str_add(out, ", two classes\n");
		break;
	case DATA_CLASSES:
		str_addf(out, ", %zu classes\n", d->outputs);
		break;
	}
	for (size_t i = 0; i < d->notes.n; i++)
		str_addf(out, "%s%s\n", d->notes.v[i].weight == DATA_DOUBT ? "doubt: " : "",
			 d->notes.v[i].text);
	if (d->chronological & DATA_IN_GROUPS)
		str_add(out, "rows are in groups: the test set is the last of these\n");
	else if (d->chronological)
		str_add(out, "rows are in order of time: the test set is the last of them\n");
	if (d->time_unit) {
		struct str s = STR_INIT;

		if (dataset_time_span(d, 0, d->rows, &s)) {
			str_add(out, "a row has the time of the value that it forecasts, ");
			utf8_escape(out, d->time_name, utf8_prefix(d->time_name, 60));
			str_addf(out, ": %s\n", s.s);
		}
		str_release(&s);
	}
	if (image) {
		str_add(out, "pixels:\n  ");
		add_name(out, "all");
		add_range(out, d->x, d->rows * d->features, 1);
	} else {
		str_add(out, "inputs:\n");
		add_columns(d, d->x, d->features, d->feature_names, "x", out);
	}
	if (d->kind == DATA_REGRESSION) {
		str_add(out, "targets:\n");
		add_columns(d, d->y, d->outputs, d->output_names, "y", out);
	} else {
		str_add(out, "classes:\n");
		add_classes(d, out);
	}
}
