/*
 * test_wire.c - what trainers say and are asked, line by line; and what is no line of theirs.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"
#include "num/rng.h"
#include "trainer/hand.h"
#include "trainer/wire.h"

static struct wire_hello hello(const char *line)
{
	struct wire_hello h;
	struct err err = ERR_INIT;

	if (wire_hello(&h, line, strlen(line), &err))
		fail_msg("%s: %s", line, err.text);
	return h;
}

static void refuse_hello(const char *line, const char *why)
{
	struct wire_hello h;
	struct err err = ERR_INIT;

	assert_true(wire_hello(&h, line, strlen(line), &err) < 0);
	if (!strstr(err.text, why))
		fail_msg("%.80s: said '%s', expected '%s'", line, err.text, why);
	assert_null(h.trainer);		/* nothing is left of it */
}

static void test_hello(void **state)
{
	struct wire_hello h = hello("{\"trainer\":\"cnn on my scans\",\"sources\":[\"shuffle\",\"augment\",\"init\"],\"kind\":\"classes\","
		"\"probes\":3,\"outputs\":2,\"output_names\":[\"a\",\"b\"],\"targets\":[0,1,1],\"epochs\":5,\"baseline\":0.7,\"later\":[{}]}");
	static const float one_hot[] = { 1, 0, 0, 1, 0, 1 };

	(void)state;
	assert_string_equal(h.trainer, "cnn on my scans");
	assert_int_equal(h.n_source, 3);
	assert_string_equal(h.source[0].name, "init");		/* in order of their slots */
	assert_int_equal(h.source[1].slot, SOURCE_SHUFFLE);
	assert_int_equal(h.source[2].slot, SOURCE_OWN);
	assert_true(h.kind == 'c' && h.probes == 3 && h.outputs == 2 && h.epochs == 5);
	assert_memory_equal(h.target, one_hot, sizeof one_hot);
	wire_hello_release(&h);
	h = hello("{\"trainer\":\"x\"}");
	assert_true(h.kind == 'r' && !h.probes && h.outputs == 1 && !h.n_source && !h.target && isnan(h.baseline));
	wire_hello_release(&h);
	h = hello("{\"trainer\":\"x\",\"probes\":2,\"targets\":[[1.5],[2]],\"settings\":{\"lr\":0.1,\"net\":\"deep\"}}");
	assert_true(h.target[0] == 1.5f && h.target[1] == 2 && h.n_setting == 2);
	assert_string_equal(h.setting[0].value, "0.1");
	wire_hello_release(&h);
}

