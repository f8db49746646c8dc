/*
 * golden.c - see golden.h.
 */
#include "golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "roles.h"
#include "screen.h"

#define STILL_S 20	/* so long nothing has come: this is it */
#define LIMIT_S 300	/* and it may not move for ever */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* "214/237+b": colours of text and background (palette indices or the names of roles,
 * nothing for the default), then b, u and r for bold, underlined and reversed; "." is plain. */
static void style_text(const struct screen *s, int row, int col, char *out, size_t size)
{
	int fg, bg, attr;
	char f[32] = "", b[32] = "";

	screen_style(s, row, col, &fg, &bg, &attr);
	if (fg != -1)
		screen_has_roles(s) ? snprintf(f, sizeof f, "%s", roles_name(fg)) : snprintf(f, sizeof f, "%d", fg);
	if (bg != -1)
		screen_has_roles(s) ? snprintf(b, sizeof b, "/%s", roles_name(bg)) : snprintf(b, sizeof b, "/%d", bg);
	snprintf(out, size, "%s%s%s%s%s%s", f, b, attr != 0 ? "+" : "", attr & 1 ? "b" : "",
		 attr & 2 ? "u" : "", attr & 4 ? "r" : "");
	if (*out == '\0')
		snprintf(out, size, ".");
}

static int same_ground(const struct screen *s, int row, int a, int b)
{
	int fg, one, two, attr;

	screen_style(s, row, a, &fg, &one, &attr);
	screen_style(s, row, b, &fg, &two, &attr);
	return one == two;
}

/* The same for a cell of a row: blanks between words of one style are of that style, so that
 * a run is not cut at each. */
static void run_style(const struct screen *s, int row, int cols, int col, char *out, size_t size)
{
	char left[80], right[80];
	int a = col, b = col;

	style_text(s, row, col, out, size);
	while (a >= 0 && screen_blank(s, row, a))
		a--;
	while (b < cols && screen_blank(s, row, b))
		b++;
	if (a < 0 || b == cols || a == b)
		return;
	style_text(s, row, a, left, sizeof left);
	style_text(s, row, b, right, sizeof right);
	for (int c = a + 1; c < b; c++)
		if (!same_ground(s, row, c, a))
			return;
	if (strcmp(left, right) == 0 && same_ground(s, row, a, b))
		snprintf(out, size, "%s", left);
}

/* Times of day, of the log, become -:--. */
static void mask_times(char *s)
{
	for (; *s != '\0'; s++) {
		size_t n = strspn(s, "0123456789");

		if (n >= 1 && n <= 2 && s[n] == ':' && strspn(s + n + 1, "0123456789") == 2) {
			memset(s, '-', n);
			memset(s + n + 1, '-', 2);
		}
		s += n > 0 ? n - 1 : 0;
	}
}

/* The machine decides how it computes, and so how much room the title has: only its
 * beginning is compared. */
static int compared_cols(const struct screen *s, int row)
{
	int rows, cols;

	screen_size(s, &rows, &cols);
	return row == 0 ? cols / 2 : cols;
}

static void add_text(const struct screen *s, int row, struct str *out)
{
	char t[8000];
	size_t n;

	screen_row(s, row, t, sizeof t);
	n = utf8_prefix(t, compared_cols(s, row));
	while (n > 0 && t[n - 1] == ' ')
		n--;
	t[n] = '\0';
	mask_times(t);
	str_addf(out, "|%s\n", t);
}

/* "3xkey" is three cells; a row that is plain has no line. */
static void add_styles(const struct screen *s, int row, struct str *out)
{
	int cols = compared_cols(s, row), n;
	struct str t = STR_INIT;
	size_t end = 0;
	char a[80], b[80];

	for (int c = 0; c < cols; c += n) {
		run_style(s, row, cols, c, a, sizeof a);
		for (n = 1; c + n < cols; n++) {
			run_style(s, row, cols, c + n, b, sizeof b);
			if (strcmp(a, b) != 0)
				break;
		}
		if (n > 1)
			str_addf(&t, " %dx%s", n, a);
		else
			str_addf(&t, " %s", a);
		end = strcmp(a, ".") != 0 ? t.len : end;
	}
	t.s[end] = '\0';
	if (end > 0)
		str_addf(out, "%d:%s\n", row, t.s);
	str_release(&t);
}

enum part { WHOLE, BODY, CHROME };

static int in_part(enum part part, int row, int rows)
{
	int chrome = row == 0 || row >= rows - 2;

	return part == WHOLE || chrome == (part == CHROME);
}

/* Text; then styles. */
static void dump(const struct screen *s, enum part part, struct str *out)
{
	int rows, cols;

	screen_size(s, &rows, &cols);
	for (int r = 0; r < rows; r++)
		if (in_part(part, r, rows))
			add_text(s, r, out);
	if (part != CHROME)
		str_addc(out, '\n');
	for (int r = 0; r < rows; r++)
		if (in_part(part, r, rows))
			add_styles(s, r, out);
}

static void golden_path(const char *name, char *buf, size_t size)
{
	const char *src = getenv("srcdir");

	snprintf(buf, size, "%s/tests/screen/golden/%s.txt", src != NULL ? src : ".", name);
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	struct str s = STR_INIT;
	char b[4096];
	size_t n;

	if (f == NULL)
		return NULL;
	while ((n = fread(b, 1, sizeof b, f)) > 0)
		str_addn(&s, b, n);
	fclose(f);
	return str_detach(&s);
}

static int write_whole(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	int ok = f != NULL && fputs(text, f) >= 0;

	return f != NULL && fclose(f) == 0 && ok;
}

