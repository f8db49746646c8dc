#!/usr/bin/env python3
"""The article's example in PyTorch, by its own defaults; seeded by init and shuffle.

A seed of a source goes to a generator of its own, as PyTorch lets one do: init to the global
one, with which layers draw their weights, shuffle to that of the DataLoader.
"""
import os
import sys

import numpy as np
import torch

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "data", "trainer"))
sys.path.insert(0, os.environ.get("REROLL_HELPERS", ""))
import reroll  # noqa: E402

table = torch.tensor(np.loadtxt(os.path.join(here, "article.csv"), delimiter=",", skiprows=1, dtype="f4"))
X, y = table[:, :-1], table[:, -1:]
if "OMP_NUM_THREADS" not in os.environ:
    torch.set_num_threads(1)

for run in reroll.runs(sources=["init", "shuffle"], kind="regression", probes=len(X), targets=y):
    torch.manual_seed(run.init)
    model = torch.nn.Sequential(torch.nn.Linear(10, 10), torch.nn.ReLU(), torch.nn.Linear(10, 1))
    adam = torch.optim.Adam(model.parameters())
    order = torch.Generator()
    order.manual_seed(run.shuffle)
    batches = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=32,
                                          shuffle=True, generator=order)
    for epoch in range(10):
        total = 0.
        for rows, targets in batches:
            adam.zero_grad()
            loss = torch.nn.functional.mse_loss(model(rows), targets)
            loss.backward()
            adam.step()
            total += loss.item() * len(rows)
        run.epoch(train_loss=total / len(X))
    with torch.no_grad():
        run.done(model(X))
