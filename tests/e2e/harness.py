# SPDX-License-Identifier: MIT
"""A loopback server and a program that talks to it, for unittest."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "scripts"))
import loopback_server  # noqa: E402

# Paths of what is tested, set by run_e2e.py: "fetch-member", "query", "train", "model".
subjects = {}


def lacks(tool):
    """Skip what needs a tool that is missing; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        raise RuntimeError("%s is missing: scripts/setup --test installs it" % tool)
    raise unittest.SkipTest("%s is missing; scripts/setup --test installs it" % tool)


class Server:
    """scripts/loopback_server.py in this process, with a scenario given as a dictionary."""

    def __init__(self, scenario):
        self.log = []
        self.server = loopback_server.Server(
            loopback_server.Scenario(scenario, HERE, self.log.append))
        self.url = self.server.origin

    def requests(self):
        """What was asked for so far."""
        return list(self.log)

    def paths(self):
        return [request["path"] for request in self.log]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


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

    def temporary(self, name):
        """A path in a folder that goes away with the test."""
        folder = tempfile.TemporaryDirectory(prefix="lbrec-e2e-")
        self.addCleanup(folder.cleanup)
        return pathlib.Path(folder.name) / name

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
