/* runs_open.c - see runs_open.h. */
#include "runs_open.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "trainer/runs.h"

static const char *const keys[] = {
	"source", "setting", "ignore", "metric", "kind", "outputs", "targets", NULL,
};

/* The place of the key that stands before a '='; -1: none does, and it is a file. */
static int key_of(const char *word, const char **value)
{
	for (int k = 0; keys[k]; k++) {
		size_t n = strlen(keys[k]);

		if (strncmp(word, keys[k], n) == 0 && word[n] == '=') {
			*value = word + n + 1;
			return k;
		}
	}
	return -1;
}

static int number(const char *text, unsigned *out, struct err *err)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || !v || v > RUNS_PREDICTIONS)
		return err_set(err, ERR_USAGE, "outputs=%s: a whole number from 1 to %u was expected", text, RUNS_PREDICTIONS);
	*out = (unsigned)v;
	return 0;
}

int runs_open(struct runs *out, char *const *word, size_t n, struct err *err)
{
	struct runs_options o = { .outputs = 0 };
	const char **text[] = { &o.source, &o.setting, &o.ignore, &o.metric, &o.kind, NULL, &o.targets };
	const char **path = xcalloc(n + 1, sizeof *path), *value;
	size_t paths = 0;
	int code = 0;

	memset(out, 0, sizeof *out);
	str_init(&out->said);
	for (size_t i = 0; i < n && !code; i++) {
		int k = key_of(word[i], &value);

		if (k < 0)
			path[paths++] = word[i];
		else if (!text[k])
			code = number(value, &o.outputs, err);
		else if (*text[k])
			code = err_set(err, ERR_USAGE, "%s= is given twice: several names are separated by commas", keys[k]);
		else
			*text[k] = value;
	}
	if (!code && !paths)
		code = err_set(err, ERR_USAGE, "open needs files of runs: .csv, .tsv, .jsonl, .npy or .npz");
	if (!code)
		code = runs_read(out, path, paths, &o, err);
	free(path);
	return code;
}
