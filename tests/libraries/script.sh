#!/bin/sh
# `export FILE.py` in NumPy trains exactly this run: where NumPy is, the script trains run 0
# again and compares with the predictions that it was given.  What needs no NumPy is tested
# everywhere: refusals, files, names that are pieces of program.  TAP on stdout.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

python=
for p in python3 /usr/bin/python3; do
	[ -n "$python" ] || ! "$p" -c 'import numpy' 2>/dev/null || python=$p
done
node=
! node -e 'process.exit(+process.versions.node.split(".")[0] < 18)' 2>/dev/null || node=node

case=0
# same NAME COMMANDS: the script's run 0 is ours
same() {
	case=$((case + 1))
	run run -q --no-rc -n 1 -e "$2; export s$case.py framework=numpy; export t$case.py framework=torch; export k$case.py framework=keras"
	ok "written: $1" '[ $status = 0 ] && [ -s "s$case.py" ] && [ -s "t$case.py" ] && [ -s "k$case.py" ]'
	if [ -z "$python" ]; then
		skip "the same run: $1" "no python3 with numpy"
		return
	fi
	for script in "s$case.py" "t$case.py" "k$case.py"; do
		"$python" -c 'import sys; compile(open(sys.argv[1]).read(), sys.argv[1], "exec")' "$script" || rm "$script"
	done 2>err
	ok "all three are Python: $1" '[ -s "s$case.py" ] && [ -s "t$case.py" ] && [ -s "k$case.py" ]'
	timeout 200 "$python" "s$case.py" --check >out 2>err
	status=$?
	ok "the same run: $1" '[ $status = 0 ] && grep -q "max |p - p.| [0-9]" out'
}
same "the article's example" 'data article'
same "dropout, rounding" 'data article; model dense 8 tanh, dropout .3, dense 1; free shuffle dropout rounding; budget epochs 3'
same "a split of each run, l2, huber" 'data diabetes rows=60; free split; set test .3; l2 .01; loss huber delta=.5; model dense 6 tanh, dense 1; budget epochs 3'
same "strata, class weights, pick-freeze, until a loss" 'data imbalanced rows=60; stratify split on; stratify shuffle on; class-weights on; free split; set test .3; plan pick-freeze; budget loss .5 epochs=7; optimizer nadam lr=.02; batch 70'
same "residual layers, momentum" 'data iris; stratify split on; budget epochs 4; stratify shuffle on; model dense 4 gelu, residual smelu, dense 3; init he-uniform; optimizer momentum'
same "no order, mae" 'data diabetes rows=50; off shuffle split; set test .2; loss mae; model dense 4 leaky-relu, dense 1 sigmoid; budget epochs 3; init uniform'
same "the remainder dropped, an epoch cut short" 'data article; set remainder drop; dropout .2; free dropout rounding; choices batch 7,30,150; free batch; budget updates 14'
same "the remainder spread" 'data diabetes rows=53; set remainder even; set test .2; loss huber delta=.3; batch 9; budget epochs 3; dropout .2; free dropout'
same "a series" 'data sunspots rows=90; model conv1d 3 4 same tanh, maxpool 2, conv1d 3 3 valid relu, flatten, dense 1; budget epochs 3; batch 13; set test .3'
same "pictures" 'data digits rows=120; model conv2d 3 3x3 same relu, maxpool 2, conv2d 3 2x2 valid stride=2 tanh, dropout .2, flatten, dense 10 softmax; budget epochs 2; init torch'
same "other windows, rmsprop" 'data digits rows=120; model conv2d 4 3x3 same stride=2 gelu, avgpool 2, dense 10; budget epochs 2; init tfjs; optimizer rmsprop'
same "four optimizers" 'data moons; choices optimizer adamw,adagrad,nesterov,sgd; free optimizer; budget epochs 2; init sklearn'
same "normal weights" 'data article; init normal; loss mae; budget epochs 2; optimizer sgd'
same "two targets" 'data diabetes rows=64 target=s5,progression; model dense 4 tanh, dense 2; budget epochs 3'

# a nudge is NumPy's alone
run run -q --no-rc -n 1 -e 'data article; free nudge; export nudged.py; export nudged-torch.py framework=torch'
ok "PyTorch has no nudge" '[ $status != 0 ] && grep -q "nudge of one weight is for NumPy" err && [ ! -e nudged-torch.py ]'
if [ -n "$python" ]; then
	"$python" nudged.py --check >out 2>err
	status=$?
	ok "a nudged run" '[ $status = 0 ]'
	# the check can fail
	sed 's/lr=0.001/lr=0.0011/' s1.py >other.py
	"$python" other.py --check >out 2>err
	status=$?
	ok "another rate is found out" '[ $status = 1 ] && grep -q "max |p - p.|" out'
	"$python" s1.py --init 7 >out 2>err
	status=$?
	ok "an ordinary script trains once" '[ $status = 0 ] && grep -q "epoch 10 train_loss 0" err'
	"$python" "$srcdir/tests/libraries/many.py" 4 -- "$python" s12.py >out 2>err
	status=$?
	ok "it speaks the wire" '[ $status = 0 ] && [ "$(grep -c "^[0-9]" out)" = 2 ]'
