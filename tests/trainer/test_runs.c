/*
 * test_runs.c - what is understood of the files that other people's trainings leave, and
 * what is refused.  Each file is written here, so that the bytes stand beside what must
 * come of them.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/err.h"
#include "trainer/runs.h"

static char dir[] = "/tmp/reroll-runs-XXXXXX";
static const struct runs_options plain;

static const char *file(const char *name, const char *text, size_t n)
{
	static char path[8][128];
	static int at;
	char *p = path[at++ % 8];
	FILE *f;

	snprintf(p, sizeof path[0], "%s/%s", dir, name);
	f = fopen(p, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
	return p;
}

static const char *text(const char *name, const char *s)
{
	return file(name, s, strlen(s));
}

static void read_n(struct runs *r, size_t n, const char *const *path, const struct runs_options *o)
{
	struct err err = ERR_INIT;
	char line[1024];

	if (runs_read(r, path, n, o, &err))
		fail_msg("%s", err_format(&err, line, sizeof line));
}

static void read_one(struct runs *r, const char *path)
{
	read_n(r, 1, &path, &plain);
}

/* Refused, with `what` in the sentence. */
static void refuse_n(size_t n, const char *const *path, const struct runs_options *o, const char *what)
{
	struct err err = ERR_INIT;
	struct runs r;
	char line[1024];

	assert_int_not_equal(runs_read(&r, path, n, o, &err), 0);
	assert_int_equal(r.n_run, 0);
	err_format(&err, line, sizeof line);
	if (!strstr(line, what))
		fail_msg("'%s' does not say '%s'", line, what);
}

static void refuse(const char *path, const char *what)
{
	refuse_n(1, &path, &plain, what);
}

static const struct runs_run *run(const struct runs *r, const char *name)
{
	for (size_t i = 0; i < r->n_run; i++)
		if (strcmp(r->run[i].name, name) == 0)
			return &r->run[i];
	fail_msg("no run %s", name);
	return NULL;
}

static const char *setting(const struct runs *r, size_t c, const char *name)
{
	for (size_t i = 0; i < r->n_setting; i++)
		if (strcmp(r->condition[c].setting[i].name, name) == 0)
			return r->condition[c].setting[i].value;
	return NULL;
}

/* ---- forms ---- */

static void test_long(void **state)
{
	struct runs r;

	(void)state;
	read_one(&r, text("long.csv", "run,step,metric,value\n"
		"a,1,train_loss,0.5\na,1,val_loss,0.75\na,2,train_loss,0.25\na,2,val_loss,0.5\n"
		"b,2,train_loss,0.125\nb,1,train_loss,0.375\n"
		"a,,p1,1.5\na,,p2,2.5\nb,,p1,3\nb,,p2,4\n"));
	assert_int_equal(r.n_run, 2);
	assert_int_equal(r.n_condition, 1);
	assert_int_equal(r.n_pred, 2);
	assert_int_equal(r.probes, 2);
	assert_string_equal(r.name, "long");
	assert_int_equal(run(&r, "a")->epochs, 2);
	assert_float_equal(run(&r, "a")->train[0], .5, 0);
	assert_float_equal(run(&r, "a")->train[1], .25, 0);
	assert_float_equal(run(&r, "a")->test[1], .5, 0);
	assert_float_equal(run(&r, "a")->test_loss, .5, 0);
	assert_float_equal(run(&r, "a")->pred[1], 2.5, 0);
	/* steps that came in another order */
	assert_float_equal(run(&r, "b")->train[0], .375, 0);
	assert_float_equal(run(&r, "b")->train_loss, .125, 0);
	assert_null(run(&r, "b")->test);
	assert_true(isnan(run(&r, "b")->test_loss));
	assert_int_equal(run(&r, "b")->failed, 0);
	runs_release(&r);
}

