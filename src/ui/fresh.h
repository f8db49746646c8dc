/*
 * fresh.h - when to compute a view's figures again.
 *
 * Quantiles over thousands of runs cost more than drawing them.  A view's
 * figures are computed anew when the runs have changed, but take no more than
 * a thirtieth of the time: after a refresh that cost t the next one waits
 * 30 t.  The loop wakes for what was put off (ui->wake), so the last state is
 * always shown in full.
 */
#ifndef UI_FRESH_H
#define UI_FRESH_H

#include <stdint.h>

struct ui;

struct fresh {
	uint64_t key, runs;	/* what the figures were made from */
	uint64_t due, began;
	int valid;
};

/* Should the figures for (key, runs) be made now?  A new key always means yes. */
int fresh_begin(struct ui *ui, struct fresh *f, uint64_t key, uint64_t runs);
void fresh_end(struct fresh *f);

#endif
