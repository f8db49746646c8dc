/*
 * f32.h - arrays of binary32 and binary64 as they lie in a session: little-endian bytes.
 */
#ifndef STORE_F32_H
#define STORE_F32_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Between an array in memory and bytes of any alignment; the same both ways. */
static inline void f32_copy(void *to, const void *from, size_t n)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	if (n)
		memcpy(to, from, n * 4);
#else
	for (size_t i = 0; i < n; i++) {
		uint32_t w;

		memcpy(&w, (const char *)from + 4 * i, 4);
		w = __builtin_bswap32(w);
		memcpy((char *)to + 4 * i, &w, 4);
	}
#endif
}

static inline void f64_copy(void *to, const void *from, size_t n)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	if (n)
		memcpy(to, from, n * 8);
#else
	for (size_t i = 0; i < n; i++) {
		uint64_t w;

		memcpy(&w, (const char *)from + 8 * i, 8);
		w = __builtin_bswap64(w);
		memcpy((char *)to + 8 * i, &w, 8);
	}
#endif
}

#endif
