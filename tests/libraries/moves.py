#!/usr/bin/env python3
"""moves.py - how a penalty, a loss and a rate move over, tried in the packages themselves.

Each case trains in a library, and again in NumPy by reroll's definitions (the loss is a mean
over rows and targets, the penalty l2 times the sum of squared weights) with what OTHER
LIBRARIES of reroll-numbers(7) says: weights must come out equal.  TAP on stdout.
"""
import warnings

import numpy as np

warnings.filterwarnings("ignore")
ROWS, INPUTS, HIDDEN, EPOCHS = 30, 4, 5, 25
rng = np.random.default_rng(5)
X = rng.normal(size=(ROWS, INPUTS))
count = 0


def ok(name, apart, most=1e-9):
    global count
    count += 1
    print("%sok %d - %s: weights are %.1e apart" % ("" if apart < most else "not ", count, name, apart))


def ours(weights, y, loss, l2, optimizer, lr, eps, biases=False):
    """Full batches of dense HIDDEN tanh, dense k, by reroll's definitions."""
    p = [np.array(w, float) for w in weights]       # W, b, W, b
    m, v = [0 * w for w in p], [0 * w for w in p]
    for t in range(1, EPOCHS + 1):
        h = np.tanh(X @ p[0] + p[1])
        z = h @ p[2] + p[3]
        if loss == "mse":
            g = 2 * (z - y) / y.size
        elif loss == "bce":
            g = (1 / (1 + np.exp(-z)) - y) / y.size
        else:
            e = np.exp(z - z.max(1, keepdims=True))
            g = (e / e.sum(1, keepdims=True) - y) / len(y)
        d = g @ p[2].T * (1 - h * h)
        for i, grad in enumerate((X.T @ d, d.sum(0), h.T @ g, g.sum(0))):
            if i % 2 == 0 or biases:
                grad = grad + 2 * l2 * p[i]
            if optimizer == "sgd":
                p[i] = p[i] - lr * grad
            elif optimizer == "nesterov":
                v[i] = .9 * v[i] - lr * grad
                p[i] = p[i] + .9 * v[i] - lr * grad
            else:
                m[i] += .1 * (grad - m[i])
                v[i] += .001 * (grad * grad - v[i])
                rate = lr * np.sqrt(1 - .999 ** t) / (1 - .9 ** t)
                p[i] = p[i] - rate * m[i] / (np.sqrt(v[i]) + eps)
    return p


def gap(a, b):
    return max(np.abs(x - y).max() for x, y in zip(a, b))


def sklearn_case(name, kind, y, loss, c, optimizer):
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    start = []

    class Recorded(MLPRegressor if kind == "regression" else MLPClassifier):
        def _init_coef(self, *args):
            drawn = super()._init_coef(*args)
            start.extend(np.array(w) for w in drawn)
            return drawn

    alpha, lr, eps = .7, .02, 1e-3
    net = Recorded((HIDDEN,), activation="tanh", solver="adam" if optimizer == "adam" else "sgd", alpha=alpha,
                   batch_size=ROWS, learning_rate_init=lr, shuffle=False, max_iter=EPOCHS, tol=0, epsilon=eps,
                   n_iter_no_change=1000, random_state=1)
    net.fit(X, y if kind != "classes" else y.argmax(1))
    p = ours(start, y if y.ndim > 1 else y[:, None], loss, alpha / (2 * c * ROWS), optimizer,
             lr if optimizer == "adam" else lr * c, eps / c)
    ok("scikit-learn, %s, %s" % (name, optimizer), gap(p, [net.coefs_[0], net.intercepts_[0],
                                                          net.coefs_[1], net.intercepts_[1]]))


def torch_case(name, make, optimizer, lr, eps, l2):
    import torch
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(3)
    net = torch.nn.Sequential(torch.nn.Linear(INPUTS, HIDDEN), torch.nn.Tanh(), torch.nn.Linear(HIDDEN, 2))
    y = rng.normal(size=(ROWS, 2))
    start = [w.detach().numpy().T.copy() for w in net.parameters()]
    opt = make(torch.optim, net.parameters())
    for _ in range(EPOCHS):
        opt.zero_grad()
        torch.nn.functional.mse_loss(net(torch.tensor(X)), torch.tensor(y)).backward()
        opt.step()
    ok("PyTorch, " + name, gap(ours(start, y, "mse", l2, optimizer, lr, eps, biases=True),
                               [w.detach().numpy().T for w in net.parameters()]))


try:
    import sklearn
    print("# scikit-learn", sklearn.__version__)
    for o in ("nesterov", "adam"):
        sklearn_case("one target", "regression", rng.normal(size=ROWS), "mse", .5, o)
        sklearn_case("three targets", "regression", rng.normal(size=(ROWS, 3)), "mse", 1.5, o)
        sklearn_case("three classes", "classes", np.eye(3)[np.arange(ROWS) % 3], "cross-entropy", 1, o)
        sklearn_case("one label", "labels", (np.arange(ROWS) % 3 == 0).astype(int), "bce", 1, o)
        sklearn_case("three labels", "labels", rng.integers(0, 2, (ROWS, 3)), "bce", 3, o)
except ImportError:
    print("# no scikit-learn")
try:
    import torch
    print("# PyTorch", torch.__version__)
    torch_case("weight_decay of SGD", lambda t, w: t.SGD(w, .05, weight_decay=.3), "sgd", .05, 0, .15)
    # its epsilon stands beside the corrected root: none here
    torch_case("weight_decay of Adam", lambda t, w: t.Adam(w, .01, eps=0, weight_decay=.3), "adam", .01, 0, .15)
    torch_case("SGD with Nesterov's momentum", lambda t, w: t.SGD(w, .05, momentum=.9, nesterov=True), "nesterov", .05, 0, 0)
except ImportError:
    print("# no PyTorch")
print("1..%d" % count)
