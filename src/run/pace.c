/*
 * pace.c - the token bucket, and the clock of slow motion; see pace.h.
 *
 * Tokens are let out about sixty times a second, so that a screen that draws
 * thirty frames a second sees runs arrive evenly, whatever the rate.
 */
#include "pace.h"

#include "run/feed.h"

#define RELEASES 60.0		/* a second */
#define LEAST_WAIT 1000000u	/* ns */

double pace_phase(struct pace *p, uint64_t now)
{
	if (!p->paused && pace_is_slow(p) && now > p->phase_time)
		p->phase += 1e-9 * (double)(now - p->phase_time) * p->rate;
	p->phase_time = now;
	return p->phase;
}

void pace_pause(struct pace *p, int paused, uint64_t now)
{
	pace_phase(p, now);
	p->paused = paused;
	p->tokens = 0;		/* no credit for the rest */
	p->time = now;
}

void pace_set(struct pace *p, double rate, uint64_t now)
{
	p->turn = pace_phase(p, now);
	p->rate = rate > 0 ? rate : 0;
	p->tokens = 0;
	p->time = now;
}

int pace_is_slow(const struct pace *p)
{
	return p->rate > 0 && p->rate < FEED_SLOW_RATE;
}

size_t pace_grant(struct pace *p, uint64_t now, size_t most, uint64_t *wait)
{
	double least, cap, ns;

	if (p->rate == 0)
		return SIZE_MAX;
	least = p->rate > RELEASES ? p->rate / RELEASES : 1;
	cap = 2 * least > (double)most ? 2 * least : (double)most;
	if (now > p->time)
		p->tokens += 1e-9 * (double)(now - p->time) * p->rate;
	p->time = now;
	if (p->tokens > cap)
		p->tokens = cap;
	if (p->tokens >= least)
		return p->tokens < 1e9 ? (size_t)p->tokens : SIZE_MAX;
	ns = 1e9 * (least - p->tokens) / p->rate;
	*wait = ns < LEAST_WAIT ? LEAST_WAIT : (uint64_t)ns + 1;
	return 0;
}

void pace_spend(struct pace *p, size_t n)
{
	if (p->rate > 0)
		p->tokens -= (double)n;
}
