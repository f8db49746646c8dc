/*
 * test_keys_page.c - the manual page's keys, synopsis and options are those of the tables.
 *
 * GENERATE=1 writes them anew instead.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/ui/cli.h"
#include "../../src/ui/keys.h"
#include "../lang/page.h"
#include "base/str.h"

static void test_fresh(void **state)
{
	struct str want = STR_INIT;

	(void)state;
	keys_manpage(&want);
	page_check("KEYS", &want);
	str_release(&want);
}

static void test_command_line(void **state)
{
	struct str want = STR_INIT;

	(void)state;
	cli_synopsis(&want);
	page_check("SYNOPSIS", &want);
	str_clear(&want);
	cli_manpage(&want);
	page_check("OPTIONS", &want);
	str_release(&want);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_fresh), cmocka_unit_test(test_command_line) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
