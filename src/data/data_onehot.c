/*
 * data_onehot.c - several targets of which each row has a single 1 and zeros: that
 * is one target of classes, as Keras' to_categorical and pandas' get_dummies write it.
 *
 * A class is named by its column where the file has names, else by its number
 * from 0, as argmax gives it.  A class without a row leaves nothing behind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_table.h"

/* The target whose 1 stands in that row; n_target where it is not one-hot. */
static size_t hot(const struct table *t, const struct table_plan *p, size_t row)
{
	size_t at = p->n_target, ones = 0;

	for (size_t k = 0; k < p->n_target; k++) {
		const float v = t->cell[row * t->slots + t->col[p->target[k]].slot];

		if (v == 1) {
			at = k;
			ones++;
		} else if (v != 0) {
			return p->n_target;
		}
	}
	return ones == 1 ? at : p->n_target;
}

/* [n_target] how many rows each class has, or NULL: not one-hot. */
static size_t *count_hot(const struct table *t, const struct table_plan *p)
{
	size_t *count = xcalloc(p->n_target, sizeof *count);

	for (size_t i = 0; i < t->rows; i++) {
		const size_t k = hot(t, p, i);

		if (k == p->n_target) {
			free(count);
			return NULL;
		}
		count[k]++;
	}
	return count;
}

/* Names of an array's columns, made up: y1, y2 ... */
static int are_numbers(const struct table *t, const struct table_plan *p)
{
	for (size_t k = 0; k < p->n_target; k++) {
		char name[32];

		snprintf(name, sizeof name, "y%zu", k + 1);
		if (strcmp(t->col[p->target[k]].name, name) != 0)
			return 0;
	}
	return 1;
}

/* "a,b,c": what target= would say, cut where it is long. */
static char *joined(const struct table *t, const struct table_plan *p)
{
	struct str s = STR_INIT;

	for (size_t k = 0; k < p->n_target; k++) {
		if (k == 8) {
			str_add(&s, ",...");
			break;
		}
		str_addf(&s, "%s%s", k ? "," : "", t->col[p->target[k]].name);
	}
	return str_detach(&s);
}

static void fold(struct table *t, struct table_plan *p, const size_t *count)
{
	struct data_layout *l = &t->layout;
	struct column *c = &t->col[p->target[0]];
	size_t *class = xcalloc(p->n_target, sizeof *class);
	const int numbers = are_numbers(t, p);
	char *name = numbers ? xstrdup("y") : joined(t, p);

	l->class_name = xcalloc(p->n_target, sizeof *l->class_name);
	for (size_t k = 0; k < p->n_target; k++) {
		struct str s = STR_INIT;

		if (!count[k])
			continue;
		if (numbers)
			str_addf(&s, "%zu", k);
		else
			str_add(&s, t->col[p->target[k]].name);
		class[k] = l->n_class;
		l->class_name[l->n_class++] = str_detach(&s);
	}
	for (size_t i = 0; i < t->rows; i++)
		t->cell[i * t->slots + c->slot] = (float)class[hot(t, p, i)];
	free(class);
	free(l->name[p->target[0]]);
	l->name[p->target[0]] = name;
	c->name = name;
	for (size_t k = 1; k < p->n_target; k++)
		t->col[p->target[k]].target = 0;
	p->n_target = 1;
	p->folded = 1;
}

int table_fold(struct table *t, struct table_plan *p, struct data_notes *notes, struct err *err)
{
	const size_t n = p->n_target;
	size_t *count = NULL;

	if (n < 2 || p->window || p->kind == 1)
		return 0;
	if (n <= DATA_MAX_CLASSES && !t->layout.n_class)
		count = count_hot(t, p);
	if (!count)
		return p->kind < 2 ? 0 : err_at(err, ERR_INPUT, t->path, 0, 0, "kind=%s takes one target, or "
			"several of which each row has a single 1 and zeros; there are %zu that are not so",
			p->kind == 2 ? "binary" : "classes", n);
	fold(t, p, count);
	free(count);
	data_note(notes, DATA_READ, "one-hot", t->col[p->target[0]].name, n, "kind=regression", "keeps them numbers",
		  "%zu targets of which each row has a single 1 and zeros are taken for classes", n);
	return 0;
}
