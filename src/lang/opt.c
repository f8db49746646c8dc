/*
 * opt.c - the options of `set` that are not a condition's, and the views.
 *
 * Those of the program act in cmd_set.c; those of the screen are checked here and handed
 * to the host, where views read them by the same rows.
 */
#include <math.h>
#include <string.h>

#include "lang/cmd.h"
#include "lang/views.h"
#include "setup/setup.h"

#define AXIS OPT_CHOICE, { "linear", "log" }, 0, 0, "linear"
#define COLUMN(dflt) OPT_NUMBER, { NULL }, 1, 65536, dflt

static const struct opt table[] = {
	{ "runs", OPT_NUMBER, { NULL }, 1, 1e9, "100000",
	  "Runs after which a condition on the screen is complete.", 0 },
	{ "record", OPT_NUMBER, { "all" }, 0, 1e9, "2000",
	  "Runs of each condition that a session saved from the screen keeps.", 0 },
	{ "why", OPT_CHOICE, { "auto", "ask" }, 0, 0, "auto",
	  "Whether the screen answers why runs differ, and what helps, before anybody asks, where that takes less"
	  " than a second and 5 % of the runs.", 0 },
	{ "theme", OPT_CHOICE, { "auto", "light", "dark", "neutral", "mono" }, 0, 0, "auto",
	  "Colours of the screen.", OPT_SCREEN },
	{ "graph", OPT_CHOICE, { "auto", "braille", "block", "ascii" }, 0, 0,
	  "auto",	/* auto, enum graph */
	  "Characters that charts are drawn with.", OPT_SCREEN },
	{ "fps", OPT_NUMBER, { NULL }, 1, 120, "30", "Frames a second, at most.", OPT_SCREEN },
	{ "mouse", OPT_SWITCH, { NULL }, 0, 0, "on",
	  "Whether the mouse is taken from the terminal.", OPT_SCREEN },
	{ "axis", AXIS, "The axis of losses.", OPT_SCREEN },
	{ "epoch-axis", AXIS, "The axis of epochs.", OPT_SCREEN },
	{ "window", OPT_WINDOW, { "all" }, 0, 0, "all", "The epochs that the loss chart shows.",
	  OPT_SCREEN | OPT_MOVE },
	{ "loss-window", OPT_WINDOW, { "auto" }, 0, 0, "auto", "The losses that it shows.",
	  OPT_SCREEN | OPT_MOVE },
	{ "cursor", OPT_NUMBER, { "off" }, -INFINITY, INFINITY, "off",
	  "Read values out at an epoch of the loss chart, or at a difference of the histogram.", OPT_SCREEN | OPT_MOVE },
	{ "counts", AXIS, "The axis of counts in histograms.", OPT_SCREEN },
	{ "differences", OPT_CHOICE, { "pairs", "signed", "spread", "loss", "accuracy" }, 0, 0,
	  "pairs",	/* enum diff_mode */
	  "What the histogram counts: pairs of runs, signed differences at one probe, the spread of each probe,"
	  " losses or accuracies.", OPT_SCREEN },
	{ "probe", COLUMN("1"), "The probe of signed differences.", OPT_SCREEN | OPT_MOVE },
	{ "fit", OPT_SWITCH, { NULL }, 0, 0, "off",
	  "Fit the histogram's axis to the present condition alone.", OPT_SCREEN },
	{ "share-of", OPT_CHOICE,	/* enum target */
	  { "predictions", "loss", "accuracy", "test-loss", "test-accuracy", "training-loss",
	    "balanced-accuracy", "macro-f1", "auc", "r2", "mae" }, 0, 0, "predictions",
	  "The variance of what is shared out: loss, accuracy or a score after training (r2 and mae: the mean over"
	  " targets), or as frameworks show them.", OPT_SCREEN },
	{ "shares", OPT_CHOICE, { "end", "epochs" }, 0, 0, "end",
	  "The sources' shares at the end of training, or by its length, of predictions.", OPT_SCREEN },
	{ "curve", OPT_CHOICE, { "train", "test", "accuracy", "both" }, 0, 0, "both",
	  "Which curves are drawn.", OPT_SCREEN },
	{ "band", OPT_SWITCH, { NULL }, 0, 0, "on", "Quantile bands behind the median.",
	  OPT_SCREEN },
	{ "faint", OPT_CHOICE, { "auto", "on", "off", "density" }, 0, 0,
	  "auto",	/* enum faint_show */
	  "Single runs behind the median: as faint lines (on), or as how many pass where (density); auto: density"
	  " for thousands of runs full screen.", OPT_SCREEN },
	{ "smooth", OPT_NUMBER, { NULL }, 0, .99, "0",
	  "Debiased exponential smoothing of the curves.", OPT_SCREEN },
	{ "sort", OPT_CHOICE,	/* the columns of the table of runs */
	  { "run", "train", "test", "accuracy", "pinned", "init", "shuffle", "batch", "optimizer", "dropout", "split",
	    "nudge", "rounding" }, 0, 0, "train",
	  "The column that the table of runs is sorted by; pinned: how far from the pinned run.", OPT_SCREEN },
	{ "order", OPT_CHOICE, { "ascending", "descending" }, 0, 0, "ascending",
	  "Which end of it is on top.", OPT_SCREEN },
	{ "remedies", OPT_CHOICE, { "ensemble", "sweep", "helps" }, 0, 0,
	  "ensemble",	/* enum remedy_show */
	  "What the remedies view draws: averaging, the last sweep, what helps.", OPT_SCREEN },
	{ "when", OPT_CHOICE, { "spread", "twins" }, 0, 0,
	  "spread",	/* enum when_show */
	  "What the view of epochs draws: the last `when`, or the twins of `divergence`.", OPT_SCREEN },
	{ "between", OPT_CHOICE, { "loss", "accuracy" }, 0, 0,
	  "loss",	/* enum between_show */
	  "What the view of the line between two runs draws.", OPT_SCREEN },
	{ "who", OPT_CHOICE, { "list", "row" }, 0, 0, "list",
	  "Which cases flip: all rows as a list, or the chosen one with its inputs.", OPT_SCREEN },
	{ "surface", OPT_CHOICE, { "mean", "sd" }, 0, 0, "mean",
	  "The mean prediction, or its SD across runs.", OPT_SCREEN },
	{ "output", OPT_NUMBER, { "all" }, 1, 65536, "all",
	  "Which of several outputs or classes the surface view shows; all: the likeliest class.", OPT_SCREEN },
	{ "surface-x", COLUMN("1"), "The input on the surface view's first axis.", OPT_SCREEN },
	{ "surface-y", COLUMN("2"), "The input on its second axis.", OPT_SCREEN },
};

