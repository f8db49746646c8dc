/*
 * golden.c - see golden.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "golden.h"

static void framed(const struct grid *g, struct str *out)
{
	struct str text = STR_INIT;

	grid_dump(g, &text);
	str_addc(out, '|');
	for (const char *p = text.s; *p; p++) {
		if (*p == '\n')
			str_add(out, "|\n|");
		else
			str_addc(out, *p);
	}
	str_add(out, "|\n");
	str_release(&text);
}

static int read_all(const char *path, struct str *out)
{
	FILE *f = fopen(path, "r");
	char buf[4096];
	size_t n;

	if (!f)
		return -1;
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		str_addn(out, buf, n);
	fclose(f);
	return 0;
}

static void write_all(const char *path, const struct str *s)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(s->s, 1, s->len, f), s->len);
	assert_int_equal(fclose(f), 0);
}

void golden_check_text(const char *text, const char *name)
{
	const char *src = getenv("srcdir");
	struct str got = STR_INIT, want = STR_INIT, path = STR_INIT;
	int same;

	str_add(&got, text);
	str_addf(&path, "%s/tests/plot/golden/%s.txt", src ? src : ".", name);
	if (getenv("GENERATE"))
		write_all(path.s, &got);
	if (read_all(path.s, &want))
		fail_msg("%s: cannot read", path.s);
	same = want.len == got.len && !memcmp(want.s, got.s, got.len);
	if (!same)
		print_error("%s differs; now:\n%s", name, got.s);
	str_release(&got);
	str_release(&want);
	str_release(&path);
	assert_true(same);
}

void golden_check(const struct grid *g, const char *name)
{
	struct str got = STR_INIT;

	framed(g, &got);
	golden_check_text(got.s, name);
	str_release(&got);
}
