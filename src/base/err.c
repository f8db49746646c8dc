/*
 * err.c - one sentence, one place, no surprises in it.
 *
 * The text passes through utf8_escape on its way in, so whoever displays an
 * error need not think of what a hostile file may have put there.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

static void put_safe(char *dst, size_t size, const char *src)
{
	struct str s = STR_INIT;

	utf8_escape(&s, src, strlen(src));
	if (s.len >= size) {		/* cut at a code point, mark the cut */
		size_t n = size - 4;
		while (n > 0 && ((unsigned char)s.s[n] & 0xc0) == 0x80)
			n--;
		memcpy(dst, s.s, n);
		memcpy(dst + n, "...", 4);
	} else {
		memcpy(dst, s.s, s.len + 1);
	}
	str_release(&s);
}

static void vset(struct err *err, enum err_code code, const char *file,
		 int line, int col, const char *fmt, va_list ap)
{
	struct str s = STR_INIT;

	if (!err)
		return;
	str_vaddf(&s, fmt, ap);
	err->code = code;
	err->line = line;
	err->col = col;
	put_safe(err->file, sizeof err->file, file ? file : "");
	put_safe(err->text, sizeof err->text, s.s);
	str_release(&s);
}

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vset(err, code, NULL, 0, 0, fmt, ap);
	va_end(ap);
	return code;
}

int err_at(struct err *err, enum err_code code, const char *file, int line,
	   int col, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vset(err, code, file, line, col, fmt, ap);
	va_end(ap);
	return code;
}

void err_place(struct err *err, const char *file, int line, int col)
{
	if (!err || err->file[0])
		return;
	put_safe(err->file, sizeof err->file, file ? file : "");
	if (!err->line)
		err->line = line;
	if (!err->col)
		err->col = col;
}

char *err_format(const struct err *err, char *buf, size_t size)
{
	char place[320] = "";

	if (err->file[0] && err->line && err->col)
		snprintf(place, sizeof place, "%s:%d:%d: ", err->file, err->line, err->col);
	else if (err->file[0] && err->line)
		snprintf(place, sizeof place, "%s:%d: ", err->file, err->line);
	else if (err->file[0])
		snprintf(place, sizeof place, "%s: ", err->file);
	snprintf(buf, size, "%s%s", place, err->text);
	return buf;
}

int err_exit_status(enum err_code code)
{
	switch (code) {
	case ERR_NONE:
		return 0;
	case ERR_USAGE: case ERR_INPUT: case ERR_LIMIT: case ERR_STATE:
		return 2;
	default:
		return 1;
	}
}
