#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A rival for scripts/bench: EASE^R (H. Steck, WWW 2019) in numpy, on the films with most ratings of a matrix of matrix.py.

usage: ease.py MATRIX FILMS      prints one JSON object: seconds and processor seconds without reading, peak memory in MB
"""
import json
import resource
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix

path, films = sys.argv[1], int(sys.argv[2])
with open(path, "rb") as file:
    rows, columns, entries = np.fromfile(file, np.int64, 3)
    start = np.fromfile(file, np.int64, rows + 1)
    index = np.fromfile(file, np.int32, entries)
matrix = csr_matrix((np.ones(entries, np.float32), index, start), shape=(rows, columns))
begin, processor = time.perf_counter(), time.process_time()
most = np.argsort(-np.bincount(index, minlength=columns), kind="stable")[:films]
seen = matrix[:, most]
gram = (seen.T @ seen).toarray().astype(np.float32)
gram[np.diag_indices_from(gram)] += 500
weight = np.linalg.inv(gram)
weight /= -np.diag(weight)
np.fill_diagonal(weight, 0)
print(json.dumps({"seconds": time.perf_counter() - begin, "processor": time.process_time() - processor,
                  "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
