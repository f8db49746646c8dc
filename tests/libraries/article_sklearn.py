#!/usr/bin/env python3
"""The article's example in scikit-learn, by its own defaults; its one seed, random_state.

    article_sklearn.py [batch N]      N rows a batch instead of min(200, all)
"""
import os
import sys
import warnings

import numpy as np
from sklearn.neural_network import MLPRegressor

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "data", "trainer"))
sys.path.insert(0, os.environ.get("REROLL_HELPERS", ""))
import reroll  # noqa: E402

warnings.filterwarnings("ignore")
table = np.loadtxt(os.path.join(here, "article.csv"), delimiter=",", skiprows=1)
X, y = table[:, :-1], table[:, -1]
batch = int(sys.argv[sys.argv.index("batch") + 1]) if "batch" in sys.argv else "auto"

for run in reroll.runs(sources=["random_state"], kind="regression", probes=len(X), targets=y):
    net = MLPRegressor((10,), max_iter=10, batch_size=batch, random_state=run.random_state)
    net.fit(X, y)
    for loss in net.loss_curve_:
        run.epoch(train_loss=loss)
    run.done(net.predict(X))
