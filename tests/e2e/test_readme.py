# SPDX-License-Identifier: MIT
"""The README's commands for the service, as they stand there."""

import json
import re
import shutil
import subprocess

import harness
from service import DEMO, Case, pack

README = DEMO.parents[1] / "README.md"


class Readme(Case):
    def test_curl_lines_run(self):
        if shutil.which("curl") is None:
            harness.lacks("curl")
        lines = re.findall(r"^    (curl .*)$", README.read_text(encoding="utf-8"), re.MULTILINE)
        self.assertGreaterEqual(len(lines), 3)
        for name in ("me", "ann", "bob"):
            pack(self.folder / (name + ".zip"))
        live = self.service()
        for line in lines:
            command = line.replace("http://127.0.0.1:8765/", live.url)
            self.assertNotEqual(command, line)
            done = subprocess.run(["bash", "-c", command.replace("curl ", "curl -sS ", 1)], cwd=self.folder,
                                  capture_output=True, text=True, check=False, timeout=60,
                                  env=harness.environment(no_proxy="127.0.0.1"))
            self.assertEqual(done.returncode, 0, done.stderr)
            answer = json.loads(done.stdout)
            self.assertTrue(answer["recommendations"], line)

    def test_its_picture_is_there_and_small(self):
        images = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
        self.assertTrue(images)
        for image in images:
            self.assertLess((README.parent / image).stat().st_size, 150000, image)
