/*
 * fuzz_session.c - any bytes as a session.
 *
 * Bytes that are an SQLite file by themselves are too rare to find, so most
 * inputs are changes to a good one: the first byte chooses
 *
 *     0       the rest is the file
 *     1       the rest changes bytes of a good file: four of place, one of value
 *     2       the same in the log (-wal) of an interrupted one
 *     others  a good file cut short
 *
 * Whatever there is to read is read, exported and played; each fails with
 * a sentence or works.  It is the first shard of two, and so it is merged with the other.
 * Then somebody tries to go on with it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "run/condition.h"
#include "store/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

struct bytes {
	unsigned char *p;
	size_t n;
};

static struct bytes good, live, live_wal;
static char folder[64];
static char path[512], path_wal[520], path_other[512], path_merged[512];

static void must(int ok)
{
	if (!ok)
		abort();
}

static struct bytes load(const char *name)
{
	int fd = open(name, O_RDONLY);
	struct bytes b;
	struct stat st;

	must(fd >= 0 && fstat(fd, &st) == 0);
	b.n = (size_t)st.st_size;
	b.p = xmalloc(b.n);
	must(read(fd, b.p, b.n) == (ssize_t)b.n);
	close(fd);
	return b;
}

static void save(const char *name, const unsigned char *p, size_t n)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	must(fd >= 0 && write(fd, p, n) == (ssize_t)n);
	close(fd);
}

/* ---- good files ---- */

/* Those of one shard of two. */
static void record(struct recorder *r, uint64_t first)
{
	static const float x[24] = { 1, 2, 3 }, y[8] = { 0, 1 }, curve[3] = { 1, .5f, .25f };
	static const uint32_t shape[3] = { 1, 1, 3 };
	static const float pred[4] = { 0, 1, 0, 1 };
	uint32_t probe[4] = { 0, 1, 2, 3 };
	struct condition c = { .commands = (char *)(uintptr_t)"free init", .engine = ENGINE_LANES };
	struct sample s = { .kind = SAMPLE_RUN, .condition = 1, .epochs = 3, .train = curve,
			    .test = curve, .pred = pred, .n_pred = 4 };

	c.problem.data = dataset_new("x", DATA_BINARY, 8, shape, 1, x, y);
	c.problem.n_probes = c.problem.n_pred = 4;
	c.problem.probe = probe;
	must(recorder_condition(r, 1, &c, NULL) == 0);
	must(recorder_event(r, 0, "command", "free init", NULL) == 0);
	for (s.run = first; s.run < 40; s.run += 2)
		must(recorder_run(r, &s, NULL) == 0);
	must(recorder_sync(r, NULL) == 0);
	dataset_unref(c.problem.data);
}

static void leave_nothing(void)
{
	char shm[520];

	snprintf(shm, sizeof shm, "%s-shm", path);
	unlink(path);
	unlink(path_wal);
	unlink(shm);
	unlink(path_other);
	unlink(path_merged);
	rmdir(folder);
}

static void prepare(void)
{
	/* memory where there is some: every input is a few files */
	static char shm[] = "/dev/shm/reroll-fuzz-XXXXXX", tmp[] = "/tmp/reroll-fuzz-XXXXXX";
	const char *dir = mkdtemp(shm);
	struct recorder *r;

	if (!dir)
		dir = mkdtemp(tmp);
	must(dir != NULL);
	snprintf(folder, sizeof folder, "%s", dir);
	atexit(leave_nothing);
	snprintf(path, sizeof path, "%s/s", dir);
	snprintf(path_wal, sizeof path_wal, "%s-wal", path);
	snprintf(path_other, sizeof path_other, "%s/o", dir);
	snprintf(path_merged, sizeof path_merged, "%s/m", dir);
	must(recorder_open_shard(&r, path_other, (struct shard){ 1, 2 }, 0, NULL) == 0);
	record(r, 1);
	must(recorder_close(r, NULL) == 0);
	must(recorder_open_shard(&r, path, (struct shard){ 0, 2 }, 0, NULL) == 0);
	record(r, 0);
	live = load(path);
	live_wal = load(path_wal);
	must(recorder_close(r, NULL) == 0);
	good = load(path);
}

