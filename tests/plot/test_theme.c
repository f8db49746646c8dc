/*
 * test_theme.c - every role's colours and attributes, a file a theme.
 *
 * The one place where a colour stands beside the name of its role: golden screens name
 * roles alone.  What colours have to be good for is tested in test_grid.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/str.h"
#include "golden.h"
#include "plot/theme.h"
#include "../screen/roles.h"

/* "214+b": as in golden screens, and d for dim. */
static void add_look(struct str *out, struct theme_role r)
{
	char b[40];
	int n = r.colour >= 0 ? snprintf(b, sizeof b, "%d", r.colour) : 0;

	snprintf(b + n, sizeof b - (size_t)n, "%s%s%s%s%s", r.attr != 0 ? "+" : "",
		 r.attr & CELL_BOLD ? "b" : "", r.attr & CELL_DIM ? "d" : "",
		 r.attr & CELL_UNDERLINE ? "u" : "", r.attr & CELL_REVERSE ? "r" : "");
	str_addf(out, " %6s", r.colour < 0 && r.attr == 0 ? "." : b);
}

static void check(enum theme_kind kind)
{
	static const int colours[] = { 256, 16, 8, 0 };
	struct str out = STR_INIT;
	char name[40];

	str_addf(&out, "%-10s %6s %6s %6s %6s\n", theme_name(kind), "256", "16", "8", "0");
	for (int r = 0; r < ROLE_COUNT; r++) {
		str_addf(&out, "%-10s", role_name(r));
		for (int k = 0; k < 4; k++)
			add_look(&out, theme_role(kind, colours[k], r));
		str_addc(&out, '\n');
	}
	snprintf(name, sizeof name, "theme-%s", theme_name(kind));
	golden_check_text(out.s, name);
	str_release(&out);
}

static void test_dark(void **state)
{
	(void)state;
	check(THEME_DARK);
}

static void test_light(void **state)
{
	(void)state;
	check(THEME_LIGHT);
}

static void test_neutral(void **state)
{
	(void)state;
	check(THEME_NEUTRAL);
}

static void test_mono(void **state)
{
	(void)state;
	check(THEME_MONO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dark), cmocka_unit_test(test_light),
		cmocka_unit_test(test_neutral), cmocka_unit_test(test_mono),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
