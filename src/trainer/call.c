/*
 * call.c - the command of one process a run: levels in its words and in its environment.
 *
 *     train.py --seed {init} --out {out}     REROLL_INIT=123456  REROLL_RUN=7
 *                                            REROLL_FOLDER=/tmp/reroll-aB3xYz
 *
 * Only words in braces that mean something here are replaced, so that a command may hold
 * braces of its own.
 */
#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "hand_int.h"
#include "run/external.h"

/* The name of {name} at s, [*n], or NULL. */
static const char *braced(const char *s, size_t *n)
{
	size_t k = 1;

	while (isalnum((unsigned char)s[k]) || (s[k] && strchr("_.-", s[k])))
		k++;
	*n = k - 1;
	return *s == '{' && k > 1 && s[k] == '}' ? s + 1 : NULL;
}

static int is_word(const char *name, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(name, word, n) == 0;
}

static const struct wire_source *find(const struct wire_hello *h, const char *name, size_t n)
{
	for (size_t i = 0; i < h->n_source; i++)
		if (is_word(name, n, h->source[i].name))
			return &h->source[i];
	return NULL;
}

/* "optimizer=sgd|adam" */
static int add_given(struct wire_hello *h, const char *text, struct err *err)
{
	char *name = xstrdup(text), *list = strchr(name, '='), *rest = NULL, *choice[WIRE_CHOICES];
	size_t n = 0;
	int code = 0;

	if (list) {
		*list++ = '\0';
		for (char *p = strtok_r(list, "|", &rest); p && !code; p = strtok_r(NULL, "|", &rest)) {
			if (n == WIRE_CHOICES)
				code = err_set(err, ERR_LIMIT, "--source %s: more than %d choices", name, WIRE_CHOICES);
			else
				choice[n++] = p;
		}
		if (!code && n < 2)
			code = err_set(err, ERR_USAGE, "--source %s: expected NAME, or NAME=A|B with two choices or more", text);
	}
	if (!code)
		code = wire_declare(h, name, choice, n, err);
	free(name);
	return code;
}

int hand_sources(const struct hand_spec *s, struct wire_hello *out, struct err *err)
{
	const char *slash = strrchr(s->argv[0], '/'), *script = s->argv[0];
	int code = 0;

	memset(out, 0, sizeof *out);
	out->kind = 'r';
	out->outputs = 1;
	for (size_t i = 0; s->source && s->source[i] && !code; i++)
		code = add_given(out, s->source[i], err);
	for (size_t i = 1; s->argv[i] && !code; i++)
		for (const char *p = strchr(s->argv[i], '{'); p && !code; p = strchr(p + 1, '{')) {
			size_t n;
			const char *name = braced(p, &n);

			for (int k = 0; name && k < SOURCE_COUNT && !code; k++)
				if (is_word(name, n, source_name((enum source)k)) && !find(out, name, n))
					code = wire_declare(out, source_name((enum source)k), NULL, 0, err);
		}
	/* `python train.py` is called train.py */
	if (s->argv[1] && s->argv[1][0] != '-' && strchr(s->argv[1], '.') && !strchr(s->argv[1], '{')) {
		script = s->argv[1];
		slash = strrchr(script, '/');
	}
	if (!code)
		out->trainer = xstrdup(slash && slash[1] ? slash + 1 : script);
	else
		wire_hello_release(out);
	return code;
}

/* Does one of its words ask for something of a run? */
static int has_place(const char *word)
{
	for (const char *p = strchr(word, '{'); p; p = strchr(p + 1, '{')) {
		size_t n;
		const char *name = braced(p, &n);

		if (name && (is_word(name, n, "run") || is_word(name, n, "out")))
			return 1;
		for (int k = 0; name && k < SOURCE_COUNT; k++)
			if (is_word(name, n, source_name((enum source)k)))
				return 1;
	}
	return 0;
}

int hand_is_single(const struct hand_spec *s)
{
	int any = s->predictions || s->curves || s->metrics || s->targets || (s->source && s->source[0]);

	for (size_t i = 1; s->argv[i] && !any; i++)
		any = has_place(s->argv[i]);
	return any;
}

