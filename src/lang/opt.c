/*
 * opt.c - the options of `set`, the views, the program's own options.
 *
 * Options of the lab (test, probes, ...) act on settings in cmd_set.c; those
 * of the screen are checked here and handed to the host.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "lang/cmd.h"

static int one_of(const char *value, const char *const *words, const char *list, struct err *err)
{
	for (; *words; words++)
		if (strcmp(*words, value) == 0)
			return 0;
	return err_set(err, ERR_USAGE, "'%s': one of %s was expected", value, list);
}

static int number_in(const char *value, double min, double max, struct err *err)
{
	char *end;
	double v = strtod(value, &end);

	if (!*value || *end || !isfinite(v) || v < min || v > max)
		return err_set(err, ERR_USAGE, "'%s': a number from %g to %g was expected", value, min, max);
	return 0;
}

int opt_window(const char *value, double *lo, double *hi)
{
	char *end;

	*lo = strtod(value, &end);
	if (end == value || *end != ':')
		return 0;
	value = end + 1;
	*hi = strtod(value, &end);
	return end != value && !*end && isfinite(*lo) && isfinite(*hi) && *lo < *hi;
}

static int check_theme(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "auto", "light", "dark", "neutral", "mono", NULL },
		      "auto, light, dark, neutral and mono", err);
}
static int check_graph(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "auto", "braille", "block", "ascii", NULL },
		      "auto, braille, block and ascii", err);
}
static int check_switch(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "on", "off", NULL }, "on and off", err);
}
static int check_axis(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "linear", "log", NULL }, "linear and log", err);
}
static int check_faint(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "auto", "on", "off", "density", NULL },
		      "auto, on, off and density", err);
}
static int check_curve(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "train", "test", "accuracy", "both", NULL },
		      "train, test, accuracy and both", err);
}
static int check_differences(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "pairs", "signed", "spread", "loss", "accuracy", NULL },
		      "pairs, signed, spread, loss and accuracy", err);
}
static int check_share(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "predictions", "loss", "accuracy", "balanced-accuracy", "macro-f1", "auc",
		      "r2", "mae", "test-loss", "test-accuracy", "training-loss", NULL },
		      "predictions, loss, accuracy, balanced-accuracy, macro-f1, auc, r2, mae, test-loss, test-accuracy and "
		      "training-loss", err);
}
static int check_surface(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "mean", "sd", NULL }, "mean and sd", err);
}
static int check_remedies(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "ensemble", "sweep", "twins", NULL },
		      "ensemble, sweep and twins", err);
}
static int check_sort(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "run", "train", "test", "accuracy", "pinned", "init", "shuffle",
		      "batch", "optimizer", "dropout", "split", "nudge", "rounding", NULL },
		      "run, train, test, accuracy, pinned and the sources", err);
}
static int check_order(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "ascending", "descending", NULL }, "ascending and descending", err);
}

/* A:B with A < B, or the word that means no window. */
static int window(const char *v, const char *none, struct err *err)
{
	double lo, hi;

	if (strcmp(v, none) == 0 || opt_window(v, &lo, &hi))
		return 0;
	return err_set(err, ERR_USAGE, "'%s': %s, or A:B with A below B, was expected", v, none);
}
static int check_window(const char *v, struct err *err) { return window(v, "all", err); }
static int check_loss_window(const char *v, struct err *err) { return window(v, "auto", err); }
static int check_cursor(const char *v, struct err *err)
{
	return strcmp(v, "off") == 0 ? 0 : number_in(v, -1e30, 1e30, err);
}
static int check_fps(const char *v, struct err *err) { return number_in(v, 1, 120, err); }
static int check_smooth(const char *v, struct err *err) { return number_in(v, 0, .99, err); }
static int check_column(const char *v, struct err *err) { return number_in(v, 1, 65536, err); }
static int check_output(const char *v, struct err *err)
{
	return strcmp(v, "all") == 0 ? 0 : number_in(v, 1, 65536, err);
}
static int check_test(const char *v, struct err *err)
{
	return strcmp(v, "auto") == 0 ? 0 : number_in(v, 0, .9, err);
}
static int check_probes(const char *v, struct err *err) { return number_in(v, 1, 4096, err); }
static int check_remainder(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "keep", "drop", "even", NULL }, "keep, drop and even", err);
}
static int check_standardize(const char *v, struct err *err)
{
	return one_of(v, (const char *const[]){ "auto", "off", "inputs", "all", NULL },
		      "auto, off, inputs and all", err);
}
static int check_runs(const char *v, struct err *err) { return number_in(v, 1, 1e9, err); }
static int check_record(const char *v, struct err *err)
{
	return strcmp(v, "all") == 0 ? 0 : number_in(v, 0, 1e9, err);
}

