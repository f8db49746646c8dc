/*
 * ieee.h - what the arithmetic of every training file rests on, or no build.
 *
 * Bits are the same everywhere because every operation on a float is one IEEE binary32
 * operation, in the order written.  configure puts the flags for it behind the
 * user's; this is for builds that went around it.
 */
#ifndef NUM_IEEE_H
#define NUM_IEEE_H

#if defined __FAST_MATH__ || (defined __FINITE_MATH_ONLY__ && __FINITE_MATH_ONLY__) || \
	defined __ASSOCIATIVE_MATH__ || defined __RECIPROCAL_MATH__ || defined __NO_SIGNED_ZEROS__
#error "-ffast-math and its like change the bits of every run: give CFLAGS to configure, which undoes them, or leave them out"
#endif

/* 16: only _Float16 is computed in more than itself. */
#if defined __FLT_EVAL_METHOD__ && __FLT_EVAL_METHOD__ != 0 && __FLT_EVAL_METHOD__ != 16
#error "floats are computed in more than binary32 here (x87?): on i386 the flags -msse2 -mfpmath=sse help"
#endif

#endif
