/*
 * lane_rng.h - Philox4x32-10 in lanes, each with a key of its own.
 *
 * The layout is num/rng.h's; tests hold it against Random123's.
 */
#ifndef NUM_LANE_RNG_H
#define NUM_LANE_RNG_H

#include "num/lane.h"

/* High and low words of a * m. */
LANE_INLINE void v_mulhilo(vu a, uint32_t m, vu *hi, vu *lo)
{
#if LANES == 16
	__m512i x = (__m512i)a, k = _mm512_set1_epi32((int)m);
	__m512i even = _mm512_mul_epu32(x, k);
	__m512i odd = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), k);

	*hi = (vu)_mm512_mask_blend_epi32(0xaaaa, _mm512_srli_epi64(even, 32), odd);
	*lo = (vu)_mm512_mask_blend_epi32(0xaaaa, even, _mm512_slli_epi64(odd, 32));
#elif LANES == 8
	__m256i x = (__m256i)a, k = _mm256_set1_epi32((int)m);
	__m256i even = _mm256_mul_epu32(x, k);
	__m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), k);

	*hi = (vu)_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa);
	*lo = (vu)_mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
#else
	for (int l = 0; l < LANES; l++) {
		uint64_t product = (uint64_t)a[l] * m;

		(*hi)[l] = (uint32_t)(product >> 32);
		(*lo)[l] = (uint32_t)product;
	}
#endif
}

/* High word of a * m, lane by lane: rng_below(a, m). */
LANE_INLINE vu v_below(vu a, uint32_t m)
{
	vu hi, lo;

	v_mulhilo(a, m, &hi, &lo);
	return hi;
}

LANE_INLINE vu vu_set(uint32_t x)
{
	return (vu){ 0 } + x;
}

/*
 * Block `block` of the streams { level[lane], purpose } with words b, a, c.
 *
 * With AVX the even and the odd lanes are kept apart as 64-bit products, whose
 * low halves are the operands of the next multiplication: no blends.
 */
#if LANES == 16
typedef __m512i v_wide;
#define WIDE(op) _mm512_##op
#elif LANES == 8
typedef __m256i v_wide;
#define WIDE(op) _mm256_##op
#endif

LANE_INLINE void v_philox(vu level, uint32_t purpose, uint32_t block, uint32_t b,
			  uint32_t a, uint32_t c, vu out[4])
{
#ifdef WIDE
	const v_wide m0 = WIDE(set1_epi32)((int)0xd2511f53u), m1 = WIDE(set1_epi32)((int)0xcd9e8d57u);
	v_wide s[2][4], key[2] = { (v_wide)level, WIDE(srli_epi64)((v_wide)level, 32) };
	uint32_t k0 = 0, k1 = purpose;

	for (int h = 0; h < 2; h++) {
		s[h][0] = WIDE(set1_epi32)((int)block);
		s[h][1] = WIDE(set1_epi32)((int)b);
		s[h][2] = WIDE(set1_epi32)((int)a);
		s[h][3] = WIDE(set1_epi32)((int)c);
	}
#pragma GCC unroll 10
	for (int round = 0; round < 10; round++) {
#pragma GCC unroll 2
		for (int h = 0; h < 2; h++) {
			v_wide p0 = WIDE(mul_epu32)(s[h][0], m0), p1 = WIDE(mul_epu32)(s[h][2], m1);
			v_wide k = WIDE(add_epi32)(key[h], WIDE(set1_epi32)((int)k0));

			s[h][0] = (v_wide)((vu)WIDE(srli_epi64)(p1, 32) ^ (vu)s[h][1] ^ (vu)k);
			s[h][2] = (v_wide)((vu)WIDE(srli_epi64)(p0, 32) ^ (vu)s[h][3] ^ k1);
			s[h][1] = p1;
			s[h][3] = p0;
		}
		k0 += 0x9e3779b9u;
		k1 += 0xbb67ae85u;
	}
	for (int i = 0; i < 4; i++) {
		v_wide odd = WIDE(slli_epi64)(s[1][i], 32);
#if LANES == 16
		out[i] = (vu)_mm512_mask_blend_epi32(0xaaaa, s[0][i], odd);
#else
		out[i] = (vu)_mm256_blend_epi32(s[0][i], odd, 0xaa);
#endif
	}
#else
	vu c0 = vu_set(block), c1 = vu_set(b), c2 = vu_set(a), c3 = vu_set(c);
	vu k0 = level;
	uint32_t k1 = purpose;

	for (int round = 0; round < 10; round++) {
		vu hi0, lo0, hi1, lo1;

		v_mulhilo(c0, 0xd2511f53u, &hi0, &lo0);
		v_mulhilo(c2, 0xcd9e8d57u, &hi1, &lo1);
		c0 = hi1 ^ c1 ^ k0;
		c1 = lo1;
		c2 = hi0 ^ c3 ^ k1;
		c3 = lo0;
		k0 += 0x9e3779b9u;
		k1 += 0xbb67ae85u;
	}
	out[0] = c0;
	out[1] = c1;
	out[2] = c2;
	out[3] = c3;
#endif
}

/* rng_unit in lanes: the conversion and the scaling are exact. */
LANE_INLINE vf v_unit(vu draw)
{
	return v_tofloat((vi)(draw >> 8)) * 0x1p-24f;
}

#endif
