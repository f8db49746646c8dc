#!/bin/sh
# Do the sentences of lessons and scripts survive?  Beside a sentence stands what it
# comes to, a comment that no reader sees:
#
#     # claim: difference["init alone"] > 10 * difference["order alone"]
#
# an expression of awk over the figures below.  Every lesson and script is played with
# other fixed levels and another master seed, and with every batch size one smaller
# and one larger, and each claim must hold each time.
#
#   difference, difference_lo, difference_hi [CONDITION]   mean |p - p'|, 95 % interval
#   q05, q95 [CONDITION]                               quantiles of it over pairs
#   sd, loss, test_loss, accuracy, churn [CONDITION]       means over its runs
#   runs [CONDITION]
#   alone, total, rerolled ["N SOURCE"]     shares and difference, N-th attribution
#   spread, swept ["N.ROW"]                 sd and loss, row of the N-th sweep
#   says("REGEX")                           a line of what was printed
#
# `make check` plays three variations of what takes no time (files without a line
# `# slow`); LESSONS=all, as in `make check-lessons`, seven of everything (minutes).
# TAP on stdout.
: "${REROLL:=./reroll}" "${srcdir:=.}" "${LESSONS:=quick}"
here=$(cd "$srcdir" && pwd) || exit 99
REROLL_DATADIR=$here/data
export REROLL_DATADIR
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT HUP INT TERM
cd "$dir" || exit 99
n=0
bad=0

# The commands of FILE, with batches OFFSET larger and level 42 + SEED - 1 for 42: where
# no size is said it is the data's own, so that `data` brings it along.
commands() {
	case $1 in
	*.lesson) sed -n 's/^: *//p' "$1" ;;
	*) grep -v '^#' "$1" ;;
	esac | sed 's/; */;/g' | awk -v by="$2" -v level=$((41 + $3)) '
		function own(what) {
			if (!by) return ""
			return ";batch " ((what ~ /^spiral/ ? 16 : what ~ /^digits/ ? 64 : 32) + by)
		}
		function shift(list,   k, part, out, i) {
			k = split(list, part, ",")
			for (i = 1; i <= k; i++)
				out = out (i > 1 ? "," : "") (part[i] ~ /^[0-9]+$/ ? part[i] + by : part[i])
			return out
		}
		BEGIN { printf "seed %d%s\n", level - 41, own("article") }
		{ k = split($0, c, ";")
		  for (i = 1; i <= k; i++) {
			w = split(c[i], word, " ")
			gsub(/=42/, "=" level, c[i])
			if (word[1] == "data")
				c[i] = c[i] own(word[2])
			else if (word[1] == "batch" && w == 2 && word[2] ~ /^[0-9]/)
				c[i] = "batch " (word[2] + by)
			else if (word[1] == "remedy" && word[2] ~ /batch/ && w == 3)
				c[i] = "remedy " word[2] " " shift(word[3])
			else if (word[1] == "choices" && word[2] == "batch")
				c[i] = "choices batch " shift(word[3])
			else if (c[i] ~ /batch=[0-9]/) {
				size = c[i]; sub(/.*batch=/, "", size)
				sub(/batch=[0-9]+/, "batch=" (size + by), c[i])
			}
			print c[i]
		  } }'
}

