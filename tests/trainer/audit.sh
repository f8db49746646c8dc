#!/bin/sh
# `reroll audit`: what is wrong with a training, and that nothing is where nothing is.  The
# trainers are shell scripts, each with one fault; those of other languages are in study.sh.  TAP.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"

# On the wire: init works, order works, idle does not; $FAULT is the fault.
cat >wire.sh <<'END'
exec 3<"$REROLL_IN" 4>"$REROLL_OUT"
start=0 carried=0 now=0 rest=0 threads=0 sources='"init","order"' kind=regression probes=2 tell=$FAULT
random() { od -An -N2 -tu2 /dev/urandom | tr -d ' '; }
case $FAULT in
start) start=$(random) ;;
clock) start=$(($(date +%s) % 1000)) ;;	# a float keeps no more of it
idle) sources='"init","order","idle"' ;;
choice) sources='"init",{"optimizer":["sgd","adam"]},{"batch":[32]}' ;;
rare) sources='"init","rare"' ;;
classes) kind=binary ;;
none) sources= ;;
silent | accuracy*) probes=0 ;;
esac
target= end=
[ "$FAULT" != target ] || target=",\"targets\":[$(random),2]"
echo "{\"trainer\":\"shell\",\"sources\":[$sources],\"kind\":\"$kind\",\"probes\":$probes$target}" >&4
field() { v=${line#*\"$1\":}; v=${v%%[,\}]*}; v=${v%\"}; v=${v#\"}; }
runs=0
while IFS= read -r line <&3; do
	field run; run=$v
	field init; case $v in *[!0-9]*) init=0 ;; *) init=$((v % 1000)) ;; esac
	field order; case $v in *[!0-9]*) order=0 ;; *) order=$((v % 100)) ;; esac
	case $FAULT in
	carried) carried=$runs ;;
	drift) [ "$order" = "${first:=$order}" ] || carried=5 ;;
	rest | some | accuracy) rest=$(random) ;;
	threads) threads=${OMP_NUM_THREADS:-0} ;;
	choice) field optimizer; [ "$v" = sgd ] || order=7 ;;
	rare) field rare; order=$((v % 3 == 0)) ;;
	dies) [ $runs -lt 2 ] || { echo "no more memory" >&2; exit 7; } ;;
	fails) [ $runs -lt 1 ] || tell=error ;;
	hangs) [ $runs -lt 1 ] || sleep 30 ;;
	esac
	runs=$((runs + 1))
	a=$((init + start + carried * 100 + rest)) b=$((order * 10 + threads))
	[ "$FAULT" != some ] || a=$((init * 100 + rest / 656)).$((rest % 656))
	[ "$FAULT" != classes ] || { a=0.$((init % 2 * 5 + 2)); b=0.2; }
	case $tell in
	error) echo "{\"run\":$run,\"error\":\"out of luck\"}" >&4; continue ;;
	nan) echo "{\"run\":$run,\"predictions\":[null,null]}" >&4; continue ;;
	silent) echo "{\"run\":$run,\"predictions\":[]}" >&4; continue ;;
	loss) echo "{\"run\":$run,\"epoch\":1,\"train_loss\":$order}" >&4; a=1 b=1 ;;
	accuracy*) echo "{\"run\":$run,\"accuracy\":0.$((100000 + init * 80 + rest / 8))}" >&4
		echo "{\"run\":$run,\"predictions\":[]}" >&4; continue ;;
	drawn) end=",\"read\":[\"init\"],\"drawn\":{\"good\":\"$order\",\"bad \\u001b\":\"$(random)\"}" ;;
	*) echo "{\"run\":$run,\"epoch\":1,\"train_loss\":$init}" >&4
		echo "{\"run\":$run,\"epoch\":2,\"train_loss\":$((order + rest))}" >&4 ;;
	esac
	echo "{\"run\":$run,\"predictions\":[$a,$b]$end}" >&4
done
END
audit() { FAULT=$1; export FAULT; shift; run audit -q "$@" -- sh ./wire.sh; }
# The result of a line of the table.
row() { sed -n "s/^  $1  *\([0-9-]* .*\)/\1/p" out | awk -v n="${2:-2}" '{ print $n }'; }

