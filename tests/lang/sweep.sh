#!/bin/sh
# sweep.sh - a row for each value of any setting: the row is that of the condition when it is
# trained by itself.  TAP on stdout.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"

# alone SETTING: the sd of a prediction as its own report has it
alone() { "$REROLL" run -n 400 -e "free init shuffle; $1" 2>/dev/null </dev/null | sed -n 's/^  sd of a prediction *\([^ ]* ([^)]*)\).*/\1/p'; }
# row LABEL: as the table has it
row() { sed -n "s/^$1  *\([0-9.e-]* ([^)]*)\).*/\1/p" out; }
check() {
	run run -n 1 -q -e "free init shuffle; sweep $1"
	want=$(alone "$3")
	got=$(row "$2")
	ok "sweep $1" '[ $status -eq 0 ] && [ -n "$want" ] && [ "$got" = "$want" ]'
}
check 'optimizer.lr .001,.01' 'lr .01' 'optimizer adam lr=.01'
check 'init glorot-uniform,torch' 'torch' 'init torch'
check 'data rows=50,100' 'rows 50' 'data article rows=50; free init shuffle'
check 'data rows 50,80' 'rows 80' 'data article rows=80; free init shuffle'
check 'budget epochs 5,10' 'epochs 5' 'budget epochs 5'
check 'batch 16,32' 'batch 16' 'batch 16'
check 'set remainder keep,even' 'remainder even' 'set remainder even'
check 'model "dense 4, dense 1 | dense 20 tanh, dense 1"' 'dense 20 tanh, dense 1' 'model dense 20 tanh, dense 1'

run run -n 1 -o s.reroll -q -e 'free init; sweep optimizer.lr .001,.01'
run report s.reroll --json
ok 'the session keeps it' '[ $status -eq 0 ] && grep -q "\"remedy\": \"setting\"" out && grep -q "\"label\": \"lr .01\"" out'
run verify s.reroll
ok 'and its runs are found again' '[ $status -eq 0 ]'
for wrong in 'sweep optimizer.lr .001' 'sweep optimizer.colour 1,2' 'sweep nosuch 1,2' 'sweep init torch,nosuch' 'sweep init "torch;quit,sklearn"' \
	'sweep data iris,wine' 'sweep view a,b' 'sweep quit 1,2' 'sweep batch' 'fix init; sweep batch 8,16' 'free optimizer; sweep optimizer.lr .1,.2' \
	'sweep optimizer. 1,2' 'sweep data 1,2' 'sweep set 1,2' 'sweep set nosuch 1,2' 'sweep batch 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17'; do
	run run -n 1 -q -e "free init; $wrong"
	ok "refused in one line: $wrong" '[ $status -ne 0 ] && [ "$(wc -l <err)" -eq 1 ]'
done
done_testing
