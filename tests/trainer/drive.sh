#!/bin/sh
# drive.sh - trainings of any program: the two doors, what comes of them, and where they may
# be opened.  The program is tests/trainer/trainer.c.
. "${srcdir:-.}/tests/tap.sh"
: "${builddir:=$srcdir}"
it=$builddir/trainer
runs() { "$REROLL" export "$1" -o "$1.csv" && wc -l <"$1.csv"; }

# ---- one process for many runs ----
run drive run -n 40 -j 2 -o a.reroll -- "$it"
ok 'a program that speaks the wire is driven' '[ $status = 0 ] && grep -q "^it · 4 probes" out'
ok 'the first two runs have equal levels, and one of them counts' '
	grep -q "Condition 1: init, shuffle free; 39 runs" out && grep -q "rest, equal levels     0 exactly" out'
ok 'its curves and targets are there' 'grep -q "^runs .* with targets" out && grep -q "loss after training" out'
ok 'all runs are saved' '[ "$(runs a.reroll)" = 41 ]'
run report a.reroll
ok 'the session tells the same' 'grep -q "39 runs" out && grep -q "rest, equal levels     0 exactly" out'
run verify a.reroll
ok 'and cannot be verified, in one line' '[ $status = 1 ] && [ "$(wc -l <err)" = 1 ] && grep -q "trained elsewhere\|trained by" err'

# Equal indices, equal levels, whatever the number of processes.
run drive run -n 40 -j 1 -q -o one.reroll -- "$it"
run drive run -n 40 -j 5 -q -o five.reroll -- "$it"
for s in a one five; do "$REROLL" report $s.reroll --json >$s.json; done
ok 'the number of processes changes nothing' '
	sed "/seconds/d" one.json >x && sed "/seconds/d" five.json | cmp -s - x && sed "/seconds/d" a.json | cmp -s - x'

# Interrupted, gone on with.
run drive run -n 15 -j 2 -q -o c.reroll -- "$it"
run drive run -n 40 -j 2 -q -c -o c.reroll -- "$it"
"$REROLL" report c.reroll --json >c.json
ok '-c makes the runs that are missing' '[ $status = 0 ] && [ "$(runs c.reroll)" = 41 ] && sed "/seconds/d" c.json | cmp -s - x'
run drive run -n 20 -j 2 -q -c -o c.reroll -- "$it" good
run report c.reroll
ok 'other words are another training' 'grep -q "Condition 2" out'

# How long it will take is said before, and what is there is saved when it is ended.
SLOW=.4 "$REROLL" drive run -n 400 -j 2 -o t.reroll -- "$it" >out 2>err </dev/null &
pid=$!
i=0
until grep -q 'runs of' err || [ $i = 600 ]; do i=$((i + 1)); sleep .1; done
kill -TERM $pid
wait $pid
status=$?
ok 'the size of a study is told, and its end saves it' '
	[ $status = 143 ] && grep -q "^reroll: 398 runs of [0-9.]* s on 2 workers: about [0-9.]* [ms]" err && grep -q "runs saved to t.reroll" err'

# Shards.
for k in 0 1 2; do run drive run -n 40 -j 2 -q --shard $k/3 -o s$k.reroll -- "$it"; done
run merge s2.reroll s0.reroll s1.reroll -o m.reroll
"$REROLL" report m.reroll --json >m.json
ok 'the shards of a study are merged into it' '[ $status = 0 ] && sed "/seconds/d" m.json | cmp -s - x'
rm -f s?.reroll m.reroll

