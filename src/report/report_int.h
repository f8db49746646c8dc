/*
 * report_int.h - figures as text, and the parts of the report.
 */
#ifndef REPORT_INT_H
#define REPORT_INT_H

#include "base/err.h"
#include "base/str.h"
#include "report/report.h"
#include "setup/settings.h"

/* ---- text.c ---- */

/* "0.436 (0.432 to 0.440)", the 95 % interval; "0 exactly"; "-" for none */
void text_estimate(struct str *out, struct estimate e);
/* The same of what goes in steps: an accuracy, a churn (base/say.h). */
void text_steps(struct str *out, struct estimate e, double step);
/* As it is read: no loss is below 0, and no accuracy outside of 0 to 1. */
struct estimate text_within(struct estimate e, enum stats_outcome o);
/* The step of an accuracy, 0 of a loss, which has none; and of churn. */
double text_step(const struct problem *p, enum stats_outcome o);
double text_step_churn(const struct problem *p);
void text_hist(struct str *out, const uint32_t *bin, size_t bins, double lo, double hi);

/* ---- report.c ---- */

/* The median run's root mean squared error on the rows that judge, in the target's own unit;
 * NAN where the loss tells none (classes, several targets, other losses). */
/* The line of it in a condition's block, or nothing. */
void put_rest(const struct lab_entry *e, struct str *out);
double report_rmse(const struct problem *p, const struct stats *s);

/* ---- data_said.c: the head of a report, and its JSON ---- */

struct json_t;
void data_said_head(const struct lab *lab, struct str *out);
struct json_t *data_said_json(const struct lab *lab);

/* ---- doubt.c: engines that may have multiplied wrongly ---- */

/* A sentence without its period about a condition; 0 and nothing appended where there is
 * no doubt. */
int entry_doubt(const struct lab_entry *e, struct str *out);
void report_doubt(const struct lab *lab, struct str *out);
/* Where not all runs are here: a line that says which, and their name alone, "0/4". */
void report_shard(const struct lab *lab, struct str *out);
void report_shard_name(const struct lab *lab, struct str *out);

#endif
