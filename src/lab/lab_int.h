/*
 * lab_int.h - the laboratory's inside.
 *
 * Two pairs of pointers matter:
 *   now / good   settings being edited, and the last that made a condition.
 *                lab_commit turns `now` into the present condition or, when it
 *                does not fit, puts `good` back.
 *   cur / study  the condition on show, and a list of conditions trained in the
 *                background for an answer (attribute, remedy, ...).  While there
 *                is a study the pool works for it, otherwise for cur.
 *
 *     lab, replay --> entry --> record --> keepsake --> recording --> news
 *        |               |
 *        +--> train --> study --> pace
 */
#ifndef LAB_INT_H
#define LAB_INT_H

#include "base/err.h"
#include "base/str.h"
#include "lab/lab.h"
#include "lab/lab_session.h"
#include "lab/lab_view.h"
#include "run/pool.h"
#include "setup/settings.h"
#include "store/session.h"
#include "trainer/drive.h"

/* Different levels, as a hash table of level + 1. */
struct level_set { uint64_t *slot; size_t n, cap; };

/* A run that is kept whole apart from the statistics. */
struct kept_sample { int has; struct sample s; float *pred, *curve; };

struct entry {
	struct lab_entry pub;
	struct settings set;		/* what made it: `go` brings it back */
	struct lab_memo memo;
	struct levels last[2];		/* levels of the newest run and the one before */
	int n_last;
	struct scorer *scorer;		/* of runs recorded without scores; NULL until one comes */
	float *scores;			/* [scores_count] room for them */
	uint64_t recorded;		/* runs below this were offered to the recorder */
	struct level_set levels[SOURCE_SLOTS];	/* those of its free seeds so far */
	struct lab_entry design;	/* of an external condition: its attr is from all its runs */
	unsigned asked;			/* lab_ask_why: 1 why, 2 what helps */
	int declared;			/* the recorder knows this condition */
	struct kept_sample pair[2];	/* runs 0 and 1 of a driven one, of equal levels */
	int sized;			/* a driven one: its limit is by what a run costs */
	uint64_t used;			/* when it was last in use, for lab_trim */
};

/* One condition that a study wants trained, and how far. */
struct job { struct entry *e; uint64_t limit; };

struct study {
	enum study_kind kind;
	enum remedy remedy;
	struct job *job;
	size_t n, at;
	/* What comes of it; *swept to be filled by a sweep. */
	void (*finish)(struct lab *lab, struct study *st, struct lab_swept *swept);
	/* Work of its own, for studies that no condition describes: one bounded
	 * piece, 0 when done; done and all count it. */
	int (*step)(struct lab *lab, struct study *st);
	void *state;
	void (*free_state)(void *state);
	uint64_t done, all;
	double value[LAB_SWEEP_MAX];	/* the finisher's own */
	size_t n_value;
	int was_paused;
	int quiet;			/* nobody asked: nobody is told, and it ends with its condition */
	struct entry *base;
};

/* A condition of the session that plays, as it was read from it. */
struct past {
	uint32_t id;
	int known, said;	/* known: set is valid, else err is why; said: shown once */
	struct settings set;
	struct err err;
};

/* How recording went: whether it gave up and why, runs in the file, and runs that should be. */
struct recording {
	int opening;		/* a failure is the answer of the command, and not told besides */
	int failed;
	struct err err;
	uint64_t saved, lost;
};

struct lab {
	struct lab_config cfg;
	uint64_t started;		/* clk_ns */

	struct settings now, good;
	int dirty;			/* now differs from good */

	struct entry **entry;
	size_t n_entry, cap_entry;
	struct entry *cur, *prev;
	uint64_t uses;

	struct pool *pool;
	struct drive *drive;		/* trains what `driven` declares; or NULL */
	struct external *driven;	/* one reference */
	struct feed *live, *replay;	/* live: pool's or drive's; replay non-NULL: a session plays */
	struct entry *training;		/* what the pool works for */
	uint64_t training_limit;
	struct shard shard;		/* whose runs are trained */
	struct shards shards;		/* of the session read last */
	int paused, stopped;
	struct study *study;
	struct lab_sweep sweep;		/* of the last remedy; n 0: none */
	struct divergence *divergence;	/* of the last divergence, or NULL */
	uint32_t divergence_of;		/* its condition */
	struct lab_helps helps;		/* the last; of 0: none */
	struct lab_blame blame;		/* of the last attribution that ended; n 0: none */
	struct lab_between between;	/* the last; of 0: none */
	uint64_t run_cap;		/* set runs */
	int refusal_told;		/* that BLIS is not used */

	double pace;			/* 0: max */
	int pace_auto;
	uint64_t pace_since;
	double pace_from;
	uint64_t meter_at[16], meter_n[16];
	unsigned meter_i;
	uint64_t total_runs;
	double rate;

	struct sample progress;
	float *progress_curve;
	size_t cap_progress;
	int has_change;			/* two runs came since cur is cur */
	struct str engine;

	struct recorder *rec;
	struct recording recording;	/* how it went, of the last recorder */
	uint64_t rec_cap;		/* runs recorded of each condition */
	char *rec_path;
	struct session *session;
	struct player *player;
	char *session_path;
	struct past *past;		/* while session is open */
	size_t n_past;

	struct lab_event *log;
	size_t n_log, cap_log;
	char *status;
	int status_error;
	unsigned changed;
	int ran;
};

/* Tell the listener. */
void lab_tell(struct lab *lab, const struct lab_news *news);

/* ---- entry.c: conditions and their runs ---- */

