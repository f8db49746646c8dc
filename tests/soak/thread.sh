#!/bin/sh
# thread.sh SECONDS - the program of a build with --enable-sanitizer=thread, used on a screen:
# toggling, studies, saving, replay, going on live.
#
# Lines of the language and keys, drawn by a counter, are typed into it one after the other, in a
# new program every so often.  Prints how many of them, and what the sanitizer found.
set -u
: "${REROLL:=./reroll}"
seconds=${1:-3600}
case $REROLL in /*) ;; *) REROLL=$(pwd)/$REROLL ;; esac
dir=$(mktemp -d) || exit 99
socket=reroll-soak-$$
trap 'tmux -L "$socket" kill-server 2>/dev/null; rm -rf "$dir"' EXIT HUP INT TERM
cd "$dir" || exit 99
TSAN_OPTIONS="log_path=$dir/tsan second_deadlock_stack=1 exitcode=66"
export TSAN_OPTIONS
start=$(date +%s)
typed=0
programs=0
x=12345
draw() { x=$(((x * 1103515245 + 12345) % 2147483648)); echo $((x / 65536 % $1)); }
line() {
	case $(draw 16) in
	0) echo "free init shuffle" ;;
	1) echo "fix init" ;;
	2) echo "reroll init" ;;
	3) echo "attribute 8" ;;
	4) echo "remedy batch 8,32" ;;
	5) echo "divergence 4" ;;
	6) echo "save s$(draw 4)-$programs.reroll" ;;
	7) echo "open s$(draw 4)-$programs.reroll" ;;
	8) echo "fork" ;;
	9) echo "pace slow" ;;
	10) echo "pace max" ;;
	11) echo "data moons; free init" ;;
	12) echo "data article" ;;
	13) echo "export x$typed.csv" ;;
	14) echo "stop" ;;
	15) echo "run 500" ;;
	esac
}
while [ $(($(date +%s) - start)) -lt "$seconds" ]; do
	tmux -L "$socket" -f /dev/null new-session -d -x 90 -y 28 "exec $REROLL --no-rc -j 3 2>>$dir/said" || exit 77
	pid=$(tmux -L "$socket" list-panes -F '#{pane_pid}')
	programs=$((programs + 1))
	k=0
	while [ $k -lt 120 ] && [ $(($(date +%s) - start)) -lt "$seconds" ] && kill -0 "$pid" 2>/dev/null; do
		k=$((k + 1))
		typed=$((typed + 1))
		if [ "$(draw 3)" = 0 ]; then
			tmux -L "$socket" send-keys -l "$(printf %s '12345678rpv+-s a' | cut -c $((1 + $(draw 16))))"
		else
			tmux -L "$socket" send-keys -l ":$(line)"
			tmux -L "$socket" send-keys Enter
		fi
		sleep .3
	done
	tmux -L "$socket" send-keys C-c 2>/dev/null
	sleep .5
	kill "$pid" 2>/dev/null
	i=0
	while kill -0 "$pid" 2>/dev/null && [ $i -lt 100 ]; do i=$((i + 1)); sleep .1; done
	kill -9 "$pid" 2>/dev/null && { echo "program $programs hung"; touch tsan.hung; }
	tmux -L "$socket" kill-server 2>/dev/null
	for f in s*.reroll; do
		[ ! -s "$f" ] || TSAN_OPTIONS='' "$REROLL" report "$f" >out 2>err || grep -q "no condition" err || { echo "$f: $(cat err)"; touch tsan.file; }
	done
	rm -f s*.reroll* x*.csv
done
found=$(cat tsan.[0-9]* 2>/dev/null | grep -c "WARNING: ThreadSanitizer")
cat tsan.[0-9]* 2>/dev/null | grep -A 12 "WARNING: ThreadSanitizer" | head -n 60
echo "$typed lines and keys into $programs programs: $found findings"
[ "$found" = 0 ] && [ ! -e tsan.hung ] && [ ! -e tsan.file ]
