# SPDX-License-Identifier: MIT
"""The page of lbrec-query --serve in a real browser."""

import base64
import csv
import json
import shutil
import time
import urllib.request

import browser
import harness
import test_html
from service import DEMO, Case, films_with_ids, pack, train

# The page is there, and shows what it knows.
READY = "return !document.body.classList.contains('starting')"

# How much moved under the reader's eyes, by the browser's own measure; the time after a press of a
# key or button does not count.
WATCH_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries()
    .filter((entry) => !entry.hadRecentInput).map((entry) => [entry.value, entry.startTime,
        ...entry.sources.map((source) => source.node?.outerHTML?.slice(0, 100))])))
    .observe({ type: 'layout-shift', buffered: true });"""


class PageCase(Case):
    """A service for each test, and a browser that has opened its page. To the browser each service
    is a site of its own, with nothing kept."""

    options = ("--no-posters",)

    @classmethod
    def setUpClass(cls):
        if browser.missing():
            harness.lacks(browser.missing())
        super().setUpClass()
        cls.second = pack(cls.folder / "letterboxd-bob-2026-11-24-10-00-utc.zip", names=("ratings",))
        cls.browser = browser.Browser({"127.0.0.1": "127.0.0.1", **cls.other_hosts()})
        cls.addClassCleanup(cls.browser.close)

    @classmethod
    def other_hosts(cls):
        """That the browser knows: name -> address."""
        return {}

    def setUp(self):
        super().setUp()
        self.live = self.service(*self.options)
        self.browser.screen(1200)
        self.visit()

    def visit(self, rest=""):
        self.browser.visit(self.live.url + rest)
        self.wait_for(READY)
        self.settle()

    def run_script(self, script, *values):
        return self.browser.run(script, *values)

    def wait_for(self, script, *values):
        for _ in range(400):
            found = self.run_script(script, *values)
            if found:
                return found
            time.sleep(0.05)
        self.fail("never true: %s\nstatus: %s" % (script, self.status()))

    def status(self):
        return self.run_script("return document.getElementById('status').textContent")

    def wait_for_status(self, text):
        self.wait_for("return document.getElementById('status').textContent.includes(arguments[0])", text)
        self.settle()

    def slugs(self):
        return self.run_script(
            "return [...document.querySelectorAll('#films .film')].map((f) => f.dataset.film)")

    def titles(self):
        return self.run_script(
            "return [...document.querySelectorAll('#films .name')].map((name) => name.textContent)")

    def settle(self):
        self.wait_for("return !document.body.classList.contains('busy')")

    def choose(self, path):
        """Add a file, as by the dialog."""
        before = self.run_script("return document.querySelectorAll('#people li').length")
        self.browser.choose_file("#files", path)
        self.wait_for("return document.querySelectorAll('#people li').length > arguments[0]"
                      " && document.querySelector('#films .film') !== null", before)
        self.settle()

    def drop(self, *paths):
        """What a browser does when files are let go over the page."""
        files = [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in paths]
        self.run_script("""const data = new DataTransfer();
            for (const [name, text] of arguments[0])
                data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
            document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));""", files)

    def set_field(self, name, value):
        """Every step of a slider is an input event."""
        self.run_script("""const field = document.getElementById('tools').elements[arguments[0]];
            if (field.type === 'checkbox') field.checked = arguments[1];
            else field.value = arguments[1];
            field.dispatchEvent(new Event('input', { bubbles: true }));""", name, value)
        time.sleep(0.7 if name in ("director", "not_director", "service", "available_in") else 0.15)
        self.settle()

    def click(self, selector):
        self.run_script("document.querySelector(arguments[0]).click()", selector)
        time.sleep(0.1)
        self.settle()

    def is_shown(self, selector):
        return self.run_script("return document.querySelector(arguments[0]).checkVisibility()", selector)

    def assert_console_is_silent(self):
        self.assertEqual(self.browser.console(), [])

    def download_of(self, selector, name):
        """What a press of this button downloads."""
        folder = self.folder / "downloads"
        folder.mkdir(exist_ok=True)
        (folder / name).unlink(missing_ok=True)
        self.browser.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
        self.click(selector)
        for _ in range(200):
            if (folder / name).exists():
                return (folder / name).read_text(encoding="utf-8")
            time.sleep(0.05)
        return self.fail("%s was not downloaded: %s" % (name, list(folder.iterdir())))


class Films(PageCase):
    def test_a_dropped_export_is_answered(self):
        self.drop(self.export)
        self.wait_for_status("24 films")
        self.assertEqual(len(set(self.slugs())), 24)
        self.assertEqual(self.run_script("return document.querySelector('#films h2').textContent"), "me")
        self.assertIn("12 on the watchlist",
                      self.run_script("return document.querySelector('#films .about').textContent"))
        self.assert_console_is_silent()

    def test_single_csvs_are_one_person(self):
        self.drop(*(DEMO / "profile" / (name + ".csv") for name in ("ratings", "watched", "watchlist")))
        self.wait_for_status("24 films")
        self.assertIn("28 ratings, 31 watched, 12 on the watchlist",
                      self.run_script("return document.querySelector('#films .about').textContent"))
        self.assertEqual(self.run_script("return document.querySelectorAll('#people li').length"), 3)

    def test_the_demo_has_a_watchlist_and_stays(self):
        self.click("#demo")
        self.wait_for_status("demo profile")
        self.set_field("watchlist", "only")
        self.assertEqual(len(self.slugs()), 12)
        self.assertEqual(self.run_script("return document.querySelectorAll('#films .mark').length"), 12)
        self.assertIn("on the watchlist for", self.run_script("return document.querySelector('#films .mark').textContent"))
        self.set_field("watchlist", "without")
        self.assertEqual(len(self.slugs()), 24)
        self.assertEqual(self.run_script("return document.querySelectorAll('#films .mark').length"), 0)
        before = self.slugs()
        time.sleep(0.4)
        self.visit(self.run_script("return location.search + location.hash"))
        self.wait_for_status("24 films for the demo profile")
        self.assertEqual(self.slugs(), before)
        self.click("#people button")
        self.assertTrue(self.is_shown("#demo"))
        self.assert_console_is_silent()

    def test_a_browser_that_keeps_nothing_shows_films_all_the_same(self):
        kept = self.browser.command("Page.addScriptToEvaluateOnNewDocument", source="""
            indexedDB.open = () => ({});
            Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } });""")
        try:
            self.visit("?")
            self.click("#demo")
            self.wait_for_status("24 films for the demo profile")
            self.wait_for("return !document.body.classList.contains('starting')")
            self.click("#films .film [data-deed=dismiss]")
            self.assertTrue(self.is_shown("#films .film"))
            self.assert_console_is_silent()
        finally:
            self.browser.command("Page.removeScriptToEvaluateOnNewDocument", identifier=kept["identifier"])

    def test_a_slider_answers_while_it_is_dragged(self):
        self.choose(self.export)
        box = self.run_script("""const box = document.getElementById('tools').elements.to.getBoundingClientRect();
            return [box.left, box.right, box.top + box.height / 2];""")
        left, right, y = box
        self.browser.mouse("mousePressed", right - 8, y)
        lists = [self.slugs()]
        for part in (0.9, 0.8, 0.7):
            self.browser.mouse("mouseMoved", left + part * (right - left), y)
            time.sleep(0.15)
            self.settle()
            lists.append(self.slugs())
        newest = self.run_script("""return Math.max(...[...document.querySelectorAll('#films .film')]
            .map((film) => Number(film.dataset.year)))""")
        last = int(self.run_script("return document.getElementById('tools').elements.to.value"))
        self.browser.mouse("mouseReleased", left + 0.7 * (right - left), y)
        self.assertLess(last, 2010)
        self.assertLessEqual(newest, last)
        self.assertEqual(len({tuple(one) for one in lists}), 4)  # each before it was let go
        self.assertEqual(self.run_script("return document.getElementById('tools').elements.to_text.value"), str(last))
        self.assert_console_is_silent()

    def test_all_filters_do_what_they_say(self):
        self.choose(self.export)
        all_films = self.slugs()
        values = "return [...document.querySelectorAll('#films .film')].map((f) => f.dataset[arguments[0]])"
        self.set_field("runtime", 95)
        self.assertLessEqual(max(map(int, self.run_script(values, "runtime"))), 95)
        self.click("#tools [type=reset]")
        self.set_field("from", 2010)
        self.assertGreaterEqual(min(map(int, self.run_script(values, "year"))), 2010)
        self.set_field("to", 2005)  # which takes the other along
        self.assertEqual(self.run_script("return document.getElementById('tools').elements.from.value"), "2005")
        self.assertEqual(set(map(int, self.run_script(values, "year"))), {2005})
        self.click("#tools [type=reset]")
        self.set_field("novelty", 2)
        ratings = [int(n) for n in self.run_script(values, "ratings")]
        self.set_field("novelty", 0)
        self.assertLess(sum(ratings), sum(int(n) for n in self.run_script(values, "ratings")))
        self.click("#tools [type=reset]")
        self.set_field("diversity", 0.8)
        self.assertNotEqual(self.slugs(), all_films)
        self.click("#tools [type=reset]")
        genres = "return [...document.querySelectorAll('#films .genres')].map((g) => g.textContent)"
        self.set_field("genre", "Horror")
        self.assertTrue(all("Horror" in text for text in self.run_script(genres)))
        self.set_field("not_genre", "Comedy")
        self.assertFalse(any("Comedy" in text for text in self.run_script(genres)))
        self.assertEqual(self.run_script("return document.getElementById('n-filters').textContent"), "(2)")
        self.click("#tools [type=reset]")
        self.set_field("language", "ko")
        self.assertIn("parasite", " ".join(self.slugs() + ["oldboy parasite"]))
        self.assertLess(len(self.slugs()), 24)
        self.assertEqual(self.run_script(
            "return document.querySelector('[name=language] [value=ko]').textContent"), "Korean")
        self.click("#tools [type=reset]")
        self.set_field("count", "10")
        self.assertEqual(len(self.slugs()), 10)
        self.set_field("include_watched", True)
        self.assertNotEqual(self.slugs(), all_films[:10])
        self.set_field("explain", False)
        self.assertEqual(self.run_script("return document.querySelectorAll('.because').length"), 0)
        self.assert_console_is_silent()

    def test_what_can_be_seen_is_a_filter(self):
        self.choose(self.export)
        some = self.slugs()[3:9]
        path = self.folder / "services.csv"
        path.write_text("slug,service\n" + "".join(
            "%s,%s\n" % (slug, "Mubi" if i % 2 else "Arte") for i, slug in enumerate(some)))
        self.browser.choose_file("#available-files", path)
        self.wait_for_status("6 films")
        self.assertEqual(sorted(self.slugs()), sorted(some))
        self.assertIn("on Mubi", self.run_script("return document.getElementById('films').textContent"))
        self.set_field("service", "Mubi")
        self.assertEqual(sorted(self.slugs()), sorted(some[1::2]))
        time.sleep(0.4)
        self.visit(self.run_script("return location.search"))
        self.wait_for_status("3 films")
        self.click("#available li button")
        self.wait_for_status("24 films")
        self.assert_console_is_silent()

    def test_state_stays_after_a_reload(self):
        self.choose(self.export)
        self.set_field("to", 1979)
        self.set_field("genre", "Drama")
        before = self.slugs()
        self.wait_for("return location.search.includes('genre=Drama') && location.search.includes('to=1979')")
        self.run_script("location.reload()")
        self.wait_for(READY)
        self.wait_for("return document.querySelectorAll('#films .film').length > 0")
        self.settle()
        self.assertEqual(self.slugs(), before)
        self.click("#tools [type=reset]")
        self.wait_for_status("24 films")
        self.wait_for("return location.search === ''")
        self.assert_console_is_silent()

    def test_addresses_lead_deep(self):
        self.visit("?genre=Horror&to=1990#demo")
        self.wait_for_status("demo profile")
        self.assertTrue(self.slugs())
        self.assertEqual(self.run_script("return document.getElementById('tools').elements.genre.value"), "Horror")
        self.visit("?like=alien")
        self.wait_for_status("films alike")
        self.assertEqual(self.run_script("return document.querySelector('#films h2').textContent"), "Films like Alien")

    def test_not_interested_is_kept_downloaded_and_taken_back(self):
        self.choose(self.export)
        first, next_one = self.slugs()[:2]
        self.click("#films .film [data-deed=dismiss]")
        self.wait_for("return document.querySelector('#films .film').dataset.film === arguments[0]", next_one)
        self.assertNotIn(first, self.slugs())
        # The keyboard goes on at the film that has come to this place.
        self.assertEqual(self.run_script(
            "return document.activeElement.closest('.film').dataset.film"), next_one)
        self.visit()
        self.wait_for_status("24 films")
        self.assertNotIn(first, self.slugs())
        self.assertEqual(self.download_of("#save-dismissed", "not-interested.txt"), first + "\n")
        self.click("#dismissed li button")
        self.wait_for("return document.querySelector('#films .film').dataset.film === arguments[0]", first)
        self.assertFalse(self.is_shown("#dismissed"))
        self.click("#films .film [data-deed=dismiss]")
        self.assertNotIn(first, self.slugs())
        self.click("#undo")
        self.assertEqual(self.slugs()[0], first)
        self.assert_console_is_silent()

    def test_similar_films_and_back(self):
        self.choose(self.export)
        before = self.slugs()
        self.click("#films .film:nth-child(3) [data-deed=similar]")
        self.wait_for_status("alike")
        self.assertIn("Films like", self.run_script("return document.querySelector('#films h2').textContent"))
        self.assertNotIn(before[2], self.slugs())
        alike = self.slugs()
        self.set_field("to", 1990)  # filters are for these too
        self.assertNotEqual(self.slugs(), alike)
        self.set_field("to", 2030)
        self.click("#back")
        self.wait_for_status("24 films.")
        self.assertEqual(self.slugs(), before)
        self.run_script("history.back()")
        self.wait_for_status("alike")
        self.assertEqual(self.slugs(), alike)
        self.run_script("history.back()")
        self.wait_for_status("24 films.")
        self.assertEqual(self.slugs(), before)
        self.assert_console_is_silent()

    def test_a_title_is_found_while_typed(self):
        self.run_script("document.getElementById('title').focus()")
        self.browser.keys("alien")
        self.wait_for("return document.querySelectorAll('#titles option').length > 0")
        self.browser.keys("\ue007")
        self.wait_for("return document.querySelector('#films h2')?.textContent.includes('Alien')")
        self.assert_console_is_silent()

    def test_tonight_draws_one(self):
        self.choose(self.export)
        before, drawn = self.slugs(), set()
        for _ in range(8):
            self.click("#tonight")
            self.wait_for_status("tonight")
            self.assertEqual(len(self.slugs()), 1)
            drawn.update(self.slugs())
        self.assertLessEqual(drawn, set(before))
        self.assertGreater(len(drawn), 1)
        self.click("#back")
        self.assertEqual(self.slugs(), before)
        self.assert_console_is_silent()

    def test_lists_are_downloaded(self):
        self.choose(self.export)
        films = self.slugs()
        rows = list(csv.DictReader(self.download_of("#downloads [data-format=letterboxd]",
                                                    "films-to-see-next.csv").splitlines()))
        self.assertEqual([row["Title"] for row in rows], self.titles())
        self.assertEqual(len(self.download_of("#downloads [data-format=csv]", "films.csv").splitlines()), 25)
        answer = json.loads(self.download_of("#downloads [data-format=json]", "films.json"))
        self.assertEqual([pick["film"] for pick in answer["recommendations"]], films)
        self.assertFalse(self.is_shown("#downloads [data-format=radarr]"))  # the demo's films have no ids
        self.assert_console_is_silent()

    def test_failures_are_told(self):
        self.choose(self.export)
        before = self.slugs()
        path = self.folder / "broken.zip"
        path.write_bytes(b"PK\3\4 no zip")
        self.browser.choose_file("#files", path)
        self.wait_for("return document.getElementById('status').classList.contains('failed')")
        self.assertIn("Not added: broken.zip", self.status())
        self.assertEqual(self.slugs(), before)
        self.assertEqual(self.run_script("return document.querySelectorAll('#people li').length"), 1)
        self.set_field("genre", "Drama")
        self.set_field("not_genre", "Drama")
        self.wait_for_status("loosen a filter")
        self.assertEqual(self.slugs(), [])

    def test_an_empty_list_says_why(self):
        path = self.folder / "watchlist.csv"
        shutil.copy(DEMO / "profile" / "watchlist.csv", path)
        self.browser.choose_file("#files", path)
        self.wait_for_status("No film.")
        self.assertIn("has rated no film", self.run_script(
            "return document.getElementById('films').textContent"))

    def test_choices_of_an_address_that_are_none_are_passed_over(self):
        self.choose(self.export)
        before = self.slugs()
        self.visit("?count=7&genre=Nope&watchlist=x")
        self.assertEqual(self.slugs(), before)

    def test_a_service_that_is_gone_is_told(self):
        self.choose(self.export)
        self.live.stop()
        self.set_field("genre", "Drama")
        self.wait_for_status("does not answer")
        self.assertTrue(self.is_shown("#again"))
        self.live = self.service(*self.options, where="127.0.0.1:%d" % self.live.port)
        self.click("#again")
        self.wait_for_status("films")
        self.assertFalse(self.is_shown("#again"))

    def test_a_token_is_asked_for_once(self):
        secret = self.folder / "token"
        secret.write_text("s3cret-s3cret-s3cret")
        guarded = self.service("--serve-token", secret)
        self.browser.visit(guarded.url)
        self.wait_for("return document.getElementById('login').checkVisibility()")
        if browser.has_axe():
            self.assertEqual(self.browser.axe(), [])
        self.run_script("document.getElementById('token').focus()")
        self.browser.keys("s3cret-s3cret-s3cret\ue007")
        self.wait_for("return document.getElementById('demo').checkVisibility()")
        self.browser.visit(guarded.url)
        self.wait_for("return document.getElementById('demo').checkVisibility()")
        self.assertFalse(self.is_shown("#login"))


class Several(PageCase):
    def test_two_exports_are_blended(self):
        self.choose(self.export)
        alone = self.slugs()
        self.choose(self.second)
        self.wait_for("return document.querySelector('#match li') !== null")
        self.assertRegex(self.run_script("return document.getElementById('match').textContent"),
                         r"^me and bob: \d+ % alike$")
        self.assertEqual(self.run_script("return document.querySelector('#films h2').textContent"), "me + bob")
        self.assertRegex(self.run_script("return document.querySelector('#films .each').innerText"),
                         r"me \d\.\d\s+bob \d\.\d")
        least = "return [...document.querySelectorAll('#films .each')].map((each) => Math.min(" \
                "...[...each.querySelectorAll('b')].map((b) => Number(b.textContent)))).reduce((a, b) => a + b)"
        average = self.run_script(least)
        self.set_field("blend_by", "least-misery")
        self.assertGreaterEqual(self.run_script(least), average)
        self.set_field("blend_by", "")
        self.click("#tonight")
        self.wait_for_status("tonight")
        self.click("#back")
        self.click("#tools [name=mode][value=each]")
        self.wait_for_status("48 films")
        self.assertEqual(self.run_script(
            "return [...document.querySelectorAll('#films h2')].map((h) => h.textContent)"), ["me", "bob"])
        self.click("#tools [name=mode][value=one]")
        self.wait_for_status("24 films")
        self.assertEqual(self.run_script("return document.querySelectorAll('#films section').length"), 1)
        self.click("#people li:last-child button")
        self.assertFalse(self.is_shown("#together"))
        self.assertEqual(self.slugs(), alone)
        self.assert_console_is_silent()


    def test_two_exports_at_once_are_two_people(self):
        self.drop(self.export, self.second)
        self.wait_for("return document.querySelector('#match li') !== null")
        self.assertEqual(self.run_script("return document.querySelector('#films h2').textContent"), "me + bob")
        before = self.slugs()
        self.wait_for("return location.search.includes('mode=blend')")
        self.visit(self.run_script("return location.search"))
        self.assertEqual(self.slugs(), before)
        self.visit()  # as on another day, when the browser has kept the files alone
        self.assertEqual(self.slugs(), before)
        self.click("#tools [name=mode][value=one]")
        self.wait_for("return location.search.includes('mode=one')")
        merged = self.slugs()
        self.assertNotEqual(merged, before)
        self.visit(self.run_script("return location.search"))
        self.assertEqual(self.slugs(), merged)
        self.assert_console_is_silent()


class Posters(PageCase):
    """A model that knows posters, and their host."""

    options = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = (DEMO / "films.csv").read_text(encoding="utf-8").splitlines()
        path = cls.folder / "posters.csv"
        path.write_text("\n".join([rows[0] + ",poster"] + [
            "%s,https://a.ltrbxd.com/%s.png" % (row, "poster" if i % 2 else "missing")
            for i, row in enumerate(rows[1:])]) + "\n", encoding="utf-8")
        train(cls.model, films=path)

    @classmethod
    def other_hosts(cls):
        if shutil.which("openssl") is None:
            harness.lacks("openssl")
        cls.posters = test_html.Posters(cls.folder)
        cls.addClassCleanup(cls.posters.close)
        return {"a.ltrbxd.com:443": next(iter(cls.posters.host.values()))}

    def test_posters_are_shown_and_titles_for_want_of_them(self):
        self.choose(self.export)
        images = "return [...document.querySelectorAll('#films img')]"
        self.wait_for(images + ".length > 0")
        self.run_script("for (const image of document.images) image.loading = 'eager'")
        self.wait_for(images + ".every((image) => image.naturalWidth > 0)")
        n = self.run_script(images + ".length")
        self.assertLess(n, 24)
        self.assertGreater(n, 0)
        self.assertEqual({path for path, _ in self.posters.requests}, {"/poster.png", "/missing.png"})
        self.assertEqual({referer for _, referer in self.posters.requests}, {None})
        self.posters.requests.clear()
        self.live = self.service("--no-posters")
        self.visit()
        self.choose(self.export)
        self.assertEqual(self.run_script(images + ".length"), 0)
        self.assertEqual(self.posters.requests, [])
        self.assertFalse(self.is_shown("#posters"))


class Own(PageCase):
    """A service that was given people of its own, and a model that knows TMDB's ids."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        train(cls.model, films=films_with_ids(cls.folder / "ids.csv"))

    def setUp(self):
        self.options = ("--no-posters", "--export", self.export)
        super().setUp()

    def test_their_films_are_shown_and_have_an_address(self):
        self.wait_for_status("24 films")
        before = self.slugs()
        self.click("#films .film [data-deed=dismiss]")
        self.wait_for("return document.querySelector('#films .film').dataset.film === arguments[0]", before[1])
        self.set_field("genre", "Horror")
        titles = self.titles()
        address = self.run_script("return document.getElementById('radarr-address').value")
        self.assertIn("/v1/lists/radarr?genre=Horror", address)
        with browser.direct.open(urllib.request.Request(address), timeout=30) as reply:
            films = json.load(reply)
        self.assertTrue(films)
        self.assertLessEqual({film["title"] for film in films}, set(titles))
        self.assertEqual(json.loads(self.download_of("#downloads [data-format=radarr]", "radarr.json")), films)
        self.click("#tonight")
        self.wait_for_status("tonight")
        self.choose(self.second)
        self.assertFalse(self.is_shown("#radarr-address"))
        self.assert_console_is_silent()


