// @title@
/*
 * This condition of reroll @version@, trained by @framework@.
 *
 *     reroll drive -- node @file@
 *     node @file@@example@
 *
 * The same data, model, loss and rules, with a generator of its own: runs are others, and their
 * distribution is the same.  What is fixed is held at draws of its own (but for the split, which
 * is reroll's).@notes@
 */
import fs from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

// Beside this file (reroll helper javascript >reroll.mjs), or where reroll has it.
const here = path.dirname(fileURLToPath(import.meta.url))
const helper = [here, @helpers@].map(f => path.join(f, 'reroll.mjs')).find(f => fs.existsSync(f))
const { runs } = await import(helper)
console.warn = console.info = () => {} // TensorFlow.js advertises a faster one
const tf = createRequire(path.join(process.env.TFJS ?? here, 'x.js'))('@tensorflow/tfjs')
await tf.setBackend('cpu')

const SHAPE = @shape@
const OUTPUTS = @outputs@
const FREE = @free@
const LEVELS = @levels@ // of what is not free; null: off

// ---- the data ----

function load () {
//? inside
  const bytes = Buffer.from(DATA, 'base64')
//?
//? beside
  const bytes = fs.readFileSync(fileURLToPath(import.meta.url) + '.f32')
//?
  const n = bytes.length / 4
  const all = Array.from({ length: n }, (_, i) => bytes.readFloatLE(4 * i))
  const width = n / @rows@
  const features = SHAPE[0] * SHAPE[1] * SHAPE[2]
  const rows = Array.from({ length: @rows@ }, (_, r) => all.slice(r * width, (r + 1) * width))
  return {
    x: rows.map(row => row.slice(0, features)),
//? regression
    y: rows.map(row => row.slice(features))
//?
//? binary
    y: rows.map(row => row.slice(features)),
    label: rows.map(row => row[features])
//?
//? classes
    y: rows.map(row => Array.from({ length: OUTPUTS }, (_, o) => o === row[features] ? 1 : 0)),
    label: rows.map(row => row[features])
//?
  }
}

// ---- random numbers: mulberry32, one generator for each level and use ----

function generator (...seeds) {
  let seed = seeds.reduce((h, s) => Math.imul(h ^ s, 0x9E3779B1) ^ h >>> 15, 0x2545F491)
  return () => {
    seed = seed + 0x6D2B79F5 | 0
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
    return ((t ^ t >>> 14) >>> 0) / 4294967296
  }
}

function shuffled (list, ...seeds) {
  const p = [...list]
  const random = generator(...seeds)
  for (let i = p.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [p[i], p[j]] = [p[j], p[i]]
  }
  return p
}

// ---- which rows, and in which order ----

const upTo = n => Array.from({ length: n }, (_, i) => i)

/* Training rows and test rows, in the order of the file. */
function split (level, label, rows) {
//? split nosplit
  const n = @test@ > 0 ? Math.max(Math.floor(@test@ * rows + 0.5), 1) : 0
//?
//? held
  const bits = Buffer.from(HELD, 'base64') // reroll's own split
  const held = new Set(upTo(rows).filter(r => bits[r >> 3] & 128 >> (r & 7)))
//?
//? split
  const rank = shuffled(upTo(rows), level, 5)
//?
//? nosplit
  const rank = upTo(rows).reverse()
//?
//? stratify-split
  const count = upTo(Math.max(...label) + 1).map(c => label.filter(v => v === c).length)
  const quota = count.map(k => Math.floor(n * k / rows))
  while (quota.reduce((a, b) => a + b) < n) {
    const lack = count.map((k, c) => quota[c] < k ? n * k / rows - quota[c] : -Infinity)
    quota[lack.indexOf(Math.max(...lack))]++
  }
  const held = new Set(rank.filter(r => quota[label[r]]-- > 0))
//?
//? plain-split
  const held = new Set(rank.slice(0, n))
//?
  return [upTo(rows).filter(r => !held.has(r)), upTo(rows).filter(r => held.has(r))]
}

function order (level, label, train, epoch) {
//? shuffle
  const rows = shuffled(train, level, 1, epoch)
//?
//? noshuffle
  const rows = train
//?
//? stratify-shuffle
  const count = {}
  const seen = {}
  for (const r of rows) count[label[r]] = (count[label[r]] ?? 0) + 1
  const place = rows.map(r => [((seen[label[r]] = (seen[label[r]] ?? -1) + 1) + 0.5) / count[label[r]], label[r], r])
  return place.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(p => p[2])
//?
//? plain-shuffle
  return rows
//?
}

