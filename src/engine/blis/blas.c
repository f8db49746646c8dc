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
 * bits.  The user's own BLIS_ARCH_TYPE wins.  BLIS before 2.0 reads it with strtol,
 * so that a name or an empty string would mean 0 = skx, which may not even run
 * here, and aborts on a number that it does not have; we translate names into
 * numbers, which all of them take, and drop what is neither.
 *
 * Which way.  zen and haswell multiply by a transposed b in dot products, down to
 * a quarter of the speed where k is small, unless b is packed.  BLIS 0.9 packs
 * it on request.  Later ones have that path, too, but 1.1 multiplies wrongly there
 * where n is 6 more than a multiple of 16, and 2.1 nearly everywhere, when it does not
 * read beyond its buffers: a path that is not to be called, not even to try
 * it.  There we transpose such a b ourselves, a panel at a time, which is as
 * fast.  Either way, and the products themselves, are tried before the first use
 * (blas_check.h); the name says which was taken, since they differ in bits.
 */
#include "blas.h"
#include "config.h"

#include "blas_check.h"

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
#define SET(name, NAME) { name, BLIS_ARCH_ ## NAME },
static const struct { const char *name; int id; } sets[] = {
#ifdef BLIS_CONFIG_SKX
	SET("skx", SKX)
#endif
#ifdef BLIS_CONFIG_KNL
	SET("knl", KNL)
#endif
#ifdef BLIS_CONFIG_HASWELL
	SET("haswell", HASWELL)
#endif
#ifdef BLIS_CONFIG_SANDYBRIDGE
	SET("sandybridge", SANDYBRIDGE)
#endif
#ifdef BLIS_CONFIG_PENRYN
	SET("penryn", PENRYN)
#endif
#ifdef BLIS_CONFIG_ZEN3
	SET("zen3", ZEN3)
#endif
#ifdef BLIS_CONFIG_ZEN2
	SET("zen2", ZEN2)
#endif
#ifdef BLIS_CONFIG_ZEN
	SET("zen", ZEN)
#endif
#ifdef BLIS_CONFIG_EXCAVATOR
	SET("excavator", EXCAVATOR)
#endif
#ifdef BLIS_CONFIG_STEAMROLLER
	SET("steamroller", STEAMROLLER)
#endif
#ifdef BLIS_CONFIG_PILEDRIVER
	SET("piledriver", PILEDRIVER)
#endif
#ifdef BLIS_CONFIG_BULLDOZER
	SET("bulldozer", BULLDOZER)
#endif
#ifdef BLIS_CONFIG_ARMSVE
	SET("armsve", ARMSVE)
#endif
#ifdef BLIS_CONFIG_A64FX
	SET("a64fx", A64FX)
#endif
#ifdef BLIS_CONFIG_ALTRAMAX
	SET("altramax", ALTRAMAX)
#endif
#ifdef BLIS_CONFIG_ALTRA
	SET("altra", ALTRA)
#endif
#ifdef BLIS_CONFIG_FIRESTORM
	SET("firestorm", FIRESTORM)
#endif
#ifdef BLIS_CONFIG_THUNDERX2
	SET("thunderx2", THUNDERX2)
#endif
#ifdef BLIS_CONFIG_CORTEXA57
	SET("cortexa57", CORTEXA57)
#endif
#ifdef BLIS_CONFIG_CORTEXA53
	SET("cortexa53", CORTEXA53)
#endif
#ifdef BLIS_CONFIG_CORTEXA15
	SET("cortexa15", CORTEXA15)
#endif
#ifdef BLIS_CONFIG_CORTEXA9
	SET("cortexa9", CORTEXA9)
#endif
#ifdef BLIS_CONFIG_POWER10
	SET("power10", POWER10)
#endif
#ifdef BLIS_CONFIG_POWER9
	SET("power9", POWER9)
#endif
#ifdef BLIS_CONFIG_POWER7
	SET("power7", POWER7)
#endif
#ifdef BLIS_CONFIG_BGQ
	SET("bgq", BGQ)
#endif
#ifdef BLIS_CONFIG_RV32I
	SET("rv32i", RV32I)
#endif
#ifdef BLIS_CONFIG_RV64I
	SET("rv64i", RV64I)
#endif
#ifdef BLIS_CONFIG_RV32IV
	SET("rv32iv", RV32IV)
#endif
#ifdef BLIS_CONFIG_RV64IV
	SET("rv64iv", RV64IV)
#endif
#ifdef BLIS_CONFIG_SIFIVE_X280
	SET("sifive_x280", SIFIVE_X280)
#endif
#ifdef BLIS_CONFIG_GENERIC
	SET("generic", GENERIC)
#endif
};
#undef SET

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

/* The family decides, too: the generic kernels are C, and each family's compiler fuses
 * multiplications and additions as it may. */
#if defined(__x86_64__)
#define FAMILY "x86-64"
#elif defined(__i386__)
#define FAMILY "i386"
#elif defined(__aarch64__)
#define FAMILY "arm64"
#else
#define FAMILY HOST_CPU
#endif

/* To be raised with every change in how blas_gemm calls BLIS, or the engine calls
 * blas_gemm, that can change bits.  2 was packed always, and its name ended
 * with the kernel set. */
enum { CALLS = 2 };

/* Written once, in try(). */
static blas_product *product;
static char name[96], refusal[256];
static pthread_once_t chosen = PTHREAD_ONCE_INIT, tried = PTHREAD_ONCE_INIT;

/* ---- the ways of calling ---- */

enum { PACK_B = 1, NO_SMALL = 2 };

