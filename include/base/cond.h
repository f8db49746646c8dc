/*
 * cond.h - waiting at a condition for a stretch of real time.
 *
 * POSIX measures pthread_cond_timedwait by a clock that can be chosen; macOS cannot choose
 * it, but waits relatively.  Where neither is to be had the wall clock is used, and a wait
 * lasts as much longer or shorter as somebody sets that clock meanwhile.
 *
 * The clock is the real one even while clk_ns is frozen: a test must not make a loop spin.
 */
#ifndef BASE_COND_H
#define BASE_COND_H

#include <pthread.h>
#include <stdint.h>

/* A condition for cond_wait_ns; pthread_cond_destroy undoes it. */
void cond_init(pthread_cond_t *c);
/* Wait, with lock held, until c is signalled or ns have passed; it may also return before
 * either.  Returns 1 when the time had run out, else 0. */
int cond_wait_ns(pthread_cond_t *c, pthread_mutex_t *lock, uint64_t ns);
/* The real monotonic clock, in nanoseconds. */
uint64_t cond_now_ns(void);

#endif
