# pairs.awk - of a session exported as JSON: mean |p - p'| of the pairs of runs (0, 1), (2, 3)
# ..., a number a line; equal levels (the first two runs of a driven condition) are left out.
/^\{"id":.*"number":/ {
	levels = $0; sub(/.*"number":[0-9]*,/, "", levels); sub(/,"epochs".*/, "", levels)
	if (levels in seen) next
	seen[levels]
	if (!sub(/.*"predictions":\[/, "")) next
	sub(/\].*/, "")
	k = split($0, p, ",")
	if (++n % 2) { for (i = 1; i <= k; i++) q[i] = p[i]; next }
	s = 0
	for (i = 1; i <= k; i++) { d = p[i] - q[i]; s += d < 0 ? -d : d }
	print s / k
}
