/*
 * golden.h - screens against files.
 *
 * tests/screen/golden/NAME.txt holds the rows, then the styles.  A style is the name of a
 * role (title, border, free) where the screen was started with roles, else an index of the
 * palette.  What every screen has, the title and the two lines at the bottom, stands in
 * golden/chrome.txt for all of them, under their names: another word in the footer is
 * another line there and no other file.  What the machine decides (engine, workers) and
 * times of day are masked.
 *
 * GENERATE=1 in the environment writes the file, and NAME in chrome.txt; look at the
 * difference before committing it.
 */
#ifndef TEST_SCREEN_GOLDEN_H
#define TEST_SCREEN_GOLDEN_H

struct screen;

/* Waits for the screen to become equal: 1, or 0 with the lines that differ on stderr. */
int screen_golden(struct screen *s, const char *name);
/* The same with the whole terminal in the one file. */
int screen_golden_whole(struct screen *s, const char *name);

#endif
