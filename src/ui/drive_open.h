/*
 * drive_open.h - the command of `reroll drive`, from the words and flags of the shell's line.
 */
#ifndef UI_DRIVE_OPEN_H
#define UI_DRIVE_OPEN_H

#include <stdint.h>

#include "run/shard.h"
#include "trainer/drive.h"

struct err;
struct lab;
struct str;

#define DRIVE_SOURCES 16

struct drive_words {
	struct hand_spec hand;			/* hand.source is `source` */
	const char *source[DRIVE_SOURCES + 1];	/* [n_source] NULL-ended */
	size_t n_source;
	int print;
};

/* Begin to drive; stop as in drive_config. */
int drive_open(struct drive **out, const struct drive_words *w, int workers, uint32_t seed, struct shard shard,
	       int (*stop)(void *arg), void *arg, struct err *err);
/* The command as a shell would read it. */
void drive_command(const struct drive_words *w, struct str *out);
/* Lines of sh for the runs below n of the shard, all sources free, each its own levels. */
int drive_print(const struct drive_words *w, uint32_t seed, struct shard shard, uint64_t n, struct str *out, struct err *err);

#endif
