#!/bin/sh
# reroll-numbers(7), computed: reference/manual.py is written from that page alone.  Its
# figures for some runs of the article are in reference/manual.txt and are
# compared here with the program's; where NumPy is, it also trains again what sessions
# of other kinds hold, and computes their shares of variance.  TAP on stdout.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
here=$srcdir/tests/num/reference
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE


# What a session exported as JSON has of its runs, in the words of manual.txt.
tell() {
	awk '/^{"id":.*"number":/ {
		line = "run"
		split("init shuffle batch optimizer dropout split nudge rounding", name, " ")
		for (i = 1; i <= 8; i++) {
			v = $0; sub(".*\"" name[i] "\":", "", v); sub(/,.*/, "", v); gsub(/"/, "", v)
			line = line " " (v == "null" ? "-" : v)
		}
		print line
		split("train test predictions", kind, " ")
		for (i = 1; i <= 3; i++) {
			v = $0
			if (!sub(".*\"" kind[i] "\":\\[", "", v)) v = "]"
			sub(/\].*/, "", v); gsub(/,/, " ", v)
			print kind[i] " " v
		}
		a = $0; sub(/.*"data_loss":/, "", a); sub(/[,}].*/, "", a)
		v = $0; sub(/.*"constant_loss":/, "", v); sub(/[,}].*/, "", v)
		print "worth " a " " v
	}' "$1"
}
# Line by line the same words, or figures within 1e-5.
same() {
	[ "$(wc -l <"$1")" = "$(wc -l <"$2")" ] && paste -d '|' "$1" "$2" | awk -F'|' '
		{ a = split($1, x, " "); b = split($2, y, " "); if (a != b) exit bad = 1
		  for (i = 1; i <= a; i++) {
			d = x[i] - y[i]; if (d < 0) d = -d
			if (x[1] == "run" || i == 1 ? x[i] "" != y[i] "" : d > 1e-5) exit bad = 1
		  } }
		END { exit bad || !NR }'
}

case=0
grep -n '^case ' "$here/manual.txt" | while IFS=: read -r at rest; do
	sed -n "$((at + 1)),\$p" "$here/manual.txt" | awk '/^case /{ exit } { print }' >part
	echo "${rest#case }" >name.$at
	sed -n 's/^commands //p' part >commands.$at
	grep -v '^commands ' part | sed 's/ *$//' >want.$at
done
for want in want.*; do
	at=${want#want.}
	case=$((case + 1))
	run run -q --no-rc -n 3 -o "$at.reroll" -e "$(cat "commands.$at")"
	run export "$at.reroll" -o "$at.json"
	tell "$at.json" | sed 's/ *$//' >got.$at
	cp got.$at out
	ok "as the page says: $(cat "name.$at")" "same $want got.$at"
done
ok "there are such cases" '[ $case -ge 5 ]'

python=
for p in python3 /usr/bin/python3; do
	[ -n "$python" ] || ! "$p" -c 'import numpy, sqlite3' 2>/dev/null || python=$p
done
# NAME COMMAND: nine runs of it, trained again by the page
again() {
	if [ -z "$python" ]; then
		n=$((n + 1))
		echo "ok $n - trained again: $1 # SKIP no python3 with numpy and sqlite3"
		return
	fi
	rm -f a.reroll
	run run -q --no-rc -n 9 -o a.reroll -e "$2"
	"$python" "$here/manual.py" a.reroll >out 2>err
	status=$?
	ok "trained again: $1" '[ $status = 0 ] && grep -q ": 9 runs" out'
}
again "residual layers, huber, four optimizers, a nudge, an epoch cut short" \
	'model dense 5 tanh, residual relu, dropout .1, dense 1; l2 .01; loss huber delta=.5; choices optimizer rmsprop,nesterov,adagrad,adamw; free optimizer nudge; budget updates 13; off batch; set probes 7'
again "strata, class weights, pick-freeze, until a loss" \
	'data imbalanced rows=60; stratify split on; stratify shuffle on; class-weights on; free split; set test .3; plan pick-freeze; budget loss .5 epochs=7; optimizer nadam lr=.02; batch 70'
again "strata of three classes, split held" \
	'data iris; stratify split on; budget epochs 4; stratify shuffle on; model dense 4 gelu, residual smelu, dense 3; init he-uniform; optimizer momentum'
again "no order, no split, mae" \
	'data diabetes rows=50; off shuffle split; set test .2; loss mae; model dense 4 leaky-relu, dense 1 sigmoid; budget epochs 3; init uniform'
again "the remainder dropped, with dropout and rounding, and an epoch cut short" \
	'set remainder drop; dropout .2; free dropout rounding; choices batch 7,30,150; free batch; budget updates 14'
again "the remainder spread, huber" \
	'data diabetes rows=53; set remainder even; set test .2; loss huber delta=.3; batch 9; budget epochs 3; dropout .2; free dropout'
again "standardised targets, each run by its own split" \
	'data diabetes rows=60; free split; set test .3; loss huber delta=.5; model dense 4 tanh, dense 1; budget epochs 3; batch 11'
again "standardised by all rows, there being no test set" \
	'data diabetes rows=70; set test 0; model dense 4 tanh, dense 1; budget epochs 3; batch 9'
again "a series, whose steps share a scale" \
	'data sunspots rows=90; model dense 5 tanh, dense 1; budget epochs 3; batch 13; set test .3'
again "standardised inputs, a target as it is" \
	'data diabetes rows=64 standardize=inputs; model dense 4 tanh, dense 1; budget epochs 3; optimizer adam lr=.1'
again "two targets of other units" \
	'data diabetes rows=64 target=s5,progression; model dense 4 tanh, dense 2; budget epochs 3'
again "PyTorch's start, and biases too" \
	'data diabetes rows=60; model dense 5 sigmoid, dropout .2, dense 4 tanh, dense 1; init torch; budget epochs 3'
again "scikit-learn's start behind logistic layers" \
	'data diabetes rows=60; model dense 5 tanh, dropout .2, dense 4 sigmoid, dense 1; init sklearn; budget epochs 3; optimizer adam lr=.01'
again "TensorFlow.js' start" \
	'data diabetes rows=60; model dense 5 tanh, residual tanh, dense 1; init tfjs; budget epochs 3'
again "runs that diverge" 'optimizer sgd lr=1; free init'
if [ -n "$python" ]; then
	"$python" "$here/manual.py" --check "$here/manual.txt" >out 2>err
	status=$?
	ok "the recorded figures are manual.py's" '[ $status = 0 ]'
	run run -q --no-rc -o s.reroll -e 'data spiral rows=60; budget epochs 3; free init shuffle; attribute 40'
	run report s.reroll --json
	cp out s.json
	"$python" "$here/manual_shares.py" s.reroll s.json >out 2>err
	status=$?
	ok "shares of variance and their intervals" '[ $status = 0 ] && grep -q "18 figures" out'
else
	n=$((n + 1))
	echo "ok $n - shares of variance and their intervals # SKIP no python3 with numpy"
fi

done_testing
