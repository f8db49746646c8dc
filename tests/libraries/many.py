#!/usr/bin/env python3
"""many.py - how much the predictions of a trainer differ, over runs with nothing held.

    python3 many.py RUNS [SOURCE=LEVEL]... -- COMMAND... > spread_NAME.txt

Starts COMMAND, asks it for RUNS runs over the wire of reroll-trainer(7), each with new levels
of all its sources but those named, and prints mean |p - p'| of the disjoint pairs (0, 1),
(2, 3), ..., which are independent, one a line; a line that begins with # says what was run.
Knows nothing of reroll itself.
"""
import json
import os
import random
import subprocess
import sys

at = sys.argv.index("--")
wanted, held = int(sys.argv[1]), dict(w.split("=") for w in sys.argv[2:at])
to, out = os.pipe(), os.pipe()
env = dict(os.environ, REROLL_IN="/dev/fd/%d" % to[0], REROLL_OUT="/dev/fd/%d" % out[1])
child = subprocess.Popen(sys.argv[at + 1:], env=env, pass_fds=(to[0], out[1]))
os.close(to[0])
os.close(out[1])
ask, answers = os.fdopen(to[1], "w"), os.fdopen(out[0])
hello = json.loads(answers.readline())
levels, choices = random.Random(20261129), hello.get("choices", {})
p = []
for r in range(wanted):
    seeds = {s: int(held[s]) if s in held else levels.choice(choices[s]) if s in choices
             else levels.getrandbits(31) for s in hello["sources"]}
    ask.write(json.dumps(dict(run=r, **seeds)) + "\n")
    ask.flush()
    for line in answers:
        a = json.loads(line)
        if "error" in a:
            raise SystemExit("run %d: %s" % (r, a["error"]))
        if "predictions" in a:
            p.append(a["predictions"])
            break
ask.close()
child.wait()
print("#", " ".join(os.path.basename(w) for w in sys.argv[at + 1:]))
for a, b in zip(p[::2], p[1::2]):
    print("%.9g" % (sum(abs(x - y) for x, y in zip(a, b)) / len(a)))
