#!/bin/sh
# `reroll open` from the shell: the example of the README, its session read, replayed,
# merged and refused where it must be, and what nobody may do to runs of others.  TAP.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
example=$srcdir/data/trainer/grid.py
refused() { [ $status = 2 ] && [ "$(wc -l <err)" = 1 ] && grep -q "$1" err && [ ! -s out ]; }

# A grid of 4 x 5 levels and two runs each: 1000 + i^2 + 3 s + i s, by integers.
awk 'BEGIN {
	print "init,shuffle,depth,val_loss,p1,p2"
	for (r = 0; r < 2; r++) for (i = 0; i < 4; i++) for (s = 0; s < 5; s++)
		printf "%d,%d,2,%g,%d,%d\n", i, s, .5 + i / 8 + r / 64, i * i + 3 * s + i * s, 7
}' >grid.csv

run open grid.csv
ok "a grid is understood" '[ $status = 0 ] && [ ! -s err ] && grep -q "a full grid of 4 × 5 levels, 2 runs in each" out'
ok "equal levels are equal to the last bit" 'grep -q "rest: runs of equal levels predict the same to the last bit" out'
ok "no interval where runs share levels" '! grep -q "95 %:" out && grep -q "which share levels: no interval" out'

run open grid.csv --json
cp out grid.json
if command -v python3 >/dev/null 2>&1; then
	# The crossed analysis of variance once more, by cell means (Searle et al., chapter 4).
	cat >check.py <<'END'
import json, sys
f = [[i * i + 3 * s + i * s for s in range(5)] for i in range(4)]
a, b, r = 4, 5, 2
m = sum(map(sum, f)) / (a * b)
row = [sum(x) / b for x in f]
col = [sum(f[i][s] for i in range(a)) / a for s in range(b)]
msa = r * b * sum((x - m) ** 2 for x in row) / (a - 1)
msb = r * a * sum((x - m) ** 2 for x in col) / (b - 1)
msab = r * sum((f[i][s] - row[i] - col[s] + m) ** 2 for i in range(a) for s in range(b)) / ((a - 1) * (b - 1))
va, vb, vab = (msa - msab) / (r * b), (msb - msab) / (r * a), msab / r
v = va + vb + vab
c = json.load(open(sys.argv[1]))["conditions"][0]
e = {x["source"]: x for x in c["attribution"]["prediction"]["effects"]}
want = {"init": (va / v, (va + vab) / v), "shuffle": (vb / v, (vb + vab) / v), "rest": (0, 0)}
for k, (first, total) in want.items():
    got = e[k]["first"][0], e[k]["total"][0]
    assert abs(got[0] - first) < 1e-6 and abs(got[1] - total) < 1e-6, (k, got, first, total)
assert c["sources"] == {"init": "free", "shuffle": "free"} and c["settings"] == {"depth": "2"}, c
assert c["engine"] == "external" and c["runs"] == 40
END
	run_check() { python3 check.py grid.json >out 2>err; }
	ok "shares are those of the crossed analysis of variance" 'run_check'
else
	skip "shares are those of the crossed analysis of variance" "no python3"
fi

run open grid.csv >text
cp out text
run open grid.csv -q -o s.reroll
ok "runs are saved" '[ $status = 0 ] && [ -s s.reroll ]'
run report s.reroll
ok "the session says the same" '[ $status = 0 ] && cmp -s out text'
run verify s.reroll
ok "it cannot be recomputed, and says so in one line" '[ $status = 1 ] && [ "$(wc -l <err)" = 1 ] && grep -q "somebody else" err'
run export s.reroll -o runs.csv
ok "runs are exported, all of them" '[ $status = 0 ] && [ "$(wc -l <runs.csv)" = 41 ] && head -1 runs.csv | grep -q ",own8$"'
run open runs.csv
ok "what was exported is read again" '[ $status = 0 ] && grep -q "a full grid of 4 × 5 levels, 2 runs in each" out'

