/*
 * scores.h - what a run is worth, in the figures that people report beside its loss.
 *
 * Scores are of the rows that judge a run (problem.h): all test rows, those that the run
 * itself held out where each draws its own split, or up to PROBLEM_JUDGES training rows
 * without a test set; and of predictions as they are kept: after training and the link,
 * in the data's own units, in float.  The class that a prediction says is the largest
 * output, the first of equals; with one output class 1 above .5.
 *
 * balanced accuracy   the mean recall over the classes that these rows have (Brodersen et
 *                     al. 2010, "The balanced accuracy and its posterior distribution",
 *                     ICPR); scikit-learn's balanced_accuracy_score.  The constant answer
 *                     has one over their number.
 * macro-F1            the mean over classes of F1 = 2 tp / (2 tp + fp + fn).  A class that
 *                     is neither among these rows nor predicted, whose F1 is 0/0, is left
 *                     out; one that is only the one or the other has 0.  As scikit-learn's
 *                     f1_score(average="macro"); not the F1 of mean precision and recall
 *                     (Opitz and Burst 2019, "Macro F1 and macro F1").
 * AUC                 of two classes: the share of pairs of a row of class 1 and one of
 *                     class 0 in which the first has the larger prediction, ties counting
 *                     half (Hanley and McNeil 1982, Radiology 143); scikit-learn's
 *                     roc_auc_score.  NaN where these rows have one class alone.
 * MAE                 of each target of a regression: mean |prediction - target| in the
 *                     data's own units.
 *
 * A regression with loss bce has a label of 0 or 1 in each output.  With one it has the
 * scores of two classes.  With several, balanced accuracy and AUC are means over labels,
 * of AUC those with both values among these rows; macro-F1 is the mean over labels of
 * the F1 of 1, 0/0 counting 0 (scikit-learn's for multilabel indicators).
 * R2 of each target is in struct result: 1 - mean squared error / variance about the mean
 * of the same rows (scikit-learn's r2_score), NaN where the target does not vary there.
 *
 * All are NaN where a prediction of these rows is not finite.  Counts are exact; sums are
 * in double, row i of n in the (i mod 4)th of four which are then (0 + 1) + (2 + 3).
 * So the same predictions have the same scores, recorded or just made.
 */
#ifndef ENGINE_SCORES_H
#define ENGINE_SCORES_H

#include <stddef.h>
#include <stdint.h>

struct problem;
struct dataset;
struct levels;
struct scorer;

/* Places in the scores of a run; the MAE of each target follows where there are any.
 * What a problem has no such score for is NaN. */
enum score { SCORE_BALANCED, SCORE_F1, SCORE_AUC, SCORE_MAE };

/* How many the runs of a problem have: SCORE_MAE, and outputs more for a regression
 * whose outputs are the predictions. */
size_t scores_count(const struct problem *p);
/* Can its runs have this score (not SCORE_MAE)?  AUC: two classes, or labels. */
int scores_has(const struct problem *p, enum score s);

/* How many classes there are among the rows that judge, of all that the data have rows of in
 * *all; 0 where each run has other rows, and for regression. */
size_t scores_classes(const struct problem *p, size_t *all);

/* What scoring needs again and again: for one problem, which is borrowed, one thread. */
struct scorer *scorer_new(const struct problem *p);
void scorer_free(struct scorer *s);
/* Do the probes hold all rows that judge any run? */
int scorer_at_probes(const struct scorer *s);
/*
 * The scores of a run into out[scores_count].  rows[n_judge] judge it; pred is of these
 * rows (n_judge, outputs), or with at_probes of the probes (n_pred).  0 where at_probes and
 * a row is not among them: out is NaN throughout then.
 */
int scorer_run(struct scorer *s, const uint32_t *rows, const float *pred, int at_probes, float *out);
/* The same from what was recorded of a run of these levels: its predictions at the
 * probes. */
int scorer_recorded(struct scorer *s, const struct levels *l, const float *pred, float *out);

/*
 * Are the classes uneven: has the largest, of all rows, twice as many as the smallest
 * that there is?  Then always answering the largest class looks good by accuracy, and the
 * balanced scores are shown first.  0 for regression.
 */
int dataset_uneven(const struct dataset *d);

/* The class that `outputs` outputs say, as above. */
size_t scores_class(const float *p, size_t outputs);

#endif
