#!/usr/bin/env python3
"""The article's example in plain NumPy, to Keras' definitions; seeded by init and shuffle."""
import os
import sys

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "data", "trainer"))
sys.path.insert(0, os.environ.get("REROLL_HELPERS", ""))
import reroll  # noqa: E402

table = np.loadtxt(os.path.join(here, "article.csv"), delimiter=",", skiprows=1)
X, y = table[:, :-1], table[:, -1:]


def glorot(rng, n, m):
    limit = np.sqrt(6 / (n + m))
    return rng.uniform(-limit, limit, (n, m))


for run in reroll.runs(sources=["init", "shuffle"], kind="regression", probes=len(X), targets=y):
    rng = np.random.default_rng(run.init)
    order = np.random.default_rng(run.shuffle)
    p = [glorot(rng, 10, 10), np.zeros(10), glorot(rng, 10, 1), np.zeros(1)]
    m, v, t = [0 * w for w in p], [0 * w for w in p], 0
    for epoch in range(10):
        rows = order.permutation(len(X))
        total = 0
        for b in np.split(rows, range(32, len(X), 32)):
            z = X[b] @ p[0] + p[1]
            h = np.maximum(z, 0)
            e = h @ p[2] + p[3] - y[b]
            total += (e ** 2).sum()
            e *= 2 / len(b)
            d = (e @ p[2].T) * (z > 0)
            t += 1
            rate = .001 * np.sqrt(1 - .999 ** t) / (1 - .9 ** t)
            for i, g in enumerate((X[b].T @ d, d.sum(0), h.T @ e, e.sum(0))):
                m[i] += .1 * (g - m[i])
                v[i] += .001 * (g * g - v[i])
                p[i] -= rate * m[i] / (np.sqrt(v[i]) + 1e-7)
        run.epoch(train_loss=total / len(X))
    run.done(np.maximum(X @ p[0] + p[1], 0) @ p[2] + p[3])
