#!/bin/sh
# Tables are standardised by the training rows of each run, and whatever is shown is in
# the user's units: a built-in table and the same file are one; another unit of the target changes
# the figures that have that unit, and no other; losses say what they are counted in.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
# The runs of a session: levels, curves, predictions.
runs() { run export "$1" -o "$1.json" && sed -n '/^{"id":.*"number":/p' "$1.json" | sed 's/"seconds":.*"curves"//' >"$2"; }
# A list of a run: KIND FILE, one run a line.
list() { sed "s/.*\"$1\":\[\([^]]*\)\].*/\1/" "$2" | tr ',' ' '; }
# Is each figure of $2 that of $1 times $3 plus $4, within $5?
follows() {
	[ -s "$1" ] && [ "$(wc -w <"$1")" = "$(wc -w <"$2")" ] && paste -d '|' "$1" "$2" |
		awk -F'|' -v m="$3" -v a="$4" -v e="$5" '{ k = split($1, x, " "); split($2, y, " ")
			for (i = 1; i <= k; i++) { d = y[i] - (x[i] * m + a); if (d < 0) d = -d; if (!(d <= e)) bad = 1 } }
			END { exit bad || !NR }'
}
# The target, the last column, times $2 plus $3.
other() {
	awk -F, -v OFS=, -v m="$2" -v a="$3" 'NR > 1 { $NF = sprintf("%.9g", $NF * m + a) } { print }' \
		"$srcdir/data/diabetes.csv" >"$1"
}

for t in iris wine cancer diabetes; do
	cp "$srcdir/data/$t.csv" my.csv
	run run -q -n 4 -o a.reroll -e "data $t; free init shuffle"
	runs a.reroll a
	run run -q -n 4 -o b.reroll -e 'data my.csv; free init shuffle'
	runs b.reroll b
	ok "$t and the same file: every bit" '[ "$(wc -l <a)" = 4 ] && cmp -s a b'
done
cp "$srcdir/data/nile.csv" my.csv
run run -q -n 4 -o a.reroll -e 'data nile'
runs a.reroll a
run run -q -n 4 -o b.reroll -e 'data my.csv target=volume window=5'
runs b.reroll b
ok "so of a series" '[ "$(wc -l <a)" = 4 ] && cmp -s a b'
run run -n 30 --json -e 'data wine'
ok "wine is learnt" 'tr -d "\n" <out | grep -q "\"data_accuracy\": { *\"mean\": 0.9[5-9]"'

# ---- another unit ----
M='free init shuffle; run 20; attribute 40; report'
other one.csv 1 0
other two.csv 1024 0
other three.csv 1000 50000
other four.csv 1e30 0
other five.csv 1e-30 0
for t in one two three four five; do
	run run -q -n 20 -o $t.reroll -e "data $t.csv; $M"
	grep -A3 '^Attribution' out | grep -E '^  (init|shuffle)' | sed 's/ %.*%/ %/' | awk '{ print $1, $2 }' >$t.shares
	grep '^  loss after training' out >$t.loss
	grep 'of the spread of the true values' out | sed 's/.*prediction, or \(.*\) of the spread.*/\1/' >$t.share
	runs $t.reroll $t
	list predictions $t >$t.p
	list train $t >$t.train
done
ok "a power of two: losses to the last bit" '[ -s one.train ] && cmp -s one.train two.train'
ok "... predictions, too" 'follows one.p two.p 1024 0 .032'	# half an ulp of either: exports have the shortest decimals
ok "times 1000 and shifted: losses" 'follows one.train three.train 1 0 2e-4'
ok "... predictions" 'follows one.p three.p 1000 50000 50'
for t in two three four five; do
	ok "target of $t: loss, shares and differences beside the spread are the same" \
		'[ -s one.loss ] && cmp -s one.loss $t.loss && [ -s one.shares ] && cmp -s one.shares $t.shares && [ -s one.share ] && cmp -s one.share $t.share'
done

# ---- what is said ----
cp one.csv cost.csv
run run -q -n 40 -e 'data cost.csv; run 40; report' -e 'show loss'
ok "what was standardised, in the head" 'sed -n 4p out | grep -q "^       no doubts found; numeric inputs and target standardised, by the 331 training rows; standardize=no leaves them as they are$"'
ok "what a loss is counted in" 'grep -q "^    counted              in variances of the target; the median run.s RMSE in its own: [0-9.]*$" out && grep -q "^losses: in variances of the target$" out'
rmse=$(sed -n 's/.*RMSE in its own: //p' out)
median=$(sed -n 's/^  loss after training .* median \([0-9.]*\) .*/\1/p' out)
constant=$(sed -n 's/^    constant answer *\([0-9.]*\) .*/\1/p' out)
# the deviation of the training rows, from the file: rows 1 to 442 but those held out
run export one.reroll -o one.all.json
ok "RMSE is of that unit" 'awk -v r="$rmse" -v m="$median" "BEGIN { u = r / sqrt(m); exit !(u > 72 && u < 82) }"'
run run -q -n 4 -e 'data cost.csv; free split; run 4; report'
ok "each run by its own rows" 'sed -n 4p out | grep -q "by each run.s 331 training rows" && ! grep -q RMSE out'
run run -q -n 4 -e 'data cost.csv standardize=no; run 4; report'
ok "nothing, where so asked" 'sed -n 4p out | grep -q "no doubts found; nothing is standardised" && grep -q "in squared units of the target" out'
run run -q -n 4 -e 'data cost.csv standardize=inputs; run 4; report'
ok "inputs alone" 'sed -n 4p out | grep -q "numeric inputs standardised, by the 331" && grep -q "in squared units of the target" out'
run run -q -n 4 -e 'data cost.csv; model dense 4 tanh, dense 1 sigmoid; run 4; report'
ok "not below a sigmoid" 'sed -n 4p out | grep -q "numeric inputs standardised, .*; the target as it is (.set standardize all. otherwise)"'
run run -q -n 4 -e 'data cost.csv; loss mae; run 4; report'
ok "mae" 'grep -q "^    counted              in standard deviations of the target$" out'
run run -q -n 4 -e 'data cost.csv; loss huber; run 4; report'
ok "huber" 'grep -q "^    counted              with the target in standard deviations$" out'
run run -q -n 4 -e 'data iris; run 4; report'
ok "cross-entropy" 'grep -q "^    counted              in nats$" out'
run run -n 4 --json -e 'data cost.csv'
said=$(sed -n 's/.*"median_rmse": \([0-9.e+-]*\).*/\1/p' out | head -n 1)
ok "JSON has the median run's error" '[ -n "$said" ]'
ok "JSON" 'grep -q "\"loss_unit\": \"in variances of the target\"" out && grep -q "\"standardized\": \"all\"" out'
run run -n 4 --json -e 'data article'
ok "what is generated stays" 'grep -q "\"loss_unit\": \"in squared units of the target\"" out && grep -q "\"standardized\": \"off\"" out'

