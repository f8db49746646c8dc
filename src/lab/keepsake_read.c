/*
 * keepsake_read.c - reading what keepsake.c writes.
 *
 * It believes nothing: an event that is not what is written there is passed over.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "lab/lab_int.h"

#define NAME_BYTES 1000
#define LARGEST 1e30		/* of a figure */

/* The condition that text begins with, and the rest of it; NULL: none such. */
static struct entry *named_entry(struct lab *lab, const char *text, const char **rest)
{
	char *end;
	unsigned long long id = *text >= '1' && *text <= '9' ? strtoull(text, &end, 10) : 0;

	if (!id || id > UINT32_MAX || *end != ' ')
		return NULL;
	*rest = end + 1;
	return lab_session_entry(lab, (uint32_t)id);
}

static void take_name(struct entry *e, const char *name)
{
	if (!*name || strlen(name) > NAME_BYTES)
		return;
	free(e->pub.name);
	e->pub.name = xstrdup(name);
}

static void take_pin(struct entry *e, const char *what)
{
	int on = strncmp(what, "on", 2) == 0;
	unsigned long long run = 0;
	char *end;

	if (!on && strncmp(what, "off", 3) != 0)
		return;
	what += on ? 2 : 3;
	if (*what) {
		if (strncmp(what, " run ", 5) != 0 || what[5] < '0' || what[5] > '9')
			return;
		run = strtoull(what + 5, &end, 10);
		if (*end || run > INT64_MAX)
			return;
	}
	e->pub.pinned = on;
	e->pub.has_reference = *what != '\0';
	e->pub.reference = run;
}

/* The next figure of a line, which may be unknown; 0 when there is none. */
static int take_figure(const char **p, double *out)
{
	char *end;

	if (**p == ' ' || **p == '\n')
		return 0;
	*out = strtod(*p, &end);
	if (end == *p || *end != ' ' || fabs(*out) > LARGEST)
		return 0;
	*p = end + 1;
	return 1;
}

static int take_estimate(const char **p, struct estimate *e)
{
	double n;

	if (!take_figure(p, &e->mean) || !take_figure(p, &e->se) || !take_figure(p, &e->lo)
	    || !take_figure(p, &e->hi) || !take_figure(p, &n))
		return 0;
	if (!(n >= 0 && n <= 0x1p53) || e->se < 0 || e->lo > e->mean || e->hi < e->mean)
		return 0;
	e->n = (uint64_t)n;
	return 1;
}

/* One line; *p goes to the next. */
static int take_row(const char **p, struct remedy_row *row)
{
	size_t n;

	memset(row, 0, sizeof *row);
	if (!take_figure(p, &row->setting) || isnan(row->setting) || !take_estimate(p, &row->spread)
	    || !take_estimate(p, &row->loss) || !(row->spread.mean >= 0))
		return 0;
	n = strcspn(*p, "\n");
	if (!n || n >= sizeof row->label || (*p)[n] != '\n')
		return 0;
	for (size_t i = 0; i < n; i++)
		if ((*p)[i] < ' ' || (*p)[i] > '~')
			return 0;
	memcpy(row->label, *p, n);
	*p += n + 1;
	return 1;
}

static int take_remedy(const char **p, enum remedy *out)
{
	size_t n = strcspn(*p, "\n");

	for (int r = 0; r < REMEDY_ALL; r++) {
		const char *name = lab_remedy_name((enum remedy)r);

		if (strlen(name) == n && strncmp(name, *p, n) == 0 && (*p)[n] == '\n') {
			*out = (enum remedy)r;
			*p += n + 1;
			return 1;
		}
	}
	return 0;
}

static void take_sweep(struct lab *lab, const char *text)
{
	struct lab_sweep w = { .n = 0 };
	struct str sentence = STR_INIT;

	if (!take_remedy(&text, &w.remedy))
		return;
	while (strchr(text, '\n')) {
		if (w.n == LAB_SWEEP_MAX || !take_row(&text, &w.row[w.n]))
			return;
		w.n++;
	}
	if (!*text)
		return;
	remedy_judge(w.remedy, w.row, w.n, &w.result);
	utf8_escape(&sentence, text, strlen(text));
	w.sentence = str_detach(&sentence);
	free(lab->sweep.sentence);
	lab->sweep = w;
}

