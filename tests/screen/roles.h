/*
 * roles.h - the roles of cells as a terminal shows them in the tests.
 *
 * reroll-roles is the program with another theme_cell, of roles_theme.c: a cell takes the
 * "colour" ROLES_FIRST + role, whatever the theme, and the attributes that it has itself.
 * Golden screens name roles by it: two that look alike are told apart, and a colour is
 * changed in one row of the theme and in its own golden (tests/plot/golden/theme-*).
 */
#ifndef TEST_SCREEN_ROLES_H
#define TEST_SCREEN_ROLES_H

/* Above the sixteen colours that terminals treat as they like. */
enum { ROLES_FIRST = 16 };

/* "title" for the palette's index of ROLE_TITLE; "?" when no role has it. */
const char *roles_name(int colour);
/* "title" for ROLE_TITLE; NULL outside. */
const char *role_name(int role);

#endif
