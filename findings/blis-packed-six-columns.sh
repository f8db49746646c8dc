#!/bin/sh
# blis-packed-six-columns.sh - a product with 6 columns is wrong, one with 5 or 7 is right.
#
# About:    BLIS 1.1 of Debian 13 (libblis4-serial 1.1-2), kernels of haswell, zen, zen2, zen3.
# Happens:  where b is to be packed (bli_rntm_set_pack_b, or BLIS_PACK_B=1 in the environment),
#           sgemm of row-major matrices whose product has 6, 22, 38, ... columns (16 i + 6) is
#           wrong in all of them and says nothing; every other width is right, and so are those
#           without packing. A net with a layer of 6 or 22 units computes something else, and
#           trains all the same.
# Expected: that packing, which copies a matrix to where it is read faster, changes no digit
#           that matters; at most the last ones. BLIS 0.9.0 (Debian 12) is right.
# Seen:     largest error of a product of numbers up to 1/2, k = 8: 5 columns 3e-08,
#           6 columns 0.5, 7 columns 2e-08, 22 columns 0.6
# Remedy:   do not ask for it; and try a product or two of each kind before trusting any.
set -u
version=1.1-2
[ "$(uname -m)" = x86_64 ] || { echo "skipped: this is about x86-64"; exit 77; }
command -v gcc >/dev/null || { echo "skipped: gcc and libc6-dev are needed"; exit 77; }
here=$(mktemp -d) && cd "$here" || exit 77
trap 'cd / && rm -rf "$here"' EXIT
# From the mirror of this machine, whatever Debian it is.
# shellcheck disable=SC2016	# apt's own
mirror=$(apt-get indextargets --format '$(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
	sed -n 's|^main \(https\{0,1\}://.*/debian\)/*$|\1|p' | head -n 1)
mkdir -p lists/partial cache/archives/partial && : >status
echo "deb ${mirror:-http://deb.debian.org/debian} trixie main" >trixie.list
apt() {
	apt-get -q -o Dir::Etc::sourcelist="$here/trixie.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::lists="$here/lists" -o Dir::State::status="$here/status" \
		-o Dir::Cache="$here/cache" "$@" >>get.log 2>&1
}
apt update && apt download "libblis4-serial=$version" "libblis-serial-dev=$version" ||
	{ echo "skipped: the packages cannot be had"; exit 77; }
for deb in *.deb; do dpkg -x "$deb" root || exit 77; done

cat >product.c <<'C'
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <blis.h>

enum { M = 4, K = 8, MOST = 64 };

/* Largest error of a (M, K) times b (K, n), all rows contiguous. */
static double error(int pack, int n)
{
	float a[M * K], b[K * MOST], c[M * MOST], one = 1, zero = 0;
	unsigned seed = 1;
	double worst = 0;
	rntm_t rntm = BLIS_RNTM_INITIALIZER;

	for (int i = 0; i < M * K; i++)
		a[i] = (float)((seed = seed * 1664525 + 1013904223) >> 8) / 16777216 - .5f;
	for (int i = 0; i < K * n; i++)
		b[i] = (float)((seed = seed * 1664525 + 1013904223) >> 8) / 16777216 - .5f;
	bli_rntm_set_num_threads(1, &rntm);
	bli_rntm_set_pack_b(pack, &rntm);
	bli_sgemm_ex(BLIS_NO_TRANSPOSE, BLIS_NO_TRANSPOSE, M, n, K, &one, a, K, 1, b, n, 1,
		     &zero, c, n, 1, NULL, &rntm);
	for (int i = 0; i < M; i++)
		for (int j = 0; j < n; j++) {
			double sum = 0;

			for (int k = 0; k < K; k++)
				sum += (double)a[i * K + k] * b[k * n + j];
			worst = fmax(worst, fabs(sum - c[i * n + j]));
		}
	return worst;
}

int main(void)
{
	const char *kernels = bli_arch_string(bli_arch_query_id());
	int as_said = 1;

	printf("blis %s, kernels of %s\n", bli_info_get_version_str(), kernels);
	if (strcmp(kernels, "haswell") && strncmp(kernels, "zen", 3))
		return 77;
	for (int n = 1; n <= 40; n++) {
		double plain = error(0, n), packed = error(1, n);

		if (n >= 5 && n <= 7 || n == 22)
			printf("%2d columns: plain %.0e, packed %.0e\n", n, plain, packed);
		as_said &= plain < 1e-5 && (packed > 1e-2) == (n % 16 == 6);
	}
	return !as_said;
}
C
lib=root/usr/lib/x86_64-linux-gnu/blis-serial
gcc -w -Iroot/usr/include/x86_64-linux-gnu/blis-serial product.c "$lib/libblis.so.4" -lm \
	-Wl,-rpath,"$here/$lib" -o product || exit 77
./product
