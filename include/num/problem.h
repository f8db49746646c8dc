/*
 * problem.h - everything about a training but its randomness.
 *
 * A problem is the data, the model and how to train; together with a
 * `struct levels` it determines a run to the last bit.  Immutable after
 * problem_init; may be read by any number of threads.
 */
#ifndef NUM_PROBLEM_H
#define NUM_PROBLEM_H

#include "num/data.h"
#include "num/model.h"
#include "num/optim.h"
#include "num/source.h"

enum budget_kind { BUDGET_EPOCHS, BUDGET_UPDATES, BUDGET_LOSS };

/* How the last layer's output becomes a prediction. */
enum link { LINK_IDENTITY, LINK_SIGMOID, LINK_SOFTMAX };

struct problem {
	struct dataset *data;	/* one reference is held */
	struct model model;	/* resolved against data */
	enum loss loss;
	enum link link;		/* from loss and last activation; a last sigmoid
				 * (bce) or softmax (cross-entropy) is folded in */
	float huber_delta;
	float l2;		/* adds l2 * sum w^2 over weights (not biases) */
	struct optim optim[OPTIM_COUNT];
	enum budget_kind budget;
	uint32_t epochs;	/* BUDGET_EPOCHS; cap for BUDGET_LOSS */
	uint64_t updates;	/* BUDGET_UPDATES */
	float target;		/* BUDGET_LOSS: stop after the first epoch whose
				 * training loss is <= target */
	double test;		/* fraction of rows held out, 0 for none */
	int stratify_split;	/* the test fraction is taken within each class */
	int stratify_shuffle;	/* classes are dealt evenly over the epoch */
	int class_weights;	/* rows weighted n / (classes * n_class) */
	size_t max_probes;

	/* filled by problem_init: */
	size_t n_train, n_test;
	size_t n_probes;	/* rows whose predictions are kept */
	uint32_t *probe;	/* [n_probes] rows of data */
	size_t n_pred;		/* n_probes * data->outputs */
	float *row_weight;	/* [rows], or NULL when class_weights is 0 */
};

/* Defaults: mse, Keras' optimizers, 10 epochs, no test, 256 probes. data and
 * model are left empty. */
void problem_defaults(struct problem *p);
/*
 * Resolve and check; choose the probes.  p->data and p->model are set by the
 * caller (p takes its own reference to the data).  Where split_known is true
 * the probes are spread evenly over the test rows of `split` (a levels with
 * that split), else over all rows.  The loss must suit the data: bce needs 0/1 targets,
 * cross-entropy classes; mse on classes compares with one-hot.
 */
int problem_init(struct problem *p, int split_known, const struct levels *split,
		 struct err *err);
void problem_release(struct problem *p);

/* train[0..n_train) and test[0..n_test): the rows of a split level. */
void problem_split(const struct problem *p, const struct levels *l,
		   uint32_t *train, uint32_t *test);
/* Rows in a mini-batch at this level (full batch when off or too large). */
size_t problem_batch(const struct problem *p, const struct levels *l);
/* Upper bound on epochs of one run with this batch size. */
uint32_t problem_epochs(const struct problem *p, size_t batch);
/* Training order of one epoch, rows of data, with shuffle and rounding
 * levels applied: order[0..n_train) permutes train[].  place[i], where place is
 * not NULL, is the row's position before the rounding order (dropout masks). */
void problem_order(const struct problem *p, const struct levels *l,
		   const uint32_t *train, uint32_t epoch, size_t batch,
		   uint32_t *order, uint32_t *place);
/* Initial parameters of a run: the initialiser, then the nudge. (n_params) */
void problem_init_params(const struct problem *p, const struct levels *l, float *w);
/* True when row-wise accuracy makes sense (binary and class data with a
 * matching loss). */
int problem_has_accuracy(const struct problem *p);

#endif
