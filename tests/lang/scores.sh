#!/bin/sh
# scores.sh - balanced accuracy and its like, R2 and MAE: report, JSON, session and export say
# the same; what leads, what is undefined, what is unknown.  TAP on stdout.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
# of PART FIGURE FILE: from a JSON report, its first condition (of targets the first).
of() {
	awk -v part="\"$1\":" -v figure="\"$2\":" '
		$1 == part { inside = 1 }
		inside && $1 == figure { sub(/,$/, "", $2); print $2; exit }' "$3"
}
near() { awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; d = d < 0 ? -d : d; exit !(a != "" && b != "" && d <= 1e-6 * (b < 0 ? -b : b) + 1e-9) }'; }
# column NAME mean|sd|min|max FILE.csv
column() {
	awk -F, -v name="$1" -v what="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
		$c != "" { n++; x[n] = $c + 0; sum += $c; if (n == 1 || $c + 0 < lo) lo = $c + 0; if (n == 1 || $c + 0 > hi) hi = $c + 0 }
		END { m = sum / n; for (i = 1; i <= n; i++) s += (x[i] - m)^2
		      printf "%.9g", what == "mean" ? m : what == "min" ? lo : what == "max" ? hi : sqrt(s / (n - 1)) }' "$3"
}
first() { awk -v a="$1" -v b="$2" 'index($0, a) && !at { at = NR } index($0, b) && !bt { bt = NR } END { exit !(at && bt && at < bt) }' out; }

# 240 rows, one in eight bad, in turns; two inputs that tell them apart, more or less.
awk 'BEGIN { print "a,b,y"; for (i = 0; i < 240; i++) { bad = i % 8 == 3
	printf "%.4f,%.4f,%s\n", bad * 1.1 + sin(i * 1.7) , bad - cos(i * 2.3) * 1.2, bad ? "bad" : "good" } }' >uneven.csv
awk 'BEGIN { print "a,b,p,q"; for (i = 0; i < 120; i++) { a = sin(i * 1.7); b = cos(i * 2.3)
	printf "%.4f,%.4f,%.4f,%.4f\n", a, b, a + b + .2 * sin(i * 37), 3 * a * b + 5 + sin(i * 11) } }' >two.csv
uneven='data uneven.csv test=.4; free init split shuffle; budget epochs 12'

run run -n 60 -o s.reroll -e "$uneven" --json
cp out live.json
ok 'runs have the scores of two classes' '[ $status -eq 0 ] && for f in balanced_accuracy macro_f1 auc; do [ "$(of $f n live.json)" = 60 ] || false; done'
ok 'the classes are uneven' 'grep -q "\"uneven_classes\": true" live.json'
run report s.reroll --json
cp out again.json
ok 'a session keeps them' 'sed -n "/\"conditions\"/,\$p" live.json >a; sed -n "/\"conditions\"/,\$p" again.json >b; cmp -s a b'
run export s.reroll -o s.csv
for f in balanced_accuracy macro_f1 auc; do
	ok "$f of the runs that were exported" 'near "$(column $f mean s.csv)" "$(of $f mean live.json)" && near "$(column $f sd s.csv)" "$(of $f sd live.json)" && near "$(column $f min s.csv)" "$(of $f min live.json)" && near "$(column $f max s.csv)" "$(of $f max live.json)"'
done
run report s.reroll
ok 'the balanced accuracy comes first' 'first "  balanced accuracy " "  accuracy after training"'
run run -n 1 -e 'data uneven.csv test=.4; free init shuffle; budget epochs 12; attribute 20; report'
ok 'it is shared out, too' 'grep -q "^Attribution of the variance of balanced accuracy, 20 rows" out'
run run -n 1 -e 'data iris; free init shuffle; budget epochs 5; attribute 20; report'
ok 'where classes are even it is not' 'grep -q "^Attribution of the variance of loss" out && ! grep -q "^Attribution of the variance of balanced" out'
run verify s.reroll
ok 'and every bit is found again' '[ $status -eq 0 ]'

run run -n 60 -e "$uneven; set probes 7" --json
ok 'of all test rows, however few the probes' '[ "$(of auc mean out)" = "$(of auc mean live.json)" ] && [ "$(of balanced_accuracy max out)" = "$(of balanced_accuracy max live.json)" ]'

