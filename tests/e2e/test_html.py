# SPDX-License-Identifier: MIT
"""The pages of lbrec-query and lbrec-train in a real browser."""

import csv
import http.server
import pathlib
import re
import shutil
import ssl
import struct
import subprocess
import tempfile
import threading
import unittest
import zlib

import browser
import harness

# slug, title, year, genres, runtime, poster: in the order of the scale of the ratings below.
HOSTILE = "</h3><script>window.owned = 1</script><img src=x onerror='window.owned = 2'>"
FILMS = [
    ("amelie", "Amélie", 2001, "Comedy|Romance", 122, "https://posters.test/amelie.png"),
    ("alien", "Alien", 1979, "Horror|Science Fiction", 117, "https://posters.test/missing.png"),
    ("8-half", "8½", 1963, "Drama", 138, ""),
    ("stalker-1979", "Stalker", 1979, "Science Fiction|Drama", 162, "http://posters.test/plain.png"),
    ("la-jetee", "La Jetée", 1962, "Science Fiction|Romance", 29, "javascript://posters.test/%0awindow.owned=3"),
    ("owned", HOSTILE, 1999, "<b>Drama</b>|Comedy", 100, "https://posters.test/x\" onerror=\"alert(1)"),
    ("quote", "\" onmouseover=\"window.owned = 4", "", "Comedy", "", ""),
    ("and", "Fire & Ice &amp; <!--", 1983, "Comedy&Co", 81, ""),
    ("solaris", "Solaris", 1972, "Science Fiction|Drama", 167, "https://posters.test/solaris.png"),
    ("tricks\" onclick=\"x", "A slug that is none", 2020, "Drama", 90, ""),
]
VIEWERS = ["ann", "<script>window.owned = 5</script>"]


def write_csv(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def image():
    """One red pixel, as PNG."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b""))


class QuietServer(http.server.ThreadingHTTPServer):
    """A browser that hangs up early is no error."""

    def handle_error(self, request, client_address):
        pass


class Posters:
    """An https server of posters that remembers what it was asked."""

    def __init__(self, folder):
        requests = self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                requests.append((self.path, self.headers.get("Referer")))
                if self.path == "/missing.png":
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Type", "image/png")
                self.end_headers()
                self.wfile.write(image())

            def log_message(self, *arguments):
                pass

        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=posters.test", "-keyout", key, "-out", certificate],
                       check=True, stderr=subprocess.DEVNULL)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.host = {"posters.test:443": "127.0.0.1:%d" % self.server.server_address[1]}

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class PageCase(unittest.TestCase):
    """A model of FILMS, and a browser that knows no host but the posters'."""

    @classmethod
    def setUpClass(cls):
        missing = browser.missing() or (None if shutil.which("openssl") else "openssl")
        if missing:
            harness.lacks(missing)
        folder = tempfile.TemporaryDirectory(prefix="lbrec-html-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        films = write_csv(cls.folder / "films.csv",
                          ("slug", "title", "year", "genres", "runtime", "poster"), FILMS)
        # Two camps that like every other film, each of them the earlier ones better.
        ratings = [("u%d" % user, film[0], 10 - place // 2 if user % 2 == place % 2 else 2)
                   for user in range(24) for place, film in enumerate(FILMS) if (user + place) % 5]
        write_csv(cls.folder / "ratings.csv", ("user", "film", "rating"), ratings)
        cls.call("train", "--method=zscore", "--rank=2", "--films", films, "--output",
                 cls.folder / "model.h5", "--evaluate=0.3", "--report",
                 cls.folder / "report.html", cls.folder / "ratings.csv")
        write_csv(cls.folder / "viewers.csv", ("user", "film", "rating"),
                  [(VIEWERS[0], "amelie", 9), (VIEWERS[1], "amelie", 9), (VIEWERS[1], "alien", 2)])
        write_csv(cls.folder / "one.csv", ("user", "film", "rating"), [(VIEWERS[0], "amelie", 9)])
        (cls.folder / "watchlist").write_text("solaris\n8-half\n", encoding="utf-8")
        cls.page("one.html", "--ratings", cls.folder / "one.csv")
        cls.page("many.html", "--ratings", cls.folder / "viewers.csv")
        cls.posters = Posters(cls.folder)
        cls.addClassCleanup(cls.posters.close)
        cls.browser = browser.Browser(cls.posters.host)
        cls.addClassCleanup(cls.browser.close)

    @classmethod
    def call(cls, program, *arguments):
        done = subprocess.run([harness.subjects[program], *map(str, arguments)], text=True,
                              capture_output=True, env=harness.environment(), check=False)
        if done.returncode:
            raise AssertionError(done.stderr)
        return done.stdout

    @classmethod
    def page(cls, name, *arguments):
        html = cls.call("query", "--model", cls.folder / "model.h5", "--watchlist",
                        cls.folder / "watchlist", "--include-watched", "--format=html", "--any-poster",
                        *arguments)
        (cls.folder / name).write_text(html, encoding="utf-8")

    def open(self, name):
        self.browser.open(self.folder / name)

    def titles(self):
        """Of the films that are seen, in order."""
        return self.browser.run("return [...document.querySelectorAll('.film')]"
                                ".filter((film) => film.checkVisibility())"
                                ".map((film) => film.querySelector('.name').textContent)")

    def choose(self, **values):
        """Set controls as a person would, by name."""
        self.browser.run("const form = document.getElementById('tools');"
                         "for (const [name, value] of Object.entries(arguments[0])) {"
                         "  const field = form.elements.namedItem(name);"
                         "  if (field.type === 'checkbox') field.checked = value;"
                         "  else field.value = value;"
                         "  field.dispatchEvent(new Event('input', {bubbles: true})); }", values)

    def count(self):
        return self.browser.run("return document.querySelector('output').value")

    def assert_quiet(self):
        """Nothing in the console but posters that failed, as they should."""
        self.assertEqual([entry for entry in self.browser.console()
                          if "https://posters.test/" not in entry["message"]], [])

    def assert_nothing_ran(self):
        self.assertIsNone(self.browser.run("return window.owned"))
        self.assertEqual(self.browser.run("return document.scripts.length"), 1)
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes])"
            ".filter((attribute) => /^on|^style$/.test(attribute.name)).length"), 0)
        self.assert_quiet()


