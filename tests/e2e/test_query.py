# SPDX-License-Identifier: MIT
"""lbrec-query asking a server: from the pages of members to recommendations, and each way to fail.
The model is the one of tests/unit/query/small_model.h; films are found by their ids."""

import html
import json
import shutil
import tempfile

import harness
import pages
from pages import ok

AMELIE, FACE_OFF, DRACULA, ALIEN, EIGHT_HALF = 100, 110, 120, 140, 150
STARS = {AMELIE: 10, ALIEN: 4}
EXPORT = "letterboxd.com/settings/data"


def site(user, numbers=(AMELIE, ALIEN), wishes=(EIGHT_HALF,)):
    """A member who loved Amélie and disliked Alien."""
    return {"/%s/films/" % user: ok(pages.films(user, numbers, stars=lambda n: STARS.get(n, 0))),
            "/%s/watchlist/" % user: ok(pages.watchlist(user, wishes))}


class QueryTest(harness.Case):
    subject = "query"

    def setUp(self):
        super().setUp()
        self.home = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.home)

    def ask(self, server, *arguments):
        return self.run_program("--model", harness.subjects["model"], "--base-url", server.url,
                                "--delay", 0, "--timeout", 5, "--json", *arguments,
                                XDG_CACHE_HOME=self.home, HOME=self.home)

    def films(self, result, line=0):
        return [pick["film"] for pick in result.lines()[line]["recommendations"]]

    def test_recommends_from_the_pages(self):
        server = self.serve(site("ada"))
        result = self.ask(server, "ada")
        self.assert_ended(result, 0, "ada (letterboxd): 2 ratings, 2 watched, 1 on the watchlist")
        answer = result.lines()[0]
        self.assertEqual(answer["source"], "letterboxd")
        self.assertEqual(answer["profile"],
                         {"ratings": 2, "watched": 2, "watchlist": 1, "unknown": 0})
        self.assertEqual(self.films(result)[:2], ["face-off", "dracula-2025"])
        self.assertEqual([pick["film"] for pick in answer["recommendations"] if pick["watchlist"]],
                         ["8-half"])

    def test_a_second_run_asks_nobody(self):
        server = self.serve(site("ada"))
        first = self.ask(server, "ada")
        asked = len(server.requests())
        second = self.ask(server, "ada")
        self.assert_ended(second, 0)
        self.assertEqual(len(server.requests()), asked)
        self.assertEqual(second.lines()[0]["source"], "cache")
        self.assertEqual(self.films(second), self.films(first))
        offline = self.ask(server, "--offline", "--max-age", 0, "ada")
        self.assertEqual(self.films(offline), self.films(first))
        self.assertEqual(len(server.requests()), asked)
        self.assert_ended(self.ask(server, "--refresh", "ada"), 0)
        self.assertEqual(len(server.requests()), 2 * asked)

    def test_recent_reads_the_diary(self):
        scenario = site("ada")
        scenario["/ada/diary/"] = ok(pages.diary("ada", [(ALIEN, 10), (AMELIE, 10)]))
        server = self.serve(scenario)
        self.assert_ended(self.ask(server, "ada"), 0)
        self.assertNotIn("/ada/diary/", server.paths())
        result = self.ask(server, "--recent", 1, "--count", 1, "ada")
        self.assert_ended(result, 0)
        self.assertIn("/ada/diary/", server.paths())  # the kept profile had none

    def test_one_of_several_fails(self):
        scenario = dict(site("ada"), **site("eve", numbers=(FACE_OFF,)))
        scenario["/bob/films/"] = pages.not_found()
        scenario["/bob/"] = pages.not_found()
        result = self.ask(self.serve(scenario), "ada", "bob", "eve")
        self.assert_ended(result, 66, "bob", "going on with the others", "eve has rated no film")
        self.assertEqual([line["user"] for line in result.lines()], ["ada", "eve"])
        self.assertEqual(self.films(result, 1), [])

    def test_failures_have_their_codes_and_leave_no_output(self):
        for reply, code, part in ((pages.not_found(), 66, "bob"),
                                  (pages.private(), 69, "private"),
                                  (pages.challenge(), 69, EXPORT),
                                  (ok(pages.page("bob", "films-watched", "")), 76, "")):
            scenario = {"/bob/films/": reply, "/bob/rss/": pages.challenge(),
                        "/bob/watchlist/": reply}
            result = self.ask(self.serve(scenario), "bob")
            self.assert_ended(result, code, part)
            self.assertEqual(result.out, "")

    def test_nothing_seen_is_no_error_of_the_site(self):
        scenario = {"/bob/films/": ok(pages.empty("bob")),
                    "/bob/watchlist/": ok(pages.watchlist("bob", (EIGHT_HALF,)))}
        result = self.ask(self.serve(scenario), "bob")
        self.assert_ended(result, 1, "bob has rated no film")
        self.assertEqual(json.loads(result.out)["recommendations"], [])

    def test_hostile_pages_reach_no_output(self):
        hostile = "\x1b[31m\u202e\u2066\u2028\x9b<script>x</script>"
        films = pages.films("ada", (AMELIE, 77)).replace("Film ", "F" + html.escape(hostile))
        feed = pages.feed("ada", [(AMELIE, 5), (77, 2)]).replace("Film ", "F" + html.escape(hostile))
        server = self.serve({
            "/ada/films/": ok(films), "/ada/rss/": ok(feed),
            "/ada/watchlist/": ok("<title>%s</title><body class='%s'>" % (hostile, hostile)),
            "*": {"status": 302, "headers": {"Location": "/x?\x9b31m\x7f"}}})
        for arguments in (("ada",), ("ada",), ("bob",), ("ada", "--format", "table"),
                          ("ada", "--format", "html"), ("ada", "--format", "csv"),
                          ("ada", "--source", "rss", "--refresh")):
            result = self.ask(server, "-vv", *arguments)
            for text in (result.out, result.err):
                self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
            if "html" in arguments:
                self.assertNotIn("<script>x", result.out)
            code = 76 if "bob" in arguments else 1 if "rss" in arguments else 0
            self.assertEqual(result.code, code, result.err)

    def test_the_feed_serves_where_pages_are_blocked(self):
        scenario = {"/ada/films/": pages.challenge(), "/ada/watchlist/": pages.challenge(),
                    "/ada/rss/": ok(pages.feed("ada", [(AMELIE, 5), (ALIEN, 2)]))}
        result = self.ask(self.serve(scenario), "ada")
        self.assert_ended(result, 1, EXPORT)  # these made-up films have no id in a feed
        self.assertEqual(result.lines()[0]["source"], "letterboxd-rss")
        self.assertEqual(result.lines()[0]["profile"]["unknown"], 2)
