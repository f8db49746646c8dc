#!/usr/bin/env python3
"""What a user would otherwise write: complete trainings, timed.

usage: peers.py torch|bmm|numpy|sklearn DIR SECONDS

DIR holds x, y (float32) and spec, as `reroll bench` writes them.  Prints the seconds of
one complete run by the clock, its final training loss, how many runs that is the mean
of, and the processor seconds of one.  One thread.

torch    plain PyTorch: a Sequential, an optimizer, a loop over mini-batches
bmm      PyTorch with 256 models side by side in batched products
numpy    NumPy likewise, its backward pass by hand
sklearn  scikit-learn's MLP, its biases begun at zero like everybody's
"""
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):   # some machines preset them
    os.environ.pop(name, None)

import numpy as np


def load(folder):
    spec = {}
    for line in open(os.path.join(folder, "spec")):
        key, value = line.rstrip("\n").split(" ", 1)
        spec[key] = value
    for key in ("rows", "features", "outputs", "height", "width", "batch", "epochs"):
        spec[key] = int(spec[key])
    x = np.fromfile(os.path.join(folder, "x"), np.float32).reshape(spec["rows"], -1)
    y = np.fromfile(os.path.join(folder, "y"), np.float32).reshape(spec["rows"], -1)
    layers = [w.split() for w in spec["model"].split(", ")]
    return spec, x, y, layers


def timed(run, seconds):
    """Complete runs for about `seconds`; run() returns (runs done, their mean loss)."""
    runs, total, start, cpu = 0, 0.0, time.perf_counter(), time.process_time()
    while True:
        n, loss = run()
        runs += n
        total += n * loss
        spent = time.perf_counter() - start
        if spent >= seconds:
            return spent / runs, total / runs, runs, (time.process_time() - cpu) / runs


def torch_optimizer(torch, spec, params):
    lr = float(spec["lr"])
    if spec["optimizer"] == "adam":
        return torch.optim.Adam(params, lr=lr, eps=1e-7)
    return torch.optim.SGD(params, lr=lr, momentum=0.9)