/* The end of a line. */
static int take_end(const char **p)
{
	if (**p != '\n')
		return 0;
	++*p;
	return 1;
}

static int take_count(const char **p, uint64_t *out)
{
	double n;

	if (!take_figure(p, &n) || !(n >= 0 && n <= 0x1p53) || n != floor(n))
		return 0;
	*out = (uint64_t)n;
	return 1;
}

/* A line of safe text. */
static int take_text(const char **p, char *out, size_t size)
{
	size_t n = strcspn(*p, "\n");

	if (!n || n >= size || (*p)[n] != '\n')
		return 0;
	for (size_t i = 0; i < n; i++)
		if ((*p)[i] < ' ' || (*p)[i] > '~')
			return 0;
	memcpy(out, *p, n);
	out[n] = '\0';
	*p += n + 1;
	return 1;
}

static int take_range(const char **p, double *x, double *lo, double *hi)
{
	return take_figure(p, x) && take_figure(p, lo) && take_figure(p, hi) && !(*lo > *x) && !(*hi < *x);
}

static int take_help(const char **p, struct help_row *r)
{
	uint64_t n, source;

	*r = (struct help_row){ .n_source = 0 };
	if (!take_remedy(p, &r->remedy) || !take_text(p, r->label, sizeof r->label) || !take_figure(p, &r->price)
	    || !(r->price >= 0) || !take_range(p, &r->ratio, &r->lo, &r->hi) || r->ratio < 0
	    || !take_range(p, &r->loss, &r->loss_lo, &r->loss_hi) || !take_count(p, &r->runs) || !take_count(p, &r->lost)
	    || !take_count(p, &r->base_runs) || !take_count(p, &r->base_lost) || r->lost > r->runs
	    || r->base_lost > r->base_runs || !take_end(p) || !take_count(p, &n) || n > HELPS_SOURCES)
		return 0;
	for (; r->n_source < n; r->n_source++) {
		struct help_source *s = &r->source[r->n_source];

		if (!take_count(p, &source) || source >= SOURCE_COUNT || !take_range(p, &s->ratio, &s->lo, &s->hi))
			return 0;
		s->source = (enum source)source;
	}
	return take_end(p);
}

static void take_helps(struct lab *lab, const struct entry *e, const char *p)
{
	struct lab_helps w = { .of = e->pub.id };
	uint64_t n, id;

	if (!take_count(&p, &w.runs) || !take_count(&p, &n) || n > 2 * HELPS_MAX)
		return;
	for (; w.n_made < n; w.n_made++) {
		if (!take_count(&p, &id) || id > UINT32_MAX)
			return;
		w.made[w.n_made] = (uint32_t)id;
	}
	if (!take_end(&p))
		return;
	while (*p) {
		if (w.n == HELPS_MAX || !take_help(&p, &w.row[w.n]))
			return;
		w.n++;
	}
	helps_judge(w.row, w.n);
	lab->helps = w;
	for (size_t i = 0; i < w.n_made; i++) {
		struct entry *made = lab_session_entry(lab, w.made[i]);

		if (made && made != e)
			made->pub.aside = 1;
	}
}

static int take_path(const char **p, struct between_path *out)
{
	if (!take_figure(p, &out->apart) || !(out->apart >= 0) || !take_end(p))
		return 0;
	for (size_t i = 0; i < BETWEEN_POINTS; i++)
		if (!take_figure(p, &out->loss[i]) || !take_figure(p, &out->accuracy[i]) || !take_end(p))
			return 0;
	return 1;
}