/* ---- reading whatever it is ---- */

static void check(int rc, const struct err *err)
{
	char line[1024];

	if (rc == 0)
		return;
	must(err->code == rc && err->text[0]);
	err_format(err, line, sizeof line);
	for (const char *p = line; *p; p++)
		must((unsigned char)*p >= 0x20);
}

static int touch(void *arg, const struct sample *s)
{
	volatile float sum = 0;

	for (size_t i = 0; i < s->n_pred && s->pred; i++)
		sum += s->pred[i];
	for (size_t i = 0; i < s->epochs; i++)
		sum += s->train[i] + (s->test ? s->test[i] : 0) + (s->acc ? s->acc[i] : 0);
	*(float *)arg += sum;
	return 0;
}

static void read_session(struct session *s)
{
	struct player *p;
	float sum = 0;

	for (size_t i = 0; i < session_conditions(s); i++) {
		const char *commands;
		struct err err = ERR_INIT;

		dataset_unref(session_dataset(s, session_condition(s, i, &commands), &err));
		check(err.code, &err);
	}
	for (enum export_format f = EXPORT_CSV; f <= EXPORT_JSON; f++) {
		struct err err = ERR_INIT;

		check(session_export(s, f, "/dev/null", &err), &err);
	}
	p = player_new(s);
	feed_pace(player_feed(p), 0);
	while (!feed_idle(player_feed(p)))
		feed_drain(player_feed(p), touch, &sum, UINT64_MAX);
	feed_free(player_feed(p));
}

/* With the other shard, which is as it should be. */
static void merge(void)
{
	const char *in[] = { path, path_other };
	struct err err = ERR_INIT;
	struct str said = STR_INIT;
	int rc = session_merge(in, 2, path_merged, &said, &err);

	check(rc < 0 ? rc : 0, &err);
	must(rc >= 0 || access(path_merged, F_OK) != 0);
	must(rc != 1 || said.len);
	for (const char *p = said.s; *p; p++)
		must((unsigned char)*p >= 0x20 || *p == '\n');
	str_release(&said);
	unlink(path_merged);
}

static void change(struct bytes *b, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i + 5 <= n; i += 5) {
		uint32_t at = (uint32_t)bytes[i] << 24 | (uint32_t)bytes[i + 1] << 16 |
			      (uint32_t)bytes[i + 2] << 8 | bytes[i + 3];

		b->p[at % b->n] = bytes[i + 4];
	}
}

static void write_input(const uint8_t *bytes, size_t n)
{
	struct bytes b = bytes[0] == 2 ? live_wal : good;

	unlink(path_wal);
	b.p = memcpy(xmalloc(b.n), b.p, b.n);
	if (bytes[0] == 1 || bytes[0] == 2)
		change(&b, bytes + 1, n - 1);
	if (bytes[0] == 0) {
		save(path, bytes + 1, n - 1);
	} else if (bytes[0] == 1) {
		save(path, b.p, b.n);
	} else if (bytes[0] == 2) {
		save(path, live.p, live.n);
		save(path_wal, b.p, b.n);
	} else {
		save(path, b.p, n * 37 % b.n);
	}
	free(b.p);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct err err = ERR_INIT;
	struct recorder *r;
	struct session *s;
	int rc;

	if (!good.p)
		prepare();
	if (n == 0)
		return 0;
	write_input(bytes, n);
	rc = session_open(&s, path, &err);
	check(rc, &err);
	if (rc == 0)
		read_session(s);
	session_close(s);
	if (rc == 0)
		merge();
	err = (struct err)ERR_INIT;
	rc = recorder_open_shard(&r, path, (struct shard){ 0, 2 }, 1, &err);
	check(rc, &err);
	if (rc == 0) {
		err = (struct err)ERR_INIT;
		rc = recorder_close(r, &err);
		check(rc, &err);
	}
	return 0;
}
