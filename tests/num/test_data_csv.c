/*
 * Text tables as people have them: what is understood, value by value.
 * What is refused is in test_data_hostile.c.
 */
#include "../unit/check.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "data_util.h"
#include "data/data.h"

static void values(const struct dataset *d, size_t rows, size_t features, const float *x)
{
	assert_int_equal(d->rows, rows);
	assert_int_equal(d->features, features);
	for (size_t i = 0; i < rows * features; i++)
		if (d->x[i] != x[i])
			fail_msg("x[%zu] is %g, expected %g", i, d->x[i], x[i]);
}

static void test_plain(void **state)
{
	static const float x[] = { 1, -2.5f, 3, 4e3f, 5, 6 };
	struct dataset *d = data_csv("a,b,c\n1,-2.5,7.25\n3,4e3,8\n5,+6,9.5\n", NULL);

	(void)state;
	values(d, 3, 2, x);
	assert_int_equal(d->kind, DATA_REGRESSION);
	assert_int_equal(d->outputs, 1);
	assert_true(d->y[0] == 7.25f && d->y[1] == 8 && d->y[2] == 9.5f);
	assert_string_equal(d->feature_names[1], "b");
	assert_string_equal(d->output_names[0], "c");
	assert_int_equal(d->shape[2], 2);
	assert_int_equal(d->dropped, 0);
	assert_true(d->default_test == 0);	/* too few rows to split */
	data_says(d, "3 columns separated by commas, names in the first row");
	data_says(d, "'c': the target, a number, regression");
	dataset_unref(d);
}

/* Separators, line ends, byte order mark, quotes, blanks: the same table. */
static void test_spellings(void **state)
{
	static const char *const text[] = {
		"a;b;c\n1;-2;7.5\n3;4;8.5\n", "a\tb\tc\n1\t-2\t7.5\n3\t4\t8.5\n",
		"a|b|c\n1|-2|7.5\n3|4|8.5\n", "a,b,c\r\n1,-2,7.5\r\n3,4,8.5\r\n",
		"a,b,c\r1,-2,7.5\r3,4,8.5\r", "\357\273\277a,b,c\n1,-2,7.5\n3,4,8.5",
		"\"a\",\"b\",\"c\"\n\"1\",\"-2\",\"7.5\"\n\"3\",\"4\",\"8.5\"\n",
		"a , b, c\n 1 ,-2 , 7.5\n3,  4,8.5 \n", "\n\na,b,c\n\n1,-2,7.5\n\n3,4,8.5\n\n\n",
		"a;b;c\n1;-2;7,5\n3;4;8,5\n", "a,b,c\n1,-2,\"7,5\"\n3,4,\"8,5\"\n",
		"a\tb\tc\n1\t-2\t7,5\n3\t4\t8,5\n",
	};
	static const float x[] = { 1, -2, 3, 4 };

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct dataset *d = data_csv(text[i], NULL);

		values(d, 2, 2, x);
		assert_true(d->y[0] == 7.5f && d->y[1] == 8.5f);
		assert_string_equal(d->feature_names[0], "a");
		assert_string_equal(d->output_names[0], "c");
		if (strchr(text[i], '7') [1] == ',')
			data_says(d, "decimal comma");
		dataset_unref(d);
	}
}

static void test_quoted(void **state)
{
	struct dataset *d = data_csv("\"say \"\"a\"\"\",\"b,\nb\",y\n1,\"2\",\"p\nq\"\n3,4,\"r, s\"\n", NULL);

	(void)state;
	assert_string_equal(d->feature_names[0], "say \"a\"");
	assert_string_equal(d->feature_names[1], "b,\nb");
	assert_string_equal(d->output_names[0], "p\nq");
	assert_string_equal(d->output_names[1], "r, s");
	dataset_unref(d);
}

