/*
 * blas.c - the only file that knows BLIS.
 *
 * Which kernels.  BLIS picks a set of kernels once per process, by the
 * processor's name.  0.9.0 takes Intel's by their features, but AMD's by the
 * families 15h, 17h and 19h, and for any other (Zen 5 is family 1Ah) and for every other
 * vendor it falls back to `generic` without a word: 35 GFLOP/s where `skx`
 * gives 185 and `zen3` 110 on the same core.  Asking BLIS what it would take
 * already fixes the choice, so we look at the processor ourselves and speak
 * up, by BLIS_ARCH_TYPE, only where BLIS would take `generic`:
 *
 *     AVX-512 F, DQ, BW, VL   skx        best for large layers, and those are
 *                                        what this engine is for
 *     AVX2 and FMA            zen3 on AMD, haswell elsewhere
 *     AVX                     sandybridge
 *     SSSE3                   penryn
 *
 * One set per process, by the processor alone: different sets give different
 * bits.  The user's own BLIS_ARCH_TYPE wins.  BLIS reads it with strtol, so
 * that a name or an empty string would mean 0 = skx, which may not even run
 * here; we translate names into numbers and drop what is neither.
 */
#include "config.h"

#include "blas.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The header's inline functions are not up to our warnings. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wunknown-warning-option"
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wpointer-arith"
#ifdef HAVE_BLIS_H
#include <blis.h>
#else
#include <blis/blis.h>
#endif
#pragma GCC diagnostic pop

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#define CPU_X86 1
#endif

/* The kernel sets of this build of BLIS; it aborts when asked for another. */
static const struct { const char *name; int id; } sets[] = {
#ifdef BLIS_CONFIG_SKX
	{ "skx", BLIS_ARCH_SKX },
#endif
#ifdef BLIS_CONFIG_HASWELL
	{ "haswell", BLIS_ARCH_HASWELL },
#endif
#ifdef BLIS_CONFIG_ZEN3
	{ "zen3", BLIS_ARCH_ZEN3 },
#endif
#ifdef BLIS_CONFIG_ZEN2
	{ "zen2", BLIS_ARCH_ZEN2 },
#endif
#ifdef BLIS_CONFIG_ZEN
	{ "zen", BLIS_ARCH_ZEN },
#endif
#ifdef BLIS_CONFIG_SANDYBRIDGE
	{ "sandybridge", BLIS_ARCH_SANDYBRIDGE },
#endif
#ifdef BLIS_CONFIG_PENRYN
	{ "penryn", BLIS_ARCH_PENRYN },
#endif
#ifdef BLIS_CONFIG_KNL
	{ "knl", BLIS_ARCH_KNL },
#endif
#ifdef BLIS_CONFIG_EXCAVATOR
	{ "excavator", BLIS_ARCH_EXCAVATOR },
#endif
#ifdef BLIS_CONFIG_STEAMROLLER
	{ "steamroller", BLIS_ARCH_STEAMROLLER },
#endif
#ifdef BLIS_CONFIG_PILEDRIVER
	{ "piledriver", BLIS_ARCH_PILEDRIVER },
#endif
#ifdef BLIS_CONFIG_BULLDOZER
	{ "bulldozer", BLIS_ARCH_BULLDOZER },
#endif
#ifdef BLIS_CONFIG_GENERIC
	{ "generic", BLIS_ARCH_GENERIC },
#endif
};

int blas_arch(const char *text)
{
	char *end;
	long v = strtol(text, &end, 10);
	int number = end != text && !*end;

	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		if (number ? v == sets[i].id : !strcmp(text, sets[i].name))
			return sets[i].id;
	return -1;
}

const char *blas_choose(const struct blas_cpu *c)
{
	int known = 0;

	if (c->vendor == BLAS_CPU_INTEL)
		known = c->ssse3;
	else if (c->vendor == BLAS_CPU_AMD)
		known = c->avx2_fma && (c->family == 0x15 ||
					c->family == 0x17 || c->family == 0x19);
	if (known)
		return NULL;
	if (c->avx512)
		return "skx";
	if (c->avx2_fma)
		return c->vendor == BLAS_CPU_AMD ? "zen3" : "haswell";
	if (c->avx)
		return "sandybridge";
	return c->ssse3 ? "penryn" : NULL;
}

