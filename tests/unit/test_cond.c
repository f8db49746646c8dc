/*
 * Waiting for a while: not shorter than asked, woken in time, by either clock
 * (test_cond_realtime is this with the way out of systems that have no choice of clock).
 */
#include "check.h"

#include <pthread.h>

#include "base/clk.h"
#include "base/cond.h"

#define MS 1000000u

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond;
static int told;

static void test_time_out(void **state)
{
	uint64_t began = cond_now_ns(), passed;

	(void)state;
	cond_init(&cond);
	clk_freeze(5);			/* the real clock, whatever a test has done to the other */
	pthread_mutex_lock(&lock);
	while (!cond_wait_ns(&cond, &lock, 50 * MS))
		;			/* woken for nothing: again */
	pthread_mutex_unlock(&lock);
	clk_freeze(UINT64_MAX);
	passed = cond_now_ns() - began;
	pthread_cond_destroy(&cond);
	assert_true(passed >= 49 * MS);
	assert_true(passed < 60000ull * MS);
}

static void *tell(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&lock);
	told = 1;
	pthread_cond_broadcast(&cond);
	pthread_mutex_unlock(&lock);
	return NULL;
}

/* The longest wait there is does not become a short one, nor one without a wake-up. */
static void test_woken(void **state)
{
	pthread_t t;
	int late = 0;

	(void)state;
	told = 0;
	cond_init(&cond);
	pthread_mutex_lock(&lock);
	assert_int_equal(pthread_create(&t, NULL, tell, NULL), 0);
	while (!told && !late)
		late = cond_wait_ns(&cond, &lock, UINT64_MAX);
	pthread_mutex_unlock(&lock);
	pthread_join(t, NULL);
	pthread_cond_destroy(&cond);
	assert_true(told);
	assert_false(late);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time_out),
		cmocka_unit_test(test_woken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
