/*
 * external_text.c - what a session says of a training that is not ours, and back.
 *
 *   external "cnn on my scans" classes probes=200 outputs=3 targets # 0123456789abcdef
 *   driven seed=1
 *   with lr=.1
 *   sources init optimizer augment
 *   choices optimizer sgd adam
 *   free init augment
 *   fix optimizer=sgd
 *   plan pick-freeze
 *
 * `driven` says that we chose the levels, and by which master seed (run/external.h).
 * One line a setting, in the order of the file's columns; sources in the order of their
 * slots, ours before its own.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "setup/setup_int.h"

/* ---- out ---- */

static void put_pair(struct str *out, const char *name, const char *value)
{
	struct str pair = STR_INIT;

	str_addf(&pair, "%s=%s", name, value);
	str_addc(out, ' ');
	lex_quote(out, pair.s);
	str_release(&pair);
}

static void put_sources(struct str *out, const struct external *e)
{
	static const char *const verb[] = { "fix", "free" };
	int any = 0;

	for (int s = 0; s < SOURCE_SLOTS; s++)
		if (e->name[s])
			str_addf(out, "%s %s", any++ ? "" : "sources", e->name[s]);
	if (any)
		str_addc(out, '\n');
	for (int s = 0; s < SOURCE_SLOTS; s++) {
		if (!e->n_choice[s])
			continue;
		str_addf(out, "choices %s", e->name[s]);
		for (size_t i = 0; i < e->n_choice[s]; i++) {
			str_addc(out, ' ');
			lex_quote(out, e->choice[s][i]);
		}
		str_addc(out, '\n');
	}
	for (int st = STATE_FIXED; st <= STATE_FREE; st++) {
		any = 0;
		for (int s = 0; s < SOURCE_SLOTS; s++) {
			char number[16];

			if (!e->name[s] || e->state[s] != (enum state)st)
				continue;
			str_add(out, any++ ? "" : verb[st]);
			snprintf(number, sizeof number, "%" PRIu32, e->level[s]);
			if (st == STATE_FIXED)
				put_pair(out, e->name[s], e->n_choice[s] ? e->choice[s][e->level[s]] : number);
			else
				str_addf(out, " %s", e->name[s]);
		}
		if (any)
			str_addc(out, '\n');
	}
}

char *external_text(const struct external *e, const struct dataset *data, enum plan_kind plan)
{
	struct str out = STR_INIT;

	str_add(&out, "external ");
	lex_quote(&out, e->trainer);
	str_addf(&out, " %s probes=%zu outputs=%zu%s%s # %016" PRIx64 "\n", data_kind_name(data->kind), e->probes,
		 data->outputs, e->has_targets ? " targets" : "", e->test_accuracy ? " test-accuracy" : "", data->hash);
	if (e->driven)
		str_addf(&out, "driven seed=%" PRIu32 "\n", e->master);
	for (size_t i = 0; i < e->n_setting; i++) {
		str_add(&out, "with");
		put_pair(&out, e->setting[i].name, e->setting[i].value);
		str_addc(&out, '\n');
	}
	put_sources(&out, e);
	if (plan != PLAN_PLAIN)
		str_addf(&out, "plan %s\n", plan_name(plan));
	return str_detach(&out);
}

void settings_external(struct settings *s, struct external *e, struct dataset *probes)
{
	settings_data(s, probes, "external");
	s->external = e;
	s->plan = PLAN_PLAIN;
}

/* ---- in ---- */

