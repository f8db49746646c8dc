#!/bin/sh
# bootstrap.sh - what ./bootstrap makes of a machine: packages, configure, make and the
# tests are stand-ins here, so that a machine can be without some.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
# Not the build of whoever runs this.
unset REROLL_BUILD
bin=$dir/bin tree=$dir/tree have=$dir/have
mkdir "$bin" "$tree" "$have" "$tree/src" "$tree/tests" "$tree/bench" "$tree/data" "$tree/man" || exit 99
cp "$srcdir/bootstrap" "$tree/bootstrap" && cp "$srcdir/tests/telling.awk" "$tree/tests/" || exit 99
for tool in sh sed grep awk find tail head cut wc getconf mkdir sleep cat dirname env touch rm mv chmod; do
	ln -s "$(command -v $tool)" "$bin/$tool" || exit 99
done
tool() { cat >"$bin/$1"; chmod +x "$bin/$1"; }
run() { (cd "$tree" && PATH=$bin REROLL_EVERY=1 ./bootstrap "$@") >"$dir/out" 2>"$dir/err" </dev/null; status=$?; }

tool id <<'E2'
#!/bin/sh
echo 0
E2
debian() {
	tool dpkg-query <<E2
#!/bin/sh
for p; do :; done
[ ! -e "$have/\$p" ] || printf 'install ok installed'
E2
	tool apt-get <<E2
#!/bin/sh
shift
for p; do case \$p in -*) ;; *) touch "$have/\$p"; echo "Setting up \$p" ;; esac; done
E2
}
tool autoreconf <<E2
#!/bin/sh
touch Makefile.in configure
E2
# As the real one: it remembers what was there.
cat >"$tree/configure" <<E2
#!/bin/sh
echo configured >>"$dir/configured"
know() { if [ -e "$have/\$1" ]; then echo "S[\"HAVE_\$2_TRUE\"]=\"\""; else echo "S[\"HAVE_\$2_TRUE\"]=\"#\""; fi; }
{
	echo '#!/bin/sh'
	echo 'if [ "\$1" = --recheck ]; then exec ../configure; fi; exit 0'
	know libcmocka-dev CMOCKA
	know libvterm-dev VTERM
} >config.status
chmod +x config.status
E2
chmod +x "$tree/configure"
make_with() {	# MINUTES PASS FAIL
	tool make <<E2
#!/bin/sh
case "\$*" in
*-n*) echo "cc -c -o a.o"; echo "cc -c -o b.o" ;;
*list-tests) echo one; echo two ;;
*check)
	printf 'FAIL: test_thing\n====\n\nok 1 - one\n# it was 3\nnot ok 2 - two\n# thing.c:7: error: Failure!\n' >test-suite.log
	mv test-suite.log build/
	echo "# PASS: $2"; echo "# FAIL: $3"; [ $3 = 0 ] ;;
*) echo "  CC       a.o"; sleep $1 ;;
esac
E2
}

touch "$tree/configure.ac" "$tree/Makefile.am"
touch "$tree/Makefile.in" "$tree/configure"
make_with 0 5 0
debian
run build
ok "what the build needs is installed, and no more" '[ $status = 0 ] && [ -e "$have/libgsl-dev" ] && [ ! -e "$have/libcmocka-dev" ]'
run build
ok "once configured is enough" '[ $status = 0 ] && [ "$(wc -l <"$dir/configured")" -eq 1 ]'
run check
ok "packages that were installed mean configure again" '[ $status = 0 ] && [ "$(wc -l <"$dir/configured")" -eq 2 ] && [ "$(cat "$dir/out")" = "5 passed, 0 failed" ]'
run check
ok "and not a third time" '[ $status = 0 ] && [ "$(wc -l <"$dir/configured")" -eq 2 ]'

rm -f "$have/libcmocka-dev" "$have/libvterm-dev" "$bin/dpkg-query" "$bin/apt-get"
rm -rf "$tree/build"
run check
ok "without cmocka the check is red, and one line says why" '[ $status = 1 ] && [ ! -s "$dir/out" ] && [ "$(grep -c "the tests need cmocka libvterm" "$dir/err")" = 1 ]'
touch "$have/libcmocka-dev"
run check
ok "nor with cmocka alone" '[ $status = 1 ] && [ ! -s "$dir/out" ] && grep -q "the tests need libvterm " "$dir/err"'
touch "$have/libvterm-dev"
run check
ok "installed by hand they are found" '[ $status = 0 ] && [ "$(cat "$dir/out")" = "5 passed, 0 failed" ]'

make_with 0 4 1
run check
ok "a failure is counted" '[ $status = 1 ] && [ "$(tail -n 1 "$dir/out")" = "4 passed, 1 failed" ]'
ok "and what its log tells is shown" 'grep -q "^test_thing: two" "$dir/err" && grep -q "^  # it was 3" "$dir/err" && grep -q "thing.c:7" "$dir/err" && ! grep -q "ok 1" "$dir/err"'
make_with 0 0 0
run check
ok "nothing passed is no pass" '[ $status = 1 ] && ! grep -q " 0 failed" "$dir/out"'

make_with 4 5 0
escape=$(printf '\033')
run build
ok "it says how far it is, in lines" '[ $status = 0 ] && grep -q "^bootstrap: the build, [1-4] s: 1 of 2 files$" "$dir/err" && ! grep -q "$escape" "$dir/err"'

done_testing
