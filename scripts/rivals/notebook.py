#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A rival for scripts/bench: what a data-science notebook does with the same ratings file.

pandas reads the CSV, z-scores the ratings, maps ids by a dictionary, builds a scipy CSR matrix of a random 80 % and lets
scikit-learn's TruncatedSVD (randomised, its default; --arpack for ARPACK) find the components.
Prints one JSON object: seconds by step, peak memory in MB.
"""
import argparse
import json
import resource
import time

start = time.perf_counter()
import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("csv")
parser.add_argument("--rank", type=int, default=50)
parser.add_argument("--arpack", action="store_true")
options = parser.parse_args()

seconds = {}
last = start


def lap(step):
    global last
    now = time.perf_counter()
    seconds[step] = now - last
    last = now


lap("import")
data = pd.read_csv(options.csv)
lap("read")
rating = data["rating_val"].astype(float)
rating = (rating - rating.mean()) / rating.std()
users = {user: i for i, user in enumerate(data["user_id"].unique())}
films = {film: i for i, film in enumerate(data["movie_id"].unique())}
row = data["user_id"].map(users).to_numpy()
column = data["movie_id"].map(films).to_numpy()
lap("map")
train = np.random.default_rng(42).random(len(rating)) >= 0.2
matrix = csr_matrix(
    (rating.to_numpy()[train], (row[train], column[train])), shape=(len(users), len(films)))
lap("matrix")
svd = TruncatedSVD(
    n_components=options.rank, algorithm="arpack" if options.arpack else "randomized", random_state=0)
svd.fit_transform(matrix)
lap("svd")
print(json.dumps({
    "seconds": {**seconds, "total": time.perf_counter() - start},
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
