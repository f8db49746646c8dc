/*
 * test_data_cases.c - tables as people have them: tests/num/tables, and more of
 * each kind written down here.
 *
 * A row says what a file is given, and what must come of it: rows, inputs, kind
 * and classes, and a note or a refusal that holds certain words.
 */
#include "../unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "data_util.h"

struct want {
	const char *file, *options;
	size_t rows, features;
	enum data_kind kind;
	size_t classes;		/* 0 for regression */
	const char *doubt;	/* kind of a note that is no mere fact, or NULL: there is none */
	const char *text;	/* in that note; where rows is 0: in the refusal */
};

#define REG DATA_REGRESSION
#define BIN DATA_BINARY
#define CLS DATA_CLASSES

static const struct want cases[] = {
	{ "01-unscaled-target.csv", NULL, 120, 2, REG, 0, NULL, NULL },
	{ "03-id-not-consecutive.csv", NULL, 40, 3, REG, 0, "identifier", "'id': whole numbers up to 893787840, all different" },
	{ "05-target-counts-rows.csv", NULL, 23, 2, REG, 0, "target counts", "'launch': the target counts the rows from 1" },
	{ "06-unique-text-input.csv", NULL, 21, 23, REG, 0, "unique text", "a different text in every row" },
	{ "08-month-as-text.csv", NULL, 0, 0, REG, 0, NULL, "'Month' holds dates or times ('1-01'); to go on, add: window=N" },
	{ "08-month-as-text.csv", "window=4", 32, 4, REG, 0, NULL, NULL },
	{ "10-currency-target.csv", NULL, 30, 2, REG, 0, "dressed", "amounts of $ and thousands in groups: '$9,578' is read as 9578" },
	{ "11-percent-input.csv", NULL, 30, 2, REG, 0, "dressed", "percentages: '24.1%' is read as 24.1" },
	{ "13-thousands-all-cells.csv", NULL, 30, 2, REG, 0, "dressed", "'9,403' is read as 9403" },
	{ "15-point-groups-comma-decimals.csv", NULL, 30, 2, REG, 0, "dressed", "'6.607' is read as 6607" },
	{ "17-yyyymmdd.csv", NULL, 0, 0, REG, 0, NULL, "'day' holds dates or times ('20140701')" },
	{ "18-years-as-names.csv", NULL, 24, 8, REG, 0, "header", "holds years that rise and is taken for names" },
	{ "19-numbered-names.csv", NULL, 30, 4, CLS, 3, "header", "the first row counts up and is taken for names" },
	{ "21-header-one-short.csv", NULL, 30, 2, REG, 0, "header", "every row has one cell more than the first line" },
	{ "23-orange-three-headers.tab", NULL, 40, 5, BIN, 2, "header", "three header rows as Orange writes them" },
	{ "23-orange-three-headers.tab", "missing=drop", 40, 5, BIN, 2, "header", "Orange" },
	{ "25-units-row.csv", NULL, 30, 2, REG, 0, "header", "row 2 holds texts over nothing but numbers ('(m)')" },
	{ "26-comment-lines.csv", NULL, 30, 2, REG, 0, "comment", "lines that begin with # are left out (2 at the beginning)" },
	{ "27-sep-line.csv", NULL, 30, 2, REG, 0, "twin", "'x': it determines the target 'z' exactly" },
	{ "28-spaces.dat", NULL, 20, 22, REG, 0, "unique text", "'name'" },
	{ "28-spaces.dat", "ignore=name", 20, 2, REG, 0, NULL, NULL },
	{ "30-arff.arff", NULL, 30, 1, BIN, 2, NULL, NULL },
	{ "31-minus-999.csv", NULL, 40, 2, REG, 0, "far value", "'a': -999 in 5 rows, far from all others" },
	{ "31-minus-999.csv", "missing=drop,-999", 35, 2, REG, 0, "dropped", "5 rows with missing values dropped, of 40" },
	{ "33-lone-point.csv", NULL, 0, 0, REG, 0, NULL, "5 of 40 rows have missing values ('a' 5); to go on, add: missing=drop" },
	{ "33-lone-point.csv", "missing=drop", 35, 2, REG, 0, "dropped", "5 rows" },
	{ "35-mixed-code-column.csv", NULL, 0, 0, REG, 0, NULL, "'rotary' in 'cyl' is not a number (3 of 39 cells): text=, number= or ignore=; to go on, add: text=cyl" },
	{ "35-mixed-code-column.csv", "text=cyl", 39, 5, REG, 0, NULL, NULL },
	{ "35-mixed-code-column.csv", "number=cyl missing=drop", 36, 2, REG, 0, "number", "3 cells are no numbers and count as missing" },
	{ "36-class-codes-with-a-gap.csv", NULL, 120, 2, CLS, 6, "codes", "6 whole numbers are taken for codes of classes" },
	{ "38-label-first.csv", NULL, 61, 4, REG, 0, "label", "'x1': small codes in the first column" },
	{ "38-label-first.csv", "target=x1", 61, 4, CLS, 3, "codes", "codes of classes" },
	{ "40-nearly-unique-classes.csv", NULL, 60, 2, CLS, 31, "rare class", "11 of 31 classes in 60 rows have one row only" },
	{ "41-classes-differ-in-case.csv", NULL, 40, 2, CLS, 4, "alike", "2 classes differ from another only in case, blanks or a final point" },
	{ "43-target-twin-column.csv", NULL, 60, 5, CLS, 3, "twin", "'species': it determines the target 'species_id' one to one" },
	{ "44-newest-first.csv", "window=4", 76, 4, REG, 0, "time", "'date': time runs backwards: the rows were turned round" },
	{ "46-several-series-below-each-other.csv", "window=4", 68, 4, REG, 0, "group", "'ticker': 3 blocks, each value in one" },
	{ "46-several-series-below-each-other.csv", "window=4 group=ticker", 60, 4, REG, 0, "group", "'ticker': 3 groups, kept together" },
	{ "47-class-of-a-dropped-row.csv", "missing=drop", 30, 2, BIN, 2, "dropped", "1 row with missing values dropped, of 31" },
};

