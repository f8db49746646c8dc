/*
 * lab.h - the laboratory: settings, conditions with their runs, the feed that
 * trains or replays, the recorder, and the language that moves them.
 *
 * One owner thread.  The screen, the batch runner and the tests each hold a
 * lab, give it lines of the language and poll it; none of them trains.
 *
 *     lab_queue(lines) -> lab_poll: runs queued commands, drains the feed
 *                                   into the statistics and the recorder
 *
 * What a command says goes through `struct lab_host`.
 */
#ifndef LANG_LAB_H
#define LANG_LAB_H

#include <stddef.h>
#include <stdint.h>

#include "run/condition.h"
#include "run/feed.h"
#include "stat/attribute.h"
#include "stat/divergence.h"
#include "stat/remedy.h"
#include "stat/stats.h"

struct err;
struct str;
struct lab;

/* Supplied by the UI, the batch runner, the tests. Any entry may be NULL. */
enum lab_act { LAB_FOCUS, LAB_SELECT, LAB_SEARCH, LAB_SEARCH_NEXT, LAB_SEARCH_PREVIOUS, LAB_REDRAW };
struct lab_host {
	void *arg;
	/* Output of show, report, help ...: lines of safe text. */
	void (*print)(void *arg, const char *text);
	/* A refusal of a queued or interactive command. */
	void (*error)(void *arg, const struct err *err);
	/* What should be seen for a moment, some lines of safe text. */
	void (*note)(void *arg, const char *text);
	/* view NAME; returns 0 when there is no such view here. */
	int (*view)(void *arg, const char *name);
	/* Options of the screen alone (theme, graph, fps, mouse): validated
	 * by the table before.  */
	void (*option)(void *arg, const char *name, const char *value);
	/* focus, select, search, redraw: 0, or an error in words. */
	int (*act)(void *arg, enum lab_act what, const char *text, struct err *err);
	void (*quit)(void *arg);
};

struct lab_config {
	int workers;		/* 0: all cores */
	int width;		/* 0: best lanes */
	uint32_t seed;		/* master seed; 1 unless said */
	int interactive;	/* runs go on without limit until told; pace auto */
	const struct lab_host *host;
};

struct lab *lab_new(const struct lab_config *c);
void lab_free(struct lab *lab);

/* Queue text (one or many lines) of the language; file names it in errors
 * ("-e", "prompt", a path), line is its first line's number. */
void lab_queue(struct lab *lab, const char *text, const char *file, int line);
/* Execute one line now (keys do this with the line they stand for). 0 or an error. */
int lab_exec(struct lab *lab, const char *line, struct err *err);
/* Run queued commands until one waits; drain the feed for at most budget_ns.
 * Returns a mask of what changed. */
enum { LAB_RUNS = 1, LAB_PROGRESS = 2, LAB_CONDITION = 4, LAB_LOG = 8, LAB_SETTING = 16 };
unsigned lab_poll(struct lab *lab, uint64_t budget_ns);
/* Nothing queued, nothing running that would end by itself. */
int lab_idle(const struct lab *lab);
/* A queued command failed since the last call (batch runner: exit status). */
int lab_failed(struct lab *lab, struct err *err);
int lab_fd(struct lab *lab);		/* readable: call lab_poll; -1: by clock */
/* Block until lab_fd is readable or ms passed (owners without a loop). */
void lab_wait(struct lab *lab, int ms);

/* ---- sessions ---- */
int lab_record(struct lab *lab, const char *path, struct err *err);	/* from now on, and what is kept */
int lab_replay(struct lab *lab, const char *path, struct err *err);
int lab_sync(struct lab *lab, struct err *err);
/* Stop recording and leave one clean file. */
int lab_finish_session(struct lab *lab, struct err *err);
int lab_saving(const struct lab *lab);		/* a recorder is open */
/* The recorder gave up (a full disk), which was said; training goes on. */
int lab_record_failed(const struct lab *lab);
/* Read a whole session at once, without playing it: for reports, and to go on
 * with it.  The last condition that is no plan becomes the present one. */
int lab_load(struct lab *lab, const char *path, struct err *err);
const char *lab_session_path(const struct lab *lab);	/* NULL: none */
int lab_replaying(const struct lab *lab);
/* Seconds into the replay; *length (may be NULL) gets its whole length. 0 when live. */
double lab_replay_position(const struct lab *lab, double *length);
uint64_t lab_saved_runs(const struct lab *lab);		/* by the recorder, on disk or queued */

