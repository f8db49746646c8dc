/*
 * reroll.mjs - a training in JavaScript that reroll(1) can drive; reroll-trainer(7) has the
 * protocol.
 *
 *     import { runs } from './reroll.mjs'
 *
 *     for (const run of runs({ sources: ['init', 'shuffle'], kind: 'regression', probes: X.length })) {
 *       ...                                          // train, seeded by run.init and run.shuffle
 *       run.epoch({ train_loss: a, test_loss: b })   // after each epoch; may be left out
 *       run.done(predictions)                        // at the same points in every run
 *     }
 *
 * Under `reroll drive -- node train.mjs` the loop goes round once a run, in one process; what
 * is awaited in it is waited for.  Started by itself the script is an ordinary one: the loop
 * goes round once, with the seeds of its command line (--init 42), else of the environment
 * (REROLL_INIT=42), else with new ones.
 *
 * One file, no dependencies, Node 18 or later; copy it beside your script.  Whoever does may
 * use it as they like.
 */
import fs from 'node:fs'
import path from 'node:path'
import { randomBytes } from 'node:crypto'

/*
 * Runs, for as long as some are wanted.
 *
 * sources  names of what is seeded: init, shuffle, dropout, split ..., or your own words
 * kind     regression | binary | classes
 * probes   at how many points you predict
 * and      outputs: 3, output_names: [...], targets: [...] (the truth at the probes), epochs: 30,
 *          trainer: 'what to call it', choices: { optimizer: ['sgd', 'adam'] } for a source whose
 *          levels are words
 */
export function * runs (options) {
  const { REROLL_IN, REROLL_OUT } = process.env
  if (!REROLL_IN || !REROLL_OUT) {
    yield alone(options)
    return
  }
  const wire = new Wire(REROLL_OUT)
  const hello = { trainer: path.basename(process.argv[1] ?? 'node'), kind: 'regression', ...options }
  if (hello.targets) hello.targets = numbers(hello.targets)
  wire.send(hello, true)
  const died = error => wire.died(error)
  process.on('uncaughtExceptionMonitor', died)
  for (const line of lines(REROLL_IN)) {
    const { run, ...levels } = JSON.parse(line)
    wire.run = new Run(run, levels, wire)
    yield wire.run
    if (!wire.run.over) wire.run.failed('the script went on without run.done(predictions)')
  }
  process.off('uncaughtExceptionMonitor', died)
}

/* For `reroll audit`, which names a generator that is drawn from and not seeded, as it does seeds
 * that nobody reads: Math.random cannot be, unless the script puts another in its place. */
const shared = { random: Math.random, drawn: 0 }
if (process.env.REROLL_AUDIT) Math.random = () => (shared.drawn++, shared.random())

/* One training.  Its seeds are members: run.init, run['my-seed']. */
class Run {
  constructor (number, levels, out) {
    const read = new Set()
    const get = name => { read.add(name); return levels[name] }
    for (const name in levels) Object.defineProperty(this, name, { get: () => get(name) })
    Object.assign(this, { number, over: false, out, epochs: 0, before: shared.drawn, read })
  }

  /* An epoch is over: { train_loss, test_loss, accuracy }; counted from 1 unless said. */
  epoch (figures = {}) {
    this.epochs = figures.epoch ?? this.epochs + 1
    this.out.send({ run: this.number, epoch: this.epochs, ...figures })
  }

  /* The training is over: numbers in any nest of arrays, typed arrays or tensors (probe by
   * probe, the outputs of each side by side), or the name of a .npy file. */
  done (predictions) {
    const file = typeof predictions === 'string'
    this.end({ predictions: file ? path.resolve(predictions) : numbers(predictions) })
  }

  /* This run came to nothing; the next may. */
  failed (why) {
    this.end({ error: String(why) })
  }

  end (what) {
    if (this.over) throw new Error('this run is over already')
    this.over = true
    if (process.env.REROLL_AUDIT) {
      what.read = [...this.read]
      what.drawn = shared.drawn === this.before ? {} : { 'Math.random': String(shared.random()) }
    }
    this.out.send({ run: this.number, ...what }, true)
  }
}

/* A JSON object a line.  Epochs are held back for a moment, so that short ones go together. */
class Wire {
  constructor (file) {
    Object.assign(this, { fd: fs.openSync(file, 'w'), held: '', when: 0, run: null })
  }

  send (what, now = false) {
    this.held += JSON.stringify(what) + '\n' // which writes null for what is not finite
    if (!now && performance.now() < this.when + 50) return
    let bytes = Buffer.from(this.held)
    this.held = ''
    try {
      while (bytes.length) bytes = bytes.subarray(fs.writeSync(this.fd, bytes))
    } catch (error) {
      if (error.code !== 'EPIPE') throw error
      console.error('reroll.mjs: reroll is gone')
      process.exit(1)
    }
    this.when = performance.now()
  }

  died (error) {
    if (this.run && !this.run.over) this.run.failed(error)
  }
}

function * lines (file) {
  const fd = fs.openSync(file, 'r')
  const block = Buffer.alloc(65536)
  const text = new TextDecoder()
  let held = ''
  for (let n; (n = fs.readSync(fd, block)) > 0;) {
    const parts = (held + text.decode(block.subarray(0, n), { stream: true })).split('\n')
    held = parts.pop()
    yield * parts
  }
}

function numbers (x) {
  if (typeof x?.dataSync === 'function') x = x.dataSync() // TensorFlow.js
  if (typeof x === 'number' || typeof x === 'boolean') return [Number(x)]
  if (ArrayBuffer.isView(x)) return Array.from(x)
  if (typeof x?.[Symbol.iterator] !== 'function' || typeof x === 'string') throw new TypeError(`${x} is no number`)
  return Array.from(x).flatMap(numbers)
}

function alone ({ sources, choices = {} }) {
  const words = process.argv.slice(2).flatMap(a => /^--[^=]+=/.test(a) ? a.split(/=(.*)/s, 2) : [a])
  const levels = {}
  for (const s of sources) {
    const fresh = randomBytes(4).readUInt32LE()
    const listed = choices[s]
    const at = words.indexOf('--' + s)
    const said = at < 0 ? process.env['REROLL_' + s.replace(/\W/g, '_').toUpperCase()] : words[at + 1] ?? ''
    if (said === undefined) levels[s] = listed ? listed[fresh % listed.length] : fresh
    else if (listed) levels[s] = listed.find(choice => String(choice) === said)
    else if (/^\d+$/.test(said)) levels[s] = Number(said)
    if (levels[s] === undefined) {
      console.error(`reroll.mjs: --${s} ${said}: ${listed ? listed.join(' or ') : 'a whole number'} was expected`)
      process.exit(1)
    }
  }
  console.error('reroll.mjs: one run,', Object.entries(levels).map(([s, v]) => `--${s} ${v}`).join(' '))
  const send = ({ run, ...what }) => {
    if (!what.predictions) console.error('reroll.mjs:', Object.entries(what).flat().join(' '))
  }
  return new Run(0, levels, { send })
}