static const struct opt table[] = {
	{ "test", "0 to .9, auto", "auto", "Share of the rows held out as the test set; auto follows the data.", 0, check_test },
	{ "probes", "1 to 4096", "256", "At how many rows predictions are kept and compared.", 0, check_probes },
	{ "remainder", "keep drop even", "keep",
	  "What becomes of an epoch's short last mini-batch: trained on (keep), left out (drop), or spread over all (even).", 0, check_remainder },
	{ "standardize", "auto off inputs all", "auto",
	  "Standardise inputs, or targets too (all), by the training rows of each run; auto: what `data` standardised, where rows are held out.", 0, check_standardize },
	{ "runs", "1 to 1000000000", "100000", "Runs after which a condition on the screen is complete.", 0, check_runs },
	{ "record", "0 to 1000000000, all", "2000", "Runs of each condition that a session saved from the screen keeps.", 0, check_record },
	{ "theme", "auto light dark neutral mono", "auto", "Colours of the screen.", 1, check_theme },
	{ "graph", "auto braille block ascii", "auto", "Characters that charts are drawn with.", 1, check_graph },
	{ "fps", "1 to 120", "30", "Frames a second, at most.", 1, check_fps },
	{ "mouse", "on off", "on", "Whether the mouse is taken from the terminal.", 1, check_switch },
	{ "axis", "linear log", "linear", "The axis of losses.", 1, check_axis },
	{ "epoch-axis", "linear log", "linear", "The axis of epochs.", 1, check_axis },
	{ "window", "all, A:B", "all", "The epochs that the loss chart shows.", OPT_MOVE, check_window },
	{ "loss-window", "auto, A:B", "auto", "The losses that it shows.", OPT_MOVE, check_loss_window },
	{ "cursor", "off, X", "off", "Read values out at an epoch of the loss chart, or at a difference of the histogram.", OPT_MOVE, check_cursor },
	{ "counts", "linear log", "linear", "The axis of counts in histograms.", 1, check_axis },
	{ "differences", "pairs signed spread loss accuracy", "pairs",
	  "What the histogram counts: pairs of runs, signed differences at one probe, the spread of each probe, losses or accuracies.", 1, check_differences },
	{ "probe", "1 to 65536", "1", "The probe of signed differences.", OPT_MOVE, check_column },
	{ "fit", "on off", "off", "Fit the histogram's axis to the present condition alone.", 1, check_switch },
	{ "share-of", "predictions loss accuracy balanced-accuracy macro-f1 auc r2 mae test-loss test-accuracy training-loss", "predictions",
	  "The variance of what is shared out: loss, accuracy or a score after training (r2 and mae: the mean over targets), or as frameworks show them.", 1, check_share },
	{ "curve", "train test accuracy both", "both", "Which curves are drawn.", 1, check_curve },
	{ "band", "on off", "on", "Quantile bands behind the median.", 1, check_switch },
	{ "faint", "auto on off density", "auto",
	  "Single runs behind the median: as faint lines (on), or as how many pass where (density); auto: density for thousands of runs full screen.", 1, check_faint },
	{ "smooth", "0 to .99", "0", "Debiased exponential smoothing of the curves.", 1, check_smooth },
	{ "sort", "run train test accuracy pinned init shuffle batch optimizer dropout split nudge rounding", "train",
	  "The column that the table of runs is sorted by; pinned: how far from the pinned run.", 1, check_sort },
	{ "order", "ascending descending", "ascending", "Which end of it is on top.", 1, check_order },
	{ "remedies", "ensemble sweep twins", "ensemble", "What the remedies view draws: averaging, the last sweep, the last twins.", 1, check_remedies },
	{ "surface", "mean sd", "mean", "The mean prediction, or its SD across runs.", 1, check_surface },
	{ "output", "all, 1 to 65536", "all", "Which of several outputs or classes the surface view shows; all: the likeliest class.", 1, check_output },
	{ "surface-x", "1 to 65536", "1", "The input on the surface view's first axis.", 1, check_column },
	{ "surface-y", "1 to 65536", "2", "The input on its second axis.", 1, check_column },
};

const struct opt *opt_table(size_t *n)
{
	*n = sizeof table / sizeof *table;
	return table;
}

const struct opt *opt_find(const char *name)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

static const struct view_name views[] = {
	{ "dashboard", "sources, loss curves and prediction differences at once" },
	{ "sources", "the eight sources of randomness and their states" },
	{ "curves", "loss and accuracy by epoch" },
	{ "differences", "how much two runs' predictions differ" },
	{ "attribution", "which source causes how much of it" },
	{ "surface", "what the networks have learnt, and where they disagree" },
	{ "runs", "the runs as a table" },
	{ "conditions", "what was free, and what came of it: before and after" },
	{ "remedies", "what was tried against it" },
	{ "log", "what happened so far" },
	{ "lesson", "the page of the lesson that goes on" },
	{ "help", "this program explained" },
	{ NULL, NULL },
};

const struct view_name *view_table(void)
{
	return views;
}

static const struct cli_opt cli[] = {
	{ "e", "exec", "CMD", "Run a command of the language at the start; may be repeated." },
	{ "n", "runs", "N", "Train N runs of the present condition (run)." },
	{ "o", "output", "FILE", "Save the session there (run), or write there (export, merge)." },
	{ "c", "continue", NULL, "Go on with the session that -o names, if it is there." },
	{ "j", "workers", "N", "Worker threads; all cores unless said." },
	{ "q", "quiet", NULL, "No progress, and no report at the end of run." },
	{ NULL, "seed", "N", "Master seed, 1 unless said." },
	{ NULL, "json", NULL, "The report as JSON, for machines." },
	{ NULL, "data", "FILE", "The data of a session that was too large to hold them (verify)." },
	{ NULL, "width", "N", "Lanes: 1, 4, 8 or 16; the machine's best unless said." },
	{ NULL, "graph", "KIND", "auto, braille, block or ascii." },
	{ NULL, "theme", "NAME", "auto, light, dark, neutral or mono." },
	{ NULL, "fps", "N", "Frames a second, at most." },
	{ NULL, "no-mouse", NULL, "Leave the mouse to the terminal." },
	{ NULL, "no-rc", NULL, "Do not read the rc file." },
	{ "h", "help", NULL, "Print the usage and exit." },
	{ "V", "version", NULL, "Print the version, and what decides the bits, and exit." },
};

const struct cli_opt *cli_table(size_t *n)
{
	*n = sizeof cli / sizeof *cli;
	return cli;
}
