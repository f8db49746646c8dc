/*
 * learnt.h - has it learnt anything?  Runs beside the constant answer.
 *
 * A training that does no better than an answer that knows no input has learnt nothing,
 * and how far such trainings agree says nothing.  A run is better where its loss
 * after training is lower, or its accuracy higher, than that answer's on the same rows;
 * a diverged run is not.  Pure functions of the statistics.
 */
#ifndef STAT_LEARNT_H
#define STAT_LEARNT_H

struct stats;

/* Are most runs no better than the constant answer?  0 where nothing is known of it. */
int learnt_nothing(const struct stats *s);
#endif
