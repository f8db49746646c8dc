/*
 * test_data_arrays.c - arrays that NumPy 1.24 wrote (reference/arrays.py), ARFF and
 * LIBSVM; what is damaged, and what is no table at all.
 */
#include "../unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "data_util.h"

static const char *array(const char *name)
{
	static char path[4][600];
	static unsigned turn;
	const char *src = getenv("srcdir");
	char *p = path[turn++ % 4];

	snprintf(p, 600, "%s/tests/num/arrays/%s", src ? src : ".", name);
	return p;
}

/* x[i, j] = i * 3 + j - 4 and three classes, in any dress. */
static void check_numbers(const char *name, const char *options, int whole)
{
	struct dataset *d = data_must(array(name), options);

	if (d->rows != 10 || d->features != 3 || (whole && d->outputs != 1))
		fail_msg("%s: %zu rows of %zu inputs and %zu outputs", name, d->rows, d->features, d->outputs);
	for (size_t i = 0; i < 30; i++)
		if (d->x[i] != (float)i - 4)
			fail_msg("%s: x[%zu] is %g", name, i, (double)d->x[i]);
	for (size_t i = 0; i < 10; i++)
		assert_true(d->kind == DATA_REGRESSION ? d->y[i] == (float)(i % 3) : d->label[i] == i % 3);
	dataset_unref(d);
}

static void test_types(void **state)
{
	static const char *const name[] = { "little-f2", "little-f4", "big-f4", "little-f8", "big-f8", "little-i1",
		"little-i2", "big-i2", "little-i4", "big-i4", "little-i8", "big-i8", "fortran", "version2", "version3" };
	struct dataset *d;

	(void)state;
	for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
		char file[64];

		snprintf(file, sizeof file, "%s.npy", name[i]);
		check_numbers(file, NULL, 1);
		check_numbers(file, "kind=classes", 0);
	}
	d = data_must(array("bool.npy"), NULL);
	assert_int_equal(d->kind, DATA_BINARY);
	assert_true(d->x[0] == 0 && d->x[28] == 1);
	dataset_unref(d);
	d = data_must(array("little-f4.npy"), "target=x1 columns=x2,x3");
	assert_true(d->x[0] == -3 && d->y[0] == -4);
	dataset_unref(d);
	d = data_must(array("series.npy"), "window=4");
	assert_int_equal(d->rows, 16);
	assert_true(d->x[0] == 0 && d->y[15] == 19);
	dataset_unref(d);
	d = data_must(array("fortran.npy"), "rows=4");
	assert_int_equal(d->rows, 4);
	assert_true(d->x[11] == 7);
	dataset_unref(d);
}

static void test_image_orders(void **state)
{
	char options[700];
	struct dataset *c, *f;

	(void)state;
	snprintf(options, sizeof options, "labels=%s kind=classes", array("labels.npy"));
	c = data_must(array("images.npy"), options);
	assert_int_equal(c->shape[0], 4);
	assert_int_equal(c->shape[1], 5);
	assert_int_equal(c->outputs, 3);
	for (size_t i = 0; i < 200; i++)
		assert_true(c->x[i] == (float)i / 255);
	f = data_must(array("images-fortran.npy"), options);
	assert_true(c->hash == f->hash);
	dataset_unref(c);
	dataset_unref(f);
	data_refused(array("images.npy"), NULL, ERR_INPUT, 0, 0, "holds 10 images of 4 x 5 and no labels; labels=FILE.npy");
}

static void test_archives(void **state)
{
	struct dataset *d;

	(void)state;
	check_numbers("stored.npz", NULL, 1);
	check_numbers("deflated.npz", NULL, 1);
	check_numbers("one.npz", NULL, 1);
	d = data_must(array("deflated.npz"), NULL);
	data_says(d, "inputs x_train, targets y_train, 2 other arrays are not used");
	assert_string_equal(data_note_find(&d->notes, "target")->column, "y");
	dataset_unref(d);
	data_refused(array("unclear.npz"), NULL, ERR_INPUT, 0, 0, "holds the arrays a, b, c: which are inputs and which targets?");
}

