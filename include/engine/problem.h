/*
 * problem.h - everything about a training but its randomness.
 *
 * A problem is the data, the model and how to train; together with a
 * `struct levels` it determines a run to the last bit.  Immutable after
 * problem_init; may be read by any number of threads.
 */
#ifndef NUM_PROBLEM_H
#define NUM_PROBLEM_H

#include "data/data.h"
#include "num/model.h"
#include "num/optim.h"
#include "num/source.h"

enum budget_kind { BUDGET_EPOCHS, BUDGET_UPDATES, BUDGET_LOSS };

/* How the last layer's output becomes a prediction. */
enum link { LINK_IDENTITY, LINK_SIGMOID, LINK_SOFTMAX };

/*
 * What becomes of the short last mini-batch of an epoch, n_train mod batch rows.
 * Each of its r rows weighs batch / r times as much in its epoch as the others do.
 *   keep  it is trained on, averaged over its own rows (Keras, PyTorch)
 *   drop  it is not: these rows, others in each epoch where rows are shuffled, do
 *         nothing in that epoch and are in none of its figures (drop_remainder,
 *         drop_last); an epoch has floor(n_train / batch) updates, at least one
 *   even  ceil(n_train / batch) batches whose sizes differ by one at most, the
 *         larger first
 */
enum remainder { REMAINDER_KEEP, REMAINDER_DROP, REMAINDER_EVEN, REMAINDER_COUNT };
const char *remainder_name(enum remainder r);
enum remainder remainder_find(const char *name);	/* REMAINDER_COUNT when none */

/*
 * What the weights are in the end, by which a run predicts and is judged: those of the last
 * update; or a mean.
 *   ema   a = w after the first update, then a += (1 - decay) (w - a) after each (Keras'
 *         use_ema, torch.optim.swa_utils with a multi_avg_fn of that decay)
 *   last  the plain mean of the weights at the ends of the last so many epochs (Izmailov et
 *         al. 2018, stochastic weight averaging)
 * Training itself and its curves know nothing of it.
 */
enum average { AVERAGE_OFF, AVERAGE_EMA, AVERAGE_LAST, AVERAGE_COUNT };
const char *average_name(enum average a);	/* "off", "ema", "last" */

/*
 * What the learning rate is multiplied by at update u = 1 .. T, T being the run's most
 * updates: u / W over the first W (warm-up), and then of x = (u - 1 - W) / (T - W), 0 <= x < 1,
 *   constant 1   cosine (1 + cos(pi x)) / 2   linear 1 - x   step 1, .1 from x = 1/2, .01 from 3/4
 * (Loshchilov & Hutter 2017 for cosine; He et al. 2016 for the steps.)
 */
enum schedule { SCHEDULE_CONSTANT, SCHEDULE_COSINE, SCHEDULE_LINEAR, SCHEDULE_STEP, SCHEDULE_COUNT };
const char *schedule_name(enum schedule s);
enum schedule schedule_find(const char *name);	/* SCHEDULE_COUNT when none */

/*
 * The losses of training rows times n / (classes * n_class), so that every class counts
 * the same: of the n training rows n_class are of the row's class, and `classes`
 * classes are among them.  _ALL counts over all rows, test rows too, as reroll did at
 * first; sessions of then are recomputed so.
 */
enum class_weights { CLASS_WEIGHTS_OFF, CLASS_WEIGHTS_TRAINING, CLASS_WEIGHTS_ALL };

/*
 * Standardising by the training rows of a run, test rows having no say.
 *   inputs  each input by its own mean and deviation; one that holds only 0 and 1 (a
 *           category) stays as it is
 *   all     targets of a regression, too
 *   series  as all, but the steps of a window share one mean and deviation, those of
 *           their channel at all steps of the training rows: a series has one unit
 */
enum standardize {
	STANDARDIZE_OFF, STANDARDIZE_INPUTS, STANDARDIZE_ALL, STANDARDIZE_SERIES, STANDARDIZE_COUNT
};
const char *standardize_name(enum standardize s);	/* "off", "inputs", "all", "series" */
enum standardize standardize_find(const char *name);	/* STANDARDIZE_COUNT when none */

/*
 * x becomes (x - shift) * scale, two float operations: shift is the mean of the training
 * rows, scale one over their sd (population, double, rows ascending and in a row its
 * steps, rounded once), or 0 for an input that does not vary among them; 0 and 1 for
 * what stays as it is.  Targets likewise, a target that does not vary being moved alone;
 * a prediction p becomes p * unit + shift, in the data's own units again.  Losses, the
 * constant answer's too, are of the standardised targets (loss_unit).
 */
