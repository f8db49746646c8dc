/*
 * data_date.c - dates and times as people write them, and what they count.
 *
 *   2001-01-31  2001/1/31 12:30:05Z  31.01.2001  1/31/01  20010131  12:30:05
 *   2001-01  01/2001  200101  2001M01  2001Q1  Q1 2001  Jan-2001  5 Jan 2001
 *
 * A number alone is a date only where the caller knows that its whole column
 * is (data_is_date_number): 20010131 is a fine quantity, too.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "data_int.h"

enum { MAX_TOKENS = 12 };

struct token { char kind; unsigned v; size_t digits; char before; };	/* '0' number, 'm' month, 'q' quarter */

static unsigned month_of(const char *s, size_t n)
{
	static const char *const name[] = { "january", "february", "march", "april", "may", "june", "july",
		"august", "september", "october", "november", "december" };

	for (unsigned m = 0; m < 12; m++)
		if ((n == 3 || n == strlen(name[m]) || (n == 4 && m == 8)) && !strncasecmp(s, name[m], n))
			return m + 1;
	return 0;
}

static int is_weekday(const char *s, size_t n)
{
	static const char *const name[] = { "monday", "tuesday", "wednesday", "thursday", "friday",
		"saturday", "sunday" };

	for (size_t d = 0; d < 7; d++)
		if ((n == 3 || n == strlen(name[d])) && !strncasecmp(s, name[d], n))
			return 1;
	return 0;
}

/* hh:mm[:ss[.fff]], then what may follow: Z, am, +hh:mm. Seconds, or -1. */
static double clock_time(const char **p)
{
	const char *s = *p;
	unsigned v[3] = { 0 };
	double sec;
	int k;

	for (k = 0; k < 3; k++) {
		size_t n = strspn(s, "0123456789");

		if (!n || n > 2)
			return -1;
		for (size_t i = 0; i < n; i++)
			v[k] = v[k] * 10 + (unsigned)(s[i] - '0');
		s += n;
		if (*s != ':' || k == 2)
			break;
		s++;
	}
	if (k == 0 || v[0] > 24 || v[1] > 59 || v[2] > 60)
		return -1;
	sec = v[0] * 3600. + v[1] * 60. + v[2];
	if ((*s == '.' || *s == ',') && isdigit((unsigned char)s[1])) {
		double unit = .1;

		for (s++; isdigit((unsigned char)*s); s++, unit /= 10)
			sec += unit * (*s - '0');
	}
	while (*s == ' ')
		s++;
	if (*s == 'Z' || *s == 'z') {
		s++;
	} else if ((*s == '+' || *s == '-') && isdigit((unsigned char)s[1])) {
		s += 1 + strspn(s + 1, "0123456789:");
	} else if ((!strncasecmp(s, "am", 2) || !strncasecmp(s, "pm", 2)) && !isalpha((unsigned char)s[2])) {
		if (tolower((unsigned char)*s) == 'p' && v[0] < 12)
			sec += 12 * 3600;
		else if (tolower((unsigned char)*s) == 'a' && v[0] == 12)
			sec -= 12 * 3600;
		s += 2;
	}
	*p = s;
	return sec;
}

static int full_year(const struct token *t)
{
	if (t->digits == 2)
		return (int)t->v + (t->v < 50 ? 2000 : 1900);
	return (int)t->v;
}

static int put(struct data_date *out, int y, unsigned m, unsigned d, double sec, char unit)
{
	if (m < 1 || m > 12 || d < 1 || d > 31)
		return 0;
	out->seconds = date_days(y, m, d) * 86400 + sec;
	out->months = y * 12 + (int)m - 1;
	out->day = (int)d;
	out->unit = unit;
	return 1;
}

/* Three numbers: year, month and day in some order. */
static int triple(const struct token *t, char order, double sec, struct data_date *out)
{
	if (t[1].before != t[2].before && t[2].before != ' ')
		return 0;
	if (!strchr("-/. ", t[1].before))
		return 0;
	if (t[0].digits == 4 || (t[0].digits == 2 && t[0].v > 31))
		return t[1].digits <= 2 && t[2].digits <= 2 &&
			put(out, full_year(&t[0]), t[1].v, t[2].v, sec, 'd');
	if (t[0].digits > 2 || t[1].digits > 2 || (t[2].digits != 4 && t[2].digits != 2))
		return 0;
	out->ambiguous = t[0].v <= 12 && t[1].v <= 12;
	if (t[0].v > 12 && t[1].v <= 12)
		out->order = 'd';
	else if (t[1].v > 12)
		out->order = 'm';
	if (order == 'm' ? t[1].v > 31 || t[0].v > 12 : t[1].v > 12)
		order = order == 'm' ? 'd' : 'm';
	return order == 'm' ? put(out, full_year(&t[2]), t[0].v, t[1].v, sec, 'd') :
		put(out, full_year(&t[2]), t[1].v, t[0].v, sec, 'd');
}

/* ISO 8601: weeks begin on Mondays, and the first has January 4. */
double data_week(int y, unsigned week)
{
	double day = date_days(y, 1, 4);

	return day - date_weekday(day) + 7. * (week - 1.);
}

