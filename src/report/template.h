/*
 * template.h - text with places to fill in, and parts that stand or fall.
 *
 *     #? dense conv      what follows stands where one of these words is set ...
 *     #?                 ... up to here; parts may lie within others.  `//?` does the same
 *     @name@             becomes the value of that name: small letters, digits and -
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "base/str.h"

struct err;

#define TEMPLATE_VALUES 64

struct template {
	struct str words;		/* " dense adam " */
	struct { const char *name; char *value; } value[TEMPLATE_VALUES];	/* names borrowed */
	size_t n;
};

void template_set(struct template *t, const char *word);
int template_has(const struct template *t, const char *word);
/* Takes the value's text, which is empty afterwards. */
void template_value(struct template *t, const char *name, struct str *value);
void template_text(struct template *t, const char *name, const char *value);
/* Append `text`, filled in; ERR_INPUT where it asks for a name that has no value, or its
 * parts do not end. */
int template_fill(const struct template *t, const char *text, struct str *out, struct err *err);
void template_release(struct template *t);

#endif
