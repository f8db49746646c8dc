/*
 * test_table.c - which columns stay, where rows are, what scrolls.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "plot/table.h"

static void fill(void *arg, size_t row, int column, struct table_cell *c)
{
	static const char *const word[] = { "adam", "sgd", "nesterov" };

	(void)arg;
	if (column == 0)
		snprintf(c->text, sizeof c->text, "%zu", row);
	else if (column == 1)
		snprintf(c->text, sizeof c->text, "%s", word[row % 3]);
	else if (column == 2)
		snprintf(c->text, sizeof c->text, ".%03zu", row * 7);
	else
		snprintf(c->text, sizeof c->text, "a note on %zu", row);
}

static const struct table_column column[] = {
	{ "run", 3, 6, 1, 0, 0 }, { "optimizer", 5, 9, 0, 1, 0 }, { "test", 4, 6, 1, 2, 0 }, { "note", 4, 0, 0, 3, 0 },
};

static struct table make(size_t rows)
{
	return (struct table){ .column = column, .n_columns = 4, .rows = rows, .selected = -1,
			       .sort = -1, .fill = fill, .empty = "no runs yet" };
}

static void expect(struct table *t, int rows, int cols, const char *text)
{
	struct grid g;
	struct str s = STR_INIT;

	grid_init(&g, rows, cols, GRAPH_BRAILLE, 256);
	table_draw(&g, (struct rect){ 0, 0, rows, cols }, t, NULL);
	grid_dump(&g, &s);
	assert_string_equal(s.s, text);
	str_release(&s);
	grid_release(&g);
}

static void test_widths(void **state)
{
	struct table t = make(2);

	(void)state;
	expect(&t, 3, 40, "run  optimizer  test  note              \n"
			  "  0  adam       .000  a note on 0       \n"
			  "  1  sgd        .007  a note on 1       ");
	/* text shrinks first, then columns go, the highest `drop` first */
	expect(&t, 3, 28, "run  optimi…  test  note    \n"
			  "  0  adam     .000  a note …\n"
			  "  1  sgd      .007  a note …");
	expect(&t, 3, 17, "run  optim…  test\n"
			  "  0  adam    .000\n"
			  "  1  sgd     .007");
	expect(&t, 3, 10, "run  opti…\n  0  adam \n  1  sgd  ");
}

static void test_rows(void **state)
{
	struct table t = make(0);
	struct table_layout l;
	struct grid g;

	(void)state;
	t.n_columns = 1;
	expect(&t, 4, 15, "run            \n               \n  no runs yet  \n               ");
	t = make(100);
	t.n_columns = 1;
	t.scroll = 50;
	t.selected = 51;
	t.focused = 1;
	t.sort = 0;
	t.descending = 1;
	grid_init(&g, 5, 8, GRAPH_BRAILLE, 256);
	table_draw(&g, (struct rect){ 0, 0, 5, 8 }, &t, &l);
	assert_int_equal(g.cell[2 * 8 + 1].bg, ROLE_ROW);
	assert_int_equal(g.cell[1 * 8 + 1].bg, ROLE_NONE);
	assert_int_equal(g.cell[2 * 8 + 7].bg, ROLE_NONE);	/* the scroll bar is not the row */
	assert_int_equal(table_row_at(&l, &t, 0), -1);
	assert_int_equal(table_row_at(&l, &t, 1), 50);
	assert_int_equal(table_row_at(&l, &t, 4), 53);
	assert_int_equal(table_row_at(&l, &t, 5), -1);
	assert_int_equal(table_column_at(&l, &t, 2), 0);
	t.focused = 0;
	grid_clear(&g);
	table_draw(&g, (struct rect){ 0, 0, 5, 8 }, &t, &l);
	assert_int_equal(g.cell[2 * 8 + 1].bg, ROLE_NONE);
	assert_true(g.cell[2 * 8 + 1].attr & CELL_UNDERLINE);
	grid_release(&g);
	expect(&t, 3, 9, "run ▼    \n   50   │\n   51   █");
}

static void test_scroll(void **state)
{
	(void)state;
	assert_int_equal(table_scroll(0, 5, 100, 10), 0);
	assert_int_equal(table_scroll(0, 10, 100, 10), 1);
	assert_int_equal(table_scroll(50, 20, 100, 10), 20);
	assert_int_equal(table_scroll(95, 99, 100, 10), 90);
	assert_int_equal(table_scroll(40, -1, 20, 10), 10);	/* rows went away */
	assert_int_equal(table_scroll(3, 2, 5, 10), 0);
	assert_int_equal(table_scroll(3, 2, 0, 0), 0);
}

static void test_layout(void **state)
{
	struct table t = make(3);
	struct table_layout l;

	(void)state;
	table_layout(&t, (struct rect){ 2, 5, 9, 40 }, &l);
	assert_int_equal(l.body.row, 3);
	assert_int_equal(l.col[0], 5);
	assert_int_equal(l.cols[0], 3);
	assert_int_equal(l.col[1], 10);
	assert_int_equal(l.col[3] + l.cols[3], 45);	/* the free column takes the rest */
	assert_int_equal(table_column_at(&l, &t, 11), 1);
	assert_int_equal(table_column_at(&l, &t, 4), -1);
}

/* A column that says nothing leaves its room to the others. */
static void test_hidden(void **state)
{
	struct table_column some[4];
	struct table t = make(3);
	struct table_layout l;

	(void)state;
	memcpy(some, column, sizeof some);
	some[1].hidden = 1;
	t.column = some;
	table_layout(&t, (struct rect){ 0, 0, 5, 60 }, &l);
	assert_int_equal(l.cols[1], 0);
	assert_true(l.cols[0] > 0 && l.cols[2] > 0 && l.cols[3] > 0);
	assert_int_equal(l.col[2], l.col[0] + l.cols[0] + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widths), cmocka_unit_test(test_rows),
		cmocka_unit_test(test_scroll), cmocka_unit_test(test_layout),
		cmocka_unit_test(test_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
