/*
 * utf8.h - decode, measure and defuse text that may come from anywhere.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

struct str;

#define utf8_encode reroll_utf8_encode	/* jansson has one: see xalloc.h */

/* Decode one code point of s[0..n); *used gets its bytes (>= 1 when n > 0).
 * An invalid byte decodes as U+FFFD and uses 1. */
uint32_t utf8_decode(const char *s, size_t n, size_t *used);
/* Encode into buf (4 bytes at most, not terminated); returns the length. */
size_t utf8_encode(uint32_t c, char buf[4]);
/* Put '?' in place of the invalid bytes of s[0..n); returns how many there were. */
size_t utf8_mend(char *s, size_t n);
/* Columns of one code point: 0, 1 or 2, in any locale. */
int utf8_cols_cp(uint32_t c);
/* Columns of a terminated string. */
int utf8_cols(const char *s);
/* Bytes of the longest prefix of s that fits in `cols` columns. */
size_t utf8_prefix(const char *s, int cols);
/* True for code points that must not reach a terminal raw: C0, DEL, C1,
 * bidi controls and isolates, line/paragraph separators, BOM, tags. */
int utf8_is_unsafe(uint32_t c);
/* Append s[0..n) with unsafe and invalid bytes shown as \xNN or \u{NNNN}.
 * Newline and tab are escaped too. */
void utf8_escape(struct str *out, const char *s, size_t n);

#endif
