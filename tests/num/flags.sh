#!/bin/sh
# flags.sh - the flags that make the bits stand last, a build without them stops, and so
# does configure where the header of BLIS is missing.
: "${srcdir:=.}" "${builddir:=.}"
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
n=0
ok() { n=$((n + 1)); echo "ok $n - $1"; }
bad() { n=$((n + 1)); echo "not ok $n - $1"; sed 's/^/# /' "$dir/out" 2>/dev/null; }
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
variable() { sed -n "s/^$1 = //p" "$builddir/Makefile"; }
cc=$(variable CC)
num=$(variable NUM_CFLAGS)

# accepts FLAGS...: does ieee.h let them compile?
accepts() {
	# shellcheck disable=SC2086
	printf '#include "num/ieee.h"\nint x;\n' | $cc "$@" -I"$srcdir/include" -x c -fsyntax-only - >"$dir/out" 2>&1
}

echo 1..9
case $(variable CFLAGS) in
*"$num") ok "the Makefile's CFLAGS end with them" ;;
*) bad "the Makefile's CFLAGS end with them" ;;
esac
for f in -ffast-math -Ofast -ffinite-math-only; do
	if accepts -O2 $f; then
		bad "$f alone is refused"
	elif grep -q 'change the bits' "$dir/out"; then
		ok "$f alone is refused"
	else
		bad "$f alone is refused, with our words"
	fi
done
# shellcheck disable=SC2086
if accepts -O3 -ffast-math -funsafe-math-optimizations $num && accepts -Ofast -ffinite-math-only $num; then
	ok "behind them it is undone"
else
	bad "behind them it is undone"
fi
if ! printf 'int x;\n' | $cc -m32 -mfpmath=387 -x c -fsyntax-only - 2>/dev/null; then
	skip "x87 is refused" "no such compiler here"
	skip "x87 with SSE2 is not" "no such compiler here"
else
	if accepts -m32 -mno-sse; then bad "x87 is refused"; else ok "x87 is refused"; fi
	if accepts -m32 -msse2 -mfpmath=sse; then ok "x87 with SSE2 is not"; else bad "x87 with SSE2 is not"; fi
fi
: >"$dir/out"
for c in "$cc" clang; do
	# The flags twice, as make passes them.
	# shellcheck disable=SC2086
	command -v ${c##* } >/dev/null 2>&1 &&
		printf 'int x;\n' | $c -O2 $num -g $num -x c -c -o "$dir/o" - >>"$dir/out" 2>&1
done
if [ -s "$dir/out" ]; then bad "no compiler here warns of them"; else ok "no compiler here warns of them"; fi
if [ ! -x "$srcdir/configure" ]; then
	skip "configure asks for blis.h" "no configure"
elif (cd "$dir" && ac_cv_header_blis_h=no ac_cv_header_blis_blis_h=no ac_cv_lib_blis_bli_sgemm_ex=yes \
	"$srcdir/configure" -q CC="$cc" >"$dir/out" 2>&1); then
	bad "configure asks for blis.h"
elif grep -q 'blis.h(libblis-serial-dev)' "$dir/out"; then
	ok "configure asks for blis.h"
else
	bad "configure asks for blis.h by its package"
fi
