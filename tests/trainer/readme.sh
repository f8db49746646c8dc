#!/bin/sh
# README's section "Your own training", typed as it stands there: each line behind a $ is done,
# in order, and the lines that follow it are among what it prints.  TAP.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
if ! command -v python3 >/dev/null 2>&1; then
	skip "README" "no python3"
	done_testing
	exit
fi
cp -r "$srcdir/data" .
mkdir bin
ln -s "$REROLL" bin/reroll
PATH=$dir/bin:$PATH
export PATH
# k.do: a command; k.say: what it prints.
awk '/^## / { ours = /Your own training/ }
	!ours { next }
	/^```/ { open = 0 }
	/^\$ / { k++; open = 1; sub(/^\$ /, ""); print >(k ".do"); next }
	open && !/^\.\.\.$/ { print >(k ".say") }' "$srcdir/README.md"
k=1
while [ -e $k.do ]; do
	what=$(sed 's/ *#.*//' $k.do)
	sh $k.do >out 2>err </dev/null
	status=$?
	[ -e $k.say ] || : >$k.say
	ok "$what" '[ $status = 0 ] && ! grep -v -x -F -f out $k.say >wrong'
	[ ! -s wrong ] || sed 's/^/# not printed: /' wrong
	k=$((k + 1))
done
ok "there are such lines" '[ $k -ge 9 ]'
done_testing
