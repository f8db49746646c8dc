/*
 * fault.c - preloaded into the program: one call of the system fails.
 *
 * The $FAULT_AT-th call of $FAULT_CALL that has to do with the folder $FAULT_DIR fails with
 * $FAULT_ERRNO, and with FAULT_ON=1 all after it.  $FAULT_COUNT, where it is set, is a file that
 * gets how many there were.  mmap of a file counts where the file is in the folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static char folder[4096], call[32];
static long fail_at;
static int fail_errno, fail_on;
static atomic_long seen;

__attribute__((constructor)) static void begin(void)
{
	const char *dir = getenv("FAULT_DIR"), *what = getenv("FAULT_CALL"), *at = getenv("FAULT_AT"), *e = getenv("FAULT_ERRNO");

	if (!dir || !what || !at || !e || !realpath(dir, folder))
		return;
	snprintf(call, sizeof call, "%s", what);
	fail_at = atol(at);
	fail_errno = atoi(e);
	fail_on = getenv("FAULT_ON") != NULL;
	unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void end(void)
{
	const char *count = getenv("FAULT_COUNT");
	FILE *f = count ? fopen(count, "w") : NULL;

	if (f) {
		fprintf(f, "%ld\n", (long)seen);
		fclose(f);
	}
}

static int path_in(const char *path)
{
	char dir[4096], full[4096];
	const char *slash = strrchr(path, '/');

	snprintf(dir, sizeof dir, "%.*s", slash ? (int)(slash - path + (slash == path)) : 1, slash ? path : ".");
	return *folder && realpath(dir, full) && strncmp(full, folder, strlen(folder)) == 0;
}

static int fd_in(int fd)
{
	char link[64], full[4096];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, full, sizeof full - 1);
	if (n <= 0 || !*folder)
		return 0;
	full[n] = '\0';
	return strncmp(full, folder, strlen(folder)) == 0;
}

/* Is it this one's turn to fail? */
static int fails(const char *name, int concerned)
{
	long n;

	if (!concerned || strcmp(name, call) != 0)
		return 0;
	n = atomic_fetch_add(&seen, 1) + 1;
	if (n != fail_at && !(fail_on && n > fail_at))
		return 0;
	errno = fail_errno;
	return 1;
}

#define OPEN(name) \
int name(const char *path, int flags, ...) \
{ \
	va_list ap; \
	mode_t mode; \
	va_start(ap, flags); \
	mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(ap, int) : 0; \
	va_end(ap); \
	return fails("open", path_in(path)) ? -1 : REAL(name)(path, flags, mode); \
}
OPEN(open)
OPEN(open64)
ssize_t write(int fd, const void *p, size_t n) { return fails("write", fd_in(fd)) ? -1 : REAL(write)(fd, p, n); }
ssize_t pwrite(int fd, const void *p, size_t n, off_t at) { return fails("write", fd_in(fd)) ? -1 : REAL(pwrite)(fd, p, n, at); }
ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at) { return fails("write", fd_in(fd)) ? -1 : REAL(pwrite64)(fd, p, n, at); }
ssize_t pread(int fd, void *p, size_t n, off_t at) { return fails("read", fd_in(fd)) ? -1 : REAL(pread)(fd, p, n, at); }
ssize_t pread64(int fd, void *p, size_t n, off64_t at) { return fails("read", fd_in(fd)) ? -1 : REAL(pread64)(fd, p, n, at); }
int fsync(int fd) { return fails("fsync", fd_in(fd)) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails("fsync", fd_in(fd)) ? -1 : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t n) { return fails("ftruncate", fd_in(fd)) ? -1 : REAL(ftruncate)(fd, n); }
int ftruncate64(int fd, off64_t n) { return fails("ftruncate", fd_in(fd)) ? -1 : REAL(ftruncate64)(fd, n); }
int unlink(const char *path) { return fails("unlink", path_in(path)) ? -1 : REAL(unlink)(path); }
int rename(const char *from, const char *to) { return fails("rename", path_in(to)) ? -1 : REAL(rename)(from, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return fails("linkat", path_in(to)) ? -1 : REAL(linkat)(a, from, b, to, flags); }
void *mmap(void *p, size_t n, int prot, int flags, int fd, off_t at)
{ return fails("mmap", fd >= 0 && fd_in(fd)) ? MAP_FAILED : REAL(mmap)(p, n, prot, flags, fd, at); }
void *mmap64(void *p, size_t n, int prot, int flags, int fd, off64_t at)
{ return fails("mmap", fd >= 0 && fd_in(fd)) ? MAP_FAILED : REAL(mmap64)(p, n, prot, flags, fd, at); }