/* Recompute every run of a session and compare all bits of its predictions
 * and curves.  data (may be NULL) is the file or name of the data of a session
 * too large to hold them; tick (may be NULL) is told the progress now and then
 * and ends the check by returning nonzero.  ERR_CHECK names the first run that
 * differs; ERR_STATE says why it cannot be done here. */
struct verify_count {
	uint64_t same, differ, other_engine;
	uint64_t doubtful;		/* of other_engine: their products may have been wrong */
	char doubtful_engine[64];	/* with which; unescaped */
};
/* "12 runs were computed with ...": what to say where some are doubtful. */
void lab_verify_doubt(const struct verify_count *n, struct str *out);
int lab_verify(struct lab *lab, const char *path, const char *data,
	       int (*tick)(void *arg, uint64_t done, uint64_t all), void *arg,
	       struct verify_count *n, struct err *err);

/* The present condition's curves and differences as a picture; a file that is
 * there is not overwritten. */
int lab_export_svg(const struct lab *lab, const char *path, struct err *err);

/* Commands that a batch runner asks about at the end. */
int lab_reported(const struct lab *lab);	/* `report` was among them */
int lab_has_runs(const struct lab *lab);	/* some condition has runs */
int lab_quitting(const struct lab *lab);	/* `quit` was */

/* 0: no lesson; 1: it is going on; 2: it waits for `lesson next`. */
int lab_lesson(const struct lab *lab, int *page, int *pages);
/* How many answers (a, b ...) the lesson waits for; 0 while it asks nothing. */
int lab_lesson_choices(const struct lab *lab);
/* The lesson's present page as far as it was told, with what its commands
 * printed (safe text); NULL without a lesson.  Whenever it has grown, lab_poll gives the
 * whole of it to host->print too. */
const char *lab_lesson_text(const struct lab *lab);

/* ---- what the views read ---- */

/* One condition and what is known of it. */
struct lab_entry {
	uint32_t id;			/* from 1, in order of first use */
	const struct condition *cond;
	struct stats *stats;		/* read only for views */
	struct attribute *attr;		/* NULL unless attribute ran here */
	char *name;			/* given by the user or NULL */
	char *free;			/* "init, shuffle" or "nothing" */
	char *engine;			/* which computed its runs, as its session has it; NULL: that of here */
	uint64_t delivered, limit;
	double seconds;			/* of computing */
	int visited;			/* was the present one at some time: no study's own */
	int pinned;			/* drawn as a ghost */
	int has_reference;		/* `pin run`: the run that others are measured by */
	uint64_t reference;		/* its number, from 0 */
};
size_t lab_entries(const struct lab *lab);
const struct lab_entry *lab_entry(const struct lab *lab, size_t i);
const struct lab_entry *lab_current(const struct lab *lab);	/* NULL at first */
/* The condition before the present one that can be compared with it: with runs,
 * and of the same data.  NULL when there is none. */
const struct lab_entry *lab_previous(const struct lab *lab);
/* What the present one is shown against: the condition pinned last in the table's
 * order, else the previous one. */
const struct lab_entry *lab_ghost(const struct lab *lab);

/* What to call a condition: its own name, else what is free and the settings that set it
 * apart from the other conditions that have runs: "init, shuffle free; l2 0.01".
 * Safe text of any length. */
void lab_label(const struct lab *lab, const struct lab_entry *e, struct str *out);

/* Where most runs of e are no better than the constant answer: 1, and that in a sentence
 * with what may help, to be said before anything else and instead of how far runs agree;
 * else 0 and nothing. */
int lab_learnt_nothing(const struct lab *lab, const struct lab_entry *e, struct str *out);
/* What may help runs of e that diverge or learn nothing: "`standardize=all` behind the
 * data's name (targets reach 3e+05); a smaller learning rate (`optimizer adam lr=...`)". */
void lab_may_help(const struct lab *lab, const struct lab_entry *e, struct str *out);
/* The same without its reasons: "`budget epochs 100`; `optimizer adam lr=0.01`". */
void lab_may_help_brief(const struct lab *lab, const struct lab_entry *e, struct str *out);

/* A last mini-batch below a quarter of the batch (of any choice, where batch is free)
 * that is trained on: 1, and a sentence that says what it means; else 0. */
