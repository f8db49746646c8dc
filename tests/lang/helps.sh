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
ok 'the session keeps the table' '[ -s live ] && cmp -s live again'
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
done_testing
