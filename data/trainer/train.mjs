// Twelve tanh units learn a noisy wave, in plain JavaScript.  By itself: node train.mjs --init 7
// Again and again, with every seed fixed or free: reroll drive -- node train.mjs
import { runs } from './reroll.mjs' // beside this file

const generator = seed => () => { // mulberry32: numbers from 0 to 1
  let t = seed = seed + 0x6d2b79f5 | 0
  t = Math.imul(t ^ t >>> 15, t | 1)
  t ^= t + Math.imul(t ^ t >>> 7, t | 61)
  return ((t ^ t >>> 14) >>> 0) / 2 ** 32
}
const data = generator(1)
const X = Array.from({ length: 40 }, () => 6 * data() - 3)
const Y = X.map(x => Math.sin(2 * x) + 0.2 * data() - 0.1)
const probes = Array.from({ length: 25 }, (_, k) => k / 4 - 3)
const hidden = (w, x) => Array.from({ length: 12 }, (_, k) => Math.tanh(w[k] * x + w[12 + k]))
const net = (w, x) => hidden(w, x).reduce((sum, h, k) => sum + w[24 + k] * h, 0)
const targets = probes.map(x => Math.sin(2 * x))

for (const run of runs({ sources: ['init', 'shuffle'], kind: 'regression', probes: probes.length, targets })) {
  const init = generator(run.init); const order = generator(run.shuffle)
  const w = Array.from({ length: 36 }, () => 4 * init() - 2)
  for (let epoch = 0; epoch < 20; epoch++) {
    const rows = X.map((_, i) => [order(), i]).sort((a, b) => a[0] - b[0])
    for (const [, i] of rows) {
      const h = hidden(w, X[i]); const e = 0.1 * (net(w, X[i]) - Y[i])
      h.forEach((v, k) => {
        const g = e * w[24 + k] * (1 - v * v)
        w[k] -= g * X[i]; w[12 + k] -= g; w[24 + k] -= e * v
      })
    }
    run.epoch({ train_loss: X.reduce((sum, x, i) => sum + (net(w, x) - Y[i]) ** 2, 0) / 40 })
  }
  run.done(probes.map(x => net(w, x)))
}
