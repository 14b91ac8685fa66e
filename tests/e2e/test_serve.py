# SPDX-License-Identifier: MIT
"""lbrec-query --serve: the JSON API, and clients that misbehave."""

import csv
import gzip
import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import zipfile

import harness
from service import DEMO, Case, Service, films_with_ids, pack, train


class Answers(Case):
    def test_answers_as_the_command_line_does(self):
        service = self.service()
        options = ["--count", "7", "--year", "1960..1999", "--explain=2"]
        expected = self.run_program("--model", self.model, "--export", self.export, "--json", *options)
        self.assert_ended(expected, 0)
        reply = service.ask("POST", "/v1/recommendations?count=7&year=1960..1999&explain=2",
                            self.export.read_bytes())
        self.assertEqual(reply.status, 200, reply.body)
        self.assertEqual(reply.headers["Content-Type"], "application/json")
        mine, theirs = reply.json(), expected.lines()[0]
        self.assertEqual(mine["recommendations"], theirs["recommendations"])
        self.assertEqual(len(mine["recommendations"]), 7)

    def test_takes_options_by_their_names(self):
        service = self.service()
        data = self.export.read_bytes()
        only = service.ask("POST", "/v1/recommendations?watchlist_only=1&count=0", data).json()
        self.assertTrue(only["recommendations"])
        self.assertTrue(all(film["watchlist"] for film in only["recommendations"]))
        none = service.ask("POST", "/v1/recommendations?no-watchlist=true&count=0", data).json()
        self.assertFalse(any(film["watchlist"] for film in none["recommendations"]))
        off = service.ask("POST", "/v1/recommendations?watchlist_only=false&count=0", data).json()
        self.assertGreater(len(off["recommendations"]), len(only["recommendations"]))

    def test_a_wrong_option_is_told_as_on_the_command_line(self):
        service = self.service()
        for query, code, detail in (("count=x", 400, "--count: expected"),
                                    ("nothing=1", 400, "'nothing' is no option of a request"),
                                    ("model=/etc/passwd", 400, "'model' is no option"),
                                    ("export=/etc/passwd", 400, "'export' is no option"),
                                    ("watchlist_only=maybe", 400, "expected true or false"),
                                    ("base_url=http://example.org", 400, "no option of a request")):
            reply = service.ask("POST", "/v1/recommendations?" + query, self.export.read_bytes())
            self.assertEqual(reply.status, code, query)
            self.assertEqual(reply.headers["Content-Type"], "application/problem+json")
            self.assertIn(detail, reply.json()["detail"])
            self.assertEqual(reply.json()["exit_code"], 64)

    def test_a_list_of_a_form_is_a_file_of_the_command_line(self):
        service = self.service()
        export = ("export", "me.zip", self.export.read_bytes())
        first = service.post("/v1/recommendations?count=3", [export]).json()["recommendations"]
        slugs = "\n".join(film["film"] for film in first[:2])
        for part in (("exclude", None, slugs.encode()), ("exclude", "no.txt", slugs.encode())):
            later = service.post("/v1/recommendations?count=1", [export, part]).json()
            self.assertEqual(later["recommendations"][0]["film"], first[2]["film"])

    def test_several_people_at_once(self):
        service = self.service()
        parts = [("export", name, self.export.read_bytes()) for name in ("ann.zip", "bob.zip")]
        blend = service.post("/v1/blend?count=4", parts)
        self.assertEqual(blend.status, 200, blend.body)
        self.assertEqual(len(blend.json()["blend"]["people"]), 2)
        table = (DEMO / "profile" / "ratings.csv").read_bytes()
        named = [("export", name, table) for name in ("ann.csv", "bob.csv", "ratings.csv")]
        weighed = service.post("/v1/blend?weight=ann=3", named[:2])
        self.assertEqual([(who["user"], who["weight"]) for who in weighed.json()["blend"]["people"]],
                         [("ann", 3.0), ("bob", 1.0)])
        plain = service.post("/v1/blend", named[1:]).json()["blend"]["people"]
        self.assertEqual([who["user"] for who in plain], ["bob", "person 2"])
        self.assertEqual(service.post("/v1/blend?weight=cleo=3", named[:2]).status, 400)
        match = service.post("/v1/match", parts)
        self.assertEqual(match.status, 200, match.body)
        alone = service.post("/v1/blend", parts[:1])
        self.assertEqual(alone.status, 400, alone.body)

    def test_damaged_uploads_are_named_as_the_client_calls_them(self):
        service = self.service()
        reply = service.post("/v1/recommendations", [("export", "my films.zip", b"PK\3\4 no zip")])
        self.assertEqual(reply.status, 422, reply.body)
        self.assertIn("my films.zip", reply.json()["detail"])
        self.assertNotIn("/proc/", reply.json()["detail"])
        self.assertEqual(service.ask("POST", "/v1/recommendations").status, 400)

    def test_films_and_model(self):
        service = self.service()
        found = service.get("/v1/films?q=alie&count=3").json()["films"]
        self.assertIn("alien", [film["film"] for film in found])
        self.assertEqual(service.get("/v1/films?q=").json()["films"], [])
        self.assertEqual(service.get("/v1/films?q=a&count=0").status, 400)
        self.assertEqual(service.get("/v1/films").status, 400)
        similar = service.get("/v1/films/alien/similar?count=2")
        self.assertEqual(len(similar.json()["recommendations"]), 2)
        unknown = service.get("/v1/films/no-such-film-at-all/similar")
        self.assertEqual(unknown.status, 404, unknown.body)
        model = service.get("/v1/model").json()
        self.assertEqual(model["method"], "zscore")
        self.assertIn("Drama", model["genres"])

    def test_formats_and_pages(self):
        service = self.service()
        data = self.export.read_bytes()
        for name, kind in (("csv", "text/csv"), ("html", "text/html"), ("table", "text/plain"),
                           ("letterboxd", "text/csv"), ("cards", "text/html")):
            reply = service.ask("POST", "/v1/recommendations?format=" + name, data)
            self.assertEqual(reply.status, 200, reply.body)
            self.assertIn(kind, reply.headers["Content-Type"])
        page = service.get("/")
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        for asset in ("page.css", "app.js", "store.js", "demo-watchlist.csv"):
            self.assertEqual(service.get("/assets/" + asset).status, 200)
        for path in ("/assets/../service.c", "/assets/", "/etc/passwd", "//", "/v1", "/v1/films/a/b"):
            self.assertEqual(service.get(path).status, 404, path)

    def test_methods_and_caches(self):
        service = self.service()
        self.assertEqual(service.get("/v1/blend").headers["Allow"], "OPTIONS, POST")
        options = service.ask("OPTIONS", "/v1/recommendations")
        self.assertEqual((options.status, options.body), (204, b""))
        self.assertEqual(options.headers["Allow"], "GET, HEAD, OPTIONS, POST")
        self.assertEqual(service.ask("DELETE", "/v1/model").status, 405)
        self.assertEqual(service.ask("OPTIONS", "/nowhere").status, 404)
        head = service.ask("HEAD", "/v1/model")
        self.assertEqual((head.status, head.body), (200, b""))
        tag = service.get("/v1/model").headers["ETag"]
        self.assertEqual(service.get("/v1/model", If_None_Match=tag).status, 304)
        self.assertEqual(service.get("/v1/model", If_None_Match='"other"').status, 200)
        self.assertEqual(service.get("/v1/model", If_None_Match='"other", ' + tag[2:]).status, 304)
        for path in ("/", "/v1/model", "/assets/service.json"):  # of which there is any at all
            kept = service.get(path, If_None_Match="*")
            self.assertEqual((kept.status, kept.body), (304, b""), path)
            self.assertEqual(service.ask("HEAD", path, headers={"If-None-Match": " * "}).status, 304, path)
        self.assertEqual(service.get("/v1/films/nowhere/similar", If_None_Match="*").status, 404)
        for path in ("/v1/model", "/v1/films/alien/similar"):
            packed = service.get(path, Accept_Encoding="gzip")
            self.assertEqual(packed.headers["Content-Encoding"], "gzip", path)
            bodies = (gzip.decompress(packed.body), service.get(path).body)
            texts = [re.sub(rb'"age_seconds": *[0-9.]+', b"", body) for body in bodies]  # a second may pass in between
            self.assertEqual(*texts)
        for accepted, is_packed in (("br;q=1.0, gzip;q=0.8, *;q=0.1", True), ("gzip; q=0.001, br", True),
                                    ("gzip;q=0", False), ("gzip; q=0.000, br;q=1", False), ("br", False)):
            reply = service.get("/v1/model", Accept_Encoding=accepted)
            self.assertEqual(reply.headers["Content-Encoding"] == "gzip", is_packed, accepted)

    def test_a_nul_ends_nothing(self):
        service = self.service()
        self.assertEqual(service.get("/v1/films?q=a&count=1%00").status, 400)
        self.assertEqual(service.get("/v1/films?q=a&count=1").status, 200)
        self.assertEqual(service.get("/healthz%00").status, 404)
        export = ("export", "me.zip", self.export.read_bytes())
        reply = service.post("/v1/recommendations", [export, ("exclude", None, b"alien\0\nheat-1995")])
        self.assertEqual(reply.status, 400)

    def test_bodies_packed_for_their_way(self):
        service = self.service()
        document = json.dumps({"ratings": [{"film": "alien", "stars": 4}]}).encode()
        table = (DEMO / "profile" / "ratings.csv").read_bytes()
        for body, kind, coding, status in (
                (gzip.compress(document), "application/json", "gzip", 415), (document, "application/json", "br", 415),
                (document, "application/json", "identity", 200), (table, "text/csv", "zstd", 415),
                (gzip.compress(table), "text/csv", "gzip", 200)):  # a packed file, as without the header
            reply = service.ask("POST", "/v1/recommendations", body,
                                {"Content-Type": kind, "Content-Encoding": coding})
            self.assertEqual(reply.status, status, (kind, coding, reply.body))

    def test_health_and_metrics(self):
        service = self.service()
        self.assertEqual(service.get("/healthz").body, b"ok\n")
        service.get("/v1/films?q=a")
        text = service.get("/metrics").body.decode()
        self.assertIn('lbrec_requests_total{endpoint="films",code="2xx"} 1', text)
        self.assertIn("lbrec_model_films", text)

    def test_members_are_read_only_where_that_is_allowed(self):
        refused = self.service().get("/v1/users/ann/recommendations")
        self.assertEqual(refused.status, 404)
        self.assertIn("--allow-users", refused.json()["detail"])
        site = self.serve({})
        service = self.service("--allow-users", "--base-url", site.url, "--delay", "0")
        reply = service.get("/v1/users/ann/recommendations")
        self.assertIn(reply.status, (404, 502), reply.body)
        self.assertTrue(site.requests())


