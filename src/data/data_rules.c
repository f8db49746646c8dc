/*
 * data_rules.c - what is recognised in a file, as one table: `help data`, the manual
 * page and data/README.md are made from it.
 */
#include "data/data.h"

static const struct data_rule rules[] = {
	{ "tab ; , | or runs of blanks between cells", "columns", "the separator", "sep=" },
	{ "a first row of texts, of years that rise, or counting 0 1 2 ...", "names of columns",
	  "where they are numbers", "header=" },
	{ "rows with one cell more than the first line (R)", "names of rows, left out", "always", "columns=" },
	{ "a first line such as 150,4,a,b,c (scikit-learn)", "names of the classes", "always", "header=yes" },
	{ "three header rows (Orange)", "names, kinds, target; meta columns left out", "always", "header=no skip=" },
	{ "a row of texts under the names, over numbers", "units, left out", "always", "header=yes" },
	{ "leading lines with # % or //, a line sep=;, a title of one cell", "left out, and comments everywhere",
	  "always", "comment= skip=" },
	{ "0,5 in some cells of a column", "decimal commas of that column", "where others have points", "decimal=" },
	{ "$1,234  12 %  3.5 kg  (5)  1'234  1.234,5", "numbers", "always, with an example", "text= decimal=" },
	{ "1,022 and no other decimals in the column", "thousands", "a doubt where other columns have decimal commas",
	  "decimal=," },
	{ "more numbers than texts in a column", "numbers; each text in it is refused", "how many", "text= number=" },
	{ "texts", "one-hot inputs (0 and 1 for two), classes of a target", "how many", "number=" },
	{ "texts that differ in case, blanks, a final point; or in most rows", "as they are", "a doubt", "ignore=" },
	{ "dates, times, months: 2001-01-31, 1/31/01, 20010131, 2001-01, 2001Q1", "refused as inputs, the axis of a series",
	  "always", "ignore= window=" },
	{ "empty ? NA NaN null . - None \\N <NA> #N/A #DIV/0!", "missing: the row is refused or dropped",
	  "how many, by column", "missing=drop" },
	{ "a number far from all others in many rows (-999)", "a number", "a doubt", "missing=drop,-999" },
	{ "whole numbers that all differ, or count the rows, or are above 2^24", "a number", "a doubt: an identifier?",
	  "ignore=" },
	{ "digits that begin with 0 (01077)", "a number", "a doubt: postcodes?", "text=" },
	{ "the last column", "the target", "always; a doubt where it is constant, counts, or another column looks like the label",
	  "target=" },
	{ "a target that spans less than 1000 steps of a 32-bit float (10000003.5)", "a number",
	  "a doubt: predictions are no finer; subtract a constant", "" },
	{ "a target of two whole numbers, or few from 0 or 1 on with few gaps and 10 rows each",
	  "classes; of two the loss is bce", "always", "kind=regression" },
	{ "a target of other few whole numbers", "a quantity", "a doubt", "kind=classes" },
	{ "numbers, as inputs and as targets", "standardised by the training rows of each run; shown as they are",
	  "always", "standardize=no standardize=inputs" },
	{ "inputs of 0 and 1, categories, classes, images", "as they are", "", "" },
	{ "an input that gives the target away", "an input", "a doubt", "ignore=" },
	{ "window= and time that runs backwards", "rows turned round", "always", "" },
	{ "window= and series below each other", "one series", "a doubt", "group=" },
	{ "window= and unequal steps, or no order", "rows, as they come", "a doubt", "" },
	{ "ARFF (Weka)", "its own names and kinds; sparse rows, too", "", "text= number=" },
	{ "LIBSVM: -1 3:1 11:0.5", "columns x1 to xN, what is not named is 0", "", "target=" },
	{ ".npy: NumPy versions 1 to 3, f2 to f8, integers, bools", "a table, the last column the target; images with labels=",
	  "", "target= labels=" },
	{ ".npz: arrays x and y, x_train and y_train", "inputs and targets", "which arrays", "labels=NAME" },
	{ "IDX (MNIST)", "images in 0..1, labels that occur are classes", "", "labels=" },
	{ "gzip, by its content and not its name", "what is inside", "", "" },
	{ "JSON, spreadsheets, HTML, PDF, pictures, Parquet, pickles, Git LFS pointers ...", "refused by name", "", "" },
	{ NULL, NULL, NULL, NULL }
};

const struct data_rule *data_rules(void)
{
	return rules;
}
