/*
 * data_said.c - what is said of the data: two lines at the head of a report, an
 * object of the JSON, a moment on the screen.
 *
 * Everything in a data set's notes is safe text already.
 */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/utf8.h"
#include "report/report_int.h"
#include "data/data.h"

static const struct dataset *present(const struct lab *lab)
{
	const struct lab_entry *e = lab_current(lab);

	return e && e->delivered ? e->cond->problem.data : lab_now(lab)->data;
}

static const struct problem *trained(const struct lab *lab, const struct dataset *d)
{
	const struct lab_entry *e = lab_current(lab);

	return e && e->cond->problem.data == d ? &e->cond->problem : NULL;
}

static size_t held_out(const struct lab *lab, const struct dataset *d)
{
	const struct problem *p = trained(lab, d);

	return p ? p->n_test : 0;
}

/* The file's name without its folders. */
static void put_name(const struct dataset *d, struct str *out)
{
	const char *base = dataset_base(d);

	utf8_escape(out, base, utf8_prefix(base, 60));
}

#define SAID 12		/* notes at the head of a report; `show data` has all */

static int are_scaled(const struct problem *p)
{
	int any = 0;

	for (size_t f = 0; p->scaled && f < p->data->features; f++)
		any |= p->scaled[f];
	return any;
}

static const struct data_note *scaling_note(const struct dataset *d)
{
	const struct data_note *n = data_note_find(&d->notes, "scaled targets");

	return n ? n : data_note_find(&d->notes, "scaled inputs");
}

/* Early builds standardised a table as they read it: what is shown has no other unit. */
static void put_recorded(const struct dataset *d, struct str *out)
{
	const struct data_note *more = NULL;

	str_add(out, "figures are in the units of the recorded data: ");
	for (size_t i = 0; i < d->notes.n; i++) {
		if (!strstr(d->notes.v[i].text, " standardised: its unit is "))
			continue;
		str_addf(out, "%s%s", more ? "; " : "", d->notes.v[i].text);
		more = &d->notes.v[i];
	}
}

/*
 * What is standardised, and by what; nothing where nothing is or would be.  p: as it is
 * trained, or NULL where only the data are known.
 */
static void put_scaling(const struct dataset *d, const struct problem *p, struct str *out)
{
	const struct data_note *note = scaling_note(d);
	const int targets = p && problem_scales_targets(p), inputs = p && are_scaled(p);

	if (!p) {
		str_add(out, note ? note->text : "");
		return;
	}
	if (!inputs && !targets && data_note_own_unit(&d->notes)) {
		put_recorded(d, out);
		return;
	}
	if (!inputs && !targets) {
		str_add(out, d->standard ? "nothing is standardised (`set standardize all` does it)" : "");
		return;
	}
	if (inputs)
		str_add(out, p->standardize == STANDARDIZE_SERIES ? "the series" : "numeric inputs");
	if (targets && (p->standardize != STANDARDIZE_SERIES || !inputs))
		str_addf(out, "%s%s", inputs ? " and " : "", d->outputs > 1 ? "targets" : "target");
	str_addf(out, " standardised, by %s %zu training rows", p->constant_known ? "the" : "each run's", p->n_train);
	if (note && !targets && strcmp(note->kind, "scaled targets") == 0)
		str_add(out, "; the target as it is (`set standardize all` otherwise)");
	else
		str_add(out, "; standardize=no leaves them as they are");
}

/* Doubts first, then what else was decided. */
static void put_doubts(const struct dataset *d, const struct problem *p, const char *indent, struct str *out)
{
	struct str scaling = STR_INIT;
	size_t n = 0;

	put_scaling(d, p, &scaling);

	for (int w = DATA_DOUBT; w > DATA_FACT; w--)
		for (size_t i = 0; i < d->notes.n; i++)
			if (d->notes.v[i].weight == (enum data_weight)w && n++ < SAID)
				str_addf(out, "%s%s%s\n", indent, w == DATA_DOUBT ? "doubt: " : "",
					 d->notes.v[i].text);
	if (n > SAID)
		str_addf(out, "%sand %zu more: `show data` has them all\n", indent, n - SAID);
	if (!n)
		str_addf(out, "%s%s%s%s\n", indent, data_note_find(&d->notes, "note") ?
			 "read by an earlier build, which looked for no doubts" : "no doubts found",
			 scaling.len ? "; " : "", scaling.s);
	else if (scaling.len)
		str_addf(out, "%s%s\n", indent, scaling.s);
	str_release(&scaling);
}

/* Of runs that somebody else has trained there are probes, and maybe targets. */
static void external_head(const struct condition *c, const struct dataset *d, struct str *out)
{
	const struct external *x = c->external;

	str_add(out, "runs   ");
	utf8_escape(out, x->trainer, strlen(x->trainer));
	if (!x->probes)
		str_add(out, ": without predictions");
	else
		str_addf(out, ": predictions at %zu probe%s (%s), kept as binary32; %s", x->probes, x->probes == 1 ? "" : "s",
			 data_kind_name(d->kind), x->has_targets ? "with targets" : "no targets");
	str_addc(out, '\n');
	put_doubts(d, NULL, "       ", out);
}

