/*
 * log.c - what happened, in order, and the last thing said.
 *
 * Everything that reaches the log is escaped on its way in; whoever draws it
 * need not think of where it came from.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "lab/lab_int.h"
#include "lang/lesson_int.h"

#define LOG_MAX 10000	/* entries; the oldest half goes when it is full */

static char *safe(const char *text)
{
	struct str s = STR_INIT;

	utf8_escape(&s, text, strlen(text));
	return str_detach(&s);
}

static double now(const struct lab *lab)
{
	return (double)(clk_ns() - lab->started) * 1e-9;
}

static void drop_half(struct lab *lab)
{
	size_t half = lab->n_log / 2;

	for (size_t i = 0; i < half; i++) {
		free((char *)lab->log[i].text);
		free((char *)lab->log[i].kind);
	}
	memmove(lab->log, lab->log + half, (lab->n_log - half) * sizeof *lab->log);
	lab->n_log -= half;
}

static void append(struct lab *lab, const char *kind, const char *text)
{
	struct lab_event e = { now(lab), xstrdup(kind), safe(text) };

	if (lab->n_log >= LOG_MAX)
		drop_half(lab);
	XGROW(lab->log, lab->cap_log, lab->n_log + 1);
	lab->log[lab->n_log++] = e;
	lab->changed |= LAB_LOG;
}

/* A row of `set cursor ...` is one line, the last; sessions have no use for it. */
static int only_moves(const char *line, size_t *same)
{
	size_t n = strcspn(line, " \t"), m;
	const struct cmd *c = cmd_find(line, n);
	const struct opt *o;
	char name[32];

	*same = n;
	if (c && c->flags & CMD_MOVE)
		return 1;
	if (!c || strcmp(c->name, "set") != 0)
		return 0;
	n += strspn(line + n, " \t");
	m = strcspn(line + n, " \t");
	if (m == 0 || m >= sizeof name)
		return 0;
	memcpy(name, line + n, m);
	name[m] = '\0';
	o = opt_find(name);
	*same = n + m;
	return o && o->screen == OPT_MOVE;
}

void lab_note_command(struct lab *lab, const char *line)
{
	struct lab_event *last = lab->n_log ? &lab->log[lab->n_log - 1] : NULL;
	size_t same;

	line += strspn(line, " \t");
	if (!only_moves(line, &same)) {
		lab_note(lab, "command", line);
		return;
	}
	if (last && strcmp(last->kind, "command") == 0 && strncmp(last->text, line, same) == 0) {
		free((char *)last->text);
		last->text = safe(line);
		last->time = now(lab);
		lab->changed |= LAB_LOG;
	} else {
		append(lab, "command", line);
	}
}

void lab_note(struct lab *lab, const char *kind, const char *text)
{
	append(lab, kind, text);
	if (strcmp(kind, "command") != 0) {
		free(lab->status);
		lab->status = xstrdup(lab->log[lab->n_log - 1].text);
		lab->status_error = strcmp(kind, "error") == 0;
	}
	if (strcmp(kind, "error") != 0 && strcmp(kind, "replay") != 0)
		lab_record_event(lab, kind, text);
}

void lab_notef(struct lab *lab, const char *kind, const char *fmt, ...)
{
	struct str s = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	lab_note(lab, kind, s.s);
	str_release(&s);
}

void lab_print(struct lab *lab, const char *text)
{
	if (lesson_hears(lab, text))
		return;
	if (lab->host.print)
		lab->host.print(lab->host.arg, text);
}

void lab_say_error(struct lab *lab, const struct err *err)
{
	char line[1024];

	lab_note(lab, "error", err_format(err, line, sizeof line));
	if (lab->host.error)
		lab->host.error(lab->host.arg, err);
}

size_t lab_log_count(const struct lab *lab)
{
	return lab->n_log;
}

struct lab_event lab_log(const struct lab *lab, size_t i)
{
	return lab->log[i];
}

const char *lab_status(const struct lab *lab, int *is_error)
{
	if (is_error)
		*is_error = lab->status_error;
	return lab->status ? lab->status : "";
}
