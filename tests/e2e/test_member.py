# SPDX-License-Identifier: MIT
"""One member, from the requests to the profile: how each answer of the site ends."""

import signal
import ssl
import subprocess
import time

import harness
import pages
from pages import ok

FILMS, PAGE2, PAGE3 = "/ada/films/", "/ada/films/page/2/", "/ada/films/page/3/"
WATCHLIST, FEED, DIARY = "/ada/watchlist/", "/ada/rss/", "/ada/diary/"
EXPORT = "letterboxd.com/settings/data"


class MemberCase(harness.Case):
    subject = "fetch-member"

    def read(self, scenario, *options):
        """Read ada; give the result, its summary ({} for none) and the paths asked for."""
        server = self.serve(scenario)
        self.began = time.monotonic()
        result = self.run_program("--base-url", server.url, "--delay", 0.05, "--retry", 0.05,
                                  "--timeout", 30, *options, "ada")
        lines = result.lines()
        self.requests = server.requests()
        self.films = lines[1:]
        return result, lines[0] if lines else {}, server.paths()


class WholeTest(MemberCase):
    """What goes well."""

    SITE = {
        FILMS: ok(pages.films("Ada", range(1, 73), PAGE2, 3)),
        PAGE2: ok(pages.films("ada", range(73, 145), PAGE3, 3), gzip=True),
        PAGE3: ok(pages.films("ada", range(145, 151), None, 3), chunked=True),
        WATCHLIST: ok(pages.watchlist("ada", range(200, 228), 30, "/ada/watchlist/page/2/")),
        "/ada/watchlist/page/2/": ok(pages.watchlist("ada", (228, 229), 30)),
    }

    def test_reads_every_page_once_in_order(self):
        result, summary, paths = self.read(self.SITE, "--delay", 0.2)
        self.assert_ended(result, 0, "progress: pages of films: 2 of 3")
        self.assertEqual(paths, [FILMS, PAGE2, PAGE3, WATCHLIST, "/ada/watchlist/page/2/"])
        self.assertEqual(summary, {"user": "ada", "source": "letterboxd", "rated": 137,
                                   "watched": 150, "watchlist": 30, "liked": 0, "gaps": []})
        self.assertEqual(self.films[72], {"slug": "film-73", "title": "Film 73", "id": 73,
                                          "year": 1953, "stars": 3.5, "diary_rank": 0,
                                          "watchlist_rank": 0})
        self.assertEqual(self.films[-1]["watchlist_rank"], 30)
        for i, request in enumerate(self.requests):
            # Each may be seen late, so the pauses are counted from the start.
            self.assertGreaterEqual(request["time"] - self.began, 0.2 * i - 1e-6)
            self.assertRegex(request["headers"]["user-agent"], r"^lbrec/\d+\.\d+\S* \(\+https://")
            self.assertEqual(request["method"], "GET")
            self.assertIn("gzip", request["headers"]["accept-encoding"])
            self.assertNotIn("cookie", request["headers"])
        self.assertEqual(len({request["client"] for request in self.requests}), 1)

    def test_gives_the_same_over_several_connections(self):
        one = self.read(self.SITE)[0]
        several, _, paths = self.read(self.SITE, "--connections", 3)
        self.assert_ended(several, 0)
        self.assertCountEqual(paths, self.SITE)
        self.assertCountEqual(one.out.splitlines(), several.out.splitlines())

    def test_reads_the_diary_as_far_as_it_is_wanted(self):
        site = dict(self.SITE)
        site[DIARY] = ok(pages.diary("ada", [(2, 8), (300, 0), (3, 9), (2, 1)],
                                     "/ada/diary/films/page/2/"))
        result, summary, paths = self.read(site, "--recent", 2)
        self.assert_ended(result, 0)
        self.assertEqual(paths[-1], DIARY)
        self.assertEqual(summary["watched"], 151)
        ranks = {film["slug"]: film["diary_rank"] for film in self.films if film["diary_rank"]}
        self.assertEqual(ranks, {"film-2": 1, "film-3": 2})

    def test_follows_a_redirect_on_the_same_host(self):
        site = dict(self.SITE)
        site[FILMS] = {"status": 301, "headers": {"Location": "{origin}/ada/films/all/"}}
        site["/ada/films/all/"] = self.SITE[FILMS]
        result, summary, paths = self.read(site)
        self.assert_ended(result, 0)
        self.assertEqual(paths[:3], [FILMS, "/ada/films/all/", PAGE2])
        self.assertEqual(summary["watched"], 150)

    def test_reads_titles_in_another_charset(self):
        body = pages.films("ada", (1,), charset="iso-8859-1").replace("Film 1 (", "Amélie (")
        for headers in ({"Content-Type": "text/html; charset=ISO-8859-1"},
                        {"Content-Type": "text/html"}):
            result, _, _ = self.read({FILMS: {"latin1": body, "headers": headers}},
                                     "--watchlist", 0)
            self.assert_ended(result, 0)
            self.assertEqual(self.films[0]["title"], "Amélie")

    def test_bears_a_charset_that_is_a_lie(self):
        body = pages.films("ada", (1,)).replace("Film 1 (", "Amélie (")
        result, summary, _ = self.read({FILMS: {"latin1": body}}, "--watchlist", 0)
        self.assert_ended(result, 0)
        self.assertEqual(summary["rated"], 1)
        self.assertEqual(self.films[0]["id"], 1)

    def test_takes_an_empty_account_for_one(self):
        result, summary, paths = self.read({FILMS: ok(pages.empty("ada"))}, "--watchlist", 0)
        self.assert_ended(result, 0)
        self.assertEqual((summary["watched"], summary["gaps"]), (0, []))


