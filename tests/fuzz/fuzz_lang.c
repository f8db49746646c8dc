/*
 * fuzz_lang.c - any bytes as commands, as a line to complete, as a session's
 * condition.
 *
 * Nothing is trained, and commands that use files are left out: the file
 * readers have targets of their own.  Whatever comes, text that is shown is
 * safe, a refusal leaves the settings as they were, and the settings that
 * remain make the condition that they say.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lang/shell_int.h"
#include "report/report.h"
#include "setup/setup.h"
#include "base/utf8.h"
#include "base/xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void must(int ok)
{
	if (!ok)
		abort();
}

static void must_be_safe(const char *s)
{
	size_t n = strlen(s), used;

	for (; n; s += used, n -= used) {
		uint32_t c = utf8_decode(s, n, &used);

		must(c == '\n' || c == '\t' || !utf8_is_unsafe(c));
	}
}

static void on_print(void *arg, const char *text)
{
	(void)arg;
	must_be_safe(text);
}

static void on_error(void *arg, const struct err *err)
{
	(void)arg;
	must(err->code != 0 && err->text[0]);
	must_be_safe(err->text);
	must_be_safe(err->file);
}

static int left_out(const char *name)
{
	static const char *const word[] = {
		"data", "run", "step", "attribute", "remedy", "divergence", "save", "open", "export", "verify", "lesson",
		"wait",
	};

	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (strcmp(word[i], name) == 0)
			return 1;
	return 0;
}

/* The present settings give the present condition, word for word. */
static void must_agree(struct shell *sh)
{
	struct settings s;
	struct condition *c;
	struct err err = ERR_INIT;

	must(setup_read(lab_current(sh->lab)->cond->commands, lab_now(sh->lab)->data, &s, &err) == 0);
	c = settings_condition(&s, &err);
	must(c != NULL && strcmp(c->commands, lab_current(sh->lab)->cond->commands) == 0);
	condition_unref(c);
	settings_release(&s);
}

static void commands(struct shell *sh, const char *text)
{
	struct str title = STR_INIT;
	struct lexer l;
	struct words w;
	struct err err = ERR_INIT;
	int got;

	lex_begin(&l, text, "fuzz", 1);
	while ((got = lex_next(&l, &w, &err)) != 0) {
		enum cmd_result res;
		char *before = xstrdup(lab_current(sh->lab)->cond->commands);

		if (got < 0) {
			must_be_safe(err.text);
		} else {
			if (!left_out(w.w[0].text)) {
				err.code = 0;
				if (exec_words(sh, &w, &err, &res) || exec_commit(sh, &err)) {
					must(err.code != 0);
					must_be_safe(err.text);
					must(strcmp(before, lab_current(sh->lab)->cond->commands) == 0);
				}
			}
			words_release(&w);
		}
		free(before);
		sh->wait = WAIT_NONE;
	}
	report_title(sh->lab, &title);
	must_be_safe(title.s);
	str_release(&title);
	must_agree(sh);
}

static void completion(struct shell *sh, const char *text)
{
	struct completion c;

	complete(sh, text, strlen(text), &c);
	must(c.start <= strlen(text));
	completion_release(&c);
}

static void condition(struct shell *sh, const char *text)
{
	struct settings s;
	struct err err = ERR_INIT;

	if (setup_read(text, lab_now(sh->lab)->data, &s, &err)) {
		must(err.code != 0);
		must_be_safe(err.text);
		return;
	}
	condition_unref(settings_condition(&s, &err));
	settings_release(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct shell_host host = { .print = on_print, .error = on_error };
	struct lab_config c = { .workers = 1, .seed = 1 };
	struct shell *sh;
	char *text;

	if (!n || n > 4096)
		return 0;
	text = xmalloc(n);
	memcpy(text, bytes + 1, n - 1);
	text[n - 1] = '\0';
	sh = shell_new(&c, &host);
	shell_poll(sh, 0);
	switch (bytes[0] % 3) {
	case 0: commands(sh, text); break;
	case 1: completion(sh, text); break;
	default: condition(sh, text); break;
	}
	shell_free(sh);
	free(text);
	return 0;
}
