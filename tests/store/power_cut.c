/*
 * power_cut.c - what a disk may hold where the power went.
 *
 *     power_cut LOG            how many things were done
 *     power_cut LOG K MODE FOLDER
 *
 * Makes in FOLDER the files that may be left when the power goes before the K-th thing, and
 * prints how many runs had been called saved by then.  MODE, of what was not synced:
 *
 *     0  nothing is left, and neither are names given or taken since the folder was synced
 *     1  nothing is left of bytes, but names are as they were
 *     2  a part: of each write any of its sectors of 512 bytes, drawn by K; names as they were
 *     3  the same, with the names of 0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "power.h"

#define FILES 64
#define SECTOR 512

struct bytes { unsigned char *p; size_t n, cap; };

struct pending { struct op op; const unsigned char *p; };

static struct file {
	struct bytes synced;
	struct pending *pending;
	size_t n_pending, cap;
} file[FILES];

struct entry { char name[256]; int file; };
static struct names { struct entry e[FILES]; int n; } now, durable;

static void die(const char *what)
{
	fprintf(stderr, "power_cut: %s\n", what);
	exit(2);
}

static void resize(struct bytes *b, size_t n)
{
	if (n > b->cap) {
		b->cap = 2 * n;
		b->p = realloc(b->p, b->cap);
		if (!b->p)
			die("memory");
	}
	if (n > b->n)
		memset(b->p + b->n, 0, n - b->n);
	b->n = n;
}

static uint64_t state;

static int coin(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return state >> 63;
}

/* All of a write, or only the sectors that the coin lets through. */
static void apply(struct bytes *b, const struct pending *w, int whole)
{
	size_t at = (size_t)w->op.at, n = (size_t)w->op.bytes, from = 0;

	if (w->op.kind == OP_SIZE) {
		if (whole || coin())
			resize(b, at);
		return;
	}
	while (from < n) {
		size_t len = SECTOR - (at + from) % SECTOR;

		if (len > n - from)
			len = n - from;
		if (whole || coin()) {
			if (b->n < at + from + len)
				resize(b, at + from + len);
			memcpy(b->p + at + from, w->p + from, len);
		}
		from += len;
	}
}

static void sync_file(struct file *f)
{
	for (size_t i = 0; i < f->n_pending; i++)
		apply(&f->synced, &f->pending[i], 1);
	f->n_pending = 0;
}

static void take_name(struct names *l, const char *name, size_t n)
{
	for (int i = 0; i < l->n; i++)
		if (strlen(l->e[i].name) == n && memcmp(l->e[i].name, name, n) == 0)
			l->e[i--] = l->e[--l->n];
}

static void give_name(struct names *l, const char *name, size_t n, int id)
{
	take_name(l, name, n);
	memcpy(l->e[l->n].name, name, n);
	l->e[l->n].name[n] = '\0';
	l->e[l->n++].file = id;
}

/* "10 runs saved to"; or what else is said, by $POWER_SAYS, once they are. */
static long called_saved(const char *text, size_t n)
{
	char copy[512];
	const char *p;
	long runs = -1;

	snprintf(copy, sizeof copy, "%.*s", (int)(n < 500 ? n : 500), text);
	if (!strstr(copy, getenv("POWER_SAYS") ? getenv("POWER_SAYS") : "saved to "))
		return -1;
	for (p = copy; *p; p++)
		if ((p == copy || p[-1] == ' ') && sscanf(p, "%ld run", &runs) == 1 && strstr(p, " run"))
			return runs;
	return -1;
}

static void one(const struct op *op, const unsigned char *p, long *saved)
{
	struct file *f = &file[op->file];
	long runs;

	switch ((enum op_kind)op->kind) {
	case OP_NAME: give_name(&now, (const char *)p, (size_t)op->bytes, op->file); break;
	case OP_UNNAME: take_name(&now, (const char *)p, (size_t)op->bytes); break;
	case OP_WRITE: case OP_SIZE:
		if (f->n_pending == f->cap) {
			f->cap = f->cap ? 2 * f->cap : 64;
			f->pending = realloc(f->pending, f->cap * sizeof *f->pending);
		}
		f->pending[f->n_pending++] = (struct pending){ *op, p };
		break;
	case OP_SYNC: sync_file(f); break;
	case OP_SYNC_FOLDER: durable = now; break;
	case OP_SAID:
		runs = called_saved((const char *)p, (size_t)op->bytes);
		*saved = runs > *saved ? runs : *saved;
		break;
	}
}

static unsigned char *read_log(const char *path, size_t *n)
{
	struct bytes b = { NULL, 0, 0 };
	FILE *in = fopen(path, "rb");
	size_t got;

	if (!in)
		die("no log");
	do {
		size_t at = b.n;

		resize(&b, at + 65536);
		got = fread(b.p + at, 1, 65536, in);
		b.n = at + got;
	} while (got);
	fclose(in);
	*n = b.n;
	return b.p;
}

int main(int argc, char **argv)
{
	size_t n, at = 0;
	long k = argc > 2 ? atol(argv[2]) : -1, count = 0, saved = 0;
	int mode = argc > 3 ? atoi(argv[3]) : 0;
	unsigned char *log = argc > 1 ? read_log(argv[1], &n) : (die("usage"), NULL);
	struct names *names;

	while (at + sizeof(struct op) <= n && (k < 0 || count < k)) {
		struct op op;

		memcpy(&op, log + at, sizeof op);
		at += sizeof op;
		if (op.bytes > n - at || op.file < 0 || op.file >= FILES)
			die("the log is cut");
		one(&op, log + at, &saved);
		at += (size_t)op.bytes;
		count++;
	}
	if (k < 0) {
		printf("%ld\n", count);
		return 0;
	}
	if (argc < 5)
		die("usage");
	state = (uint64_t)k * 2654435761u + (uint64_t)mode;
	names = mode == 0 || mode == 3 ? &durable : &now;
	for (int i = 0; i < FILES && mode >= 2; i++)
		for (size_t w = 0; w < file[i].n_pending; w++)
			apply(&file[i].synced, &file[i].pending[w], 0);
	for (int i = 0; i < names->n; i++) {
		const struct bytes *b = &file[names->e[i].file].synced;
		const size_t len = strlen(names->e[i].name);
		char path[8192];
		FILE *out;

		if (len > 4 && strcmp(names->e[i].name + len - 4, "-shm") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", argv[4], names->e[i].name);
		out = fopen(path, "wb");
		if (!out || (b->n && fwrite(b->p, 1, b->n, out) != b->n) || fclose(out) != 0)
			die("no file");
	}
	printf("%ld\n", saved);
	return 0;
}