static void call(int flags, int trans_a, int trans_b, size_t m, size_t n, size_t k,
		 const float *a, size_t lda, const float *b, size_t ldb,
		 float beta, float *c, size_t ldc)
{
	float one = 1;
	rntm_t rntm = BLIS_RNTM_INITIALIZER;

	/* Transposition is an exchange of strides; BLIS takes any. BLIS only
	 * reads a and b, but its prototypes say otherwise. */
	bli_rntm_set_num_threads(1, &rntm);
	if (flags & PACK_B)
		bli_rntm_set_pack_b(1, &rntm);
	if (flags & NO_SMALL)
		bli_rntm_disable_l3_sup(&rntm);
	bli_sgemm_ex(BLIS_NO_TRANSPOSE, BLIS_NO_TRANSPOSE, (dim_t)m, (dim_t)n,
		     (dim_t)k, &one,
		     (float *)a, trans_a ? 1 : (inc_t)lda, trans_a ? (inc_t)lda : 1,
		     (float *)b, trans_b ? 1 : (inc_t)ldb, trans_b ? (inc_t)ldb : 1,
		     &beta, c, (inc_t)ldc, 1, NULL, &rntm);
}

/* Packing helps a transposed b where k is small; and a large gradient (trans_a) gains
 * 3 to 5 %. */
static void packed(int trans_a, int trans_b, size_t m, size_t n, size_t k,
		   const float *a, size_t lda, const float *b, size_t ldb,
		   float beta, float *c, size_t ldc)
{
	call(trans_b || (trans_a && m * n > 1 << 17) ? PACK_B : 0,
	     trans_a, trans_b, m, n, k, a, lda, b, ldb, beta, c, ldc);
}

#define PANEL 8192	/* floats: 32 kB of stack, and of the first-level cache */
#define PANEL_K 128
#define TILE 16

/* b is stored (n, k): its transpose, TILE columns or more at a time. */
static void by_panels(size_t m, size_t n, size_t k, const float *a, size_t lda,
		      const float *b, size_t ldb, float beta, float *c, size_t ldc)
{
	float panel[PANEL];
	size_t width = PANEL / k / TILE * TILE;

	for (size_t at = 0, w; at < n; at += w) {
		w = n - at < width ? n - at : width;
		for (size_t j0 = 0; j0 < w; j0 += TILE) {
			size_t j1 = w - j0 < TILE ? w : j0 + TILE;

			for (size_t l = 0; l < k; l++)
				for (size_t j = j0; j < j1; j++)
					panel[l * w + j] = b[(at + j) * ldb + l];
		}
		call(0, 0, 0, m, w, k, a, lda, panel, w, beta, c + at, ldc);
	}
}

/* Transposing pays where each element is used often enough, and the kernels for small
 * products lose to the others on large gradients. */
static void plain(int trans_a, int trans_b, size_t m, size_t n, size_t k,
		  const float *a, size_t lda, const float *b, size_t ldb,
		  float beta, float *c, size_t ldc)
{
	if (trans_b && !trans_a && m >= k && k && k <= PANEL_K)
		by_panels(m, n, k, a, lda, b, ldb, beta, c, ldc);
	else
		call(trans_a && m * n >= 1 << 18 ? NO_SMALL : 0,
		     trans_a, trans_b, m, n, k, a, lda, b, ldb, beta, c, ldc);
}

/* ---- the choice, once ---- */

int blas_may_pack(const char *version)
{
	return !strncmp(version, "0.", 2) && version[2] >= '0' && version[2] <= '9'
		&& !(version[3] >= '0' && version[3] <= '9')
		&& version[strspn(version, "0123456789.")] == '\0';
}

/* Headers before 1.0 do not say which they are. */
#ifdef BLIS_VERSION_STRING
#define BUILT_FOR BLIS_VERSION_STRING
#else
#define BUILT_FOR "0.9"
#endif

int blas_fits(const char *built, const char *version)
{
	int a, b;

	return sscanf(built, "%d.", &a) != 1 || sscanf(version, "%d.", &b) != 1 || a == b;
}

static void choose_kernels(void)
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
}

void blas_setup(void)
{
	pthread_once(&chosen, choose_kernels);
}

static void try(void)
{
	const char *version = bli_info_get_version_str(), *way, *set;
	struct blas_fault f;

	blas_setup();
	set = bli_arch_string(bli_arch_query_id());
	product = plain;
	if (!blas_fits(BUILT_FOR, version)) {
		way = "refused";
		snprintf(refusal, sizeof refusal, "BLIS %s is not used: this program was built for BLIS %s;"
			 " build it again", version, BUILT_FOR);
	} else if (!blas_check(plain, 0, &f)) {
		way = "refused";
		snprintf(refusal, sizeof refusal, "BLIS %s (%s) is not used: it multiplies wrongly here,"
			 " for one a %zu×%zu by a %zu×%zu matrix", version, set, f.m, f.k, f.k, f.n);
	} else if (blas_may_pack(version) && blas_check(packed, 1, NULL)) {
		product = packed;
		way = "packed";
	} else {
		way = "plain";
	}
	snprintf(name, sizeof name, "blis %s/%d %s %s %s", version, CALLS, set, way, FAMILY);
}

const char *blas_name(void)
{
	pthread_once(&tried, try);
	return name;
}

const char *blas_refusal(void)
{
	pthread_once(&tried, try);
	return refusal[0] ? refusal : NULL;
}

void blas_gemm(int trans_a, int trans_b, size_t m, size_t n, size_t k,
	       const float *a, size_t lda, const float *b, size_t ldb,
	       float beta, float *c, size_t ldc)
{
	product(trans_a, trans_b, m, n, k, a, lda, b, ldb, beta, c, ldc);
}