/* One-hot targets are classes; a class that no row has is none. */
static void test_one_hot(void **state)
{
	struct dataset *d = data_must(array("onehot.npz"), NULL), *e;

	(void)state;
	assert_int_equal(d->kind, DATA_CLASSES);
	assert_int_equal(d->outputs, 3);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(d->label[i], i % 3);
	assert_string_equal(d->output_names[2], "2");
	assert_string_equal(data_note_find(&d->notes, "target")->column, "y");
	data_says(d, "'y': 4 targets of which each row has a single 1 and zeros are taken for classes; kind=regression");
	e = data_must(array("stored.npz"), "kind=classes");
	assert_true(d->hash == e->hash);
	dataset_unref(d);
	dataset_unref(e);
	d = data_must(array("onehot.npz"), "kind=regression");
	assert_int_equal(d->kind, DATA_REGRESSION);
	assert_int_equal(d->outputs, 4);
	dataset_unref(d);
	d = data_must(array("twohot.npz"), NULL);
	assert_int_equal(d->kind, DATA_REGRESSION);
	dataset_unref(d);
	data_refused(array("twohot.npz"), "kind=classes", ERR_INPUT, 0, 0, "of which each row has a single 1 and zeros");
	/* of a table, with the names that it has */
	d = data_csv("u,red,green,blue\n1,0,1,0\n2,1,0,0\n3,0,0,1\n4,0,1,0\n", "target=red,green,blue");
	assert_int_equal(d->kind, DATA_CLASSES);
	assert_string_equal(d->output_names[0], "red");
	assert_int_equal(d->label[0], 1);
	assert_int_equal(d->features, 1);
	dataset_unref(d);
	d = data_csv("u,no,yes\n1,0,1\n2,1,0\n3,0,1\n4,0,1\n", "target=no,yes");
	assert_int_equal(d->kind, DATA_BINARY);
	assert_string_equal(d->output_names[1], "yes");
	assert_int_equal(d->label[1], 0);
	dataset_unref(d);
	data_csv_refused("u,no,yes\n1,0,1\n2,0,1\n", "target=no,yes", ERR_INPUT, 0, 0, "one class only");
	d = data_csv("u,a,b\n1,.5,.5\n2,0,1\n3,1,0\n", "target=a,b");
	assert_int_equal(d->kind, DATA_REGRESSION);
	dataset_unref(d);
}

static void add_column(void *arg, const char *name, const char *kind)
{
	str_addf(arg, "%s:%s ", name, kind);
}

/* What completion offers, without reading the whole. */
static void test_columns(void **state)
{
	static const struct { const char *file, *columns; } row[] = {
		{ "stored.npz", "x1:numbers x2:numbers x3:numbers y:numbers " },
		{ "deflated.npz", "x1:numbers x2:numbers x3:numbers y:numbers " },
		{ "little-f4.npy", "x1:numbers x2:numbers x3:numbers x4:numbers " },
	};
	struct str s = STR_INIT;
	struct err err = ERR_INIT;
	const char *arff = "% c\n@relation r\n@attribute 'a b' real\n@attribute c {x,y}\n@attribute d date\n@data\n1,x,\"2001-01-01\"\n";

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		str_clear(&s);
		assert_int_equal(data_columns(array(row[i].file), add_column, &s, &err), 0);
		assert_string_equal(s.s, row[i].columns);
	}
	str_clear(&s);
	assert_int_equal(data_columns(data_file("c.arff", arff, strlen(arff)), add_column, &s, &err), 0);
	assert_string_equal(s.s, "a b:numbers c:text d:dates ");
	str_clear(&s);
	assert_int_equal(data_columns(data_gzip("c.arff.gz", arff, strlen(arff)), add_column, &s, &err), 0);
	assert_string_equal(s.s, "a b:numbers c:text d:dates ");
	/* damaged: an error or nothing, no crash */
	str_clear(&s);
	assert_true(data_columns(data_file("d.arff", arff, 40), add_column, &s, &err) < 0);
	assert_string_equal(s.s, "");
	str_release(&s);
}

static void test_refused(void **state)
{
	(void)state;
	data_refused(array("objects.npy"), NULL, ERR_INPUT, 0, 0, "a pickle, which could run programs when it is read");
	data_refused(array("complex.npy"), NULL, ERR_INPUT, 0, 0, "complex numbers");
	data_refused(array("texts.npy"), NULL, ERR_INPUT, 0, 0, "an array of texts");
	data_refused(array("structured.npy"), NULL, ERR_INPUT, 0, 0, "a structured array");
	data_refused(array("series.npy"), NULL, ERR_INPUT, 0, 0, "window=N forecasts");
}

static const char *text_file(const char *name, const char *text)
{
	return data_file(name, text, strlen(text));
}

static void read_all(const char *path, struct str *out)
{
	FILE *f = fopen(path, "rb");
	char buf[4096];
	size_t n;

	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		str_addn(out, buf, n);
	fclose(f);
}

