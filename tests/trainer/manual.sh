#!/bin/sh
# The examples of reroll-trainer(7), as they stand there, on the wire: two runs of equal seeds
# and one of others.  Skipped where their language or library is absent.  TAP.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
page=$srcdir/man/reroll-trainer.7
cp "$srcdir"/data/trainer/reroll.* .

# Without the escapes of mdoc.
example() {
	awk -v name="$1" '$0 == ".\\\" example " name { found = 1 } found && /^\.Ed/ { exit }
		found && !/^\./ { gsub(/\\-/, "-"); gsub(/\\e/, "\\"); print }' "$page"
}

# try NAME FILE COMMAND...
try() {
	name=$1
	example "$name" >text
	if [ "$name" = keras ]; then
		{ printf '%s\n' 'import keras, numpy as np, reroll' 'X, Y = np.random.RandomState(1).rand(100, 10), np.zeros(100)'
			cat text; } >"$2"
	else
		cp text "$2"
	fi
	shift 2
	printf '{"run":%d,"init":%d,"shuffle":1}\n' 1 5 2 5 3 6 >todo
	# shellcheck disable=SC2002	# by a pipe, as reroll does
	cat todo | { REROLL_IN=/dev/fd/3 REROLL_OUT=/dev/fd/4 "$@" 3<&0 4>said >out 2>err </dev/null
		echo $? >ended; }
	status=$(cat ended)
	ok "$name: the example runs, and obeys its seed" '[ $status = 0 ] && [ -s text ] &&
		grep -q "^{\"run\":1,\"epoch\":5,\"train_loss\":" said &&
		sed -n "s/^{\"run\":[1-3],\"predictions\"://p" said >p && [ "$(wc -l <p)" = 3 ] &&
		[ "$(sed -n 1p p)" = "$(sed -n 2p p)" ] && [ "$(sed -n 1p p)" != "$(sed -n 3p p)" ]'
}

# A Python that has the module, Debian's where the first in PATH has it not.
with() {
	for p in python3 /usr/bin/python3; do
		command -v "$p" >/dev/null 2>&1 && "$p" -c "import $1" >/dev/null 2>&1 && echo "$p" && return
	done
}

python=$(with json)
if [ -n "$python" ]; then try python a.py "$python" a.py; else skip python "no python3"; fi
if command -v node >/dev/null 2>&1; then try javascript a.mjs node a.mjs; else skip javascript "no node"; fi
if command -v Rscript >/dev/null 2>&1; then try r a.R Rscript a.R; else skip r "no Rscript"; fi
python=$(with torch)
if [ -n "$python" ]; then try torch b.py "$python" b.py; else skip torch "no PyTorch"; fi
python=$(with keras)
if [ -n "$python" ]; then try keras c.py "$python" c.py; else skip keras "no Keras"; fi
done_testing
