# ks.awk - the Kolmogorov-Smirnov distance of two samples, their means, and the distance that
# chance exceeds once in a hundred times.
#
#     awk -f ks.awk ONE OTHER       a number a line; lines with # are passed over
/^#/ { next }
FILENAME == ARGV[1] { a[++n] = $1 + 0; sa += $1; next }
{ b[++m] = $1 + 0; sb += $1 }
function sort(v, k,   i, j, x) {
	for (i = 2; i <= k; i++) {
		x = v[i]
		for (j = i - 1; j > 0 && v[j] > x; j--)
			v[j + 1] = v[j]
		v[j + 1] = x
	}
}
END {
	if (n < 2 || m < 2)
		exit 1
	sort(a, n)
	sort(b, m)
	i = j = 1
	while (i <= n && j <= m) {
		x = a[i] < b[j] ? a[i] : b[j]
		while (i <= n && a[i] <= x) i++
		while (j <= m && b[j] <= x) j++
		d = (i - 1) / n - (j - 1) / m
		if (d < 0) d = -d
		if (d > worst) worst = d
	}
	critical = 1.6276 * sqrt(1 / n + 1 / m)
	printf "KS %.3f, 1 %% at %.3f; means %.3f and %.3f; %s\n", worst, critical, sa / n, sb / m,
		worst < critical ? "alike" : "unlike"
}
