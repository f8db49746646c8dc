#!/usr/bin/env python3
"""trajectories.py - 200 updates of small nets in double precision, recorded.

    python3 trajectories.py > trajectories.txt

An independent implementation of the training that include/num/ describes: random
streams by philox.py, forward and backward passes by PyTorch's autograd,
Keras 3's optimizers by hand from Keras' documentation and source, because PyTorch's
differ (where epsilon stands, nadam's schedule, momentum's sign).  tests/num/
test_engine_reference.c runs the same cases in float32 and compares.

Each case is a block of lines: what to train, then arrays, each a line `NAME N`
followed by N numbers on one line.
"""
import sys

import numpy as np
import torch
import torch.nn.functional as F
from scipy.optimize import minimize_scalar
from scipy.special import erf, erfinv

import philox as ph

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
UPDATES = 200

# ---- data: x uniform in [-1, 1), stream 0; targets from stream 1 ----------


def make_data(kind, rows, shape, outputs, seed):
    n = int(np.prod(shape))
    x = 2 * ph.unit(ph.draws(seed, ph.DATA, 0, 0, rows * n)).astype(np.float64) - 1
    d = ph.draws(seed, ph.DATA, 1, 0, rows * outputs)
    x = x.reshape((rows,) + tuple(shape))
    if kind == 'regression':
        y = (2 * ph.unit(d).astype(np.float64) - 1).reshape(rows, outputs)
        return x, y, None
    if kind == 'binary':
        label = ph.below(d, 2)
        return x, label.reshape(rows, 1).astype(np.float64), label
    label = ph.below(d[:rows], outputs)
    return x, np.eye(outputs)[label], label


# ---- layers: (kind, options); pictures are (n, h, w, c) --------------------


def act(name, z):
    return {
        'linear': lambda: z,
        'relu': lambda: torch.relu(z),
        'leaky-relu': lambda: torch.where(z > 0, z, .2 * z),
        'tanh': lambda: torch.tanh(z),
        'sigmoid': lambda: torch.sigmoid(z),
        'softmax': lambda: torch.softmax(z, -1),
        'gelu': lambda: F.gelu(z, approximate='tanh'),
        # Shamir, Lin & Coviello 2020, beta = 1
        'smelu': lambda: torch.where(z <= -1, torch.zeros_like(z),
                                     torch.where(z >= 1, z, (z + 1) ** 2 / 4)),
    }[name]()


