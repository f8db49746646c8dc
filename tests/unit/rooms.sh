#!/bin/sh
# rooms.sh - no room of the house calls one above it, and no knot of object files in one
# room is larger than four.
#
# Which room stands on which is the table in ARCHITECTURE.md.  What calls what is what nm
# finds in the built libraries: a name that an object file lacks and another one has.  A
# header that is another room's own, or one of a room above, is found in the sources.
: "${builddir:=.}" "${srcdir:=.}"
KNOT=4
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
n=0
fails=0
result() {	# NAME FILE: the file says what is wrong
	n=$((n + 1))
	if [ -s "$2" ]; then
		fails=1
		echo "not ok $n - $1"
		sed 's/^/# /' "$2"
	else
		echo "ok $n - $1"
	fi
}

# "room above,above": | `room` | `a`, `b` | ...
awk -F'|' '/^\| *`[a-z]+` *\|/ { gsub(/[` ]/, "", $2); gsub(/[` ]/, "", $3); print $2, $3 }' \
	"$srcdir/ARCHITECTURE.md" >"$dir/rooms"

# "room object name type", one for each name that an object has or lacks
for lib in "$builddir"/lib*.a; do
	room=${lib##*/lib}
	room=${room%.a}
	case $room in lane[0-9]*) room=engine ;; screen) continue ;; esac
	nm -A -P -g "$lib" 2>/dev/null | awk -v room="$room" '
		match($1, /\[[^]]*\]/) { print room, substr($1, RSTART + 1, RLENGTH - 2), $2, $3 }'
done | sed 's/lib[a-z0-9]*_a-//' >"$dir/names"

echo 1..5
awk '
	FNR == NR { order[$1] = FNR; split($2, b, ","); for (i in b) if (!(b[i] in order)) print $1 " stands on " b[i] ", which is not above it in the table"; next }
	!($1 in order) && !said[$1]++ { print "lib" $1 ".a is a library of no room in the table of ARCHITECTURE.md" }
' "$dir/rooms" "$dir/names" >"$dir/out"
[ -s "$dir/rooms" ] || echo "ARCHITECTURE.md has no table of rooms" >>"$dir/out"
result "each library is a room of the table, and stands on rooms above it there" "$dir/out"

# What a room may call: those it stands on, and so on down.
awk '
	function below(room, under,   i, k, b) {
		k = split(on[under], b, ",")
		for (i = 1; i <= k; i++)
			if (!((room, b[i]) in seen)) { seen[room, b[i]] = 1; print room, b[i]; below(room, b[i]) }
	}
	{ on[$1] = $2 }
	END { for (r in on) { print r, r; below(r, r) } }
' "$dir/rooms" >"$dir/may"

if ! grep -q ' T$' "$dir/names"; then
	echo "ok 2 - calls # SKIP no nm that reads these files"
	echo "ok 3 - knots # SKIP no nm that reads these files"
	n=3
else
	# "room object name room object": who calls whom
	awk '
		$4 ~ /^[A-TV-Z]$/ { if (!($3 in room)) { room[$3] = $1; object[$3] = $2 } }
		$4 == "U" { want[++k] = $1 " " $2 " " $3; name[k] = $3 }
		END { for (i = 1; i <= k; i++) if (name[i] in room) print want[i], room[name[i]], object[name[i]] }
	' "$dir/names" >"$dir/calls"
	awk '
		FNR == NR { may[$1, $2] = 1; next }
		!(($1, $4) in may) { print $1 "/" $2 " -> " $3 " -> " $4 "/" $5 }
	' "$dir/may" "$dir/calls" | LC_ALL=C sort -u >"$dir/out"
	result "nothing calls upwards" "$dir/out"

	awk '$1 == $4 && $2 != $5 { print $1, $2, $5 }' "$dir/calls" | LC_ALL=C sort -u | awk -v knot="$KNOT" '
		function flush(   i, j, m, s, size) {
			for (m = 1; m <= n; m++)
				for (i = 1; i <= n; i++)
					if (r[i, m]) for (j = 1; j <= n; j++) if (r[m, j]) r[i, j] = 1
			for (i = 1; i <= n; i++) {
				if (i in done) continue
				s = object[i]; size = 1
				for (j = i + 1; j <= n; j++)
					if (r[i, j] && r[j, i]) { s = s " " object[j]; size++; done[j] = 1 }
				if (size > knot) print room ": " size " files call each other in a circle: " s
			}
			split("", r); split("", at); split("", object); split("", done); n = 0
		}
		function number(o) { if (!(o in at)) { at[o] = ++n; object[n] = o } return at[o] }
		$1 != room { flush(); room = $1 }
		{ i = number($2); r[i, number($3)] = 1 }
		END { flush() }
	' >"$dir/out"
	result "no circle of calls within a room has more than $KNOT files" "$dir/out"
fi

# "room file header": what each source includes of other rooms
(cd "$srcdir" && grep -H '^#include "[a-z_]*/' src/*/*.[ch] src/*/*/*.[ch] include/*/*.h) |
	sed -n 's|^\(src\)/\([a-z]*\)/\(.*\):#include "\(.*\)".*|\2 \1/\2/\3 \4|p
		s|^\(include\)/\([a-z]*\)/\(.*\):#include "\(.*\)".*|\2 \1/\2/\3 \4|p' >"$dir/includes"
awk '
	FNR == NR { may[$1, $2] = 1; room[$1] = 1; next }
	{ split($3, h, "/") }
	h[1] in room && !(($1, h[1]) in may) { print $2 " includes " $3 }
' "$dir/may" "$dir/includes" >"$dir/out"
result "no file includes a header of a room above" "$dir/out"

while read -r room file header; do
	case $header in "$room"/*) continue ;; esac
	[ -f "$srcdir/include/$header" ] || echo "$file includes $header, which is that room's own"
done <"$dir/includes" >"$dir/out"
result "what one room includes of another is under include/" "$dir/out"
exit $fails
