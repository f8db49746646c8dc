#!/bin/sh
# reroll.py, reroll.mjs and reroll.R: what each says on the wire, and what a script on it does
# when nobody drives it.  Skipped where the language is absent.  TAP.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
cp "$srcdir"/data/trainer/reroll.* "$srcdir"/data/trainer/train.* .

for h in python:py javascript:mjs r:R; do
	run helper "${h%:*}"
	cp out asked
	run helper "${h%:*}" example
	ok "the file for ${h%:*}, and its example, can be had" '[ $status = 0 ] &&
		cmp -s asked "$srcdir/data/trainer/reroll.${h#*:}" && cmp -s out "$srcdir/data/trainer/train.${h#*:}"'
done
run helper
ok "where they are" '[ $status = 0 ] && [ "$(wc -l <out)" = 3 ] && [ "$(grep -c "/trainer/reroll\.[a-zA-Z]*$" out)" = 3 ]'
for what in "pyton" "python x" "r example x" "r -n 3"; do
	# shellcheck disable=SC2086
	run helper $what
	ok "refused: helper $what" '[ $status = 2 ] && [ ! -s out ] && [ "$(wc -l <err)" = 1 ]'
done

# wire COMMAND...: run it with the lines of `todo` to do; what it says is in `said`.
wire() {
	# shellcheck disable=SC2002  # by a pipe, as reroll does
	cat todo | { REROLL_IN=/dev/fd/3 REROLL_OUT=/dev/fd/4 "$@" 3<&0 4>said >out 2>err </dev/null
		echo $? >ended; }
	status=$(cat ended)
}
said() { grep -q -x -F "$1" said; }

# The predictions of a run, alone on their line.
of_run() { sed -n "s/^{\"run\":$1,\"predictions\"://p" said; }

