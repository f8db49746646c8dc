#!/bin/sh
# torch-looking-changes-training.sh - a look at the validation set changes the training.
#
# About:    PyTorch 1.13.1 of Debian 12 (python3-torch 1.13.1+dfsg-4).
# Happens:  every time a DataLoader is iterated over, also one with shuffle=False and no
#           worker processes, it draws one number from torch's global generator (a base seed
#           for workers that there may not be). With one manual_seed, a training that
#           looks at its validation loader between epochs sees other batches and other dropout
#           masks afterwards than one that does not look, or looks every second epoch.
# Expected: that reading rows in their order needs no random number: evaluation is an
#           observer, and two trainings with one seed agree whatever was logged.
# Seen:     the order of the next epoch is 0 4 3 5 2 1 without a look, 5 0 3 2 1 4 after
#           one, and 0 4 3 5 2 1 again where the loader has a generator of its own
# Remedy:   give the loader a generator of its own (`generator=torch.Generator()`), both
#           the one for training and the one for validation.
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

cat >look.py <<'P'
import torch
from torch.utils.data import DataLoader, TensorDataset

rows = TensorDataset(torch.arange(6))

def order(look, own):
    torch.manual_seed(0)
    generator = torch.Generator() if own else None
    validation = DataLoader(rows, batch_size=3, shuffle=False, generator=generator)
    if look:
        for _ in validation:
            pass
    return [int(b) for (b,) in DataLoader(rows, batch_size=1, shuffle=True)]

plain, looked, apart = order(False, False), order(True, False), order(True, True)
print("torch", torch.__version__)
print("without a look                  ", *plain)
print("after a look at other rows      ", *looked)
print("the same, a generator of its own", *apart)
raise SystemExit(not (looked != plain and apart == plain))
P
lib=$(find root -type d -name '*-linux-gnu' -path '*/lib/*' | head -n 3 | tr '\n' ':')
LD_LIBRARY_PATH="$lib" root/usr/bin/python3.11 look.py
