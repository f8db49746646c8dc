/*
 * forecast.h - the surface view of a series: a fan of forecasts over time.
 */
#ifndef UI_FORECAST_H
#define UI_FORECAST_H

#include <stddef.h>

#include "plot/grid.h"

struct lab_entry;
struct ui;

/* Is it a series with a number to forecast? */
int forecast_fits(const struct lab_entry *e);
/* How many kept runs are drawn. */
size_t forecast_runs(const struct lab_entry *e);
/* Draw what they forecast for the probes, or (sd) how much that differs across runs. */
void forecast_draw(struct ui *ui, struct rect r, const struct lab_entry *e, int sd);

#endif