# Assignments, for awk, of what the report (JSON) and the session (exported) hold.
figures() {
	awk 'function value(v) { sub(/^[^:]*: */, "", v); sub(/,$/, "", v); gsub(/"/, "", v); return v }
	function put(array, key, v) { if (v != "null") printf "%s[\"%s\"] = %s\n", array, key, v }
	/^   "id":/ { id = value($0); attributed = 0 }
	/^   "name":/ { name = value($0); if (name == "null") name = "condition " id }
	/^   "runs":/ { put("runs", name, value($0)) }
	/^   "[a-z_]+": \{/ { part = $1; gsub(/[":]/, "", part) }
	part == "difference" && /^    "(lo|hi)":/ { put("difference_" substr($1, 2, 2), name, value($0)) }
	part == "difference" && /^    "q(05|95)":/ { put(substr($1, 2, 3), name, value($0)) }
	/^    "mean":/ { put(part == "prediction_sd" ? "sd" : part == "train_loss" ? "loss" : part, name, value($0)) }
	part == "attribution" && /^    "[a-z_]+": \{/ { target = $1; gsub(/[":]/, "", target)
		if (target == "prediction") nth++ }
	part == "attribution" && target == "prediction" && /"source":/ { source = nth " " value($0) }
	part == "attribution" && target == "prediction" && /"(first|total)": \[/ { share = /first/ ? "alone" : "total"
		getline v; gsub(/[ ,]/, "", v); put(share, source, v) }
	part == "attribution" && target == "prediction" && /"difference":/ { put("rerolled", source, value($0)) }
	' report.json
	sed -n 's/^"events": //p' runs.json | awk '{
		k = split($0, event, /"kind":"sweep","text":"/)
		for (s = 2; s <= k; s++) {
			sub(/".*/, "", event[s])
			rows = split(event[s], row, /\\n/)
			for (r = 2; r < rows; r++) {
				split(row[r], field, " ")
				printf "spread[\"%d.%d\"] = %s\nswept[\"%d.%d\"] = %s\n", s - 1, r - 1, field[2], s - 1, r - 1, field[7]
			}
		}
	}'
}

# FILE OFFSET SEED: play it, and look at each claim.
play() {
	name=$(basename "$1")
	commands "$1" "$2" "$3" >script.rr
	rm -f s.reroll runs.json
	"$REROLL" run --no-rc --json -o s.reroll script.rr >report.json 2>said </dev/null &&
		"$REROLL" export s.reroll -o runs.json 2>>said || {
		n=$((n + 1))
		bad=$((bad + 1))
		echo "not ok $n - $name, batch $2, seed $3: it plays"
		sed 's/^/# /' said | tail -3
		return
	}
	figures >figures.awk
	sed -n 's/^# claim: *//p' "$1" >claims
	{
		echo 'function says(what,   line, found) { while ((getline line < "said") > 0) if (line ~ what) found = 1; close("said"); return found }'
		echo 'function need(array, key) { missing = missing " " array "[" key "]" }'
		echo 'BEGIN {'
		cat figures.awk
		while read -r claim; do
			echo 'missing = ""'
			# a figure that is not there is a failure, not 0
			printf '%s\n' "$claim" | grep -o '[a-z0-9_]*\["[^"]*"\]' |
				sed 's/^\(.*\)\[\(".*"\)\]$/if (!(\2 in \1)) need("\1", \2)/'
			printf 'good = (%s); print (missing == "" \&\& good ? "ok" : "no" missing)\n' "$claim" | sed 's/\\&/\&/g'
		done <claims
		echo '}'
	} >judge.awk
	awk -f judge.awk </dev/null >verdicts 2>&1
	[ "$(wc -l <verdicts)" = "$(wc -l <claims)" ] || echo "no: $(head -1 verdicts)" >verdicts
	if grep -v '^ok$' verdicts >wrong; then
		bad=$((bad + 1))
		n=$((n + 1))
		echo "not ok $n - $name, batch $2, seed $3"
		paste -d '|' verdicts claims | grep -v '^ok|' | sed 's/^/# /'
		sed 's/^/#    /' figures.awk | head -60
	else
		n=$((n + 1))
		echo "ok $n - $name, batch $2, seed $3: $(wc -l <claims) claims"
	fi
}

for file in "$here"/data/lessons/*.lesson "$here"/data/scripts/*.rr; do
	slow=
	grep -q '^# slow' "$file" && slow=yes
	if ! grep -q '^# claim: ' "$file"; then
		n=$((n + 1))
		bad=$((bad + 1))
		echo "not ok $n - $(basename "$file") claims something"
		continue
	fi
	[ "$LESSONS" = all ] || [ -z "$slow" ] || continue
	for how in "0 1" "-1 2" "1 3" "0 2" "0 3" "-1 1" "1 1"; do
		play "$file" "${how% *}" "${how#* }"
		[ "$LESSONS" != quick ] || [ "$how" != "1 3" ] || break
	done
done

# README's examples are what the program prints, but for the name of the lanes. Each is a
# command, perhaps with remarks or a pipe behind it, and lines that are among its output.
if [ "$LESSONS" = all ]; then
	if ! python3 "$here/data/trainer/grid.py" >runs.csv 2>err; then
		: >runs.csv
	fi
	cp "$here"/data/trainer/reroll.py "$here"/data/trainer/train.py .
	rm -f example.*
	awk '/^\$ / { open = 0 }
		/^\$ reroll / && !/#/ { open = 1; k++; f = "example." k; sub(/^\$ reroll /, ""); print >f; next }
		/^```$/ { open = 0 }
		open && !/^\.\.\.$/ && !/^lanes / { print >(f ".want") }' "$here/README.md"
	for f in example.?; do
		example=$(cat "$f")
		n=$((n + 1))
		case $example in *runs.csv* | *python3*)
			[ -s runs.csv ] || { echo "ok $n - README: $example # SKIP no python3"; continue; }
		esac
		eval "\"\$REROLL\" $example" >said 2>err </dev/null
		if [ -s "$f.want" ] && ! grep -v -x -F -f said "$f.want" >wrong; then
			echo "ok $n - README: $example"
		else
			bad=$((bad + 1))
			echo "not ok $n - README: $example"
			sed 's/^/# not printed: /' wrong
		fi
	done
fi
echo "1..$n"
[ $bad = 0 ]
