/*
 * complete.c - what could stand where the cursor is.
 *
 * The line up to the cursor is cut at the last `;` outside quotes and into
 * words; the command's row then says what kind of thing comes next.  Matching
 * is by beginning; a value behind KEY= is completed on its own.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/say.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "lang/cmd_int.h"
#include "lang/lesson_int.h"

#define MAX_CANDIDATES 500

/* What is being completed, and the candidates so far. */
struct asked {
	const char *prefix;	/* the part of the word to be matched */
	const char *before;	/* what stands before it in the word: "KEY=" or "" */
	struct completion *out;
	size_t cap;
};

static void offer(struct asked *a, const char *word, const char *help)
{
	struct completion *o = a->out;
	struct str s = STR_INIT, whole = STR_INIT;

	if (strncmp(word, a->prefix, strlen(a->prefix)) != 0 || o->n >= MAX_CANDIDATES)
		return;
	str_add(&whole, word);
	if (utf8_mend(whole.s, whole.len) > 0) {	/* no key types that */
		str_release(&whole);
		return;
	}
	str_clear(&whole);
	if (o->n + 1 > a->cap) {
		a->cap = a->cap ? 2 * a->cap : 32;
		o->word = xreallocarray(o->word, a->cap, sizeof *o->word);
		o->help = xreallocarray(o->help, a->cap, sizeof *o->help);
	}
	str_addf(&whole, "%s%s", a->before, word);
	lex_quote(&s, whole.s);
	str_release(&whole);
	o->word[o->n] = str_detach(&s);
	o->help[o->n++] = help ? xstrdup(help) : NULL;
}

static void offer_files(struct asked *a, int data_only)
{
	static const char *const ext[] = { ".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".arff",
		".svm", ".libsvm", ".npy", ".npz", ".gz", "ubyte", ".idx" };
	const char *slash = strrchr(a->prefix, '/');
	char *dir = slash ? xstrndup(a->prefix, (size_t)(slash - a->prefix) + 1) : xstrdup("");
	DIR *d = opendir(*dir ? dir : ".");
	struct dirent *de;

	for (int seen = 0; d && (de = readdir(d)) && seen < 5000; seen++) {
		struct str path = STR_INIT;
		struct stat st;
		int keep = 0;

		if (de->d_name[0] == '.' && (!slash || slash[1] != '.'))
			continue;
		str_addf(&path, "%s%s", dir, de->d_name);
		if (strncmp(path.s, a->prefix, strlen(a->prefix)) == 0 && stat(path.s, &st) == 0) {
			if (S_ISDIR(st.st_mode)) {
				str_addc(&path, '/');
				keep = 1;
			} else if (S_ISREG(st.st_mode)) {
				keep = !data_only;
				for (size_t i = 0; i < sizeof ext / sizeof *ext; i++) {
					size_t n = strlen(de->d_name), k = strlen(ext[i]);

					keep |= n > k && strcmp(de->d_name + n - k, ext[i]) == 0;
				}
			}
		}
		if (keep)
			offer(a, path.s, NULL);
		str_release(&path);
	}
	if (d)
		closedir(d);
	free(dir);
}

static void offer_optimizers(struct asked *a)
{
	for (int k = 0; k < OPTIM_COUNT; k++)
		offer(a, optim_name((enum optim_kind)k), optim_help((enum optim_kind)k));
}

static void offer_column(void *arg, const char *name, const char *kind)
{
	offer(arg, name, kind);
}

static void offer_data_words(struct shell *sh, struct asked *a, const char *file)
{
	const struct dataset *d = lab_now(sh->lab)->data;
	struct err err = ERR_INIT;
	struct stat st;
	int is_column = strcmp(a->before, "target=") == 0 || strcmp(a->before, "columns=") == 0
		|| strcmp(a->before, "ignore=") == 0 || strcmp(a->before, "text=") == 0
		|| strcmp(a->before, "number=") == 0 || strcmp(a->before, "group=") == 0;

	/* The file that is being typed, not the one that is loaded. */
	if (is_column && stat(file, &st) == 0 && S_ISREG(st.st_mode)) {
		data_columns(file, offer_column, a, &err);
		return;
	}
	if (is_column) {
		for (size_t i = 0; d && d->output_names && i < d->outputs && d->kind == DATA_REGRESSION; i++)
			if (d->output_names[i])		/* generated sets have none */
				offer(a, d->output_names[i], "target");
		for (size_t i = 0; d && d->feature_names && i < d->features; i++)
			if (d->feature_names[i])
				offer(a, d->feature_names[i], "input");
		return;
	}
	if (strcmp(a->before, "labels=") == 0) {
		offer_files(a, 1);
		return;
	}
	for (const struct data_builtin *b = data_options(); b->name; b++) {
		struct str s = STR_INIT;

		str_addf(&s, "%s=", b->name);
		offer(a, s.s, b->help);
		str_release(&s);
	}
	offer(a, "test=", "share of the rows held out");
	offer(a, "seed=", "seed of generated data");
}