/* Two numbers: a year and a month. */
static int pair(const struct token *t, struct data_date *out)
{
	if (t[1].before == 'W') {
		if (t[0].digits != 4 || t[1].digits > 2 || t[1].v < 1 || t[1].v > 53 ||
		    !put(out, (int)t[0].v, 1, 1, 0, 'w'))
			return 0;
		out->seconds = data_week((int)t[0].v, t[1].v) * 86400;
		return 1;
	}
	if (t[1].before == 'M' || t[1].before == 'm')
		return t[0].digits == 4 && t[1].digits <= 2 && put(out, (int)t[0].v, t[1].v, 1, 0, 'm');
	if (!strchr("-/", t[1].before) || !t[1].before)
		return 0;
	if (t[1].digits == 2 && t[0].digits <= 4 && t[0].digits != 3 && t[1].v >= 1 && t[1].v <= 12)
		return put(out, (int)t[0].v, t[1].v, 1, 0, 'm');
	if (t[0].digits <= 2 && t[1].digits == 4 && t[0].v >= 1 && t[0].v <= 12)
		return put(out, (int)t[1].v, t[0].v, 1, 0, 'm');
	return 0;
}

/* A month's name among one or two numbers, or a quarter beside a year. */
static int with_words(const struct token *t, size_t n, double sec, struct data_date *out)
{
	const struct token *word = NULL, *num[2] = { NULL };
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (t[i].kind != '0') {
			if (word)
				return 0;
			word = &t[i];
		} else if (k < 2) {
			num[k++] = &t[i];
		} else {
			return 0;
		}
	}
	if (!word || !k)
		return 0;
	if (word->kind == 'q')
		return k == 1 && num[0]->digits == 4 &&
			put(out, (int)num[0]->v, word->v * 3 - 2, 1, 0, 'q');
	if (k == 1)
		return (num[0]->digits == 4 || num[0]->digits == 2) &&
			put(out, full_year(num[0]), word->v, 1, 0, 'm');
	if (num[0]->digits == 4)
		return put(out, (int)num[0]->v, word->v, num[1]->v, sec, 'd');
	return (num[1]->digits == 4 || num[1]->digits == 2) &&
		put(out, full_year(num[1]), word->v, num[0]->v, sec, 'd');
}

int data_date(const char *s, char order, struct data_date *out)
{
	struct token t[MAX_TOKENS];
	size_t n = 0, words = 0;
	double sec = 0;
	int timed = 0;
	char before = '\0';

	memset(out, 0, sizeof *out);
	while (*s == ' ')
		s++;
	while (*s) {
		size_t digits = strspn(s, "0123456789"), letters = 0;

		if (digits && s[digits] == ':') {
			if (timed++ || (sec = clock_time(&s)) < 0)
				return 0;
			before = '\0';
			continue;
		}
		if (digits >= 4 && digits <= 6 && before == 'T' && n == 1 && t[0].digits == 8 && !timed++) {
			sec = (s[0] - '0') * 36000. + (s[1] - '0') * 3600. + (s[2] - '0') * 600. + (s[3] - '0') * 60.;
			s += digits;		/* 20010131T1230 */
			before = '\0';
			continue;
		}
		if (digits) {
			if (n == MAX_TOKENS || digits > 8)
				return 0;
			t[n] = (struct token){ '0', 0, digits, before };
			for (size_t i = 0; i < digits; i++)
				t[n].v = t[n].v * 10 + (unsigned)(s[i] - '0');
			n++;
			s += digits;
			before = '\0';
			continue;
		}
		while (isalpha((unsigned char)s[letters]))
			letters++;
		if (letters) {
			unsigned m = month_of(s, letters);

			if (letters == 1 && (*s == 'T' || *s == 't') && isdigit((unsigned char)s[1]) && n) {
				before = 'T';
			} else if (letters == 1 && (*s == 'Q' || *s == 'q') && s[1] >= '1' && s[1] <= '4' &&
				   !isdigit((unsigned char)s[2])) {
				if (n == MAX_TOKENS)
					return 0;
				t[n++] = (struct token){ 'q', (unsigned)(s[1] - '0'), 1, before };
				words++;
				s++;
			} else if (letters == 1 && *s == 'W' && n == 1 && isdigit((unsigned char)s[1])) {
				before = 'W';
			} else if (letters == 1 && (*s == 'M' || *s == 'm') && n == 1 && isdigit((unsigned char)s[1])) {
				before = 'M';
			} else if (m) {
				if (n == MAX_TOKENS)
					return 0;
				t[n++] = (struct token){ 'm', m, letters, before };
				words++;
			} else if (!is_weekday(s, letters)) {
				return 0;
			}
			s += letters;
			continue;
		}
		if (!strchr("-/., ", *s))
			return 0;
		if (*s == '-' && !n)
			return 0;	/* a sign */
		before = *s;
		if (*s++ != ' ')
			while (*s == ' ')
				s++;
	}
	if (words)
		return with_words(t, n, sec, out);
	if (n == 3)
		return triple(t, order, sec, out);
	if (n == 2)
		return !timed && pair(t, out);
	if (n == 1 && t[0].digits == 8 && timed)
		return put(out, (int)(t[0].v / 10000), t[0].v / 100 % 100, t[0].v % 100, sec, 'd');
	if (n == 0 && timed) {
		out->seconds = sec;
		out->unit = 't';
		return 1;
	}
	return 0;
}

int data_date_number(double v, struct data_date *out)
{
	unsigned n;

	memset(out, 0, sizeof *out);
	if (!(v >= 180001 && v <= 29991231) || v != (double)(unsigned)v)
		return 0;
	n = (unsigned)v;
	if (n >= 18000101)
		return put(out, (int)(n / 10000), n / 100 % 100, n % 100, 0, 'd');
	if (n <= 210012)
		return put(out, (int)(n / 100), n % 100, 1, 0, 'm');
	return 0;
}

int data_is_date(const char *s)
{
	struct data_date d;

	return data_date(s, 'd', &d);
}
