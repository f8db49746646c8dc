/*
 * lesson.c - reading lessons and turning their pages; the format is in
 * lesson_int.h.
 *
 * A lesson is a flat list of items and a place in it.  shell_poll calls
 * lesson_tick when the queue is empty, so that prose, commands and what the
 * commands print come in the order in which they were written.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "lang/lesson_int.h"
#include "lang/shell_int.h"

#define LESSON_MAX (1 << 20)	/* bytes */

enum item_kind { ITEM_PAGE, ITEM_PROSE, ITEM_COMMAND, ITEM_QUESTION, ITEM_CHOICE, ITEM_REVEAL };

struct item {
	enum item_kind kind;
	char *text;		/* safe, but for commands */
	int line;
};

struct lesson {
	char *file;
	struct item *item;
	size_t n, cap, at;
	int waiting;		/* for `lesson next`, or an answer */
	int read;		/* nothing is left to tell */
	struct str page;	/* interactive: all that was said since the page began */
	int fresh;		/* and not shown yet */
};

/* ---- finding and reading ---- */

static int is_plain_name(const char *s)
{
	return *s && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen(s);
}

static void lesson_file(const char *name, struct str *out)
{
	if (is_plain_name(name)) {
		data_dir(out);
		str_addf(out, "/lessons/%s.lesson", name);
	} else {
		str_add(out, name);
	}
}

static int read_file(const char *path, struct str *out, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_INPUT, "there is no lesson %s: `lesson` lists them", path);
	return file_read(path, LESSON_MAX, out, err);
}

static enum item_kind kind_of(const char *line, size_t *skip)
{
	static const char mark[] = "=:?-!";
	static const enum item_kind kind[] = { ITEM_PAGE, ITEM_COMMAND, ITEM_QUESTION, ITEM_CHOICE, ITEM_REVEAL };
	const char *m = *line ? strchr(mark, *line) : NULL;

	*skip = 0;
	if (!m || (line[1] != ' ' && line[1] != '\t'))
		return ITEM_PROSE;
	*skip = 2;
	return kind[m - mark];
}

static void add(struct lesson *l, enum item_kind kind, const char *text, size_t n, int line)
{
	struct str s = STR_INIT;

	while (n && (text[n - 1] == '\r' || text[n - 1] == ' '))
		n--;
	if (kind == ITEM_COMMAND)
		str_addn(&s, text, n);
	else
		utf8_escape(&s, text, n);
	XGROW(l->item, l->cap, l->n + 1);
	l->item[l->n++] = (struct item){ kind, str_detach(&s), line };
}

static int parse(struct lesson *l, const char *text, struct err *err)
{
	int line = 1, after_question = 0;

	for (; *text; line++) {
		size_t len = strcspn(text, "\n"), skip;
		enum item_kind k = kind_of(text, &skip);

		if (*text != '#' && !(l->n == 0 && len == 0)) {
			if (l->n == 0 && k != ITEM_PAGE)
				return err_at(err, ERR_INPUT, l->file, line, 1,
					      "a lesson begins with a page: `= Title` was expected");
			if (k == ITEM_CHOICE && !(l->n && (l->item[l->n - 1].kind == ITEM_QUESTION
							   || l->item[l->n - 1].kind == ITEM_CHOICE))) {
				k = ITEM_PROSE;		/* a list in the prose */
				skip = 0;
			}
			if (k == ITEM_REVEAL && !after_question)
				return err_at(err, ERR_INPUT, l->file, line, 1,
					      "`!` reveals the answer to a `?`, and there is none on this page");
			if (k == ITEM_QUESTION || k == ITEM_PAGE)
				after_question = k == ITEM_QUESTION;
			if (skip > len)
				skip = len;
			add(l, k, text + skip, len - skip, line);
		}
		text += len + (text[len] == '\n');
	}
	if (!l->n)
		return err_at(err, ERR_INPUT, l->file, 0, 0, "the lesson is empty");
	return 0;
}

void lesson_free(struct lesson *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n; i++)
		free(l->item[i].text);
	free(l->item);
	free(l->file);
	str_release(&l->page);
	free(l);
}

