/*
 * str.c - see str.h; after git's strbuf, cut to what is used here.
 */
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* Shared by every empty string; never written, as cap 0 says. */
char str_empty[1];

void str_init(struct str *s)
{
	s->s = str_empty;
	s->len = s->cap = 0;
}

void str_release(struct str *s)
{
	if (s->cap)
		free(s->s);
	str_init(s);
}

void str_clear(struct str *s)
{
	s->len = 0;
	if (s->cap)
		s->s[0] = '\0';
}

static void reserve(struct str *s, size_t more)
{
	size_t want = s->len + more + 1, cap = s->cap;

	if (want <= cap)
		return;
	cap = want > 2 * cap ? want : 2 * cap;
	if (cap < 64)
		cap = 64;
	s->s = xreallocarray(s->cap ? s->s : NULL, cap, 1);
	if (!s->cap)
		s->s[0] = '\0';
	s->cap = cap;
}

void str_addn(struct str *s, const char *text, size_t n)
{
	reserve(s, n);
	memcpy(s->s + s->len, text, n);
	s->len += n;
	s->s[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
	str_addn(s, text, strlen(text));
}

void str_addc(struct str *s, char c)
{
	str_addn(s, &c, 1);
}

void str_vaddf(struct str *s, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n <= 0)
		return;
	reserve(s, (size_t)n);
	vsnprintf(s->s + s->len, (size_t)n + 1, fmt, ap);
	s->len += (size_t)n;
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(s, fmt, ap);
	va_end(ap);
}

char *str_detach(struct str *s)
{
	char *p = s->cap ? s->s : xcalloc(1, 1);

	str_init(s);
	return p;
}

void str_add_double(struct str *s, double x)
{
	char text[32];

	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, x);
		if (strtod(text, NULL) == x)
			break;
	}
	str_add(s, text);
}

void str_add_float(struct str *s, float x)
{
	char text[32];

	for (int digits = 1; digits <= 9; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, (double)x);
		if (strtof(text, NULL) == x)
			break;
	}
	str_add(s, text);
}
