#!/bin/sh
# run.sh SRCDIR SECONDS TARGET... - build the fuzz targets with clang in the
# present folder and let each look for a crash; `make fuzz` calls it.
#
# The seeds are the project's own tables, scripts and lessons, and a few bytes
# by hand; $FUZZ_FLAGS are libFuzzer's.  What is found interesting stays in corpus/TARGET for the next time.
set -eu

src=$1
seconds=$2
shift 2
cc=${FUZZ_CC:-clang}
: "${FUZZ_FLAGS:=}"
sanitizers=address,undefined

die() { printf 'fuzz: %s\n' "$*" >&2; exit 1; }

usable() {
	printf '#include <stddef.h>\nint LLVMFuzzerTestOneInput(const unsigned char *p, size_t n);\nint LLVMFuzzerTestOneInput(const unsigned char *p, size_t n) { return !p && n; }\n' >probe.c
	"$cc" -fsanitize=fuzzer,$sanitizers probe.c -o probe 2>probe.err
}

# seed NAME OCTAL [FILE]: a byte or more, then a file.
seed() {
	{ printf '%b' "$2"; if [ $# -gt 2 ]; then cat "$3"; fi; } >"$1"
}

seeds_data() {
	for f in "$src"/data/*.csv; do
		name=$(basename "$f" .csv)
		head -n 12 "$f" >head.csv
		for option in 00 01 02 03 04 05 06 17; do
			seed "$1/$name-$option" "\\00$option" head.csv
		done
	done
	gzip -nc head.csv >head.csv.gz
	seed "$1/gzip" '\0017' head.csv.gz
	for f in "$src"/tests/num/tables/*; do
		head -n 30 "$f" >head.csv
		for option in 01 07 10 11 12 14 16 17; do
			seed "$1/table-$(basename "$f")-$option" "\\00$option" head.csv
		done
	done
	for f in "$src"/tests/num/arrays/*; do
		seed "$1/$(basename "$f")" '\0017' "$f"
	done
	# behind check sums: gzip data, and .npz stored and deflated
	seed "$1/behind-gzip" '\0117' "$src"/tests/num/tables/30-arff.arff
	cat "$src"/tests/num/arrays/little-f4.npy "$src"/tests/num/arrays/little-f4.npy >two.npy
	seed "$1/behind-stored" '\0217' two.npy
	seed "$1/behind-deflated" '\0317' two.npy
	rm -f two.npy
	seed "$1/sparse" '\0017@relation r\n@attribute a real\n@attribute b {x,y}\n@data\n{0 1, 1 y}\n{}\n'
	seed "$1/libsvm" '\0017+1 1:0.5 3:2 # c\n-1 2:1e2\n+1 4:7\n'
	seed "$1/dressed" '\0017a;b;c\n$1.234,5;12 %;3 kg\n(2);1 %;4 kg\n'
	seed "$1/dates" '\0001a,b\n2001-01-31,1\nJan 5 2001,2\n20010131,3\n2001Q1,4\n'
	seed "$1/semicolon" '\0003a;b\n1,5;2\n2,5;3\n?;4\n'
	seed "$1/quotes" '\0017"a ""b""",c\r\n"1",x\r\n2,y\r\n'
	seed "$1/labels" '\0017\0000\0000\0010\0001\0000\0000\0000\0003\0001\0002\0001'
	seed "$1/images" '\0017\0000\0000\0010\0003\0000\0000\0000\0002\0000\0000\0000\0001\0000\0000\0000\0002abcd'
	rm -f head.csv head.csv.gz
}

seeds_runs() {
	seed "$1/long" '\0000run,step,metric,value\na,1,train_loss,0.5\na,2,val_loss,0.75\nb,,p1,1\nb,,p2,2\n'
	seed "$1/wide" '\0020init,shuffle_seed,optimizer,x_seed,lr,val_loss,p1,p2\n1,7,sgd,0,.1,.5,1,2\n1,8,"a""b",0,.1,1,3,4\n'
	seed "$1/targets" '\0010run,p1,p2\n1,.25,1\n2,0,1\ntarget,0,1\n'
	seed "$1/keras" '\0000epoch,accuracy,loss,val_loss\n0,.5,1,2\n1,.75,.5,1\n'
	seed "$1/tensorboard" '\0003Wall time,Step,Value\n1.5,0,.5\n2.5,1,.25\n'
	seed "$1/wandb" '\0000"Step","a - val_loss","a - val_loss__MIN","b - c - loss"\n"0",".5",".5",""\n"1","1","","2"\n'
	seed "$1/lines" '\0001{"targets":[0,1]}\n{"run":1,"init":5,"epoch":1,"loss":.5}\n{"run":1,"predictions":[[.5],[1]]}\n{"run":2,"error":"x"}\n'
	for f in "$src"/tests/num/arrays/*; do
		seed "$1/$(basename "$f")" '\0002' "$f"
	done
}

seeds_session() {
	seed "$1/whole" '\0000SQLite format 3\0000'
	seed "$1/head" '\0001\0000\0000\0000\0020\0001\0000\0000\0000\0022\0002'
	seed "$1/page" '\0001\0000\0000\0020\0000\0377\0000\0000\0040\0005\0001'
	seed "$1/log" '\0002\0000\0000\0000\0040\0001\0000\0000\0001\0000\0007'
	seed "$1/cut" '\0003abcdefghijklmnopqrstuvwxyz'
}

seeds_lang() {
	for f in "$src"/tests/lang/*.rr "$src"/data/lessons/*.lesson "$src"/data/scripts/*.rr; do
		[ ! -e "$f" ] || cp "$f" "$1/$(basename "$f")"
	done
}

[ $# -gt 0 ] || die "no targets"
command -v "$cc" >/dev/null 2>&1 ||
	die "there is no $cc; on Debian: apt-get install clang libclang-rt-14-dev"
usable || {
	cat probe.err >&2
	die "$cc cannot link a fuzz target; on Debian: apt-get install libclang-rt-14-dev"
}
[ -e config.status ] || "$src/configure" -q --disable-maintainer-mode \
	--enable-sanitizer=fuzzer-no-link,$sanitizers CC="$cc" CFLAGS='-O1 -g'
${MAKE:-make} FUZZ_LDFLAGS=-fsanitize=fuzzer "$@"

for target in "$@"; do
	rm -rf "seeds/$target"
	mkdir -p "seeds/$target" "corpus/$target"
	"seeds_${target#fuzz_}" "seeds/$target"
	printf 'fuzz: %s for %s s\n' "$target" "$seconds"
	# shellcheck disable=SC2086	# words, or none
	"./$target" -max_total_time="$seconds" -timeout=100 -rss_limit_mb=3000 -max_len=65536 \
		-artifact_prefix="$target-" -print_final_stats=1 $FUZZ_FLAGS \
		"corpus/$target" "seeds/$target" >"$target.log" 2>&1 || {
		grep -vE '^#[0-9]' "$target.log" | tail -n 60 >&2
		die "$target failed: see $target.log and $target-* in $(pwd)"
	}
	sed -n "s/^stat::number_of_executed_units: */fuzz: $target ran without a crash, inputs: /p" "$target.log"
done
