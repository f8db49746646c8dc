/*
 * known.h - what a word of the language may be, kind by kind: the names that errors list,
 * completion offers, and help and the manual print, all from the tables where they are
 * defined.
 */
#ifndef SETUP_KNOWN_H
#define SETUP_KNOWN_H

#include <stddef.h>

#include "base/names.h"

enum known {
	KNOWN_SOURCE, KNOWN_OPTIMIZER, KNOWN_LOSS, KNOWN_INIT, KNOWN_ENGINE, KNOWN_PLAN,
	KNOWN_PRESET,		/* of `model` */
	KNOWN_LAYER, KNOWN_ACTIVATION,
	KNOWN_DATA,		/* sets that need no file */
	KNOWN_DATA_OPTION,	/* KEY of KEY=VALUE behind them */
	KNOWN_COUNT
};

/* The i-th name, or NULL behind the last; *help (may be NULL) gets a sentence or NULL. */
const char *known_name(enum known k, size_t i, const char **help);
struct names known_names(enum known k);

#endif
