/*
 * lab_int.h - the laboratory's inside, for the commands.
 *
 * Two pairs of pointers matter:
 *   now / good   settings being edited, and the last that made a condition.
 *                lab_commit turns `now` into the present condition or, when it
 *                does not fit, puts `good` back.
 *   cur / study  the condition on show, and a list of conditions trained in the
 *                background for an answer (attribute, remedy, ...).  While there
 *                is a study the pool works for it, otherwise for cur.
 */
#ifndef LAB_INT_H
#define LAB_INT_H

#include "base/err.h"
#include "base/str.h"
#include "lang/cmd.h"
#include "lab/lab.h"
#include "setup/lex.h"
#include "run/pool.h"
#include "setup/settings.h"
#include "store/session.h"

struct entry {
	struct lab_entry pub;
	struct settings set;		/* what made it: `go` brings it back */
	struct levels last[2];		/* levels of the newest run and the one before */
	int n_last;
	struct scorer *scorer;		/* of runs recorded without scores; NULL until one comes */
	float *scores;			/* [scores_count] room for them */
	uint64_t recorded;		/* runs below this were offered to the recorder */
	int declared;			/* the recorder knows this condition */
	uint64_t used;			/* when it was last in use, for lab_trim */
	char *apart;			/* what sets it apart (label.c), from those ... */
	uint64_t apart_from;		/* ... that this tells; NULL: not asked yet */
};

/* One condition that a study wants trained, and how far. */
struct job { struct entry *e; uint64_t limit; };

struct study {
	char *what;			/* "attribute", "remedy ensemble" */
	struct job *job;
	size_t n, at;
	void (*finish)(struct lab *lab, struct study *st);
	/* Work of its own, for studies that no condition describes: one bounded
	 * piece, 0 when done; done and all count it. */
	int (*step)(struct lab *lab, struct study *st);
	void *state;
	void (*free_state)(void *state);
	uint64_t done, all;
	double value[LAB_SWEEP_MAX];	/* the finisher's own */
	size_t n_value;
	int kind, was_paused;
	struct entry *base;
};

enum wait_kind { WAIT_NONE, WAIT_RUNS, WAIT_IDLE, WAIT_STUDY, WAIT_SECONDS };

struct queued {
	struct words w;
	struct err err;			/* a lexical error instead of words */
};

/* A condition of the session that plays, as it was read from it. */
struct past {
	uint32_t id;
	int known, said;	/* known: set is valid, else err is why; said: shown once */
	struct settings set;
	struct err err;
};

struct lesson;

struct lab {
	struct lab_config cfg;
	struct lab_host host;
	uint64_t started;		/* clk_ns */

	struct settings now, good;
	int dirty, pending;		/* now differs from good; pending: and does not fit */
	struct err pending_err;

	struct entry **entry;
	size_t n_entry, cap_entry;
	struct entry *cur, *prev;
	uint64_t uses;

	struct pool *pool;
	struct feed *live, *replay;	/* replay non-NULL: a session plays */
	struct entry *training;		/* what the pool works for */
	uint64_t training_limit;
	int paused, stopped;
	struct study *study;
	struct lab_sweep sweep;		/* of the last remedy; n 0: none */
	struct divergence *divergence;	/* of the last divergence, or NULL */
	uint32_t divergence_of;		/* its condition */
	uint64_t run_cap;		/* set runs */

	struct queued *queue;
	size_t n_queue, at_queue, cap_queue;
	enum wait_kind wait;
	uint64_t wait_runs;
	struct words wait_words;	/* the waiting command, for its errors */
	int refusal_said;		/* that BLIS is not used */
	int failed;
	struct err failed_err;

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
	struct str change, title, engine;

	struct recorder *rec;
	int rec_failed;
	uint64_t rec_keep;		/* runs kept per condition when interactive */
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

	char **option_value;		/* of screen options, by opt_table index */
	struct lesson *lesson;
	int reported, ran, quitting;
};

/* ---- entry.c: conditions and their runs ---- */

/* Make the present settings the present condition; 0, or an error with the
 * earlier settings back. */
int lab_commit(struct lab *lab, struct err *err);
/* The entry of these settings, made where there is none; NULL and *err. */
struct entry *lab_find_entry(struct lab *lab, const struct settings *s, struct err *err);
struct entry *entry_by_id(const struct lab *lab, uint32_t id);
void lab_show_entry(struct lab *lab, struct entry *e);
void lab_add_sample(struct lab *lab, const struct sample *s);
void entry_reset(struct entry *e);
void lab_free_entries(struct lab *lab);
/* Edit what made e from here on; levels already drawn by `reroll` do not come again. */
void lab_take_settings(struct lab *lab, const struct settings *s);

/* ---- train.c: who trains what, and how fast ---- */
void lab_direct(struct lab *lab);		/* point the pool where it should work */
void lab_pace_tick(struct lab *lab);
void lab_pace_restart(struct lab *lab, double from);
void lab_set_pace(struct lab *lab, double pace, int is_auto);
void lab_set_paused(struct lab *lab, int paused);
void lab_check_pool(struct lab *lab);
void lab_stop_training(struct lab *lab);
uint64_t lab_goal(const struct lab *lab, const struct entry *e);

