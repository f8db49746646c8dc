/*
 * sample.h - what flows from whoever trains (or replays) to whoever counts
 * and draws: plain copied records, never weights.
 *
 * Every pointer is borrowed for the duration of the sink's call.
 */
#ifndef RUN_SAMPLE_H
#define RUN_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "num/source.h"

enum sample_kind {
	SAMPLE_RUN,		/* a complete run */
	SAMPLE_PROGRESS,	/* slow motion: where the shown run is now */
	SAMPLE_CONDITION,	/* replay: from here on this condition; text = its commands */
	SAMPLE_EVENT,		/* replay: text of an event, what = its kind */
	SAMPLE_END,		/* replay: nothing more */
};

struct sample {
	enum sample_kind kind;
	uint32_t condition;	/* the tag given to the feed, or the session's id */
	uint64_t run;		/* index within the condition */
	struct levels levels;
	uint32_t epochs;	/* points in the curves */
	uint64_t updates, total_updates;
	float train_loss, test_loss, accuracy, batch_loss;	/* NaN: none */
	/* The data loss and accuracy after training, the constant answer's on the same
	 * rows, R2 per target (engine/engine.h); NaN and NULL where unknown, as in runs
	 * recorded before there were such figures. */
	float data_loss, data_accuracy, constant_loss, constant_accuracy;
	const float *r2;	/* [n_r2] or NULL */
	uint32_t n_r2;
	/* Balanced accuracy and its like, MAE per target (engine/scores.h); NULL where
	 * unknown, as in runs recorded before there were such figures. */
	const float *scores;	/* [n_scores] or NULL */
	uint32_t n_scores;
	int diverged;
	double seconds;		/* of computing, the pack's time / its runs */
	const float *train, *test, *acc;	/* [epochs] or NULL */
	const float *pred;	/* [n_pred]; NULL for progress */
	size_t n_pred;
	/* Predictions behind earlier epochs, those of the problem (n_marks, n_pred): of runs just
	 * trained alone, NULL in a replay. */
	const float *marked;
	uint32_t n_marks;
	const char *text, *what;
	double time;		/* seconds since the session began */
};

struct problem;

/* Does the run say what it is worth, the constant answer's figures at least? */
int sample_is_judged(const struct sample *s);
/*
 * Fill in what can be known of a run that does not (one of a session from before):
 * the constant answer's figures; data loss and accuracy from the test loss where that
 * has no penalty in it, else from the predictions (problem_judge), else NaN; and
 * `diverged` by problem_diverged.  r2 [outputs] is the caller's room, borrowed by s.
 */
void sample_judge(struct sample *s, const struct problem *p, float *r2);

struct scorer;
/* Likewise the scores of a run that says none, from its predictions where the probes hold
 * all rows that judge it; scores [scores_count] is the caller's room, borrowed by s. */
void sample_score(struct sample *s, const struct problem *p, struct scorer *scorer, float *scores);

/* Returns nonzero to stop the drain early. */
typedef int sample_sink(void *arg, const struct sample *s);

#endif
