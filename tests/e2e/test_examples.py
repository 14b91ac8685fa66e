# SPDX-License-Identifier: MIT
"""Every command that the man pages and the README show, in their order, with files of the kinds that
they name. What is not run here says why: SKIPPED."""

import csv
import gzip
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import zipfile

import harness
import pages
from pages import ok
from service import DEMO, Service

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Beginnings of commands that other tests run: ranks (tests/mpi), a service that does not end
# (test_serve.py; its curl commands do run here), building and installing (scripts/try_deb, tests/install).
SKIPPED = ("mpirun ", "lbrec-query --serve", "sudo ", "scripts/", "./scripts/", "cmake ", "apt ")


def table(head, rows, separator=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def read(name):
    return list(csv.DictReader(io.StringIO((DEMO / "profile" / name).read_text())))


class Files:
    """A folder with one file of every name in the examples."""

    def __init__(self, folder):
        self.folder = folder
        films = list(csv.DictReader(io.StringIO((DEMO / "films.csv").read_text())))
        for i, film in enumerate(films):  # ids are made up; facts that do not matter likewise
            film.update(tmdb_id=str(1000 + i), imdb_id="tt%07d" % (5000 + i),
                        country="FR" if film["language"] == "fr" else "US",
                        director="Director %d" % (i % 97), release_date=film["year"] + "-06-01")
        self.films = {(film["title"], film["year"]): film for film in films}
        self.rated = [(self.films[row["Name"], row["Year"]], float(row["Rating"]))
                      for row in read("ratings.csv")]
        self.wanted = [self.films[row["Name"], row["Year"]] for row in read("watchlist.csv")]
        self.write_training(films)
        self.write_exports()
        self.write_others()

    def put(self, name, data):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())

    def zip(self, name, members):
        with zipfile.ZipFile(self.folder / name, "w") as archive:
            for member, text in members.items():
                archive.writestr(member, text)

    def write_training(self, films):
        ratings = gzip.decompress((DEMO / "ratings.csv.gz").read_bytes())
        self.triplets = ratings.decode()
        self.put("ratings_export.csv", ratings)
        self.put("ratings.csv.gz", gzip.compress(ratings))
        # With the cats that nobody should see.
        rows = [list(film.values()) for film in films]
        rows.append(["cats-2019", "Cats", "2019", "Comedy", "110", "en", "999", "tt0004999", "US",
                     "Director 1", "2019-12-20"])
        for name in ("films.csv", "movie_data.csv"):
            self.put(name, table(films[0].keys(), rows))
        self.put("ratings_export.csv", ratings + b"sim0001,cats-2019,1\nsim0002,cats-2019,2\n")
        number = {film["slug"]: i + 1 for i, film in enumerate(films)}
        users, lens = {}, [("userId", "movieId", "rating", "timestamp")]
        for row in csv.DictReader(io.StringIO(self.triplets)):
            user = users.setdefault(row["user_id"], len(users) + 1)
            lens.append((user, number[row["movie_id"]], int(row["rating_val"]) / 2, 1000000000))
        self.movielens = "".join("%s,%s,%s,%s\n" % row for row in lens)
        self.put("ml-1m/ratings.dat",
                 "".join("%d::%d::%d::%d\n" % (u, f, max(1, r), t) for u, f, r, t in lens[1:]))
        self.put("movies.csv", table(["movieId", "title", "genres"], [
            [number[f["slug"]], "%(title)s (%(year)s)" % f, f["genres"]] for f in films]))
        self.put("links.csv", table(["movieId", "imdbId", "tmdbId"], [
            [number[f["slug"]], f["imdb_id"][2:], f["tmdb_id"]] for f in films]))

    def write_exports(self):
        members = {name: (DEMO / "profile" / name).read_text()
                   for name in ("ratings.csv", "watched.csv", "watchlist.csv")}
        for name in ("me.zip", "export.zip", "ann.zip", "bob.zip", "letterboxd-me.zip",
                     "letterboxd-me-2026-11-24-10-00-utc.zip"):
            self.zip(name, members)
        self.put("watchlist.csv", members["watchlist.csv"])
        self.single_ratings = members["ratings.csv"]
        listed = "".join('%d,"%s",%s,,\r\n' % (i + 1, film["title"], film["year"])
                         for i, film in enumerate(self.wanted))
        self.put("best-of-the-1960s.csv",
                 "Letterboxd list export v7\r\nDate,Name,Tags,URL,Description\r\n2026-01-01,Best,,"
                 "https://boxd.it/abcde,x\r\n\r\nPosition,Name,Year,URL,Description\r\n" + listed)
        self.put("letterboxd-import.csv", table(["tmdbID", "Title", "Rating10", "WatchedDate"], [
            [film["tmdb_id"], film["title"], 2 * stars, "2026-01-01"] for film, stars in self.rated]))
        self.put("imdb-ratings.csv", table(
            ["Const", "Your Rating", "Date Rated", "Title", "Title Type", "Year"],
            [[film["imdb_id"], int(2 * stars), "2026-01-01", film["title"], "Movie", film["year"]]
             for film, stars in self.rated]))
        self.put("imdb-watchlist.csv", table(
            ["Position", "Const", "Created", "Title", "Title Type", "Year", "Your Rating"],
            [[i + 1, film["imdb_id"], "2026-01-01", film["title"], "Movie", film["year"], ""]
             for i, film in enumerate(self.wanted)]))
        self.put("movielens-ratings.csv", table(
            ["movie_id", "imdb_id", "tmdb_id", "rating", "average_rating", "title"],
            [[i, film["imdb_id"][2:], film["tmdb_id"], stars, 3.5, film["title"]]
             for i, (film, stars) in enumerate(self.rated)]))
        self.put("my-films.csv", table(["Title", "Year", "Rating"], [
            [film["title"], film["year"], 1 + int(stars)] for film, stars in self.rated]))
        movies = [{"rating": int(2 * stars), "rated_at": "2026-01-01T00:00:00.000Z", "type": "movie",
                   "movie": {"title": film["title"], "year": int(film["year"]),
                             "ids": {"imdb": film["imdb_id"]}}} for film, stars in self.rated]
        self.zip("trakt-me.zip", {"ratings/ratings-movies.json": json.dumps(movies)})

    def write_others(self):
        self.put("library.json", json.dumps({"Items": [
            {"Name": film["title"], "ProductionYear": int(film["year"]), "Type": "Movie",
             "ProviderIds": {"Tmdb": film["tmdb_id"]}} for film in self.wanted]}))
        self.put("notes.md", "# To see\n\n" + "".join(
            "- %(title)s (%(year)s)\n" % film for film in self.wanted))
        self.put("never.txt", "cats-2019\n")
        self.put("services.csv", table(["title", "year", "service"], [
            [film["title"], film["year"], "Mubi"] for film in self.wanted]))

    def settle_ratings(self, command):
        """ratings.csv is the name of three kinds of file."""
        if "--films links.csv" in command:
            self.put("ratings.csv", self.movielens)
        elif "lbrec-train" in command or "--ratings ratings.csv" in command:
            few = self.triplets.splitlines(True)
            self.put("ratings.csv", self.triplets if "lbrec-train" in command else "".join(few[:400]))
        else:
            self.put("ratings.csv", self.single_ratings)