/* ---- study.c ---- */
struct study *study_new(struct lab *lab, const char *what,
			void (*finish)(struct lab *lab, struct study *st));
void study_free(struct study *st);
void study_add(struct study *st, struct entry *e, uint64_t limit);
/* Runs for each of so many conditions like c, so that all take about `seconds`:
 * by the model's sizes alone, never by a clock, so that a study asked for
 * without a number is the same study on every machine. */
uint64_t study_size(const struct condition *c, double conditions, double seconds,
		    uint64_t least, uint64_t most);
/* Takes st.  The queue waits for it when not interactive. */
enum cmd_result lab_begin_study(struct lab *lab, struct study *st);
struct entry *lab_study_entry(const struct lab *lab);	/* what it wants trained now, or NULL */
void lab_end_study(struct lab *lab);	/* drop it unfinished */
void lab_study_tick(struct lab *lab);

/* ---- log.c ---- */
/* kind: command, note, event, error, result. Text is escaped here. */
void lab_note(struct lab *lab, const char *kind, const char *text);
/* A command as it was said; one that only moves about replaces its like. */
void lab_note_command(struct lab *lab, const char *line);
void lab_notef(struct lab *lab, const char *kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void lab_print(struct lab *lab, const char *text);
void lab_say_error(struct lab *lab, const struct err *err);

/* ---- session.c ---- */
void lab_record_entry(struct lab *lab, struct entry *e);
void lab_record_run(struct lab *lab, struct entry *e, const struct sample *s);
/* The entry of condition `id` of the session that is read, or NULL. */
struct entry *lab_session_entry(struct lab *lab, uint32_t id);
void lab_record_event(struct lab *lab, const char *kind, const char *text);
void lab_close_session(struct lab *lab);
int lab_replay_sink(void *arg, const struct sample *s);
int lab_close_record(struct lab *lab, struct err *err);
/* Live from here on, with the condition that the replay has reached. */
void lab_fork(struct lab *lab);

/* ---- keepsake.c: names, pins and sweeps, as events of a session ---- */
void lab_record_name(struct lab *lab, struct entry *e);
void lab_record_pin(struct lab *lab, struct entry *e);
void lab_record_sweep(struct lab *lab);
/* An event that was read: 1 when it was one of these. */
int lab_take_keepsake(struct lab *lab, const char *kind, const char *text);
/* Before events are read anew: pins and the sweep. */
void lab_forget_keepsakes(struct lab *lab);

/* ---- report.c and others: text ---- */
/* "0.436 (0.432 to 0.440)", the 95 % interval; "0 exactly"; "-" for none */
void text_estimate(struct str *out, struct estimate e);
/* The same of what goes in steps: an accuracy, a churn (stat/say.h). */
void text_steps(struct str *out, struct estimate e, double step);
/* As it is read: no loss is below 0, and no accuracy outside of 0 to 1. */
struct estimate text_within(struct estimate e, enum stats_outcome o);
/* The step of an accuracy, 0 of a loss, which has none; and of churn. */
double text_step(const struct problem *p, enum stats_outcome o);
double text_step_churn(const struct problem *p);
void text_hist(struct str *out, const uint32_t *bin, size_t bins, double lo, double hi);
void text_table_conditions(const struct lab *lab, struct str *out);
/* (data_said.c) What is said of the data: the head of a report, its JSON (a json_t), the
 * log when they are opened. */
struct json_t;
void data_said_head(const struct lab *lab, struct str *out);
struct json_t *data_said_json(const struct lab *lab);
void data_said_log(struct lab *lab, const struct dataset *d);
void report_entry(const struct lab *lab, const struct lab_entry *e, struct str *out);
void report_attribution(const struct lab *lab, const struct lab_entry *e, struct str *out);
void report_toggled(const struct lab *lab, const struct lab_entry *e, struct str *out);
const struct lab_entry *lab_attribution_of(const struct lab *lab, const struct lab_entry *e);

/* ---- doubt.c: engines that may have multiplied wrongly, or do ---- */
/* A sentence without its period about so many runs of a doubtful engine. */
void text_doubt(uint64_t runs, const char *engine, struct str *out);
/* The same about a condition; 0 and nothing appended where there is no doubt. */
int entry_doubt(const struct lab_entry *e, struct str *out);
void report_doubt(const struct lab *lab, struct str *out);
/* Where `engine auto` would have taken BLIS for the present condition, but BLIS is
 * refused: say so, once. */
void lab_say_refusal(struct lab *lab, const struct entry *e);

/* ---- queue.c ---- */
int queue_next(struct lab *lab);	/* 1: executed something */
void queue_drop_file(struct lab *lab, const char *file);
void queue_release(struct lab *lab);
int exec_words(struct lab *lab, const struct words *w, struct err *err, enum cmd_result *res);

#endif
