/*
 * remedy_words.c - a sweep in one sentence.
 */
#include <math.h>

#include "base/say.h"
#include "base/str.h"
#include "report/sentence.h"

static const struct {
	const char *claim, *more;	/* more: what going along the sweep is */
} remedies[REMEDY_ALL] = {
	[REMEDY_ENSEMBLE] = {
		"Averaging M runs divides the spread of predictions by the root of M.",
		"Averaging more runs",
	},
	[REMEDY_BATCH_EPOCHS] = {
		"Larger batches make predictions more alike.",
		"A larger batch at equal epochs",
	},
	[REMEDY_BATCH_UPDATES] = {
		"Larger batches make predictions more alike.",
		"A larger batch at equal updates",
	},
	[REMEDY_LR_BATCH] = {
		"A smaller ratio of learning rate to batch size makes predictions more alike.",
		"A larger ratio of learning rate to batch size",
	},
	[REMEDY_DROPOUT] = {
		"Dropout makes predictions more alike.", "More dropout",
	},
	[REMEDY_L2] = {
		"An L2 penalty makes predictions more alike.", "A stronger L2 penalty",
	},
	[REMEDY_ACTIVATION] = {
		"A smooth activation makes predictions more alike.",
		"Another activation",
	},
	[REMEDY_REMAINDER] = {
		"Without a short last mini-batch predictions are more alike.",
		"Another remainder",
	},
	[REMEDY_SETTING] = {
		"None: these values of a setting are compared with the first.", "Another value",
	},
	[REMEDY_AVERAGE] = {
		"Predicting with a mean of the weights makes predictions more alike.", "A longer mean of the weights",
	},
	[REMEDY_SCHEDULE] = {
		"A learning rate that falls makes predictions more alike.", "Another schedule",
	},
	[REMEDY_PATIENCE] = {
		"Stopping early makes predictions more alike.", "Another patience",
	},
};

const char *remedy_claim(enum remedy r) { return remedies[r].claim; }

static void ratio(const struct remedy_row *row, const struct remedy_result *x, struct str *out)
{
	str_addf(out, "from %s to %s the spread changes by a factor of ", row[0].label,
		 row[x->best].label);
	say_estimate95(out, x->ratio, x->ratio_lo, x->ratio_hi);
}

static void wins(const struct remedy_row *best, const struct remedy_result *x, struct str *out)
{
	if (x->wins_lo <= .5 && x->wins_hi >= .5) {
		str_add(out, "; which has the lower loss cannot be told from these runs, diverged ones counted as lost");
		return;
	}
	str_addf(out, "; a run with %s has the lower loss in ", best->label);
	say_share(out, x->wins, x->wins_lo, x->wins_hi, SAY_SENTENCE);
	str_add(out, " of comparisons, diverged ones counted as lost");
}

/* "65 of 200 with dropout 0.4 and none of 200 with dropout 0" */
static void lost(const struct remedy_row *row, struct str *out)
{
	if (row->lost)
		say_count(out, row->lost);
	else
		str_add(out, "none");
	str_add(out, " of ");
	say_count(out, row->runs);
	str_addf(out, " with %s", row->label);
}

static void diverging(const struct remedy_row *first, const struct remedy_row *best, const char *more,
		      struct str *out)
{
	double a = (double)best->lost * (double)first->runs, b = (double)first->lost * (double)best->runs;

	str_addf(out, "%s makes %s runs diverge (", more, a > b ? "more" : "fewer");
	lost(best, out);
	str_add(out, ", ");
	lost(first, out);
	str_add(out, "); of those that do not, ");
}

static void loss(const struct remedy_row *best, const struct remedy_result *x, struct str *out)
{
	if (!isnan(x->wins_lo))
		wins(best, x, out);
	if (isnan(x->loss_lo))
		return;
	if (x->loss_lo <= 0 && x->loss_hi >= 0) {
		str_add(out, "; a change of the loss cannot be told from these runs");
		return;
	}
	str_add(out, x->loss > 0 ? "; the loss rises by " : "; the loss falls by ");
	if (x->loss > 0)
		say_estimate(out, x->loss, x->loss_lo, x->loss_hi, SAY_SENTENCE);
	else
		say_estimate(out, -x->loss, -x->loss_hi, -x->loss_lo, SAY_SENTENCE);
}

static void categories(const struct remedy_row *row, const struct remedy_result *x,
		       struct str *out)
{
	switch (x->finding) {
	case FINDING_HOLDS:
		str_addf(out, "%s makes predictions more alike than %s: ", row[x->best].label,
			 row[0].label);
		break;
	case FINDING_OPPOSITE:
		str_addf(out, "None is as steady as %s: at best ", row[0].label);
		break;
	case FINDING_NONE:
		str_add(out, "It makes no difference worth speaking of: ");
		break;
	case FINDING_DIVERGES:
		diverging(&row[0], &row[x->best], "Each of the others", out);
		break;
	default:
		str_addf(out, "These runs cannot tell whether any is steadier than %s: ",
			 row[0].label);
	}
	ratio(row, x, out);
}

static void along(enum remedy r, const struct remedy_row *row,
		  const struct remedy_result *x, struct str *out)
{
	const char *more = remedies[r].more;

	switch (x->finding) {
	case FINDING_HOLDS:
	case FINDING_OPPOSITE:
		if (x->finding == FINDING_OPPOSITE)
			str_add(out, "The advice fails here. ");
		str_addf(out, "%s makes predictions %s alike: ", more,
			 x->ratio < 1 ? "more" : "less");
		break;
	case FINDING_PARTLY:
		str_addf(out, "%s makes predictions more alike, but not as 1/sqrt(M) promises: ", more);
		break;
	case FINDING_NONE:
		str_addf(out, "%s makes no difference worth speaking of: ", more);
		break;
	case FINDING_DIVERGES:
		diverging(&row[0], &row[x->best], more, out);
		break;
	case FINDING_MIXED:
		str_add(out, "Along these settings the spread goes up and down, so no advice holds "
			"throughout: ");
		break;
	default:
		str_addf(out, "These runs cannot tell whether %c%s makes predictions more or less alike: ",
			 more[0] | 32, more + 1);
	}
	ratio(row, x, out);
	if (r == REMEDY_ENSEMBLE && x->finding != FINDING_NONE && !isnan(x->slope_lo)) {
		str_add(out, ", as M to the power of ");
		say_estimate(out, x->slope, x->slope_lo, x->slope_hi, SAY_SENTENCE);
		str_add(out, " where -0.5 is promised");
	}
}

static int is_nothing(const struct remedy_row *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (row[i].spread.n < 2 || row[i].spread.mean != 0)
			return 0;
	return 1;
}

void remedy_sentence(enum remedy r, const struct remedy_row *row, size_t n,
		     const struct remedy_result *x, struct str *out)
{
	if (n >= 2 && is_nothing(row, n)) {
		str_add(out, "Runs predict the same each time with every one of these settings: there is "
			"nothing to remedy.");
		return;
	}
	if (x->finding == FINDING_TOO_FEW || n < 2) {
		str_add(out, "There are too few runs or settings to judge this remedy.");
		return;
	}
	if (remedy_is_categories(r))
		categories(row, x, out);
	else
		along(r, row, x, out);
	loss(&row[x->best], x, out);
	str_add(out, ".");
}
