/*
 * engine_name.c - what the name of an engine says about runs that were recorded
 * under it.
 *
 * Lanes have the same bits everywhere.  For BLIS the name is
 *
 *     blis VERSION/CALLS SET WAY FAMILY     blis 0.9.0/2 zen3 packed x86-64
 *     blis VERSION/2 SET                    by reroll before it tried products
 *
 * The old form was packed always.  Its kernel set implies the family, except for
 * `generic`, which is taken for that of the machine.
 */
#include "config.h"

#include "engine/engine.h"

#include <stdio.h>
#include <string.h>

#include "engine/blis/blas.h"

struct name { char version[32], calls[8], set[24], way[12], family[24]; };

/* False where it is no name of BLIS; way and family are empty in the old form. */
static int take_apart(const char *text, struct name *n)
{
	int fields;

	*n = (struct name){ "", "", "", "", "" };
	if (!text || strncmp(text, "blis ", 5) != 0)
		return 0;
	fields = sscanf(text + 5, "%31[^/ ]/%7s %23s %11s %23s", n->version, n->calls, n->set, n->way, n->family);
	return fields == 3 || fields == 5;
}

int engine_same_bits(const char *a, const char *b)
{
	struct name x, y;

	if (strcmp(a, b) == 0 || (strncmp(a, "lanes ", 6) == 0 && strncmp(b, "lanes ", 6) == 0))
		return 1;
	if (!take_apart(a, &x) || !take_apart(b, &y) || !x.way[0] == !y.way[0])
		return 0;
	/* One of the two is old: packed, and comparable where packing still is. */
	return strcmp(x.version, y.version) == 0 && strcmp(x.calls, "2") == 0 && strcmp(y.calls, "2") == 0
		&& strcmp(x.set, y.set) == 0 && strcmp(x.way[0] ? x.way : y.way, "packed") == 0;
}

int engine_doubtful(const char *recorded)
{
	/* Sets without kernels of their own for small products, where nothing is packed twice. */
	static const char *const sound[] = { "skx", "sandybridge", "penryn", "generic" };
	struct name n;

	if (!take_apart(recorded, &n) || n.way[0] || blas_may_pack(n.version))
		return 0;
	for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
		if (strcmp(n.set, sound[i]) == 0)
			return 0;
	return 1;
}
