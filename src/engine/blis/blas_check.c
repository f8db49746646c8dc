/*
 * blas_check.c - see the header.
 *
 * Small whole numbers in binary32 add up exactly in any order, so that a right
 * product is right to the bit whatever the kernel does, and no tolerance hides
 * anything.  Computing each product a second time by loops would take
 * longer than the training of a small net; instead it is multiplied with a vector:
 *
 *     c = op(a) op(b) + beta c0    =>    c x = op(a) (op(b) x) + beta c0 x
 *
 * which costs as much as reading the matrices.  x is made of odd numbers drawn
 * anew for each shape: an entry that is wrong alone is always seen, and several in
 * a row cancel by chance only, one row in dozens, and not in the next row, too.
 */
#include "blas_check.h"
#include "config.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define PAD 3			/* c's rows are longer than n by so much */
#define MARK 77777.0f		/* what stands there */
#define POOL ((size_t)1 << 18)	/* numbers that a and b are taken from */

struct work {
	blas_product *gemm;
	struct blas_fault *fault;
	int only_b;
	unsigned turn;
	uint32_t draw;
	float *pool;		/* [POOL] */
	float *c;		/* [n_c] */
	double *x, *bx;		/* [side]: the vector; op(b) x */
	double *want;		/* [side]: what c x shall be */
};

/* A linear congruence, by its upper bits: any would do. */
static uint32_t draw(struct work *w)
{
	w->draw = w->draw * 1664525u + 1013904223u;
	return w->draw >> 8;
}

/* Some stretch of the pool, so that no two shapes have the same numbers. */
static const float *numbers(struct work *w, size_t n)
{
	return w->pool + draw(w) % (POOL - n + 1);
}

/* Eight sums, so that they can be made side by side: all of it is exact. */
static double product(const float *a, const double *x, size_t n)
{
	double sum[8] = { 0 };
	size_t i = 0;

	for (; i + 8 <= n; i += 8)
		for (size_t j = 0; j < 8; j++)
			sum[j] += (double)a[i + j] * x[i + j];
	for (; i < n; i++)
		sum[0] += (double)a[i] * x[i];
	for (size_t j = 1; j < 8; j++)
		sum[0] += sum[j];
	return sum[0];
}

/* y (rows) = op(a) (rows, cols) times x. */
static void times(const float *a, size_t lda, int trans, size_t rows, size_t cols,
		  const double *x, double *y)
{
	for (size_t i = 0; i < rows; i++)
		y[i] = trans ? 0 : product(a + i * lda, x, cols);
	for (size_t j = 0; trans && j < cols; j++)
		for (size_t i = 0; i < rows; i++)
			y[i] += (double)a[j * lda + i] * x[j];
}

/* Is c x what it shall be, and the space behind each row untouched?  A NaN is not. */
static int right(const struct work *w, size_t m, size_t n, size_t ldc)
{
	for (size_t i = 0; i < m; i++) {
		const float *row = w->c + i * ldc;
		double sum = product(row, w->x, n);

		if (!(sum >= w->want[i] && sum <= w->want[i]))
			return 0;
		for (size_t j = n; j < ldc; j++)
			if (!(row[j] >= MARK && row[j] <= MARK))
				return 0;
	}
	return 1;
}

static int one(struct work *w, int ta, int tb, int beta, size_t m, size_t n, size_t k)
{
	size_t lda = ta ? m : k, ldb = tb ? k : n, ldc = n + (draw(w) & 1 ? PAD : 0);
	const float *a = numbers(w, m * k), *b = numbers(w, k * n), *old = numbers(w, n);
	double before;

	for (size_t j = 0; j < n; j++)
		w->x[j] = (double)(2 * (draw(w) % 64) + 1);
	before = product(old, w->x, n);
	/* With beta 0 the old c is not read: 0 times what a diverged run left there is NaN. */
	for (size_t i = 0; i < m; i++) {
		for (size_t j = 0; j < n; j++)
			w->c[i * ldc + j] = beta ? old[j] : NAN;
		for (size_t j = n; j < ldc; j++)
			w->c[i * ldc + j] = MARK;
	}
	times(b, ldb, tb, k, n, w->x, w->bx);
	times(a, lda, ta, m, k, w->bx, w->want);
	for (size_t i = 0; beta && i < m; i++)
		w->want[i] += before;
	w->gemm(ta, tb, m, n, k, a, lda, b, ldb, (float)beta, w->c, ldc);
	if (right(w, m, n, ldc))
		return 1;
	if (w->fault)
		*w->fault = (struct blas_fault){ m, n, k };
	return 0;
}

