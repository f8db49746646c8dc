/*
 * lane_math.h - exp, log, tanh, sigmoid and erfinv in lanes.
 *
 * No libm: each is a fixed sequence of IEEE operations, so a lane gives the
 * same bits at every width and on every machine.  Error bounds, in units in
 * the last place, tested over the whole range against a higher precision
 * (tests/num/test_fmath.c): exp 1, log 1, tanh 2, sigmoid 2.5, softplus 3.
 *
 * exp: Cody-Waite reduction by ln 2 in two parts and a minimax polynomial
 * on [-ln2/2, ln2/2] (Cephes' expf).  log: mantissa in [1/sqrt2, sqrt2), polynomial
 * of Cephes' logf.  tanh: from exp(2x) - 1.  erfinv: M. Giles, "Approximating the erfinv
 * function" (GPU Computing Gems 2), single precision.
 */
#ifndef NUM_LANE_MATH_H
#define NUM_LANE_MATH_H

#include "num/lane.h"

/* 2^n for integral n in [-126, 127]. */
LANE_INLINE vf v_pow2(vi n)
{
	return (vf)((n + 127) << 23);
}

/* exp(y - n ln2) - 1, where that is within [-ln2/2, ln2/2]. */
LANE_INLINE vf v_expm1_part(vf y, vf n)
{
	vf r, p;

	r = v_fnma(n, v_set(0.693359375f), y);
	r = v_fnma(n, v_set(-2.12194440e-4f), r);
	p = v_set(1.9875691500e-4f);
	p = v_fma(p, r, v_set(1.3981999507e-3f));
	p = v_fma(p, r, v_set(8.3334519073e-3f));
	p = v_fma(p, r, v_set(4.1665795894e-2f));
	p = v_fma(p, r, v_set(1.6666665459e-1f));
	p = v_fma(p, r, v_set(5.0000001201e-1f));
	return v_fma(p, r * r, r);
}

LANE_INLINE vf v_exp(vf x)
{
	const vf magic = v_set(12582912.0f);	/* 1.5 * 2^23: rounds to integer */
	vf lo = v_set(-104.0f), hi = v_set(89.0f), y, n, p;
	vi k, half;
	vi nan = x != x;

	y = v_sel(x < lo, lo, x);
	y = v_sel(y > hi, hi, y);
	y = v_sel(nan, v_set(0), y);
	n = v_fma(y, v_set(1.44269504088896341f), magic) - magic;
	p = v_expm1_part(y, n) + 1.0f;
	/* Scaled in two steps, so that subnormal and infinite results round once. */
	k = v_toint(n);
	half = k >> 1;
	p = p * v_pow2(half) * v_pow2(k - half);
	return v_sel(nan, x, p);
}

/* Natural logarithm; x <= 0 gives -inf (0) or NaN, subnormals are exact enough. */
LANE_INLINE vf v_log(vf x)
{
	vi tiny = x < v_set(0x1p-126f);
	vf y = v_sel(tiny, x * 0x1p23f, x), m, e, z, p;
	vi bits = (vi)y, k, small;

	k = ((bits >> 23) & 255) - 126;
	m = (vf)((bits & 0x007fffff) | 0x3f000000);	/* [.5, 1) */
	small = m < v_set(0.707106781186547524f);
	m = m + v_and(small, m) - 1.0f;
	e = v_tofloat(k + small) - v_and(tiny, v_set(23.0f));
	z = m * m;
	p = v_set(7.0376836292e-2f);
	p = v_fma(p, m, v_set(-1.1514610310e-1f));
	p = v_fma(p, m, v_set(1.1676998740e-1f));
	p = v_fma(p, m, v_set(-1.2420140846e-1f));
	p = v_fma(p, m, v_set(1.4249322787e-1f));
	p = v_fma(p, m, v_set(-1.6668057665e-1f));
	p = v_fma(p, m, v_set(2.0000714765e-1f));
	p = v_fma(p, m, v_set(-2.4999993993e-1f));
	p = v_fma(p, m, v_set(3.3333331174e-1f));
	p = p * m * z;
	p = v_fma(e, v_set(-2.12194440e-4f), p);
	p = v_fma(z, v_set(-0.5f), p);
	p = m + p;
	p = v_fma(e, v_set(0.693359375f), p);
	/* inf stays inf, NaN and negatives NaN, zero -inf */
	p = v_sel((vi)x == 0x7f800000, x, p);
	p = v_sel(x == v_set(0), v_set(-__builtin_inff()), p);
	p = v_sel(x < v_set(0), v_set(__builtin_nanf("")), p);
	return v_sel(x != x, x, p);
}

