/*
 * past.c - the conditions of the session that is open, as they are read from it.
 *
 * A condition's text is data from a file, not orders: it is read by setup_read, which knows
 * settings only and opens nothing.
 */
#include <stdlib.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"
#include "setup/setup.h"

/*
 * The settings of every condition of an open session, read before the player
 * takes the session for itself.  One that cannot be read keeps its error.
 */
void past_read(struct lab *lab)
{
	size_t n = session_conditions(lab->session);

	lab->past = xcalloc(n + 1, sizeof *lab->past);
	lab->n_past = n;
	for (size_t i = 0; i < n; i++) {
		struct past *p = &lab->past[i];
		const char *commands;
		struct dataset *d;

		p->id = session_condition(lab->session, i, &commands);
		d = session_dataset(lab->session, p->id, &p->err);
		if (!d && p->err.code)
			continue;
		for (size_t k = 0; d && k < i; k++) {	/* conditions share data: keep one */
			struct dataset *old = lab->past[k].set.data;

			if (old && old != d && old->hash == d->hash) {
				dataset_unref(d);
				d = dataset_ref(old);
				break;
			}
		}
		p->known = setup_read(commands, d, &p->set, &p->err) == 0;
		if (d)
			dataset_unref(d);
	}
}

void past_forget(struct lab *lab)
{
	for (size_t i = 0; i < lab->n_past; i++)
		if (lab->past[i].known)
			settings_release(&lab->past[i].set);
	free(lab->past);
	lab->past = NULL;
	lab->n_past = 0;
}

/* The entry for condition `id` of the session that is open. */
struct entry *past_entry(struct lab *lab, uint32_t id, struct err *err)
{
	struct entry *e = entry_by_id(lab, id);
	const char *engine;

	for (size_t i = 0; !e && i < lab->n_past; i++) {
		if (lab->past[i].id != id)
			continue;
		if (!lab->past[i].known) {
			*err = lab->past[i].err;
			return NULL;
		}
		e = lab_find_entry(lab, &lab->past[i].set, err);
		if (!e)
			return NULL;
		e->pub.id = id;
		engine = session_engine(lab->session, id);
		if (engine && !e->pub.engine)
			e->pub.engine = xstrdup(engine);
		lab->changed |= LAB_CONDITION;
	}
	if (!e)
		err_set(err, ERR_INPUT, "the session has no condition %u", (unsigned)id);
	return e;
}

struct entry *lab_session_entry(struct lab *lab, uint32_t id)
{
	struct err ignored = ERR_INIT;

	return past_entry(lab, id, &ignored);
}
