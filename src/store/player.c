/*
 * player.c - a session as a feed: what happened, in order, at a wanted pace.
 *
 *     rows ----> next run ---+
 *                            +--> the earlier one, when it is due --> sink
 *     events --> next event -+
 *
 * Two ways to say what is due, the last one said counts:
 *
 *     player_speed(f)  the playhead moves f times as fast as the session did
 *     feed_pace(r)     r runs a second whatever they once took, pauses left
 *                      out; 0 as fast as they can be read
 *
 * Under a pace below FEED_SLOW_RATE a run is first shown growing, epoch by
 * epoch, out of the curves that were kept of it.  Times that a file puts out of
 * order are read as standing still.  A file that proves damaged on the way ends
 * the replay with an event that says so; everything before it has been shown.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/err.h"
#include "base/xalloc.h"
#include "session_int.h"
#include "store/session.h"

#define LOOK_AT_CLOCK 16	/* samples */

enum mode { BY_TIME, BY_PACE };

struct player {
	struct feed feed;
	struct session *s;
	struct rows *rows;
	struct events *events;

	struct sample run, event;	/* what comes next of each kind */
	int has_run, has_event;
	uint32_t condition;		/* announced; 0: none */
	uint32_t shown;			/* epochs of `run` already shown growing */
	double now;			/* time of what was delivered last */
	double length;
	int ended;

	enum mode mode;
	double rate;			/* speed factor, or runs per second (0: max) */
	int paused;
	unsigned steps, steps_epoch;	/* asked for while paused */
	double seek;			/* up to here all is due at once */
	double head;			/* BY_TIME: the playhead; BY_PACE: runs due */
	uint64_t head_ns;		/* when head was brought up to date */

	struct err err;
};

/* ---- reading ahead ---- */

/* The rest of the session is one event, which says why. */
static void fail(struct player *p, const struct err *err)
{
	p->err = *err;
	p->has_run = 0;
	memset(&p->event, 0, sizeof p->event);
	p->event.kind = SAMPLE_EVENT;
	p->event.what = "error";
	p->event.text = p->err.text;
	p->event.time = p->now;
	p->has_event = 1;
}

static void fetch_run(struct player *p)
{
	struct err err = ERR_INIT;
	int rc;

	if (p->err.code)
		return;
	rc = rows_next(p->rows, &p->run, &err);
	p->has_run = rc == 1;
	p->shown = 0;
	if (rc < 0)
		fail(p, &err);
}

static void fetch_event(struct player *p)
{
	struct err err = ERR_INIT;
	int rc;

	p->has_event = 0;
	if (p->err.code)
		return;
	rc = events_next(p->events, &p->event, &err);
	p->has_event = rc == 1;
	if (rc < 0)
		fail(p, &err);
}

static void begin(struct player *p)
{
	struct err err = ERR_INIT;
	int rc = 0;

	memset(&p->err, 0, sizeof p->err);
	p->condition = 0;
	p->now = 0;
	p->ended = p->has_run = p->has_event = 0;
	rows_free(p->rows);
	events_free(p->events);
	p->events = NULL;
	rc = rows_new(&p->rows, p->s, 0, &err);
	if (rc == 0)
		rc = events_new(&p->events, p->s, &err);
	if (rc == 0)
		rc = session_length(p->s, &p->length, &err);
	if (rc < 0) {
		fail(p, &err);
		return;
	}
	fetch_event(p);
	fetch_run(p);
}

/* An event that is as old as a run came before it. */
static int event_is_next(const struct player *p)
{
	return p->has_event && (!p->has_run || p->event.time <= p->run.time);
}

/* Time of what comes next, never before what came last. */
static double next_time(const struct player *p)
{
	double t = event_is_next(p) ? p->event.time : p->has_run ? p->run.time : p->now;

	return t > p->now ? t : p->now;
}

/* ---- the playhead ---- */