# As an earlier version recorded it: from the predictions, where they are of all test rows.
before() { sqlite3 "$1" 'ALTER TABLE datasets DROP COLUMN time_unit; ALTER TABLE datasets DROP COLUMN time_name;
	ALTER TABLE datasets DROP COLUMN row_time; ALTER TABLE runs DROP COLUMN levels; ALTER TABLE runs DROP COLUMN mae; ALTER TABLE runs DROP COLUMN auc;
	ALTER TABLE runs DROP COLUMN macro_f1; ALTER TABLE runs DROP COLUMN balanced_accuracy; PRAGMA user_version = 2'; }
if command -v sqlite3 >/dev/null; then
	run run -n 60 -o all.reroll -e "$uneven; set probes 240" --json
	sed -n '/"conditions"/,$p' out >a
	before all.reroll
	run report all.reroll --json
	sed -n '/"conditions"/,$p' out >b
	ok 'a session of before has them of its predictions' '[ $status -eq 0 ] && grep -q "\"auc\": {" a && cmp -s a b'
	run run -n 60 -o few.reroll -e "$uneven; set probes 100"
	before few.reroll
	run report few.reroll
	ok 'or says that they are unknown' 'grep -q "^  balanced accuracy  *unknown of 60 runs, and macro-F1 and AUC: an earlier version recorded them" out && grep -q "100 probes do not hold all 96 test rows" out && first "  accuracy after" "  balanced accuracy"'
	run report few.reroll --json
	ok 'and so does JSON' 'grep -q "\"unscored\": 60" out && grep -q "\"balanced_accuracy\": null" out'
else
	echo "# no sqlite3: sessions of before are not tried"
fi

run run -q -e "$uneven; run 60; budget epochs 40; run 60; compare 1 2"
ok 'compare has them, the balanced first' 'first "balanced accuracy " "accuracy after training" && grep -q "^macro-F1 " out && grep -q "^AUC " out'
run run -e "$uneven; run 60; attribute 40" --json
ok 'attribution shares them out' 'sed -n "/\"attribution\"/,\$p" out >a; for f in balanced_accuracy macro_f1 auc; do grep -q "\"$f\": {" a || false; done'
run run -q -e 'set share-of balanced-accuracy; set share-of macro-f1; set share-of auc; set share-of r2; set share-of mae'
ok 'share-of takes their words' '[ $status -eq 0 ]'
run run -q -e 'set share-of recall'
ok 'and names them to others' '[ $status -eq 2 ] && grep -q "balanced-accuracy, macro-f1, auc, r2 and mae" err'

# The last fifth is good alone.
{ head -n 1 uneven.csv; grep bad uneven.csv; grep good uneven.csv; } >sorted.csv
run run -n 40 -e 'data sorted.csv test=.2; off split; free init'
ok 'AUC of one class is undefined, and only one class is said' 'grep -q "^    any constant answer  1.000   only 1 of 2 classes are among the test rows$" out && grep -q "^  AUC  *undefined: the test rows are of one class$" out && grep -q "^  balanced accuracy " out'

two='data two.csv target=p,q test=.25; free init'
run run -n 60 -o t.reroll -e "$two" --json
cp out live.json
run export t.reroll -o t.csv
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; print "r2p,r2q,maep,maeq"; next }
	{ split($c["r2"], r, " "); split($c["mae"], m, " "); print r[1], r[2], m[1], m[2] }' t.csv >targets.csv
ok 'R2 and MAE of the first target' 'near "$(column r2p mean targets.csv)" "$(of r2 mean live.json)" && near "$(column maep mean targets.csv)" "$(of mae mean live.json)" && near "$(column maep sd targets.csv)" "$(of mae sd live.json)" && near "$(column r2p max targets.csv)" "$(of r2 max live.json)"'
run report t.reroll
ok 'and of both by name' 'grep -q "^  R2 of p " out && grep -q "^  R2 of q " out && grep -q "^  MAE of p " out && grep -q "^  MAE of q " out && ! grep -q "balanced" out'
awk -F, -v OFS=, '{ $4 = NR == 1 ? "q" : 7; print }' two.csv >flat.csv
run run -n 40 -e 'data flat.csv target=p,q test=.25; free init'
ok 'R2 of a target that does not vary is undefined' 'grep -q "^  R2 of q  *undefined: the target does not vary" out && grep -q "^  MAE of q  *[0-9]" out'
run run -n 5 -e 'data two.csv target=p test=.25; free init; optimizer sgd lr=9e5; budget epochs 30' --json
ok 'diverged runs have none' 'grep -q "\"diverged\": 5" out && [ "$(of mae mean out)" = "" ]'

done_testing
