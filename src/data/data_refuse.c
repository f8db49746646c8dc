/*
 * data_refuse.c - why a table cannot be read as it is: all reasons in one line,
 * with counts, and the options that settle them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "data_table.h"

#define ROOM 220u		/* of the sentence; the way out needs the rest */

struct reasons {
	const struct table *t;
	const struct table_plan *plan;
	struct str text, ignore, as_text, as_number;
	size_t rows;		/* before a remark at the end of the file, or 0 */
	size_t told, more;	/* reasons in text; those that had no room */
	int line, col;		/* the first place */
	int drop, skip, retarget;	/* retarget: the target itself cannot be one */
	int series;		/* dates beside a target of numbers: perhaps a forecast is meant */
	const char *comment;
};

static void place(struct reasons *r, int line, int col)
{
	if (line && (!r->line || line < r->line || (line == r->line && col < r->col))) {
		r->line = line;
		r->col = col;
	}
}

/* Room for one more reason? Begins it. */
static int reason(struct reasons *r)
{
	if (r->text.len > ROOM) {
		r->more++;
		return 0;
	}
	if (r->told++)
		str_add(&r->text, "; ");
	return 1;
}

static void list(struct str *out, const char *name)
{
	if (out->len > 60) {
		if (out->s[out->len - 1] != '.')
			str_add(out, ",...");
		return;
	}
	str_addf(out, "%s%.40s", out->len ? "," : "", name);
}

static void add_name(struct str *out, const char *name)
{
	size_t n = utf8_prefix(name, 40);

	str_addf(out, "'%.*s%s'", (int)n, name, name[n] ? "..." : "");
}

static void ragged(struct reasons *r)
{
	const struct table *t = r->t;

	place(r, t->ragged_line, 0);
	if (reason(r))
		str_addf(&r->text, "%zu cell%s, expected %zu as in the first line (%zu of %zu rows differ)",
			 t->ragged_cells, t->ragged_cells == 1 ? "" : "s", t->layout.cols, t->ragged,
			 t->all_rows);
	if (t->ragged_rows >= 2 && t->ragged == t->all_rows - t->ragged_at)
		r->rows = t->ragged_rows;	/* a remark at the end */
	else if (t->ragged_first == '#')
		r->comment = "#";
	else if (t->ragged_first == '%')
		r->comment = "%";
	else
		r->skip = t->ragged > t->all_rows / 2;
}

#define FEW 20

static int few_values(const struct table *t, const struct column *c)
{
	float v[FEW];
	size_t n = 0;

	for (size_t i = 0; i < t->rows; i++) {
		float x = t->cell[i * t->slots + c->slot];
		size_t k;

		for (k = 0; k < n && v[k] != x; k++)
			continue;
		if (k < n)
			continue;
		if (n == FEW)
			return 0;
		v[n++] = x;
	}
	return 1;
}

/* What is no number: how it can be read all the same. */
static void no_number(struct reasons *r, const struct column *c)
{
	const struct refusal *f = &c->refused;

	place(r, f->line, f->col);
	if (reason(r)) {
		str_addf(&r->text, "'%.40s' in ", f->text);
		add_name(&r->text, c->name);
		str_addf(&r->text, f->what == REFUSED_RANGE ? " is larger than a 32-bit float holds" :
			 f->what == REFUSED_INFINITE ? " is not a finite number" : " is not a number");
		str_addf(&r->text, " (%zu of %zu cells): %s", f->count, r->t->all_rows,
			 c->target ? "text= or number=" : "text=, number= or ignore=");
	}
	/* few different numbers are codes, and the odd one a category */
	if (f->what == REFUSED_NOT && !r->plan->window && !(c->target && r->plan->kind == 1) &&
	    !(c->target && r->plan->n_target > 1) && few_values(r->t, c) && !data_is_date(f->text) && !c->form.dressed) {
		list(&r->as_text, c->name);
	} else {
		list(&r->as_number, c->name);
		r->drop |= !r->t->drop;
	}
}

static void column(struct reasons *r, const struct column *c)
{
	const struct refusal *f = &c->refused;

	switch (f->what) {
	case REFUSED_DATE:
		if (reason(r)) {
			add_name(&r->text, c->name);
			str_add(&r->text, " holds dates or times");
			if (*f->text)
				str_addf(&r->text, " ('%.30s')", f->text);
		}
		list(&r->ignore, c->name);
		r->retarget |= c->target;
		r->series |= !r->plan->window && r->plan->n_target &&
			r->t->col[r->plan->target[0]].kind == DATA_COL_NUMBER;
		break;
	case REFUSED_TEXT:
		if (reason(r)) {
			add_name(&r->text, c->name);
			str_addf(&r->text, " holds text ('%.30s'), expected numbers for %s", f->text,
				 r->plan->window ? "a forecast" :
				 r->plan->n_target > 1 ? "several targets" : "regression");
		}
		if (c->target)
			r->retarget = 1;
		else
			list(&r->ignore, c->name);
		break;
	case REFUSED_MANY:
		place(r, f->line, f->col);
		if (reason(r)) {
			add_name(&r->text, c->name);
			str_addf(&r->text, " holds more than %u different texts, too many for %s",
				 c->target || c->group ? DATA_MAX_CLASSES : DATA_MAX_CATEGORIES,
				 c->target ? "classes" : c->group ? "groups" : "categories");
		}
		if (!c->group)
			list(&r->ignore, c->name);
		r->retarget |= c->target;
		break;
	default:
		no_number(r, c);
	}
}