static void test_wide(void **state)
{
	struct runs r;

	(void)state;
	read_one(&r, text("wide.csv", "init,Shuffle_Seed,optimizer,augment_seed,lr,val_loss,val_acc,p1,p2,note\n"
		"1,7,sgd,0,.1,0.5,0.75,1,2,x1\n1,8,adam,0,.1,0.25,0.5,3,4,x2\n"
		"2,7,sgd,0,.01,1,0.25,5,6,x3\n4294967295,8,adam,0,.01,2,0,7,8,x4\n"));
	assert_int_equal(r.n_run, 4);
	assert_int_equal(r.n_source, 4);
	assert_int_equal(r.source[0].slot, SOURCE_INIT);
	assert_int_equal(r.source[1].slot, SOURCE_SHUFFLE);
	assert_int_equal(r.source[2].slot, SOURCE_OPTIMIZER);
	assert_int_equal(r.source[2].n_choice, 2);
	assert_string_equal(r.source[2].choice[1], "adam");
	assert_int_equal(r.source[3].slot, SOURCE_OWN);
	assert_string_equal(r.source[3].name, "augment");
	assert_int_equal(r.run[3].levels.v[SOURCE_INIT], 4294967295u);
	assert_int_equal(r.run[3].levels.v[SOURCE_OPTIMIZER], 1);
	assert_int_equal(r.run[3].levels.off & 1u << SOURCE_INIT, 0);
	assert_int_not_equal(r.run[3].levels.off & 1u << SOURCE_DROPOUT, 0);
	assert_int_equal(r.n_condition, 2);
	assert_string_equal(setting(&r, 0, "lr"), ".1");
	assert_string_equal(setting(&r, r.run[2].condition, "lr"), ".01");
	assert_null(setting(&r, 0, "note"));	/* as many values as runs: no setting */
	assert_non_null(strstr(r.said.s, "'note': left out"));
	assert_float_equal(r.run[2].test_loss, 1, 0);
	assert_float_equal(r.run[1].accuracy, .5, 0);
	assert_int_equal(r.test_accuracy, 1);
	assert_float_equal(r.run[3].pred[1], 8, 0);
	runs_release(&r);
}

static void test_keras(void **state)
{
	struct runs r;
	const char *path[2];

	(void)state;
	path[0] = text("s1.csv", "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,0.7,0.4,0.8\n1,0.6,0.6,0.45,0.7\n");
	path[1] = text("s2.csv", "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,0.9,0.4,1\n");
	read_n(&r, 2, path, &plain);
	assert_int_equal(r.n_run, 2);
	assert_int_equal(run(&r, "s1")->epochs, 2);
	assert_float_equal(run(&r, "s1")->train_loss, .6, 1e-7);
	assert_float_equal(run(&r, "s1")->test_loss, .7, 1e-7);
	assert_float_equal(run(&r, "s1")->accuracy, .45, 1e-7);
	assert_int_equal(run(&r, "s2")->epochs, 1);
	runs_release(&r);
}

static void test_tensorboard(void **state)
{
	struct runs r;
	const char *path[4];

	(void)state;
	path[0] = text("run-a_train-tag-epoch_loss.csv", "Wall time,Step,Value\n1700000000.5,0,0.5\n1700000001.5,1,0.25\n");
	path[1] = text("run-a_validation-tag-epoch_loss.csv", "Wall time,Step,Value\n1,0,0.75\n2,1,0.625\n");
	path[2] = text("run-b_train-tag-epoch_loss.csv", "Wall time,Step,Value\n1,0,2\n2,1,1\n");
	path[3] = text("run-b_validation-tag-epoch_accuracy.csv", "Wall time,Step,Value\n1,0,.5\n2,1,1\n");
	read_n(&r, 4, path, &plain);
	assert_int_equal(r.n_run, 2);
	assert_float_equal(run(&r, "a")->train_loss, .25, 0);
	assert_float_equal(run(&r, "a")->test_loss, .625, 0);
	assert_float_equal(run(&r, "b")->train[0], 2, 0);
	assert_float_equal(run(&r, "b")->accuracy, 1, 0);
	runs_release(&r);
	refuse(text("mine.csv", "Wall time,Step,Value\n1,0,0.5\n"), "values of what?");
}

