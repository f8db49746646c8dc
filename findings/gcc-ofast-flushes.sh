#!/bin/sh
# gcc-ofast-flushes.sh - a build that has taken fast math back still flushes to zero.
#
# About:    GCC 12.2.0 of Debian 12 (gcc-12, cpp-12, libgcc-12-dev 12.2.0-14+deb12u1), x86-64.
# Happens:  `-Ofast -fno-fast-math` compiles without fast math (__FAST_MATH__ is not defined,
#           no arithmetic is reordered), but the driver goes by the word -Ofast when it links
#           and adds crtfastmath.o, which sets flush-to-zero and denormals-are-zero for the
#           whole process. `-ffast-math -fno-fast-math` and `-O3` do not.
# Expected: that the last word counts, or that __FAST_MATH__ tells: a numeric library that
#           looks at this macro, or appends -fno-fast-math to the user's flags, is safe.
# Seen:     -O3: subnormal, -ffast-math -fno-fast-math: subnormal,
#           -Ofast -fno-fast-math: 0 (and __FAST_MATH__ is not defined)
# Remedy:   link without -Ofast, or reset the mode at the start (x86: _mm_setcsr).
set -u
version=12.2.0-14+deb12u1
[ "$(uname -m)" = x86_64 ] || { echo "skipped: this is about x86-64"; exit 77; }
here=$(mktemp -d) && cd "$here" || exit 77
trap 'cd / && rm -rf "$here"' EXIT
apt-get download "gcc-12=$version" "cpp-12=$version" "libgcc-12-dev=$version" \
	"libgcc-s1" >get.log 2>&1 || { echo "skipped: the packages cannot be had"; exit 77; }
command -v ld >/dev/null && [ -e /usr/lib/x86_64-linux-gnu/crt1.o ] ||
	{ echo "skipped: ld and libc6-dev are needed"; exit 77; }
for deb in *.deb; do dpkg -x "$deb" root || exit 77; done
gcc=root/usr/bin/x86_64-linux-gnu-gcc-12

cat >tiny.c <<'C'
#ifdef __FAST_MATH__
#error fast math is on
#endif
int main(void)
{
	volatile float smallest_normal = 0x1p-126f, half = .5f, product = smallest_normal * half;

	return product != 0;		/* 1: a subnormal number, 0: flushed */
}
C

wrong=0
try() {
	want=$1
	shift
	"$gcc" "$@" tiny.c -o tiny 2>cc.log || { sed 1q cc.log; wrong=1; return; }
	./tiny && seen=0 || seen=subnormal
	printf '%-32s %s\n' "$*" "$seen"
	[ "$seen" = "$want" ] || wrong=1
}
"$gcc" --version | sed 1q
try subnormal -O3
try subnormal -O3 -ffast-math -fno-fast-math
try 0 -Ofast -fno-fast-math
exit "$wrong"