static const struct data_note *serious(const struct dataset *d, const char *kind)
{
	for (size_t i = 0; i < d->notes.n; i++)
		if (d->notes.v[i].weight != DATA_FACT && (!kind || !strcmp(d->notes.v[i].kind, kind)))
			return &d->notes.v[i];
	return NULL;
}

/* What a refusal promises to go on with does go on; where N is open it is 4. */
static void goes_on(const char *path, const char *label, const char *options, const char *text)
{
	const char *way = strstr(text, "to go on, add: ");
	struct str s = STR_INIT;
	struct err err = ERR_INIT;
	struct dataset *d = NULL;
	char *open;

	if (!way)
		return;
	str_addf(&s, "%s %s", options ? options : "", way + strlen("to go on, add: "));
	if ((open = strstr(s.s, "window=N")) != NULL)
		open[7] = '4';
	if (data_load(&d, path, s.s, &err))
		fail_msg("%s: %s does not go on: %s", label, s.s, err.text);
	dataset_unref(d);
	d = NULL;
	way = strstr(text, "; a series takes window=N; to go on");
	if (way && way == strstr(text, "; ")) {	/* the dates are the only reason */
		str_clear(&s);
		str_addf(&s, "%s window=4", options ? options : "");
		if (data_load(&d, path, s.s, &err))
			fail_msg("%s: %s does not go on: %s", label, s.s, err.text);
		dataset_unref(d);
	}
	str_release(&s);
}

static void check(const char *path, const char *label, const struct want *w)
{
	struct err err = ERR_INIT;
	struct dataset *d = NULL;
	const struct data_note *note;
	char line[1024];
	int ret = data_load(&d, path, w->options, &err);

	if (!w->rows) {
		if (!ret)
			fail_msg("%s: was accepted", label);
		if (!strstr(err.text, w->text))
			fail_msg("%s: expected '%s', got %s", label, w->text, err_format(&err, line, sizeof line));
		goes_on(path, label, w->options, err.text);
		return;
	}
	if (ret)
		fail_msg("%s: %s", label, err_format(&err, line, sizeof line));
	if (d->rows != w->rows || d->features != w->features || d->kind != w->kind ||
	    (w->classes && (d->kind == BIN ? 2 : d->outputs) != w->classes))
		fail_msg("%s: %zu rows of %zu inputs, kind %d, %zu outputs", label, d->rows, d->features,
			 (int)d->kind, d->outputs);
	note = serious(d, w->doubt);
	if (w->doubt && !note) {
		for (size_t i = 0; i < d->notes.n; i++)
			print_message("%s: %s\n", d->notes.v[i].kind, d->notes.v[i].text);
		fail_msg("%s: no note of kind '%s'", label, w->doubt);
	}
	if (!w->doubt && note)
		fail_msg("%s: '%s' is said for nothing", label, note->text);
	if (w->doubt && !strstr(note->text, w->text))
		fail_msg("%s: expected '%s' in '%s'", label, w->text, note->text);
	dataset_unref(d);
}

static void test_cases(void **state)
{
	const char *src = getenv("srcdir");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str path = STR_INIT;

		str_addf(&path, "%s/tests/num/tables/%s", src ? src : ".", cases[i].file);
		check(path.s, cases[i].file, &cases[i]);
		str_release(&path);
	}
}

/* ---- more of each kind ---- */

/* n rows of `fmt`, which takes i, i * 37 % 101 / 10. and i * 53 % 89 / 10. */
struct table { const char *head, *row; size_t n; struct want want; };

static void check_table(const struct table *t)
{
	struct str s = STR_INIT;
	const char *path;

	str_add(&s, t->head);
	for (size_t i = 0; i < t->n; i++) {
		double u = (double)(i * 37 % 101) / 10, v = (double)(i * 53 % 89) / 10;
		unsigned big = (unsigned)(i * 2654435761u % 900000000u);

		for (const char *p = t->row; *p; p++) {
			if (*p != '@') {
				str_addc(&s, *p);
				continue;
			}
			switch (*++p) {
			case 'i': str_addf(&s, "%zu", i + 1); break;
			case 'u': str_addf(&s, "%.1f", u); break;
			case 'v': str_addf(&s, "%.1f", v); break;
			case 'c': str_addf(&s, "%zu,%zu", i * 37 % 101, i % 10); break;	/* a decimal comma */
			case 'b': str_addf(&s, "%u", big); break;
			case '3': str_addf(&s, "%zu", i * 7 % 3); break;
			case '4': str_addf(&s, "%zu", i * 7 % 4); break;
			case 't': str_addf(&s, "%c", "xyz"[i * 7 % 3]); break;
			case 'k': str_addf(&s, "%zu", 1000 + i * 271 % 8000); break;
			case 'g': str_addf(&s, "%zu,%03zu", 1 + i * 7 % 9, i * 271 % 1000); break;
			case 'p': str_addf(&s, "%zu.%03zu", 1 + i * 7 % 9, i * 271 % 1000); break;
			case 'd': str_addf(&s, "%04zu-%02zu-%02zu", 2000 + i / 336, i / 28 % 12 + 1, i % 28 + 1); break;
			case 'm': str_addf(&s, "%zu-%02zu", 1990 + i / 12, i % 12 + 1); break;
			case 'D': str_addf(&s, "%zu", 20200101 + i % 28 + 100 * (i / 28)); break;
			case 'n': str_addf(&s, "%zu", t->n - i); break;
			case 'q': str_addf(&s, "%zu", i % 12 + 1); break;
			case 'B': str_addf(&s, "%c", (char)('A' + i / 12)); break;
			default: fail();
			}
		}
		str_addc(&s, '\n');
	}
	path = data_file("case.csv", s.s, s.len);
	check(path, t->head[0] ? t->head : t->row, &t->want);
	str_release(&s);
}

