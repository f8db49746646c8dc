/*
 * blas.h - matrix products, by BLIS; private to src/engine.
 *
 * Row-major matrices.  Always one thread a product, whatever BLIS was built
 * with or told by the environment: more threads change the bits on some
 * kernel sets, and the runs themselves are what we spread over cores.
 */
#ifndef NUM_BLAS_H
#define NUM_BLAS_H

#include <stddef.h>

/* Choose the kernel set.  Before any thread (it may call setenv); later calls do
 * nothing. */
void blas_setup(void);
/* "blis 0.9.0/2 zen3 packed x86-64", static: version, the number of
 * our own ways of calling it that gave different bits, kernel set, the way taken
 * ("packed", "plain", or "refused" where products are wrong), the processor's family. */
const char *blas_name(void);
/* NULL, or the sentence that says why products are not to be used.  The first call of
 * this or of blas_name tries them, which takes some milliseconds. */
const char *blas_refusal(void);
/* Is a library of that version what the header of the other describes?  Debian calls all
 * of them libblis.so.4, but what is handed over per call changed with 1.0: a program that
 * was built for 0.9 ends in the midst of its first product.  Unknown versions pass. */
int blas_fits(const char *built, const char *version);
/* May this version of BLIS be asked to pack?  Only 0.0 to 0.9, released ones. */
int blas_may_pack(const char *version);

/* c (m, n) = op(a) op(b) + beta c, where op(a) is (m, k) and op(b) (k, n); a
 * matrix is stored transposed where trans_ is set.  With beta 0 the old c is not read.
 * ld is the length of a stored row.  After blas_refusal has given NULL. */
void blas_gemm(int trans_a, int trans_b, size_t m, size_t n, size_t k,
	       const float *a, size_t lda, const float *b, size_t ldb,
	       float beta, float *c, size_t ldc);

/* What the choice of kernels depends on. */
struct blas_cpu {
	enum { BLAS_CPU_INTEL, BLAS_CPU_AMD, BLAS_CPU_OTHER } vendor;
	unsigned family;	/* as CPUID shows it, extended family added */
	int ssse3, avx, avx2_fma, avx512;	/* avx512: F, DQ, BW and VL */
};
/* The rule, a pure function: the kernel set to ask for, or NULL to leave the choice to
 * BLIS.  The story is in blas.c. */
const char *blas_choose(const struct blas_cpu *cpu);
/* The number for BLIS_ARCH_TYPE of a user's text: number or name of a kernel
 * set of this build; -1 for anything else. */
int blas_arch(const char *text);

#endif