/*
 * e = exp(2|x|) - 1 without cancellation, then e / (e + 2): one path for all x.
 * 2|x| = n ln2 + r, e = 2^n (exp(r) - 1) + (2^n - 1); from 9.1 on tanh is 1.
 */
LANE_INLINE vf v_tanh(vf x)
{
	const vf magic = v_set(12582912.0f);
	vf a = v_abs(x), y, m, n, p, scale, e, d, lost;

	y = v_sel(a > v_set(9.1f), v_set(9.1f), a);
	y += y;
	m = v_fma(y, v_set(1.44269504088896341f), magic);
	n = m - magic;
	p = v_expm1_part(y, n);
	scale = v_pow2((vi)m - 0x4b400000);	/* the low bits of m hold n */
	e = v_fma(p, scale, scale - 1.0f);
	/* what d loses of e + 2 is given back to first order; where tanh is
	 * near 1 it no longer shows in the quotient */
	d = e + 2.0f;
	lost = v_and(a < v_set(.5f), e - (d - 2.0f));
	e = e / d;
	e = v_fnma(e * .5f, lost, e);
	return (vf)((vi)e | ((vi)x & (int32_t)0x80000000));
}

LANE_INLINE vf v_sigmoid(vf x)
{
	/* exp of a negative argument only: no overflow, full relative accuracy */
	vf e = v_exp(-v_abs(x)), d = 1.0f + e;

	return v_sel(x < v_set(0), e, v_set(1.0f)) / d;
}

/* log(1 + exp(x)) without overflow: max(x, 0) + log1p(exp(-|x|)). */
LANE_INLINE vf v_softplus(vf x)
{
	vf e = v_exp(-v_abs(x)), u = 1.0f + e;
	/* log1p: log(u) corrected by the rounding error of u (Goldberg 1991) */
	vf l = v_log(u), d = u - 1.0f;
	vf c = v_sel(d == v_set(0), e, l * (e / v_sel(d == v_set(0), v_set(1.0f), d)));

	return v_relu(x) + c;
}

LANE_INLINE vf v_erfinv(vf x)
{
	vf w = -v_log((1.0f - x) * (1.0f + x)), a = w - 2.5f, b, p, q;

	b = v_sqrt(w) - 3.0f;
	p = v_set(2.81022636e-08f);
	p = v_fma(p, a, v_set(3.43273939e-07f));
	p = v_fma(p, a, v_set(-3.5233877e-06f));
	p = v_fma(p, a, v_set(-4.39150654e-06f));
	p = v_fma(p, a, v_set(0.00021858087f));
	p = v_fma(p, a, v_set(-0.00125372503f));
	p = v_fma(p, a, v_set(-0.00417768164f));
	p = v_fma(p, a, v_set(0.246640727f));
	p = v_fma(p, a, v_set(1.50140941f));
	q = v_set(-0.000200214257f);
	q = v_fma(q, b, v_set(0.000100950558f));
	q = v_fma(q, b, v_set(0.00134934322f));
	q = v_fma(q, b, v_set(-0.00367342844f));
	q = v_fma(q, b, v_set(0.00573950773f));
	q = v_fma(q, b, v_set(-0.0076224613f));
	q = v_fma(q, b, v_set(0.00943887047f));
	q = v_fma(q, b, v_set(1.00167406f));
	q = v_fma(q, b, v_set(2.83297682f));
	return v_sel(w < v_set(5.0f), p, q) * x;
}

#endif
