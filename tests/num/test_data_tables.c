/*
 * The installed tables against published figures: ranges, means and
 * deviations as their sources print them, counts, and a few well-known values.
 */
#include "../unit/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "data_util.h"
#include "data/data.h"

struct figures { const char *name; double min, max, mean, sd; };

/* Columns of d against figures, each to the digits that are printed. */
static void check_columns(const struct dataset *d, const struct figures *f, size_t n,
			  double within, int population)
{
	for (size_t k = 0; k < n; k++) {
		double sum = 0, sum2 = 0, lo = INFINITY, hi = -INFINITY, mean, sd;

		assert_string_equal(d->feature_names[k], f[k].name);
		for (size_t i = 0; i < d->rows; i++) {
			double x = d->x[i * d->features + k];

			sum += x;
			lo = fmin(lo, x);
			hi = fmax(hi, x);
		}
		mean = sum / (double)d->rows;
		for (size_t i = 0; i < d->rows; i++)
			sum2 += pow(d->x[i * d->features + k] - mean, 2);
		sd = sqrt(sum2 / (double)(d->rows - !population));
		assert_true(fabs(lo - f[k].min) <= within * fabs(f[k].min) + 1e-6);
		assert_true(fabs(hi - f[k].max) <= within * fabs(f[k].max) + 1e-6);
		assert_true(fabs(mean - f[k].mean) <= within * fabs(f[k].mean) + 1e-6);
		assert_true(fabs(sd - f[k].sd) <= within * f[k].sd + 1e-6);
	}
}

static void check_counts(const struct dataset *d, const char *const *names,
			 const size_t *count, size_t n)
{
	for (size_t c = 0; c < n; c++) {
		size_t have = 0;

		assert_string_equal(d->output_names[c], names[c]);
		for (size_t i = 0; i < d->rows; i++)
			have += d->label[i] == c;
		assert_int_equal(have, count[c]);
	}
}

/* The summary that R and scikit-learn print: sepal length 5.8433 +- .8281 ... */
static void test_iris(void **state)
{
	static const struct figures f[] = {
		{ "sepal_length", 4.3, 7.9, 5.843333, .8280661 },
		{ "sepal_width", 2, 4.4, 3.057333, .4358663 },
		{ "petal_length", 1, 6.9, 3.758, 1.7652982 },
		{ "petal_width", .1, 2.5, 1.199333, .7622377 },
	};
	static const char *const names[] = { "setosa", "versicolor", "virginica" };
	static const size_t count[] = { 50, 50, 50 };
	/* the two rows in which the UCI copy departs from Fisher's table */
	static const float row35[] = { 4.9f, 3.1f, 1.5f, .2f }, row38[] = { 4.9f, 3.6f, 1.4f, .1f };
	struct dataset *d = data_must("iris", "standardize=no");

	(void)state;
	assert_int_equal(d->kind, DATA_CLASSES);
	assert_int_equal(d->rows, 150);
	assert_int_equal(d->features, 4);
	assert_true(d->default_test == .25);
	check_columns(d, f, 4, 1e-6, 0);
	check_counts(d, names, count, 3);
	assert_memory_equal(d->x + 34 * 4, row35, sizeof row35);
	assert_memory_equal(d->x + 37 * 4, row38, sizeof row38);
	data_says(d, "sorted by class");
	dataset_unref(d);
}

/* By its name and as a file of one's own it is the same, to the last bit. */
static void test_built_in(void **state)
{
	static const char *const name[] = { "iris", "wine", "cancer", "diabetes" };

	(void)state;
	for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
		struct dataset *d = data_must(name[i], NULL), *own;
		struct str path = STR_INIT;
		struct err err = ERR_INIT;

		data_dir(&path);
		str_addf(&path, "/%s.csv", name[i]);
		assert_int_equal(dataset_load(&own, path.s, NULL, 0, 1, &err), 0);
		assert_true(d->hash == own->hash && d->standard == own->standard && d->default_test == own->default_test);
		assert_int_equal(d->standard, DATA_STANDARD_ALL);
		dataset_unref(d);
		dataset_unref(own);
		str_release(&path);
	}
}

/* The table in the UCI description; three digits. */
static void test_wine(void **state)
{
	static const struct figures f[] = {
		{ "alcohol", 11.03, 14.83, 13.0, .812 }, { "malic_acid", .74, 5.80, 2.336, 1.117 },
		{ "ash", 1.36, 3.23, 2.367, .2743 }, { "alcalinity_of_ash", 10.6, 30, 19.49, 3.34 },
		{ "magnesium", 70, 162, 99.74, 14.28 }, { "total_phenols", .98, 3.88, 2.295, .626 },
		{ "flavanoids", .34, 5.08, 2.029, .9989 },
	};
	static const char *const names[] = { "barbera", "barolo", "grignolino" };
	static const size_t count[] = { 48, 59, 71 };
	struct dataset *d = data_must("wine", "standardize=no");

	(void)state;
	assert_int_equal(d->rows, 178);
	assert_int_equal(d->features, 13);
	check_columns(d, f, sizeof f / sizeof *f, 1e-3, 0);
	check_counts(d, names, count, 3);
	dataset_unref(d);
}

