/*
 * cond.c - one place for what systems lack; see cond.h.
 *
 * COND_REALTIME (tests) takes the last way out also where a better one exists.
 */
#include "config.h"

#include "base/cond.h"

#include <errno.h>
#include <time.h>

#if !defined(COND_REALTIME) && defined(HAVE_PTHREAD_CONDATTR_SETCLOCK)
#define COND_CLOCK CLOCK_MONOTONIC
#else
#define COND_CLOCK CLOCK_REALTIME
#endif

#define SECOND 1000000000u
#define LONGEST (3600ull * SECOND)	/* an hour: no sum below overflows */

uint64_t cond_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

void cond_init(pthread_cond_t *c)
{
#if !defined(COND_REALTIME) && defined(HAVE_PTHREAD_CONDATTR_SETCLOCK)
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, COND_CLOCK);
	pthread_cond_init(c, &attr);
	pthread_condattr_destroy(&attr);
#else
	pthread_cond_init(c, NULL);
#endif
}

int cond_wait_ns(pthread_cond_t *c, pthread_mutex_t *lock, uint64_t ns)
{
	struct timespec t;

	if (ns > LONGEST)
		ns = LONGEST;
#if !defined(COND_REALTIME) && !defined(HAVE_PTHREAD_CONDATTR_SETCLOCK) && \
	defined(HAVE_PTHREAD_COND_TIMEDWAIT_RELATIVE_NP)
	t.tv_sec = (time_t)(ns / SECOND);
	t.tv_nsec = (long)(ns % SECOND);
	return pthread_cond_timedwait_relative_np(c, lock, &t) == ETIMEDOUT;
#else
	clock_gettime(COND_CLOCK, &t);
	ns += (uint64_t)t.tv_nsec;
	t.tv_sec += (time_t)(ns / SECOND);
	t.tv_nsec = (long)(ns % SECOND);
	return pthread_cond_timedwait(c, lock, &t) == ETIMEDOUT;
#endif
}
