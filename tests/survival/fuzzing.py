"""Requests that nobody would make, drawn from a seed: odd paths, parameters, bodies, headers, in everybody's name."""

import io
import json
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

import flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.test import TestResponse

from sgo_pfdo.limits import Tries
from tests.security.test_malformed import ODD, PARAMETERS
from tests.support.pages import Form, Page

EVIL = "evil.example"
ROUND = 100
"""Requests after which everybody signs in anew, and limits are lifted: or most of what follows would be 401 or 429."""
MOST_FORMS = 60
"""Of one person, the newest ones."""
METHODS = ["GET"] * 10 + ["POST"] * 10 + ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"]
KINDS = [
    "application/json",
    "application/json; charset=utf-99",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/vnd.api+json",
    "",
    "\xff",
]
HEADERS = {
    "Host": [EVIL, "", "localhost:99999", "[::1", "a b", "*", "127.0.0.1\\" + EVIL],
    "Cookie": ["session=x", "school_portal=.eJx; school_portal=", "=;=;", "session=" + "a" * 3000],
    "Accept-Language": ["*", "ru;q=x", "," * 500],
    "Range": ["bytes=0-0", "bytes=9-1", "bytes=-" + "9" * 30, "lines=1"],
    "If-None-Match": ["*", '"', 'W/"x"'],
    "If-Modified-Since": ["Thu, 31 Feb 2026 99:00:00 GMT", "0"],
    "Content-Length": ["-1", "x", "9" * 30, "1"],
    "Transfer-Encoding": ["chunked", "x"],
    "X-Forwarded-For": [EVIL, "::1", ","],
    "X-Forwarded-Host": [EVIL],
    "Authorization": ["Basic =", "Bearer x", "Basic " + "4" * 100, "Digest x=\xff"],
    "Referer": [f"http://{EVIL}/\xff", "//"],
    "X-HTTP-Method-Override": ["DELETE"],
    "Accept": ["application/json", "\xff"],
}
Browsers = Callable[[str], FlaskClient]


