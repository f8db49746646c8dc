/*
 * scores.h - the scores of a condition's runs (engine/scores.h) for people.
 */
#ifndef REPORT_SCORES_H
#define REPORT_SCORES_H

#include <stddef.h>

#include "stat/stats.h"

struct dataset;
struct lab_entry;
struct str;

/* Lines of the report: what there is of balanced accuracy, macro-F1 and AUC, or R2 and
 * mean absolute error of each target; and why there is none where that is so. */
void report_scores(const struct lab_entry *e, struct str *out);
/* stats_outcome_name, and of how many targets it is the mean. */
void score_label(const struct dataset *d, enum stats_outcome o, struct str *out);

#endif
