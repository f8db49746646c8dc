/*
 * session_find.c - a condition by its number.
 */
#include "session_int.h"

const struct session_cond *session_find(const struct session *s, uint32_t id)
{
	size_t lo = 0, hi = s->n_cond;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->cond[mid].id == id)
			return &s->cond[mid];
		if (s->cond[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