class RefusalTest(MemberCase):
    """The films page is not one: nothing is printed, and nothing more is asked for."""

    def refuse(self, reply, code, *parts, n=1, options=()):
        result, summary, paths = self.read({FILMS: reply}, "--source", "pages", *options)
        self.assert_ended(result, code, *parts)
        self.assertEqual(summary, {})
        self.assertEqual(paths, [FILMS] * n)

    def test_404(self):
        self.refuse(pages.not_found(), 66, "no such member")

    def test_410_and_451(self):
        self.refuse({"status": 410}, 66, "no such member")
        self.refuse({"status": 451}, 69, "blocked (HTTP status 451)", EXPORT)

    def test_403_private(self):
        self.refuse(pages.private(), 69, "private", EXPORT)

    def test_403_challenge(self):
        self.refuse(pages.challenge(), 69, "blocked", EXPORT, "--export FILE.zip")

    def test_503_challenge(self):
        self.refuse(pages.challenge(503), 69, "blocked", EXPORT)

    def test_200_with_a_challenge_body(self):
        self.refuse(ok(pages.CHALLENGE), 69, "blocked", EXPORT)

    def test_429_for_ever(self):
        self.refuse({"status": 429}, 75, "HTTP 429", "try again later", n=4)

    def test_429_for_an_hour(self):
        self.refuse({"status": 429, "headers": {"Retry-After": "3600"}}, 75, "wait 3600 s")

    def test_503_for_ever(self):
        self.refuse({"status": 503}, 75, "HTTP 503, 3 times", n=3, options=("--retries", 2))

    def test_slow(self):
        self.refuse(ok(pages.empty("ada"), delay=30), 75, "timed out",
                    options=("--timeout", 1, "--retries", 0))

    def test_slow_in_the_middle(self):
        self.refuse(ok(pages.empty("ada"), stall=30), 75, "timed out",
                    options=("--timeout", 1, "--retries", 0))

    def test_out_of_time_in_all(self):
        self.refuse({"status": 503}, 75, "limit of 0.5 s in all",
                    options=("--total", 0.5, "--retry", 1))

    def test_truncated_for_ever(self):
        self.refuse(ok(pages.films("ada", range(72)), truncate=500), 75, "try again later", n=4)

    def test_no_answer_for_ever(self):
        self.refuse({"drop": True}, 75, "try again later", n=4)

    def test_oversized(self):
        self.refuse(ok(pages.empty("ada"), fill=9 << 20), 76, "longer than the limit")

    def test_oversized_once_unpacked(self):
        self.refuse(ok(pages.empty("ada"), fill=64 << 20, gzip=True), 76, "longer than the limit")

    def test_a_header_over_the_limit(self):
        for size in 110 << 10, 1 << 20:
            self.refuse(ok(pages.empty("ada"), headers={"X-Long": "x" * size}), 76, "header")

    def test_many_headers(self):
        many = {"X-%d" % i: "y" * 4000 for i in range(60)}
        result, _, _ = self.read({FILMS: ok(pages.empty("ada"), headers=many)}, "--source", "pages")
        self.assertNotEqual(result.code, 71, result.err)

    def test_encoding_is_a_lie(self):
        self.refuse(ok(pages.empty("ada"), headers={"Content-Encoding": "gzip"}), 76)

    def test_redirect_to_another_host(self):
        self.refuse({"status": 302, "headers": {"Location": "https://letterboxd.com/ada/films/"}},
                    69, "only redirects within")

    def test_redirect_to_a_forbidden_path(self):
        self.refuse({"status": 302, "headers": {"Location": "/ada/films/by/date/"}}, 76,
                    "robots.txt")

    def test_redirect_loop(self):
        self.refuse({"status": 302, "headers": {"Location": FILMS}}, 76, "more than 3 redirects",
                    n=4)

    def test_broken_html(self):
        self.refuse(ok("<html><body <<<< class='films-watched'><ul><li><div data-item-slug="), 76,
                    "not understood", EXPORT)

    def test_an_empty_body(self):
        self.refuse(ok(""), 76, "not understood")

    def test_no_films_and_no_word_why(self):
        self.refuse(ok(pages.films("ada", ())), 76, "not understood")

    def test_page_of_somebody_else(self):
        self.refuse(ok(pages.films("bob", (1,))), 76, "bob")

    def test_not_a_name(self):
        server = self.serve({})
        result = self.run_program("--base-url", server.url, "../x")
        self.assert_ended(result, 64, "no user name")
        self.assertEqual(server.requests(), [])

    def test_no_tls_where_https_is_asked_for(self):
        server = self.serve({})
        result = self.run_program("--base-url", server.url.replace("http:", "https:"), "ada")
        self.assert_ended(result, 69, "https://127.0.0.1")

    def test_certificate_of_nobody(self):
        server = self.serve({"*": ok(pages.empty("ada"))})
        key, certificate = self.temporary("key.pem"), self.temporary("certificate.pem")
        try:
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                            "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                            key, "-out", certificate], check=True, capture_output=True)
        except FileNotFoundError:
            harness.lacks("openssl")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.server.socket = context.wrap_socket(server.server.socket, server_side=True)
        result = self.run_program("--base-url", server.url.replace("http:", "https:"), "ada")
        self.assert_ended(result, 69, "certificate")
        self.assertEqual(server.requests(), [])

    def test_several_connections_to_the_site(self):
        result = self.run_program("--connections", 2, "ada")
        self.assert_ended(result, 64, "one at a time")


