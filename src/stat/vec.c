/*
 * vec.c - sums over predictions, 16 at a time.
 *
 * Written with the vector extension of gcc and clang, in vectors that fit a
 * register (wider ones are split into memory).  A sum of |x - y| is 16 partial sums
 * folded in halves: four registers of SSE or NEON, two of AVX, and the same
 * numbers in each.  The loop over pairs dominates while runs are few, so on x86 it is
 * compiled for AVX2 too and chosen at run time.  No version may use FMA: it
 * would change the last bit.
 */
#include "vec_int.h"

#include <stdint.h>
#include <string.h>

typedef float f4 __attribute__((vector_size(16), may_alias));
typedef int32_t i4 __attribute__((vector_size(16), may_alias));
typedef float f2 __attribute__((vector_size(8), may_alias));
typedef double d2 __attribute__((vector_size(16), may_alias));

static inline f4 absolute(f4 x)
{
	return (f4)((i4)x & 0x7fffffff);
}

double vec_absdiff(const float *x, const float *y, size_t padded)
{
	const f4 *a = (const f4 *)x, *b = (const f4 *)y;
	f4 s0 = { 0 }, s1 = { 0 }, s2 = { 0 }, s3 = { 0 };

	for (size_t i = 0; i < padded / 4; i += 4) {
		s0 += absolute(a[i] - b[i]);
		s1 += absolute(a[i + 1] - b[i + 1]);
		s2 += absolute(a[i + 2] - b[i + 2]);
		s3 += absolute(a[i + 3] - b[i + 3]);
	}
	s0 = (s0 + s2) + (s1 + s3);
	return (double)((s0[0] + s0[2]) + (s0[1] + s0[3]));
}

double vec_absdiff_held(const float *x, const float *y, size_t padded, size_t *n)
{
	const f4 *a = (const f4 *)x, *b = (const f4 *)y;
	f4 s0 = { 0 }, s1 = { 0 };
	i4 count = { 0 };

	for (size_t i = 0; i < padded / 4; i += 2) {
		f4 d = absolute(a[i] - b[i]), e = absolute(a[i + 1] - b[i + 1]);
		i4 both = d == d, other = e == e;	/* -1 where it is a number */

		s0 += (f4)((i4)d & both);
		s1 += (f4)((i4)e & other);
		count -= both + other;
	}
	s0 += s1;
	*n = (size_t)(count[0] + count[1]) + (size_t)(count[2] + count[3]);
	return (double)((s0[0] + s0[2]) + (s0[1] + s0[3]));
}

#if defined __x86_64__
typedef float f8 __attribute__((vector_size(32), may_alias));
typedef int32_t i8 __attribute__((vector_size(32), may_alias));

__attribute__((target("avx2")))
static void absdiff_many_avx2(const float *x, const float *const *y, size_t n,
			      size_t padded, double scale, float *out)
{
	const f8 *a = (const f8 *)x;

	for (size_t k = 0; k < n; k++) {
		const f8 *b = (const f8 *)y[k];
		f8 s0 = { 0 }, s1 = { 0 };

		for (size_t i = 0; i < padded / 8; i += 2) {
			s0 += (f8)((i8)(a[i] - b[i]) & 0x7fffffff);
			s1 += (f8)((i8)(a[i + 1] - b[i + 1]) & 0x7fffffff);
		}
		s0 += s1;
		out[k] = (float)((double)(((s0[0] + s0[4]) + (s0[2] + s0[6])) +
					  ((s0[1] + s0[5]) + (s0[3] + s0[7]))) * scale);
	}
}
#endif

void vec_absdiff_many(const float *x, const float *const *y, size_t n,
		      size_t padded, double scale, float *out)
{
#if defined __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		absdiff_many_avx2(x, y, n, padded, scale, out);
		return;
	}
#endif
	for (size_t i = 0; i < n; i++)
		out[i] = (float)(vec_absdiff(x, y[i], padded) * scale);
}

double vec_sqdiff(const float *x, const float *y, size_t padded)
{
	const f2 *a = (const f2 *)x, *b = (const f2 *)y;
	d2 s0 = { 0 }, s1 = { 0 };

	for (size_t i = 0; i < padded / 2; i += 2) {
		d2 d = __builtin_convertvector(a[i], d2) - __builtin_convertvector(b[i], d2);
		d2 e = __builtin_convertvector(a[i + 1], d2) -
		       __builtin_convertvector(b[i + 1], d2);

		s0 += d * d;
		s1 += e * e;
	}
	s0 += s1;
	return s0[0] + s0[1];
}

int vec_tame(const float *x, size_t padded)
{
	const i4 *a = (const i4 *)x;
	const float big = 5e37f / (float)(padded ? padded : 1);	/* sums of differences hold */
	int32_t limit;
	i4 over = { 0 };

	memcpy(&limit, &big, sizeof limit);
	for (size_t i = 0; i < padded / 4; i++)
		over |= (a[i] & 0x7fffffff) > limit;
	return !(over[0] | over[1] | over[2] | over[3]);
}

void vec_welford(double *mean, double *m2, const float *x, size_t padded, double inv)
{
	d2 *m = (d2 *)mean, *q = (d2 *)m2;
	const f2 *a = (const f2 *)x;

	for (size_t i = 0; i < padded / 2; i++) {
		d2 v = __builtin_convertvector(a[i], d2), d = v - m[i];

		m[i] += d * inv;
		q[i] += d * (v - m[i]);
	}
}

void vec_squares(const float *x, const double *centre, const double *weight, size_t padded,
		 double *weighted, double *plain)
{
	const d2 *m = (const d2 *)centre, *w = (const d2 *)weight;
	const f2 *a = (const f2 *)x;
	d2 s0 = { 0 }, s1 = { 0 };

	for (size_t i = 0; i < padded / 2; i++) {
		d2 d = __builtin_convertvector(a[i], d2) - m[i], q = d * d;

		s0 += w[i] * q;
		s1 += q;
	}
	*weighted = s0[0] + s0[1];
	*plain = s1[0] + s1[1];
}
