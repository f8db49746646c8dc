#!/bin/sh
# Another processor, by emulation: the program built for it by a cross compiler of
# Debian 12, tests/num run there, and sessions recorded here and there verified by the
# other. All bits must be the same.
#
#   foreign.sh arm64|s390x
#
# One line on stdout, `arm64: N passed, M failed`: tests, and sessions that agree.
# What cannot be had is said and skipped. Exit status 1: something failed. Needs root
# and debootstrap, and a native build in $builddir; the system is kept in
# $REROLL_CHROOTS (BUILD/chroots).
set -u
: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}" "${builddir:=$srcdir/build}"
# shellcheck source=tests/platform/chroot.sh
. "$srcdir/tests/platform/chroot.sh"

arch=${1:-}
case $arch in
arm64) triplet=aarch64-linux-gnu qemu=qemu-aarch64-static ;;
s390x) triplet=s390x-linux-gnu qemu=qemu-s390x-static ;;
*) say "foreign.sh arm64|s390x"; exit 2 ;;
esac
native=$builddir/reroll
log=$chroots/$arch.log
: >"$log"
began=$(date +%s)
passed=0 failed=0

skip() { echo "$arch: skipped: $1"; exit 0; }

good() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); say "$arch: $1 ($log)"; }

# The packages of the tests are in bootstrap's list; what is different here is the
# processor that the libraries are for.
tools="make autoconf automake pkgconf gcc gcc-$triplet qemu-user-static librandom123-dev"
for lib in libc6 libncurses libreadline libsqlite3 libgsl libblis-serial libcsv libutf8proc libjansson libcmocka; do
	tools="$tools $lib-dev:$arch"
done
tools="$tools zlib1g-dev:$arch"

# A Debian 12 with the cross compiler and the other one's libraries, kept as it is.
system_with_tools() {
	[ ! -e "$chroots/bookworm-$arch.tar" ] || return 0
	base_system bookworm || return 1
	new=$chroots/bookworm-$arch.new.$$
	copy_system bookworm "$new" || return 1
	# shellcheck disable=SC2016,SC2086	# $tools is a list
	if ! in_chroot "$new" root sh -c 'dpkg --add-architecture "$0" && apt-get update -q &&
		DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"' \
		"$arch" $tools >>"$log" 2>&1; then
		echo "its packages cannot be had: $(grep '^E:' "$log" | tail -n 1)"
		remove_copy "$new"
		return 1
	fi
	rm -f "$new"/var/cache/apt/archives/*.deb
	unmount_in "$new"
	tar -C "$new" -cf "$chroots/bookworm-$arch.tar.$$" . && mv "$chroots/bookworm-$arch.tar.$$" "$chroots/bookworm-$arch.tar"
	remove_copy "$new"
}

# Of a make that ran tests of automake.
counted() { sed -n "s/^# $1: *//p" "$log" | tail -n 1 | grep . || echo 0; }

run_tests() {
	# The lists NAME_TESTS of the fragments, which go on behind a backslash.
	tests=$(sed -n '/^[A-Z]*_TESTS = /,/[^\\]$/p' "$srcdir"/tests/num/*.inc | grep -o 'test_[a-z0-9_]*' | tr '\n' ' ')
	in_chroot "$work" root make -C /reroll/build -j"$jobs" check \
		check_PROGRAMS="$tests" TESTS="$tests" LOG_COMPILER="$qemu" >>"$log" 2>&1
	status=$?
	grep -E '^(FAIL|ERROR|XPASS)' "$log" | sed "s/^/$arch: /" >&2
	passed=$((passed + $(counted PASS)))
	wrong=$(($(counted FAIL) + $(counted ERROR) + $(counted XPASS)))
	[ $status -eq 0 ] || [ $wrong -gt 0 ] || wrong=1
	failed=$((failed + wrong))
}

here() { REROLL_DATADIR="$srcdir/data" "$native" "$@" </dev/null; }
there() { in_chroot "$work" root env LC_ALL=C.UTF-8 REROLL_DATADIR=/reroll/data "$qemu" /reroll/build/reroll "$@"; }

# Each kind of layer, loss and source once: NAME|RUNS|LINES.
kinds="article|20|data article; free init shuffle batch optimizer
spiral|6|data spiral; model dense 8 tanh, dense 8 sigmoid, dense 1; budget epochs 20; free init split
iris|6|data iris; model dense 12 gelu, residual relu, dense 3; l2 .001; budget epochs 15; free init dropout; batch 8
digits|3|data digits rows=200; model conv2d 4 3x3 same relu, maxpool 2, conv2d 4 3x3 same tanh, flatten, dense 10; budget epochs 2; free init rounding
sunspots|3|data sunspots; model forecast; loss huber; budget epochs 2; free init nudge
diabetes|4|data diabetes; model dense 16 leaky-relu, dense 8 smelu, dense 1; loss mae; optimizer nadam; class-weights off; budget epochs 5; free init shuffle"

# record WHO DIR: sessions of all kinds, made by it in the folder that it calls DIR.
record() {
	echo "$kinds" | while IFS='|' read -r name runs lines; do
		"$1" run -q --seed 7 -n "$runs" -o "$2/$name.reroll" -e "engine lanes; $lines" >>"$log" 2>&1 ||
			echo "$name"
	done
}

# verify WHO DIR FROM: every one of those that are there.
verify() {
	for name in $(echo "$kinds" | cut -d '|' -f 1); do
		if "$1" verify "$2/$name.reroll" >>"$log" 2>&1; then
			good
		else
			bad "$name, recorded on $3, differs"
		fi
	done
}

why=$(no_chroot)
[ -z "$why" ] || skip "$why"
[ -x "$native" ] || skip "there is no native build in $builddir"
say "$arch: making the system"
why=$(system_with_tools) || skip "$why"
work=$chroots/$arch.work.$$
copy_system "bookworm-$arch" "$work" >"$chroots/$arch.why" || skip "$(cat "$chroots/$arch.why")"

say "$arch: building"
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
mkdir -p "$work/reroll/build" "$work/sessions/here" "$work/sessions/there"
if ! pack_sources "$work/sources.tar" || ! tar -C "$work/reroll" -xf "$work/sources.tar"; then
	say "the sources cannot be packed"
	exit 1
fi
# shellcheck disable=SC2016	# the other shell's
if ! in_chroot "$work" root sh -c 'cd /reroll && autoreconf -fi && cd build &&
	PKG_CONFIG_LIBDIR=/usr/lib/$0/pkgconfig:/usr/share/pkgconfig ../configure -q --host="$0" &&
	make -j"$1"' "$triplet" "$jobs" >>"$log" 2>&1; then
	tail -n 20 "$log" >&2
	bad "it does not build"
else
	good
	say "$arch: tests/num"
	run_tests
	say "$arch: sessions"
	failed_here=$(record here "$work/sessions/here")
	failed_there=$(record there /sessions/there)
	for name in $failed_here $failed_there; do
		bad "$name cannot be recorded"
	done
	verify there /sessions/here "this machine"
	verify here "$work/sessions/there" "$arch"
fi
compiler=$(in_chroot "$work" root "$triplet-gcc" -dumpfullversion 2>/dev/null)
echo "$arch: $passed passed, $failed failed (gcc ${compiler:-?}; tests/num, and $(echo "$kinds" | wc -l) sessions each way; $((($(date +%s) - began + 59) / 60)) min)"
[ "$failed" -eq 0 ]
