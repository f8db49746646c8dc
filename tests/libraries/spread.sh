#!/bin/sh
# A user of each library finds the spread of their own here: after `defaults LIBRARY` the
# prediction differences of the article's example are distributed as those that the real
# packages gave.  spread_*.txt holds 200 independent differences each, recorded by
#     python3 many.py 400 -- python3 article_torch.py > spread_torch.txt
# with PyTorch 1.13.1, scikit-learn 1.2.1 (batch auto and 32), TensorFlow.js 4.22.0, and
# NumPy 1.24.2 for Keras, whose definitions article_numpy.py follows (Keras itself was not
# to be had).  TAP on stdout.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
here=$srcdir/tests/libraries

# ours COMMANDS: the differences of the pairs (0, 1), (2, 3) ... of 400 runs, into `ours`
ours() {
	rm -f s.reroll s.json
	run run -q --no-rc -n 400 -o s.reroll -e "data article; $1; free init shuffle"
	run export s.reroll -o s.json
	awk '/^{"id":.*"number":/ {
		sub(/.*"predictions":\[/, ""); sub(/\].*/, "")
		k = split($0, p, ",")
		if (++n % 2) { for (i = 1; i <= k; i++) q[i] = p[i]; next }
		s = 0
		for (i = 1; i <= k; i++) { d = p[i] - q[i]; s += d < 0 ? -d : d }
		print s / k
	}' s.json >ours
}
# alike NAME COMMANDS, unlike NAME COMMANDS
alike() {
	ours "$2"
	awk -f "$here/ks.awk" ours "$here/spread_$1.txt" >out
	ok "$1: as the package itself: $(cat out)" '[ "$(wc -l <ours)" = 200 ] && grep -q " alike" out'
}
unlike() {
	ours "$2"
	awk -f "$here/ks.awk" ours "$here/spread_$1.txt" >out
	ok "$1: not with $2: $(cat out)" '[ "$(wc -l <ours)" = 200 ] && grep -q " unlike" out'
}

alike numpy "defaults keras"
alike torch "defaults torch"
alike sklearn "defaults sklearn"
alike sklearn32 "defaults sklearn; batch 32"
alike tfjs "defaults tfjs"
# mean NAME COMMANDS FIGURE: what README says is so, and within the package's interval (99 %)
mean() {
	run run --no-rc -n 20000 --json -e "data article; $2; free init shuffle"
	m=$(awk '/"difference": \{/ { on = 1 } on && /"mean":/ { gsub(/[^0-9.]/, ""); print; exit }' out)
	awk -v m="$m" '!/^#/ { n++; s += $1; q += $1 * $1 } END { a = s / n; se = sqrt((q / n - a * a) / (n - 1))
		printf "%.4f here, there %.4f (%.4f to %.4f)\n", m, a, a - 2.6 * se, a + 2.6 * se
		exit !(m > a - 2.6 * se && m < a + 2.6 * se) }' "$here/spread_$1.txt" >said
	# shellcheck disable=SC2034	# ok's condition has them
	inside=$?
	# shellcheck disable=SC2034
	want=$3
	cp said out
	ok "$1: mean difference $(cat said)" '[ $inside = 0 ] && [ "$(printf "%.2f" "$m")" = "$want" ]'
}
mean numpy "defaults keras" 0.39
mean torch "defaults torch" 0.25
mean sklearn "defaults sklearn" 0.76
mean sklearn32 "defaults sklearn; batch 32" 0.54
mean tfjs "defaults tfjs" 0.33

# The test has teeth: what each library differs by from the others is found.
unlike torch "defaults keras"
unlike sklearn "defaults sklearn; batch 32"
unlike sklearn32 "defaults keras"
unlike tfjs "defaults keras"
unlike numpy "defaults tfjs"

done_testing