static void test_hello_refused(void **state)
{
	char deep[5000];
	struct str many = STR_INIT;

	(void)state;
	refuse_hello("", "expected a JSON object");
	refuse_hello("epoch 1", "expected a JSON object");
	refuse_hello("[1]", "this is none");
	refuse_hello("{\"run\":1}", "lacks \"trainer\"");
	refuse_hello("{\"trainer\":7}", "lacks \"trainer\"");
	refuse_hello("{\"trainer\":\"\"}", "1 to");
	refuse_hello("{\"trainer\":\"x\",\"trainer\":\"y\"}", "expected a JSON object");
	refuse_hello("{\"trainer\":\"x\",\"sources\":\"init\"}", "expected a list");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[7]}", "expected names");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[\"init\",\"init\"]}", "declared twice");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[\"a b\"]}", "letters, digits");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[\"a\\u001b[31m\"]}", "letters, digits");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[\"rest\"]}", "no source can be called");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[\"OUT\"]}", "no source can be called");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[\"a1\",\"a2\",\"a3\",\"a4\",\"a5\",\"a6\",\"a7\",\"a8\",\"a9\"]}", "more than 8");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[{\"a\":[]}]}", "expected a list");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[{\"a\":[\"p\",\"p\"]}]}", "twice among");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[{\"a\":[null]}]}", "texts or numbers");
	refuse_hello("{\"trainer\":\"x\",\"sources\":[],\"choices\":{\"a\":[1,2]}}", "no source");
	refuse_hello("{\"trainer\":\"x\",\"kind\":\"magic\"}", "regression, binary or classes");
	refuse_hello("{\"trainer\":\"x\",\"probes\":-1}", "probes: expected");
	refuse_hello("{\"trainer\":\"x\",\"probes\":1.5}", "probes: expected");
	refuse_hello("{\"trainer\":\"x\",\"probes\":65537}", "probes: expected");
	refuse_hello("{\"trainer\":\"x\",\"probes\":60000,\"outputs\":2}", "at most 65536 predictions");
	refuse_hello("{\"trainer\":\"x\",\"probes\":1e99}", "probes: expected");
	refuse_hello("{\"trainer\":\"x\",\"probes\":99999999999999999999999}", "expected a JSON object");
	refuse_hello("{\"trainer\":\"x\",\"kind\":\"classes\",\"probes\":3}", "classes need outputs");
	refuse_hello("{\"trainer\":\"x\",\"kind\":\"binary\",\"probes\":3,\"outputs\":2}", "one output");
	refuse_hello("{\"trainer\":\"x\",\"probes\":3,\"targets\":[1,2]}", "2 targets for 3 probes");
	refuse_hello("{\"trainer\":\"x\",\"probes\":1,\"targets\":[NaN]}", "no finite number");
	refuse_hello("{\"trainer\":\"x\",\"kind\":\"classes\",\"probes\":1,\"outputs\":2,\"targets\":[2]}", "expected a class from 0 to 1");
	refuse_hello("{\"trainer\":\"x\",\"probes\":2,\"outputs\":2,\"output_names\":[\"a\"]}", "a list of 2 texts");
	memset(deep, '[', sizeof deep - 1);
	deep[sizeof deep - 1] = '\0';
	str_addf(&many, "{\"trainer\":\"x\",\"sources\":%s", deep);
	refuse_hello(many.s, "expected a JSON object");
	str_clear(&many);
	str_add(&many, "{\"trainer\":\"x\",\"sources\":[{\"a\":[0");
	for (int i = 1; i < 70; i++)
		str_addf(&many, ",%d", i);
	str_add(&many, "]}]}");
	refuse_hello(many.s, "at most 64");
	str_release(&many);
}

static void test_request(void **state)
{
	struct wire_hello h = hello("{\"trainer\":\"x\",\"sources\":[\"init\",\"optimizer\",{\"width\":[16,32.5]},{\"on\":[false,true]}],"
		"\"choices\":{\"optimizer\":[\"sgd\",\"a\\\"dam\"]}}");
	struct levels l;
	struct str s = STR_INIT;

	(void)state;
	wire_levels(&h, &l);
	l.v[SOURCE_INIT] = UINT32_MAX;
	l.v[SOURCE_OPTIMIZER] = l.v[SOURCE_OWN] = 1;
	wire_request(&s, &h, 7, &l);
	assert_string_equal(s.s, "{\"run\":7,\"init\":4294967295,\"optimizer\":\"a\\\"dam\",\"width\":32.5,\"on\":false}\n");
	wire_hello_release(&h);
	str_release(&s);
}

static struct wire_run begun(uint64_t run)
{
	struct levels l = { .off = 0 };
	struct wire_run r;

	wire_run_init(&r, run, &l);
	return r;
}

static int say(struct wire_run *r, const struct wire_hello *h, const char *line)
{
	struct err err = ERR_INIT;

	return wire_line(r, h, line, strlen(line), &err);
}

static void test_run(void **state)
{
	struct wire_hello h = hello("{\"trainer\":\"x\",\"probes\":2,\"outputs\":2}");
	struct wire_run r = begun(3);

	(void)state;
	assert_int_equal(say(&r, &h, "{\"run\":3,\"epoch\":2,\"loss\":0.5,\"val_loss\":0.6,\"accuracy\":0.1}"), 0);
	assert_int_equal(say(&r, &h, "{\"run\":3,\"epoch\":1,\"train_loss\":1,\"note\":\"NaN\",\"accuracy\":null}"), 0);
	assert_int_equal(say(&r, &h, "{\"run\":3,\"epoch\":3,\"test_loss\":NaN,\"val_accuracy\":0.8}"), 0);
	assert_int_equal(say(&r, &h, "{\"run\":3,\"epoch\":3,\"test_loss\":0.25,\"accuracy\":0.3,\"seconds\":7}"), 0);
	assert_false(r.over);
	assert_int_equal(say(&r, &h, "{\"run\":3,\"predictions\":[[1,2],[3,4]]}"), 0);
	assert_true(r.over && !r.diverged && !r.error && r.n_pred == 4 && r.pred[2] == 3);
	assert_int_equal(r.epochs, 3);
	assert_true(r.train[0] == 1 && r.train[1] == .5f && isnan(r.train[2]));
	assert_true(isnan(r.test[0]) && r.test[1] == .6f && r.test[2] == .25f && r.test_loss == .25f);
	/* a test accuracy is better than one of training */
	assert_true(isnan(r.acc[1]) && r.acc[2] == .8f && r.accuracy == .8f && r.seconds == 7);
	wire_run_release(&r);
	r = begun(0);
	assert_int_equal(say(&r, &h, "{\"run\":0,\"predictions\":[1,2,null,4]}"), 0);
	assert_true(r.over && r.diverged && isnan(r.pred[2]));
	wire_run_release(&r);
	r = begun(0);
	say(&r, &h, "{\"run\":0,\"train_loss\":-Infinity,\"text\":\"a \\\" Infinity\"}");
	assert_int_equal(say(&r, &h, "{\"run\":0,\"predictions\":[1,2,3,1e300]}"), 0);	/* infinite as float32 */
	assert_true(r.diverged && isinf(r.pred[3]));
	wire_run_release(&r);
	r = begun(9);
	assert_int_equal(say(&r, &h, "{\"run\":9,\"error\":\"out of memory\"}"), 0);
	assert_true(r.over && strcmp(r.error, "out of memory") == 0);
	wire_run_release(&r);
	wire_hello_release(&h);
}

/* Logits and margins are no probabilities; of a regression anything is a prediction. */
static void test_run_probabilities(void **state)
{
	struct wire_hello b = hello("{\"trainer\":\"x\",\"kind\":\"binary\",\"probes\":2}");
	struct wire_hello c = hello("{\"trainer\":\"x\",\"kind\":\"classes\",\"probes\":1,\"outputs\":2}");
	static const char *const line[] = {
		"{\"run\":3,\"predictions\":[0,1.0000001]}", "{\"run\":3,\"predictions\":[null,1]}",
		"{\"run\":3,\"predictions\":[0.5,-2.25]}", "{\"run\":3,\"predictions\":[3,0.5]}",
	};

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		struct wire_run r = begun(3);
		struct err err = ERR_INIT;
		int code = wire_line(&r, i % 2 ? &c : &b, line[i / 2], strlen(line[i / 2]), &err);

		assert_int_equal(code != 0, i / 2 >= 2);
		if (i == 4)
			assert_non_null(strstr(err.text, "prediction 2 is -2.25, and those of kind binary are probabilities"));
		if (i == 7)
			assert_non_null(strstr(err.text, "put a softmax behind them, or say kind regression"));
		wire_run_release(&r);
	}
	wire_hello_release(&b);
	wire_hello_release(&c);
}

static void test_run_refused(void **state)
{
	static const char *const bad[] = {
		"", "7", "[]", "{}", "{\"run\":\"3\"}", "{\"run\":4,\"predictions\":[1,2]}", "{\"run\":-1}", "{\"run\":3.0}",
		"{\"run\":3,\"predictions\":7}", "{\"run\":3,\"predictions\":{}}", "{\"run\":3,\"predictions\":[1]}",
		"{\"run\":3,\"predictions\":[1,2,3]}", "{\"run\":3,\"predictions\":[[1],[2,3]]}", "{\"run\":3,\"predictions\":[1,[2]]}",
		"{\"run\":3,\"predictions\":[1,\"x\"]}", "{\"run\":3,\"predictions\":[[[1]],2]}", "{\"run\":3,\"predictions\":\"/dev/zero\"}",
		"{\"run\":3,\"predictions\":\"/\"}", "{\"run\":3,\"predictions\":\"\"}", "{\"run\":3,\"epoch\":\"x\",\"loss\":1}",
		"{\"run\":3,\"epoch\":1e30,\"loss\":1}", "{\"run\":3,\"epoch\":null}", "{\"run\":3,\"loss\":\"high\"}", "{\"run\":3,\"loss\":[1]}",
		"{\"run\":3,\"run\":3}", "{\"run\":3} trailing", "{\"run\":3,\"x\":\"\xff\xfe\"}", "{\"run\":3,\"predictions\":[1e999,1]}",
	};
	struct wire_hello h = hello("{\"trainer\":\"x\",\"probes\":2}");

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct wire_run r = begun(3);

		if (say(&r, &h, bad[i]) >= 0 || !r.over || !r.error || r.pred)
			fail_msg("%s was taken", bad[i]);
		wire_run_release(&r);
	}
	wire_hello_release(&h);
}

