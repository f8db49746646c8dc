/*
 * data_select.c - which columns are inputs, which are predicted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "data_table.h"

void table_quote(struct str *out, const char *name)
{
	size_t n = utf8_prefix(name, 40);

	str_addc(out, '\'');
	utf8_escape(out, name, n);
	str_add(out, name[n] ? "...'" : "'");
}

/* "a, b, c, ..." for errors. */
static void list_columns(const struct table *t, struct str *out)
{
	for (size_t k = 0; k < t->layout.cols; k++) {
		if (out->len > 300) {
			str_add(out, ", ...");
			break;
		}
		if (k)
			str_add(out, ", ");
		str_addn(out, t->layout.name[k], utf8_prefix(t->layout.name[k], 40));
	}
}

/* Nobody sees blanks at the ends of a name. */
static int same_but_blanks(const char *a, const char *b)
{
	size_t n;

	a += strspn(a, " ");
	b += strspn(b, " ");
	n = strlen(a);
	while (n && a[n - 1] == ' ')
		n--;
	return !strncmp(a, b, n) && b[n + strspn(b + n, " ")] == '\0';
}

static int find_column(const struct table *t, const char *option, const char *name,
		       size_t *k, struct err *err)
{
	struct str have = STR_INIT;

	for (*k = 0; *k < t->layout.cols; ++*k)
		if (!strcmp(t->layout.name[*k], name))
			return 0;
	for (*k = 0; *k < t->layout.cols; ++*k)
		if (same_but_blanks(t->layout.name[*k], name))
			return 0;
	/* bytes that are no UTF-8, as the message below spells them: they cannot be typed */
	for (*k = 0; *k < t->layout.cols; ++*k) {
		int same;

		utf8_escape(&have, t->layout.name[*k], strlen(t->layout.name[*k]));
		same = !strcmp(have.s, name);
		str_clear(&have);
		if (same) {
			str_release(&have);
			return 0;
		}
	}
	list_columns(t, &have);
	err_at(err, ERR_INPUT, t->path, 0, 0, "%s=: no column '%.60s'; there are: %s",
	       option, name, have.s);
	str_release(&have);
	return ERR_INPUT;
}

/* The columns of a comma-separated list; a column whose name is the whole list
 * is meant too. *list is [*n], caller frees. */
static int parse_list(const struct table *t, const char *option, const char *value,
		      size_t **list, size_t *n, struct err *err)
{
	char *names = xstrdup(value), *name = names;
	size_t cap = 0, k;
	int ret = 0;

	*list = NULL;
	*n = 0;
	for (k = 0; k < t->layout.cols; k++)
		if (!strcmp(t->layout.name[k], value)) {
			*list = xcalloc(1, sizeof **list);
			(*list)[(*n)++] = k;
			free(names);
			return 0;
		}
	while (name && !ret) {
		char *comma = strchr(name, ',');

		if (comma)
			*comma++ = '\0';
		while (*name == ' ')
			name++;
		ret = find_column(t, option, name, &k, err);
		for (size_t i = 0; !ret && i < *n; i++)
			if ((*list)[i] == k)
				ret = err_set(err, ERR_USAGE, "%s= names '%.60s' twice", option, name);
		if (!ret) {
			XGROW(*list, cap, *n + 1);
			(*list)[(*n)++] = k;
		}
		name = comma;
	}
	free(names);
	return ret;
}

/* target=, what the file names, or the last column that is not empty. */
static int select_targets(struct table *t, struct table_plan *p,
			  const struct data_opts *o, struct err *err)
{
	const char *value = data_opt(o, "target");
	size_t k = t->layout.cols, cap = 0;
	int ret;

	p->target_given = 1;
	if (value) {
		ret = parse_list(t, "target", value, &p->target, &p->n_target, err);
		if (ret)
			return ret;
	}
	for (size_t i = 0; !value && i < k; i++)
		if (t->layout.role[i] == 't') {
			XGROW(p->target, cap, p->n_target + 1);
			p->target[p->n_target++] = i;
		}
	if (!p->n_target) {
		p->target_given = 0;
		while (k && (t->col[k - 1].kind == DATA_COL_NONE || t->col[k - 1].group ||
			     (t->layout.role[k - 1] && t->layout.role[k - 1] != 'n')))
			k--;
		if (!k)
			return err_at(err, ERR_INPUT, t->path, 0, 0, "has no column with values");
		p->target = xcalloc(1, sizeof *p->target);
		p->target[p->n_target++] = k - 1;
	}
	for (size_t i = 0; i < p->n_target; i++)
		t->col[p->target[i]].target = 1;
	return 0;
}