/* Cut at every length, and with every byte turned, it is read right or refused. */
static void test_damaged(void **state)
{
	static const char *const name[] = { "little-f4.npy", "deflated.npz", "stored.npz" };

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct str s = STR_INIT;
		struct dataset *d;
		struct err err = ERR_INIT;

		read_all(array(name[k]), &s);
		for (size_t n = 1; n < s.len; n += n < 200 ? 1 : 13) {
			d = NULL;
			if (!data_load(&d, data_file("cut.bin", s.s, n), NULL, &err))
				fail_msg("%s cut to %zu bytes was accepted", name[k], n);
			assert_true(strlen(err.text) > 0);
		}
		for (size_t i = 0; i < s.len; i++) {
			d = NULL;
			s.s[i] = (char)~s.s[i];
			if (!data_load(&d, data_file("bad.bin", s.s, s.len), NULL, &err))
				dataset_unref(d);
			s.s[i] = (char)~s.s[i];
		}
		/* the numbers of an archive have a check sum */
		if (k == 1) {
			size_t at = s.len / 5;

			s.s[at] = (char)~s.s[at];
			d = NULL;
			assert_true(data_load(&d, data_file("bad.bin", s.s, s.len), NULL, &err) < 0);
		}
		str_release(&s);
	}
}

static void test_arff(void **state)
{
	static const char text[] = "% title\n\n@RELATION r\n@attribute 'the length' numeric\n@Attribute colour {red, 'dark red', blue}\n"
		"@attribute when date yyyy-MM-dd\n@attribute \"y\" {1,2}\n@DATA\n1.5,red,'2001-01-01',1\n% between\n"
		"2.5,'dark red',\"2001-01-02\",2\n?,blue,2001-01-03,1\n{0 4.5, 1 blue, 2 2001-01-04, 3 2}\n{2 2001-01-05}\n";
	struct dataset *d = data_must(data_file("t.arff", text, sizeof text - 1), "ignore=when missing=drop");

	(void)state;
	assert_int_equal(d->rows, 4);
	assert_int_equal(d->features, 4);
	assert_string_equal(d->feature_names[0], "the length");
	assert_string_equal(d->feature_names[2], "colour=dark red");
	assert_true(d->x[0] == 1.5f && d->x[4] == 2.5f && d->x[8] == 4.5f);
	/* what a sparse row leaves out: 0, and the first of the list */
	assert_true(d->x[12] == 0 && d->x[15] == 1);
	assert_string_equal(d->output_names[0], "1");
	dataset_unref(d);
	data_refused(data_path_of("t.arff"), NULL, ERR_INPUT, 12, 0,
		     "'when' holds dates or times; 1 of 5 rows have missing values ('the length' 1); to go on, add: ignore=when missing=drop");
	data_refused(text_file("t.arff", "@relation r\n@attribute a numeric\n@data\n1\n'2\n"), NULL, ERR_INPUT, 0, 0, "no column is left");
	data_refused(text_file("t.arff", "@relation r\n@attribute a numeric\n@attribute b real\n@data\n1,2\n'2,3\n"), NULL,
		     ERR_INPUT, 6, 0, "ARFF: a quote is not closed");
	/* a value that the header does not name, dense and sparse; a column left out may hold any */
#define LISTED "@relation r\n@attribute a real\n@attribute c { p , 'q r' }\n@attribute y real\n@data\n"
	data_refused(text_file("t.arff", LISTED "1,p,2\n2,'q r',3\n3,s,4\n"), NULL, ERR_INPUT, 8, 0,
		     "ARFF: 's' is not among the values of 'c'");
	data_refused(text_file("t.arff", LISTED "{0 1, 2 2}\n{0 2, 1 P}\n"), NULL, ERR_INPUT, 7, 0, "'P' is not among");
	dataset_unref(data_must(text_file("t.arff", LISTED "1,p,2\n2,s,3\n3,s,4.5\n"), "ignore=c"));
	d = data_must(text_file("t.arff", LISTED "1,p,2\n2,?,3\n3,'q r',4.5\n{0 4, 2 7}\n"), "missing=drop");
	assert_int_equal(d->rows, 3);
	dataset_unref(d);
	/* a list that is not closed forbids nothing */
	dataset_unref(data_must(text_file("t.arff", "@relation r\n@attribute a real\n@attribute c {p,q\n@data\n1,p\n2,z\n"), NULL));
	data_refused(text_file("t.arff", "@relation r\n@attribute a relational\n"), NULL, ERR_INPUT, 2, 0, "an attribute is numeric");
	data_refused(text_file("t.arff", "@relation r\n@attribute a real\n"), NULL, ERR_INPUT, 2, 0, "ends before @data");
}