# Halves, merged, are the whole.
awk 'NR == 1 || NR <= 21' grid.csv >a.csv
awk 'NR == 1 || NR > 21' grid.csv >b.csv
mkdir one two && mv a.csv one/grid.csv && mv b.csv two/grid.csv
run open one/grid.csv -q -o a.reroll
run open two/grid.csv -q -o b.reroll
run merge a.reroll b.reroll -o ab.reroll
run report ab.reroll --json
ok "two halves are one condition" '[ $status = 0 ] && [ "$(grep -c "\"commands\"" out)" = 1 ]'
ok "with all of its runs" 'grep -q "\"runs\": 40" out'

for line in "run 3" "free init" "remedy l2" "step" "again 1" "set probes 9" "reroll" "divergence"; do
	run open grid.csv -q -e "$line"
	ok "\`$line\`: said in one line, and nothing done" '[ $status != 0 ] && [ "$(wc -l <err)" = 1 ] && grep -q "trained by grid" err'
done
run open grid.csv -q -e 'data iris; budget epochs 1; run 3; show condition'
ok "\`data\` goes on with trainings of our own" '[ $status = 0 ] && grep -q "^data iris" out'
run open grid.csv -q -e 'show sources; compare run 1 2; show data'
ok "what is declared can be shown" '[ $status = 0 ] && grep -q "rest " out && grep -q "only shuffle differs" out'
run run -q --no-rc -n 5 -o ours.reroll -e 'budget epochs 1'
run merge ours.reroll s.reroll -o mixed.reroll
run report mixed.reroll
ok "a session may hold both kinds" '[ $status = 0 ] && [ ! -s err ]'
run report mixed.reroll --json
ok "each with its runs" 'grep -q "\"runs\": 40" out && grep -q "\"runs\": 5" out'

# What nobody declared.
awk 'BEGIN { srand(3); print "val_loss,p1,p2"; for (i = 0; i < 12; i++) printf "%g,%g,%g\n", rand(), rand(), rand() }' >bare.csv
run open bare.csv
ok "without a source all of it is the rest" '[ $status = 0 ] && grep -q "No source is declared, so all of it is the rest" out'
awk 'BEGIN { srand(3); print "seed,p1,p2"; for (i = 0; i < 12; i++) printf "7,%g,%g\n", rand(), rand() }' >bare.csv
run open bare.csv
ok "equal seeds, unequal runs" 'grep -q "All declared levels are equal, yet runs differ" out'
awk 'BEGIN { print "seed,p1,p2"; for (i = 0; i < 12; i++) print i ",1,2" }' >bare.csv
run open bare.csv
ok "a seed that does nothing" 'grep -q "The level of seed differed, and made no difference" out'
awk 'BEGIN { srand(3); print "seed,p1,p2"; for (i = 0; i < 12; i++) printf "%d,%g,%g\n", i, rand(), rand() }' >bare.csv
run open bare.csv
ok "one seed, and nothing to hold it against" 'grep -q "The level of seed differed; whether anything else did too cannot be told" out'
awk 'BEGIN { srand(3); print "seed,p1,p2"; for (i = 0; i < 40; i++) printf "%d,%g,%g\n", i / 4, int(i / 4) + .1 * rand(), rand() }' >bare.csv
run open bare.csv
ok "one seed with its rest beside it" 'grep -q "^  seed  *[0-9.]* %" out && grep -q "^  rest  *[0-9.]* %" out'

