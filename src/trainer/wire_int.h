/*
 * wire_int.h - private: parts of wire.c that the files of a run's own process need, too.
 */
#ifndef TRAINER_WIRE_INT_H
#define TRAINER_WIRE_INT_H

#include <jansson.h>

#include "name.h"
#include "trainer/wire.h"

/* Targets as predictions are, or the number of each class; h has its shape. */
int wire_targets(struct wire_hello *h, const double *y, size_t n, struct err *err);
/* What is said to an audit alone; nonsense in it is passed over. */
void wire_aside(struct wire_run *r, const struct wire_hello *h, const json_t *o);
void wire_aside_release(struct wire_run *r);
/* A line's object, whatever run it is of. */
int wire_object(struct wire_run *r, const struct wire_hello *h, json_t *o, struct err *err);
/* The place of an epoch among the points, made where it is not there. */
int wire_point(struct wire_run *r, double epoch, size_t *at, struct err *err);
/* A figure at that place, or without a step the last.  0: it is none. */
int wire_figure(struct wire_run *r, enum column_as as, int has_step, size_t at, double v);
/* Refuses a prediction that is none of that kind: number i + 1. */
int wire_probability(char kind, double p, size_t i, struct err *err);
/* The run's predictions; it is over then. */
int wire_predictions(struct wire_run *r, const struct wire_hello *h, const double *p, size_t n, struct err *err);
/* The same from a .npy or .npz. */
int wire_array(struct wire_run *r, const struct wire_hello *h, const char *path, struct err *err);

#endif
