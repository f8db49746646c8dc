#!/bin/sh
# numpy-mean-by-column.sh - the mean of a column of 33,554,432 ones is a half.
#
# About:    NumPy 1.24.2 of Debian 12 (python3-numpy 1:1.24.2-1+deb12u1).
# Happens:  float32 is summed pairwise only along the axis that is contiguous in memory. Along
#           the other, row after row is added to one float32, which stops growing at 2^24: the
#           column means of ones of shape (2^25, 2) are .5 and .5, their standard deviations
#           .354 and .354. The same column by itself, x[:, 0], has mean 1. Nothing warns. Long
#           before that the digits are gone: a million rows of .1 have column means that are
#           wrong by 1 %.
# Expected: that the mean over one axis is as good as that over the other. Standardising
#           inputs in float32 is this call: rows by columns, axis=0.
# Seen:     ones, by column: mean 0.5 0.5, sd 0.354 0.354; a column alone: mean 1.0
#           .1, a million rows: by column wrong by 9.6e-03, a column alone by 8.2e-07
# Remedy:   x.mean(axis=0, dtype=numpy.float64), the same for std; or one column at a time.
set -u
version=1:1.24.2-1+deb12u1
here=$(mktemp -d) && cd "$here" || exit 77
trap 'cd / && rm -rf "$here"' EXIT
mkdir -p debs/partial root && : >status
# Into the folder, with all that it needs, whatever is installed.
apt-get -q -y --no-install-recommends -o Dir::State::status="$here/status" \
	-o Dir::Cache::archives="$here/debs" --download-only \
	install "python3-numpy=$version" >get.log 2>&1 ||
	{ echo "skipped: the package cannot be had"; exit 77; }
for deb in debs/*.deb; do dpkg -x "$deb" root || exit 77; done

cat >mean.py <<'P'
import numpy as np

print("numpy", np.__version__)
x = np.ones((2**25, 2), np.float32)
by_column, alone, wide = x.mean(axis=0), x[:, 0].mean(), x.mean(axis=0, dtype=np.float64)
print("ones, by column: mean", *by_column, " sd", *x.std(axis=0).round(3))
print("ones, a column alone: mean", alone, " by column in float64:", *wide)
x = np.full((10**6, 2), .1, np.float32)
truth = float(x[0, 0])
wrong = [abs(float(m) - truth) / truth for m in (x.mean(axis=0)[0], x[:, 0].mean())]
print(".1, a million rows: by column wrong by %.1e, a column alone by %.1e" % tuple(wrong))
raise SystemExit(not ((by_column == .5).all() and alone == 1 and (wide == 1).all()
                      and wrong[0] > 1e-3 > 1e-5 > wrong[1]))
P
PYTHONHOME=root/usr PYTHONPATH=root/usr/lib/python3/dist-packages \
	LD_LIBRARY_PATH="$(find root -type d -name '*-linux-gnu' -path '*/lib/*' | head -n 3 | tr '\n' ':')$(find root -type d \( -name blas -o -name lapack \) | tr '\n' ':')" \
	root/usr/bin/python3.11 mean.py
