/*
 * data_lines.c - a file line by line, for formats that are no separated table.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data_int.h"

#define LINE_MAX_BYTES ((size_t)4 << 20)
#define CHUNK ((size_t)64 << 10)

int data_line(struct data_lines *l, char **s, size_t *n, struct err *err)
{
	char *stop = NULL;
	size_t looked = 0;

	while (!(stop = l->n - l->at > looked ? memchr(l->buf + l->at + looked, '\n', l->n - l->at - looked) : NULL)) {
		size_t got;
		int ret;

		looked = l->n - l->at;
		if (l->ended)
			break;
		if (looked > LINE_MAX_BYTES)
			return err_at(err, ERR_LIMIT, data_path(l->r), l->line + 1, 0,
				      "a line of more than %zu bytes", LINE_MAX_BYTES);
		if (l->at) {
			memmove(l->buf, l->buf + l->at, looked);
			l->n = looked;
			l->at = 0;
		}
		XGROW(l->buf, l->cap, l->n + CHUNK + 1);
		ret = data_read(l->r, l->buf + l->n, CHUNK, &got, err);
		if (ret)
			return ret;
		l->n += got;
		l->ended = !got;
	}
	if (!stop && l->at == l->n)
		return 0;
	l->line++;
	*s = l->buf + l->at;
	*n = (stop ? (size_t)(stop - l->buf) : l->n) - l->at;
	l->at += *n + (stop != NULL);
	if (memchr(*s, '\0', *n))
		return err_at(err, ERR_INPUT, data_path(l->r), l->line, 0, "a NUL byte, expected text");
	if (*n && (*s)[*n - 1] == '\r')
		--*n;
	(*s)[*n] = '\0';	/* over the line's end, or into the byte kept for it */
	return 1;
}

void data_lines_release(struct data_lines *l)
{
	free(l->buf);
	memset(l, 0, sizeof *l);
}
