/*
 * process.c - see process.h.
 *
 * Between fork and exec, and in the keeper, only what is safe after a fork of a process
 * with threads is called: no memory is taken, no lock, no stdio.
 *
 * Why a keeper: a death signal (PR_SET_PDEATHSIG) reaches the child alone and not its own
 * children, and a closed pipe ends only those who read it.  Somebody must be left to kill
 * the group when this process is gone.
 */
#include "config.h"	/* closefrom */

#include "trainer/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/err.h"
#include "base/str.h"
#include "base/xalloc.h"

#define SAID_BYTES ((size_t)256 << 10)	/* kept of what it says, before lines are counted */
#define LEASH_FD 5			/* the keeper's, above what the program gets */
#define MOST_FDS 65536			/* where the system cannot close them all at once */

extern char **environ;

/* What the keeper tells through the leash. */
struct word { int kind, value; };	/* kind: 'x' errno of exec, 'e' its wait status */

struct process {
	pid_t keeper;
	int to, from, said, leash;
	int ended, status;
	struct str text;	/* what it said, the newest at the end */
	size_t line;		/* bytes of its last, unfinished line */
};

/* ---- the keeper ---- */

static void close_above(int fd)
{
#ifdef HAVE_CLOSEFROM
	closefrom(fd);
#else
	long most = sysconf(_SC_OPEN_MAX);

	for (; fd < (most > 0 && most < MOST_FDS ? most : MOST_FDS); fd++)
		close(fd);
#endif
}

static void tell(int kind, int value)
{
	struct word w = { kind, value };

	while (write(LEASH_FD, &w, sizeof w) < 0 && errno == EINTR)
		;
}

static void on_child(int sig)
{
	(void)sig;	/* it only has to end a wait */
}

static void default_signals(void)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };
	sigset_t none;

	sigaction(SIGPIPE, &sa, NULL);	/* which we ignore ourselves */
	sigaction(SIGCHLD, &sa, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: 0 to 2 are its own already, 3 and 4 the wire's. */
static void become(const struct process_spec *spec, char **env, pid_t keeper, int failed)
{
	int e;

	setsid();		/* a group, and no terminal: it cannot stop for one */
#ifdef PR_SET_PDEATHSIG
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != keeper)	/* it died before that was said */
		_exit(127);
#else
	(void)keeper;
#endif
	default_signals();
	environ = env;
	execvp(spec->argv[0], spec->argv);
	e = errno;
	while (write(failed, &e, sizeof e) < 0 && errno == EINTR)
		;
	_exit(127);
}

#ifdef __linux__
/* What was started by it and left its group is our child by now. */
static void kill_adopted(void)
{
	char path[64] = "/proc/thread-self/children", text[4096];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	pid_t pid = 0;

	if (fd < 0)
		return;
	n = read(fd, text, sizeof text);
	close(fd);
	for (ssize_t i = 0; i < n; i++) {
		if (text[i] >= '0' && text[i] <= '9') {
			pid = pid * 10 + (text[i] - '0');
		} else if (pid > 1) {
			kill(pid, SIGKILL);
			pid = 0;
		}
	}
}
#else
static void kill_adopted(void) { }
#endif

/* The group goes; then whoever is left, until nobody is. */
static void sweep(pid_t child)
{
	struct timespec nap = { 0, 1000000 };

	kill(-child, SIGKILL);
	for (int i = 0; i < 2000; i++) {
		pid_t got;

		while ((got = waitpid(-1, NULL, WNOHANG)) > 0)
			;
		if (got < 0)		/* ECHILD */
			return;
		kill_adopted();
		nanosleep(&nap, NULL);
	}
}

/* Has the child ended?  It stays a zombie until its group is killed, so that nobody else
 * can have its number. */
static int child_ended(pid_t child, int *status)
{
	siginfo_t info = { .si_pid = 0 };

	if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != child)
		return 0;
	kill(-child, SIGKILL);
	return waitpid(child, status, 0) == child;
}

/* Wait for the child's end, or for the leash: a signal to hand on, or its own end. */
static void keep(pid_t child)
{
	sigset_t block, wait;
	int status;

	sigfillset(&block);
	sigprocmask(SIG_SETMASK, &block, &wait);
	sigfillset(&wait);
	sigdelset(&wait, SIGCHLD);
	for (;;) {
		fd_set set;
		char c;

		if (child_ended(child, &status)) {
			sweep(child);
			tell('e', status);
			_exit(0);
		}
		FD_ZERO(&set);
		FD_SET(LEASH_FD, &set);
		if (pselect(LEASH_FD + 1, &set, NULL, NULL, NULL, &wait) <= 0)
			continue;
		if (read(LEASH_FD, &c, 1) != 1)
			break;
		kill(-child, c == 't' ? SIGTERM : SIGKILL);
	}
	sweep(child);
	_exit(0);
}

