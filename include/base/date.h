/*
 * date.h - the Gregorian calendar as days from 1970-01-01, for all years.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

/* Days from 1970-01-01 to that day; m 1 to 12, d 1 to 31. */
double date_days(int y, unsigned m, unsigned d);
/* The day that is so many days from 1970-01-01; |days| < 7e8, and the fraction is
 * cut towards the past. */
void date_civil(double days, int *y, unsigned *m, unsigned *d);
/* 0 for a Monday to 6 for a Sunday; days as above. */
unsigned date_weekday(double days);

#endif