static int is_input(const struct table *t, const struct table_plan *p, size_t k)
{
	const struct column *c = &t->col[k];

	if (p->window)		/* a forecast's input is its own past unless columns= says more */
		return c->target;
	return !c->target && !c->group && c->kind != DATA_COL_NONE &&
		t->layout.role[k] != 'i' && t->layout.role[k] != 'r';
}

static int select_features(struct table *t, const struct table_plan *p,
			   const struct data_opts *o, int *ignored, struct err *err)
{
	const char *columns = data_opt(o, "columns"), *ignore = data_opt(o, "ignore");
	size_t *list = NULL, n = 0, features = 0;
	int ret = 0;

	if (columns) {
		ret = parse_list(t, "columns", columns, &list, &n, err);
		for (size_t i = 0; i < n; i++)
			t->col[list[i]].feature = 1;
		for (size_t i = 0; !ret && !p->window && i < n; i++)
			if (t->col[list[i]].target)
				ret = err_set(err, ERR_USAGE, "column '%.60s' is both an input and the target",
					      t->col[list[i]].name);
	} else {
		for (size_t k = 0; k < t->layout.cols; k++)
			t->col[k].feature = is_input(t, p, k);
	}
	free(list);
	list = NULL;
	n = 0;
	if (!ret && ignore)
		ret = parse_list(t, "ignore", ignore, &list, &n, err);
	for (size_t i = 0; i < n; i++) {
		t->col[list[i]].feature = 0;
		ignored[list[i]] = 1;
		if (!ret && t->col[list[i]].target)
			ret = err_set(err, ERR_USAGE, "column '%.60s' is the target and cannot be ignored",
				      t->col[list[i]].name);
	}
	free(list);
	for (size_t k = 0; k < t->layout.cols; k++)
		features += (size_t)t->col[k].feature;
	if (!ret && !features)
		ret = err_at(err, ERR_INPUT, t->path, 0, 0,
			     t->layout.cols > 1 || t->layout.form[0].kind == DATA_COL_NUMBER ?
			     "no column is left as input beside the target '%.60s'; window=N forecasts a single "
			     "column from its past" :
			     "holds one column of texts, '%.60s': are cells divided by another sign than , ; | tab and "
			     "blanks?", t->col[p->target[0]].name);
	return ret;
}

/* text=, number=, group=: how columns are read. */
static int select_kinds(struct table *t, const struct data_opts *o, struct err *err)
{
	static const char *const option[] = { "text", "number", "group" };

	for (int i = 0; i < 3; i++) {
		const char *value = data_opt(o, option[i]);
		size_t *list, n;
		int ret;

		if (!value)
			continue;
		ret = parse_list(t, option[i], value, &list, &n, err);
		for (size_t k = 0; !ret && k < n; k++) {
			struct column *c = &t->col[list[k]];

			if (i == 1 && c->form.lenient == 0 && data_opt(o, "text") && c->kind == DATA_COL_TEXT &&
			    c->form.kind != DATA_COL_TEXT)
				ret = err_set(err, ERR_USAGE, "column '%.60s' stands in text= and in number=",
					      c->name);
			c->kind = i == 1 ? DATA_COL_NUMBER : DATA_COL_TEXT;
			c->form.lenient = i == 1;
			c->form.number_date = 0;
			c->group = i == 2;
		}
		if (!ret && i == 2 && n != 1)
			ret = err_set(err, ERR_USAGE, "group= takes one column");
		free(list);
		if (ret)
			return ret;
	}
	return 0;
}

/* What cannot be used is known before a gigabyte is read; said with the rest. */
static void check_used(struct table *t, const struct table_plan *p)
{
	for (size_t k = 0; k < t->layout.cols; k++) {
		struct column *c = &t->col[k];
		const char *example = t->layout.example[k] ? t->layout.example[k] : "";

		if (!c->feature && !c->target)
			continue;
		if (c->kind == DATA_COL_DATE)
			c->refused.what = REFUSED_DATE;
		else if (c->kind == DATA_COL_TEXT &&
			 (p->window || (c->target && (p->kind == 1 || p->n_target > 1))))
			c->refused.what = REFUSED_TEXT;
		else
			continue;
		snprintf(c->refused.text, sizeof c->refused.text, "%.*s", (int)utf8_prefix(example, 40), example);
	}
}