static void test_libsvm(void **state)
{
	static const char text[] = "# a comment\n+1 1:0.5 3:2 # behind\n-1 2:1e2\n+1 4:7\n-1\n";
	static const float x[] = { .5f, 0, 2, 0, 0, 100, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0 };
	struct dataset *d = data_must(data_file("t.svm", text, sizeof text - 1), NULL);

	(void)state;
	assert_int_equal(d->rows, 4);
	assert_int_equal(d->features, 4);
	assert_memory_equal(d->x, x, sizeof x);
	assert_int_equal(d->kind, DATA_BINARY);
	assert_true(d->y[0] == 1 && d->y[1] == 0);
	assert_string_equal(d->output_names[0], "-1");
	dataset_unref(d);
	d = data_must(text_file("t.svm", "3.5 qid:1 0:1 5:2\n4.5 qid:2 1:3\n"), NULL);
	assert_int_equal(d->features, 6);	/* an index 0: counted from it */
	data_says(d, "qid: is not used");
	dataset_unref(d);
	data_refused(text_file("t.svm", "1 1:2\n2 3:4\n1 3:1 2:5\n"), NULL, ERR_INPUT, 3, 0, "LIBSVM: indices must ascend");
	{
		struct str s = STR_INIT;

		for (int i = 0; i < 30; i++)
			str_addf(&s, "%d 1:%d 2:3\n", i % 2, i);
		str_add(&s, "1 2:3 1:4\n");
		data_refused(data_file("t.svm", s.s, s.len), NULL, ERR_INPUT, 31, 0, "LIBSVM: indices must ascend");
		str_add(&s, "1 70000:4\n");
		str_release(&s);
	}
	/* packed, by content */
	d = data_must(data_gzip("t.bin", text, sizeof text - 1), NULL);
	assert_int_equal(d->rows, 4);
	dataset_unref(d);
}

static void test_no_tables(void **state)
{
	static const struct { const char *bytes; size_t n; const char *what; } t[] = {
#define B(s) s, sizeof s - 1
		{ B("{\"a\": [1, 2]}"), "is JSON" },
		{ B("[{\"a\": 1}, {\"a\": 2}]"), "is JSON" },
		{ B("{\"a\":1}\n{\"a\":2}\n"), "is JSON lines" },
		{ B("{\"cells\": [{\"cell_type\": \"code\"}]}"), "is a Jupyter notebook" },
		{ B("<!DOCTYPE html>\n<html>"), "is an HTML page and not the data" },
		{ B("\n  <html><body>404"), "is an HTML page" },
		{ B("<?xml version=\"1.0\"?><a/>"), "is XML" },
		{ B("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n"), "is a Git LFS pointer and not the data" },
		{ B("/annex/objects/SHA256E-s1--ab.csv\n"), "is a git-annex pointer" },
		{ B("%PDF-1.4 x"), "is a PDF document" },
		{ B("\x89PNG\r\n\x1a\n"), "is a picture (PNG)" },
		{ B("\xff\xd8\xff\xe0"), "is a picture (JPEG)" },
		{ B("GIF89a"), "is a picture (GIF)" },
		{ B("PAR1xxxx"), "is a Parquet file" },
		{ B("ARROW1\0\0"), "is an Arrow (Feather) file" },
		{ B("\x89HDF\r\n\x1a\n"), "is an HDF5 file" },
		{ B("SQLite format 3\0"), "is an SQLite file" },
		{ B("\x80\x04\x95\0\0\0\0"), "is a Python pickle, which could run programs" },
		{ B("\xd0\xcf\x11\xe0\xa1\xb1"), "is an old spreadsheet" },
		{ B("BZh91AY"), "is bzip2 data" },
		{ B("RDX3\nX\n"), "is R data" },
		{ B("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "is a ZIP archive; unpack it" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		data_refused(data_file("x.csv", t[i].bytes, t[i].n), NULL, ERR_INPUT, 0, 0, t[i].what);
	/* and in gzip */
	data_refused(data_gzip("x.csv", "{\"a\": [1, 2]}", 13), NULL, ERR_INPUT, 0, 0, "is JSON");
	/* what only begins like one of these is a table */
	dataset_unref(data_csv("[a],b\n1,2.5\n2,3.5\n", NULL));
	dataset_unref(data_csv("{a},b\n1,2.5\n2,3.5\n", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_image_orders),
		cmocka_unit_test(test_archives),
		cmocka_unit_test(test_one_hot),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_arff),
		cmocka_unit_test(test_libsvm),
		cmocka_unit_test(test_no_tables),
	};

	return cmocka_run_group_tests(tests, NULL, data_cleanup);
}
