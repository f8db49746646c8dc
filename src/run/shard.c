/* shard.c - arithmetic of run indices, and the words for it; see shard.h. */
#include "run/shard.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"

int shard_is_part(struct shard s)
{
	return s.n > 1;
}

int shard_same(struct shard a, struct shard b)
{
	return shard_is_part(a) ? a.n == b.n && a.k == b.k : !shard_is_part(b);
}

int shard_has(struct shard s, uint64_t run)
{
	return !shard_is_part(s) || run % s.n == s.k;
}

uint64_t shard_below(struct shard s, uint64_t run)
{
	if (!shard_is_part(s))
		return run;
	return run > s.k ? (run - s.k - 1) / s.n + 1 : 0;
}

uint64_t shard_run(struct shard s, uint64_t i)
{
	return shard_is_part(s) ? i * s.n + s.k : i;
}

uint64_t shard_next(struct shard s, uint64_t run)
{
	return shard_run(s, shard_below(s, run));
}

/* ---- words ---- */

/* Digits up to a number that can be, moving *p; -1: none. */
static int32_t number(const char **p)
{
	int32_t v = -1;

	while (**p >= '0' && **p <= '9' && v <= SHARDS_MAX)
		v = (v < 0 ? 0 : 10 * v) + (*(*p)++ - '0');
	return v;
}

static int refuse(const char *text, struct err *err)
{
	return err_set(err, ERR_USAGE, "'%s': a shard K/N was expected, K from 0 to N - 1 and N up to %d, as 0/4", text,
		       SHARDS_MAX);
}

int shard_read(const char *text, struct shard *out, struct err *err)
{
	const char *p = text;
	int32_t k = number(&p), n = k >= 0 && *p == '/' ? (p++, number(&p)) : -1;

	*out = (struct shard){ 0, 0 };
	if (*p || n < 1 || n > SHARDS_MAX || k >= n)
		return refuse(text, err);
	if (n > 1)
		*out = (struct shard){ (uint32_t)k, (uint32_t)n };
	return 0;
}

int shards_read(const char *text, struct shards *out, struct err *err)
{
	const char *p = text;
	int32_t n;

	memset(out, 0, sizeof *out);
	for (;;) {
		int32_t k = number(&p);

		if (k < 0 || k >= SHARDS_MAX)
			return memset(out, 0, sizeof *out), refuse(text, err);
		out->has[k] = 1;
		if (*p != ',')
			break;
		p++;
	}
	n = *p == '/' ? (p++, number(&p)) : -1;
	if (*p || n < 2 || n > SHARDS_MAX || memchr(out->has + n, 1, (size_t)(SHARDS_MAX - n)))
		return memset(out, 0, sizeof *out), refuse(text, err);
	out->n = (uint32_t)n;
	return 0;
}

void shards_text(const struct shards *s, struct str *out)
{
	const char *comma = "";

	for (uint32_t k = 0; k < s->n; k++) {
		if (s->has[k]) {
			str_addf(out, "%s%u", comma, (unsigned)k);
			comma = ",";
		}
	}
	str_addf(out, "/%u", (unsigned)s->n);
}

uint32_t shards_count(const struct shards *s)
{
	uint32_t count = 0;

	for (uint32_t k = 0; k < s->n; k++)
		count += s->has[k] != 0;
	return count;
}

int shards_have(const struct shards *s, uint64_t run)
{
	return !s->n || s->has[run % s->n];
}
