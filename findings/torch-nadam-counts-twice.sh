#!/bin/sh
# torch-nadam-counts-twice.sh - Nadam's correction has one factor too many.
#
# About:    PyTorch 1.13.1 of Debian 12 (python3-torch 1.13.1+dfsg-4), torch.optim.NAdam.
# Happens:  the momentum is corrected by 1 - u_1 ... u_t u_t u_(t+1): the product of this step
#           already has u_t in it and is multiplied by it again. The documentation
#           and Dozat's paper have 1 - u_1 ... u_t u_(t+1). The first steps come out up to 1 %
#           too small, and trainings of NAdam agree with no other library's.
# Expected: the formula of its documentation. Later versions have it.
# Seen:     a weight 1, gradients .3, -.5, .8, rate .1: .895047 .981277 .891865; by the documentation
#           .894355 .980729 .891205; by it with u_t twice the former three
# Remedy:   none by parameters; another version, or adam.
set -u
version=1.13.1+dfsg-4
here=$(mktemp -d) && cd "$here" || exit 77
trap 'cd / && rm -rf "$here"' EXIT
mkdir -p debs/partial root && : >status
# Into the folder, with all that it needs, whatever is installed.
apt-get -q -y --no-install-recommends -o Dir::State::status="$here/status" \
	-o Dir::Cache::archives="$here/debs" --download-only \
	install "python3-torch=$version" >get.log 2>&1 ||
	{ echo "skipped: the package cannot be had"; exit 77; }
for deb in debs/*.deb; do dpkg -x "$deb" root || exit 77; done

cat >nadam.py <<'P'
import torch

GRADIENTS = .3, -.5, .8
torch.set_default_dtype(torch.float64)

def theirs():
    w = torch.nn.Parameter(torch.ones(1))
    step = torch.optim.NAdam([w], lr=.1)
    out = []
    for g in GRADIENTS:
        w.grad = torch.tensor([g])
        step.step()
        out.append(w.item())
    return out

def formula(twice):
    w, m, v, product, out = 1., 0., 0., 1., []
    for t, g in enumerate(GRADIENTS, 1):
        u, after = (.9 * (1 - .5 * .96 ** (s * .004)) for s in (t, t + 1))
        product *= u
        m, v = .9 * m + .1 * g, .999 * v + .001 * g * g
        corrected = product * after * (u if twice else 1)
        w -= .1 * (after * m / (1 - corrected) + (1 - u) * g / (1 - product)) / ((v / (1 - .999 ** t)) ** .5 + 1e-8)
        out.append(w)
    return out

print("torch", torch.__version__)
for name, w in ("NAdam", theirs()), ("documentation", formula(False)), ("u_t twice", formula(True)):
    print("%-14s" % name, *("%.6f" % x for x in w))
gap = lambda a, b: max(abs(x - y) for x, y in zip(a, b))
raise SystemExit(not (gap(theirs(), formula(True)) < 1e-9 < 1e-4 < gap(theirs(), formula(False))))
P
lib=$(find root -type d -name '*-linux-gnu' -path '*/lib/*' | head -n 3 | tr '\n' ':')
LD_LIBRARY_PATH="$lib" root/usr/bin/python3.11 nadam.py
