#!/bin/sh
# helps.sh - what helps: what is told live, by the session and in a replay of it; what is no
# claim is none.  TAP on stdout.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"

table() { awk '/^What helps, asked/ { in_it = 1 } in_it { print } in_it && /^  within 10/ { exit }'; }

run run -n 1 -o h.reroll -e 'free init shuffle; helps; report' --json
sed -n '/"helps": {/,/^ }/p' out >live
ok 'all remedies are tried' '[ $status -eq 0 ] && [ "$(grep -c "\"remedy\":" live)" -ge 7 ]'
ok 'an interval that holds 1 is no help' 'awk "/\"does\": \"helps/ { h = 1 } /\"does\": \"(nothing|undecided|worse|diverges|too)/ { h = 0 } /\"ratio\": \[/ { getline; getline; getline hi; sub(/,/, \"\", hi); if (h && hi + 0 >= 1) bad = 1; n++ } END { exit bad || n < 7 }" live'
ok 'some of it helps here' 'grep -q "\"does\": \"helps\"" live'
run report h.reroll --json
sed -n '/"helps": {/,/^ }/p' out >again
ok 'the session keeps the table' 'sed "s/^ },/ }/" live >l; sed "s/^ },/ }/" again >a; [ -s l ] && cmp -s l a'
run report h.reroll
cp out told
ok 'and the report tells it' 'grep -q "^What helps, asked of condition 1, 400 runs of each" told && grep -q "^  remedy  *spread times" told'
ok 'what was trained for it is in no other table' '! grep -q "^Conditions" told'
run run -n 1 -e 'free init shuffle; helps; report'
ok 'as it was told live' 'table <out >a; table <told >b; [ -s a ] && cmp -s a b'
run verify h.reroll
ok 'every run of it is found again' '[ $status -eq 0 ]'

run run -n 1 -e 'fix init; free shuffle; helps'
ok 'of the order the short last mini-batch is most' 'grep -q "^  remainder even  *helps" out'
run run -n 1 -q -e 'fix init; helps'
ok 'nothing is free: nothing to help' '[ $status -ne 0 ] && [ "$(wc -l <err)" -eq 1 ]'
run run -n 1 -q -e 'free init; helps 3'
ok 'it takes no argument' '[ $status -ne 0 ] && [ "$(wc -l <err)" -eq 1 ]'
printf 'seed,loss\n1,.5\n2,.4\n3,.6\n' >runs.csv
run open runs.csv -e helps
ok 'trainings of others have no remedies here, and that is said' '[ $status -ne 0 ] && [ "$(wc -l <err)" -eq 1 ]'
run run -n 1 -q -e 'free init; budget epochs 3; remedy average 0,.9; remedy schedule constant,cosine; data wine; budget epochs 4; remedy patience 0,2'
ok 'averages, schedules and patience are remedies' '[ $status -eq 0 ] && grep -q "^ema 0.9 " out && grep -q "^cosine " out && grep -q "^patience 2 " out'
run run -n 1 -q -e 'free init; remedy batch-updates 8,16'
cp out old
run run -n 1 -q -e 'free init; remedy batch hold=updates 8,16'
ok 'hold=updates is batch-updates' '[ $status -eq 0 ] && [ -s old ] && cmp -s old out'
run run -n 1 -q -e 'free init; remedy lr-batch .001,.002'
cp out old
run run -n 1 -q -e 'free init; remedy batch hold=lr .001,.002'
ok 'hold=lr is lr-batch' '[ $status -eq 0 ] && [ -s old ] && cmp -s old out'
for wrong in 'remedy batch hold=both' 'remedy patience' 'remedy schedule constant,wave' 'remedy average 0,1' 'average last' 'average off 3' 'average ema 1' \
	'schedule wave' 'schedule cosine 3' 'budget epochs 3 patience=x' 'budget epochs 5 patience=2' 'optimizer adam schedule=up'; do
	run run -n 1 -q -e "free init; $wrong"
	ok "refused in one line: $wrong" '[ $status -ne 0 ] && [ "$(wc -l <err)" -eq 1 ]'
done
for set in 'average ema .9' 'schedule linear' 'data wine; budget epochs 5 patience=2'; do
	run run -n 1 -q -e "$set; export script.py"
	ok "no script says what it cannot: $set" '[ $status -ne 0 ] && [ ! -e script.py ] && [ "$(wc -l <err)" -eq 1 ]'
done
run run -n 30 -o e.reroll -e 'data wine; free init; budget epochs 8 patience=2; average ema .9; optimizer adam lr=.01 schedule=cosine warmup=4'
ok 'all of them are in the condition' '[ $status -eq 0 ] && sed -n 1p out | grep -q wine'
run verify e.reroll
ok 'and every bit is found again' '[ $status -eq 0 ] && grep -q "every bit the same" out'
done_testing
