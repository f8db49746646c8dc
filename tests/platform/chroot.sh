# Other Debians in folders, for the scripts beside this one (which source it).
#
# The mirror, its proxy and what else is set for fetching are those of this
# machine's apt; $REROLL_MIRROR is another. A system is made once, as it comes
# from debootstrap, and kept as $REROLL_CHROOTS/SUITE.tar; work is done in copies.
# It needs srcdir and builddir.
# shellcheck shell=sh

: "${srcdir:?}" "${builddir:?}"
chroots=${REROLL_CHROOTS:-${builddir:-.}/chroots}
mkdir -p "$chroots" || exit 2
chroots=$(cd "$chroots" && pwd)
mounted=
copies=
running=	# leader of the processes in a copy

say() { printf '%s\n' "$*" >&2; }

# Why there can be no chroot here at all; nothing: there can.
no_chroot() {
	[ "$(id -u)" = 0 ] || { echo "only root can make a chroot"; return; }
	command -v apt-config >/dev/null 2>&1 || { echo "this is not a Debian system"; return; }
	command -v debootstrap >/dev/null 2>&1 || { echo "there is no debootstrap (a package of that name)"; return; }
	[ -n "$(mirror)" ] || echo "apt knows no mirror of Debian (REROLL_MIRROR can name one)"
}

# Of the machine's sources the first that holds main of Debian itself.
# shellcheck disable=SC2016	# apt's own
mirror() {
	[ -z "${REROLL_MIRROR:-}" ] || { echo "$REROLL_MIRROR"; return; }
	apt-get indextargets --format '$(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
		sed -n 's|^main \(https\{0,1\}://.*/debian\)/*$|\1|p' | head -n 1
}

# The machine's ways of fetching, for an apt in the folder $1 and for debootstrap.
fetch_like_here() {
	cp /etc/resolv.conf "$1/etc/resolv.conf" 2>/dev/null || true
	apt-config dump 2>/dev/null |
		grep -E '^Acquire::(http|https|Check-|Retries|Languages|Proxy)' >"$1/etc/apt/apt.conf.d/99like-here" || true
}
proxy_like_here() {
	for scheme in http https; do
		[ -z "$(eval "echo \${${scheme}_proxy:-}")" ] || continue
		found=$(apt-config dump 2>/dev/null | sed -n "s/^Acquire::$scheme::Proxy \"\\(.*\\)\";\$/\\1/p")
		[ -z "$found" ] || export "${scheme}_proxy=$found"
	done
}

# The system of a suite, as debootstrap makes it: its archive in $chroots. On failure
# one line says why.
base_system() {
	suite=$1
	[ ! -e "$chroots/$suite.tar" ] || return 0
	new=$chroots/$suite.new.$$
	copies="$copies $new"
	proxy_like_here
	if ! debootstrap --variant=minbase "$suite" "$new" "$(mirror)" >"$chroots/$suite.debootstrap.log" 2>&1; then
		echo "debootstrap: $(grep -E '^[EW]:' "$chroots/$suite.debootstrap.log" | tail -n 1)"
		remove_copy "$new"
		return 1
	fi
	fetch_like_here "$new"
	rm -f "$new"/var/cache/apt/archives/*.deb
	tar -C "$new" -cf "$chroots/$suite.tar.$$" . && mv "$chroots/$suite.tar.$$" "$chroots/$suite.tar"
	remove_copy "$new"
}

# A copy of it, in the folder $2, with what programs expect mounted. Packages that were
# fetched for an earlier copy are there.
copy_system() {
	copies="$copies $2"
	if ! mkdir -p "$2" || ! tar -C "$2" -xf "$chroots/$1.tar"; then
		echo "$chroots/$1.tar cannot be unpacked"
		return 1
	fi
	if [ ! -x "$2/usr/bin/env" ] || [ ! -x "$2/usr/bin/apt-get" ]; then
		echo "what debootstrap made is no system: $chroots/$1.tar, now removed"
		rm -f "$chroots/$1.tar"
		return 1
	fi
	if ! mount_in "$2"; then
		echo "nothing can be mounted here"
		return 1
	fi
	[ ! -d "$chroots/$1.debs" ] || cp "$chroots/$1.debs"/*.deb "$2/var/cache/apt/archives/" 2>/dev/null || true
}
keep_packages() {
	mkdir -p "$chroots/$1.debs"
	cp -u "$2"/var/cache/apt/archives/*.deb "$chroots/$1.debs/" 2>/dev/null || true
}

mount_in() {
	mount -t proc proc "$1/proc" || return 1
	mounted="$1/proc $mounted"
	mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$1/dev/pts" || return 1
	mounted="$1/dev/pts $mounted"
	rm -f "$1/dev/ptmx"
	ln -s pts/ptmx "$1/dev/ptmx"
}

# Everything that was mounted in a folder, newest first.
unmount_in() {
	left=
	for m in $mounted; do
		case $m in
		"$1"/*) umount "$m" 2>/dev/null || umount -l "$m" ;;
		*) left="$left $m" ;;
		esac
	done
	mounted=$left
}
remove_copy() {
	unmount_in "$1"
	rm -rf --one-file-system "$1"
	left=
	for c in $copies; do
		[ "$c" = "$1" ] || left="$left $c"
	done
	copies=$left
}
clean_up() {
	[ -z "$running" ] || kill -TERM -- "-$running" 2>/dev/null
	for c in $copies; do
		remove_copy "$c"
	done
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

# in_chroot DIR USER COMMAND...: with nothing of this shell's environment.
in_chroot() {
	in_dir=$1 as_user=$2
	shift 2
	its_home=/root
	[ "$as_user" = root ] || its_home=/home/$as_user
	# A shell that waits hears a signal, and ends them all.
	setsid chroot --userspec="$as_user:$as_user" "$in_dir" /usr/bin/env -i HOME="$its_home" USER="$as_user" TERM=dumb \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" </dev/null &
	running=$!
	wait $running
	got=$?
	running=
	return $got
}

# The sources as they are now, without what was built: an archive $1. From a
# checkout what git follows, with the changes of today; else what `make dist` packs.
pack_sources() {
	if git -c safe.directory="*" -C "$srcdir" rev-parse --verify -q HEAD >/dev/null 2>&1 && [ -e "$srcdir/.git" ]; then
		now=$(git -c safe.directory="*" -C "$srcdir" -c user.name=reroll -c user.email=reroll@localhost stash create 2>/dev/null || true)
		git -c safe.directory="*" -C "$srcdir" archive --format=tar -o "$1" "${now:-HEAD}"
	else
		(cd "$builddir" && "${MAKE:-make}" dist-gzip >/dev/null 2>&1) || return 1
		pack=$(find "$builddir" -maxdepth 1 -name 'reroll-*.tar.gz' | sort | tail -n 1)
		work=$chroots/sources.$$
		copies="$copies $work"
		mkdir -p "$work" && tar -C "$work" -xzf "$pack" &&
			tar -C "$work"/reroll-* -cf "$1" . && remove_copy "$work"
	fi
}