static void test_cancer(void **state)
{
	static const char *const names[] = { "benign", "malignant" };
	static const size_t count[] = { 357, 212 };
	static const struct figures f[] = {
		{ "mean_radius", 6.981, 28.11, 14.127, 3.524 },
		{ "mean_texture", 9.71, 39.28, 19.290, 4.301 },
	};
	struct dataset *d = data_must("cancer", "standardize=no");

	(void)state;
	assert_int_equal(d->kind, DATA_BINARY);
	assert_int_equal(d->outputs, 1);
	assert_int_equal(d->rows, 569);
	assert_int_equal(d->features, 30);
	check_columns(d, f, 2, 1e-4, 0);
	check_counts(d, names, count, 2);
	dataset_unref(d);
}

static void test_diabetes(void **state)
{
	struct dataset *d = data_must("diabetes", "standardize=no");
	double sum = 0;

	(void)state;
	assert_int_equal(d->kind, DATA_REGRESSION);
	assert_int_equal(d->rows, 442);
	assert_int_equal(d->features, 10);
	assert_true(d->y[0] == 151 && d->y[1] == 75 && d->y[2] == 141);
	for (size_t i = 0; i < d->rows; i++)
		sum += d->y[i];
	assert_true(fabs(sum / 442 - 152.133484) < 1e-5);
	dataset_unref(d);
}

/* The greatest maximum on record is 1957's, 190.2; the lowest, 1810's, 0.0. */
static void test_sunspots(void **state)
{
	struct dataset *d = data_must("sunspots", "window=1 standardize=no");

	(void)state;
	assert_int_equal(d->rows, 308);
	assert_int_equal(d->chronological, 1);
	assert_true(d->x[0] == 5 && d->x[1957 - 1700] == 190.2f && d->y[1956 - 1700] == 190.2f);
	assert_true(d->x[1810 - 1700] == 0 && d->x[1947 - 1700] == 151.6f);
	dataset_unref(d);
	d = data_must("sunspots", NULL);
	assert_int_equal(d->rows, 309 - 11);
	assert_int_equal(d->shape[1], 11);
	assert_string_equal(d->feature_names[10], "sunspots(t)");
	assert_string_equal(d->output_names[0], "sunspots(t+1)");
	dataset_unref(d);
}

static void test_nile(void **state)
{
	struct dataset *d = data_must("nile", "window=1 standardize=no");
	double sum = d->x[0];

	(void)state;
	assert_int_equal(d->rows, 99);
	for (size_t i = 0; i < 99; i++)
		sum += d->y[i];
	assert_true(sum == 91935);		/* R: mean(Nile) is 919.35 */
	dataset_unref(d);
}

/* REROLL_DATADIR says where; a name with a dot or slash is never looked up there. */
static void test_lookup(void **state)
{
	char *old = getenv("REROLL_DATADIR") ? strdup(getenv("REROLL_DATADIR")) : NULL;
	struct dataset *d;

	(void)state;
	d = data_must(data_file("mine.csv", "a,y\n1,2.5\n3,4.5\n", 16), NULL);
	dataset_unref(d);
	{
		char dir[600];

		strcpy(dir, data_path_of("mine.csv"));
		*strrchr(dir, '/') = '\0';
		setenv("REROLL_DATADIR", dir, 1);
	}
	d = data_must("mine", NULL);
	assert_string_equal(d->name, "mine");
	assert_int_equal(d->rows, 2);
	dataset_unref(d);
	data_refused("iris", NULL, ERR_IO, 0, 0, "the table iris is not in ");
	data_refused("irish", NULL, ERR_INPUT, 0, 0, "no data set or file 'irish'");
	data_refused("mine.csv", NULL, ERR_INPUT, 0, 0, "No such file");
	if (old)
		setenv("REROLL_DATADIR", old, 1);
	else
		unsetenv("REROLL_DATADIR");
	free(old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iris),
		cmocka_unit_test(test_built_in),
		cmocka_unit_test(test_wine),
		cmocka_unit_test(test_cancer),
		cmocka_unit_test(test_diabetes),
		cmocka_unit_test(test_sunspots),
		cmocka_unit_test(test_nile),
		cmocka_unit_test(test_lookup),
	};

	return cmocka_run_group_tests(tests, NULL, data_cleanup);
}
