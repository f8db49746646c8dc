#!/bin/sh
# coverage.sh SRCDIR LEAST - how many lines of src/ a run of the tests went
# through; `make coverage` calls it, in a build by gcc --coverage whose tests have run.
#
# A line is counted once, however many objects it is compiled into (the lanes are compiled
# once a width), and as run when it is in any of them. One line a file on stdout, the least
# covered first, then the sum; the lines that did not run are in missed.txt. Exit status 1:
# less than LEAST percent.
set -eu
src=$(cd "$1" && pwd)
least=$2
gcov=${GCOV:-gcov}

# Tests are not what is to be covered.
find . -name '*.gcno' ! -path './tests/*' | sort >coverage.notes
[ -s coverage.notes ] || { echo "coverage: nothing here was built by gcc --coverage" >&2; exit 2; }
: >coverage.lines
while read -r notes; do
	# -t: to stdout. A .gcno without .gcda never ran.
	"$gcov" -t -l "$notes" 2>/dev/null | awk -F: -v src="$src/" '
		$2 + 0 == 0 && $3 == "Source" {
			file = $4
			while (sub(/[^\/]+\/\.\.\//, "", file)) ;
			sub(/^(\.\.\/)+/, "", file)
			if (index(file, src) == 1) file = substr(file, length(src) + 1)
			wanted = file ~ /^(src|include)\//
			next
		}
		wanted && $2 + 0 > 0 {
			gsub(/[ *]/, "", $1)
			if ($1 != "-") print file ":" ($2 + 0), ($1 !~ /^[#=]/)
		}' >>coverage.lines
done <coverage.notes

awk '{ if (!($1 in ran) || $2) ran[$1] = $2 }
	END { for (l in ran) { split(l, at, ":"); print at[1], at[2], ran[l] } }' coverage.lines |
	sort -k1,1 -k2,2n >coverage.all
awk '!$3 { print $1 ":" $2 }' coverage.all >missed.txt
awk '{ lines[$1]++; ran[$1] += $3 }
	END { for (f in lines) printf "%5.1f %% of %4d  %s\n", 100 * ran[f] / lines[f], lines[f], f }' coverage.all |
	sort -k1,1n -k5,5
awk -v least="$least" '{ ran += $3 }
	END { share = 100 * ran / NR
	      printf "coverage: %.1f %% of %d lines (at least %s %%)\n", share, NR, least
	      exit share < least }' coverage.all