static int read_head(struct external *e, const struct words *w, const struct dataset *data, struct err *err)
{
	unsigned long long probes = 0, outputs = 0;

	if (words_args(w, 4, 6, err))
		return ERR_USAGE;
	if (strcmp(w->w[2].text, data_kind_name(data->kind)) != 0)
		return word_err(w, 2, err, ERR_INPUT, "the session's probes are of %s", data_kind_name(data->kind));
	for (size_t i = 3; i < w->n; i++) {
		size_t n;
		const char *value = word_value(w->w[i].text, &n);

		if (value && n == 6 && strncmp(w->w[i].text, "probes", n) == 0) {
			if (word_uint(w, i, n + 1, "probes", 0, UINT32_MAX, &probes, err))
				return ERR_INPUT;
		} else if (value && n == 7 && strncmp(w->w[i].text, "outputs", n) == 0) {
			if (word_uint(w, i, n + 1, "outputs", 1, UINT32_MAX, &outputs, err))
				return ERR_INPUT;
		} else if (strcmp(w->w[i].text, "targets") == 0) {
			e->has_targets = 1;
		} else if (strcmp(w->w[i].text, "test-accuracy") == 0) {
			e->test_accuracy = 1;
		} else {
			return word_err(w, i, err, ERR_INPUT, "unknown word '%s'", w->w[i].text);
		}
	}
	if (outputs != data->outputs || (probes ? probes : 1) != data->rows)
		return word_err(w, 3, err, ERR_INPUT, "the session's probes are %zu of %zu outputs", data->rows, data->outputs);
	e->probes = (size_t)probes;
	return 0;
}

static int read_setting(struct external *e, const struct words *w, struct err *err)
{
	size_t n;
	const char *value;

	if (words_args(w, 1, 1, err))
		return ERR_USAGE;
	value = word_value(w->w[1].text, &n);
	if (!value)
		return word_err(w, 1, err, ERR_INPUT, "expected NAME=VALUE");
	e->setting = xreallocarray(e->setting, e->n_setting + 1, sizeof *e->setting);
	e->setting[e->n_setting].name = xstrndup(w->w[1].text, n);
	e->setting[e->n_setting++].value = xstrdup(value);
	return 0;
}

static int read_sources(struct external *e, const struct words *w, struct err *err)
{
	int own = SOURCE_OWN;

	for (size_t i = 1; i < w->n; i++) {
		enum source s = source_find(w->w[i].text);
		char *word;
		int same;

		if (external_find(e, w->w[i].text) != SOURCE_ALL)
			return word_err(w, i, err, ERR_INPUT, "'%s' is declared twice", w->w[i].text);
		if (s >= SOURCE_COUNT) {
			if (own == SOURCE_SLOTS)
				return word_err(w, i, err, ERR_LIMIT, "more than %d sources of its own", SOURCE_SLOTS - SOURCE_OWN);
			s = (enum source)own++;
		}
		word = external_word(w->w[i].text);
		same = strcmp(word, w->w[i].text) == 0;
		free(word);
		if (!same || strlen(w->w[i].text) > 64)
			return word_err(w, i, err, ERR_INPUT, "a source's name is letters, digits and _ . -");
		e->name[s] = xstrdup(w->w[i].text);
	}
	return 0;
}

static int word_slot(const struct external *e, const struct words *w, size_t i, size_t n, enum source *out, struct err *err)
{
	char *name = xstrndup(w->w[i].text, n);

	*out = external_find(e, name);
	free(name);
	return *out == SOURCE_ALL ? word_err(w, i, err, ERR_INPUT, "no source of that name is declared") : 0;
}

static int read_choices(struct external *e, const struct words *w, struct err *err)
{
	enum source s;

	if (words_args(w, 2, LEX_MAX_WORDS, err) || word_slot(e, w, 1, strlen(w->w[1].text), &s, err))
		return ERR_INPUT;
	if (e->n_choice[s])
		return word_err(w, 1, err, ERR_INPUT, "its choices are told twice");
	e->choice[s] = xcalloc(w->n, sizeof *e->choice[s]);
	for (size_t i = 2; i < w->n; i++)
		e->choice[s][e->n_choice[s]++] = xstrdup(w->w[i].text);
	return 0;
}

static int read_states(struct external *e, const struct words *w, enum state state, struct err *err)
{
	for (size_t i = 1; i < w->n; i++) {
		size_t n = strlen(w->w[i].text);
		const char *value = state == STATE_FIXED ? word_value(w->w[i].text, &n) : NULL;
		unsigned long long level = 0;
		enum source s;

		if (word_slot(e, w, i, n, &s, err))
			return ERR_INPUT;
		if (state == STATE_FIXED && !value)
			return word_err(w, i, err, ERR_INPUT, "a fixed source has a level");
		if (value && e->n_choice[s]) {
			level = external_choice(e, s, value);
			if (level == e->n_choice[s])
				return word_err(w, i, err, ERR_INPUT, "'%s' is none of its choices", value);
		} else if (value && word_uint(w, i, n + 1, "a level", 0, UINT32_MAX, &level, err)) {
			return ERR_INPUT;
		}
		e->state[s] = state;
		e->level[s] = (uint32_t)level;
	}
	return 0;
}

