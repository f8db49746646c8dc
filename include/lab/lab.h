/*
 * lab.h - the laboratory: settings, conditions with their runs, the feed that
 * trains or replays, studies, and the recorder.
 *
 * One owner thread, which polls it.  It knows no language and makes no sentences: what is
 * to be said goes to the listener as a struct (struct lab_news), and who words it gives
 * the words back for log and session (lab_note).
 *
 *     lab_settings, lab_edited --> lab_commit --> condition
 *                                                    |
 *     lab_poll: pool or session --> samples --> statistics, recorder
 *
 * What views read is in lab_view.h; files are in lab_session.h.
 */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include <stddef.h>
#include <stdint.h>

#include "run/condition.h"
#include "run/feed.h"
#include "run/shard.h"
#include "stat/remedy.h"

struct crew;
struct err;
struct lab;
struct lab_entry;
struct lab_swept;
struct settings;

/* ---- what it tells ---- */

enum study_kind { STUDY_ATTRIBUTE, STUDY_REMEDY, STUDY_DIVERGENCE, STUDY_BETWEEN, STUDY_WHEN, STUDY_HELPS };
/* An answer that needs runs first, and how far it is. */
struct lab_study {
	enum study_kind kind;
	enum remedy remedy;		/* of STUDY_REMEDY */
	uint64_t done, all;		/* runs; pairs of a divergence; points of a line */
	uint32_t of;			/* the condition that it is asked of; 0: none */
};

enum lab_news_kind {
	LAB_CANNOT_TRAIN,	/* err: nothing can be trained here, and nothing is */
	LAB_CANNOT_RECORD,	/* err: recording has ended; training goes on */
	LAB_CANNOT_SHOW,	/* err: a condition of a session, passed by */
	LAB_STUDY_DONE,		/* study, and swept of a remedy */
	LAB_STUDY_PART,		/* study: its runs of this shard are there, and no answer yet */
	LAB_STUDY_STOPPED,	/* study */
	LAB_REPLAY_BEGUN,	/* path, unescaped */
	LAB_REPLAY_ENDED,
	LAB_FORKED,		/* live from here on */
	LAB_RUN_FAILED,		/* what: which run of somebody else's program, and why; safe text */
	LAB_ENGINE_REFUSED,	/* err: why lanes compute though `engine auto` would take BLIS */
};
struct lab_news {
	enum lab_news_kind kind;
	const struct err *err;
	const struct lab_study *study;
	const struct lab_swept *swept;
	const char *path, *what;
};
struct lab_listener {
	void *arg;
	void (*news)(void *arg, const struct lab_news *news);
};

/* ---- its life ---- */

struct lab_config {
	int workers;		/* 0: all cores */
	int width;		/* 0: best lanes */
	uint32_t seed;		/* master seed; 1 unless said */
	struct crew *crew;	/* ranks that train too, or NULL; borrowed */
	struct shard shard;	/* train these runs alone; limits and waits count all */
	int interactive;	/* runs go on without limit until told; pace auto */
	struct lab_listener listener;
};

struct lab *lab_new(const struct lab_config *c);
void lab_free(struct lab *lab);

/* Train or replay: drain what came for at most budget_ns.  Returns a mask of what changed
 * since the last call. */
enum { LAB_RUNS = 1, LAB_PROGRESS = 2, LAB_CONDITION = 4, LAB_LOG = 8, LAB_SETTING = 16 };
unsigned lab_poll(struct lab *lab, uint64_t budget_ns);
/* Nothing edited, studied, trained or played that would end by itself. */
int lab_resting(const struct lab *lab);
int lab_fd(struct lab *lab);		/* readable: call lab_poll; -1: by clock */
/* Block until lab_fd is readable or ms passed (owners without a loop). */
void lab_wait(struct lab *lab, int ms);

/* Runs that somebody else has trained (trainer/runs.h) become conditions, which are never
 * trained here; the one with most runs becomes the present one. Copies. */
struct runs;
int lab_take_runs(struct lab *lab, const struct runs *r, struct err *err);

/* Runs of somebody else's program are made from here on (trainer/drive.h): what it declares
 * becomes the present condition, all sources free.  Takes d; command is its words, as people
 * read them, and tells its conditions from those of another. */
struct drive;
int lab_drive(struct lab *lab, struct drive *d, const char *command, struct err *err);

/* ---- settings ---- */

/* The settings, to be edited; whoever did says so. */
struct settings *lab_settings(struct lab *lab);
void lab_edited(struct lab *lab);
/* Were they edited since the last commit? */
int lab_is_edited(const struct lab *lab);
/* Make them the present condition; 0, or an error with those of before the edits back. */
int lab_commit(struct lab *lab, struct err *err);
/* Those of the beginning: the article's, with this lab's seed. */
void lab_begin_anew(struct lab *lab);

/* ---- running ---- */

