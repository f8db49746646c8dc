#!/bin/sh
# The program without a screen: exit statuses, files, signals, hostile text.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
# Of a machine that is busy a run may say how far it is, too.
one_line() { [ "$(grep -c -v "[0-9] a second$" err)" = 1 ]; }
escape=$(printf '\033')

run --version
ok "version names the engine" '[ $status = 0 ] && grep -q "^reroll " out && grep -q "^lanes " out && grep -q "^blis " out'
run --help
ok "help on stdout" '[ $status = 0 ] && [ ! -s err ] && grep -q -e "--json" out'
for o in "" data merge init run; do
	# shellcheck disable=SC2086
	run help $o
	ok "help of a word, or of all: ${o:-all}" '[ $status = 0 ] && [ ! -s err ] && [ "$(wc -l <out)" -gt 2 ]'
done
run help data
ok "of the language's words what they do" 'grep -q "^data NAME|FILE" out'
run help frob
ok "no help on a word that there is not" '[ $status = 2 ] && [ ! -s out ] && one_line'
run --frob
ok "an unknown option is wrong use" '[ $status = 2 ] && [ ! -s out ] && grep -q "no option --frob" err'
for o in "fps zero" "graph crayon" "theme pink"; do
	# shellcheck disable=SC2086
	run --$o
	ok "a wrong value names its option: --$o" '[ $status = 2 ] && one_line && grep -q -e "^reroll: --${o% *} .${o#* }.: .* expected" err'
done
for o in "--frob bench" "bench --frob" "bench -x" "-x run" "-e bench" "bench --rounds" "-e help bench article" "bench -j 0 article"; do
	# shellcheck disable=SC2086
	run $o
	ok "wrong use in one line: $o" '[ $status = 2 ] && [ ! -s out ] && one_line && grep -q "^reroll[: ]" err'
done
# A subcommand is one with options before it, too.
for o in "bench --json --rounds 1 --seconds .01" "--json bench --rounds 1 --seconds .01" "-q --rounds 1 bench --json --seconds .01" \
	"-j 1 --rounds=1 --seconds .01 --json bench" "--seed 2 --width bench run"; do
	# shellcheck disable=SC2086
	run $o article
	case $o in
	--seed*) ok "a value is no subcommand: $o" '[ $status = 2 ] && one_line && grep -q -e "--width bench" err' ;;
	*) ok "benched: $o" '[ $status = 0 ] && [ ! -s err ] && grep -q "\"workload\": \"article\"" out' ;;
	esac
done
# A misspelt word is not trained on, and what was meant is guessed.
guess() {	# WORDS GUESS
	# shellcheck disable=SC2086
	run $1
	meant=$2
	ok "guessed: $1" '[ $status = 2 ] && [ ! -s out ] && one_line && grep -q -F -e "did you mean $meant?" err'
}
# shellcheck disable=SC2016
guess bnech '`reroll bench`'
guess "-q verfy x.reroll" '`reroll verify`'
guess "lessn first" '`reroll lesson`'
guess --quite --quiet
guess "run --ouput x" --output
guess "bench artcle" article
guess spirl spiral
for o in "run --rounds 3" "--rounds 3" "bench --seed 3" "--peer a=b verify x"; do
	# shellcheck disable=SC2086
	run $o
	ok "not an option there: $o" '[ $status = 2 ] && one_line && grep -q "option" err'
done
run --quiet=1
ok "a value where none is taken" '[ $status = 2 ] && one_line && grep -q -e "--quiet takes no value" err'
run bench --help
ok "a subcommand's own options" '[ $status = 0 ] && grep -q "^reroll bench" out && grep -q -e "--peer" out && ! grep -q -e "--seed" out'
run -q run -n 5 -e 'free init'
ok "run behind an option" '[ $status = 0 ] && [ ! -s out ] && [ ! -s err ]'
run -q ./bench
ok "a path is no subcommand" '[ $status = 2 ] && grep -q "bench: " err'
for f in verify report export "verify a b" "merge a" "lesson a b"; do
	# shellcheck disable=SC2086
	run -q $f
	ok "its operands are counted: $f" '[ $status = 2 ] && [ ! -s out ] && one_line && grep -q "^reroll: ${f%% *} " err'
