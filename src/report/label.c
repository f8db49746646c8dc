/*
 * label.c - what a condition is called: its own name, or what is free in it and the
 * settings that set it apart from the other conditions that have runs.
 *
 * A condition's text has a line for each setting, so a line of it that not all the
 * others have too is what sets it apart; states and levels are looked at source by
 * source.  A sweep over models reads "init, shuffle free; model dense 4 relu, dense 1".
 *
 * What follows the data says no more than the data's own name: beside a condition of
 * other data, a setting that the data would have chosen is passed over.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "report/report_int.h"

static int is_word(const char *line, const char *word)
{
	size_t n = strlen(word);

	return strncmp(line, word, n) == 0 && (line[n] == ' ' || line[n] == '\n' || !line[n]);
}

/* Lines about sources, and how runs are planned: no settings. */
static int is_setting(const char *line)
{
	static const char *const other[] = { "fix", "free", "off", "plan" };

	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (is_word(line, other[i]))
			return 0;
	return 1;
}

/* "set test" is a setting's name, and so are "l2" and "choices batch". */
static size_t key_length(const char *line)
{
	size_t n = strcspn(line, " \n");

	if (is_word(line, "set") || is_word(line, "choices"))
		n += 1 + strcspn(line + n + 1, " \n");
	return n;
}

static const char *next_line(const char *p)
{
	p += strcspn(p, "\n");
	return *p ? p + 1 : p;
}

static int has_line(const char *text, const char *line)
{
	size_t n = strcspn(line, "\n");

	for (const char *p = text; *p; p = next_line(p))
		if (strcspn(p, "\n") == n && strncmp(p, line, n) == 0)
			return 1;
	return 0;
}

static int has_key(const char *text, const char *line)
{
	size_t n = key_length(line);

	for (const char *p = text; *p; p = next_line(p))
		if (key_length(p) == n && strncmp(p, line, n) == 0)
			return 1;
	return 0;
}

/* Does this one count as tried beside e? */
static int beside(const struct lab_entry *o, const struct lab_entry *e)
{
	return o != e && o->delivered && !o->aside && o->cond->plan == PLAN_PLAIN;
}

static void add(struct str *out, const char *text, size_t n)
{
	str_add(out, "; ");
	utf8_escape(out, text, n);
}

static int same_data(const struct lab_entry *a, const struct lab_entry *b)
{
	return a->cond->problem.data->hash == b->cond->problem.data->hash
		&& strcspn(a->cond->commands, "\n") == strcspn(b->cond->commands, "\n")
		&& strncmp(a->cond->commands, b->cond->commands, strcspn(a->cond->commands, "\n")) == 0;
}

/* The settings if all that follows the data did so. */
static void followed(const struct lab_entry *e, struct settings *s)
{
	settings_copy(s, e->set);
	free(s->model);
	s->model = NULL;
	s->has_loss = s->has_optimizer = s->has_batch = s->has_budget = s->has_test = 0;
	s->standardize = SETTINGS_AUTO;
	memset(s->has_optim, 0, sizeof s->has_optim);
	memset(s->has_state, 0, sizeof s->has_state);
	settings_follow(s);
}

/* Their text; caller frees. */
static char *followed_text(const struct lab_entry *e)
{
	struct settings s;
	struct condition *c;
	struct err err = ERR_INIT;
	char *text;

	followed(e, &s);
	c = settings_condition(&s, &err);
	settings_release(&s);
	text = xstrdup(c ? c->commands : "");
	if (c)
		condition_unref(c);
	return text;
}

static void put_settings(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	char *own = NULL;

	for (const char *p = e->cond->commands; *p; p = next_line(p))
		for (size_t i = 0; is_setting(p) && i < lab_entries(lab); i++) {
			const struct lab_entry *o = lab_entry(lab, i);

			if (!beside(o, e) || has_line(o->cond->commands, p)
			    || (is_word(p, "seed") && !has_key(o->cond->commands, p)))
				continue;	/* where nothing is free a seed is not told */
			if (p != e->cond->commands && !same_data(o, e)) {
				own = own ? own : followed_text(e);
				if (has_line(own, p) || is_word(p, "set"))
					continue;
			}
			add(out, p, settings_text_shown(p));
			break;
		}
	free(own);
}

