/*
 * lane.h - a vector of LANES floats, one run per lane; the same source for
 * every width.
 *
 * LANES is 1, 4, 8 or 16, given on the command line of each compilation.
 * Every operation is an IEEE binary32 operation per lane: +, -, *, /, square
 * root and explicit fused multiply-add round once and are the same at every
 * width and on every machine; nothing here looks across lanes.  Width 1 is
 * the plain C reference.
 */
#ifndef NUM_LANE_H
#define NUM_LANE_H

#include <stdint.h>
#include <string.h>

#include "num/ieee.h"

#ifndef LANES
#define LANES 1
#endif

#if LANES > 1 && (defined __x86_64__ || defined __i386__)
#include <immintrin.h>
#elif LANES == 4 && defined __ARM_NEON
#include <arm_neon.h>
#endif

typedef float vf __attribute__((vector_size(4 * LANES)));
typedef int32_t vi __attribute__((vector_size(4 * LANES)));
typedef uint32_t vu __attribute__((vector_size(4 * LANES)));

/* name_W: the symbol of this width; another tag where a width is compiled twice. */
#ifndef LANE_TAG
#define LANE_TAG LANES
#endif
#define LANE_CAT2(a, b) a##_##b
#define LANE_CAT(a, b) LANE_CAT2(a, b)
#define LANE(name) LANE_CAT(name, LANE_TAG)

#define LANE_INLINE static inline __attribute__((always_inline, unused))

LANE_INLINE vf v_set(float x)
{
	return (vf){ 0 } + x;
}

LANE_INLINE vf v_load(const float *p)
{
	vf x;

	memcpy(&x, p, sizeof x);
	return x;
}

LANE_INLINE void v_store(float *p, vf x)
{
	memcpy(p, &x, sizeof x);
}

/* a * b + c, rounded once. */
LANE_INLINE vf v_fma(vf a, vf b, vf c)
{
#if LANES == 16
	return (vf)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif LANES == 8
	return (vf)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif LANES == 4 && defined __FMA__
	return (vf)_mm_fmadd_ps((__m128)a, (__m128)b, (__m128)c);
#elif LANES == 4 && defined __ARM_NEON
	return (vf)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
	vf r;
	for (int l = 0; l < LANES; l++)
		r[l] = __builtin_fmaf(a[l], b[l], c[l]);
	return r;
#endif
}

/* c - a * b, rounded once (negation is exact). */
LANE_INLINE vf v_fnma(vf a, vf b, vf c)
{
	return v_fma(-a, b, c);
}

LANE_INLINE vf v_sqrt(vf x)
{
#if LANES == 16
	return (vf)_mm512_sqrt_ps((__m512)x);
#elif LANES == 8
	return (vf)_mm256_sqrt_ps((__m256)x);
#elif LANES == 4 && defined __SSE__
	return (vf)_mm_sqrt_ps((__m128)x);
#elif LANES == 4 && defined __ARM_NEON
	return (vf)vsqrtq_f32((float32x4_t)x);
#else
	vf r;
	for (int l = 0; l < LANES; l++)
		r[l] = __builtin_sqrtf(x[l]);
	return r;
#endif
}

/* m ? a : b, where each lane of m is all ones or all zeros. */
LANE_INLINE vf v_sel(vi m, vf a, vf b)
{
	return (vf)((m & (vi)a) | (~m & (vi)b));
}

LANE_INLINE vf v_and(vi m, vf a)
{
	return (vf)(m & (vi)a);
}

LANE_INLINE vf v_abs(vf x)
{
	return (vf)((vi)x & 0x7fffffff);
}

/* The larger; b where the comparison is unordered. */
LANE_INLINE vf v_max(vf a, vf b)
{
	return v_sel(a > b, a, b);
}

/* max(x, 0), but NaN stays NaN. */
LANE_INLINE vf v_relu(vf x)
{
	return (vf)((vi)x & ~(x < v_set(0)));
}

LANE_INLINE vi v_finite(vf x)
{
	return ((vi)x & 0x7f800000) != 0x7f800000;
}

/* Truncation toward zero is never needed; x is already integral. */
LANE_INLINE vi v_toint(vf x)
{
	return __builtin_convertvector(x, vi);
}

LANE_INLINE vf v_tofloat(vi x)
{
	return __builtin_convertvector(x, vf);
}

#endif