static char *filled(const char *word, const struct wire_hello *h, uint64_t run, const struct levels *l, const char *folder)
{
	struct str s = STR_INIT;

	while (*word) {
		size_t n;
		const char *name = braced(word, &n);
		const struct wire_source *d = name ? find(h, name, n) : NULL;

		if (d)
			wire_level(&s, d, l->v[d->slot]);
		else if (name && is_word(name, n, "run"))
			str_addf(&s, "%" PRIu64, run);
		else if (name && is_word(name, n, "out"))
			str_add(&s, folder);
		else
			name = NULL;
		if (!name)
			str_addc(&s, *word);
		word += name ? n + 2 : 1;
	}
	return str_detach(&s);
}

/* REROLL_DATA_ORDER=5, of a source data-order */
static char *variable(const struct wire_source *d, const struct levels *l)
{
	struct str s = STR_INIT;

	str_add(&s, "REROLL_");
	for (const char *p = d->name; *p; p++)
		str_addc(&s, isalnum((unsigned char)*p) ? (char)toupper((unsigned char)*p) : '_');
	str_addc(&s, '=');
	wire_level(&s, d, l->v[d->slot]);
	return str_detach(&s);
}

void call_make(struct call *c, const struct hand_spec *s, const struct wire_hello *h, uint64_t run, const struct levels *l,
	       const char *folder)
{
	struct str own = STR_INIT;
	size_t n = 0, more = 0, at = 0;

	while (s->argv[n])
		n++;
	while (s->env && s->env[more])
		more++;
	c->argv = xcalloc(n + 1, sizeof *c->argv);
	c->env = xcalloc(h->n_source + more + 3, sizeof *c->env);
	for (size_t i = 0; i < n; i++)
		c->argv[i] = i ? filled(s->argv[i], h, run, l, folder) : xstrdup(s->argv[0]);
	for (size_t i = 0; i < h->n_source; i++)
		c->env[at++] = variable(&h->source[i], l);
	for (size_t i = 0; i < more; i++)
		c->env[at++] = xstrdup(s->env[i]);
	str_addf(&own, "REROLL_RUN=%" PRIu64, run);
	c->env[at++] = str_detach(&own);
	str_addf(&own, "REROLL_FOLDER=%s", folder);
	c->env[at++] = str_detach(&own);
}

void call_release(struct call *c)
{
	for (size_t i = 0; c->argv[i]; i++)
		free(c->argv[i]);
	for (size_t i = 0; c->env[i]; i++)
		free(c->env[i]);
	free(c->argv);
	free(c->env);
}

/* ---- by hand ---- */

void hand_word(struct str *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";

	if (*word && strspn(word, plain) == strlen(word)) {
		str_add(out, word);
		return;
	}
	str_addc(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			str_add(out, "'\\''");
		else
			str_addc(out, *word);
	}
	str_addc(out, '\'');
}

static void put_left(json_t *o, const char *key, const char *name)
{
	if (name)
		json_object_set_new(o, key, json_string(name));
}

/* {"run":7,"init":123,"predictions":"p.csv"} */
static void put_told(const struct hand_spec *s, const struct wire_hello *h, uint64_t run, const struct levels *l, struct str *out)
{
	struct str line = STR_INIT;
	json_t *o;
	char *text;

	wire_request(&line, h, run, l);
	o = json_loads(line.s, 0, NULL);
	str_release(&line);
	put_left(o, "predictions", s->predictions);
	put_left(o, "curves", s->curves);
	put_left(o, "metrics", s->metrics);
	text = json_dumps(o, JSON_COMPACT);
	hand_word(out, text ? text : "{}");
	free(text);
	json_decref(o);
}

void hand_print(const struct hand_spec *s, const struct wire_hello *h, uint64_t run, const struct levels *l, struct str *out)
{
	struct str folder = STR_INIT;
	struct call c;

	str_addf(&folder, "reroll-runs/%" PRIu64, run);
	call_make(&c, s, h, run, l, folder.s);
	str_addf(out, "mkdir -p %s && printf '%%s\\n' ", folder.s);
	put_told(s, h, run, l, out);
	str_addf(out, " >%s/run.jsonl &&", folder.s);
	for (size_t i = 0; c.env[i]; i++) {
		size_t n = strcspn(c.env[i], "=") + 1;

		str_addc(out, ' ');
		str_addn(out, c.env[i], n);
		hand_word(out, c.env[i] + n);
	}
	for (size_t i = 0; c.argv[i]; i++) {
		str_addc(out, ' ');
		hand_word(out, c.argv[i]);
	}
	str_addc(out, '\n');
	call_release(&c);
	str_release(&folder);
}
