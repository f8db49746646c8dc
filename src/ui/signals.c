/*
 * signals.c - see signals.h.
 *
 * A self-pipe with both ends non-blocking: a full pipe loses nothing, since
 * what came is kept as bits and the bytes only wake the loop.
 *
 * The crash path uses nothing but write, tcsetattr and sigaction.  The text
 * it needs is copied into fixed buffers while all is well.
 */
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/xalloc.h"

static const int soft[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP };
static const int hard[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT };
enum { N_SOFT = sizeof soft / sizeof *soft, N_HARD = sizeof hard / sizeof *hard };

static int pipe_fd[2] = { -1, -1 };
static atomic_uint seen;
static struct sigaction soft_old[N_SOFT], hard_old[N_HARD], pipe_old;
static void *alt_stack;

static struct {
	volatile sig_atomic_t active;
	char reset[512];
	size_t n_reset;
	char path[1024];
	size_t n_path;
	struct termios modes;
	int have_modes;
} crash;

static void on_soft(int sig)
{
	int keep = errno;
	unsigned bit = sig == SIGWINCH ? SEEN_RESIZE : sig == SIGTSTP ? SEEN_STOP
		: sig == SIGCONT ? SEEN_CONT : sig == SIGINT ? SEEN_INT : SEEN_TERM;

	atomic_fetch_or(&seen, bit);
	/* Full means that the loop is awake anyway. */
	while (write(pipe_fd[1], "", 1) < 0 && errno == EINTR)
		;
	errno = keep;
}

static void say(const char *s, size_t n)
{
	while (n > 0) {
		ssize_t w = write(STDOUT_FILENO, s, n);

		if (w <= 0)
			return;
		s += w;
		n -= (size_t)w;
	}
}

static void give_back(int asked)
{
	static const char crashed[] = "reroll: crashed; ", quit[] = "reroll: quit at once; ";
	static const char lies[] = "the session so far is in ";
	static const char none[] = "no session was being saved";

	if (!crash.active)
		return;
	crash.active = 0;
	say(crash.reset, crash.n_reset);
	if (crash.have_modes)
		tcsetattr(STDIN_FILENO, TCSANOW, &crash.modes);
	if (asked)
		say(quit, sizeof quit - 1);
	else
		say(crashed, sizeof crashed - 1);
	if (crash.n_path > 0) {
		say(lies, sizeof lies - 1);
		say(crash.path, crash.n_path);
	} else {
		say(none, sizeof none - 1);
	}
	say("\r\n", 2);
}

static void on_hard(int sig)
{
	give_back(sig == SIGQUIT);
	/* The earlier disposition decides: a core, or a sanitizer's report. */
	for (int i = 0; i < N_HARD; i++)
		if (hard[i] == sig)
			sigaction(sig, &hard_old[i], NULL);
	raise(sig);
}

void signals_crash_now(void)
{
	give_back(0);
}

int signals_install(void)
{
	struct sigaction sa;
	stack_t st;

	if (pipe(pipe_fd) != 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		fcntl(pipe_fd[i], F_SETFL, O_NONBLOCK);
		fcntl(pipe_fd[i], F_SETFD, FD_CLOEXEC);
	}
	atomic_store(&seen, 0);
	crash.have_modes = tcgetattr(STDIN_FILENO, &crash.modes) == 0;

	alt_stack = xmalloc(65536);
	memset(&st, 0, sizeof st);
	st.ss_sp = alt_stack;
	st.ss_size = 65536;
	sigaltstack(&st, NULL);

	memset(&sa, 0, sizeof sa);
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = on_soft;
	sa.sa_flags = SA_RESTART;
	for (int i = 0; i < N_SOFT; i++) {
		sigaction(soft[i], &sa, &soft_old[i]);
		/* nohup, and shells for what runs in their background, mean it */
		if (soft_old[i].sa_handler == SIG_IGN && soft[i] != SIGWINCH)
			sigaction(soft[i], &soft_old[i], NULL);
	}
	sa.sa_handler = on_hard;
	sa.sa_flags = SA_ONSTACK;
	for (int i = 0; i < N_HARD; i++)
		sigaction(hard[i], &sa, &hard_old[i]);
	sa.sa_handler = SIG_IGN;
	sa.sa_flags = 0;
	sigaction(SIGPIPE, &sa, &pipe_old);
	return pipe_fd[0];
}

void signals_restore(void)
{
	stack_t st;

	if (pipe_fd[0] < 0)
		return;
	crash.active = 0;
	for (int i = 0; i < N_SOFT; i++)
		sigaction(soft[i], &soft_old[i], NULL);
	for (int i = 0; i < N_HARD; i++)
		sigaction(hard[i], &hard_old[i], NULL);
	sigaction(SIGPIPE, &pipe_old, NULL);
	memset(&st, 0, sizeof st);
	st.ss_flags = SS_DISABLE;
	sigaltstack(&st, NULL);
	free(alt_stack);
	alt_stack = NULL;
	close(pipe_fd[0]);
	close(pipe_fd[1]);
	pipe_fd[0] = pipe_fd[1] = -1;
}

unsigned signals_take(void)
{
	char bin[64];

	while (read(pipe_fd[0], bin, sizeof bin) > 0)
		;
	return atomic_exchange(&seen, 0);
}

void signals_stop_self(void)
{
	struct sigaction dfl, old;
	sigset_t open, keep;

	memset(&dfl, 0, sizeof dfl);
	sigemptyset(&dfl.sa_mask);
	dfl.sa_handler = SIG_DFL;
	sigaction(SIGTSTP, &dfl, &old);
	sigemptyset(&open);
	sigaddset(&open, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &open, &keep);
	kill(getpid(), SIGTSTP);
	/* Here again when somebody continued us. */
	sigprocmask(SIG_SETMASK, &keep, NULL);
	sigaction(SIGTSTP, &old, NULL);
}

void signals_crash_reset(const char *bytes, size_t n)
{
	crash.n_reset = n < sizeof crash.reset ? n : sizeof crash.reset;
	memcpy(crash.reset, bytes, crash.n_reset);
}

void signals_crash_active(int on)
{
	crash.active = on;
}

void signals_crash_path(const char *path)
{
	size_t n = path ? strlen(path) : 0;

	crash.n_path = 0;
	if (n > sizeof crash.path)
		n = sizeof crash.path;
	if (n > 0)
		memcpy(crash.path, path, n);
	crash.n_path = n;
}
