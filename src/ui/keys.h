/*
 * keys.h - keys: those that act everywhere stand here, those of a view in its row
 * (view/view.h).
 */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <stdint.h>

#include "ui/view/view.h"

struct str;
struct ui;

/* The keys that act in every view: in the footer those of `first` stand before the focused
 * view's own, those of `last` behind. */
const struct key *keys_first(int *n);
const struct key *keys_last(int *n);
/* The row for a key in the focused view, or NULL. The view's own come first. */
const struct key *keys_find(const struct ui *ui, uint32_t key);
/* Would it do anything now?  What would not is left out of the footer. */
int keys_useful(const struct ui *ui, const struct key *k);
/* Act; 1 when the key has a meaning here. */
int keys_act(struct ui *ui, uint32_t key);
/* The footer in `cols` columns. */
void keys_footer(struct ui *ui, int row, int cols);
/* The key whose name stands at a column of the footer, 0 for none. */
uint32_t keys_at(const struct ui *ui, int col);
/* The same as part of the manual page (mdoc). */
void keys_manpage(struct str *out);

#endif
