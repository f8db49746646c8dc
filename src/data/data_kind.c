/*
 * data_kind.c - what a column of a table holds, from its first cells.
 *
 * Each cell is taken apart by data_undress; the column then decides what a
 * comma and a point are in it.  A cell such as "0,5" leaves no choice; one such
 * as "1,022" may be either, and is then a group of thousands unless other cells
 * of the same column show a decimal comma.  A point is the decimal sign unless
 * the column, or failing it the rest of the file, shows that commas are.
 *
 * A column is numbers when at least half of its cells can be read so; those that
 * cannot are then refused one by one, with their number, and never become
 * categories in silence.
 */
#include <string.h>

#include "data_sample.h"

#define MIN_NUMBER_DATES 3	/* 20010131 in fewer rows is a number */

struct evidence {
	size_t decimal_comma, decimal_point;	/* no choice */
	size_t group_comma, group_point, group_other;
	size_t either_comma, either_point;
};

/* Nothing but digits shows nothing. */
static int bare_digits(const char *t)
{
	return *t && !t[strspn(t, "0123456789")];
}

static void weigh(const struct data_dressed *d, struct evidence *e)
{
	e->group_comma += d->group == ',';
	e->group_point += d->group == '.';
	e->group_other += d->group == ' ' || d->group == '\'';
	if (d->point == ',')
		*(d->either ? &e->either_comma : &e->decimal_comma) += 1;
	else if (d->point == '.')
		*(d->either ? &e->either_point : &e->decimal_point) += 1;
}

char sample_point(const struct sample *s, size_t from)
{
	struct evidence e = { 0 };
	struct data_dressed d;

	for (size_t r = from; r < s->rows; r++)
		for (size_t k = 0; k < s->cols; k++)
			if (!bare_digits(sample_cell(s, r, k)) && data_undress(sample_cell(s, r, k), &d))
				weigh(&d, &e);
	return e.decimal_comma > e.decimal_point ? ',' : '.';
}

/* What a comma and a point are in a column of this evidence. */
static char column_point(const struct evidence *e, char option, char file)
{
	if (option && (!e->decimal_comma == !e->decimal_point ||
		       (option == ',' ? e->decimal_comma : e->decimal_point)))
		return option;
	if (e->decimal_comma != e->decimal_point)
		return e->decimal_comma > e->decimal_point ? ',' : '.';
	if (e->group_comma != e->group_point)
		return e->group_comma > e->group_point ? '.' : ',';
	if (e->either_comma && !e->either_point)
		return '.';	/* 1,022 beside no other decimals: a group */
	return file;
}

static int all_number_dates(const struct sample *s, size_t k, size_t from, const char *missing)
{
	size_t n = 0;
	size_t len = 0;

	for (size_t r = from; r < s->rows; r++) {
		const char *t = sample_cell(s, r, k);
		struct data_date date;
		double v;

		if (data_is_missing_or(t, strlen(t), missing))
			continue;
		if (strspn(t, "0123456789") != strlen(t) || (n && strlen(t) != len) ||
		    data_number_double(t, &v) || !data_date_number(v, &date))
			return 0;
		len = strlen(t);
		n++;
	}
	return n >= MIN_NUMBER_DATES + (len == 6);
}

void sample_form(const struct sample *s, size_t k, size_t from, char option_point,
		 char file_point, const char *missing, locale_t c, struct data_form *f, size_t *example)
{
	struct evidence e = { 0 };
	struct data_dressed d;
	struct data_date date;
	size_t numbers = 0, texts = 0, dates = 0, dressed = 0, spelt = 0, bare = 0;
	float x;

	memset(f, 0, sizeof *f);
	f->kind = DATA_COL_EMPTY;
	f->point = option_point ? option_point : file_point;
	for (size_t r = from; r < s->rows; r++) {
		const char *t = sample_cell(s, r, k);

		if (data_is_missing_or(t, strlen(t), missing) || bare_digits(t) || !data_undress(t, &d))
			continue;
		weigh(&d, &e);
		if (d.unit[0] && !f->unit[0]) {
			memcpy(f->unit, d.unit, sizeof f->unit);
			f->currency = d.currency;
		}
	}
	f->point = column_point(&e, option_point, file_point);
	for (size_t r = from; r < s->rows; r++) {
		const char *t = sample_cell(s, r, k);

		if (data_is_missing_or(t, strlen(t), missing))
			continue;
		if (data_number(t, strlen(t), f->point, c, &x) != DATA_NUM_NOT) {
			numbers++;
			bare += x != 0;
			f->zeros |= *t == '0' && strlen(t) > 3 && bare_digits(t);
			continue;
		}
		if (data_undress(t, &d) && (!d.unit[0] || !strcmp(d.unit, f->unit)) &&
		    data_dressed_number(&d, f->point, c, &x) != DATA_NUM_NOT) {
			numbers++;
			if (!dressed++)
				f->sample = r;
			spelt += d.unit[0] && !d.currency;
			bare += !d.unit[0];
			f->group |= d.group || (d.either && d.point != f->point);
			continue;
		}
		if (!texts++)
			*example = r;
		dates += data_date(t, 'd', &date);
		if (date.order)
			f->order = date.order;
		f->clock |= date.unit == 't';
	}
	if (!numbers && !texts)
		return;
	/* 1st, 2nd, 3rd: a unit is one only where nearly all have it, and 0.05 beside 5 % is
	 * refused, whichever is rarer */
	if (spelt && (bare >= spelt || texts * 9 > numbers)) {
		numbers -= spelt;
		texts += spelt;
		dressed -= spelt;
		spelt = 0;
		f->unit[0] = '\0';
		*example = f->sample < *example ? f->sample : *example;
	}
	f->strict = spelt > 0;
	f->dressed = dressed > 0;
	if (texts > numbers) {
		f->kind = dates * 2 > texts ? DATA_COL_DATE : DATA_COL_TEXT;
		if (*example == SIZE_MAX)
			*example = f->sample;
		return;
	}
	f->kind = DATA_COL_NUMBER;
	if (!texts && all_number_dates(s, k, from, missing)) {
		f->kind = DATA_COL_DATE;
		f->number_date = 1;
		*example = from;
	}
	f->unsure = f->dressed && !option_point && !e.decimal_comma && !e.decimal_point &&
		!e.group_comma && !e.group_point && (e.either_comma || e.either_point);
}
