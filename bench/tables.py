#!/usr/bin/env python3
"""tables.py REROLL [OTHER] - how fast tables are read, and by how much memory.

Writes tables of random numbers to a temporary folder, has each program read them
in turns (`reroll run -q -e 'data FILE rows...'`) and prints the least processor
seconds of each, their ratio, and the peak memory.  On a shared machine the least of
several turns is what says most; give more turns where the ratio moves.
"""
import os
import random
import resource
import sys
import tempfile

TURNS = int(os.environ.get("TURNS", "5"))


def ints(path, rows, cols):
    random.seed(1)
    pool = [",".join(str(random.choice((0, 0, 0, random.randrange(256)))) for _ in range(cols))
            for _ in range(200)]
    with open(path, "w") as f:
        f.write(",".join("p%d" % k for k in range(cols)) + ",label\n")
        for i in range(rows):
            f.write("%s,%d\n" % (pool[i * 7919 % 200], i * 31 % 10))


def floats(path, rows, cols):
    random.seed(2)
    with open(path, "w") as f:
        f.write(",".join("x%d" % k for k in range(cols)) + "\n")
        for _ in range(rows):
            f.write(",".join("%.6f" % random.gauss(0, 3) for _ in range(cols)) + "\n")


def texts(path, rows):
    random.seed(3)
    words = ["red", "green", "blue", "dark red", "unknown"]
    with open(path, "w") as f:
        f.write("a,colour,b,y\n")
        for i in range(rows):
            f.write('%d,"%s",%.3f,%s\n' % (i * 37 % 1000, random.choice(words), random.random(),
                                           random.choice("uvw")))


def once(program, table, options):
    """Processor seconds and peak KiB of reading one table."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execv(program, [program, "run", "-q", "-e", "data %s %s; show engine" % (table, options)])
    _, status, used = os.wait4(pid, 0)
    if status:
        sys.exit("%s cannot read %s" % (program, table))
    return used.ru_utime + used.ru_stime, used.ru_maxrss


def main():
    programs = [os.path.abspath(p) for p in sys.argv[1:]]
    if not programs:
        sys.exit(__doc__)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        work = []
        for name, make in (("785 columns of integers", lambda p: ints(p, 20000, 784)),
                           ("100,000 x 21 floats", lambda p: floats(p, 100000, 21)),
                           ("200,000 rows with texts", lambda p: texts(p, 200000))):
            path = os.path.join(folder, "t%d.csv" % len(work))
            make(path)
            work.append((name, path))
        for name, path in work:
            best = [[float("inf"), 0] for _ in programs]
            for _ in range(TURNS):
                for k, program in enumerate(programs):
                    seconds, peak = once(program, path, "")
                    best[k][0] = min(best[k][0], seconds)
                    best[k][1] = max(best[k][1], peak)
            line = "%-26s %7.1f MB" % (name, os.path.getsize(path) / 1e6)
            for seconds, peak in best:
                line += "   %.3f s %6.1f MiB" % (seconds, peak / 1024)
            if len(best) > 1:
                line += "   %.2f times as fast, %.2f of the memory" % (best[1][0] / best[0][0],
                                                                      best[0][1] / best[1][1])
            print(line, flush=True)


main()
