/*
 * app.h - the program on a terminal: one loop, one thread that draws.
 */
#ifndef UI_APP_H
#define UI_APP_H

struct err;
struct shell;

struct app_config {
	const char *theme;	/* auto, light, dark, mono; NULL: auto */
	const char *graph;	/* auto, braille, block, ascii; NULL: auto */
	double fps;		/* 0: 30 */
	int no_mouse;
	const char *commands;	/* lines to run at the start, or NULL */
	const char *commands_file;	/* their name in errors */
};

/* True when stdin and stdout are a terminal that curses can use. */
int app_can_run(void);

/*
 * The host for the shell the application will show; make the shell with it, then
 * app_run.  app_new fails on a terminal that curses does not know.  Signals,
 * terminal modes and Readline belong to the app until app_free.
 */
struct app;
struct shell_host;
struct app *app_new(const struct app_config *c, struct err *err);
const struct shell_host *app_host(struct app *a);
/* Until quit.  What was being recorded is on disk then, or its recorder knows why not. */
void app_run(struct app *a, struct shell *sh);
void app_free(struct app *a);

#endif
