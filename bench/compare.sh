#!/bin/sh
# compare.sh - `make bench`: reroll beside whatever of the others is installed.
# usage: compare.sh REROLL BUILDDIR SRCDIR [reroll bench options and workloads]
set -eu
reroll=$1 build=$2 src=$3
shift 3

# Some machines preset these and halve OpenBLAS.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE BLIS_ARCH_TYPE 2>/dev/null || true
OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 BLIS_NUM_THREADS=1
export OPENBLAS_NUM_THREADS OMP_NUM_THREADS BLIS_NUM_THREADS

python=
for p in /usr/bin/python3 python3; do
	if command -v "$p" >/dev/null 2>&1 && "$p" -c 'import numpy' >/dev/null 2>&1; then
		python=$p
		break
	fi
done
has() { [ -n "$python" ] && "$python" -c "import $1" >/dev/null 2>&1; }

if has torch; then
	set -- "$@" --peer "PyTorch=$python $src/bench/peers.py torch"
	set -- "$@" --peer "PyTorch, 256 in a bmm=$python $src/bench/peers.py bmm"
else
	echo "PyTorch is not installed: left out (Debian: python3-torch)" >&2
fi
if [ -n "$python" ]; then
	set -- "$@" --peer "NumPy, 256 at once=$python $src/bench/peers.py numpy"
else
	echo "NumPy is not installed: left out (Debian: python3-numpy)" >&2
fi
if has sklearn; then
	set -- "$@" --peer "scikit-learn=$python $src/bench/peers.py sklearn"
else
	echo "scikit-learn is not installed: left out (Debian: python3-sklearn)" >&2
fi
cc=${CC:-cc}
for blas in openblas blis; do
	out=$build/bench-peer-$blas
	flags=
	for dir in /usr/include/*/"$blas-pthread" /usr/include/*/"$blas-serial" /usr/include/"$blas"; do
		[ ! -f "$dir/cblas.h" ] || flags="$flags -I$dir"
	done
	# shellcheck disable=SC2086
	if $cc -O3 -march=native -ffast-math $flags -o "$out" "$src/bench/peer_blas.c" \
			"-l$blas" -lm -lpthread 2>"$out.log"; then
		set -- "$@" --peer "plain C over $blas=$out"
	else
		echo "plain C over $blas cannot be built, and is left out: $(grep -m 1 -iE 'error|cannot|undefined' "$out.log" || tail -n 1 "$out.log")" >&2
	fi
	rm -f "$out.log"
done
exec "$reroll" bench "$@"
