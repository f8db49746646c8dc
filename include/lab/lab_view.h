/*
 * lab_view.h - what views and reports read of the laboratory.
 *
 * Nothing here changes what it knows.  Pointers are borrowed until the next call that does.
 */
#ifndef LAB_LAB_VIEW_H
#define LAB_LAB_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "lab/lab.h"
#include "stat/attribute.h"
#include "stat/between.h"
#include "stat/divergence.h"
#include "stat/helps.h"
#include "stat/stats.h"
#include "stat/when.h"

struct str;

/* Words that somebody made of an entry, until what they were made of changes. */
struct lab_memo { char *text; uint64_t from; };

/* What differs between two runs of a driven condition though all levels are equal. */
struct lab_rest {
	int known;		/* both are there, and neither failed */
	int equal;		/* to the last bit, figures and predictions */
	double diff, most;	/* mean and largest |p - p'|; NaN where nothing is predicted */
};

/* One condition and what is known of it. */
struct lab_entry {
	uint32_t id;			/* from 1, in order of first use */
	const struct condition *cond;
	const struct settings *set;	/* what made it */
	struct stats *stats;		/* read only for views */
	struct attribute *attr;		/* NULL unless attribute ran here */
	struct attribute **attr_at;	/* the same behind the problem's marks, of predictions; NULL: none */
	struct when *when;		/* NULL unless `when` ran here */
	char *name;			/* given by the user or NULL */
	char *free;			/* "init, shuffle" or "nothing" */
	char *engine;			/* which computed its runs, as its session has it; NULL: that of here */
	uint64_t delivered, limit;	/* run indices: all below are here, or another shard's */
	double seconds;			/* of computing */
	int visited;			/* was the present one at some time: no study's own */
	int aside;			/* trained for a table that tells of it itself (helps), and not visited */
	int pinned;			/* drawn as a ghost */
	int has_reference;		/* `pin run`: the run that others are measured by */
	uint64_t reference;		/* its number, from 0 */
	struct lab_rest rest;
	struct lab_memo *memo;		/* report's: what sets it apart */
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

/* Kept run number `run` (from 0) of e, which may be NULL: 1 and *out (borrowed), or 0. */
int lab_kept(const struct lab_entry *e, uint64_t run, struct kept_run *out);
/* Mean |p - p'| between two kept runs of e. */
double lab_apart(const struct lab_entry *e, const struct kept_run *a, const struct kept_run *b);
/* Rows of the last mini-batch of an epoch where they are less than a quarter of the batch
 * (of any choice, where batch is free) and trained on, and that batch; 0: none such. */
size_t lab_remainder_rows(const struct lab_entry *e);
size_t lab_remainder_batch(const struct lab_entry *e);
/* Do runs of the same number share levels? Where a master seed and free sources in common
 * make it so. */
int lab_share_levels(const struct lab_entry *a, const struct lab_entry *b);

/* The pick-freeze entry (attr set) that belongs to the present condition, or to e: what
 * `attribute` has found or is finding; NULL when it was not asked. */
const struct lab_entry *lab_attribution(const struct lab *lab);
const struct lab_entry *lab_attribution_of(const struct lab *lab, const struct lab_entry *e);
/*
 * The shares of the sources by the length of training: of a plan's (attr) predictions behind
 * some epochs and the last.  1, or 0 where there are none: `budget updates`, a free split,
 * averaged weights, a schedule of rates, or a session without them.  It takes a bootstrap for each.
 */
struct lab_blame_point {
	uint32_t epoch;
	size_t rows;
	double variance;
	double first[SOURCE_COUNT], lo[SOURCE_COUNT], hi[SOURCE_COUNT];	/* of each source alone */
	double together, together_lo, together_hi;	/* the interactions */
};
struct lab_blame {
	uint32_t of;			/* the plan's condition */
	size_t n_sources, n;
	enum source source[SOURCE_COUNT];
	struct lab_blame_point point[PROBLEM_MARKS + 1];
};
int lab_blame(const struct lab *lab, const struct lab_entry *plan, struct lab_blame *out);
/* The entry with parents and children (when set) that belongs to the present condition; of
 * several the one asked for last; NULL: `when` was not asked. */
const struct lab_entry *lab_when(const struct lab *lab);
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
/* What `helps` found last: remedies, those that help most first; NULL: nothing. */
struct lab_helps {
	uint32_t of;			/* condition */
	uint64_t runs;			/* of each */
	size_t n;
	struct help_row row[HELPS_MAX];
	/* The conditions that were trained for it, their plans among them. */
	uint32_t made[2 * HELPS_MAX];
	size_t n_made;
};
const struct lab_helps *lab_helps(const struct lab *lab);
/* The last line between two runs; NULL: none.  It fills in while it is reckoned. */
struct lab_between {
	uint32_t of;			/* condition */
	int complete;
	size_t points;			/* judged so far, of all paths */
	struct between line;
};
const struct lab_between *lab_between(const struct lab *lab);
/* All of a sweep that has just ended, to be worded: also settings of which too few runs
 * are left to be judged. */
struct lab_swept {
	const struct lab_sweep *sweep;	/* without its sentence yet */
	size_t n;			/* rows */
	struct remedy_row row[LAB_SWEEP_MAX];
	enum stats_outcome judge;	/* what their losses are */
	int of_probes, clipped;		/* they are data losses at the probes; p at least 1e-7 */
	size_t ragged;			/* rows whose label tells of a short remainder */
	size_t n_settings;		/* conditions trained, in order */
	struct { const struct lab_entry *e; char label[48]; } setting[LAB_SWEEP_MAX];
};
/* Are too few runs of a setting left to judge it, because the others diverged? */
int lab_left_out(const struct stats *s);

/* What trains in the background for an answer: 1, or 0 when nothing does. */
int lab_study(const struct lab *lab, struct lab_study *out);

/* The run shown in slow motion now; epochs 0 and run UINT64_MAX when none. Curves borrowed
 * until the next lab_poll. */
const struct sample *lab_progress(const struct lab *lab);
/* The levels of the last run of the present condition and of the one before: 1, or 0
 * where it has not seen two since it became the present one. */
int lab_change(const struct lab *lab, const struct levels **before, const struct levels **last);
double lab_rate(const struct lab *lab);		/* runs/s over the last second */
double lab_pace(const struct lab *lab);		/* wanted runs/s; 0 max */
int lab_pace_auto(const struct lab *lab);
int lab_paused(const struct lab *lab);
int lab_workers(const struct lab *lab);
/* Somebody else's program trains here: what it declares is the present condition, or was. */
int lab_drives(const struct lab *lab);
/* Can runs of that condition be made here? */
int lab_trains(const struct lab *lab, const struct lab_entry *e);
/* Mean seconds of its runs so far; NaN: not known. */
double lab_run_seconds(const struct lab *lab);
/* Seconds that so many more take. */
double lab_runs_take(const struct lab *lab, uint64_t runs);
/* Runs that a condition of it is worth, where nobody says how many. */
uint64_t lab_driven_runs(const struct lab *lab);
/* Which runs are trained here; of a session of a shard that was read, its own. */
struct shard lab_shard(const struct lab *lab);
/* Whose runs the session that was read last holds: n 0 where it is a whole one. */
const struct shards *lab_shards(const struct lab *lab);
uint64_t lab_rec_cap(const struct lab *lab);	/* runs of each condition that are recorded; UINT64_MAX: all */
/* "lanes avx512" */
const char *lab_engine(const struct lab *lab);
const struct settings *lab_now(const struct lab *lab);
enum state lab_source_state(const struct lab *lab, enum source s);
/* "free", "fixed 42", "fixed adam", "off": of the present settings. */
void lab_source_text(const struct lab *lab, enum source s, struct str *out);
int lab_has_runs(const struct lab *lab);	/* some condition has runs */
int lab_stopped(const struct lab *lab);
int lab_interactive(const struct lab *lab);

/* ---- the log: what happened, newest last ---- */

/* Text is safe. */
struct lab_event { double time; enum log_kind kind; const char *text; };
size_t lab_log_count(const struct lab *lab);
struct lab_event lab_log(const struct lab *lab, size_t i);
/* The last thing said that is no command; is it an error? For the status line. */
const char *lab_status(const struct lab *lab, int *is_error);
/* Predictions of a run's final net at arbitrary inputs, for the surface view:
 * retrains kept run `run` of entry e (bounded work: some milliseconds for
 * small nets), x (n, features), out (n, outputs). */
int lab_surface(struct lab *lab, const struct lab_entry *e, const struct kept_run *run,
		const float *x, size_t n, float *out, struct err *err);

#endif
