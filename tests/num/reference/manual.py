#!/usr/bin/env python3
"""manual.py - runs computed again from reroll-numbers(7) alone.

    python3 manual.py SESSION...         every run of sessions, against what they hold
    python3 manual.py --record           the figures of manual.txt
    python3 manual.py --check FILE       whether these are still the ones

Written from the manual page, in NumPy's binary64, without a look at the program
or at the other files in this folder: that the figures agree shows that the page
says enough.  Tables with dense, residual and dropout layers.
"""
import sqlite3
import sys
from statistics import NormalDist

import numpy as np

U32 = 0xFFFFFFFF
NORMAL = NormalDist()


# ---- RANDOM NUMBERS ------------------------------------------------------------


def philox(counters, key):
    """Outcome words (n, 4) for counters (n, 4)."""
    c = np.array(counters, dtype=np.uint64)
    k0, k1 = key
    low, shift = np.uint64(U32), np.uint64(32)
    for _ in range(10):
        p0 = np.uint64(0xD2511F53) * c[:, 0]
        p1 = np.uint64(0xCD9E8D57) * c[:, 2]
        c = np.stack([(p1 >> shift) ^ c[:, 1] ^ np.uint64(k0), p1 & low,
                      (p0 >> shift) ^ c[:, 3] ^ np.uint64(k1), p0 & low], axis=1)
        k0, k1 = (k0 + 0x9E3779B9) & U32, (k1 + 0xBB67AE85) & U32
    return c


assert ['%08x' % v for v in philox([[0, 0, 0, 0]], (0, 0))[0]] == \
    '6627e8d5 e169c58d bc57ac4c 9b00dbd8'.split()


