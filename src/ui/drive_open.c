/* drive_open.c - see drive_open.h. */
#include "drive_open.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"

int drive_open(struct drive **out, const struct drive_words *w, int workers, uint32_t seed, struct shard shard,
	       int (*stop)(void *arg), void *arg, struct err *err)
{
	const struct drive_config c = { .hand = w->hand, .workers = workers, .seed = seed, .shard = shard, .stop = stop, .arg = arg };
	const char *kind = w->hand.kind;

	if (kind && strcmp(kind, "regression") && strcmp(kind, "binary") && strcmp(kind, "classes"))
		return err_set(err, ERR_USAGE, "--kind %s: regression, binary or classes was expected", kind);
	if (hand_is_single(&w->hand) && !w->hand.predictions && !w->hand.curves && !w->hand.metrics)
		return err_set(err, ERR_USAGE, "nothing tells what a run came to: --predictions, --curves or --metrics names a file that it leaves");
	return drive_new(out, &c, err);
}

/* A word as a POSIX shell takes it for one. */
static void put_word(struct str *out, const char *word)
{
	if (*word && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-{}") == strlen(word) &&
	    !strchr(word, '{')) {
		str_add(out, word);
		return;
	}
	str_addc(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			str_add(out, "'\\''");
		else
			str_addc(out, *word);
	}
	str_addc(out, '\'');
}

void drive_command(const struct drive_words *w, struct str *out)
{
	for (size_t i = 0; w->hand.argv[i]; i++) {
		if (i)
			str_addc(out, ' ');
		put_word(out, w->hand.argv[i]);
	}
}