int lesson_begin(struct shell *sh, const char *name, struct err *err)
{
	struct str path = STR_INIT, text = STR_INIT;
	struct lesson *l = xcalloc(1, sizeof *l);
	int code;

	lesson_file(name, &path);
	l->file = str_detach(&path);
	str_init(&l->page);
	code = read_file(l->file, &text, err);
	if (!code)
		code = parse(l, text.s, err);
	str_release(&text);
	if (code) {
		lesson_free(l);
		return code;
	}
	lesson_free(sh->lesson);
	sh->lesson = l;
	/* A lesson means the same whatever was set before. */
	lab_fork(sh->lab);
	lab_begin_anew(sh->lab);
	return 0;
}

/* ---- turning pages ---- */

static void put_title(struct str *s, const char *title)
{
	str_addf(s, "\n%s\n", title);
	for (int i = utf8_cols(title); i > 0; i--)
		str_addc(s, '=');
	str_addc(s, '\n');
}

/* Choices have the letters by which they are answered. */
static void put_choice(struct str *s, const struct item *it)
{
	int k = 0;

	while (it[-k - 1].kind == ITEM_CHOICE)	/* the question comes before */
		k++;
	str_addf(s, "  %c) %s\n", 'a' + k, it->text);
}

static void put_item(struct str *s, const struct item *it, enum item_kind before)
{
	switch (it->kind) {
	case ITEM_PAGE:
		put_title(s, it->text);
		break;
	case ITEM_COMMAND:
		str_add(s, before == ITEM_COMMAND || s->len < 2 || strcmp(s->s + s->len - 2, "\n\n") == 0
			? "  : " : "\n  : ");
		utf8_escape(s, it->text, strlen(it->text));
		str_addc(s, '\n');
		break;
	case ITEM_QUESTION:
		str_addf(s, "%s%s\n", before == ITEM_QUESTION ? "         " : "Predict: ", it->text);
		break;
	case ITEM_CHOICE:
		put_choice(s, it);
		break;
	case ITEM_REVEAL:
	case ITEM_PROSE:
		str_addf(s, "%s\n", it->text);
		break;
	}
}

/* The lesson pauses before the reveal of a question, and before a new page. */
static int stops_before(const struct lesson *l, size_t i)
{
	enum item_kind k = l->item[i].kind;

	if (i == 0)
		return 0;
	if (k == ITEM_PAGE)
		return 1;
	return (k == ITEM_REVEAL || k == ITEM_COMMAND)
		&& (l->item[i - 1].kind == ITEM_CHOICE || l->item[i - 1].kind == ITEM_QUESTION);
}

/*
 * On a screen a page is shown as a whole, growing with what its commands
 * print; shell_poll shows it when nothing more can be done at once.
 */
int lesson_hears(struct shell *sh, const char *text)
{
	struct lesson *l = sh->lesson;

	if (!l || !lab_interactive(sh->lab) || l->waiting)
		return 0;
	str_add(&l->page, text);
	l->fresh = 1;
	return 1;
}

void lesson_show(struct shell *sh)
{
	struct lesson *l = sh->lesson;

	if (!l || !l->fresh)
		return;
	l->fresh = 0;
	if (sh->host.page)
		sh->host.page(sh->host.arg, l->page.s);
}

/* Text up to the next command or stop goes out in one piece. */
int lesson_tick(struct shell *sh)
{
	struct lesson *l = sh->lesson;
	const struct item *it = NULL;
	struct str text = STR_INIT;

	if (!l || l->waiting || lab_replaying(sh->lab))
		return 0;
	if (l->at == l->n && lab_interactive(sh->lab) && !l->read) {	/* the last page, too, is there to be read */
		l->read = l->waiting = 1;
		return 1;
	}
	if (l->at == l->n) {
		lesson_show(sh);
		lab_note(sh->lab, LOG_EVENT, "the lesson ends here");
		lesson_free(l);
		sh->lesson = NULL;
		return 1;
	}
	while (l->at < l->n && !l->waiting) {
		it = &l->item[l->at++];
		if (it->kind == ITEM_PAGE)
			str_clear(&l->page);
		put_item(&text, it, l->at > 1 ? it[-1].kind : ITEM_PAGE);
		if (lab_interactive(sh->lab) && l->at < l->n && stops_before(l, l->at))
			l->waiting = 1;
		if (it->kind == ITEM_COMMAND)
			break;
	}
	if (l->waiting) {	/* said by the lesson all the same */
		l->waiting = 0;
		tell_print(sh, text.s);
		l->waiting = 1;
	} else {
		tell_print(sh, text.s);
	}
	str_release(&text);
	if (it->kind == ITEM_COMMAND)
		shell_queue(sh, it->text, l->file, it->line);
	return 1;
}

