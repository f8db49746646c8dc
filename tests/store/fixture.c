/* fixture.c - see fixture.h. */
#include "fixture.h"

#include <dirent.h>
#include <float.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "num/optim.h"

static char folder[512];

int fx_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof folder, "%s/reroll-store-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

int fx_teardown(void **state)
{
	DIR *d = opendir(folder);
	char path[1024];
	struct dirent *e;

	(void)state;
	while (d && (e = readdir(d))) {
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		if (e->d_name[0] != '.' && unlink(path) < 0)
			rmdir(path);
	}
	if (d)
		closedir(d);
	return rmdir(folder);
}

const char *fx_path(const char *name)
{
	static char ring[8][640];
	static unsigned at;
	char *p = ring[at++ % 8];

	snprintf(p, sizeof ring[0], "%s/%s", folder, name);
	return p;
}

static const char *const suffix[] = { "", "-wal", "-shm", "-journal" };

void fx_remove(const char *path)
{
	char p[700];

	for (size_t i = 0; i < 4; i++) {
		snprintf(p, sizeof p, "%s%s", path, suffix[i]);
		unlink(p);
	}
}

int fx_exists(const char *path, const char *suf)
{
	char p[700];

	snprintf(p, sizeof p, "%s%s", path, suf);
	return access(p, F_OK) == 0;
}

void fx_write_file(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

unsigned char *fx_read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	unsigned char *p;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*n = (size_t)ftell(f);
	rewind(f);
	p = xmalloc(*n);
	assert_int_equal(fread(p, 1, *n, f), *n);
	fclose(f);
	return p;
}

void fx_copy_file(const char *from, const char *to)
{
	size_t n;
	unsigned char *p = fx_read_file(from, &n);

	fx_write_file(to, p, n);
	free(p);
}

void fx_sql(const char *path, const char *sql)
{
	sqlite3 *h;
	char *msg = NULL;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	if (sqlite3_exec(h, sql, NULL, NULL, &msg) != SQLITE_OK)
		fail_msg("%s: %s", sql, msg);
	sqlite3_close(h);
}

