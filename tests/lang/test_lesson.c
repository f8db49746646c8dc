/*
 * test_lesson.c - a lesson on a screen: where it stops, what its `run` means,
 * and what answers do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "lang/shell.h"
#include "report/report.h"

static const char path[] = "test_lesson.lesson";

static void on_print(void *arg, const char *text)
{
	struct str *out = arg;

	str_clear(out);
	str_add(out, text);
}

static struct shell *begin(const char *text, struct str *page)
{
	struct shell_host host = { .arg = page, .print = on_print, .page = on_print };
	struct lab_config c = { .workers = 1, .seed = 1, .interactive = 1 };
	struct shell *sh = shell_new(&c, &host);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	str_init(page);
	shell_queue(sh, "pace max; lesson ./test_lesson.lesson", "test", 1);
	return sh;
}

static void end(struct shell *sh, struct str *page)
{
	shell_free(sh);
	str_release(page);
	unlink(path);
}

/* Until it waits, with all that was to be trained; in a tenth of what runs away. */
static void settle(struct shell *sh)
{
	int a, b;

	do {
		if (!(shell_poll(sh, 10000000) & LAB_RUNS) && !shell_idle(sh))
			lab_wait(shell_lab(sh), 50);
		assert_true(lab_current(shell_lab(sh)) == NULL || lab_current(shell_lab(sh))->delivered < 10000);
	} while (!shell_idle(sh) || shell_lesson(sh, &a, &b) == 1);
}

static void test_run(void **state)
{
	struct str page;
	struct shell *sh = begin("= One\n: data article; free init; run 30\nText.\n= Two\n: free shuffle; run 20\n", &page);
	int at, of;

	(void)state;
	settle(sh);
	assert_int_equal(shell_lesson(sh, &at, &of), 2);
	assert_int_equal(lab_current(shell_lab(sh))->limit, 30);
	assert_int_equal(lab_current(shell_lab(sh))->delivered, 30);
	assert_non_null(strstr(page.s, "Text."));
	assert_null(strstr(page.s, "lesson next"));	/* the screen says which key */
	/* A hand may go on past that. */
	assert_int_equal(shell_exec(sh, "run 5", NULL), 0);
	settle(sh);
	assert_int_equal(lab_current(shell_lab(sh))->delivered, 35);
	assert_int_equal(shell_exec(sh, "lesson next", NULL), 0);
	settle(sh);
	assert_int_equal(lab_current(shell_lab(sh))->delivered, 20);
	/* The last page stays until it is read. */
	assert_int_equal(shell_lesson(sh, &at, &of), 2);
	assert_int_equal(at, 2);
	assert_int_equal(shell_exec(sh, "lesson next", NULL), 0);
	settle(sh);
	assert_int_equal(shell_lesson(sh, &at, &of), 0);
	end(sh, &page);
}

static void test_answer(void **state)
{
	struct err err = ERR_INIT;
	struct str page;
	struct shell *sh = begin("= One\n? Which?\n- apples\n- pears\n! Pears.\n= Two\nMore.\n? And why?\n! So.\n", &page);

	(void)state;
	assert_int_equal(shell_exec(sh, "set runs 10", NULL), 0);
	settle(sh);
	assert_int_equal(shell_lesson_choices(sh), 2);
	assert_non_null(strstr(page.s, "  a) apples\n  b) pears\n"));
	assert_null(strstr(page.s, "Pears."));
	assert_true(shell_exec(sh, "lesson answer c", &err) < 0 || err.code);
	assert_non_null(strstr(err.text, "from a to b"));
	assert_int_equal(err.col, 15);
	err = (struct err)ERR_INIT;
	assert_true(shell_exec(sh, "lesson answer", &err) != 0);
	assert_int_equal(shell_lesson_choices(sh), 2);
	assert_int_equal(shell_exec(sh, "lesson answer b", NULL), 0);
	settle(sh);
	assert_non_null(strstr(page.s, "Your answer: b) pears\n\nPears."));
	assert_int_equal(shell_lesson_choices(sh), 0);
	err = (struct err)ERR_INIT;
	assert_true(shell_exec(sh, "lesson answer a", &err) != 0);
	assert_non_null(strstr(err.text, "asks nothing"));
	/* Going on without an answer is no answer; a question without choices has none. */
	assert_int_equal(shell_exec(sh, "lesson back", NULL), 0);
	settle(sh);
	assert_int_equal(shell_exec(sh, "lesson next", NULL), 0);
	settle(sh);
	assert_null(strstr(page.s, "Your answer"));
	assert_non_null(strstr(page.s, "Pears."));
	assert_int_equal(shell_exec(sh, "lesson next", NULL), 0);
	settle(sh);
	assert_non_null(strstr(page.s, "And why?"));
	assert_int_equal(shell_lesson_choices(sh), 0);
	end(sh, &page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