run drive run -n 30 -j 2 -e 'fix shuffle=7' -- "$it"
ok 'sources are fixed' 'grep -q "init free; 29 runs" out'
run drive run -n 30 -e 'fix shufle' -- "$it"
ok 'a source that it has not is refused' '[ $status = 2 ] && grep -q "did you mean shuffle" err'
run drive run -n 5 -e 'batch 32' -- "$it"
ok 'what is not its own cannot be set' '[ $status = 2 ] && grep -q "only its sources can be set" err'
run drive run -n 40 -e 'lucky' -- "$it"
ok 'what needs runs says how they come' '[ $status = 2 ] && grep -q "needs 20 runs at least: .run 20. first" err'
run drive run -n 40 -e who -- "$it"
ok 'and so does who' '[ $status = 2 ] && grep -q "needs two runs at least: .run 100. first" err'
run drive run -q -e 'run 30; fix shuffle; run 30; compare 1 2' -- "$it"
ok 'a comparison says what each loss is counted in' 'grep -q "^Losses: after training in squared units of the target, others as the trainer" out'
run drive run -n 8 -e 'fix all' -- "$it"
ok 'nothing is free: all runs are equal' 'grep -q "All declared levels are equal, and nothing differs" out'
run drive run -n 8 -e 'fix all' -- "$it" noisy
ok 'or they differ, and it says so' 'grep -q "All declared levels are equal, yet runs differ" out'
run drive run -n 40 -- "$it" noisy
ok 'one pair of equal levels tells of a rest' 'grep -q "Two runs of equal levels differ by .*: something is unseeded or not deterministic" out'
run drive run -n 20 -j 2 -e 'attribute 200' --json -- "$it" noisy
awk '/"rest": *{/ { rest = 1 } rest && /"total"/ { print; exit }' out >/dev/null
ok 'its share stands beside the others' '[ $status = 0 ] && grep -q "\"rest\"" out'
run drive run -n 20 -- "$it" no-sources
ok 'a training without sources is all rest' 'grep -q "No source is declared, and nothing differs\|No source is declared, so all of it is the rest" out'
run drive run -n 60 -e 'attribute 100' -- "$it" choices
ok 'levels may be choices' '[ $status = 0 ] && grep -q "optimizer" out && grep -q "width" out'
run drive run -n 5 -e 'fix optimizer=adam width=32' -o f.reroll -- "$it" choices
"$REROLL" report f.reroll --json >f.json
ok 'and are fixed by their names' '[ $status = 0 ] && grep -q "fix optimizer=adam width=32" f.json'
run drive run -n 20 -- "$it" figures
ok 'without predictions its figures are all there is' '[ $status = 0 ] && grep -q "test loss" out && grep -q "without predictions" out'

# ---- one process a run ----
run drive run -n 40 -j 2 -o b.reroll --predictions p.csv --curves c.csv -- "$it" one '{init}' '{shuffle}' '{out}'
ok 'a program with seeds in its words is driven' '[ $status = 0 ] && grep -q "init, shuffle free; 39 runs" out'
"$REROLL" report b.reroll >b.out
ok 'with the same predictions' '
	grep "^  prediction difference" out >y && grep "prediction difference" b.out | cmp -s - y &&
	"$REROLL" report a.reroll | grep "^  prediction difference" | cmp -s - y'
ok 'no folder of a run is left' '[ -z "$(ls -d "${TMPDIR:-/tmp}"/reroll-??????/p.csv 2>/dev/null)" ]'
cat >sh.sh <<'END'
echo "$REROLL_COLOUR $REROLL_INIT" >>"$1/seen"
case $REROLL_COLOUR in red) x=1 ;; *) x=0 ;; esac
echo "{\"test_loss\":$x,\"accuracy\":0.5}" >"$1/m.json"
END
run drive run -n 20 -j 1 --source 'colour=red|blue' --source init --metrics m.json -- sh sh.sh '{out}'
ok 'sources are in the environment, choices too' '[ $status = 0 ] && grep -q "colour free\|init, colour free" out'
run drive run -n 5 --source seed -- "$it"
ok 'somebody must say what a run came to' '[ $status = 2 ] && grep -q -e "--predictions, --curves or --metrics" err'
run drive run -n 5 --predictions p.csv -- "$it" one '{init}' '{shuffle}' '{out}' nothing
ok 'a run that leaves nothing is told of' '[ $status = 2 ] && grep -q "it has left no p.csv" err'
run drive run -n 5 --predictions p.csv -- "$it" one '{init}' '{shuffle}' '{out}' dies
ok 'with its last words' '[ $status = 2 ] && grep -q "exit status 1: ValueError: bad luck" err'
run drive run -n 5 --source 'a=x' --metrics m.json -- true
ok 'one choice is no choice' '[ $status = 2 ] && grep -q "two choices or more" err'
run drive run -n 5 --source 'rest' --metrics m.json -- true
ok 'some names are taken' '[ $status = 2 ] && grep -q "no source can be called" err'

