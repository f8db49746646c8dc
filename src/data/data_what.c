/*
 * data_what.c - what is this file? By its first bytes, never by its name.
 *
 * What can be read is told apart; what cannot is called by its name, with what
 * to do about it.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "data_int.h"

static const struct { const char *magic; size_t at, n; const char *what, *hint; } known[] = {
	{ "\xff\xfe", 0, 2, "UTF-16 text", "save it as UTF-8" },
	{ "\xfe\xff", 0, 2, "UTF-16 text", "save it as UTF-8" },
	{ "\xd0\xcf\x11\xe0", 0, 4, "an old spreadsheet", "export the sheet as CSV" },
	{ "SQLite format 3", 0, 15, "an SQLite file", "a session is opened with: open FILE; export a table as CSV" },
	{ "PAR1", 0, 4, "a Parquet file", "export it as CSV" },
	{ "ARROW1", 0, 6, "an Arrow (Feather) file", "export it as CSV" },
	{ "FEA1", 0, 4, "a Feather file", "export it as CSV" },
	{ "Obj\1", 0, 4, "an Avro file", "export it as CSV" },
	{ "ORC", 0, 3, "an ORC file", "export it as CSV" },
	{ "\x89HDF\r\n", 0, 6, "an HDF5 file", "export the table as CSV or .npy" },
	{ "CDF\1", 0, 4, "a NetCDF file", "export the table as CSV or .npy" },
	{ "CDF\2", 0, 4, "a NetCDF file", "export the table as CSV or .npy" },
	{ "MATLAB 5.0 MAT-file", 0, 19, "a MATLAB file", "export it as CSV" },
	{ "RDX2\n", 0, 5, "R data", "write.csv(x, \"x.csv\", row.names = FALSE) in R makes CSV" },
	{ "RDX3\n", 0, 5, "R data", "write.csv(x, \"x.csv\", row.names = FALSE) in R makes CSV" },
	{ "X\n\0\0\0\2", 0, 6, "R data (RDS)", "write.csv(x, \"x.csv\", row.names = FALSE) in R makes CSV" },
	{ "X\n\0\0\0\3", 0, 6, "R data (RDS)", "write.csv(x, \"x.csv\", row.names = FALSE) in R makes CSV" },
	{ "$FL2", 0, 4, "an SPSS file", "export it as CSV" },
	{ "$FL3", 0, 4, "an SPSS file", "export it as CSV" },
	{ "<stata_dta>", 0, 11, "a Stata file", "export delimited makes CSV" },
	{ "\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60", 0, 16, "a SAS file", "export it as CSV" },
	{ "\x89PNG", 0, 4, "a picture (PNG)", "images are read from IDX and .npy" },
	{ "\xff\xd8\xff", 0, 3, "a picture (JPEG)", "images are read from IDX and .npy" },
	{ "GIF8", 0, 4, "a picture (GIF)", "images are read from IDX and .npy" },
	{ "II*\0", 0, 4, "a picture (TIFF)", "images are read from IDX and .npy" },
	{ "MM\0*", 0, 4, "a picture (TIFF)", "images are read from IDX and .npy" },
	{ "WEBP", 8, 4, "a picture (WebP)", "images are read from IDX and .npy" },
	{ "WAVE", 8, 4, "sound (WAV)", "export its samples as CSV" },
	{ "%PDF", 0, 4, "a PDF document", "export its table as CSV" },
	{ "%!PS", 0, 4, "a PostScript document", "export its table as CSV" },
	{ "{\\rtf", 0, 5, "a document (RTF)", "export its table as CSV" },
	{ "\x7f" "ELF", 0, 4, "a program", "expected a table" },
	{ "\x28\xb5\x2f\xfd", 0, 4, "zstd data", "gzip is understood" },
	{ "BZh", 0, 3, "bzip2 data", "gzip is understood" },
	{ "\xfd" "7zXZ", 0, 5, "xz data", "gzip is understood" },
	{ "7z\xbc\xaf", 0, 4, "a 7z archive", "unpack it" },
	{ "Rar!", 0, 4, "a RAR archive", "unpack it" },
	{ "ustar", 257, 5, "a tar archive", "unpack it" },
	{ "\x1f\x8b", 0, 2, "gzip data inside gzip data", "unpack it once" },
	{ "version https://git-lfs", 0, 23, "a Git LFS pointer and not the data",
	  "git lfs pull fetches them" },
	{ "../.git/annex", 0, 13, "a git-annex pointer and not the data", "git annex get fetches them" },
	{ "/annex/objects/", 0, 15, "a git-annex pointer and not the data", "git annex get fetches them" },
};

static int refuse(const char *path, const char *what, const char *hint, struct err *err)
{
	return err_at(err, ERR_INPUT, path, 0, 0, "is %s, expected CSV, IDX, ARFF, LIBSVM, .npy or .npz; %s",
		      what, hint);
}

/* Case does not matter; s is not terminated. */
static int begins(const char *p, size_t n, const char *word)
{
	return n >= strlen(word) && !strncasecmp(p, word, strlen(word));
}

static int has(const char *p, size_t n, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= n; i++)
		if (!memcmp(p + i, word, len))
			return 1;
	return 0;
}

static void skip_space(const char **p, size_t *n)
{
	while (*n && isspace((unsigned char)**p))
		++*p, --*n;
}

/* Latin text as UTF-16 has a zero in every pair, always the same half. */
static int is_utf16(const char *p, size_t n)
{
	size_t odd = 0, even = 0, look = n < 256 ? n : 256;

	for (size_t i = 0; i < look; i++)
		*(i % 2 ? &odd : &even) += !p[i];
	return look >= 8 && odd + even > look * 2 / 5 && (!odd || !even);
}