def draws(n, level, purpose, a=0, b=0, c=0):
    """Draws 0 .. n-1 of a stream, as Python's whole numbers."""
    counters = [[i, b, a, c] for i in range((n + 3) // 4)]
    if not counters:
        return []
    return [int(w) for w in philox(counters, (level, purpose)).reshape(-1)[:n]]


def unit(d):
    return (d // 256) / 2 ** 24


def below(d, n):
    return d * n // 2 ** 32


def shuffled(p, level, purpose, a=0, b=0):
    p = list(p)
    n = len(p)
    for s, d in enumerate(draws(n - 1, level, purpose, a, b)):
        i = n - 1 - s
        j = below(d, i + 1)
        p[i], p[j] = p[j], p[i]
    return p


# ---- LEVELS ------------------------------------------------------------------------

SOURCES = ['init', 'shuffle', 'batch', 'optimizer', 'dropout', 'split', 'nudge', 'rounding']


def level(seed, source, r):
    return int(philox([[r & U32, r >> 32, SOURCES.index(source), 0]], (seed, 8))[0, 0])


def levels_of(c, r):
    """The levels of run r: a dictionary, None where a source is off."""
    free = [s for s in SOURCES if s in c['free']]
    number = {s: r for s in free}
    if c['plan'] == 'pick-freeze':
        j, column = divmod(r, len(free) + 2)
        for i, s in enumerate(free):
            number[s] = 2 ** 40 + 2 * j + (column == 1 or column == 2 + i)
    out = {}
    for s in SOURCES:
        if s in c['off']:
            out[s] = None
        elif s not in free:
            out[s] = c['fix'][s]
        else:
            out[s] = level(c['seed'], s, number[s])
            if s in ('batch', 'optimizer'):
                out[s] = c['choices'][s][below(out[s], len(c['choices'][s]))]
    return out


# ---- conditions, as a session keeps them ----------------------------------------


def condition(commands):
    c = dict(free=[], off=[], fix={}, choices={}, plan='plain', l2=0., test=0., seed=1,
             weights='off', strat_split=False, strat_shuffle=False, optimizers={},
             remainder='keep', probes=256)
    for line in commands.replace(';', '\n').split('\n'):
        word = line.split('#')[0].replace(',', ' , ').split()
        if not word:
            continue
        head, rest = word[0], word[1:]
        if head == 'data':
            c['data'] = rest
        elif head == 'model':
            c['model'] = [p.split() for p in ' '.join(rest).split(',')]
        elif head == 'init':
            c['init'] = rest[0]
        elif head == 'loss':
            c['loss'] = rest[0]
            c['delta'] = float(rest[1].split('=')[1]) if len(rest) > 1 else 1.
        elif head == 'optimizer':
            c['optimizers'][rest[0]] = {k: float(v) for k, v in (w.split('=') for w in rest[1:])}
        elif head == 'budget':
            c['budget'] = rest
        elif head == 'l2':
            c['l2'] = float(rest[0])
        elif head == 'class-weights':
            c['weights'] = rest[0]
        elif head == 'stratify':
            c['strat_' + rest[0]] = rest[1:] != ['off']
        elif head == 'set' and rest[0] in ('test', 'probes', 'remainder'):
            c[rest[0]] = rest[1] if rest[0] == 'remainder' else float(rest[1])
        elif head == 'set' and rest[0] == 'standardize':
            c['standardize'] = rest[1]
        elif head == 'seed':
            c['seed'] = int(rest[0])
        elif head == 'plan':
            c['plan'] = rest[0]
        elif head in ('free', 'off'):
            c[head] += rest
        elif head == 'fix':
            for w in rest:
                s, v = w.split('=')
                c['fix'][s] = v if s == 'optimizer' else int(v)
        elif head == 'choices':
            c['choices'][rest[0]] = [v if rest[0] == 'optimizer' else int(v)
                                     for v in rest[1:] if v != ',']
        elif head not in ('engine', 'set'):
            raise SystemExit('manual.py does not know: ' + line)
    return c


# ---- DATA ------------------------------------------------------------------------------


def article(seed=1, rows=100, features=10):
    x = [unit(d) for d in draws(rows * features, seed, 9, 0)]
    y = [unit(d) for d in draws(rows, seed, 9, 1)]
    return np.array(x).reshape(rows, features), np.array(y).reshape(rows, 1)


def probes_of(c, lv, rows, label=None):
    """The rows that predictions are made for."""
    test = split(c, lv['split'], label, rows)[1]
    of = test if test and 'split' not in c['free'] else list(range(rows))
    k = min(int(c['probes']) or len(of), len(of))
    return [of[i * len(of) // k] for i in range(k)]


# ---- SPLIT, THE ORDER OF AN EPOCH ------------------------------------------------------


def split(c, lv, label, rows):
    n = int(np.floor(c['test'] * rows + .5))
    if c['test'] > 0:
        n = max(n, 1)
    if n == 0:
        return list(range(rows)), []
    rank = list(range(rows))[::-1] if lv is None else shuffled(range(rows), lv, 5)
    if c['strat_split']:
        classes = sorted(set(label))
        count = {k: label.count(k) for k in classes}
        quota = {k: n * count[k] // rows for k in classes}
        while sum(quota.values()) < n:
            open_ = [k for k in classes if quota[k] < count[k]]
            best = max(open_, key=lambda k: (n * count[k] / rows - quota[k], -k))
            quota[best] += 1
        test = []
        for row in rank:
            if quota[label[row]]:
                quota[label[row]] -= 1
                test.append(row)
    else:
        test = rank[:n]
    return [r for r in range(rows) if r not in test], sorted(test)


def epoch_order(c, lv, label, train, epoch):
    order = list(train)
    if lv['shuffle'] is not None:
        order = shuffled(order, lv['shuffle'], 1, epoch)
    if c['strat_shuffle']:
        seen, count = {}, {}
        for r in order:
            count[label[r]] = count.get(label[r], 0) + 1
        place = []
        for r in order:
            j = seen.get(label[r], 0)
            seen[label[r]] = j + 1
            place.append(((j + .5) / count[label[r]], label[r], r))
        order = [r for _, _, r in sorted(place, key=lambda p: p[:2])]
    return order


def batches(c, order, size):
    n = len(order)
    if c['remainder'] == 'drop':
        return [order[i * size:(i + 1) * size] for i in range(n // size)]
    if c['remainder'] == 'even':
        k = -(-n // size)
        out = []
        for b in range(k):
            m = n // k + (b < n % k)
            out.append(order[:m])
            order = order[m:]
        return out
    return [order[i:i + size] for i in range(0, n, size)]


# ---- WEIGHTS, THE NETWORK -------------------------------------------------------------


def initial(c, lv, features):
    """A list with (W, b) or None for each layer."""
    net, n = [], features
    hidden, last = 'relu', max(i for i, v in enumerate(c['model']) if v[0] != 'dropout')
    for i, layer in enumerate(c['model']):
        if layer[0] == 'dropout':
            net.append(None)
            continue
        units = n if layer[0] == 'residual' else int(layer[1])
        if i < last:
            hidden = (layer[1 if layer[0] == 'residual' else 2:] + ['linear'])[0]
        f = 2 if hidden == 'sigmoid' else 6
        if c['init'] == 'tfjs':
            q = .95449973610364158
            w = np.array([NORMAL.inv_cdf(.5 + (unit(d) + 2 ** -25 - .5) * q)
                          for d in draws(n * units, lv['init'], 0, 2 * i)]) * np.sqrt(2 / (n + units))
        else:
            limit = {'glorot-uniform': np.sqrt(6 / (n + units)), 'he-uniform': np.sqrt(6 / n),
                     'lecun-uniform': np.sqrt(3 / n), 'uniform': .05, 'torch': np.sqrt(1 / n),
                     'sklearn': np.sqrt(f / (n + units))}[c['init']]
            w = np.array([2 * unit(d) - 1 for d in draws(n * units, lv['init'], 0, 2 * i)]) * limit
        b = np.zeros(units)
        if c['init'] in ('torch', 'sklearn'):
            b = np.array([2 * unit(d) - 1 for d in draws(units, lv['init'], 0, 2 * i + 1)]) * limit
        net.append([w.reshape(n, units), b])
        n = units
    if lv['nudge'] is not None:
        which, way = draws(2, lv['nudge'], 6)
        tensors = [p[0] for p in net if p]
        at = below(which, sum(w.size for w in tensors))
        for w in tensors:
            if at < w.size:
                f = np.array([w.flat[at]], dtype='<f4')
                bits = f.view('<i4')
                bits += 1 if way % 2 or f[0] == 0 else -1
                w.flat[at] = f[0]
                break
            at -= w.size
    return net


def act(name, z):
    """The activation and its derivative."""
    if name == 'relu':
        return np.maximum(z, 0), (z > 0) * 1.
    if name == 'leaky-relu':
        return np.where(z > 0, z, .2 * z), np.where(z > 0, 1, .2)
    if name == 'tanh':
        y = np.tanh(z)
        return y, 1 - y * y
    if name == 'sigmoid':
        y = 1 / (1 + np.exp(-z))
        return y, y * (1 - y)
    if name == 'gelu':
        k = np.sqrt(2 / np.pi)
        t = np.tanh(k * (z + .044715 * z ** 3))
        return z / 2 * (1 + t), (1 + t) / 2 + z / 2 * (1 - t * t) * k * (1 + 3 * .044715 * z * z)
    if name == 'smelu':
        return (np.where(z <= -1, 0, np.where(z >= 1, z, (z + 1) ** 2 / 4)),
                np.where(z <= -1, 0, np.where(z >= 1, 1, (z + 1) / 2)))
    assert name == 'linear', name
    return z, np.ones_like(z)


def activation(layer):
    word = [w for w in layer[1:] if w[0].isalpha()]
    return word[0] if word else 'linear'


def forward(c, net, x, masks=None):
    """The last layer's z (without a sigmoid or softmax of the loss), and a tape."""
    tape = []
    for i, layer in enumerate(c['model']):
        if layer[0] == 'dropout':
            m = masks[i] if masks is not None else 1.
            tape.append((x, m))
            x = x * m
            continue
        z = x @ net[i][0] + net[i][1]
        name = activation(layer)
        if i == len(c['model']) - 1 and layer[0] == 'dense' and \
                (c['loss'], name) in (('bce', 'sigmoid'), ('cross-entropy', 'softmax')):
            name = 'linear'
        y, slope = act(name, z)
        tape.append((x, slope))
        x = x + y if layer[0] == 'residual' else y
    return x, tape


def backward(c, net, tape, d):
    grads = [None] * len(net)
    for i in range(len(net) - 1, -1, -1):
        x, s = tape[i]
        if net[i] is None:
            d = d * s
            continue
        dz = d * s
        grads[i] = [x.T @ dz, dz.sum(0)]
        dx = dz @ net[i][0].T
        d = d + dx if c['model'][i][0] == 'residual' else dx
    return grads


def dropout_masks(c, lv, epoch, batch, place, widths):
    masks = {}
    for i, units in widths.items():
        if lv['dropout'] is None:
            masks[i] = 1.
            continue
        rate = float(c['model'][i][1])
        d = draws((max(place) + 1) * units, lv['dropout'], 4, epoch, batch, i)
        keep = np.array([unit(v) >= float(np.float32(rate)) for v in d]).reshape(-1, units)
        masks[i] = keep[place] / (1 - rate)
    return masks


# ---- LOSSES ------------------------------------------------------------------------------


def data_loss(c, z, y):
    """Each row's loss, and its gradient."""
    outputs = z.shape[1]
    if c['loss'] == 'cross-entropy':
        top = z.max(1, keepdims=True)
        e = np.exp(z - top)
        s = e.sum(1, keepdims=True)
        return (np.log(s) + top - (z * y).sum(1, keepdims=True))[:, 0], e / s - y
    e = z - y
    if c['loss'] == 'mse':
        v, d = e * e, 2 * e
    elif c['loss'] == 'mae':
        v, d = np.abs(e), np.sign(e)
    elif c['loss'] == 'huber':
        k, a = c['delta'], np.abs(e)
        v, d = np.where(a <= k, e * e / 2, k * a - k * k / 2), np.where(a <= k, e, k * np.sign(e))
    else:
        v, d = np.logaddexp(0, z) - z * y, 1 / (1 + np.exp(-z)) - y
    return v.mean(1), d / outputs


def predictions(c, z):
    if c['loss'] == 'bce':
        return 1 / (1 + np.exp(-z))
    if c['loss'] == 'cross-entropy':
        e = np.exp(z - z.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)
    return z


def row_weights(c, label, rows, train_rows):
    if c['weights'] == 'off':
        return np.ones(rows)
    counted = [label[r] for r in train_rows] if c['weights'] == 'training' else label
    classes = sorted(set(counted))
    return np.array([len(counted) / (len(classes) * max(counted.count(k), 1)) for k in label])


# ---- OPTIMIZERS --------------------------------------------------------------------------


class Optimizer:
    def __init__(self, name, given):
        self.name = name
        o = dict(lr=.001, momentum=.9, beta1=.9, beta2=.999, eps=1e-7, rho=.9, wd=.004, acc0=.1)
        if name in ('sgd', 'momentum', 'nesterov'):
            o['lr'] = .01
        o.update(given)
        self.o, self.t, self.U, self.state = o, 0, 1., {}

    def begin(self):
        self.t += 1
        if self.name == 'nadam':
            b = self.o['beta1']
            self.u = b * (1 - .96 ** self.t / 2)
            self.u_next = b * (1 - .96 ** (self.t + 1) / 2)
            self.U *= self.u

    def step(self, key, w, g):
        o, t, lr = self.o, self.t, self.o['lr']
        m, v = self.state.get(key, (0., o['acc0'] if self.name == 'adagrad' else 0.))
        if self.name == 'sgd':
            w = w - lr * g
        elif self.name in ('momentum', 'nesterov'):
            v = o['momentum'] * v - lr * g
            w = w + (v if self.name == 'momentum' else o['momentum'] * v - lr * g)
        elif self.name == 'rmsprop':
            v = o['rho'] * v + (1 - o['rho']) * g * g
            w = w - lr * g / np.sqrt(v + o['eps'])
        elif self.name == 'adagrad':
            v = v + g * g
            w = w - lr * g / np.sqrt(v + o['eps'])
        else:
            m = m + (1 - o['beta1']) * (g - m)
            v = v + (1 - o['beta2']) * (g * g - v)
            if self.name == 'nadam':
                w = w - lr * (self.u_next * m / (1 - self.U * self.u_next) +
                              (1 - self.u) * g / (1 - self.U)) / \
                    (np.sqrt(v / (1 - o['beta2'] ** t)) + o['eps'])
            else:
                if self.name == 'adamw':
                    w = w - w * o['wd'] * lr
                w = w - lr * np.sqrt(1 - o['beta2'] ** t) / (1 - o['beta1'] ** t) * m / \
                    (np.sqrt(v) + o['eps'])
        self.state[key] = m, v
        return w


# ---- a run -------------------------------------------------------------------------------


def penalty(c, net):
    return c['l2'] * sum((p[0] ** 2).sum() for p in net if p)


def hits(c, z, y):
    if y.shape[1] == 1:
        return ((z > (0 if c['loss'] == 'bce' else .5)) == (y > .5)).sum()
    return (z.argmax(1) == y.argmax(1)).sum()


def labels(y, kind):
    if kind == 'regression':
        return None
    return [int(v) for v in (y[:, 0] if kind == 'binary' else y.argmax(1))]


def standardised(c, x, y, kind, train_rows, test_rows):
    """Data as they are trained on, and what brings predictions back."""
    zero, unit = np.zeros(y.shape[1]), np.ones(y.shape[1])
    if c.get('standardize') in (None, 'off'):
        return x, y, zero, unit
    steps = x.shape[1] // c['channels'] if c['standardize'] == 'series' else 1
    v = x.reshape(len(x) * steps, -1)           # a row of it is a step
    counted = x[train_rows].reshape(len(train_rows) * steps, -1)
    m, s = counted.mean(0), counted.std(0)
    s = np.where(counted.min(0) < counted.max(0), s, 0)
    scaled = np.where(s > 0, (v - m) / np.where(s > 0, s, 1), 0)
    x = np.where(np.isin(v, (0, 1)).all(0), v, scaled).reshape(x.shape)
    if c['standardize'] in ('all', 'series') and kind == 'regression':
        zero, unit = y[train_rows].mean(0), y[train_rows].std(0)
        unit = np.where(unit > 0, unit, 1)
        y = (y - zero) / unit
    return x, y, zero, unit


def train(c, lv, x, y, kind, probes):
    rows = len(x)
    label = labels(y, kind)
    train_rows, test_rows = split(c, lv['split'], label, rows)
    n = len(train_rows)
    x, y, zero, unit = standardised(c, x, y, kind, train_rows, test_rows)
    size = n if lv['batch'] is None else min(lv['batch'], n)
    net = initial(c, lv, x.shape[1])
    widths, width = {}, x.shape[1]
    for i, layer in enumerate(c['model']):
        if layer[0] == 'dropout':
            widths[i] = width
        elif layer[0] == 'dense':
            width = int(layer[1])
    opt = Optimizer(lv['optimizer'], c['optimizers'].get(lv['optimizer'], {}))
    weight = row_weights(c, label, rows, train_rows)
    curves = dict(train=[], test=[], accuracy=[])
    updates = epoch = 0
    over = False
    most = int(c['budget'][1]) if c['budget'][0] == 'updates' else None
    epochs = next((int(w.split('=')[1]) for w in c['budget'] if w.startswith('epochs=')), None)
    if c['budget'][0] == 'epochs':
        epochs = int(c['budget'][1])
    while not over:
        total = seen = right = 0
        for b, rows_b in enumerate(batches(c, epoch_order(c, lv, label, train_rows, epoch), size)):
            place = list(range(len(rows_b)))
            if lv['rounding'] is not None:
                place = shuffled(place, lv['rounding'], 7, epoch, b)
                rows_b = [rows_b[p] for p in place]
            z, tape = forward(c, net, x[rows_b], dropout_masks(c, lv, epoch, b, place, widths))
            loss, d = data_loss(c, z, y[rows_b])
            w = weight[rows_b]
            batch_loss = (loss * w).mean() + penalty(c, net)
            grads = backward(c, net, tape, d * w[:, None] / len(rows_b))
            total += batch_loss * len(rows_b)
            seen += len(rows_b)
            if label is not None:
                right += hits(c, z, y[rows_b])
            opt.begin()
            for i, g in enumerate(grads):
                if g:
                    net[i][0] = opt.step((i, 0), net[i][0], g[0] + 2 * c['l2'] * net[i][0])
                    net[i][1] = opt.step((i, 1), net[i][1], g[1])
            updates += 1
            if updates == most:
                break
        epoch += 1
        curves['train'].append(total / seen)
        if test_rows:
            z, _ = forward(c, net, x[test_rows])
            curves['test'].append(data_loss(c, z, y[test_rows])[0].mean() + penalty(c, net))
            right, seen = (hits(c, z, y[test_rows]) if label is not None else 0), len(test_rows)
        if label is not None:
            curves['accuracy'].append(right / seen)
        over = updates == most or epoch == epochs or \
            (c['budget'][0] == 'loss' and curves['train'][-1] <= float(c['budget'][1]))
    z, _ = forward(c, net, x[probes])
    return curves, predictions(c, z) * unit + zero, judged(c, net, x, y, kind, test_rows)


def judged(c, net, x, y, kind, test_rows):
    """What the run is worth, and what the constant answer would be."""
    rows = test_rows
    if not rows:
        k = min(len(x), 512)
        rows = [i * len(x) // k for i in range(k)]
    z, _ = forward(c, net, x[rows])
    t = y[rows]
    out = dict(data_loss=data_loss(c, z, t)[0].mean())
    share = t.mean(0)
    if c['loss'] in ('bce', 'cross-entropy'):
        shares = np.concatenate([share, 1 - share]) if c['loss'] == 'bce' else share
        out['constant_loss'] = -sum(v * np.log(v) for v in shares if v > 0)
        zero = np.log(2 if c['loss'] == 'bce' else len(share))
    else:
        best = [least(c, t[:, [o]]) for o in range(t.shape[1])]
        out['constant_loss'] = np.mean(best)
        zero = data_loss(c, np.zeros_like(t), t)[0].mean()
    if kind != 'regression':
        out['data_accuracy'] = hits(c, z, t) / len(rows)
        out['constant_accuracy'] = max(list(share) + ([1 - share[0]] if kind == 'binary' else []))
    out['diverged'] = int(out['data_loss'] > max(1000 * out['constant_loss'], 10 * zero))
    return out


def least(c, t):
    """The least mean loss of one number, found by trying: the loss is convex in it."""
    def at(v):
        return data_loss(c, np.full_like(t, v), t)[0].mean()
    lo, hi = t.min(), t.max()
    for _ in range(100):
        a, b = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        lo, hi = (lo, b) if at(a) < at(b) else (a, hi)
    return at((lo + hi) / 2)


# ---- against sessions, and the record ----------------------------------------------------


def session(path):
    """The largest difference, relative to the larger of 1 and the figure, over all runs."""
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    worst, n = 0., 0
    for cond in db.execute('SELECT * FROM conditions').fetchall():
        c = condition(cond['commands'])
        data = db.execute('SELECT * FROM datasets WHERE hash = ?', (cond['dataset'],)).fetchone()
        c['channels'] = data['channels']
        x = np.frombuffer(data['x'], '<f4').reshape(data['rows'], -1).astype(float)
        y = np.frombuffer(data['y'], '<f4').reshape(data['rows'], -1).astype(float)
        probes = [r[0] for r in db.execute(
            'SELECT row FROM probes WHERE condition = ? ORDER BY point', (cond['id'],))]
        for run in db.execute('SELECT * FROM runs WHERE condition = ?', (cond['id'],)).fetchall():
            lv = levels_of(c, run['number'])
            if probes != probes_of(c, lv, data['rows'], labels(y, data['kind'])):
                raise SystemExit('%s: condition %d: other probes' % (path, cond['id']))
            kept = {s: run[s] for s in SOURCES}
            if lv != kept:
                raise SystemExit('%s: run %d: levels %s, and not %s' % (path, run['id'], lv, kept))
            curves, p, worth = train(c, lv, x, y, data['kind'], probes)
            for kind, y_ in db.execute('SELECT kind, y FROM curves WHERE run = ?', (run['id'],)):
                figure = np.frombuffer(y_, '<f4').astype(float)
                if kind in curves:
                    worst = max(worst, gap(figure, curves[kind]))
            blob = db.execute('SELECT p FROM predictions WHERE run = ?', (run['id'],)).fetchone()[0]
            worst = max(worst, gap(np.frombuffer(blob, '<f4').astype(float), p.reshape(-1)))
            for key, v in worth.items():
                if key in run.keys():       # sessions of the first version have less
                    worst = max(worst, gap([run[key]], [v]))
            n += 1
    return worst, n


def gap(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return np.inf
    return (np.abs(a - b) / np.maximum(1, np.abs(b))).max() if a.size else 0.


CASES = [
    ('as published', 'set test 0; fix shuffle=42 batch=32 optimizer=adam; free init; '
                     'off dropout split nudge rounding'),
    ('split, choices of batch', 'set test 0.3; fix optimizer=adam; free init shuffle batch split; '
                                'off dropout nudge rounding; choices batch 7,32,64'),
    ('dropout, rounding, choices of optimizer',
     'model dense 10 relu, dropout 0.3, dense 1; optimizer nadam; optimizer sgd lr=0.05; l2 0.01; '
     'set test 0; fix shuffle=42 batch=32; free init optimizer dropout rounding; '
     'off split nudge; choices optimizer adam,nadam,sgd'),
    ('the remainder dropped', 'set remainder drop; set test 0; fix batch=32 optimizer=adam; '
                              'free init shuffle; off dropout split nudge rounding'),
    ('the remainder spread', 'set remainder even; set test 0.1; fix batch=32 optimizer=adam split=7; '
                             'free init shuffle; off dropout nudge rounding'),
]
USUAL = ('data article; model dense 10 relu, dense 1; init glorot-uniform; loss mse; '
         'optimizer adam; budget epochs 10; engine lanes; ')


def record():
    """Lines: what was trained, levels, curves, predictions, and what a run is worth."""
    x, y = article()
    for name, text in CASES:
        c = condition(USUAL + text)
        yield 'case ' + name
        yield 'commands ' + USUAL + text
        for r in range(3):
            lv = levels_of(c, r)
            curves, p, worth = train(c, lv, x, y, 'regression', probes_of(c, lv, 100))
            yield ' '.join(['run'] + ['-' if lv[s] is None else str(lv[s]) for s in SOURCES])
            for k, v in ('train', curves['train']), ('test', curves['test']), \
                    ('predictions', p[:, 0]), ('worth', [worth['data_loss'], worth['constant_loss']]):
                yield ' '.join([k] + ['%.8g' % f for f in v])


def check(path):
    """Whether a file says what record() does, its figures to 1e-7."""
    for old, new in zip(open(path).read().split('\n'), list(record()) + ['']):
        key, *figures = old.split() or ['']
        if key in ('train', 'test', 'predictions', 'worth') and new.split()[0] == key:
            if gap([float(v) for v in figures], [float(v) for v in new.split()[1:]]) < 1e-7:
                continue
        if old != new:
            raise SystemExit('%s: "%s" is not "%s"' % (path, old, new))


if __name__ == '__main__':
    if sys.argv[1:] == ['--record']:
        print('\n'.join(record()))
    elif sys.argv[1] == '--check':
        check(sys.argv[2])
    else:
        bad = False
        for path in sys.argv[1:]:
            worst, n = session(path)
            bad |= not worst < 1e-5
            print('%s: %d runs, at most %.1e apart' % (path, n, worst))
        sys.exit(bad)