void data_said_head(const struct lab *lab, struct str *out)
{
	const struct dataset *d = present(lab);
	const struct lab_entry *e = lab_current(lab);
	size_t test = held_out(lab, d);

	if (e && e->cond->external) {
		external_head(e->cond, d, out);
		return;
	}
	str_add(out, "data   ");
	report_data_name(d, out);
	if (test)
		str_addf(out, "; %zu rows held out for the test", test);
	if (test && d->chronological) {
		struct str span = STR_INIT;

		if (dataset_time_span(d, d->rows - test, d->rows, &span))
			str_addf(out, ", %s", span.s);
		str_release(&span);
	}
	str_addc(out, '\n');
	put_doubts(d, trained(lab, d), "       ", out);
}

/* A name as it is, or escaped where it is not UTF-8. */
static json_t *text(const char *s)
{
	struct str safe = STR_INIT;
	json_t *j = s ? json_string(s) : json_null();

	if (!j) {
		utf8_escape(&safe, s, strlen(s));
		j = json_string(safe.s);
		str_release(&safe);
	}
	return j;
}

static json_t *targets(const struct dataset *d)
{
	json_t *list = json_array();
	json_t *one;

	for (size_t i = 0; i < d->notes.n; i++)
		if (strcmp(d->notes.v[i].kind, "target") == 0)
			json_array_append_new(list, text(d->notes.v[i].column));
	if (json_array_size(list) > 1)
		return list;
	one = json_array_size(list) ? json_incref(json_array_get(list, 0)) : json_null();
	json_decref(list);
	return one;
}

static json_t *classes(const struct dataset *d)
{
	size_t n = d->kind == DATA_BINARY ? 2 : d->outputs;
	json_t *list;

	if (d->kind == DATA_REGRESSION)
		return json_null();
	list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, d->output_names ? text(d->output_names[i])
				      : json_integer((json_int_t)i));
	return list;
}

/* "1958-04 to 1960-12", or null. */
static json_t *span(const struct dataset *d, size_t from, size_t to)
{
	struct str s = STR_INIT;
	json_t *j = dataset_time_span(d, from, to, &s) ? json_string(s.s) : json_null();

	str_release(&s);
	return j;
}

static json_t *time_json(const struct dataset *d, size_t test)
{
	json_t *j;

	if (!d->time_unit)
		return json_null();
	j = json_object();
	json_object_set_new(j, "column", text(d->time_name));
	json_object_set_new(j, "unit", json_string(data_time_unit_name(d->time_unit)));
	json_object_set_new(j, "span", span(d, 0, d->rows));
	json_object_set_new(j, "test", d->chronological && test ? span(d, d->rows - test, d->rows) : json_null());
	return j;
}

json_t *data_said_json(const struct lab *lab)
{
	const struct dataset *d = present(lab);
	json_t *j = json_object(), *notes = json_array();

	json_object_set_new(j, "name", text(d->name));
	json_object_set_new(j, "target", targets(d));
	json_object_set_new(j, "kind", json_string(data_kind_name(d->kind)));
	json_object_set_new(j, "rows", json_integer((json_int_t)d->rows));
	json_object_set_new(j, "inputs", json_integer((json_int_t)d->features));
	json_object_set_new(j, "classes", classes(d));
	json_object_set_new(j, "dropped", json_integer((json_int_t)d->dropped));
	json_object_set_new(j, "test_rows", json_integer((json_int_t)held_out(lab, d)));
	json_object_set_new(j, "time", time_json(d, held_out(lab, d)));
	json_object_set_new(j, "standardized", trained(lab, d) ?
			    json_string(standardize_name(trained(lab, d)->standardize)) : json_null());
	for (size_t i = 0; i < d->notes.n; i++) {
		const struct data_note *v = &d->notes.v[i];
		json_t *n = json_object();

		json_object_set_new(n, "kind", text(v->kind));
		json_object_set_new(n, "doubt", json_boolean(v->weight == DATA_DOUBT));
		json_object_set_new(n, "column", text(v->column));
		json_object_set_new(n, "count", json_integer((json_int_t)v->count));
		json_object_set_new(n, "cure", text(v->cure));
		json_object_set_new(n, "text", text(v->text));
		json_array_append_new(notes, n);
	}
	json_object_set_new(j, "notes", notes);
	return j;
}

void report_data_name(const struct dataset *d, struct str *out)
{
	put_name(d, out);
	str_add(out, ": ");
	dataset_say(d, out);
}

void report_data_doubts(const struct dataset *d, struct str *out)
{
	put_doubts(d, NULL, "", out);
}