# ---- sessions ----
text() { run export "$1" -o c.json; grep -o 'set standardize [a-z]*' c.json | sort -u | tr '\n' ' '; }
run run -q -n 4 -o all.reroll -e 'data cost.csv'
run run -q -n 4 -o no.reroll -e 'data cost.csv standardize=no'
run run -q -n 4 -o off.reroll -e 'data cost.csv; set standardize off'
run run -q -n 4 -o nile.reroll -e 'data nile'
run run -q -n 4 -o art.reroll -e 'data article'
ok "a condition says what is standardised" '[ "$(text all.reroll)$(text no.reroll)$(text off.reroll)$(text nile.reroll)" = "set standardize all set standardize off set standardize off set standardize series " ]'
ok "one of generated data says nothing of it" '[ -z "$(text art.reroll)" ]'
for s in all no nile; do
	run verify $s.reroll
	ok "verified: $s" '[ $status = 0 ] && grep -q "4 runs recomputed, every bit the same" out'
done
run run -q -n 8 -o more.reroll -e 'open all.reroll; set standardize auto; run 8; report'
ok "a session knows what suits its data" '[ $status = 0 ] && grep -q "^Condition 1: .*; 8 runs" out && ! grep -q "^Conditions" out'

# ---- sessions of before ----
# Early builds standardised as they read: their losses are in variances, and no figure is in a
# unit that the recorded data do not have.
if command -v sqlite3 >/dev/null; then
	for old in "target 'progression' standardised: its unit is 77.0057, its zero 152.133" \
		'[{"weight":"fact","kind":"target unit","column":"progression","text":"target standardised: its unit is 77.0057, its zero 152.133"}]'; do
		run run -q -n 4 -o early.reroll -e 'data diabetes standardize=no; set standardize off; free init'
		sqlite3 early.reroll "UPDATE datasets SET notes = '$(printf %s "$old" | sed "s/'/''/g")'"
		run report early.reroll
		ok "an early session's unit" '[ $status = 0 ] && grep -q "counted *in variances of the target$" out &&
			sed -n 4p out | grep -q "recorded data: target .*standardised: its unit is 77.0057"'
		run report early.reroll --json
		ok "in JSON" 'grep -q "\"loss_unit\": \"in variances of the target\"" out'
	done
else
	echo "# no sqlite3: sessions of before are not tried"
fi

# ---- what cannot be scaled ----
printf 'a,k,c,y\n' >k.csv
awk 'BEGIN { for (i = 0; i < 40; i++) printf "%d,%s,%s,%d\n", i % 7 * 1000, .1, i % 3 ? "p" : "q", i * 37 % 11 * 5 + i % 7 }' >>k.csv
run run -q -n 4 -e 'data k.csv; free init; run 4; report'
ok "a constant column" '[ $status = 0 ] && ! grep -q diverged out && grep -q "R2" out'
awk -F, -v OFS=, 'NR > 1 { $NF = 7.3 } { print }' k.csv >const.csv
run run -q -n 4 -e 'data const.csv kind=regression; free init; run 4; report'
ok "a constant target" '[ $status = 0 ] && ! grep -q diverged out'
printf 'a,b,y\n1,2,30\n4,8,60\n' >few.csv
run run -q -n 4 -e 'data few.csv kind=regression; set test .5; free init; run 4; report'
ok "a single row to train on" '[ $status = 0 ] && ! grep -qi "nan" out'

# ---- a series, and groups ----
run run -q -n 4 -e 'data nile; run 4; report'
ok "a series" 'sed -n 4p out | grep -q "the series standardised, by the 71 training rows"'
printf 'g,x,y\n' >g.csv
awk 'BEGIN { for (i = 0; i < 60; i++) printf "g%d,%d,%.2f\n", i / 15, i * 31 % 17 * 100, i * 31 % 17 * 7 + int(i / 15) }' >>g.csv
run run -q -n 4 -o g.reroll -e 'data g.csv group=g test=.25; run 4; report'
ok "groups: by those trained on" '[ $status = 0 ] && sed -n 4,9p out | grep -q "standardised, by the 45 training rows"'

done_testing