/* Points in any order, one for each epoch, and no more than there may be. */
static void test_points(void **state)
{
	struct wire_hello h = hello("{\"trainer\":\"x\"}");
	struct wire_run r = begun(1);
	char line[80];

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		snprintf(line, sizeof line, "{\"run\":1,\"epoch\":%u,\"loss\":%u}", i * 617 % 1000, i);
		assert_int_equal(say(&r, &h, line), 0);
	}
	assert_int_equal(r.epochs, 1000);
	for (uint32_t i = 0; i < 1000; i++)
		assert_true((uint32_t)r.train[i] * 617 % 1000 == i && r.epoch[i] == (float)i);
	wire_run_release(&r);
	wire_hello_release(&h);
}

/* Lines that are almost right: one byte, or a few, are others. */
static void test_mutations(void **state)
{
	static const char *const line[] = {
		"{\"trainer\":\"x\",\"sources\":[\"init\",{\"o\":[\"a\",2]}],\"kind\":\"classes\",\"probes\":2,\"outputs\":2,\"targets\":[0,1]}",
		"{\"run\":3,\"epoch\":2,\"train_loss\":0.5,\"val_loss\":NaN,\"accuracy\":1}", "{\"run\":3,\"predictions\":[[1,2],[Infinity,4]]}",
	};
	struct wire_hello h = hello(line[0]), other;
	struct rng rng = rng_stream(1, RNG_DATA, 5, 0);
	uint32_t at = 0;

	(void)state;
	for (int k = 0; k < 60000; k++) {
		const char *from = line[k % 3];
		size_t n = strlen(from);
		char *s = malloc(n);	/* no terminator: whoever reads beyond is found out */
		struct wire_run r = begun(3);

		memcpy(s, from, n);
		for (uint32_t i = 0; i <= rng_u32(&rng, at) % 3; i++)
			s[rng_u32(&rng, at + 1 + i) % n] = (char)(rng_u32(&rng, at + 5 + i) % 256);
		n -= rng_u32(&rng, at + 9) % 4 ? 0 : rng_u32(&rng, at + 10) % n;
		at += 11;
		if (wire_hello(&other, s, n, NULL) == 0)
			wire_hello_release(&other);
		wire_line(&r, &h, s, n, NULL);
		wire_run_release(&r);
		free(s);
	}
	wire_hello_release(&h);
}

