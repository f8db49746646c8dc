/*
 * page.h - parts of the manual page that are made from tables.
 *
 * A part stands between `.\" BEGIN NAME` and `.\" END NAME`.
 */
#ifndef TEST_PAGE_H
#define TEST_PAGE_H

struct str;

/* The whole of man/reroll.1, appended. */
void page_read(struct str *out);
/* The part of a file of the source between the lines begin and end, likewise. */
void page_check_file(const char *file, const char *begin, const char *end, const struct str *want);
/* The part says what `want` says, or the test fails; GENERATE=1 writes it instead. */
void page_check(const char *name, const struct str *want);

#endif