# A row a run, as text and as JSON lines, is the same.
awk 'BEGIN { srand(5); print "init,test_loss,p1,p2"; for (i = 0; i < 12; i++) printf "%d,%.4f,%.4f,%.4f\n", i % 6, rand(), rand(), rand() }' >row.csv
awk -F, 'NR > 1 { printf "{\"init\":%s,\"test_loss\":%s,\"predictions\":[%s,%s]}\n", $1, $2, $3, $4 }' row.csv >row.jsonl
run open row.csv --json; sed 's/row\.csv/row.jsonl/g' out >csv.json
run open row.jsonl --json
ok "a line a run is as a row a run" '[ $status = 0 ] && grep -q "\"runs\": 12" out && diff out csv.json >err'
awk 'BEGIN { print "{\"seed\":4}"; for (i = 0; i < 5; i++) printf "{\"epoch\":%d,\"loss\":%g}\n", i, 1 / (i + 1); print "{\"predictions\":[1,2]}" }' >piece.jsonl
sed 's/4}/5}/; s/1,2/1,3/' piece.jsonl >piece2.jsonl
run open piece.jsonl piece2.jsonl --json
ok "lines with steps are pieces of one run" '[ $status = 0 ] && grep -q "\"runs\": 2" out'
printf '%s\n' '{"seed":4}' '{"test_loss":1}' '{"predictions":[1,2]}' >piece.jsonl
printf '%s\n' '{"seed":5}' '{"test_loss":2}' '{"predictions":[1,4]}' >piece2.jsonl
run open piece.jsonl piece2.jsonl --json
ok "and so are lines that tell different things" '[ $status = 0 ] && grep -q "\"runs\": 2" out'

awk 'BEGIN { print "run,seed,epoch,val_loss"; for (i = 0; i < 6; i++) for (e = 0; e < 5 + i % 2 * 3; e++) printf "%d,%d,%d,%g\n", i, i, e, 1 / (e + 1) }' >early.csv
run open early.csv
ok "runs that end at different epochs are doubted" 'grep -q "runs have curves of 5 to 8 points" out'

run open grid.csv
ok "nobody knows what its losses are counted in" 'grep -q "as the trainer counts it" out && ! grep -q "squared" out'

awk 'BEGIN { print "init,optimizer,p1"; for (i = 0; i < 6; i++) for (k = 0; k < 3; k++) print i "," substr("sgdadamx", 1 + 2 * k, 3) "," i + 2 * k + i * k }' >optim.csv
run open optim.csv
ok "an optimizer that is free" '[ $status = 0 ] && grep -q "^  optimizer " out'

# Refusals.
run open
ok "files are needed" 'refused "needs files of runs"'
run open nowhere.csv
ok "a file that is not there" 'refused "No such file\|no such file"'
run open grid.csv kind=many
ok "an unknown kind" 'refused "regression, binary or classes"'
printf 'run,init,p1,p2\n1,1,.25,3.5\n2,2,.5,-1\n' >logits.csv
run open logits.csv kind=binary
ok "logits are no probabilities" 'refused "prediction 2 is 3.5, and those of kind binary are probabilities"'
run open s.reroll
ok "a session is no file of runs" 'refused "is a session"'
run open grid.csv -o s.reroll
ok "a session is not overwritten" '[ $status != 0 ] && [ "$(wc -l <err)" = 1 ] && grep -q "is a session already" err'
printf 'run,seed,val_loss\n1,1,\033]0;x\007\n' >escape.csv
run open escape.csv
ok "nothing from a file reaches the terminal raw" 'refused "x1b" && ! grep -q "$(printf "\033")" err'
printf 'run,seed,\033[31mlr,val_loss\n1,1,2,3\n2,2,2,4\n' >escape.csv
run open escape.csv
ok "nor from the names of its columns" '[ $status = 0 ] && ! grep -q "$(printf "\033")" out'
ln -s /dev/zero zero.csv
run open zero.csv
ok "a device is refused" 'refused "device"'

if command -v python3 >/dev/null 2>&1; then
	# Arrays in an archive, as numpy.savez writes them, without NumPy.
	cat >npz.py <<'END'
import struct, sys, zipfile
def npy(descr, shape, data):
    head = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (descr, shape)
    head += " " * (117 - len(head)) + "\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head.encode() + data
def save(name, **arrays):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as z:
        for k, v in arrays.items():
            z.writestr(k + ".npy", v)
