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
#include "data/data.h"
#include "setup/setup.h"
#include "page.h"

static void test_page_is_fresh(void **state)
{
	struct str want = STR_INIT;

	(void)state;
	help_manpage(&want);
	page_check("REFERENCE", &want);
	str_release(&want);
}

/* data/README.md has the table of what is recognised. */
static void test_readme_is_fresh(void **state)
{
	struct str want = STR_INIT;

	(void)state;
	str_add(&want, "| in the file | what it becomes | said | overruled by |\n|---|---|---|---|\n");
	for (const struct data_rule *r = data_rules(); r->what; r++) {
		const char *cell[] = { r->what, r->becomes, *r->said ? r->said : "in `show data`", r->option };

		for (int k = 0; k < 4; k++) {
			str_add(&want, "| ");
			for (const char *p = cell[k]; *p; p++) {
				if (strchr("|<>*\\", *p))
					str_addc(&want, '\\');
				str_addc(&want, *p);
			}
			str_addc(&want, *cell[k] ? ' ' : '\0');
			if (!*cell[k])
				want.len--;
		}
		str_add(&want, "|\n");
	}
	page_check_file("data/README.md", "<!-- BEGIN RULES -->\n", "<!-- END RULES -->\n", &want);
	str_release(&want);
}

/* Every row of every table is in it, whatever help_manpage forgets. */
static void test_page_is_complete(void **state)
{
	struct str page = STR_INIT;
	const struct cmd *c;
	const struct opt *o;

	(void)state;
	page_read(&page);
	for (size_t i = 0; (c = cmd_at(i)) != NULL; i++)
		assert_true(strlen(c->help) > 10 && (c->run || setup_has(c->name)));
	for (size_t i = 0; (c = cmd_at(i)) != NULL; i++) {
		char item[64];
		const char *p = c->name;
		size_t k = (size_t)snprintf(item, sizeof item, ".It Ic ");

		for (; *p && k < sizeof item - 3; p++) {
			if (*p == '-')
				item[k++] = '\\';
			item[k++] = *p;
		}
		item[k] = '\0';
		if (!strstr(page.s, item))
			fail_msg("%s is not in the manual page", c->name);
	}
	for (size_t i = 0; (o = opt_at(i)) != NULL; i++) {
		struct str item = STR_INIT;

		str_addf(&item, "[%s]", o->dflt);
		assert_non_null(strstr(page.s, item.s));
		str_release(&item);
	}
	str_release(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page_is_fresh),
		cmocka_unit_test(test_readme_is_fresh),
		cmocka_unit_test(test_page_is_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
