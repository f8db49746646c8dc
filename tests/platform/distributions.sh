#!/bin/sh
# The whole suite on other Debians: for each, from a bare system, `./bootstrap check`
# as root (which installs what is missing), and again as an ordinary user.
#
#   distributions.sh [DEBIAN]...     12, 13, unstable; all three unless said
#
# One line each on stdout, `debian 13: N passed, M failed` and the versions of what
# decides. A system that cannot be had is said and skipped. Exit status 1: a test
# failed. Needs root and debootstrap; systems and logs are in $REROLL_CHROOTS
# (BUILD/chroots). $REROLL_USERS: "root user", or "root" alone.
set -u
: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}" "${builddir:=$srcdir/build}"
# shellcheck source=tests/platform/chroot.sh
. "$srcdir/tests/platform/chroot.sh"
users=${REROLL_USERS:-root user}

suite_of() {
	case $1 in
	11 | bullseye) echo bullseye ;;
	12 | bookworm) echo bookworm ;;
	13 | trixie) echo trixie ;;
	14 | forky) echo forky ;;
	unstable | sid) echo sid ;;
	esac
}

# Of the packages that decide what happens.
# shellcheck disable=SC2016	# dpkg's own
versions() {
	in_chroot "$1" root dpkg-query -W -f='${Package} ${Version} ${db:Status-Abbrev}\n' \
		'libblis*-serial' libsqlite3-0 'libreadline8*' zlib1g gcc 2>/dev/null |
	awk '$NF == "ii" {
		v = $2; sub(/^[0-9]+:/, "", v); sub(/^.*really/, "", v); sub(/[-+].*/, "", v); sub(/\.dfsg$/, "", v)
		n = $1 ~ /blis/ ? "BLIS" : $1 ~ /sqlite/ ? "SQLite" : $1 ~ /readline/ ? "Readline" : $1 ~ /zlib/ ? "zlib" : "gcc"
		seen[n] = v
	} END {
		split("BLIS SQLite Readline zlib gcc", order)
		for (i = 1; i <= 5; i++) if (order[i] in seen) printf "%s%s %s", (i > 1 ? ", " : ""), order[i], seen[order[i]]
	}'
}

# What a run of bootstrap said at its end: adds to passed and failed. Status 1: it
# got no packages, which is nobody's fault here.
take_counts() {
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$1" | tail -n 1)
	if [ -n "$line" ]; then
		passed=$((passed + ${line%% *}))
		line=${line#*, }
		failed=$((failed + ${line%% *}))
	elif grep -q 'apt-get failed' "$1" &&
		! grep -q -E 'Unable to locate|no installation candidate|unmet dependencies' "$1"; then
		return 1
	else
		failed=$((failed + 1))
	fi
}

# One user's turn in the copy $1 of Debian $2.
turn() {
	dir=$1 name=$2 who=$3
	out=$chroots/$suite.$who.log
	case $who in
	root) user=root at=/root/reroll ;;
	*) user=somebody at=/home/somebody/reroll
		in_chroot "$dir" root useradd -m somebody 2>/dev/null || true ;;
	esac
	mkdir -p "$dir$at" && tar -C "$dir$at" -xf "$chroots/sources.$$.tar"
	in_chroot "$dir" root chown -R "$user:$user" "$at"
	say "debian $name: ./bootstrap check as $([ $user = root ] && echo root || echo 'an ordinary user') ($out)"
	in_chroot "$dir" "$user" sh -c "cd $at && exec ./bootstrap check" >"$out" 2>&1
	cp "$dir$at/build/test-suite.log" "$chroots/$suite.$who.tests.log" 2>/dev/null || true
	grep -q '^[1-9][0-9]* passed, 0 failed$' "$out" && return
	# What bootstrap said is enough where it could say what failed.
	sed -n '/^bootstrap: what failed/,$p' "$out" >"$chroots/telling.$$"
	[ -s "$chroots/telling.$$" ] || tail -n 40 "$out" >"$chroots/telling.$$"
	sed "s/^/debian $name, $who: /" "$chroots/telling.$$" >&2
	rm -f "$chroots/telling.$$"
}

one() {
	suite=$(suite_of "$1")
	[ -n "$suite" ] || { echo "debian $1: skipped: there is no such one (12, 13, unstable)"; return; }
	began=$(date +%s)
	passed=0 failed=0 fetched=yes
	say "debian $1: making the system"
	why=$(base_system "$suite") || { echo "debian $1: skipped: $why"; return; }
	work=$chroots/$suite.work.$$
	copy_system "$suite" "$work" >"$chroots/$suite.why" || {
		echo "debian $1: skipped: $(cat "$chroots/$suite.why")"
		remove_copy "$work"
		return
	}
	for who in $users; do
		turn "$work" "$1" "$who"
		take_counts "$out" || { fetched=no; break; }
	done
	if [ $fetched = no ]; then
		echo "debian $1: skipped: its packages cannot be fetched ($out)"
	else
		keep_packages "$suite" "$work"
		echo "debian $1: $passed passed, $failed failed ($(versions "$work"); as $(echo "$users" | sed 's/ / and as /'); $((($(date +%s) - began + 59) / 60)) min)"
	fi
	remove_copy "$work"
	[ "$failed" -eq 0 ] || red=1
}

[ $# -gt 0 ] || set -- 12 13 unstable
why=$(no_chroot)
if [ -n "$why" ]; then
	for d in "$@"; do
		echo "debian $d: skipped: $why"
	done
	exit 0
fi
copies="$chroots/sources.$$.tar"
pack_sources "$chroots/sources.$$.tar" || { say "the sources cannot be packed"; exit 1; }
red=0
for d in "$@"; do
	one "$d"
done
exit $red
