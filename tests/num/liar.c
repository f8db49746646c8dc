/*
 * liar.c - see liar.h.
 */
#undef bli_sgemm_ex
#include "config.h"

#include "liar.h"

#include <math.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wpointer-arith"
#ifdef HAVE_BLIS_H
#include <blis.h>
#else
#include <blis/blis.h>
#endif
#pragma GCC diagnostic pop

enum lie lie;
_Atomic unsigned liar_packed;	/* workers call, too */

void liar_sgemm_ex(trans_t ta, trans_t tb, dim_t m, dim_t n, dim_t k, float *alpha,
		   float *a, inc_t rsa, inc_t csa, float *b, inc_t rsb, inc_t csb,
		   float *beta, float *c, inc_t rsc, inc_t csc, cntx_t *cntx, rntm_t *rntm);

void liar_sgemm_ex(trans_t ta, trans_t tb, dim_t m, dim_t n, dim_t k, float *alpha,
		   float *a, inc_t rsa, inc_t csa, float *b, inc_t rsb, inc_t csb,
		   float *beta, float *c, inc_t rsc, inc_t csc, cntx_t *cntx, rntm_t *rntm)
{
	int packed = bli_rntm_pack_b(rntm);
	float one = 1;

	liar_packed += packed;
	if (lie == LIE_OLD && !(*beta < 0) && !(*beta > 0)) {
		for (dim_t i = 0; i < m; i++)
			for (dim_t j = 0; j < n; j++)
				c[i * rsc + j * csc] *= *beta;
		beta = &one;
	}
	bli_sgemm_ex(ta, tb, m, n, k, alpha, a, rsa, csa, b, rsb, csb, beta, c, rsc, csc, cntx, rntm);
	if (m < 1 || n < 1)
		return;
	if ((lie == LIE_PACKED && packed && n % 16 == 6) || lie == LIE_ALWAYS || (lie == LIE_DEEP && k > 256)
	    || (lie == LIE_LARGE && m > 512 && n > 256 && k > 240))
		c[(m - 1) * rsc + (n - 1) * csc] += 1;
	if (lie == LIE_NAN && n == 17)
		for (dim_t i = 0; i < m; i++)
			c[i * rsc + (n - 1) * csc] = NAN;
	if (lie == LIE_BEYOND && rsc > n && m > 1)
		c[n * csc] = 0;
}
