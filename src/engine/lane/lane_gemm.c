/*
 * lane_gemm.c - the one product that all layers are made of, blocked for
 * registers.
 *
 * Both operands differ from lane to lane, so each multiply-add needs two
 * vectors; a block of MR x NR accumulators loads MR + NR vectors for MR * NR
 * multiply-adds.  The block is as large as the register file allows: 24
 * accumulators of 32 registers with AVX-512, 12 of 16 otherwise.  Rows and
 * columns are split evenly over blocks (10 columns are 5 + 5, not 6 + 4).
 * Blocks one below the other are done in one call: they are often so small
 * that a call each would show.
 *
 * Which block an element falls into changes nothing in its own sum.
 */
#include "lane_int.h"

#if LANES == 16
#define MR 4
#define NR 6
#else
#define MR 4
#define NR 3
#endif

/* What is summed in: a vector, but at width 1 a float, since compilers keep a vector of
 * one in memory. */
#if LANES == 1
typedef float cell;
#define CELL(v) ((v)[0])
#define VECTOR(c) ((vf){ c })
#define CELL_FMA __builtin_fmaf
#else
typedef vf cell;
#define CELL(v) (v)
#define VECTOR(c) (c)
#define CELL_FMA v_fma
#endif

/* A column of blocks, `count` of them one below the other. */
struct block {
	const vf *a, *b, *init, *gate;
	vf *c;
	size_t count;
};

/* bn1: B's columns are adjacent, else its rows are (bk == 1). */
LANE_INLINE void block(const struct lane_gemm *g, const struct block *x,
		       int mr, int nr, int bn1)
{
	const ptrdiff_t am = g->am, ak = g->ak, bn = bn1 ? 1 : g->bn, bk = bn1 ? g->bk : 1;
	const vf *init = x->init, *gate = x->gate, *a0 = x->a;
	vf *c = x->c;
	cell acc[MR][NR];

	for (size_t count = x->count; count; count--) {
#pragma GCC unroll 8
		for (int i = 0; i < mr; i++)
#pragma GCC unroll 8
			for (int j = 0; j < nr; j++)
				acc[i][j] = CELL(init ? init[i * g->im + j] : v_set(0));
		for (size_t s = 0; s < (g->segs ? g->segs : 1); s++) {
			const vf *a = a0 + (g->segs ? g->aseg[s] : 0);
			const vf *b = x->b + (g->segs ? g->bseg[s] : 0);

			for (size_t k = g->k; k; k--) {
				cell bv[NR];

#pragma GCC unroll 8
				for (int j = 0; j < nr; j++)
					bv[j] = CELL(b[j * bn]);
#pragma GCC unroll 8
				for (int i = 0; i < mr; i++) {
					cell av = CELL(a[i * am]);
#pragma GCC unroll 8
					for (int j = 0; j < nr; j++)
						acc[i][j] = CELL_FMA(av, bv[j], acc[i][j]);
				}
				a += ak;
				b += bk;
			}
		}
#pragma GCC unroll 8
		for (int i = 0; i < mr; i++)
#pragma GCC unroll 8
			for (int j = 0; j < nr; j++) {
				vf v = VECTOR(acc[i][j]);

				if (g->relu)
					v = v_relu(v);
				if (gate)
					v = v_and(gate[i * g->cm + j] > v_set(0), v);
				c[i * g->cm + j] = v;
			}
		a0 += mr * am;
		c += mr * g->cm;
		init = init ? init + mr * g->im : NULL;
		gate = gate ? gate + mr * g->cm : NULL;
	}
}

typedef void block_fn(const struct lane_gemm *g, const struct block *x);

#define BLOCK(M, N) \
	static void block_##M##_##N(const struct lane_gemm *g, const struct block *x) \
	{ block(g, x, M, N, 1); } \
	static void blockt_##M##_##N(const struct lane_gemm *g, const struct block *x) \
	{ block(g, x, M, N, 0); }
#if NR == 6
#define EACH_N(X, M) X(M, 1) X(M, 2) X(M, 3) X(M, 4) X(M, 5) X(M, 6)
#define ROW(M) { block_##M##_1, block_##M##_2, block_##M##_3, block_##M##_4, block_##M##_5, block_##M##_6 }
#define ROWT(M) { blockt_##M##_1, blockt_##M##_2, blockt_##M##_3, blockt_##M##_4, blockt_##M##_5, blockt_##M##_6 }
#else
#define EACH_N(X, M) X(M, 1) X(M, 2) X(M, 3)
#define ROW(M) { block_##M##_1, block_##M##_2, block_##M##_3 }
#define ROWT(M) { blockt_##M##_1, blockt_##M##_2, blockt_##M##_3 }
#endif
EACH_N(BLOCK, 1) EACH_N(BLOCK, 2) EACH_N(BLOCK, 3) EACH_N(BLOCK, 4)

/* [B's columns adjacent][rows - 1][columns - 1] */
static block_fn *const blocks[2][MR][NR] = {
	{ ROWT(1), ROWT(2), ROWT(3), ROWT(4) },
	{ ROW(1), ROW(2), ROW(3), ROW(4) },
};

/* Rows from m0 in `count` blocks of mr, columns n0 to n1. */
static void column(const struct lane_gemm *g, size_t m0, size_t count, size_t mr,
		   size_t n0, size_t n1)
{
	const ptrdiff_t at = (ptrdiff_t)m0 * g->cm + (ptrdiff_t)n0;
	const struct block x = {
		.a = g->a + (ptrdiff_t)m0 * g->am,
		.b = g->b + (ptrdiff_t)n0 * g->bn,
		.init = g->init ? g->init + (ptrdiff_t)m0 * g->im + n0 : NULL,
		.gate = g->gate ? g->gate + at : NULL,
		.c = g->c + at,
		.count = count,
	};

	if (count)
		blocks[g->bn == 1][mr - 1][n1 - n0 - 1](g, &x);
}

void LANE(lane_gemm)(const struct lane_gemm *g)
{
	const size_t tiles_m = (g->m + MR - 1) / MR, tiles_n = (g->n + NR - 1) / NR;
	const size_t low = g->m / tiles_m, high = g->m % tiles_m;

	for (size_t tn = 0; tn < tiles_n; tn++) {
		size_t n0 = g->n * tn / tiles_n, n1 = g->n * (tn + 1) / tiles_n;

		column(g, 0, high, low + 1, n0, n1);
		column(g, high * (low + 1), tiles_m - high, low, n0, n1);
	}
}
