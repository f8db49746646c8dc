#!/bin/sh
# hostile.sh - trainers that die, hang, talk nonsense and leave others behind: a failed run is a
# failed run, three in a row end the study, and what was saved stays.
. "${srcdir:-.}/tests/tap.sh"
: "${builddir:=$srcdir}"
it=$builddir/trainer
saved() { "$REROLL" export "$1" -o "$1.csv" && echo $(($(wc -l <"$1.csv") - 1)); }

# MODE WHAT-IT-SAYS [FLAGS]: from the sixth run on all fail.
dies() {
	mode=$1 says=$2
	shift 2
	rm -f h.reroll*
	WRONG_FROM=5 run drive run -n 40 -j 2 -o h.reroll "$@" -- "$it" "$mode"
	ok "$mode: three in a row end it in one line, and five runs stay" '
		[ $status = 1 ] && [ "$(saved h.reroll)" = 5 ] && [ "$(grep -c "runs in a row failed" err)" = 1 ] && grep -q "$says" err'
	rm -f h.reroll*
	WRONG_EVERY=7 run drive run -n 12 -j 2 -q -o h.reroll "$@" -- "$it" "$mode"
	"$REROLL" report h.reroll >out
	ok "$mode: one of them is a failed run" '
		[ $status = 0 ] && [ "$(saved h.reroll)" = 12 ] && grep -q "11 runs of which 2 failed or diverged" out'
}
dies dies 'exit status 3: RuntimeError: run [0-9]* is my last'
dies crashes 'killed by signal 9'
dies hangs 'no end after 0.3 s (--timeout)' --timeout .3
dies deaf 'no end after 0.3 s' --timeout .3
dies closes 'closed $REROLL_OUT'
dies long 'a line of more than 4 MB'
dies few '3 predictions: expected 4'
dies many '5 predictions: expected 4'
dies text 'talks nonsense: expected a JSON object'
dies binary 'talks nonsense: expected a JSON object'
dies list 'expected a JSON object: this is none'
dies other-run 'an answer for run 10[0-9]*: run'
dies words 'something that is no number'
dies no-array '/nonexistent/p.npy'
dies error 'no luck'
dies crowd 'exit status 4'

# From the first run on, when nobody yet knows what a run costs: it ends, and does not wait for ever.
for mode in dies few many words no-array error binary; do
	ended=0
	for i in 1 2 3; do
		WRONG_FROM=0 timeout -k 5 60 "$REROLL" drive run -q -n 40 -j 2 -- "$it" $mode >out 2>err </dev/null
		status=$?
		[ $status = 1 ] && grep -q "runs in a row failed" err && ended=$((ended + 1))
	done
	ok "$mode, from the first run on: it ends each time" '[ $ended = 3 ]'
done

ok 'what a trainer says reaches no terminal raw' '
	WRONG_FROM=0 run drive run -n 5 -- "$it" error; ! grep -q "$(printf "\033")" out err && grep -q "x1b" out'
for mode in nan null infinity; do
	WRONG_FROM=3 run drive run -n 12 -j 2 -o n.reroll -- "$it" $mode
	ok "$mode: it has diverged, which is a result" '[ $status = 0 ] && [ "$(saved n.reroll)" = 12 ] && grep -q "9 failed or diverged" out'
	rm -f n.reroll*
done

# What was saved before a failure is gone on with.
WRONG_FROM=7 run drive run -n 20 -j 2 -q -o r.reroll -- "$it" dies
run drive run -n 20 -j 2 -q -c -o r.reroll -- "$it" dies
ok 'the runs that failed are made when the trainer is mended' '[ $status = 0 ] && [ "$(saved r.reroll)" = 20 ]'

# ---- beginnings ----
starts() {
	mode=$1 says=$2
	shift 2
	run drive run -n 5 -j 2 "$@" -- "$it" "$mode"
	ok "$mode: one line" '[ $status = 2 ] && [ "$(wc -l <err)" = 1 ] && grep -q "$says" err'
}
starts mute 'ended before it declared itself (exit status 0)'
starts hello-nonsense 'what it declared is not understood'
starts hello-long 'its first line is too long'
starts hello-hangs 'no declaration after 0.3 s' --timeout .3
starts speaks-first 'though nothing was asked'
run drive run -n 30 -j 2 -- "$it" one-run
ok 'one-run: it is started again for each' '[ $status = 0 ] && grep -q "29 runs" out'
run drive run -n 6 -j 2 -- "$it" chatty
ok 'chatty: what it prints is its own affair' '[ $status = 0 ] && ! grep -q "progress 1" out err'

# ---- nobody is left behind ----
if [ ! -r /proc/self/cmdline ]; then
	skip 'orphans' 'no /proc'
	done_testing
	exit
fi
# Sleepers of that many seconds, by the trainer's children; grep is none of them.
alive() { grep -lsa "slee[p].$1" /proc/[0-9]*/cmdline | wc -l; }
trainers() { grep -lsa "traine[r].crowd-waits" /proc/[0-9]*/cmdline | wc -l; }
# wait_for CONDITION: a minute at most
wait_for() {
	i=0
	until eval "$1"; do
		i=$((i + 1))
		[ $i -lt 600 ] || return 1
		sleep .1
	done
}
for sig in KILL TERM; do
	nap=$((100000 + $$))
	CROWD_NAP=$nap SLOW=1000 sh -c 'trap "" HUP; exec "$@"' sh "$REROLL" drive run -q -n 10 -j 2 -- "$it" crowd-waits >out 2>err </dev/null &
	pid=$!
	wait_for '[ $(alive $nap) = 12 ]'
	ok "$sig: two trainers have six children each" '[ $(alive $nap) = 12 ]'
	kill -$sig $pid
	wait_for '[ $(alive $nap) = 0 ] && [ $(trainers) = 0 ]'
	ok "$sig: none of them is left, nor the trainers" '[ $(alive $nap) = 0 ] && [ $(trainers) = 0 ]'
	wait $pid 2>/dev/null
done
nap=$((200000 + $$))
CROWD_NAP=$nap run drive run -n 6 -j 2 -- "$it" crowd-waits
ok 'nor at the end of a study' '[ $status = 0 ] && [ $(alive $nap) = 0 ]'
CROWD_NAP=$nap run drive run -n 6 -j 2 --predictions p.csv -- "$it" one '{init}' '{shuffle}' '{out}' crowd
ok 'nor of a process a run' '[ $status = 0 ] && [ $(alive $nap) = 0 ]'
done_testing
