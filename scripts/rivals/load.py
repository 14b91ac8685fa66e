#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Load for lbrec-query --serve: requests at a fixed rate, whatever becomes of the earlier ones (open loop).

    load.py ADDRESS BODY RATE SECONDS    prints {"n": ..., "failed": ..., "p50": ms, "p99": ms, "max": ms}

A request's time runs from the moment it was due, so that a stall counts for all that wait behind it."""
import http.client
import json
import sys
import threading
import time
import urllib.parse

WORKERS = 8


def main():
    address = urllib.parse.urlsplit(sys.argv[1])
    with open(sys.argv[2], "rb") as file:
        body = file.read()
    rate, seconds = float(sys.argv[3]), float(sys.argv[4])
    n, begin = int(rate * seconds), time.perf_counter() + 0.2
    lock, turn, took, failed = threading.Lock(), iter(range(n)), [], []

    def work():
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        while True:
            with lock:
                i = next(turn, None)
            if i is None:
                return
            due = begin + i / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                connection.request("POST", address.path + "?" + address.query, body,
                                   {"Content-Type": "application/json"})
                reply = connection.getresponse()
                reply.read()
                if reply.status != 200:
                    failed.append(reply.status)
            except OSError as problem:
                failed.append(str(problem))
                connection.close()
            took.append(1000 * (time.perf_counter() - due))

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took.sort()
    print(json.dumps({"n": n, "failed": len(failed), "p50": took[n // 2], "p99": took[int(0.99 * n)], "max": took[-1]}))


main()