#ifdef CPU_X86
/* False on failure.  The features are asked of the compiler's own support
 * code, which checks that the system saves the wide registers too. */
static int look(struct blas_cpu *c)
{
	unsigned a, b, cx, d;
	char vendor[13] = "";

	if (!__get_cpuid(0, &a, &b, &cx, &d))
		return 0;
	memcpy(vendor, &b, 4);
	memcpy(vendor + 4, &d, 4);
	memcpy(vendor + 8, &cx, 4);
	c->vendor = !strcmp(vendor, "GenuineIntel") ? BLAS_CPU_INTEL :
		    !strcmp(vendor, "AuthenticAMD") ? BLAS_CPU_AMD :
		    BLAS_CPU_OTHER;
	if (!__get_cpuid(1, &a, &b, &cx, &d))
		return 0;
	c->family = a >> 8 & 15;
	if (c->family == 15)
		c->family += a >> 20 & 255;
	__builtin_cpu_init();
	c->ssse3 = __builtin_cpu_supports("ssse3") != 0;
	c->avx = __builtin_cpu_supports("avx") != 0;
	c->avx2_fma = __builtin_cpu_supports("avx2") &&
		      __builtin_cpu_supports("fma");
	c->avx512 = c->avx2_fma && __builtin_cpu_supports("avx512f") &&
		    __builtin_cpu_supports("avx512dq") &&
		    __builtin_cpu_supports("avx512bw") &&
		    __builtin_cpu_supports("avx512vl");
	return 1;
}
#endif

/* The wish, as a number for BLIS_ARCH_TYPE; -1 for none. */
static int wish(void)
{
	const char *set = NULL;
#ifdef CPU_X86
	struct blas_cpu cpu;

	if (look(&cpu))
		set = blas_choose(&cpu);
#endif
	return set ? blas_arch(set) : -1;
}

/* To be raised with every change in how blas_gemm calls BLIS, or the engine calls
 * blas_gemm, that can change bits. */
enum { CALLS = 2 };

/* Written once, in setup(). */
static char name[64];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void setup(void)
{
	const char *user = getenv("BLIS_ARCH_TYPE");
	int id = user ? blas_arch(user) : -1;
	char num[16];

	if (id < 0)
		id = wish();
	if (id >= 0) {
		snprintf(num, sizeof num, "%d", id);
		setenv("BLIS_ARCH_TYPE", num, 1);
	} else if (user) {
		unsetenv("BLIS_ARCH_TYPE");
	}
	/* Without this the query aborts where BLIS_ARCH_TYPE is set: it looks the set
	 * up in a table that bli_init fills. */
	bli_init();
	snprintf(name, sizeof name, "blis %s/%d %s", bli_info_get_version_str(),
		 CALLS, bli_arch_string(bli_arch_query_id()));
}

void blas_setup(void)
{
	pthread_once(&once, setup);
}

const char *blas_name(void)
{
	return name;
}

void blas_gemm(int trans_a, int trans_b, size_t m, size_t n, size_t k,
	       const float *a, size_t lda, const float *b, size_t ldb,
	       float beta, float *c, size_t ldc)
{
	float one = 1;
	rntm_t rntm = BLIS_RNTM_INITIALIZER;

	/* Transposition is an exchange of strides; BLIS takes any. BLIS only
	 * reads a and b, but its prototypes say otherwise. */
	bli_rntm_set_num_threads(1, &rntm);
	/* Unpacked, zen3 and haswell multiply by a transposed b in dot
	 * products, down to an eighth of the speed where k is small; and a
	 * large gradient (trans_a) gains 3 to 5 %. */
	if (trans_b || (trans_a && m * n > 1 << 17))
		bli_rntm_set_pack_b(1, &rntm);
	bli_sgemm_ex(BLIS_NO_TRANSPOSE, BLIS_NO_TRANSPOSE, (dim_t)m, (dim_t)n,
		     (dim_t)k, &one,
		     (float *)a, trans_a ? 1 : (inc_t)lda, trans_a ? (inc_t)lda : 1,
		     (float *)b, trans_b ? 1 : (inc_t)ldb, trans_b ? (inc_t)ldb : 1,
		     &beta, c, (inc_t)ldc, 1, NULL, &rntm);
}
