#!/bin/sh
# Shards: what N programs trained, merged, is what one trains.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"

# Everything that reports and exports say of a session but times, the order of conditions and
# where it is from.
bits() {
	"$REROLL" report "$1" && "$REROLL" report --json "$1" && "$REROLL" export "$1" -o bits.json &&
	sed '/^"meta"/d; /^"events"/d; s/"\(id\|time\|seconds\)":[^,}]*//g; s/,$//' bits.json | sort -s -t, -k2,2 -k3,3
	rm -f bits.json
}
shards() {	# N RUNS COMMANDS: s0.reroll ... of it
	rm -f s*.reroll
	k=0
	while [ $k -lt "$1" ]; do
		# each as its own machine would: another width, another number of workers
		w=4
		[ $((k % 2)) = 1 ] || w=1
		# shellcheck disable=SC2086
		"$REROLL" run -q -j $((k % 3 + 1)) --width $w $2 --shard $k/"$1" -e "$3" -o s$k.reroll >>out 2>>err </dev/null || return 1
		k=$((k + 1))
	done
}
same() {	# NAME N RUNS COMMANDS
	: >out
	: >err
	rm -f all.reroll merged.reroll
	"$REROLL" run -q ${3:+$3} -e "$4" -o all.reroll >>out 2>>err
	# files in another order than the shards
	shards "$2" "$3" "$4" && "$REROLL" merge $(ls s*.reroll | sort -r) -o merged.reroll >>out 2>>err
	status=$?
	bits all.reroll >one
	bits merged.reroll >many
	diff one many >>err
	ok "$1" '[ $status = 0 ] && [ ! -s err ] && [ -s one ] && cmp -s one many'
}
widths=$("$REROLL" --width 4 --version 2>/dev/null) || widths=
[ -n "$widths" ] || { skip "shards" "no lanes of width 4"; done_testing; exit; }

same "four shards are one run of all" 4 -n103 'free init shuffle; budget epochs 3'
same "choices of batch and optimizer, more shards than some conditions have runs" 7 '' \
	'free init batch optimizer; choices batch 4 16; budget epochs 1; run 20; fix batch=16; run 5; free batch; run 11'
same "a free split, where means depend on the order" 3 -n60 'data iris; free init split; budget epochs 2'

# A plan is shared out by its runs, and its rows come together again.
rm -f all.reroll
"$REROLL" run -q -e 'free init shuffle; budget epochs 1; run 40; attribute 20' -o all.reroll >out 2>err
shards 3 '' 'free init shuffle; budget epochs 1; run 40; attribute 20'
ok "a shard says that it has no answer" 'grep -q "^attribute: its runs of this shard are there; merge the shards" out'
rm -f merged.reroll
"$REROLL" merge s0.reroll s1.reroll s2.reroll -o merged.reroll 2>err
"$REROLL" run -q -c -o merged.reroll -e 'attribute 20' >/dev/null 2>>err
"$REROLL" report all.reroll >one
"$REROLL" report merged.reroll >many
diff one many >>err
ok "an attribution of shards is that of one" '[ ! -s err ] && grep -q "attribute: 20 rows, 80 runs" one && cmp -s one many'
rm -f merged.reroll
shards 2 '' 'free init; budget epochs 1; remedy batch 8,32'
ok "nor has a remedy" '! "$REROLL" report --json s0.reroll | grep -q "\"remedy\"" && grep -q "^remedy batch: its runs of this shard" out'

