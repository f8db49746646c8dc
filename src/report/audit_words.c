/*
 * audit_words.c - see report/audit.h.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/audit.h"
#include "trainer/audit.h"

/* ---- the parts of sentences ---- */

static void figure(struct str *out, double x)
{
	say_figure(out, x, 2, SAY_SENTENCE);
}

static int is_above(double x)
{
	return isfinite(x) && x > 0;
}

/* What differs, and by how much: "predictions by 0.41", "the loss by 2e-07, and no prediction". */
static void put_gap(const struct audit_gap *g, int predicts, struct str *out)
{
	if (is_above(g->difference)) {
		str_add(out, "predictions by ");
		figure(out, g->difference);
		if (is_above(g->churn)) {
			str_add(out, " (");
			say_percent(out, g->churn);
			str_add(out, " of the classes)");
		}
	} else if (is_above(g->loss)) {
		str_add(out, "the loss by ");
		figure(out, g->loss);
		str_add(out, predicts && g->difference == 0 ? ", and no prediction" : "");
	} else if (is_above(g->accuracy)) {
		str_add(out, "the accuracy by ");
		figure(out, g->accuracy);
		str_add(out, predicts && g->difference == 0 ? ", and no prediction" : "");
	} else if (isfinite(g->epoch)) {
		str_add(out, "the figures of epochs, and nothing else");
	} else {
		str_add(out, "what is no number, or the sign of a zero");
	}
}

/* ", from epoch 3 on" */
static void put_epoch(const struct audit_gap *g, int epochs, struct str *out)
{
	if (isfinite(g->epoch)) {
		str_add(out, ", from epoch ");
		say_figure(out, g->epoch, 7, SAY_REPORT);
		str_add(out, " on");
	} else if (epochs && is_above(g->difference)) {
		str_add(out, ", though the figures of every epoch are equal");
	}
}

static const struct audit_row *row_of(const struct audit *a, enum audit_what what)
{
	for (size_t i = 0; i < a->n_row; i++)
		if (a->row[i].what == what)
			return &a->row[i];
	return NULL;
}

/* ---- sentences ---- */

static void say_process(const struct audit *a, const struct audit_row *r, struct str *out)
{
	const struct audit_row *two = row_of(a, AUDIT_PROCESSES);

	if (r->is == AUDIT_EQUAL) {
		str_addf(out, "Same seeds, same process: identical to the last bit in these %u runs.", r->runs);
		return;
	}
	str_add(out, "Same seeds in one process change ");
	put_gap(&r->gap, a->predicts, out);
	put_epoch(&r->gap, a->epochs, out);
	if (two && two->is == AUDIT_EQUAL)
		str_add(out, ", while the first runs of two processes are identical: something is carried from"
			" one run to the next, such as a generator seeded when the program starts, or a model"
			" or an optimizer that is kept.");
	else
		str_add(out, ": something is unseeded or not deterministic.");
}

static void say_processes(const struct audit *a, const struct audit_row *r, struct str *out)
{
	const struct audit_row *one = row_of(a, AUDIT_PROCESS);

	if (r->is == AUDIT_EQUAL) {
		if (a->single)
			str_addf(out, "Same seeds: identical to the last bit in these %u runs, each a process of its own.", r->runs);
		else
			str_addf(out, "Same seeds, two processes: identical to the last bit in these %u runs.", r->runs);
		return;
	}
	str_add(out, a->single ? "Same seeds change " : "Same seeds in two processes change ");
	put_gap(&r->gap, a->predicts, out);
	put_epoch(&r->gap, a->epochs, out);
	if (r->other_targets)
		str_add(out, ", and their targets are not the same: the data are drawn unseeded, when the program starts.");
	else if (one && one->is == AUDIT_EQUAL)
		str_add(out, ", while each process repeats itself: something is drawn once, when the program"
			" starts, and is unseeded (its data? the order of a set or a hash?).");
	else
		str_add(out, ": something is unseeded or not deterministic.");
}

static void say_threads(const struct audit *a, const struct audit_row *r, struct str *out)
{
	switch (r->is) {
	case AUDIT_EQUAL:
		str_add(out, "Threads: identical to the last bit with OMP_NUM_THREADS as it is, 1 and 2.");
		break;
	case AUDIT_NOT_ASKED:
		str_add(out, "Threads: not tried, since equal seeds differ in two processes anyway.");
		break;
	default:
		str_add(out, "Threads: OMP_NUM_THREADS as it is, 1 and 2 change ");
		put_gap(&r->gap, a->predicts, out);
		put_epoch(&r->gap, a->epochs, out);
		str_add(out, "; with another number of cores the same seeds may give other results.");
	}
}

