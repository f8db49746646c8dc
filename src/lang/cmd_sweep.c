/*
 * cmd_sweep.c - sweep SETTING VALUE,...: a row for each value of any setting.
 *
 *   sweep optimizer.lr .001,.01      a parameter of the present optimizer
 *   sweep set test .1,.2             an option of a condition; `set` may be left out
 *   sweep data rows=100,200          the present data with another option
 *   sweep model "dense 4, dense 1 | dense 8, dense 1"     values with commas: | between them
 *   sweep budget epochs 5,10         any other command, its last word being the values
 *
 * Each value makes a line of the language, and what that line may not say this may not.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "lang/cmd_int.h"
#include "setup/lex.h"
#include "setup/setup.h"

struct sweep {
	const struct words *w;
	size_t first, last;		/* words of the setting */
	const char *key;		/* of "optimizer.KEY", or of "data KEY=" */
	size_t key_len;
	struct settings s[LAB_SWEEP_MAX];
	char label[LAB_SWEEP_MAX][48];
	size_t n;
};

/* The present data's words, without those of the key. */
static void put_data(const struct sweep *d, const char *line, struct str *out)
{
	while (*line) {
		size_t n = strcspn(line, " ");

		if (strncmp(line, d->key, d->key_len) != 0 || line[d->key_len] != '=') {
			str_addc(out, ' ');
			str_addn(out, line, n);
		}
		line += n + strspn(line + n, " ");
	}
}

static void put_line(const struct sweep *d, const struct settings *s, const char *value, struct str *out)
{
	const char *name = d->w->w[d->first].text;

	if (strcmp(name, "data") == 0) {
		str_add(out, "data");
		put_data(d, s->data_line, out);
		str_addf(out, " %.*s=", (int)d->key_len, d->key);
		lex_quote(out, value);
		return;
	}
	str_add(out, setup_has_option(name) ? "set " : "");
	for (size_t i = d->first; i < d->last; i++) {
		lex_quote(out, d->w->w[i].text);
		str_addc(out, ' ');
	}
	str_add(out, value);		/* a model is several words */
}

static int apply_line(struct settings *s, const char *line, struct err *err)
{
	struct lexer l;
	struct words w;
	int code = 0, got, n = 0;

	lex_begin(&l, line, "", 1);
	while (!code && (got = lex_next(&l, &w, err)) != 0) {
		if (got < 0)
			return got;
		code = n++ || !setup_has(w.w[0].text) ? ERR_USAGE : setup_exec(s, &w, err);	/* one command */
		words_release(&w);
	}
	return code || !n ? ERR_USAGE : 0;
}

static int apply(const struct sweep *d, struct settings *s, const char *value, struct err *err)
{
	enum optim_kind k = (enum optim_kind)s->level[SOURCE_OPTIMIZER];
	struct str line = STR_INIT;
	char key[16];
	int code;

	if (d->key && strcmp(d->w->w[d->first].text, "data") != 0) {
		if (s->state[SOURCE_OPTIMIZER] == STATE_FREE)
			return err_set(err, ERR_STATE, "the optimizer is free: `fix optimizer` first");
		snprintf(key, sizeof key, "%s", d->key);
		code = optim_set(&s->optim[k], key, value, err);
		s->has_optimizer = s->has_optim[k] = 1;
		return code;
	}
	put_line(d, s, value, &line);
	code = apply_line(s, line.s, err);
	str_release(&line);
	return code;
}

/* "lr .01": the setting's last word, but for what speaks for itself. */
static void put_label(struct sweep *d, const char *value)
{
	static const char *const plain[] = { "model", "init", "loss", "optimizer", "engine", "schedule" };
	const char *name = d->w->w[d->last - 1].text, *dot = strchr(name, '.');
	size_t n = strcspn(dot ? dot + 1 : name, "=");
	struct str s = STR_INIT;

	name = dot ? dot + 1 : name;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (strcmp(name, plain[i]) == 0)
			n = 0;
	if (d->key && !dot) {		/* data */
		name = d->key;
		n = d->key_len;
	}
	str_addf(&s, n ? "%.*s " : "%.*s", (int)n, name);
	for (; *value; value++)		/* a label is plain ASCII */
		str_addc(&s, *value >= ' ' && *value <= '~' ? *value : '?');
	snprintf(d->label[d->n], sizeof d->label[0], "%.47s", s.s);
	str_release(&s);
}