function batches (rows, size) {
  const n = rows.length
  size = Math.min(size ?? n, n)
  const out = []
//? keep
  for (let i = 0; i < n; i += size) out.push(rows.slice(i, i + size))
//?
//? drop
  for (let i = 0; i + size <= n; i += size) out.push(rows.slice(i, i + size))
//?
//? even
  const k = Math.ceil(n / size)
  for (let b = 0, i = 0; b < k; b++) out.push(rows.slice(i, i += Math.floor(n / k) + (b < n % k ? 1 : 0)))
//?
  return out
}

/* At which rows predictions are compared. */
function probes (test, rows) {
//? probes-test
  const of = test.length ? test : upTo(rows)
//?
//? probes-all
  const of = upTo(rows)
//?
  const k = Math.min(@probes@, of.length)
  return upTo(k).map(i => of[Math.floor(i * of.length / k)])
}

//? standardize
/* Data as they are trained on, by the training rows; what brings predictions back. */
function standardised ({ x, y, label }, train) {
//? series
  const step = SHAPE[2] // the steps of a window share a scale
//?
//? columns
  const step = x[0].length
//?
  const scaled = x.map(row => [...row])
  for (let c = 0; c < step; c++) {
    const each = rows => rows.flatMap(row => row.filter((_, i) => i % step === c))
    const counted = each(train.map(r => x[r]))
    if (each(x).every(v => v === 0 || v === 1)) continue
    const [m, s] = moments(counted)
    for (const row of scaled) for (let i = c; i < row.length; i += step) row[i] = s > 0 ? (row[i] - m) / s : 0
  }
//? targets
  const scale = upTo(OUTPUTS).map(o => moments(train.map(r => y[r][o]))).map(([m, s]) => [m, s > 0 ? s : 1])
//?
//? raw-targets
  const scale = upTo(OUTPUTS).map(() => [0, 1])
//?
  return { x: scaled, y: y.map(row => row.map((v, o) => (v - scale[o][0]) / scale[o][1])), label, scale }
}

function moments (v) {
  const m = v.reduce((a, b) => a + b, 0) / v.length
  const same = v.every(x => x === v[0])
  return [m, same ? 0 : Math.sqrt(v.reduce((a, b) => a + (b - m) ** 2, 0) / v.length)]
}

//?
//? class-weights
/* Every class counts the same. */
function classWeight (label, train) {
//? weights-training
  const counted = train.map(r => label[r])
//?
//? weights-all
  const counted = label
//?
  const count = {}
  for (const c of counted) count[c] = (count[c] ?? 0) + 1
  return label.map(c => counted.length / Object.keys(count).length / (count[c] ?? 1))
}

//?
// ---- the model ----

function act (name, z) {
  if (name === 'linear') return z
  if (name === 'leaky-relu') return tf.layers.leakyReLU({ alpha: 0.2 }).apply(z)
  return tf.layers.activation({ activation: name }).apply(z)
}

function network (level) {
  const random = generator(level, 0)
  const start = limit => {
    const seed = () => 1 + Math.floor(random() * 2147483646) // 0 would be none
//? uniform
    const draw = () => tf.initializers.randomUniform({ minval: -limit, maxval: limit, seed: seed() })
//?
//? truncated
    const draw = () => tf.initializers.truncatedNormal({ stddev: limit, seed: seed() })
//?
//? whole-normal
    const draw = () => tf.initializers.randomNormal({ stddev: limit, seed: seed() })
//?
//? zeros
    const draw = () => tf.initializers.zeros()
//?
//? biases
    return { kernelInitializer: draw(), biasInitializer: draw() }
//?
//? nobiases
    return { kernelInitializer: draw() }
//?
  }
//? pictures
  const input = tf.input({ shape: SHAPE })
//?
//? table
  const input = tf.input({ shape: [SHAPE[2]] })
//?
  let x = input
@layers@
  return tf.model({ inputs: input, outputs: x })
}

/* The loss of each row. */
function dataLoss (z, y) {
//? mse
  return z.sub(y).square().mean(1)
//?
//? mae
  return z.sub(y).abs().mean(1)
//?
//? huber
  const e = z.sub(y).abs()
  const near = tf.minimum(e, @delta@)
  return near.square().div(2).add(e.sub(near).mul(@delta@)).mean(1)
//?
//? bce
  return tf.relu(z).sub(z.mul(y)).add(tf.softplus(z.abs().neg())).mean(1)
//?
//? cross-entropy
  return tf.logSumExp(z, 1).sub(z.mul(y).sum(1))
//?
}

function predictions (z) {
//? link-sigmoid
  return z.sigmoid()
//?
//? link-softmax
  return z.softmax()
//?
//? link-identity
  return z
//?
}

//? l2
function penalty (net) {
  return net.trainableWeights.filter(w => w.name.includes('kernel'))
    .map(w => w.read().square().sum()).reduce((a, b) => a.add(b)).mul(@l2@)
}