audit nothing
ok "nothing is wrong" '[ $status = 0 ] && [ ! -s err ] && [ "$(row "same seeds, same process")" = equal ] &&
	[ "$(row "same seeds, two processes")" = equal ] && [ "$(row "OMP_NUM_THREADS as it is, 1 and 2")" = equal ] &&
	[ "$(row "init alone, 2 levels")" = works ] && [ "$(row "order alone, 2 levels")" = works ] &&
	grep -q "^In these runs the training is reproducible, and each of its seeds works.$" out &&
	grep -q "^Audit of shell: 10 runs in 4 processes" out'
cp out first
audit nothing --seed 7
ok "other seeds say the same" '[ $status = 0 ] && ! cmp -s out first && grep -q "init works" out'
audit idle
ok "a seed that does nothing" '[ $status = 1 ] && [ "$(row "idle alone, 4 levels")" = "no" ] &&
	grep -q "^idle has no effect: at 4 levels of it the runs are identical; nothing" out &&
	grep -q "^init works" out && [ "$(row "same seeds, same process")" = equal ]'
audit rest
ok "something is unseeded" '[ $status = 1 ] && [ "$(row "same seeds, same process")" = differs ] &&
	grep -q "^Same seeds in one process change predictions by [0-9.]*, from epoch 2 on: something is unseeded or not deterministic.$" out &&
	grep -q "^Threads: not tried" out && grep -q "^init \(cannot be told from what differs anyway\|works: runs of two levels\)" out'
audit some
ok "a seed that works stands out of what is unseeded" '[ $status = 1 ] && [ "$(row "init alone, 2 levels")" = works ] &&
	grep -q "^init works: runs of two levels of it are [0-9.]* apart, runs of equal levels [.0-9]* (12 runs; by chance once in 462).$" out'
audit carried
ok "something is carried from run to run" '[ $status = 1 ] && [ "$(row "same seeds, same process")" = differs ] &&
	[ "$(row "same seeds, two processes")" = equal ] && grep -q "something is carried from one run to the next" out &&
	grep -q "^init works: another level" out && [ "$(row "OMP_NUM_THREADS as it is, 1 and 2")" = equal ]'
audit drift
ok "also where other levels have left it behind" '[ $status = 1 ] && [ "$(row "same seeds, same process")" = differs ] &&
	grep -q "^order works: another level" out && grep -q "carried from one run" out'
for fault in start clock; do
	audit $fault
	ok "something is drawn when the program starts: $fault" '[ $status = 1 ] && [ "$(row "same seeds, same process")" = equal ] &&
		[ "$(row "same seeds, two processes")" = differs ] && grep -q "something is drawn once, when the program starts" out &&
		grep -q "^init works: another level" out'
done
audit target
ok "the data are drawn when it starts" '[ $status = 1 ] && grep -q "their targets are not the same: the data are drawn unseeded" out'
audit threads
ok "threads matter, and that is no fault" '[ $status = 0 ] && [ "$(row "OMP_NUM_THREADS as it is, 1 and 2")" = differs ] &&
	grep -q "^Threads: OMP_NUM_THREADS as it is, 1 and 2 change predictions by .*though the figures of every epoch are equal; with another number" out'
audit choice
ok "choices are levels, and one is nothing to try" '[ $status = 0 ] && grep -q "^optimizer works" out &&
	grep -q "^batch has one level: there is nothing to try.$" out'
audit rare
ok "a seed that seldom matters is tried further" 'case $status in
	0) grep -q "^rare works" out ;;
	*) grep -q "^rare has no effect: at 4 levels" out ;;
	esac'
audit classes
ok "classes that change are counted" '[ "$(row "init alone, 2 levels")" = works ] &&
	grep -q "^init works: another level of it changes predictions by 0.25 (50 % of the classes)" out'
audit loss
ok "what changes the loss alone" 'grep -q "^order works: another level of it changes the loss by [0-9.]*, and no prediction.$" out &&
	grep -q "^init has no effect" out && [ $status = 1 ]'
audit accuracy
ok "an accuracy alone that differs" '[ $status = 1 ] && [ "$(row "same seeds, same process")" = differs ] &&
	grep -q "^Same seeds in one process change the accuracy by 0[.0-9]*: something is unseeded" out &&
	grep -q "^init .*: runs of two levels of it are 0[.0-9]* apart in accuracy, runs of equal levels 0[.0-9]* (12 runs" out'
audit accuracy-seeded
ok "an accuracy alone that does not" '[ $status = 1 ] && grep -q "^order has no effect" out &&
	grep -q "^init works: another level of it changes the accuracy by 0[.0-9]*[.]$" out'
