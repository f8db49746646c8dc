/*
 * helper.h - the files that let a script be driven (reroll-trainer(7)): one a language, and an
 * example of each, which lie in the folder `trainer` of the data.
 */
#ifndef UI_HELPER_H
#define UI_HELPER_H

#include <stddef.h>

struct err;

/* To standard output, as it is: word[0] is the language, word[1] "example" where that is
 * wanted; without words, a line of each language and where its file is.  0, or an error. */
int helper_print(char *const *word, size_t n, struct err *err);

#endif
