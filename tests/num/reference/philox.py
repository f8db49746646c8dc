"""philox.py - the random streams of include/num/rng.h, redone in NumPy.

Written from the header's text and the paper (Salmon et al., SC'11), not from
the C code: that the recorded figures agree shows that the layout can be redone
in another language.
"""
import numpy as np

INIT, SHUFFLE, DROPOUT, SPLIT, NUDGE, ROUNDING, LEVEL, DATA = 0, 1, 4, 5, 6, 7, 8, 9

U32 = np.uint64(0xFFFFFFFF)


def philox4x32(counter, key):
    """counter (n, 4) and key (2,) of 32-bit words; returns (n, 4)."""
    c = np.array(counter, dtype=np.uint64).reshape(-1, 4)
    k0, k1 = np.uint64(key[0]), np.uint64(key[1])
    for _ in range(10):
        a = c[:, 0] * np.uint64(0xD2511F53)
        b = c[:, 2] * np.uint64(0xCD9E8D57)
        c = np.stack([(b >> np.uint64(32)) ^ c[:, 1] ^ k0, b & U32,
                      (a >> np.uint64(32)) ^ c[:, 3] ^ k1, a & U32], axis=1)
        k0 = (k0 + np.uint64(0x9E3779B9)) & U32
        k1 = (k1 + np.uint64(0xBB67AE85)) & U32
    return c


assert [hex(v) for v in philox4x32([0, 0, 0, 0], [0, 0])[0]] == \
    ['0x6627e8d5', '0xe169c58d', '0xbc57ac4c', '0x9b00dbd8']   # published


def draws(level, purpose, a, b, n, first=0, c=0):
    """Draws first .. first+n-1 of a stream, as uint64 holding 32 bits."""
    lo, hi = first // 4, (first + n + 3) // 4
    ctr = np.zeros((hi - lo, 4), dtype=np.uint64)
    ctr[:, 0] = np.arange(lo, hi, dtype=np.uint64)
    ctr[:, 1], ctr[:, 2], ctr[:, 3] = b, a, c
    return philox4x32(ctr, [level, purpose]).reshape(-1)[first - 4 * lo:][:n]


def unit(d):
    """[0, 1), exact in float32."""
    return ((d >> np.uint64(8)).astype(np.float64) * 2.0 ** -24).astype(np.float32)


def below(d, n):
    return ((d * np.uint64(n)) >> np.uint64(32)).astype(np.int64)


def shuffle(p, level, purpose, a, b=0):
    """Fisher-Yates on a copy of p."""
    p = np.array(p)
    n = len(p)
    if n < 2:
        return p
    d = draws(level, purpose, a, b, n - 1)
    for s in range(n - 1):
        i = n - 1 - s
        j = int(below(d[s:s + 1], i + 1)[0])
        p[i], p[j] = p[j], p[i]
    return p


def level(seed, source, run):
    """The 32-bit level of a free source in a run."""
    return int(philox4x32([run & 0xFFFFFFFF, run >> 32, source, 0], [seed, LEVEL])[0, 0])
