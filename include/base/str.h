/*
 * str.h - a growing string, always terminated.
 *
 * STR_INIT needs no allocation; s.s is never NULL.  Not thread-safe.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stddef.h>

struct str {
	char *s;
	size_t len, cap;
};

extern char str_empty[];
#define STR_INIT { str_empty, 0, 0 }

void str_init(struct str *s);
void str_release(struct str *s);
void str_clear(struct str *s);
void str_add(struct str *s, const char *text);
void str_addn(struct str *s, const char *text, size_t n);
void str_addc(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void str_vaddf(struct str *s, const char *fmt, va_list ap);
/* Give the buffer away (caller frees) and start empty. */
char *str_detach(struct str *s);

/* The fewest digits of %g that read back as the same number. */
void str_add_double(struct str *s, double x);
void str_add_float(struct str *s, float x);

#endif