class Answer(PageCase):
    def test_shows_the_films(self):
        self.open("one.html")
        self.assertEqual(sorted(self.titles()), sorted(film[1] for film in FILMS))
        self.assertEqual(self.count(), "10 films")
        first = self.browser.run("return document.querySelector('.film').innerText")
        self.assertRegex(first, r"★.*\d\.\d")
        self.assertIn("2 h 02 min", self.browser.run("return document.body.innerText"))
        self.assert_nothing_ran()

    def test_sorts(self):
        self.open("one.html")
        ranked = self.titles()
        self.choose(sort="title")
        self.assertEqual(self.titles()[2:5], ["8½", "A slug that is none", "Alien"])
        self.choose(sort="oldest")
        self.assertEqual(self.titles()[:2], ["La Jetée", "8½"])
        self.assertEqual(self.titles()[-1], FILMS[6][1])  # without a year
        self.choose(sort="newest")
        self.assertEqual(self.titles()[:2], ["A slug that is none", "Amélie"])
        self.assertEqual(self.titles()[-1], FILMS[6][1])
        self.choose(sort="shortest")
        self.assertEqual(self.titles()[0], "La Jetée")
        self.choose(sort="longest")
        self.assertEqual(self.titles()[:2], ["Solaris", "Stalker"])
        for sort, name, sign in (("stars", "stars", -1), ("popular", "ratings", -1),
                                 ("obscure", "ratings", 1)):
            self.choose(sort=sort)
            values = self.browser.run("return [...document.querySelectorAll('.film')]"
                                      ".map((film) => Number(film.dataset[arguments[0]]))", name)
            self.assertEqual(values, sorted(values, key=lambda value, sign=sign: sign * value))
            self.assertGreater(len(set(values)), 1)
        self.choose(sort="rank")
        self.assertEqual(self.titles(), ranked)
        self.assert_quiet()

    def test_filters(self):
        self.open("one.html")
        self.choose(find="amelie")
        self.assertEqual(self.titles(), ["Amélie"])
        self.assertEqual(self.count(), "1 of 10 films")
        self.choose(find="", genre="Science Fiction")
        self.assertEqual(sorted(self.titles()), ["Alien", "La Jetée", "Solaris", "Stalker"])
        self.choose(**{"from": "1970", "to": "1978"})
        self.assertEqual(self.titles(), ["Solaris"])
        self.browser.run("document.querySelector('button[type=reset]').click()")
        self.assertEqual(len(self.titles()), 10)
        self.choose(watchlist=True)
        self.assertEqual(sorted(self.titles()), ["8½", "Solaris"])
        self.choose(find="nothing like it")
        self.assertEqual(self.titles(), [])
        self.assertTrue(self.browser.run("return document.querySelector('.none').checkVisibility()"))
        self.assertEqual(self.count(), "0 of 10 films")
        self.assert_quiet()

    def test_is_usable_by_keyboard(self):
        self.open("one.html")
        self.browser.run("document.querySelector('[name=find]').focus()")
        self.browser.keys("solaris\n")  # Enter must not leave the page
        self.assertEqual(self.titles(), ["Solaris"])
        self.assertTrue(self.browser.run("return location.href").endswith("one.html"))
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('input, select')]"
            ".filter((field) => field.labels.length !== 1).length"), 0)
        self.assert_quiet()

    def test_links_to_letterboxd_and_nowhere_else(self):
        self.open("one.html")
        links = self.browser.run("return [...document.querySelectorAll('.film a')]"
                                 ".map((link) => link.href)")
        self.assertIn("https://letterboxd.com/film/stalker-1979/", links)
        self.assertTrue(all(link.startswith("https://letterboxd.com/film/") for link in links))
        self.assertEqual(len(links), 2 * (len(FILMS) - 1))  # not to a slug that is none

    def test_asks_no_host_that_film_tables_do_not_name(self):
        html = self.call("query", "--model", self.folder / "model.h5", "--format=html",
                         "--ratings", self.folder / "one.csv")
        self.assertNotIn("posters.test", html)
        self.assertNotIn("<img", html)

    def test_shows_posters_and_titles_for_want_of_them(self):
        self.browser.screen(1280, 2000)
        self.posters.requests.clear()
        self.open("one.html")
        shown = self.browser.run(
            "const done = () => [...document.images].every((image) => image.naturalWidth > 0);"
            "const wait = (resolve) => done() ? resolve() : setTimeout(wait, 20, resolve);"
            "return new Promise(wait).then(() => [...document.images].map((image) => image.src))")
        self.assertEqual(sorted(shown), ["https://posters.test/amelie.png",
                                         "https://posters.test/solaris.png"])
        self.assertEqual({path for path, _ in self.posters.requests},
                         {"/amelie.png", "/missing.png", "/solaris.png"})
        self.assertEqual({referer for _, referer in self.posters.requests}, {None})
        seen = self.browser.run(
            "const film = [...document.querySelectorAll('.film')].find((film) =>"
            "  film.querySelector('.name').textContent === 'Alien');"
            "const box = film.querySelector('.cover').getBoundingClientRect();"
            "return document.elementFromPoint(box.x + 2, box.y + 2).textContent")
        self.assertEqual(seen, "Alien")
        self.assert_quiet()

    def test_runs_no_script_but_its_own(self):
        self.open("one.html")
        self.browser.run("const script = document.createElement('script');"
                         "script.textContent = 'window.owned = 6'; document.body.append(script);"
                         "document.body.insertAdjacentHTML('beforeend',"
                         " '<img src=x onerror=\"window.owned = 7\">')")
        self.assertIsNone(self.browser.run("return window.owned"))
        self.assertTrue(any("Content Security Policy" in entry["message"]
                            for entry in self.browser.console()))

    def test_several_people_have_sections(self):
        self.open("many.html")
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('nav a')].map((link) => [link.textContent,"
            " document.querySelector(link.hash).querySelector('h2').textContent])"),
            [[viewer, viewer] for viewer in VIEWERS])
        self.choose(find="solaris")
        self.assertEqual(self.titles(), ["Solaris", "Solaris"])
        self.assert_nothing_ran()

    def test_a_blend_has_the_stars_of_each(self):
        self.page("blend.html", "--ratings", self.folder / "viewers.csv", "--blend")
        self.open("blend.html")
        names = self.browser.run("return [...document.querySelectorAll('.each')].map((each) =>"
                                 " [...each.children].map((one) => one.firstChild.textContent.trim()))")
        self.assertEqual(len(names), len(FILMS))
        self.assertEqual({tuple(pair) for pair in names}, {tuple(VIEWERS)})
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('.each b')].filter((stars) =>"
            " !/^[0-5]\\.\\d$/.test(stars.textContent)).length"), 0)
        self.assert_nothing_ran()

    def test_long_words_stand_in_small_letters(self):
        self.open("one.html")
        long = self.browser.run("return [...document.querySelectorAll('.cover.long')].map((cover) => cover.textContent)")
        self.assertEqual(sorted(long), sorted(film[1] for film in FILMS
                                              if max(map(len, re.split("[ -]", film[1]))) > 9))
        self.assertTrue(long)

    def test_stands_without_script(self):
        self.browser.command("Emulation.setScriptExecutionDisabled", value=True)
        self.addCleanup(self.browser.command, "Emulation.setScriptExecutionDisabled", value=False)
        self.open("one.html")
        self.assertEqual(len(self.titles()), len(FILMS))
        self.assertFalse(self.browser.run("return document.querySelector('form').checkVisibility()"))


