/*
 * data_clothes.c - numbers as people write them for people.
 *
 *   $1,234.50   1.234,50 EUR   12 %   (1 234)   1'234.5 kg   -3,5
 *
 * One cell is taken apart without deciding what it means: sign, what stands
 * before and after, and the digits with their separators.  A lone comma or
 * point with three digits behind it may be either sign ("1,022"), and is left
 * to the column: see data_kind.c.
 */
#include <ctype.h>
#include <string.h>

#include "data_int.h"

/* Bytes of a blank at s: ASCII, no-break, narrow no-break or thin; 0: none. */
static size_t blank(const char *s)
{
	if (*s == ' ' || *s == '\t')
		return 1;
	if ((unsigned char)*s < 0x80)
		return 0;
	if (!strncmp(s, "\xc2\xa0", 2))
		return 2;
	if (!strncmp(s, "\xe2\x80\xaf", 3) || !strncmp(s, "\xe2\x80\x89", 3))
		return 3;
	return *s == '\xa0' ? 1 : 0;	/* Latin-1's */
}

static const char *past_blanks(const char *s)
{
	for (size_t n; (n = blank(s)) != 0;)
		s += n;
	return s;
}

/* Bytes of a currency sign or code at s; 0: none. */
static size_t currency(const char *s)
{
	static const char *const sign[] = { "US$", "NZ$", "HK$", "A$", "C$", "R$", "S$", "$", "\xe2\x82\xac",
		"\xc2\xa3", "\xc2\xa5", "\xc2\xa2", "\xe2\x82\xb9", "\xe2\x82\xbd", "\xe2\x82\xa9",
		"\xe2\x82\xba", "\xe2\x82\xaa", "Rs.", "Rs", "kr", "Kr", "z\xc5\x82" };
	static const char code[] = "USD EUR GBP CHF JPY CNY INR AUD CAD NZD SEK NOK DKK PLN CZK HUF RUB BRL "
		"MXN ZAR KRW SGD HKD TRY ILS ";

	if (isdigit((unsigned char)*s) || *s == '.' || *s == '-')
		return 0;
	for (size_t i = 0; i < sizeof sign / sizeof *sign; i++)
		if (!strncmp(s, sign[i], strlen(sign[i])))
			return strlen(sign[i]);
	if (isupper((unsigned char)s[0]) && isupper((unsigned char)s[1]) && isupper((unsigned char)s[2]) &&
	    !isalpha((unsigned char)s[3])) {
		for (const char *c = code; *c; c += 4)
			if (!memcmp(c, s, 3))
				return 3;
	}
	return 0;
}

/* A minus, ASCII or typographic. */
static size_t minus(const char *s)
{
	return *s == '-' ? 1 : !strncmp(s, "\xe2\x88\x92", 3) ? 3 : 0;
}

/* A separator inside the digits: its sign and its bytes. */
static char separator(const char *s, size_t *n)
{
	*n = 1;
	if (*s == '.' || *s == ',' || *s == '\'')
		return *s;
	if (isalnum((unsigned char)*s))
		return '\0';
	if (!strncmp(s, "\xe2\x80\x99", 3)) {
		*n = 3;
		return '\'';
	}
	*n = blank(s);
	return *n ? ' ' : '\0';
}

