/*
 * utf8.c - see utf8.h.
 *
 * Widths are utf8proc's, which go by Unicode and are the same in every locale; but
 * a mark that takes a place of its own (Mc: vowels of Thai's and Hindi's kin) has
 * one, as C libraries, ncurses and terminals say.
 */
#include "base/utf8.h"

#include <string.h>
#include <utf8proc.h>

#include "base/str.h"

struct range { uint32_t lo, hi; };

static const struct range unsafe[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x061c, 0x061c },
	{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
	{ 0xfeff, 0xfeff }, { 0xfff0, 0xfffb }, { 0xe0000, 0xe007f },
};

static int in(uint32_t c, const struct range *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= r[i].lo && c <= r[i].hi)
			return 1;
	return 0;
}
#define IN(c, table) in(c, table, sizeof table / sizeof *table)

/* Length of the valid sequence at s, or 0. Overlong forms, surrogates and
 * values past U+10FFFF are invalid (RFC 3629). */
static size_t decode_valid(const unsigned char *s, size_t n, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len;
	uint32_t c;

	if (s[0] < 0x80) {
		*out = s[0];
		return 1;
	}
	if ((s[0] & 0xe0) == 0xc0)
		len = 2, c = s[0] & 0x1f;
	else if ((s[0] & 0xf0) == 0xe0)
		len = 3, c = s[0] & 0x0f;
	else if ((s[0] & 0xf8) == 0xf0)
		len = 4, c = s[0] & 0x07;
	else
		return 0;
	if (n < len)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[len] || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
		return 0;
	*out = c;
	return len;
}

uint32_t utf8_decode(const char *s, size_t n, size_t *used)
{
	uint32_t c = 0xfffd;
	size_t len = n ? decode_valid((const unsigned char *)s, n, &c) : 0;

	if (!len)
		c = 0xfffd;
	*used = len ? len : n ? 1 : 0;
	return c;
}

size_t utf8_encode(uint32_t c, char buf[4])
{
	if (c < 0x80) {
		buf[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		buf[0] = (char)(0xc0 | c >> 6);
		buf[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		buf[0] = (char)(0xe0 | c >> 12);
		buf[1] = (char)(0x80 | (c >> 6 & 0x3f));
		buf[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	buf[0] = (char)(0xf0 | c >> 18);
	buf[1] = (char)(0x80 | (c >> 12 & 0x3f));
	buf[2] = (char)(0x80 | (c >> 6 & 0x3f));
	buf[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t utf8_mend(char *s, size_t n)
{
	size_t bad = 0, used;

	for (; n; s += used, n -= used)
		if (utf8_decode(s, n, &used) == 0xfffd && used == 1) {
			*s = '?';
			bad++;
		}
	return bad;
}

int utf8_cols_cp(uint32_t c)
{
	if (c < 0x300)
		return c >= 0x20 && c != 0x7f;
	if (utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_MC)
		return 1;
	return utf8proc_charwidth((utf8proc_int32_t)c);
}

int utf8_cols(const char *s)
{
	size_t n = strlen(s), used;
	int cols = 0;

	for (; n; s += used, n -= used)
		cols += utf8_cols_cp(utf8_decode(s, n, &used));
	return cols;
}

size_t utf8_prefix(const char *s, int cols)
{
	size_t n = strlen(s), at = 0, used;

	while (at < n) {
		int w = utf8_cols_cp(utf8_decode(s + at, n - at, &used));
		if (w > cols)
			break;
		cols -= w;
		at += used;
	}
	return at;
}

int utf8_is_unsafe(uint32_t c)
{
	return IN(c, unsafe);
}

void utf8_escape(struct str *out, const char *s, size_t n)
{
	size_t used;

	for (; n; s += used, n -= used) {
		uint32_t c = 0;

		used = decode_valid((const unsigned char *)s, n, &c);
		if (!used) {
			used = 1;
			str_addf(out, "\\x%02x", (unsigned char)*s);
		} else if (!utf8_is_unsafe(c)) {
			str_addn(out, s, used);
		} else if (c < 0x80) {
			str_addf(out, "\\x%02x", (unsigned)c);
		} else {
			str_addf(out, "\\u{%x}", (unsigned)c);
		}
	}
}