class Fuzzer:
    """Sends requests to a portal.

    Args:
        app: the portal.
        people: whose requests they are.
        browser: signs one of them in, in a browser of their own.
        begin: addresses that are opened beside those that pages link to.
        seed: the same one brings the same requests.
    """

    def __init__(self, app: flask.Flask, people: list[str], browser: Browsers, begin: list[str], seed: int) -> None:
        """Send nothing yet."""
        self._app, self._people, self._browser = app, people, browser
        self._random = Random(seed)
        self._rules = sorted({rule.rule for rule in app.url_map.iter_rules()})
        self._browsers: dict[str, FlaskClient] = {}
        self._forms: dict[str, list[Form]] = {person: [] for person in people}
        self._links: dict[str, list[str]] = {person: list(begin) for person in people}
        self.codes: dict[int, int] = {}
        """How often each status was the answer."""

    def send(self, requests: int, be: Callable[[str], object] = lambda person: None) -> None:
        """Send so many.

        Args:
            requests: how many.
            be: called before each with whose it is.

        Raises:
            AssertionError: an answer was an error of ours, or led elsewhere.
        """
        for number in range(requests):
            if number % ROUND == 0:
                self._begin_again()
            person = self._random.choice(self._people)
            be(person)
            if person not in self._browsers:
                self._browsers[person] = self._browser(person)
            path, told = self._request(person)
            try:
                with self._browsers[person].open("/", environ_overrides={"PATH_INFO": path}, **told) as answer:
                    self._look(person, path, answer)
            except Exception as error:
                raise AssertionError(f"request {number}: {person} {path!r} {told}") from error

    def _begin_again(self) -> None:
        self._browsers.clear()
        with self._app.app_context():
            session = self._app.extensions["sqlalchemy"].session
            session.execute(delete(Tries))
            session.commit()

    def _look(self, person: str, path: str, answer: TestResponse) -> None:
        self.codes[answer.status_code] = self.codes.get(answer.status_code, 0) + 1
        assert answer.status_code < 500, answer.status_code
        assert EVIL not in urlsplit(answer.headers.get("Location", "")).netloc, answer.headers
        if answer.status_code in {401, 404, 405}:  # not for this person: others open it
            self._links[person] = [one for one in self._links[person] if one.partition("?")[0] != path] or ["/"]
        if answer.status_code == 200 and answer.mimetype == "text/html" and answer.data:
            page = Page(answer)
            found = [form for form in page.forms if form.method == "post"]
            self._forms[person] = [*found, *self._forms[person]][:MOST_FORMS]
            new = {href.partition("#")[0] for _, href in page.links if href.startswith("/")}
            self._links[person] += sorted(new.difference(self._links[person]))

    def _request(self, person: str) -> tuple[str, dict[str, Any]]:
        """Draw a request: one that a page offers, with something odd in it, or one that no page would make."""
        draw = self._random
        forms, links = self._forms[person], self._links[person]
        told: dict[str, Any] = {"method": draw.choice(METHODS), "headers": {}}
        if forms and draw.random() < 0.4:
            form = draw.choice(forms)
            path, _, query = form.action.partition("?")
            told |= {"method": "POST", "query_string": query, "data": self._filled(form)}
        elif draw.random() < 0.6:
            path, _, query = draw.choice(links).partition("?")
            told |= {"method": "GET", "query_string": draw.choice([query, query, self._query()])}
        else:
            path = self._path()
            told |= {"query_string": self._query(), **self._body()}
        if draw.random() < 0.2:
            names = draw.sample(sorted(HEADERS), draw.randint(1, 3))
            told["headers"] = {name: draw.choice(HEADERS[name]) for name in names}
        return path, told

    def _odd(self) -> Any:
        odd = self._random.choice([*ODD, self._random.randbytes(self._random.randint(0, 40)).decode("latin-1")])
        return (io.BytesIO(b"%PDF-1.4\n" + self._random.randbytes(50)), "a.pdf") if isinstance(odd, tuple) else odd

    def _odd_text(self) -> str:
        odd = self._odd()
        return odd[:600] if isinstance(odd, str) else "x"

    def _filled(self, form: Form) -> dict[str, Any]:
        """Fill a form as a page gives it, the token included, with something odd in a field or two."""
        sent: dict[str, Any] = dict(form.fields)
        for name in self._random.sample(sorted(sent), min(len(sent), self._random.choice([0, 1, 1, 2, 5]))):
            if name != "csrf_token" or self._random.random() < 0.1:
                sent[name] = self._odd()
        return sent

    def _path(self) -> str:
        """Draw a path as WSGI has it: bytes, said in Latin-1."""
        draw, path = self._random, self._random.choice(self._rules)
        while "<" in path:
            before, _, rest = path.partition("<")
            path = before + draw.choice(["1", self._odd_text(), "9" * 30]) + rest.partition(">")[2]
        spoilt = [f"/{path}", f"{path}/", path.replace("/", "//"), path[:-1], path + self._odd_text()]
        return draw.choice([path] * 6 + spoilt).encode("utf-8", "surrogatepass").decode("latin-1")

    def _query(self) -> str:
        names = self._random.sample(PARAMETERS, self._random.choice([0, 0, 1, 2, 5]))
        return "&".join(f"{name}={quote_from_bytes(self._odd_text().encode())}" for name in names)

    def _body(self) -> dict[str, Any]:
        draw = self._random
        if draw.random() < 0.5:
            return {}
        texts = [self._odd_text() for _ in range(3)]
        odd = draw.choice([texts, texts[0], None, 7, {"login": texts, "csrf_token": 1}, {"child": {"a": texts}}])
        raw = [b"{", b"[" * 5000, draw.randbytes(60), b"--x\r\n", "&".join(texts).encode()]
        body = draw.choice([json.dumps(odd).encode(), *raw])
        return {"data": body, "content_type": draw.choice(KINDS)}
