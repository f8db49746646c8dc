/*
 * test_engine_ops.c - the BLIS engine's loops give the same bits at every
 * vector width, at lengths with and without a remainder; the plain width is
 * what the other tests compare with independent figures.
 */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/blis/op_wide.h"
#include "engine/engine.h"
#include "engine/problem.h"

#define N 67

extern const struct op_wide op_wide_1;
#ifdef LANES_X86
extern const struct op_wide op_wide_4, op_wide_8, op_wide_16;
#elif defined LANES_NEON
extern const struct op_wide op_wide_4;
#endif

static const struct { int width; const struct op_wide *ops; } table[] = {
	{ 1, &op_wide_1 },
#if defined LANES_X86 || defined LANES_NEON
	{ 4, &op_wide_4 },
#endif
#ifdef LANES_X86
	{ 8, &op_wide_8 }, { 16, &op_wide_16 },
#endif
};
#define TABLES (sizeof table / sizeof *table)

/* Everything that a table's functions wrote. */
struct out { float y[5][N], z[5][N]; uint32_t arg[N]; };

static void fill(float *x, float scale, float phase)
{
	for (size_t i = 0; i < N; i++)
		x[i] = scale * sinf((float)(i * i) + phase);
}

static void same(struct out *a, const struct out *b, int width, const char *what, int which)
{
	if (memcmp(a, b, sizeof *a))
		fail_msg("%s %d differs at width %d", what, which, width);
}

typedef void op_fn(const struct op_wide *o, int which, size_t n, struct out *out);

static void on_every_width(op_fn *op, const char *what, int count)
{
	static const size_t length[] = { 1, 3, 4, 8, 15, 16, 37, N };

	for (int which = 0; which < count; which++)
		for (size_t l = 0; l < sizeof length / sizeof *length; l++) {
			struct out plain = { 0 }, got;

			op(table[0].ops, which, length[l], &plain);
			/* It did something, but only where it should. */
			assert_true(memcmp(plain.y[0], plain.z[0], sizeof plain.y[0]) != 0);
			for (size_t i = 1; i < TABLES; i++) {
				if (!engine_has_width(table[i].width))
					continue;
				memset(&got, 0, sizeof got);
				op(table[i].ops, which, length[l], &got);
				same(&got, &plain, table[i].width, what, which);
			}
		}
}

static void act(const struct op_wide *o, int which, size_t n, struct out *out)
{
	float x[N];

	fill(x, 6, 1);
	o->act_forward((enum act)which, x, 1, n, out->y[0]);
	fill(out->y[1], 1, 2);
	o->act_backward((enum act)which, x, out->y[0], 1, n, out->y[1]);
}

static void step(const struct op_wide *o, int which, size_t n, struct out *out)
{
	struct optim opt = optim_default((enum optim_kind)which);
	struct optim_scalars s;
	double u = 1;
	float g[N];

	fill(out->y[0], 1, 1);
	for (uint64_t t = 1; t < 4; t++) {
		fill(g, 1, (float)t);
		optim_schedule(&opt, t, &u, &s);
		o->optim_step((enum optim_kind)which, &s, n, g, out->y[1],
			      out->y[2], out->y[0]);
	}
	/* the start, to see that it moved */
	fill(out->z[0], 1, 1);
}

/* Two rows of n outputs. */
static void loss(const struct op_wide *o, int which, size_t n, struct out *out)
{
	static const uint32_t row[2] = { 1, 0 };
	uint32_t label[2] = { (uint32_t)n / 2, (uint32_t)n - 1 };
	float z[2 * N], y[2 * N], d[2 * N];
	struct dataset data = { .kind = DATA_CLASSES, .outputs = n, .y = y, .label = label };
	struct problem p = { .data = &data, .loss = (enum loss)which, .huber_delta = .7f };
	uint64_t hits = 0;

	fill(z, 3, 1);
	fill(z + N, 3, 2);
	fill(y, 1, 3);
	fill(y + N, 1, 4);
	out->z[0][0] = -1;	/* what d[0] never is */
	out->y[2][0] = (float)o->loss(&p, row, 2, z, NULL, .25f, d, &hits);
	out->y[2][1] = (float)hits;
	memcpy(out->y[0], d, n * sizeof *d);
	memcpy(out->y[1], d + n, n * sizeof *d);
	out->y[2][2] = (float)o->loss(&p, row, 2, z, NULL, .25f, NULL, NULL);
	assert_true(memcmp(&out->y[2][0], &out->y[2][2], sizeof(float)) == 0);
}

static void rows(const struct op_wide *o, int which, size_t n, struct out *out)
{
	float b[N];

	(void)which;
	fill(b, 3, 4);
	fill(out->y[0], 1, 5);
	fill(out->z[0], 1, 5);
	o->add_bias(b, 1, n, out->y[0]);
	o->add(b, n, out->y[1]);
	o->multiply(b, out->y[0], n, out->y[2]);
	/* two rows of n / 2 */
	o->sum_rows(b, 2, n / 2, out->y[3]);
	for (int pass = 0; pass < 3; pass++) {
		fill(b, 1, (float)pass);
		o->maximum(b, n, (uint32_t)(100 * pass), out->y[4], out->arg);
	}
}

static void test_activations(void **state)
{
	(void)state;
	on_every_width(act, "activation", ACT_COUNT);
}

static void test_optimizers(void **state)
{
	(void)state;
	on_every_width(step, "optimizer", OPTIM_COUNT);
}

static void test_losses(void **state)
{
	(void)state;
	on_every_width(loss, "loss", LOSS_COUNT);
}

static void test_rows(void **state)
{
	(void)state;
	on_every_width(rows, "row operation", 1);
}

/* The greatest of three rows, and where it stood, by a plain loop. */
static void test_maximum(void **state)
{
	(void)state;
	for (size_t t = 0; t < TABLES; t++) {
		float y[N], x[N];
		uint32_t arg[N];

		if (!engine_has_width(table[t].width))
			continue;
		for (size_t i = 0; i < N; i++) {
			y[i] = -2;
			arg[i] = 7777;
		}
		for (int pass = 0; pass < 3; pass++) {
			fill(x, 1, (float)pass);
			table[t].ops->maximum(x, N, (uint32_t)(N * pass), y, arg);
		}
		for (size_t i = 0; i < N; i++) {
			int best = 0;

			for (int pass = 1; pass < 3; pass++)
				if (sinf((float)(i * i) + (float)pass) >
				    sinf((float)(i * i) + (float)best))
					best = pass;
			assert_int_equal(arg[i], N * best + i);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_activations),
		cmocka_unit_test(test_optimizers),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_maximum),
	};

	return cmocka_run_group_tests_name("engine ops", tests, NULL, NULL);
}