audit drawn
ok "a generator is named that is not seeded" '[ $status = 0 ] && grep -q "^bad .* is drawn from and not seeded: .*, though nothing" out &&
	! grep -q "^good" out && ! grep -q "$(printf "\\033")" out'
audit drawn --json
ok "in JSON too" 'tr -d " \n" <out | grep -q "{\"name\":\"good\",\"seeded\":true},{\"name\":\"bad" &&
	[ "$(grep -c "\"looked_at\": true" out)" = 1 ] && [ "$(grep -c "\"looked_at\": false" out)" = 1 ]'
audit none
ok "no seed is declared" '[ $status = 0 ] && grep -q "^No seed is declared, so none was tried.$" out && [ "$(row "same seeds, same process")" = equal ]'

# A trainer that fails.
for fault in dies:"exit status 7: no more memory" fails:"out of luck" nan:"diverged" silent:"neither predictions nor losses"; do
	audit "${fault%%:*}"
	[ "${fault%%:*}" != fails ] || ok "it is said with which seeds" 'grep -q "^reroll: run 2 of the audit failed (init [0-9]*, order [0-9]*): out of luck" err'
	ok "it fails: ${fault%%:*}" '[ $status = 3 ] && [ ! -s out ] && tail -n 1 err | grep -q "^reroll: .*${fault#*:}"'
done
audit hangs --timeout 1
ok "it hangs" '[ $status = 3 ] && [ ! -s out ] && tail -n 1 err | grep -q "timeout"'
run audit -q -- ./there-is-no-such-program
ok "it is not there" '[ $status = 3 ] && [ ! -s out ] && [ "$(wc -l <err)" = 1 ]'
run audit -q -- sh -c 'echo "this is no trainer" >&2'
ok "it is no trainer" '[ $status = 3 ] && [ ! -s out ] && grep -q "takes some lines more.*this is no trainer" err'
run audit -q -- sh -c 'echo "loss .3"' sh '{init}'
ok "nobody knows what it leaves" '[ $status = 3 ] && [ ! -s out ] && grep -q "nothing of it is read: --predictions, --curves or" err'
for words in "" "-n 3 -- sh ./wire.sh" "-o f -- sh ./wire.sh"; do
	# shellcheck disable=SC2086
	run audit $words
	ok "a wrong command line: audit $words" '[ $status = 2 ] && [ ! -s out ] && [ "$(wc -l <err)" = 1 ]'
done

# JSON, and one process a run.
audit idle --json
ok "JSON has it all" '[ $status = 1 ] && grep -q "\"passes\": false" out && grep -q "\"door\": \"wire\"" out &&
	[ "$(grep -c "\"says\": " out)" = 6 ] && [ "$(grep -c "\"result\": \"equal\"" out)" = 4 ] &&
	grep -q "\"source\": \"idle\"" out && ! grep -q "nan\|inf" out'
cat >single.sh <<'END'
# single.sh SEED ORDER OUT
a=$(($1 % 1000))
[ "$FAULT" != rest ] || a=$(($(od -An -N2 -tu2 /dev/urandom)))
[ "$FAULT" != seldom ] || a=$(($(date +%s) % 1000))
[ "$FAULT" != threads ] || a=${OMP_NUM_THREADS:-0}
echo "p1,p2
$a,1" >"$3/p.csv"
END
single() { FAULT=$1; export FAULT; shift; run audit -q --predictions p.csv "$@" -- sh ./single.sh '{init}' '{shuffle}' '{out}'; }
single nothing
ok "one process a run" '[ $status = 1 ] && [ "$(row "same seeds, a process each")" = equal ] && ! grep -q "same process" out &&
	grep -q "^Same seeds: identical to the last bit in these 5 runs, each a process of its own.$" out &&
	grep -q "^init works" out && grep -q "^shuffle has no effect" out'
single rest
ok "one process a run, unseeded" '[ $status = 1 ] && [ "$(row "same seeds, a process each")" = differs ] &&
	grep -q "^Same seeds change predictions by [0-9]*: something is unseeded or not deterministic.$" out'
single seldom
ok "one process a run, seeded by the second" '[ $status = 1 ] && [ "$(row "same seeds, a process each")" = differs ]'
single threads
ok "one process a run, by threads" '[ "$(row "OMP_NUM_THREADS as it is, 1 and 2")" = differs ]'
done_testing
