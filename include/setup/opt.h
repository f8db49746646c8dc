/*
 * opt.h - an option of `set` as a row.  What is checked, refused, completed, explained,
 * printed in the manual and cycled through by keys is all read from it.
 *
 * The rows stand where the options are obeyed: those of a condition in setup/set_option.c,
 * the program's and the screen's in lang/opt.c, whose opt_at and opt_find know all.
 */
#ifndef SETUP_OPT_H
#define SETUP_OPT_H

#include <stddef.h>

struct err;
struct str;

enum opt_kind {
	OPT_CHOICE,	/* one of its words */
	OPT_SWITCH,	/* off or on */
	OPT_NUMBER,	/* one of its words, or a number from min to max */
	OPT_WINDOW,	/* one of its words, or A:B with A below B */
};
enum { OPT_WORDS = 14 };

struct opt {
	const char *name;
	enum opt_kind kind;
	/* NULL-ended.  Who obeys the option goes by a word's place: an enum has its values in
	 * this order, and of two words the second switches something on (linear, log). */
	const char *word[OPT_WORDS];
	double min, max;	/* of a number; infinite: any */
	const char *dflt, *help;
	unsigned flags;
};
enum {
	OPT_SCREEN = 1,		/* the host's, not the lab's */
	OPT_MOVE = 2,		/* of those, one that is changed many times in a row: the log
				 * keeps the last value of a row of them, a session none */
};

struct opt_value {
	int word;		/* the word's place, or -1: */
	double x;		/* the number */
	double lo, hi;		/* the window; 0 and 0 for a word */
};

/* What text means for o; v may be NULL. */
int opt_read(const struct opt *o, const char *text, struct opt_value *v, struct err *err);
/* Its i-th word, NULL where there is none. */
const char *opt_word(const struct opt *o, size_t i);
/* "auto light dark", "all, 1 to 65536", "all, A:B". */
void opt_values(const struct opt *o, struct str *out);

#endif