/* Before or after the n bytes of line in the order of the alphabet, or 0. */
static int order(const char *name, const char *line, size_t n)
{
	int d = strncmp(name, line, n);

	return d != 0 ? d : strlen(name) > n;
}

/* chrome.txt has sections "= NAME", sorted, each ended by a blank line: where NAME's begins
 * and ends, both the place for it where there is none. */
static void chrome_section(const char *text, const char *name, size_t *from, size_t *to)
{
	const char *p = text;

	while (strncmp(p, "= ", 2) == 0) {
		const char *blank = strstr(p, "\n\n");
		const char *next = blank != NULL ? blank + 2 : p + strlen(p);
		int d = order(name, p + 2, strcspn(p + 2, "\n"));

		if (d <= 0) {
			*from = (size_t)(p - text);
			*to = d == 0 ? (size_t)(next - text) : *from;
			return;
		}
		p = next;
	}
	*from = *to = (size_t)(p - text);
}

/* The section, or NULL. */
static char *read_chrome(const char *name)
{
	char path[600], *all, *out;
	size_t from, to;

	golden_path("chrome", path, sizeof path);
	all = slurp(path);
	if (all == NULL)
		return NULL;
	chrome_section(all, name, &from, &to);
	out = from < to ? xstrndup(all + from, to - from) : NULL;
	free(all);
	return out;
}

static int write_chrome(const char *name, const char *section)
{
	char path[600], *all;
	struct str out = STR_INIT;
	size_t from, to;
	int ok;

	golden_path("chrome", path, sizeof path);
	all = slurp(path);
	if (all == NULL)
		all = xstrdup("");
	chrome_section(all, name, &from, &to);
	str_addn(&out, all, from);
	str_add(&out, section);
	str_add(&out, all + to);
	ok = write_whole(path, out.s);
	str_release(&out);
	free(all);
	return ok;
}

static void chrome_text(const struct screen *s, const char *name, struct str *out)
{
	str_addf(out, "= %s\n", name);
	dump(s, CHROME, out);
	str_addc(out, '\n');
}

/* Rows that differ, as comments, so that the log of a machine far away tells what is wrong. */
static void differences(const char *name, const char *have, const char *want)
{
	int line = 1, shown = 0;

	if (strcmp(have, want) == 0)
		return;
	fprintf(stderr, "# the screen differs from the golden %s:\n", name);
	while (*have != '\0' || *want != '\0') {
		size_t a = strcspn(have, "\n"), b = strcspn(want, "\n");
		int same = a == b && memcmp(have, want, a) == 0;

		if (!same && shown++ < 10)
			fprintf(stderr, "#  line %d expected %.*s\n#  line %d got      %.*s\n", line, (int)b, want, line, (int)a, have);
		have += a + (have[a] == '\n');
		want += b + (want[b] == '\n');
		line++;
	}
	if (shown > 10)
		fprintf(stderr, "#  and %d more lines differ\n", shown - 10);
}

/* Nothing more arrives for half a second: only for writing golden files. */
static void settle(struct screen *s)
{
	size_t was, is;

	screen_raw(s, &is);
	do {
		was = is;
		screen_look(s, 500);
		screen_raw(s, &is);
	} while (is != was);
}

static int generate(struct screen *s, enum part part, const char *path, const char *name)
{
	struct str have = STR_INIT, chrome = STR_INIT;
	int ok;

	settle(s);
	dump(s, part, &have);
	ok = write_whole(path, have.s);
	if (part == BODY) {
		chrome_text(s, name, &chrome);
		ok = write_chrome(name, chrome.s) && ok;
	}
	str_release(&have);
	str_release(&chrome);
	return ok;
}

static int golden(struct screen *s, enum part part, const char *name)
{
	const char *gen = getenv("GENERATE");
	double end = now() + LIMIT_S, still = now() + STILL_S;
	size_t seen, is;
	struct str have = STR_INIT, chrome = STR_INIT;
	char path[600], *want, *want_chrome;
	int same = 0;

	golden_path(name, path, sizeof path);
	if (gen != NULL && strcmp(gen, "1") == 0)
		return generate(s, part, path, name);
	want = slurp(path);
	want_chrome = part == BODY ? read_chrome(name) : xstrdup("");
	if (want == NULL || want_chrome == NULL) {
		fprintf(stderr, "# %s is missing%s; GENERATE=1 writes it\n", path, want != NULL ? " in chrome.txt" : "");
		free(want);
		free(want_chrome);
		return 0;
	}
	/* A frame may still be on its way; a busy machine is slow, but not silent. */
	for (screen_raw(s, &seen);; screen_look(s, 50)) {
		str_clear(&have);
		str_clear(&chrome);
		dump(s, part, &have);
		if (part == BODY)
			chrome_text(s, name, &chrome);
		same = strcmp(want, have.s) == 0 && strcmp(want_chrome, chrome.s) == 0;
		screen_raw(s, &is);
		if (is != seen)
			still = now() + STILL_S;
		seen = is;
		if (same || now() > still || now() > end || screen_ended(s))
			break;
	}
	if (!same) {
		differences(name, have.s, want);
		differences("chrome", chrome.s, want_chrome);
	}
	free(want);
	free(want_chrome);
	str_release(&have);
	str_release(&chrome);
	return same;
}

int screen_golden(struct screen *s, const char *name)
{
	return golden(s, BODY, name);
}

int screen_golden_whole(struct screen *s, const char *name)
{
	return golden(s, WHOLE, name);
}