void lesson_next(struct shell *sh)
{
	sh->lesson->waiting = 0;
}

int shell_lesson_choices(const struct shell *sh)
{
	const struct lesson *l = sh->lesson;
	int n = 0;

	if (!l || !l->waiting)
		return 0;
	while ((size_t)n < l->at && l->item[l->at - 1 - (size_t)n].kind == ITEM_CHOICE)
		n++;
	return n;
}

int lesson_answer(struct shell *sh, const char *letter, struct err *err)
{
	struct lesson *l = sh->lesson;
	int n = shell_lesson_choices(sh), k = (letter[0] | 0x20) - 'a';
	struct str s = STR_INIT;

	if (!n)
		return err_set(err, ERR_STATE, "the lesson asks nothing at this place");
	if (k < 0 || k >= n || letter[1])
		return err_set(err, ERR_USAGE, "'%s': a letter from a to %c was expected", letter, 'a' + n - 1);
	l->waiting = 0;
	str_addf(&s, "\nYour answer: %c) %s\n\n", 'a' + k, l->item[l->at - (size_t)(n - k)].text);
	tell_print(sh, s.s);
	str_release(&s);
	return 0;
}

/* To the beginning of the page before this one, or of this one when it is
 * the first. */
void lesson_back(struct shell *sh)
{
	struct lesson *l = sh->lesson;
	int pages = 0;

	while (l->at > 0) {
		l->at--;
		if (l->item[l->at].kind == ITEM_PAGE && ++pages == 2)
			break;
	}
	l->waiting = l->read = 0;
}

void lesson_end(struct shell *sh)
{
	lesson_free(sh->lesson);
	sh->lesson = NULL;
	lab_note(sh->lab, LOG_EVENT, "lesson ended");
}

int lesson_owns(const struct lesson *l, const char *file)
{
	return l && strcmp(l->file, file) == 0;
}

int lesson_waiting(const struct lesson *l)
{
	return l->waiting;
}

const char *shell_lesson_text(const struct shell *sh)
{
	return sh->lesson ? sh->lesson->page.s : NULL;
}

int shell_lesson(const struct shell *sh, int *page, int *pages)
{
	const struct lesson *l = sh->lesson;

	*page = *pages = 0;
	if (!l)
		return 0;
	for (size_t i = 0; i < l->n; i++) {
		*pages += l->item[i].kind == ITEM_PAGE;
		*page += l->item[i].kind == ITEM_PAGE && i < l->at;
	}
	return 1 + l->waiting;
}

/* ---- listing ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **lesson_names(size_t *n)
{
	struct str dir = STR_INIT;
	char **name = NULL;
	size_t cap = 0;
	struct dirent *de;
	DIR *d;

	*n = 0;
	data_dir(&dir);
	str_add(&dir, "/lessons");
	d = opendir(dir.s);
	str_release(&dir);
	while (d && (de = readdir(d)) && *n < 1000) {
		size_t len = strlen(de->d_name);

		if (len <= 7 || strcmp(de->d_name + len - 7, ".lesson") != 0)
			continue;
		XGROW(name, cap, *n + 1);
		name[*n] = xstrndup(de->d_name, len - 7);
		if (is_plain_name(name[*n]))
			++*n;
		else
			free(name[*n]);
	}
	if (d)
		closedir(d);
	if (*n)
		qsort(name, *n, sizeof *name, by_name);
	return name;
}

void lesson_list(struct str *out)
{
	size_t n;
	char **name = lesson_names(&n);

	for (size_t i = 0; i < n; i++) {
		struct str path = STR_INIT, text = STR_INIT;
		struct lesson l = { 0 };

		lesson_file(name[i], &path);
		l.file = path.s;
		if (read_file(path.s, &text, NULL) == 0 && parse(&l, text.s, NULL) == 0)
			str_addf(out, "%-16s %s\n", name[i], l.item[0].text);
		for (size_t k = 0; k < l.n; k++)
			free(l.item[k].text);
		free(l.item);
		str_release(&path);
		str_release(&text);
		free(name[i]);
	}
	free(name);
	if (!n)
		str_add(out, "no lessons are installed\n");
}
