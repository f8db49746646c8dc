/*
 * name.c - the names that people's columns have.
 *
 * The rows of each list are in order of preference: where a file has two columns for
 * one place, the one that stands first here is taken.
 */
#include "name.h"

#include <ctype.h>
#include <string.h>

#define NAME_MOST 64

static const struct { enum column_as as; const char *names; } words[] = {
	{ AS_RUN, "run run_id runid run_name run_index trial trial_id trial_number experiment experiment_id"
	  " name id" },
	{ AS_STEP, "epoch step global_step iteration iter update" },
	{ AS_METRIC, "metric tag key variable" },
	{ AS_VALUE, "value" },
	{ AS_TRAIN, "train_loss loss training_loss loss_train trn_loss epoch_train_loss epoch_loss"
	  " train_loss_epoch train_epoch_loss" },
	{ AS_TEST, "test_loss val_loss validation_loss valid_loss loss_val loss_test eval_loss dev_loss"
	  " epoch_val_loss val_loss_epoch val_epoch_loss" },
	{ AS_ACC, "test_accuracy test_acc val_accuracy val_acc validation_accuracy valid_accuracy valid_acc"
	  " eval_accuracy eval_acc dev_accuracy dev_acc val_categorical_accuracy"
	  " val_sparse_categorical_accuracy val_binary_accuracy epoch_val_accuracy" },
	{ AS_TRAIN_ACC, "accuracy acc train_accuracy train_acc training_accuracy categorical_accuracy"
	  " sparse_categorical_accuracy binary_accuracy epoch_accuracy" },
	{ AS_SECONDS, "seconds duration runtime train_time elapsed" },
	{ AS_IGNORED, "wall_time time timestamp date datetime created updated state user host hostname notes tags"
	  " sweep git commit index unnamed:_0" },
};

static const struct { enum source source; const char *names; } sources[] = {
	{ SOURCE_INIT, "init init_seed weight_seed weights_seed initializer_seed initialiser_seed" },
	{ SOURCE_SHUFFLE, "shuffle shuffle_seed order order_seed" },
	{ SOURCE_BATCH, "batch batch_size batchsize" },
	{ SOURCE_OPTIMIZER, "optimizer optimiser optim" },
	{ SOURCE_DROPOUT, "dropout_seed dropout mask_seed" },
	{ SOURCE_SPLIT, "split split_seed" },
	{ SOURCE_NUDGE, "nudge nudge_seed" },
	{ SOURCE_ROUNDING, "rounding rounding_seed" },
};

/* Place of a word in a blank-separated list, from 0; -1 where it is not in it. */
static int place(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (int at = 0; *list; at++) {
		size_t k = strcspn(list, " ");

		if (k == n && memcmp(list, word, n) == 0)
			return at;
		list += k + (list[k] == ' ');
	}
	return -1;
}

/* Lower case, one kind of separator, none before or behind. */
static size_t normal(const char *name, size_t n, char out[NAME_MOST])
{
	size_t k = 0;

	for (size_t i = 0; i < n && k + 1 < NAME_MOST; i++) {
		char c = name[i];

		if (c == ' ' || c == '-' || c == '.' || c == '/' || c == '\\')
			c = '_';
		if (c == '_' && (k == 0 || out[k - 1] == '_'))
			continue;
		out[k++] = (char)tolower((unsigned char)c);
	}
	while (k && out[k - 1] == '_')
		k--;
	out[k] = '\0';
	return k;
}

/* p1, p_1, pred1, prediction_1, p[1]. */
static int prediction(const char *s, size_t *index)
{
	static const char *const stem[] = { "prediction", "pred", "p", "yhat", "y_hat", "output" };

	for (size_t i = 0; i < sizeof stem / sizeof *stem; i++) {
		size_t n = strlen(stem[i]), digits;

		if (strncmp(s, stem[i], n) != 0)
			continue;
		n += s[n] == '_' || s[n] == '[';
		digits = strspn(s + n, "0123456789");
		if (!digits || digits > 6 || (s[n + digits] && strcmp(s + n + digits, "]") != 0))
			continue;
		*index = 0;
		for (size_t k = 0; k < digits; k++)
			*index = *index * 10 + (size_t)(s[n + k] - '0');
		return 1;
	}
	return 0;
}

int column_is_figure(enum column_as as)
{
	return as >= AS_TRAIN && as <= AS_TRAIN_ACC;
}

struct column_is column_of_name(const char *name, size_t n)
{
	static const char *const seeds[] = { "seed", "random_state", "random_seed", "rng_seed" };
	struct column_is c = { .as = AS_OTHER };
	char s[NAME_MOST];
	size_t k;

	if (n >= NAME_MOST)
		return c;
	k = normal(name, n, s);
	if (!k)		/* pandas' index */
		c.as = AS_IGNORED;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		int at = place(words[i].names, s);

		if (at >= 0) {
			c.as = words[i].as;
			c.rank = at;
			return c;
		}
	}
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		int at = place(sources[i].names, s);

		if (at >= 0) {
			c.as = AS_SOURCE;
			c.source = sources[i].source;
			c.rank = at;
			return c;
		}
	}
	if (prediction(s, &c.index)) {
		c.as = AS_PREDICTION;
		return c;
	}
	c.own = name;
	c.own_n = n;
	for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++)
		if (strcmp(s, seeds[i]) == 0)
			c.as = AS_SOURCE;
	if (k > 5 && k == n && strcmp(s + k - 5, "_seed") == 0) {	/* data_seed: data */
		c.as = AS_SOURCE;
		c.own_n = n - 5;
	}
	if (c.as == AS_SOURCE)
		c.source = SOURCE_OWN;
	return c;
}
