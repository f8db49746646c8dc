#!/bin/sh
# gcc-flt-eval-method-16.sh - one flag for a newer processor, and a common guard fires.
#
# About:    GCC 12.2.0 of Debian 12 (cpp-12 12.2.0-14+deb12u1), x86-64.
# Happens:  __FLT_EVAL_METHOD__ is 0 for x86-64 up to and with -march=icelake-server, and 16
#           for -march=sapphirerapids (which has AVX512-FP16). float and double are computed
#           as they are all the same: 16 only says that _Float16 is not widened.
# Expected: 0 on every x86-64 with SSE, as clang 14 says for the same processor. The guard
#           `#if FLT_EVAL_METHOD != 0 #error`, which keeps x87's wide registers out of
#           numeric code, refuses a -march=native build on that processor only.
# Seen:     x86-64 0, icelake-server 0, sapphirerapids 16
# Remedy:   accept 0 and 16.
set -u
version=12.2.0-14+deb12u1
[ "$(uname -m)" = x86_64 ] || { echo "skipped: this is about x86-64"; exit 77; }
here=$(mktemp -d) && cd "$here" || exit 77
trap 'cd / && rm -rf "$here"' EXIT
apt-get download "cpp-12=$version" >get.log 2>&1 ||
	{ echo "skipped: the package cannot be had"; exit 77; }
dpkg -x ./*.deb root || exit 77

wrong=0
try() {
	seen=$(root/usr/bin/x86_64-linux-gnu-cpp-12 -dM -march="$1" /dev/null |
		sed -n 's/^#define __FLT_EVAL_METHOD__ //p')
	printf '%-16s %s\n' "$1" "$seen"
	[ "$seen" = "$2" ] || wrong=1
}
root/usr/bin/x86_64-linux-gnu-cpp-12 --version | sed 1q
try x86-64 0
try icelake-server 0
try sapphirerapids 16
exit "$wrong"
