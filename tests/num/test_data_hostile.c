/*
 * Text files that must be refused: in one line, at the right place, without
 * reading on and without the memory that they ask for.
 */
#include "../unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"
#include "data_util.h"
#include "data/data.h"

#define FILE_OF(bytes) data_file("h.csv", bytes, sizeof bytes - 1)

static void test_shape(void **state)
{
	(void)state;
	data_csv_refused("a,b\n1,2\n3\n", NULL, ERR_INPUT, 3, 0, "1 cell, expected 2 as in the first line");
	data_csv_refused("a,b\n1,2\n3,4,5\n", NULL, ERR_INPUT, 3, 0, "cells, expected 2 as in the first line (1 of 2 rows differ)");
	data_csv_refused("a,b\n1,\"2\n\n\"\n3\n", NULL, ERR_INPUT, 5, 0, "1 cell, expected 2");
	data_csv_refused("", NULL, ERR_INPUT, 0, 0, "is empty");
	data_csv_refused("\n\r\n  \n", NULL, ERR_INPUT, 0, 0, "is empty");
	data_csv_refused("\xef\xbb\xbf", NULL, ERR_INPUT, 0, 0, "is empty");
	data_csv_refused("a,b\n", NULL, ERR_INPUT, 0, 0, "holds no rows of data, expected at least 2");
	data_csv_refused("a,b\n1,2\n", NULL, ERR_INPUT, 0, 0, "only 1 row");
	data_csv_refused("1\n", NULL, ERR_INPUT, 0, 0, "window=N");
}

static void test_quotes(void **state)
{
	(void)state;
	data_csv_refused("a,b\n1,2\n\"3,4\n5,6\n", NULL, ERR_INPUT, 3, 0, "opens on this line is not closed");
	data_csv_refused("a,b\n1,2\n3,\"4\"5\n", NULL, ERR_INPUT, 3, 6, "the quote doubled");
	data_csv_refused("a,b\n1,2\n3,4\"\n", NULL, ERR_INPUT, 3, 4, "the quote doubled");
	{
		struct str s = STR_INIT;	/* the rest of a large file is not swallowed */

		str_add(&s, "a,b\n1,2\n3,\"4\n");
		while (s.len < 400000)
			str_add(&s, "5,6\n");
		data_csv_refused(s.s, NULL, ERR_INPUT, 3, 0, "not closed");
		str_release(&s);
	}
}

static void test_numbers(void **state)
{
	(void)state;
	data_csv_refused("a,b\n1,2\n3,1e309\n", NULL, ERR_INPUT, 3, 3, "'1e309' in 'b' is larger than");
	data_csv_refused("a,b\n1,2\n3,-1e39\n", NULL, ERR_INPUT, 3, 3, "larger than a 32-bit float");
	data_csv_refused("a,b\n1,2\n inf ,4\n", NULL, ERR_INPUT, 3, 2, "'inf' in 'a' is not a finite number");
	data_csv_refused("a,b\n1,2\n3,-Infinity\n", NULL, ERR_INPUT, 3, 3, "not a finite number");
	data_csv_refused("a,b\n1,2\n3,nan\n", NULL, ERR_INPUT, 3, 3, "1 of 2 rows have missing values ('b' 1)");
	data_csv_refused("a,b\n1,2\n3,4x\n", NULL, ERR_INPUT, 3, 3, "'4x' in 'b' is not a number (1 of 2 cells): text= or number=");
	data_csv_refused("a;b\n1,5;2\n1.5;4\n2;3\n", "decimal=,", ERR_INPUT, 3, 1, "'1.5' in 'a' is not a number (1 of 3 cells)");
	data_csv_refused("a,\"b \"\"c\"\"\",d\n1,2,3\n\"4\",\"5\",6z\n", NULL, ERR_INPUT, 3, 9, "'6z' in 'd' is not a number");
}

static void test_dates(void **state)
{
	(void)state;
	data_csv_refused("d,b,y\n2020-01-01,2,4.5\n2020-01-02,3,4\n", NULL, ERR_INPUT, 0, 0,
			 "'d' holds dates or times ('2020-01-01'); a series takes window=N; to go on, add: ignore=d");
	data_csv_refused("a,b\n1,2\n3,4\n5,12.4.2020\n", NULL, ERR_INPUT, 4, 3, "'12.4.2020' in 'b' is not a number (1 of 3 cells): text= or number=; to go on, add: number=b missing=drop");
	data_csv_refused("a,d\n1,12:30\n3,12:31\n", NULL, ERR_INPUT, 0, 0, "holds dates or times");
}