static void test_header(void **state)
{
	static const float x[] = { 1, 2, 3, 4 };
	struct dataset *d = data_csv("1,2,5.5\n3,4,6.5\n", NULL);

	(void)state;
	values(d, 2, 2, x);
	assert_string_equal(d->feature_names[1], "x2");
	data_says(d, "no header: named x1 to x3");
	dataset_unref(d);
	d = data_csv("1,2,5.5\n3,4,6.5\n5,6,7.5\n", "header=yes");
	assert_int_equal(d->rows, 2);
	assert_string_equal(d->output_names[0], "5.5");
	dataset_unref(d);
	/* all text: a first row that occurs again is data */
	d = data_csv("p,u\nq,v\np,u\nq,v\n", NULL);
	assert_int_equal(d->rows, 4);
	dataset_unref(d);
	d = data_csv("p,u\nq,v\nr,w\nq,v\n", NULL);
	assert_int_equal(d->rows, 3);
	dataset_unref(d);
	d = data_csv("p,u\nq,v\nr,w\nq,v\n", "header=no");
	assert_int_equal(d->rows, 4);
	dataset_unref(d);
}

static void test_text_classes(void **state)
{
	struct dataset *d = data_csv("a,y\n1,pear\n2,apple\n3,plum\n4,apple\n", NULL);
	static const uint32_t label[] = { 1, 0, 2, 0 };
	static const float hot[] = { 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0 };

	(void)state;
	assert_int_equal(d->kind, DATA_CLASSES);
	assert_int_equal(d->outputs, 3);
	assert_memory_equal(d->label, label, sizeof label);
	assert_memory_equal(d->y, hot, sizeof hot);
	assert_string_equal(d->output_names[0], "apple");
	data_says(d, "3 classes, in alphabetical order: 'apple', 'pear', 'plum'");
	dataset_unref(d);

	d = data_csv("a,y\n1,yes\n2,no\n3,yes\n", NULL);
	assert_int_equal(d->kind, DATA_BINARY);
	assert_int_equal(d->outputs, 1);
	assert_true(d->y[0] == 1 && d->y[1] == 0 && d->y[2] == 1);
	assert_int_equal(d->label[2], 1);
	assert_string_equal(d->output_names[1], "yes");
	data_says(d, "'no' is 0, 'yes' is 1");
	dataset_unref(d);

	d = data_csv("a,y\n1,yes\n2,no\n3,yes\n", "kind=classes");
	assert_int_equal(d->kind, DATA_CLASSES);
	assert_int_equal(d->outputs, 2);
	dataset_unref(d);
}

/* n rows "i,f(i)" with y = i % mod + base. */
static struct dataset *codes(size_t n, int mod, int base, const char *options)
{
	struct str s = STR_INIT;
	struct dataset *d;

	str_add(&s, "a,y\n");
	for (size_t i = 0; i < n; i++)
		str_addf(&s, "%zu,%d\n", i * i, (int)(i % (size_t)mod) + base);
	d = data_csv(s.s, options);
	str_release(&s);
	return d;
}

