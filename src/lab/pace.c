/*
 * pace.c - how fast runs are shown, and how fast they go.
 *
 * At full speed nothing can be seen, so an interactive pace starts at PACE_START runs a
 * second and doubles every PACE_DOUBLE_NS until the pool is the limit.
 */
#include <math.h>

#include "base/clk.h"
#include "lab/lab_int.h"

#define PACE_START 2.0
#define PACE_DOUBLE_NS 400000000.0
#define PACE_FULL 1e6			/* no machine trains faster: max */
#define METER_NS 125000000u		/* eight readings a second */

void lab_set_paused(struct lab *lab, int paused)
{
	lab->paused = paused;
	if (lab->live)
		feed_pause(lab->live, paused);
	if (lab->replay)
		feed_pause(lab->replay, paused);
	lab->changed |= LAB_SETTING;
}

void lab_resume(struct lab *lab)
{
	lab->stopped = 0;
	lab_set_paused(lab, 0);
}

static void send_pace(struct lab *lab)
{
	double pace = lab->study ? 0 : lab->pace;	/* nobody watches a study's runs */

	if (lab->live)
		feed_pace(lab->live, pace);
	if (lab->replay)
		feed_pace(lab->replay, lab->pace);
}

void lab_pace_restart(struct lab *lab, double from)
{
	lab->pace_since = clk_ns();
	lab->pace_from = from;
	if (lab->pace_auto) {
		lab->pace = from;
		send_pace(lab);
	}
}

void lab_set_pace(struct lab *lab, double pace, int is_auto)
{
	lab->pace_auto = is_auto;
	lab->pace = pace;
	if (is_auto)
		lab_pace_restart(lab, PACE_START);
	send_pace(lab);
	lab->changed |= LAB_SETTING;
}

static void meter(struct lab *lab)
{
	uint64_t t = clk_ns();
	unsigned last = (lab->meter_i + 15) % 16, first;

	if (lab->meter_at[last] && t - lab->meter_at[last] < METER_NS)
		return;
	lab->meter_at[lab->meter_i] = t;
	lab->meter_n[lab->meter_i] = lab->total_runs;
	lab->meter_i = (lab->meter_i + 1) % 16;
	/* The reading of about a second ago, or the oldest there is. */
	first = (lab->meter_i + 16 - 9) % 16;
	for (int k = 0; k < 8 && !lab->meter_at[first]; k++)
		first = (first + 1) % 16;
	if (lab->meter_at[first] && lab->meter_at[first] < t)
		lab->rate = (double)(lab->total_runs - lab->meter_n[first])
			/ ((double)(t - lab->meter_at[first]) * 1e-9);
}

void lab_pace_tick(struct lab *lab)
{
	uint64_t t = clk_ns();

	meter(lab);
	if (!lab->pace_auto || lab->pace <= 0 || lab->replay)
		return;
	if (lab->paused) {		/* time stands still for it */
		lab->pace_from = lab->pace;
		lab->pace_since = t;
		return;
	}
	lab->pace = lab->pace_from * exp2((double)(t - lab->pace_since) / PACE_DOUBLE_NS);
	if (lab->pace >= PACE_FULL)
		lab->pace = 0;
	send_pace(lab);
}

double lab_rate(const struct lab *lab)
{
	return lab->rate;
}

double lab_pace(const struct lab *lab)
{
	return lab->pace;
}

int lab_pace_auto(const struct lab *lab)
{
	return lab->pace_auto;
}

int lab_paused(const struct lab *lab)
{
	return lab->paused;
}
