"""reroll.py - a training in Python that reroll(1) can drive; reroll-trainer(7) has the protocol.

    import reroll

    for run in reroll.runs(sources=["init", "shuffle"], kind="regression", probes=len(X)):
        ...                                   # train, seeded by run.init and run.shuffle
        run.epoch(train_loss=a, test_loss=b)  # after each epoch; may be left out
        run.done(predictions)                 # at the same points in every run

Under `reroll drive -- python3 train.py` the loop goes round once a run, in one process.
Started by itself the script is an ordinary one: the loop goes round once, with the seeds of
its command line (--init 42), else of the environment (REROLL_INIT=42), else with new ones.

One file, no dependencies; copy it beside your script.  Whoever does may use it as they like.
"""
import json
import math
import os
import re
import sys
import time
import zlib


def runs(sources, kind="regression", probes=None, **more):
    """Yield runs for as long as some are wanted.

    sources  names of what is seeded: init, shuffle, dropout, split ..., or your own words
    kind     regression | binary | classes
    probes   at how many points you predict
    more     outputs=3, output_names=[...], targets=[...] (the truth at the probes), epochs=30,
             trainer="what to call it", choices={"optimizer": ["sgd", "adam"]} for a source whose
             levels are words
    """
    if "REROLL_IN" not in os.environ or "REROLL_OUT" not in os.environ:
        yield _alone(sources, more.get("choices") or {})
        return
    hello = {"trainer": os.path.basename(sys.argv[0]), "sources": list(sources), "kind": kind, "probes": probes}
    hello.update((k, _numbers(v) if k == "targets" else v) for k, v in more.items())
    with open(os.environ["REROLL_IN"], encoding="utf-8") as wanted:
        wire = _Wire(os.environ["REROLL_OUT"])
        wire.send({k: v for k, v in hello.items() if v is not None}, now=True)
        hook, sys.excepthook = sys.excepthook, lambda *e: (wire.died(e[1]), hook(*e))
        for line in iter(wanted.readline, ""):
            levels = json.loads(line)
            wire.run = Run(levels.pop("run"), levels, wire.send)
            yield wire.run
            if not wire.run.over:
                wire.run.failed("the script went on without run.done(predictions)")
        sys.excepthook = hook


class Run:
    """One training.  Its seeds are attributes (run.init), and items (run["my-seed"])."""

    def __init__(self, number, levels, send):
        self.number, self.over = number, False
        self._levels, self._read, self._send, self._epochs, self._shared = levels, [], send, 0, _shared()

    def __getattr__(self, name):
        if name in self.__dict__.get("_levels", ()):
            return self[name]
        raise AttributeError(f"{name} is not among the sources of this run")

    def __getitem__(self, name):
        self._read.append(name)
        return self._levels[name]

    @property
    def levels(self):
        """All of them, by name."""
        return {name: self[name] for name in self._levels}

    def epoch(self, epoch=None, **figures):
        """An epoch is over: train_loss=, test_loss=, accuracy=; counted from 1 unless said."""
        self._epochs = self._epochs + 1 if epoch is None else int(epoch)
        figures = {k: _numbers(v)[0] for k, v in figures.items() if v is not None}
        self._send({"run": self.number, "epoch": self._epochs, **figures})

    def done(self, predictions):
        """The training is over: numbers in any nest of lists or arrays (probe by probe, the
        outputs of each side by side), or the name of a .npy file."""
        path = isinstance(predictions, (str, os.PathLike))
        self._end({"predictions": os.path.abspath(predictions) if path else _numbers(predictions)})

    def failed(self, why):
        """This run came to nothing; the next may."""
        self._end({"error": str(why)})

    def _end(self, what):
        if self.over:
            raise RuntimeError("this run is over already")
        self.over = True
        if "REROLL_AUDIT" in os.environ:
            what["read"] = sorted(set(self._read))
            what["drawn"] = {k: v for k, v in _shared().items() if v != self._shared.get(k, v)}
        self._send({"run": self.number, **what}, now=True)


class _Wire:
    """A JSON object a line.  Epochs are held back for a moment, so that short ones go together."""

    def __init__(self, path):
        self.out, self.held, self.when, self.run = os.open(path, os.O_WRONLY), b"", 0.0, None

    def send(self, what, now=False):
        self.held += json.dumps(what, separators=(",", ":")).encode() + b"\n"
        if not now and time.monotonic() < self.when + 0.05:
            return
        try:
            while self.held:
                self.held = self.held[os.write(self.out, self.held):]
        except BrokenPipeError:
            sys.exit("reroll.py: reroll is gone")
        self.when = time.monotonic()

    def died(self, error):
        if self.run and not self.run.over:
            self.run.failed(f"{type(error).__name__}: {error}")


def _numbers(x):
    """Whatever holds numbers as one flat list, with None for what is not finite."""
    for how in ("detach", "cpu", "to_numpy", "numpy", "tolist"):  # PyTorch, pandas, TensorFlow, NumPy
        if hasattr(x, how):
            x = getattr(x, how)()
    if hasattr(x, "__iter__"):
        return [v for part in x for v in _numbers(part)]
    return [float(x) if math.isfinite(x) else None]


def _shared():
    """Where the generators stand that a whole program shares: for `reroll audit`, which names
    those that are drawn from and not seeded, as it does seeds that nobody reads."""
    if "REROLL_AUDIT" not in os.environ:
        return {}
    random, numpy, torch = (sys.modules.get(m) for m in ("random", "numpy", "torch"))
    state = {}
    if random:
        state["random"] = random.getstate()
    if numpy:
        state["numpy.random"] = [getattr(v, "tolist", lambda v=v: v)() for v in numpy.random.get_state()]
    if torch:
        state["torch"] = torch.get_rng_state().tolist()
    return {k: format(zlib.crc32(repr(v).encode()), "08x") for k, v in state.items()}


def _alone(sources, choices):
    words = [w for a in sys.argv[1:] for w in (a.split("=", 1) if a.startswith("--") else [a])] + [""]
    said = {"--" + s: os.environ.get("REROLL_" + re.sub(r"\W", "_", s).upper()) for s in sources}
    said.update((w, v) for w, v in zip(words, words[1:]) if w in said)
    levels = {}
    for s in sources:
        level, fresh = said["--" + s], int.from_bytes(os.urandom(4), "little")
        listed = {str(c): c for c in choices.get(s, ())}
        if level is None:
            levels[s] = list(listed.values())[fresh % len(listed)] if listed else fresh
        elif level in listed if listed else level.isdigit():
            levels[s] = listed[level] if listed else int(level)
        else:
            sys.exit(f"reroll.py: --{s} {level}: {' or '.join(listed) or 'a whole number'} was expected")
    print("reroll.py: one run,", *(f"--{s} {v}" for s, v in levels.items()), file=sys.stderr)

    def say(what, now=False):
        if "epoch" in what or "error" in what:
            print("reroll.py:", *(f"{k} {v}" for k, v in what.items() if k != "run"), file=sys.stderr)

    return Run(0, levels, say)