# Ratio of contrast between the text of an element and what is behind it, by WCAG 2.
CONTRAST = """
const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return color === 'rgba(0, 0, 0, 0)' && element.parentElement
        ? behind(element.parentElement) : color;
};
return [...document.querySelectorAll('h1, h2, h3, p, a, b, li, dt, dd, th, td, label, output, span')]
    .filter((element) => element.checkVisibility() && element.innerText)
    .map((element) => {
        const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
        return [element.className || element.tagName,
                (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
    });
"""


class Report(PageCase):
    def test_shows_plots_and_runs_nothing(self):
        self.open("report.html")
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('svg')].filter((plot) =>"
            " plot.getBoundingClientRect().height > 50 && plot.ariaLabel).length"), 6)
        self.assertIn(HOSTILE, self.browser.run(
            "return [...document.querySelectorAll('.factors li')].map((film) =>"
            " film.firstChild.textContent.trim())"))
        self.assertEqual(self.browser.run("return document.scripts.length"), 0)
        self.assertIsNone(self.browser.run("return window.owned"))
        self.assert_quiet()


class Look(PageCase):
    pages = ("one.html", "many.html", "report.html")

    def test_fits_a_phone(self):
        for page in self.pages:
            self.browser.screen(360, 740)
            self.open(page)
            self.assertEqual(self.browser.run(
                "return document.documentElement.scrollWidth"), 360, page)

    def test_contrast_is_enough_in_light_and_dark(self):
        backs = set()
        for page in self.pages:
            for scheme in ("light", "dark"):
                self.browser.screen(1280, scheme=scheme)
                self.open(page)
                ratios = self.browser.run(CONTRAST)
                self.assertGreater(len(ratios), 10)
                self.assertEqual([entry for entry in ratios if entry[1] < 4.5], [], page + scheme)
                backs.add(self.browser.run("return getComputedStyle(document.body).backgroundColor"))
        self.assertEqual(len(backs), 2)

    def test_axe_finds_nothing(self):
        if not browser.has_axe():
            harness.lacks("axe-core")
        for page in self.pages:
            for width, scheme in ((1280, "light"), (360, "dark")):
                self.browser.screen(width, scheme=scheme)
                self.open(page)
                self.assertEqual(self.browser.axe(), [], (page, width, scheme))
