/*
 * help.c - `help`, and the reference part of the manual page, both made from
 * the tables, so that neither can lag behind the program.
 */
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "base/str.h"
#include "lang/cmd_int.h"
#include "data/data.h"
#include "num/model.h"
#include "num/optim.h"
#include "num/source.h"
#include "report/sentence.h"
#include "setup/known.h"

/* Words that are no command. */
static const struct { const char *name, *text; } concept[] = {
	{ "run", "One complete training from fresh weights, then prediction at the probes." },
	{ "source", "Something random in training. Its state is fixed (held at one level), free (a new\n"
	  "level in every run) or, where that makes sense, off." },
	{ "level", "The value a source takes in a run: a seed, a batch size or an optimizer." },
	{ "probes", "The rows at which predictions are recorded and compared: those of the test set where\n"
	  "there is one, else of the training set; at most 256, evenly chosen (`set probes`).\n"
	  "With a free split they are all rows, and a run's prediction of a row counts only\n"
	  "where it held the row out." },
	{ "condition", "All settings and source states together. Runs belong to a condition; any change\n"
	  "begins a new one, or goes on with an identical earlier one." },
	{ "difference", "The prediction difference of two runs: the mean over probes and outputs of |p - p'|;\n"
	  "with a free split over the probes that both held out." },
	{ "churn", "The share of probes whose predicted class differs between two runs; with a free split\n"
	  "of those that both held out." },
	{ "diverged", "A run whose loss or prediction is no longer a number, or whose loss ends more than a\n"
	  "thousand times above the constant answer's. It is counted and shown, is in no mean,\n"
	  "and counts as a loss wherever runs are compared." },
	{ "constant", "The constant answer: the best prediction that knows no input (for each target the\n"
	  "mean, for classes the shares of the classes). A training that does not beat it has\n"
	  "learnt nothing, and that is said first." },
	{ "scores", "What a run is worth beside its loss, on the rows that judge it (all test rows): R2 and\n"
	  "mean absolute error of each target, in the units of the data; of classes the balanced\n"
	  "accuracy (the mean recall of the classes there), macro-F1, and of two classes the AUC.\n"
	  "Where one class has twice the rows of another or more, the balanced accuracy comes\n"
	  "first: in it each class counts the same. `man reroll-numbers` defines them." },
	{ "session", "One file with everything that happened: conditions, data, runs, events. `save FILE`\n"
	  "begins one, `open FILE` replays one, `verify FILE` recomputes one." },
	{ "first-order", "The share of the variance that a source causes alone. Fixing it takes this share\n"
	  "away, on average over where it is fixed." },
	{ "keras", "What holds for Keras, as of autumn 2026. Initial weights: Keras 3 takes their seeds from\n"
	  "Python's module random; neither NumPy's seed nor tf.random.set_seed reaches them,\n"
	  "keras.utils.set_random_seed does. Order: up to version 3.15 fit(shuffle=True) draws a new\n"
	  "order in every epoch and training; since June 2026 (version string 3.16.0) the order of\n"
	  "arrays depends on the number of the epoch alone, so that it is the same in every\n"
	  "training: here, shuffle fixed. compile resets the optimizer, no weights. The short last\n"
	  "mini-batch is kept. `man reroll` says more." },
	{ "total", "The share of the variance that is left when all other sources are fixed: that of\n"
	  "rerolling only this one, alone and in what it does together with others. Fixing it\n"
	  "takes away less, its first-order share." },
};

static void put_cmd(struct str *out, const struct cmd *c)
{
	str_addf(out, "%s%s%s\n  %s\n", c->name, *c->args ? " " : "", c->args, c->help);
	for (const char *p = c->more; p && *p;) {
		size_t n = strcspn(p, "\n");

		str_add(out, "  ");
		str_addn(out, p, n);
		str_addc(out, '\n');
		p += n + (p[n] == '\n');
	}
}

/* What is recognised in files. */
static void put_rules(struct str *out)
{
	str_add(out, "In a file, what it becomes, when that is said, and the option that overrules it:\n");
	for (const struct data_rule *r = data_rules(); r->what; r++) {
		str_addf(out, "  %s\n      %s", r->what, r->becomes);
		str_addf(out, "%s%s%s%s\n", *r->said ? "; said: " : "", r->said, *r->option ? "; " : "", r->option);
	}
}

/* The names that an argument of the command may be, with what is known of each. */
static void put_known(struct str *out, enum known k)
{
	const char *name, *help;

	for (size_t i = 0; (name = known_name(k, i, &help)) != NULL; i++) {
		if (help)
			str_addf(out, "  %-14s %s\n", name, help);
		else
			str_addf(out, "  %s\n", name);
	}
}

