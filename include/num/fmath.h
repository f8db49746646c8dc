/*
 * fmath.h - the lane functions at width 1, for scalar code.
 *
 * Same bits as every lane: initialisers and the BLIS engine use these, so
 * that no result depends on a libm.  Include in files compiled without LANES.
 */
#ifndef NUM_FMATH_H
#define NUM_FMATH_H

#include "num/lane_math.h"

#if LANES != 1
#error "fmath.h is for scalar files"
#endif

static inline float fm_exp(float x) { return v_exp((vf){ x })[0]; }
static inline float fm_log(float x) { return v_log((vf){ x })[0]; }
static inline float fm_tanh(float x) { return v_tanh((vf){ x })[0]; }
static inline float fm_sigmoid(float x) { return v_sigmoid((vf){ x })[0]; }
static inline float fm_softplus(float x) { return v_softplus((vf){ x })[0]; }
static inline float fm_erfinv(float x) { return v_erfinv((vf){ x })[0]; }

#endif
