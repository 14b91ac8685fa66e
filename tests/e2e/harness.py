# SPDX-License-Identifier: MIT
"""A loopback server and a program that talks to it, for unittest."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SERVER = pathlib.Path(__file__).parents[2] / "scripts" / "loopback_server.py"

# Paths of what is tested, set by run_e2e.py: "fetch-member", "query", "model".
subjects = {}


class Server:
    """scripts/loopback_server.py with a scenario given as a dictionary."""

    def __init__(self, scenario):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lbrec-e2e-"))
        self.log = self.folder / "log"
        path = self.folder / "scenario.json"
        path.write_text(json.dumps(scenario), encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, SERVER, "--log", self.log, path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = "http://127.0.0.1:%d" % int(self.process.stdout.readline())

    def requests(self):
        """What was asked for so far."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def paths(self):
        return [request["path"] for request in self.requests()]

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)
        shutil.rmtree(self.folder)


class Result:
    """How a program ended."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def lines(self):
        """Its output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**more):
    """Ours, without what would change the program, and a proxy that nothing real gets through."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("LBREC_", "XDG_")) and not name.lower().endswith("_proxy")}
    kept.update(http_proxy="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9", LC_ALL="C.UTF-8")
    kept.update(more)
    return kept


class Case(unittest.TestCase):
    """Base of the test cases: serve(), run(), start()."""

    subject = None

    def setUp(self):
        if self.subject not in subjects:
            self.skipTest("no %s given" % self.subject)

    def serve(self, scenario):
        server = Server(scenario)
        self.addCleanup(server.close)
        return server

    def start(self, *arguments, **more):
        return subprocess.Popen([subjects[self.subject], *map(str, arguments)], text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=environment(**more))

    def finish(self, process):
        out, err = process.communicate(timeout=30)
        return Result(process.returncode, out, err)

    def run_program(self, *arguments, **more):
        return self.finish(self.start(*arguments, **more))

    def assert_ended(self, result, code, *parts):
        """The exit code is this one and standard error has these parts."""
        self.assertEqual(result.code, code, result.err)
        for part in parts:
            self.assertIn(part, result.err)
