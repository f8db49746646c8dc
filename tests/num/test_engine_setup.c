/*
 * test_engine_setup.c - names, the choice of BLIS' kernels, and the matrix
 * product against a plain triple loop in double precision.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/blis/blas.h"
#include "base/err.h"
#include "base/xalloc.h"
#include "engine_util.h"

static void test_names(void **state)
{
	(void)state;
	for (int k = ENGINE_AUTO; k <= ENGINE_BLIS; k++)
		assert_int_equal(engine_find(engine_name((enum engine_kind)k)), k);
	assert_int_equal((int)engine_find("gpu"), -1);
	assert_int_equal((int)engine_find(""), -1);
	assert_true(engine_has_width(1));
	assert_false(engine_has_width(3));
	assert_true(engine_has_width(engine_best_width()));
}

static void test_fingerprint(void **state)
{
	char want[64], version[32], set[32], way[32], family[32], end;
	const char *blis = engine_fingerprint(ENGINE_BLIS);

	(void)state;
	snprintf(want, sizeof want, "lanes %s", engine_width_name(engine_best_width()));
	assert_string_equal(engine_fingerprint(ENGINE_LANES), want);
	assert_int_equal(strncmp(blis, "blis ", 5), 0);
	assert_int_equal(sscanf(blis, "blis %31[^/]/2 %31s %31s %31s%c", version, set, way, family, &end), 4);
	assert_string_equal(way, blas_may_pack(version) ? "packed" : "plain");
#if defined __x86_64__
	assert_string_equal(family, "x86-64");
#elif defined __aarch64__
	assert_string_equal(family, "arm64");
#endif
	/* A static string. */
	assert_ptr_equal(blis, engine_fingerprint(ENGINE_BLIS));
#if defined __x86_64__
	if (engine_has_width(8))	/* AVX2 and FMA */
		assert_null(strstr(blis, "generic"));
#endif
}

static void test_missing_width(void **state)
{
	struct levels lv = util_levels(4, OPTIM_SGD);
	struct err err = ERR_INIT;
	struct problem p;

	(void)state;
	util_start(&p, util_data(DATA_REGRESSION, 9, 1, 1, 2, 1, 1), "dense 1", LOSS_MSE);
	util_ready(&p, &lv);
	assert_null(trainer_new(&p, ENGINE_LANES, 5, 4, OPTIM_SGD, &err));
	assert_true(err.code < 0);
	assert_true(err.text[0] != 0);
	trainer_free(NULL);
	problem_release(&p);
}

/* Sizes alone decide: the article's net goes to the lanes, the wide one to BLIS. */
static void test_choice(void **state)
{
	static const struct { const char *model; size_t features; enum engine_kind want; }
	row[] = {
		{ "dense 10 relu, dense 1", 10, ENGINE_LANES },
		{ "dense 32 tanh, dense 32 tanh, dense 1", 2, ENGINE_LANES },
		{ "dense 256 relu, dense 128 relu, dense 10", 784, ENGINE_BLIS },
	};
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct model m;

		assert_int_equal(model_parse(&m, row[i].model, 1, &err), 0);
		assert_int_equal(model_resolve(&m, (struct shape){ 1, 1, (uint32_t)row[i].features },
					       &err), 0);
		assert_int_equal(engine_choose(&m), row[i].want);
	}
}

