/*
 * data_load.c - who loads what.
 *
 * dataset_load looks a name up in this order: the generators in the table
 * below, the installed tables (NAME.csv in the data directory, for names
 * without a dot or slash), and then the file system, where the content and
 * not the name tells IDX from text.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/names.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "data/data.h"
#include "data/data_int.h"

static const struct data_builtin builtins[] = {
	{ "article", "100 rows of 10 uniform inputs and a uniform target: nothing to learn (rows= features=)" },
	{ "spiral", "two intertwined spiral arms in the plane, binary (rows= noise=)" },
	{ "moons", "two interleaved half circles in the plane, binary (rows= noise=)" },
	{ "blobs", "Gaussian clouds on a circle, one a class (rows= classes= noise=)" },
	{ "imbalanced", "two overlapping clouds, one of them rare, binary (rows= ratio=)" },
	{ "digits", "generated 8x8 images of distorted digits, 10 classes (rows= noise=)" },
	{ "mackey-glass", "chaotic series of Mackey and Glass, windowed (rows= window= horizon= noise=)" },
	{ "sine", "noisy sine, windowed (rows= window= horizon= noise= period=)" },
	{ "iris", "Fisher's iris flowers, 150 rows, 3 species" },
	{ "wine", "chemical analysis of 178 Italian wines, 3 cultivars" },
	{ "cancer", "Wisconsin diagnostic breast cancer, 569 rows, binary" },
	{ "diabetes", "442 patients, disease progression after a year, regression" },
	{ "sunspots", "yearly sunspot numbers 1700-2008, windowed" },
	{ "nile", "yearly flow of the Nile at Aswan 1871-1970, windowed" },
	{ NULL, NULL }
};

static const struct {
	const char *name, *options;
	data_maker *make;
} makers[] = {
	{ "article", "rows features", data_make_article },
	{ "spiral", "rows noise", data_make_spiral },
	{ "moons", "rows noise", data_make_moons },
	{ "blobs", "rows classes noise", data_make_blobs },
	{ "imbalanced", "rows ratio", data_make_imbalanced },
	{ "digits", "rows noise", data_make_digits },
	{ "mackey-glass", "rows length window horizon noise", data_make_mackey_glass },
	{ "sine", "rows length window horizon noise period", data_make_sine },
};

/* Options that an installed table has unless the user gives them. */
static const struct {
	const char *name;
	struct data_option opt;
} defaults[] = {
	{ "sunspots", { "target", "sunspots" } },
	{ "sunspots", { "window", "11" } },
	{ "nile", { "target", "volume" } },
	{ "nile", { "window", "5" } },
};

static const struct data_builtin options[] = {
	{ "target", "column to predict, or several with commas; default the last" },
	{ "columns", "columns to use as inputs; default all others" },
	{ "ignore", "columns to leave out" },
	{ "text", "columns to read as categories or classes, whatever they hold" },
	{ "number", "columns to read as numbers; cells that are none count as missing" },
	{ "kind", "auto, regression, binary or classes" },
	{ "missing", "refuse, or drop rows with missing values; and what else means so: missing=drop,-999" },
	{ "standardize", "all, inputs or no: what is standardised (mean 0, deviation 1) by the training rows of a run; default all, of images no" },
	{ "header", "auto, yes or no: the first row holds names" },
	{ "sep", "auto or the separator: a comma, a semicolon, a bar, tab or space" },
	{ "decimal", "auto or the decimal sign: a point or a comma" },
	{ "skip", "lines before the table" },
	{ "comment", "auto, no, or how lines begin that are left out: comment=#" },
	{ "labels", "file with the labels of IDX or .npy images; of .npz the array of targets" },
	{ "window", "forecast: how many past values are the input" },
	{ "horizon", "forecast: how many steps ahead; default 1" },
	{ "group", "column that tells groups of rows apart: no window crosses them, nor does the test set" },
	{ "rows", "how many rows to make, or the most to read" },
	{ "length", "how long a generated series is, instead of rows" },
	{ "features", "inputs of article" },
	{ "classes", "classes of blobs" },
	{ "noise", "standard deviation of the noise in generated data" },
	{ "ratio", "share of the rare class in imbalanced" },
	{ "period", "steps in a period of sine" },
	{ "test", "share of the rows held out as the test set" },
	{ "seed", "seed of generated data; 1 unless said" },
	{ NULL, NULL }
};

const struct data_builtin *data_builtins(void)
{
	return builtins;
}

const struct data_builtin *data_options(void)
{
	return options;
}

/* Is this our data, rather than some folder that happens to be called so? */
static int holds_data(const char *dir)
{
	struct str path = STR_INIT;
	int there;

	str_addf(&path, "%s/iris.csv", dir);
	there = access(path.s, R_OK) == 0;
	str_release(&path);
	return there;
}

