/*
 * jsonl.h - private: one JSON object a line, as loggers and the wire write them.
 */
#ifndef TRAINER_JSONL_H
#define TRAINER_JSONL_H

#include "gather.h"

/* Read the file into g; without a run in its lines it is one, of that name. */
int jsonl_read(struct gather *g, const char *path, const char *stem, size_t n_stem, struct err *err);

#endif
