/*
 * date.c - see date.h: eras of 400 years, and years that begin with March, so
 * that the day that comes and goes is the last.
 */
#include "base/date.h"

#include <math.h>

double date_days(int y, unsigned m, unsigned d)
{
	int era;
	unsigned yoe, doy, doe;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = (unsigned)(y - era * 400);
	doy = (153 * (m + (m > 2 ? -3u : 9u)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (double)era * 146097 + (double)doe - 719468;
}

void date_civil(double days, int *y, unsigned *m, unsigned *d)
{
	double z = floor(days) + 719468, era = floor(z / 146097);
	unsigned doe = (unsigned)(z - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = (int)yoe + (int)era * 400 + (*m <= 2);
}

unsigned date_weekday(double days)
{
	double d = floor(days) + 3;	/* 1970-01-01 was a Thursday */

	return (unsigned)(d - 7 * floor(d / 7));
}