static int add(struct sweep *d, const struct lab_entry *e, const char *text, size_t len, size_t off, struct err *err)
{
	size_t last = d->w->n - 1;
	char value[512];
	struct err bad = ERR_INIT;
	int code;

	while (len && *text == ' ') {
		text++;
		len--;
	}
	while (len && text[len - 1] == ' ')
		len--;
	if (!len)
		return 0;
	if (len >= sizeof value || d->n == LAB_SWEEP_MAX)
		return word_err_in(d->w, last, off, err, ERR_LIMIT, "at most %d values, of 500 bytes each", LAB_SWEEP_MAX);
	snprintf(value, sizeof value, "%.*s", (int)len, text);
	settings_copy(&d->s[d->n], e->set);
	put_label(d, value);
	code = apply(d, &d->s[d->n++], value, &bad);
	return code ? word_err_in(d->w, last, off, err, (int)bad.code ? (int)bad.code : ERR_USAGE, "'%.40s': %s", value,
				  *bad.text ? bad.text : "no setting takes this value") : 0;
}

/* Is there such a setting?  Then what it is called by. */
static int find(struct sweep *d, struct err *err)
{
	const struct words *w = d->w;
	const char *name = w->w[1].text, *dot = strchr(name, '.'), *values = w->w[w->n - 1].text;
	size_t off;

	d->first = 1;
	d->last = w->n - 1;
	if (w->n > 3 && strcmp(name, "set") == 0)
		name = w->w[++d->first].text;
	if (dot && strncmp(name, "optimizer.", 10) == 0 && w->n == 3) {
		d->key = dot + 1;
		return 0;
	}
	if (strcmp(name, "data") == 0) {
		/* "data rows=100,200", "data rows 100,200" */
		if (w->n == 4) {
			d->key = w->w[2].text;
			d->key_len = strlen(d->key);
			return 0;
		}
		if (w->n == 3 && word_value(values, &off)) {
			d->key = values;
			d->key_len = off;
			return 0;
		}
		return word_err(w, 2, err, ERR_USAGE, "an option of the present data was expected: `sweep data rows=100,200`");
	}
	if (setup_has_option(name) || (setup_has(name) && strcmp(name, "set") != 0))
		return 0;
	return word_err(w, d->first, err, ERR_USAGE, "'%.40s' is no setting: optimizer.lr, model, init, batch, budget epochs,"
			" data rows= and their like were expected", name);
}

static int read_all(struct sweep *d, const struct lab_entry *e, struct err *err)
{
	const char *all = d->w->w[d->w->n - 1].text, *p = all, *sep = strchr(all, '|') ? "|" : ",";
	int code = find(d, err);

	if (!code && d->key == all)
		p += d->key_len + 1;
	while (!code && *p) {
		size_t n = strcspn(p, sep);

		code = add(d, e, p, n, (size_t)(p - all), err);
		p += n + (p[n] != '\0');
	}
	return code ? code : d->n < 2 ? word_err(d->w, d->w->n - 1, err, ERR_USAGE, "two values at least make a sweep") : 0;
}

static enum cmd_result cmd_sweep(struct shell *sh, const struct words *w, struct err *err)
{
	const struct lab_entry *e = lab_current(sh->lab);
	enum source free_[SOURCE_SLOTS];
	struct sweep d = { .w = w };
	int code;

	if (words_args(w, 2, 8, err))
		return CMD_ERROR;
	if (lab_replaying(sh->lab))
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "a session is playing: `fork` goes on live from here"));
	if (!condition_free(e->cond, free_))
		return CMD_FAIL(word_err(w, 0, err, ERR_STATE, "nothing is free, so runs do not differ: `free init` for example"));
	code = read_all(&d, e, err);
	if (!code)
		code = lab_sweep_over(sh->lab, d.s, (const char (*)[48])d.label, d.n, err);
	for (size_t i = 0; i < d.n; i++)
		settings_release(&d.s[i]);
	if (code)
		return CMD_ERROR;
	sh->wait = WAIT_STUDY;
	return CMD_WAIT;
}

const struct cmd cmds_sweep[] = {
	{ "sweep", "SETTING VALUE,...", "Compare values of any setting: a row for each, and a sentence.",
	  "`sweep optimizer.lr .001,.01`, `sweep init glorot-uniform,he-normal`, `sweep budget epochs 5,10`,\n"
	  "`sweep data rows=100,200`, `sweep model \"dense 4, dense 1 | dense 8, dense 1\"` (where values hold\n"
	  "commas, | stands between them). Others are compared with the first.",
	  { ARG_SETTING, ARG_NONE }, { NULL }, cmd_sweep, CMD_TRAINS },
	{ .name = NULL },
};
