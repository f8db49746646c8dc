#!/usr/bin/env python3
"""A training that is not reroll's: four tanh units learn a circle, in plain Python.

Six initial weights by six orders of the rows, each twice, one row a run, to standard output:

    python3 grid.py >runs.csv
    reroll open runs.csv kind=binary
"""
import math, random

points = random.Random(0)
X = [(points.uniform(-1, 1), points.uniform(-1, 1)) for _ in range(60)]
Y = [1.0 if x * x + y * y < .5 else 0.0 for x, y in X]
PROBES = [(x / 2 - 1, y / 2 - 1) for x in range(5) for y in range(5)]


def net(w, x):
    h = [math.tanh(w[3 * k] * x[0] + w[3 * k + 1] * x[1] + w[3 * k + 2]) for k in range(4)]
    return h, 1 / (1 + math.exp(-sum(w[12 + k] * h[k] for k in range(4)) - w[16]))


def train(init, shuffle, epochs=30, rate=.3):
    weights, order = random.Random(init), random.Random(shuffle)
    w = [weights.gauss(0, 1) for _ in range(17)]
    rows = list(range(len(X)))
    for _ in range(epochs):
        order.shuffle(rows)
        for i in rows:
            h, p = net(w, X[i])
            e = p - Y[i]
            for k in range(4):
                g = e * w[12 + k] * (1 - h[k] * h[k])
                w[12 + k] -= rate * e * h[k]
                for j, v in enumerate((*X[i], 1)):
                    w[3 * k + j] -= rate * g * v
            w[16] -= rate * e
    loss = -sum(math.log(max(1e-12, p if y else 1 - p)) for p, y in ((net(w, x)[1], y) for x, y in zip(X, Y)))
    return loss / len(X), [net(w, x)[1] for x in PROBES]


print("init,shuffle,train_loss," + ",".join(f"p{k + 1}" for k in range(len(PROBES))))
for init in range(6):
    for shuffle in range(6):
        for _ in range(2):
            loss, p = train(init, shuffle)
            print(f"{init},{shuffle},{loss:.9g}," + ",".join(f"{v:.9g}" for v in p))
