/*
 * blas_check.h - does a matrix product multiply?  Private to src/num.
 *
 * A library that multiplies wrongly for some shapes trains, and nothing looks odd:
 * the loss is a little worse.  So products are tried before they are used.
 */
#ifndef NUM_BLAS_CHECK_H
#define NUM_BLAS_CHECK_H

#include <stddef.h>

/* The contract of blas_gemm (blas.h). */
typedef void blas_product(int trans_a, int trans_b, size_t m, size_t n, size_t k,
			  const float *a, size_t lda, const float *b, size_t ldb,
			  float beta, float *c, size_t ldc);

/* The first shape that came out wrong: (m, k) times (k, n). */
struct blas_fault { size_t m, n, k; };

/*
 * Try gemm in every way that the engine calls it (plain, a or b transposed; beta 1, and 0
 * over an old c of NaN; rows of c as long as n and longer), over shapes around the sizes at
 * which kernels change: every n up to 64, m and k below 40 in all residues of 16, both
 * sides of each block of register, cache and panel, and some that are large on all sides.
 * only_b: of small shapes only those with b transposed.  Some ten milliseconds.  Returns 1 when every product is exactly right,
 * else 0 with *fault (NULL: not wanted).
 */
int blas_check(blas_product *gemm, int only_b, struct blas_fault *fault);

#endif
