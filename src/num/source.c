/* source.c - the names of the sources and a sentence for each. */
#include "num/source.h"

#include <string.h>

static const struct { const char *name, *help, *phrase; int can_be_off; } table[SOURCE_COUNT] = {
	[SOURCE_INIT] = { "init", "the random initial weights", "initial weights", 0 },
	[SOURCE_SHUFFLE] = { "shuffle", "the order of the training rows in every epoch", "order of the training rows", 1 },
	[SOURCE_BATCH] = { "batch", "the mini-batch size", "batch size", 1 },
	[SOURCE_OPTIMIZER] = { "optimizer", "which optimizer turns gradients into updates", "optimizer", 0 },
	[SOURCE_DROPOUT] = { "dropout", "which units each dropout mask silences", "dropout masks", 1 },
	[SOURCE_SPLIT] = { "split", "which rows are held out as the test set", "train/test split", 1 },
	[SOURCE_NUDGE] = { "nudge", "one initial weight moved by its last bit", "last bit of one weight", 1 },
	[SOURCE_ROUNDING] = { "rounding", "the order in which gradients are summed", "order of summation", 1 },
};

const char *source_name(enum source s)
{
	if (s == SOURCE_REST)
		return "rest";
	return s < SOURCE_COUNT ? table[s].name : "a source of its own";
}

enum source source_find(const char *name)
{
	int s = 0;

	while (s < SOURCE_COUNT && strcmp(table[s].name, name))
		s++;
	return (enum source)s;
}

const char *source_help(enum source s)
{
	if (s == SOURCE_REST)
		return "what differs though all declared sources are equal";
	return s < SOURCE_COUNT ? table[s].help : "a source that this training declares";
}

const char *source_phrase(enum source s)
{
	return s < SOURCE_COUNT ? table[s].phrase : source_name(s);
}

int source_can_be_off(enum source s)
{
	return s < SOURCE_COUNT && table[s].can_be_off;
}
