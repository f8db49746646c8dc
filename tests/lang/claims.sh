#!/bin/sh
# The strongest things this program says about the article, asked again with fixed
# seeds (so that the figures are the same on every machine) and bounds far
# from what is measured; and every script under data/scripts, much shortened,
# to see that it runs.  TAP on stdout.
: "${REROLL:=./reroll}" "${srcdir:=.}"
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
scripts=$(cd "$srcdir/data/scripts" && pwd) || exit 99
REROLL_DATADIR=$(cd "$srcdir/data" && pwd)
export REROLL_DATADIR
cd "$dir" || exit 99
n=0
bad=0

ask() { "$REROLL" run -q --no-rc "$@" >out 2>err </dev/null; status=$?; }
ok() {	# NAME CONDITION
	n=$((n + 1))
	if [ "$status" = 0 ] && [ ! -s err ] && eval "$2"; then
		echo "ok $n - $1"
	else
		bad=$((bad + 1))
		echo "not ok $n - $1"
		echo "# status $status"
		sed 's/^/# /' out err | tail -12
	fi
}
# holds CONDITION PATTERN: of x, lo and hi, the first "X (LO to HI)" behind PATTERN
holds() {
	sed -n "/$2/{s/$2/@/;s/^[^@]*@[^0-9-]*//;s/95 %: //;s/[%()]/ /g;s/ to / /;p;q;}" out |
		awk "{ x = \$1; lo = \$2; hi = \$3; good = ($1) } END { exit !(NR == 1 && good) }"
}
zeros() { [ "$(grep -c '^mean prediction difference 0 exactly$' out)" = "$1" ]; }

ask "$scripts/optimizer-randomness.rr"
ok "an optimizer has no randomness of its own, and epsilon adds none" 'zeros 5'
ok "and yet epsilon moves the predictions" 'grep -q "^apart, run by run *0\.0[1-9]" out'

ask "$scripts/setting-a-seed.rr"
ok "with everything fixed every run is the same, dropout and split too" 'zeros 2'

ask "$scripts/init-matters.rr"
ok "new weights: more than ten times as much as a new order" \
	'holds "lo > 10" "Predictions differ" && grep -q "with new weights as with new order" out'
ok "the article at 10 epochs: init is nearly all of it" 'holds "lo > 90" "^  init " && holds "hi < 5" "^  shuffle[^)]*)"'

ask "$scripts/shuffle-matters.rr"
ok "in the order of the data nothing differs" 'grep -q "^Runs of in order predict the same each time" out'

ask -e 'data article; free init shuffle; remedy ensemble 1,2,4,8,16'
ok "averages of M runs: 1/sqrt(M)" 'holds "lo < -.5 && hi > -.5 && hi < -.4" "to the power of"'

ask -e 'data article; free init shuffle; remedy batch 4,32,100'
ok "larger batches at equal epochs: the advice fails" \
	'grep -q "^The advice fails here" out && holds "lo > 2 && hi < 5" "by a factor of"'

ask "$scripts/mini-batches.rr"
ok "without mini-batches the order moves last bits alone" \
	'holds "lo > 10000" "Predictions differ" && grep -q "with batches of 32 as with all rows at once" out'

ask "$scripts/dropout-adds-a-source.rr"
ok "dropout adds a source" 'holds "lo > .005 && hi < .05" "where runs of dropout masks alone differ by"'

ask -e 'data spiral; free init shuffle; attribute 64; show attribution'
ok "the spiral: init and shuffle both large" 'holds "lo > 40" "^  init[^)]*)" && holds "lo > 40" "^  shuffle[^)]*)"'
ok "the spiral: a clear interaction" 'holds "lo > 0" "^  together"'

# What was found is kept: in the report, for machines, in the session.
"$REROLL" run --no-rc --json -o kept.reroll -e 'free init shuffle; run 60; remedy l2 0,100; lucky 5' >out 2>said </dev/null
status=$?
: >err
ok "JSON alone on standard output, with what was found" \
	'[ "$(head -c 1 out)" = "{" ] && grep -q "\"results\"" out && grep -q "the loss rises by" out && grep -q "The best of 5 runs" out'
ok "and what commands print beside it" 'grep -q "^l2 100 " said'
"$REROLL" report kept.reroll >out 2>err
status=$?
ok "the session tells it again" 'grep -q "^Found" out && grep -q "the loss rises by" out && grep -q "The best of 5 runs" out'
"$REROLL" run --no-rc -e 'free init shuffle; attribute 8' >out 2>err </dev/null
status=$?
ok "an attribution is reported without being asked for runs" \
	'grep -q "^Attribution of the variance of predictions, 8 rows" out && grep -q ": init, shuffle free; 200 runs" out'

for script in "$scripts"/*.rr; do
	sed -e 's/run [0-9][0-9]*/run 3/; s/run 3\(.*\)run [0-9][0-9]*/run 3\1run 3/' \
		-e 's/attribute [0-9]*/attribute 3/; s/divergence [0-9]*/divergence 2/' \
		-e 's/epochs 1000/epochs 5/; s/epochs 300/epochs 4/; s/epochs 200/epochs 4/; s/epochs 100/epochs 4/' \
		-e 's/epochs 10$/epochs 2/; s/epochs 10;/epochs 2;/; s/epochs=[0-9]*/epochs=2/; s/updates [0-9]*$/updates 6/' \
		-e '/^\(remedy\|lucky\|howmany\)/d' "$script" >short.rr
	ask short.rr
	ok "$(basename "$script") runs" '! grep -q -e "^compare" -e "^show" short.rr || [ -s out ]'
	ok "$(basename "$script") says what it measures" 'grep -q "^#.*[Mm]easured" "$script" && head -1 "$script" | grep -q -F "# $(basename "$script") - "'
done
echo "1..$n"
[ $bad = 0 ]