# each NAME COMMAND...: the example in one language.
example() {
	name=$1
	shift
	printf '%s\n' '{"run":7,"init":5,"shuffle":3}' '{"run":9,"shuffle":4294967295,"init":5}' \
		'{"run": 11, "init": 5, "shuffle": 3}' >todo
	wire "$@"
	ok "$name: says hello first, then 20 epochs and predictions of each run" '[ $status = 0 ] &&
		sed -n 1p said | grep -q "^{\"trainer\":\"train\.[a-zA-Z]*\",.*\"targets\":\[.*]" &&
		sed -n 1p said | grep -q "\"sources\":\[\"init\",\"shuffle\"]" &&
		sed -n 1p said | grep -q "\"kind\":\"regression\"" && sed -n 1p said | grep -q "\"probes\":25[,}]" &&
		[ "$(wc -l <said)" = 64 ] && [ "$(grep -c "^{\"run\":9,\"epoch\":[0-9]*,\"train_loss\":[0-9.]*}" said)" = 20 ]'
	ok "$name: 25 predictions; equal seeds, equal ones; other seeds, others" '
		[ "$(of_run 7 | tr -cd , | wc -c)" = 24 ] && [ "$(of_run 7)" = "$(of_run 11)" ] &&
		[ -n "$(of_run 9)" ] && [ "$(of_run 7)" != "$(of_run 9)" ]'
	: >todo
	wire "$@"
	ok "$name: nothing wanted is no error" '[ $status = 0 ] && [ "$(wc -l <said)" = 1 ]'
	"$@" --init 5 --shuffle=3 >out 2>err </dev/null
	status=$?
	cp err first
	REROLL_INIT=5 REROLL_SHUFFLE=3 "$@" >out 2>err </dev/null
	ok "$name: by itself it trains once, by the seeds that it is given" '[ $status = 0 ] && cmp -s err first &&
		grep -q -- "--init 5 --shuffle 3" err && [ "$(grep -c "epoch" err)" = 20 ]'
	"$@" >out 2>first </dev/null
	"$@" >out 2>err </dev/null
	ok "$name: or by new ones, which it tells" '[ "$(grep -c -- "one run, --init [0-9-]* --shuffle [0-9-]*$" err)" = 1 ] &&
		! cmp -s err first'
	for what in "--init x" "--init=" "--shuffle 3 --init" "--init 1.5"; do
		# shellcheck disable=SC2086
		"$@" $what >out 2>err </dev/null
		status=$?
		ok "$name: a seed that is no number is refused: $what" '[ $status = 1 ] && [ "$(wc -l <err)" = 1 ] &&
			grep -q -- "--init.*: a whole number was expected$" err'
	done
	# The reader goes after the first line.
	rm -f pipe
	mkfifo pipe
	{ REROLL_IN=/dev/fd/3 REROLL_OUT=/dev/fd/4 "$@" 3<&0 4>pipe >out 2>err </dev/null
		echo $? >ended; } <<-END &
		{"run":1,"init":5,"shuffle":3}
		{"run":2,"init":5,"shuffle":3}
	END
	head -n 1 <pipe >first
	wait $!
	ok "$name: ends when nobody listens" '[ -s ended ] && [ "$(wc -l <err)" -le 3 ]'
}

# choice NAME COMMAND...: a source whose levels are words, and one whose levels are sizes.
choice() {
	name=$1
	shift
	"$@" --optimizer adam --batch=16 >out 2>err </dev/null
	status=$?
	ok "$name: choices are given by their names" '[ $status = 0 ] && grep -q "^adam 17 *$" out'
	"$@" --batch 32 >out 2>err </dev/null
	ok "$name: or drawn" 'grep -q "^\(adam\|sgd\) 33 *$" out && grep -q -- "--optimizer \(sgd\|adam\)" err'
	"$@" --optimizer adm >out 2>err </dev/null
	status=$?
	ok "$name: and no others" '[ $status = 1 ] && grep -q -- "--optimizer adm: sgd or adam was expected$" err && [ ! -s out ]'
	echo '{"run":1,"optimizer":"sgd","batch":16}' >todo
	wire "$@"
	ok "$name: the wire knows them" 'grep -q "\"choices\":{\"optimizer\":\[\"sgd\",\"adam\"],\"batch\":\[16,32]}" said &&
		grep -q "^sgd 17 *$" out'
}

# drawn NAME GENERATOR COMMAND...: a generator of the whole program, drawn from where my-seed is
# 2, seeded first where it is 1, not touched where it is 0.
drawn() {
	name=$1
	generator=$2
	shift 2
	printf '{"run":%d,"my-seed":%d}\n' 0 0 1 2 2 1 3 1 4 0 >todo
	wire "$@"
	ok "$name: nobody asks for generators" '[ $status = 0 ] && ! grep -q "\"drawn\"" said'
	REROLL_AUDIT=1
	export REROLL_AUDIT
	wire "$@"
	ok "$name: an audit is told of those that were drawn from" '[ $status = 0 ] &&
		[ "$(grep -c "\"read\":\[\"my-seed\"\]" said)" = 5 ] &&
		[ "$(grep "\"drawn\":{\"$generator\":\"[^\"]*\"}}$" said | sed "s/.*\"run\":\([0-9]\).*/\1/" | tr -d "\n")" = "'"$drawn"'" ]'
	cp said before
	wire "$@"
	unset REROLL_AUDIT
	ok "$name: which end elsewhere where they are not seeded" '! cmp -s said before &&
		[ "$(grep "\"run\":2" said)" = "$(grep "\"run\":2" before)" ]'
}

# odd NAME FIRST COMMAND...: what can be said, and what goes wrong; FIRST are the predictions
# 1 2 3 infinity as the language writes them.
odd() {
	name=$1
	# shellcheck disable=SC2034	# in what ok evaluates
	first=$2
	shift 2
	printf '{"run":%d,"init":3000000000,"my-seed":%d}\n' 0 0 1 1 2 2 3 3 4 4 5 5 >todo
	wire "$@"
	ok "$name: a name is quoted, the outputs are told" '
		sed -n 1p said | grep -q "\"trainer\":\"a .\"b.\"\"" && sed -n 1p said | grep -q "\"outputs\":2[,}]"'
	ok "$name: what is not finite is null" 'said "{\"run\":0,\"predictions\":[$first]}" &&
		grep -q "^{\"run\":0,\"epoch\":1,\"train_loss\":null,\"accuracy\":1[.0]*}" said &&
		said "{\"run\":0,\"epoch\":5,\"train_loss\":0.5}"'
	ok "$name: tensors and arrays of any shape are numbers in a row" 'of_run 1 | grep -q "^\[0.5,1[.0-9]*e-300,3[.0]*,4[.0]*]}"'
	ok "$name: a file is named in full" 'said "{\"run\":2,\"predictions\":\"$(pwd -P)/p.npy\"}"'
	ok "$name: a run without predictions has failed" 'grep -q "^{\"run\":3,\"error\":\"[^\"]*\(predictions\|numbers\)[^\"]*\"}" said'
	ok "$name: so has one that says so, and one that dies" 'grep -q "^{\"run\":4,\"error\":\"no[^\"]*luck\"}" said &&
		grep -q "^{\"run\":5,\"error\":\"[^\"]*of a kind\"}" said && [ "$(grep -c "\"run\":5" said)" = 3 ]'
}

if command -v python3 >/dev/null 2>&1; then
	example python python3 train.py
	cat >odd.py <<-'END'
		import reroll
		class Tensor:
		    def __init__(self, v): self.v = v
		    def tolist(self): return self.v
		for run in reroll.runs(sources=["init", "my-seed"], kind="regression", probes=2, outputs=2, trainer='a "b"'):
		    kind = run["my-seed"]
		    run.epoch(train_loss=float("nan"), accuracy=True)
		    run.epoch(5, train_loss=Tensor(.5), test_loss=None)
		    if kind == 0: run.done([[1, 2], (3, float("inf"))])
		    if kind == 1: run.done(Tensor([[.5, 1e-300], [3, 4]]))
		    if kind == 2: run.done("p.npy")
		    if kind == 4: run.failed("no\nluck")
		    if kind == 5: raise ValueError("of a kind")
	END
	cat >choice.py <<-'END'
		import reroll
		for run in reroll.runs(sources=["optimizer", "batch"], choices={"optimizer": ["sgd", "adam"], "batch": [16, 32]}):
		    print(run.optimizer, run.batch + 1)
	END
	choice python python3 choice.py
	cat >drawn.py <<-'END'
		import random, reroll
		for run in reroll.runs(sources=["my-seed"], probes=1):
		    if run["my-seed"] == 1: random.seed(5)
		    if run["my-seed"]: random.random()
		    run.done([1])
	END
	drawn=12 drawn python random python3 drawn.py
	odd python 1.0,2.0,3.0,null python3 odd.py
else
	skip python "no python3"
fi
if command -v node >/dev/null 2>&1; then
	example node node train.mjs
	cat >odd.mjs <<-'END'
		import { runs } from './reroll.mjs'
		for (const run of runs({ sources: ['init', 'my-seed'], kind: 'regression', probes: 2, outputs: 2, trainer: 'a "b"' })) {
		  const kind = run['my-seed']
		  run.epoch({ train_loss: NaN, accuracy: 1 })
		  await null
		  run.epoch({ epoch: 5, train_loss: 0.5, test_loss: undefined })
		  if (kind === 0) run.done([[1, 2], [3, Infinity]])
		  if (kind === 1) run.done([Float64Array.of(0.5, 1e-300), { dataSync: () => Int8Array.of(3, 4) }])
		  if (kind === 2) run.done('p.npy')
		  if (kind === 4) run.failed('no\nluck')
		  if (kind === 5) throw new RangeError('of a kind')
		}
	END
	cat >choice.mjs <<-'END'
		import { runs } from './reroll.mjs'
		const choices = { optimizer: ['sgd', 'adam'], batch: [16, 32] }
		for (const run of runs({ sources: ['optimizer', 'batch'], choices })) console.log(run.optimizer, run.batch + 1)
	END
	choice node node choice.mjs
	cat >drawn.mjs <<-'END'
		import { runs } from './reroll.mjs'
		const random = Math.random
		for (const run of runs({ sources: ['my-seed'], probes: 1 })) {
		  Math.random = run['my-seed'] === 1 ? () => 0.5 : random
		  if (run['my-seed']) Math.random()
		  run.done([1])
		}
	END
	drawn=1 drawn node Math.random node drawn.mjs
	odd node 1,2,3,null node odd.mjs
else
	skip node "no node"
fi
if command -v Rscript >/dev/null 2>&1; then
	example R Rscript train.R
	cat >odd.R <<-'END'
		source("reroll.R")
		reroll_runs(sources = c("init", "my-seed"), kind = "regression", probes = 2, outputs = 2, trainer = 'a "b"',
		            train = function(run) {
		  kind <- run[["my-seed"]]
		  set.seed(run$init)
		  run$epoch(train_loss = NaN, accuracy = TRUE)
		  run$epoch(epoch = 5, train_loss = .5)
		  switch(as.character(kind), "0" = matrix(c(1, 3, 2, Inf), 2), "1" = c(.5, 1e-300, 3, 4),
		         "2" = { file.create("p.npy"); "p.npy" }, "4" = stop("no\nluck"), "5" = stop("of a kind"), NULL)
		})
	END
	cat >choice.R <<-'END'
		source("reroll.R")
		invisible(reroll_runs(sources = c("optimizer", "batch"), choices = list(optimizer = c("sgd", "adam"), batch = c(16, 32)),
		            train = function(run) { cat(run$optimizer, run$batch + 1, "\n"); 0 }))
	END
	choice R Rscript choice.R
	cat >drawn.R <<-'END'
		source("reroll.R")
		reroll_runs(sources = "my-seed", probes = 1, train = function(run) {
		  if (run[["my-seed"]] == 1) set.seed(5)
		  if (run[["my-seed"]]) runif(1)
		  1
		})
	END
	drawn=12 drawn R "[.]Random[.]seed" Rscript drawn.R
	odd R 1,2,3,null Rscript odd.R
else
	skip R "no Rscript"
fi
done_testing