static void take_between(struct lab *lab, const struct entry *e, const char *p)
{
	struct lab_between w = { .of = e->pub.id, .complete = 1 };
	struct between *b = &w.line;
	uint64_t aligned;

	between_init(b);
	if (!take_count(&p, &b->run[0]) || !take_count(&p, &b->run[1]) || !take_count(&p, &aligned) || aligned > 1
	    || !take_count(&p, &b->moved) || !take_figure(&p, &b->norm[0]) || !take_figure(&p, &b->norm[1])
	    || !take_figure(&p, &b->predictions) || !take_figure(&p, &b->churn) || !take_end(&p))
		return;
	b->aligned = (int)aligned;
	for (int k = 0; k <= b->aligned; k++)
		if (!take_path(&p, &b->path[k]))
			return;
	w.points = (size_t)(1 + b->aligned) * BETWEEN_POINTS;
	lab->between = w;
}

static int take_blame_point(const char **p, size_t sources, struct lab_blame_point *out)
{
	uint64_t epoch, rows;

	if (!take_count(p, &epoch) || epoch > UINT32_MAX || !take_count(p, &rows) || !rows || !take_figure(p, &out->variance)
	    || !(out->variance > 0))
		return 0;
	out->epoch = (uint32_t)epoch;
	out->rows = (size_t)rows;
	for (size_t i = 0; i < sources; i++)
		if (!take_figure(p, &out->first[i]) || !take_figure(p, &out->lo[i]) || !take_figure(p, &out->hi[i]))
			return 0;
	return take_figure(p, &out->together) && take_figure(p, &out->together_lo) && take_figure(p, &out->together_hi)
	       && take_end(p);
}

static void take_blame(struct lab *lab, const struct entry *e, const char *p)
{
	struct lab_blame b = { .of = e->pub.id };
	uint64_t sources, n;

	if (!e->pub.attr || !take_count(&p, &sources) || sources != attribute_sources(e->pub.attr) || sources > SOURCE_COUNT
	    || !take_count(&p, &n) || n < 2 || n > PROBLEM_MARKS + 1 || !take_end(&p))
		return;
	b.n_sources = (size_t)sources;
	for (size_t i = 0; i < b.n_sources; i++)
		b.source[i] = attribute_source(e->pub.attr, i);
	for (; b.n < n; b.n++)
		if (!take_blame_point(&p, b.n_sources, &b.point[b.n]) || (b.n && b.point[b.n].epoch <= b.point[b.n - 1].epoch))
			return;
	lab->blame = b;
}

int lab_take_keepsake(struct lab *lab, const char *kind, const char *text)
{
	int name = strcmp(kind, "name") == 0, pin = strcmp(kind, "pin") == 0;
	int of = strcmp(kind, "sweep-of") == 0, between = strcmp(kind, "between") == 0;
	int blame = strcmp(kind, "blame") == 0;
	int helps = strcmp(kind, "helps") == 0;
	const char *rest;
	struct entry *e;

	if (!name && !pin && !of && !between && !blame && !helps) {
		if (strcmp(kind, "sweep") != 0)
			return 0;
		take_sweep(lab, text);
		lab->changed |= LAB_LOG;
		return 1;
	}
	e = named_entry(lab, text, &rest);
	if (e && of)
		lab->sweep.of = e->pub.id;
	else if (e && blame)
		take_blame(lab, e, rest);
	else if (e && between)
		take_between(lab, e, rest);
	else if (e && helps)
		take_helps(lab, e, rest);
	else if (e && name)
		take_name(e, rest);
	else if (e)
		take_pin(e, rest);
	lab->changed |= LAB_CONDITION;
	return 1;
}

void lab_forget_keepsakes(struct lab *lab)
{
	for (size_t i = 0; i < lab->n_entry; i++) {
		lab->entry[i]->pub.pinned = lab->entry[i]->pub.has_reference = 0;
		lab->entry[i]->pub.reference = 0;
	}
	free(lab->sweep.sentence);
	lab->sweep.sentence = NULL;
	lab->sweep.n = lab->sweep.of = 0;
	lab->between.of = lab->helps.of = 0;
	lab->blame.n = 0;
}
