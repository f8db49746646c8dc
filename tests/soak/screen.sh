#!/bin/sh
# screen.sh SECONDS [KEYS] - memory of the program on a screen: a figure every so often.
#
# KEYS are pressed one after the other, again and again, one a second (default: none, which is
# somebody who only looks).  Prints seconds, KB of anonymous memory, and runs, and at the end by
# how much the last half grew.  Fails where that is more than 1 MB without KEYS.
set -u
: "${REROLL:=./reroll}"
seconds=${1:-600}
keys=${2:-}
socket=reroll-soak-$$
tmux -L "$socket" -f /dev/null new-session -d -x 100 -y 30 "exec $REROLL --no-rc -e 'free init'" || exit 77
trap 'tmux -L "$socket" kill-server 2>/dev/null' EXIT HUP INT TERM
pid=$(tmux -L "$socket" list-panes -F '#{pane_pid}')
anon() { awk '/^RssAnon/ { print $2 }' "/proc/$pid/status"; }
runs() { tmux -L "$socket" capture-pane -p | sed -n 's/.* · \([0-9,]*\) run.*/\1/p' | head -n 1; }
start=$(date +%s)
next=0
half=
while :; do
	t=$(($(date +%s) - start))
	[ $t -lt "$seconds" ] && kill -0 "$pid" 2>/dev/null || break
	if [ $t -ge $next ]; then
		echo "$t s: $(anon) KB, $(runs) runs"
		next=$((next + (seconds + 19) / 20))
	fi
	[ -n "$half" ] || [ $t -lt $((seconds / 2)) ] || half=$(anon)
	if [ -n "$keys" ]; then
		k=$(printf %s "$keys" | cut -c1)
		keys=${keys#?}$k
		tmux -L "$socket" send-keys -l "$k"
	fi
	sleep 1
done
kill -0 "$pid" 2>/dev/null || { echo "it ended by itself"; exit 1; }
last=$(anon)
echo "the last half: $((last - half)) KB more"
[ -n "${2:-}" ] || [ $((last - half)) -le 1024 ]
