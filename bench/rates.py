#!/usr/bin/env python3
"""rates.py - which learning rates suit the sets that come with reroll.

    bench/rates.py [SET]...     with REROLL naming the program (./reroll)

For each set and optimizer 24 runs at each rate of a grid, all else as reroll chooses
it; a line for each pair: the mean data loss after training (test rows where the set
has them) at every rate, "!N" where N runs diverged.  src/lang/settings.c takes from
it by how much the rates of the others should lie above Adam's.
"""
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile

OPTIMIZERS = 'sgd momentum nesterov adam adamw nadam rmsprop adagrad'.split()
RATES = [.001, .002, .005, .01, .02, .05, .1, .2, .5]
SETS = 'iris moons spiral digits diabetes wine cancer sunspots article'.split()


def grid(data, optimizer, folder):
    path = os.path.join(folder, 'grid.reroll')
    if os.path.exists(path):
        os.unlink(path)
    commands = ['data %s; free init shuffle' % data]
    commands += ['optimizer %s lr=%g; run 24' % (optimizer, lr) for lr in RATES]
    subprocess.run([os.environ.get('REROLL', './reroll'), 'run', '-q', '-o', path,
                    '-e', '; '.join(commands)], check=True, stdout=subprocess.DEVNULL)
    out = []
    with sqlite3.connect(path) as db:
        for i, lr in enumerate(RATES):
            rows = db.execute('SELECT data_loss, diverged FROM runs WHERE condition = ?',
                              (i + 1,)).fetchall()
            loss = [v for v, diverged in rows if not diverged]
            lost = len(rows) - len(loss)
            out.append('%g:%s%s' % (lr, '%.4g' % statistics.mean(loss) if loss else '-',
                                    '!%d' % lost if lost else ''))
    return out


with tempfile.TemporaryDirectory() as folder:
    for data in sys.argv[1:] or SETS:
        for optimizer in OPTIMIZERS:
            print('%-9s %-9s' % (data, optimizer), ' '.join(grid(data, optimizer, folder)), flush=True)