def examples_of_man(text):
    """Lines that begin with a prompt, and the configuration that a page shows."""
    commands = re.findall(r"^(?:\.Dl )?\$ (.*)$", text, re.M)
    shown = re.search(r"^# ~/\.config/lbrec/query\.conf\n(.*?)^\.Ed$", text, re.M | re.S)
    return [command.replace("\\-", "-").replace("\\(dq", '"') for command in commands], \
        shown.group(1) if shown else None


def examples_of_readme(path):
    """Indented lines that begin with the name of a program."""
    lines = re.findall(r"^ {4,}((?:lbrec-|curl ).*)$", path.read_text(), re.M)
    return [re.sub(r"\s+#\s.*$", "", line) for line in lines]


class ExamplesTest(harness.Case):
    subject = "query"

    def setUp(self):
        super().setUp()
        if "train" not in harness.subjects:
            self.skipTest("no train given")
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="lbrec-examples-"))
        self.addCleanup(shutil.rmtree, self.home)
        self.folder = self.home / "work"
        self.folder.mkdir()
        self.files = Files(self.folder)
        shutil.copy(self.folder / "letterboxd-me.zip", self.home)

    def environment(self, config):
        (self.home / "config" / "lbrec").mkdir(parents=True, exist_ok=True)
        (self.home / "config" / "lbrec" / "query.conf").write_text(config)
        bins = [str(harness.subjects[name].parent) for name in ("query", "train")]
        return harness.environment(
            PATH=os.pathsep.join(bins + [os.environ["PATH"]]), HOME=str(self.home),
            no_proxy="127.0.0.1", NO_COLOR="1", XDG_CONFIG_HOME=str(self.home / "config"),
            XDG_DATA_HOME=str(self.home / "data"), XDG_CACHE_HOME=str(self.home / "cache"))

    def execute(self, command, config=""):
        self.files.settle_ratings(command)
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, text=True, timeout=120,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=self.environment(config))
        self.assertEqual(done.returncode, 0, "%s\n%s" % (command, done.stderr))
        return done

    def execute_all(self, commands, shown=None):
        ran = 0
        for command in commands:
            if command.startswith(SKIPPED):
                continue
            config = ""
            if "--preset" in command:
                config = shown
            elif "--source rss" in command:
                config = "base-url = %s\ndelay = 0\n" % self.feed().url
            with self.subTest(command):
                self.execute(command, config)
            ran += 1
        return ran

    def feed(self):
        text = pages.feed("someuser", [(i, stars) for i, (_, stars)
                                       in enumerate(self.files.rated[:25])])
        for i, (film, _) in enumerate(self.files.rated[:25]):
            text = text.replace("/film/film-%d/" % i, "/film/%s/" % film["slug"])
        return self.serve({"/someuser/rss/": ok(text)})

    def test_the_trainers_man_page(self):
        """Where a model of other ratings is there; lines that follow each other are one example."""
        ran = 0
        page = (ROOT / "trainer" / "lbrec-train.1").read_text()
        for block in re.findall(r"(?:^(?:\.Dl )?\$ .*\n)+", page, re.M):
            shutil.rmtree(self.home / "data", ignore_errors=True)
            self.execute("lbrec-train -q --films films.csv ratings.csv.gz")
            ran += self.execute_all(examples_of_man(block)[0])
        self.assertGreater(ran, 6)

    def test_the_querys_man_page(self):
        self.execute("lbrec-train -q --films films.csv ratings_export.csv")
        commands, shown = examples_of_man((ROOT / "query" / "lbrec-query.1").read_text())
        self.assertIn("[tonight]", shown)
        self.assertGreater(self.execute_all(commands, shown), 20)

    def test_the_readme(self):
        commands = examples_of_readme(ROOT / "README.md")
        asked = [command for command in commands if command.startswith("curl")]
        self.assertGreater(self.execute_all([c for c in commands if c not in asked]), 16)
        if shutil.which("curl") is None:
            harness.lacks("curl")
        service = Service(self.home / "data" / "lbrec" / "model.h5")
        self.addCleanup(service.stop)
        for command in asked:
            self.assertIn("127.0.0.1:8765", command)
            with self.subTest(command):
                done = self.execute(command.replace("curl ", "curl -sSf ", 1).replace(
                    "127.0.0.1:8765", "127.0.0.1:%d" % service.port))
                self.assertIn('"recommendations":[{', done.stdout)