static int read_driven(struct external *e, const struct words *w, struct err *err)
{
	unsigned long long seed;
	size_t n;
	const char *value;

	if (words_args(w, 1, 1, err))
		return ERR_USAGE;
	value = word_value(w->w[1].text, &n);
	if (!value || n != 4 || strncmp(w->w[1].text, "seed", n) != 0)
		return word_err(w, 1, err, ERR_INPUT, "expected seed=N");
	if (word_uint(w, 1, n + 1, "a seed", 0, UINT32_MAX, &seed, err))
		return ERR_INPUT;
	e->driven = 1;
	e->master = (uint32_t)seed;
	return 0;
}

static int read_plan(struct external *e, const struct words *w, enum plan_kind *plan, struct err *err)
{
	if (words_args(w, 1, 1, err))
		return ERR_USAGE;
	if (!e->driven || strcmp(w->w[1].text, plan_name(PLAN_PICKFREEZE)) != 0)
		return word_err(w, 1, err, ERR_INPUT, "a plan of runs that reroll asked for is pick-freeze");
	*plan = PLAN_PICKFREEZE;
	return 0;
}

static int obey(struct external *e, const struct words *w, const struct dataset *data, int first, enum plan_kind *plan,
		struct err *err)
{
	const char *name = w->w[0].text;

	if (first != (strcmp(name, "external") == 0))
		return word_err(w, 0, err, ERR_INPUT, "such a condition begins with its one `external` line");
	if (first)
		return read_head(e, w, data, err);
	if (strcmp(name, "driven") == 0)
		return read_driven(e, w, err);
	if (strcmp(name, "plan") == 0)
		return read_plan(e, w, plan, err);
	if (strcmp(name, "with") == 0)
		return read_setting(e, w, err);
	if (strcmp(name, "sources") == 0)
		return read_sources(e, w, err);
	if (strcmp(name, "choices") == 0)
		return read_choices(e, w, err);
	if (strcmp(name, "free") == 0 || strcmp(name, "fix") == 0)
		return read_states(e, w, *name == 'f' && name[1] == 'r' ? STATE_FREE : STATE_FIXED, err);
	return word_err(w, 0, err, ERR_INPUT, "`%s` has no place in a condition of somebody else's training", name);
}

int external_read(const char *text, struct dataset *data, struct settings *out, struct err *err)
{
	struct external *e = NULL;
	struct lexer l;
	struct words w;
	enum plan_kind plan = PLAN_PLAIN;
	int got, code = 0;

	if (!data)
		return err_set(err, ERR_INPUT, "the session does not hold its probes");
	lex_begin(&l, text, "condition", 1);
	while (!code && (got = lex_next(&l, &w, err)) != 0) {
		int first = !e;

		if (got < 0) {
			code = got;
			break;
		}
		if (first)
			e = external_new(w.n > 1 ? w.w[1].text : "");
		code = obey(e, &w, data, first, &plan, err);
		if (code && err && !err->line)
			err_place(err, w.file, w.line, w.w[0].col);
		words_release(&w);
	}
	if (!code && !e)
		code = err_set(err, ERR_INPUT, "the condition is empty");
	for (int s = 0; !code && s < SOURCE_SLOTS; s++)
		if (e->state[s] == STATE_FREE && !e->n_choice[s])
			e->level[s] = SETTINGS_LEVEL;	/* of the next `fix` */
	for (int s = 0; !code && s < SOURCE_SLOTS; s++)
		if (e->name[s] && e->state[s] == STATE_OFF)
			code = err_set(err, ERR_INPUT, "the source %s is neither free nor fixed", e->name[s]);
	if (code) {
		external_unref(e);
		return code;
	}
	settings_init(out, 1);
	settings_external(out, e, dataset_ref(data));
	out->plan = plan;
	return 0;
}
