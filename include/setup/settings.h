/*
 * settings.h - everything a user can set, and how it becomes a condition.
 *
 * Settings are values: the lab edits a copy and keeps it only when it makes a
 * condition.  What the user has not set follows the data (the has_ flags):
 * loss, model, optimizer, batch and budget of a fresh `data iris` suit iris.
 *
 * A condition's `commands` are canonical: two settings that train the same
 * way give the same text, and that text alone (with the data) gives the
 * settings again.
 */
#ifndef SETUP_SETTINGS_H
#define SETUP_SETTINGS_H

#include "run/condition.h"

struct err;
struct str;

struct settings {
	struct dataset *data;		/* one reference */
	char *data_line;		/* the data command's words, canonical */
	char *model;			/* the user's text; NULL: follows the data */
	enum init init;
	int has_loss;
	enum loss loss;
	double huber_delta;
	int has_optimizer;		/* the kind was set */
	int has_optim[OPTIM_COUNT];	/* its parameters were: they follow no data */
	struct optim optim[OPTIM_COUNT];
	int has_batch, has_budget;
	enum budget_kind budget;
	uint32_t epochs;
	uint64_t updates;
	double target;
	double l2;
	int has_test;
	double test;
	int has_dropout;
	double dropout;			/* rate of the layers that `dropout` adds */
	int stratify_split, stratify_shuffle;
	enum class_weights class_weights;
	enum remainder remainder;
	enum average average;
	double decay;			/* of AVERAGE_EMA */
	uint32_t last;			/* of AVERAGE_LAST */
	enum schedule schedule;
	uint64_t warmup;
	uint32_t patience;		/* of a budget of epochs; 0: none */
	int standardize;		/* an enum standardize, or SETTINGS_AUTO: as the data */
	size_t probes;
	enum engine_kind engine;
	uint32_t seed;			/* master */
	int has_state[SOURCE_COUNT];
	enum state state[SOURCE_COUNT];
	uint32_t level[SOURCE_COUNT];	/* kept while free or off */
	uint32_t n_batch, batch[CONDITION_MAX_CHOICES];
	uint32_t n_optim, optim_choice[CONDITION_MAX_CHOICES];
	enum plan_kind plan;
	struct when_plan when;		/* of PLAN_WHEN */
	/* Other levels in the first epochs, of sources that are not off: struct levels. */
	uint32_t until, held, first[SOURCE_COUNT];
	struct external *external;	/* who trains instead of us: then data are its probes,
					 * and all else counts for nothing; NULL: we do */
	uint64_t rerolls;		/* levels that `reroll` drew so far; of no condition */
};

#define SETTINGS_AUTO (-1)
#define SETTINGS_TEST_MAX .9
#define SETTINGS_PROBES_MAX 4096
#define SETTINGS_LEVEL 42	/* of a fixed seed that nobody chose: the article's */

/* Defaults; without data: settings_data comes next. */
void settings_init(struct settings *s, uint32_t seed);
void settings_release(struct settings *s);
/* dst need not be initialised. */
void settings_copy(struct settings *dst, const struct settings *src);
/* Turn to other data (takes the reference) and let all that follows the data follow. */
void settings_data(struct settings *s, struct dataset *d, const char *line);
/* Recompute what follows the data after any change. */
void settings_follow(struct settings *s);

/* The network these settings train, dropout layers included, resolved. */
int settings_model(const struct settings *s, struct model *m, struct err *err);
/* Where the rate of an optimizer comes from. */
enum rate_from {
	RATE_SAID,		/* the user's own number */
	RATE_SUITS,		/* found to suit such data, or by ratio to one that does */
	RATE_KERAS,		/* Keras' default, tuned for no data */
};
enum rate_from settings_rate(const struct settings *s, enum optim_kind k);
double settings_test(const struct settings *s);
size_t settings_max_batch(const struct settings *s);
/* A new condition (one reference), or NULL and *err. */
struct condition *settings_condition(const struct settings *s, struct err *err);
/* Of a condition's canonical text: the hash of its data, 1, or 0 where it tells none; */
int settings_text_hash(const char *commands, uint64_t *hash);
/* and the bytes of one of its lines as people read it, without that hash. */
size_t settings_text_shown(const char *line);

/* Turn to the runs of somebody else's training, at its probes (external_data): takes both
 * references. */
void settings_external(struct settings *s, struct external *e, struct dataset *probes);
enum state settings_state(const struct settings *s, enum source src);
/* "free", "fixed 42", "fixed adam", "off". */
void settings_source_text(const struct settings *s, enum source src, struct str *out);

#endif
