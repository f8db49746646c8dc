#!/usr/bin/env python3
"""The figures of tests/stat/test_who.c by NumPy, along another route: flips by comparing all
pairs of runs, sd by np.std, ambiguity and discrepancy straight from their definition."""
import itertools
import numpy as np

R, P, C = 23, 17, 3


def logits():
    r, p, c = np.indices((R, P, C), dtype=np.float64)
    return .3 * np.sin(1 + 2.3 * p * (c + 1)) + (.04 + .06 * (p % 5)) * np.cos(7.1 * ((r + 9) % R) + 3.7 * p * c + c)


x = logits().astype(np.float32)
label = np.array([(3 * p) % C for p in range(P)])
says = x.argmax(2)
pairs = list(itertools.combinations(range(R), 2))
flips = np.array([np.mean([says[a, p] != says[b, p] for a, b in pairs]) for p in range(P)])
sd = x.astype(float).std(0, ddof=1).mean(1)
wrong = (says != label).mean(0)
order = sorted(range(P), key=lambda p: (-flips[p], -sd[p], p))
print('order', order)
for p in order[:4]:
    print('row', p, 'flips %.12f sd %.12f wrong %.12f' % (flips[p], sd[p], wrong[p]))
print('differ', int((flips > 0).sum()), 'churn %.12f' % flips.mean())
print('share of 2: %.12f, of 5: %.12f' % tuple(flips[order[:m]].sum() / flips.sum() for m in (2, 5)))
acc = (says == label).mean(1).astype(np.float32)
loss = np.array([1 + ((5 * r) % 7) / 8 for r in range(R)])
for tol in (.08, .2):
    best = min(range(R), key=lambda r: (-acc[r], loss[r], r))
    near = [r for r in range(R) if acc[r] >= acc[best] - tol - 1e-6]
    differ = says[near] != says[best]
    print('tol', tol, 'best', best, 'runs', len(near), 'ambiguity %.12f discrepancy %.12f' % (
        differ.any(0).mean(), differ.mean(1).max()))

# a regression
r, p = np.indices((R, P), dtype=np.float64)
y = (np.sin(p) + .01 * (p % 7) * np.cos(2.9 * r + p)).astype(np.float32).astype(float)
v = y.var(0, ddof=1)
o = sorted(range(P), key=lambda i: (-np.sqrt(v[i]), i))
print('regression', o[:4], 'differ', int((v > 1e-30).sum()), 'sd %.12f' % np.sqrt(v[o[0]]),
      'share of 3: %.12f' % (v[o[:3]].sum() / v.sum()))
