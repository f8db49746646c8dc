/*
 * who.h - which cases flip, in words: whole answers for the command, pieces for the view.
 *
 * Probes are given by their place, rows by the number that people see: that of the data,
 * from 1.  All text is safe to show.
 */
#ifndef REPORT_WHO_H
#define REPORT_WHO_H

#include <stddef.h>

struct dataset;
struct lab;
struct lab_entry;
struct str;
struct who;

#define REPORT_WHO_TOLERANCE .01	/* of accuracy: runs as good as the best */

/* ---- answers ---- */

/* The n rows that differ most, and what the session keeps of it; 0: nothing to tell yet. */
int report_who(const struct lab *lab, const struct lab_entry *e, size_t n, struct str *out, struct str *found);
/* One row; 0: it is no probe, or there are no runs. */
int report_who_row(const struct lab *lab, const struct lab_entry *e, size_t number, struct str *out);

/* ---- pieces ---- */

/* "5 of 142 rows hold 97 % of the disagreement ..."; 0: nothing. */
int report_who_sentence(const struct lab_entry *e, const struct who *w, struct str *out);
/* Ambiguity and discrepancy among the runs that are as good as the best; 0: nothing. */
int report_who_close(const struct lab_entry *e, struct str *out);
/* A probe's row, and the probe of a row or -1. */
size_t report_who_number(const struct lab_entry *e, size_t probe);
long report_who_probe(const struct lab_entry *e, size_t number);
/* "61 %", "99.7 %": 0 and 100 % are none and all. */
void report_share(struct str *out, double x);
/* A class by its name. */
void report_class(const struct dataset *d, size_t k, struct str *out);
void report_who_truth(const struct lab_entry *e, size_t probe, struct str *out);
/* "virginica 61 %, versicolor 39 %": at most so many, the most frequent first. */
void report_who_votes(const struct lab_entry *e, size_t probe, size_t most, struct str *out);
/* The source that flips it, "init or shuffle" where they are not told apart; 0: not known. */
int report_who_cause(const struct lab *lab, const struct lab_entry *e, size_t probe, struct str *out);
/* What each does there when it alone is rerolled; nothing where it is not known. */
void report_who_sources(const struct lab *lab, const struct lab_entry *e, size_t probe, struct str *out);
/* "petal length 4.9, petal width 1.8": at most so many. */
void report_who_inputs(const struct lab_entry *e, size_t probe, size_t most, struct str *out);

#endif
