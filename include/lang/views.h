/*
 * views.h - the one list of views: `view NAME` takes the names, help and completion show
 * the sentences, and the screen has a row of functions for each (src/ui/view).
 *
 * In the order in which v goes through them.  A lesson is there only while it goes on and
 * stands last.
 */
#ifndef LANG_VIEWS_H
#define LANG_VIEWS_H

/* X(ID, name, what it shows): VIEW_ID and view_name of src/ui/view/view.h. */
#define VIEWS(X) \
	X(SOURCES, sources, "the eight sources of randomness and their states") \
	X(CURVES, curves, "loss and accuracy by epoch") \
	X(DIFFERENCES, differences, "how much two runs' predictions differ") \
	X(ATTRIBUTION, attribution, "which source causes how much of it") \
	X(WHO, who, "which cases flip, and which source flips them") \
	X(SURFACE, surface, "what the networks have learnt, and where they disagree") \
	X(RUNS, runs, "the runs as a table") \
	X(CONDITIONS, conditions, "what was free, and what came of it: before and after") \
	X(REMEDIES, remedies, "what was tried against it") \
	X(WHEN, when, "at which epoch chance enters, and how fast a last bit grows") \
	X(BETWEEN, between, "what lies between two runs: the loss on the line from weights to weights") \
	X(LOG, log, "what happened so far") \
	X(LESSON, lesson, "the page of the lesson that goes on")

#endif