static void put_presets(struct str *out)
{
	str_add(out, "Presets:\n");
	for (const struct model_preset *p = model_presets(); p->name; p++)
		str_addf(out, "  %-10s %s (%s)\n", p->name, p->help, p->text);
}

static void put_inline(struct str *out, const char *title, enum known k)
{
	struct names l = known_names(k);

	str_addf(out, "%s: ", title);
	names_list(&l, "and", out);
	str_add(out, ".\n");
}

/* What stands below a command, by what its first argument is. */
static void put_list(struct str *out, const struct cmd *c)
{
	switch (c->arg[0]) {
	case ARG_DATA:
		str_add(out, "Built in:\n");
		put_known(out, KNOWN_DATA);
		str_add(out, "Options:\n");
		put_known(out, KNOWN_DATA_OPTION);
		put_rules(out);
		break;
	case ARG_MODEL:
		put_inline(out, "Activations", KNOWN_ACTIVATION);
		put_presets(out);
		break;
	case ARG_OPTIMIZER: put_known(out, KNOWN_OPTIMIZER); break;
	case ARG_INIT: put_known(out, KNOWN_INIT); break;
	case ARG_LOSS: put_known(out, KNOWN_LOSS); break;
	case ARG_SOURCE: put_known(out, KNOWN_SOURCE); break;
	case ARG_REMEDY:
		str_add(out, "What is said of each, rightly or not:\n");
		for (int r = 0; r < REMEDY_COUNT; r++)
			str_addf(out, "  %-14s %s\n", lab_remedy_word((enum remedy)r), remedy_claim((enum remedy)r));
		break;
	case ARG_VIEW:
		for (const struct view_name *v = view_table(); v->name; v++)
			str_addf(out, "  %-14s %s\n", v->name, v->help);
		break;
	default:
		break;
	}
}

static void put_opt(struct str *out, const struct opt *o)
{
	str_addf(out, "set %s ", o->name);
	opt_values(o, out);
	str_addf(out, "\n  %s Default: %s.\n", o->help, o->dflt);
}

static void put_all(struct str *out)
{
	const struct cmd *c;

	str_add(out, "Commands, for the prompt, scripts, -e, rc file and lessons (`;` between them, # comments):\n");
	for (size_t i = 0; (c = cmd_at(i)) != NULL; i++)
		str_addf(out, "  %-14s %s\n", c->name, c->help);
	str_add(out, "`help TOPIC` says more: a command, a source, an option of set");
	for (size_t i = 0; i < sizeof concept / sizeof *concept; i++)
		str_addf(out, ", %s", concept[i].name);
	str_add(out, ".\n");
}

int help_text(const char *topic, struct str *out)
{
	size_t before = out->len;
	const struct cmd *c;
	const struct opt *o;
	enum source s;

	if (!topic) {
		put_all(out);
		return 1;
	}
	c = cmd_find(topic, strlen(topic));
	if (c) {
		put_cmd(out, c);
		put_list(out, c);
	}
	s = source_find(topic);
	if (s != SOURCE_COUNT)
		str_addf(out, "%s, a source of randomness (%s)\n  %s\n", topic,
			 source_can_be_off(s) ? "fixed, free or off" : "fixed or free", source_help(s));
	o = opt_find(topic);
	if (o)
		put_opt(out, o);
	for (size_t i = 0; i < sizeof concept / sizeof *concept; i++)
		if (strcmp(concept[i].name, topic) == 0)
			str_addf(out, "%s\n  %s\n", topic, concept[i].text);
	return out->len > before;
}

const char *help_topic(size_t i)
{
	return i < sizeof concept / sizeof *concept ? concept[i].name : NULL;
}

/* ---- the manual page ---- */

/* Text as mdoc: no line may begin with a control character, no backslash is
 * one of ours, and a hyphen is a hyphen. */
static void put_mdoc(struct str *out, const char *text)
{
	int start = 1;

	for (; *text; text++) {
		if (start && (*text == '.' || *text == '\''))
			str_add(out, "\\&");
		if (*text == '\\')
			str_add(out, "\\e");
		else if (*text == '-' )
			str_add(out, "\\-");
		else
			str_addc(out, *text);
		start = *text == '\n';
	}
}

/* The same inside a quoted argument. */
static void put_mdoc_quoted(struct str *out, const char *text)
{
	struct str s = STR_INIT;

	put_mdoc(&s, text);
	for (const char *p = s.s; *p; p++)
		str_addf(out, *p == '"' ? "\\(dq" : "%c", *p);
	str_release(&s);
}