/* The entry of these settings, made where there is none; NULL and *err. */
struct entry *lab_find_entry(struct lab *lab, const struct settings *s, struct err *err);
struct entry *entry_by_id(const struct lab *lab, uint32_t id);
void lab_show_entry(struct lab *lab, struct entry *e);
void lab_add_sample(struct lab *lab, const struct sample *s);
void entry_reset(struct entry *e);
void lab_free_entries(struct lab *lab);
/* Edit these from here on; levels already drawn by `reroll` do not come again. */
void lab_take_settings(struct lab *lab, const struct settings *s);

/* ---- shared_levels.c ---- */
/* A run of an external condition has come: do runs share levels now? (stats_share_levels) */
void entry_note_levels(struct entry *e, const struct levels *l);
void entry_forget_levels(struct entry *e);

/* ---- train.c: who trains what, and how fast ---- */
void lab_direct(struct lab *lab);		/* point the pool where it should work */
void lab_pace_tick(struct lab *lab);
void lab_pace_restart(struct lab *lab, double from);
void lab_check_pool(struct lab *lab);
/* e is trained up to limit: what other shards have of that need not come. */
void lab_skip_others(const struct lab *lab, struct entry *e, uint64_t limit);
void lab_stop_training(struct lab *lab);
/* Has cur all the runs that it shall have? */
int lab_complete(const struct lab *lab);

/* ---- driven.c ---- */
/* Is there somebody to train such a condition? */
int lab_can_train(const struct lab *lab, const struct condition *c);
/* Runs for each of so many driven conditions, so that all take some minutes. */
uint64_t lab_driven_size(const struct lab *lab, double conditions, uint64_t least, uint64_t most);
/* On a screen: how far the present driven condition goes by itself. */
void lab_size_driven(struct lab *lab);
/* ---- rest.c ---- */
/* Of a run that has come: 1 where it only tells the rest, and counts for nothing else. */
int entry_take_rest(struct entry *e, const struct sample *s);
void entry_forget_rest(struct entry *e);

/* ---- study.c ---- */
struct study *study_new(struct lab *lab, enum study_kind kind,
			void (*finish)(struct lab *lab, struct study *st, struct lab_swept *swept));
void study_free(struct study *st);
void study_add(struct study *st, struct entry *e, uint64_t limit);
/* Runs for each of so many conditions like c, so that all take about `seconds`:
 * by the model's sizes alone, never by a clock, so that a study asked for
 * without a number is the same study on every machine. */
double study_cost(const struct condition *c);	/* seconds of a run, nominally */
uint64_t study_size(const struct condition *c, double conditions, double seconds,
		    uint64_t least, uint64_t most);
void study_begin(struct lab *lab, struct study *st);	/* takes st */
struct entry *lab_study_entry(const struct lab *lab);	/* what it wants trained now, or NULL */
/* What helps, of so many runs and rows of plans at most. */
int lab_try(struct lab *lab, uint64_t runs_most, uint64_t rows_most, struct err *err);
void lab_end_study(struct lab *lab);	/* drop it unfinished */
void lab_study_tick(struct lab *lab);

/* ---- blame.c ---- */
/* An attribution has ended: its shares by epoch, for the session. */
void lab_keep_blame(struct lab *lab, const struct entry *plan);

/* ---- remedies.c: what each of them is ---- */
/* Make s the settings of value v; p is the problem that they come from. */
int remedy_apply(struct settings *s, enum remedy r, double v, const struct problem *p, struct err *err);
/* The number that the trend is drawn over. */
double remedy_setting(const struct settings *s, enum remedy r, double v);
void remedy_label(char *buf, size_t size, enum remedy r, double v);
/* Values of a sweep where none are named, before they are suited to the condition. */
size_t remedy_usual(enum remedy r, const double **value);

/* ---- record.c: writing ---- */
void lab_record_run(struct lab *lab, struct entry *e, const struct sample *s);

/* ---- recording.c: the recorder that is open ---- */
void lab_record_event(struct lab *lab, const char *kind, const char *text);
/* Tell it where recording has failed since the last look. */
void lab_check_record(struct lab *lab);
/* It has failed: that is told once, nothing more is written, and training goes on. */
void recording_fail(struct lab *lab, const struct err *err);
/* Close it; what it leaves in the file is known from here on. */
int recording_close(struct lab *lab, struct err *err);

/* ---- past.c: the conditions of the session that is read ---- */
/* Read the settings of each, before the player takes the session for itself. */
void past_read(struct lab *lab);
void past_forget(struct lab *lab);
/* The entry of condition `id`, or NULL and *err; and without a reason. */
struct entry *past_entry(struct lab *lab, uint32_t id, struct err *err);
struct entry *lab_session_entry(struct lab *lab, uint32_t id);

/* ---- replay.c: reading ---- */
void lab_close_session(struct lab *lab);
int lab_replay_sink(void *arg, const struct sample *s);

/* ---- keepsake.c: conditions of a session; their names, pins and sweeps, as events ---- */
void lab_record_entry(struct lab *lab, struct entry *e);
void lab_record_name(struct lab *lab, struct entry *e);
void lab_record_pin(struct lab *lab, struct entry *e);
void lab_record_sweep(struct lab *lab);
void lab_record_helps(struct lab *lab);
void lab_record_between(struct lab *lab);
void lab_record_blame(struct lab *lab);
/* (keepsake_read.c) An event that was read: 1 when it was one of these. */
int lab_take_keepsake(struct lab *lab, const char *kind, const char *text);
/* Before events are read anew: pins and the sweep. */
void lab_forget_keepsakes(struct lab *lab);

#endif
