/*
 * report.h - every sentence: what is known, in words, as JSON and as a picture.
 *
 * Reads the laboratory, changes nothing, and ends nothing with a newline but whole lines.
 * Only figures with their uncertainty, and nothing that depends on the machine's speed:
 * the same session gives the same report.  All text is safe to show, but
 * for that of report_show.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "lab/lab_session.h"
#include "lab/lab_view.h"

struct dataset;
struct err;
struct settings;
struct str;

/* ---- what things are called ---- */

/* "article 100x10 . dense 10 relu, dense 1 . mse . adam lr=.001": the present settings. */
void report_title(const struct lab *lab, struct str *out);
/* The same, and behind which bytes its items end. */
enum { REPORT_TITLE_ITEMS = 4 };
void report_title_items(const struct lab *lab, struct str *out, size_t end[REPORT_TITLE_ITEMS]);
/* What to call a condition: its own name, else what is free and the settings that set it
 * apart from the other conditions that have runs: "init, shuffle free; l2 0.01".
 * Text of any length. */
void report_label(const struct lab *lab, const struct lab_entry *e, struct str *out);
/* "remedy ensemble: 310 of 512 runs" */
void report_study(const struct lab_study *s, struct str *out);
/* What one pair of runs of equal levels says of a driven training, a sentence; 0: nothing. */
struct lab_entry;
int report_rest(const struct lab_entry *e, struct str *out);
/* "40 s", "11 minutes", "2.5 hours" */
void report_duration(double seconds, struct str *out);
/* Of a program that is driven: "32 runs of 40 s on 2 workers: about 11 minutes"; 0 where what a
 * run costs is not known. */
int report_cost(const struct lab *lab, uint64_t runs, struct str *out);
/* Likewise, of the runs under way, where they take a while: "about 9 minutes left"; 0: no. */
int report_time_left(const struct lab *lab, struct str *out);
/* What changed between the last two runs, in words ("only init differs"); 0: not known. */
int report_change(const struct lab *lab, struct str *out);
/* What the lab tells that is no refusal, for the log; 0: nothing of it is. */
int report_news(const struct lab_news *news, struct str *out);

/* ---- about a condition ---- */

/* Where most runs of e are no better than the constant answer: 1, and that in a sentence
 * with what may help, to be said before anything else and instead of how far runs agree;
 * else 0 and nothing. */
int report_unlearnt(const struct lab_entry *e, struct str *out);
/* What may help runs of e that diverge or learn nothing: "`set standardize all`
 * (targets reach 3e+05); a smaller learning rate (`optimizer adam lr=...`)". */
void report_may_help(const struct lab_entry *e, struct str *out);
/* The same without its reasons: "`budget epochs 100`; `optimizer adam lr=0.01`". */
void report_may_help_brief(const struct lab_entry *e, struct str *out);
/* A short last mini-batch (lab_remainder_rows): 1, and a sentence that says what it means;
 * else 0. */
int report_remainder(const struct lab_entry *e, struct str *out);
/* Are the rates of a choice of optimizers of unequal effort?  1, and that in a line. */
int report_efforts(const struct settings *s, struct str *out);
/* Three lines that a manager could read. */
void report_verdict(const struct lab *lab, const struct lab_entry *e, struct str *out);
/* e: an entry with a plan (attr). */
void report_attribution(const struct lab_entry *e, struct str *out);
void report_toggled(const struct lab *lab, const struct lab_entry *e, struct str *out);

/* ---- answers to commands; what of them the session keeps goes to *found, a sentence ---- */

/* One thing by its name (data, sources, runs ...), and the lines of the present condition's
 * text that begin with a word: 1, or 0 where nothing of that name is known.  Names and
 * data come as they are, so this text is not safe yet. */
int report_show(const struct lab *lab, const char *what, struct str *out);
int report_show_setting(const struct lab *lab, const char *word, struct str *out);
const char *report_show_name(size_t i);		/* NULL at the end */
/* The table of conditions. */
void report_conditions(const struct lab *lab, struct str *out);
/* Two conditions side by side. */
void report_compare(const struct lab *lab, const struct lab_entry *a, const struct lab_entry *b, struct str *out,
		    struct str *found);
/* Two kept runs of e. */
void report_two_runs(const struct lab_entry *e, const struct kept_run *a, const struct kept_run *b, struct str *out);
/* How many runs the questions need, for a relative precision. */
void report_howmany(const struct lab_entry *e, double precision, struct str *out, struct str *found);
/* What the best of so many seeds is worth. */
void report_lucky(const struct lab_entry *e, uint64_t draws, struct str *out);
/* A study that is done: the table of what came of it, and the sentence. */
void report_answer(const struct lab *lab, const struct lab_news *done, struct str *out, struct str *found);
/* The shares by the length of training, of an entry with a plan (attr): table and sentence,
 * where they are known (lab_blame): 1, or 0; and the sentence. */
int report_by_epochs(const struct lab *lab, const struct lab_entry *plan, struct str *out);
void report_blame_words(const struct lab_entry *plan, const struct lab_blame *b, struct str *out);
/* e: an entry with a plan of parents and children (when): its table, and the sentence. */
void report_when(const struct lab_entry *e, struct str *out);
void report_when_words(const struct lab_entry *e, struct str *out);
/* The line between two runs: its table, and the sentence. */
/* What helps: a table, those first that help most; and its first line, a sentence. */
void report_helps(const struct lab *lab, const struct lab_helps *w, struct str *out);
/* The same in a few words, of what helps most alone: 1, or 0 where nothing does. */
int report_helps_brief(const struct lab_helps *w, struct str *out);
void report_helps_sentence(const struct lab *lab, const struct lab_helps *w, struct str *out);
/* Pieces of a row: what is tried ("average of 4 runs"), what it does ("helps"), "0.49 (0.44 to
 * 0.55)", and the sources it works on for certain ("init, shuffle"; "-": none, "": not known). */
void report_help_name(const struct help_row *r, struct str *out);
const char *report_help_does(const struct help_row *r);
void report_help_on(const struct lab *lab, const struct lab_helps *w, const struct help_row *r, struct str *out);
void report_between(const struct lab *lab, const struct lab_between *w, struct str *out);
void report_between_words(const struct lab *lab, const struct lab_between *w, struct str *out);
/* What of all runs so far is in the session that was opened for writing just now. */
void report_saved(const struct lab *lab, const char *path, struct str *out);
/* "12 runs were computed with ...": what to say where some are doubtful. */
void report_verify_doubt(const struct verify_count *n, struct str *out);
/* Data that were opened: their name and shape, and below it what to doubt. */
void report_data_name(const struct dataset *d, struct str *out);
void report_data_doubts(const struct dataset *d, struct str *out);

/* ---- the whole ---- */

void report_text(const struct lab *lab, struct str *out);
void report_json(const struct lab *lab, struct str *out);
/* The present condition's curves and differences as a picture; a file that is
 * there is not overwritten. */
int report_svg(const struct lab *lab, const char *path, struct err *err);
/* The library that a script of that name is for; name: "numpy", "torch", "keras", "tfjs", or
 * NULL, where the ending says it.  Negative: an error. */
int report_script_for(const char *path, const char *name, struct err *err);
/* The present condition as a script for it, which says no more than that it trains so.  It
 * overwrites path; data that are too many for a script go to PATH.f32, which must not be
 * there. */
int report_script(const struct lab *lab, const char *path, int for_library, struct err *err);

#endif
