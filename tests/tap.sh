# tap.sh - what shell tests share; they source it, and end with `done_testing`.
#
#   run ARG...        the program, with out and err; $status
#   ok NAME CONDITION TAP of it; CONDITION is evaluated, and $status, out and err are shown
#                     where it does not hold
#   skip NAME WHY
#
# The present folder is a new one, which goes at the end; $srcdir is absolute, $dir the folder.
# shellcheck shell=sh
: "${REROLL:=./reroll}" "${srcdir:=.}"
srcdir=$(cd "$srcdir" && pwd) || exit 99
case $REROLL in
/*) ;;
*) REROLL=$(pwd)/$REROLL ;;
esac
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
cd "$dir" || exit 99
n=0
bad=0
status=0

run() { "$REROLL" "$@" >out 2>err </dev/null; status=$?; }
ok() {
	n=$((n + 1))
	if eval "$2"; then
		echo "ok $n - $1"
	else
		bad=$((bad + 1))
		echo "not ok $n - $1"
		echo "# status $status"
		for said in out err; do
			[ ! -e "$said" ] || sed "s/^/# $said: /" "$said" | cut -c 1-200 | head -n 30
		done
	fi
}
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
done_testing() {
	echo "1..$n"
	[ $bad = 0 ]
}
