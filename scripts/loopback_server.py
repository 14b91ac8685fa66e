#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A web server for tests: answers from a scenario file, writes down every request.

    loopback_server.py [--log FILE] SCENARIO.json

It listens on 127.0.0.1 at a free port, prints the port, and ends when its standard input does, so
that it never outlives the test that started it. The scenario is an object

    {"/x/films/": [REPLY, REPLY, ...], "/x/rss/": REPLY, "*": REPLY}

from paths (with query) to replies: the n-th request of a path gets the n-th reply, later ones the
last; "*" is for all other paths (default: 404). A REPLY has, all optional,

    "status":   HTTP status (200)
    "headers":  {"Retry-After": "2"}; in values and in the body {origin} is http://127.0.0.1:PORT
                and {path} what was asked for; {date+N} in a header is the HTTP date in N seconds
    "body":     text, sent as UTF-8; or "latin1": text sent as ISO 8859-1
    "file":     the body from a file beside the scenario
    "fill":     make the body this many bytes long with blanks
    "gzip":     true: compress the body
    "chunked":  true: no Content-Length; without it and with "length": false the end of the
                connection ends the body
    "together": wait until this many requests were made in all (at most a minute), then answer
    "delay":    seconds before the status line; "stall": seconds between the head and the body
    "truncate": break the connection after this many bytes of the body
    "drop":     true: break the connection without an answer

The log has a JSON object a line: time (seconds, monotonic), method, path, headers (names in lower
case), client (number of the connection)."""

import argparse
import email.utils
import gzip
import http.server
import itertools
import json
import pathlib
import re
import socket
import sys
import threading
import time


class Scenario:
    """Replies by path, and how often each path was asked for. `note` is told of each request."""

    def __init__(self, replies, folder, note):
        self.replies = replies
        self.folder = folder
        self.note = note
        self.counts = {}
        self.n_requests = 0
        self.lock = threading.Condition()

    def take(self, path, request):
        """Write the request down and give the reply that is due."""
        with self.lock:
            self.note(request)
            self.n_requests += 1
            self.lock.notify_all()
            replies = self.replies.get(path, self.replies.get("*", {"status": 404}))
            if isinstance(replies, dict):
                return replies
            n = self.counts.get(path, 0)
            self.counts[path] = n + 1
            return replies[min(n, len(replies) - 1)]

    def wait_for_requests(self, number):
        with self.lock:
            self.lock.wait_for(lambda: self.n_requests >= number, 60)

    def body(self, reply, fill_in):
        """The bytes of a reply before compression."""
        if "file" in reply:
            data = (self.folder / reply["file"]).read_bytes()
        elif "latin1" in reply:
            data = fill_in(reply["latin1"]).encode("latin-1")
        else:
            data = fill_in(reply.get("body", "")).encode("utf-8")
        return data.ljust(reply.get("fill", 0))


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    numbers = itertools.count(1)

    def setup(self):
        super().setup()
        self.number = next(self.numbers)

    def log_message(self, format, *args):
        """The log file has it all."""

    def hang_up(self):
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)

    def do_GET(self):
        scenario = self.server.scenario
        reply = scenario.take(self.path, {
            "time": time.monotonic(), "method": self.command, "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "client": self.number})
        scenario.wait_for_requests(reply.get("together", 0))
        time.sleep(reply.get("delay", 0))
        if reply.get("drop"):
            self.hang_up()
            return
        body = scenario.body(reply, self.fill_in)
        if reply.get("gzip"):
            body = gzip.compress(body, 1)
        self.send_head(reply, len(body))
        if self.command == "HEAD":
            return
        time.sleep(reply.get("stall", 0))
        cut = body[:reply.get("truncate", len(body))]
        if reply.get("chunked"):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(cut), cut) if cut else b"")
            if len(cut) == len(body):
                self.wfile.write(b"0\r\n\r\n")
        else:
            self.wfile.write(cut)
        if len(cut) < len(body) or reply.get("length") is False:
            self.hang_up()

    do_POST = do_HEAD = do_GET

    def fill_in(self, text):
        return text.replace("{origin}", self.server.origin).replace("{path}", self.path)

    def send_head(self, reply, length):
        self.send_response(reply.get("status", 200))
        headers = {"Content-Type": "text/html; charset=utf-8"}
        if reply.get("gzip"):
            headers["Content-Encoding"] = "gzip"
        if reply.get("chunked"):
            headers["Transfer-Encoding"] = "chunked"
        elif reply.get("length") is not False:
            headers["Content-Length"] = str(length)
        headers.update(reply.get("headers", {}))
        for name, value in headers.items():
            value = re.sub(r"\{date([+-]\d+)\}", lambda m: email.utils.formatdate(
                time.time() + int(m[1]), usegmt=True), self.fill_in(value))
            self.send_header(name, value)
        self.end_headers()


class Server(http.server.ThreadingHTTPServer):
    """Answers in the background from the moment it is made."""

    daemon_threads = True

    def __init__(self, scenario):
        super().__init__(("127.0.0.1", 0), Handler)
        self.scenario = scenario
        self.origin = "http://127.0.0.1:%d" % self.server_address[1]
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that hung up is part of many tests; anything else is a fault of the test."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--log", type=argparse.FileType("a"), help="file of the requests")
    parser.add_argument("scenario", type=pathlib.Path)
    options = parser.parse_args()

    def note(request):
        if options.log:
            print(json.dumps(request), file=options.log, flush=True)

    replies = json.loads(options.scenario.read_text(encoding="utf-8"))
    server = Server(Scenario(replies, options.scenario.parent, note))
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
