"""People in front of the portal: each press is a connection of its own, and what came back is what they were told."""

import itertools
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import TypeVar
from urllib.parse import urlencode

from tests.survival.crowd import VIEWER

PAGE = "/settings/certificate"
SECONDS = 120
PAUSE = 0.3
"""Seconds, in place of the minute, that somebody waits who was asked to come again."""
AT_EACH_WORKER = 4
"""How many people press at the same time at one worker."""
RETRY = "Обновите страницу через минуту."

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What a person got.

    Attributes:
        status: of the answer; 0 where the connection broke off before one came.
        headers: by their names in lower case.
        body: as far as it came.
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()

    @property
    def says_come_again(self) -> bool:
        """Whether this is the page that asks to try again in a minute, and says so to programs as well."""
        return self.status == 503 and self.headers.get("retry-after") == "60" and RETRY in self.text

    @property
    def number(self) -> str:
        """The certificate number on the page; empty where there is none."""
        found = re.search(r'<dd class="pfdo-number">(.*?)</dd>', self.text)
        return re.sub(r"\D", "", re.sub("<.*?>", "", found[1])) if found else ""

    @property
    def kind(self) -> str:
        """A word for counting: the status, «again», or «lost»."""
        if not self.status:
            return "lost"
        return "again" if self.says_come_again else str(self.status)


def ask(
    port: int,
    child: int,
    address: str = PAGE,
    *,
    fields: dict[str, str] | None = None,
    cookie: str = "",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Make one request as the parent of a child.

    Args:
        port: of the worker.
        child: its number.
        address: below the portal's; the child is added to it.
        fields: of a form; without them, a GET.
        cookie: of the browser.
        headers: more of them.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    headers = {VIEWER: f"parent-{child}", "Cookie": cookie, **(headers or {})}
    status, got, body = 0, {}, b""
    try:
        if fields is None:
            connection.request("GET", f"{address}?child=child-{child}", headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", address, urlencode({"child": f"child-{child}"} | fields), headers)
        answer = connection.getresponse()
        status, got = answer.status, {name.lower(): value for name, value in answer.getheaders()}
        body = answer.read()
    except (OSError, HTTPException):
        pass
    finally:
        connection.close()
    return Answer(status, got, body)


class Browser:
    """A browser that has opened a page with a form; its token is good for every form of the portal."""

    def __init__(self, port: int, child: int = 0) -> None:
        """Open the page of a child without a certificate."""
        page = ask(port, child)
        assert page.status == 200, page
        self._cookie = page.headers["set-cookie"].split(";")[0]
        self._token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def press(self, port: int, child: int, address: str = f"{PAGE}/issue", **headers: str) -> Answer:
        """Press a button, by default «Получить сертификат»."""
        fields = {"csrf_token": self._token}
        return ask(port, child, address, fields=fields, cookie=self._cookie, headers=headers)

    def open(self, port: int, child: int, address: str = PAGE, **headers: str) -> Answer:
        """Open a page or a paper."""
        return ask(port, child, address, cookie=self._cookie, headers=headers)


class Rush:
    """Families that press, each once, one after the other at every worker, until they are told to stop.

    Attributes:
        answers: what each child's parent was told.
    """

    def __init__(self, browser: Browser, ports: list[int]) -> None:
        """Begin."""
        self.answers: dict[int, Answer] = {}
        self._browser, self._ports = browser, ports
        self._children = itertools.count(1)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._press, args=(port,)) for port in ports * AT_EACH_WORKER]
        for thread in self._threads:
            thread.start()

    def stop(self) -> dict[int, Answer]:
        """Let everybody who has pressed get an answer, and give the answers."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        return self.answers

    def press_again(self) -> list[Answer]:
        """Have everybody press again who was not told of a certificate."""
        left = [child for child, answer in self.answers.items() if answer.status != 303]
        return [self._browser.press(self._ports[0], child) for child in left]

    def _press(self, port: int) -> None:
        while not self._over.is_set():
            child = next(self._children)
            self.answers[child] = self._browser.press(port, child)
            if self.answers[child].says_come_again:
                time.sleep(PAUSE)


def at_once(what: Sequence[Callable[[], T]]) -> list[T]:
    """Do everything at the same moment, each in a thread of its own.

    Returns:
        What each gave, in the same order.
    """
    gate = threading.Barrier(len(what))
    given: list[T | None] = [None] * len(what)

    def do(place: int) -> None:
        gate.wait()
        given[place] = what[place]()

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(what))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given  # type: ignore[return-value]


def kinds(answers: Iterable[Answer]) -> Counter[str]:
    """Count answers by :attr:`Answer.kind`."""
    return Counter(answer.kind for answer in answers)
