"""Twelve tanh units learn a noisy wave, in plain Python.  By itself: python3 train.py --init 7
Again and again, with every seed fixed or free: reroll drive -- python3 train.py"""
import math
import random

import reroll  # reroll.py, beside this file

data = random.Random(1)
X = [data.uniform(-3, 3) for _ in range(40)]
Y = [math.sin(2 * x) + data.gauss(0, 0.1) for x in X]
PROBES = [k / 4 - 3 for k in range(25)]


def net(w, x):
    h = [math.tanh(w[k] * x + w[12 + k]) for k in range(12)]
    return h, sum(w[24 + k] * h[k] for k in range(12))


for run in reroll.runs(sources=["init", "shuffle"], kind="regression", probes=len(PROBES),
                       targets=[math.sin(2 * x) for x in PROBES]):
    init, order = random.Random(run.init), random.Random(run.shuffle)
    w, rows = [init.gauss(0, 1) for _ in range(36)], list(range(40))
    for epoch in range(20):
        order.shuffle(rows)
        for i in rows:
            h, p = net(w, X[i])
            e = 0.1 * (p - Y[i])
            for k in range(12):
                g = e * w[24 + k] * (1 - h[k] * h[k])
                w[k], w[12 + k], w[24 + k] = w[k] - g * X[i], w[12 + k] - g, w[24 + k] - e * h[k]
        run.epoch(train_loss=sum((net(w, x)[1] - y) ** 2 for x, y in zip(X, Y)) / len(X))
    run.done([net(w, x)[1] for x in PROBES])
