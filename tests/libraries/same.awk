# same.awk - of two sessions exported as JSON: in how many runs of equal levels both have, and the
# largest |p - p'| among them.
/^\{"id":.*"number":/ {
	levels = $0; sub(/.*"init":/, "", levels); sub(/,"batch".*/, "", levels)
	sub(/.*"predictions":\[/, ""); sub(/\].*/, "")
	if (FILENAME == ARGV[1]) { there[levels] = $0; next }
	if (!(levels in there)) next
	n++
	k = split($0, p, ","); split(there[levels], q, ",")
	for (i = 1; i <= k; i++) { d = p[i] - q[i]; if (d < 0) d = -d; if (d > worst) worst = d }
}
END { print n + 0, worst + 0 }
