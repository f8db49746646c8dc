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

#define LOG_MAX 10000	/* entries; the oldest half goes when it is full */

const char *log_kind_name(enum log_kind k)
{
	static const char *const name[LOG_KINDS] = {
		[LOG_COMMAND] = "command", [LOG_NOTE] = "note", [LOG_EVENT] = "event", [LOG_ERROR] = "error",
		[LOG_RESULT] = "result", [LOG_DATA] = "data", [LOG_REPLAY] = "replay",
	};

	return name[k];
}

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

	for (size_t i = 0; i < half; i++)
		free((char *)lab->log[i].text);
	memmove(lab->log, lab->log + half, (lab->n_log - half) * sizeof *lab->log);
	lab->n_log -= half;
}

static void append(struct lab *lab, enum log_kind kind, const char *text)
{
	struct lab_event e = { now(lab), kind, safe(text) };

	if (lab->n_log >= LOG_MAX)
		drop_half(lab);
	XGROW(lab->log, lab->cap_log, lab->n_log + 1);
	lab->log[lab->n_log++] = e;
	lab->changed |= LAB_LOG;
}

void lab_note_move(struct lab *lab, const char *line, size_t same)
{
	struct lab_event *last = lab->n_log ? &lab->log[lab->n_log - 1] : NULL;

	if (last && last->kind == LOG_COMMAND && strncmp(last->text, line, same) == 0) {
		free((char *)last->text);
		last->text = safe(line);
		last->time = now(lab);
		lab->changed |= LAB_LOG;
	} else {
		append(lab, LOG_COMMAND, line);
	}
}

void lab_note(struct lab *lab, enum log_kind kind, const char *text)
{
	append(lab, kind, text);
	if (kind != LOG_COMMAND) {
		free(lab->status);
		lab->status = xstrdup(lab->log[lab->n_log - 1].text);
		lab->status_error = kind == LOG_ERROR;
	}
	if (kind != LOG_ERROR && kind != LOG_REPLAY)
		lab_record_event(lab, log_kind_name(kind), text);
}

void lab_notef(struct lab *lab, enum log_kind kind, const char *fmt, ...)
{
	struct str s = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	lab_note(lab, kind, s.s);
	str_release(&s);
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
