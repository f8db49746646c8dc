#!/bin/sh
# The examples of reroll-session(5), run as they stand there, on a session with what
# trips readers up: runs that diverged, a second condition with other probes, levels
# above 2^31 - 1.  Their figures must be those of the program's own report.  What is
# not installed (sqlite3, Python with NumPy and pandas, R with RSQLite, DuckDB) is
# skipped, with a word.  TAP on stdout.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
page=$srcdir/man/reroll-session.5

# The blocks behind `.\" example LANGUAGE`, one after the other.
example() {
	awk -v want="$1" '/^\.\\" example /{ on = $3 == want }
		/^\.Ed/ { if (open) on = open = 0 }
		open { gsub(/\\&/, ""); gsub(/\\-/, "-"); gsub(/\\e/, "\\"); print }
		on && /^\.Bd -literal/ { open = 1 }' "$page"
}
# The figure FIELD of "difference" of condition 1, from the report as JSON.
reported() {
	awk -F'[:, ]+' -v key="\"$1\"" '/"difference"/ { on = 1 }
		on && $2 == key { print $3; exit }' report.json
}
# "N runs, X apart" in out against the report.
agrees() {
	want=$(reported n) mean=$(reported mean)
	sed -n 's/^\([0-9]*\) runs, *\([-+0-9.e]*\) apart *$/\1 \2/p' out | awk -v n="$want" -v m="$mean" '
		{ d = ($2 - m) / m; good = $1 == n && d < 1e-5 && d > -1e-5 }
		END { exit !(NR == 1 && good) }'
}

"$REROLL" run -q --no-rc -o s.reroll -e 'data article; free init shuffle; optimizer sgd lr=4; choices optimizer adam,rmsprop,sgd' \
	-e 'free optimizer; run 60; data spiral rows=60; optimizer auto; fix optimizer; budget epochs 2; run 20' \
	>out 2>err </dev/null
"$REROLL" report s.reroll --json >report.json 2>>err
ok "a session where some runs diverged and some did not" \
	'[ ! -s err ] && [ "$(reported n)" -gt 5 ] && [ "$(reported n)" -lt 55 ]'
for language in sh python R duckdb; do
	example $language >ex.$language
	ok "the page has an example for $language" '[ -s ex.$language ]'
done

if command -v sqlite3 >/dev/null 2>&1; then
	sh ex.sh >out 2>err
	ok "sqlite3" '[ ! -s err ] && [ "$(wc -l <out)" = 7 ] && head -1 out | grep -q "^id  *condition  *init "'
else
	skip "sqlite3" "not installed"
fi

python=
for p in python3 /usr/bin/python3; do
	[ -n "$python" ] || ! "$p" -c 'import numpy, pandas, sqlite3' 2>/dev/null || python=$p
done
if [ -n "$python" ]; then
	"$python" ex.python >out 2>err
	status=$?
	ok "Python: runs beside their own predictions, the report's figures" '[ $status = 0 ] && agrees'
	ok "Python: by optimizer" 'grep -q "^adam " out && grep -q "^rmsprop " out'
else
	skip "Python" "no python3 with numpy, pandas and sqlite3"
fi

if command -v Rscript >/dev/null 2>&1 && Rscript -e 'library(DBI); library(RSQLite)' >/dev/null 2>&1; then
	cat >>ex.R <<-'END'
		draw <- function(level) { set.seed(level - 2^31); runif(1) }
		stopifnot(is.double(runs$init), max(runs$init) > 2^31, all(runs$init == floor(runs$init)),
			  length(unique(sapply(runs$init, draw))) == nrow(runs))
		cat("levels are exact\n")
	END
	Rscript ex.R >out 2>err
	status=$?
	ok "R: runs beside their own predictions, the report's figures" '[ $status = 0 ] && agrees'
	ok "R: every level is a seed of its own" 'grep -q "^levels are exact" out'
else
	skip "R" "no Rscript with DBI and RSQLite"
fi

if command -v duckdb >/dev/null 2>&1 && duckdb -c 'LOAD sqlite' >/dev/null 2>&1; then
	duckdb <ex.duckdb >out 2>err
	ok "DuckDB" '[ ! -s err ] && grep -q adam out && grep -q rmsprop out'
else
	skip "DuckDB" "no duckdb with its sqlite extension"
fi

done_testing
