/*
 * data_columns.c - the columns of a table that nobody has loaded yet, for
 * completion: the guess from its first lines, and no more is read.  LIBSVM has no
 * names, and how many columns only its end tells.
 */
#include "data_int.h"

static int text_columns(struct data_reader *r, struct data_layout *l, struct data_notes *notes, struct err *err)
{
	return data_sniff(r, &(struct data_sniff_options){ .header = -1 }, l, notes, err);
}

int data_columns(const char *path, void (*each)(void *arg, const char *name, const char *kind),
		 void *arg, struct err *err)
{
	struct data_reader *r = NULL;
	struct data_layout l = { 0 };
	struct data_notes notes = { NULL, 0, 0 };
	static data_columns_of *const of[] = {
		[FORMAT_TEXT] = text_columns, [FORMAT_NPY] = data_npy_columns, [FORMAT_ZIP] = data_npz_columns,
		[FORMAT_ARFF] = data_arff_columns, [FORMAT_IDX] = NULL, [FORMAT_LIBSVM] = NULL,
	};
	enum data_format format = FORMAT_TEXT;
	int ret = data_open(&r, path, err);

	if (ret == 0)
		ret = data_what(r, &format, err);
	if (ret == 0 && of[format])
		ret = of[format](r, &l, &notes, err);
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