/* The digits at *p, with separators; 0 when they are no number in any reading. */
static int digits(const char **p, struct data_dressed *d)
{
	size_t run[16], runs = 0, len;
	char sep[16];
	const char *s = *p;

	for (;;) {
		size_t n = strspn(s, "0123456789");
		char c;

		if (runs == 15 || (n == 0 && runs && sep[runs - 1] != '.' && sep[runs - 1] != ','))
			return 0;
		for (size_t i = 0; i < n; i++) {
			if (d->n >= sizeof d->digits - 24)
				return 0;
			d->digits[d->n++] = s[i];
		}
		run[runs] = n;
		s += n;
		c = separator(s, &len);
		sep[runs++] = '\0';
		if (!c || (!isdigit((unsigned char)s[len]) && c != '.' && c != ','))
			break;
		if (!n && runs > 1)
			return 0;
		sep[runs - 1] = c;
		s += len;
	}
	if (d->n == 0)
		return 0;
	*p = s;
	d->lead_zero = run[0] == 0 || (run[0] > 0 && d->digits[0] == '0');
	if (runs == 1)
		return 1;
	/* all but the last separator group; the last one groups, or is the point */
	for (size_t k = 0; k + 2 < runs; k++) {
		if (sep[k] != sep[0] || (run[k + 1] != 3 && run[k + 1] != 2))
			return 0;
	}
	d->last = run[runs - 1];
	if (runs == 2) {
		if (sep[0] == ' ' || sep[0] == '\'') {
			d->group = sep[0];
			return d->last == 3 && run[0] >= 1 && run[0] <= 3;
		}
		d->point = sep[0];
		/* 1,022: either; what cannot be a group is a decimal */
		d->either = d->last == 3 && run[0] >= 1 && run[0] <= 3 && !d->lead_zero;
		return 1;
	}
	if (run[0] < 1 || run[0] > 3)
		return 0;
	d->group = sep[0];
	if (sep[runs - 2] == sep[0])
		return d->last == 3;
	d->point = sep[runs - 2];
	return (d->point == '.' || d->point == ',') && run[runs - 2] == 3;
}

int data_undress(const char *s, struct data_dressed *d)
{
	int paren, before = 0;
	size_t n;

	memset(d, 0, sizeof *d);
	s = past_blanks(s);
	paren = *s == '(';
	if (paren)
		s = past_blanks(s + 1);
	if ((n = minus(s)) != 0 || *s == '+') {
		d->negative = n != 0;
		s = past_blanks(s + (n ? n : 1));
		before = 1;
	}
	if ((n = currency(s)) != 0) {
		if (n >= sizeof d->unit)
			return 0;
		memcpy(d->unit, s, n);
		d->currency = 1;
		s = past_blanks(s + n);
		if (!before && (n = minus(s)) != 0) {
			d->negative = 1;
			s += n;
		}
	}
	if (!isdigit((unsigned char)*s) && !((*s == '.' || *s == ',') && isdigit((unsigned char)s[1])))
		return 0;
	if (!digits(&s, d))
		return 0;
	if ((*s == 'e' || *s == 'E') && !d->group && !d->either) {
		size_t sign = s[1] == '-' || s[1] == '+', e = strspn(s + 1 + sign, "0123456789");

		if (e && e < 10) {
			memcpy(d->exponent, s, 1 + sign + e);
			s += 1 + sign + e;
		}
	}
	s = past_blanks(s);
	if (*s && *s != ')') {
		size_t len = strlen(s), c = currency(s);

		while (len && (s[len - 1] == ' ' || (paren && s[len - 1] == ')')))
			len--;
		if (d->unit[0] || len >= sizeof d->unit || memchr(s, ')', len))
			return 0;
		for (size_t i = 0; i < len; i++)
			if (isdigit((unsigned char)s[i]) || strchr("-+:;,=?!&|\"", s[i]))
				return 0;
		memcpy(d->unit, s, len);
		d->currency = c && c == len;
		s += len;
	}
	if (paren) {
		s = past_blanks(s);
		if (*s++ != ')')
			return 0;
		d->negative = 1;
		d->accounting = 1;
	}
	return !*past_blanks(s);
}

enum data_num data_dressed_number(const struct data_dressed *d, char point, locale_t c, float *out)
{
	char text[sizeof d->digits + sizeof d->exponent + 4];
	size_t n = 0, decimals = 0;

	if (d->group == point)
		return DATA_NUM_NOT;
	if (d->point == point)
		decimals = d->last;
	else if (d->point && !d->either)
		return DATA_NUM_NOT;
	if (d->negative)
		text[n++] = '-';
	memcpy(text + n, d->digits, d->n - decimals);
	n += d->n - decimals;
	if (decimals) {
		text[n++] = '.';
		memcpy(text + n, d->digits + d->n - decimals, decimals);
		n += decimals;
	}
	memcpy(text + n, d->exponent, strlen(d->exponent) + 1);
	return data_number(text, n + strlen(d->exponent), '.', c, out);
}
