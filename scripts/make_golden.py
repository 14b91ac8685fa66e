#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write tests/golden/zscore-*.json: truncated SVDs by scipy to compare with.

usage: make_golden.py [FOLDER]
Ratings are drawn with a fixed seed; the values are scipy.sparse.linalg.svds(tol=0) of their z-scores
in 64 bits, checked against numpy's dense SVD. The files are committed and tests only read them; run
this again only to change the cases. Needs Debian's python3-scipy.
"""
import hashlib
import json
import os
import platform
import sys

import numpy as np
import scipy
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

SEED = 20261124


def draw(rng, users, films, density):
    """Ratings in half stars with some structure: two tastes and a quality per film."""
    taste = rng.standard_normal((users, 2)) @ rng.standard_normal((2, films))
    stars = 3 + rng.standard_normal(films) * 0.6 + taste * 0.7 + rng.standard_normal((users, films)) * 0.4
    stars = np.clip(np.round(stars * 2) / 2, 0.5, 5)
    rated = rng.random((users, films)) < density
    return [(int(u), int(f), float(stars[u, f])) for u, f in zip(*np.nonzero(rated))]


def repeat(rng, users, films, distinct):
    """Users who rate like one of a few: a matrix of that rank."""
    rows = np.clip(np.round(rng.random((distinct, films)) * 10) / 2, 0.5, 5)
    return [(u, f, float(rows[u % distinct, f])) for u in range(users) for f in range(films)]


def solve(name, users, films, ratings, rank):
    stars = np.array([r for _, _, r in ratings])
    mean, std = stars.mean(), stars.std(ddof=1)
    matrix = csr_matrix(((stars - mean) / std, ([u for u, _, _ in ratings], [f for _, f, _ in ratings])),
                        shape=(users, films))
    _, values, right = svds(matrix, k=rank, tol=0, v0=np.ones(min(users, films)))
    order = np.argsort(-values)
    values, right = values[order], right[order]
    dense = np.linalg.svd(matrix.toarray(), compute_uv=False)[:rank]
    assert np.abs(values / dense - 1).max() < 1e-10, name
    text = "".join(f"{u},{f},{r}\n" for u, f, r in ratings)
    return {
        "made_by": "scripts/make_golden.py", "name": name, "seed": SEED,
        "python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "users": users, "films": films, "rank": rank, "mean": mean, "std": std,
        "user": [u for u, _, _ in ratings], "film": [f for _, f, _ in ratings], "stars": stars.tolist(),
        "singular_values": values.tolist(), "components": right.ravel().tolist(),
    }


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..", "tests", "golden")
    rng = np.random.default_rng(SEED)
    cases = [
        solve("tall", 60, 25, draw(rng, 60, 25, 0.4), 8),
        solve("wide", 20, 70, draw(rng, 20, 70, 0.3), 6),
        solve("square", 30, 30, draw(rng, 30, 30, 0.9), 29),
        solve("repeated", 24, 15, repeat(rng, 24, 15, 3), 3),
    ]
    for case in cases:
        with open(os.path.join(folder, f"zscore-{case['name']}.json"), "w", encoding="utf-8") as out:
            json.dump(case, out, separators=(",", ":"))
            out.write("\n")


if __name__ == "__main__":
    main()
