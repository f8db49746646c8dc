#!/bin/sh
# Ranks of mpirun train as threads do: the same bits, one session, and nothing saved is lost
# when one of them dies.
# shellcheck source=tests/tap.sh
. "${srcdir:=.}/tests/tap.sh"
mpi=$(dirname "$REROLL")/reroll-mpi
OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# More ranks than cores, on this machine alone, whatever it is.
OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl_base_warn_component_unused=0
PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe HWLOC_COMPONENTS=-gl
export OMPI_ALLOW_RUN_AS_ROOT OMPI_ALLOW_RUN_AS_ROOT_CONFIRM OMPI_MCA_rmaps_base_oversubscribe OMPI_MCA_hwloc_base_binding_policy \
	OMPI_MCA_btl_base_warn_component_unused PRTE_MCA_rmaps_default_mapping_policy HWLOC_COMPONENTS

# By whom it is started is said by the environment; without reroll-mpi that is refused.
cp "$REROLL" lone
for v in OMPI_COMM_WORLD_SIZE PMI_SIZE MV2_COMM_WORLD_SIZE; do
	env $v=4 ./lone run -q -n 3 -o none.reroll >out 2>err </dev/null
	status=$?
	ok "one of several without MPI: $v" '[ $status = 2 ] && [ ! -s out ] && [ "$(wc -l <err)" = 1 ] && grep -q "started as one of 4, and .*reroll-mpi" err && [ ! -e none.reroll ]'
done
env PMI_SIZE=4 PMI_RANK=1 ./lone run -q -n 3 >out 2>err </dev/null
status=$?
ok "and said once" '[ $status = 2 ] && [ ! -s out ] && [ ! -s err ]'
env PMI_SIZE=4 ./lone run -q -n 8 --shard 1/4 -o shard.reroll >out 2>err </dev/null
status=$?
ok "a shard is by itself" '[ $status = 0 ] && [ -e shard.reroll ] && [ ! -s err ]'
env PMI_SIZE=1 ./lone run -q -n 3 >out 2>err </dev/null
status=$?
ok "one alone is one alone" '[ $status = 0 ] && [ ! -s err ]'
rm -f lone

if [ ! -x "$mpi" ] || ! command -v mpirun >/dev/null; then
	skip "ranks" "no reroll-mpi, or no mpirun"
	done_testing
	exit
fi
printf '#!/bin/sh\nexit 0\n' >nothing
chmod +x nothing
if ! mpirun -n 4 ./nothing >out 2>err </dev/null; then
	sed 's/^/# /' err | head -n 20
	skip "ranks" "mpirun does not start four processes here"
	done_testing
	exit
fi
if command -v ldd >/dev/null; then
	ok "the ordinary program knows no MPI" '! ldd "$REROLL" | grep -q libmpi'
fi

bits() {	# all that a session says but times
	"$REROLL" report "$1" && "$REROLL" export "$1" -o bits.json && sed '/^"meta"/d; s/"\(time\|seconds\)":[^,}]*//g' bits.json
	rm -f bits.json
}
same() {	# NAME RANKS FLAGS COMMANDS
	rm -f ranks.reroll threads.reroll
	# shellcheck disable=SC2086
	mpirun -n "$2" "$REROLL" run -q $3 -e "$4" -o ranks.reroll >out 2>err </dev/null
	status=$?
	# shellcheck disable=SC2086
	"$REROLL" run -q -j 4 $3 -e "$4" -o threads.reroll >/dev/null 2>>err </dev/null
	bits ranks.reroll >many 2>>err
	bits threads.reroll >one 2>>err
	diff one many | head -n 4 >>err
	# MPI itself may have something to say of the machine
	ok "$1" '[ $status = 0 ] && ! grep -q "^reroll" err && [ -s one ] && cmp -s one many'
}
same "four ranks are four threads" 4 '-n 400' 'free init shuffle'
same "two ranks, every source" 2 '-n 150' 'data moons; model dense 8 relu, dropout .2, dense 1; free init shuffle batch optimizer dropout split nudge rounding; budget epochs 2'
same "scaled inputs, classes, conditions that follow each other" 3 '' \
	'data iris; free init; budget epochs 3; run 60; free shuffle; run 33; budget epochs 2; run 50; remedy batch 8,32; attribute 12'
same "a series in order of time" 3 '-n 40' 'data sunspots; free init; budget epochs 1'
same "BLIS, where all are alike" 3 '-n 9' 'engine blis; free init; budget epochs 1'
same "images" 2 '-n 6' 'data digits; model conv2d 4 3x3 relu, maxpool 2, flatten, dense 10; free init; budget epochs 1'
same "slow motion, and pauses" 3 '' 'free init; budget epochs 2; run 40; pace 200; run 20; pace slow; run 1; pace max; run 300'
mpirun -n 4 "$REROLL" run -n 20 -e 'free init' >out 2>err </dev/null
"$REROLL" run -n 20 -e 'free init' >one 2>/dev/null
ok "one of them speaks" '[ "$(grep -c "^article" out)" = 1 ] && cmp -s out one'
mpirun -n 3 "$REROLL" run -q -n 20 -e 'frob' >out 2>err </dev/null
status=$?
ok "one of them refuses" '[ $status = 2 ] && [ "$(grep -c "^reroll: .*frob" err)" = 1 ]'
mpirun -n 3 "$REROLL" run -q -j 2 -n 20 >out 2>err </dev/null
status=$?
ok "ranks are the workers" '[ $status = 2 ] && [ "$(grep -c "^reroll: -j 2: " err)" = 1 ]'

# One dies in the middle: what was saved is there, and the session goes on to the same end.
rm -f ranks.reroll
long='data spiral; free init shuffle; budget epochs 20'
cat >rank <<'EOF'
echo $$ >pid.${OMPI_COMM_WORLD_RANK:-$PMI_RANK}
exec "$@"
EOF
mpirun -n 4 sh rank "$mpi" run -q -n 40000 -e "$long" -o ranks.reroll >out 2>err </dev/null &
job=$!
runs() { "$REROLL" report --json ranks.reroll 2>/dev/null | sed -n 's/^ *"runs": *\([0-9]*\).*/\1/p' | head -n 1; }
i=0
while [ "$(runs || :)" = '' ] || [ "$(runs)" -lt 40 ]; do
	i=$((i + 1))
	[ $i -lt 600 ] && kill -0 $job 2>/dev/null || break
	sleep .1
done
saved=$(runs)
kill -9 "$(cat pid.2)"
wait $job
status=$?
left=$(runs)
echo "# $saved runs were saved when rank 2 was killed, $left are there" >>out
ok "a rank that dies ends the job" '[ $status != 0 ]'
ok "and loses nothing that was saved" '[ -n "$saved" ] && [ -n "$left" ] && [ "$left" -ge "$saved" ]'
run verify ranks.reroll
ok "whose bits are right" '[ $status = 0 ] && grep -q "every bit the same" out'
more=$((left + 30))
mpirun -n 2 "$REROLL" run -q -c -n $more -o ranks.reroll >out 2>err </dev/null
status=$?
rm -f threads.reroll
"$REROLL" run -q -n $more -e "$long" -o threads.reroll
"$REROLL" report ranks.reroll >many
"$REROLL" report threads.reroll >one
ok "and it goes on to the same end" '[ $status = 0 ] && ! grep -q "^reroll" err && cmp -s one many'
done_testing
