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

void drive_command(const struct drive_words *w, struct str *out)
{
	for (size_t i = 0; w->hand.argv[i]; i++) {
		if (i)
			str_addc(out, ' ');
		hand_word(out, w->hand.argv[i]);
	}
}

static int printable(const struct drive_words *w, struct err *err)
{
	const char *const file[] = { w->hand.predictions, w->hand.curves, w->hand.metrics };

	if (!hand_is_single(&w->hand))
		return err_set(err, ERR_USAGE, "--print is for one process a run: the command has no {init} or its like, and there is no --source");
	if (!file[0] && !file[1] && !file[2])
		return err_set(err, ERR_USAGE, "--print: --predictions, --curves or --metrics names a file that a run leaves in {out}");
	for (int i = 0; i < 3; i++)
		if (file[i] && (*file[i] == '/' || strstr(file[i], "..")))
			return err_set(err, ERR_USAGE, "--print: '%s': a name in the folder {out} was expected", file[i]);
	return 0;
}

int drive_print(const struct drive_words *w, uint32_t seed, struct shard shard, uint64_t n, struct str *out, struct err *err)
{
	struct wire_hello h;
	struct levels l;
	int code = printable(w, err);

	if (!code)
		code = hand_sources(&w->hand, &h, err);
	if (code)
		return code;
	for (uint64_t r = shard_next(shard, 0); r < n; r = shard_next(shard, r + 1)) {
		wire_levels(&h, &l);
		for (size_t i = 0; i < h.n_source; i++)
			l.v[h.source[i].slot] = external_draw(seed, h.source[i].slot, h.source[i].n_choice, r);
		hand_print(&w->hand, &h, r, &l, out);
	}
	wire_hello_release(&h);
	return 0;
}