static void missing(struct reasons *r)
{
	const struct table *t = r->t;
	size_t columns = 0;

	for (size_t k = 0; k < t->layout.cols; k++) {
		const struct column *c = &t->col[k];

		if (!c->missing)
			continue;
		place(r, c->missing_line, c->missing_col);
		/* a column that has next to nothing costs more rows than it is worth */
		if (c->missing * 2 <= t->all_rows)
			r->drop = 1;
		else if (c->refused.what && strchr("dtm", c->refused.what))
			continue;	/* left out already */
		else if ((c->feature && !c->target) || (c->target && c->missing + 2 > t->all_rows))
			list(&r->ignore, c->name);
		else
			r->drop = 1;
		r->retarget |= c->target && c->missing + 2 > t->all_rows;
	}
	if (!reason(r))
		return;
	str_addf(&r->text, "%zu of %zu rows have missing values (", t->missing_rows, t->all_rows);
	for (size_t k = 0; k < t->layout.cols; k++) {
		const struct column *c = &t->col[k];

		if (!c->missing)
			continue;
		if (++columns <= 6) {
			str_add(&r->text, columns > 1 ? ", " : "");
			add_name(&r->text, c->name);
			str_addf(&r->text, " %zu", c->missing);
		}
	}
	if (columns > 6)
		str_addf(&r->text, ", and %zu more columns", columns - 6);
	str_addc(&r->text, ')');
}

/* Inputs that would be left if the refused ones were left out. */
static size_t inputs_left(const struct table *t)
{
	size_t n = 0;

	for (size_t k = 0; k < t->layout.cols; k++) {
		const struct column *c = &t->col[k];

		n += c->feature && !strchr("dtm", c->refused.what ? c->refused.what : 'n') &&
			c->missing * 2 <= t->all_rows;
	}
	return n;
}

static void put_option(struct str *out, const char *key, const struct str *value)
{
	if (!value->len)
		return;
	str_addc(out, ' ');
	data_option_text(out, key, value->s);
}

/* The last column of numbers that nothing speaks against, or NULL. */
static const struct column *other_target(const struct table *t)
{
	for (size_t k = t->layout.cols; k-- > 0;) {
		const struct column *c = &t->col[k];

		if (!c->target && c->kind == DATA_COL_NUMBER && !c->refused.what && !c->role &&
		    c->missing * 2 <= t->all_rows)
			return c;
	}
	return NULL;
}

static void way_out(struct reasons *r, struct str *out)
{
	const struct column *other = r->retarget ? other_target(r->t) : NULL;

	if (r->retarget && !other)
		return;		/* nothing in the file can be predicted */
	if (other) {
		str_addc(out, ' ');
		data_option_text(out, "target", other->name);
	}
	if (r->ignore.len && !r->plan->window && inputs_left(r->t) <= (other != NULL))
		str_add(out, " window=N");	/* nothing else would be left */
	else
		put_option(out, "ignore", &r->ignore);
	put_option(out, "text", &r->as_text);
	put_option(out, "number", &r->as_number);
	if (r->drop)
		str_add(out, " missing=drop");
	if (r->comment)
		str_addf(out, " comment=%s", r->comment);
	if (r->rows)
		str_addf(out, " rows=%zu", r->rows);
	if (r->skip)
		str_add(out, " skip=N or sep=");
}

int table_refuse(const struct table *t, const struct table_plan *plan, struct err *err)
{
	struct reasons r = { .t = t, .plan = plan, .text = STR_INIT, .ignore = STR_INIT,
			     .as_text = STR_INIT, .as_number = STR_INIT };
	struct str way = STR_INIT;
	enum err_code code = ERR_INPUT;
	int ret = 0;

	if (t->ragged)
		ragged(&r);
	for (size_t k = 0; k < t->layout.cols; k++) {
		if (!t->col[k].refused.what || t->col[k].watch)
			continue;
		column(&r, &t->col[k]);
		if (t->col[k].refused.what == REFUSED_MANY)
			code = ERR_LIMIT;
	}
	if (t->missing_rows && !t->drop)
		missing(&r);
	if (r.told) {
		way_out(&r, &way);
		if (r.told + r.more > 1)
			code = ERR_INPUT;
		if (r.more)
			str_addf(&r.text, "; and %zu more", r.more);
		if (r.series && way.len && !strstr(way.s, " window="))
			str_add(&r.text, "; a series takes window=N");
		ret = err_at(err, code, t->path, r.line, r.col, "%s%s%s", r.text.s,
			     way.len ? "; to go on, add:" : "", way.s);
	}
	str_release(&r.text);
	str_release(&r.ignore);
	str_release(&r.as_text);
	str_release(&r.as_number);
	str_release(&way);
	return ret;
}