def same(n, k, stride):
    """TensorFlow's padding: before, after."""
    out = -(-n // stride)
    total = max((out - 1) * stride + k - n, 0)
    return total // 2, total - total // 2


def parse(text):
    """The model language of the product, the parts that we use here."""
    layers = []
    for part in text.split(','):
        word = part.split()
        o = {'act': 'linear', 'stride': None, 'same': False}
        rest = []
        for w in word[1:]:
            if w.startswith('stride='):
                o['stride'] = int(w[7:])
            elif w in ('same', 'valid'):
                o['same'] = w == 'same'
            elif w[0].isalpha():
                o['act'] = w
            else:
                rest.append(w)
        layers.append((word[0], o, rest))
    return layers


def build(text, shape):
    """Layers with their parameter shapes, for this input."""
    h, w, c = shape
    net = []
    for i, (kind, o, rest) in enumerate(parse(text)):
        p = dict(o, kind=kind, index=i, w=None)
        if kind in ('dense', 'residual'):
            n = h * w * c
            out = n if kind == 'residual' else int(rest[0])
            p['w'], fans = (n, out), (n, out)
            h, w, c = 1, 1, out
        elif kind in ('conv2d', 'conv1d'):
            out = int(rest[0])
            kh, kw = (1, int(rest[1])) if kind == 'conv1d' else map(int, rest[1].split('x'))
            s = o['stride'] or 1
            p['stride'] = (1 if kind == 'conv1d' else s, s)
            p['pad'] = (0, 0, 0, 0)
            if o['same']:
                p['pad'] = same(w, kw, p['stride'][1]) + same(h, kh, p['stride'][0])
            p['w'] = (kh, kw, c, out)
            fans = (kh * kw * c, kh * kw * out)
            h = (h + p['pad'][2] + p['pad'][3] - kh) // p['stride'][0] + 1
            w = (w + p['pad'][0] + p['pad'][1] - kw) // p['stride'][1] + 1
            c = out
        elif kind in ('maxpool', 'avgpool'):
            k = int(rest[0])
            s = o['stride'] or k
            p['k'] = (1 if h == 1 else k, k)
            p['stride'] = (1 if h == 1 else s, s)
            h = (h - p['k'][0]) // p['stride'][0] + 1
            w = (w - p['k'][1]) // p['stride'][1] + 1
        elif kind == 'flatten':
            h, w, c = 1, 1, h * w * c
        elif kind == 'dropout':
            p['rate'] = float(rest[0])
        if p['w']:
            p['fans'] = fans
            p['b'] = p['w'][-1]
        net.append(p)
    return net


def draw_init(net, name, level):
    """As in include/num/init.h; uniform exactly in float32.  scikit-learn knows one hidden
    activation, and so do these nets where it is drawn."""
    w = []
    hidden = [p['act'] for p in net if p['w']][:-1]
    logistic = hidden and hidden[0] == 'sigmoid'
    for p in net:
        if not p['w']:
            continue
        n = int(np.prod(p['w']))
        u = ph.unit(ph.draws(level, ph.INIT, 2 * p['index'], 0, n))
        fi, fo = p['fans']
        b = np.zeros(p['b'])
        if name in ('glorot-normal', 'tfjs'):
            sd = np.sqrt(2 / (fi + fo)) / (.87962566103423978 if name == 'glorot-normal' else 1)
            mid = u.astype(np.float64) + 2.0 ** -25
            w.append(sd * np.sqrt(2) * erfinv((2 * mid - 1) * erf(np.sqrt(2))))
        else:
            # PyTorch: kaiming_uniform_(a=sqrt(5)), and biases; scikit-learn: _init_coef
            lim = {'glorot-uniform': np.sqrt(6 / (fi + fo)),
                   'torch': np.sqrt(2 / (1 + 5)) * np.sqrt(3 / fi),
                   'sklearn': np.sqrt((2 if logistic else 6) / (fi + fo))}[name]
            lim = np.float32(lim)
            w.append((np.float32(2) * u - np.float32(1)) * lim)
            if name in ('torch', 'sklearn'):
                u = ph.unit(ph.draws(level, ph.INIT, 2 * p['index'] + 1, 0, p['b']))
                b = (np.float32(2) * u - np.float32(1)) * lim
        w.append(b)
    return np.concatenate([np.asarray(v, dtype=np.float64) for v in w])


def forward(net, w, x, masks=None):
    """x (n, h, w, c); masks: None at rest, else layer index -> (n, units)."""
    at, n = 0, x.shape[0]
    for p in net:
        if p['w']:
            size = int(np.prod(p['w']))
            W = w[at:at + size].reshape(p['w'])
            b = w[at + size:at + size + p['b']]
            at += size + p['b']
        if p['kind'] == 'dense':
            x = act(p['act'], x.reshape(n, -1) @ W + b)
        elif p['kind'] == 'residual':
            x = x.reshape(n, -1)
            x = x + act(p['act'], x @ W + b)
        elif p['kind'] in ('conv2d', 'conv1d'):
            z = F.conv2d(F.pad(x.permute(0, 3, 1, 2), p['pad']),
                         W.permute(3, 2, 0, 1), b, p['stride'])
            x = act(p['act'], z.permute(0, 2, 3, 1))
        elif p['kind'] == 'maxpool':
            x = F.max_pool2d(x.permute(0, 3, 1, 2), p['k'], p['stride']).permute(0, 2, 3, 1)
        elif p['kind'] == 'avgpool':
            x = F.avg_pool2d(x.permute(0, 3, 1, 2), p['k'], p['stride']).permute(0, 2, 3, 1)
        elif p['kind'] == 'flatten':
            x = x.reshape(n, -1)
        elif p['kind'] == 'dropout' and masks is not None:
            x = (x.reshape(n, -1) * masks[p['index']]).reshape(x.shape)
    return x.reshape(n, -1)


def row_loss(name, delta, z, y, label):
    if name == 'mse':
        return ((z - y) ** 2).mean(1)
    if name == 'mae':
        return (z - y).abs().mean(1)
    if name == 'huber':
        e = (z - y).abs()
        return torch.where(e <= delta, e * e / 2, delta * e - delta * delta / 2).mean(1)
    if name == 'bce':
        return F.binary_cross_entropy_with_logits(z, y, reduction='none').mean(1)
    return F.cross_entropy(z, label, reduction='none')


# ---- Keras 3's optimizers ---------------------------------------------------


class Optimizer:
    def __init__(self, text, n):
        word = text.split()
        self.kind = word[0]
        self.o = dict(lr=.001, momentum=.9, beta1=.9, beta2=.999, eps=1e-7,
                      rho=.9, wd=.004, acc0=.1)
        if self.kind in ('sgd', 'momentum', 'nesterov'):
            self.o['lr'] = .01
        for kv in word[1:]:
            k, v = kv.split('=')
            self.o[k] = float(v)
        self.m = np.zeros(n)
        self.v = np.full(n, self.o['acc0'] if self.kind == 'adagrad' else 0.)
        self.t = 0
        self.u_product = 1.

    def step(self, w, g):
        o, lr = self.o, self.o['lr']
        self.t += 1
        t = self.t
        if self.kind == 'sgd':
            return w - lr * g
        if self.kind in ('momentum', 'nesterov'):
            self.m = self.m * o['momentum'] - lr * g
            return w + (self.m * o['momentum'] - lr * g if self.kind == 'nesterov' else self.m)
        if self.kind == 'rmsprop':
            self.v = o['rho'] * self.v + (1 - o['rho']) * g * g
            return w - lr * g / np.sqrt(self.v + o['eps'])
        if self.kind == 'adagrad':
            self.v = self.v + g * g
            return w - lr * g / np.sqrt(self.v + o['eps'])
        self.m = self.m + (g - self.m) * (1 - o['beta1'])
        self.v = self.v + (g * g - self.v) * (1 - o['beta2'])
        if self.kind == 'nadam':
            u = o['beta1'] * (1 - .5 * .96 ** t)
            u1 = o['beta1'] * (1 - .5 * .96 ** (t + 1))
            self.u_product *= u
            m_hat = u1 * self.m / (1 - self.u_product * u1) + (1 - u) * g / (1 - self.u_product)
            v_hat = self.v / (1 - o['beta2'] ** t)
            return w - lr * m_hat / (np.sqrt(v_hat) + o['eps'])
        if self.kind == 'adamw':
            w = w - w * o['wd'] * lr
        alpha = lr * np.sqrt(1 - o['beta2'] ** t) / (1 - o['beta1'] ** t)
        return w - alpha * self.m / (np.sqrt(self.v) + o['eps'])


# ---- training ---------------------------------------------------------------


def weight_mask(net):
    """1 where L2 applies."""
    m = []
    for p in net:
        if p['w']:
            m += [np.ones(int(np.prod(p['w']))), np.zeros(p['b'])]
    return torch.tensor(np.concatenate(m))


def split(rows, test, level):
    n_test = int(np.floor(test * rows + .5))
    if n_test == 0:
        return np.arange(rows), np.arange(0)
    rank = np.arange(rows)[::-1] if level is None else \
        ph.shuffle(np.arange(rows), level, ph.SPLIT, 0)
    held = np.sort(rank[:n_test])
    return np.setdiff1d(np.arange(rows), held), held


def out(name, a):
    a = np.asarray(a, dtype=np.float64).reshape(-1)
    print(name, len(a))
    print(' '.join('%.9g' % v for v in a))


def hits(kind, link, z, label):
    if kind == 'binary':
        return ((z[:, 0] > (0 if link else .5)).astype(int) == label).sum()
    return (z.argmax(1) == label).sum()


def batches(n, batch, remainder):
    """Where the mini-batches of an epoch begin and end."""
    if remainder == 'drop':
        return [(s, s + batch) for s in range(0, n - batch + 1, batch)]
    if remainder == 'even':
        size, more = divmod(n, -(-n // batch))
        at = np.cumsum([0] + [size + (b < more) for b in range(-(-n // batch))])
        return list(zip(at[:-1], at[1:]))
    return [(s, min(s + batch, n)) for s in range(0, n, batch)]


def constant_answer(loss, delta, y, label):
    """The least loss of an answer that knows no input, and its accuracy."""
    def of(c, v):
        return row_loss(loss, delta, torch.full((len(v), 1), c), torch.tensor(v[:, None]), None).mean().item()
    if loss == 'cross-entropy':
        q = y.mean(0)
        best = -sum(v * np.log(v) for v in q if v > 0)
    elif loss == 'bce':
        best = np.mean([-sum(v * np.log(v) for v in (q, 1 - q) if v > 0) for q in y.mean(0)])
    else:
        at = {'mse': np.mean, 'mae': np.median,
              'huber': lambda v: minimize_scalar(lambda c: of(c, v), bounds=(v.min(), v.max()),
                                                 method='bounded', options={'xatol': 1e-12}).x}[loss]
        best = np.mean([of(at(v), v) for v in y.T])
    return [best] if label is None else [best, np.bincount(label).max() / len(label)]


def run(name, data, model, loss='mse', optimizer='adam lr=.01', batch=8,
        l2=0., test=0., class_weights=False, delta=1., init='glorot-uniform',
        levels=None, remainder='keep', standardize=None):
    kind, rows, shape, outputs, seed = data
    lv = dict(init=11, shuffle=12, dropout=13, split=None, rounding=None)
    lv.update(levels or {})
    x, y, label = make_data(*data)
    net = build(model, shape)
    w = draw_init(net, init, lv['init'])
    train, held = split(rows, test, lv['split'])
    n = len(train)
    batch = min(batch or n, n)
    if standardize:
        flat = x.reshape(rows, -1)
        x = ((flat - flat[train].mean(0)) / flat[train].std(0)).reshape(x.shape)
        if standardize == 'all':
            unit, zero = y[train].std(0), y[train].mean(0)
            y = (y - zero) / unit
    # the last sigmoid or softmax belongs to the loss
    link = {'bce': 'sigmoid', 'cross-entropy': 'softmax'}.get(loss)
    if link and net[-1]['act'] == link:
        net[-1]['act'] = 'linear'
    rw = np.ones(rows)
    if class_weights:
        classes, count = np.unique(label if class_weights == 'all' else label[train],
                                   return_counts=True)
        for c, k in zip(classes, count):
            rw[label == c] = count.sum() / (len(classes) * k)

    print('case', name)
    print('data', kind, rows, *shape, outputs, seed)
    print('model', model)
    print('init', init)
    print('loss', loss, delta)
    print('optimizer', optimizer)
    print('options', batch, l2, test, {False: 0, True: 1, 'all': 2}[class_weights], remainder, standardize or 'off')
    print('levels', *[-1 if lv[k] is None else lv[k]
                      for k in ('init', 'shuffle', 'dropout', 'split', 'rounding')])
    out('w0', w)

    X, Y = torch.tensor(x), torch.tensor(y)
    L = None if label is None else torch.tensor(label)
    RW, M = torch.tensor(rw), weight_mask(net)
    opt = Optimizer(optimizer, len(w))
    batch_loss, c_train, c_test, c_acc = [], [], [], []
    epoch = 0
    while len(batch_loss) < UPDATES:
        order = np.array(train)
        if lv['shuffle'] is not None:
            order = ph.shuffle(order, lv['shuffle'], ph.SHUFFLE, epoch)
        done = total = right = 0
        for b, (start, end) in enumerate(batches(n, batch, remainder)):
            rows_b = order[start:end]
            place = np.arange(len(rows_b))
            if lv['rounding'] is not None:
                perm = ph.shuffle(place, lv['rounding'], ph.ROUNDING, epoch, b)
                rows_b, place = rows_b[perm], place[perm]
            masks = None
            if lv['dropout'] is not None:
                masks = {}
                sizes = {}
                probe = torch.zeros((1,) + tuple(shape))
                for p in net:
                    if p['kind'] == 'dropout':
                        sizes[p['index']] = int(np.prod(forward(net[:p['index']], torch.tensor(w), probe).shape))
                for i, units in sizes.items():
                    rate = np.float32(net[i]['rate'])
                    d = ph.draws(lv['dropout'], ph.DROPOUT, epoch, b, batch * units, c=i)
                    keep = (ph.unit(d) >= rate).reshape(batch, units)[place]
                    masks[i] = torch.tensor(keep / (1 - net[i]['rate']))
            W = torch.tensor(w, requires_grad=True)
            z = forward(net, W, X[rows_b], masks)
            rl = row_loss(loss, delta, z, Y[rows_b], None if L is None else L[rows_b])
            J = (rl * RW[rows_b]).mean() + l2 * (M * W * W).sum()
            J.backward()
            w = opt.step(w, W.grad.numpy())
            batch_loss.append(J.item())
            total += J.item() * len(rows_b)
            done += len(rows_b)
            if label is not None:
                right += hits(kind, link, z.detach().numpy(), label[rows_b])
            if len(batch_loss) == UPDATES:
                break
        epoch += 1
        c_train.append(total / done)
        with torch.no_grad():
            W = torch.tensor(w)
            if len(held):
                z = forward(net, W, X[held])
                rl = row_loss(loss, delta, z, Y[held], None if L is None else L[held])
                c_test.append((rl.mean() + l2 * (M * W * W).sum()).item())
                if label is not None:
                    right, done = hits(kind, link, z.numpy(), label[held]), len(held)
        if label is not None:
            c_acc.append(right / done)
    with torch.no_grad():
        judge = held if len(held) else train
        z = forward(net, torch.tensor(w), X)
        after = [row_loss(loss, delta, z[judge], Y[judge], None if L is None else L[judge]).mean().item()]
        after += [] if label is None else [hits(kind, link, z[judge].numpy(), label[judge]) / len(judge)]
        r2 = (1 - ((z[judge] - Y[judge]) ** 2).mean(0) / Y[judge].var(0, unbiased=False)).numpy()
        z = torch.sigmoid(z) if link == 'sigmoid' else torch.softmax(z, 1) if link else z
        if standardize == 'all':
            z = z * torch.tensor(unit) + torch.tensor(zero)
    out('batch_loss', batch_loss)
    out('train', c_train)
    out('test', c_test)
    out('accuracy', c_acc)
    out('w', w)
    out('predictions', z[:8])
    out('after', after)
    out('constant', constant_answer(loss, delta, y[judge], None if label is None else label[judge]))
    out('r2', r2 if label is None else [])
    print('end')


REG = ('regression', 30, (1, 1, 5), 2, 1)
BIN = ('binary', 30, (1, 1, 4), 1, 2)
CLS = ('classes', 30, (1, 1, 4), 3, 3)
PIC = ('classes', 20, (6, 7, 2), 3, 4)
SEQ = ('regression', 24, (1, 12, 2), 1, 5)
SMALL = 'dense 6 tanh, dense 2'


def main():
    # every optimizer, at rates that move the weights a long way; 30 = 3 * 8 + 6
    for o in ('sgd lr=.1', 'momentum lr=.05', 'momentum lr=.02 momentum=.7',
              'nesterov lr=.05', 'adam', 'adam lr=.02 beta1=.8 beta2=.95 eps=.001',
              'adamw lr=.02', 'adamw lr=.01 wd=.5', 'nadam', 'nadam lr=.02 beta1=.8 beta2=.95 eps=.001',
              'rmsprop', 'rmsprop lr=.005 rho=.7 eps=.001', 'adagrad lr=.05',
              'adagrad lr=.1 acc0=.01 eps=.001'):
        run(o, REG, SMALL, optimizer=o)
    # every loss
    run('mae', REG, SMALL, loss='mae')
    run('huber', REG, SMALL, loss='huber', delta=.4)
    run('bce', BIN, 'dense 6 tanh, dense 1', loss='bce')
    run('bce sigmoid', BIN, 'dense 6 relu, dense 1 sigmoid', loss='bce')
    run('cross-entropy', CLS, 'dense 6 tanh, dense 3', loss='cross-entropy')
    run('cross-entropy softmax', CLS, 'dense 6 relu, dense 3 softmax', loss='cross-entropy')
    run('mse sigmoid', BIN, 'dense 6 tanh, dense 1 sigmoid')
    run('mse softmax', CLS, 'dense 6 tanh, dense 3 softmax')
    # every activation, in one deep net and as article
    run('article', ('regression', 100, (1, 1, 10), 1, 6), 'dense 10 relu, dense 1',
        optimizer='adam', batch=32)
    run('activations', REG, 'dense 5 gelu, dense 5 smelu, dense 5 leaky-relu, dense 5 sigmoid, dense 2 linear')
    run('residual', REG, 'dense 4 relu, residual tanh, residual gelu, residual, dense 2')
    run('residual first', REG, 'residual smelu, dense 2', optimizer='sgd lr=.05')
    # regularisation and sources
    run('l2', REG, SMALL, l2=.01)
    run('l2 test', CLS, 'dense 6 tanh, dense 3', loss='cross-entropy', l2=.003, test=.3,
        levels={'split': 21})
    run('dropout', REG, 'dropout .2, dense 8 tanh, dropout .5, dense 2')
    run('dropout off', REG, 'dropout .2, dense 8 tanh, dropout .5, dense 2', levels={'dropout': None})
    run('dropout rounding', REG, 'dense 7 tanh, dropout .4, dense 2', levels={'rounding': 15})
    run('dropout test', BIN, 'dense 7 tanh, dropout .4, dense 1', loss='bce', test=.2)
    run('rounding', REG, SMALL, levels={'rounding': 16})
    run('order', REG, SMALL, levels={'shuffle': None})
    run('full batch', REG, SMALL, batch=0, optimizer='momentum lr=.05')
    run('batch one', REG, SMALL, batch=1, optimizer='sgd lr=.02')
    run('split', BIN, 'dense 6 tanh, dense 1', loss='bce', test=.25, levels={'split': 14})
    run('split off', REG, SMALL, test=.25)
    run('class weights', CLS, 'dense 6 tanh, dense 3', loss='cross-entropy', class_weights=True)
    run('class weights test', BIN, 'dense 6 tanh, dense 1', loss='bce', class_weights=True,
        test=.25, levels={'split': 17})
    run('class weights of all rows', BIN, 'dense 6 tanh, dense 1', loss='bce', class_weights='all',
        test=.25, levels={'split': 17})
    # standardised by the training rows
    run('standardised inputs', REG, SMALL, test=.25, levels={'split': 23}, standardize='inputs')
    run('standardised', REG, SMALL, test=.4, levels={'split': 24}, l2=.001, standardize='all')
    run('standardised huber', REG, SMALL, loss='huber', delta=.7, test=.3, standardize='all')
    run('standardised classes', CLS, 'dense 6 tanh, dense 3', loss='cross-entropy', test=.3,
        levels={'split': 25}, class_weights=True, standardize='inputs')
    run('standardised pictures', PIC, 'conv2d 3 3x3 same relu, maxpool 2, flatten, dense 3',
        loss='cross-entropy', test=.25, standardize='inputs')
    # the short last mini-batch: 30 = 3 * 8 + 6, 30 = 29 + 1, 23 = 2 * 8 + 7
    for r in ('drop', 'even'):
        run(r, REG, SMALL, remainder=r)
        run(r + ' one left', REG, SMALL, batch=29, optimizer='momentum lr=.05', remainder=r)
        run(r + ' dropout rounding', REG, 'dense 7 tanh, dropout .4, dense 2', remainder=r,
            levels={'rounding': 15})
        run(r + ' test', CLS, 'dense 6 tanh, dense 3', loss='cross-entropy', test=.25, l2=.003,
            levels={'split': 21}, remainder=r)
        run(r + ' order', BIN, 'dense 6 tanh, dense 1', loss='bce', levels={'shuffle': None},
            remainder=r)
    run('keep one left', REG, SMALL, batch=29, optimizer='momentum lr=.05')
    run('glorot-normal', REG, SMALL, init='glorot-normal')
    # what other libraries begin with
    run('torch', REG, SMALL, init='torch')
    run('torch pictures', PIC, 'conv2d 3 3x3 same relu, maxpool 2, flatten, dense 3', loss='cross-entropy',
        init='torch')
    run('sklearn', REG, SMALL, init='sklearn')
    run('sklearn logistic', CLS, 'dense 6 sigmoid, dropout .2, dense 5 sigmoid, dense 3',
        loss='cross-entropy', init='sklearn')
    run('tfjs', REG, SMALL, init='tfjs')
    run('tfjs series', SEQ, 'conv1d 3 4 same tanh, maxpool 2, flatten, dense 1', init='tfjs')
    # pictures and series
    run('cnn', PIC, 'conv2d 3 3x3 same relu, maxpool 2, conv2d 3 2x2 valid tanh, flatten, dense 3',
        loss='cross-entropy')
    run('stride', PIC, 'conv2d 3 3x2 same stride=2 tanh, avgpool 2, flatten, dense 3', loss='cross-entropy')
    run('overlapping pools', PIC, 'conv2d 2 2x3 valid gelu, maxpool 3 stride=1, avgpool 2 stride=1, flatten, dense 3',
        loss='cross-entropy', optimizer='momentum lr=.02')
    run('pool first', PIC, 'maxpool 2, dropout .3, conv2d 2 2x2 valid stride=2 leaky-relu, flatten, dense 3 softmax',
        loss='mse')
    run('channels softmax', PIC, 'conv2d 3 3x3 same stride=3 softmax, flatten, dense 3',
        loss='cross-entropy')
    run('series', SEQ, 'conv1d 3 4 same tanh, maxpool 2, conv1d 3 3 valid relu, flatten, dense 4 tanh, dense 1',
        optimizer='adam', batch=7)
    run('series stride', SEQ, 'conv1d 3 5 same stride=3 tanh, avgpool 2, flatten, dense 1', optimizer='rmsprop')


if __name__ == '__main__':
    main()
    sys.stdout.flush()
