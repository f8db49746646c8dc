/*
 * probe.c - what a terminal can show, found out before curses takes it.
 *
 * The background's colour is asked for by OSC 11, with a request for device
 * attributes after it: nearly every terminal answers that one, so the wait
 * ends at its reply instead of at the timeout.  Whatever else arrives was
 * typed by somebody and is kept for term_next.
 */
#include "probe.h"
#include "term.h"

#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "base/clk.h"
#include "plot/grid.h"

static char typed[1024];
static size_t n_typed, at_typed;

int probe_typed(void)
{
	return at_typed < n_typed ? (unsigned char)typed[at_typed++] : -1;
}

int probe_has_typed(void)
{
	return at_typed < n_typed;
}

int term_probe_graph(void)
{
	const char *code = nl_langinfo(CODESET), *term = getenv("TERM");

	if (strcasecmp(code, "UTF-8") != 0 && strcasecmp(code, "utf8") != 0)
		return GRAPH_ASCII;
	/* The console's font has blocks but no braille. */
	if (term && strcmp(term, "linux") == 0)
		return GRAPH_BLOCK;
	return GRAPH_BRAILLE;
}

/* "15;0" or "0;default;15": the last number is the background. */
static int from_colorfgbg(void)
{
	const char *v = getenv("COLORFGBG"), *last = v ? strrchr(v, ';') : NULL;
	char *end;
	long n;

	if (!last)
		return -1;
	n = strtol(last + 1, &end, 10);
	if (end == last + 1 || *end != '\0')
		return -1;
	return n == 7 || n >= 9;
}

/* rgb:RRRR/GGGG/BBBB to 0..1 of luma, or -1. */
static double luma(const char *s)
{
	unsigned v[3];
	int w[4];

	if (sscanf(s, "rgb:%x%n/%x%n/%x%n", &v[0], &w[0], &v[1], &w[1], &v[2], &w[2]) != 3)
		return -1;
	int digits = w[0] - 4;

	if (digits < 1 || digits > 4)
		return -1;
	double top = (double)((1u << 4 * digits) - 1);

	return (.2126 * v[0] + .7152 * v[1] + .0722 * v[2]) / top;
}

/* Take the replies out of s[0..n); what is left was typed. Sets *light when
 * the background was told. Returns 1 when the device attributes came. */
static int sort_out(const char *s, size_t n, int *light)
{
	int done = 0;

	n_typed = 0;
	for (size_t i = 0; i < n; ) {
		if (s[i] == 27 && i + 2 < n && s[i + 1] == ']') {
			size_t j = i + 2;

			while (j < n && s[j] != 7 && !(s[j] == 27 && j + 1 < n && s[j + 1] == '\\'))
				j++;
			if (j < n) {
				char word[64] = "";
				size_t len = j - i - 2;

				if (len > 3 && len < sizeof word && memcmp(s + i + 2, "11;", 3) == 0) {
					memcpy(word, s + i + 5, len - 3);
					word[len - 3] = '\0';
					double l = luma(word);

					if (l >= 0)
						*light = l > .5;
				}
				i = s[j] == 7 ? j + 1 : j + 2;
				continue;
			}
		} else if (s[i] == 27 && i + 2 < n && s[i + 1] == '[' && s[i + 2] == '?') {
			size_t j = i + 3;

			while (j < n && (s[j] < 0x40 || s[j] > 0x7e))
				j++;
			if (j < n) {
				done |= s[j] == 'c';
				i = j + 1;
				continue;
			}
		}
		if (n_typed < sizeof typed)
			typed[n_typed++] = s[i];
		i++;
	}
	return done;
}

/* Only terminals known to ignore or answer the question are asked. */
static int may_ask(void)
{
	static const char *const known[] = {
		"xterm", "tmux", "rxvt", "alacritty", "foot", "kitty", "wezterm",
		"konsole", "gnome", "vte", "st-", "contour", "ghostty", "mintty",
	};
	const char *term = getenv("TERM");

	if (!term || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)
	    || tcgetpgrp(STDIN_FILENO) != getpgrp())
		return 0;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strncmp(term, known[i], strlen(known[i])) == 0)
			return 1;
	return 0;
}

int term_probe_light(int wait_ms)
{
	static const char ask[] = "\033]11;?\033\\\033[c";
	struct termios was, raw;
	char got[sizeof typed];
	size_t n = 0;
	int light = from_colorfgbg();
	uint64_t end;

	if (light >= 0 || !may_ask() || tcgetattr(STDIN_FILENO, &was) != 0)
		return light;
	raw = was;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) != 0)
		return -1;
	end = clk_ns() + (uint64_t)wait_ms * 1000000u;
	if (write(STDOUT_FILENO, ask, sizeof ask - 1) == (ssize_t)sizeof ask - 1)
		while (n < sizeof got) {
			struct pollfd p = { STDIN_FILENO, POLLIN, 0 };
			uint64_t now = clk_ns();
			ssize_t r;

			if (now >= end || poll(&p, 1, (int)((end - now + 999999) / 1000000)) <= 0)
				break;
			r = read(STDIN_FILENO, got + n, sizeof got - n);
			if (r <= 0)
				break;
			n += (size_t)r;
			if (sort_out(got, n, &light))
				break;
		}
	sort_out(got, n, &light);
	tcsetattr(STDIN_FILENO, TCSANOW, &was);
	return light;
}
