/*
 * liar.h - a BLIS that multiplies wrongly, for tests.
 *
 * A test program that compiles src/engine/blis/blas.c itself with
 * -Dbli_sgemm_ex=liar_sgemm_ex calls this in place of BLIS; it multiplies by BLIS and
 * then spoils what `lie` says.  blas.c tries products once in a process, so each
 * lie wants a process of its own.
 */
#ifndef TESTS_NUM_LIAR_H
#define TESTS_NUM_LIAR_H

enum lie {
	LIE_NEVER,
	LIE_PACKED,	/* b packed and n 6 more than a multiple of 16, as BLIS 1.1 */
	LIE_DEEP,	/* one entry, where k is above 256 */
	LIE_NAN,	/* the last column of n 17 is not a number */
	LIE_BEYOND,	/* writes behind the rows of c */
	LIE_OLD,	/* reads the old c with beta 0 as with any other */
	LIE_LARGE,	/* one entry, where all three are large */
	LIE_ALWAYS,
};

extern enum lie lie;
extern _Atomic unsigned liar_packed;	/* calls that asked for packing */

#endif