# What is missing, double or strange.
shards 4 -n30 'free init; budget epochs 1'
run merge s3.reroll s0.reroll s2.reroll -o part.reroll
ok "a missing shard" '[ $status = 1 ] && [ "$(cat err)" = "reroll: shard 1 of 4 is missing; \`reroll merge\` adds it to this session later" ]'
run report part.reroll
ok "is said in the report" '[ $status = 0 ] && grep -q "^shards 0,2,3/4: the runs of the others are missing$" out && grep -q "22 runs" out'
run run -q -c -n 50 -o part.reroll
ok "and cannot be gone on with" '[ $status = 2 ] && grep -q "part.reroll: is shard 0,2,3/4, and these are all runs" err'
run merge part.reroll s1.reroll -o whole.reroll
ok "and comes later" '[ $status = 0 ] && [ ! -s err ]'
run merge s0.reroll s1.reroll s2.reroll s3.reroll -o once.reroll
bits once.reroll >one
bits whole.reroll >many
ok "with the same bits" 'cmp -s one many'
cp s2.reroll copy.reroll
run merge s0.reroll s1.reroll s2.reroll copy.reroll s3.reroll -o double.reroll
bits double.reroll >many
ok "a doubled shard is taken once" '[ $status = 0 ] && [ "$(cat err)" = "reroll: shard 2/4 is there twice: its runs are taken once, of copy.reroll and s2.reroll" ] && cmp -s one many'
run run -q -c -n 50 -o copy.reroll
run merge s0.reroll s1.reroll copy.reroll s3.reroll -o ahead.reroll
ok "shards that are behind" '[ $status = 1 ] && grep -q "^reroll: condition 1: 12 runs are missing, first run 31 of shard 3/4 (s3.reroll), which is behind" err && [ "$(wc -l <err)" = 1 ]'
for k in 0 1 3; do "$REROLL" run -q -c -n 50 --shard $k/4 -o s$k.reroll; done
run merge s0.reroll s1.reroll copy.reroll s3.reroll -o later.reroll
"$REROLL" run -q -n 50 -e 'free init; budget epochs 1' -o fifty.reroll
bits later.reroll >many
bits fifty.reroll >one
ok "go on, with the flag and without it" '[ $status = 0 ] && [ ! -s err ] && cmp -s one many'
refused() {	# NAME WORDS COMMANDS FLAGS...
	name=$1 words=$2 what=$3
	shift 3
	rm -f other.reroll new.reroll
	"$REROLL" run -q -n 30 "$@" -e "$what" -o other.reroll
	run merge s0.reroll other.reroll -o new.reroll
	ok "$name" '[ $status = 2 ] && [ "$(wc -l <err)" = 1 ] && grep -q -F "$words" err && [ ! -e new.reroll ]'
}
refused "another setting" "has other settings than s0.reroll: 'budget epochs 2' where that has 'budget epochs 1'" 'free init; budget epochs 2' --shard 1/4
refused "another seed" "has other settings than s0.reroll: 'seed 2" 'free init; budget epochs 1' --shard 1/4 --seed 2
refused "other data" "is of other data than s0.reroll" 'data moons; free init; budget epochs 1' --shard 1/4
refused "another number of shards" "is of 5 shards, and s0.reroll is of 4" 'free init; budget epochs 1' --shard 1/5

run run -q -c -n 60 --shard 1/4 -o s0.reroll
ok "another shard of a session" '[ $status = 2 ] && grep -q "s0.reroll: is shard 0/4, and --shard says 1/4" err'
run run -q -c -n 60 --shard 1/4 -o fifty.reroll
ok "a session of all runs" '[ $status = 2 ] && grep -q "fifty.reroll: is a session of all runs, and --shard says 1/4" err'
for s in 4/4 -1/4 1 /4 1/ 1/0 0/5000 1/4x 1/4/2 99999999999/4 ' 1/4'; do
	run run -q -n 1 --shard "$s"
	ok "no shard: $s" '[ $status = 2 ] && [ "$(wc -l <err)" = 1 ] && grep -q -e "--shard .*a shard K/N was expected" err'
done
for o in "bench --shard 0/2" "--shard 0/2 verify s0.reroll" "--shard 0/2"; do
	# shellcheck disable=SC2086
	run $o
	ok "not there: $o" '[ $status = 2 ] && grep -q -e "--shard" err'
done
run run -q -n 2 --shard 3/4 -o empty.reroll
ok "a shard that no run falls to is a session" '[ $status = 0 ] && [ -f empty.reroll ]'
run verify s1.reroll
ok "a shard is verified" '[ $status = 0 ] && grep -q "runs recomputed, every bit the same" out'
if command -v sqlite3 >/dev/null; then
	for s in '0' '' '9/4' "0/4'; DROP TABLE runs; --"; do
		cp s0.reroll bad.reroll
		sqlite3 bad.reroll "UPDATE meta SET value = '$(printf %s "$s" | sed "s/'/''/g")' WHERE key = 'shard'"
		run merge bad.reroll s1.reroll -o no.reroll
		ok "a file that says nonsense: '$s'" '[ $status = 2 ] && [ "$(wc -l <err)" = 1 ] && grep -q "bad.reroll: meta.shard: .* is no shard K/N" err && [ ! -e no.reroll ]'
	done
	cp s0.reroll bad.reroll
	sqlite3 bad.reroll "UPDATE runs SET number = 9223372036854775804 WHERE id = 3"
	run merge bad.reroll s1.reroll -o far.reroll
	ok "a number out of all bounds takes no time" '[ $status = 1 ] && grep -q "runs are missing" err'
	cp s0.reroll bad.reroll
	sqlite3 bad.reroll "UPDATE runs SET number = 9 WHERE id = 3"
	run merge bad.reroll s1.reroll -o no.reroll
	ok "a run of another shard" '[ $status = 2 ] && grep -q "bad.reroll: holds run 9, which is not of its shard" err && [ ! -e no.reroll ]'
	cp s0.reroll bad.reroll
	sqlite3 bad.reroll "UPDATE predictions SET p = zeroblob(length(p)) WHERE run = 2"
	run merge bad.reroll s0.reroll s1.reroll -o no.reroll
	ok "the same run with other bits" '[ $status = 2 ] && grep -q "run 4 differs from that of bad.reroll" err && [ ! -e no.reroll ]'
else
	skip "files that say nonsense" "no sqlite3"
fi
done_testing