int lab_remainder(const struct lab_entry *e, struct str *out);
size_t lab_remainder_rows(const struct lab_entry *e);	/* how many rows; 0: none */

/* Kept run number `run` (from 0) of e, which may be NULL: 1 and *out (borrowed), or 0. */
int lab_kept(const struct lab_entry *e, uint64_t run, struct kept_run *out);
/* Mean |p - p'| between two kept runs of e. */
double lab_apart(const struct lab_entry *e, const struct kept_run *a, const struct kept_run *b);

/* The pick-freeze entry (attr set) that belongs to the present condition: what
 * `attribute` has found or is finding; NULL when it was not asked. */
const struct lab_entry *lab_attribution(const struct lab *lab);
/* What the conditions tried so far say about e's free sources without a plan
 * (see attribute_toggled); out has SOURCE_COUNT entries. Returns how many. */
size_t lab_toggled(const struct lab *lab, const struct lab_entry *e, struct toggled_effect *out);
/* The last sweep that `remedy` finished (n 0: all of it diverged, as its sentence
 * says), and the last `divergence`; NULL: none.  They belong to the condition that was
 * the present one when they were asked for. */
#define LAB_SWEEP_MAX 16
struct lab_sweep {
	uint32_t of;			/* condition; 0: not known (an older session) */
	enum remedy remedy;
	size_t n;
	struct remedy_row row[LAB_SWEEP_MAX];
	struct remedy_result result;
	char *sentence;
};
const struct lab_sweep *lab_sweep(const struct lab *lab);
const struct divergence *lab_divergence(const struct lab *lab);
uint32_t lab_divergence_of(const struct lab *lab);	/* condition, as above */
/* What trains in the background for an answer ("attribute: 310 of 1536 runs");
 * 0 and nothing appended when nothing does. */
int lab_study(const struct lab *lab, struct str *out);

/* The run shown in slow motion now; epochs 0 and run UINT64_MAX when none. Curves borrowed
 * until the next lab_poll. */
const struct sample *lab_progress(const struct lab *lab);
/* What changed between the last two runs, in words ("only init differs"). */
const char *lab_change(const struct lab *lab);
double lab_rate(const struct lab *lab);		/* runs/s over the last second */
double lab_pace(const struct lab *lab);		/* wanted runs/s; 0 max */
int lab_pace_auto(const struct lab *lab);
int lab_paused(const struct lab *lab);
int lab_workers(const struct lab *lab);
/* "article 100x10 . dense 10 relu, dense 1 . mse . adam lr=.001" (safe text). */
const char *lab_title(const struct lab *lab);
/* "lanes avx512" */
const char *lab_engine(const struct lab *lab);
enum state lab_source_state(const struct lab *lab, enum source s);
/* "free", "fixed 42", "fixed adam", "off": of the present settings. */
void lab_source_text(const struct lab *lab, enum source s, struct str *out);

/* What typed lines wait for: "waiting for 30,000 runs, then 2 more commands"; 0 when
 * nothing waits. */
int lab_waiting(const struct lab *lab, struct str *out);

/* The value of an option of `set` (lang/cmd.h), its default when nobody set it;
 * NULL when there is no such option. */
const char *lab_option(const struct lab *lab, const char *name);

/* The log: what happened, newest last. Text is safe.  Lines that only move about on
 * the screen (CMD_MOVE, OPT_MOVE) take the place of the like before them. */
struct lab_event { double time; const char *kind; const char *text; };
size_t lab_log_count(const struct lab *lab);
struct lab_event lab_log(const struct lab *lab, size_t i);
/* Is an error the last thing said? For the status line. */
const char *lab_status(const struct lab *lab, int *is_error);

/* Predictions of a run's final net at arbitrary inputs, for the surface view:
 * retrains kept run `run` of entry e (bounded work: some milliseconds for
 * small nets), x (n, features), out (n, outputs). */
int lab_surface(struct lab *lab, const struct lab_entry *e, const struct kept_run *run,
		const float *x, size_t n, float *out, struct err *err);

/* The three-line verdict and the full report of an entry. */
void lab_verdict(const struct lab *lab, const struct lab_entry *e, struct str *out);
void lab_report(const struct lab *lab, struct str *out);
void lab_report_json(const struct lab *lab, struct str *out);

#endif
