"""An АИС ПФДО that is slow, away, talks nonsense, or does what it is asked and says so to nobody."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TIMEOUT = 0.25
"""Seconds that the module waits for an answer."""
DOES_IT = ("well", "slow", "dropped after", "twice", "cut", "garbage after")
"""Moods in which the register does what it is asked, whatever it answers."""
REFUSES = ("away", "dropped before", "a page", "another key", "garbage before")


class MoodyRegister:
    """What the register holds, and in what order it came to hold it.

    Attributes:
        asked: how often it was in each mood.
        done: what it did: kind and fields, by the number of the certificate, once for each key.
        is_well: ends all moods.
    """

    def __init__(self, chance: random.Random) -> None:
        """Hold nothing."""
        self.asked: Counter[str] = Counter()
        self.done: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        self.is_well = False
        self._keys: set[str] = set()
        self._chance, self._lock = chance, threading.Lock()

    def mood(self) -> str:
        """Draw a mood; half of them are good."""
        with self._lock:
            good = self.is_well or self._chance.random() < 0.5
            mood = "well" if good else self._chance.choice(DOES_IT + REFUSES)
            self.asked[mood] += 1
            return mood

    def take(self, kind: str, key: str, fields: dict[str, Any]) -> None:
        """Do something, if it was not done under this key before."""
        with self._lock:
            if key not in self._keys:
                self._keys.add(key)
                self.done.setdefault(fields.get("number") or fields["login"], []).append((kind, fields))

    def did(self, number: str, kind: str) -> list[dict[str, Any]]:
        """List what was done of one kind for a certificate, in order."""
        return [fields for done, fields in self.done.get(number, []) if done == kind]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    register: MoodyRegister

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whoever asked has gone."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Answer according to mood."""
        fields = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key, register = self.headers["Idempotency-Key"], self.server.register
        mood = register.mood()
        if mood in DOES_IT:
            register.take(self.path.strip("/"), key, fields)
        if mood == "slow":
            time.sleep(TIMEOUT * 2)
        if mood.startswith("dropped"):
            return
        self.wfile.write(_answer(mood, key))


def _answer(mood: str, key: str) -> bytes:
    good = _http(200, json.dumps({"accepted": key}))
    return {
        "twice": good + good,
        "cut": good[:-5],
        "away": _http(503, ""),
        "a page": _http(200, "<!doctype html><title>Ведутся технические работы</title>"),
        "another key": _http(200, json.dumps({"accepted": key[::-1]})),
        "garbage before": b"\x16\x03\x01\x02 nonsense\r\n\r\n",
        "garbage after": b"\x16\x03\x01\x02 nonsense\r\n\r\n",
    }.get(mood, good)


def _http(status: int, text: str) -> bytes:
    body = text.encode()
    return f"HTTP/1.0 {status} So\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def running(register: MoodyRegister, port: int = 0) -> Iterator[str]:
    """Run the register; give its address."""
    server = _Server(("127.0.0.1", port), _Handler)
    server.register = register
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
