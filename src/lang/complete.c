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
#include "report/sentence.h"
#include "setup/known.h"

#define MAX_CANDIDATES 500

/* What is being completed, and the candidates so far. */
struct asked {
	const char *prefix;	/* the part of the word to be matched */
	const char *before;	/* what stands before it in the word: "KEY=" or "" */
	struct completion *out;
	size_t cap;
	struct shell *sh;
	const struct words *w;	/* the words before it, */
	size_t index;		/* so many */
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

static void offer_known(struct asked *a, enum known k)
{
	const char *name, *help;

	for (size_t i = 0; (name = known_name(k, i, &help)) != NULL; i++)
		offer(a, name, help);
}

static void offer_words(struct asked *a, const char *words)
{
	while (words && *words) {
		size_t n = strcspn(words, " ");
		char *w = xstrndup(words, n);

		offer(a, w, NULL);
		free(w);
		words += n + (words[n] == ' ');
	}
}

/* "NAME=" */
static void offer_key(struct asked *a, const char *name, const char *help)
{
	struct str s = STR_INIT;

	str_addf(&s, "%s=", name);
	offer(a, s.s, help);
	str_release(&s);
}

static void offer_column(void *arg, const char *name, const char *kind)
{
	offer(arg, name, kind);
}

static void offer_data_option(struct asked *a)
{
	const struct dataset *d = lab_now(a->sh->lab)->data;
	const char *file = a->w->w[1].text, *name, *help;
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
	for (size_t i = 0; (name = known_name(KNOWN_DATA_OPTION, i, &help)) != NULL; i++)
		offer_key(a, name, help);
}

static void offer_settings(struct asked *a)
{
	const struct opt *o;
	const struct cmd *c;

	for (size_t i = 0; show_name(i); i++)
		offer(a, show_name(i), NULL);
	for (size_t i = 0; (o = opt_at(i)) != NULL; i++)
		offer(a, o->name, o->help);
	for (size_t i = 0; (c = cmd_at(i)) != NULL; i++)
		if (c->flags & CMD_SETTING && !(c->flags & CMD_RAW) && c->arg[0] != ARG_OPTION)
			offer(a, c->name, c->help);
}

static void offer_topics(struct asked *a)
{
	const struct cmd *c;
	const struct opt *o;

	for (size_t i = 0; (c = cmd_at(i)) != NULL; i++)
		offer(a, c->name, c->help);
	for (int k = 0; k < SOURCE_COUNT; k++)
		if (!cmd_find(source_name((enum source)k), strlen(source_name((enum source)k))))
			offer(a, source_name((enum source)k), "a source of randomness");
	for (size_t i = 0; help_topic(i); i++)
		if (!cmd_find(help_topic(i), strlen(help_topic(i))))
			offer(a, help_topic(i), "a word explained");
	for (size_t i = 0; (o = opt_at(i)) != NULL; i++)
		offer(a, o->name, "an option of set");
}

static void offer_conditions(struct asked *a)
{
	for (size_t i = 0; i < lab_entries(a->sh->lab); i++) {
		const struct lab_entry *e = lab_entry(a->sh->lab, i);
		struct str s = STR_INIT;

		str_addf(&s, "%u", (unsigned)e->id);
		offer(a, s.s, e->name ? e->name : e->free);
		if (e->name)
			offer(a, e->name, e->free);
		str_release(&s);
	}
}

/* A thousand numbers are no choice: the pinned run and the newest ones. */
static void offer_runs(struct asked *a)
{
	const struct lab_entry *e = lab_current(a->sh->lab);
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

/* ---- what an argument is: a row for each kind ---- */

static void offer_file(struct asked *a) { offer_files(a, 0); }
static void offer_loss(struct asked *a) { offer_known(a, KNOWN_LOSS); }
static void offer_init(struct asked *a) { offer_known(a, KNOWN_INIT); }
static void offer_engine(struct asked *a) { offer_known(a, KNOWN_ENGINE); }
static void offer_plan(struct asked *a) { offer_known(a, KNOWN_PLAN); }
static void offer_optimizer(struct asked *a) { offer_known(a, KNOWN_OPTIMIZER); }

static void offer_data(struct asked *a)
{
	offer_known(a, KNOWN_DATA);
	offer_files(a, 1);
}

static void offer_model(struct asked *a)
{
	if (a->index == 1)
		offer_known(a, KNOWN_PRESET);
	offer_known(a, KNOWN_LAYER);
	offer_known(a, KNOWN_ACTIVATION);
	offer_words(a, "same valid stride=");
}

/* Those that the optimizer has. */
static void offer_optim_param(struct asked *a)
{
	enum optim_kind k = optim_find(a->w->w[1].text);
	const char *name;

	for (size_t i = 0; k != OPTIM_COUNT && (name = optim_param(k, i)) != NULL; i++)
		offer_key(a, name, NULL);
}

/* What somebody else's training declares; "optimizer=": its choices. */
static void offer_declared(struct asked *a, const struct external *x)
{
	for (int s = 0; s < SOURCE_SLOTS; s++) {
		size_t n = x->name[s] ? strlen(x->name[s]) : 0;

		if (n && !*a->before)
			offer(a, x->name[s], source_help((enum source)s));
		else if (n && strncmp(a->before, x->name[s], n) == 0 && strcmp(a->before + n, "=") == 0)
			for (size_t i = 0; i < x->n_choice[s]; i++)
				offer(a, x->choice[s][i], NULL);
	}
}

static void offer_source(struct asked *a)
{
	const struct external *x = lab_now(a->sh->lab)->external;

	if (x)
		offer_declared(a, x);
	else if (strcmp(a->before, "optimizer=") == 0)
		offer_known(a, KNOWN_OPTIMIZER);
	else if (!*a->before)
		offer_known(a, KNOWN_SOURCE);
}

/* choices batch|optimizer VALUE,... */
static void offer_choices(struct asked *a)
{
	if (a->index == 1) {
		offer(a, source_name(SOURCE_BATCH), source_help(SOURCE_BATCH));
		offer(a, source_name(SOURCE_OPTIMIZER), source_help(SOURCE_OPTIMIZER));
	} else if (strcmp(a->w->w[1].text, source_name(SOURCE_OPTIMIZER)) == 0) {
		offer_known(a, KNOWN_OPTIMIZER);
	}
}

static void offer_view(struct asked *a)
{
	for (const struct view_name *v = view_table(); v->name; v++)
		offer(a, v->name, v->help);
}

static void offer_option(struct asked *a)
{
	const struct opt *o;

	for (size_t i = 0; (o = opt_at(i)) != NULL; i++)
		offer(a, o->name, o->help);
}

static void offer_value(struct asked *a)
{
	const struct opt *o = opt_find(a->w->w[1].text);

	for (size_t i = 0; o && opt_word(o, i); i++)
		offer(a, opt_word(o, i), NULL);
	if (o && !opt_word(o, 0))
		offer(a, o->dflt, o->help);
}

static void offer_lesson(struct asked *a)
{
	size_t n;
	char **name = lesson_names(&n);

	for (size_t i = 0; i < n; i++) {
		offer(a, name[i], "a lesson");
		free(name[i]);
	}
	free(name);
}

static void offer_condition(struct asked *a)
{
	if (a->index > 1 && strcmp(a->w->w[1].text, "run") == 0)
		offer_runs(a);
	else
		offer_conditions(a);
}

static void offer_remedy(struct asked *a)
{
	for (int r = 0; r < REMEDY_COUNT; r++)
		offer(a, lab_remedy_word((enum remedy)r), remedy_claim((enum remedy)r));
}

static void offer_remedy_value(struct asked *a)
{
	if (strcmp(a->w->w[1].text, lab_remedy_word(REMEDY_ACTIVATION)) == 0)
		offer_known(a, KNOWN_ACTIVATION);
	else if (strcmp(a->w->w[1].text, lab_remedy_word(REMEDY_REMAINDER)) == 0)
		for (int r = 0; r < REMAINDER_COUNT; r++)
			offer(a, remainder_name((enum remainder)r), NULL);
	else if (strcmp(a->w->w[1].text, lab_remedy_word(REMEDY_SCHEDULE)) == 0)
		for (int r = 0; r < SCHEDULE_COUNT; r++)
			offer(a, schedule_name((enum schedule)r), NULL);
	else if (strcmp(a->w->w[1].text, lab_remedy_word(REMEDY_BATCH_EPOCHS)) == 0 && a->index == 2)
		for (int i = 0; i < 3; i++)
			offer(a, ((const char *const[]){ "hold=epochs", "hold=updates", "hold=lr" })[i], NULL);
}

static void (*const offer_kind[ARG_KINDS])(struct asked *a) = {
	[ARG_FILE] = offer_file, [ARG_DATA] = offer_data, [ARG_DATA_OPTION] = offer_data_option,
	[ARG_MODEL] = offer_model, [ARG_LOSS] = offer_loss, [ARG_INIT] = offer_init,
	[ARG_OPTIMIZER] = offer_optimizer, [ARG_OPTIM_PARAM] = offer_optim_param,
	[ARG_SOURCE] = offer_source, [ARG_CHOICES] = offer_choices, [ARG_ENGINE] = offer_engine,
	[ARG_PLAN] = offer_plan, [ARG_VIEW] = offer_view, [ARG_OPTION] = offer_option, [ARG_VALUE] = offer_value,
	[ARG_SETTING] = offer_settings, [ARG_TOPIC] = offer_topics, [ARG_LESSON] = offer_lesson,
	[ARG_CONDITION] = offer_condition, [ARG_RUN] = offer_runs, [ARG_REMEDY] = offer_remedy,
	[ARG_REMEDY_VALUE] = offer_remedy_value,
};

static void offer_argument(struct asked *a, const struct cmd *c)
{
	size_t place = a->index > 3 ? 2 : a->index - 1;

	if (offer_kind[c->arg[place]])
		offer_kind[c->arg[place]](a);
	if (a->index <= 2)
		offer_words(a, c->words[a->index - 1]);
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
	size_t cmd, word;
	char *head, *last, *prefix, *before = NULL;
	struct words w = { 0 };
	struct lexer l;
	struct asked a = { .before = "", .out = out, .sh = sh };
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
		a.w = &w;
		a.index = w.n;		/* the word being completed comes behind these */
		if (c)
			offer_argument(&a, c);
		words_release(&w);
	} else {
		for (size_t i = 0; (c = cmd_at(i)) != NULL; i++)
			offer(&a, c->name, c->help);
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