static void offer_settings(struct asked *a)
{
	size_t n;
	const struct opt *o;
	const struct cmd *c;

	for (size_t i = 0; show_name(i); i++)
		offer(a, show_name(i), NULL);
	for (size_t i = 0; (o = opt_at(i)) != NULL; i++)
		offer(a, o->name, o->help);
	c = cmd_table(&n);
	for (size_t i = 0; i < n; i++)
		if (c[i].flags & CMD_SETTING && !(c[i].flags & CMD_RAW) && strcmp(c[i].name, "set") != 0)
			offer(a, c[i].name, c[i].help);
}

static void offer_topics(struct asked *a)
{
	size_t n;
	const struct cmd *c = cmd_table(&n);
	const struct opt *o;

	for (size_t i = 0; i < n; i++)
		offer(a, c[i].name, c[i].help);
	for (int k = 0; k < SOURCE_COUNT; k++)
		if (!cmd_find(source_name((enum source)k), strlen(source_name((enum source)k))))
			offer(a, source_name((enum source)k), "a source of randomness");
	for (size_t i = 0; help_topic(i); i++)
		if (!cmd_find(help_topic(i), strlen(help_topic(i))))
			offer(a, help_topic(i), "a word explained");
	for (size_t i = 0; (o = opt_at(i)) != NULL; i++)
		offer(a, o->name, "an option of set");
}

static void offer_conditions(struct shell *sh, struct asked *a)
{
	for (size_t i = 0; i < lab_entries(sh->lab); i++) {
		const struct lab_entry *e = lab_entry(sh->lab, i);
		struct str s = STR_INIT;

		str_addf(&s, "%u", (unsigned)e->id);
		offer(a, s.s, e->name ? e->name : e->free);
		if (e->name)
			offer(a, e->name, e->free);
		str_release(&s);
	}
}

/* A thousand numbers are no choice: the pinned run and the newest ones. */
static void offer_runs(struct shell *sh, struct asked *a)
{
	const struct lab_entry *e = lab_current(sh->lab);
	struct kept_run k;
	size_t n = e ? stats_kept(e->stats) : 0;

	for (size_t i = n; i-- > 0 && n - i <= 20;) {
		struct str s = STR_INIT, loss = STR_INIT;

		if (stats_kept_run(e->stats, i, &k)) {
			str_addf(&s, "%llu", (unsigned long long)k.run + 1);
			str_add(&loss, "training loss ");
			say_figure(&loss, k.train_loss, 4, SAY_REPORT);
			offer(a, s.s, loss.s);
		}
		str_release(&s);
		str_release(&loss);
	}
}

static void offer_words(struct asked *a, const char *words)
{
	while (*words) {
		size_t n = strcspn(words, " ");
		char *w = xstrndup(words, n);

		offer(a, w, NULL);
		free(w);
		words += n + (words[n] == ' ');
	}
}

static void offer_model(struct asked *a, size_t index)
{
	for (const struct model_preset *p = model_presets(); index == 1 && p->name; p++)
		offer(a, p->name, p->help);
	for (int k = 0; k < LAYER_KIND_COUNT; k++)
		offer(a, layer_kind_name((enum layer_kind)k), "a layer");
	for (int k = 0; k < ACT_COUNT; k++)
		offer(a, act_name((enum act)k), "an activation");
	offer_words(a, "same valid stride=");
}

static void offer_option_values(struct asked *a, const char *name)
{
	const struct opt *o = opt_find(name);

	for (size_t i = 0; o && opt_word(o, i); i++)
		offer(a, opt_word(o, i), NULL);
	if (o && !opt_word(o, 0))
		offer(a, o->dflt, o->help);
}