/* What BLIS 0.9.0 knows is left to it; for the rest the widest that runs. */
static void test_kernels(void **state)
{
	static const struct { struct blas_cpu cpu; const char *want; } row[] = {
		/* vendor, family, ssse3, avx, avx2+fma, avx512 */
		{ { BLAS_CPU_INTEL, 6, 1, 1, 1, 1 }, NULL },	/* Ice Lake */
		{ { BLAS_CPU_INTEL, 6, 1, 1, 1, 0 }, NULL },	/* Alder Lake */
		{ { BLAS_CPU_INTEL, 6, 1, 0, 0, 0 }, NULL },	/* Core 2 */
		{ { BLAS_CPU_INTEL, 6, 0, 0, 0, 0 }, NULL },
		{ { BLAS_CPU_AMD, 0x17, 1, 1, 1, 0 }, NULL },	/* Zen, Zen 2 */
		{ { BLAS_CPU_AMD, 0x19, 1, 1, 1, 0 }, NULL },	/* Zen 3 */
		{ { BLAS_CPU_AMD, 0x19, 1, 1, 1, 1 }, NULL },	/* Zen 4 */
		{ { BLAS_CPU_AMD, 0x1a, 1, 1, 1, 1 }, "skx" },	/* Zen 5 */
		{ { BLAS_CPU_AMD, 0x1b, 1, 1, 1, 0 }, "zen3" },
		{ { BLAS_CPU_AMD, 0x16, 1, 1, 0, 0 }, "sandybridge" },	/* Jaguar */
		{ { BLAS_CPU_AMD, 0x14, 1, 0, 0, 0 }, "penryn" },	/* Bobcat */
		{ { BLAS_CPU_AMD, 0x10, 0, 0, 0, 0 }, NULL },
		{ { BLAS_CPU_OTHER, 0x18, 1, 1, 1, 0 }, "haswell" },	/* Hygon */
		{ { BLAS_CPU_OTHER, 7, 1, 1, 1, 1 }, "skx" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const char *got = blas_choose(&row[i].cpu);

		assert_int_equal(got != NULL, row[i].want != NULL);
		if (got)
			assert_string_equal(got, row[i].want);
	}
}

static void test_arch_text(void **state)
{
	(void)state;
#if defined __x86_64__
	assert_int_equal(blas_arch("3"), 3);
	assert_true(blas_arch("generic") > 0);
#elif defined __aarch64__
	/* Built for one set, for all of the family, or for none. */
	assert_true(blas_arch("cortexa57") > 0 || blas_arch("generic") > 0);
#endif
	assert_int_equal(blas_arch(""), -1);
	assert_int_equal(blas_arch("-1"), -1);
	assert_int_equal(blas_arch("9999"), -1);
	assert_int_equal(blas_arch("3x"), -1);
	assert_int_equal(blas_arch("zen9"), -1);
	assert_int_equal(blas_arch("haswel"), -1);
}

/* What a recorded name says of its runs. */
static void test_recorded_names(void **state)
{
	static const struct { const char *a, *b; int same; } row[] = {
		{ "lanes avx512", "lanes neon", 1 },
		{ "lanes avx512", "blis 0.9.0/2 zen3 packed x86-64", 0 },
		{ "blis 0.9.0/2 zen3", "blis 0.9.0/2 zen3 packed x86-64", 1 },	/* the earlier name */
		{ "blis 0.9.0/2 zen3 packed x86-64", "blis 0.9.0/2 zen3", 1 },
		{ "blis 0.9.0/2 zen3", "blis 0.9.0/2 zen3", 1 },
		{ "blis 0.9.0/2 zen3", "blis 0.9.0/2 zen3 plain x86-64", 0 },
		{ "blis 0.9.0/2 zen3", "blis 0.9.0/2 haswell packed x86-64", 0 },
		{ "blis 0.9.0/1 zen3", "blis 0.9.0/2 zen3 packed x86-64", 0 },
		{ "blis 0.8.1/2 zen3", "blis 0.9.0/2 zen3 packed x86-64", 0 },
		{ "blis 1.1/2 zen3", "blis 1.1/2 zen3 plain x86-64", 0 },
		{ "blis 1.1/2 zen3 plain x86-64", "blis 1.1/2 zen3 plain x86-64", 1 },
		{ "blis 0.9.0/2 generic packed x86-64", "blis 0.9.0/2 generic packed s390x", 0 },
		{ "blis", "blis 0.9.0/2 zen3 packed x86-64", 0 },
		{ "", "blis 0.9.0/2 zen3 packed x86-64", 0 },
	};
	static const struct { const char *name; int doubtful; } old[] = {
		{ "blis 1.1/2 zen3", 1 }, { "blis 2.1/2 haswell", 1 }, { "blis 1.0/2 zen", 1 },
		{ "blis 0.9.0-12-gabc/2 zen2", 1 }, { "blis 1.1/2 cortexa57", 1 },
		{ "blis 0.9.0/2 zen3", 0 }, { "blis 1.1/2 skx", 0 }, { "blis 1.1/2 zen3 plain x86-64", 0 },
		{ "lanes avx2", 0 }, { "blis", 0 }, { "", 0 }, { NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_int_equal(engine_same_bits(row[i].a, row[i].b), row[i].same);
	for (size_t i = 0; i < sizeof old / sizeof *old; i++)
		assert_int_equal(engine_doubtful(old[i].name), old[i].doubtful);
}

/*
 * BLIS_ARCH_TYPE as a user may have set it, each in a process that has not
 * touched BLIS yet (so this test is the first): a kernel set that is asked for
 * by name or number is taken, everything else is as if nothing were set.
 */
static int child(const char *setting, const char *want)
{
	const char *got;
	char set[32];
	float one = 3, c = 0;

	if (setting)
		setenv("BLIS_ARCH_TYPE", setting, 1);
	else
		unsetenv("BLIS_ARCH_TYPE");
	engine_setup();
	got = engine_fingerprint(ENGINE_BLIS);
	if (sscanf(got, "%*s %*s %31s", set) != 1)
		return 3;
	blas_gemm(0, 0, 1, 1, 1, &one, 1, &one, 1, 0, &c, 1);
	if (c < 9 || c > 9)
		return 2;
	return want ? strcmp(set, want) != 0 : strcmp(set, "generic") == 0;
}

static int in_child(const char *setting, const char *want)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid)
		_exit(child(setting, want));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_environment(void **state)
{
	static const char *const junk[] = { "", "nonsense", "9999", "-1", "3x" };
	static const char *const set[] = { "generic", "cortexa57", "power9" };
	char number[16];

	(void)state;
	/* A set that this build has is taken, by name and by number, whatever the family. */
	for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
		if (blas_arch(set[i]) < 0)
			continue;
		snprintf(number, sizeof number, "%d", blas_arch(set[i]));
		assert_int_equal(in_child(number, set[i]), 0);
		assert_int_equal(in_child(set[i], set[i]), 0);
	}
#if defined __x86_64__
	if (!engine_has_width(8))
		return;
	assert_int_equal(in_child("haswell", "haswell"), 0);
	assert_int_equal(in_child(NULL, NULL), 0);
	for (size_t i = 0; i < sizeof junk / sizeof *junk; i++)
		assert_int_equal(in_child(junk[i], NULL), 0);
#else
	(void)junk;
#endif
}

static float value(size_t i)
{
	return sinf((float)i * 1.7f + 1);
}

static void gemm_case(int ta, int tb, size_t m, size_t n, size_t k, float beta)
{
	size_t lda = (ta ? m : k) + 3, ldb = (tb ? k : n) + 1, ldc = n + 2;
	size_t na = (ta ? k : m) * lda, nb = (tb ? n : k) * ldb, nc = m * ldc;
	float *a = xcalloc(na, sizeof *a), *b = xcalloc(nb, sizeof *b);
	float *c = xcalloc(nc, sizeof *c), *c0 = xcalloc(nc, sizeof *c0);

	for (size_t i = 0; i < na; i++)
		a[i] = value(i);
	for (size_t i = 0; i < nb; i++)
		b[i] = value(i + 7);
	for (size_t i = 0; i < nc; i++)
		c[i] = c0[i] = beta == 0 ? NAN : value(i + 13);
	blas_gemm(ta, tb, m, n, k, a, lda, b, ldb, beta, c, ldc);
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < ldc; j++) {
			double sum = beta == 0 ? 0 : (double)beta * c0[i * ldc + j];

			if (j >= n) {		/* beyond the row: untouched */
				assert_memory_equal(&c[i * ldc + j], &c0[i * ldc + j],
						    sizeof *c);
				continue;
			}
			for (size_t l = 0; l < k; l++)
				sum += (double)(ta ? a[l * lda + i] : a[i * lda + l]) *
				       (double)(tb ? b[j * ldb + l] : b[l * ldb + j]);
			assert_true(fabs(c[i * ldc + j] - sum) <= 1e-5 * (1 + sqrt((double)k)));
		}
	free(a);
	free(b);
	free(c);
	free(c0);
}

static void test_gemm(void **state)
{
	static const size_t size[][3] = {
		{ 1, 1, 1 }, { 32, 10, 10 }, { 7, 1, 33 }, { 1, 40, 9 }, { 65, 30, 129 },
		{ 200, 150, 100 }, { 520, 514, 9 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof size / sizeof *size; i++)
		for (int t = 0; t < 4; t++)
			for (int beta = 0; beta < 2; beta++)
				gemm_case(t & 1, t >> 1, size[i][0], size[i][1], size[i][2],
					  (float)beta);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_fingerprint),
		cmocka_unit_test(test_missing_width),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_kernels),
		cmocka_unit_test(test_arch_text),
		cmocka_unit_test(test_recorded_names),
		cmocka_unit_test(test_gemm),
	};

	return cmocka_run_group_tests_name("engine setup", tests, NULL, NULL);
}
