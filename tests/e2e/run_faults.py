#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Train again and again while things go wrong, and look at the model after each.

    run_faults.py --train PATH --query PATH [--clock-shift LIBRARY] [--sanitized] [--long]
                  [--seed N] [--only FAULT]

After every fault the model must open with every byte checked, and answer a query as one of the
models does that were trained in peace; nothing but models may be left once an ordinary run is
through. Faults that this machine cannot bring about are named and passed over."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

TRAIN = ["--method", "hybrid", "-k", "6", "-q"]
PATIENCE = 120  # seconds; nothing here takes more than a few, even on a busy machine


class Failure(Exception):
    """Something that must not be."""


class Skip(Exception):
    """This machine cannot do it."""


def write_ratings(path, seed, users=150, films=80, header="user_id,movie_id,rating_val", scale=10):
    """Two tastes; another seed is another liking of each film."""
    draw = random.Random(seed)
    liking = [draw.random() for _ in range(films)]
    rows = [header]
    for user in range(users):
        for film in range(films):
            if draw.random() < 0.3:
                value = (user % 2 == film % 2) * 4 + 4 * liking[film] + 2 * draw.random()
                rows.append("u%d,film-%d,%d" % (user, film, 1 + int(value * (scale - 1) / 10)))
    path.write_text("\n".join(rows) + "\n")


class Bench:
    """A folder with two ratings files and the model that faults are inflicted on."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.site = folder / "site"
        self.site.mkdir()
        self.model = self.site / "m.h5"
        self.draw = random.Random(options.seed)
        self.runs = self.faults = self.killed = self.lost = 0
        self.queries = self.failed = self.kept_out = 0
        self.lock = threading.Lock()
        self.inputs = [folder / "a.csv", folder / "b.csv"]
        self.profile = folder / "profile.csv"
        for seed, path in enumerate(self.inputs):
            write_ratings(path, seed)
        self.profile.write_text("user,film,rating\n" + "".join(
            "me,film-%d,%d\n" % (film, 9 - film % 5) for film in range(0, 30, 3)))
        self.answers, self.sizes = [], []
        for path in self.inputs:
            begin = time.monotonic()
            self.expect(self.train(path), 0)
            self.seconds = time.monotonic() - begin
            self.answers.append(self.ask())
            self.sizes.append(self.model.stat().st_size)
        if self.answers[0] == self.answers[1]:
            raise Failure("the two models answer alike: nothing can be told from the answers")

    def longer(self, short, long):
        return long if self.options.long else short

    def start(self, ratings, *more, model=None, **popen):
        self.runs += 1
        command = [self.options.train, *TRAIN, "--keep", "2", "-o", model or self.model, *more,
                   ratings]
        popen.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, **popen)

    def finish(self, process):
        """Its exit code and what it said."""
        try:
            _, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            _, err = process.communicate()
            raise Failure("it hangs; it said: %s" % err) from None
        return process.returncode, err.decode(errors="replace")

    def train(self, ratings, *more, **popen):
        return self.finish(self.start(ratings, *more, **popen))

    def manage(self, *arguments):
        result = subprocess.run([self.options.train, *arguments, "-o", str(self.model)],
                                capture_output=True, text=True, timeout=PATIENCE, check=False)
        return result.returncode, result.stderr + result.stdout

    @staticmethod
    def expect(result, *codes, part=""):
        code, err = result
        if code not in codes or part not in err:
            raise Failure("exit code %s, expected %s and '%s'; it said: %s"
                          % (code, codes, part, err))

    def query(self, *arguments, model=None):
        return subprocess.run([self.options.query, "-m", str(model or self.model), *arguments],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)

    def ask(self, model=None):
        """The films that the model recommends, best first."""
        result = self.query("--ratings", str(self.profile), "--json", model=model)
        with self.lock:
            self.queries += 1
            self.failed += result.returncode != 0
        if result.returncode != 0:
            raise Failure("a query fails: %s" % result.stderr)
        return [pick["film"] for pick in json.loads(result.stdout)["recommendations"]]

    def info(self):
        result = self.query("--model-info", "--json")
        if result.returncode != 0:
            raise Failure("the model does not open: %s" % result.stderr)
        return json.loads(result.stdout)

    def check(self):
        """The model is there and whole."""
        self.faults += 1
        try:
            self.info()
            if self.ask() not in self.answers:
                raise Failure("the model answers as none that was trained in peace")
        except Failure:
            self.lost += 1
            raise

    def leftovers(self):
        """Files of the site that are neither the model nor one before it."""
        return sorted(path.name for path in self.site.iterdir()
                      if path != self.model and not path.suffix[1:].isdigit())

    def tidy(self):
        """An ordinary run cleans up."""
        self.expect(self.train(self.inputs[self.draw.randrange(2)]), 0)
        if self.leftovers():
            raise Failure("left behind: %s" % self.leftovers())
        if len(list(self.site.iterdir())) > 3:
            raise Failure("more than two earlier models: %s" % list(self.site.iterdir()))


def end_at(bench, number, moment):
    process = bench.start(bench.inputs[bench.draw.randrange(2)])
    moment(process)
    process.send_signal(number)
    end = bench.finish(process)
    bench.killed += end[0] != 0
    return end


def killed_at_random(bench):
    """kill -9 at any moment of a training"""
    for i in range(bench.longer(8, 250)):
        delay = bench.draw.random() * 1.1 * bench.seconds
        bench.expect(end_at(bench, signal.SIGKILL, lambda _: time.sleep(delay)), 0, -9)
        bench.check()
        if i % 10 == 9:
            bench.tidy()
    bench.tidy()


def killed_while_publishing(bench):
    """kill -9 from the moment the new model's file appears"""
    def appears(process):
        fresh = bench.site / ("m.h5.tmp.%d" % process.pid)
        while process.poll() is None and not fresh.exists():
            time.sleep(0.0005)
        time.sleep(bench.draw.random() ** 2 * 0.02)

    for i in range(bench.longer(8, 250)):
        bench.expect(end_at(bench, signal.SIGKILL, appears), 0, -9)
        bench.check()
        if i % 10 == 9:
            bench.tidy()
    bench.tidy()