struct scaling {
	float *shift, *scale;			/* [features] */
	float *y_shift, *y_scale, *y_unit;	/* [outputs] */
};

/*
 * The constant answer: what an answer that knows no input can reach at best, on
 * the rows that judge a run (problem_constant).
 */
struct constant {
	double loss;		/* per output the best constant's, mean over outputs:
				 * mse the mean, mae the median, huber its minimiser,
				 * bce and cross-entropy the logits of the shares */
	double accuracy;	/* the largest class's share; NaN for regression */
	double zero;		/* loss where every output is 0 before the link: what
				 * a net says that has not begun to learn */
};

/* Training rows that judge a run without a test set, at most. */
#define PROBLEM_JUDGES 512

/* Epochs behind which predictions are kept besides the last, at most. */
#define PROBLEM_MARKS 12

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
	enum class_weights class_weights;
	enum remainder remainder;
	enum average average;
	double decay;		/* of AVERAGE_EMA, 0 <= decay < 1 */
	uint32_t last;		/* epochs of AVERAGE_LAST, at least 1; all where there are fewer */
	enum schedule schedule;
	uint64_t warmup;	/* updates */
	/* BUDGET_EPOCHS with test rows: stop after so many epochs in a row whose test loss is not
	 * below the least so far (Keras' EarlyStopping; the weights are the last ones).  0: never. */
	uint32_t patience;
	enum standardize standardize;
	size_t max_probes;
	uint32_t n_marks, mark[PROBLEM_MARKS];	/* ascending, from 1, below the last epoch; a run
						 * that ends earlier stays as it is */

	/* filled by problem_init: */
	size_t n_train, n_test;
	size_t n_probes;	/* rows whose predictions are kept */
	uint32_t *probe;	/* [n_probes] rows of data */
	size_t n_pred;		/* n_probes * data->outputs */
	int blind;		/* the data's y are no targets: nothing is judged by them */
	size_t n_judge;		/* rows that judge a run: n_test where there is a test
				 * set, else up to PROBLEM_JUDGES of all rows, spread
				 * evenly: row floor(i rows / n_judge) is the i-th */
	uint32_t *judge;	/* [n_judge] without a test set, else NULL */
	int constant_known;	/* the split is fixed or off, or there is no test set: */
	struct levels constant_split;	/* ... of this split ... */
	struct constant constant;	/* ... these are the constant answer's figures */
	uint8_t *scaled;	/* [features] 1: standardised; NULL: nothing is */
	uint32_t *scaled_by;	/* [n_train] the training rows of the known split, or NULL */
	struct scaling scaling;	/* by these rows, or all where there is no test set; its
				 * arrays are NULL where each run has its own */
	double *variance;	/* [outputs] of the targets at these rows, population;
				 * NULL but for regression */
	float *y_scale;		/* [outputs] a residual in the data's units times this is
				 * what losses are made of: struct scaling's of the known
				 * split, of all rows where each run draws its own; NULL: 1 */
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

/*
 * train[0..n_train) and test[0..n_test): the rows of a split level, both in file order.
 * The test rows are the first n_test of a permutation of all rows, or the last n_test of
 * the file where the split is off; n_test = floor(test * rows + 1/2), at least 1 where
 * test > 0.  The permutation: Fisher-Yates from the identity, draws of the stream (split
 * level, RNG_SPLIT, 0, 0), see rng.h.
 * With stratify_split class c gives floor(n_test rows_c / rows) of them; what is left goes
 * one by one to the class with the largest n_test rows_c / rows less what it has, the
 * first of equals; each class gives those of its rows that come first in the permutation.
 */
void problem_split(const struct problem *p, const struct levels *l,
		   uint32_t *train, uint32_t *test);
/* trained[i]: does a run of these levels train on probe i? (n_probes) */
void problem_trained_on(const struct problem *p, const struct levels *l, uint8_t *trained);
/* The weight of each class, [2 or data->outputs], for these n_train training rows; 0 of
 * a class that is not among them.  class_weights is not off. */
void problem_class_weights(const struct problem *p, const uint32_t *train, float *weight);
/* The scaling by these n_train rows (NULL: all, there is no test set), where p->scaled is
 * not NULL.  Release it. */
void problem_scaling(const struct problem *p, const uint32_t *train, struct scaling *out);
/* Are losses of standardised targets? */
int problem_scales_targets(const struct problem *p);
/* The unit of losses, to stand behind "loss": "in variances of the target", "in nats"; the
 * target's own is that of the training rows.  brief: " in variances", with its blank or
 * comma.  Static. */
