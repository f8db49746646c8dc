/*
 * curves_style.c - which series is drawn how, and against which axis.
 */
#include "curves_int.h"

int curves_role(const struct curves *c, size_t i)
{
	int usual = c->series[i].right ? ROLE_ACC : i == 0 ? ROLE_MEDIAN :
		    i == 1 ? ROLE_TEST : ROLE_SERIES0 + (int)(i % 7);

	return role_or(c->series[i].role, usual);
}

/* Colours tell series apart where there are any, line styles elsewhere. */
int curves_style(const struct grid *g, size_t i)
{
	return g->colours >= 8 ? PEN_SOLID : (int)(i % 4);
}

const struct axis *curves_axis(const struct curves_view *v, const struct curves_series *s)
{
	return s->right ? &v->right : &v->y;
}

struct series curves_series_of(const struct curves_view *v, const struct curves_series *s,
			       const float *y, size_t n)
{
	return (struct series){ y, n, v->c->x_first, v->c->x_step > 0 ? v->c->x_step : 1,
				curves_axis(v, s)->log };
}

int curves_has_quantiles(const struct curves_series *s)
{
	return s->n > 0 && ((s->q05 && s->q95) || (s->q25 && s->q75));
}

/* The one series whose band is a background: several would mix into grey.
 * The density of a series says more than its band. */
int curves_banded(const struct curves *c)
{
	if (c->no_bands)
		return -1;
	for (size_t i = 0; i < c->n_series; i++)
		if (curves_has_quantiles(&c->series[i]))
			return (int)i;
	return -1;
}

int curves_filled(const struct curves_view *v)
{
	return v->g->colours >= 256 && !v->c->no_fill && !v->c->density;
}

int curves_outer_style(const struct curves_view *v)
{
	return v->c->no_fill ? PEN_DASH : PEN_DOT;
}

int curves_inner_style(const struct curves_view *v)
{
	return v->c->no_fill ? PEN_SOLID : PEN_DASHDOT;
}

/* The inner pair too would be a tangle in a low plot, and among faint runs. */
int curves_inner(const struct curves_view *v, const struct curves_series *s)
{
	int runs = s->runs > 0 && !v->c->no_runs && !v->c->density;

	if (!s->q25 || !s->q75)
		return 0;
	return !(s->q05 && s->q95) || (v->plot.rows >= 16 && (v->c->no_fill || !runs));
}