char *fx_ask(const char *path, const char *sql)
{
	sqlite3 *h;
	sqlite3_stmt *st;
	char *out = NULL;

	assert_int_equal(sqlite3_open_v2(path, &h, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	if (sqlite3_prepare_v2(h, sql, -1, &st, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(h));
	if (sqlite3_step(st) == SQLITE_ROW && sqlite3_column_text(st, 0))
		out = xstrdup((const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(h);
	return out;
}

void fx_assert_ask(const char *path, const char *sql, const char *expected)
{
	char *got = fx_ask(path, sql);

	if (!expected)
		assert_null(got);
	else {
		assert_non_null(got);
		assert_string_equal(got, expected);
	}
	free(got);
}

/* ---- conditions ---- */

struct dataset *fx_data(const char *name, enum data_kind kind, size_t rows, uint32_t features,
			size_t outputs)
{
	uint32_t shape[3] = { 1, 1, features };
	float *x = xcalloc(rows * features, sizeof *x), *y = xcalloc(rows * outputs, sizeof *y);
	struct dataset *d;

	for (size_t i = 0; i < rows * features; i++)
		x[i] = (float)i * .25f - 3;
	for (size_t i = 0; i < rows; i++) {
		if (kind == DATA_REGRESSION)
			for (size_t j = 0; j < outputs; j++)
				y[i * outputs + j] = 1.f / (float)(i + j + 1);
		else if (kind == DATA_BINARY)
			y[i] = (float)(i % 2);
		else
			y[i * outputs + i % outputs] = 1;
	}
	d = dataset_new(name, kind, rows, shape, outputs, x, y);
	free(x);
	free(y);
	d->feature_names = xcalloc(features, sizeof *d->feature_names);
	for (uint32_t i = 0; i < features; i++) {
		char n[32];

		snprintf(n, sizeof n, "f\"%u\\\t\303\251", i);
		d->feature_names[i] = xstrdup(n);
	}
	d->default_test = .25;
	if (kind == DATA_REGRESSION) {
		d->time_unit = DATA_TIME_MINUTE;
		d->time_name = xstrdup("when \"\303\251\"");
		d->time = xcalloc(rows, sizeof *d->time);
		for (size_t i = 0; i < rows; i++)
			d->time[i] = i == 1 ? NAN : 1e9 / 3 + 60. * (double)i;
	}
	d->dropped = 3;
	data_note(&d->notes, DATA_FACT, "layout", NULL, 0, NULL, NULL, "one note");
	data_note(&d->notes, DATA_DOUBT, "identifier", "f\"1", 40, "ignore=f1", "leaves it out",
		  "perhaps numbers of rows");
	return d;
}

struct condition *fx_condition(const char *commands, struct dataset *data, size_t n)
{
	struct condition *c = xcalloc(1, sizeof *c);

	c->refs = 1;
	c->commands = xstrdup(commands);
	c->engine = ENGINE_LANES;
	c->problem.data = data;
	c->problem.n_probes = n;
	c->problem.n_pred = n * data->outputs;
	c->problem.probe = xcalloc(n, sizeof *c->problem.probe);
	for (size_t i = 0; i < n; i++)
		c->problem.probe[i] = (uint32_t)i;
	return c;
}

void fx_condition_free(struct condition *c)
{
	dataset_unref(c->problem.data);
	free(c->problem.probe);
	free(c->commands);
	free(c);
}

/* ---- runs ---- */

void fx_run_make(struct fx_run *r, uint32_t tag, uint64_t run, size_t n_pred)
{
	struct sample *s = &r->s;

	memset(r, 0, sizeof *r);
	r->pred = xcalloc(n_pred + 1, sizeof *r->pred);
	for (int i = 0; i < FX_EPOCHS; i++) {
		r->train[i] = 1.f / (float)(i + 1 + (int)run);
		r->test[i] = r->train[i] + .5f;
		r->acc[i] = (float)i / FX_EPOCHS;
	}
	for (size_t i = 0; i < n_pred; i++)
		r->pred[i] = (float)i * .001f + (float)run + (float)tag * 1000;
	s->kind = SAMPLE_RUN;
	s->condition = tag;
	s->run = run;
	for (int i = 0; i < SOURCE_COUNT; i++)
		s->levels.v[i] = 0xfffffff0u + (uint32_t)i - (uint32_t)run;
	s->levels.v[SOURCE_BATCH] = 1 + (uint32_t)run % 128;
	s->levels.v[SOURCE_OPTIMIZER] = (uint32_t)(run % OPTIM_COUNT);
	s->levels.off = 1u << SOURCE_DROPOUT | 1u << SOURCE_NUDGE;
	s->levels.v[SOURCE_DROPOUT] = s->levels.v[SOURCE_NUDGE] = 0;
	s->epochs = FX_EPOCHS;
	s->updates = s->total_updates = 40 + run;
	s->train_loss = r->train[FX_EPOCHS - 1];
	s->test_loss = r->test[FX_EPOCHS - 1];
	s->accuracy = NAN;
	s->data_loss = s->train_loss / 2;
	s->data_accuracy = tag % 2 ? .75f : NAN;
	s->constant_loss = 2;
	s->constant_accuracy = .5f;
	if (tag == 1 && n_pred == 8 && run % 3) {	/* its condition has one output, where it matters */
		r->r2[0] = 1 - .125f * (float)run;
		s->r2 = r->r2;
		s->n_r2 = 1;
	}
	if (tag == 1 && n_pred == 8 && run % 4) {
		float *x = r->scores;

		x[0] = x[1] = x[2] = NAN;
		x[run % 3] = .5f + .0625f * (float)run;
		x[3] = 3 * (float)run;
		s->scores = x;
		s->n_scores = run % 4 == 1 ? 3 : 4;
	}
	s->batch_loss = NAN;
	s->seconds = 1e-5 * (double)(run + 1);
	s->train = r->train;
	s->test = tag % 2 ? r->test : NULL;
	s->acc = run % 2 ? r->acc : NULL;
	s->pred = r->pred;
	s->n_pred = n_pred;
	if (run % 5 == 3 && n_pred >= 4) {
		s->diverged = 1;
		s->train_loss = NAN;
		s->test_loss = INFINITY;
		r->train[9] = NAN;
		r->pred[0] = -0.f;
		r->pred[1] = FLT_MIN / 8;
		r->pred[2] = -INFINITY;
		r->pred[3] = NAN;
	}
}

void fx_run_release(struct fx_run *r)
{
	free(r->pred);
}

static void assert_floats(const float *got, const float *want, size_t n)
{
	assert_int_equal(!got, !want);
	if (want)
		assert_memory_equal(got, want, n * sizeof *got);
}

/* NaN is one value to a session: NULL. */
static void assert_figure(float got, float want)
{
	if (isnan(want))
		assert_true(isnan(got));
	else
		assert_memory_equal(&got, &want, sizeof got);
}

void fx_assert_run(const struct sample *got, const struct sample *want)
{
	assert_int_equal(got->kind, SAMPLE_RUN);
	assert_int_equal(got->run, want->run);
	assert_memory_equal(&got->levels, &want->levels, sizeof got->levels);
	assert_int_equal(got->epochs, want->epochs);
	assert_int_equal(got->updates, want->updates);
	assert_figure(got->train_loss, want->train_loss);
	assert_figure(got->test_loss, want->test_loss);
	assert_figure(got->accuracy, want->accuracy);
	assert_figure(got->data_loss, want->data_loss);
	assert_figure(got->data_accuracy, want->data_accuracy);
	assert_figure(got->constant_loss, want->constant_loss);
	assert_figure(got->constant_accuracy, want->constant_accuracy);
	assert_int_equal(got->n_r2, want->n_r2);
	assert_floats(got->r2, want->r2, want->n_r2);
	assert_int_equal(got->n_scores, want->n_scores);
	assert_int_equal(!got->scores, !want->scores);
	for (uint32_t i = 0; want->scores && i < want->n_scores; i++)
		assert_figure(got->scores[i], want->scores[i]);
	assert_int_equal(got->diverged, want->diverged);
	assert_memory_equal(&got->seconds, &want->seconds, sizeof got->seconds);
	assert_floats(got->train, want->train, want->epochs);
	assert_floats(got->test, want->test, want->epochs);
	assert_floats(got->acc, want->acc, want->epochs);
	assert_int_equal(got->n_pred, want->n_pred);
	assert_floats(got->pred, want->pred, want->n_pred);
}

void fx_record(struct recorder *r, uint32_t tag, const struct condition *c, uint64_t first,
	       uint64_t n)
{
	FX_OK(recorder_condition(r, tag, c, err));
	for (uint64_t i = first; i < first + n; i++) {
		struct fx_run run;

		fx_run_make(&run, tag, i, c->problem.n_pred);
		FX_OK(recorder_run(r, &run.s, err));
		fx_run_release(&run);
	}
}

void fx_session(const char *path)
{
	struct condition *a = fx_condition("data article\nfree init", fx_data("article",
					   DATA_REGRESSION, 20, 3, 1), 8);
	struct condition *b = fx_condition("data kinds\nfree shuffle", fx_data("kinds",
					   DATA_CLASSES, 12, 2, 3), 4);
	struct recorder *r;

	fx_remove(path);
	FX_OK(recorder_open(&r, path, 0, err));
	FX_OK(recorder_event(r, 0, "command", "free init", err));
	fx_record(r, 1, a, 0, 10);
	FX_OK(recorder_event(r, -1, "command", "free shuffle", err));
	fx_record(r, 2, b, 0, 5);
	FX_OK(recorder_event(r, -1, "note", "caf\303\251 \033[31m", err));
	FX_OK(recorder_close(r, err));
	fx_condition_free(a);
	fx_condition_free(b);
}