# ---- elsewhere, by hand ----
run drive --print -n 12 --predictions p.csv --curves c.csv -- "$it" one '{init}' '{shuffle}' '{out}' good
cp out jobs
ok '--print starts nothing' '[ $status = 0 ] && [ "$(wc -l <jobs)" = 12 ] && [ ! -e reroll-runs ]'
run drive --print -n 12 --shard 1/3 --predictions p.csv --curves c.csv -- "$it" one '{init}' '{shuffle}' '{out}' good
ok 'a shard of it is some of its lines' '[ "$(wc -l <out)" = 4 ] && ! grep -vxqFf jobs out'
sh jobs && run open reroll-runs/*/run.jsonl -o p.reroll
ok 'open reads what comes of it' '[ $status = 0 ] && grep -q "init, shuffle free; 12 runs" out && grep -q "test loss" out'
run drive run -n 13 -j 2 -q -o q.reroll --predictions p.csv --curves c.csv -- "$it" one '{init}' '{shuffle}' '{out}' good
"$REROLL" report p.reroll | grep "prediction difference" >x
ok 'the same runs' '"$REROLL" report q.reroll | grep "prediction difference" | cmp -s - x'
rm -rf reroll-runs/3/p.csv && run open reroll-runs/*/run.jsonl
ok 'one that has left nothing has failed' 'grep -q "12 runs of which 1 failed" out'
echo '{"run":1,"predictions":"../p.csv"}' >up.jsonl
run open up.jsonl
ok 'a file of runs names none outside its folder' '[ $status = 2 ] && grep -q "a name in the same folder" err'
run drive --print -- "$it"
ok 'what speaks the wire is not printed' '[ $status = 2 ] && grep -q "one process a run" err'
printf '%s\n' "it's {init} \$HOME" >words
run drive --print -n 1 --metrics m.json -- printf %s "it's {init} \$HOME"
sh out >said
ok 'words reach the command as they are' 'grep -q "^it.s [0-9]* .HOME$" said'

# ---- the command line ----
run drive
ok 'a command is needed' '[ $status = 2 ] && grep -q "behind -- the command" err'
run drive python train.py
ok 'and stands behind --' '[ $status = 2 ] && [ "$(wc -l <err)" = 1 ]'
run drive --help
ok '--help' '[ $status = 0 ] && grep -q "^reroll drive" out && grep -q -e "--timeout" out && ! grep -q -e "--peer" out'
run drive run -n 3 -- ./nothing-here
ok 'a command that is not there' '[ $status = 2 ] && grep -q "cannot start .*nothing-here.*: No such file" err'
run drive run --timeout x -- true
ok 'a timeout is a number' '[ $status = 2 ] && grep -q -e "--timeout x" err'

# ---- only the shell's line starts a program ----
mark=$dir/started
cat >evil <<END
#!/bin/sh
: >"$mark"
END
chmod +x evil
printf 'drive -- %s/evil\n' "$dir" >e1.rr
printf 'data "|%s/evil"\n' "$dir" >e2.rr
printf '!%s/evil\n' "$dir" >e3.rr
printf 'open "|%s/evil"\nsave "|%s/evil"\nexport "|%s/evil"\n' "$dir" "$dir" "$dir" >e4.rr
printf 'external it regression probes=4 outputs=1 # 0\ndriven seed=1\nwith command=%s/evil\nrun 5\n' "$dir" >e5.rr
printf 'lesson "%s/evil.lesson"\n' "$dir" >e6.rr
printf 'title: x\n\ndrive -- %s/evil\n: drive -- %s/evil\n' "$dir" "$dir" >evil.lesson
mkdir -p config/reroll
for f in e1 e2 e3 e4 e5 e6; do
	run run -q $f.rr
	while read -r line; do run run -q -e "$line"; done <$f.rr
	cp $f.rr config/reroll/rc
	XDG_CONFIG_HOME=$dir/config run run -q -n 1
done
run lesson evil.lesson
ok 'no script, -e, rc file or lesson starts a program' '[ ! -e "$mark" ]'
run drive run -n 6 -q -o g.reroll -- "$it"
if command -v sqlite3 >/dev/null; then
	sqlite3 g.reroll "update conditions set commands = replace(commands, '$it', '$dir/evil')"
	run report g.reroll
	run run -q -c -n 50 -o g.reroll
	run run -q -e 'open g.reroll' -e fork -e 'run 5' -e 'attribute'
	run verify g.reroll
	ok 'nor does a session' '[ ! -e "$mark" ]'
else
	skip 'nor does a session' 'no sqlite3'
fi
run run -q -e 'open g.reroll' -e fork -e 'run 5'
ok 'which is not trained on without its command' '[ $status = 2 ] && grep -q "trained by it and not here" err'

done_testing
