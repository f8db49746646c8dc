/*
 * data_columns.c - the columns of a table that nobody has loaded yet, for
 * completion: the guess from its first lines, and no more is read.
 */
#include "data_int.h"

int data_columns(const char *path, void (*each)(void *arg, const char *name, const char *kind),
		 void *arg, struct err *err)
{
	struct data_reader *r = NULL;
	struct data_layout l = { 0 };
	struct data_notes notes = { NULL, 0, 0 };
	const struct data_sniff_options o = { .header = -1 };
	enum data_format format = FORMAT_TEXT;
	int ret = data_open(&r, path, err);

	if (ret == 0)
		ret = data_what(r, &format, err);
	if (ret == 0 && format == FORMAT_TEXT)
		ret = data_sniff(r, &o, &l, &notes, err);
	for (size_t k = 0; ret == 0 && k < l.cols; k++)
		if (l.form[k].kind != DATA_COL_NONE)
			each(arg, l.name[k], l.form[k].kind == DATA_COL_NUMBER ? "numbers"
			     : l.form[k].kind == DATA_COL_DATE ? "dates" : l.form[k].kind == DATA_COL_TEXT ? "text" : "nothing but gaps");
	data_layout_release(&l);
	if (r)
		data_close(r);
	data_notes_release(&notes);
	return ret;
}
