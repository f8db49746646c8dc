/*
 * opt.c - reading a value by its option's row, and saying what the row allows.
 */
#include "setup/opt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/names.h"
#include "base/str.h"

const char *opt_word(const struct opt *o, size_t i)
{
	static const char *const switches[] = { "off", "on" };

	if (o->kind == OPT_SWITCH)
		return i < 2 ? switches[i] : NULL;
	return i < OPT_WORDS ? o->word[i] : NULL;
}

static struct names words(const struct opt *o)
{
	struct names l = { 0 };

	for (size_t i = 0; opt_word(o, i); i++)
		names_add(&l, opt_word(o, i));
	return l;
}

static int read_number(const struct opt *o, const char *text, struct opt_value *v)
{
	char *end;

	v->x = strtod(text, &end);
	return *text && !*end && isfinite(v->x) && v->x >= o->min && v->x <= o->max;
}

static int read_window(const char *text, struct opt_value *v)
{
	char *end;

	v->lo = strtod(text, &end);
	if (end == text || *end != ':')
		return 0;
	text = end + 1;
	v->hi = strtod(text, &end);
	return end != text && !*end && isfinite(v->lo) && isfinite(v->hi) && v->lo < v->hi;
}

/* A bound as people write it: 65536, .9 */
static void put_bound(struct str *out, double x)
{
	struct str s = STR_INIT;

	str_addf(&s, "%.10g", x);
	str_add(out, strncmp(s.s, "0.", 2) == 0 ? s.s + 1 : s.s);
	str_release(&s);
}

static void put_range(const struct opt *o, struct str *out)
{
	put_bound(out, o->min);
	str_add(out, " to ");
	put_bound(out, o->max);
}

static int refuse(const struct opt *o, const char *text, struct err *err)
{
	struct names l = words(o);
	struct str want = STR_INIT;
	int code;

	names_list(&l, o->kind == OPT_CHOICE || o->kind == OPT_SWITCH ? "and" : "or", &want);
	if (o->kind == OPT_NUMBER) {
		str_add(&want, l.n ? ", or a number" : "a number");
		if (isfinite(o->min)) {
			str_add(&want, " from ");
			put_range(o, &want);
		}
		str_add(&want, l.n ? ", was expected" : " was expected");
	} else if (o->kind == OPT_WINDOW) {
		str_add(&want, ", or A:B with A below B, was expected");
	}
	code = err_set(err, ERR_USAGE, l.n && (o->kind == OPT_CHOICE || o->kind == OPT_SWITCH)
		       ? "'%s': one of %s was expected" : "'%s': %s", text, want.s);
	str_release(&want);
	return code;
}

int opt_read(const struct opt *o, const char *text, struct opt_value *v, struct err *err)
{
	struct opt_value none;

	v = v ? v : &none;
	*v = (struct opt_value){ .word = -1 };
	for (size_t i = 0; opt_word(o, i); i++)
		if (strcmp(opt_word(o, i), text) == 0) {
			v->word = (int)i;
			return 0;
		}
	if ((o->kind == OPT_NUMBER && read_number(o, text, v)) || (o->kind == OPT_WINDOW && read_window(text, v)))
		return 0;
	return refuse(o, text, err);
}

void opt_values(const struct opt *o, struct str *out)
{
	const char *between = o->kind == OPT_CHOICE || o->kind == OPT_SWITCH ? " " : ", ";
	size_t n = 0;

	for (; opt_word(o, n); n++)
		str_addf(out, "%s%s", n ? between : "", opt_word(o, n));
	if (o->kind == OPT_CHOICE || o->kind == OPT_SWITCH)
		return;
	str_add(out, n ? between : "");
	if (o->kind == OPT_WINDOW)
		str_add(out, "A:B");
	else if (isfinite(o->min))
		put_range(o, out);
	else
		str_addc(out, 'X');
}