/* The same mean of equal levels, beside that of two levels. */
static void put_beside(const struct audit_row *r, struct str *out)
{
	static const char *const in[] = { [AUDIT_BY_PREDICTIONS] = "", [AUDIT_BY_LOSS] = " in loss", [AUDIT_BY_ACCURACY] = " in accuracy" };

	str_add(out, "runs of two levels of it are ");
	figure(out, audit_gap_by(&r->gap, r->by));
	str_addf(out, " apart%s, runs of equal levels ", in[r->by]);
	figure(out, r->rest);
}

static void say_source(const struct audit *a, const struct audit_row *r, struct str *out)
{
	str_add(out, r->name);
	switch (r->is) {
	case AUDIT_NOT_ASKED:
		str_add(out, " has one level: there is nothing to try.");
		break;
	case AUDIT_HIDDEN:
		str_add(out, " cannot be told from what differs anyway: ");
		put_beside(r, out);
		str_addf(out, " (%u runs)%s.", r->runs, r->looked_at == 0 ? "; the program never looks at it" : "");
		break;
	case AUDIT_EQUAL:
		str_addf(out, " has no effect: at %u levels of it the runs are identical; %s.", r->levels,
			 r->looked_at < 0 ? "nothing in this program seems to read it" :
			 r->looked_at ? "the program looks at it, and nothing comes of that" :
			 "the program never looks at it");
		break;
	default:
		if (r->in_turns) {
			str_add(out, " works: ");
			put_beside(r, out);
			str_addf(out, " (%u runs; by chance once in %d).", r->runs, AUDIT_WAYS);
			break;
		}
		str_add(out, " works: another level of it changes ");
		put_gap(&r->gap, a->predicts, out);
		if (r->gap.epoch > 1)
			put_epoch(&r->gap, a->epochs, out);
		if (r->levels > 2)
			str_addf(out, "; %u levels of %u gave the same", r->levels - 1, r->levels);
		str_addc(out, '.');
	}
}

static void say_row(const struct audit *a, const struct audit_row *r, struct str *out)
{
	static void (*const say[])(const struct audit *, const struct audit_row *, struct str *) = {
		[AUDIT_PROCESS] = say_process, [AUDIT_PROCESSES] = say_processes,
		[AUDIT_THREADS] = say_threads, [AUDIT_SOURCE] = say_source,
	};

	say[r->what](a, r, out);
}

static void put_generator(const char *name, struct str *out)
{
	static const struct { const char *name, *called; } known[] = {
		{ "random", "Python's random" }, { "numpy.random", "NumPy's own generator (numpy.random)" },
		{ "torch", "PyTorch's own generator" }, { ".Random.seed", "R's generator" },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(name, known[i].name) == 0) {
			str_add(out, known[i].called);
			return;
		}
	utf8_escape(out, name, strlen(name));
}

/* Those that are not seeded. */
static void say_generator(const struct audit *a, const struct audit_generator *g, struct str *out)
{
	const struct audit_row *one = row_of(a, AUDIT_PROCESS), *two = row_of(a, AUDIT_PROCESSES);

	put_generator(g->name, out);
	str_add(out, " is drawn from and not seeded: after runs of the same seeds it stands elsewhere");
	if ((!one || one->is == AUDIT_EQUAL) && two && two->is == AUDIT_EQUAL)
		str_add(out, ", though nothing that is told depends on it");
	str_addc(out, '.');
}

/* The last: what it comes to. */
static void say_all(const struct audit *a, struct str *out)
{
	const struct audit_row *source = row_of(a, AUDIT_SOURCE);

	if (!source)
		str_add(out, "No seed is declared, so none was tried.");
	else if (audit_passes(a))
		str_add(out, "In these runs the training is reproducible, and each of its seeds works.");
	else
		str_add(out, "Not all is well: see above.");
}

/* ---- the table ---- */

#define WHAT 36

static const char *result_of(const struct audit_row *r)
{
	static const char *const equal[] = { "equal", "differs", "-", "-" };
	static const char *const source[] = { "no effect", "works", "hidden", "-" };

	return (r->what == AUDIT_SOURCE ? source : equal)[r->is];
}

static void put_what(const struct audit *a, const struct audit_row *r, struct str *out)
{
	switch (r->what) {
	case AUDIT_PROCESS: str_add(out, "same seeds, same process"); break;
	case AUDIT_PROCESSES: str_add(out, a->single ? "same seeds, a process each" : "same seeds, two processes"); break;
	case AUDIT_THREADS: str_add(out, "OMP_NUM_THREADS as it is, 1 and 2"); break;
	case AUDIT_SOURCE: str_addf(out, "%s alone, %u levels", r->name, r->levels); break;
	}
}

static void put_cell(struct str *out, double x, int width)
{
	struct str s = STR_INIT;

	say_figure(&s, x, 2, SAY_REPORT);
	str_addf(out, "%*s", width, s.s);
	str_release(&s);
}