f = [float(i * i + 3 * s + i * s) for i in range(4) for s in range(5)]
save("good.npz", predictions=npy("<f4", (20, 2), struct.pack("<40f", *[v for x in f for v in (x, 7)])),
     init=npy("<u4", (20,), struct.pack("<20I", *[4294967290 + i for i in range(4) for s in range(5)])),
     shuffle=npy("<i8", (20,), struct.pack("<20q", *[s for i in range(4) for s in range(5)])),
     targets=npy("<f8", (2,), struct.pack("<2d", 10, 7)))
save("other.npz", x=npy("<f4", (2, 2), bytes(16)))
save("pickle.npz", predictions=npy("|O", (2, 2), b"cos\nsystem\n(S'touch harm'\ntR."))
save("few.npz", predictions=npy("<f4", (3, 2), bytes(24)), init=npy("<i4", (2,), bytes(8)))
END
	python3 npz.py
	run open good.npz
	ok "an archive of arrays" '[ $status = 0 ] && grep -q "a full grid of 4 × 5 levels, 1 run in each" out && grep -q "with targets" out'
	# the mean over runs and probes of (f - 10)^2 and 0: 40.75
	ok "its targets judge its runs" 'grep -q "loss after training  *40.8 " out'
	run open other.npz
	ok "an archive without predictions" 'refused "holds no array"'
	run open pickle.npz
	ok "an array of objects is refused, and does nothing" 'refused "pickle" && [ ! -e harm ]'
	run open few.npz
	ok "as many levels as runs" 'refused "init: expected 3 values"'

	# Sessions that somebody has changed.
	cat >tamper.py <<'END'
import shutil, sqlite3, sys
shutil.copy("s.reroll", "t.reroll")
db = sqlite3.connect("t.reroll")
db.execute(sys.argv[1])
db.commit()
END
	for sql in "UPDATE runs SET levels = NULL WHERE id = 7" "UPDATE runs SET levels = x'00'" \
		"UPDATE conditions SET engine = 'lanes avx2'" \
		"UPDATE conditions SET commands = 'external x regression probes=2 outputs=2'" \
		"UPDATE conditions SET commands = 'external x classes probes=2 outputs=1'" \
		"UPDATE conditions SET commands = replace(commands, 'sources', 'quit')" \
		"UPDATE conditions SET commands = replace(commands, 'sources init', 'sources init init')" \
		"UPDATE conditions SET commands = replace(commands, 'free init shuffle', 'fix init=1 shuffle')" \
		"UPDATE conditions SET commands = replace(commands, 'free init shuffle', 'free init')" \
		"UPDATE conditions SET commands = replace(commands, 'with depth=2', 'save ' || char(34) || 'harm' || char(34))"; do
		python3 tamper.py "$sql"
		run report t.reroll
		ok "refused in one line: $sql" '[ $status = 2 ] && [ "$(wc -l <err)" = 1 ] && [ ! -s out ] && [ ! -e harm ]'
	done
	python3 tamper.py "UPDATE conditions SET commands = 'data article' || char(10), engine = 'external'"
	run report t.reroll
	ok "a condition of ours with runs of others has none" '[ $status -le 2 ] && ! grep -q "40 runs" out'
else
	skip "archives and sessions that were changed" "no python3"
fi

# The README's example.
if command -v python3 >/dev/null 2>&1; then
	python3 "$example" >runs.csv
	run open runs.csv kind=binary
	ok "the example of the README" '[ $status = 0 ] && grep -q "6 × 6 levels, 2 runs in each" out && grep -q "churn" out'
else
	skip "the example of the README" "no python3"
fi

# 10,000 runs in no time: 2 s are the claim on a quiet machine, of which this one is none.
awk 'BEGIN { srand(1); print "init,val_loss,p1,p2,p3,p4,p5,p6,p7,p8"
	for (i = 0; i < 10000; i++) { printf "%d,%g", i, rand(); for (k = 0; k < 8; k++) printf ",%g", rand(); print "" } }' >big.csv
run open big.csv
ok "ten thousand runs" '[ $status = 0 ] && grep -q "10,000 runs" out'

done_testing
