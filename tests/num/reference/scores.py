#!/usr/bin/env python3
"""scores.py - the scores of include/engine/scores.h by scikit-learn, recorded.

    python3 scores.py > scores.txt

Each case is a block of lines: `case NAME`, `data KIND LOSS ROWS OUTPUTS`, then arrays, each
a line `NAME N` followed by N numbers: y (class numbers, or targets), pred (the
predictions), scores (balanced accuracy, macro-F1, AUC, then the MAE of each target) and
r2.  What scikit-learn gives no figure for, or reroll declines to, is nan.
tests/num/test_scores.c reads it.  Made with scikit-learn 1.2.1 and NumPy 1.24.2.
"""
import warnings

import numpy as np
from sklearn import metrics as m

warnings.simplefilter('ignore')
rng = np.random.default_rng(20)


def line(name, x):
    x = np.ravel(x)
    print(name, len(x))
    print(' '.join('nan' if np.isnan(v) else '%.9g' % v for v in x))


def case(name, kind, loss, y, pred, outputs, scores, r2=()):
    print('case', name)
    print('data', kind, loss, len(y), outputs)
    line('y', y)
    line('pred', pred)
    line('scores', scores)
    line('r2', r2)


def area(y, score):
    return m.roc_auc_score(y, score) if len(set(y)) == 2 else np.nan


def binary(name, loss, y, p):
    p = np.asarray(p, np.float32)
    y = np.asarray(y)
    said = (p > np.float32(.5)).astype(int)
    case(name, 'binary', loss, y, p, 1,
         [m.balanced_accuracy_score(y, said), m.f1_score(y, said, average='macro'), area(y, p)])


def classes(name, loss, y, p):
    p = np.asarray(p, np.float32)
    y = np.asarray(y)
    said = p.argmax(1)
    auc = area(y, p[:, 1]) if p.shape[1] == 2 else np.nan
    case(name, 'classes', loss, y, p, p.shape[1],
         [m.balanced_accuracy_score(y, said), m.f1_score(y, said, average='macro'), auc])


def labels(name, y, p):
    p = np.asarray(p, np.float32)
    y = np.asarray(y)
    said = (p > np.float32(.5)).astype(int)
    k = p.shape[1]
    areas = [area(y[:, o], p[:, o]) for o in range(k)]
    known = [a for a in areas if not np.isnan(a)]
    f1 = m.f1_score(y[:, 0], said[:, 0], average='macro') if k == 1 else \
        m.f1_score(y, said, average='macro', zero_division=0)
    case(name, 'regression', 'bce', y, p, k,
         [np.mean([m.balanced_accuracy_score(y[:, o], said[:, o]) for o in range(k)]), f1,
          np.mean(known) if known else np.nan])


def targets(name, loss, y, p):
    y = np.asarray(y, np.float32)
    p = np.asarray(p, np.float32)
    a, b = y.astype(float), p.astype(float)
    r2 = m.r2_score(a, b, multioutput='raw_values')
    r2 = np.where(a.std(0) > 0, r2, np.nan)
    mae = m.mean_absolute_error(a, b, multioutput='raw_values')
    case(name, 'regression', loss, y, p, y.shape[1], [np.nan] * 3 + list(mae), r2)


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


y = rng.integers(0, 2, 300)
binary('even', 'bce', y, 1 / (1 + np.exp(-(y * 1.5 - .7 + rng.normal(size=300)))))
y = (rng.random(400) < .07).astype(int)
binary('uneven', 'bce', y, 1 / (1 + np.exp(-(y * 1.5 - 2 + rng.normal(size=400)))))
binary('ties', 'bce', y, np.round(rng.random(400) * .4 + y * .3, 1))
binary('all tied', 'bce', y, np.full(400, .25))
binary('exactly a half', 'bce', [0, 1, 1, 0, 1], [.5, .5, .75, .25, .5])
y = rng.integers(0, 2, 60)
binary('outputs of mse', 'mse', y, rng.normal(size=60) + y - .2)
binary('of every size', 'mse', y, rng.normal(size=60) * 10. ** rng.integers(-37, 37, 60))
binary('zeros of both signs', 'mse', [0, 1, 0, 1, 1, 0], [0., -0., -0., 0., 1e-45, -1e-45])
binary('one class in the rows', 'bce', [1] * 20, rng.random(20))
binary('one row', 'bce', [1], [.9])
binary('one row, wrong', 'bce', [0], [.9])
binary('perfect', 'bce', [0, 0, 1], [.1, .2, .9])
binary('the wrong way round', 'bce', [0, 0, 1], [.8, .7, .1])

y = rng.choice(3, 200, p=[.8, .15, .05])
classes('three', 'cross-entropy', y, softmax(rng.normal(size=(200, 3)) + 1.5 * np.eye(3)[y] + [1.5, 0, 0]))
y = rng.choice([0, 2, 3], 90)
classes('one missing in the rows', 'cross-entropy', y, softmax(rng.normal(size=(90, 4)) + 1.2 * np.eye(4)[y]))
classes('one missing, never said', 'cross-entropy', y,
        softmax(rng.normal(size=(90, 4)) + 1.2 * np.eye(4)[y] - [0, 99, 0, 0]))
y = rng.choice(5, 120)
classes('one never said', 'mse', y, rng.normal(size=(120, 5)) * .3 + np.eye(5)[y] - [0, 0, 9, 0, 0])
classes('first of equals', 'cross-entropy', [0, 1, 2], [[.4, .4, .2], [.4, .4, .2], [.2, .4, .4]])
classes('one row of three', 'cross-entropy', [2], [[.2, .3, .5]])
y = rng.choice(2, 80, p=[.7, .3])
classes('two outputs', 'cross-entropy', y, softmax(rng.normal(size=(80, 2)) + np.eye(2)[y]))

y = (rng.random((150, 3)) < [.5, .1, .03]).astype(int)
labels('three labels', y, 1 / (1 + np.exp(-(2 * y - 1.5 + rng.normal(size=y.shape)))))
y[:, 1] = 0
labels('a label without ones', y, 1 / (1 + np.exp(-(2 * y - 1.5 + rng.normal(size=y.shape)))))
labels('a label, never said', y, np.round(rng.random(y.shape) * [1, .4, 1], 2))
labels('one label', y[:, :1], rng.random((150, 1)) * .6 + .4 * y[:, :1])

y = rng.normal(size=(200, 1)) * 40 + 1000
targets('one target', 'mse', y, y + rng.normal(size=y.shape) * 15)
y = rng.normal(size=(101, 3)) * [1, 1000, 1e-3] + [0, 5e5, 2]
targets('three targets', 'mae', y, y + rng.normal(size=y.shape) * [.5, 2000, 5e-4])
y[:, 1] = 7
targets('a target that does not vary', 'huber', y, y + rng.normal(size=y.shape) * .1)
targets('one row of two targets', 'mse', [[1, -2]], [[1.5, 2]])
targets('as the mean', 'mse', [[1], [2], [6]], [[3], [3], [3]])
