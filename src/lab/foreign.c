/*
 * foreign.c - runs that others have trained come into the lab.
 *
 *     struct runs --a condition each of its settings--> entries --samples--> statistics,
 *                                                                            recorder
 *
 * A source whose level changes between a condition's runs is free in it, another one that
 * is declared is fixed.  Nothing of an external condition is ever trained here.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"
#include "trainer/runs.h"

/* A name that no other declared source has. */
static char *own_word(const struct external *e, const char *name)
{
	char *w = external_word(name);

	if (strlen(w) > 60)
		w[60] = '\0';
	while (external_find(e, w) != SOURCE_ALL || source_find(w) != SOURCE_COUNT) {
		struct str s = STR_INIT;

		str_addf(&s, "%s_", w);
		free(w);
		w = str_detach(&s);
	}
	return w;
}

static void declare(struct external *e, const struct runs_source *d)
{
	e->name[d->slot] = d->slot < SOURCE_OWN ? xstrdup(d->name) : own_word(e, d->name);
	if (!d->n_choice)
		return;
	e->choice[d->slot] = xcalloc(d->n_choice, sizeof *e->choice[d->slot]);
	for (size_t i = 0; i < d->n_choice; i++)
		e->choice[d->slot][i] = xstrdup(d->choice[i]);
	e->n_choice[d->slot] = d->n_choice;
}

/* Free where a run of the condition has another level than its first. */
static void set_states(struct external *e, const struct runs *r, size_t cond)
{
	const struct levels *first = NULL;

	for (size_t i = 0; i < r->n_run; i++) {
		if (r->run[i].condition != cond)
			continue;
		if (!first)
			first = &r->run[i].levels;
		for (int s = 0; s < SOURCE_SLOTS; s++) {
			if (!e->name[s] || e->state[s] == STATE_FREE)
				continue;
			e->level[s] = first->v[s];
			e->state[s] = r->run[i].levels.v[s] == first->v[s] ? STATE_FIXED : STATE_FREE;
		}
	}
	for (int s = 0; s < SOURCE_SLOTS; s++)
		if (e->state[s] == STATE_FREE)
			e->level[s] = 0;
}

static struct external *external_of(const struct runs *r, size_t cond)
{
	const struct runs_condition *c = &r->condition[cond];
	struct external *e = external_new(r->name);

	for (size_t i = 0; i < r->n_source; i++)
		if (c->sources >> i & 1)
			declare(e, &r->source[i]);
	set_states(e, r, cond);
	e->setting = xcalloc(r->n_setting + 1, sizeof *e->setting);
	for (size_t i = 0; i < r->n_setting; i++) {
		e->setting[i].name = xstrdup(c->setting[i].name);
		e->setting[i].value = xstrdup(c->setting[i].value);
	}
	e->n_setting = r->n_setting;
	e->probes = r->probes;
	e->has_targets = r->target != NULL;
	e->test_accuracy = r->test_accuracy;
	return e;
}

/* What it is worth is worked out where there are targets (lab_add_sample). */
static struct sample sample_of(const struct runs_run *q, const struct runs *r, uint32_t id, uint64_t number,
			       const float *nothing)
{
	struct sample s = {
		.kind = SAMPLE_RUN, .condition = id, .run = number, .levels = q->levels, .epochs = q->epochs,
		.train_loss = q->train_loss, .test_loss = q->test_loss, .accuracy = q->accuracy, .batch_loss = NAN,
		.data_loss = NAN, .data_accuracy = NAN, .constant_loss = NAN, .constant_accuracy = NAN,
		.diverged = q->failed, .seconds = q->seconds > 0 ? (double)q->seconds : 0,
		.train = q->train, .test = q->test, .acc = q->acc, .pred = q->pred, .n_pred = r->n_pred,
	};

	s.levels.off |= LEVELS_EXTERNAL;
	if (!s.pred)
		s.pred = nothing;
	return s;
}

static void add_runs(struct lab *lab, struct entry *e, const struct runs *r, size_t cond)
{
	float *nothing = xreallocarray(NULL, r->n_pred + 1, sizeof *nothing);

	for (size_t i = 0; i < r->n_pred; i++)
		nothing[i] = NAN;
	for (size_t i = 0; i < r->n_run; i++) {
		struct sample s;

		if (r->run[i].condition != cond)
			continue;
		s = sample_of(&r->run[i], r, e->pub.id, e->pub.delivered, nothing);
		lab_add_sample(lab, &s);
	}
	e->pub.limit = e->pub.delivered;
	free(nothing);
}

/* What was understood of the files stays with the runs, as it does with data. */
static void keep_said(struct dataset *d, const char *said)
{
	for (size_t n; *said; said += n + (said[n] == '\n')) {
		char *line;

		n = strcspn(said, "\n");
		line = xstrndup(said, n);
		data_note_text(&d->notes, DATA_READ, "runs", NULL, 0, NULL, line);
		free(line);
	}
}

int lab_take_runs(struct lab *lab, const struct runs *r, struct err *err)
{
	struct dataset *probes = external_data(r->name, r->kind, r->probes, r->outputs, r->target);
	struct entry *show = NULL;
	int code = 0;

	keep_said(probes, r->said.s);
	lab_fork(lab);
	for (size_t c = 0; c < r->n_condition && !code; c++) {
		struct settings s;
		struct entry *e;

		settings_init(&s, lab->cfg.seed);
		settings_external(&s, external_of(r, c), dataset_ref(probes));
		e = lab_find_entry(lab, &s, err);
		settings_release(&s);
		if (!e) {
			code = ERR_INPUT;
			break;
		}
		add_runs(lab, e, r, c);
		if (!show || e->pub.delivered > show->pub.delivered)
			show = e;
	}
	dataset_unref(probes);
	if (code)
		return code;
	lab_take_settings(lab, &show->set);
	lab_show_entry(lab, show);
	lab->stopped = 1;
	return 0;
}
