#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Rivals for scripts/bench: truncated SVDs of scipy and scikit-learn of a matrix of matrix.py.

usage: svd.py MATRIX RANK svds|reference|arpack|randomized [ITERATIONS]
svds: scipy's, ARPACK to 1e-6; reference: the same to machine precision; arpack, randomized: scikit-learn's TruncatedSVD, the
latter with so many power iterations (5, its default). Prints one JSON object: seconds, processor seconds, values.
"""
import json
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds
from sklearn.decomposition import TruncatedSVD

path, rank, method = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with open(path, "rb") as file:
    rows, columns, entries = np.fromfile(file, np.int64, 3)
    start = np.fromfile(file, np.int64, rows + 1)
    index = np.fromfile(file, np.int32, entries)
    value = np.fromfile(file, np.float32, entries).astype(np.float64)
matrix = csr_matrix((value, index, start), shape=(rows, columns))
begin, processor = time.perf_counter(), time.process_time()
if method in ("svds", "reference"):
    _, values, _ = svds(matrix, k=rank, tol=1e-6 if method == "svds" else 0, random_state=0)
else:
    iterations = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    solver = TruncatedSVD(rank, algorithm=method, n_iter=iterations, tol=1e-6 if method == "arpack" else 0, random_state=0)
    values = solver.fit(matrix).singular_values_
print(json.dumps({"seconds": time.perf_counter() - begin, "processor": time.process_time() - processor,
                  "values": sorted(map(float, values), reverse=True)}))
