/*
 * decimal.h - binary32 as decimal, for machines: the fewest digits that read back to the
 * same bits.
 *
 * Shaped as %g shapes it: an exponent below 1e-4 and from 1e9 on.  Nothing of the locale
 * is in it.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stddef.h>

#define DECIMAL_ROOM 24

/* x, which is finite, into to[DECIMAL_ROOM]; its length. */
size_t decimal_float(char *to, float x);

#endif
