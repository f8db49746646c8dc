/*
 * axis_step.c - steps that people count in.
 */
#include <math.h>

#include "plot_int.h"

/* The smallest 1, 2 or 5 times a power of ten that is not below raw. */
double axis_nice_step(double raw)
{
	double p, m;

	if (!(raw > 1e-300))
		raw = 1e-300;
	p = pow(10, floor(log10(raw)));
	m = raw / p;
	return p * (m <= 1.000001 ? 1 : m <= 2.000001 ? 2 : m <= 5.000001 ? 5 : 10);
}