/* fd[0] to fd[4] become 0 to 4 (-1: none), the leash LEASH_FD, and all others go. */
static void settle_fds(const int fd[5], int leash)
{
	int high[5];

	for (int i = 0; i < 5; i++)
		high[i] = fd[i] < 0 ? -1 : fcntl(fd[i], F_DUPFD, LEASH_FD + 1);
	leash = fcntl(leash, F_DUPFD, LEASH_FD + 1);
	for (int i = 0; i < 5; i++) {
		if (high[i] >= 0)
			dup2(high[i], i);
		else
			close(i);
	}
	dup2(leash, LEASH_FD);
	fcntl(LEASH_FD, F_SETFD, FD_CLOEXEC);
	close_above(LEASH_FD + 1);
}

static void keeper(const struct process_spec *spec, char **env, const int fd[5], int leash)
{
	struct sigaction sa = { .sa_handler = on_child };
	sigset_t all;
	int failed[2], e;
	pid_t me, child;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	sigemptyset(&sa.sa_mask);
	sigaction(SIGCHLD, &sa, NULL);
	setpgid(0, 0);		/* what is sent to our group is not for it */
	settle_fds(fd, leash);
#ifdef PR_SET_CHILD_SUBREAPER
	prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
	me = getpid();
	child = -1;
	if (pipe(failed) == 0) {
		fcntl(failed[0], F_SETFD, FD_CLOEXEC);
		fcntl(failed[1], F_SETFD, FD_CLOEXEC);
		child = fork();
	}
	if (child == 0)
		become(spec, env, me, failed[1]);
	if (child < 0) {
		tell('x', errno);
		_exit(0);
	}
	for (int i = 0; i < 5; i++)
		close(i);	/* the program's ends are the program's alone */
	close(failed[1]);
	if (read(failed[0], &e, sizeof e) == (ssize_t)sizeof e) {
		tell('x', e);
		waitpid(child, NULL, 0);
		_exit(0);
	}
	close(failed[0]);
	tell('s', 0);
	keep(child);
}

/* ---- beginning ---- */

static int is_set(const char *pair, const char *const *more)
{
	size_t n = strcspn(pair, "=");

	for (size_t i = 0; more && more[i]; i++)
		if (strncmp(more[i], pair, n) == 0 && more[i][n] == '=')
			return 1;
	return strncmp(pair, "REROLL_", 7) == 0;	/* of a reroll above us */
}

