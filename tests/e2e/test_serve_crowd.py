# SPDX-License-Identifier: MIT
"""lbrec-query --serve among clients that misbehave, all at once: the others are answered all the while.

Short by default; LB_LONG=SECONDS in the environment makes it as long as that."""

import io
import os
import random
import socket
import struct
import threading
import time
import zipfile

from service import Case, form

SECONDS = float(os.environ.get("LB_LONG", "6"))
HEAD = b"POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


def bomb(size=80 << 20):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("ratings.csv", "w") as member:
            member.write(b"Date,Name,Year,Letterboxd URI,Rating\n")
            for _ in range(size >> 20):
                member.write(b"x" * (1 << 20))
    return packed.getvalue()


def message(kind, body, length=None):
    return HEAD + b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (
        kind, len(body) if length is None else length) + body


class Clients:
    """One method a kind of client; each call is one connection or a few."""

    def __init__(self, service, stop):
        self.service, self.stop, self.random = service, stop, random.Random(1)
        self.bomb = bomb()

    def connect(self):
        return socket.create_connection((self.service.host, self.service.port), timeout=20)

    def send(self, data, read=True):
        with self.connect() as peer:
            peer.sendall(data)
            return peer.recv(65536) if read else b""

    def slow_headers(self):
        with self.connect() as peer:
            for byte in GET + b"X-Slow: " + b"x" * 1000:
                if self.stop.wait(0.2):
                    return
                peer.sendall(bytes([byte]))

    def slow_body(self):
        with self.connect() as peer:
            peer.sendall(message(b"text/csv", b"", 100000))
            while not self.stop.wait(0.2):
                peer.sendall(b"x")

    def slow_reader(self):
        """Asks for much and reads a byte now and then."""
        with self.connect() as peer:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            peer.sendall(b"GET /assets/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20)
            while not self.stop.wait(0.2) and peer.recv(1):
                pass

    def silent(self):
        peers = [self.connect() for _ in range(10)]
        self.stop.wait(2)
        for peer in peers:
            peer.close()

    def early_close(self):
        self.send(message(b"application/zip", b"PK\3\4" + b"x" * 1000, 1000000), read=False)

    def reset(self):
        with self.connect() as peer:
            peer.sendall(message(b"text/csv", b"a,b\n"))
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def half_close(self):
        with self.connect() as peer:
            peer.sendall(HEAD)
            peer.shutdown(socket.SHUT_WR)
            peer.recv(65536)

    def huge_header(self):
        reply = self.send(GET + b"X: " + b"x" * 1000000 + b"\r\n\r\n")
        assert not reply or reply.split()[1] in (b"431", b"413"), reply

    def many_headers(self):
        reply = self.send(GET + b"".join(b"X-%d: y\r\n" % i for i in range(20000)) + b"\r\n")
        assert not reply or reply.split()[1] in (b"431", b"413"), reply

    def long_address(self):
        reply = self.send(b"GET /" + b"a" * 1000000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert not reply or reply.split()[1] == b"414", reply

    def many_parameters(self):
        reply = self.send(b"GET /v1/films?" + b"q=a&" * 5000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert not reply or reply.split()[1][:1] == b"4", reply

    def too_large(self):
        reply = self.send(message(b"text/csv", b"", 99999999999))
        assert reply.split()[1] == b"413", reply

    def wrong_length(self):
        for length in (b"-5", b"5x", b"0x5", b"99999999999999999999999", b"1, 2", b""):
            reply = self.send(HEAD + b"Content-Length: " + length + b"\r\n\r\nabcde")
            assert not reply or reply.split()[1][:1] == b"4", (length, reply)

    def two_lengths(self):
        reply = self.send(HEAD + b"Content-Length: 3\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        assert not reply or reply.split()[1][:1] in b"45", reply

    def bad_chunks(self):
        for chunk in (b"ZZZ\r\nabc\r\n", b"ffffffffffffffffff\r\nabc\r\n", b"-1\r\nabc\r\n", b"3\r\nabcdef\r\n0\r\n\r\n"):
            reply = self.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk)
            assert not reply or reply.split()[1][:1] == b"4", (chunk[:20], reply)
        # libmicrohttpd 0.9.75 itself answers 500 to an endless chunk extension, and hangs up.
        self.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3;" + b"x" * 100000 + b"\r\nabc\r\n")

    def pipelined_garbage(self):
        self.send((GET + b"\r\n") * 50 + bytes(self.random.randrange(256) for _ in range(5000)))

    def noise(self):
        self.send(bytes(self.random.randrange(256) for _ in range(20000)), read=False)

    def other_protocols(self):
        self.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500, read=False)
        self.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", read=False)
        self.send(b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n")

    def bad_forms(self):
        for body in (b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"--x\r\n" * 10000,
                     b'--x\r\nContent-Disposition: form-data; name="' + b"n" * 100000 + b'"\r\n\r\n1\r\n--x--'):
            reply = self.send(message(b"multipart/form-data; boundary=x", body))
            assert not reply or reply.split()[1][:1] == b"4", reply
        parts, kind = form([("export", "%d.csv" % i, b"a") for i in range(200)])
        self.send(message(kind.encode(), parts))

    def bad_files(self):
        noise = bytes(self.random.randrange(256) for _ in range(3000))
        for body in (b"PK\3\4" + noise, b"\x1f\x8b\x08" + noise, b"BZh9" + noise, b"\x28\xb5\x2f\xfd" + noise, noise):
            reply = self.send(message(b"application/octet-stream", body))
            assert reply.split()[1] in (b"413", b"422", b"200"), reply

    def bad_json(self):
        for body in (b"[" * 100000, b'{"ratings":[' + b"[" * 5000, b'{"ratings":[{"film":"\\ud800","stars":4}]}',
                     b'{"watched":["' + b"a" * 500000 + b'"]}', b'{"ratings":[{"film":"a","stars":1e999}]}'):
            reply = self.send(message(b"application/json", body))
            assert reply.split()[1] in (b"422", b"200"), reply

    def zip_bomb(self):
        reply = self.send(message(b"application/zip", self.bomb))
        assert reply.split()[1] in (b"413", b"422", b"503"), reply

    def foreign_pages(self):
        for more in (b"Origin: http://evil.example\r\n", b"Sec-Fetch-Site: cross-site\r\n"):
            reply = self.send(HEAD + more + b"Content-Length: 3\r\n\r\nabc")
            assert reply.split()[1] == b"403", reply
        for host in (b"evil.example", b"localhost.evil.example", b"127.0.0.1@evil.example", b"[::1].evil.example"):
            reply = self.send(b"GET /v1/model HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
            assert reply.split()[1] == b"421", reply

    def kinds(self):
        own = ("connect", "send", "kinds")
        return [getattr(self, name) for name, value in vars(Clients).items()
                if callable(value) and not name.startswith("_") and name not in own]


class Crowd(Case):
    def setUp(self):
        self.live, self.stop = self.service(), threading.Event()
        self.counts, self.wrong = {}, []

    def misbehave(self, client):
        while not self.stop.is_set():
            try:
                client()
            except OSError:
                pass  # hung up on, as it deserves
            except (AssertionError, IndexError) as problem:
                self.wrong.append("%s: %s" % (client.__name__, problem))
            self.counts[client.__name__] = self.counts.get(client.__name__, 0) + 1
            self.stop.wait(0.02)

    def behave(self, took, data):
        while not self.stop.is_set():
            begin = time.monotonic()
            try:
                reply = self.live.ask("POST", "/v1/recommendations?count=3", data)
                if reply.status != 200 or len(reply.json()["recommendations"]) != 3:
                    self.wrong.append("a good client got %d" % reply.status)
            except OSError as problem:
                self.wrong.append("a good client got no answer: %s" % problem)
            took.append(time.monotonic() - begin)

    def test_others_are_answered_all_the_while(self):
        clients, took = Clients(self.live, self.stop), []
        kinds = clients.kinds()
        self.assertGreaterEqual(len(kinds), 20)
        threads = [threading.Thread(target=self.misbehave, args=(kind,)) for kind in kinds]
        threads += [threading.Thread(target=self.behave, args=(took, self.export.read_bytes())) for _ in range(2)]
        for thread in threads:
            thread.start()
        self.stop.wait(SECONDS)
        self.stop.set()
        for thread in threads:
            thread.join()
        self.assertEqual(self.wrong[:5], [])
        self.assertEqual(len(self.counts), len(kinds))
        self.assertGreater(len(took), SECONDS / 5, "good clients waited: %s" % max(took))
        self.assertEqual(self.live.get("/healthz").body, b"ok\n")
        print("%d good answers, the slowest after %.2f s; %d connections or so that misbehaved"
              % (len(took), max(took), sum(self.counts.values())))
