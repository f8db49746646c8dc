/*
 * defaults.h - what other libraries do unless they are told otherwise, in our settings.
 *
 * Figures are those of Keras 3, PyTorch 2, scikit-learn 1.2 to 1.6 and TensorFlow.js 4.22.
 * Whoever minimises c times the loss that ours is needs another rate and epsilon here
 * for the same steps, and another penalty; these are worked out for the present data:
 *
 *   scikit-learn  of k targets half the squared error, summed: c = k / 2; the logarithmic
 *                 loss of k labels is summed, too: c = k.  Its alpha is divided by
 *                 the rows of a batch:  l2 = alpha / (2 c rows).
 *                 For steps in proportion to the gradient  lr = c theirs,  for Adam
 *                 eps = theirs / c.
 *   PyTorch       adds eps to the root where RMSprop and Adagrad here have it below:
 *                 eps = theirs squared, which is the same at either end.
 */
#ifndef SETUP_DEFAULTS_H
#define SETUP_DEFAULTS_H

#include "setup/settings.h"

struct str;

enum library { LIBRARY_KERAS, LIBRARY_TORCH, LIBRARY_SKLEARN, LIBRARY_TFJS, LIBRARY_COUNT };

const char *library_name(enum library l);	/* "keras" */
enum library library_find(const char *name);	/* LIBRARY_COUNT: none */
/*
 * Set initialiser, batch, remainder, penalty and the parameters of all optimizers that the
 * library has; with scikit-learn also the loss, of which it knows one a kind of target.
 * Model, which optimizer, budget, data and what is free stay.  said gets a line for
 * each setting with where it comes from, then what cannot be had here; brief the settings
 * in one line.  Both are initialised; s has data.
 */
void defaults_set(struct settings *s, enum library l, struct str *said, struct str *brief);

#endif