/* Train n more runs of the present condition; without `exactly` no fewer than it would
 * anyway.  n 0: go on, and past where it was complete. */
void lab_run(struct lab *lab, uint64_t n, int exactly);
void lab_set_paused(struct lab *lab, int paused);
void lab_resume(struct lab *lab);
/* Pause, and do one update, epoch or run. */
void lab_step(struct lab *lab, enum feed_step step);
/* Stop training and drop the study. */
void lab_stop(struct lab *lab);
/* Runs a second, 0 max; is_auto: from slow motion on, twice as fast every so often. */
void lab_set_pace(struct lab *lab, double pace, int is_auto);
/* Runs after which an interactive condition is complete. */
void lab_set_cap(struct lab *lab, uint64_t runs);

/* ---- conditions ---- */

/* Back to an earlier condition. */
void lab_go(struct lab *lab, const struct lab_entry *e);
/* name is copied. */
void lab_name(struct lab *lab, const struct lab_entry *e, const char *name);
void lab_pin(struct lab *lab, const struct lab_entry *e, int on);
/* The run (from 0) that the present condition's others are measured by. */
void lab_pin_run(struct lab *lab, int on, uint64_t run);
/* The condition in which these levels are all there can be, in slow motion. */
int lab_again(struct lab *lab, const struct levels *levels, struct err *err);
/* The condition whose runs have these levels up to an epoch, and from there on their own of
 * the sources that act in time and are free; where none is, of shuffle, or else a nudge.
 * The epoch is in 1 .. lab_epochs - 1. */
int lab_fork_run(struct lab *lab, const struct levels *levels, uint32_t epoch, struct err *err);

/* ---- studies; one at a time, a new one ends the old.  LAB_STUDY_DONE tells its end ---- */

/* Rows of a plan, or pairs, that take some seconds: by the model's sizes alone. */
uint64_t lab_attribute_rows(const struct lab *lab);
int lab_attribute(struct lab *lab, uint64_t rows, struct err *err);
int lab_diverge(struct lab *lab, size_t pairs, struct err *err);
/*
 * By itself, once for each condition: shares the variance out where two sources are free, and
 * then tries what helps, told to nobody, where each takes under half a second nominally and
 * both together no more than 5 % of the runs that the condition is to have.  Where somebody is at
 * the keys and nothing else is studied; 1: begun.
 */
int lab_ask_why(struct lab *lab);
int lab_try_all(struct lab *lab, struct err *err);	/* helps: all remedies at one setting each */
/* Epochs of a run of the present condition, at most. */
uint32_t lab_epochs(const struct lab *lab);
/* Parents and children: epochs k and children that suit it, and the study. */
void lab_when_usual(const struct lab *lab, enum source s, struct when_plan *out);
int lab_ask_when(struct lab *lab, const struct when_plan *p, uint64_t parents, struct err *err);
/* The line between the weights of two kept runs of the present condition, which is not
 * external and does not draw its own split. */
struct kept_run;
int lab_line(struct lab *lab, const struct kept_run *a, const struct kept_run *b, struct err *err);
/* As the command says them, "batch-updates", and as sessions and people do, "batch at
 * equal updates". */
const char *lab_remedy_word(enum remedy r);
const char *lab_remedy_name(enum remedy r);
/* Numbers that it takes: whether they are whole.  Categories beside them are the command's. */
int lab_remedy_range(enum remedy r, double *least, double *most);
/* Values of a sweep: LAB_SWEEP_MAX have room. Those that suit the present condition;
 * returns how many. */
size_t lab_remedy_values(const struct lab *lab, enum remedy r, double *value);
/* Does any mini-batch size of the present settings leave a remainder? */
int lab_leaves_remainder(const struct lab *lab);
/* Can runs end early by their test loss: are rows held out, and epochs the budget? */
int lab_can_wait(const struct lab *lab);
/* A row for each of n settings (copied), the first being what the others are compared with. */
int lab_sweep_over(struct lab *lab, const struct settings *s, const char (*label)[48], size_t n, struct err *err);
int lab_remedy(struct lab *lab, enum remedy r, const double *value, size_t n, struct err *err);

/* ---- the log (lab_view.h reads it) ---- */

enum log_kind { LOG_COMMAND, LOG_NOTE, LOG_EVENT, LOG_ERROR, LOG_RESULT, LOG_DATA, LOG_REPLAY, LOG_KINDS };
/* "command" ...: as sessions and the screen call them. */
const char *log_kind_name(enum log_kind k);
/* Text is escaped here.  All but errors go into the session. */
void lab_note(struct lab *lab, enum log_kind kind, const char *text);
void lab_notef(struct lab *lab, enum log_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* A command that only moves about: it takes the place of the last line where that begins
 * with the same `same` bytes, and goes into no session. */
void lab_note_move(struct lab *lab, const char *line, size_t same);

#endif
