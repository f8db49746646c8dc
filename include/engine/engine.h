/*
 * engine.h - one set of definitions, two ways to compute.
 *
 * A trainer trains up to `lanes` runs side by side for one problem, one batch
 * size and one optimizer.  It belongs to one thread.  Between calls it can
 * rest for any time without changing a bit of the outcome.
 *
 *     trainer_new -> { trainer_begin -> trainer_advance ... -> trainer_result }* -> trainer_free
 *
 * Bits: on the lane engine a run's results depend on (problem, levels) alone:
 * not on width, lane or company.  On the BLIS engine they also depend on BLIS'
 * version, kernel set and family of processors, and on whether it packs
 * (engine_fingerprint).  A BLIS whose products are wrong is not used.
 *
 * Losses.  The epoch's training loss is the row-weighted mean of the batch
 * losses as they were during the epoch; the L2 term is included, as Keras
 * reports it.  Test loss and accuracy are taken at the epoch's end over the test rows.
 * Without a test set, accuracy is that of the training rows during the epoch.
 *
 * The data loss after training is what runs are judged by: the final weights, without
 * penalty, masks and class weights, over the rows that judge a run (problem.h): the
 * test rows, or training rows without a test set; so is the data accuracy.  It is
 * the mean of the rows' losses, added up one after the other in ascending order of
 * the rows: compensated (Knuth's two-sum) in float on the lanes, in double on BLIS.
 * R2 of a target is 1 - mean squared error / variance on the same rows, the sums of
 * squares added up likewise.
 */
#ifndef NUM_ENGINE_H
#define NUM_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/problem.h"
#include "engine/scores.h"

enum engine_kind { ENGINE_AUTO, ENGINE_LANES, ENGINE_BLIS };

/* One run's outcome.  Pointers are into the trainer, valid until its next
 * begin or free. Absent figures are NaN. */
struct result {
	uint32_t epochs;	/* curve points */
	uint64_t updates;
	float train_loss;	/* last epoch's */
	float test_loss;	/* last epoch's; NaN without a test set */
	float accuracy;		/* NaN unless problem_has_accuracy */
	int diverged;		/* a loss or prediction was not finite, or
				 * problem_diverged says so */
	float data_loss, data_accuracy;	/* after training; accuracy as above */
	float constant_loss, constant_accuracy;	/* the constant answer's, same rows */
	uint32_t n_r2;		/* outputs; 0 but for regression with a loss whose
				 * outputs are the predictions */
	const float *r2;	/* [n_r2], NaN where a target does not vary; or NULL */
	uint32_t n_scores;	/* scores_count: engine/scores.h says what they are */
	const float *scores;	/* [n_scores] */
	const float *train;	/* [epochs] */
	const float *test;	/* [epochs] or NULL */
	const float *acc;	/* [epochs] or NULL */
	const float *pred;	/* [n_pred] (probe, output), after the link */
	uint32_t n_marks;	/* the problem's */
	const float *marked;	/* (n_marks, n_pred): the predictions behind these epochs */
};

/* Where a run is now; for slow motion. */
struct progress {
	uint32_t epoch;		/* finished epochs */
	uint64_t updates;	/* finished updates */
	uint64_t total_updates;	/* upper bound */
	float batch_loss;	/* of the last mini-batch */
	const float *train, *test, *acc;	/* [epoch] or NULL, as in result */
};

struct trainer;

/* Lanes of width 1 that are plain C even where the machine has a fused multiply-add: for
 * tests, and many times as slow. */
#define ENGINE_WIDTH_PLAIN (-1)

/* kind is resolved (not AUTO).  width forces 1, 4, 8 or 16 lanes, 0 takes the
 * machine's best, and for few runs the narrowest that hold them.  Returns NULL with *err only for a width this machine lacks and for a
 * BLIS that engine_usable refuses. */
struct trainer *trainer_new(const struct problem *p, enum engine_kind kind,
			    int width, size_t batch, enum optim_kind optim,
			    struct err *err);
void trainer_free(struct trainer *t);
size_t trainer_lanes(const struct trainer *t);
/* Start n <= lanes runs; lv[i] must have this trainer's batch and optimizer. */
void trainer_begin(struct trainer *t, const struct levels *lv, size_t n);
/* Do up to `updates` more updates (0: to the end). Returns 0 when all runs are
 * finished, 1 while there is more to do. */
int trainer_advance(struct trainer *t, uint64_t updates);
void trainer_progress(const struct trainer *t, size_t lane, struct progress *out);
/* Prediction of lane's present weights for n given rows: out (n, outputs).
 * For the surface view; x is (n, features).  Any time after begin. */
void trainer_predict(struct trainer *t, size_t lane, const float *x, size_t n, float *out);
void trainer_result(const struct trainer *t, size_t lane, struct result *out);
/* Copy out the present parameters of one lane (n_params); for tests. */
void trainer_params(const struct trainer *t, size_t lane, float *w);
/* Overwrite them, right after begin; for tests against recorded weights, and for
 * trainer_judge. */
void trainer_set_params(struct trainer *t, size_t lane, const float *w);
/*
 * Data loss and accuracy of the present parameters of every lane that was begun, over the
 * rows that judge its run: of the weights after training what the result says, to the bit,
 * whatever they were trained with.  loss [n]; accuracy [n], NaN unless problem_has_accuracy.
 * A trainer that has judged is good for trainer_set_params, for this and for begin alone.
 */
void trainer_judge(struct trainer *t, float *loss, float *accuracy);
/* Gradient of the mean loss (with L2) of the given rows at the present
 * parameters, one lane; loss too. For finite-difference tests. */
void trainer_gradient(struct trainer *t, size_t lane, const uint32_t *rows,
		      size_t n, float *g, double *loss);
/* Bytes this trainer holds. */
size_t trainer_bytes(const struct trainer *t);

/* The rule behind `engine auto`: sizes alone, never a timing. */
enum engine_kind engine_choose(const struct model *m);
/* The same on this machine: lanes also where BLIS is refused. */
enum engine_kind engine_auto(const struct model *m);
/* 0, or ERR_STATE with the reason: BLIS multiplies wrongly here, or is another than this
 * program was built for.  Found out at first use, in some milliseconds. */
int engine_usable(enum engine_kind k, struct err *err);
const char *engine_name(enum engine_kind k);
enum engine_kind engine_find(const char *name);	/* -1 cast when none */
/* The widest lanes of this machine, and its name: "avx512", "avx2", "fma", "neon", "plain". */
int engine_best_width(void);
const char *engine_width_name(int width);
int engine_has_width(int width);
/* "lanes avx512" or "blis 0.9.0/2 skx packed x86-64": what decides the bits. Static
 * string, thread-safe after engine_setup. */
const char *engine_fingerprint(enum engine_kind k);
/* Do runs recorded under the one name have the bits of runs under the other?  Names of
 * earlier versions count, too. */
int engine_same_bits(const char *a, const char *b);
/* True of a name under which products may have been wrong: of a BLIS after 0.9 that was
 * asked to pack, which it does wrongly, before that was known. */
int engine_doubtful(const char *recorded);
/* Floating-point operations a second that one core reaches on fused
 * multiply-adds in registers, the best seen within `seconds`; for benchmarks. */
double engine_peak(double seconds);
/* Before any thread: pick the BLIS kernel set (sets BLIS_ARCH_TYPE unless the
 * user did), and IEEE's default rounding, without flushing to zero, in this thread and
 * those that it starts. */
void engine_setup(void);

#endif
