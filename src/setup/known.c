/*
 * known.c - see known.h: one small function a table.
 */
#include "setup/known.h"

#include "base/str.h"
#include "data/data.h"
#include "engine/engine.h"
#include "num/model.h"
#include "num/optim.h"
#include "num/source.h"
#include "run/condition.h"
#include "setup/setup_int.h"

static const char *source(size_t i, const char **help)
{
	if (i >= SOURCE_COUNT)
		return NULL;
	*help = source_help((enum source)i);
	return source_name((enum source)i);
}

static const char *optimizer(size_t i, const char **help)
{
	if (i >= OPTIM_COUNT)
		return NULL;
	*help = optim_help((enum optim_kind)i);
	return optim_name((enum optim_kind)i);
}

static const char *loss(size_t i, const char **help)
{
	(void)help;
	return i < LOSS_COUNT ? loss_name((enum loss)i) : NULL;
}

static const char *init(size_t i, const char **help)
{
	(void)help;
	return i < INIT_COUNT ? init_name((enum init)i) : NULL;
}

static const char *engine(size_t i, const char **help)
{
	(void)help;
	return i <= ENGINE_BLIS ? engine_name((enum engine_kind)i) : NULL;
}

static const char *plan(size_t i, const char **help)
{
	(void)help;
	return i < PLAN_COUNT ? plan_name((enum plan_kind)i) : NULL;
}

static const char *preset(size_t i, const char **help)
{
	*help = model_presets()[i].help;
	return model_presets()[i].name;
}

static const char *layer(size_t i, const char **help)
{
	*help = "a layer";
	return i < LAYER_KIND_COUNT ? layer_kind_name((enum layer_kind)i) : NULL;
}

static const char *activation(size_t i, const char **help)
{
	*help = "an activation";
	return i < ACT_COUNT ? act_name((enum act)i) : NULL;
}

static const char *data(size_t i, const char **help)
{
	*help = data_builtins()[i].help;
	return data_builtins()[i].name;
}

static const char *data_option(size_t i, const char **help)
{
	*help = data_options()[i].help;
	return data_options()[i].name;
}

/* Each is asked for 0, 1, ... up to its NULL and never beyond. */
static const struct { const char *what; const char *(*name)(size_t i, const char **help); } table[KNOWN_COUNT] = {
	[KNOWN_SOURCE] = { "source", source },
	[KNOWN_OPTIMIZER] = { "optimizer", optimizer },
	[KNOWN_LOSS] = { "loss", loss },
	[KNOWN_INIT] = { "initialiser", init },
	[KNOWN_ENGINE] = { "engine", engine },
	[KNOWN_PLAN] = { "plan", plan },
	[KNOWN_PRESET] = { "preset", preset },
	[KNOWN_LAYER] = { "layer", layer },
	[KNOWN_ACTIVATION] = { "activation", activation },
	[KNOWN_DATA] = { "data set", data },
	[KNOWN_DATA_OPTION] = { "option of data", data_option },
};

/* "optimizer", as in "there is no optimizer 'adm'". */
static const char *known_what(enum known k)
{
	return table[k].what;
}

const char *known_name(enum known k, size_t i, const char **help)
{
	const char *unused;

	help = help ? help : &unused;
	*help = NULL;
	return table[k].name(i, help);
}

struct names known_names(enum known k)
{
	struct names l = { 0 };
	const char *name;

	for (size_t i = 0; (name = known_name(k, i, NULL)) != NULL; i++)
		names_add(&l, name);
	return l;
}

int word_not_known(const struct words *w, size_t i, size_t off, enum known k, const char *name, struct err *err)
{
	struct names l = known_names(k);

	return word_unknown(w, i, off, known_what(k), name, &l, NULL, err);
}