static void test_wandb(void **state)
{
	struct runs r;

	(void)state;
	/* a panel: a column a run; the runs' table: a row a run */
	read_one(&r, text("panel.csv", "\"Step\",\"brisk-owl-1 - val_loss\",\"brisk-owl-1 - val_loss__MIN\","
		"\"brisk-owl-1 - val_loss__MAX\",\"a - b - val_loss\"\n"
		"\"0\",\"0.5\",\"0.5\",\"0.5\",\"1\"\n\"1\",\"0.25\",\"0.25\",\"0.25\",\"\"\n"));
	assert_int_equal(r.n_run, 2);
	assert_float_equal(run(&r, "brisk-owl-1")->test_loss, .25, 0);
	assert_int_equal(run(&r, "brisk-owl-1")->epochs, 2);
	assert_float_equal(run(&r, "a - b")->test_loss, 1, 0);
	runs_release(&r);
	read_one(&r, text("runs.csv", "\"Name\",\"State\",\"Runtime\",\"seed\",\"lr\",\"val_loss\"\n"
		"\"x \"\"1\"\"\",\"finished\",\"12\",\"1\",\"0.1\",\"0.5\"\n\"y\",\"finished\",\"13\",\"2\",\"0.1\",\"0.6\"\n"));
	assert_int_equal(r.n_run, 2);
	assert_int_equal(r.n_source, 1);
	assert_string_equal(r.source[0].name, "seed");
	assert_float_equal(r.run[1].seconds, 13, 0);
	assert_string_equal(setting(&r, 0, "lr"), "0.1");
	runs_release(&r);
}

static void test_jsonl(void **state)
{
	struct runs r;

	(void)state;
	read_one(&r, text("w.jsonl", "{\"trainer\":\"x\",\"targets\":[0,1,1]}\n"
		"{\"run\":7,\"init\":123456,\"shuffle\":42}\n{\"run\":7,\"epoch\":1,\"train_loss\":0.5}\n"
		"{\"run\":7,\"epoch\":2,\"train_loss\":0.25,\"accuracy\":0.75}\n{\"run\":7,\"predictions\":[0.5,1,2]}\n\n"
		"{\"run\":8,\"init\":1,\"shuffle\":2,\"metric\":\"val_loss\",\"value\":3,\"step\":1}\n"
		"{\"run\":8,\"predictions\":[[1],[2],[3]]}\n"
		"{\"run\":9,\"init\":1,\"shuffle\":2,\"error\":\"out of memory\"}\n"));
	assert_int_equal(r.n_run, 3);
	assert_int_equal(r.n_pred, 3);
	assert_int_equal(run(&r, "7")->levels.v[SOURCE_INIT], 123456);
	assert_float_equal(run(&r, "7")->train[1], .25, 0);
	assert_float_equal(run(&r, "7")->pred[2], 2, 0);
	assert_float_equal(run(&r, "8")->test_loss, 3, 0);
	assert_float_equal(r.target[2], 1, 0);
	assert_int_equal(run(&r, "7")->failed, 0);
	assert_int_equal(run(&r, "9")->failed, 1);
	runs_release(&r);
	refuse(text("bad.jsonl", "{\"run\":1,\"loss\":1}\nnot json\n"), "bad.jsonl:2");
	refuse(text("list.jsonl", "[1]\n"), "JSON object");
	refuse(text("nested.jsonl", "{\"run\":1,\"predictions\":[1,[2]]}\n"), "list");
	refuse(text("words.jsonl", "{\"run\":1,\"loss\":\"high\"}\n"), "no number");
}

/* ---- arrays ---- */