static void put_row(const struct audit *a, const struct audit_row *r, struct str *out)
{
	const int asked = r->is != AUDIT_NOT_ASKED;
	struct str what = STR_INIT;

	put_what(a, r, &what);
	str_addf(out, "  %-*s", WHAT, what.s);
	str_release(&what);
	if (asked)
		str_addf(out, "%4u  %-10s", r->runs, result_of(r));
	else
		str_addf(out, "%4s  %-10s", "-", "-");
	put_cell(out, asked ? r->gap.difference : NAN, 10);
	put_cell(out, asked ? r->gap.loss : NAN, 10);
	put_cell(out, asked && r->is != AUDIT_EQUAL ? r->gap.epoch : NAN, 12);
	str_addc(out, '\n');
}

void report_audit(const struct audit *a, struct str *out)
{
	str_add(out, "Audit of ");
	utf8_escape(out, a->trainer, strlen(a->trainer));
	str_addf(out, ": %u runs in %u processes, ", a->runs, a->processes);
	say_figure(out, a->seconds, 2, SAY_SENTENCE);
	str_addf(out, " s\n\n  %-*s%4s  %-10s%10s%10s%12s\n", WHAT, "", "runs", "result", "prediction", "loss", "from epoch");
	for (size_t i = 0; i < a->n_row; i++)
		put_row(a, &a->row[i], out);
	str_addc(out, '\n');
	for (size_t i = 0; i < a->n_row; i++) {
		say_row(a, &a->row[i], out);
		str_addc(out, '\n');
	}
	for (size_t i = 0; i < a->n_generator; i++) {
		if (a->generator[i].seeded)
			continue;
		say_generator(a, &a->generator[i], out);
		str_addc(out, '\n');
	}
	say_all(a, out);
	str_addc(out, '\n');
}

/* ---- JSON ---- */

static json_t *number(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}

/* Of a text that may not be UTF-8. */
static json_t *text(const char *s)
{
	struct str safe = STR_INIT;
	json_t *j;

	utf8_escape(&safe, s, strlen(s));
	j = json_string(safe.s);
	str_release(&safe);
	return j ? j : json_null();
}

static json_t *json_row(const struct audit *a, const struct audit_row *r)
{
	static const char *const what[] = { "same process", "two processes", "threads", "source" };
	static const char *const is[] = { "equal", "differs", "hidden", NULL };
	struct str s = STR_INIT;
	json_t *j = json_object();

	say_row(a, r, &s);
	json_object_set_new(j, "what", json_string(what[r->what]));
	if (r->what == AUDIT_SOURCE)
		json_object_set_new(j, "source", text(r->name));
	json_object_set_new(j, "result", is[r->is] ? json_string(is[r->is]) : json_null());
	json_object_set_new(j, "runs", json_integer((json_int_t)r->runs));
	json_object_set_new(j, "levels", json_integer((json_int_t)r->levels));
	json_object_set_new(j, "difference", number(r->gap.difference));
	json_object_set_new(j, "churn", number(r->gap.churn));
	json_object_set_new(j, "loss", number(r->gap.loss));
	json_object_set_new(j, "accuracy", number(r->gap.accuracy));
	json_object_set_new(j, "epoch", number(r->gap.epoch));
	json_object_set_new(j, "rest", number(r->rest));
	json_object_set_new(j, "looked_at", r->looked_at < 0 || r->what != AUDIT_SOURCE ? json_null() :
			    json_boolean(r->looked_at));
	json_object_set_new(j, "says", text(s.s));
	str_release(&s);
	return j;
}

static json_t *json_generators(const struct audit *a)
{
	json_t *list = json_array();

	for (size_t i = 0; i < a->n_generator; i++) {
		json_t *j = json_object();

		json_object_set_new(j, "name", text(a->generator[i].name));
		json_object_set_new(j, "seeded", json_boolean(a->generator[i].seeded));
		json_array_append_new(list, j);
	}
	return list;
}

void report_audit_json(const struct audit *a, struct str *out)
{
	json_t *j = json_object(), *rows = json_array();
	char *dumped;

	json_object_set_new(j, "trainer", text(a->trainer));
	json_object_set_new(j, "door", json_string(a->single ? "process" : "wire"));
	json_object_set_new(j, "runs", json_integer((json_int_t)a->runs));
	json_object_set_new(j, "processes", json_integer((json_int_t)a->processes));
	json_object_set_new(j, "seconds", number(a->seconds));
	json_object_set_new(j, "passes", json_boolean(audit_passes(a)));
	for (size_t i = 0; i < a->n_row; i++)
		json_array_append_new(rows, json_row(a, &a->row[i]));
	json_object_set_new(j, "checks", rows);
	json_object_set_new(j, "generators", json_generators(a));
	dumped = json_dumps(j, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
	json_decref(j);
	str_add(out, dumped ? dumped : "{}");
	str_addc(out, '\n');
	free(dumped);
}
