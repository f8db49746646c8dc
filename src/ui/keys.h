/*
 * keys.h - the table of keys: what each stands for, where, and the sentence
 * that footer and help say about it.
 */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <stdint.h>

#include "plot/grid.h"

struct str;
struct ui;

struct key {
	uint32_t from, to;	/* the key, or a range of them */
	const char *name;	/* as footer and help show it */
	/* A line of the language it stands for, or a function. */
	const char *line;
	void (*act)(struct ui *ui, uint32_t key);
	const char *label;	/* in the footer; NULL: not there */
	int rank;		/* 0 leaves the footer last */
	const char *help;	/* NULL: another row says it */
	unsigned views;		/* where it acts: VIEW_BIT */
};

/* All rows, in the order of the footer. */
const struct key *keys_table(int *n);
/* The row for a key in the focused view, or NULL. Rows for fewer views come first. */
const struct key *keys_find(const struct ui *ui, uint32_t key);
/* Would it do anything now?  What would not is left out of the footer. */
int keys_useful(const struct ui *ui, const struct key *k);
/* Act; 1 when the key has a meaning here. */
int keys_act(struct ui *ui, uint32_t key);
/* The footer in `cols` columns. */
void keys_footer(struct ui *ui, int row, int cols);
/* The key whose name stands at a column of the footer, 0 for none. */
uint32_t keys_at(const struct ui *ui, int col);
/* Lines for help: all keys by place. */
void keys_help(struct str *out);
/* The same as part of the manual page (mdoc). */
void keys_manpage(struct str *out);

#endif
