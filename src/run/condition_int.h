/*
 * condition_int.h - what only the dealer asks of a condition: which choice a
 * run takes, without the cost of all its levels.
 */
#ifndef RUN_CONDITION_INT_H
#define RUN_CONDITION_INT_H

#include "run/condition.h"

/* True when s (batch or optimizer) is free, with choices to draw from. */
int condition_chooses(const struct condition *c, enum source s);
/* Which of the choices run r takes; condition_chooses must hold. */
uint32_t condition_choice(const struct condition *c, enum source s, uint64_t r);

#endif