done
run run -n 0
ok "no runs is wrong use" '[ $status = 2 ]'
run run -n 1x
ok "a number is a number" '[ $status = 2 ]'
run run no-such-script
ok "a script that is not there" '[ $status = 2 ] && grep -q "no-such-script: " err'
run
ok "without a terminal it runs and reports" '[ $status = 0 ] && grep -q "1,000 runs" out && grep -q "prediction difference" out'
run run -n 50 -e 'free init' -o s.reroll
ok "saved, and said" '[ $status = 0 ] && grep -q "50 runs saved to s.reroll" err && [ -f s.reroll ] && [ ! -f s.reroll-wal ]'
run verify s.reroll
ok "verified" '[ $status = 0 ] && grep -q "50 runs recomputed, every bit the same" out'
: >none.reroll
run run -o none.reroll -e 'free init' -q -e quit
run verify none.reroll
ok "nothing is not verified" '[ $status = 1 ] && [ ! -s out ]'
run -q verify s.reroll
ok "verified, options first" '[ $status = 0 ] && grep -q "50 runs recomputed" out'
run --json report s.reroll
ok "reported, options first" '[ $status = 0 ] && grep -q "\"runs\": 50" out'
run -o first.csv export s.reroll
ok "exported, options first" '[ $status = 0 ] && [ "$(wc -l <first.csv)" -ge 51 ]'
run report s.reroll
ok "reported" '[ $status = 0 ] && grep -q "50 runs" out'
cp out report1
run run -n 50 -e 'free init'
ok "live and stored say the same" 'cmp -s out report1'
run s.reroll
ok "a session without a terminal is reported" 'cmp -s out report1'
run run -n 50 -o s.reroll
ok "a session is not overwritten" '[ $status = 2 ] && grep -q "already" err'
run run -c -n 80 -o s.reroll
ok "but gone on with" '[ $status = 0 ] && grep -q "80 runs saved" err'
run verify s.reroll
ok "and verified" '[ $status = 0 ] && grep -q "80 runs" out'
run report s.reroll --json
ok "JSON" '[ $status = 0 ] && grep -q "\"runs\": 80" out'
run export s.reroll -o runs.csv
ok "exported" '[ $status = 0 ] && [ "$(wc -l <runs.csv)" -ge 81 ]'
run export s.reroll -o runs.svg
ok "drawn" '[ $status = 0 ] && grep -q "<polyline class=\"median\"" runs.svg && tail -n 1 runs.svg | grep -q "^</svg>"'
run export s.reroll -o runs.svg
ok "a picture is not overwritten" '[ $status = 2 ]'
run export s.reroll -o runs.pdf
ok "an unknown format is wrong use" '[ $status = 2 ]'
run run -n 20 -e 'free init; seed 2' -o t.reroll -q
run merge s.reroll t.reroll -o both.reroll
ok "merged" '[ $status = 0 ]'
run verify both.reroll
ok "and verified" '[ $status = 0 ] && grep -q "100 runs" out'
head -c 5000 s.reroll >cut.reroll
run verify cut.reroll
ok "a cut session is bad input" '[ $status != 0 ] && one_line'
run verify /dev/null
ok "no session at all" '[ $status != 0 ] && one_line'
run run -e 'free init shuffle rounding nudge; budget epochs 3; attribute 40'
ok "no share is less than nothing by rounding" '[ $status = 0 ] && grep -q "first order" out && ! grep -q -e "-0\.0 " -e "-0\.0)" out'
run run -n 10 -e 'fix all; attribute'
ok "a command out of place is wrong use" '[ $status = 2 ] && one_line && grep -q "nothing is free" err'
run run -n 10 -e 'free foo'
ok "a wrong command is one line" '[ $status = 2 ] && one_line && grep -q "^reroll: -e:1:6: " err'
if [ -c /dev/full ]; then
	"$REROLL" run -n 10 >/dev/full 2>err
	status=$?
	ok "a full disk is said" '[ $status = 1 ] && grep -q "standard output" err'
fi
# A session that cannot be written costs the session, not the report.
(trap '' XFSZ; ulimit -f 600; "$REROLL" run -n 2000 -o full.reroll 2>err | cat >out; "$REROLL" run -q -n 2000 -o full2.reroll 2>/dev/null; echo $? >code)
status=$(cat code)
ok "a full disk: one line, the report, status 1" '[ "$status" = 1 ] && one_line && grep -q "2,000 runs" out && grep -q "can still be read" err'
"$REROLL" run -n 20 -j 1 >one 2>/dev/null; "$REROLL" run -n 20 -j 3 >three 2>/dev/null
ok "any number of workers" 'cmp -s one three'
LC_ALL=C "$REROLL" run -n 20 >out 2>err
status=$?
ok "ASCII where there is nothing else" '[ $status = 0 ] && ! LC_ALL=C grep -q "[^ -~]" out'

# Text from files never comes out raw.
printf 'a,b\033[31m,y\n1,2,3\n2,3,4\n3,1,5\n4,4,1\n' >evil.csv
for e in 'show data' 'show' 'report' 'data evil.csv target=q' 'help' 'show condition'; do
	run run -n 2 -e 'data evil.csv' -e "$e"
	cat out err >all
	ok "escaped: $e" '! grep -q "$escape" all'
done
name=$(printf 'no\033[2Jsuch')
for a in "$name" "run $name" "verify $name" "report $name" "lesson $name" "export $name -o x.csv"; do
	# shellcheck disable=SC2086
	run $a
	cat out err >all
	ok "escaped on the command line" '! grep -q "$escape" all && [ $status != 0 ]'
done

size() { [ -e "$1" ] && wc -c <"$1" || echo 0; }
# A signal: what was trained is saved and said.
"$REROLL" run -n 100000000 -o int.reroll >out 2>err </dev/null &
pid=$!
tries=0
# Its first tables are not yet a run.
while [ $tries -lt 600 ] && [ "$(size int.reroll-wal)" -lt 200000 ]; do
	tries=$((tries + 1))
	kill -0 $pid 2>/dev/null || break
	sleep .1
done
kill -TERM $pid
wait $pid
status=$?
ok "SIGTERM: saved, said, 143" '[ $status = 143 ] && grep -q "runs saved to int.reroll" err && [ ! -f int.reroll-wal ]'
run report int.reroll
ok "and readable" '[ $status = 0 ]'

# A lesson writes no files.
printf '= Evil\n: save evil.reroll\n' >evil.lesson
run lesson ./evil.lesson
ok "a lesson may not save" '[ $status != 0 ] && [ ! -f evil.reroll ]'
for lesson in "$srcdir"/data/lessons/*.lesson; do
	run -q lesson "$lesson"
	ok "lesson $(basename "$lesson")" '[ $status = 0 ] && [ ! -s err ]'
done

done_testing
