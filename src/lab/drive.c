/*
 * drive.c - a command of the shell's own line begins to train here: what it declares becomes
 * a condition.
 */
#include <stdlib.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

static struct external *declared(const struct wire_hello *h, uint32_t seed)
{
	struct external *e = external_new(h->trainer);

	e->driven = 1;
	e->master = seed;
	for (size_t i = 0; i < h->n_source; i++) {
		const struct wire_source *s = &h->source[i];

		e->name[s->slot] = xstrdup(s->name);
		e->state[s->slot] = STATE_FREE;
		e->level[s->slot] = s->n_choice ? 0 : SETTINGS_LEVEL;
		if (!s->n_choice)
			continue;
		e->choice[s->slot] = xcalloc(s->n_choice, sizeof *e->choice[s->slot]);
		for (size_t k = 0; k < s->n_choice; k++)
			e->choice[s->slot][k] = xstrdup(s->choice[k]);
		e->n_choice[s->slot] = s->n_choice;
	}
	e->setting = xcalloc(h->n_setting + 2, sizeof *e->setting);
	for (size_t i = 0; i < h->n_setting; i++) {
		e->setting[i].name = xstrdup(h->setting[i].name);
		e->setting[i].value = xstrdup(h->setting[i].value);
	}
	e->n_setting = h->n_setting;
	e->probes = h->probes;
	e->has_targets = h->target != NULL;
	return e;
}

int lab_drive(struct lab *lab, struct drive *d, const char *command, struct err *err)
{
	const struct wire_hello *h = drive_hello(d);
	struct external *e = declared(h, lab->cfg.seed);

	/* other words are another training: what was recorded by one does not go on by the other */
	e->setting[e->n_setting].name = xstrdup("command");
	e->setting[e->n_setting++].value = xstrdup(command);
	lab->drive = d;
	drive_shard(d, lab->shard);
	feed_pause(drive_feed(d), lab->paused);
	external_unref(lab->driven);
	lab->driven = external_ref(e);
	lab_fork(lab);
	settings_external(&lab->now, e, external_data(h->trainer, h->kind, h->probes, h->outputs, h->target));
	lab_edited(lab);
	return lab_commit(lab, err);
}
