# SPDX-License-Identifier: MIT
"""The page of lbrec-query --serve in a real browser."""

import base64
import json
import time

import browser
import harness
from service import Case, pack


class Page(Case):
    @classmethod
    def setUpClass(cls):
        if browser.missing():
            harness.lacks(browser.missing())
        super().setUpClass()
        cls.second = pack(cls.folder / "bob.zip", names=("ratings",))

    def setUp(self):
        super().setUp()
        self.live = self.service("--no-posters")
        self.browser = browser.Browser({"127.0.0.1": "127.0.0.1"})
        self.addCleanup(self.browser.close)
        self.browser.screen(1200)
        self.browser.visit(self.live.url)
        self.wait_for("return document.getElementById('status').textContent.startsWith('Choose')")

    def run_script(self, script, *values):
        return self.browser.run(script, *values)

    def wait_for(self, script, *values):
        for _ in range(300):
            found = self.run_script(script, *values)
            if found:
                return found
            time.sleep(0.05)
        self.fail("never true: %s\nstatus: %s" % (script, self.status()))

    def status(self):
        return self.run_script("return document.getElementById('status').textContent")

    def slugs(self):
        return self.run_script(
            "return [...document.querySelectorAll('#films .film')].map((f) => f.dataset.film)")

    def settle(self):
        self.wait_for("return !document.body.classList.contains('busy')")

    def choose(self, path):
        self.browser.choose_file("#files", path)
        self.wait_for("return document.querySelectorAll('#people li').length >= arguments[0]"
                      " && document.querySelector('#films .film') !== null", 1)
        self.settle()

    def set_field(self, name, value):
        """As a person does: every step of a slider is an input event."""
        self.run_script("""const field = document.getElementById('tools').elements[arguments[0]];
            field.value = arguments[1];
            field.dispatchEvent(new Event('input', { bubbles: true }));""", name, value)
        time.sleep(0.15)
        self.settle()

    def click(self, selector):
        self.run_script("document.querySelector(arguments[0]).click()", selector)
        time.sleep(0.1)
        self.settle()

    def assert_console_is_silent(self):
        said = [line for line in self.browser.console() if line["level"] == "SEVERE"]
        self.assertEqual(said, [])

    def test_a_dropped_export_is_answered(self):
        self.run_script("""const data = new DataTransfer();
            const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0));
            data.items.add(new File([bytes], 'me.zip'));
            document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));""",
                        base64.b64encode(self.export.read_bytes()).decode())
        self.wait_for("return document.querySelectorAll('#films .film').length === 24")
        self.assertIn("24 films", self.status())
        self.assert_console_is_silent()

    def test_the_demo_is_answered(self):
        self.click("#demo")
        self.wait_for("return document.querySelector('#films .film') !== null")
        self.assertIn("demo profile", self.status())

    def test_filters_answer_and_stay_after_a_reload(self):
        self.choose(self.export)
        self.set_field("to", 1979)
        self.set_field("genre", "Drama")
        years = self.run_script(
            "return [...document.querySelectorAll('#films .film')].map((f) => Number(f.dataset.year))")
        self.assertTrue(years)
        self.assertLessEqual(max(years), 1979)
        before = self.slugs()
        self.assertIn("genre=Drama", self.run_script("return location.search"))
        self.browser.visit(self.live.url + self.run_script("return location.search"))
        self.wait_for("return document.querySelectorAll('#films .film').length > 0")
        self.settle()
        self.assertEqual(self.slugs(), before)
        self.click("#tools [type=reset]")
        self.wait_for("return document.querySelectorAll('#films .film').length === 24")
        self.assertEqual(self.run_script("return location.search"), "")

    def test_not_interested_is_kept(self):
        self.choose(self.export)
        first = self.slugs()[0]
        self.click("#films .film [data-deed=dismiss]")
        self.wait_for("return document.querySelector('#films .film').dataset.film !== arguments[0]", first)
        self.assertNotIn(first, self.slugs())
        self.browser.visit(self.live.url)
        self.wait_for("return document.querySelectorAll('#films .film').length > 0")
        self.assertNotIn(first, self.slugs())
        self.click("#dismissed li button")
        self.wait_for("return document.querySelector('#films .film').dataset.film === arguments[0]", first)

    def test_similar_films_and_back(self):
        self.choose(self.export)
        before = self.slugs()
        self.click("#films .film [data-deed=similar]")
        self.wait_for("return document.getElementById('status').textContent.includes('alike')")
        self.assertIn("Films like", self.run_script("return document.querySelector('#films h2').textContent"))
        self.click("#back button")
        self.wait_for("return document.getElementById('status').textContent.includes('24 films')")
        self.assertEqual(self.slugs(), before)

    def test_a_title_is_found_while_typed(self):
        self.run_script("document.getElementById('title').focus()")
        self.browser.keys("alien")
        self.wait_for("return document.querySelectorAll('#titles option').length > 0")
        self.browser.keys("\ue007")
        self.wait_for("return document.querySelector('#films h2')?.textContent.includes('Alien')")

    def test_tonight_draws_one(self):
        self.choose(self.export)
        self.click("#tonight")
        self.wait_for("return document.querySelectorAll('#films .film').length === 1")
        self.assertIn("tonight", self.status())

    def test_two_people_get_one_list(self):
        self.choose(self.export)
        self.browser.choose_file("#files", self.second)
        self.wait_for("return !document.getElementById('together').hidden")
        self.settle()
        self.assertEqual(self.run_script("return document.querySelectorAll('#films section').length"), 1)
        self.click("#tools [name=mode][value=blend]")
        self.wait_for("return document.querySelector('#match li') !== null")
        self.assertIn("alike", self.run_script("return document.getElementById('match').textContent"))
        self.click("#people li:last-child button")
        self.wait_for("return document.getElementById('together').hidden")

    def test_lists_are_downloaded(self):
        self.choose(self.export)
        folder = self.folder / "downloads"
        folder.mkdir(exist_ok=True)
        self.browser.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
        for name in ("letterboxd", "json"):
            self.click("#downloads [data-format=%s]" % name)
        for _ in range(100):
            files = {path.name for path in folder.iterdir()}
            if {"films-to-see-next.csv", "films.json"} <= files:
                break
            time.sleep(0.1)
        self.assertIn("Title,Year", (folder / "films-to-see-next.csv").read_text())
        self.assertEqual(json.loads((folder / "films.json").read_text())["schema"], 1)

    def test_keyboard_alone_reaches_everything(self):
        self.choose(self.export)
        self.run_script("document.body.focus()")
        reached = set()
        for _ in range(60):
            self.browser.press_tab()
            reached.add(self.run_script("""const at = document.activeElement;
                return at.id || at.name || at.dataset.deed || at.dataset.format || at.type || at.tagName"""))
        for wanted in ("files", "demo", "genre", "from", "novelty", "tonight", "title", "letterboxd",
                       "similar", "dismiss"):
            self.assertIn(wanted, reached)

    def test_fits_a_phone_in_the_dark(self):
        self.choose(self.export)
        self.browser.screen(390, 844, "dark")
        self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), 390)
        back = self.run_script("return getComputedStyle(document.body).backgroundColor")
        self.assertEqual(back, "rgb(15, 19, 23)")
        small = self.run_script("""return [...document.querySelectorAll('button, select, input:not(.hidden-text)')]
            .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 20).length""")
        self.assertEqual(small, 0)
        self.assert_console_is_silent()

    def test_failures_are_told(self):
        path = self.folder / "broken.zip"
        path.write_bytes(b"PK\3\4 no zip")
        self.browser.choose_file("#files", path)
        self.wait_for("return document.getElementById('status').classList.contains('failed')")
        self.assertIn("broken.zip", self.status())

    def test_a_token_is_asked_for_once(self):
        secret = self.folder / "token"
        secret.write_text("s3cret-s3cret-s3cret")
        guarded = self.service("--serve-token", secret)
        self.browser.visit(guarded.url)
        self.wait_for("return !document.getElementById('login').hidden")
        self.browser.keys("s3cret-s3cret-s3cret\ue007")
        self.wait_for("return document.getElementById('status').textContent.startsWith('Choose')")
        self.browser.visit(guarded.url)
        self.wait_for("return document.getElementById('status').textContent.startsWith('Choose')")

    def assert_axe_is_content(self, state):
        for width, scheme in ((1200, "light"), (1200, "dark"), (390, "light"), (390, "dark")):
            self.browser.screen(width, 844, scheme)
            self.assertEqual(self.browser.axe(), [], (state, width, scheme))

    def test_axe_finds_nothing(self):
        self.assert_axe_is_content("first view")
        self.choose(self.export)
        self.assert_axe_is_content("films")
        self.click("#films .film [data-deed=dismiss]")
        self.browser.choose_file("#files", self.second)
        self.wait_for("return !document.getElementById('together').hidden")
        self.click("#tools [name=mode][value=blend]")
        self.wait_for("return document.querySelector('#match li') !== null")
        self.assert_axe_is_content("films for two, one dismissed")
        self.click("#films .film [data-deed=similar]")
        self.wait_for("return document.getElementById('status').textContent.includes('alike')")
        self.assert_axe_is_content("similar films")
        self.set_field("genre", "Drama")
        self.set_field("not_genre", "Drama")
        self.wait_for("return document.getElementById('status').textContent.includes('loosen')")
        self.assert_axe_is_content("no film")
