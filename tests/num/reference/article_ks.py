#!/usr/bin/env python3
"""article_ks.py - how much predictions differ over 200 trainings, by PyTorch.

    python3 article_ks.py > article_ks.txt

The article's example: 100 x 10 uniform inputs, uniform targets, dense 10 relu,
dense 1, mse, Adam (Keras' defaults), batch 32, 10 epochs.  The data and the
order of the rows are the product's (streams of include/num/rng.h, redone by
philox.py; data seed 1, shuffle level 42); initial weights are Glorot uniform
from PyTorch's own generator, training is plain PyTorch code in float32.

Printed: the prediction differences (mean over the 100 rows of |p - p'|) of the
100 disjoint pairs of runs (0, 1), (2, 3), ..., which are independent.
"""
import numpy as np
import torch

import philox as ph

ROWS, FEATURES, RUNS, EPOCHS, BATCH = 100, 10, 200, 10, 32


def one_run(x, y, orders):
    model = torch.nn.Sequential(torch.nn.Linear(FEATURES, 10), torch.nn.ReLU(),
                                torch.nn.Linear(10, 1))
    for layer in (model[0], model[2]):
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    optimizer = torch.optim.Adam(model.parameters(), lr=.001, eps=1e-7)
    for order in orders:
        for start in range(0, ROWS, BATCH):
            rows = order[start:start + BATCH]
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(x[rows]), y[rows]).backward()
            optimizer.step()
    with torch.no_grad():
        return model(x)[:, 0].numpy()


def main():
    torch.set_num_threads(1)
    torch.manual_seed(2024)
    x = torch.tensor(ph.unit(ph.draws(1, ph.DATA, 0, 0, ROWS * FEATURES)).reshape(ROWS, FEATURES))
    y = torch.tensor(ph.unit(ph.draws(1, ph.DATA, 1, 0, ROWS)).reshape(ROWS, 1))
    orders = [ph.shuffle(np.arange(ROWS), 42, ph.SHUFFLE, e) for e in range(EPOCHS)]
    p = [one_run(x, y, orders) for _ in range(RUNS)]
    d = [np.abs(p[i] - p[i + 1]).mean() for i in range(0, RUNS, 2)]
    print(len(d))
    for v in d:
        print('%.9g' % v)


if __name__ == '__main__':
    main()
