#!/bin/sh
# hardened.sh - the flags of configure that harden the program are in the program.
: "${REROLL:=./reroll}" "${builddir:=.}"
n=0
fails=0
tell() {	# NAME STATUS
	n=$((n + 1))
	[ "$2" = 0 ] || { fails=1; sed 's/^/# /' hardened.out 2>/dev/null | head -n 10; }
	[ "$2" = 0 ] && echo "ok $n - $1" || echo "not ok $n - $1"
}
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
variable() { sed -n "s/^$1 = //p" "$builddir/Makefile"; }
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
flags=" $(variable HARD_CFLAGS) $(variable HARD_LDFLAGS) "
if ! readelf -W -h "$REROLL" >"$dir/head" 2>/dev/null; then
	echo "1..1"
	skip "hardened" "no readelf, or no ELF"
	exit
fi
cd "$dir" || exit 99
readelf -W -d "$REROLL" >dynamic
readelf -W -l "$REROLL" >segments
readelf -W --dyn-syms "$REROLL" >symbols
echo 1..5
check() {	# FLAG NAME FILE PATTERN
	case $flags in
	*" $1"*)
		cp "$3" hardened.out
		grep -q -e "$4" "$3"
		tell "$2" $? ;;
	*) skip "$2" "not with this compiler, or not wanted" ;;
	esac
}
check -pie "loads anywhere" head 'DYN'
check -Wl,-z,now "binds at the start" dynamic 'NOW'
check -Wl,-z,relro "what is bound is read-only" segments 'GNU_RELRO'
check -fstack-protector "stacks are guarded" symbols '__stack_chk_fail'
check -D_FORTIFY_SOURCE "calls know their room" symbols '__[a-z]*_chk'
exit $fails
