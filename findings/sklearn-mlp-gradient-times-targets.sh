#!/bin/sh
# sklearn-mlp-gradient-times-targets.sh - the loss is of one scale, its gradient of another.
#
# About:    scikit-learn 1.2.1 of Debian 12 (python3-sklearn 1.2.1+dfsg-1), MLPRegressor.
# Happens:  with k targets the squared error is half its mean over rows and targets, while the
#           gradient that is followed is that of half the sum over targets: k times as much.
#           So the same data with its target column written twice, alpha 0 and solver sgd,
#           take steps of twice the size, and alpha weighs 1/k of what the loss says. With
#           solver lbfgs a search along lines is given a function and k times its slope.
# Expected: that a function and its gradient belong together, as with k = 1, where the ratio
#           is 1 to all digits; a learning rate and an alpha found for one target would then
#           mean the same for several.
# Seen:     gradient over slope of the loss: 1 target 1.000, 2 targets 2.000, 5 targets 5.000;
#           the first step of sgd with the target written twice: 2.000 times as large
# Remedy:   learning_rate_init / k and alpha * k; or a net a target.
set -u
version=1.2.1+dfsg-1
here=$(mktemp -d) && cd "$here" || exit 77
trap 'cd / && rm -rf "$here"' EXIT
mkdir -p debs/partial root && : >status
# Into the folder, with all that it needs, whatever is installed.
apt-get -q -y --no-install-recommends -o Dir::State::status="$here/status" \
	-o Dir::Cache::archives="$here/debs" --download-only \
	install "python3-sklearn=$version" >get.log 2>&1 ||
	{ echo "skipped: the package cannot be had"; exit 77; }
for deb in debs/*.deb; do dpkg -x "$deb" root || exit 77; done

cat >slope.py <<'P'
import warnings
import numpy as np
import sklearn
from sklearn.neural_network import MLPRegressor
warnings.filterwarnings("ignore")

ROWS, SIZE = 40, 1e-6
rng = np.random.default_rng(0)
X, y = rng.normal(size=(ROWS, 3)), rng.normal(size=(ROWS, 1))

def net(k, rate=SIZE, epochs=1):
    """k copies of the target; a full batch, no momentum, the same initial weights for all k."""
    class Started(MLPRegressor):
        def _init_coef(self, n, m, dtype):
            g = np.random.default_rng(n)
            w = g.normal(size=(n, 4)), g.normal(size=4)
            if m == 4:
                return w
            return np.repeat(w[0][:, :1], m, 1), np.zeros(m)
    return Started((4,), activation="tanh", solver="sgd", momentum=0, alpha=0, batch_size=ROWS, shuffle=False,
                   learning_rate_init=rate, max_iter=epochs, random_state=1).fit(X, np.repeat(y, k, 1).squeeze())

def weights(m):
    return np.concatenate([w.ravel() for w in m.coefs_ + m.intercepts_])

print("scikit-learn", sklearn.__version__)
seen = []
for k in 1, 2, 5:
    # loss before the first and before the second step, and the step: slope = (step / rate)^2
    fell = net(k, epochs=2).loss_curve_
    step = weights(net(k)) - weights(net(k, rate=1e-15))
    seen.append((step @ step) / SIZE / (fell[0] - fell[1]))
    print("%d target%s: gradient over slope of the loss %.3f" % (k, "s" if k > 1 else " ", seen[-1]))
one, two = (net(k).coefs_[0] - net(k, rate=1e-15).coefs_[0] for k in (1, 2))
times = np.median(two / one)
print("the target written twice: the hidden layer's first step is %.3f times as large" % times)
raise SystemExit(not np.allclose(seen + [times], [1, 2, 5, 2], atol=.01))
P
PYTHONHOME=root/usr PYTHONPATH=root/usr/lib/python3/dist-packages \
	LD_LIBRARY_PATH="$(find root -type d -name '*-linux-gnu' -path '*/lib/*' | head -n 3 | tr '\n' ':')$(find root -type d \( -name blas -o -name lapack \) | tr '\n' ':')" \
	root/usr/bin/python3.11 slope.py