static void put_item(struct str *out, const char *name, const char *args, const char *text)
{
	str_add(out, ".It Ic ");
	put_mdoc(out, name);
	if (args && *args) {
		str_add(out, " No ");
		put_mdoc(out, args);
	}
	str_addc(out, '\n');
	put_mdoc(out, text);
	str_addc(out, '\n');
}

static void begin(struct str *out, const char *title, const char *intro)
{
	str_addf(out, ".Sh %s\n%s\n.Bl -tag -width Ds -compact\n", title, intro);
}

static void put_known_items(struct str *out, enum known k)
{
	const char *name, *help;

	for (size_t i = 0; (name = known_name(k, i, &help)) != NULL; i++)
		put_item(out, name, NULL, help ? help : "");
}

/* "Activations: ..., initialisers: ..., losses: ..." */
static void put_names(struct str *out)
{
	static const struct { const char *title; enum known k; } list[] = {
		{ "Activations", KNOWN_ACTIVATION }, { "Initialisers", KNOWN_INIT }, { "Losses", KNOWN_LOSS },
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		struct str s = STR_INIT;

		put_inline(&s, list[i].title, list[i].k);
		str_add(out, ".Pp\n");
		put_mdoc(out, s.s);
		str_release(&s);
	}
}

void help_manpage(struct str *out)
{
	const struct cmd *c;
	const struct opt *o;

	begin(out, "COMMANDS", "The same commands serve at the prompt, in scripts, in the rc file, in lessons and with\n"
	      ".Fl e .");
	for (size_t i = 0; (c = cmd_at(i)) != NULL; i++) {
		put_item(out, c->name, c->args, c->help);
		if (c->more) {
			put_mdoc(out, c->more);
			str_addc(out, '\n');
		}
	}
	str_add(out, ".El\n");
	begin(out, "SETTINGS", "What\n.Ic set\nknows, with defaults in brackets.");
	for (size_t i = 0; (o = opt_at(i)) != NULL; i++) {
		struct str values = STR_INIT;

		opt_values(o, &values);
		put_item(out, o->name, values.s, o->help);
		str_addf(out, "[%s]\n", o->dflt);
		str_release(&values);
	}
	str_add(out, ".El\n");
	begin(out, "SOURCES", "What\n.Ic free , fix , off\nand\n.Ic reroll\nact on.");
	put_known_items(out, KNOWN_SOURCE);
	str_add(out, ".El\n");
	begin(out, "OPTIMIZERS", "What\n.Ic optimizer\nknows.");
	put_known_items(out, KNOWN_OPTIMIZER);
	str_add(out, ".El\n");
	begin(out, "REMEDIES", "What\n.Ic remedy\ntries, and what is said of it, rightly or not.");
	for (int r = 0; r < REMEDY_COUNT; r++)
		put_item(out, lab_remedy_word((enum remedy)r), NULL, remedy_claim((enum remedy)r));
	str_add(out, ".El\n");
	begin(out, "DATA", "Sets that\n.Ic data\nfinds by name, then the options it takes.");
	put_known_items(out, KNOWN_DATA);
	str_add(out, ".El\n.Pp\n.Bl -tag -width Ds -compact\n");
	put_known_items(out, KNOWN_DATA_OPTION);
	str_add(out, ".El\n.Pp\nWhat is recognised in a file, what it becomes, when that is said, and the option\n"
		"that overrules it:\n.Bl -tag -width Ds -compact\n");
	for (const struct data_rule *r = data_rules(); r->what; r++) {
		str_add(out, ".It \"");
		put_mdoc_quoted(out, r->what);
		str_add(out, "\"\n");
		put_mdoc(out, r->becomes);
		if (*r->said) {
			str_add(out, "; said: ");
			put_mdoc(out, r->said);
		}
		if (*r->option) {
			str_add(out, "; ");
			put_mdoc(out, r->option);
		}
		str_addc(out, '\n');
	}
	str_add(out, ".El\n");
	begin(out, "MODELS", "Presets of\n.Ic model .");
	for (const struct model_preset *p = model_presets(); p->name; p++) {
		put_item(out, p->name, NULL, p->help);
		str_add(out, ".Dl ");
		put_mdoc(out, p->text);
		str_addc(out, '\n');
	}
	str_add(out, ".El\n");
	put_names(out);
	begin(out, "VIEWS", "What\n.Ic view\nshows.");
	for (const struct view_name *v = view_table(); v->name; v++)
		put_item(out, v->name, NULL, v->help);
	str_add(out, ".El\n");
}
