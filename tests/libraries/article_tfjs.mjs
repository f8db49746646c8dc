/*
 * The article's example in TensorFlow.js, by its own defaults; seeded by init and shuffle.
 *
 * There is no seed for all: init goes to each layer's initialiser (never 0, which would be no
 * seed), and shuffle to Math.random, which fit() shuffles with.
 */
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
const helpers = process.env.REROLL_HELPERS || path.join(here, '../../data/trainer')
const { runs } = await import(pathToFileURL(path.join(helpers, 'reroll.mjs')))
console.warn = console.info = () => {}        // it advertises itself
const tf = createRequire(path.join(process.env.TFJS || here, 'x.js'))('@tensorflow/tfjs')
await tf.setBackend('cpu')

const table = fs.readFileSync(path.join(here, 'article.csv'), 'utf8').trim().split('\n').slice(1)
  .map(line => line.split(',').map(Number))
const X = tf.tensor2d(table.map(row => row.slice(0, -1)))
const y = tf.tensor2d(table.map(row => row.slice(-1)))

/* mulberry32 */
function generator (seed) {
  return () => {
    seed = seed + 0x6D2B79F5 | 0
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
    return ((t ^ t >>> 14) >>> 0) / 4294967296
  }
}

for (const run of runs({ sources: ['init', 'shuffle'], kind: 'regression', probes: table.length, targets: table.map(row => row[10]) })) {
  Math.random = generator(run.shuffle)
  const seed = run.init % 1000000007 + 1
  const model = tf.sequential()
  model.add(tf.layers.dense({ units: 10, inputShape: [10], activation: 'relu', kernelInitializer: tf.initializers.glorotNormal({ seed }) }))
  model.add(tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotNormal({ seed: seed + 1 }) }))
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' })
  const fitted = await model.fit(X, y, { epochs: 10, verbose: 0 })
  for (const loss of fitted.history.loss) run.epoch({ train_loss: loss })
  const p = model.predict(X)
  run.done(p.dataSync())
  p.dispose()
  model.dispose()
}
