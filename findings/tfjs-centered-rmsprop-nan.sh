#!/bin/sh
# tfjs-centered-rmsprop-nan.sh - one unit that is not active, and its weights are NaN.
#
# About:    TensorFlow.js 4.22.0, tf.train.rmsprop(rate, decay, momentum, epsilon, true).
# Happens:  centered, it divides by sqrt(v - (m^2 + epsilon)): epsilon, which is to keep the root
#           from 0, is subtracted. Where the gradient is 0 that is the root of -epsilon: NaN
#           after the first step, for each weight into a relu that no row of the batch
#           activates, each pixel that is always black, each row of an embedding that
#           does not occur. So it is for any first gradient below about sqrt(epsilon / .09),
#           .001 with the default.
# Expected: sqrt(v - m^2 + epsilon), as in TensorFlow and Keras (and here without `centered`):
#           a gradient of 0 moves nothing.
# Seen:     gradients 1, .0001, 0: weights 1 become .9667, NaN, NaN; not centered .9684, .9969, 1
# Remedy:   leave `centered` out; a negative epsilon would be the one that is meant.
set -u
version=4.22.0
here=$(mktemp -d) && cd "$here" || exit 77
trap 'cd / && rm -rf "$here"' EXIT
command -v node >/dev/null && command -v npm >/dev/null || { echo "skipped: no node and npm"; exit 77; }
npm install --no-audit --no-fund --silent "@tensorflow/tfjs@$version" >get.log 2>&1 ||
	{ echo "skipped: the package cannot be had"; exit 77; }

cat >step.js <<'J'
console.warn = console.info = () => {}		// it advertises itself
const tf = require('@tensorflow/tfjs')

async function main () {
	await tf.setBackend('cpu')
	const step = centered => {
		const w = tf.variable(tf.tensor1d([1, 1, 1]))
		tf.train.rmsprop(0.01, 0.9, 0, 1e-7, centered).minimize(() => w.mul(tf.tensor1d([1, 1e-4, 0])).sum())
		return Array.from(w.dataSync())
	}
	const show = w => w.map(x => x.toFixed(4)).join(', ')
	const [plain, centered] = [step(false), step(true)]
	console.log('TensorFlow.js', tf.version.tfjs)
	console.log('gradients 1, .0001, 0; centered:', show(centered), ' not:', show(plain))
	process.exit(+!(centered[0] < 1 && isNaN(centered[1]) && isNaN(centered[2]) && plain.every(isFinite) && plain[2] === 1))
}
main()
J
node step.js