static void test_text(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	str_add(&s, "name,y\n");
	for (int i = 0; i < 500; i++)
		str_addf(&s, "n%d,%d.5\n", i, i);
	data_csv_refused(s.s, NULL, ERR_LIMIT, 66, 1, "'name' holds more than 64 different texts");
	str_clear(&s);
	str_add(&s, "y,name\n");
	for (int i = 0; i < 1500; i++)
		str_addf(&s, "%d.5,n%d\n", i, i);
	data_csv_refused(s.s, NULL, ERR_LIMIT, 1002, 8, "1000 different texts, too many for classes");
	str_release(&s);
	data_csv_refused("a,y\n1,u\n2,u\n", NULL, ERR_INPUT, 0, 0, "one class only");
	data_csv_refused("a,y\n1,u\n2,v\n3,w\n", "kind=binary", ERR_INPUT, 0, 0, "which has 3");
	data_csv_refused("a,y\n1,u\n2,v\n3,w\n", "kind=regression", ERR_INPUT, 0, 0, "holds text ('u')");
	data_csv_refused("a,b,y\n1,1,u\n2,2,v\n3,1,w\n", "target=y,b", ERR_INPUT, 0, 0, "several targets");
	data_csv_refused("a,y\nu,1.5\nu,2\n", NULL, ERR_INPUT, 0, 0, "every input column is a constant text");
	data_csv_refused("a,y\n1,1.5\n2,2\n3,4\n", "kind=binary", ERR_INPUT, 0, 0, "which has 3");
}

static void test_encodings(void **state)
{
	(void)state;
	data_refused(FILE_OF("a,b\n1,2\n3,\0004\n"), NULL, ERR_INPUT, 3, 3, "a NUL byte");
	data_refused(FILE_OF("\0"), NULL, ERR_INPUT, 1, 1, "a NUL byte");
	data_refused(FILE_OF("\xff\xfe" "a\0,\0b\0\n\0"), NULL, ERR_INPUT, 0, 0, "is UTF-16 text, expected CSV, IDX, ARFF, LIBSVM, .npy or .npz; save it as UTF-8");
	data_refused(FILE_OF("\xfe\xff\0a\0,\0b\0\n"), NULL, ERR_INPUT, 0, 0, "UTF-16");
	data_refused(FILE_OF("a\0,\0b\0\n\0001\0,\0002\0\n\0"), NULL, ERR_INPUT, 0, 0, "UTF-16");
	data_refused(FILE_OF("PK\3\4xxxx"), NULL, ERR_INPUT, 0, 0, "export the sheet as CSV");
	data_refused(FILE_OF("SQLite format 3\0xxxx"), NULL, ERR_INPUT, 0, 0, "open FILE");
	data_refused(FILE_OF("\x93NUMPY\1\0"), NULL, ERR_INPUT, 0, 0, "ends before the data that its header promises");
}

static char *repeat(const char *s, size_t n)
{
	size_t len = strlen(s);
	char *p = malloc(len * n + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(p + i * len, s, len);
	p[len * n] = '\0';
	return p;
}

static void test_width(void **state)
{
	char *wide = repeat("c,", 1000000), *cell = repeat("x", 400000), *digits = repeat("1", 100000);
	struct str s = STR_INIT;

	(void)state;
	data_csv_refused(wide, NULL, ERR_LIMIT, 1, 0, "more than 4096 columns");
	data_csv_refused(cell, NULL, ERR_LIMIT, 1, 0, "a cell of more than 65536 bytes");
	str_addf(&s, "a,y\n1,2\n3,%s\n", digits);
	data_csv_refused(s.s, NULL, ERR_LIMIT, 3, 0, "a cell of more than 65536 bytes");
	/* 300 text columns of 20 categories: too many only after one-hot */
	str_clear(&s);
	for (int r = 0; r < 21; r++) {
		for (int k = 0; k < 300; k++)
			str_addf(&s, "t%d,", r);
		str_addf(&s, "%d.5\n", r);
	}
	data_csv_refused(s.s, NULL, ERR_LIMIT, 0, 0, "6300 columns after one-hot; the limit is 4096");
	/* rows of many columns that are not there */
	str_clear(&s);
	for (char *c = wide; *c; c += 2)
		*c = '1';
	str_addf(&s, "a,b\n1,2\n%s\n", wide);
	data_csv_refused(s.s, NULL, ERR_INPUT, 3, 0, "cells, expected 2 as in the first line (1 of 2 rows differ)");
	str_release(&s);
	free(wide);
	free(cell);
	free(digits);
}

static void test_not_files(void **state)
{
	const char *fifo = data_path_of("fifo.csv"), *sock = data_path_of("sock.csv"), *dir;
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;

	(void)state;
	data_refused("/", NULL, ERR_INPUT, 0, 0, "is a directory, expected a data file");
	data_refused("/dev/zero", NULL, ERR_INPUT, 0, 0, "is a device");
	data_refused("/dev/null", NULL, ERR_INPUT, 0, 0, "is a device");
	data_refused("./no such file.csv", NULL, ERR_INPUT, 0, 0, "No such file");
	data_file("x.csv", "", 0);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	data_refused(fifo, NULL, ERR_INPUT, 0, 0, "is a FIFO");	/* at once, nobody writes */
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd >= 0 && strlen(sock) < sizeof a.sun_path) {
		strcpy(a.sun_path, sock);
		if (!bind(fd, (struct sockaddr *)&a, sizeof a))
			data_refused(sock, NULL, ERR_INPUT, 0, 0, "is a socket");
	}
	if (fd >= 0)
		close(fd);
	dir = data_path_of("loop.csv");
	assert_int_equal(symlink(dir, dir), 0);
	data_refused(dir, NULL, ERR_IO, 0, 0, "symbolic links");
	if (geteuid()) {		/* root reads everything */
		const char *p = data_file("secret.csv", "a,b\n", 4);

		chmod(p, 0);
		data_refused(p, NULL, ERR_IO, 0, 0, "ermission denied");
	}
}