/* Version 1 with this header, padded as NumPy pads it, and the bytes behind. */
static const char *npy(const char *name, const char *dict, const void *bytes, size_t n)
{
	char buf[4096];
	size_t h = 118, k;

	memcpy(buf, "\x93NUMPY\1\0", 8);
	buf[8] = (char)h;
	buf[9] = 0;
	memset(buf + 10, ' ', h);
	k = strlen(dict);
	assert_true(k < h);
	memcpy(buf + 10, dict, k);
	buf[10 + h - 1] = '\n';
	memcpy(buf + 10 + h, bytes, n);
	return file(name, buf, 10 + h + n);
}

static void test_npy(void **state)
{
	static const float c[6] = { 1, 2, 3, 4, 5, 6 };
	static const float f[6] = { 1, 4, 2, 5, 3, 6 };	/* the same, the first index fastest */
	unsigned char big[48];
	struct runs r;
	const char *path[2];

	(void)state;
	path[0] = text("t.csv", "init,val_loss\n1,0.5\n2,0.25\n");
	path[1] = npy("p.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", c, sizeof c);
	read_n(&r, 2, path, &plain);
	assert_int_equal(r.n_pred, 3);
	for (int k = 0; k < 6; k++)
		assert_float_equal(r.run[k / 3].pred[k % 3], c[k], 0);
	assert_int_equal(r.run[1].levels.v[SOURCE_INIT], 2);
	runs_release(&r);
	path[1] = npy("f.npy", "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", f, sizeof f);
	read_n(&r, 2, path, &plain);
	for (int k = 0; k < 6; k++)
		assert_float_equal(r.run[k / 3].pred[k % 3], c[k], 0);
	runs_release(&r);
	for (int k = 0; k < 6; k++) {
		double d = (double)c[k];
		unsigned char b[8];

		memcpy(b, &d, 8);
		for (int i = 0; i < 8; i++)
			big[8 * k + i] = b[7 - i];
	}
	path[0] = npy("b.npy", "{'descr': '>f8', 'fortran_order': False, 'shape': (2, 3, 1), }", big, sizeof big);
	read_n(&r, 1, path, &plain);	/* alone: runs that nobody says more of */
	assert_int_equal(r.n_run, 2);
	assert_float_equal(r.run[1].pred[2], 6, 0);
	runs_release(&r);
	path[0] = text("t.csv", "init,val_loss\n1,0.5\n2,0.25\n3,1\n");
	path[1] = npy("p.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", c, sizeof c);
	refuse_n(2, path, &plain, "predictions of 2 runs, and the tables have 3");
	refuse(npy("o.npy", "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }", c, sizeof c), "pickle");
	refuse(npy("h.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967295, 65536, 65536), }", c, sizeof c),
	       "limit");
	refuse(npy("s.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }", c, sizeof c), "promises");
}

static void test_classes(void **state)
{
	static const float p[12] = { .5f, .25f, .25f, 0, 1, 0, .25f, .5f, .25f, 0, 0, 1 };
	static const int64_t y[2] = { 0, 2 };
	struct runs_options o = { .kind = "classes" };
	struct runs r;
	const char *path[1];

	(void)state;
	path[0] = npy("c.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, 3), }", p, sizeof p);
	o.targets = npy("y.npy", "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", y, sizeof y);
	read_n(&r, 1, path, &o);
	assert_int_equal(r.kind, 'c');
	assert_int_equal(r.outputs, 3);
	assert_int_equal(r.probes, 2);
	assert_float_equal(r.target[0], 1, 0);
	assert_float_equal(r.target[5], 1, 0);
	assert_float_equal(r.target[3], 0, 0);
	runs_release(&r);
	o.kind = "binary";
	refuse_n(1, path, &o, "one output");
	o.kind = "many";
	refuse_n(1, path, &o, "regression, binary or classes");
}

/* ---- parts and joins ---- */

