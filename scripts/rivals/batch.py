#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A rival for scripts/bench: recommendations for many users by numpy, U @ V.T and argpartition.

Reads the components of a model file (h5py), draws user vectors, and times the scoring and the selection of the ten best
alone, in chunks that suit the memory. Prints one JSON object: seconds, users.
"""
import json
import sys
import time

import h5py
import numpy as np

model, users = sys.argv[1], int(sys.argv[2])
with h5py.File(model) as file:
    v = file["taste/components"][:]
u = np.random.default_rng(1).standard_normal((users, v.shape[1])).astype(np.float32)
chunk = 64
start = time.perf_counter()
for at in range(0, users, chunk):
    score = u[at:at + chunk] @ v.T
    best = np.argpartition(-score, 10, axis=1)[:, :10]
    order = np.take_along_axis(-score, best, axis=1).argsort(axis=1)
    np.take_along_axis(best, order, axis=1)
print(json.dumps({"seconds": time.perf_counter() - start, "users": users}))