class RecoveryTest(MemberCase):
    """What goes well at the second try, and what is kept when it does not."""

    GOOD = ok(pages.films("ada", (1, 2)))

    def recover(self, first, least):
        result, summary, paths = self.read({FILMS: [first, self.GOOD]}, "--watchlist", 0)
        self.assert_ended(result, 0, "trying again in")
        self.assertEqual(paths, [FILMS, FILMS])
        self.assertEqual(summary["rated"], 2)
        # The wait begins after the first request was seen.
        self.assertGreaterEqual(self.requests[1]["time"] - self.requests[0]["time"], least)

    def test_429_with_seconds(self):
        self.recover({"status": 429, "headers": {"Retry-After": "1"}}, 1)

    def test_429_with_a_date(self):
        self.recover({"status": 429, "headers": {"Retry-After": "{date+2}"}}, 0.9)

    def test_503_then_200(self):
        self.recover({"status": 503}, 0.05)

    def test_broken_connection(self):
        self.recover({"drop": True}, 0.05)

    def test_truncated_body(self):
        self.recover(ok(pages.films("ada", (1, 2)), truncate=300), 0.05)

    def test_truncated_chunks(self):
        self.recover(ok(pages.films("ada", (1, 2)), truncate=300, chunked=True), 0.05)

    def test_page_without_end(self):
        """No length, no </html>: what is there is used, and it is said that it may not be all."""
        body = pages.films("ada", range(1, 40))
        result, summary, paths = self.read(
            {FILMS: ok(body[:body.index("film-30")], length=False)}, "--watchlist", 0)
        self.assert_ended(result, 0)
        self.assertIn(summary["watched"], (28, 29))
        self.assertEqual(len(summary["gaps"]), 1)
        self.assertIn("films may be missing", summary["gaps"][0])

    def test_blocked_half_way(self):
        site = {FILMS: ok(pages.films("ada", (1, 2), PAGE2, 6)), PAGE2: pages.challenge(),
                FEED: ok(pages.feed("ada", [(2, 5), (77, 4)])), WATCHLIST: pages.private()}
        result, summary, paths = self.read(site)
        self.assert_ended(result, 0)
        self.assertEqual(paths, [FILMS, PAGE2, FEED, WATCHLIST])
        self.assertEqual((summary["source"], summary["rated"]), ("letterboxd", 3))
        self.assertEqual(self.films[1]["stars"], 1)
        self.assertTrue(any("page 1 of 6 read" in gap and EXPORT in gap for gap in summary["gaps"]))
        self.assertTrue(any("watchlist: not read; private" in gap for gap in summary["gaps"]))

    def test_blocked_films_leave_the_feed(self):
        site = {FILMS: pages.challenge(), FEED: ok(pages.feed("ada", [(2, 5), (77, 4)])),
                WATCHLIST: pages.challenge()}
        result, summary, paths = self.read(site)
        self.assert_ended(result, 0, "reading the feed")
        self.assertEqual(paths, [FILMS, FEED, WATCHLIST])
        self.assertEqual((summary["source"], summary["rated"]), ("letterboxd-rss", 2))
        self.assertTrue(any("latest diary entries (2)" in gap and EXPORT in gap
                            for gap in summary["gaps"]))

    def test_blocked_everywhere(self):
        result, summary, paths = self.read({"*": pages.challenge()})
        self.assert_ended(result, 69, "blocked", EXPORT)
        self.assertEqual((summary, paths), ({}, [FILMS, FEED]))

    def test_feed_alone(self):
        result, summary, paths = self.read({FEED: ok(pages.feed("ada", [(2, 5)]))},
                                           "--source", "rss")
        self.assert_ended(result, 0)
        self.assertEqual((paths, summary["rated"]), ([FEED], 1))

    def test_next_link_loop(self):
        site = {FILMS: ok(pages.films("ada", (1, 2), PAGE2, 9)),
                PAGE2: ok(pages.films("ada", (3, 4), PAGE2, 9))}
        result, summary, paths = self.read(site, "--watchlist", 0)
        self.assert_ended(result, 0)
        self.assertEqual(paths, [FILMS, PAGE2])
        self.assertEqual(summary["watched"], 4)
        self.assertIn("page 2 of 9 read; its link to the next page leads back",
                      summary["gaps"][0])

    def test_no_more_pages_than_allowed(self):
        site = {FILMS: ok(pages.films("ada", (1, 2), PAGE2, 9))}
        result, summary, paths = self.read(site, "--watchlist", 0, "--max-pages", 1)
        self.assert_ended(result, 0)
        self.assertEqual(paths, [FILMS])
        self.assertIn("page 1 of 9 read; the limit", summary["gaps"][0])

    def test_watchlist_shorter_than_it_says(self):
        site = {FILMS: self.GOOD, WATCHLIST: ok(pages.watchlist("ada", range(10, 20), 415))}
        result, summary, _ = self.read(site)
        self.assert_ended(result, 0)
        self.assertTrue(any("10 of the 415 films" in gap for gap in summary["gaps"]))

    def test_failure_half_way_keeps_what_was_read(self):
        site = {FILMS: ok(pages.films("ada", (1, 2), PAGE2, 6)), PAGE2: {"status": 503}}
        result, summary, paths = self.read(site, "--retries", 1)
        self.assert_ended(result, 75, PAGE2, "HTTP 503")
        self.assertEqual(paths, [FILMS, PAGE2, PAGE2])
        self.assertEqual(summary["rated"], 2)
        self.assertIn("films: page 1 of 6 read; then the site failed", summary["gaps"])

    def interrupt(self, scenario, delay):
        server = self.serve(scenario)
        process = self.start("--base-url", server.url, "--delay", delay, "ada")
        while "progress: pages of films: 1 of 6" not in process.stderr.readline():
            self.assertIsNone(process.poll())
        while len(server.requests()) < len(scenario):
            self.assertIsNone(process.poll())
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        result = self.finish(process)
        self.assert_ended(result, 130, "interrupted")
        self.assertEqual(result.lines()[0]["rated"], 2)
        self.assertIn("films: page 1 of 6 read; then interrupted", result.lines()[0]["gaps"])

    def test_interrupt_while_waiting_for_an_answer(self):
        self.interrupt({FILMS: ok(pages.films("ada", (1, 2), PAGE2, 6)), PAGE2: {"delay": 100}}, 0)

    def test_interrupt_in_the_pause(self):
        self.interrupt({FILMS: ok(pages.films("ada", (1, 2), PAGE2, 6))}, 100)
