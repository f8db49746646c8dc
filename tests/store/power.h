/*
 * power.h - one thing that a program did to the files of a folder; see power_log.c.
 */
#ifndef TESTS_STORE_POWER_H
#define TESTS_STORE_POWER_H

#include <stdint.h>

enum op_kind {
	OP_NAME,	/* a file gets a name; the name follows */
	OP_UNNAME,
	OP_WRITE,	/* the bytes follow */
	OP_SIZE,	/* at: the new one */
	OP_SYNC,
	OP_SYNC_FOLDER,
	OP_SAID		/* to people; the text follows */
};

struct op {
	uint32_t kind;
	int32_t file;
	uint64_t at, bytes;
};

#endif
