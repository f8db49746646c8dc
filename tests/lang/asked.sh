#!/bin/sh
# asked.sh - the questions of README's pages, and what the answers must be: figures are
# computed again from the report, or by asking in another way.  TAP on stdout.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"

# of PART FIGURE: from the JSON report in $json, its first condition.
of() {
	awk -v part="\"$1\":" -v figure="\"$2\":" '
		$1 == part { inside = 1 }
		inside && $1 == figure { sub(/,$/, "", $2); print $2; exit }' "$json"
}
near() { awk -v a="$1" -v b="$2" -v part="$3" 'BEGIN { exit !(a > 0 && a - b <= part * b && b - a <= part * b) }'; }

# ---- howmany ----

run run -n 500 -e 'free init' --json
cp out whole.json
json=whole.json
mean=$(of data_loss mean) sd=$(of data_loss sd)
difference=$(of difference mean) se=$(of difference se)
# The figure of a line of the table, also where there are enough.
needs() { sed -n "s/^ *$1   *//p" out | sed 's/^enough: about \([0-9,]*\) would do$/\1/' | tr -d ,; }
for precision in .02 .1; do
	run run -q -e "free init; run 500; howmany $precision"
	# 1.96 standard errors are the precision's share of the mean.
	want=$(awk -v m="$mean" -v s="$sd" -v p=$precision 'BEGIN { r = 1.959964 * s / (p * m); print r * r }')
	ok "howmany $precision: the mean loss" '[ $status = 0 ] && near "$(needs "the mean loss.* within .* %.*")" "$want" .005'
	want=$(awk -v m="$difference" -v s="$se" -v p=$precision 'BEGIN { r = 1.959964 * s / (p * m); print 500 * r * r }')
	ok "howmany $precision: the mean difference" 'near "$(needs "the mean prediction difference within .* %")" "$want" .02'
	ok "howmany $precision: enough is said where there are as many" '[ "$(grep -c "within.*enough" out)" = $([ $precision = .1 ] && echo 2 || echo 0) ]'
done
cp out tenth
run run -q -e "free init; run 500; howmany"
ok "howmany alone is for 5 %" 'grep -q "precision 5 %" out && ! cmp -s out tenth'
run run -q -e 'free init; run 20; howmany 0'
ok "a precision of nothing is refused" '[ $status = 2 ] && [ ! -s out ] && grep -q ":28: .*relative precision" err'

# ---- reroll lesson ----

run lesson
ok "the lessons are listed, each with its title" '[ $status = 0 ] && [ ! -s err ] && [ "$(wc -l <out)" = "$(ls "$srcdir"/data/lessons/*.lesson | wc -l)" ]'
for lesson in "$srcdir"/data/lessons/*.lesson; do
	name=$(basename "$lesson" .lesson)
	title=$(sed -n 's/^= *//p' "$lesson" | head -n 1)
	ok "lesson $name" '[ -n "$title" ] && awk -v n="$name" -v t="$title" "\$1 == n { sub(/^[^ ]* */, \"\"); found = \$0 == t } END { exit !found }" out'
done
run lesson no-such
ok "one that is not there is named" '[ $status = 2 ] && [ ! -s out ] && grep -q "no-such" err'

# ---- remedy activation ----

run run -q -e 'free init; remedy activation'
cp out table
ok "a row for each activation" '[ $status = 0 ] && [ "$(awk "NR > 1 && NF > 6 && \$3 ~ /^\(/" table | grep -c "^[a-z-]* ")" -ge 5 ]'
for activation in relu leaky-relu tanh gelu smelu; do
	run run -n 400 -e "free init; model dense 10 $activation, dense 1" --json
	json=out
	spread=$(of prediction_sd mean) loss=$(of data_loss mean)
	# The same 400 runs, asked for one by one; three digits are printed.
	ok "remedy activation: $activation" 'awk -v a=$activation -v s="$spread" -v l="$loss" "
		function close_to(x, y) { return x - y <= .006 * y && y - x <= .006 * y }
		\$1 == a { found = found || close_to(\$2, s) && close_to(\$6 ~ /^\(/ ? \$5 : \$6, l) } END { exit !found }" table'
done

# ---- show options ----

run run -q -e 'show options'
cp out options
ok "options are listed" '[ $status = 0 ] && [ ! -s err ] && [ "$(wc -l <options)" -ge 20 ]'
# Each takes the value that stands there, and no other has moved.
wrong=
while read -r name value rest; do
	run run -q -e "set $name $value; show options"
	[ "$status" = 0 ] && cmp -s out options && [ -n "$rest" ] || wrong="$wrong $name"
done <options
ok "each takes the value it has:$wrong" '[ -z "$wrong" ]'
run run -q -e 'set fps 7; show options'
ok "one that was set shows it" 'grep -q "^fps  *7 " out'

# ---- export, asked for while it trains ----

run run -q -e 'free init; run 20; export live.csv; export live.json; export live.svg'
ok "what was trained is exported as it is" '[ $status = 0 ] && [ "$(wc -l <live.csv)" = 21 ] && grep -q "<polyline" live.svg && [ -s live.json ]'
run run -q -o kept.reroll -e 'free init; run 20; export kept.csv'
run export kept.reroll -o after.csv
ok "while a session is kept, and from it afterwards: the same rows" '[ $status = 0 ] && [ "$(wc -l <kept.csv)" = 21 ] && cmp -s kept.csv after.csv'
run run -q -e 'free init; run 2; export live.csv'
ok "no file is written over" '[ $status != 0 ] && grep -q "live.csv" err && [ "$(wc -l <live.csv)" = 21 ]'

# ---- a session of before runs were judged by their data loss ----

if command -v sqlite3 >/dev/null; then
	for data in diabetes iris article; do
		run run -q -n 40 -o "$data.reroll" -e "data $data; free init; budget epochs 3"
		run report "$data.reroll" --json
		json=out now=$(of data_loss mean)
		sqlite3 "$data.reroll" 'UPDATE runs SET data_loss = NULL, data_accuracy = NULL, constant_loss = NULL, constant_accuracy = NULL, r2 = NULL'
		run report "$data.reroll" --json
		then=$(of data_loss mean)
		# From predictions that are kept as float32, or from the test loss itself.
		ok "judged afterwards by its predictions: $data" '[ $status = 0 ] && near "$then" "$now" 1e-4'
	done
fi

done_testing