/* Ours with more; the strings are borrowed. */
static char **environment(const struct process_spec *spec)
{
	static char *const wire[] = { "REROLL_IN=/dev/fd/3", "REROLL_OUT=/dev/fd/4" };
	size_t n = 0, more = 0, at = 0;
	char **env;

	while (environ && environ[n])
		n++;
	while (spec->env && spec->env[more])
		more++;
	env = xcalloc(n + more + 3, sizeof *env);
	for (size_t i = 0; i < n; i++)
		if (!is_set(environ[i], spec->env))
			env[at++] = environ[i];
	for (size_t i = 0; i < more; i++)
		env[at++] = (char *)spec->env[i];
	for (size_t i = 0; spec->wire && i < 2; i++)
		env[at++] = wire[i];
	return env;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void never_block(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* A pipe that no program of anybody's inherits. */
static int open_pipe(int fd[2])
{
#ifdef __linux__
	return pipe2(fd, O_CLOEXEC);
#else
	if (pipe(fd) != 0)
		return -1;
	fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	fcntl(fd[1], F_SETFD, FD_CLOEXEC);
	return 0;
#endif
}

struct ends { int null, said[2], in[2], out[2], leash[2]; };

static int open_ends(struct ends *e, int wire)
{
	*e = (struct ends){ -1, { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 } };
	e->null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (e->null < 0 || open_pipe(e->said) || (wire && (open_pipe(e->in) || open_pipe(e->out))))
		return -1;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, e->leash) != 0)
		return -1;
	fcntl(e->leash[0], F_SETFD, FD_CLOEXEC);
	fcntl(e->leash[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

static void close_ends(struct ends *e)
{
	close_fd(&e->null);
	for (int i = 0; i < 2; i++) {
		close_fd(&e->said[i]);
		close_fd(&e->in[i]);
		close_fd(&e->out[i]);
		close_fd(&e->leash[i]);
	}
}

static void reap(struct process *p)
{
	while (p->keeper > 0 && waitpid(p->keeper, NULL, 0) < 0 && errno == EINTR)
		;
	p->keeper = 0;
}

/* The keeper's first word: 0, or why it could not be executed. */
static int first_word(int leash)
{
	struct word w;
	ssize_t n;

	do
		n = recv(leash, &w, sizeof w, MSG_WAITALL);
	while (n < 0 && errno == EINTR);
	return n != (ssize_t)sizeof w ? EIO : w.kind == 'x' ? w.value : 0;
}

int process_start(struct process **out, const struct process_spec *spec, struct err *err)
{
	struct process *p;
	struct ends e;
	char **env;
	pid_t pid;
	int why;

	*out = NULL;
	if (open_ends(&e, spec->wire)) {
		why = errno;
		close_ends(&e);
		return err_set(err, ERR_IO, "no pipes to start '%s' with: %s", spec->argv[0], strerror(why));
	}
	env = environment(spec);
	pid = fork();
	if (pid == 0) {
		const int fd[5] = { e.null, e.said[1], e.said[1], e.in[0], e.out[1] };

		keeper(spec, env, fd, e.leash[1]);
		_exit(0);
	}
	why = errno;
	free(env);
	if (pid < 0) {
		close_ends(&e);
		return err_set(err, ERR_IO, "cannot start '%s': %s", spec->argv[0], strerror(why));
	}
	p = xcalloc(1, sizeof *p);
	str_init(&p->text);
	p->keeper = pid;
	p->status = -1;
	p->to = e.in[1];
	p->from = e.out[0];
	p->said = e.said[0];
	p->leash = e.leash[0];
	e.in[1] = e.out[0] = e.said[0] = e.leash[0] = -1;
	close_ends(&e);
	why = first_word(p->leash);
	if (why) {
		p->ended = 1;
		process_free(p);
		return err_set(err, why == ENOENT || why == EACCES || why == ENOEXEC ? ERR_INPUT : ERR_IO, "cannot start '%s': %s",
			       spec->argv[0], strerror(why));
	}
	for (int i = 0; i < 4; i++) {
		int fd = i == 0 ? p->to : i == 1 ? p->from : i == 2 ? p->said : p->leash;

		if (fd >= 0)
			never_block(fd);
	}
	*out = p;
	return 0;
}

/* ---- pipes ---- */

int process_to(const struct process *p) { return p->to; }
int process_from(const struct process *p) { return p->from; }
int process_said(const struct process *p) { return p->said; }
int process_leash(const struct process *p) { return p->ended ? -1 : p->leash; }
void process_close_to(struct process *p) { close_fd(&p->to); }
void process_close_from(struct process *p) { close_fd(&p->from); }

/* Old lines go in bulk. */
static void forget(struct process *p)
{
	size_t drop = p->text.len - SAID_BYTES / 2;
	char *line = memchr(p->text.s + drop, '\n', p->text.len - drop);

	if (line)
		drop = (size_t)(line - p->text.s) + 1;
	memmove(p->text.s, p->text.s + drop, p->text.len - drop + 1);
	p->text.len -= drop;
}

static void take_in(struct process *p, const char *s, size_t n)
{
	for (size_t k; n; s += k, n -= k) {
		char *end = memchr(s, '\n', n);
		size_t room = p->line < PROCESS_LINE_BYTES ? PROCESS_LINE_BYTES - p->line : 0;

		k = end ? (size_t)(end - s) + 1 : n;
		str_addn(&p->text, s, k < room ? k : room);
		if (end && k > room)
			str_addc(&p->text, '\n');
		p->line = end ? 0 : p->line + k;
	}
	if (p->text.len > SAID_BYTES)
		forget(p);
}

void process_listen(struct process *p)
{
	char buf[16384];
	ssize_t n;

	/* Not without end: somebody may write faster than this reads. */
	for (int i = 0; i < 16 && p->said >= 0; i++) {
		n = read(p->said, buf, sizeof buf);
		if (n > 0)
			take_in(p, buf, (size_t)n);
		else if (n == 0)
			close_fd(&p->said);
		else if (errno != EINTR)
			return;
	}
}

/* ---- the end ---- */

static void order(struct process *p, char c)
{
	while (!p->ended && p->leash >= 0 && send(p->leash, &c, 1, MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

void process_term(struct process *p) { order(p, 't'); }
void process_kill(struct process *p) { order(p, 'k'); }

int process_ended(struct process *p, int *status)
{
	struct word w;
	ssize_t n;

	while (!p->ended) {
		n = recv(p->leash, &w, sizeof w, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		p->ended = 1;		/* its word, or nobody is left to say it */
		if (n == (ssize_t)sizeof w && w.kind == 'e')
			p->status = w.value;
		reap(p);
	}
	if (p->ended && status)
		*status = p->status;
	return p->ended;
}

void process_free(struct process *p)
{
	if (!p)
		return;
	close_fd(&p->to);
	close_fd(&p->from);
	close_fd(&p->leash);	/* the keeper kills, and goes */
	reap(p);
	close_fd(&p->said);
	str_release(&p->text);
	free(p);
}

void process_status_text(int status, struct str *out)
{
	if (status != -1 && WIFEXITED(status))
		str_addf(out, "exit status %d", WEXITSTATUS(status));
	else if (status != -1 && WIFSIGNALED(status))
		str_addf(out, "killed by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		str_add(out, "ended, nobody knows how");
}

void process_last_lines(const struct process *p, struct str *out)
{
	const char *s = p->text.s, *end = s + p->text.len, *from = end;
	size_t lines = 0;

	while (from > s && (from == end || from[-1] != '\n' || ++lines < PROCESS_LINES))
		from--;
	str_addn(out, from, (size_t)(end - from));
}

void process_last_words(const struct process *p, struct str *out)
{
	const char *s = p->text.s;
	size_t end = p->text.len, from;

	while (end && strchr(" \t\r\n", s[end - 1]))
		end--;
	for (from = end; from && s[from - 1] != '\n'; from--)
		;
	str_addn(out, s + from, end - from);
}