class Documents(Case):
    """Films and stars as JSON."""

    def post(self, service, body, path="/v1/recommendations", kind="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return service.ask("POST", path, data, {"Content-Type": kind})

    def test_the_same_films_have_the_same_answer(self):
        service = self.service()
        rated, lists = [], {}
        with zipfile.ZipFile(self.export) as archive:
            rows = csv.DictReader(archive.read("ratings.csv").decode().splitlines())
            rated = [{"title": row["Name"], "year": int(row["Year"]), "stars": float(row["Rating"])}
                     for row in rows]
            for name in ("watched", "watchlist"):
                rows = csv.DictReader(archive.read(name + ".csv").decode().splitlines())
                lists[name] = ["%s (%s)" % (row["Name"], row["Year"]) for row in rows]
        mine = self.post(service, dict(lists, ratings=rated, user="me")).json()
        self.assertEqual(mine["user"], "me")
        theirs = service.ask("POST", "/v1/recommendations", self.export.read_bytes()).json()
        for part in ("recommendations", "profile"):
            if part == "recommendations":  # the watchlist of an export has dates
                for film in theirs[part]:
                    film.pop("watchlist_since", None), film.pop("waiting_days", None)
            self.assertEqual(mine[part], theirs[part])

    def test_lists_of_films(self):
        service = self.service()
        rated = [{"film": "alien", "stars": 4.5}, {"slug": "heat-1995", "stars": 4},
                 {"url": "https://letterboxd.com/film/the-godfather/", "stars": 5}]
        first = self.post(service, {"ratings": rated}).json()["recommendations"]
        slugs = [film["film"] for film in first]
        self.assertEqual(len(slugs), 10)
        for name in ("exclude", "not_interested", "watched"):
            later = self.post(service, {"ratings": rated, name: [slugs[0], {"slug": slugs[1]}]})
            self.assertEqual(later.json()["recommendations"][0]["film"], slugs[2], name)
        few = self.post(service, {"ratings": rated, "candidates": slugs[3:5]}).json()
        self.assertEqual([film["film"] for film in few["recommendations"]], slugs[3:5])
        wish = self.post(service, {"ratings": rated, "watchlist": slugs[3:5]},
                         "/v1/recommendations?watchlist_only=1").json()
        self.assertEqual({film["film"] for film in wish["recommendations"]}, set(slugs[3:5]))

    def test_several_people(self):
        service = self.service()
        people = [{"user": "ann", "ratings": [{"film": "alien", "stars": 5}]},
                  {"user": "bob", "ratings": [{"film": "alien", "stars": 1}]}]
        blend = self.post(service, {"people": people}, "/v1/blend?weight=ann=2&count=3").json()
        self.assertEqual([(who["user"], who["weight"]) for who in blend["blend"]["people"]],
                         [("ann", 2.0), ("bob", 1.0)])
        self.assertEqual(self.post(service, {"people": people}, "/v1/match").status, 200)
        self.assertEqual(self.post(service, {"people": people[:1]}, "/v1/blend").status, 400)
        self.assertEqual(self.post(service, people[0], "/v1/match").status, 400)

    def test_whatever_is_malformed_is_told_with_its_place(self):
        service = self.service()
        film = {"film": "alien", "stars": 4}
        for body, detail in (
                (b"", None), (b"[" + b" " * (8 << 20) + b"]", "at most 8 MiB"), (b"{", "line 1"), (b"null", "line 1"), (b'"x"', "line 1"), (b"{}", "no films"),
                (b"[1, 2]", "no films"), (b"[" * 5000, "line 1"), (b'{"ratings": []} {}', "another behind it"),
                (b'{"ratings": [], "ratings": {}}', "line 1"), (b'{"watched": ["\xff"]}', "line 1"),
                (b'{"watched": ["a\\u0000b"]}', "line 1"), (b'{"ratings": [{"film": "x", "stars": NaN}]}', "line 1"),
                ({"ratings": {}}, "ratings: expected an array, found an object"),
                ({"ratings": None}, "ratings: expected an array, found null"),
                ({"ratings": ["alien"]}, "ratings[0]: expected an object"),
                ({"ratings": [film, {"film": "x"}]}, "ratings[1]: expected stars, a number within 0.5..5, found none"),
                ({"ratings": [{"film": "x", "stars": "4"}]}, "found '4'"),
                ({"ratings": [{"film": "x", "stars": 0}]}, "found 0"),
                ({"ratings": [{"film": "x", "stars": 5.5}]}, "found 5.5"),
                ({"ratings": [{"film": "x", "stars": True}]}, "found true"),
                ({"ratings": [{"film": "x", "stars": 4, "year": "soon"}]}, "ratings[0]: "),
                ({"ratings": [{"stars": 3}]}, "ratings[0]: names no film"),
                ({"ratings": [film], "rating": []}, "unknown member 'rating'"),
                ({"watched": [["alien"]]}, "watched[0]: expected a film: a text or an object, found an array"),
                ({"watchlist": [7]}, "watchlist[0]"), ({"watched": [{}]}, "watched[0]: names no film"),
                ({"watched": [""]}, "watched[0]: names no film"),
                ({"ratings": [film], "exclude": [None]}, "exclude[0]"),
                ({"ratings": [film], "user": 7}, "user: expected a name"),
                ({"ratings": [film], "user": "x" * 64}, "user: expected a name"),
                ({"people": []}, "people: expected an array"), ({"people": film}, "people: expected an array"),
                ({"people": [film, 3]}, "people[0]: unknown member 'film'"),
                ({"people": [{"ratings": [film]}, 3]}, "people[1]: expected an object"),
                ({"people": [{"ratings": [film]}], "ratings": [film]}, "'ratings' beside people")):
            reply = self.post(service, body)
            self.assertEqual(reply.status, 400 if detail is None else 422, (body, reply.body))
            self.assertEqual(reply.headers["Content-Type"], "application/problem+json")
            if detail is not None:
                self.assertIn(detail, reply.json()["detail"], body)
                self.assertNotIn("/proc/", reply.json()["detail"])

    def test_the_examples_of_the_description_are_taken(self):
        service, seen = self.service(), 0
        for path, methods in service.get("/assets/openapi.json").json()["paths"].items():
            content = methods.get("post", {}).get("requestBody", {}).get("content", {})
            if "application/json" in content:
                reply = self.post(service, content["application/json"]["example"], path)
                self.assertIn(reply.status, (200, 404), (path, reply.body))  # the demo may know none of them
                seen += 1
        self.assertEqual(seen, 3)

    def test_files_of_other_programs_are_read_as_before(self):
        service = self.service()
        trakt = [{"rating": 9, "movie": {"title": "Alien", "year": 1979}}]
        for kind in ("application/json", "application/json; charset=utf-8", "application/octet-stream"):
            reply = self.post(service, trakt, kind=kind)
            self.assertEqual((reply.status, reply.json()["profile"]["ratings"]), (200, 1))


class Lists(Case):
    """Whom the service was given, as lists for other programs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if hasattr(cls, "folder"):
            train(cls.model, films=films_with_ids(cls.folder / "films.csv"))

    def expected(self, *options):
        result = self.run_program("--model", self.model, "--export", self.export, *options)
        self.assert_ended(result, 0)
        return result.out

    def test_radarr_takes_a_bare_array(self):
        service = self.service("--export", self.export)
        reply = service.get("/v1/lists/radarr?count=20")
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "application/json"))
        films = reply.json()
        self.assertIsInstance(films, list)
        self.assertTrue(films and all(film["id"] == film["tmdb_id"] > 0 for film in films), films)
        self.assertEqual(reply.body.decode(), self.expected("--count", "20", "--format", "radarr"))
        self.assertEqual(service.get("/v1/lists/radarr", If_None_Match=reply.headers["ETag"]).status, 200)
        same = service.get("/v1/lists/radarr?count=20", If_None_Match=reply.headers["ETag"])
        self.assertEqual((same.status, same.body), (304, b""))

    def test_letterboxd_takes_a_file(self):
        service = self.service("--export", self.export)
        reply = service.get("/v1/lists/letterboxd?count=5&watchlist_only=1")
        self.assertEqual(reply.status, 200, reply.body)
        self.assertIn("attachment", reply.headers["Content-Disposition"])
        self.assertEqual(reply.body.decode(),
                         self.expected("--count", "5", "--watchlist-only", "--format", "letterboxd"))

    def test_what_the_command_line_says_holds_for_them(self):
        seen = self.folder / "seen.txt"
        first = self.expected("--format", "csv", "--count", "1").splitlines()[1]
        slug = [cell for cell in first.split(",") if cell and not cell[0].isdigit()][0]
        seen.write_text(slug + "\n")
        service = self.service("--export", self.export, "--exclude", seen, "--genre", "Drama")
        own = service.get("/v1/recommendations?count=6")
        self.assertEqual(own.json()["recommendations"], json.loads(self.expected(
            "--json", "--count", "6", "--exclude", str(seen), "--genre", "Drama"))["recommendations"])
        # Requests that bring their own people begin without them.
        other = service.ask("POST", "/v1/recommendations?count=6", self.export.read_bytes()).json()
        self.assertEqual(other["recommendations"],
                         json.loads(self.expected("--json", "--count", "6"))["recommendations"])

    def test_a_new_export_counts_at_once(self):
        export = self.folder / "changing.zip"
        pack(export, names=("ratings",))
        service = self.service("--export", export)
        before = service.get("/v1/recommendations").json()["profile"]
        pack(self.folder / "next.zip")
        (self.folder / "next.zip").rename(export)
        after = service.get("/v1/recommendations").json()["profile"]
        self.assertEqual((before["watchlist"], after["watchlist"] > 0), (0, True))
        export.unlink()
        gone = service.get("/v1/lists/radarr")
        self.assertEqual(gone.status, 404, gone.body)

    def test_one_of_several(self):
        other = pack(self.folder / "letterboxd-bob-2026-11-24-10-00-utc.zip", names=("ratings",))
        service = self.service("--export", self.export, "--export", other)
        several = service.get("/v1/lists/radarr")
        self.assertEqual(several.status, 400)
        self.assertIn("makes one list", several.json()["detail"])
        bob = service.get("/v1/recommendations?user=BOB").json()
        self.assertEqual((bob["user"], bob["profile"]["watchlist"]), ("bob", 0))
        self.assertEqual(service.get("/v1/lists/radarr?user=me&count=3").status, 200)
        both = service.get("/v1/lists/radarr?blend=1&count=20")
        self.assertEqual(both.status, 200, both.body)
        self.assertIsInstance(both.json(), list)
        plain = self.service("--export", self.export, "--export", DEMO / "profile" / "ratings.csv",
                             "--export", pack(self.folder / "cleo.zip"))
        self.assertEqual(plain.get("/v1/recommendations?user=cleo").status, 200)
        (self.folder / "dora").symlink_to(DEMO / "profile")
        folder = self.service("--export", self.export, "--export", "%s/dora/" % self.folder)
        self.assertEqual(folder.get("/v1/recommendations?user=dora").status, 200)
        self.assertEqual(folder.get("/v1/recommendations?user=").status, 404)
        self.assertEqual(service.get("/v1/lists/radarr?user=cleo").status, 404)
        self.assertEqual(service.get("/v1/recommendations?user=bob&match=1").status, 400)

    def test_nobody_was_given(self):
        service = self.service()
        reply = service.get("/v1/lists/radarr")
        self.assertEqual(reply.status, 404)
        self.assertIn("--export", reply.json()["detail"])
        self.assertIn("--allow-users", service.get("/v1/lists/radarr?user=ann").json()["detail"])
        site = self.serve({})
        open_to_all = self.service("--allow-users", "--base-url", site.url, "--delay", "0")
        self.assertIn(open_to_all.get("/v1/lists/radarr?user=ann").status, (404, 502))
        self.assertTrue(site.requests())

    def test_what_cannot_be_given(self):
        for options, code, text in ((["--export", "/nowhere.zip"], 66, "/nowhere.zip"),
                                    (["--export", "-"], 64, "standard input"),
                                    (["--similar", "alien"], 64, "--similar"),
                                    (["--ratings", "a.csv", "--export", "b.zip"], 64, "takes one of"),
                                    (["someone"], 64, "--allow-users")):
            result = self.run_program("--model", self.model, "--serve=127.0.0.1:0", *options)
            self.assert_ended(result, code, text)


class Guards(Case):
    def test_foreign_pages_get_nothing(self):
        service = self.service()
        for headers, status in ((({"Origin": "http://evil.example"}), 403),
                                ({"Sec-Fetch-Site": "cross-site"}, 403),
                                ({"Sec-Fetch-Site": "same-site"}, 403),
                                ({"Host": "evil.example"}, 421), ({"Host": ""}, 421),
                                ({"Host": "127.0.0.1.evil.example"}, 421),
                                ({"Sec-Fetch-Site": "same-origin"}, 200),
                                ({"Host": "localhost:%d" % service.port}, 200)):
            self.assertEqual(service.ask("GET", "/v1/model", headers=headers).status, status, headers)
        opened = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        self.assertEqual(service.ask("GET", "/", headers=opened).status, 200)
        self.assertEqual(service.ask("GET", "/v1/model", headers=opened).status, 403)
        for origin in ("http://evil.example", "null", "https://127.0.0.1", "http://localhost:1"):
            posted = service.ask("POST", "/v1/recommendations", self.export.read_bytes(), {"Origin": origin})
            self.assertEqual(posted.status, 403, origin)
        own = service.ask("POST", "/v1/recommendations", self.export.read_bytes(), {"Origin": service.url[:-1]})
        self.assertEqual(own.status, 200)

    def test_hosts(self):
        service = self.service()
        for host, status in (("LocalHost", 200), ("localhost.", 200), ("127.0.0.1.", 200), ("[::1]", 200),
                             ("[::1]:8765", 200), ("127.0.0.2:1", 200), ("localhost:80x", 421), ("[::1]x", 421),
                             ("[::1", 421), ("[::2]", 421), ("localhost@evil.example", 421), (".", 421), (":1", 421),
                             ("localhost..", 421), ("10.0.0.1", 421), ("127.0.0.1, evil.example", 421)):
            self.assertEqual(service.ask("GET", "/v1/model", headers={"Host": host}).status, status, host)
        two = b"GET /v1/model HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        self.assertIn(b" 400 ", service.raw(two)[:20])
        full = b"GET http://%s/v1/model HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
        for address, header, status in ((b"localhost:1", b"localhost:1", 200), (b"127.0.0.1", b"evil.example", 200),
                                        (b"evil.example", b"localhost", 421)):  # the address counts
            self.assertEqual(int(service.raw(full % (address, header)).split()[1]), status, (address, header))
        none = service.raw(b"GET /v1/model HTTP/1.1\r\nConnection: close\r\n\r\n")
        self.assertIn(none.split()[1], (b"400", b"421"))
        old = service.raw(b"GET /v1/model HTTP/1.0\r\n\r\n")
        self.assertIn(old.split()[1], (b"400", b"421"))
        self.assertEqual(service.get("/v1/model").headers["Access-Control-Allow-Origin"], None)

    def test_a_token_is_asked_for(self):
        secret = self.folder / "token"
        secret.write_text("s3cret-s3cret-s3cret\n")
        service = self.service("--serve-token", secret)
        self.assertEqual(service.get("/v1/model").status, 401)
        self.assertEqual(service.get("/v1/model", Authorization="Bearer wrong").status, 401)
        self.assertEqual(service.get("/").status, 200)
        right = "Bearer s3cret-s3cret-s3cret"
        self.assertEqual(service.get("/v1/model", Authorization=right).status, 200)
        session = service.ask("POST", "/session", headers={"Authorization": right})
        cookie = session.headers["Set-Cookie"].split(";")[0]
        self.assertIn("HttpOnly", session.headers["Set-Cookie"])
        self.assertEqual(service.get("/v1/model", Cookie="a=b; " + cookie).status, 200)
        self.assertEqual(service.get("/v1/model", Cookie=cookie + "x").status, 401)

    def test_other_machines_need_a_token(self):
        result = self.run_program("--model", self.model, "--serve=0.0.0.0:0")
        self.assert_ended(result, 64, "--serve-token")
        short = self.folder / "short"
        short.write_text("short")
        result = self.run_program("--model", self.model, "--serve", "--serve-token", short)
        self.assert_ended(result, 65, "16 to 256")

    def test_wrong_places_are_refused(self):
        for where in ("nowhere.example:80", "127.0.0.1:99999", "127.0.0.1:x", "unix:", "[::1"):
            self.assert_ended(self.run_program("--model", self.model, "--serve=" + where), 64, "--serve")
        service = self.service()
        taken = self.run_program("--model", self.model, "--serve=127.0.0.1:%d" % service.port)
        self.assert_ended(taken, 73, "Address already in use; is one running already?")


class Life(Case):
    def test_stops_cleanly_and_finishes_what_runs(self):
        service = self.service()
        self.assertEqual(service.get("/healthz").status, 200)
        code, said = service.stop()
        self.assertEqual(code, 130)
        self.assertNotIn("rror", said)

    def begin_upload(self, service, data, kind):
        """A request whose body is there but for its last bytes."""
        peer = socket.create_connection((service.host, service.port), timeout=20)
        self.addCleanup(peer.close)
        peer.sendall(b"POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n"
                     b"Content-Length: %d\r\n\r\n" % (kind, len(data)) + data[:-10])
        time.sleep(0.3)
        return peer, data[-10:]

    def test_sigterm_waits_for_what_has_begun(self):
        document = json.dumps({"ratings": [{"film": "alien", "stars": 4}], "exclude": ["heat"]}).encode()
        for data, kind in ((self.export.read_bytes(), b"application/zip"), (document, b"application/json"),
                           ((DEMO / "profile" / "ratings.csv").read_bytes(), b"text/csv")):
            service = self.service()
            peer, rest = self.begin_upload(service, data, kind)
            service.process.terminate()
            time.sleep(0.5)
            peer.sendall(rest)
            self.assertIn(b" 200 ", peer.recv(65536)[:20], kind)
            self.assertEqual(service.process.wait(timeout=20), 130)

    def test_sigterm_waits_five_seconds_and_no_longer(self):
        service = self.service()
        self.begin_upload(service, self.export.read_bytes(), b"application/zip")
        begin = time.monotonic()
        service.process.terminate()
        self.assertEqual(service.process.wait(timeout=20), 130)
        took = time.monotonic() - begin
        self.assertTrue(4 < took < 15, took)

    def test_sigint_ends_it_too(self):
        service = self.service()
        service.process.send_signal(signal.SIGINT)
        self.assertEqual(service.process.wait(timeout=20), 130)

    def test_takes_the_place_of_a_stale_socket_only(self):
        path = self.folder / "stale"
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(str(path))  # nobody listens
        service = Service(self.model, where="unix:%s" % path)
        self.addCleanup(service.stop)
        self.assertIn("answering on", service.said)
        where = "--serve=unix:%s" % path
        self.assert_ended(self.run_program("--model", self.model, where), 73, "cannot listen on %s" % path)
        self.assertTrue(path.exists(), "the second took the first one's socket away")
        service.stop()
        self.assertFalse(path.exists())
        path.write_text("mine")
        self.assert_ended(self.run_program("--model", self.model, where), 73, "cannot listen")
        self.assertEqual(path.read_text(), "mine")
        missing = "--serve=unix:%s/none/socket" % self.folder
        self.assert_ended(self.run_program("--model", self.model, missing), 73, "cannot listen")

    def test_is_handed_a_socket(self):
        if shutil.which("systemd-socket-activate") is None:
            harness.lacks("systemd-socket-activate")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        # Not by exec() at once: the program is started by the first connection, as under systemd.
        process = subprocess.Popen(
            ["systemd-socket-activate", "--listen=127.0.0.1:%d" % port, harness.subjects["query"],
             "--model", self.model, "--serve"], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env=harness.environment())
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)

        def answers():
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
                    peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n" % port)
                    return b"200 OK" in peer.recv(65536)
            except OSError:
                return False

        self.wait_for(answers)
        process.terminate()
        said = process.communicate(timeout=30)[1]
        self.assertEqual(process.returncode, 130, said)
        self.assertIn("http://127.0.0.1:%d/" % port, said)

    def test_listens_on_a_unix_socket(self):
        path = self.folder / "socket"
        service = Service(self.model, where="unix:%s" % path)
        self.addCleanup(service.stop)
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(str(path))
            peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            self.assertIn(b"200 OK", peer.recv(65536))
        service.stop()
        self.assertFalse(path.exists())

    def test_a_new_model_takes_over_and_a_damaged_one_does_not(self):
        model = self.folder / "changing.h5"
        shutil.copy(self.model, model)
        service = self.service(model=model)
        train(self.folder / "next.h5", "--seed", "5", "--rank", "4")
        (self.folder / "next.h5").rename(model)
        self.wait_for(lambda: service.get("/v1/model").json()["rank"] == 4)
        broken = bytearray(model.read_bytes())
        # In an array: HDF5 1.10 itself leaks when it opens a damaged header.
        broken[broken.index(b"alien")] ^= 1
        (self.folder / "broken.h5").write_bytes(broken)
        (self.folder / "broken.h5").rename(model)
        self.wait_for(lambda: b"lbrec_models_refused_total 1" in service.get("/metrics").body)
        self.assertEqual(service.get("/v1/model").json()["rank"], 4)
        _, said = service.stop()
        self.assertIn("the old one stays", said)

    def test_retraining_under_load_fails_no_request(self):
        models = [self.folder / "a.h5", self.folder / "b.h5"]
        train(models[0], "--rank", "3")
        train(models[1], "--rank", "6")
        live = self.folder / "live.h5"
        shutil.copy(models[0], live)
        service = self.service(model=live)
        answers, counts, data = set(), [], self.export.read_bytes()
        expected = set()
        for model in models:
            result = self.run_program("--model", model, "--export", self.export, "--json")
            expected.add(str(result.lines()[0]["recommendations"]))
        stop = threading.Event()

        def load():
            while not stop.is_set():
                reply = service.ask("POST", "/v1/recommendations", data)
                counts.append(reply.status)
                answers.add(str(reply.json().get("recommendations", reply.body)))

        workers = [threading.Thread(target=load) for _ in range(3)]
        for worker in workers:
            worker.start()
        for turn in range(50 if os.environ.get("LB_LONG") else 6):
            shutil.copy(models[turn % 2], self.folder / "turn.h5")
            (self.folder / "turn.h5").rename(live)
            time.sleep(0.4)
        stop.set()
        for worker in workers:
            worker.join()
        self.assertLessEqual(answers, expected)
        self.assertEqual(len(answers), 2, "the model never changed")
        self.assertEqual(set(counts), {200})
        taken = service.get("/metrics").body.decode()
        print("%d answers while the model was replaced; %s" % (
            len(counts), [line for line in taken.splitlines() if line.startswith("lbrec_models_opened")][0]))

    def wait_for(self, condition):
        for _ in range(200):
            if condition():
                return
            time.sleep(0.05)
        self.fail("it did not come about")


class Misbehaviour(Case):
    def setUp(self):
        super().setUp()
        self.live = self.service()

    def tearDown(self):
        self.assertEqual(self.live.get("/healthz").body, b"ok\n")

    def test_two_lengths_are_none(self):
        reply = self.service().raw(b"POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                   b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nalien")
        self.assertTrue(not reply or reply.split()[1] == b"400", reply)

    def test_garbage_is_survived(self):
        for data in (b"\0" * 1000, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"A" * 1000000,
                     b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 1000000 + b"\r\n\r\n",
                     b"POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                     b"POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\nabc\r\n",
                     b"GET /%00%ff%2e%2e/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50):
            reply = self.live.raw(data)
            self.assertFalse(reply.startswith(b"HTTP/1.1 500"), reply[:200])

    def test_early_ends_and_wrong_lengths(self):
        head = b"POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\n"
        self.live.raw(head + b"Content-Length: 1000000\r\n\r\nabc", wait=False)
        self.live.raw(head + b"Content-Length: 1000000\r\n\r\nabc")
        self.live.raw(head, wait=False)

    def test_too_long_addresses_and_headers_are_refused(self):
        end = b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for data, status in ((b"GET /" + b"a" * 100000 + end, b"414"),
                             (b"GET /" + end[:-2] + b"X: " + b"x" * 100000 + b"\r\n\r\n", b"431")):
            with socket.create_connection((self.live.host, self.live.port), timeout=30) as peer:
                peer.sendall(data)
                self.assertEqual(peer.recv(65536).split()[1], status)

    def test_too_large_bodies_are_refused(self):
        head = b"POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"
        self.assertIn(b"413", self.live.raw(head)[:40])

    def test_bad_forms_are_refused(self):
        for body in (b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n",
                     b"no boundary here", b"--x\r\n" * 10000):
            reply = self.live.ask("POST", "/v1/recommendations", body,
                                  {"Content-Type": "multipart/form-data; boundary=x"})
            self.assertEqual(reply.status, 400, reply.body)

    def test_many_silent_connections_leave_room(self):
        peers = [socket.create_connection((self.live.host, self.live.port)) for _ in range(100)]
        self.assertEqual(self.live.get("/healthz").status, 200)
        for peer in peers:
            peer.close()

    def test_a_bomb_is_refused(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("ratings.csv", b"Date,Name,Year,Letterboxd URI,Rating\n"
                             + b"2026-01-01,A,1999,,5\n" * 2000 + b"x" * (300 << 20))
        reply = self.live.ask("POST", "/v1/recommendations", packed.getvalue())
        self.assertIn(reply.status, (413, 422), reply.body)

    def test_pipelined_requests_are_answered_in_order(self):
        one = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        self.assertEqual(self.live.raw(one * 20 + last).count(b"200 OK"), 21)

    def test_keeps_a_connection(self):
        connection = http.client.HTTPConnection(self.live.host, self.live.port)
        for _ in range(5):
            connection.request("GET", "/healthz")
            self.assertEqual(connection.getresponse().read(), b"ok\n")
        connection.close()
