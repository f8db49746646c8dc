#!/usr/bin/env python3
"""Write the arrays of tests/num/arrays with NumPy itself: arrays.py FOLDER

Every file holds the same numbers, x[i, j] = i * 3 + j - 4 and y[i] = i % 3, in
another type, order or container, so that test_data_arrays knows them.
"""
import os
import sys

import numpy as np

folder = sys.argv[1]
x = (np.arange(30).reshape(10, 3) - 4).astype(np.float64)
y = (np.arange(10) % 3).astype(np.int64)
xy = np.column_stack([x, y])


def put(name, a):
    np.save(os.path.join(folder, name), a)


for kind in ("<f2", "<f4", ">f4", "<f8", ">f8", "<i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8"):
    put("%s%s.npy" % ({"<": "little-", ">": "big-"}[kind[0]], kind[1:]), xy.astype(kind))
put("fortran.npy", np.asfortranarray(xy.astype("<f4")))
put("bool.npy", (xy > 0))
with open(os.path.join(folder, "version2.npy"), "wb") as f:
    np.lib.format.write_array(f, xy.astype("<f4"), version=(2, 0))
with open(os.path.join(folder, "version3.npy"), "wb") as f:
    np.lib.format.write_array(f, xy.astype("<f4"), version=(3, 0))
put("images.npy", (np.arange(10 * 4 * 5).reshape(10, 4, 5) % 256).astype(np.uint8))
put("images-fortran.npy", np.asfortranarray((np.arange(10 * 4 * 5).reshape(10, 4, 5) % 256).astype(np.uint8)))
put("labels.npy", y)
put("series.npy", np.arange(20.0))
put("complex.npy", xy.astype(np.complex64))
put("texts.npy", xy.astype("U4"))
put("structured.npy", np.array([(1, 2.0), (3, 4.0)], dtype=[("a", "<i4"), ("b", "<f4")]))
np.save(os.path.join(folder, "objects.npy"), np.array([[1, None], [2, "x"]], dtype=object), allow_pickle=True)
np.savez(os.path.join(folder, "stored.npz"), x=x, y=y)
np.savez(os.path.join(folder, "onehot.npz"), x=x, y=np.eye(4)[y])
np.savez(os.path.join(folder, "twohot.npz"), x=x, y=np.eye(3)[y] + np.eye(3)[(y + 1) % 3])
np.savez_compressed(os.path.join(folder, "deflated.npz"), x_train=x.astype("<f4"), y_train=y, x_test=x[:2], y_test=y[:2])
np.savez(os.path.join(folder, "one.npz"), xy)
np.savez(os.path.join(folder, "unclear.npz"), a=x, b=x, c=y)
