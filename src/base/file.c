/*
 * file.c - see file.h.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"

/* ---- reading ---- */

static int too_large(const char *name, size_t limit, struct err *err)
{
	return err_at(err, ERR_LIMIT, name, 0, 0, "is larger than such a file may be (%zu MB)", limit >> 20);
}

int file_read_stream(FILE *f, const char *name, size_t limit, struct str *out, struct err *err)
{
	const size_t before = out->len;
	char buf[8192];
	size_t n;

	while ((n = fread(buf, 1, sizeof buf, f)) > 0) {
		if (memchr(buf, '\0', n))
			return err_at(err, ERR_INPUT, name, 0, 0, "is not text: it holds a NUL byte");
		if (n > limit - (out->len - before))
			return too_large(name, limit, err);
		str_addn(out, buf, n);
	}
	if (ferror(f))
		return err_at(err, ERR_IO, name, 0, 0, "%s", strerror(errno));
	return 0;
}

int file_read(const char *path, size_t limit, struct str *out, struct err *err)
{
	FILE *f = fopen(path, "rb");
	int code;

	if (!f)
		return err_at(err, ERR_INPUT, path, 0, 0, "%s", strerror(errno));
	code = file_read_stream(f, path, limit, out, err);
	fclose(f);
	return code;
}

/* ---- writing ---- */

static int draft_fail(const struct draft *d, struct err *err)
{
	return err_at(err, ERR_IO, d->path, 0, 0, "cannot be written: %s", strerror(errno));
}

int draft_open(struct draft *d, const char *path, struct err *err)
{
	struct str name = STR_INIT;
	struct stat st;
	int fd;

	*d = (struct draft){ NULL, path, NULL };
	if (strcmp(path, "-") == 0) {
		d->f = stdout;
		return 0;
	}
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		d->f = fopen(path, "w");
		return d->f ? 0 : draft_fail(d, err);
	}
	str_addf(&name, "%s.%ld.part", path, (long)getpid());
	d->name = str_detach(&name);
	fd = open(d->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	d->f = fd < 0 ? NULL : fdopen(fd, "w");
	if (d->f)
		return 0;
	draft_fail(d, err);
	free(d->name);
	d->name = NULL;
	return ERR_IO;
}

int draft_close(struct draft *d, int code, struct err *err)
{
	if (code == 0 && (fflush(d->f) == EOF || ferror(d->f)))
		code = draft_fail(d, err);
	/* after a power cut there is the old file or the new one, and never an empty one */
	if (d->name && code == 0 && fsync(fileno(d->f)) < 0 && errno != EINVAL)
		code = draft_fail(d, err);
	if (d->f != stdout && fclose(d->f) == EOF && code == 0)
		code = draft_fail(d, err);
	if (d->name && code == 0 && rename(d->name, d->path) < 0)
		code = draft_fail(d, err);
	if (d->name && code != 0)
		unlink(d->name);
	free(d->name);
	d->name = NULL;
	return code;
}

/* ---- folders ---- */

static char *in_folder(const char *variable, const char *in_home, const char *name)
{
	const char *folder = getenv(variable), *home = getenv("HOME");
	struct str s = STR_INIT;

	if (folder && folder[0] == '/')
		str_addf(&s, "%s/reroll/%s", folder, name);
	else if (home && home[0] == '/')
		str_addf(&s, "%s/%s/reroll/%s", home, in_home, name);
	else
		return NULL;
	return str_detach(&s);
}

char *file_config(const char *name)
{
	return in_folder("XDG_CONFIG_HOME", ".config", name);
}

char *file_state(const char *name)
{
	return in_folder("XDG_STATE_HOME", ".local/state", name);
}
