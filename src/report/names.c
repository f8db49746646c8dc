/*
 * names.c - what the present settings, a study, a change and news are called.
 */
#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "report/report_int.h"

#define NAME_COLS 40	/* of a title: the model follows */

static void put_external(const struct settings *s, struct str *out)
{
	const char *name = s->external->trainer;
	const size_t fits = utf8_prefix(name, NAME_COLS);

	utf8_escape(out, name, fits);
	str_add(out, name[fits] ? "…" : "");
	if (s->external->probes)
		str_addf(out, " · %zu probe%s", s->external->probes, s->external->probes == 1 ? "" : "s");
	if (s->external->probes && s->data->outputs > 1)
		str_addf(out, " × %zu", s->data->outputs);
}

void report_title_items(const struct lab *lab, struct str *out, size_t end[REPORT_TITLE_ITEMS])
{
	const struct settings *s = lab_now(lab);
	struct model m = { 0 };
	struct str model = STR_INIT;
	const char *name = dataset_base(s->data);
	const size_t fits = utf8_prefix(name, NAME_COLS);

	if (s->external) {
		put_external(s, out);
		for (int i = 0; i < REPORT_TITLE_ITEMS; i++)
			end[i] = out->len;
		return;
	}
	utf8_escape(out, name, fits);
	str_addf(out, "%s %zu×%zu", name[fits] ? "…" : "", s->data->rows, s->data->features);
	end[0] = out->len;
	if (settings_model(s, &m, NULL) == 0)
		model_format(&m, &model);
	str_addf(out, " · %s", model.s);
	end[1] = out->len;
	str_addf(out, " · %s", loss_name(s->loss));
	end[2] = out->len;
	str_add(out, " · ");
	if (s->state[SOURCE_OPTIMIZER] == STATE_FREE)
		str_add(out, "optimizer free");
	else
		optim_format(&s->optim[s->level[SOURCE_OPTIMIZER]], out);
	if (s->schedule != SCHEDULE_CONSTANT)
		str_addf(out, " %s", schedule_name(s->schedule));
	if (s->average == AVERAGE_EMA)
		str_addf(out, " · ema %g", s->decay);
	else if (s->average == AVERAGE_LAST)
		str_addf(out, " · mean of the last %u epochs", (unsigned)s->last);
	end[3] = out->len;
	str_release(&model);
}

void report_title(const struct lab *lab, struct str *out)
{
	size_t end[REPORT_TITLE_ITEMS];

	report_title_items(lab, out, end);
}

int report_efforts(const struct settings *s, struct str *out)
{
	unsigned from = 0;

	for (uint32_t i = 0; i < s->n_optim; i++)
		from |= 1u << settings_rate(s, (enum optim_kind)s->optim_choice[i]);
	if (s->n_optim < 2 || from == 1u << RATE_SUITS || from == 1u << RATE_SAID)
		return 0;
	str_add(out, from == 1u << RATE_KERAS
		? "Default rates were tuned for no data: these optimizers are not at equal effort, and a difference"
		  " between them is one of their rates, too.\n"
		: "These rates are not all of one effort: a difference between the optimizers is one of their rates,"
		  " too.\n");
	return 1;
}

static void study_name(const struct lab_study *s, struct str *out)
{
	switch (s->kind) {
	case STUDY_ATTRIBUTE:
		str_add(out, "attribute");
		break;
	case STUDY_REMEDY:
		if (s->remedy == REMEDY_SETTING)
			str_add(out, "sweep");
		else
			str_addf(out, "remedy %s", lab_remedy_word(s->remedy));
		break;
	case STUDY_DIVERGENCE:
		str_add(out, "divergence");
		break;
	case STUDY_WHEN:
		str_add(out, "when");
		break;
	case STUDY_BETWEEN:
		str_add(out, "between");
		break;
	case STUDY_HELPS:
		str_add(out, "helps");
		break;
	}
}

void report_study(const struct lab_study *s, struct str *out)
{
	study_name(s, out);
	if (s->kind == STUDY_BETWEEN && !s->done)
		str_add(out, ": training both runs again");
	else
		str_addf(out, ": %" PRIu64 " of %" PRIu64 " %s", s->done, s->all, s->kind == STUDY_BETWEEN ? "points" : "runs");
}

int report_change(const struct lab *lab, struct str *out)
{
	const struct levels *before, *last;

	if (!lab_change(lab, &before, &last))
		return 0;
	levels_diff(lab_current(lab)->cond, before, last, out);
	return 1;
}

int report_news(const struct lab_news *news, struct str *out)
{
	switch (news->kind) {
	case LAB_STUDY_STOPPED:
		study_name(news->study, out);
		str_add(out, " stopped");
		return 1;
	case LAB_STUDY_PART:
		study_name(news->study, out);
		str_add(out, ": its runs of this shard are there; merge the shards, then ask it again of the whole");
		return 1;
	case LAB_REPLAY_BEGUN:
		str_addf(out, "replaying %s", news->path);
		return 1;
	case LAB_REPLAY_ENDED:
		str_add(out, "the session ends here; fork goes on live");
		return 1;
	case LAB_FORKED:
		str_add(out, "live from here on");
		return 1;
	case LAB_ENGINE_REFUSED:
		str_addf(out, "%s; lanes compute instead", news->err->text);
		return 1;
	case LAB_RUN_FAILED:
		str_add(out, news->what);
		return 1;
	case LAB_CANNOT_TRAIN: case LAB_CANNOT_RECORD: case LAB_CANNOT_SHOW: case LAB_STUDY_DONE:
		break;
	}
	return 0;
}
