# SPDX-License-Identifier: MIT
"""A headless Chromium by way of chromedriver, with what the standard library has."""

import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

# Where scripts/setup --test puts it, unless it is said.
TOOLS = pathlib.Path(__file__).resolve().parents[2] / "build" / "tools"
AXE = ([pathlib.Path(os.environ["LBREC_AXE_CORE"])] if "LBREC_AXE_CORE" in os.environ
       else sorted(TOOLS.glob("axe-core-*/axe.min.js")))

# No profile of anybody, no traffic of the browser's own, no name resolved but those given.
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--disable-dev-shm-usage", "--no-proxy-server", "--hide-scrollbars"]

direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def missing():
    """What is not installed, or None."""
    if not CHROMIUM:
        return "chromium"
    return None if DRIVER else "chromedriver"


def has_axe():
    return bool(AXE) and AXE[-1].exists()


class Browser:
    """One session; close() it. `hosts`: name -> address, of all that can be reached. It trusts any
    certificate: these hosts are ours."""

    def __init__(self, hosts=None):
        self.profile = tempfile.TemporaryDirectory(prefix="lbrec-chromium-",
                                                   ignore_cleanup_errors=True)
        self.driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, text=True)
        self.session = None
        try:
            self.url = "http://127.0.0.1:%d" % self._port()
            rules = ["MAP %s %s" % pair for pair in (hosts or {}).items()] + ["MAP * ~NOTFOUND"]
            options = {"binary": CHROMIUM, "args": [
                *ARGUMENTS, "--user-data-dir=" + self.profile.name,
                "--host-resolver-rules=" + ", ".join(rules)]}
            started = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {
                "acceptInsecureCerts": True, "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL"}}}})
            self.session = "/session/" + started["sessionId"]
        except BaseException:
            self.close()
            raise

    def _port(self):
        for line in self.driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                return int(found[1])
        raise RuntimeError("chromedriver did not start")

    def _ask(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"},
                                         method=method)
        try:
            with direct.open(request, timeout=60) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def close(self):
        if self.session:
            self._ask("DELETE", self.session)
        self.driver.terminate()
        self.driver.wait(timeout=30)
        self.driver.stdout.close()
        self.profile.cleanup()

    def open(self, path):
        """Open a file; the console starts empty."""
        self.console()
        self._ask("POST", self.session + "/url", {"url": path.resolve().as_uri()})

    def visit(self, url):
        """Open an address; the console starts empty."""
        self.console()
        self._ask("POST", self.session + "/url", {"url": url})

    def choose_file(self, selector, path):
        """Give a file to a file field, as its dialog would."""
        found = self._ask("POST", self.session + "/element",
                          {"using": "css selector", "value": selector})
        element = next(iter(found.values()))
        self._ask("POST", "%s/element/%s/value" % (self.session, element), {"text": str(path)})

    def run(self, script, *values):
        """What the body of a function returns in the page."""
        return self._ask("POST", self.session + "/execute/sync", {"script": script, "args": values})

    def run_later(self, script):
        """What the body of a function hands to its last argument, a function, some time later."""
        return self._ask("POST", self.session + "/execute/async", {"script": script, "args": []})

    def console(self):
        """What the console said since it was last asked."""
        return self._ask("POST", self.session + "/se/log", {"type": "browser"})

    def keys(self, text):
        """Type into the element that has the focus."""
        active = self._ask("GET", self.session + "/element/active")
        element = next(iter(active.values()))
        self._ask("POST", "%s/element/%s/value" % (self.session, element), {"text": text})

    def press(self, key):
        """A key of the keyboard, wherever the focus is: Tab, Enter, " ", ArrowLeft, ArrowRight."""
        code, number, text = {"Tab": ("Tab", 9, ""), "Enter": ("Enter", 13, "\r"),
                              " ": ("Space", 32, " "), "ArrowLeft": ("ArrowLeft", 37, ""),
                              "ArrowRight": ("ArrowRight", 39, "")}[key]
        for kind in ("keyDown", "keyUp"):
            self.command("Input.dispatchKeyEvent", type=kind, key=key, code=code,
                         windowsVirtualKeyCode=number, **({"text": text} if text else {}))

    def mouse(self, kind, x, y):
        """kind: "mousePressed", "mouseMoved" or "mouseReleased"."""
        self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def command(self, name, **parameters):
        """A command of the DevTools protocol."""
        return self._ask("POST", self.session + "/goog/cdp/execute",
                         {"cmd": name, "params": parameters})

    def screen(self, width, height=900, scheme="light"):
        """Be a screen of this size and colour scheme; a narrow one is a phone."""
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height,
                     deviceScaleFactor=1, mobile=width < 600)
        self.command("Emulation.setEmulatedMedia",
                     features=[{"name": "prefers-color-scheme", "value": scheme}])

    def axe(self):
        """What axe-core finds wrong with the page for people who do not see or point:
        ["IMPACT RULE: ELEMENTS"]."""
        return self.run_later(AXE[-1].read_text(encoding="utf-8") + """
            axe.run().then((result) => arguments[0](result.violations.map((found) =>
                `${found.impact} ${found.id}: ${found.nodes.map((node) =>
                    node.html.slice(0, 200)).slice(0, 3).join(' ')}`)));""")

    def screenshot(self, path):
        """What is seen; in the format of the name's ending, png or webp."""
        kind = path.suffix[1:]
        shot = self.command("Page.captureScreenshot", format=kind,
                            **({"quality": 85} if kind == "webp" else {}))
        path.write_bytes(base64.b64decode(shot["data"]))