def ended_politely(bench):
    """SIGTERM at any moment: exit 130 and nothing left, or done already"""
    for _ in range(bench.longer(6, 100)):
        # Before main has set its handler the signal ends the process as it does any other.
        delay = bench.draw.random() * 1.1 * bench.seconds
        bench.expect(end_at(bench, signal.SIGTERM, lambda _: time.sleep(delay)), 0, 130, -15)
        bench.check()
        if bench.leftovers():
            raise Failure("left behind: %s" % bench.leftovers())


class Mounted:
    """A small file system of its own; root only."""

    def __init__(self, bench, size):
        self.path = bench.folder / "mounted"
        self.path.mkdir(exist_ok=True)
        if os.geteuid() != 0:
            raise Skip("needs root to mount a small file system")
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%d" % size, "tmpfs",
                               str(self.path)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Skip("cannot mount: %s" % done.stderr.strip())

    def read_only(self):
        subprocess.run(["mount", "-o", "remount,ro", str(self.path)], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", str(self.path)], check=True)


def full_disk(bench):
    """a disk that fills up at any byte of the new model"""
    size = bench.model.stat().st_size
    page = 4096
    for i in range(bench.longer(4, 40)):
        room = size + page + int(bench.sizes[i % 2] * (i + 1) / bench.longer(6, 44))
        with Mounted(bench, room // page * page) as disk:
            model = disk.path / "m.h5"
            shutil.copy(bench.model, model)
            before = model.read_bytes()
            bench.expect(bench.train(bench.inputs[i % 2], model=model), 74, part="No space left")
            if model.read_bytes() != before or [p.name for p in disk.path.iterdir()] != ["m.h5"]:
                raise Failure("the folder has changed: %s" % list(disk.path.iterdir()))
            if bench.ask(model) not in bench.answers:
                raise Failure("the model answers otherwise")
        bench.check()


def full_device(bench):
    """/dev/full as the model and as the report"""
    bench.expect(bench.train(bench.inputs[0], model="/dev/full"), 74)
    bench.check()
    bench.expect(bench.train(bench.inputs[0], "--report", "/dev/full"), 74)
    bench.check()


def file_size_limit(bench):
    """ulimit -f below the size of a model"""
    if bench.options.sanitized:
        raise Skip("not under a sanitizer")
    bench.expect(bench.train(bench.inputs[0], preexec_fn=lambda: resource.setrlimit(
        resource.RLIMIT_FSIZE, (5000, 5000))), 74, part="File too large")
    bench.check()


def read_only_folder(bench):
    """a folder that cannot be written in"""
    with Mounted(bench, 1 << 24) as disk:
        model = disk.path / "m.h5"
        shutil.copy(bench.model, model)
        disk.read_only()
        bench.expect(bench.train(bench.inputs[0], model=model), 73, part="Read-only file system")
        if bench.ask(model) not in bench.answers:
            raise Failure("the model answers otherwise")
    bench.check()


def unreadable_input(bench):
    """ratings that are missing, a folder, malformed, empty, half a gzip file"""
    half = bench.folder / "half.csv.gz"
    whole = subprocess.run(["gzip", "-c", str(bench.inputs[0])], capture_output=True, check=True)
    half.write_bytes(whole.stdout[:len(whole.stdout) // 2])
    bad = bench.folder / "bad.csv"
    bad.write_text(bench.inputs[0].read_text() + "u1,film-1\n")
    empty = bench.folder / "empty.csv"
    empty.write_text("")
    for path, code in ((bench.folder / "gone.csv", 66), (bench.folder, 66), (bad, 65), (empty, 65),
                       (half, 65)):
        bench.expect(bench.train(path), code)
        bench.check()
    bench.expect(bench.train(bench.inputs[0], "--films", bench.folder / "gone.csv"), 66)
    bench.check()


def changed_while_read(bench):
    """ratings appended to, truncated, rewritten or replaced while they are read"""
    if not pathlib.Path("/proc/self/fd").exists():
        raise Skip("needs /proc to see that the file is open")
    big = bench.folder / "big.csv"
    rows = bench.inputs[0].read_text().splitlines()[1:]
    text = "user_id,movie_id,rating_val\n" + "".join(
        "x%d%s\n" % (i, row) for i in range(200) for row in rows)

    def append():
        with big.open("a") as file:
            file.write("u1,film-1,")

    def truncate():
        os.truncate(big, big.stat().st_size // 2)

    def rewrite():
        with big.open("r+") as file:
            file.write("user_id,movie_id,rating_val\nz")

    def replace():
        other = bench.folder / "other.csv"
        other.write_text(text)
        os.replace(other, big)

    def is_open(process):
        try:
            return any(os.readlink(link) == str(big)
                       for link in pathlib.Path("/proc/%d/fd" % process.pid).iterdir())
        except OSError:
            return False

    for change in (append, truncate, rewrite, replace) * bench.longer(1, 5):
        for _ in range(20):
            big.write_text(text)
            process = bench.start(big)
            while process.poll() is None and not is_open(process):
                pass
            process.send_signal(signal.SIGSTOP)
            time.sleep(0.02)  # a stop is not instant
            caught = is_open(process)
            if caught:
                change()
            process.send_signal(signal.SIGCONT)
            if caught:
                bench.expect(bench.finish(process), 75, part="changed or replaced")
                break
            process.kill()  # a training on these ratings is not wanted
            bench.finish(process)
        else:
            raise Failure("%s: the file was never found open" % change.__name__)
        bench.check()
    bench.tidy()


def clock_set_back(bench):
    """trained ten years ahead, then the clock is right again; and in 1990"""
    if bench.options.sanitized or not bench.options.clock_shift:
        raise Skip("nothing can be preloaded")

    def at(shift):
        return dict(os.environ, LD_PRELOAD=str(bench.options.clock_shift), CLOCK_SHIFT=str(shift))

    year = 365 * 86400
    bench.expect(bench.train(bench.inputs[0], env=at(10 * year)), 0)
    if not bench.info()["age_seconds"] < -9 * year:
        raise Failure("the clock was not shifted: %s" % bench.info()["trained"])
    if "in the future" not in bench.query("--model-info").stdout:
        raise Failure("--model-info does not say that the date is in the future")
    bench.check()
    bench.expect(bench.train(bench.inputs[0], "--if-changed"), 0)
    if not bench.info()["age_seconds"] < 0:
        raise Failure("the date decided whether the input had changed")
    bench.expect(bench.train(bench.inputs[1]), 0)
    bench.check()
    bench.expect(bench.train(bench.inputs[0], env=at(-36 * year)), 0)
    if not bench.info()["trained"].startswith("199"):
        raise Failure("not trained in the nineties: %s" % bench.info()["trained"])
    bench.check()
    bench.tidy()


def two_trainers(bench):
    """a second run while one is at work; and eight at once"""
    first = bench.start("-", stdin=subprocess.PIPE)
    while not (bench.site / "m.h5.lock").exists():
        time.sleep(0.001)
    deadline = time.monotonic() + PATIENCE
    while (bench.site / "m.h5.lock").read_text().strip() != str(first.pid):
        if time.monotonic() > deadline:
            raise Failure("the lock does not name its owner")
        time.sleep(0.001)
    bench.expect(bench.train(bench.inputs[1]), 75, part="process %d" % first.pid)
    bench.expect(bench.manage("--rollback"), 75, part="process %d" % first.pid)
    bench.check()
    first.kill()
    first.communicate()
    for _ in range(bench.longer(2, 25)):
        crowd = [bench.start(bench.inputs[i % 2]) for i in range(8)]
        ends = [bench.finish(process) for process in crowd]
        for end in ends:
            bench.expect(end, 0, 75)
        if all(code == 75 for code, _ in ends):
            raise Failure("of eight nobody trained")
        bench.kept_out += sum(code == 75 for code, _ in ends)
        bench.check()
        if bench.leftovers():
            raise Failure("left behind: %s" % bench.leftovers())


def starts(bench, limit):
    """Whether the loader and the libraries' own beginnings come to an end with so little."""
    try:
        return subprocess.run([bench.options.train, "--version"], stdin=subprocess.DEVNULL,
                              capture_output=True, preexec_fn=limit, timeout=10,
                              check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def out_of_memory(bench):
    """ulimit -v at many sizes"""
    if bench.options.sanitized:
        raise Skip("a sanitizer needs terabytes of addresses")
    for megabytes in range(150, 760, bench.longer(100, 10)):
        def limit(size=megabytes << 20):
            resource.setrlimit(resource.RLIMIT_AS, (size, size))

        if not starts(bench, limit):
            continue
        code, err = bench.train(bench.inputs[0], preexec_fn=limit)
        if code not in (0, 71):
            raise Failure("%d MB: exit code %d: %s" % (megabytes, code, err))
        if code == 71 and not err:
            raise Failure("%d MB: exit code %d without a word" % (megabytes, code))
        bench.check()
    bench.tidy()


def out_of_threads(bench):
    """ulimit -u: not a thread more than the process has"""
    def limit():
        resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
        if os.geteuid() == 0: # who is held to no limit
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)

    if bench.options.sanitized:
        raise Skip("a sanitizer may have threads of its own")
    os.chmod(bench.folder, 0o755)
    os.chmod(bench.site, 0o777)
    try:
        alone = bench.train(bench.inputs[0], "--threads", "1", model=bench.site / "u.h5",
                            preexec_fn=limit)
    except PermissionError:
        raise Skip("the program lies where only root may go") from None
    bench.expect(alone, 0)
    for threads in ("2", "3"):
        bench.expect(bench.train(bench.inputs[0], "--threads", threads,
                                 model=bench.site / "u.h5", preexec_fn=limit), 71, part="thread")
        bench.check()
    for path in bench.site.glob("u.h5*"):
        path.unlink()
    bench.tidy()


def refused(bench):
    """a gate before fewer ratings, another scale, a worse model"""
    bench.expect(bench.train(bench.inputs[0], "--evaluate"), 0)
    before = bench.model.read_bytes()
    few, stars, noise = (bench.folder / name for name in ("few.csv", "stars.csv", "noise.csv"))
    few.write_text("\n".join(bench.inputs[0].read_text().splitlines()[:300]) + "\n")
    write_ratings(stars, 0, scale=5)
    draw = random.Random(3)
    header, *rows = bench.inputs[0].read_text().splitlines()
    noise.write_text("\n".join([header] + [
        "%s,%d" % (row.rsplit(",", 1)[0], draw.randrange(1, 11)) for row in rows]) + "\n")
    for path, part in ((few, "--allow-shrink"), (stars, "--scale"), (noise, "present model's")):
        bench.expect(bench.train(path, "--gate", "0.05"), 3, part=part)
        bench.check()
    if bench.model.read_bytes() != before:
        raise Failure("the model has changed")
    bench.tidy()


def damaged_model(bench):
    """the present model is damaged on disk: told, rolled back, or replaced"""
    for ratings in bench.inputs:
        bench.expect(bench.train(ratings), 0)
    bytes_now = bytearray(bench.model.read_bytes())
    for place in range(len(bytes_now) // 3, len(bytes_now) // 3 + 200):
        bytes_now[place] ^= 0x55
    bench.model.write_bytes(bytes_now)
    if bench.query("--model-info").returncode != 65:
        raise Failure("damage is not seen")
    bench.expect(bench.train(bench.inputs[0], "--if-changed"), 0, part="cannot be read")
    bench.check()
    bench.model.write_bytes(bytes_now)
    bench.expect(bench.manage("--rollback"), 0)
    bench.check()
    bench.expect(bench.manage("--rollback"), 65, part="damaged")
    bench.check()
    for _ in range(3):
        bench.tidy()


def open_model_stays(bench):
    """a query that has a model open answers from it, however often it is replaced"""
    bench.expect(bench.train(bench.inputs[0]), 0)
    query = subprocess.Popen([bench.options.query, "-m", str(bench.model), "--ratings", "-",
                              "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    maps = pathlib.Path("/proc/%d/maps" % query.pid)
    if not maps.exists():
        query.kill()
        query.communicate()
        raise Skip("needs /proc to see that the model is open")
    while str(bench.model) not in maps.read_text():
        if query.poll() is not None:
            raise Failure("the query ended: %s" % query.communicate()[1])
        time.sleep(0.001)
    for ratings in (bench.inputs[1], bench.inputs[1]):
        bench.expect(bench.train(ratings, "--keep", "0"), 0)
    out, err = query.communicate(bench.profile.read_text(), timeout=PATIENCE)
    if query.returncode != 0:
        raise Failure("the query fails: %s" % err)
    films = [pick["film"] for pick in json.loads(out)["recommendations"]]
    if films != bench.answers[0] or bench.ask() != bench.answers[1]:
        raise Failure("the query did not keep its model")
    bench.check()


def queries_meanwhile(bench):
    """queries while the model is trained again and again"""
    trainings, queries = bench.longer((6, 60), (50, 1000))
    is_over = threading.Event()
    problems = []

    def retrain():
        try:
            for i in range(trainings):
                bench.expect(bench.train(bench.inputs[i % 2]), 0)
        except Failure as failure:
            problems.append(failure)
        is_over.set()

    trainer = threading.Thread(target=retrain)
    seen = [0, 0]
    trainer.start()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        asked = 0
        while asked < queries or not is_over.is_set():
            for answer in pool.map(lambda _: bench.ask(), range(10)):
                if answer not in bench.answers:
                    raise Failure("an answer that is neither the old model's nor the new one's")
                seen[bench.answers.index(answer)] += 1
            asked += 10
    trainer.join()
    if problems:
        raise problems[0]
    print("    %d queries during %d trainings: %d and %d answers of the two models"
          % (asked, trainings, *seen))
    bench.check()


FAULTS = (killed_at_random, killed_while_publishing, ended_politely, full_disk, full_device,
          file_size_limit, read_only_folder, unreadable_input, changed_while_read, clock_set_back,
          two_trainers, out_of_memory, out_of_threads, refused, damaged_model, open_model_stays, queries_meanwhile)


def run_all(bench, options):
    failures = 0
    for fault in FAULTS:
        if options.only and fault.__name__ != options.only:
            continue
        begin, injected = time.monotonic(), bench.faults
        try:
            fault(bench)
            verdict = "ok"
        except Skip as why:
            verdict = "SKIPPED: %s" % why
        except Failure as why:
            verdict = "FAILED: %s" % why
            failures += 1
        print("%-26s %4d faults %6.1f s  %s: %s" % (fault.__name__, bench.faults - injected,
                                                     time.monotonic() - begin, fault.__doc__,
                                                     verdict), flush=True)
    print("runs %d (ended by a signal %d, kept out by the lock %d), faults %d, models lost %d, "
          "queries %d, queries failed %d" % (bench.runs, bench.killed, bench.kept_out, bench.faults,
                                             bench.lost, bench.queries, bench.failed))
    print(bench.query("--model-info").stdout)
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", required=True)
    parser.add_argument("--query", required=True)
    parser.add_argument("--clock-shift", help="library that shifts time()")
    parser.add_argument("--sanitized", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only")
    options = parser.parse_args()
    os.environ.update(LC_ALL="C.UTF-8")
    with tempfile.TemporaryDirectory(prefix="lbrec-faults-") as folder:
        return 1 if run_all(Bench(options, pathlib.Path(folder).resolve()), options) else 0


if __name__ == "__main__":
    sys.exit(main())
