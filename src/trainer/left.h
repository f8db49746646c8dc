/*
 * left.h - private: what a run's own process has left in files.
 */
#ifndef TRAINER_LEFT_H
#define TRAINER_LEFT_H

#include "trainer/hand.h"

/*
 * Read what spec names in folder into run r, which is over then, or failed with a reason.
 * shaped 0: h has its sources alone, and gets kind, probes, outputs and targets by what is
 * there; an error then is one of the command line's, and the same in any run.
 */
int left_read(struct wire_run *r, struct wire_hello *h, int shaped, const struct hand_spec *spec, const char *folder,
	      struct err *err);
/* A new folder for a run; caller frees its name.  And it goes, with what is in it. */
char *left_folder(struct err *err);
void left_remove(const char *folder);

#endif
