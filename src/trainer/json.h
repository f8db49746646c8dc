/*
 * json.h - private: a line of JSON, and numbers as people write them in it.
 */
#ifndef TRAINER_JSON_H
#define TRAINER_JSON_H

#include <jansson.h>
#include <stddef.h>

struct err;

/* The object of the line s[0..n), or NULL and *col (where it is wrong) and *err without a
 * place.  Python's bare NaN and Infinity are read as null.  Caller decrefs. */
json_t *json_object_line(const char *s, size_t n, int *col, struct err *err);
/* A number; true and false are 1 and 0, null and the texts NaN, Infinity and -Infinity are
 * NaN.  0: it is none of these. */
int json_figure(const json_t *v, double *out);
/*
 * A list, or a list of lists of one length (*inner, else 0), as numbers in a row: *flat grows
 * and has *n of them.  At most `most`.
 */
struct json_flat { double *v; size_t n, cap, inner; };
int json_flatten(struct json_flat *f, const json_t *list, size_t most, struct err *err);

#endif
