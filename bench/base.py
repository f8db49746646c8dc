#!/usr/bin/env python3
"""base.py REROLL BASE [--turns N] [--engine NAME] [WORK]... - this build beside an earlier one.

Each piece of work is done by both programs in turns, N times (5), as a whole process:
reading the data, training, writing.  A line gives processor seconds and seconds by the
clock of each (their medians), the median over the turns of BASE's by REROLL's, its least
and its most, and the peak memory.  On a shared machine the ratio by processor is the one
to look at.
"""
import argparse
import os
import random
import resource
import statistics
import sys
import tempfile

FREE = "free init shuffle; "
DEEP = FREE + "budget epochs 2; batch 128"


def images(folder):
    """1,024 images of 28x28 in ten classes, as IDX."""
    random.seed(1)
    classes = [i % 10 for i in range(1024)]
    with open(os.path.join(folder, "images-idx3-ubyte"), "wb") as f:
        f.write(bytes([0, 0, 8, 3, 0, 0, 4, 0, 0, 0, 0, 28, 0, 0, 0, 28]))
        for c in classes:
            f.write(bytes(min(255, random.randrange(200) + 55 * (k % 10 == c)) for k in range(784)))
    with open(os.path.join(folder, "labels-idx1-ubyte"), "wb") as f:
        f.write(bytes([0, 0, 8, 1, 0, 0, 4, 0]) + bytes(classes))


def table(folder):
    """4,096 rows of 20 numbers and one that depends on them."""
    random.seed(2)
    with open(os.path.join(folder, "table.csv"), "w") as f:
        f.write(",".join("x%d" % k for k in range(20)) + ",y\n")
        for _ in range(4096):
            x = [random.gauss(0, 1) for _ in range(20)]
            f.write(",".join("%.5f" % v for v in x) + ",%.5f\n" % (x[0] * x[1] + x[2]))


IDX = "data images-idx3-ubyte labels=labels-idx1-ubyte; "
LENET = "model conv2d 6 5x5 relu, maxpool 2, conv2d 16 5x5 relu, maxpool 2, flatten, " \
        "dense 120 relu, dense 84 relu, dense 10; budget epochs 1; "
CNN = "data digits; budget epochs 5; batch 64; model conv2d 8 3x3 same relu, maxpool 2, " \
      "conv2d 16 3x3 same relu, flatten, dense 10; "
ARTICLE = "data article; model dense 10 relu, dense 1; budget epochs 10; batch 32; "
SPIRAL = "data spiral; model dense 32 tanh, dense 32 tanh, dense 1; optimizer adam lr=.01; " \
         "budget epochs 100; batch 16; "
DIGITS = "data digits; model dense 64 relu, dense 10; optimizer momentum lr=.05; budget epochs 20; " \
         "batch 64; "
# name: (commands, runs, further options; @ is a file of the folder)
WORK = {
    "article": (ARTICLE + FREE, 100000, []),
    "spiral": (SPIRAL + FREE, 256, []),
    "digits": (DIGITS + FREE, 128, []),
    "cnn": (CNN + FREE, 64, []),
    "lenet": (IDX + LENET + FREE, 16, []),
    "conv": (IDX + "model conv2d 16 3x3 relu, maxpool 2, conv2d 32 3x3 relu, maxpool 2, flatten, "
             "dense 10; budget epochs 1; " + FREE, 16, []),
    "series": ("data sine length=1300 window=256; model conv1d 16 9 relu, conv1d 32 9 relu, flatten, "
               "dense 32 relu, dense 1; budget epochs 1; batch 32; " + FREE, 16, []),
    "deep": ("data table.csv; model dense 256 relu, dense 256 relu, dense 256 relu, dense 1; " + DEEP,
             16, []),
    # the first results of a new condition, eight times
    "first1": (CNN + FREE + "; ".join("seed %d; run 1" % (k + 1) for k in range(8)), 0, []),
    "first4": (CNN + FREE + "; ".join("seed %d; run 4" % (k + 1) for k in range(8)), 0, []),
    "record-article": (ARTICLE + FREE, 50000, ["-o", "@out.reroll"]),
    "record-digits": (DIGITS + FREE, 128, ["-o", "@out.reroll"]),
    "width1": (SPIRAL + FREE, 4, ["--width", "1"]),
}


def once(program, folder, name, extra):
    """Processor seconds, seconds, peak MiB of one process, and the bytes that it wrote."""
    commands, runs, options = WORK[name]
    for f in os.listdir(folder):
        if f.startswith("out."):
            os.unlink(os.path.join(folder, f))
    words = [program, "run", "-q", "-j", "1"] + (["-n", str(runs)] if runs else [])
    words += [w.replace("@", folder + "/") for w in options] + ["-e", extra + commands]
    start = os.times().elapsed
    pid = os.fork()
    if pid == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.execv(program, words)
    _, status, used = os.wait4(pid, 0)
    if status:
        sys.exit("base.py: %s cannot do %s" % (program, name))
    size = sum(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder)
               if f.startswith("out."))
    return used.ru_utime + used.ru_stime, os.times().elapsed - start, used.ru_maxrss / 1024, size


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(" - ")[1].split("\n")[0])
    parser.add_argument("reroll")
    parser.add_argument("base")
    parser.add_argument("work", nargs="*", help=", ".join(WORK))
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--engine", help="auto unless said")
    args = parser.parse_intermixed_args()
    for name in args.work:
        if name not in WORK:
            sys.exit("base.py: there is no work '%s': %s are known" % (name, ", ".join(WORK)))
    programs = [os.path.abspath(args.reroll), os.path.abspath(args.base)]
    extra = "engine %s; " % args.engine if args.engine else ""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print("%-15s %8s %8s %8s %8s %6s %15s %7s %7s %s" %
          ("", "cpu", "base", "clock", "base", "ratio", "least to most", "MiB", "base", "bytes written"))
    with tempfile.TemporaryDirectory() as folder:
        images(folder)
        table(folder)
        for name in args.work or WORK:
            got = [[], []]
            for _ in range(args.turns):
                for k, program in enumerate(programs):
                    got[k].append(once(program, folder, name, extra))
            cpu, clock, peak = ([statistics.median(g[i] for g in got[k]) for k in (0, 1)]
                                for i in (0, 1, 2))
            ratios = [b[0] / a[0] for a, b in zip(*got)]
            sizes = [g[0][3] for g in got]
            print("%-15s %8.3f %8.3f %8.3f %8.3f %6.2f %7.2f %7.2f %7.1f %7.1f%s" %
                  (name, *cpu, *clock, statistics.median(ratios), min(ratios), max(ratios), *peak,
                   "" if not any(sizes) else " %d, base %d" % tuple(sizes)), flush=True)


main()
