/*
 * record.c - the lab writes its session, as runs complete.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "lab/lab_int.h"

void lab_record_run(struct lab *lab, struct entry *e, const struct sample *s)
{
	struct err err = ERR_INIT;

	if (s->run < e->recorded || (s->run >= lab->rec_cap && !e->pub.cond->external))
		return;
	if (lab->rec)
		lab_record_entry(lab, e);
	if (!lab->rec) {
		lab->recording.lost += lab->recording.failed != 0;
	} else if (recorder_run(lab->rec, s, &err)) {
		lab->recording.lost++;
		recording_fail(lab, &err);
	} else {
		e->recorded = s->run + 1;
	}
}

/* The run that is in no statistics, in its turn. */
static void record_repeat(struct lab *lab, struct entry *e)
{
	if (lab->rec && e->pair[1].has)
		lab_record_run(lab, e, &e->pair[1].s);
}

/* The runs of before, as far as the statistics kept them whole. */
static void record_kept(struct lab *lab, struct entry *e)
{
	size_t n = stats_kept(e->pub.stats);

	for (size_t i = 0; lab->rec && i < n; i++) {
		struct kept_run k;
		struct sample s = { .kind = SAMPLE_RUN, .condition = e->pub.id };

		if (!stats_kept_run(e->pub.stats, i, &k))
			continue;
		if (k.run > EXTERNAL_REPEAT)
			record_repeat(lab, e);
		s.run = k.run;
		s.levels = k.levels;
		s.epochs = k.epochs;
		s.train_loss = k.train_loss;
		s.test_loss = k.test_loss;
		s.accuracy = k.accuracy;
		s.data_loss = k.data_loss;
		s.data_accuracy = k.data_accuracy;
		s.constant_loss = k.constant_loss;
		s.constant_accuracy = k.constant_accuracy;
		s.r2 = k.r2;
		s.n_r2 = k.n_r2;
		s.scores = k.scores;
		s.n_scores = k.n_scores;
		s.batch_loss = NAN;
		s.seconds = n ? e->pub.seconds / (double)stats_runs(e->pub.stats) : 0;
		s.train = k.train;
		s.test = k.test;
		s.acc = k.acc;
		s.pred = k.pred;
		s.n_pred = stats_n_pred(e->pub.stats);
		lab_record_run(lab, e, &s);
	}
	record_repeat(lab, e);
}

/* Runs that nobody here can train again, and that are not all kept?  Of one that failed there
 * is nothing to keep, but in files that others left it may be. */
static int is_cut(const struct entry *e)
{
	const struct stats *s = e->pub.stats;

	if (!e->pub.cond->external)
		return 0;
	return stats_kept(s) + (e->pub.cond->external->driven ? stats_diverged(s) : 0) < stats_runs(s);
}

int lab_record(struct lab *lab, const char *path, struct err *err)
{
	int append = lab->session_path && strcmp(lab->session_path, path) == 0 && !lab->replay;
	struct err failure = ERR_INIT;
	int code;

	if (lab->replay)
		return err_set(err, ERR_STATE, "a session is playing: `fork` goes on live from here, then save");
	if (lab->rec)
		return err_set(err, ERR_STATE, "this session is being saved to %s already", lab->rec_path);
	for (size_t i = 0; i < lab->n_entry && !append; i++)
		if (is_cut(lab->entry[i]))
			return err_set(err, ERR_STATE, "not all runs are kept whole here: `reroll %s -o SESSION` saves them all",
				       lab->entry[i]->pub.cond->external->driven ? "drive" : "open FILES");
	code = recorder_open_shard(&lab->rec, path, lab->shard, append, err);
	if (code)
		return code;
	lab->recording = (struct recording){ .opening = 1, .err = ERR_INIT };
	free(lab->rec_path);
	lab->rec_path = xstrdup(path);
	for (size_t i = 0; i < lab->n_entry && lab->rec; i++) {
		struct entry *e = lab->entry[i];

		e->declared = 0;
		if (!append)
			e->recorded = 0;
		if (append && e->pub.delivered)
			continue;	/* it is in the file */
		if (e == lab->cur || e->pub.delivered) {
			lab_record_entry(lab, e);
			record_kept(lab, e);
		}
	}
	if (!append) {
		lab_record_sweep(lab);
		lab_record_helps(lab);
		lab_record_between(lab);
		lab_record_blame(lab);
	}
	if (lab->rec && recorder_sync(lab->rec, &failure))
		recording_fail(lab, &failure);
	lab->recording.opening = 0;
	return lab_record_failed(lab, err);
}

int lab_sync(struct lab *lab, struct err *err)
{
	return lab->rec ? recorder_sync(lab->rec, err) : 0;
}

int lab_saving(const struct lab *lab)
{
	return lab->rec != NULL;
}

int lab_saving_waits(const struct lab *lab)
{
	return lab->rec && recorder_waits(lab->rec);
}

int lab_finish_session(struct lab *lab, struct err *err)
{
	if (!lab->rec || !recording_close(lab, &lab->recording.err))
		return 0;
	lab->recording.failed = 1;
	return lab_record_failed(lab, err);
}

const char *lab_session_path(const struct lab *lab)
{
	return lab->rec ? lab->rec_path : lab->session_path;
}

uint64_t lab_saved_runs(const struct lab *lab)
{
	return lab->rec ? recorder_runs(lab->rec) : lab->recording.saved;
}

void lab_set_rec_cap(struct lab *lab, uint64_t runs)
{
	lab->rec_cap = runs;
}

uint64_t lab_rec_cap(const struct lab *lab)
{
	return lab->rec_cap;
}
