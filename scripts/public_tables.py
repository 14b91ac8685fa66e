# SPDX-License-Identifier: MIT
"""Public tables, by their own splits: lbrec as it comes, nothing tuned, beside what is published.

For scripts/bench --parts public --data DIR. What DIR may hold (each table needs its own files only; nothing is
downloaded, and the data must not be passed on: GroupLens and the authors keep the rights):

    ml-100k/u1.base, ml-100k/u1.test   MovieLens 100K (grouplens.org), or ml100k-u1.base.gz and ml100k-u1.test.gz
    ml-1m/total_data.hdf5, index.npz   MovieLens 1M as the code of the infinite-AE paper makes them (noveens/infinite_ae_cf),
                                       or ml1m-total_data.hdf5 and ml1m-index.npz
    training_test_dataset.mat          Douban, 3000 x 3000 (fmonti/mgcnn, Data/douban), or douban_monti.mat

The first needs no more than Python; the others python3-numpy and python3-h5py.
"""
import csv
import gzip
import json
import math
import os
import subprocess

# name, published best, its source
PUBLISHED = {
    "ml-100k": (".8889", "GLocal-K, Han et al., CIKM 2021"),
    "douban": (".7208", "GLocal-K, Han et al., CIKM 2021"),
    "ml-1m": ("32.8 / 31.2 / 42.5 / 60.1", "infinite-AE, Sachdeva et al., NeurIPS 2022"),
}


def find(folder, *names):
    """The first of these that is there, else None."""
    return next((path for path in (os.path.join(folder, name) for name in names) if os.path.exists(path)), None)


def read_tab(path):
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    with opened as file:
        return [(user, film, float(rating)) for user, film, rating, *_ in csv.reader(file, delimiter="\t")]


class Tables:
    def __init__(self, train, query, data, out):
        self.train_program, self.query_program, self.data, self.out = train, query, data, out
        self.model = os.path.join(out, "public.h5")
        self.rows, self.notes = [], []

    def write(self, name, rows):
        path = os.path.join(self.out, name)
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("user", "film", "rating"))
            writer.writerows((user, film, f"{rating:g}") for user, film, rating in rows)
        return path

    def train(self, rows):
        if os.path.exists(self.model):
            os.remove(self.model)
        subprocess.run([self.train_program, "--quiet", "--output", self.model, self.write("train.csv", rows)], check=True)

    def query(self, given, *options):
        """{user: [(film, predicted stars or None), best first]}"""
        command = [self.query_program, "--model", self.model, "--ratings", self.write("given.csv", given), "--json", *options]
        text = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
        answers = (json.loads(line) for line in text.splitlines() if line)
        return {a["user"]: [(r["film"], r["stars"] if r["score"] is not None else None) for r in a["recommendations"]]
                for a in answers}

    def rmse(self, base, test):
        """Of the test ratings of people folded in from the base; pairs that are not predicted take the mean of the base."""
        self.train(base)
        mean = sum(rating for _, _, rating in base) / len(base)
        answers = self.query(base, "--candidates", self.write("test.csv", test), "--include-watched")
        stars = {user: dict(films) for user, films in answers.items()}
        squares, missing = 0.0, 0
        for user, film, rating in test:
            predicted = stars.get(user, {}).get(film)
            missing += predicted is None
            squares += ((mean if predicted is None else predicted) - rating) ** 2
        return math.sqrt(squares / len(test)), missing

    def add(self, table, measure, figure, remark):
        published, source = PUBLISHED[table]
        self.rows.append({"table": table, "measure": measure, "published": published, "source": source, "lbrec": figure,
                          "remark": remark})
        print(f"  {table:8} {measure:38} {published:>26}  {figure:>26}  {remark}", flush=True)

    def ml_100k(self):
        base = find(self.data, "ml-100k/u1.base", "u1.base", "ml100k-u1.base.gz")
        test = find(self.data, "ml-100k/u1.test", "u1.test", "ml100k-u1.test.gz")
        if base is None or test is None:
            return self.notes.append("ml-100k: no u1.base and u1.test")
        error, missing = self.rmse(read_tab(base), read_tab(test))
        return self.add("ml-100k", "RMSE, u1.base / u1.test", f"{error:.4f}"[1:], f"{missing} rows take the mean")

    def douban(self):
        path = find(self.data, "douban_monti.mat", "training_test_dataset.mat", "douban/training_test_dataset.mat")
        if path is None:
            return self.notes.append("douban: no training_test_dataset.mat")
        import h5py
        import numpy
        with h5py.File(path) as file:
            ratings, training, test = (file[name][...].T for name in ("M", "Otraining", "Otest"))
        parts = [[(f"u{u}", f"f{f}", float(ratings[u, f])) for u, f in zip(*numpy.nonzero(mask))] for mask in (training, test)]
        error, missing = self.rmse(*parts)
        return self.add("douban", "RMSE, Monti's split", f"{error:.4f}"[1:], f"{missing} rows take the mean")

    def ml_1m(self):
        data = find(self.data, "ml-1m/total_data.hdf5", "total_data.hdf5", "ml1m-total_data.hdf5")
        index = find(self.data, "ml-1m/index.npz", "index.npz", "ml1m-index.npz")
        if data is None or index is None:
            return self.notes.append("ml-1m: no total_data.hdf5 and index.npz")
        import h5py
        import numpy
        with h5py.File(data) as file:
            users, films, ratings = (file[name][...] for name in ("user", "item", "rating"))
        part = numpy.load(index)["data"]
        rows = [(f"u{u}", f"f{f}", float(r)) for u, f, r in zip(users, films, ratings)]
        for remark, equal in (("ratings made equal", True), ("from the stars, which look for what is liked", False)):
            used = [(u, f, 5.0) for u, f, _ in rows] if equal else rows
            self.train([row for row, p in zip(used, part) if p == 0])
            relevant = {}
            for (user, film, _), p in zip(rows, part):
                if p == 2:
                    relevant.setdefault(user, set()).add(film)
            answers = self.query([row for row, p in zip(used, part) if p in (0, 1)], "--count", "100")
            figures = [100 * sum(values) / len(relevant) for values in zip(
                *(ranking([film for film, _ in answers.get(user, [])], films) for user, films in relevant.items()))]
            self.add("ml-1m", "NDCG@10 / HR@10 / NDCG@100 / HR@100", " / ".join(f"{x:.1f}" for x in figures), remark)
        return None

    def all(self):
        print(f"  {'':8} {'':38} {'published':>26}  {'lbrec':>26}")
        self.ml_100k()
        self.douban()
        self.ml_1m()


def ranking(listed, relevant):
    """NDCG@10, HR@10, NDCG@100, HR@100 of one person; HR@k = hits / min(k, relevant)."""
    figures = []
    for k in (10, 100):
        most = min(k, len(relevant))
        gain = sum(1 / math.log2(i + 2) for i, film in enumerate(listed[:k]) if film in relevant)
        figures.append(gain / sum(1 / math.log2(i + 2) for i in range(most)))
        figures.append(sum(film in relevant for film in listed[:k]) / most)
    return figures
