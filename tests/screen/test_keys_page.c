/*
 * test_keys_page.c - the manual page's keys are those of the table.
 *
 * GENERATE=1 writes them anew instead.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_fresh) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
