#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Take the README's picture of the page: the demo profile in a headless Chromium.

    take_screenshot.py --query PATH --train PATH IMAGE.webp"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

import browser
import harness
from service import DEMO, Service

WIDTH, HEIGHT = 1280, 800
SIZE_MAX = 150000  # bytes


def wait_for(page, script):
    for _ in range(400):
        if page.run(script):
            return
        time.sleep(0.05)
    raise RuntimeError("never true: " + script)


def take(service, path):
    page = browser.Browser({"127.0.0.1": "127.0.0.1"})
    try:
        page.screen(WIDTH, HEIGHT, "dark")
        page.command("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark"},
            {"name": "prefers-reduced-motion", "value": "reduce"}])
        page.visit(service.url + "#demo")
        wait_for(page, "return document.getElementById('status').textContent.includes('demo profile')"
                       " && !document.body.matches('.starting, .busy')")
        page.screenshot(path)
    finally:
        page.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--query", type=pathlib.Path, required=True)
    parser.add_argument("--train", type=pathlib.Path, required=True)
    parser.add_argument("image", type=pathlib.Path)
    options = parser.parse_args()
    if browser.missing():
        sys.exit("take_screenshot.py: %s is missing: scripts/setup --test installs it" % browser.missing())
    harness.subjects.update(query=options.query, train=options.train)
    with tempfile.TemporaryDirectory(prefix="lbrec-screenshot-") as folder:
        model = pathlib.Path(folder) / "demo.h5"
        subprocess.run([options.train, "-q", "--films", DEMO / "films.csv", "-o", model,
                        DEMO / "ratings.csv.gz"], check=True)
        service = Service(model, "--no-posters")
        try:
            take(service, options.image)
        finally:
            service.stop()
    size = options.image.stat().st_size
    if size > SIZE_MAX:
        sys.exit("take_screenshot.py: %s has %d bytes, more than %d" % (options.image, size, SIZE_MAX))


if __name__ == "__main__":
    main()
