#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""For scripts/bench: the z-scored ratings of a CSV as a sparse matrix that every rival reads.

usage: matrix.py RATINGS.csv OUT      columns user_id, movie_id, rating_val
OUT holds int64 users, films, entries; int64 starts of the rows; int32 columns, ascending in a row; float32 values.
"""
import sys

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

data = pd.read_csv(sys.argv[1], usecols=["user_id", "movie_id", "rating_val"])
rating = data["rating_val"].astype(float)
rating = ((rating - rating.mean()) / rating.std()).to_numpy().astype(np.float32)
user, film = (pd.factorize(data[name])[0] for name in ("user_id", "movie_id"))
matrix = csr_matrix((rating, (user, film)))
matrix.sort_indices()
with open(sys.argv[2], "wb") as out:
    np.array([*matrix.shape, matrix.nnz], dtype=np.int64).tofile(out)
    matrix.indptr.astype(np.int64).tofile(out)
    matrix.indices.astype(np.int32).tofile(out)
    matrix.data.tofile(out)
