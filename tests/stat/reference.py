#!/usr/bin/env python3
"""The figures that tests/stat/*.c compare with, worked out by NumPy and SciPy
along other routes than the program's: least squares for sums of squares,
noncentral t for power, ranks for Brunner and Munzel.  Prints them; run by
hand when a test's data change.
"""
import numpy as np
from scipy import stats as st


def crossed(levels, reps):
    """Sums of squares of nested least-squares fits, one set of factors at a time."""
    n = int(np.prod(levels)) * reps
    x = np.array([np.sin(1 + 1.7 * i) + .3 * np.cos(i * i) for i in range(n)])
    index = np.indices(tuple(levels) + (reps,)).reshape(len(levels) + 1, -1)

    def columns(s):
        c = np.ones((n, 1))
        for f in range(len(levels)):
            if s >> f & 1:
                one_hot = np.eye(levels[f])[index[f]]
                c = np.einsum('ij,ik->ijk', c, one_hot).reshape(n, -1)
        return c

    def rss(sets):
        m = np.hstack([columns(s) for s in sets])
        fit = m @ np.linalg.lstsq(m, x, rcond=None)[0]
        return float(((x - fit) ** 2).sum())

    full = (1 << len(levels)) - 1
    for s in range(1, full + 1):
        below = [t for t in range(s) if t & s == t]
        print('crossed', levels, reps, 'set', s, 'ss %.10f' % (rss(below) - rss(below + [s])))
    print('crossed', levels, reps, 'error ss %.10f' % rss([full]))


def brunner_munzel(a, b):
    """P(a < b) by ranks, with the logit-t interval."""
    n, m = len(a), len(b)
    r = st.rankdata(np.concatenate([a, b]))
    ra, rb = r[:n], r[n:]
    ia, ib = st.rankdata(a), st.rankdata(b)
    p = (rb.mean() - (m + 1) / 2) / n
    sa = ((ra - ia - ra.mean() + (n + 1) / 2) ** 2).sum() / (n - 1) / m ** 2
    sb = ((rb - ib - rb.mean() + (m + 1) / 2) ** 2).sum() / (m - 1) / n ** 2
    v = sa / n + sb / m
    nu = v ** 2 / ((sa / n) ** 2 / (n - 1) + (sb / m) ** 2 / (m - 1))
    t = st.t.ppf(.975, nu) * np.sqrt(v) / (p * (1 - p))
    at = np.log(p / (1 - p))
    w = st.ttest_ind(a, b, equal_var=False)
    print('brunner-munzel p %.8f lo %.8f hi %.8f' % (
        p, 1 / (1 + np.exp(t - at)), 1 / (1 + np.exp(-t - at))))
    print('check against scipy: statistic p-value %.8f, ours %.8f' % (
        st.brunnermunzel(a, b, distribution='t').pvalue,
        2 * st.t.sf(abs(p - .5) / np.sqrt(v), nu)))
    va, vb = np.var(a, ddof=1) / n, np.var(b, ddof=1) / m
    nu = (va + vb) ** 2 / (va ** 2 / (n - 1) + vb ** 2 / (m - 1))
    d = np.mean(a) - np.mean(b)
    half = st.t.ppf(.975, nu) * np.sqrt(va + vb)
    print('welch diff %.8f lo %.8f hi %.8f (p %.4g)' % (d, d - half, d + half, w.pvalue))


def sizes():
    for r in (.05, .1, .2, .5):
        n = 2
        while True:
            nu = n - 1
            if st.chi2.cdf(nu * (1 + r) ** 2, nu) - st.chi2.cdf(nu * (1 - r) ** 2, nu) >= .95:
                break
            n += 1
        print('sd within', r, 'n', n)
    for half in (1, .5, .1):
        n = 2
        while st.t.ppf(.975, n - 1) / np.sqrt(n) > half:
            n += 1
        print('mean half-width', half, 'n', n)
    for d in (.2, .5, .8, 1.2):
        for power in (.8, .95):
            n = 2
            while True:
                nu, nc = 2 * n - 2, d * np.sqrt(n / 2)
                t = st.t.ppf(.975, nu)
                if st.nct.sf(t, nu, nc) + st.nct.cdf(-t, nu, nc) >= power:
                    break
                n += 1
            k = 2
            while True:
                t, nc = st.t.ppf(.975, k - 1), d * np.sqrt(k)
                if st.nct.sf(t, k - 1, nc) + st.nct.cdf(-t, k - 1, nc) >= power:
                    break
                k += 1
            print('t test d', d, 'power', power, 'per group', n, 'pairs', k)


def fisher():
    x = [1, 2, 3, 4, 5, 6.5]
    y = [2, 1, 4, 3, 7, 5]
    r = np.corrcoef(x, y)[0, 1]
    z, h = np.arctanh(r), st.norm.ppf(.975) / np.sqrt(3)
    print('fisher r %.8f lo %.8f hi %.8f' % (r, np.tanh(z - h), np.tanh(z + h)))


crossed([3, 4], 2)
crossed([2, 3, 4], 1)
brunner_munzel([1.1, 2.3, 2.3, 3.7, 0.4, 1.9, 2.8], [2.3, 3.1, 4.4, 2.9, 3.7, 1.6])
sizes()
fisher()
