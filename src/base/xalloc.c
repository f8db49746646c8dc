/*
 * xalloc.c - a program that draws on a terminal cannot do much without
 * memory; it can restore the terminal and say so.
 */
#include "base/xalloc.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Set once at start-up, before any thread exists. */
static void (*exhausted_hook)(void);

void xalloc_set_hook(void (*hook)(void))
{
	exhausted_hook = hook;
}

static _Noreturn void exhausted(void)
{
	static const char msg[] = "reroll: out of memory\n";
	static atomic_flag told = ATOMIC_FLAG_INIT;

	/* Two threads may run out at once; it is told once, and the first ends them all. */
	while (atomic_flag_test_and_set(&told))
		pause();
	if (exhausted_hook)
		exhausted_hook();
	/* Not abort: that would leave a core and status 134 for what is no fault of ours.
	 * Nothing that was saved is lost: recorders commit as they go. */
	if (write(STDERR_FILENO, msg, sizeof msg - 1) < 0)
		_exit(1);
	_exit(1);
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		exhausted();
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		exhausted();
	return p;
}

void *xreallocarray(void *p, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		exhausted();
	n *= size;
	p = realloc(p, n ? n : 1);
	if (!p)
		exhausted();
	return p;
}

char *xstrndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = xmalloc(len + 1);

	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

void *xaligned(size_t n, size_t size)
{
	size_t bytes;
	void *p;

	if (size && n > (SIZE_MAX - 64) / size)
		exhausted();
	bytes = (n * size + 63) / 64 * 64;
	if (!bytes)
		bytes = 64;
	p = aligned_alloc(64, bytes);
	if (!p)
		exhausted();
	return memset(p, 0, bytes);
}
