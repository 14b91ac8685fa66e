# SPDX-License-Identifier: MIT
"""A running lbrec-query --serve, for unittest."""

import http.client
import json
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import uuid
import zipfile

import harness

HERE = pathlib.Path(__file__).resolve().parent
DEMO = HERE.parents[1] / "scripts" / "demo"


def train(path, *options, films=DEMO / "films.csv"):
    """A small model of the demo ratings."""
    subprocess.run([harness.subjects["train"], "-q", "--method", "zscore", "--rank", "8", "--films",
                    films, "-o", path, *options, DEMO / "ratings.csv.gz"], check=True,
                   env=harness.environment())


def films_with_ids(path):
    """The demo's films with ids at TMDB, which are made up, for all but every fifth."""
    rows = (DEMO / "films.csv").read_text().splitlines()
    path.write_text("\n".join([rows[0] + ",tmdb_id"] + [
        "%s,%s" % (row, 1000 + i if i % 5 else "") for i, row in enumerate(rows[1:])]) + "\n")
    return path


def pack(path, folder=DEMO / "profile", names=("ratings", "watched", "watchlist")):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.write(folder / (name + ".csv"), name + ".csv")
    return path


class Reply:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    def json(self):
        return json.loads(self.body)


def form(parts):
    """multipart/form-data of [(field, filename or None, bytes)]: (body, content type)."""
    mark = uuid.uuid4().hex
    body = b""
    for field, filename, data in parts:
        name = '; filename="%s"' % filename if filename is not None else ""
        body += ('--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
                 % (mark, field, name)).encode() + data + b"\r\n"
    return body + ("--%s--\r\n" % mark).encode(), "multipart/form-data; boundary=" + mark


class Service:
    """One process; stop() it. `where` as --serve takes it; a free port by default."""

    def __init__(self, model, *options, where="127.0.0.1:0"):
        self.process = subprocess.Popen(
            [harness.subjects["query"], "--model", model, "--serve=" + where, *map(str, options)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=harness.environment(LSAN_OPTIONS="suppressions=%s" % (HERE / "lsan.txt"),
                                    TSAN_OPTIONS="suppressions=%s" % (HERE / "tsan.txt")))
        self.said = ""
        line = self.process.stderr.readline()
        while line and "answering on" not in line:
            self.said += line
            line = self.process.stderr.readline()
        self.said += line
        found = re.search(r"http://([^/]+):(\d+)/", line)
        self.host, self.port = (found[1].strip("[]"), int(found[2])) if found else (None, 0)
        self.url = found[0] if found else None

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path, parts):
        body, kind = form(parts)
        return self.ask("POST", path, body, {"Content-Type": kind})

    def raw(self, data, wait=True):
        """Bytes as they are; what comes back, b"" when the service hangs up."""
        with socket.create_connection((self.host, self.port), timeout=30) as peer:
            try:
                peer.sendall(data)
                if not wait:
                    return b""
                peer.shutdown(socket.SHUT_WR)
                return b"".join(iter(lambda: peer.recv(65536), b""))
            except OSError:
                return b""

    def stop(self):
        """(exit code, what was said)"""
        if self.process.poll() is None:
            self.process.terminate()
        _, said = self.process.communicate(timeout=30)
        self.said += said
        return self.process.returncode, self.said


class Case(harness.Case):
    """Base of the tests: a folder with a model and an export for all of a class."""

    subject = "query"

    @classmethod
    def setUpClass(cls):
        if "train" not in harness.subjects or "query" not in harness.subjects:
            return
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lbrec-serve-"))
        cls.model = cls.folder / "model.h5"
        train(cls.model)
        cls.export = pack(cls.folder / "letterboxd-me-2026-11-24-10-00-utc.zip")

    @classmethod
    def tearDownClass(cls):
        if hasattr(cls, "folder"):
            shutil.rmtree(cls.folder)

    def end(self, service):
        """Stop it; what a sanitizer says at the end fails the test."""
        _, said = service.stop()
        self.assertNotRegex(said, "Sanitizer: [a-z]|ERROR: [A-Z][a-z]+Sanitizer|runtime error:")

    def service(self, *options, **more):
        service = Service(more.pop("model", self.model), *options, **more)
        self.addCleanup(self.end, service)
        self.assertIsNone(service.process.poll(), service.said)
        return service