/* Settings that others have and this one has not, each once. */
static void put_missing(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	struct str said = STR_INIT;

	for (size_t i = 0; i < lab_entries(lab); i++) {
		const struct lab_entry *o = lab_entry(lab, i);

		for (const char *p = o->cond->commands; beside(o, e) && *p; p = next_line(p)) {
			if (!is_setting(p) || is_word(p, "optimizer") || is_word(p, "choices") || is_word(p, "seed")
			    || has_key(e->cond->commands, p) || has_key(said.s, p))
				continue;
			str_addn(&said, p, key_length(p));
			str_addc(&said, '\n');
			str_add(out, "; no ");
			utf8_escape(out, p, key_length(p));
		}
	}
	str_release(&said);
}

static int same_source(const struct settings *a, const struct settings *b, enum source k)
{
	const struct external *x = a->external, *y = b->external;

	if (x || y)
		return x && y && x->state[k] == y->state[k] && (x->state[k] != STATE_FIXED || x->level[k] == y->level[k]);
	return a->state[k] == b->state[k] && (a->state[k] != STATE_FIXED || a->level[k] == b->level[k]);
}

/* A source that is held or off here, and held elsewhere or off elsewhere. */
static void put_source(const struct lab *lab, const struct lab_entry *e, enum source k, struct str *out)
{
	struct settings s;
	int differs = 0, as_data;

	followed(e, &s);
	as_data = same_source(e->set, &s, k);
	settings_release(&s);
	for (size_t i = 0; !differs && i < lab_entries(lab); i++) {
		const struct lab_entry *o = lab_entry(lab, i);

		if (!beside(o, e) || o->cond->state[k] == STATE_FREE
		    || (!same_data(o, e) && as_data))
			continue;
		differs = !same_source(e->set, o->set, k);
	}
	if (!differs)
		return;
	str_addf(out, "; %s ", condition_source_name(e->cond, k));
	settings_source_text(e->set, k, out);
}

static int name_is_taken(const struct lab *lab, const struct lab_entry *e)
{
	for (size_t i = 0; i < lab_entries(lab); i++) {
		const struct lab_entry *o = lab_entry(lab, i);

		if (o != e && o->name && strcmp(o->name, e->name) == 0)
			return 1;
	}
	return 0;
}

/* What e is beside: while that stays, so does what sets it apart. */
static uint64_t company(const struct lab *lab)
{
	uint64_t h = 1;

	for (size_t i = 0; i < lab_entries(lab); i++)
		if (lab_entry(lab, i)->delivered && !lab_entry(lab, i)->aside)
			h = (h ^ lab_entry(lab, i)->id) * UINT64_C(0x9e3779b97f4a7c15);
	return h;
}

static const char *apart(const struct lab *lab, const struct lab_entry *e)
{
	uint64_t now = company(lab);
	struct lab_memo *m = e->memo;
	struct str s = STR_INIT;

	if (m->text && m->from == now)
		return m->text;
	put_settings(lab, e, &s);
	put_missing(lab, e, &s);
	for (int k = 0; k < (e->cond->external ? SOURCE_SLOTS : SOURCE_COUNT); k++)
		if (e->cond->state[k] != STATE_FREE && k != SOURCE_OPTIMIZER)
			put_source(lab, e, (enum source)k, &s);
	free(m->text);
	m->text = str_detach(&s);
	m->from = now;
	return m->text;
}

void report_label(const struct lab *lab, const struct lab_entry *e, struct str *out)
{
	if (e->name) {
		utf8_escape(out, e->name, strlen(e->name));
		if (!name_is_taken(lab, e))
			return;
		str_add(out, ": ");
	}
	str_addf(out, "%s%s free", e->attr ? "attribute: " : "", e->free);
	str_add(out, apart(lab, e));
}