class Facts(PageCase):
    """A model that knows countries and directors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(DEMO / "films.csv", encoding="utf-8", newline="") as file:
            cls.films = list(csv.DictReader(file))
        for i, film in enumerate(cls.films):
            film.update(countries="FR" if i % 2 else "Japan", directors="Ann Onym" if i % 3 else "Bea Sample")
        path = cls.folder / "films.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(cls.films[0]))
            table.writeheader()
            table.writerows(cls.films)
        cls.model = cls.folder / "facts.h5"
        train(cls.model, films=path)

    def assert_all(self, key, value):
        known = {film["slug"]: film[key] for film in self.films}
        self.assertEqual({known[slug] for slug in self.slugs()}, {value})

    def test_country_and_director_are_filters(self):
        self.choose(self.export)
        self.set_field("country", "FR")
        self.assert_all("countries", "FR")
        self.set_field("director", "Ann Onym")
        self.assert_all("directors", "Ann Onym")
        self.set_field("director", "")
        self.set_field("not_director", "Ann Onym")
        self.assert_all("directors", "Bea Sample")
        self.set_field("max_per_director", "2")
        self.assertEqual(len(self.slugs()), 2)
        self.assertEqual(self.run_script(
            "return document.querySelector('[name=country] [value=FR]').textContent"), "France")
        self.set_field("released", True)
        self.assertEqual(len(self.slugs()), 2)
        self.assert_console_is_silent()


class Look(PageCase):
    def test_keyboard_alone_does_everything(self):
        def tab_to(test):
            for _ in range(200):
                self.browser.press("Tab")
                if self.run_script("const at = document.activeElement; return " + test):
                    shown = self.run_script("""const style = getComputedStyle(document.activeElement);
                        return style.outlineStyle !== 'none' || document.activeElement.id === 'files'""")
                    self.assertTrue(shown, test)
                    return
            self.fail("the keyboard does not come to " + test)

        tab_to("at.id === 'demo'")
        self.browser.press("Enter")
        self.wait_for_status("24 films")
        before = self.slugs()
        tab_to("at.name === 'to'")
        for _ in range(3):
            self.browser.press("ArrowLeft")
        self.wait_for("return document.getElementById('tools').elements.to_text.value !== 'any year'")
        tab_to("at.name === 'released'")
        self.browser.press(" ")
        self.assertTrue(self.run_script("return document.activeElement.checked"))
        tab_to("at.type === 'reset'")
        self.browser.press("Enter")
        self.wait_for("return document.getElementById('tools').elements.to_text.value === 'any year'")
        tab_to("at.id === 'tonight'")
        self.browser.press("Enter")
        self.wait_for_status("tonight")
        tab_to("at.id === 'back'")
        self.browser.press("Enter")
        self.wait_for_status("24 films")
        tab_to("at.dataset.deed === 'dismiss'")
        self.browser.press("Enter")
        self.wait_for("return document.querySelector('#films .film').dataset.film === arguments[0]", before[1])
        tab_to("at.dataset.deed === 'similar'")
        self.browser.press("Enter")
        self.wait_for_status("alike")
        self.assertEqual(self.run_script("return document.activeElement.id"), "results")
        tab_to("at.id === 'back'")
        self.browser.press("Enter")
        self.wait_for_status("24 films")
        tab_to("at.id === 'take'")
        self.browser.press("Enter")
        self.browser.press("Tab")
        self.assertEqual(self.run_script("return document.activeElement.dataset.format"), "letterboxd")
        self.assert_console_is_silent()

    def test_fits_a_phone_in_the_dark(self):
        self.browser.screen(390, 844, "dark")
        self.visit()
        self.choose(self.export)
        self.assertEqual(self.run_script("return document.documentElement.scrollWidth"), 390)
        self.assertFalse(self.run_script("return document.getElementById('filters').open"))
        self.run_script("document.getElementById('filters').open = true")
        self.assertEqual(self.run_script("return document.documentElement.scrollWidth"), 390)
        self.assertEqual(self.run_script("return getComputedStyle(document.body).backgroundColor"), "rgb(15, 19, 23)")
        small = self.run_script("""return [...document.querySelectorAll('button, select, input:not(.hidden-text)')]
            .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 20).map((e) => e.outerHTML)""")
        self.assertEqual(small, [])
        self.assert_console_is_silent()

    def test_nothing_moves_by_itself(self):
        self.choose(self.export)
        for width in (1200, 390):
            self.browser.screen(width)
            self.visit()
            self.run_script(WATCH_SHIFTS)
            self.set_field("genre", "Drama")
            self.set_field("to", 1990)
            self.set_field("novelty", 1)
            self.set_field("genre", "")
            time.sleep(0.3)
            shifts = self.run_script("return window.shifts")
            self.assertLess(sum(shift[0] for shift in shifts), 0.01, (width, shifts))
            self.click("#tools [type=reset]")
            time.sleep(0.4)

    def test_motion_is_reduced_on_request(self):
        for choice, seconds in (("no-preference", "0.15s"), ("reduce", "0s")):
            self.browser.command("Emulation.setEmulatedMedia",
                                 features=[{"name": "prefers-reduced-motion", "value": choice}])
            self.assertEqual(self.run_script(
                "return getComputedStyle(document.getElementById('films')).transitionDuration"), seconds)

    def assert_axe_is_content(self, state):
        for width, scheme in ((1200, "light"), (1200, "dark"), (390, "light"), (390, "dark")):
            self.browser.screen(width, 844, scheme)
            self.assertEqual(self.browser.axe(), [], (state, width, scheme))

    def test_axe_finds_nothing(self):
        if not browser.has_axe():
            harness.lacks("axe-core")
        self.assert_axe_is_content("first view")
        self.choose(self.export)
        self.assert_axe_is_content("films")
        self.click("#films .film [data-deed=dismiss]")
        self.choose(self.second)
        self.wait_for("return document.querySelector('#match li') !== null")
        self.assert_axe_is_content("films for two, one dismissed")
        self.click("#tools [name=mode][value=each]")
        self.wait_for_status("48 films")
        self.assert_axe_is_content("a list each")
        self.click("#films .film [data-deed=similar]")
        self.wait_for_status("alike")
        self.assert_axe_is_content("similar films")
        self.set_field("genre", "Drama")
        self.set_field("not_genre", "Drama")
        self.wait_for_status("loosen")
        self.assert_axe_is_content("no film")
