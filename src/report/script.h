/*
 * script.h - a condition as a script for another library: the parts that script.c puts
 * together, and script_layers.c, who knows how each says a layer.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "run/condition.h"
#include "template.h"

enum framework { FRAMEWORK_NUMPY, FRAMEWORK_TORCH, FRAMEWORK_KERAS, FRAMEWORK_TFJS, FRAMEWORK_COUNT };

/* The value "layers", and words for all that is in them and how weights begin. */
void script_layers(struct template *t, enum framework f, const struct model *m);

#endif
