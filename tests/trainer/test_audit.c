/*
 * test_audit.c - how an audit compares two runs, and tells two levels from what differs anyway.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "num/rng.h"
#include "trainer/audit.h"
#include "trainer/wire.h"

static struct wire_run a_run(float *p, size_t n, float *epoch, float *train, uint32_t epochs)
{
	return (struct wire_run){ .pred = p, .n_pred = n, .epoch = epoch, .train = train, .epochs = epochs,
				  .train_loss = epochs ? train[epochs - 1] : NAN, .test_loss = NAN, .accuracy = NAN };
}

static void test_gap(void **state)
{
	float p[] = { 1, 2, 3, NAN }, q[] = { 1, 2, 3, NAN }, epoch[] = { 1, 2, 4 }, t[] = { 3, 2, 1 }, u[] = { 3, 2, 1 };
	struct wire_run a = a_run(p, 4, epoch, t, 3), b = a_run(q, 4, epoch, u, 3);
	struct audit_gap g;

	(void)state;
	audit_gap(&g, &a, &b, 'r', 1);
	assert_true(g.equal && g.difference == 0 && g.loss == 0 && isnan(g.epoch) && isnan(g.churn));
	u[1] = nextafterf(2, 3);	/* one bit, on the way */
	audit_gap(&g, &a, &b, 'r', 1);
	assert_true(!g.equal && g.difference == 0 && g.loss == 0 && g.epoch == 2);
	u[1] = 2;
	q[0] = 1.5f;
	q[2] = nextafterf(3, 4);
	audit_gap(&g, &a, &b, 'r', 1);
	assert_true(!g.equal && isnan(g.epoch));
	assert_float_equal(g.difference, .5 / 3, 1e-6);
	b.epochs = 2;			/* one has an epoch more */
	audit_gap(&g, &a, &b, 'r', 1);
	assert_true(g.epoch == 4);
	q[1] = INFINITY;		/* a run that diverged is not equal, and in no mean */
	audit_gap(&g, &a, &b, 'r', 1);
	assert_false(g.equal);
	assert_float_equal(g.difference, .25, 1e-6);
	a.n_pred = b.n_pred = 0;
	audit_gap(&g, &a, &b, 'r', 1);
	assert_true(isnan(g.difference));
	a = b = a_run(NULL, 0, NULL, NULL, 0);
	b.accuracy = .5f;
	audit_gap(&g, &a, &b, 'r', 1);
	assert_true(!g.equal && isnan(g.loss) && isnan(g.epoch));
}

static void test_gap_of_classes(void **state)
{
	float p[] = { .9f, .1f, 0, .2f, .3f, .5f }, q[] = { .4f, .6f, 0, .2f, .3f, .5f };
	struct wire_run a = a_run(p, 6, NULL, NULL, 0), b = a_run(q, 6, NULL, NULL, 0);
	struct audit_gap g;

	(void)state;
	audit_gap(&g, &a, &b, 'c', 3);
	assert_true(g.churn == .5);
	audit_gap(&g, &a, &b, 'b', 1);
	assert_true(g.churn == 2. / 6);
}

enum { ALL = 2 * AUDIT_TURNS };

/* Runs of dim predictions each: noise by a stream, those of the second level moved. */
static int told(uint32_t trial, int dim, double shift)
{
	const struct rng r = rng_stream(trial, 77, 0, 0);
	double x[ALL][8], d[ALL][ALL];

	for (int i = 0; i < ALL; i++)
		for (int k = 0; k < dim; k++)
			x[i][k] = rng_normal(&r, (uint32_t)(i * dim + k)) + (i >= AUDIT_TURNS ? shift : 0);
	for (int i = 0; i < ALL; i++)
		for (int j = 0; j < ALL; j++) {
			d[i][j] = 0;
			for (int k = 0; k < dim; k++)
				d[i][j] += fabs(x[i][k] - x[j][k]) / dim;
		}
	return audit_apart(d);
}

/* A level that does nothing is said to work in one audit of 462. */
static void test_apart(void **state)
{
	double d[ALL][ALL] = { { 0 } };
	int by_chance = 0, seen = 0, slightly = 0;

	(void)state;
	assert_false(audit_apart(d));
	for (int i = 0; i < ALL; i++)
		for (int k = 0; k < ALL; k++)
			d[i][k] = i == k ? 0 : .1;	/* all alike, but for rounding */
	assert_false(audit_apart(d));
	for (uint32_t i = 0; i < 20000; i++)
		by_chance += told(i, 1 + (int)(i % 2) * 7, 0);
	for (uint32_t i = 0; i < 1000; i++) {
		seen += told(i, 8, 4);
		slightly += told(i, 1, 1);
	}
	/* 43.3 expected, sd 6.6: within four of them */
	print_message("# by chance %d of 20000, shift 4: %d, shift 1: %d of 1000\n", by_chance, seen, slightly);
	assert_in_range(by_chance, 43 - 26, 43 + 26);
	assert_int_equal(seen, 1000);
	assert_in_range(slightly, 20, 900);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gap), cmocka_unit_test(test_gap_of_classes), cmocka_unit_test(test_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
