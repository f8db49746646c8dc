/*
 * test_man.c - the reference part of reroll.1 says what the tables say.
 *
 * GENERATE=1 writes it anew instead.
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
#include "lang/cmd.h"

#define BEGIN ".\\\" BEGIN REFERENCE\n"
#define END ".\\\" END REFERENCE\n"

static void page_path(struct str *out)
{
	const char *dir = getenv("srcdir");

	str_addf(out, "%s/man/reroll.1", dir ? dir : ".");
}

static void read_page(const char *path, struct str *out)
{
	char buf[4096];
	size_t n;
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		str_addn(out, buf, n);
	fclose(f);
}

static void generate(const char *path, const struct str *page, const char *from, const char *to,
		     const struct str *want)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	fwrite(page->s, 1, (size_t)(from - page->s), f);
	fputs(want->s, f);
	fputs(to, f);
	assert_int_equal(fclose(f), 0);
}

static void test_page_is_fresh(void **state)
{
	struct str path = STR_INIT, page = STR_INIT, want = STR_INIT;
	char *from, *to;

	(void)state;
	page_path(&path);
	read_page(path.s, &page);
	help_manpage(&want);
	from = strstr(page.s, BEGIN);
	assert_non_null(from);
	from += strlen(BEGIN);
	to = strstr(from, END);
	assert_non_null(to);
	if (getenv("GENERATE")) {
		generate(path.s, &page, from, to, &want);
	} else {
		*to = '\0';
		assert_string_equal(from, want.s);
	}
	str_release(&path);
	str_release(&page);
	str_release(&want);
}

/* Every row of every table is in it, whatever help_manpage forgets. */
static void test_page_is_complete(void **state)
{
	struct str path = STR_INIT, page = STR_INIT;
	size_t n;
	const struct cmd *c = cmd_table(&n);
	const struct opt *o;

	(void)state;
	page_path(&path);
	read_page(path.s, &page);
	for (size_t i = 0; i < n; i++)
		assert_true(strlen(c[i].help) > 10 && c[i].run);
	for (size_t i = 0; i < n; i++) {
		char item[64];
		const char *p = c[i].name;
		size_t k = (size_t)snprintf(item, sizeof item, ".It Ic ");

		for (; *p && k < sizeof item - 3; p++) {
			if (*p == '-')
				item[k++] = '\\';
			item[k++] = *p;
		}
		item[k] = '\0';
		if (!strstr(page.s, item))
			fail_msg("%s is not in the manual page", c[i].name);
	}
	o = opt_table(&n);
	for (size_t i = 0; i < n; i++) {
		struct str item = STR_INIT;

		str_addf(&item, "[%s]", o[i].dflt);
		assert_non_null(strstr(page.s, item.s));
		str_release(&item);
	}
	str_release(&path);
	str_release(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page_is_fresh),
		cmocka_unit_test(test_page_is_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