/* Which sources a command has that knows nothing of the wire. */
static void test_words(void **state)
{
	char *argv[] = { "/usr/bin/python3", "dir/train.py", "--seed={init}", "{shuffle}{init}", "{print}", "{shufle}", "{out}", NULL };
	const char *source[] = { "colour=red|blue", "init", NULL };
	struct hand_spec s = { .argv = argv, .source = source };
	struct wire_hello h;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(hand_is_single(&s));
	assert_int_equal(hand_sources(&s, &h, &err), 0);
	assert_int_equal(h.n_source, 3);
	assert_string_equal(h.source[2].name, "colour");
	assert_int_equal(h.source[2].n_choice, 2);
	assert_string_equal(h.trainer, "train.py");
	wire_hello_release(&h);
	s = (struct hand_spec){ .argv = (char *[]){ "awk", "{print}", NULL } };
	assert_false(hand_is_single(&s));
	s.metrics = "m.json";
	assert_true(hand_is_single(&s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hello), cmocka_unit_test(test_hello_refused), cmocka_unit_test(test_request),
		cmocka_unit_test(test_run_probabilities), cmocka_unit_test(test_run_refused),
		cmocka_unit_test(test_run), cmocka_unit_test(test_points),
		cmocka_unit_test(test_mutations), cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