else
	for what in "a nudged run" "another rate is found out" "an ordinary script trains once" "it speaks the wire"; do
		skip "$what" "no python3 with numpy"
	done
fi

# JavaScript
run run -q --no-rc -n 1 -e 'data wine; class-weights on; l2 .1; free split rounding dropout; dropout .2; export w.mjs; class-weights off; data article; export a.mjs'
ok "TensorFlow.js' are written" '[ $status = 0 ] && [ -s w.mjs ] && [ -s a.mjs ]'
if [ -n "$node" ]; then
	node --check w.mjs >out 2>err && node --check a.mjs >out 2>err
	status=$?
	ok "they are JavaScript" '[ $status = 0 ]'
else
	skip "they are JavaScript" "no node"
fi
run run -q --no-rc -n 1 -e 'data article; optimizer nadam; export n.mjs'
ok "nadam is refused" '[ $status != 0 ] && grep -q "TensorFlow.js has no optimizer nadam" err && [ ! -e n.mjs ]'
run run -q --no-rc -n 1 -e 'data article; model dense 4 gelu, dense 1; export n.mjs'
ok "gelu is refused" '[ $status != 0 ] && grep -q "no activation gelu" err && [ ! -e n.mjs ]'

for what in 'average ema .9' 'schedule cosine' 'set test .2; budget epochs 9 patience=2' 'hold shuffle=3 until=2'; do
	run run -q --no-rc -n 1 -e "data article; $what; export n.py"
	ok "\`$what\` is refused" '[ $status != 0 ] && grep -q "a script knows no" err && [ ! -e n.py ]'
done

# many data lie beside the script
run run -q --no-rc -n 1 -e 'data digits; model dense 4, dense 10; budget epochs 1; export big.py'
ok "many data lie beside it" '[ $status = 0 ] && [ "$(wc -c <big.py.f32)" = $((1797 * 65 * 4)) ]'
if [ -n "$python" ]; then
	"$python" big.py --check >out 2>err
	status=$?
	ok "and are found" '[ $status = 0 ]'
else
	skip "and are found" "no python3 with numpy"
fi
rm big.py
cp big.py.f32 before
run run -q --no-rc -n 1 -e 'data digits; model dense 4, dense 10; export big.py'
ok "nothing is overwritten" '[ $status != 0 ] && grep -q "big.py.f32: exists already" err && [ ! -e big.py ] && cmp -s big.py.f32 before'
run run -q --no-rc -n 1 -e 'data article; export s1.py'
ok "nor a script" '[ $status != 0 ] && grep -q "s1.py exists already" err'

# names are no pieces of program
printf 'data "%s"\nbudget epochs 1\nexport h.py\nexport h.mjs\n' 'a\"\"\" #*; ${process.exit(3)}.csv' >h.rr
printf 'x,y\n1,2\n2,3\n3,5\n4,4\n5,9\n6,1\n7,3\n8,2\n' >'a""" #*; ${process.exit(3)}.csv'
run run -q --no-rc -n 1 h.rr
ok "written of a file with a hostile name" '[ $status = 0 ] && [ -s h.py ] && [ -s h.mjs ]'
ok "whose name is only letters there" '! grep -q "a\"\"\"\|[$]{process\|\"\"\" #" h.py h.mjs'
if [ -n "$python" ]; then
	"$python" h.py --check >out 2>err
	status=$?
	ok "and the script works" '[ $status = 0 ]'
else
	skip "and the script works" "no python3 with numpy"
fi

# from a session, and from the wrong words
run run -q --no-rc -n 2 -o s.reroll -e 'data article'
run export s.reroll -o from.py framework=numpy
ok "from a session" '[ $status = 0 ] && [ -s from.py ]'
run export s.reroll -o from.mjs
ok "for TensorFlow.js, too" '[ $status = 0 ] && [ -s from.mjs ]'
run export s.reroll -o from2.py framework=jax
ok "an unknown library" '[ $status = 2 ] && grep -q "framework=numpy, torch or keras was expected" err && [ ! -e from2.py ]'
run export s.reroll -o from2.py framework=tfjs
ok "a wrong ending" '[ $status = 2 ] && grep -q "TensorFlow.js ends in .mjs" err && [ ! -e from2.py ]'
run export s.reroll -o x.csv framework=torch
ok "a table has no library" '[ $status = 2 ] && [ ! -e x.csv ]'
printf 'init,run,p1,p2\n1,0,.1,.2\n2,1,.3,.4\n' >theirs.csv
run open theirs.csv -o theirs.reroll
run export theirs.reroll -o theirs.py
ok "runs of others have no script" '[ $status != 0 ] && grep -q "its own script is what trains so" err && [ ! -e theirs.py ]'

done_testing
