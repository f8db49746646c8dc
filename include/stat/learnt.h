/*
 * learnt.h - has it learnt anything?  Runs beside the constant answer, in words.
 *
 * A training that does no better than an answer that knows no input has learnt nothing,
 * and how far such trainings agree says nothing.  A run is better where its loss
 * after training is lower, or its accuracy higher, than that answer's on the same rows;
 * a diverged run is not.  Pure functions of the statistics.
 */
#ifndef STAT_LEARNT_H
#define STAT_LEARNT_H

struct stats;
struct str;

/* Are most runs no better than the constant answer?  0 where nothing is known of it. */
int learnt_nothing(const struct stats *s);
/* That in one sentence, nothing where it is not so: "Most trainings have learnt nothing:
 * 97 of 100 end no better than always giving the same answer (...)." */
void learnt_sentence(const struct stats *s, struct str *out);
/* "97 of 100 runs beat it" (by loss), "every one of 100 runs beats it"; nothing where
 * nothing is known. */
void learnt_beat(const struct stats *s, struct str *out);
/* The same by accuracy. */
void learnt_beat_accuracy(const struct stats *s, struct str *out);

#endif
