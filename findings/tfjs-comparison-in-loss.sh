#!/bin/sh
# tfjs-comparison-in-loss.sh - a loss that asks where it is large has no gradient.
#
# About:    TensorFlow.js 4.22.0, tf.where, less, lessEqual, greater ... within a loss.
# Happens:  tf.grad and optimizer.minimize throw "gradient function not found for LessEqual" as
#           soon as a condition is made of something that depends on the weights, though no
#           gradient goes through a condition. So Huber's loss, a hinge, or leaky relu written
#           with tf.where cannot be trained; forward they are right.
# Expected: that a comparison, whose outcome is a bool, is a constant to the gradient, as in
#           TensorFlow, PyTorch and JAX.
# Seen:     Huber's loss by tf.where: gradient function not found for LessEqual; the same with
#           the condition through dataSync(): 0.1, 0.3, -0.3 (over 3)
# Remedy:   minimum and maximum instead (Huber: n = minimum(|e|, d), n^2/2 + d (|e| - n)), or make
#           the condition outside of the tape.
set -u
version=4.22.0
here=$(mktemp -d) && cd "$here" || exit 77
trap 'cd / && rm -rf "$here"' EXIT
command -v node >/dev/null && command -v npm >/dev/null || { echo "skipped: no node and npm"; exit 77; }
npm install --no-audit --no-fund --silent "@tensorflow/tfjs@$version" >get.log 2>&1 ||
	{ echo "skipped: the package cannot be had"; exit 77; }

cat >where.js <<'J'
console.warn = console.info = () => {}		// it advertises itself
const tf = require('@tensorflow/tfjs')

const D = 0.3
const huber = condition => z => {
	const e = z.abs()
	return tf.where(condition(e), e.square().div(2), e.sub(D / 2).mul(D)).sum()
}
async function main () {
	await tf.setBackend('cpu')
	const z = tf.tensor1d([0.1, 1, -2])
	let said = ''
	console.log('TensorFlow.js', tf.version.tfjs)
	console.log('forward:', huber(e => e.lessEqual(D))(z).dataSync()[0].toFixed(4))
	try {
		tf.grad(huber(e => e.lessEqual(D)))(z)
	} catch (e) {
		said = e.message
	}
	console.log('gradient:', said || 'there is one')
	const constant = tf.tensor1d(Array.from(z.dataSync()).map(v => Math.abs(v) <= D), 'bool')
	const g = Array.from(tf.grad(huber(() => constant))(z).dataSync())
	console.log('with a condition from outside:', g.map(v => v.toFixed(2)).join(', '))
	process.exit(+!(/not found for LessEqual/.test(said) && g.map(v => v.toFixed(2)).join() === '0.10,0.30,-0.30'))
}
main()
J
node where.js
