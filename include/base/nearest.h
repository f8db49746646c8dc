/*
 * nearest.h - "did you mean": the known name that is nearest to a misspelt one.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

/* One of names (NULL-ended) that few changes lead to, or NULL. */
const char *nearest(const char *word, const char *const *names);

#endif
