#!/bin/sh
# Every tests/lang/*.rr is a script of the language; what it prints and what it
# refuses is said in the script itself:
#
#     command   # expect: a line of output     (in order, all of them)
#     command   # expect error: part of the error line, with exit status 1 or 2
#
# A script without an expected error must end with status 0 and say nothing on
# stderr.  TAP on stdout.
: "${REROLL:=./reroll}" "${srcdir:=.}"
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
set -- "$srcdir"/tests/lang/*.rr
echo "1..$#"
n=0
for script; do
	n=$((n + 1))
	name=$(basename "$script" .rr)
	sed -n 's/^.*# expect: //p' "$script" >"$dir/want"
	error=$(sed -n 's/^.*# expect error: //p' "$script")
	(cd "$dir" && "$REROLL" run -q "$script" >out 2>err </dev/null)
	status=$?
	sed 's/[ ]*$//' "$dir/out" >"$dir/got"
	verdict=ok
	cmp -s "$dir/want" "$dir/got" || verdict="not ok"
	if [ -n "$error" ]; then
		grep -F -q -e "$error" "$dir/err" || verdict="not ok"
		[ "$(wc -l <"$dir/err")" -eq 1 ] || verdict="not ok"
		[ $status -eq 1 ] || [ $status -eq 2 ] || verdict="not ok"
	elif [ $status -ne 0 ] || [ -s "$dir/err" ]; then
		verdict="not ok"
	fi
	echo "$verdict $n - $name"
	if [ "$verdict" != ok ]; then
		echo "# status $status"
		diff -u "$dir/want" "$dir/got" | sed 's/^/# /'
		sed 's/^/# stderr: /' "$dir/err"
	fi
done