/* The program's own file, by an absolute name: 1, or 0 where the system does not tell. */
static int program_path(char *path, size_t size)
{
	/* Linux; FreeBSD; NetBSD */
	static const char *const self[] = { "/proc/self/exe", "/proc/curproc/file", "/proc/curproc/exe" };

	for (size_t i = 0; i < sizeof self / sizeof *self; i++) {
		ssize_t n = readlink(self[i], path, size - 1);

		if (n > 0 && *path == '/') {
			path[n] = '\0';
			return 1;
		}
	}
	return 0;
}

void data_dir(struct str *out)
{
	/* beside the program: an installation that was moved, a build in the tree */
	static const char *const beside[] = { "../share/reroll/data", "../data", "data" };
	const char *dir = getenv("REROLL_DATADIR");
	char exe[4096];

	if (dir && *dir) {
		str_add(out, dir);
		return;
	}
	if (!holds_data(DATADIR "/data") && program_path(exe, sizeof exe)) {
		*strrchr(exe, '/') = '\0';
		for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
			struct str path = STR_INIT;
			int there;

			str_addf(&path, "%s/%s", exe, beside[i]);
			there = holds_data(path.s);
			if (there)
				str_add(out, path.s);
			str_release(&path);
			if (there)
				return;
		}
	}
	str_add(out, DATADIR "/data");
}
/* ---- loading ---- */

/* Names that fit nothing: say what there is. */
static int no_such(const char *what, struct err *err)
{
	struct names known = { 0 };
	struct str s = STR_INIT;

	for (const struct data_builtin *b = builtins; b->name; b++)
		names_add(&known, b->name);
	names_guess(&known, what, &s);
	str_add(&s, "; built in are ");
	names_list(&known, "and", &s);
	err_set(err, ERR_INPUT, "no data set or file '%.200s'%s", what, s.s);
	str_release(&s);
	return ERR_INPUT;
}

typedef int data_loader(struct dataset **out, const char *name, struct data_reader *r,
			const struct data_opts *o, struct err *err);

static int load_file(struct dataset **out, const char *name, const char *path,
		     const struct data_opts *o, struct err *err)
{
	static data_loader *const load[] = {
		[FORMAT_TEXT] = data_load_table, [FORMAT_IDX] = data_load_idx, [FORMAT_NPY] = data_load_npy,
		[FORMAT_ZIP] = data_load_npz, [FORMAT_ARFF] = data_load_arff, [FORMAT_LIBSVM] = data_load_libsvm,
	};
	const char *base = strrchr(path, '/');
	enum data_format format;
	struct data_reader *r;
	int ret = data_open(&r, path, err);

	if (ret)
		return ret;
	ret = data_what(r, &format, err);
	if (!ret && format == FORMAT_TEXT && strstr(base ? base + 1 : path, "-ubyte"))
		format = FORMAT_IDX;	/* and will be refused as such */
	if (!ret)
		ret = load[format](out, name, r, o, err);
	data_close(r);
	return ret;
}

/* NAME.csv in the data directory; 1 when there is none. */
static int load_installed(struct dataset **out, const char *name,
			  const struct data_opts *given, struct err *err)
{
	enum { N = sizeof defaults / sizeof *defaults };
	struct data_option *opt;
	struct data_opts o = { NULL, given->n };
	struct str path = STR_INIT;
	struct stat st;
	int ret = 1;

	if (strpbrk(name, "./") || strlen(name) > 100)
		return 1;
	opt = xcalloc(given->n + N, sizeof *opt);
	memcpy(opt, given->opt, given->n * sizeof *opt);
	for (size_t i = 0; i < N; i++)
		if (!strcmp(defaults[i].name, name) && !data_opt(given, defaults[i].opt.key))
			opt[o.n++] = defaults[i].opt;
	o.opt = opt;
	data_dir(&path);
	str_addf(&path, "/%s.csv", name);
	if (!stat(path.s, &st))
		ret = load_file(out, name, path.s, &o, err);
	str_release(&path);
	free(opt);
	return ret;
}

int dataset_load(struct dataset **out, const char *what,
		 const struct data_option *opt, size_t n_opt, uint32_t seed,
		 struct err *err)
{
	struct data_opts o = { opt, n_opt };
	struct stat st;
	int ret;

	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
		if (strcmp(makers[i].name, what))
			continue;
		ret = data_opt_check(&o, what, makers[i].options, err);
		return ret ? ret : makers[i].make(out, &o, seed, err);
	}
	ret = load_installed(out, what, &o, err);
	if (ret <= 0)
		return ret;
	if (!strpbrk(what, "./") && stat(what, &st)) {
		struct str dir = STR_INIT;

		data_dir(&dir);
		for (size_t i = 0; builtins[i].name; i++)
			if (!strcmp(builtins[i].name, what))
				ret = err_set(err, ERR_IO, "the table %s is not in %s: set "
					      "REROLL_DATADIR to the folder that holds it", what, dir.s);
		str_release(&dir);
		return ret < 0 ? ret : no_such(what, err);
	}
	return load_file(out, what, what, &o, err);
}
