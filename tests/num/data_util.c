/* data_util.c - see data_util.h. */
#include "../unit/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/str.h"
#include "data_util.h"

#define MAX_OPTIONS 8

static char directory[256];

const char *data_path_of(const char *name)
{
	static char path[8][600];
	static unsigned turn;
	char *p = path[turn++ % 8];

	if (!directory[0]) {
		const char *tmp = getenv("TMPDIR");

		snprintf(directory, sizeof directory, "%s/reroll-data-XXXXXX", tmp && *tmp ? tmp : "/tmp");
		assert_non_null(mkdtemp(directory));
	}
	snprintf(p, 600, "%s/%s", directory, name);
	return p;
}

const char *data_file(const char *name, const void *bytes, size_t n)
{
	const char *path = data_path_of(name);
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	return path;
}

const char *data_gzip(const char *name, const void *bytes, size_t n)
{
	const char *path = data_path_of(name);
	gzFile f = gzopen(path, "wb1");

	assert_non_null(f);
	assert_int_equal(gzwrite(f, bytes, (unsigned)n), n);
	assert_int_equal(gzclose(f), Z_OK);
	return path;
}

int data_load(struct dataset **d, const char *what, const char *options, struct err *err)
{
	struct data_option opt[MAX_OPTIONS];
	char *copy = strdup(options ? options : ""), *save = NULL;
	size_t n = 0;
	int ret;

	for (char *p = strtok_r(copy, " ", &save); p; p = strtok_r(NULL, " ", &save)) {
		char *eq = strchr(p, '=');

		assert_non_null(eq);
		assert_true(n < MAX_OPTIONS);
		*eq = '\0';
		opt[n++] = (struct data_option){ p, eq + 1 };
	}
	ret = dataset_load(d, what, opt, n, 1, err);
	free(copy);
	return ret;
}

struct dataset *data_must(const char *what, const char *options)
{
	struct err err = ERR_INIT;
	struct dataset *d = NULL;
	char buf[1024];

	if (data_load(&d, what, options, &err))
		fail_msg("%s %s: %s", what, options ? options : "", err_format(&err, buf, sizeof buf));
	return d;
}

struct dataset *data_csv(const char *text, const char *options)
{
	return data_must(data_file("t.csv", text, strlen(text)), options);
}

void data_says(const struct dataset *d, const char *note)
{
	struct str all = STR_INIT;

	for (size_t i = 0; i < d->notes.n; i++) {
		if (strstr(d->notes.v[i].text, note)) {
			str_release(&all);
			return;
		}
		str_addf(&all, "%s\n", d->notes.v[i].text);
	}
	fail_msg("no note '%s' in:\n%s", note, all.s);
}

void data_refused(const char *what, const char *options, enum err_code code, int line, int col,
		  const char *text)
{
	struct err err = ERR_INIT;
	struct dataset *d = NULL;
	char buf[1024];
	int ret = data_load(&d, what, options, &err);

	if (!ret)
		fail_msg("%s %s: was accepted", what, options ? options : "");
	assert_null(d);
	err_format(&err, buf, sizeof buf);
	if (ret != (int)code || err.code != code || err.line != line || err.col != col ||
	    !strstr(err.text, text))
		fail_msg("expected %d at %d:%d '%s', got %d: %s", (int)code, line, col, text, ret, buf);
	assert_null(strchr(buf, '\n'));
}

void data_csv_refused(const char *csv, const char *options, enum err_code code, int line, int col,
		      const char *text)
{
	data_refused(data_file("t.csv", csv, strlen(csv)), options, code, line, col, text);
}

int data_cleanup(void **state)
{
	DIR *dir;
	struct dirent *e;

	(void)state;
	if (!directory[0])
		return 0;
	dir = opendir(directory);
	while (dir && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			unlink(data_path_of(e->d_name));
	if (dir)
		closedir(dir);
	return rmdir(directory);
}
