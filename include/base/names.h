/*
 * names.h - lists of known names, for sentences: "X, Y and Z", "did you mean Y?".
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <stddef.h>

struct str;

enum { NAMES_MAX = 127 };	/* more are left out */

/* Start with { 0 }; the names are borrowed. */
struct names {
	const char *name[NAMES_MAX + 1];	/* NULL-ended */
	size_t n;
};

void names_add(struct names *l, const char *name);
/* "X", "X and Y", "X, Y and Z", with that word before the last. */
void names_list(const struct names *l, const char *word, struct str *out);
/* The name that few changes lead to from a misspelt word, or NULL. */
const char *names_near(const struct names *l, const char *word);
/* " (did you mean Y?)" where there is such a name; nothing else. */
void names_guess(const struct names *l, const char *word, struct str *out);

#endif