//?
// ---- optimizers ----

//? sgd
const sgd = ({ lr }) => tf.train.sgd(lr)
//?
//? momentum
const momentum = ({ lr, momentum }) => tf.train.momentum(lr, momentum)
//?
//? nesterov
const nesterov = ({ lr, momentum }) => tf.train.momentum(lr, momentum, true)
//?
//? adam
const adam = ({ lr, beta1, beta2, eps }) => tf.train.adam(lr, beta1, beta2, eps)
//?
//? rmsprop
const rmsprop = ({ lr, rho, eps }) => tf.train.rmsprop(lr, rho, 0, eps)
//?
//? adagrad
const adagrad = ({ lr, acc0 }) => tf.train.adagrad(lr, acc0)
//?
const OPTIMIZERS = {
@optimizers@
}

// ---- a run ----

//? binary classes
const largest = row => row.indexOf(Math.max(...row))
//?

function hits (z, y) {
//? regression
  return 0
//?
//? binary
  return z.arraySync().filter((row, i) => (row[0] > @boundary@) === (y[i][0] > 0.5)).length
//?
//? classes
  return z.arraySync().filter((row, i) => largest(row) === largest(y[i])).length
//?
}

function tensor (x) {
//? pictures
  return tf.tensor(x).reshape([-1, ...SHAPE])
//?
//? table
  return tf.tensor(x)
//?
}

/* Train one run of these levels, and predict; tell is called after each epoch. */
function train (lv, tell) {
//? standardize
  const all = load()
  const [trainRows, testRows] = split(lv.split, all.label, all.x.length)
  const { x, y, label, scale } = standardised(all, trainRows)
//?
//? raw
  const { x, y, label } = load()
  const [trainRows, testRows] = split(lv.split, label, x.length)
//?
//? class-weights
  const weight = classWeight(label, trainRows)
//?
  const pick = (list, rows) => rows.map(r => list[r])
  const net = network(lv.init)
  const optimizer = OPTIMIZERS[lv.optimizer]()
//? masks
  Math.random = generator(lv.dropout, 4)
//?
  let t = 0
  for (let epoch = 0; epoch < @epochs@; epoch++) {
    let [total, seen, right] = [0, 0, 0]
    const rows = order(lv.shuffle, label, trainRows, epoch)
//? rounding
    for (const [b, given] of batches(rows, lv.batch).entries()) {
      const batch = shuffled(given, lv.rounding, 7, epoch, b)
//?
//? norounding
    for (const batch of batches(rows, lv.batch)) {
//?
      tf.tidy(() => {
        const [X, Y] = [tensor(pick(x, batch)), tf.tensor(pick(y, batch))]
        const loss = optimizer.minimize(() => {
          const z = net.apply(X, { training: @masks@ })
          right += hits(z, pick(y, batch))
//? class-weights
          return dataLoss(z, Y).mul(tf.tensor(pick(weight, batch))).mean()@penalty@
//?
//? equal-weights
          return dataLoss(z, Y).mean()@penalty@
//?
        }, true)
        total += loss.dataSync()[0] * batch.length
      })
      seen += batch.length
      t++
//? updates
      if (t === @updates@) break
//?
    }
    const told = { train_loss: total / seen }
    if (testRows.length) {
      tf.tidy(() => {
        const z = net.apply(tensor(pick(x, testRows)), { training: false })
        told.test_loss = dataLoss(z, tf.tensor(pick(y, testRows))).mean()@penalty@.dataSync()[0]
        right = hits(z, pick(y, testRows))
        seen = testRows.length
      })
    }
//? binary classes
    told.accuracy = right / seen
//?
    tell(told)
//? updates
    if (t === @updates@) break
//?
//? target
    if (told.train_loss <= @target@) break
//?
  }
  const at = probes(testRows, x.length)
  const p = tf.tidy(() => predictions(net.apply(tensor(pick(x, at)), { training: false })).arraySync())
  net.dispose()
  optimizer.dispose()
//? standardize
  return p.map(row => row.map((v, o) => v * scale[o][1] + scale[o][0]))
//?
//? raw
  return p
//?
}

//? held
const HELD = `
@held@
`
//?
//? inside
const DATA = `
@data@
`
//?

const { x, y, label } = load()
//? probes-test
const at = probes(split(LEVELS.split, label, x.length)[1], x.length)
//?
//? probes-all
const at = probes([], x.length)
//?
for (const run of runs({
  sources: FREE, kind: @kind@, probes: at.length, outputs: OUTPUTS, @choices@trainer: @trainer@,
  targets: at.map(r => @targets-js@[r])
})) {
  const levels = Object.fromEntries(FREE.map(s => [s, run[s]]))
  run.done(train({ ...LEVELS, ...levels }, figures => run.epoch(figures)))
}
