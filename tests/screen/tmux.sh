#!/bin/sh
# tmux.sh - the program inside tmux, end to end: it draws, answers keys,
# follows the size, and gives the screen back.
: "${REROLL:?the program to test}"
command -v tmux >/dev/null || { echo "1..0 # SKIP no tmux"; exit 0; }
unset TMUX
home=$(mktemp -d) || exit 1
tm() { tmux -S "$home/socket" -f /dev/null "$@"; }
trap 'tm kill-server 2>/dev/null; rm -rf "$home"' EXIT
n=0
ok() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; tm capture-pane -p | sed 's/^/# /'; fi
}
# Until text is there: at most half a minute, looking ten times a second.
seen() {
	i=0
	while [ $i -lt 300 ]; do
		tm capture-pane -p | grep -qF -e "$1" && return 0
		i=$((i + 1)); sleep 0.1
	done
	return 1
}
echo 1..8
tm new-session -d -x 80 -y 24 "env LC_ALL=C.UTF-8 XDG_STATE_HOME='$home' XDG_CONFIG_HOME='$home' '$REROLL' -e 'set runs 50' -e 'pace max'; echo left with \$?; cat"
seen '50 runs are done'; ok $? 'draws'
tm send-keys 2; seen '2 shuffle   ● free'; ok $? 'answers a key'
tm send-keys ':free batch' Enter; seen '3 batch     ● free'; ok $? 'takes a line'
tm resize-window -x 120 -y 40; seen 'Why? Shares of variance'; ok $? 'follows the size'
tm send-keys ':view runs' Enter; seen 'Runs kept'; ok $? 'shows a view'
tm resize-window -x 80 -y 24; tm send-keys Escape; seen 'Sources of randomness'; ok $? 'comes back to the dashboard, smaller'
tm send-keys v v Escape F1; seen 'trains a small network'; ok $? 'shows help'
tm send-keys Escape q; seen 'left with 0'; ok $? 'gives the screen back'