static void test_join(void **state)
{
	struct runs r;
	const char *path[3];

	(void)state;
	/* other columns: the same runs; the same columns: other ones */
	path[0] = text("who.csv", "run,init\n1,10\n2,20\n");
	path[1] = text("what.csv", "run,epoch,loss\n1,1,0.5\n2,1,0.25\n");
	path[2] = text("what2.csv", "run,epoch,loss\n1,1,3\n");
	read_n(&r, 2, path, &plain);
	assert_int_equal(r.n_run, 2);
	assert_int_equal(run(&r, "2")->levels.v[SOURCE_INIT], 20);
	assert_float_equal(run(&r, "2")->train_loss, .25, 0);
	runs_release(&r);
	path[0] = path[2];
	read_n(&r, 2, path, &plain);
	assert_int_equal(r.n_run, 3);
	runs_release(&r);
}

static void test_asked(void **state)
{
	struct runs_options o = { .source = "augment", .ignore = "lr", .setting = "depth" };
	struct runs r;
	const char *path[1];

	(void)state;
	path[0] = text("asked.tsv", "augment\tlr\tdepth\tdropout\tval_loss\n3\t.1\t2\t.5\t1\n4\t.2\t3\t.5\t2\n");
	read_n(&r, 1, path, &o);
	assert_int_equal(r.n_source, 1);
	assert_string_equal(r.source[0].name, "augment");
	assert_int_equal(r.n_condition, 2);
	assert_null(setting(&r, 0, "lr"));
	assert_string_equal(setting(&r, 1, "depth"), "3");
	assert_string_equal(setting(&r, 1, "dropout"), ".5");	/* a rate, and no seed */
	runs_release(&r);
}

/* ---- failures ---- */

static void test_failed(void **state)
{
	struct runs r;

	(void)state;
	read_one(&r, text("f.csv", "run,val_loss,p1,p2\na,1,1,2\nb,nan,1,2\nc,1,inf,2\nd,1,,\ne,NA,1,2\n"));
	assert_int_equal(r.n_run, 5);
	assert_int_equal(run(&r, "a")->failed, 0);
	assert_int_equal(run(&r, "b")->failed, 1);
	assert_int_equal(run(&r, "c")->failed, 1);
	assert_int_equal(run(&r, "d")->failed, 1);
	assert_int_equal(run(&r, "e")->failed, 0);
	assert_non_null(strstr(r.said.s, "1 of 5 runs lack predictions"));
	runs_release(&r);
}

static void test_refused(void **state)
{
	(void)state;
	refuse("/nonexistent/runs.csv", "No such file");
	refuse("/dev/zero", "a device");
	refuse(text("empty.csv", ""), "is empty");
	refuse(text("head.csv", "run,val_loss\n"), "no run");
	refuse(text("short.csv", "run,val_loss\na,1\nb\n"), "short.csv:3: 1 cells");
	refuse(text("word.csv", "run,val_loss\na,high\n"), "word.csv:2: 'high'");
	refuse(text("esc.csv", "run,val_loss\na,\033[31m\n"), "\\x1b");
	refuse(text("quote.csv", "run,val_loss\na,\"1\n"), "never closed");
	refuse(text("step.csv", "run,epoch,loss\na,soon,1\n"), "'soon' is no step");
	refuse(text("twice.csv", "init,loss,loss\n1,2,3\n"), "two columns are called 'loss'");
	refuse(file("nul.csv", "a,b\n\0,1\n", 8), "NUL");
	refuse(text("changes.csv", "run,epoch,init,loss\na,1,1,.5\na,2,2,.5\n"), "changes within a run");
}

static int begin(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int end(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_long), cmocka_unit_test(test_wide), cmocka_unit_test(test_keras),
		cmocka_unit_test(test_tensorboard), cmocka_unit_test(test_wandb), cmocka_unit_test(test_jsonl),
		cmocka_unit_test(test_npy), cmocka_unit_test(test_classes), cmocka_unit_test(test_join),
		cmocka_unit_test(test_asked), cmocka_unit_test(test_failed), cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
