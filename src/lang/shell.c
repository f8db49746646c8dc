/*
 * shell.c - the shell itself: birth, one poll, death, and small answers.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clk.h"
#include "base/xalloc.h"
#include "lang/lesson_int.h"
#include "lang/shell_int.h"

struct shell *shell_new(const struct lab_config *c, const struct shell_host *host)
{
	struct shell *sh = xcalloc(1, sizeof *sh);
	struct lab_config mine = *c;

	if (host)
		sh->host = *host;
	sh->cmd = cmd_at;
	sh->option_value = xcalloc(opt_count(), sizeof *sh->option_value);
	mine.listener = (struct lab_listener){ sh, tell_news };
	sh->lab = lab_new(&mine);
	return sh;
}

void shell_free(struct shell *sh)
{
	if (!sh)
		return;
	lab_free(sh->lab);
	lesson_free(sh->lesson);
	queue_release(sh);
	for (size_t i = 0; i < opt_count(); i++)
		free(sh->option_value[i]);
	free(sh->option_value);
	free(sh);
}

struct lab *shell_lab(const struct shell *sh)
{
	return sh->lab;
}

unsigned shell_poll(struct shell *sh, uint64_t budget_ns)
{
	uint64_t end = clk_ns() + budget_ns;
	unsigned changed = 0;

	do {
		while (queue_next(sh) || (sh->wait == WAIT_NONE && lesson_tick(sh)))
			;
		changed |= lab_poll(sh->lab, budget_ns);
		if (!sh->lesson && sh->wait == WAIT_NONE && !sh->n_queue && strcmp(shell_option(sh, "why"), "auto") == 0)
			lab_ask_why(sh->lab);
	} while (queue_waits(sh) && clk_ns() < end);
	lesson_show(sh);
	return changed;
}

int shell_idle(const struct shell *sh)
{
	if (sh->n_queue || sh->wait != WAIT_NONE)
		return 0;
	if (sh->lesson && !lesson_waiting(sh->lesson))
		return 0;
	return lab_resting(sh->lab);
}

int shell_failed(struct shell *sh, struct err *err)
{
	int failed = sh->failed;

	if (failed && err)
		*err = sh->failed_err;
	sh->failed = 0;
	return failed;
}

int shell_reported(const struct shell *sh) { return sh->reported; }
int shell_quitting(const struct shell *sh) { return sh->quitting; }
