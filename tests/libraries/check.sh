#!/bin/sh
# make check-trainers: trainings in the real packages of other people, driven and audited.
# What is missing is installed (apt-get as root, npm into $TRAINERS_TOOLS) or its tests are
# skipped in one line.  GENERATE=1 writes what was measured into reroll-trainer(7).  TAP on stdout.
#
# For each library: the audit says what is known of its seeds; its spread on the article's
# example is that of `defaults LIBRARY` here (Kolmogorov-Smirnov at 1 %); and scripts that
# `export` writes for it train as reroll does.
# shellcheck source=tests/tap.sh
: "${srcdir:=.}" "${builddir:=.}"
: "${TRAINERS_TOOLS:=$(cd "$builddir" && pwd)/tests/libraries/tools}"
. "$srcdir/tests/tap.sh"
here=$srcdir/tests/libraries
page=$srcdir/man/reroll-trainer.7
PATH=/usr/bin:$PATH		# Debian's python3, for which its packages are
PYTHONDONTWRITEBYTECODE=1
TFJS=$TRAINERS_TOOLS
export PATH PYTHONDONTWRITEBYTECODE TFJS
: >rows

# has COMMAND PACKAGE...: is it there, perhaps now?
has() {
	what=$1
	shift
	eval "$what" >/dev/null 2>&1 && return
	[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
	DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y -q "$@" >apt.log 2>&1
	eval "$what" >/dev/null 2>&1
}
has_tfjs() {
	has 'node --version && npm --version' nodejs npm || return 1
	mkdir -p "$TRAINERS_TOOLS" || return 1
	[ -d "$TRAINERS_TOOLS/node_modules/@tensorflow/tfjs" ] ||
		(cd "$TRAINERS_TOOLS" && timeout 300 npm install --no-audit --no-fund --silent @tensorflow/tfjs@4.22.0) >npm.log 2>&1
	[ -d "$TRAINERS_TOOLS/node_modules/@tensorflow/tfjs" ]
}

# native NAME COMMANDS: 400 runs here, as pairs in NAME.here
native() {
	rm -f here.reroll here.json
	run run -q --no-rc -n 400 -o here.reroll -e "$2"
	run export here.reroll -o here.json
	awk -f "$here/pairs.awk" here.json >"$1.here"
}
# driven NAME RUNS COMMAND...: as many runs there, in NAME.there; NAME.json the report
driven() {
	name=$1
	runs=$2
	shift 2
	rm -f there.reroll there.json
	run drive run -q --no-rc -n "$runs" -o there.reroll -- "$@"
	cp err drive.err
	run report there.reroll --json
	cp out "$name.json"
	run export there.reroll -o there.json
	awk -f "$here/pairs.awk" there.json >"$name.there"
	cp drive.err err
}
alike() {
	awk -f "$here/ks.awk" "$1.here" "$1.there" >out
	ok "$2: $(cat out)" 'grep -q " alike" out'
}
# of FILE KEY: the first figure of that name below "difference"
of() { awk -v key="\"$2\":" '/"difference": \{/ { on = 1 } on && index($0, key) { gsub(/[^0-9.e-]/, "", $2); print $2; exit }' "$1"; }
# figure X OF: with as many decimals as that one is told with
figure() { awk -v x="$1" -v of="$2" 'BEGIN { t = sprintf(of >= .1 ? "%.2f" : "%.3f", x); sub(/^0/, "", t); print t }'; }
# version PACKAGE: of Debian, without its own additions
version() { dpkg-query -W -f '${Version}' "$1" 2>/dev/null | sed 's/^[0-9]*://; s/+.*//; s/-[^-]*$//'; }

# audit NAME EXPECTED-EXIT COMMAND...: NAME.audit
audit() {
	name=$1
	expected=$2
	shift 2
	run audit --json -q -- "$@"
	cp out "$name.audit"
	ok "$name: the audit ends with $expected" '[ $status = $expected ] && grep -q "\"passes\"" out'
}
# result NAME WHAT: equal, differs, works ...
result() { tr -d '\n' <"$1.audit" | sed "s/.*\"what\": \"$2\",[^}]*\"result\": \"*\([a-z]*\)\"*.*/\1/"; }
# row NAME TITLE SEEDS: a line of the table
row() {
	{
		mean=$(of "$1.json" mean)
		sources=$(tr -d '\n' <"$1.audit" | grep -o '"source": "[^}]*"result": "[a-z]*"' |
			sed 's/"source": "\([^"]*\)".*"result": "\([a-z]*\)"/\1 \2/' | paste -sd , | sed 's/,/, /g')
		printf '%-26s %-8s %-8s %-8s %s (%s to %s)\n' "$2" "$(result "$1" "same process")" \
			"$(result "$1" "two processes")" "$(result "$1" threads | sed 's/null/-/')" \
			"$(figure "$mean" "$mean")" "$(figure "$(of "$1.json" lo)" "$mean")" "$(figure "$(of "$1.json" hi)" "$mean")"
		printf '  %s\n' "$sources" | sed 's/ differs/ works/g; s/ equal/ has no effect/g; s/ hidden/ cannot be told apart/g'
	} >>rows
}

# ---- NumPy, and what stands for Keras ---------------------------------------------------------

if has 'python3 -c "import numpy"' python3-numpy; then
	version=$(version python3-numpy)
	audit numpy 0 python3 "$here/article_numpy.py"
	driven numpy 400 python3 "$here/article_numpy.py"
	native numpy 'data article; defaults keras; free init shuffle'
	alike numpy "NumPy $version spreads as after \`defaults keras\`"
	row numpy "NumPy $version"
	# the exported script: the same runs
	run run -q --no-rc -n 20 -o n.reroll -e 'data article; dropout .2; free init shuffle dropout; export same.py'
	run export n.reroll -o n.json
	driven same 20 python3 same.py
	awk -f "$here/same.awk" n.json there.json >out
	ok "an exported script in NumPy, driven: runs of equal levels, and max |p - p'|: $(cat out)" \
		'[ "$(cut -d " " -f 1 out)" -ge 19 ] && awk "{ exit !(\$2 < 1e-5) }" out'
else
	skip "NumPy" "no python3-numpy"
fi

# ---- scikit-learn ------------------------------------------------------------------------------

if has 'python3 -c "import numpy, sklearn.neural_network"' python3-sklearn; then
	version=$(version python3-sklearn)
	audit sklearn 0 python3 "$here/article_sklearn.py"
	driven sklearn 400 python3 "$here/article_sklearn.py"
	native sklearn 'data article; defaults sklearn; free init shuffle'
	alike sklearn "scikit-learn $version spreads as after \`defaults sklearn\`"
	row sklearn "scikit-learn $version"
	audit sklearn32 0 python3 "$here/article_sklearn.py" batch 32
	driven sklearn32 400 python3 "$here/article_sklearn.py" batch 32
	native sklearn32 'data article; defaults sklearn; batch 32; free init shuffle'
	alike sklearn32 "scikit-learn $version at batch 32"
	row sklearn32 "  batch_size=32"
else
	skip "scikit-learn" "no python3-sklearn"
fi

# ---- PyTorch -----------------------------------------------------------------------------------

if has 'python3 -c "import numpy, torch"' python3-torch; then
	version=$(version python3-torch)
	audit torch 0 python3 "$here/article_torch.py"
	driven torch 400 python3 "$here/article_torch.py"
	native torch 'data article; defaults torch; free init shuffle'
	alike torch "PyTorch $version spreads as after \`defaults torch\`"
	row torch "PyTorch $version"
	case=0
	for commands in 'data article; defaults torch; free init shuffle' \
		'data moons; dropout .2; class-weights on; l2 .001; batch 20; budget epochs 3; free init shuffle dropout' \
		'data digits rows=150; model conv2d 4 3x3 same relu, maxpool 2, dense 10; budget epochs 2; optimizer rmsprop lr=.01; init glorot-normal; free init shuffle'; do
		case=$((case + 1))
		native "torch$case" "$commands; export t$case.py framework=torch"
		driven "torch$case" 300 python3 "t$case.py"
		alike "torch$case" "exported for PyTorch: $commands"
	done
else
	skip "PyTorch" "no python3-torch"
fi
if python3 -c 'import numpy' 2>/dev/null; then
	python3 "$here/moves.py" >out 2>err
	status=$?
	ok "penalties, losses and rates move over as reroll-numbers(7) says" \
		'[ $status = 0 ] && ! grep -q "^not ok" out && grep -q "^1\.\." out'
fi

# ---- TensorFlow.js -----------------------------------------------------------------------------

if has_tfjs; then
	version=$(sed -n 's/.*"version": "\([^"]*\)".*/\1/p' "$TFJS/node_modules/@tensorflow/tfjs/package.json" | head -n 1)
	audit tfjs 0 node "$here/article_tfjs.mjs"
	driven tfjs 400 node "$here/article_tfjs.mjs"
	native tfjs 'data article; defaults tfjs; free init shuffle'
	alike tfjs "TensorFlow.js $version spreads as after \`defaults tfjs\`"
	row tfjs "TensorFlow.js $version, cpu"
	case=0
	for commands in 'data article; defaults tfjs; free init shuffle' \
		'data moons; dropout .2; class-weights on; l2 .001; batch 20; budget epochs 3; free init shuffle dropout'; do
		case=$((case + 1))
		native "tfjs$case" "$commands; export t$case.mjs"
		driven "tfjs$case" 200 node "t$case.mjs"
		alike "tfjs$case" "exported for TensorFlow.js: $commands"
	done
else
	skip "TensorFlow.js" "no node, or @tensorflow/tfjs could not be had"
fi

# ---- R's nnet ----------------------------------------------------------------------------------

if has 'Rscript -e "library(nnet)"' r-base-core r-cran-nnet; then
	version=$(version r-cran-nnet)
	audit nnet 0 Rscript "$here/article_nnet.R"
	driven nnet 100 Rscript "$here/article_nnet.R"
	row nnet "R's nnet $version"
	Rscript -e 'library(nnet); set.seed(1); x <- matrix(rnorm(200), 50); y <- rnorm(50)
		n <- nnet(x, y, size = 3, linout = TRUE, decay = .1, maxit = 50, trace = FALSE)
		cat(abs(n$value - sum(n$residuals^2) - .1 * sum(n$wts^2)) < 1e-9)' >out 2>err
	status=$?
	ok "nnet's decay is that of all weights, beside a sum" 'grep -q TRUE out'
else
	skip "R's nnet" "no r-cran-nnet"
fi

# ---- FANN --------------------------------------------------------------------------------------

fann_there() { printf '#include <fann.h>\nint main(void) { return 0; }\n' >f.c && ${CC:-cc} f.c -o f -lfann; }
if has fann_there libfann-dev; then
	version=$(version libfann-dev)
	${CC:-cc} -O2 -o article_fann "$here/article_fann.c" -lfann -lm
	audit fann 1 ./article_fann "$here/article.csv"
	ok "FANN: what one seeds is drawn anew" \
		'[ "$(result fann "same process")" = differs ] && [ "$(result fann "two processes")" = differs ]'
	driven fann 100 ./article_fann "$here/article.csv"
	row fann "FANN $version"
	audit fann-again 0 ./article_fann "$here/article.csv" again
	driven fann-again 100 ./article_fann "$here/article.csv" again
	row fann-again "  weights drawn again"
else
	skip "FANN" "no libfann-dev"
fi

skip "Keras" "in no package of Debian: its script has never been run here"

sed 's/^/# /' rows
if [ -n "$GENERATE" ]; then
	{
		sed '/^\.\\" BEGIN SEEDS/q' "$page"
		sed "s/@DATE@/$(date +%Y-%m-%d)/" "$here/seeds.mdoc" | sed -e '/^@ROWS@$/{r rows' -e 'd;}'
		sed -n '/^\.\\" END SEEDS/,$p' "$page"
	} >page && cp page "$page"
fi
done_testing
