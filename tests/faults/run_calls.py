#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the n-th call of each kind fail in both programs, for every n, and look at what is left.

    run_calls.py --train PATH --query PATH --shim LIBRARY [--long] [--only JOB]
                 [--kind KIND] [--stacks] [--jobs N]

Of each run is asked: an exit code of the table, and no signal; when it failed exactly one message,
when it did not the right answer; what the model holds is what exit code and message say; the model
opens and answers; nothing is left beside it; and the next run is an ordinary one. Calls that fail
before main has begun, while HDF5 starts, or that crash it or libarchive (they are not made for want of
memory, so that our programs ask for plenty before they call HDF5) are counted apart: nobody can do
anything about those.
A wrong answer counts always."""

import argparse
import collections
import concurrent.futures
import errno
import hashlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

CODES = {0, 1, 3, 64, 65, 66, 69, 70, 71, 73, 74, 75, 76, 130}
PATIENCE = 240  # seconds; a run takes a fraction of one
ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1700000000",
               "OPENBLAS_NUM_THREADS": "1", "http_proxy": "http://127.0.0.1:9"}

APART = {"early": "bad before main", "hdf5": "bad inside HDF5",
         "loader": "bad inside the loader", "libarchive": "bad inside libarchive",
         "microhttpd": "bad inside libmicrohttpd"}

FUNCTIONS = {}  # of programs: (address, name)

# What may go wrong with each kind of call.
WAYS = {
    "open": [(errno.EMFILE, "once"), (errno.EINTR, "once"), (errno.EIO, "once"),
             (errno.EACCES, "once"), (errno.EMFILE, "ever")],
    "read": [(errno.EIO, "once"), (errno.EINTR, "once"), (0, "short")],
    "write": [(errno.ENOSPC, "once"), (errno.EINTR, "once"), (errno.ENOSPC, "ever"), (0, "short")],
    "fsync": [(errno.EIO, "once"), (errno.EINTR, "once")],
    "rename": [(errno.EIO, "once"), (errno.EACCES, "ever")],
    "link": [(errno.EMLINK, "once"), (errno.EPERM, "ever")],
    "mmap": [(errno.ENOMEM, "once"), (errno.ENOMEM, "ever")],
    "ftruncate": [(errno.EIO, "once"), (errno.EINTR, "once")],
    "flock": [(errno.EINTR, "once"), (errno.ENOLCK, "once")],
    "unlink": [(errno.EIO, "once"), (errno.EACCES, "ever")],
    "close": [(errno.EIO, "once")],
    "stat": [(errno.EIO, "once"), (errno.EACCES, "once"), (errno.EACCES, "ever")],
    "seek": [(errno.EINVAL, "once"), (errno.ESPIPE, "ever")],
    "readdir": [(errno.EIO, "once")],
    "mode": [(errno.EPERM, "once"), (errno.EPERM, "ever")],
    "mkdir": [(errno.ENOSPC, "once"), (errno.EROFS, "ever")],
    "flush": [(errno.EIO, "once"), (errno.ENOSPC, "ever")],
    "thread": [(errno.EAGAIN, "once"), (errno.EAGAIN, "ever")],
    "malloc": [(errno.ENOMEM, "once"), (errno.ENOMEM, "ever")],
}


def write_inputs(folder):
    """Two ratings files that lead to models of different answers, facts, a profile, an export."""
    for seed in (0, 1):
        draw = random.Random(seed)
        liking = [draw.random() for _ in range(30)]
        rows = ["user_id,movie_id,rating_val"]
        for user in range(40):
            for film in range(30):
                if draw.random() < 0.4:
                    value = (user % 2 == film % 2) * 4 + 4 * liking[film] + 2 * draw.random()
                    rows.append("u%d,film-%d,%d" % (user, film, 1 + int(value * 0.9)))
        (folder / ("%d.csv" % seed)).write_text("\n".join(rows) + "\n")
    (folder / "films.csv").write_text("movie_id,movie_title,year_released,letterboxd_id\n" + "".join(
        "film-%d,Film %d,%d,%d\n" % (i, i, 1950 + i, 1000 + i) for i in range(30)))
    (folder / "me.csv").write_text("user,film,rating\n" + "".join(
        "me,film-%d,%d\n" % (film, 9 - film % 5) for film in range(0, 30, 3)))
    (folder / "seen.txt").write_text("film-1\nfilm-2\n")
    export = folder / "export"
    export.mkdir()
    rows = "".join("2024-01-01,Film %d,%d,https://boxd.it/x%d,%g\n"
                   % (i, 1950 + i, i, 4.5 - i % 5 / 2) for i in range(0, 30, 3))
    (export / "ratings.csv").write_text("Date,Name,Year,Letterboxd URI,Rating\n" + rows)
    (export / "watched.csv").write_text("Date,Name,Year,Letterboxd URI\n" + "".join(
        row.rsplit(",", 1)[0] + "\n" for row in rows.splitlines()))
    (export / "watchlist.csv").write_text(
        "Date,Name,Year,Letterboxd URI\n2024-01-02,Film 4,1954,https://boxd.it/y4\n")
    (export / "profile.csv").write_text("Date Joined,Username\n2020-01-01,me\n")
    shutil.make_archive(str(folder / "export"), "zip", export)


class Job:
    """One command line, and what it is to leave behind."""

    def __init__(self, name, command, *, changes_model=False, serves=False):
        self.name, self.command = name, [str(part) for part in command]
        self.changes_model, self.serves = changes_model, serves
        self.answer, self.model, self.notes = None, None, frozenset()


class Connection(http.client.HTTPConnection):
    """To a socket that has a name in the file system."""

    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


ADDRESSES = ["/v1/model", "/v1/recommendations?count=0&explain=3", "/v1/similar?film=film-3"]


def fetch(path):
    """The answers, up to the first that is none."""
    text = b""
    for address in ADDRESSES:
        connection = Connection(path)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):  # the connection was closed
            break
        finally:
            connection.close()
        if answer.status != 200:
            break
        text += body
    return text


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        write_inputs(folder)
        self.old = folder / "old"  # the model and two before it, as jobs find them
        self.old.mkdir()
        for ratings in ("1.csv", "0.csv", "0.csv"):
            self.plain(self.train_command(self.old, ratings))
        self.old_answer = self.ask(self.old)
        fresh = self.copy_of_old()
        self.plain(self.train_command(fresh, "1.csv"))
        self.new_answer = self.ask(fresh)
        new_bytes = (fresh / "m.h5").read_bytes()
        shutil.rmtree(fresh)
        self.known = {(self.old / "m.h5").read_bytes(): self.old_answer, new_bytes: self.new_answer}
        self.before = self.contents(self.old)
        if self.old_answer == self.new_answer:
            raise SystemExit("the two models answer alike: nothing can be told from the answers")
        self.counts = collections.Counter()
        self.problems = []
        self.stacks_tried = set()

    def train_command(self, site, ratings, *more):
        return [self.options.train, "-q", "-t", "1", "-k", "4", "--films", self.folder / "films.csv",
                "--keep", "2", "--evaluate", "-o", site / "m.h5", *more, self.folder / ratings]

    def copy_of_old(self):
        site = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        for path in self.old.iterdir():
            shutil.copy2(path, site)
        return site

    def answer_of(self, site):
        """What the model there answers, asked where its bytes do not tell."""
        return self.known.get((site / "m.h5").read_bytes()) or self.ask(site)

    def run(self, command, **environment):
        return subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=PATIENCE, check=False,
                              env={**ENVIRONMENT, **environment})

    def serve(self, command, path, **environment):
        """Start the service, ask it, end it: what it answers is what it wrote."""
        server = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  env={**ENVIRONMENT, **environment})
        patience = threading.Timer(PATIENCE, server.kill)
        patience.start()
        said, text, asked_to_end = b"", b"", False
        for line in server.stderr:
            said += line
            if b"answering on" in line:
                text = fetch(path)
                server.terminate()
                asked_to_end = True
                break
        said += server.communicate()[1]
        patience.cancel()
        said = b"".join(line for line in said.splitlines(True) if b"answering on" not in line)
        code = 0 if asked_to_end and server.returncode == 130 else server.returncode
        return subprocess.CompletedProcess(command, code, text, said)

    def carry_out(self, job, site, **environment):
        command = [part.replace("SITE", str(site)).replace("RUN", site.name)
                   for part in job.command]
        if job.serves:
            return self.serve(command, str(site) + ".sock", **environment)
        return self.run(command, **environment)

    def plain(self, command, **environment):
        done = self.run(command, **environment)
        if done.returncode != 0:
            raise SystemExit("%s: exit code %d: %s" % (command, done.returncode,
                                                       done.stderr.decode(errors="replace")))
        return done.stdout

    @staticmethod
    def comparable(text, site):
        """Without the folder, and the time that has passed."""
        return re.sub(rb'"age_seconds":[0-9.]*|\nage  .*', b"", text.replace(str(site).encode(), b"SITE"))

    @staticmethod
    def contents(site):
        return {path.name: path.read_bytes() for path in site.iterdir()}

    def ask(self, site):
        text = self.plain([self.options.query, "-q", "-m", site / "m.h5", "--ratings",
                           self.folder / "me.csv", "--json"])
        return [(pick["film"], pick["score"]) for pick in json.loads(text)["recommendations"]]

    def jobs(self):
        query = [self.options.query, "-m", "SITE/m.h5"]
        site = pathlib.Path("SITE")
        yield Job("train", self.train_command(site, "1.csv", "--report", "SITE/../report-RUN.json"),
                  changes_model=True)
        yield Job("train --gate", self.train_command(site, "1.csv", "--gate", "0.9",
                                                     "--warm-start", "auto"), changes_model=True)
        yield Job("rollback", [self.options.train, "--rollback=2", "-o", "SITE/m.h5"],
                  changes_model=True)
        yield Job("list", [self.options.train, "--list", "--json", "-o", "SITE/m.h5"])
        yield Job("ratings", [*query, "--ratings", self.folder / "me.csv", "--json", "--watched",
                              self.folder / "seen.txt", "--explain"])
        yield Job("export folder", [*query, "--export", self.folder / "export", "--json"])
        yield Job("export zip", [*query, "--export", self.folder / "export.zip", "--json"])
        yield Job("similar", [*query, "--similar", "film-3", "--json"])
        yield Job("model info", [*query, "--model-info"])
        page = (pathlib.Path(__file__).parent.parent / "data/saved/films.html").read_text()
        number = iter(range(1000))
        (self.folder / "films.html").write_text(
            re.sub(r'-slug="[^"]*"', lambda _: '-slug="film-%d"' % next(number), page))
        yield Job("saved page", [*query, "--saved-page", self.folder / "films.html", "--json"])
        yield Job("page", [*query, "--ratings", self.folder / "me.csv", "--format", "html"])


        yield Job("serve", [*query, "--serve=unix:SITE.sock", "--export", self.folder / "export"],
                  serves=True)
        yield Job("train threads", [*self.train_command(site, "1.csv"), "--threads", "2"],
                  changes_model=True)


def exit_name(code):
    return "signal %s" % signal.Signals(-code).name if code < 0 else "exit %d" % code


def inspect(bench, job, site, done):
    """Everything that is wrong after a run; an empty list when nothing is."""
    text = done.stderr.decode(errors="replace")
    lines = [line for line in text.splitlines() if line]
    errors = [line for line in lines if ": warning: " not in line and line not in job.notes]
    wrong = []
    if done.returncode not in CODES:
        wrong.append(exit_name(done.returncode))
    if done.returncode != 0 and len(errors) != 1:
        wrong.append("%d messages" % len(errors))
    answer = bench.comparable(done.stdout, site)
    # A generation that cannot be read is listed with the reason.
    is_told = job.name == "list" and b'"error":"' in answer
    is_told |= job.serves and job.answer.startswith(answer)  # by the status of the next answer
    if done.returncode == 0 and answer != job.answer and not is_told:
        wrong.append("another answer with exit 0")
    if done.returncode != 0 and not job.answer.startswith(answer):
        wrong.append("a wrong answer")
    left = sorted(path.name for path in site.iterdir()
                  if path.name not in ("m.h5", "m.h5.1", "m.h5.2", "m.h5.3"))
    if left:
        wrong.append("left behind: %s" % left)
    try:
        answer = bench.answer_of(site)
    except (OSError, SystemExit) as problem:
        return wrong + ["the model does not answer: %s" % problem]
    if answer not in (bench.old_answer, bench.new_answer):
        return wrong + ["the model answers as neither"]
    is_new = answer == bench.new_answer
    if is_new and not job.changes_model:
        wrong.append("the model has changed")
    if job.changes_model:
        says_new = done.returncode == 0 or "is in place" in text
        if is_new != says_new:
            wrong.append("the model is %s, %s" % (("old", "new")[is_new],
                                                  exit_name(done.returncode)))
        if "is in place, but" not in text:  # which says what could not be done any more
            wrong += check_earlier(site)
    if is_new and (site / "m.h5").read_bytes() != job.model:
        wrong.append("the new model is not what it should be")
    return wrong


def check_earlier(site):
    """No model twice among those kept."""
    sums = [hashlib.sha1(path.read_bytes()).hexdigest() + str(path.stat().st_ino)
            for path in site.iterdir() if path.suffix[1:].isdigit() or path.name == "m.h5"]
    return ["a model is kept twice"] if len(set(sums)) != len(sums) else []


def next_run(bench, site):
    """An ordinary training sets everything right."""
    done = bench.run(bench.train_command(site, "1.csv"))
    if done.returncode != 0:
        return ["the next run: %s: %s" % (exit_name(done.returncode), done.stderr)]
    names = sorted(path.name for path in site.iterdir())
    if names != ["m.h5", "m.h5.1", "m.h5.2"]:
        return ["after the next run: %s" % names]
    if bench.ask(site) != bench.new_answer:
        return ["the next run leads to another model"]
    return []


def run_one(bench, job, kind, number, code, how, **environment):
    """(when the call failed, what is wrong, what it said)"""
    site = bench.copy_of_old()
    mark = bench.folder / (site.name + ".mark")
    orders = {"LD_PRELOAD": bench.options.shim, "LB_FAIL": "%s:%d:%d:%s" % (kind, number, code, how),
              "LB_FAIL_MARK": str(mark), **environment}
    try:
        done = bench.carry_out(job, site, **orders)
        wrong = inspect(bench, job, site, done)
        if kind == "unlink":  # what could not be taken away is there
            wrong = [what for what in wrong if not what.startswith("left behind")]
        if kind == "malloc" and done.returncode == 65:
            wrong.append("a want of memory is called damage")
        said = done.stderr.decode(errors="replace")
        if job.changes_model and bench.contents(site) != bench.before:
            wrong += next_run(bench, site)
    except subprocess.TimeoutExpired:
        wrong, said = ["hangs"], ""
    words = mark.read_text().split() if mark.exists() else ["none", "0", "0"]
    shutil.rmtree(site)
    mark.unlink(missing_ok=True)
    for name in ("report-%s.json", "%s.sock"):
        (bench.folder / (name % site.name)).unlink(missing_ok=True)
    return words, wrong, said


def one_of_each_stack(bench, path):
    """The first allocation and the last of each call stack that no job before has been through."""
    first, last = {}, {}
    for line in path.read_text().splitlines():
        number, stack = line.split()
        first.setdefault(stack, int(number))
        last[stack] = int(number)
    new = set(first) - bench.stacks_tried
    bench.stacks_tried |= new
    return sorted({first[stack] for stack in new} | {last[stack] for stack in new})


def numbers_of(bench, job, kind):
    """The n to try: all of them, or some from everywhere in the quick run."""
    stacks = bench.folder / "stacks"
    stacks.unlink(missing_ok=True)
    is_by_stack = kind == "malloc" and bench.options.stacks
    words, _, _ = run_one(bench, job, kind, 0, 0, "once",
                          **({"LB_FAIL_STACKS": str(stacks)} if is_by_stack else {}))
    early, total = int(words[1]), int(words[2])
    every = one_of_each_stack(bench, stacks) if is_by_stack else list(range(1, total + 1))
    if not bench.options.long:
        every = [n for n in every if n > early]
        most = bench.options.quick
        if len(every) > most:
            every = random.Random(7).sample(every, most)
    elif len(every) > bench.options.most:
        every = random.Random(7).sample(every, bench.options.most)
    return early, sorted(every)


def function_at(program, address):
    """The function of a program around an address; "" where nm is missing."""
    if program not in FUNCTIONS:
        try:
            lines = subprocess.run(["nm", "--numeric-sort", program], capture_output=True, check=False,
                                   text=True).stdout.splitlines()
        except FileNotFoundError:
            lines = []
        FUNCTIONS[program] = [(int(words[0], 16), words[2]) for words in map(str.split, lines)
                              if len(words) == 3 and words[1] in "tTwW"]
    name = ""
    for start, function in FUNCTIONS[program]:
        if start > address:
            break
        name = function
    return name


def tell(bench, job, kind, number, way, result):
    words, wrong, said = result
    if words[0] == "main" and len(words) > 3 and int(words[3], 16) != 0 and function_at(
            job.command[0], int(words[3], 16)).startswith("H5"):
        words[0] = "hdf5"  # linked into the program
    if said == "out of memory\n":  # dlopen() ends the program
        words[0] = "loader"
    if said.startswith("HDF5-DIAG"):  # it cannot start, and says so itself
        words[0] = "hdf5"
    bench.counts["runs"] += 1
    if words[0] == "none":
        bench.counts["not reached"] += 1
    if "Fatal Internal Error in libarchive" in said:  # it ends the program
        words[0] = "libarchive"
    if "Fatal error in GNU libmicrohttpd" in said:  # it aborts when its threads cannot be woken
        words[0] = "microhttpd"
    if words[0] in APART and wrong and not any("answer" in what for what in wrong):
        bench.counts[APART[words[0]]] += 1
        return
    if wrong:
        bench.counts["bad"] += 1
        bench.counts["bad " + job.name] += 1
        bench.problems.append("%s: %s %d %s %s: %s; it said: %s" % (
            job.name, kind, number, errno.errorcode.get(way[0], ""), way[1], "; ".join(wrong),
            said.strip()[:300]))
        print("  " + bench.problems[-1], flush=True)


def run_job(bench, pool, job):
    begin, before = time.monotonic(), bench.counts["runs"]
    site = bench.copy_of_old()
    done = bench.carry_out(job, site)
    if done.returncode != 0:
        raise SystemExit("%s: exit code %d" % (job.name, done.returncode))
    job.answer = bench.comparable(done.stdout, site)
    job.model = (site / "m.h5").read_bytes()
    job.notes = frozenset(done.stderr.decode().splitlines())
    shutil.rmtree(site)
    trials = []
    for kind, ways in WAYS.items():
        if bench.options.kind not in (None, kind) or bench.options.without == kind:
            continue
        _, numbers = numbers_of(bench, job, kind)
        for number in numbers:
            trials += [(kind, number, way) for way in ways]
    if not bench.options.long:
        random.Random(5).shuffle(trials)
        trials = trials[:bench.options.quick]
    results = pool.map(lambda t: (t, run_one(bench, job, t[0], t[1], *t[2])), trials)
    for (kind, number, way), result in results:
        tell(bench, job, kind, number, way, result)
    print("%-16s %5d runs %6.1f s, %d bad" % (job.name, bench.counts["runs"] - before,
                                              time.monotonic() - begin,
                                              bench.counts["bad " + job.name]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", required=True)
    parser.add_argument("--query", required=True)
    parser.add_argument("--shim", required=True)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--quick", type=int, default=24)
    parser.add_argument("--most", type=int, default=100000, help="of each kind")
    parser.add_argument("--stacks", action="store_true",
                        help="of allocations, the first and the last of each call stack")
    parser.add_argument("--only")
    parser.add_argument("--kind")
    parser.add_argument("--without", help="a kind to leave out")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lbrec-calls-") as folder:
        bench = Bench(options, pathlib.Path(folder).resolve())
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for job in bench.jobs():
                if not options.only or options.only == job.name:
                    run_job(bench, pool, job)
    print(", ".join("%s %d" % item for item in sorted(bench.counts.items())))
    return 1 if bench.problems else 0


if __name__ == "__main__":
    sys.exit(main())
