/*
 * wire_aside.c - what a run says for an audit: the sources it looked at, and the generators
 * of the whole program that it drew from.  See trainer/wire.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "wire_int.h"

#define TEXT_MOST 64	/* bytes of a name or a state that are kept */

void wire_aside_release(struct wire_run *r)
{
	for (size_t i = 0; i < r->n_drawn; i++) {
		free(r->drawn[i].name);
		free(r->drawn[i].state);
	}
	free(r->drawn);
	r->drawn = NULL;
	r->n_drawn = 0;
}

static void take_read(struct wire_run *r, const struct wire_hello *h, const json_t *list)
{
	r->read = WIRE_READ;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));

		for (size_t k = 0; name && k < h->n_source; k++)
			if (strcmp(h->source[k].name, name) == 0)
				r->read |= 1u << h->source[k].slot;
	}
}

static void take_drawn(struct wire_run *r, json_t *o)
{
	const char *name;
	json_t *v;

	wire_aside_release(r);
	r->drawn = xcalloc(WIRE_DRAWN, sizeof *r->drawn);
	json_object_foreach(o, name, v)
		if (json_is_string(v) && r->n_drawn < WIRE_DRAWN)
			r->drawn[r->n_drawn++] = (struct wire_drawn){
				xstrndup(name, TEXT_MOST), xstrndup(json_string_value(v), TEXT_MOST) };
}

void wire_aside(struct wire_run *r, const struct wire_hello *h, const json_t *o)
{
	json_t *read = json_object_get(o, "read"), *drawn = json_object_get(o, "drawn");

	if (json_is_array(read))
		take_read(r, h, read);
	if (json_is_object(drawn))
		take_drawn(r, drawn);
}
