/*
 * cmd.c - the table of commands.  One row each: what the prompt, `help`,
 * completion and the manual page's reference all come from.
 */
#include <string.h>

#include "lang/cmd_int.h"

#define S CMD_SETTING
static const struct cmd table[] = {
	/* ---- what is trained ---- */
	{ "data", "NAME|FILE [KEY=VALUE]...", "Train on a built-in set or on your own file.",
	  "A name (article, spiral, moons, iris, ...), a table (.csv, .tsv, .txt) or an IDX image file\n"
	  "(.gz too). Options: test=FRACTION holds rows out, seed=N seeds a generated set, and those of\n"
	  "the kind of data, such as target=COLUMN or standardize=yes.",
	  { ARG_DATA, ARG_COLUMN, ARG_COLUMN }, NULL, S },
	{ "model", "LAYERS|PRESET|auto", "The network: layers separated by commas, or a preset's name.",
	  "dense N [ACT], residual [ACT], conv2d N KxK [same|valid] [stride=S] [ACT], conv1d N K ...,\n"
	  "maxpool K, avgpool K, flatten, dropout RATE. Activations: linear relu leaky-relu tanh sigmoid\n"
	  "softmax gelu (the tanh form, Keras' approximate=True) smelu. auto follows the data.",
	  { ARG_MODEL, ARG_MODEL, ARG_MODEL }, NULL, S | CMD_RAW },
	{ "init", "NAME", "The initialiser of the weights.", NULL,
	  { ARG_INIT, ARG_NONE, ARG_NONE }, NULL, S },
	{ "loss", "NAME [delta=X]|auto", "The loss; auto follows the data (mse, bce or cross-entropy).", NULL,
	  { ARG_LOSS, ARG_NONE, ARG_NONE }, NULL, S },
	{ "optimizer", "NAME [KEY=VALUE]...|auto", "The optimizer and its parameters, to Keras' definitions.",
	  "Parameters: lr, momentum, beta1, beta2, eps, rho, wd, acc0, where the optimizer has them.",
	  { ARG_OPTIMIZER, ARG_NONE, ARG_NONE }, NULL, S },
	{ "budget", "epochs N|updates N|loss X [epochs=N]|auto", "When a run ends.",
	  "With equal epochs a larger batch takes fewer updates; `budget updates` makes that even.\n"
	  "loss X ends a run after the first epoch whose training loss is at most X.",
	  { ARG_NONE, ARG_NONE, ARG_NONE }, NULL, S },
	{ "batch", "N|full|auto", "Fix the mini-batch size; full is all rows at once.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, NULL, S },
	{ "l2", "X", "Add X times the sum of squared weights to the loss.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, NULL, S },
	{ "dropout", "RATE|auto", "Dropout behind every hidden layer, or the rate of the model's own dropout layers.",
	  "Dropout is a source of randomness of its own: `free dropout` draws new masks in every run.",
	  { ARG_NONE, ARG_NONE, ARG_NONE }, NULL, S },
	{ "class-weights", "on|off", "Weight training rows so that every class counts the same among them.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, NULL, S },
	{ "stratify", "split|shuffle [on|off]", "Keep the classes' shares in the test set, or in every part of an epoch.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, NULL, S },
	{ "seed", "N", "The master seed, from which free sources draw their levels.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, NULL, S },
	{ "engine", "auto|lanes|blis", "How it is computed: many runs side by side, or one by matrix products.", NULL,
	  { ARG_ENGINE, ARG_NONE, ARG_NONE }, NULL, S },
	{ "plan", "plain|pick-freeze", "How run numbers become levels; `attribute` uses pick-freeze by itself.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, NULL, S },
	{ "set", "OPTION VALUE", "Set an option; `show options` lists them.", NULL,
	  { ARG_OPTION, ARG_NONE, ARG_NONE }, cmd_set, S },
	/* ---- the sources ---- */
	{ "free", "SOURCE...|all", "Set sources free: every run draws new levels of them.", NULL,
	  { ARG_SOURCE, ARG_SOURCE, ARG_SOURCE }, NULL, S },
	{ "fix", "SOURCE[=LEVEL]...|all", "Hold sources at one level: a seed, a batch size or an optimizer.",
	  "fix optimizer=adam shuffle=42; without a level the last one is kept.",
	  { ARG_SOURCE, ARG_SOURCE, ARG_SOURCE }, NULL, S },
	{ "off", "SOURCE...", "Take a source out: no shuffling, the full batch, no dropout, no random split.", NULL,
	  { ARG_SOURCE, ARG_SOURCE, ARG_SOURCE }, NULL, S },
	{ "reroll", "[SOURCE...]", "Draw a new level for fixed sources; alone, for every fixed seed.", NULL,
	  { ARG_SOURCE, ARG_SOURCE, ARG_SOURCE }, NULL, S },
	{ "choices", "batch|optimizer VALUE,...", "What a free batch or optimizer is drawn from.", NULL,
	  { ARG_SOURCE, ARG_OPTIMIZER, ARG_OPTIMIZER }, NULL, S },
	/* ---- running ---- */
	{ "run", "[N]", "Train N more runs of the present condition; alone, go on.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_run, 0 },
	{ "pause", "", "Hold everything where it is.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_pause, 0 },
	{ "resume", "", "Go on after pause or stop.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_resume, 0 },
	{ "step", "[update|epoch|run]", "Pause, and do one update, one epoch or one run.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_step, 0 },
	{ "stop", "", "Stop training; a study in the background and lines that wait are dropped.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_stop, 0 },
	{ "pace", "slow|auto|max|RUNS-PER-SECOND", "How fast runs are shown.",
	  "auto begins in slow motion and doubles until it is as fast as the machine.",
	  { ARG_PACE, ARG_NONE, ARG_NONE }, cmd_pace, 0 },
	{ "wait", "runs=N|idle|seconds=X", "Let the commands that follow wait.",
	  "At the prompt those behind it on the same line.",
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_wait, 0 },
	/* ---- looking ---- */
	{ "view", "NAME", "Show another view on the screen.", NULL,
	  { ARG_VIEW, ARG_NONE, ARG_NONE }, cmd_view, 0 },
	{ "focus", "NAME", "Let the keys act in another panel of the dashboard.", NULL,
	  { ARG_VIEW, ARG_NONE, ARG_NONE }, cmd_focus, CMD_MOVE },
	{ "select", "SOURCE|N", "Choose a row of the panel in focus: a source by name, a run, a condition or a line of the log by number.", NULL,
	  { ARG_SOURCE, ARG_NONE, ARG_NONE }, cmd_select, CMD_MOVE },
	{ "search", "TEXT|next|previous", "Search the panel in focus, or the text that is open.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_search, CMD_MOVE | CMD_RAW },
	{ "redraw", "", "Paint the screen anew.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_redraw, CMD_MOVE },
	{ "show", "[SETTING]", "Print all settings, or one: data, model, sources, conditions, differences, options, ...", NULL,
	  { ARG_SETTING, ARG_NONE, ARG_NONE }, cmd_show, 0 },
	{ "compare", "A B|run M N", "Two conditions side by side, by number or name; or two runs of the present one.", NULL,
	  { ARG_CONDITION, ARG_CONDITION, ARG_NONE }, cmd_compare, 0 },
	{ "go", "A", "Back to an earlier condition, whose runs go on.", NULL,
	  { ARG_CONDITION, ARG_NONE, ARG_NONE }, cmd_go, 0 },
	{ "name", "TEXT", "Give the present condition a name.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_name, CMD_RAW },
	{ "pin", "[A|run N]", "Keep a condition in sight behind the present one, or a run as the reference of the others.", NULL,
	  { ARG_CONDITION, ARG_NONE, ARG_NONE }, cmd_pin, 0 },
	{ "unpin", "[A|run]", "Take a pinned condition, or the pinned run, out of sight again.", NULL,
	  { ARG_CONDITION, ARG_NONE, ARG_NONE }, cmd_unpin, 0 },
	{ "again", "N", "Run N once more, in slow motion: its levels become fixed.", NULL,
	  { ARG_RUN, ARG_NONE, ARG_NONE }, cmd_again, 0 },
	{ "note", "TEXT", "Write a line into the log and the session.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_note, CMD_RAW },
	{ "report", "", "Print what is known so far.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_report, 0 },
	/* ---- asking ---- */
	{ "attribute", "[N]", "Which free source causes how much of the variance, from N rows of a pick-freeze plan.",
	  "N rows cost N(k+2) runs with k free sources. First-order share: what this source does\n"
	  "alone, which fixing it takes away on average. Total share: what is left when all others are\n"
	  "fixed. The gap between them is interaction.",
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_attribute, 0 },
	{ "remedy", "NAME [VALUE,...]", "Try what is said to help: ensemble, batch, batch-updates, lr-batch, dropout, l2, activation, remainder.",
	  "Each runs its sweep and prints one row a value, with 95 % intervals, and one sentence.",
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_remedy, 0 },
	{ "howmany", "[PRECISION]", "How many runs the present question needs, for a relative precision (.05).", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_howmany, 0 },
	{ "lucky", "[N]", "What the best of N seeds is worth, and whether a lucky seed stays lucky.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_lucky, 0 },
	{ "divergence", "[N]", "Twins that differ in one last bit: how fast do they part, over N pairs?", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_divergence, 0 },
	/* ---- sessions ---- */
	{ "save", "FILE", "Record into a session from now on, with what is kept of before.", NULL,
	  { ARG_FILE, ARG_NONE, ARG_NONE }, cmd_save, CMD_FILE },
	{ "open", "FILE", "Replay a session.", NULL,
	  { ARG_FILE, ARG_NONE, ARG_NONE }, cmd_open, CMD_FILE },
	{ "export", "FILE", "Write the runs as .csv or .json, or a picture as .svg; an existing file is not overwritten.", NULL,
	  { ARG_FILE, ARG_NONE, ARG_NONE }, cmd_export, CMD_FILE },
	{ "verify", "FILE", "Recompute a session's runs and compare every bit.", NULL,
	  { ARG_FILE, ARG_NONE, ARG_NONE }, cmd_verify, CMD_FILE },
	{ "seek", "SECONDS", "Move a replay to another time.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_seek, 0 },
	{ "speed", "FACTOR", "Play a replay faster or slower.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_speed, 0 },
	{ "fork", "", "Leave the replay and train on live from where it stands.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_fork, 0 },
	/* ---- the rest ---- */
	{ "lesson", "[NAME|next|back|end|answer LETTER]", "Begin a lesson, turn its pages, or answer its question; alone, list them.", NULL,
	  { ARG_LESSON, ARG_NONE, ARG_NONE }, cmd_lesson, 0 },
	{ "help", "[TOPIC]", "Explain a command, an option, a source or a word.", NULL,
	  { ARG_COMMAND, ARG_NONE, ARG_NONE }, cmd_help, 0 },
	{ "quit", "", "End; what was saved stays saved.", NULL,
	  { ARG_NONE, ARG_NONE, ARG_NONE }, cmd_quit, 0 },
};
#undef S

const struct cmd *cmd_table(size_t *n)
{
	*n = sizeof table / sizeof *table;
	return table;
}

const struct cmd *cmd_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strlen(table[i].name) == len && strncmp(table[i].name, name, len) == 0)
			return &table[i];
	return NULL;
}