const struct opt *opt_at(size_t i)
{
	size_t before = 0;

	while (before <= i && setup_option(before))
		before++;
	if (i < before)
		return setup_option(i);
	return i - before < sizeof table / sizeof *table ? &table[i - before] : NULL;
}

const struct opt *opt_find(const char *name)
{
	const struct opt *o;

	for (size_t i = 0; (o = opt_at(i)) != NULL; i++)
		if (strcmp(o->name, name) == 0)
			return o;
	return NULL;
}

size_t opt_count(void)
{
	size_t n = 0;

	while (opt_at(n))
		n++;
	return n;
}

size_t opt_place(const struct opt *o)
{
	size_t i = 0;

	while (opt_at(i) != o)
		i++;
	return i;
}

struct opt_value opt_value(const char *name, const char *value)
{
	const struct opt *o = opt_find(name);
	struct opt_value v = { .word = -1 };

	if (o)
		opt_read(o, value, &v, NULL);
	return v;
}

const char *opt_word_of(const char *name, size_t i)
{
	const struct opt *o = opt_find(name);

	return o ? opt_word(o, i) : NULL;
}

#define VIEW_ROW(id, name, help) { #name, help },
static const struct view_name views[] = {
	{ "dashboard", "sources, loss curves and prediction differences at once" },
	VIEWS(VIEW_ROW)
	{ "help", "this program explained" },
	{ NULL, NULL },
};

const struct view_name *view_table(void)
{
	return views;
}
