/*
 * page.c - see page.h.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "page.h"

#define PAGE "man/reroll.1"

static void page_path(const char *file, struct str *out)
{
	const char *dir = getenv("srcdir");

	str_addf(out, "%s/%s", dir ? dir : ".", file);
}

static void read_file(const char *file, struct str *out)
{
	struct str path = STR_INIT;
	char buf[4096];
	size_t n;
	FILE *f;

	page_path(file, &path);
	f = fopen(path.s, "rb");
	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		str_addn(out, buf, n);
	fclose(f);
	str_release(&path);
}

void page_read(struct str *out)
{
	read_file(PAGE, out);
}

static void generate(const char *file, const struct str *page, const char *from, const char *to,
		     const struct str *want)
{
	struct str path = STR_INIT;
	FILE *f;

	page_path(file, &path);
	f = fopen(path.s, "wb");
	assert_non_null(f);
	fwrite(page->s, 1, (size_t)(from - page->s), f);
	fputs(want->s, f);
	fputs(to, f);
	assert_int_equal(fclose(f), 0);
	str_release(&path);
}

void page_check(const char *name, const struct str *want)
{
	struct str begin = STR_INIT, end = STR_INIT;

	str_addf(&begin, ".\\\" BEGIN %s\n", name);
	str_addf(&end, ".\\\" END %s\n", name);
	page_check_file(PAGE, begin.s, end.s, want);
	str_release(&begin);
	str_release(&end);
}

void page_check_file(const char *file, const char *begin, const char *end, const struct str *want)
{
	struct str page = STR_INIT;
	char *from, *to;

	read_file(file, &page);
	from = strstr(page.s, begin);
	assert_non_null(from);
	from += strlen(begin);
	to = strstr(from, end);
	assert_non_null(to);
	if (getenv("GENERATE")) {
		generate(file, &page, from, to, want);
	} else {
		*to = '\0';
		assert_string_equal(from, want->s);
	}
	str_release(&page);
}
