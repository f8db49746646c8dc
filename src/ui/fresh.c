/*
 * fresh.c - see fresh.h.
 */
#include "fresh.h"

#include "base/clk.h"
#include "ui.h"

#define SHARE 30

int fresh_begin(struct ui *ui, struct fresh *f, uint64_t key, uint64_t runs)
{
	if (f->valid && f->key == key && f->runs == runs)
		return 0;
	if (f->valid && f->key == key && ui->now < f->due) {
		if (ui->wake == 0 || f->due < ui->wake)
			ui->wake = f->due;
		return 0;
	}
	f->key = key;
	f->runs = runs;
	f->valid = 1;
	f->began = clk_ns();
	return 1;
}

void fresh_end(struct fresh *f)
{
	uint64_t end = clk_ns();

	f->due = end + SHARE * (end - f->began);
}