/* A sparse file of 5 GiB is refused by its size, one of 4 GiB of NULs at once. */
static void test_huge(void **state)
{
	const char *p = data_file("huge.csv", "a,b\n", 4);

	(void)state;
	if (truncate(p, (off_t)5 << 30))
		skip();			/* the file system has no holes */
	data_refused(p, NULL, ERR_LIMIT, 0, 0, "larger than the limit of 4 GiB");
	assert_int_equal(truncate(p, (off_t)4 << 30), 0);
	data_refused(p, NULL, ERR_INPUT, 2, 1, "a NUL byte");
	unlink(p);
}

/* Megabytes of equal rows shrink a thousandfold: refused, however valid. */
static void test_bombs(void **state)
{
	char *rows = repeat("1,2\n", 12u << 20), *nul = calloc(1, 1 << 20), *a = repeat("a", 1 << 20);
	const char *p;
	struct str cut = STR_INIT;
	FILE *f;
	char buf[4096];
	size_t n;

	(void)state;
	data_refused(data_gzip("bomb.csv.gz", rows, (size_t)48 << 20), NULL, ERR_LIMIT, 0, 0, "gzip bomb");
	data_refused(data_gzip("bomb.csv.gz", nul, 1 << 20), NULL, ERR_INPUT, 1, 1, "a NUL byte");
	data_refused(data_gzip("bomb.csv.gz", a, 1 << 20), NULL, ERR_LIMIT, 1, 0, "a cell of more than");
	p = data_gzip("cut.csv.gz", rows, 4 << 20);
	f = fopen(p, "rb");
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		str_addn(&cut, buf, n);
	fclose(f);
	data_refused(data_file("cut.csv.gz", cut.s, cut.len / 2), NULL, ERR_INPUT, 0, 0, "damaged or incomplete gzip");
	cut.s[cut.len - 8] ^= 0x55;	/* the checksum */
	data_refused(data_file("cut.csv.gz", cut.s, cut.len), NULL, ERR_INPUT, 0, 0, "damaged or incomplete gzip");
	data_refused(data_file("cut.csv.gz", "\x1f\x8b", 2), NULL, ERR_INPUT, 0, 0, "gzip");
	str_release(&cut);
	free(rows);
	free(nul);
	free(a);
}

/* Wherever a .gz ends too early, in its head, its data or its checksum, in its
 * first or a later part: what could be read of it is not taken for the whole. */
static void test_cut(void **state)
{
	struct str text = STR_INIT, two = STR_INIT;
	const char *p;
	unsigned x = 1;
	char buf[4096];
	size_t n, one;
	FILE *f;

	(void)state;
	str_add(&text, "a,b\n");
	for (int i = 0; i < 60; i++) {
		x = x * 1103515245u + 12345u;
		str_addf(&text, "%u,%d\n", x >> 16, i);
	}
	p = data_gzip("cut.csv.gz", text.s, text.len);
	f = fopen(p, "rb");
	one = fread(buf, 1, sizeof buf, f);
	fclose(f);
	assert_true(one > 100 && one < sizeof buf);
	for (n = 2; n < one; n++)
		data_refused(data_file("cut.csv.gz", buf, n), NULL, ERR_INPUT, 0, 0, "damaged or incomplete gzip");
	str_addn(&two, buf, one);
	p = data_gzip("cut.csv.gz", strchr(text.s, '\n') + 1, text.len - 4);
	f = fopen(p, "rb");
	n = fread(buf, 1, sizeof buf, f);
	fclose(f);
	str_addn(&two, buf, n);
	for (n = two.len - 1; n > one + 16; n -= 7)
		data_refused(data_file("cut.csv.gz", two.s, n), NULL, ERR_INPUT, 0, 0, "damaged or incomplete gzip");
	struct dataset *whole = data_must(data_file("cut.csv.gz", two.s, two.len), NULL);

	assert_int_equal(whole->rows, 120);
	dataset_unref(whole);
	str_release(&text);
	str_release(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_not_files),
		cmocka_unit_test(test_huge),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, data_cleanup);
}