/* Which whole numbers are codes of classes, and which a quantity. */
static void test_number_target(void **state)
{
	static const struct { size_t n; int mod, base; const char *options; enum data_kind want; size_t outputs; } c[] = {
		{ 40, 2, 0, NULL, DATA_BINARY, 1 }, { 40, 2, 1, NULL, DATA_BINARY, 1 },
		{ 40, 3, 0, NULL, DATA_CLASSES, 3 }, { 40, 3, 1, NULL, DATA_CLASSES, 3 },
		{ 40, 3, 3, NULL, DATA_REGRESSION, 1 },		/* 3, 4, 5: marks */
		{ 20, 3, 0, NULL, DATA_REGRESSION, 1 },		/* few rows for each */
		{ 100, 10, 0, NULL, DATA_CLASSES, 10 }, { 200, 11, 0, NULL, DATA_REGRESSION, 1 },
		{ 40, 3, 0, "kind=regression", DATA_REGRESSION, 1 },
		{ 40, 3, 3, "kind=classes", DATA_CLASSES, 3 },
		{ 40, 2, 7, "kind=binary", DATA_BINARY, 1 },
		{ 40, 2, 0, "kind=classes", DATA_CLASSES, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		struct dataset *d = codes(c[i].n, c[i].mod, c[i].base, c[i].options);

		assert_int_equal(d->kind, c[i].want);
		assert_int_equal(d->outputs, c[i].outputs);
		if (d->kind != DATA_REGRESSION) {
			char name[8];

			for (size_t k = 0; k < d->rows; k++)
				assert_int_equal(d->label[k], k % (size_t)c[i].mod);
			snprintf(name, sizeof name, "%d", c[i].base);
			assert_string_equal(d->output_names[0], name);
			if (!c[i].options)
				data_says(d, "codes of classes");
		}
		dataset_unref(d);
	}
}

static void test_select(void **state)
{
	static const char text[] = "a,b,c,d\n1,2,3.5,4\n5,6,7.5,8\n9,10,11.5,12\n";
	static const float bcd[] = { 2, 3.5f, 4, 6, 7.5f, 8, 10, 11.5f, 12 }, ad[] = { 1, 4, 5, 8, 9, 12 };
	static const float ca[] = { 3.5f, 1, 7.5f, 5, 11.5f, 9 };
	struct dataset *d = data_csv(text, "target=a");

	(void)state;
	values(d, 3, 3, bcd);
	assert_true(d->y[1] == 5);
	dataset_unref(d);
	d = data_csv(text, "target=c columns=d,a");
	values(d, 3, 2, ad);			/* in the file's order */
	dataset_unref(d);
	d = data_csv(text, "target=c ignore=b");
	values(d, 3, 2, ad);
	dataset_unref(d);
	d = data_csv(text, "target=c,a columns=b");
	assert_int_equal(d->outputs, 2);
	assert_memory_equal(d->y, ca, sizeof ca);	/* in the order asked for */
	assert_string_equal(d->output_names[1], "a");
	dataset_unref(d);
	d = data_csv("x,\"a,b\",y\n1,2.5,3\n4,5.5,6\n", "target=a,b");
	assert_true(d->y[0] == 2.5f);		/* a name with a comma */
	dataset_unref(d);
	data_csv_refused(text, "target=e", ERR_INPUT, 0, 0, "target=: no column 'e'; there are: a, b, c, d");
	data_csv_refused(text, "columns=a,e", ERR_INPUT, 0, 0, "columns=: no column 'e'");
	data_csv_refused(text, "target=", ERR_INPUT, 0, 0, "no column ''");
	data_csv_refused(text, "target=a columns=a,b", ERR_USAGE, 0, 0, "both an input and the target");
	data_csv_refused(text, "target=a ignore=a", ERR_USAGE, 0, 0, "cannot be ignored");
	data_csv_refused(text, "ignore=a,b,c", ERR_INPUT, 0, 0, "no column is left as input");
	data_csv_refused(text, "target=a,a", ERR_USAGE, 0, 0, "twice");
	data_csv_refused(text, "colour=red", ERR_USAGE, 0, 0, "there are: target columns");
	data_csv_refused(text, "sep=x", ERR_USAGE, 0, 0, "expected auto, tab, space or one of");
	data_csv_refused(text, "kind=many", ERR_USAGE, 0, 0, "auto|regression|binary|classes");
	data_csv_refused(text, "horizon=2", ERR_USAGE, 0, 0, "needs window=");
}

static void test_one_hot(void **state)
{
	static const float x[] = { 0, 0, 1, 1, 0, 1, 0, 2, 1, 0, 0, 3, 0, 0, 1, 4 };
	struct dataset *d = data_csv("color,n,size,y\nred,1,big,1.5\ngreen,2,big,2.5\nblue,3,big,3.5\n"
				     "red,4,big,4.5\n", NULL);

	(void)state;
	values(d, 4, 4, x);
	assert_string_equal(d->feature_names[0], "color=blue");
	assert_string_equal(d->feature_names[2], "color=red");
	assert_string_equal(d->feature_names[3], "n");
	data_says(d, "'color': 3 categories, one-hot");
	data_says(d, "'size': holds one text only and is left out");
	dataset_unref(d);
	d = data_csv("sex,y\nm,1.5\nf,2.5\nm,3.5\n", NULL);
	assert_int_equal(d->features, 1);
	assert_string_equal(d->feature_names[0], "sex=m");
	assert_true(d->x[0] == 1 && d->x[1] == 0);
	dataset_unref(d);
}

static void test_missing(void **state)
{
	static const char text[] = "a,b,y\n1,2,3.5\n?,4,5.5\n5,NA,7.5\n6,,\n7,8,9.5\n";
	static const float x[] = { 1, 2, 7, 8 };
	struct dataset *d = data_csv(text, "missing=drop");

	(void)state;
	values(d, 2, 2, x);
	assert_int_equal(d->dropped, 3);
	data_says(d, "3 rows with missing values dropped");
	dataset_unref(d);
	data_csv_refused(text, NULL, ERR_INPUT, 3, 1, "3 of 5 rows have missing values ('a' 1, 'b' 2, 'y' 1); to go on, add: missing=drop");
	d = data_csv(text, "target=y columns=a missing=drop");	/* b is not asked for */
	assert_int_equal(d->rows, 3);
	dataset_unref(d);
	/* missing texts, and a column whose first values are missing */
	d = data_csv("a,b,y\n1,,u\n2,?,v\n3,x,u\n4,z,?\n5,z,v\n", "missing=drop");
	assert_int_equal(d->rows, 2);
	assert_string_equal(d->feature_names[1], "b=z");
	dataset_unref(d);
	data_csv_refused("a,y\n1,\n2,\n", "missing=drop", ERR_INPUT, 0, 0, "no row is without missing values");
}

/* The cells stay as they are: what is to be standardised is said, and done by each run. */
static void test_standardize(void **state)
{
	static const char text[] = "a,k,c,y\n1,7,p,10\n2,7,q,20\n3,7,r,30.5\n";
	struct dataset *d = data_csv(text, "standardize=inputs"), *raw = data_csv(text, "standardize=no");

	(void)state;
	assert_true(d->x[0] == 1 && d->x[1] == 7 && d->x[2] == 1 && d->y[2] == 30.5f);
	assert_true(d->hash == raw->hash);
	data_says(d, "'k': is constant");
	data_says(d, "numeric inputs standardised, by the rows that a run trains on; standardize=no leaves");
	data_says(raw, "nothing is standardised");
	assert_int_equal(d->standard, DATA_STANDARD_INPUTS);
	assert_int_equal(raw->standard, DATA_STANDARD_NOTHING);
	dataset_unref(d);
	dataset_unref(raw);
	d = data_csv(text, "standardize=yes");		/* as it was once said */
	assert_int_equal(d->standard, DATA_STANDARD_INPUTS);
	dataset_unref(d);
	d = data_csv(text, NULL);
	assert_int_equal(d->standard, DATA_STANDARD_ALL);
	data_says(d, "numeric inputs and target standardised, by the rows that a run trains on");
	dataset_unref(d);
	d = data_csv("c,e,y\np,u,1\nq,v,2\nq,u,4\n", "kind=regression");
	assert_int_equal(strncmp(data_note_find(&d->notes, "scaled targets")->text, "target standardised, ", 20), 0);
	dataset_unref(d);
	d = data_csv("c,y\np,u\nq,v\nq,u\n", NULL);	/* nothing that could be */
	assert_null(data_note_find(&d->notes, "scaled inputs"));
	dataset_unref(d);
}

static void test_forecast(void **state)
{
	static const float x[] = { 1, 2, 4, 2, 4, 8, 4, 8, 16 };
	struct dataset *d = data_csv("t,v\n2001-01-01,1\n2001-01-02,2\n2001-01-03,4\n2001-01-04,8\n"
				     "2001-01-05,16\n2001-01-06,32\n2001-01-07,64\n", "window=3 horizon=2");

	(void)state;
	values(d, 3, 3, x);			/* the dates are not read at all */
	assert_true(d->y[0] == 16 && d->y[1] == 32 && d->y[2] == 64);
	assert_int_equal(d->chronological, 1);
	assert_string_equal(d->feature_names[0], "v(t-2)");
	assert_string_equal(d->feature_names[2], "v(t)");
	assert_string_equal(d->output_names[0], "v(t+2)");
	dataset_unref(d);
	/* two channels: steps outermost, as conv1d reads them */
	d = data_csv("u,v\n1,10\n2,20\n3,30\n4,40\n5,50\n", "window=2 target=v columns=u,v");
	assert_int_equal(d->shape[1], 2);
	assert_int_equal(d->shape[2], 2);
	assert_true(d->x[0] == 1 && d->x[1] == 10 && d->x[2] == 2 && d->x[3] == 20 && d->y[0] == 30);
	dataset_unref(d);
	d = data_csv("v\n1\n2\n3\n4\n5\n", "window=1");		/* one column is enough */
	assert_int_equal(d->rows, 4);
	dataset_unref(d);
	data_csv_refused("v\n1\n2\n3\n4\n5\n", NULL, ERR_INPUT, 0, 0, "window=N forecasts");
	data_csv_refused("v\n1\n2\n3\n4\n5\n", "window=4", ERR_INPUT, 0, 0, "less than 2 windows");
	data_csv_refused("v\n1\n2\n3\n4\n5\n", "window=70000", ERR_USAGE, 0, 0, "window=70000");
	data_csv_refused("v,w\n1,a\n2,b\n3,a\n", "window=1", ERR_INPUT, 0, 0, "expected numbers for a forecast");
}

static void test_names(void **state)
{
	struct dataset *d = data_csv("a,a,,a,y\n1,2,3,4,5.5\n6,7,8,9,1.5\n", NULL);

	(void)state;
	assert_string_equal(d->feature_names[0], "a");
	assert_string_equal(d->feature_names[1], "a.2");
	assert_string_equal(d->feature_names[2], "x3");
	assert_string_equal(d->feature_names[3], "a.4");
	data_says(d, "'a': the name occurs again");
	dataset_unref(d);
	d = data_csv("a,y,\n1,2.5,\n3,4.5,\n", NULL);	/* separators at the lines' ends */
	assert_int_equal(d->features, 1);
	assert_string_equal(d->output_names[0], "y");
	dataset_unref(d);
}

static void test_row_limit(void **state)
{
	struct dataset *d = data_csv("a,y\n1,2.5\n3,4.5\n5,6.5\noops\n", "rows=2");

	(void)state;
	assert_int_equal(d->rows, 2);	/* and what follows is not even read */
	dataset_unref(d);
}

static void test_row_numbers(void **state)
{
	struct str s = STR_INIT;
	struct dataset *d;

	(void)state;
	str_add(&s, "id,a,y\n");
	for (int i = 0; i < 20; i++)
		str_addf(&s, "%d,%d,%d.5\n", i + 100, i * i, i % 7);
	d = data_csv(s.s, NULL);
	data_says(d, "'id': counts the rows from 100");
	assert_true(d->default_test == .25);
	dataset_unref(d);
	str_release(&s);
}

static void test_gzip(void **state)
{
	static const char text[] = "a,b,c\n1,-2,7.5\n3,4,8.5\n";
	struct dataset *plain = data_csv(text, NULL),
		*packed = data_must(data_gzip("t.csv.gz", text, sizeof text - 1), NULL);

	(void)state;
	assert_true(plain->hash == packed->hash);
	dataset_unref(plain);
	dataset_unref(packed);
}

/* Larger than any buffer, lines across all chunk borders, both line ends. */
static void test_long_file(void **state)
{
	(void)state;
	for (int crlf = 0; crlf < 2; crlf++) {
		struct str s = STR_INIT;
		struct dataset *d;

		str_add(&s, crlf ? "a,b,y\r\n" : "a,b,y\n");
		for (int i = 0; i < 50000; i++)
			str_addf(&s, "%d,%s,%d.25%s", i * 7 % 1000, i % 3 ? "u" : "\"v,\nw\"", i,
				 crlf ? "\r\n" : "\n");
		d = data_csv(s.s, NULL);
		assert_int_equal(d->rows, 50000);
		for (int i = 0; i < 50000; i++) {
			assert_true(d->x[2 * i] == (float)(i * 7 % 1000));
			assert_true(d->x[2 * i + 1] == (float)(i % 3 == 0));
			assert_true(d->y[i] == (float)i + .25f);
		}
		dataset_unref(d);
		str_add(&s, "1,u,oops\n");	/* 50001 records, a third of them on two lines */
		data_refused(data_file("t.csv", s.s, s.len), NULL, ERR_INPUT, 1 + 50000 + 16667 + 1, 5,
			     "'oops' in 'y' is not a number (1 of 50001 cells)");
		str_release(&s);
	}
}

/* Hostile names reach neither notes nor description raw. */
static void test_escaped(void **state)
{
	struct dataset *d = data_csv("\x1b[31mred,\xe2\x80\xae" "b,\x9b" "c,y\n1,2,3,\x1b]0;t\a\n4,5,6,k\n", NULL);
	struct str s = STR_INIT;

	(void)state;
	assert_string_equal(d->feature_names[0], "\x1b[31mred");	/* raw, as data.h says */
	dataset_describe(d, &s);
	for (const char *p = s.s; *p; p++)
		assert_true((unsigned char)*p >= 0x20 || *p == '\n');
	assert_null(strstr(s.s, "\xe2\x80\xae"));
	dataset_unref(d);
	/* a name that is no UTF-8 can be said as it is shown */
	d = data_csv("a,\xe2ge,y\n1,2,3.5\n2,1,4.5\n3,3,1.5\n", "ignore=\\xe2ge");
	assert_int_equal(d->features, 1);
	assert_string_equal(d->feature_names[0], "a");
	assert_null(strchr(s.s, '\x9b'));
	assert_non_null(strstr(s.s, "\\x1b[31mred"));
	dataset_unref(d);
	str_release(&s);
}

/* In a locale with a decimal comma the file means the same. */
static void test_locale(void **state)
{
	static const char *const name[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE" };
	struct dataset *a = data_csv("a,y\n1.5,2.25\n2.5,3e-30\n", NULL), *b;

	(void)state;
	for (size_t i = 0; i < sizeof name / sizeof *name && !setlocale(LC_ALL, name[i]); i++)
		continue;		/* where none is installed this is plain repetition */
	b = data_csv("a,y\n1.5,2.25\n2.5,3e-30\n", NULL);
	assert_true(a->hash == b->hash);
	dataset_unref(b);
	b = data_must("moons", "noise=.5");
	dataset_unref(b);
	setlocale(LC_ALL, "C");
	dataset_unref(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_quoted),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_text_classes),
		cmocka_unit_test(test_number_target),
		cmocka_unit_test(test_select),
		cmocka_unit_test(test_one_hot),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_standardize),
		cmocka_unit_test(test_forecast),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_row_limit),
		cmocka_unit_test(test_row_numbers),
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_long_file),
		cmocka_unit_test(test_escaped),
		cmocka_unit_test(test_locale),
	};

	return cmocka_run_group_tests(tests, NULL, data_cleanup);
}
