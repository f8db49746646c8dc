/*
 * sentence.h - what the figures of stat say, each in a sentence or two.
 *
 * No stronger than its interval, plain text, safe to show; names that are given must be.
 * A sentence that stands alone says of which level its interval is.
 */
#ifndef REPORT_SENTENCE_H
#define REPORT_SENTENCE_H

#include <stddef.h>

#include "stat/between.h"
#include "stat/compare.h"
#include "stat/contrast.h"
#include "stat/divergence.h"
#include "stat/kinds.h"
#include "stat/learnt.h"
#include "stat/lucky.h"
#include "stat/remedy.h"
#include "stat/when.h"

struct problem;
struct stats;
struct str;

/* How much predictions differ within a and within b. */
void contrast_sentence(const struct contrast *c, const char *a, const char *b,
		       struct str *out);

/* "182 of 200 runs end near 0.0123, 18 near 0.31." - nothing where there are no kinds.
 * what: "a data loss", safe to show. */
void kinds_sentence(const struct kinds *k, const char *what, struct str *out);

/* What the best seed is worth, whether luck stays, and what the test set explains. */
void lucky_best_sentence(const struct best *b, double mean, size_t draws, struct str *out);
void lucky_halves_sentence(const struct lucky_halves *h, struct str *out);
void lucky_binomial_sentence(const struct lucky_binomial *b, struct str *out);

/* Where learnt_nothing: "Most trainings have learnt nothing: 97 of 100 end no better than
 * always giving the same answer (...)." */
void learnt_sentence(const struct stats *s, struct str *out);
/* "97 of 100 runs beat it" (by loss), "every one of 100 runs beats it"; nothing where
 * nothing is known. */
void learnt_beat(const struct stats *s, struct str *out);
/* The same by accuracy. */
void learnt_beat_accuracy(const struct stats *s, struct str *out);

/*
 * From the first epoch where the median is above zero to the last, or until they
 * have parted as far as they ever will: grows, shrinks, or cannot be told; and how far
 * apart they end, beside `strangers` (mean difference of unrelated runs; NaN: unknown).
 */
void divergence_sentence(const struct divergence *d, double strangers, struct str *out);

/* What lies between two runs: how far the loss rises on the way, and how far they are
 * apart. */
void between_sentence(const struct between *b, const struct problem *q, struct str *out);

/* How much of what a source makes from the beginning it makes in the last epochs alone, of
 * runs of so many. */
void when_sentence(const struct when *w, uint32_t epochs, struct str *out);

/* A sweep, with the loss where that changed. */
void remedy_sentence(enum remedy r, const struct remedy_row *row, size_t n,
		     const struct remedy_result *x, struct str *out);

/* The advice that is put to the test. */
const char *remedy_claim(enum remedy r);

/* Which is better; and of what there is when compare_stats returned -1. */
void compare_sentence(const struct comparison *c, const char *a, const char *b,
		      struct str *out);

/* What looking so many times does to an error rate (compare_peeking_rate): a note. */
void compare_peeking_note(unsigned looks, struct str *out);

#endif