static void check_all(const struct table *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_table(&t[i]);
}
#define CHECK(t) check_all(t, sizeof t / sizeof *t)

/* 2 and 3: targets, codes, labels that are elsewhere */
static void test_targets(void **state)
{
	static const struct table t[] = {
		{ "a,b,no\n", "@u,@v,@n", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "target counts", .text = "'no'" } },
		{ "a,b,k\n", "@u,@v,7", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "constant", .text = "'k': the target is constant" } },
		{ "a,when\n", "@u,@d", 30, { .text = "'when' holds dates or times ('2000-01-01'); to go on, add: target=a window=N" } },
		{ "a,b,when\n", "@u,@v,@d", 30, { .text = "to go on, add: target=b ignore=when" } },
		{ "a,b,c\n", "@u,@v,c@i", 1500, { .text = "'c' holds more than 1000 different texts, too many for classes; to go on, add: target=b ignore=c" } },
		{ "kind,a,b,c\n", "@t,@u,@v,@u", 30, { .rows = 30, .features = 5, .kind = REG, .doubt = "label", .text = "'kind': the only text among numbers" } },
		{ "a,b,marks\n", "@u,@v,1@3", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "codes", .text = "'marks': the target holds 3 whole numbers only (10, 11, 12), here a quantity; kind=classes" } },
		{ "a,b,y\n", "@u,@v,@3", 18, { .rows = 18, .features = 2, .kind = REG, .doubt = "codes", .text = "kind=classes" } },
		{ "a,b,y\n", "@u,@v,\"@4\"", 80, { .rows = 80, .features = 2, .kind = CLS, .classes = 4, .doubt = "codes", .text = "kind=regression" } },
		{ "a,b,user_id\n", "@u,@v,@b", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "target identifier", .text = "all different" } },
		{ "a,b,y\n", "@u,@v,1000000@u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "coarse", .text = "predictions are no finer" } },
		{ "a,b,y\n", "@u,@v,1000@u", 30, { .rows = 30, .features = 2, .kind = REG } },
		{ "a,b,y\n", "@u,@v,@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "twin", .text = "'b'" } },
		{ "a,b,y\n", "@u,@v,@u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "twin", .text = "'a'" } },
	};
	struct dataset *d;

	(void)state;
	CHECK(t);
	/* two values, and what that means for the loss */
	d = data_csv("a,y\n1.5,0\n2.5,1\n3.5,0\n4.5,1\n", NULL);
	data_says(d, "2 whole numbers are taken for codes of classes, 0 and 1 for the loss bce");
	dataset_unref(d);
}

/* 4: identifiers and dates in digits */
static void test_identifiers(void **state)
{
	static const struct table t[] = {
		{ "customer,a,y\n", "@b,@u,@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "identifier", .text = "'customer': whole numbers up to" } },
		{ ",a,y\n", "@i,@u,@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "identifier", .text = "'x1': has no name and counts the rows from 1" } },
		{ "a,n,y\n", "@u,@n,@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "identifier", .text = "'n': counts the rows from 30" } },
		{ "patient_id,a,y\n", "@k,@u,@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "identifier", .text = "ignore=patient_id" } },
		{ "income,a,y\n", "@k,@u,@v", 30, { .rows = 30, .features = 2, .kind = REG } },	/* a quantity may differ everywhere */
		{ "a,day,y\n", "@u,@D,@v", 30, { .text = "'day' holds dates or times ('20200101'); a series takes window=N; to go on, add: ignore=day" } },
		{ "a,day,y\n", "@u,@D,@t", 30, { .text = "'day' holds dates or times ('20200101'); to go on, add: ignore=day" } },
		{ "a,day,y\n", "@u,@DT000000,@v", 30, { .text = "'day' holds dates or times ('20200101T000000')" } },
		{ "a,month,y\n", "@u,@m,@v", 30, { .text = "'month' holds dates or times ('1990-01')" } },
		{ "a,b,y\n", "@u,1677721@i,@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "identifier", .text = "'b'" } },
		{ "a,b,y\n", "@u,99999999,@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "rounded", .text = "'b': 30 whole numbers above 2^24" } },
	};

	(void)state;
	CHECK(t);
}

/* 5: texts */
static void test_texts(void **state)
{
	static const struct table t[] = {
		{ "name,a,y\n", "n@i,@u,@v", 12, { .rows = 12, .features = 13, .kind = REG, .doubt = "unique text", .text = "ignore=name" } },
		{ "name,a,y\n", "n@i,@u,@v", 70, { .text = "'name' holds more than 64 different texts, too many for categories; to go on, add: ignore=name" } },
		{ "c,a,y\n", "\"@t\",@u,@v\n\"@t.\",@v,@u", 15, { .rows = 30, .features = 7, .kind = REG, .doubt = "alike", .text = "; ignore=c leaves it out" } },
		{ "c,a,y\n", "\"@t \",@u,@v\n@t,@v,@u", 15, { .rows = 30, .features = 7, .kind = REG, .doubt = "alike", .text = "3 categories differ" } },
		{ "c,a,y\n", "@3,@u,@t", 30, { .rows = 30, .features = 2, .kind = CLS, .classes = 3, .doubt = "twin", .text = "'c': it determines the target 'y' one to one" } },
		{ "a,y\n", "@u,c@i", 30, { .rows = 30, .features = 1, .kind = CLS, .classes = 30, .doubt = "rare class", .text = "30 of 30 classes in 30 rows have one row only" } },
		{ "zip,a,y\n", "0101@4,@u,@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "zeros", .text = "'zip': digits that begin with 0, read as numbers: postcodes or other codes? text=zip reads categories" } },
		{ "zip,a,y\n", "0101@4,@u,@v", 30, { .options = "text=zip", .rows = 30, .features = 5, .kind = REG } },
		{ "a,month,y\n", "@u,0@4,@v", 30, { .rows = 30, .features = 2, .kind = REG } },
		{ "zip,a,y\n", "@4,@u,@v", 30, { .options = "text=zip", .rows = 30, .features = 5, .kind = REG } },
		{ "a,y\n", "@u,@v", 30, { .options = "text=y", .rows = 30, .features = 1, .kind = CLS, .classes = 30, .doubt = "rare class", .text = "'y'" } },
	};

	(void)state;
	CHECK(t);
}

static float first_x(const char *csv, const char *options, size_t k)
{
	struct dataset *d = data_csv(csv, options);
	float v = d->x[k];

	dataset_unref(d);
	return v;
}

/* 6: numbers in clothes */
static void test_clothes(void **state)
{
	static const struct table t[] = {
		{ "a,w,y\n", "@u,@v kg,@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "dressed", .text = "numbers with the unit kg: '0.0 kg' is read as 0" } },
		{ "a;w;y\n", "@u;@v%;@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "dressed", .text = "percentages" } },
		{ "n;p;y\n", "@k;@c;@c", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "twin", .text = "'p'" } },	/* whole numbers show no sign */
		{ "a;p;y\n", "@c;@g;@c", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "dressed", .text = "'1,000' is read as 1000, though other columns have decimals with that sign; decimal=," } },
		{ "a,p,y\n", "@u,\"@g\",@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "dressed", .text = "'1,000' is read as 1000" } },
		{ "a;p;y\n", "@c;@p;@c", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "dressed", .text = "'1.000' is read as 1000" } },
		{ "a,p,y\n", "@u,@p,@v", 30, { .rows = 30, .features = 2, .kind = REG } },	/* a point as ever */
		/* 1st, 5% beside 0.05: no unit that all have */
		{ "a,w,y\n", "@u,@v%,@v\n@u,@v,@v\n@u,@v%,@v", 20, { .text = "is not a number (19 of 60 cells): text=, number= or ignore=; to go on, add: number=w missing=drop" } },
	};
	static const struct { const char *cell; float x; } one[] = {
		{ "$12", 12 }, { "-$3.50", -3.5f }, { "$-3.50", -3.5f }, { "\"$1,234.50\"", 1234.5f }, { "($5)", -5 },
		{ "12 EUR", 12 }, { "\xe2\x82\xac 7", 7 }, { "7\xc2\xa0\xe2\x82\xac", 7 }, { "CHF 9", 9 },
		{ "1'234'567", 1234567 }, { "1 234", 1234 }, { "1\xc2\xa0" "234", 1234 }, { "1\xe2\x80\xaf" "234", 1234 },
		{ "\"1,234,567\"", 1234567 }, { "\"12,34,567\"", 1234567 }, { "1.234.567", 1234567 },
		{ "\"1.234,5\"", 1234.5f }, { "\xe2\x88\x92" "4", -4 }, { "3 %", 3 }, { "20\xc2\xb0" "C", 20 },
		{ "\"0,123\"", .123f }, { "+6", 6 },
	};

	(void)state;
	CHECK(t);
	for (size_t i = 0; i < sizeof one / sizeof *one; i++) {
		struct str s = STR_INIT;

		str_addf(&s, "x,y\n%s,1.5\n%s,2.5\n%s,3.5\n", one[i].cell, one[i].cell, one[i].cell);
		if (first_x(s.s, NULL, 0) != one[i].x)
			fail_msg("%s is read as %g", one[i].cell, (double)first_x(s.s, NULL, 0));
		str_release(&s);
	}
	/* the same column decides, never another one */
	assert_true(first_x("x;y\n1,022;0,5\n998;1,5\n2,044;2,5\n", NULL, 0) == 1022);
	assert_true(first_x("x;y\n1,022;0,5\n0,998;1,5\n2,044;2,5\n", NULL, 0) == 1.022f);
	assert_true(first_x("x;y\n1,022;0,5\n998;1,5\n2,044;2,5\n", "decimal=,", 0) == 1.022f);
	assert_true(first_x("x;y\n1,5;1.199\n2,5;2.300\n3,5;4.500\n", NULL, 0) == 1.5f);
}

/* 7: missing values */
static void test_missing(void **state)
{
	static const char *const word[] = { "", "?", "NA", "NaN", "null", ".", "-", "None", "\\N", "<NA>", "#N/A",
		"#DIV/0!", "  ", "n/a" };
	static const struct table t[] = {
		{ "a,b,y\n", "@u,,@v", 30, { .text = "30 of 30 rows have missing values ('b' 30); to go on, add: ignore=b" } },
		{ "a,b,y\n", "@u,,@v\n@u,#N/A,@v\n@u,@v,@v", 10, { .text = "('b' 20); to go on, add: ignore=b" } },
		{ "a,b,y\n", "@u,@v,", 30, { .text = "('y' 30); to go on, add: target=b ignore=y" } },
		{ "a,b,y\n", "@u,@v,@u\n-1,@v,@v", 4, { .rows = 8, .features = 2, .kind = REG } },
		{ "a,b,y\n", "5@4,@v,@u\n5@4,@v,@u\n99,@v,@v", 20, { .rows = 60, .features = 2, .kind = REG, .doubt = "far value", .text = "'a': 99 in 20 rows, far from all others (50 to 53)" } },
		{ "a,y\n", "@u,@v\n@u,NA", 10, { .options = "window=3 missing=drop", .rows = 7, .features = 3, .kind = REG, .doubt = "gaps", .text = "the 10 rows dropped leave gaps in the series" } },
		{ "a,b,y\n", "@u,@v,@u\n9999,@v,@v", 10, { .options = "missing=drop,9999", .rows = 10, .features = 2, .kind = REG, .doubt = "dropped", .text = "10 rows" } },
		{ "a,b,y\n", "@u,@v,@u\n@u,unknown,@v", 10, { .options = "missing=drop,unknown", .rows = 10, .features = 2, .kind = REG, .doubt = "dropped", .text = "10 rows" } },
		{ "a,b,y\n", "1,@v,@u\n5,@v,@v\n10,@u,@v\n50,@v,@v", 20, { .rows = 80, .features = 2, .kind = REG } },	/* codes are no markers */
		{ "a,b,y\n", "0,@v,@u\n@v,@v,@v", 20, { .rows = 40, .features = 2, .kind = REG } },	/* zeros are values */
	};
	struct dataset *d;

	(void)state;
	CHECK(t);
	for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
		struct str s = STR_INIT;

		str_addf(&s, "a,c,y\n1.5,p,2\n%s,q,3\n3.5,%s,4\n5.5,r,6\n", word[i], word[i]);
		d = data_csv(s.s, "missing=drop");
		assert_int_equal(d->rows, 2);
		assert_int_equal(d->features, 2);	/* q went with its row: two categories */
		dataset_unref(d);
		str_release(&s);
	}
	/* a column that only a dropped row had */
	d = data_csv("a,b,y\n1.5,,2\n2.5,,3\n", "ignore=b");
	assert_int_equal(d->rows, 2);
	dataset_unref(d);
	/* all reasons at once, and the way out is never what is cut */
	{
		struct str s = STR_INIT;
		struct err err = ERR_INIT;

		for (int k = 0; k < 40; k++)
			str_addf(&s, "a column with quite a long name %d,", k);
		str_add(&s, "y\n");
		for (int i = 0; i < 30; i++) {
			for (int k = 0; k < 40; k++)
				str_addf(&s, k % 4 == 0 ? "2001-01-%02d," : k % 4 == 1 && i == 7 ? "x%d," :
					 k % 4 == 2 && i == 9 ? "," : "%d,", i % 28 + 1);
			str_addf(&s, "%d.5\n", i * 7 % 30);
		}
		d = NULL;
		assert_int_equal(data_load(&d, data_file("t.csv", s.s, s.len), NULL, &err), ERR_INPUT);
		assert_non_null(strstr(err.text, "; and "));
		assert_non_null(strstr(err.text, "; to go on, add: \"ignore=a column with quite a long name 0,"));
		assert_non_null(strstr(err.text, " missing=drop"));
		str_release(&s);
	}
	{	/* rows without a value hide no column that is refused once they are dropped */
		struct str s = STR_INIT;
		struct err err = ERR_INIT;

		str_add(&s, "name,a,rare,y\n");
		for (int i = 0; i < 90; i++)
			str_addf(&s, "n%d,%s,%s,%d.5\n", i, i % 9 ? "1.5" : "", i % 9 == 1 ? "x" : "", i * 7 % 30);
		d = NULL;
		assert_int_equal(data_load(&d, data_file("t.csv", s.s, s.len), NULL, &err), ERR_INPUT);
		assert_non_null(strstr(err.text, "'name' holds more than 64 different texts"));
		assert_non_null(strstr(err.text, "80 of 90 rows have missing values ('a' 10, 'rare' 80); "
				       "to go on, add: ignore=name,rare missing=drop"));
		str_release(&s);
	}
	{	/* where nothing can be predicted there is no way out */
		struct err err = ERR_INIT;

		d = NULL;
		assert_int_equal(data_load(&d, data_file("t.csv", "a,b,y\nNA,NA,NA\nNA,NA,NA\nNA,NA,NA\n", 33), NULL, &err), ERR_INPUT);
		assert_non_null(strstr(err.text, "3 of 3 rows have missing values ('a' 3, 'b' 3, 'y' 3)"));
		assert_null(strstr(err.text, "to go on"));
	}
	data_csv_refused("d,a,b,c,y\n2001-01-01,1,x,3,1.5\n2001-01-02,,y,inf,2.5\n2001-01-03,3,z,5,3.5\n", NULL,
			 ERR_INPUT, 3, 12, "'d' holds dates or times ('2001-01-01'); 'inf' in 'c' is not a finite number "
			 "(1 of 3 cells): text=, number= or ignore=; 1 of 3 rows have missing values ('a' 1); "
			 "a series takes window=N; to go on, add: ignore=d number=c missing=drop");
}

/* 8: headers */
static void test_headers(void **state)
{
	static const struct table t[] = {
		{ "Report 2024,,\nprinted on Monday,,\n,,\na,b,y\n", "@u,@v,@u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "header", .text = "the first 3 lines hold one cell" } },
		{ "name,,y\n", "@t,@v,@u", 30, { .rows = 30, .features = 4, .kind = REG } },
		{ "1950,1960,1970\n", "@u,@v,@v", 12, { .rows = 12, .features = 2, .kind = REG, .doubt = "header", .text = "years that rise" } },
		{ "country,2001,2002,2003\n", "@t,@u,@v,@u", 30, { .rows = 30, .features = 5, .kind = REG, .doubt = "header", .text = "years" } },
		{ ",0,1,2\n", "@i,@u,@v,@u", 30, { .rows = 30, .features = 3, .kind = REG, .doubt = "header", .text = "counts up" } },
		{ "1,2,3\n", "@i,@u,@v", 1, { .rows = 2, .features = 2, .kind = BIN, .classes = 2, .doubt = "codes", .text = "codes" } },
		{ "a b y\n", "r@i @u @v @u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "header", .text = "names of rows, as R writes them" } },
		{ "\"a\",\"b\"\n", "\"r@i\",@u,@v", 30, { .rows = 30, .features = 1, .kind = REG, .doubt = "header", .text = "names of rows" } },
		{ "30,2,no,yes\n", "@u,@v,@3", 30, { .rows = 30, .features = 2, .kind = CLS, .classes = 3, .doubt = "header", .text = "the first line counts 30 rows and 2 inputs and names the classes" } },
		{ "60,2,a,b,c\n", "@u,@v,@3", 60, { .rows = 60, .features = 2, .kind = CLS, .classes = 3, .doubt = "header", .text = "counts 60 rows" } },
		{ "a\tb\ty\ncontinuous\tcontinuous\tdiscrete\n\t\tclass\n", "@u\t@v\t@3", 30, { .rows = 30, .features = 2, .kind = CLS, .classes = 3, .doubt = "header", .text = "Orange" } },
		{ "a\tid\ty\nc\ts\tc\n\tmeta\tclass\n", "@u\tn@i\t@v", 30, { .rows = 30, .features = 1, .kind = REG, .doubt = "header", .text = "meta columns" } },
		{ "a,b,y\n[cm],[kg],[s]\n", "@u,@v,@u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "header", .text = "units" } },
		{ "a,b,y\nthe width,the weight,the outcome\n", "@u,@v,@u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "header", .text = "row 2" } },
		{ "# a b y\n", "@u @v @u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "header", .text = "names stand in the last comment line" } },
		{ "% made today\na,b,y\n", "@u,@v,@u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "comment", .text = "begin with %" } },
		{ "#id,b,y\n", "@u,@v,@u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "header", .text = "comment" } },
		{ "A title\na,b,y\n", "@u,@v,@u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "header", .text = "the first 1 line holds one cell" } },
		{ "x,x\ny\na,b,y\n", "@u,@v,@u", 30, { .options = "skip=2", .rows = 30, .features = 2, .kind = REG, .doubt = "twin", .text = "'a'" } },
		{ "a,b,y\n", "@u,@v,@u\n;@i", 10, { .options = "comment=;", .rows = 10, .features = 2, .kind = REG, .doubt = "twin", .text = "'a'" } },
		{ "a,b,y\n", "@u,@v,@u\n# @i", 10, { .text = "1 cell, expected 3 as in the first line (10 of 20 rows differ); to go on, add: comment=#" } },
		{ "SEP=;\na;b;y\n", "@c;@c;@c", 10, { .rows = 10, .features = 2, .kind = REG, .doubt = "twin", .text = "'a'" } },
		{ "\"sep=|\"\na|b|y\n", "@u|@v|@v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "twin", .text = "'b'" } },
	};
	struct dataset *d;

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct table x = t[i];

		/* most of these have y = a or b: that is another kind's doubt */
		check_table(&x);
	}
	d = data_csv("4,2,no,yes\n1.5,2,0\n2.5,3,1\n3.5,2,0\n4.5,1,1\n", NULL);
	assert_string_equal(d->output_names[1], "yes");
	dataset_unref(d);
	d = data_csv("# a,b,y\n1.5,2,7.5\n2.5,3,1\n", NULL);
	assert_string_equal(d->feature_names[0], "a");
	assert_string_equal(d->output_names[0], "y");
	dataset_unref(d);
}

/* 9: separators */
static void test_separators(void **state)
{
	static const struct table t[] = {
		{ "a, b, y\n", "@u, @v, @u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "twin", .text = "'a'" } },
		{ "a , b , y\n", "@u , @v , @u", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "twin", .text = "'a'" } },
		{ "", "1, @q, @u", 30, { .rows = 30, .features = 2, .kind = REG } },
		{ "a:b:y\n", "@u:@v:@u", 30, { .text = "holds one column of texts, 'a:b:y': are cells divided by another sign" } },
		{ "a  b   y\n", "  @u    @v  @v", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "twin", .text = "'b'" } },
		{ "", "@u @v @i", 30, { .rows = 30, .features = 2, .kind = REG, .doubt = "target counts", .text = "'x3'" } },
		{ "", "@c  @c @v", 5, { .options = "sep=space decimal=,", .rows = 5, .features = 2, .kind = REG, .doubt = "decimal", .text = "'x3': decimal points, unlike the rest" } },
		{ "\"a b\" y\n", "\"@t 1\" @u", 30, { .rows = 30, .features = 3, .kind = REG } },
		{ "a,b\n", "@u x,@v", 30, { .rows = 30, .features = 1, .kind = REG, .doubt = "dressed", .text = "unit x" } },
		{ "", "@u   @v  @u   8\t\"car @i\"", 30, { .options = "target=x1", .rows = 30, .features = 33, .kind = REG, .doubt = "twin", .text = "'x3'" } },
		{ "t\tv\n", "@d 12:00\t@u", 30, { .options = "window=4", .rows = 26, .features = 4, .kind = REG, .doubt = "steps", .text = "'t'" } },
		{ "a\t b y\n", "@u\t@v   @u", 30, { .options = "sep=space", .rows = 30, .features = 2, .kind = REG, .doubt = "twin", .text = "'a'" } },
	};
	struct dataset *d;

	(void)state;
	CHECK(t);
	/* lines across the borders of what is read at once, quotes and none */
	for (int quoted = 0; quoted < 2; quoted++) {
		struct str s = STR_INIT;

		str_add(&s, "a  b  c\n");
		for (int i = 0; i < 40000; i++)
			str_addf(&s, quoted ? "%d   \"u v\"  %d\n" : "%d   uv  %d\n", i % 1000, i % 7 * 3 + 100);
		d = data_csv(s.s, NULL);
		assert_int_equal(d->rows, 40000);
		for (int i = 0; i < 40000; i++)
			assert_true(d->x[i] == (float)(i % 1000) && d->y[i] == (float)(i % 7 * 3 + 100));
		dataset_unref(d);
		str_release(&s);
	}
}

/* 10: series */
static void test_series(void **state)
{
	static const struct table t[] = {
		{ "t,v\n", "@i.1,@u", 30, { .options = "window=3", .rows = 27, .features = 3, .kind = REG } },
		{ "t,v\n", "@n,@u", 30, { .options = "window=3", .rows = 27, .features = 3, .kind = REG, .doubt = "time", .text = "runs backwards" } },
		{ "d,v\n", "@d,@u", 30, { .options = "window=3", .rows = 27, .features = 3, .kind = REG, .doubt = "steps", .text = "the steps are unequal: 1 day in 28 of 29, up to 4 days" } },
		{ "d,v\n", "@m,@u", 30, { .options = "window=3", .rows = 27, .features = 3, .kind = REG } },	/* months are equal steps */
		{ "year,month,v\n", "198@4,@q,@u", 48, { .options = "window=3", .rows = 45, .features = 3, .kind = REG, .doubt = "time", .text = "'year': the rows are in no order of time" } },
		{ "v,d\n", "@u,@d", 30, { .options = "window=3", .text = "to go on, add: target=v" } },
		{ "shop,week,v\n", "@B,2020-W@q,@u", 48, { .options = "window=3", .rows = 45, .features = 3, .kind = REG, .doubt = "group", .text = "'shop'" } },
		{ "d,v\n", "@D,@u", 28, { .options = "window=3", .rows = 25, .features = 3, .kind = REG } },
		{ "t,v\n", "@b,@u", 30, { .options = "window=3", .rows = 27, .features = 3, .kind = REG, .doubt = "time", .text = "in no order of time" } },
		{ "shop,month,v\n", "@B,@q,@u", 48, { .options = "window=3", .rows = 45, .features = 3, .kind = REG, .doubt = "group", .text = "4 blocks" } },
		{ "shop,month,v\n", "@B,@q,@u", 48, { .options = "window=3 group=shop", .rows = 36, .features = 3, .kind = REG, .doubt = "group", .text = "4 groups" } },
		{ "shop,v\n", "@B,@u", 48, { .options = "window=3", .rows = 45, .features = 3, .kind = REG, .doubt = "group", .text = "'shop'" } },
		{ "who,a,y\n", "@B,@u,@v", 48, { .options = "group=who", .rows = 48, .features = 1, .kind = REG, .doubt = "group", .text = "kept together" } },
	};
	struct dataset *d;

	(void)state;
	CHECK(t);
	/* a year and a month are one time */
	d = data_csv("year,month,v\n2001,2,4\n2001,1,3\n2000,12,2\n2000,11,1\n", "window=1");
	data_says(d, "'year': time runs backwards");
	data_says(d, "'year': the time of the series, 2000-11 to 2001-02, in steps of 1 month");
	assert_true(d->x[0] == 1 && d->y[2] == 4);
	dataset_unref(d);
	d = data_csv("month,year,v\n11,2000,1\n12,2000,2\n1,2001,3\n2,2001,4\n", "window=1");
	assert_true(d->x[0] == 1 && d->y[2] == 4);
	dataset_unref(d);
	/* turned round, bit for bit */
	d = data_csv("d,v\n2001-03-01,3\n2001-02-01,2\n2001-01-01,1\n2000-12-01,0\n", "window=1");
	assert_true(d->x[0] == 0 && d->y[0] == 1 && d->y[2] == 3);
	dataset_unref(d);
	/* groups that are mixed are gathered; no window crosses; the test set is whole ones */
	d = data_csv("g,v\na,1\nb,101\na,2\nb,102\na,3\nb,103\na,4\nc,201\nc,202\nc,203\nb,104\n", "window=2 group=g");
	assert_int_equal(d->rows, 2 + 2 + 1);
	assert_true(d->x[0] == 1 && d->x[1] == 2 && d->y[0] == 3);
	assert_true(d->x[4] == 101 && d->y[2] == 103 && d->x[8] == 201 && d->y[4] == 203);
	assert_true(d->default_test == 1. / 5);
	assert_int_equal(d->chronological, DATA_IN_BOTH);
	dataset_unref(d);
	d = data_csv("g,v\na,1\nb,101\na,2\nb,102\na,3\nb,103\na,4\nc,201\nc,202\nc,203\nb,104\n", "window=2 group=g test=.6");
	assert_true(d->default_test == 3. / 5);
	dataset_unref(d);
}

/* Steps that are equal but for rounding; a remark at the end. */
static void test_odds(void **state)
{
	struct str s = STR_INIT;
	struct dataset *d;

	(void)state;
	str_add(&s, "t,v\n");
	for (int i = 0; i < 60; i++)
		str_addf(&s, "%.1f,%d\n", i * .1, i * 37 % 101);
	d = data_csv(s.s, "window=3");
	data_says(d, "'t': the time of the series, 0 to 5.9, in steps of 0.1");
	dataset_unref(d);
	data_csv_refused("a,y\n1.5,2\n2.5,3\n3.5,4\n\nsource: here\n", NULL, ERR_INPUT, 6, 0,
			 "1 cell, expected 2 as in the first line (1 of 4 rows differ); to go on, add: rows=3");
	d = data_csv("a,y\n1.5,2\n2.5,3\n3.5,4\n\nsource: here\n", "rows=3");
	assert_int_equal(d->rows, 3);
	dataset_unref(d);
	/* series side by side: what tells them apart is found, among numbers, too */
	d = data_csv("d,note,shop,v\n2001-01,1.5,7,1\n2001-01,2.5,9,2\n2001-02,1.5,7,3\n2001-02,1.5,9,4\n"
		     "2001-03,2.5,7,5\n2001-03,1.5,9,6\n", "window=1");
	data_says(d, "'d': 3 of 6 rows have the time of the row before; group=shop keeps them apart");
	dataset_unref(d);
	/* blanks at the ends of names */
	d = data_csv("\"a \",  b,\" y\"\n1.5,2,7\n2.5,3,8\n3.5,4,9\n", "target=b ignore=y columns=a");
	assert_int_equal(d->features, 1);
	dataset_unref(d);
	str_release(&s);
}

/* The time of each row is that of the value it forecasts. */
static void check_times(const char *csv, const char *options, enum data_time_unit unit, const char *times)
{
	struct dataset *d = data_csv(csv, options);
	struct str s = STR_INIT;

	for (size_t i = 0; i < d->rows; i++) {
		str_add(&s, i ? "|" : "");
		dataset_time_text(d, i, &s);
	}
	assert_string_equal(s.s, times);
	assert_int_equal(d->time_unit, unit);
	str_release(&s);
	dataset_unref(d);
}

static void test_times(void **state)
{
	struct dataset *d;
	struct str s = STR_INIT;

	(void)state;
	check_times("Month,v\n1949-01,1\n1949-02,2\n1949-03,3\n1949-04,5\n", "window=2", DATA_TIME_MONTH, "1949-03|1949-04");
	check_times("d,v\n2001Q3,1\n2001Q4,2\n2002Q1,3\n2002Q2,5\n", "window=1 horizon=2", DATA_TIME_QUARTER, "2002Q1|2002Q2");
	check_times("d,v\n31.12.1999,1\n1.1.2000,2\n29.2.2000,3\n1.3.2000,4\n", "window=1", DATA_TIME_DAY,
		    "2000-01-01|2000-02-29|2000-03-01");
	check_times("d,v\n20140701,1\n20140702,2\n20140703,3\n", "window=1", DATA_TIME_DAY, "2014-07-02|2014-07-03");
	check_times("d,v\n2014-07-01 09:00,1\n2014-07-01 09:30,2\n2014-07-01 10:00,3\n", "window=1", DATA_TIME_MINUTE,
		    "2014-07-01 09:30|2014-07-01 10:00");
	check_times("d,v\n2014-07-01T09:00:00Z,1\n2014-07-01T09:00:05Z,2\n2014-07-01T09:00:10Z,3\n", "window=1",
		    DATA_TIME_SECOND, "2014-07-01 09:00:05|2014-07-01 09:00:10");
	check_times("t,v\n9:00,1\n9:30,2\n10:00,3\n", "window=1", DATA_TIME_CLOCK, "09:30|10:00");
	check_times("w,v\n2020-W52,1\n2020-W53,2\n2021-W01,3\n", "window=1", DATA_TIME_WEEK, "2020-W53|2021-W01");
	check_times("year,v\n1700,1\n1701,2\n1702,3\n", "window=1 target=v", DATA_TIME_NUMBER, "year 1701|year 1702");
	check_times("year,month,v\n2000,11,1\n2000,12,2\n2001,1,3\n", "window=1", DATA_TIME_MONTH, "2000-12|2001-01");
	check_times("year,quarter,v\n2000,3,1\n2000,4,2\n2001,1,3\n", "window=1", DATA_TIME_QUARTER, "2000Q4|2001Q1");
	check_times("year,week,v\n2020,52,1\n2020,53,2\n2021,1,3\n", "window=1", DATA_TIME_WEEK, "2020-W53|2021-W01");
	check_times("year,month,v\n2000,10,1\n2000,11,2\n2001,0,3\n", "window=1", DATA_TIME_MONTH, "2000-12|2001-01");
	check_times("ts,v\n1600000000,1\n1600000060,2\n1600000120,3\n", "window=1", DATA_TIME_SECOND,
		    "2020-09-13 12:27:40|2020-09-13 12:28:40");
	check_times("timestamp,v\n1600041600000,1\n1600128000000,2\n1600214400000,3\n", "window=1", DATA_TIME_DAY,
		    "2020-09-15|2020-09-16");
	check_times("month,v\nNov-59,1\nDec-59,2\nJan-60,3\n", "window=1", DATA_TIME_MONTH, "1959-12|1960-01");
	check_times("month,v\nNov-19,1\nDec-19,2\nJan-20,3\n", "window=1", DATA_TIME_MONTH, "2019-12|2020-01");
	check_times("Jahr;Wert\n1960;1,5\n1961;2,5\n1962;3,5\n", "window=1", DATA_TIME_NUMBER, "Jahr 1961|Jahr 1962");
	/* newest first is turned round, times too; groups keep theirs */
	check_times("d,v\n2001-03-01,3\n2001-02-01,2\n2001-01-01,1\n", "window=1", DATA_TIME_DAY, "2001-02-01|2001-03-01");
	check_times("g,d,v\na,2001-01,1\nb,2001-01,1\na,2001-02,2\nb,2001-02,2\n", "window=1 group=g", DATA_TIME_MONTH,
		    "2001-02|2001-02");
	/* a hole stays one */
	check_times("d,v\n2001-01,1\n2001-02,2\n,3\n2001-04,4\n", "window=1", DATA_TIME_MONTH, "2001-02||2001-04");
	/* no window, no column of time: none */
	check_times("v\n1\n2\n3\n", "window=1", DATA_TIME_NONE, "|");
	d = data_csv("d,v\n1949-01,1\n1949-02,2\n1949-03,3\n1949-04,5\n", "window=2");
	assert_true(dataset_time_span(d, 0, 2, &s));
	dataset_time_aside(d, 1, &s);
	assert_string_equal(s.s, "1949-03 to 1949-04, 1949-04");
	str_clear(&s);
	assert_false(dataset_time_span(d, 2, 9, &s));
	dataset_time_aside(d, 2, &s);
	assert_string_equal(s.s, "");
	str_release(&s);
	dataset_unref(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_identifiers),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_clothes),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_separators),
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_odds),
	};

	return cmocka_run_group_tests(tests, NULL, data_cleanup);
}
