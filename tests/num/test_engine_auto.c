/*
 * test_engine_auto.c - the rule of `engine auto` beside what was measured: at none of the
 * shapes in bench/engines.tsv does it take the engine that is slower by more than 10 %.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "engine_util.h"

#define MOST 1.1

static void test_table(void **state)
{
	const char *src = getenv("srcdir");
	char path[1024], line[1024];
	size_t shapes = 0, taken[2] = { 0, 0 };
	FILE *f;

	(void)state;
	snprintf(path, sizeof path, "%s/bench/engines.tsv", src ? src : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		unsigned h, w, c, outputs, batch;
		size_t params;
		double seconds[2];
		int at = 0, k;
		struct err err = ERR_INIT;
		struct model m;

		if (line[0] == '#')
			continue;
		line[strcspn(line, "\n")] = 0;
		assert_int_equal(sscanf(line, "%u %u %u %u %u %zu %lf %lf %n", &h, &w, &c, &outputs, &batch,
					&params, &seconds[0], &seconds[1], &at), 8);
		assert_true(at > 0 && seconds[0] > 0 && seconds[1] > 0);
		if (model_parse(&m, line + at, outputs, &err) || model_resolve(&m, (struct shape){ h, w, c }, &err))
			fail_msg("%s: %s", line + at, err.text);
		assert_int_equal(m.n_params, params);
		k = engine_choose(&m) == ENGINE_BLIS;
		if (seconds[k] > MOST * seconds[!k])
			fail_msg("%s, batch %u: %s takes %g of the other's time", line + at, batch,
				 k ? "blis" : "lanes", seconds[k] / seconds[!k]);
		taken[k]++;
		shapes++;
	}
	fclose(f);
	assert_true(shapes >= 40);
	assert_true(taken[0] >= 5 && taken[1] >= 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_table) };

	return cmocka_run_group_tests_name("engine auto", tests, NULL, NULL);
}
