"""data.py - figures for tests/num/test_data*.c, made without the program.

Philox from the header's text (philox.py); Mackey-Glass with a step twenty
times smaller than the program's and cubic Hermite interpolation of the delayed
value; table statistics with NumPy's doubles; FNV-1a from its definition.
Run from anywhere: python3 data.py
"""
import csv
import os
import struct

import numpy as np

import philox

DATA = os.path.join(os.path.dirname(__file__), '..', '..', '..', 'data')


def article(seed, rows=100, features=10):
    x = philox.unit(philox.draws(seed, philox.DATA, 0, 0, rows * features))
    y = philox.unit(philox.draws(seed, philox.DATA, 1, 0, rows))
    return x.reshape(rows, features), y


def fnv1a(b, h=0xcbf29ce484222325):
    for c in b:
        h = (h ^ c) * 0x100000001b3 & 0xffffffffffffffff
    return h


def mackey_glass(until, h=0.005, tau=17.0, x0=1.2):
    lag = round(tau / h)
    n = round(until / h)
    x = np.empty(n + 1)
    f = np.empty(n + 1)         # slopes, for Hermite's cubic
    x[0] = x0

    def at(k):                  # before 0 the history is constant
        return x[k] if k >= 0 else x0

    def slope_at(k):
        return f[k] if k >= 0 else 0.0

    def rhs(v, d):
        return 0.2 * d / (1.0 + d ** 10) - 0.1 * v

    for k in range(n):
        j = k - lag
        d0, d1 = at(j), at(j + 1)
        dm = (d0 + d1) / 2 + h / 8 * (slope_at(j) - (slope_at(j + 1) if j + 1 > 0 else 0.0)) \
            if j >= 0 else x0
        k1 = rhs(x[k], d0)
        f[k] = k1
        k2 = rhs(x[k] + h / 2 * k1, dm)
        k3 = rhs(x[k] + h / 2 * k2, dm)
        k4 = rhs(x[k] + h * k3, d1)
        x[k + 1] = x[k] + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return x[::round(1 / h)]


def columns(name):
    with open(os.path.join(DATA, name + '.csv')) as f:
        rows = list(csv.reader(f))
    return rows[0], rows[1:]


if __name__ == '__main__':
    x, y = article(7)
    print('article seed 7')
    print('  x[0]  ', ', '.join('%.9g' % v for v in x[0]))
    print('  x[99] ', ', '.join('%.9g' % v for v in x[99]))
    print('  y     ', ', '.join('%.9g' % v for v in y[[0, 1, 2, 98, 99]]))
    head = struct.pack('<5I', 1, 1, 10, 0, 1)
    print('  hash   %016x' % fnv1a(head + x.astype('<f4').tobytes() + y.astype('<f4').tobytes()))
    print('fnv1a of "foobar" %016x' % fnv1a(b'foobar'))

    s = mackey_glass(500)
    print('mackey-glass')
    print('  t = 100..107 ', ', '.join('%.7f' % v for v in s[100:108]))
    print('  t = 150, 200, 300, 400, 500 ', ', '.join('%.7f' % v for v in s[[150, 200, 300, 400, 500]]))

    for name in 'iris', 'wine', 'cancer', 'diabetes', 'sunspots', 'nile':
        head, rows = columns(name)
        print(name, len(rows), 'rows')
        for k, column in enumerate(head):
            try:
                v = np.array([float(r[k]) for r in rows])
            except ValueError:
                continue
            print('  %-24s %.6g to %.6g mean %.6g sd %.6g' % (column, v.min(), v.max(), v.mean(), v.std()))
