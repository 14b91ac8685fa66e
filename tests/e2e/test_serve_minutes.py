# SPDX-License-Identifier: MIT
"""What a service does only after a minute: run by e2e.serve_long alone."""

import io
import socket
import time
import zipfile

from service import Case
from test_serve_crowd import GET


class Minutes(Case):
    def test_who_does_not_come_to_an_end_is_told(self):
        service = self.service()
        with socket.create_connection((service.host, service.port), timeout=20) as peer:
            peer.sendall(GET)
            for _ in range(75):
                try:
                    peer.sendall(b"X: y\r\n")
                except OSError:
                    break
                time.sleep(1)
            self.assertIn(b" 408 ", peer.recv(65536)[:20])

    def test_many_files_in_one_are_too_many(self):
        service = self.service()
        packed, films = io.BytesIO(), b"[" + b",".join(b'{"film":"f%d"}' % i for i in range(700000)) + b"]"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for i in range(20):
                archive.writestr("%d.json" % i, films)
        reply = service.ask("POST", "/v1/recommendations", packed.getvalue())
        self.assertEqual(reply.status, 422, reply.body)
        self.assertIn("more than 2000000 rows", reply.json()["detail"])
