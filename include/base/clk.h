/*
 * clk.h - the clock, replaceable so that tests do not sleep.
 */
#ifndef BASE_CLK_H
#define BASE_CLK_H

#include <stdint.h>

/* Monotonic nanoseconds. */
uint64_t clk_ns(void);
/* Seconds since the epoch, for records. */
double clk_wall(void);
/* Freeze clk_ns at t (tests); UINT64_MAX thaws it. */
void clk_freeze(uint64_t t);

#endif