static int named_as_time(const char *name)
{
	static const char *const word[] = { "date", "time", "day", "week", "month", "year", "hour", "quarter",
		"period", "timestamp", "datetime", "index", "step", "t", "minute", "second", "yr", "dt", "ds",
		"unix", "unixtime", "epoch", "ts", "jahr", "monat", "woche", "tag", "datum", "zeit", "annee",
		"ann\303\251e", "mois", "jour", "a\303\261o", "ano", "mes", "fecha", "anno", "mese", "data" };

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (!strcasecmp(name, word[i]))
			return 1;
	return 0;
}

/* The year of a year and a month (quarter, week), or NULL. */
static struct column *select_parts(struct table *t, const int *ignored)
{
	static const struct { const char *name; int parts; } part[] = {
		{ "month", 12 }, { "quarter", 4 }, { "week", 53 },
	};
	struct column *year = NULL;

	for (size_t k = 0; k < t->layout.cols; k++) {
		struct column *c = &t->col[k];

		if (c->feature || c->target || c->group || ignored[k] || c->kind != DATA_COL_NUMBER)
			continue;
		if (!strcasecmp(c->name, "year") || !strcasecmp(c->name, "yr"))
			year = c;
		for (size_t i = 0; i < sizeof part / sizeof *part; i++)
			if (!strcasecmp(c->name, part[i].name)) {
				t->within = c;
				t->parts = part[i].parts;
			}
	}
	if (!year || !t->within) {
		t->within = NULL;
		return NULL;
	}
	t->within->axis = t->within->used = 1;
	t->within->slot = SIZE_MAX;
	return year;
}

/* Which column is the time of a series: one of dates, else one that is called so. */
static void select_axis(struct table *t, const int *ignored)
{
	struct column *best = NULL;
	size_t named = 0;

	for (size_t k = 0; k < t->layout.cols; k++) {
		struct column *c = &t->col[k];

		named += c->kind == DATA_COL_NUMBER && named_as_time(c->name);
		if (c->feature || c->target || c->group || ignored[k])
			continue;
		if (c->kind == DATA_COL_DATE && (!best || best->kind != DATA_COL_DATE ||
						 (best->form.clock && !c->form.clock)))
			best = c;
		else if (!best && c->kind == DATA_COL_NUMBER && named_as_time(c->name))
			best = c;
	}
	/* a year and a month are one time, and neither is it alone */
	if (best && best->kind == DATA_COL_NUMBER && named == 2)
		best = select_parts(t, ignored);
	else if (best && best->kind == DATA_COL_NUMBER && named > 2)
		best = NULL;
	if (best) {
		best->axis = best->used = 1;
		best->slot = SIZE_MAX;
		t->axis = best;
	}
}

#define WATCHED 4

/* Columns that may name the series: read, but no part of the data. */
static void select_watched(struct table *t, const int *ignored)
{
	size_t n = 0;

	for (size_t k = 0; k < t->layout.cols && n < WATCHED; k++) {
		struct column *c = &t->col[k];

		if (c->feature || c->target || c->axis || ignored[k] || named_as_time(c->name) ||
		    (c->kind != DATA_COL_TEXT && c->kind != DATA_COL_NUMBER))
			continue;
		c->watch = 1;
		n++;
	}
}

int table_select(struct table *t, struct table_plan *p, const struct data_opts *o,
		 struct data_notes *notes, struct err *err)
{
	int *ignored = xcalloc(t->layout.cols, sizeof *ignored);
	int ret = select_kinds(t, o, err), grouped = data_opt(o, "group") != NULL;

	(void)notes;
	if (ret || (ret = select_targets(t, p, o, err)) || (ret = select_features(t, p, o, ignored, err)))
		goto out;
	check_used(t, p);
	if (p->window)
		select_axis(t, ignored);
	if (p->window && !grouped)
		select_watched(t, ignored);
	t->used = xcalloc(t->layout.cols, sizeof *t->used);
	for (size_t k = 0; k < t->layout.cols; k++) {
		struct column *c = &t->col[k];

		if ((!c->feature && !c->target && !c->group && !c->watch) || c->refused.what)
			continue;
		c->used = 1;
		c->slot = t->slots;
		t->used[t->slots++] = k;
	}
out:
	free(ignored);
	return ret;
}