/* Move head to the present. */
static void advance(struct player *p)
{
	uint64_t t = clk_ns();
	double seconds = t > p->head_ns ? 1e-9 * (double)(t - p->head_ns) : 0;

	p->head_ns = t;
	if (p->paused)
		return;
	p->head += seconds * p->rate;
	if (p->mode == BY_TIME && p->head > p->length)
		p->head = p->length;
	/* a run that is late by more than one must not bring a burst */
	if (p->mode == BY_PACE && p->rate < FEED_SLOW_RATE && p->head > 1)
		p->head = 1;
}

/* Is what comes next to be delivered now? */
static int due(const struct player *p)
{
	int is_run = p->has_run && !event_is_next(p);

	if (next_time(p) <= p->seek)
		return 1;
	if (p->paused)	/* what lies before the run that was asked for comes with it */
		return p->steps || (p->steps_epoch && !(is_run && p->run.epochs));
	if (p->mode == BY_TIME)
		return next_time(p) <= p->head;
	/* in runs per second, events take no time */
	return !is_run || p->rate == 0 || p->head >= 1;
}

/* ---- delivering ---- */

static int deliver_condition(struct player *p, sample_sink *sink, void *arg)
{
	const struct session_cond *c = session_find(p->s, p->run.condition);
	struct sample s = { .kind = SAMPLE_CONDITION, .condition = c->id, .text = c->commands,
			    .time = next_time(p) };

	p->condition = c->id;
	return sink(arg, &s);
}

/* The pending run as it was after `epochs` of its epochs. */
static int deliver_growth(struct player *p, uint32_t epochs, sample_sink *sink, void *arg)
{
	struct sample s = p->run;

	p->shown = epochs;
	s.kind = SAMPLE_PROGRESS;
	s.epochs = epochs;
	s.updates = (uint64_t)((double)p->run.total_updates * epochs / p->run.epochs);
	s.pred = NULL;
	s.n_pred = 0;
	s.time = next_time(p);
	s.train_loss = s.batch_loss = s.train[epochs - 1];
	s.test_loss = s.test ? s.test[epochs - 1] : NAN;
	s.accuracy = s.acc ? s.acc[epochs - 1] : NAN;
	return sink(arg, &s);
}

/* In slow motion, or stepping by epochs: how much of the pending run to show. */
static uint32_t growth(const struct player *p)
{
	double share = p->head;
	uint32_t want;

	if (event_is_next(p) || !p->has_run || p->run.epochs == 0 || next_time(p) <= p->seek)
		return 0;
	if (p->paused)
		return p->steps_epoch ? p->shown + 1 : 0;
	if (p->mode != BY_PACE || p->rate == 0 || p->rate >= FEED_SLOW_RATE)
		return 0;
	want = (uint32_t)((share < 1 ? share : 1) * p->run.epochs);
	return want > p->shown ? want : 0;
}

static int deliver(struct player *p, sample_sink *sink, void *arg)
{
	struct sample s;
	int stop;

	if (!p->has_event && !p->has_run) {
		s = (struct sample){ .kind = SAMPLE_END, .time = p->now };
		p->ended = 1;
		p->steps = p->steps_epoch = 0;
		return sink(arg, &s);
	}
	p->now = next_time(p);
	if (event_is_next(p)) {
		s = p->event;
		s.time = p->now;
		stop = sink(arg, &s);
		fetch_event(p);
		return stop;
	}
	s = p->run;
	s.time = p->now;
	stop = sink(arg, &s);
	fetch_run(p);
	return stop;
}

/* A run was delivered, or grew: that is so much less to do. */
static void settle(struct player *p, int by_seek, int whole)
{
	if (by_seek)
		return;
	if (p->paused && p->steps && whole)
		p->steps--;
	else if (p->paused && p->steps_epoch)
		p->steps_epoch--;
	else if (!p->paused && whole && p->mode == BY_PACE && p->rate > 0)
		p->head -= 1;
}