static void offer_kind(struct shell *sh, struct asked *a, enum arg_kind kind, const struct words *w, size_t index)
{
	size_t n;

	switch (kind) {
	case ARG_NONE:
		if (strcmp(w->w[0].text, "set") == 0 && index == 2)
			offer_option_values(a, w->w[1].text);
		else if (strcmp(w->w[0].text, "search") == 0 && index == 1)
			offer_words(a, "next previous");
		else if (strcmp(w->w[0].text, "compare") == 0 && strcmp(w->w[1].text, "run") == 0 && index == 3)
			offer_runs(sh, a);
		else if (strcmp(w->w[0].text, "pin") == 0 && strcmp(w->w[1].text, "run") == 0 && index == 2)
			offer_runs(sh, a);
		else if (strcmp(w->w[0].text, "remedy") == 0 && index == 1)
			offer_words(a, "ensemble batch batch-updates lr-batch dropout l2 activation remainder");
		else if (strcmp(w->w[0].text, "budget") == 0 && index == 1)
			offer_words(a, "epochs updates loss auto");
		else if (strcmp(w->w[0].text, "step") == 0 && index == 1)
			offer_words(a, "update epoch run");
		else if (strcmp(w->w[0].text, "stratify") == 0 && index == 1)
			offer_words(a, "split shuffle");
		else if (strcmp(w->w[0].text, "wait") == 0 && index == 1)
			offer_words(a, "runs= idle seconds=");
		else if (strcmp(w->w[0].text, "class-weights") == 0 || (strcmp(w->w[0].text, "stratify") == 0 && index == 2))
			offer_words(a, "on off");
		else if (strcmp(w->w[0].text, "optimizer") == 0 && index > 1)
			offer_words(a, "lr= momentum= beta1= beta2= eps= rho= wd= acc0=");
		break;
	case ARG_FILE:
		offer_files(a, 0);
		break;
	case ARG_DATA:
		for (const struct data_builtin *b = data_builtins(); b->name; b++)
			offer(a, b->name, b->help);
		offer_files(a, 1);
		break;
	case ARG_COLUMN:
		offer_data_words(sh, a, w->w[1].text);
		break;
	case ARG_MODEL:
		offer_model(a, index);
		break;
	case ARG_LOSS:
		for (int k = 0; k < LOSS_COUNT; k++)
			offer(a, loss_name((enum loss)k), NULL);
		break;
	case ARG_INIT:
		for (int k = 0; k < INIT_COUNT; k++)
			offer(a, init_name((enum init)k), NULL);
		break;
	case ARG_OPTIMIZER:
		offer_optimizers(a);
		break;
	case ARG_SOURCE:
		if (strcmp(a->before, "optimizer=") == 0)
			offer_optimizers(a);
		for (int k = 0; k < SOURCE_COUNT && !*a->before; k++)
			offer(a, source_name((enum source)k), source_help((enum source)k));
		break;
	case ARG_VIEW:
		for (const struct view_name *v = view_table(); v->name; v++)
			offer(a, v->name, v->help);
		break;
	case ARG_OPTION: {
		const struct opt *o;

		for (size_t i = 0; (o = opt_at(i)) != NULL; i++)
			offer(a, o->name, o->help);
		break;
	}
	case ARG_SETTING:
		offer_settings(a);
		break;
	case ARG_COMMAND:
		offer_topics(a);
		break;
	case ARG_LESSON: {
		char **name = lesson_names(&n);

		for (size_t i = 0; i < n; i++) {
			offer(a, name[i], "a lesson");
			free(name[i]);
		}
		free(name);
		offer_words(a, "next back end answer");
		break;
	}
	case ARG_ENGINE:
		offer_words(a, "auto lanes blis");
		break;
	case ARG_PACE:
		offer_words(a, "slow auto max");
		break;
	case ARG_RUN:
		offer_runs(sh, a);
		break;
	case ARG_CONDITION:
		if (index > 1 && strcmp(w->w[1].text, "run") == 0) {
			offer_runs(sh, a);
			break;
		}
		offer_conditions(sh, a);
		if (index == 1 && strcmp(w->w[0].text, "go") != 0)
			offer(a, "run", strcmp(w->w[0].text, "compare") == 0 ? "two runs of the present condition"
			      : "a run of the present condition");
		break;
	}
}

/* Where the last command of line[0..end) and its last word begin. */
static void find_word(const char *line, size_t end, size_t *cmd, size_t *word)
{
	int open = 0;

	*cmd = *word = 0;
	for (size_t i = 0; i < end; i++) {
		if (line[i] == '"') {
			open = !open;
		} else if (line[i] == '\\' && open && i + 1 < end) {
			i++;
		} else if (!open && line[i] == ';') {
			*cmd = *word = i + 1;
		} else if (!open && (line[i] == ' ' || line[i] == '\t')) {
			*word = i + 1;
		}
	}
	while (*cmd < end && (line[*cmd] == ' ' || line[*cmd] == '\t'))
		++*cmd;
	if (*word < *cmd)
		*word = *cmd;
}

void complete(struct shell *sh, const char *line, size_t end, struct completion *out)
{
	size_t cmd, word, index, n;
	char *head, *last, *prefix, *before = NULL;
	struct words w = { 0 };
	struct lexer l;
	struct asked a = { .before = "", .out = out };
	const struct cmd *c;

	memset(out, 0, sizeof *out);
	find_word(line, end, &cmd, &word);
	out->start = word;
	head = xstrndup(line + cmd, word - cmd);
	last = xstrndup(line + word, end - word);
	prefix = last;
	if (*last != '"' && strchr(last, '=')) {	/* KEY=va: complete the value */
		prefix = strchr(last, '=') + 1;
		before = xstrndup(last, (size_t)(prefix - last));
		a.before = before;
	}
	a.prefix = prefix + (*prefix == '"');
	lex_begin(&l, head, "", 1);
	if (lex_next(&l, &w, NULL) == 1) {
		c = cmd_find(w.w[0].text, strlen(w.w[0].text));
		index = w.n;		/* the word being completed comes behind these */
		if (c)
			offer_kind(sh, &a, c->arg[index > 2 ? 2 : index - 1], &w, index);
		words_release(&w);
	} else {
		c = cmd_table(&n);
		for (size_t i = 0; i < n; i++)
			offer(&a, c[i].name, c[i].help);
	}
	free(head);
	free(last);
	free(before);
}

void completion_release(struct completion *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->word[i]);
		free(c->help[i]);
	}
	free(c->word);
	free(c->help);
	memset(c, 0, sizeof *c);
}
