#!/bin/sh
# torch-randn-from-sixteen.sh - one number more, and all normal numbers are others.
#
# About:    PyTorch 1.13.1 of Debian 12 (python3-torch 1.13.1+dfsg-4), on the CPU.
# Happens:  normal numbers are drawn one by one for tensors of fewer than 16 elements, by blocks
#           of 16 for larger ones that are contiguous, and where 16 does not divide the size the
#           last 16 are drawn once more. With one manual_seed, randn(15) and randn(16) have no
#           number in common, randn(16) and randn(17) only the first one, and a (4, 6)
#           tensor that is the transpose of a (6, 4) gets other numbers than a plain one.
# Expected: that a longer draw goes on where the shorter one ends (as with NumPy, and as
#           randn(8) and randn(15) do), and that values depend on shape and seed, not on where
#           in memory they go. One unit more in a layer changes the initial weights of
#           all others: two widths compared "from the same seed" share nothing.
# Seen:     equal from the start: 8 of 8 in 15, 0 of 15 in 16, 1 of 16 in 17, 16 of 16 in 32,
#           84 of 100 in 101; plain and transposed: differ
# Remedy:   draw once for the largest width and cut, or a generator for each unit.
set -u
version=1.13.1+dfsg-4
here=$(mktemp -d) && cd "$here" || exit 77
trap 'cd / && rm -rf "$here"' EXIT
mkdir -p debs/partial root && : >status
# Into the folder, with all that it needs, whatever is installed.
apt-get -q -y --no-install-recommends -o Dir::State::status="$here/status" \
	-o Dir::Cache::archives="$here/debs" --download-only \
	install "python3-torch=$version" >get.log 2>&1 ||
	{ echo "skipped: the package cannot be had"; exit 77; }
for deb in debs/*.deb; do dpkg -x "$deb" root || exit 77; done

cat >draw.py <<'P'
import torch

def drawn(empty):
    torch.manual_seed(0)
    return empty.normal_()

def equal_from_the_start(short, long):
    a, b = drawn(torch.empty(short)), drawn(torch.empty(long))
    return short if torch.equal(a, b[:short]) else int((a != b[:short]).nonzero()[0])

print("torch", torch.__version__)
seen = []
for short, long in (8, 15), (15, 16), (16, 17), (16, 32), (100, 101):
    seen.append(equal_from_the_start(short, long))
    print("%3d and %3d numbers: equal from the start %d" % (short, long, seen[-1]))
plain, transposed = drawn(torch.empty(4, 6)), drawn(torch.empty(6, 4).t())
print("(4, 6), plain and transposed:", "equal" if torch.equal(plain, transposed) else "differ")
raise SystemExit(seen != [8, 0, 1, 16, 84] or torch.equal(plain, transposed))
P
lib=$(find root -type d -name '*-linux-gnu' -path '*/lib/*' | head -n 3 | tr '\n' ':')
LD_LIBRARY_PATH="$lib" root/usr/bin/python3.11 draw.py
