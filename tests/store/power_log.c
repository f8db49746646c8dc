/*
 * power_log.c - preloaded into the program: what it does to the files of one folder, in order.
 *
 * power_cut.c makes of the log what a disk may hold where the power went at any point of it.
 * Watched is the folder $POWER_DIR, the log goes to $POWER_LOG: records of struct op, a name
 * or bytes behind each.  What the program says on its standard streams is in it, too, at the
 * moment it is said (or, buffered, before it can be read).  Memory that is mapped is not: of
 * SQLite's that is the -shm file, which no power cut leaves.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "power.h"

#define FDS 1024
#define NAMES 64

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
static char folder[4096];
static int file_of[FDS];	/* id + 1 of an open file, -1 of the folder, 0 of others */
static struct { char name[256]; int id; } names[NAMES];
static int n_names, next_id;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void put(const void *p, size_t n)
{
	static ssize_t (*real)(int, const void *, size_t);

	if (!real)
		real = REAL(write);
	while (n > 0) {
		ssize_t k = real(log_fd, p, n);

		if (k <= 0)
			abort();
		p = (const char *)p + k;
		n -= (size_t)k;
	}
}

static void say(enum op_kind kind, int file, off_t at, const void *bytes, size_t n)
{
	struct op op = { (uint32_t)kind, file, (uint64_t)at, n };

	put(&op, sizeof op);
	put(bytes, n);
}

__attribute__((constructor)) static void begin(void)
{
	const char *dir = getenv("POWER_DIR"), *log = getenv("POWER_LOG");

	if (!dir || !log || !realpath(dir, folder))
		return;
	log_fd = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	unsetenv("LD_PRELOAD");
}

/* The name within the folder, or NULL; "" is the folder itself. */
static const char *name_in(const char *path)
{
	static __thread char full[4096];
	char dir[4096];
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;

	if (log_fd < 0)
		return NULL;
	if (realpath(path, full) && strcmp(full, folder) == 0)
		return "";
	snprintf(dir, sizeof dir, "%.*s", slash ? (int)(slash - path + (slash == path)) : 1, slash ? path : ".");
	return realpath(dir, full) && strcmp(full, folder) == 0 && strlen(base) < 256 ? base : NULL;
}

static int find(const char *name)
{
	for (int i = 0; i < n_names; i++)
		if (strcmp(names[i].name, name) == 0)
			return i;
	return -1;
}

static int named(const char *name, int id)
{
	if (n_names == NAMES)
		abort();
	strcpy(names[n_names].name, name);
	names[n_names++].id = id;
	say(OP_NAME, id, 0, name, strlen(name));
	return id;
}

static void forget(const char *name)
{
	int i = find(name);

	if (i >= 0)
		names[i] = names[--n_names];
	say(OP_UNNAME, 0, 0, name, strlen(name));
}

static int opened(int fd, const char *path, int flags, int existed)
{
	const char *name = fd >= 0 && fd < FDS ? name_in(path) : NULL;

	if (fd >= 0 && fd < FDS)
		file_of[fd] = 0;
	if (!name)
		return fd;
	pthread_mutex_lock(&lock);
	if ((flags & O_TMPFILE) == O_TMPFILE)
		file_of[fd] = 1 + next_id++;
	else if (!*name)
		file_of[fd] = -1;
	else if (existed && find(name) >= 0)
		file_of[fd] = 1 + names[find(name)].id;
	else if (!existed && flags & O_CREAT)
		file_of[fd] = 1 + named(name, next_id++);
	if (file_of[fd] > 0 && flags & O_TRUNC && existed)
		say(OP_SIZE, file_of[fd] - 1, 0, NULL, 0);
	pthread_mutex_unlock(&lock);
	return fd;
}

static int file(int fd)
{
	return log_fd >= 0 && fd >= 0 && fd < FDS && fd != log_fd ? file_of[fd] : 0;
}

#define OPEN(name) \
int name(const char *path, int flags, ...) \
{ \
	va_list ap; \
	mode_t mode; \
	int existed = access(path, F_OK) == 0; \
	va_start(ap, flags); \
	mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(ap, int) : 0; \
	va_end(ap); \
	return opened(REAL(name)(path, flags, mode), path, flags, existed); \
}
OPEN(open)
OPEN(open64)

int close(int fd)
{
	if (fd >= 0 && fd < FDS)
		file_of[fd] = 0;
	return REAL(close)(fd);
}

static ssize_t wrote(int fd, const void *p, off_t at, ssize_t n)
{
	if (n > 0 && file(fd) > 0) {
		pthread_mutex_lock(&lock);
		say(OP_WRITE, file(fd) - 1, at, p, (size_t)n);
		pthread_mutex_unlock(&lock);
	}
	return n;
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at) { return wrote(fd, p, at, REAL(pwrite)(fd, p, n, at)); }
ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at) { return wrote(fd, p, at, REAL(pwrite64)(fd, p, n, at)); }

ssize_t write(int fd, const void *p, size_t n)
{
	off_t at = file(fd) > 0 ? lseek(fd, 0, SEEK_CUR) : 0;

	return wrote(fd, p, at, REAL(write)(fd, p, n));
}

static int sized(int fd, off_t n, int rc)
{
	if (rc == 0 && file(fd) > 0) {
		pthread_mutex_lock(&lock);
		say(OP_SIZE, file(fd) - 1, n, NULL, 0);
		pthread_mutex_unlock(&lock);
	}
	return rc;
}

int ftruncate(int fd, off_t n) { return sized(fd, n, REAL(ftruncate)(fd, n)); }
int ftruncate64(int fd, off64_t n) { return sized(fd, n, REAL(ftruncate64)(fd, n)); }

static int synced(int fd, int rc)
{
	if (rc == 0 && file(fd)) {
		pthread_mutex_lock(&lock);
		say(file(fd) > 0 ? OP_SYNC : OP_SYNC_FOLDER, file(fd) > 0 ? file(fd) - 1 : 0, 0, NULL, 0);
		pthread_mutex_unlock(&lock);
	}
	return rc;
}

int fsync(int fd) { return synced(fd, REAL(fsync)(fd)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)(fd)); }

int unlink(const char *path)
{
	const char *name = name_in(path);
	int rc = REAL(unlink)(path);

	if (rc == 0 && name) {
		pthread_mutex_lock(&lock);
		forget(name);
		pthread_mutex_unlock(&lock);
	}
	return rc;
}

int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
	int rc = REAL(linkat)(from_dir, from, to_dir, to, flags), fd;
	const char *name = name_in(to);

	if (rc == 0 && name && sscanf(from, "/proc/self/fd/%d", &fd) == 1 && file(fd) > 0) {
		pthread_mutex_lock(&lock);
		named(name, file(fd) - 1);
		pthread_mutex_unlock(&lock);
	}
	return rc;
}

size_t fwrite(const void *p, size_t size, size_t n, FILE *f)
{
	if (log_fd >= 0 && (f == stdout || f == stderr)) {
		pthread_mutex_lock(&lock);
		say(OP_SAID, 0, 0, p, size * n);
		pthread_mutex_unlock(&lock);
	}
	return REAL(fwrite)(p, size, n, f);
}
