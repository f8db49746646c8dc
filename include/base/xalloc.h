/*
 * xalloc.h - memory or nothing: exhaustion calls a hook, then aborts.
 *
 * For sizes that the program chose.  Sizes that come from users are checked
 * against a limit first and refused as ordinary errors.
 */
#ifndef BASE_XALLOC_H
#define BASE_XALLOC_H

#include <stddef.h>

/* Readline has an xmalloc of its own, which a static link would find as well: in object
 * files ours have names that are nobody else's (tests/unit/symbols.sh). */
#define xmalloc reroll_xmalloc
#define xcalloc reroll_xcalloc
#define xreallocarray reroll_xreallocarray
#define xstrdup reroll_xstrdup
#define xstrndup reroll_xstrndup
#define xaligned reroll_xaligned

void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
/* n * size with overflow treated as exhaustion. */
void *xreallocarray(void *p, size_t n, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *s, size_t n) __attribute__((malloc, returns_nonnull));
/* Zeroed, 64-byte aligned, for vectors; free() frees it. */
void *xaligned(size_t n, size_t size) __attribute__((malloc, returns_nonnull));

/* Called once before abort(); the UI's restores the terminal. */
void xalloc_set_hook(void (*hook)(void));

/* Grow an array so that it holds `want` elements: amortised doubling. */
#define XGROW(ptr, cap, want) do { \
	if ((want) > (cap)) { \
		(cap) = (want) > 2 * (cap) ? (want) : 2 * (cap); \
		if ((cap) < 8) (cap) = 8; \
		(ptr) = xreallocarray((ptr), (cap), sizeof *(ptr)); \
	} } while (0)

#endif