const char *problem_loss_unit(const struct problem *p, int brief);
void scaling_release(struct scaling *s);
/* Target o of a row as it is trained on; s may be NULL. */
static inline float scaling_y(const struct scaling *s, const struct dataset *d, size_t row, size_t o)
{
	float y = d->y[row * d->outputs + o];

	return s ? (y - s->y_shift[o]) * s->y_scale[o] : y;
}
/* Rows in a mini-batch at this level (full batch when off or too large). */
size_t problem_batch(const struct problem *p, const struct levels *l);
/* Upper bound on epochs of one run with this batch size. */
uint32_t problem_epochs(const struct problem *p, size_t batch);
/* Does a run's end not follow from its sizes alone?  Then its lanes may end apart. */
int problem_ends_early(const struct problem *p);
/* The optimizer at update u (from 1) of at most `most`: its rate as the schedule has it then. */
struct optim problem_optim(const struct problem *p, enum optim_kind k, uint64_t u, uint64_t most);
/* Updates in an epoch, and how many rows they use: n_train, or fewer with `drop`. */
uint64_t problem_updates(const struct problem *p, size_t batch);
size_t problem_epoch_rows(const struct problem *p, size_t batch);
/* The b-th mini-batch of an epoch: order[*start .. *start + returned). */
size_t problem_minibatch(const struct problem *p, size_t batch, uint64_t b, size_t *start);
/*
 * Rows of the short last mini-batch that is trained on; 0 where there is none.
 * *weight (may be NULL) is how many times as much as the others each of them weighs in
 * its epoch: batch / rows.
 */
size_t problem_ragged(const struct problem *p, size_t batch, double *weight);
/* Is it below a quarter of a batch?  Then which rows are in it, which is what the
 * order draws, can matter more than the order itself. */
int problem_is_ragged(const struct problem *p, size_t batch);
/*
 * Training order of one epoch, rows of data, with shuffle and rounding
 * levels applied: order[0..n_train) permutes train[].  place[i], where place is
 * not NULL, is the row's position in its mini-batch before the rounding order (dropout
 * masks).  Shuffle: Fisher-Yates of the training rows in file order, stream (level,
 * RNG_SHUFFLE, epoch from 0, 0).  With stratify_shuffle the j-th of the n_c rows of class
 * c in that order (j from 0) then stands at (j + 1/2) / n_c of the way; equal places by
 * class.  Rounding: Fisher-Yates of each mini-batch, stream (level, RNG_ROUNDING, epoch,
 * mini-batch from 0).
 */
void problem_order(const struct problem *p, const struct levels *l,
		   const uint32_t *train, uint32_t epoch, size_t batch,
		   uint32_t *order, uint32_t *place);
/* Initial parameters of a run: the initialiser, then the nudge, unless that comes in a later
 * epoch. (n_params) */
void problem_init_params(const struct problem *p, const struct levels *l, float *w);
/*
 * The constant answer's figures on the rows that judge a run of these levels, its
 * test rows where there are any (`test`, ascending, or NULL to have them worked
 * out).  variance, where not NULL, gets the targets' [outputs].  What is known of a
 * split that does not change is not computed again.  Double precision, rows in
 * ascending order, logarithms by libm.
 */
void problem_constant(const struct problem *p, const struct levels *l, const uint32_t *test,
		      struct constant *out, double *variance);
/* Work out anew what is known of it, after p->judge was changed. */
void problem_constant_again(struct problem *p);
/*
 * Has a run diverged that ends with this data loss?  Not finite, or more than a
 * thousand times the constant answer's, and more than ten times the loss of the
 * answer 0.  The second keeps a run apart from diverged ones that has hardly begun
 * on targets far from 0 (years, say), and serves alone where the constant answer's
 * loss is 0; where both are 0 any finite loss will do.
 */
int problem_diverged(const struct constant *c, double data_loss);
/*
 * Data loss and accuracy and r2 (NULL, or [outputs]) from a run's predictions at the
 * probes, for runs that were recorded without them: equal to the engine's but for
 * rounding.  0 where the probes do not hold all the rows that judge the run, or where a
 * predicted probability has lost the digits that the loss needs.
 */
int problem_judge(const struct problem *p, const struct levels *l, const float *pred,
		  float *loss, float *accuracy, float *r2);
/* True when row-wise accuracy makes sense (binary and class data with a
 * matching loss). */
int problem_has_accuracy(const struct problem *p);

#endif
