/*
 * name.h - private: what a column is, by its name.
 *
 * Names are compared without regard to case; blanks, - . / and _ are the same.
 */
#ifndef TRAINER_NAME_H
#define TRAINER_NAME_H

#include <stddef.h>

#include "num/source.h"

enum column_as {
	AS_OTHER,		/* a setting, or nothing: its values decide */
	AS_SOURCE,
	AS_SETTING,		/* the user says so */
	AS_IGNORED,
	AS_RUN, AS_STEP, AS_METRIC, AS_VALUE,
	AS_TRAIN, AS_TEST, AS_ACC, AS_TRAIN_ACC, AS_SECONDS,
	AS_PREDICTION,
};

struct column_is {
	enum column_as as;
	enum source source;	/* AS_SOURCE: ours; SOURCE_OWN for one of its own */
	const char *own;	/* its name, [own_n] of the name given */
	size_t own_n;
	size_t index;		/* AS_PREDICTION: the number that it ends with */
	int rank;		/* of several for one place the least is taken */
};

struct column_is column_of_name(const char *name, size_t n);
/* Is it AS_TRAIN to AS_TRAIN_ACC? */
int column_is_figure(enum column_as as);

#endif
