#!/bin/sh
# symbols.sh - none of our names is also one of a library's that we link.
#
# Linked dynamically, the library would call ours; linked statically, the link fails.  The
# libraries' archives show every name of theirs; one that is not here is not compared.
: "${builddir:=.}" "${CC:=cc}"
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
n=0
names() { nm -g "$@" 2>/dev/null | awk 'NF == 3 && $2 ~ /[A-TV-Z]/ { print $3 }' | LC_ALL=C sort -u; }
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }

# Every library of ours but the one that only tests link.
for lib in "$builddir"/lib*.a; do
	case $lib in */libscreen.a) ;; *) names "$lib" ;; esac
done | LC_ALL=C sort -u >"$dir/ours"
have_nm=yes
grep -q shell_exec "$dir/ours" || have_nm=
echo 1..11
for lib in readline history ncursesw tinfo sqlite3 gsl blis jansson z csv utf8proc; do
	# shellcheck disable=SC2086
	file=$($CC -print-file-name=lib$lib.a 2>/dev/null)
	[ "$have_nm" ] || { skip "$lib" "no nm that reads these files"; continue; }
	[ -f "$file" ] || { skip "$lib" "no lib$lib.a here"; continue; }
	names "$file" >"$dir/theirs"
	LC_ALL=C comm -12 "$dir/ours" "$dir/theirs" >"$dir/both"
	n=$((n + 1))
	if [ -s "$dir/theirs" ] && [ ! -s "$dir/both" ]; then
		echo "ok $n - $lib"
	else
		echo "not ok $n - $lib"
		sed 's/^/# both: /' "$dir/both"
	fi
done
