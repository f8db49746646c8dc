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
# The test has teeth: what each library differs by from the others is found.
unlike torch "defaults keras"
unlike sklearn "defaults sklearn; batch 32"
unlike sklearn32 "defaults keras"
unlike tfjs "defaults keras"
unlike numpy "defaults tfjs"

done_testing
