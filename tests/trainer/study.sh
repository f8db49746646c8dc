#!/bin/sh
# The examples in Python, JavaScript and R, some thirty lines each, all the way: audited, driven,
# attributed, saved, replayed, and merged from two shards; and what an audit says of them when a
# generator is left unseeded on purpose, or a seed does nothing.  Each is skipped where its
# language is absent.  TAP.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
cp "$srcdir"/data/trainer/reroll.* "$srcdir"/data/trainer/train.* .

# What runs are, in an export: all but what time has to do with.
runs_of() {
	run export "$1" -o runs.csv
	cut -d , -f 1-14,16-18 runs.csv
	rm -f runs.csv
}

said_again() { sed 2d out | cmp -s - driven; }

# study NAME COMMAND...
study() {
	name=$1
	all=$name.reroll
	shift
	run audit -q -- "$@"
	ok "$name: the audit finds nothing" '[ $status = 0 ] && grep -q "^init works" out && grep -q "^shuffle works" out &&
		grep -q "^In these runs the training is reproducible, and each of its seeds works.$" out'
	run drive run -q -n 42 -o "$all" -e "free init shuffle" -- "$@"
	ok "$name: it is driven, and saved" '[ $status = 0 ] && [ ! -s err ] && [ -s "$all" ]'
	run drive run -n 42 -e "free init shuffle" -- "$@"
	sed 2d out >driven	# who trains: another program, or one that is gone
	ok "$name: and reported" '[ $status = 0 ] && grep -q "^Condition 1: init, shuffle free" out &&
		grep -q "prediction difference *0[.][0-9]* (" out'
	run report "$all"
	ok "$name: the session says the same" '[ $status = 0 ] && said_again'
	run "$all"
	ok "$name: and is played" '[ $status = 0 ] && said_again'
	run verify "$all"
	ok "$name: it cannot be computed here, and says so" '[ $status = 1 ] && grep -q "somebody else" err'
	for k in 0 1; do
		run drive run -q -n 42 -o $k.reroll --shard $k/2 -e "free init shuffle" -- "$@"
		ok "$name: shard $k of 2" '[ $status = 0 ] && [ -s $k.reroll ]'
	done
	run merge 1.reroll 0.reroll -o merged.reroll
	ok "$name: the shards make one session" '[ $status = 0 ]'
	runs_of "$all" >one
	runs_of merged.reroll >two
	run report merged.reroll
	ok "$name: of the same runs" '[ "$(wc -l <one)" = 43 ] && cmp -s one two && said_again'
	run drive run -q -e "free init shuffle; attribute 20; show attribution" -- "$@"
	ok "$name: shares of variance, and no rest" '[ $status = 0 ] && grep -q "Attribution of the variance of predictions, 20 rows" out &&
		grep -q "^  init  *[0-9]" out && grep -q "^  shuffle  *[0-9]" out && grep -q "^  rest *0[.]0 % .* 0 exactly" out'
	rm -f ./*.reroll
}

# faults NAME GENERATOR COMMAND...: broken.* has a third seed that nobody looks at, and draws from
# the generator of the whole program without seeding it.
faults() {
	name=$1
	generator=$2
	shift 2
	run audit -q -- "$@"
	ok "$name: what is not seeded has a name" '[ $status = 1 ] && grep -q "^$generator is drawn from and not seeded: .* elsewhere.$" out &&
		grep -q "^Same seeds in one process change predictions by .*, from epoch 1 on: something is unseeded" out'
	ok "$name: and a seed that is not looked at" 'grep -q "^augment cannot be told .*; the program never looks at it.$" out'
	run audit --json -q -- "$@"
	ok "$name: JSON has both" '[ $status = 1 ] && tr -d " \n" <out | grep -q "\"seeded\":false" && grep -q "\"looked_at\": false" out'
	sed 's/fault *= *1/fault = 0/' "$fault" >mended && mv mended "$fault"
	run audit -q -- "$@"
	ok "$name: which has no effect where all else is seeded" '[ $status = 1 ] &&
		grep -q "^augment has no effect: at 4 levels of it the runs are identical; the program never looks at it.$" out &&
		! grep -q "not seeded" out && grep -q "^init works" out'
}

if command -v python3 >/dev/null 2>&1; then
	study python python3 train.py
	cat >broken.py <<-'END'
		import random
		import reroll
		fault = 1
		for run in reroll.runs(sources=["init", "shuffle", "augment"], probes=1):
		    w = random.Random(run.init).random() + random.Random(run.shuffle).random()
		    for epoch in range(3):
		        w += .01 * random.random() if fault else 0
		        run.epoch(train_loss=w)
		    run.done([w])
	END
	fault=broken.py faults python "Python's random" python3 broken.py
else
	skip python "no python3"
fi
if command -v node >/dev/null 2>&1; then
	study node node train.mjs
	cat >broken.mjs <<-'END'
		import { runs } from './reroll.mjs'
		const fault = 1
		for (const run of runs({ sources: ['init', 'shuffle', 'augment'], probes: 1 })) {
		  let w = Math.sin(run.init) + Math.sin(run.shuffle)
		  for (let epoch = 0; epoch < 3; epoch++) {
		    w += fault ? 0.01 * Math.random() : 0
		    run.epoch({ train_loss: w })
		  }
		  run.done([w])
		}
	END
	fault=broken.mjs faults node "Math.random" node broken.mjs
else
	skip node "no node"
fi
if command -v Rscript >/dev/null 2>&1; then
	study R Rscript train.R
	cat >broken.R <<-'END'
		source("reroll.R")
		fault = 1
		reroll_runs(sources = c("init", "shuffle", "augment"), probes = 1, train = function(run) {
		  w <- sin(run$init) + sin(run$shuffle)
		  for (epoch in 1:3) {
		    if (fault == 1) w <- w + .01 * runif(1)
		    run$epoch(train_loss = w)
		  }
		  w
		})
	END
	fault=broken.R faults R "R's generator" Rscript broken.R
else
	skip R "no Rscript"
fi
done_testing