/* One sample, if one is due: 1 delivered, 0 nothing due; *stop from the sink. */
static int play_one(struct player *p, sample_sink *sink, void *arg, int *stop)
{
	uint32_t grow = growth(p);
	int by_seek = next_time(p) <= p->seek;
	int is_run = p->has_run && !event_is_next(p);

	if (p->ended || (!grow && !due(p)))
		return 0;
	if (is_run && p->run.condition != p->condition) {
		*stop = deliver_condition(p, sink, arg);
		return 1;
	}
	if (grow && grow < p->run.epochs) {
		settle(p, by_seek, 0);
		*stop = deliver_growth(p, grow, sink, arg);
		return 1;
	}
	if (is_run)
		settle(p, by_seek, 1);
	*stop = deliver(p, sink, arg);
	return 1;
}

/* ---- the feed ---- */

static struct player *of(struct feed *f)
{
	return (struct player *)(void *)f;
}

static size_t drain(struct feed *f, sample_sink *sink, void *arg, uint64_t budget_ns)
{
	struct player *p = of(f);
	uint64_t start = clk_ns();
	size_t n = 0;
	int stop = 0;

	advance(p);
	while (!stop && play_one(p, sink, arg, &stop))
		if (++n % LOOK_AT_CLOCK == 0 && clk_ns() - start >= budget_ns)
			break;
	return n;
}

static int no_fd(struct feed *f)
{
	(void)f;
	return -1;
}

static void set_paused(struct feed *f, int paused)
{
	struct player *p = of(f);

	advance(p);
	p->paused = paused;
	p->steps = p->steps_epoch = 0;
}

static void set_mode(struct player *p, enum mode mode, double rate)
{
	advance(p);
	if (p->mode != mode)
		p->head = mode == BY_TIME ? p->now : 0;
	else if (mode == BY_PACE && p->head > 1)
		p->head = 1;		/* what the old pace owes is not paid at the new */
	p->mode = mode;
	p->rate = rate > 0 ? rate : 0;
}

static void set_pace(struct feed *f, double runs_per_second)
{
	set_mode(of(f), BY_PACE, runs_per_second);
}

static void step(struct feed *f, enum feed_step unit)
{
	struct player *p = of(f);

	if (!p->paused)
		return;
	/* a session keeps no updates: an epoch is its smallest step */
	if (unit == FEED_STEP_RUN)
		p->steps++;
	else
		p->steps_epoch++;
}

static int idle(struct feed *f)
{
	struct player *p = of(f);

	return p->ended || (p->paused && !p->steps && !p->steps_epoch);
}

static void free_player(struct feed *f)
{
	struct player *p = of(f);

	rows_free(p->rows);
	events_free(p->events);
	free(p);
}

static const struct feed_ops player_ops = {
	drain, no_fd, set_paused, set_pace, step, idle, free_player,
};

/* ---- what only a replay has ---- */

struct player *player_new(struct session *s)
{
	struct player *p = xcalloc(1, sizeof *p);

	p->feed.ops = &player_ops;
	p->s = s;
	p->mode = BY_TIME;
	p->rate = 1;
	p->seek = -1;
	p->head_ns = clk_ns();
	begin(p);
	return p;
}

struct feed *player_feed(struct player *p)
{
	return &p->feed;
}

int player_seek(struct player *p, double seconds)
{
	int again;

	if (!(seconds >= 0))
		seconds = 0;
	if (seconds > p->length)
		seconds = p->length;
	again = seconds < p->now;
	if (again)
		begin(p);
	p->seek = seconds;
	if (p->mode == BY_TIME)
		p->head = seconds;
	p->head_ns = clk_ns();
	return again;
}

void player_speed(struct player *p, double factor)
{
	set_mode(p, BY_TIME, factor);
}

double player_position(const struct player *p)
{
	return p->mode == BY_TIME && !p->ended ? p->head : p->now;
}

double player_length(const struct player *p)
{
	return p->length;
}

int player_error(const struct player *p, struct err *err)
{
	if (p->err.code && err)
		*err = p->err;
	return p->err.code;
}
