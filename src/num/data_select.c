/*
 * data_select.c - which columns are inputs, which are predicted.
 */
#include <stdlib.h>
#include <string.h>

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

static int find_column(const struct table *t, const char *option, const char *name,
		       size_t *k, struct err *err)
{
	struct str have = STR_INIT;

	for (*k = 0; *k < t->layout.cols; ++*k)
		if (!strcmp(t->layout.name[*k], name))
			return 0;
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

/* target=, or the last column that is not empty. */
static int select_targets(struct table *t, struct table_plan *p,
			  const struct data_opts *o, struct err *err)
{
	const char *value = data_opt(o, "target");
	size_t k = t->layout.cols;
	int ret;

	if (value) {
		ret = parse_list(t, "target", value, &p->target, &p->n_target, err);
		if (ret)
			return ret;
	} else {
		while (k && t->layout.kind[k - 1] == DATA_COL_NONE)
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

static int select_features(struct table *t, const struct table_plan *p,
			   const struct data_opts *o, struct err *err)
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
		/* A forecast's input is its own past unless columns= says more. */
		for (size_t k = 0; k < t->layout.cols; k++)
			t->col[k].feature = p->window ? t->col[k].target :
				!t->col[k].target && t->layout.kind[k] != DATA_COL_NONE;
	}
	free(list);
	list = NULL;
	n = 0;
	if (!ret && ignore)
		ret = parse_list(t, "ignore", ignore, &list, &n, err);
	for (size_t i = 0; i < n; i++) {
		t->col[list[i]].feature = 0;
		if (!ret && t->col[list[i]].target)
			ret = err_set(err, ERR_USAGE, "column '%.60s' is the target and cannot be ignored",
				      t->col[list[i]].name);
	}
	free(list);
	for (size_t k = 0; k < t->layout.cols; k++)
		features += (size_t)t->col[k].feature;
	if (!ret && !features)
		ret = err_at(err, ERR_INPUT, t->path, 0, 0,
			     "no column is left as input beside the target '%.60s'%s",
			     t->col[p->target[0]].name,
			     t->layout.cols == 1 ? "; window=N forecasts a single column from its past" : "");
	return ret;
}

/* What cannot be used is said now, by name, and not after a gigabyte. */
static int check_used(const struct table *t, const struct table_plan *p, struct err *err)
{
	for (size_t k = 0; k < t->layout.cols; k++) {
		const struct column *c = &t->col[k];
		const char *example = t->layout.example[k] ? t->layout.example[k] : "";

		if (!c->feature && !c->target)
			continue;
		if (c->kind == DATA_COL_DATE)
			return err_at(err, ERR_INPUT, t->path, 0, 0,
				      "column '%.60s' holds dates or times ('%.30s'): leave it out with "
				      "ignore=, or put in numbers, say days since the first",
				      c->name, example);
		if (c->kind == DATA_COL_TEXT &&
		    (p->window || (c->target && (p->kind == 1 || p->n_target > 1))))
			return err_at(err, ERR_INPUT, t->path, 0, 0,
				      "column '%.60s' holds text ('%.30s'), expected numbers for %s",
				      c->name, example, p->window ? "a forecast" :
				      p->n_target > 1 ? "several targets" : "regression");
	}
	return 0;
}

int table_select(struct table *t, struct table_plan *p, const struct data_opts *o,
		 struct err *err)
{
	int ret = select_targets(t, p, o, err);

	if (ret || (ret = select_features(t, p, o, err)) || (ret = check_used(t, p, err)))
		return ret;
	t->used = xcalloc(t->layout.cols, sizeof *t->used);
	for (size_t k = 0; k < t->layout.cols; k++) {
		if (!t->col[k].feature && !t->col[k].target)
			continue;
		t->col[k].slot = t->slots;
		t->used[t->slots++] = k;
	}
	return 0;
}
