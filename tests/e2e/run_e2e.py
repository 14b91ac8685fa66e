#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the end-to-end tests of this folder against a loopback server.

    run_e2e.py [--fetch-member PATH] [--query PATH] [--train PATH] [--model PATH] MODULE...

Tests whose subject is not given are skipped; when all are, the exit code is 77."""

import argparse
import pathlib
import sys
import unittest

import harness


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for subject in ("fetch-member", "query", "train", "model"):
        parser.add_argument("--" + subject, type=pathlib.Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("modules", nargs="+", metavar="MODULE[.CLASS[.TEST]]")
    options = vars(parser.parse_args())
    for subject in ("fetch-member", "query", "train", "model"):
        path = options[subject.replace("-", "_")]
        if path:
            harness.subjects[subject] = path.resolve()
    suite = unittest.defaultTestLoader.loadTestsFromNames(options["modules"])
    runner = unittest.TextTestRunner(verbosity=2 if options["verbose"] else 1)
    result = runner.run(suite)
    for test, why in result.skipped:
        print("skipped: %s: %s" % (test, why))
    # A class that is skipped as a whole is listed, but its tests are not counted.
    ran = result.testsRun - sum(isinstance(test, unittest.TestCase) for test, _ in result.skipped)
    if result.wasSuccessful() and not ran and result.skipped:
        return 77
    return not (result.wasSuccessful() and ran)


if __name__ == "__main__":
    sys.exit(main())
