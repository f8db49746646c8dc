/*
 * tell.h - what the charts mean, in sentences, and what to press next.
 */
#ifndef UI_TELL_H
#define UI_TELL_H

#include "base/str.h"
#include "num/source.h"

struct lab;
struct lab_entry;
struct shell;

/* Of which source fixing would take away most, as an attribution found, and how
 * much (its first-order share, with the 95 % interval); NaN where that is not known of
 * the predictions. */
struct tell_cause { enum source source; double share, lo, hi; };
/* Under the histogram: what it shows for e, what to press next (or, once it was
 * asked, what caused it; cause NULL: it was not), how many classes change,
 * how it was before, and a short remainder; sentences that can be left out from the
 * last.  Where most runs have learnt nothing, that stands in the place of the first. */
enum { TELL_MAX = 5 };
void tell_difference(const struct lab *lab, const struct lab_entry *e, const struct tell_cause *cause,
		     struct str out[TELL_MAX]);
/* For the status line while nothing else is said: what goes on; 1 when it is an error. */
int tell_now(const struct shell *sh, struct str *out);

#endif
