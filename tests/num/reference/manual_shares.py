#!/usr/bin/env python3
"""manual_shares.py - shares of variance computed again from reroll-numbers(7) alone.

    python3 manual_shares.py SESSION REPORT.json

From the runs that a session holds of a pick-freeze plan: V, V_i, V_Ti, the
interval of V_Ti and the bootstrap intervals of the shares, against the report.
NumPy and the standard library; the quantiles come from integrals done here.
"""
import json
import math
import sqlite3
import sys

import numpy as np

from manual import below, condition, draws


def invert(cdf, p, lo, hi):
    for _ in range(200):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if cdf(mid) < p else (lo, mid)
    return (lo + hi) / 2


def student(p, k):
    """The quantile, from Simpson's rule on the density, with t = tan(angle) sqrt(k)."""
    def cdf(t):
        angle = math.atan(t / math.sqrt(k))
        a = np.linspace(0, angle, 4001)
        y = np.cos(a) ** (k - 1)
        area = (y[0] + y[-1] + 4 * y[1:-1:2].sum() + 2 * y[2:-1:2].sum()) * angle / 4000 / 3
        return .5 + area * math.exp(math.lgamma((k + 1) / 2) - math.lgamma(k / 2)) / math.sqrt(math.pi)
    return invert(cdf, p, -1e6, 1e6)


def freedom(s):
    n, d = len(s), s - s.mean()
    return min(max(2 * n / (n * (d ** 4).sum() / (d ** 2).sum() ** 2 - 1), 1), n - 1)


def tail(s):
    n = len(s)
    z = -math.sqrt(n / (n - 1)) * student(.975, freedom(s))
    return max(1e-5, (1 + math.erf(z / math.sqrt(2))) / 2)


def interval(s):
    n, d = len(s), s - s.mean()
    se = math.sqrt((d ** 2).sum() / (n - 1) / n)
    g = (d ** 3).mean() / (d ** 2).mean() ** 1.5 / math.sqrt(n)
    t = student(.975, freedom(s))
    h = [3 / g * (float(np.cbrt(1 + g * (z - g / 6))) - 1) for z in (t, -t)]
    return max(s.mean() - h[0] * se, 0), s.mean() - h[1] * se


def quantile(x, q):
    return float(np.quantile(x, q))


def effects(f, k):
    """f (N, k + 2, n): V and, per source, first, total and V_T with their intervals."""
    n, size = f.shape[0], f.shape[2]
    ab = ((f[:, 0] - f[:, 1]) ** 2).sum(1)
    t = [((f[:, 0] - f[:, 2 + i]) ** 2).sum(1) for i in range(k)]
    s = [((f[:, 1] - f[:, 2 + i]) ** 2).sum(1) for i in range(k)]
    picks = np.array([[below(d, n) for d in draws(n, 0, 10, 1, r)] for r in range(599)])
    AB = ab[picks].sum(1)
    out = []
    for i in range(k):
        lo, hi = interval(t[i] / 2 / size)
        first, total = 1 - s[i].sum() / ab.sum(), t[i].sum() / ab.sum()
        pf, pt = tail(s[i] - s[i].sum() / ab.sum() * ab), tail(t[i] - total * ab)
        F, T = 1 - s[i][picks].sum(1) / AB, t[i][picks].sum(1) / AB
        out.append(dict(vt=[t[i].mean() / 2 / size, lo, hi],
                        first=[first, quantile(F, pf), quantile(F, 1 - pf)],
                        total=[total, quantile(T, pt), quantile(T, 1 - pt)]))
    return ab.mean() / 2 / size, out


def main(path, report):
    db = sqlite3.connect(path)
    said = {c['id']: c for c in json.load(open(report))['conditions']}
    worst, n = 0., 0
    for number, commands in db.execute('SELECT id, commands FROM conditions').fetchall():
        c = condition(commands)
        if c['plan'] != 'pick-freeze':
            continue
        k = len(c['free'])
        p = [np.frombuffer(b, '<f4').astype(float) for (b,) in db.execute(
            'SELECT p FROM runs JOIN predictions ON run = id WHERE condition = ? ORDER BY number',
            (number,))]
        rows = len(p) // (k + 2)
        variance, found = effects(np.array(p[:rows * (k + 2)]).reshape(rows, k + 2, -1), k)
        figures = said[number]['attribution']['prediction']
        worst = max(worst, abs(variance / figures['variance'] - 1))
        for mine, theirs in zip(found, figures['effects']):
            for key in mine:
                for a, b in zip(mine[key], theirs[key]):
                    worst = max(worst, abs(a - b) / abs(mine[key][0]))
                    n += 1
    print('%s: %d figures, at most %.1e apart' % (path, n, worst))
    return not (n and worst < 1e-5)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