def plain_torch(spec, x, y, layers):
    import torch
    from torch import nn
    torch.set_num_threads(1)
    acts = {"relu": nn.ReLU, "tanh": nn.Tanh}
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    loss_of = {"mse": nn.MSELoss(), "bce": nn.BCEWithLogitsLoss(),
               "cross-entropy": nn.CrossEntropyLoss()}[spec["loss"]]
    target = y.argmax(1) if spec["loss"] == "cross-entropy" else y
    if layers[0][0] == "conv2d":
        x = x.reshape(-1, 1, spec["height"], spec["width"])
    elif layers[0][0] == "conv1d":
        x = x.reshape(-1, 1, spec["width"])

    def net():
        out, width = [], spec["features"]
        channels, h, w = 1, spec["height"], spec["width"]
        for words in layers:
            if words[0] == "dense":
                out.append(nn.Linear(width, int(words[1])))
                nn.init.xavier_uniform_(out[-1].weight)
                nn.init.zeros_(out[-1].bias)
                width = int(words[1])
            elif words[0] == "conv2d":
                k, same = int(words[2].split("x")[0]), "same" in words
                out.append(nn.Conv2d(channels, int(words[1]), k, padding=k // 2 if same else 0))
                nn.init.xavier_uniform_(out[-1].weight)
                nn.init.zeros_(out[-1].bias)
                channels = int(words[1])
                h, w = (h, w) if same else (h - k + 1, w - k + 1)
            elif words[0] == "conv1d":
                out.append(nn.Conv1d(channels, int(words[1]), int(words[2])))
                nn.init.xavier_uniform_(out[-1].weight)
                nn.init.zeros_(out[-1].bias)
                channels, w = int(words[1]), w - int(words[2]) + 1
            elif words[0] == "maxpool":
                out.append(nn.MaxPool2d(int(words[1])))
                h, w = h // int(words[1]), w // int(words[1])
            elif words[0] == "flatten":
                out.append(nn.Flatten())
                width = channels * h * w
            if words[-1] in acts:
                out.append(acts[words[-1]]())
        return nn.Sequential(*out)

    def run():
        model = net()
        optimizer = torch_optimizer(torch, spec, model.parameters())
        n, batch, loss_sum = spec["rows"], spec["batch"], 0.0
        for _ in range(spec["epochs"]):
            order, loss_sum = torch.randperm(n), 0.0
            for at in range(0, n, batch):
                rows = order[at:at + batch]
                optimizer.zero_grad()
                loss = loss_of(model(x[rows]), target[rows])
                loss.backward()
                optimizer.step()
                loss_sum += loss.item() * len(rows)
        return 1, loss_sum / n
    return run


def small_dense(spec, layers):
    if any(words[0] != "dense" for words in layers) or spec["rows"] * spec["features"] > 1 << 20:
        sys.exit("small dense nets only")


def bmm_torch(spec, x, y, layers, models):
    import torch
    import torch.nn.functional as F
    torch.set_num_threads(1)
    small_dense(spec, layers)
    x, y = torch.from_numpy(x), torch.from_numpy(y)

    def run():
        params, width = [], spec["features"]
        for words in layers:
            units = int(words[1])
            limit = (6 / (width + units)) ** .5
            params.append(((torch.rand(models, width, units) * 2 - 1) * limit).requires_grad_())
            params.append(torch.zeros(models, 1, units).requires_grad_())
            width = units
        optimizer = torch_optimizer(torch, spec, params)
        n, batch, total = spec["rows"], spec["batch"], 0.0
        for _ in range(spec["epochs"]):
            order, total = torch.rand(models, n).argsort(1), 0.0
            for at in range(0, n, batch):
                rows = order[:, at:at + batch]
                a, t = x[rows], y[rows]
                for i, words in enumerate(layers):
                    a = torch.baddbmm(params[2 * i + 1], a, params[2 * i])
                    if words[-1] == "relu":
                        a = torch.relu(a)
                    elif words[-1] == "tanh":
                        a = torch.tanh(a)
                if spec["loss"] == "mse":
                    loss = ((a - t) ** 2).mean((1, 2))
                elif spec["loss"] == "bce":
                    loss = F.binary_cross_entropy_with_logits(a, t, reduction="none").mean((1, 2))
                else:
                    loss = -(F.log_softmax(a, 2) * t).sum(2).mean(1)
                optimizer.zero_grad()
                loss.sum().backward()
                optimizer.step()
                total += loss.mean().item() * rows.shape[1]
        return models, total / n
    return run


def batched_numpy(spec, x, y, layers, models):
    small_dense(spec, layers)
    rng, f32 = np.random.default_rng(1), np.float32
    widths = [spec["features"]] + [int(words[1]) for words in layers]
    acts = [words[-1] for words in layers]
    lr, n, batch, outputs = f32(spec["lr"]), spec["rows"], spec["batch"], spec["outputs"]

    def loss_and_slope(a, t):
        rows = f32(a.shape[1])
        if spec["loss"] == "mse":
            e = a - t
            return (e * e).mean(2).sum(1), e * (2 / (rows * outputs))
        if spec["loss"] == "bce":
            z = np.exp(-np.abs(a))
            loss = np.maximum(a, 0) - a * t + np.log1p(z)
            return loss.mean(2).sum(1), (np.where(a < 0, z, 1) / (1 + z) - t) / (rows * outputs)
        a = a - a.max(2, keepdims=True)
        e = np.exp(a)
        s = e.sum(2, keepdims=True)
        return ((np.log(s) - a) * t).sum((1, 2)), (e / s - t) / rows

    def run():
        w = []
        for fan_in, fan_out in zip(widths, widths[1:]):
            limit = (6 / (fan_in + fan_out)) ** .5
            w.append(((rng.random((models, fan_in, fan_out), f32) * 2 - 1) * f32(limit)).astype(f32))
            w.append(np.zeros((models, 1, fan_out), f32))
        m = [np.zeros_like(p) for p in w]
        v = [np.zeros_like(p) for p in w]
        step, total = 0, None
        for _ in range(spec["epochs"]):
            order, total = rng.random((models, n), f32).argsort(1), 0.0
            for at in range(0, n, batch):
                rows = order[:, at:at + batch]
                a = [x[rows]]
                for i, act in enumerate(acts):
                    z = a[-1] @ w[2 * i]
                    z += w[2 * i + 1]
                    if act == "relu":
                        np.maximum(z, 0, out=z)
                    elif act == "tanh":
                        np.tanh(z, out=z)
                    a.append(z)
                loss, d = loss_and_slope(a[-1], y[rows])
                total = total + loss
                g = [None] * len(w)
                for i in reversed(range(len(acts))):
                    if acts[i] == "relu":
                        d = d * (a[i + 1] > 0)
                    elif acts[i] == "tanh":
                        d = d * (1 - a[i + 1] * a[i + 1])
                    g[2 * i] = a[i].swapaxes(1, 2) @ d
                    g[2 * i + 1] = d.sum(1, keepdims=True)
                    if i:
                        d = d @ w[2 * i].swapaxes(1, 2)
                step += 1
                rate = f32(lr * (1 - .999 ** step) ** .5 / (1 - .9 ** step))
                for p, gp, mp, vp in zip(w, g, m, v):
                    if spec["optimizer"] == "adam":
                        mp *= f32(.9)
                        mp += f32(.1) * gp
                        vp *= f32(.999)
                        vp += f32(.001) * gp * gp
                        p -= rate * mp / (np.sqrt(vp) + f32(1e-7))
                    else:
                        mp *= f32(.9)
                        mp -= lr * gp
                        p += mp
        return models, float(total.mean() / n)
    return run


def scikit(spec, x, y, layers):
    import warnings
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    warnings.filterwarnings("ignore")
    if any(words[0] != "dense" for words in layers):
        sys.exit("dense nets only")
    base = MLPRegressor if spec["loss"] == "mse" else MLPClassifier

    class kind(base):
        def _init_coef(self, *args):
            weights, biases = super()._init_coef(*args)
            biases[:] = 0
            return weights, biases

    target = y.argmax(1) if spec["loss"] == "cross-entropy" else y.ravel()

    def run():
        model = kind(hidden_layer_sizes=[int(w[1]) for w in layers[:-1]], activation=layers[0][2],
                     solver="adam" if spec["optimizer"] == "adam" else "sgd", alpha=0,
                     batch_size=spec["batch"], learning_rate_init=float(spec["lr"]), momentum=.9,
                     nesterovs_momentum=False, max_iter=spec["epochs"], tol=0,
                     n_iter_no_change=10 ** 9, epsilon=1e-7)
        model.fit(x, target)
        # its squared loss is halved
        return 1, model.loss_ * (2 if base is MLPRegressor else 1)
    return run


def main():
    kind, folder, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    make = {"torch": plain_torch, "sklearn": scikit,
            "bmm": lambda *a: bmm_torch(*a, 256), "numpy": lambda *a: batched_numpy(*a, 256)}[kind]
    print("%.9g %.9g %d %.9g" % timed(make(*load(folder)), seconds))


if __name__ == "__main__":
    main()