/* Pickles begin with a protocol and end with a point; the old ones are text. */
static int is_pickle(const char *p, size_t n)
{
	return n > 2 && p[0] == '\x80' && p[1] >= 2 && p[1] <= 5 &&
		((unsigned char)p[2] == 0x95 || strchr("}](\x63\x8a\x58\x4b", p[2]) != NULL);
}

static const char *json_kind(const char *p, size_t n)
{
	char open = *p;
	size_t i = 1;

	while (i < n && isspace((unsigned char)p[i]))
		i++;
	if (i >= n)
		return NULL;
	if (open == '{' && (p[i] == '"' || p[i] == '}'))
		return has(p, n, "\"cells\"") && has(p, n, "\"cell_type\"") ? "a Jupyter notebook" :
			has(p, n, "\n{\"") ? "JSON lines" : "JSON";
	if (open == '[' && (p[i] == '{' || p[i] == '[' || p[i] == '"' || p[i] == ']' || p[i] == '-' ||
			    isdigit((unsigned char)p[i])))
		return "JSON";
	return NULL;
}

/* The first line that is neither blank nor a comment of that sign. */
static const char *first_line(const char *p, const char *end, char comment, size_t *n)
{
	while (p < end) {
		const char *stop = p;

		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		for (stop = p; stop < end && *stop != '\n' && *stop != '\r'; stop++)
			continue;
		if (stop > p && *p != comment) {
			*n = (size_t)(stop - p);
			return p;
		}
		p = stop < end ? stop + 1 : end;
	}
	*n = 0;
	return end;
}

/* "-1 3:1 11:0.5 ...", and no separator of tables. */
static int is_libsvm(const char *p, const char *end)
{
	size_t n, lines = 0, pairs = 0;

	while (p < end && lines < 20) {
		const char *line = first_line(p, end, '#', &n), *s = line, *stop = line + n;

		if (!n)
			break;
		if (stop == end && lines)	/* perhaps cut short */
			break;
		while (s < stop && *s != ' ' && *s != '\t') {
			if (!strchr("0123456789+-.eE", *s))
				return 0;
			s++;
		}
		if (s == line)
			return 0;
		for (;;) {
			const char *from;

			while (s < stop && (*s == ' ' || *s == '\t'))
				s++;
			if (s == stop || *s == '#')
				break;
			if (stop - s > 4 && !memcmp(s, "qid:", 4)) {
				while (s < stop && *s != ' ')
					s++;
				continue;
			}
			for (from = s; s < stop && isdigit((unsigned char)*s) && s - from < 10; s++)
				continue;
			if (s == from || s == stop || *s != ':')
				return 0;
			for (from = ++s; s < stop && strchr("0123456789+-.eE", *s) && *s; s++)
				continue;
			if (s == from || (s < stop && *s != ' ' && *s != '\t'))
				return 0;
			pairs++;
		}
		lines++;
		p = stop;
	}
	return lines && pairs >= lines && pairs;
}

int data_what(struct data_reader *r, enum data_format *format, struct err *err)
{
	const char *path = data_path(r), *p, *json, *line;
	size_t n, len;
	int ret = data_peek(r, 64 << 10, &p, &n, err);

	*format = FORMAT_TEXT;
	if (ret)
		return ret;
	if (n >= 4 && !p[0] && !p[1] && p[2] >= 8 && p[2] <= 14)
		*format = FORMAT_IDX;
	else if (n >= 6 && !memcmp(p, "\x93NUMPY", 6))
		*format = FORMAT_NPY;
	else if (n >= 4 && (!memcmp(p, "PK\3\4", 4) || !memcmp(p, "PK\5\6", 4)))
		*format = FORMAT_ZIP;
	if (*format != FORMAT_TEXT)
		return 0;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (n >= known[i].at + known[i].n && !memcmp(p + known[i].at, known[i].magic, known[i].n))
			return refuse(path, known[i].what, known[i].hint, err);
	if (is_utf16(p, n))
		return err_at(err, ERR_INPUT, path, 0, 0,
			      "looks like UTF-16 text, expected a table; save it as UTF-8");
	if (is_pickle(p, n))
		return refuse(path, "a Python pickle, which could run programs when it is read",
			      "save the array with numpy.save or the table with to_csv", err);
	if (n >= 3 && !memcmp(p, "\xef\xbb\xbf", 3))
		p += 3, n -= 3;
	line = first_line(p, p + n, '%', &len);
	if (begins(line, len, "@relation") || begins(line, len, "@attribute")) {
		*format = FORMAT_ARFF;
		return 0;
	}
	if (is_libsvm(p, p + n)) {
		*format = FORMAT_LIBSVM;
		return 0;
	}
	skip_space(&p, &n);
	if (!n)
		return 0;
	if (begins(p, n, "<!doctype html") || begins(p, n, "<html") || begins(p, n, "<head") ||
	    (*p == '<' && has(p, n < 4096 ? n : 4096, "<html")))
		return refuse(path, "an HTML page and not the data", "download the file itself (\"raw\")", err);
	if (begins(p, n, "<?xml") || begins(p, n, "<svg"))
		return refuse(path, "XML", "export the table as CSV", err);
	json = json_kind(p, n);
	if (json)
		return refuse(path, json, "in Python pandas.read_json(FILE).to_csv(\"x.csv\", index=False) makes CSV",
			      err);
	return 0;
}

int data_skip_mark(struct data_reader *r, struct err *err)
{
	const char *p;
	char bom[3];
	size_t n;
	int ret = data_peek(r, 3, &p, &n, err);

	if (!ret && n == 3 && !memcmp(p, "\xef\xbb\xbf", 3))
		ret = data_read(r, bom, 3, &n, err);
	return ret;
}
