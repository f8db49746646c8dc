#!/bin/sh
# faults.sh [CALL...] - every call of the system that has to do with a session, failing.
#
# Each of open, read, write, fsync, ftruncate, unlink, rename, linkat and mmap (or those named)
# fails at its first, second ... call in a script that saves, exports, is gone on with and is
# merged, once and from then on, with EIO and ENOSPC.  Whatever fails: the program ends by itself,
# in a line where its status is not 0; with status 0 nothing is missing; what an earlier program
# had saved stays, and opens.  Prints how many were tried, and each that is otherwise.
set -u
: "${REROLL:=./reroll}" "${CC:=cc}" "${srcdir:=.}"
here=$(cd "$srcdir/tests/soak" && pwd)
case $REROLL in /*) ;; *) REROLL=$(pwd)/$REROLL ;; esac
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
cd "$dir" || exit 99
# shellcheck disable=SC2086
$CC -shared -fPIC -w -O1 -o fault.so "$here/fault.c" -ldl || exit 77
[ $# -gt 0 ] || set -- open read write fsync ftruncate unlink rename linkat mmap
tried=0
refused=0
bad=0
runs() { "$REROLL" report --json "$1" 2>/dev/null | sed -n 's/^ *"runs": *\([0-9]*\).*/\1/p' | head -n 1; }
complain() {
	bad=$((bad + 1))
	echo "$call $at errno $errno on=$on: $1 (status $status): $(head -n 2 err | tr '\n' ' ')"
}
under() {	# ARG... with the fault
	[ -z "$on" ] || export FAULT_ON=1
	timeout -s ABRT 60 env FAULT_DIR="$dir/disk" FAULT_CALL="$call" FAULT_AT="$at" FAULT_ERRNO="$errno" FAULT_COUNT="$dir/count" \
		LD_PRELOAD="$dir/fault.so" "$REROLL" "$@" >out 2>err </dev/null
	status=$?
	unset FAULT_ON
	tried=$((tried + 1))
	[ $status = 0 ] || refused=$((refused + 1))
	[ $status -lt 3 ] || complain "ended by a signal, or hung"
	[ $status = 0 ] || [ -s err ] || complain "no line"
}
new() {
	under run -q -n 40 -e 'free init; budget epochs 1; run 10' -o disk/new.reroll
	[ $status != 0 ] || [ "$(runs disk/new.reroll)" = 40 ] || complain "status 0 and $(runs disk/new.reroll) of 40 runs"
	[ ! -s disk/new.reroll ] || "$REROLL" run -q -c -n 45 -e 'free init; budget epochs 1' -o disk/new.reroll >/dev/null 2>err || complain "cannot be gone on with"
	[ ! -s disk/new.reroll ] || "$REROLL" verify disk/new.reroll >/dev/null 2>err || complain "not the same bits"
}
again() {
	cp old.reroll disk/old.reroll
	under run -q -c -n 40 -o disk/old.reroll
	have=$(runs disk/old.reroll)
	[ "${have:-0}" -ge 20 ] || complain "${have:-no} runs are left of 20"
	[ $status != 0 ] || [ "$have" = 40 ] || complain "status 0 and $have of 40 runs"
}
export_() {
	cp old.reroll disk/old.reroll
	echo before >disk/x.csv
	under export disk/old.reroll -o disk/x.csv
	if [ $status = 0 ]; then
		[ "$(wc -l <disk/x.csv)" = 21 ] || complain "status 0, and an export of $(wc -l <disk/x.csv) lines"
	else
		[ "$(cat disk/x.csv)" = before ] || complain "the older export is gone"
	fi
	[ "$(find disk -name '*.part' | wc -l)" = 0 ] || [ "$call" = unlink ] || [ -n "$on" ] || complain "a draft is left"
}
merge() {
	cp old.reroll disk/a.reroll
	cp other.reroll disk/b.reroll
	under merge disk/a.reroll disk/b.reroll -o disk/m.reroll
	[ $status != 0 ] || [ "$(runs disk/m.reroll)" = 20 ] || complain "status 0 and no whole merge"
}
"$REROLL" run -q -n 20 -e 'free init; budget epochs 1' -o old.reroll
"$REROLL" run -q -n 15 --seed 2 -e 'free init; budget epochs 1' -o other.reroll
for call in "$@"; do
	before=$tried
	before_refused=$refused
	for what in new again export_ merge; do
		for on in '' 1; do
			for errno in 5 28; do
				at=1
				while :; do
					rm -rf disk count
					mkdir disk
					$what
					[ "$(cat count 2>/dev/null || echo 0)" -ge $at ] && [ $at -lt "${FAULTS:-1000}" ] || break
					at=$((at + 1))
				done
			done
		done
	done
	echo "$call: $((tried - before)) tried, $((refused - before_refused)) told"
done
echo "$tried faults, $bad bad"
[ $bad = 0 ]
