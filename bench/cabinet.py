"""Signing in to the cabinet, and «Возможности сертификата» against the family's page: ``python -m bench.cabinet``.

All are whole requests through WSGI, in one process, in turn. The page shows two periods, both with a nominal and three
numbers, and the months of one enrolment. Signing in is also held against scrypt alone, which is meant to be slow: all
else that is done for it, limits, session and history, must be little beside it. Each sign-in is another device.

Then both are asked in a region with a million certificates and in one with ten thousand, as in :mod:`bench.growth`; of
each of them a fourth has an enrolment, and a tenth an open cabinet.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import flask
from sqlalchemy import select
from werkzeug.test import Client, EnvironBuilder

from bench import cabinet_region, growth, page, region
from bench.databases import NAMES, new_database
from bench.growth import Environ, name_of
from bench.rows import Row, show
from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet.cookie import COOKIE
from sgo_pfdo.cabinet.sessions import open_session
from sgo_pfdo.cabinet.signing_in import HOLDER
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.register.model import Account
from sgo_pfdo.secrets import hash_password, password_matches
from tests.support import funds

PAGE_GOAL, SIGN_IN_GOAL = 1.2, 1.25
SIGN_IN_ROUNDS = 24
SIGN_INS = 5
"""In each round; a sign-in takes as long as twenty pages."""
GROWTH_ROUNDS = 12
SIGN_IN = "/pfdo/cabinet/sign-in"
YEAR, NEXT_YEAR = (date(2019, 1, 1), date(2019, 12, 31)), (date(2020, 1, 1), date(2020, 12, 31))
GIVEN: dict[str, Any] = {"nominal": 1_200_000, "funded_valued": 2, "funded_preprof": "free", "funded_other": 1}
MONTHS, FIXED = (100_000,) * 4, (500_000, date(2019, 8, 20))


class SignIn:
    """The sign-in page in one browser, whose form is sent again and again."""

    def __init__(self, client: Client) -> None:
        """Open it."""
        text = client.get(SIGN_IN).text
        self._token = text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
        self._headers = [("Cookie", "session=" + client.get_cookie("session").value)]  # type: ignore[union-attr]

    def press(self, number: str, password: str) -> Environ:
        """Make the request of a device that has no cabinet open."""
        data = {"number": number, "password": password, "csrf_token": self._token}
        return EnvironBuilder(path=SIGN_IN, method="POST", data=data, headers=self._headers).get_environ()


def measure(name: str, uri: str) -> list[Row]:
    """Measure page and sign-in on a database with one certificate."""
    app = page.build(uri)
    client = app.test_client()
    client.environ_base = page.BROWSER
    client.get("/in")
    text = client.get(page.PATH).text
    token = text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    pressed = client.post(f"{page.PATH}/issue", data={"child": page.CHILD.id, "csrf_token": token})
    assert pressed.status_code == 303, pressed.status
    cookie = "session=" + client.get_cookie("session").value  # type: ignore[union-attr]
    card_id, number, password, opened = _give(app)
    ours = page.caller(app, f"/pfdo/cabinet/{card_id}/capabilities", f"{cookie}; {COOKIE}={opened}")
    family = page.caller(app, page.PATH, cookie)
    print(f"{name}: {len(ours())} bytes, the family's page {len(family())}", file=sys.stderr)
    return [_page_row(name, app, ours, family), _sign_in_row(name, app, number, password)]


def _give(app: flask.Flask) -> tuple[str, str, str, str]:
    """Give the child periods and an enrolment, and open its cabinet.

    :return: card id, number, password, and the token of the device.
    """
    with app.app_context():
        certificate = page.db.session.scalars(select(Certificate)).one()
        account = page.db.session.scalars(select(Account)).one()
        password = app.extensions["sgo_pfdo"].cipher.decrypt(account.secret)
        certificate_id, card_id, number = certificate.id, certificate.card_id, certificate.number
        running = funds.give(certificate, *YEAR, funding_limit=10**11, **GIVEN)
        funds.give(certificate, *NEXT_YEAR, funding_limit=10**11, opens_on=date(2019, 9, 1), **GIVEN)
        funds.enrol(certificate, running, MONTHS, fixed=FIXED)
        token = database.perform(
            lambda session: open_session(session, certificate_id, HOLDER, token=None, now=page.NOW)
        )
    return card_id, number, password, token


def _page_row(name: str, app: flask.Flask, ours: Callable[[], bytes], family: Callable[[], bytes]) -> Row:
    for call in (ours, family):
        for _ in range(50):
            call()
    rounds = [[page.timed(call) for call in (ours, family)] for _ in range(page.ROUNDS)]
    ratio = statistics.median(one / other for one, other in rounds)
    ours_ms, family_ms = (statistics.median(times) / page.REQUESTS * 1000 for times in zip(*rounds, strict=True))
    statements, theirs = (page.count_statements(app, call) for call in (ours, family))
    note = f"{ours_ms:.2f} ms to {family_ms:.2f}; {statements} statements to {theirs}"
    return Row(f"capabilities of a certificate, time, {name}", "the family's page", ratio, f"<= {PAGE_GOAL}",
               ratio <= PAGE_GOAL, note)  # fmt: skip


def _sign_in_row(name: str, app: flask.Flask, number: str, password: str) -> Row:
    form, hashed = SignIn(app.test_client()), hash_password(password)

    def sign_ins() -> float:
        return growth.timed(app, [form.press(number, password) for _ in range(SIGN_INS)], "303")

    def scrypts() -> float:
        began = time.perf_counter()
        for _ in range(SIGN_INS):
            assert password_matches(hashed, password)
        return time.perf_counter() - began

    rounds = [[sign_ins(), scrypts()] for _ in range(SIGN_IN_ROUNDS)]
    ratio = statistics.median(one / other for one, other in rounds)
    whole, alone = (statistics.median(times) / SIGN_INS for times in zip(*rounds, strict=True))
    note = f"{1 / whole:.0f} a second of one core; {whole * 1000:.1f} ms, of which {alone * 1000:.1f} are scrypt"
    return Row(f"sign-in with number and password, time, {name}", "scrypt alone", ratio, f"<= {SIGN_IN_GOAL}",
               ratio <= SIGN_IN_GOAL, note)  # fmt: skip


class Region:
    """A portal on a database with so many certificates, and what their holders ask of it."""

    def __init__(self, uri: str, certificates: int) -> None:
        """Fill the database, open the sign-in page."""
        self.name = name_of(certificates)
        began = time.perf_counter()
        self.app = page.build(uri, growth.Portal(), prepare=False)
        region.prepare(self.app, certificates, cabinet_region.tables)
        print(f"{self.name} certificates, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        self._chance = random.Random(certificates)  # noqa: S311 - no secret
        self._living = range(region.oldest_living(certificates), certificates + 1)
        self._open = cabinet_region.with_open_cabinets(certificates)
        client = self.app.test_client()
        client.get("/in")
        self._cookie = "session=" + client.get_cookie("session").value  # type: ignore[union-attr]
        self._form = SignIn(client)

    def look(self) -> Environ:
        """Make the request for the capabilities of a certificate whose cabinet is open."""
        number = self._chance.choice(self._open)
        cookie = f"{self._cookie}; {COOKIE}={cabinet_region.token_of(number)}"
        path = f"/pfdo/cabinet/{region.card_id_of(number)}/capabilities"
        return EnvironBuilder(path=path, headers=[("Cookie", cookie)], environ_base=page.BROWSER).get_environ()

    def sign_in(self) -> Environ:
        """Make the request that signs the holder of any living certificate in."""
        return self._form.press(region.number_of(self._chance.choice(self._living)), region.PASSWORD)


def grown(name: str, regions: list[Region]) -> list[Row]:
    """Measure page and sign-in in the small region and in the large one."""
    return [
        growth.measure("capabilities", name, Region.look, "200", regions),
        growth.measure("sign-in", name, Region.sign_in, "303", regions, rounds=GROWTH_ROUNDS, requests=2 * SIGN_INS),
    ]


def rows() -> list[Row]:
    """Measure on both databases."""
    found = []
    for kind, name in NAMES.items():
        with new_database(kind) as uri:
            found += measure(name, uri)
    with growth.sqlite() as uris:
        found += grown("SQLite", [Region(uris[0], growth.SMALL), Region(uris[1], growth.LARGE_FILE)])
    with growth.postgresql() as uris:
        found += grown("PostgreSQL", [Region(uris[0], growth.SMALL), Region(uris[1], growth.LARGE)])
    return found


if __name__ == "__main__":
    show(rows())
