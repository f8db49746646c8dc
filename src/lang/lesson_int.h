/*
 * lesson_int.h - prose, commands and questions, page by page.
 *
 * A lesson is a text file, NAME.lesson; what a line is, its beginning tells:
 *
 *     # comment              not shown
 *     = Title                a new page; the first title is the lesson's
 *     : command; command     done when the reader comes to it
 *     ? question             predict: shown, then the lesson waits
 *     - answer to choose     listed below the question
 *     ! reveal               shown when the reader goes on
 *     anything else          prose; blank lines separate paragraphs
 *
 * The lesson waits at every question and at every page's end, for `lesson
 * next` or an answer by its letter; without a screen it goes straight through.  Commands that read or
 * write files are refused.
 */
#ifndef LESSON_INT_H
#define LESSON_INT_H

#include <stddef.h>

struct err;
struct shell;
struct lesson;
struct str;

int lesson_begin(struct shell *sh, const char *name, struct err *err);
void lesson_next(struct shell *sh);
/* The choice of that letter, which is told, and on; an error when there is none. */
int lesson_answer(struct shell *sh, const char *letter, struct err *err);
void lesson_back(struct shell *sh);
void lesson_end(struct shell *sh);
/* One step when nothing else is to be done; 1 if there was one. */
int lesson_tick(struct shell *sh);
/* What is printed while a lesson speaks belongs to its page: 1 if taken. */
int lesson_hears(struct shell *sh, const char *text);
/* Show the page if it has grown. */
void lesson_show(struct shell *sh);
/* Commands from this file are a lesson's. */
int lesson_owns(const struct lesson *l, const char *file);
int lesson_waiting(const struct lesson *l);
void lesson_free(struct lesson *l);
/* Names and titles of the lessons that are installed. */
void lesson_list(struct str *out);
/* Their names: name[0..n), caller frees each and the array. */
char **lesson_names(size_t *n);

#endif
