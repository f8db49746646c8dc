#!/bin/sh
# kills.sh N - N kills with -9 of a program that records, anywhere in its life.
#
# After each the session opens, holds no fewer runs than before, and is gone on with; every
# twentieth is verified and left for a new one.  Prints how many runs were left at the least and
# the most, and fails where one was lost.
set -u
: "${REROLL:=./reroll}"
case $REROLL in /*) ;; *) REROLL=$(pwd)/$REROLL ;; esac
n=${1:-10000}
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
cd "$dir" || exit 99
runs() { "$REROLL" report --json s.reroll 2>/dev/null | sed -n 's/^ *"runs": *\([0-9]*\).*/\1/p' | head -n 1; }
bad=0
sessions=0
none=0
most=0
had=0
i=0
while [ $i -lt "$n" ]; do
	i=$((i + 1))
	"$REROLL" run -q -c -n 1000000000 -e 'free init; budget epochs 1' -o s.reroll >out 2>err </dev/null &
	# from before the file is there to some commits later
	sleep "$(awk -v i=$i 'BEGIN { srand(i); printf "%.4f", rand() < .5 ? rand() * .05 : rand() * .6 }')"
	kill -9 $!
	wait $! 2>/dev/null
	if [ -s err ]; then
		bad=$((bad + 1))
		echo "kill $i: it said $(head -n 1 err)"
	fi
	now=$(runs)
	now=${now:-0}
	if [ -e s.reroll ] && [ "$now" = 0 ]; then
		none=$((none + 1))
		"$REROLL" report s.reroll >out 2>err </dev/null
		grep -q "damaged" err && { bad=$((bad + 1)); echo "kill $i: $(head -n 1 err)"; }
	fi
	if [ "$now" -lt "$had" ]; then
		bad=$((bad + 1))
		echo "kill $i: $now runs are left of $had"
	fi
	had=$now
	[ "$now" -le "$most" ] || most=$now
	if [ $((i % 20)) = 0 ]; then
		if [ "$had" != 0 ]; then
			"$REROLL" run -q -c -n $((had + 1)) -o s.reroll || bad=$((bad + 1))
			[ "$had" -gt 200000 ] || "$REROLL" verify s.reroll >out 2>&1 || { bad=$((bad + 1)); echo "kill $i: $(cat out)"; }
		fi
		rm -f s.reroll s.reroll-*
		sessions=$((sessions + 1))
		had=0
	fi
done
echo "$n kills, $sessions sessions, $none times without a run yet, $most runs at the most; $bad bad"
[ $bad = 0 ]
