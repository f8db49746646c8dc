#!/bin/sh
# headers.sh - every header of ours stands alone: it compiles, twice, with nothing before it.
: "${srcdir:=.}" "${builddir:=.}" "${CC:=cc}"
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
# Those of the lanes exist once a width.
flags="-std=gnu17 -fsyntax-only -DHAVE_CONFIG_H -D_GNU_SOURCE -DLANES=1 -Wno-psabi"
for lib in ncursesw readline sqlite3 gsl jansson zlib; do
	flags="$flags $(pkg-config --cflags $lib 2>/dev/null)"
done
n=0
for folder in include src bench; do
	(cd "$srcdir" && find $folder -name '*.h' | LC_ALL=C sort) >"$dir/headers"
	bad=0
	while read -r h; do
		printf '#include "%s"\n#include "%s"\ntypedef int some;\n' "$h" "$h" >"$dir/alone.c"
		# shellcheck disable=SC2086	# words
		if ! $CC $flags ${CPPFLAGS:-} -I"$builddir" -I"$srcdir/include" -I"$srcdir/src" -I"$srcdir" "$dir/alone.c" 2>"$dir/err"; then
			bad=$((bad + 1))
			echo "# $h:"
			sed 's/^/# /' "$dir/err" | head -n 3
		fi
	done <"$dir/headers"
	n=$((n + 1))
	if [ $bad = 0 ] && [ -s "$dir/headers" ]; then
		echo "ok $n - $folder: $(($(wc -l <"$dir/headers"))) headers"
	else
		echo "not ok $n - $folder: $bad headers need another before them"
	fi
done
echo "1..$n"
