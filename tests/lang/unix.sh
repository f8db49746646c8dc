#!/bin/sh
# No run is lost in silence, and signals are what they are to other programs.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
# Files may not grow beyond so many kB: a full disk, as far as a write can tell.
full() {
	kb=$1
	shift
	(
		ulimit -f "$((kb * 1024 / 512))" 2>/dev/null
		trap '' XFSZ
		exec "$REROLL" "$@" >out 2>err </dev/null
	)
	status=$?
}
runs_in() { "$REROLL" export "$1" -o runs.csv >/dev/null 2>&1; echo $(($(wc -l <runs.csv) - 1)); }
size() { [ -e "$1" ] && wc -c <"$1" || echo 0; }
# Until runs are in it: the tables of an empty session are less.
wait_file() {
	tries=0
	while [ $tries -lt 600 ] && [ "$(size "$1-wal")" -lt 200000 ]; do
		tries=$((tries + 1))
		sleep .1
	done
}

full 1000 run -q -n 100 -e 'free init; run 60; save x.reroll; run 3000'
ok "full disk behind a save of a script: status 1" '[ $status = 1 ]'
# How many fit depends on how large the writes are: on how fast runs come.
# The one line says it, at the end or when it happened.
said() { sed -n -e "s/.* \\([0-9]*\\) of $1 runs are saved\$/\\1/p" -e 's/.* \([0-9]*\) runs are saved, and those after are not$/\1/p' err; }
ok "and how many runs are saved, in one line" '[ "$(wc -l <err)" -eq 1 ] && [ "$(said 3060)" -ge 60 ] && [ "$(said 3060)" -lt 3060 ]'
ok "which is so" '[ "$(runs_in x.reroll)" = "$(said 3060)" ]'
full 1000 run -q -n 3000 -o y.reroll -e 'free init'
ok "full disk under -o" '[ $status = 1 ] && [ "$(said 3000)" -lt 3000 ] && { [ "$(said 3000)" = 0 ] || [ "$(runs_in y.reroll)" = "$(said 3000)" ]; }'
full 400 run -q -n 100 -e 'free init; run 60; save v.reroll; run 3000'
ok "full disk at the save itself: one line" '[ $status = 1 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "[0-9] runs are saved" err'
full 20 run -q -n 10 -o z.reroll
ok "full disk from the start" '[ $status = 1 ] && [ "$(wc -l <err)" = 1 ] && [ ! -s z.reroll ]'

"$REROLL" run -o new.reroll -e typo >out 2>err; status=$?
ok "no session is left where nothing ran" '[ $status = 2 ] && [ ! -e new.reroll ]'

# A file of a program killed in its first moments: empty, or a session without a run.
: >empty.reroll
"$REROLL" run -q -n 5 -c -o empty.reroll -e 'free init' 2>err; status=$?
ok "an empty file is a new session" '[ $status = 0 ] && [ "$(runs_in empty.reroll)" = 5 ]'
for way in "-c" ""; do
	rm -f head.reroll
	: >head.reroll
	# Made whole, then told to train nothing.
	"$REROLL" run -q -o head.reroll -e 'note here' -e quit 2>err
	# shellcheck disable=SC2086
	"$REROLL" run -q -n 5 $way -o head.reroll -e 'free init' 2>err; status=$?
	ok "a session without runs is a new one${way:+, with $way}" '[ $status = 0 ] && [ "$(runs_in head.reroll)" = 5 ]'
done
"$REROLL" run -q -n 5 -o head.reroll 2>err; status=$?
ok "one with runs is not" '[ $status = 2 ] && grep -q "is a session already" err'

(trap '' HUP; exec "$REROLL" run -q -n 60000 -o hup.reroll) 2>err & p=$!
wait_file hup.reroll; kill -HUP $p; wait $p; status=$?
ok "an inherited SIG_IGN stays" '[ $status = 0 ] && [ "$(runs_in hup.reroll)" = 60000 ]'

"$REROLL" run -q -n 100000000 -o two.reroll 2>err & p=$!
wait_file two.reroll
kill -TERM $p; kill -TERM $p; wait $p; status=$?
ok "two TERM at once are one" '[ $status = 143 ] && grep -q "runs saved to two.reroll" err && [ "$(runs_in two.reroll)" -gt 0 ]'

"$REROLL" run -q -n 100000000 -o moved.reroll 2>err & p=$!
wait_file moved.reroll
mv moved.reroll elsewhere.reroll
sleep 1; kill -TERM $p; wait $p; status=$?
ok "a file that is renamed is noticed" 'grep -q "moved.reroll: was renamed or replaced while" err'
ok "and is whole under its new name" '[ "$(runs_in elsewhere.reroll)" -gt 0 ]'

"$REROLL" run -q -n 100000000 -o gone.reroll 2>err & p=$!
wait_file gone.reroll
rm gone.reroll
sleep 1; kill -TERM $p; wait $p; status=$?
ok "of a file that is deleted no run is saved" 'grep -q "gone.reroll: was deleted while .*; 0 runs are saved" err'

# A program that cannot even start in so little (a sanitizer's) tells nothing.
if (ulimit -v 90000 && exec "$REROLL" --version) >out 2>err; then
	(ulimit -v 90000 && exec "$REROLL" run -q -n 10 -e 'data spiral rows=1000000') >out 2>err; status=$?
	ok "out of memory: one line, and no crash" '[ $status = 1 ] && [ "$(cat err)" = "reroll: out of memory" ]'
fi

done_testing