/* Plain, a transposed, b transposed; both is never asked for.  The old c counts every
 * other time. */
static int each_way(struct work *w, size_t m, size_t n, size_t k)
{
	for (int t = w->only_b ? 2 : 0; t < 3; t++)
		if (!one(w, t == 1, t == 2, w->turn++ & 1, m, n, k))
			return 0;
	return 1;
}

/* Where a kernel, a block of the cache or a way of going about it ends, in BLIS' sets
 * and in blas.c; by powers of two besides. */
static const size_t edge[] = {
	72, 96, 128, 144, 168, 192, 240, 256, 320, 384, 480, 512,
};
enum { EDGES = sizeof edge / sizeof *edge };

/* Large in all three: (m, n, k) beyond the small kernels' thresholds, which are up to
 * 512, 256 and 240, and k beyond a block of the cache there; m n large with k small is a
 * gradient, n large alone is beyond the widest panel.  The last are as people have them. */
static const size_t large[][3] = {
	{ 129, 86, 131 }, { 70, 262, 97 }, { 38, 166, 259 }, { 201, 54, 65 },
	{ 513, 518, 21 }, { 7, 4102, 3 }, { 4102, 6, 3 }, { 6, 6, 4102 },
	{ 514, 262, 246 }, { 86, 102, 1030 }, { 1030, 102, 40 },
	{ 32, 256, 64 }, { 32, 64, 256 }, { 256, 128, 32 }, { 128, 128, 512 },
};
enum { LARGE = sizeof large / sizeof *large, SIDE = 4102, CELLS = 513 * (518 + PAD) };

static int grid(struct work *w)
{
	/* Each n with five m and k of their own; then each edge on all three sides. */
	for (size_t n = 1; n <= 64; n++)
		for (size_t i = 0; i < 5; i++)
			if (!each_way(w, 1 + (7 * n + 4 * i) % 19, n, 1 + (5 * n + 11 * i) % 37))
				return 0;
	for (size_t e = 0; e < EDGES; e++)
		for (size_t d = 0; d < 3; d++) {
			size_t at = edge[e] + (d == 2 ? 6 : d), s = 5 + e + 6 * d;

			if (!each_way(w, at, 6 + s, 3 + s % 7) || !each_way(w, 1 + s % 9, at, 4 + s % 5)
			    || !each_way(w, 2 + s % 8, 6 + 16 * (e % 3), at))
				return 0;
		}
	w->only_b = 0;
	for (size_t i = 0; i < LARGE; i++)
		if (!each_way(w, large[i][0], large[i][1], large[i][2]))
			return 0;
	return 1;
}

int blas_check(blas_product *gemm, int only_b, struct blas_fault *fault)
{
	struct work w = { .gemm = gemm, .fault = fault, .only_b = only_b, .draw = 1 };
	int ok;

	w.pool = xcalloc(POOL, sizeof *w.pool);
	w.c = xcalloc(CELLS, sizeof *w.c);
	w.x = xcalloc(3 * (size_t)SIDE, sizeof *w.x);
	w.bx = w.x + SIDE;
	w.want = w.bx + SIDE;
	for (size_t i = 0; i < POOL; i++)
		w.pool[i] = (float)(draw(&w) % 15) - 7;
	ok = grid(&w);
	free(w.pool);
	free(w.c);
	free(w.x);
	return ok;
}
