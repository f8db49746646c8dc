#!/bin/sh
# A power cut at every write: what was called saved is there, and the file opens and can be gone
# on with.
#
# power_log.c, preloaded, writes down what the program does to its files, and what it says.
# power_cut.c makes of that what a disk may hold at each point, four ways (POWER_ALL=1 tries
# all at all points, not each at a quarter of them).
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
: "${CC:=cc}"
here=$srcdir/tests/store
# shellcheck disable=SC2086
if ! $CC -shared -fPIC -w -O1 -o log.so "$here/power_log.c" -ldl -lpthread >cc.out 2>&1 || ! $CC -w -O1 -o cut "$here/power_cut.c" >>cc.out 2>&1; then
	sed 's/^/# /' cc.out | head -n 5
	skip "a power cut" "no library to preload can be made here"
	done_testing
	exit
fi
logged() {	# LOG ARG...
	log=$1
	shift
	POWER_DIR=$dir/disk POWER_LOG=$dir/$log LD_PRELOAD=$dir/log.so "$REROLL" "$@" </dev/null
}

# The state of one cut, in the folder left: holds N of the runs that were called saved.
missing=0
broken=0
stuck=0
differ=0
told=
check() {	# LOG K MODE
	rm -rf left
	mkdir left
	saved=$(./cut "$1" "$2" "$3" left) || { broken=$((broken + 1)); return; }
	runs=0
	if [ -e left/s.reroll ]; then
		"$REROLL" report --json left/s.reroll >report 2>err </dev/null
		status=$?
		runs=$(sed -n 's/^ *"runs": *\([0-9]*\).*/\1/p' report | head -n 1)
		[ -n "$runs" ] || runs=0
		# a file in which nothing is yet is refused by name, which is no damage
		if [ $status != 0 ] && { [ "$saved" != 0 ] || ! grep -q "holds no condition\|is empty\|No runs" err; }; then
			broken=$((broken + 1))
			told="$told; $1 at $2, mode $3: $(cat err)"
		fi
	fi
	if [ "$runs" -lt "$saved" ]; then
		missing=$((missing + 1))
		told="$told; $1 at $2, mode $3: $runs of $saved"
	fi
	if [ $(($2 % 5)) = 0 ]; then
		"$REROLL" run -q -c -n $((runs + 2)) -e 'free init; budget epochs 1' -o left/s.reroll >/dev/null 2>err </dev/null || {
			stuck=$((stuck + 1))
			told="$told; -c, $1 at $2, mode $3: $(cat err)"
		}
		"$REROLL" verify left/s.reroll >out 2>err </dev/null || {
			differ=$((differ + 1))
			told="$told; verify, $1 at $2, mode $3: $(cat err)"
		}
	fi
}
cuts() {	# NAME LOG
	all=$(./cut "$2")
	missing=0 broken=0 stuck=0 differ=0 told=''
	k=0
	while [ $k -le "$all" ]; do
		for mode in 0 1 2 3; do
			[ -z "$POWER_ALL" ] && [ $(((k + mode) % 4)) != 0 ] || check "$2" $k $mode
		done
		k=$((k + 1))
	done
	echo "$told" >out
	: >err
	echo "# $1: $all points"
	ok "$1: nothing that was called saved is missing" '[ "$all" -gt 20 ] && [ $missing = 0 ]'
	ok "$1: each file opens" '[ $broken = 0 ]'
	ok "$1: each can be gone on with, and holds the right bits" '[ $stuck = 0 ] && [ $differ = 0 ]'
}

mkdir disk
logged first.log run -n 40 -e 'free init; budget epochs 1; run 10; save disk/s.reroll; show runs; run 10; export disk/x.json; show runs; run 5' >out 2>err
status=$?
if [ ! -s first.log ]; then
	skip "a power cut" "what the program does is not seen here"
	done_testing
	exit
fi
said() { mkdir all; ./cut "$1" "$(./cut "$1")" 0 all; rm -rf all; }
# Whoever reads "10 runs, init free" has seen the commands before it end well.
POWER_SAYS='runs, init free'
export POWER_SAYS
ok "it is seen what is done and said" '[ $status = 0 ] && [ "$(said first.log)" = 20 ]'
cuts "save, and on" first.log
rm -rf disk
mkdir disk
logged named.log run -n 12 -e 'free init; budget epochs 1' -o disk/s.reroll >out 2>err
unset POWER_SAYS
ok "and said at the end" '[ "$(said named.log)" = 12 ]'
cuts "-o" named.log
done_testing
