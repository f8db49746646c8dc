#!/bin/sh
# who.sh - which cases flip: what the program says agrees with the predictions that it exports.
# TAP on stdout.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"


run run -n 1 -o w.reroll -e 'data wine; free init; run 120; wait runs=120; who 3; who row 69'
ok 'wine: one row' 'grep -q "^All of the disagreement is at 1 of 45 rows (69)" out && grep -q "^Row 69, truth grignolino" out'
ok 'it is said in the report' 'grep -q "^    All of the disagreement is at 1 of 45 rows (69)" out'
run report w.reroll --json
cp out w.json
ok 'a session tells the same' 'grep -q "\"sentence\": \"All of the disagreement is at 1 of 45 rows (69)" w.json'
run export w.reroll -o out.json
# The class of a row in a run is the largest of its three predictions.
cat >count.awk <<'AWK'
{
	for (p = 0; p < 45; p++) {
		best = 0
		for (k = 1; k < 3; k++)
			if ($(p * 3 + k + 1) + 0 > $(p * 3 + best + 1) + 0) best = k
		c[p, best]++
	}
	n++
}
END {
	for (p = 0; p < 45; p++) {
		same = 0
		for (k = 0; k < 3; k++) same += c[p, k] * (c[p, k] - 1)
		f = 1 - same / (n * (n - 1))
		if (f > most) { most = f; row = p }
		sum += f
	}
	printf "%d %d %.9f %.9f\n", n, row + 1, most, sum / 45
}
AWK
sed -n 's/.*"predictions":\[\([^]]*\)\].*/\1/p' out.json | awk -F, -f count.awk >counted
read -r runs probe flips churn <counted
ok 'flips are those of the exported predictions' '[ "$runs" = 120 ] && awk -v a="$flips" -v probe="$probe" "/\"rows\": \[/ { in_rows = 1 } in_rows && /\"probe\":/ { gsub(/,/, \"\", \$2); p = \$2 } in_rows && /\"flips\":/ { gsub(/,/, \"\", \$2); d = \$2 - a; bad = !(p == probe && d < 1e-7 && d > -1e-7); seen = 1; exit } END { exit !seen || bad }" w.json'
ok 'and their mean is the churn' 'awk -v a="$churn" "/\"churn\": \{/ { c = 1 } c && /\"mean\":/ { gsub(/,/, \"\", \$2); d = \$2 - a; bad = !(d < 1e-7 && d > -1e-7); seen = 1; exit } END { exit !seen || bad }" w.json'

run run -n 1 -e 'data wine; free init; run 50; wait runs=50; fix init; run 5; wait runs=5; who'
ok 'where nothing flips that is said' 'grep -q "^No row flips: all 5 runs put each of 45 rows into the same class" out && ! grep -q "^row" out'
run run -n 1 -e 'free init shuffle; run 60; wait runs=60; attribute 40; who 2'
ok 'of a regression it is the variance' 'grep -q "^5 of 100 rows hold .* of the variance between these 60 runs" out && grep -q "moved by" out'
run run -n 1 -e 'free init shuffle; run 60; wait runs=60; who 2'
ok 'without a plan the source is not known, and what tells it is said' 'grep -q "^.attribute. tells which source" out && ! grep -q "moved by" out'

awk 'BEGIN { print "seed,p1,p2,p3,p4"; for (i = 0; i < 30; i++) printf "%d,.9,%.3f,.1,%.3f\n", i, .5 + .3 * sin(i), .45 + .1 * cos(i * 2) }' >runs.csv
run open runs.csv -e who
ok 'of runs that others have trained' '[ $status -eq 0 ] && grep -q "^All of the variance is at 2 of 4 rows (2, 4): at the others the same is said by" out'
awk 'BEGIN { print "seed,p1,p2"; for (i = 0; i < 30; i++) printf "%d,%.3f,%.3f\n", i, .5 + .3 * sin(i), .45 + .1 * cos(i * 2) }' >runs.csv
run open runs.csv -e who
ok 'and where all rows differ' 'grep -q "^At each of the 2 rows these 30 runs differ; row 1 holds " out'
for wrong in 'who' 'run 60; wait runs=60; who row 1' 'run 60; wait runs=60; who row' 'run 60; wait runs=60; who 0' 'run 60; wait runs=60; who rows'; do
	run run -n 1 -q -e "data wine; $wrong"
	ok "refused in one line: $wrong" '[ $status -ne 0 ] && [ "$(wc -l <err)" -eq 1 ]'
done

# Names from files are shown escaped.
bidi=$(printf '\342\200\256')
awk -v bidi="$bidi" 'BEGIN { print "a,b,y"; for (i = 0; i < 80; i++) printf "%.3f,%.3f,%s\n", sin(i * 1.3), cos(i * 2.1), (sin(i * 7.7) > 0 ? "red" bidi : "blue") }' >x.csv
run run -n 1 -e 'data x.csv target=y test=.5; free init; run 60; wait runs=60; who 4'
ok 'no name reaches the terminal raw' '[ $status -eq 0 ] && grep -q "of 40 rows" out && ! grep -q "$bidi" out err'
done_testing
