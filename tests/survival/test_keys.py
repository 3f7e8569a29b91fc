"""Keys are changed while people download; a lost one costs a password, which «Новый пароль» mends."""

import base64
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import flask
import pytest
from sqlalchemy import select

from sgo_pfdo import database
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.limits import ACCOUNT, PASSWORD
from sgo_pfdo.register.accounts import rotate_passwords
from sgo_pfdo.register.model import Account
from sgo_pfdo.secrets import Cipher
from tests.support.actions import press, renew_password, run_command
from tests.support.apps import KEY, build_app, close_app
from tests.support.figures import SOAK, Figures
from tests.survival.conftest import MakeFleet
from tests.survival.fleet import Fleet
from tests.survival.visitors import PAGE, Answer, Browser, kinds

NEW_KEY, LOST_KEY = (base64.urlsafe_b64encode(bytes([byte]) * 32).decode() for byte in (1, 2))
FAMILIES = 8 if SOAK else 4
RENEWALS = PASSWORD.limits[ACCOUNT]
"""More are taken for guesses."""
ROTATIONS = 40 if SOAK else 2


def give_keys(fleet: Fleet, *keys: str) -> None:
    """Restart every worker with other keys, one after the other."""
    fleet.host = replace(fleet.host, config={"SGO_PFDO_KEYS": list(keys)})
    for place in range(len(fleet.ports)):
        fleet.replace(place)


def rotate(database_uri: str, *keys: str) -> int:
    """Run ``flask pfdo keys rotate``; give its exit code."""
    app = build_app(database_uri, prepare=False, SGO_PFDO_KEYS=list(keys))
    try:
        return run_command(app, "keys", "rotate").exit_code
    finally:
        close_app(app)


def sheet(browser: Browser, port: int, child: int) -> Answer:
    """Download the credentials sheet."""
    return browser.open(port, child, f"{PAGE}/credentials.pdf")


def renew(browser: Browser, port: int, child: int) -> Answer:
    """Press «Новый пароль»."""
    return browser.press(port, child, f"{PAGE}/password")


def test_families_download_and_renew_while_the_keys_are_changed(
    ready_uri: str, make_fleet: MakeFleet, figures: Figures
) -> None:
    fleet = make_fleet(ready_uri, 2, config={"SGO_PFDO_KEYS": [KEY]})
    browser, over = Browser(fleet.ports[0]), threading.Event()
    assert kinds(browser.press(fleet.ports[0], child) for child in range(FAMILIES)) == {"303": FAMILIES}
    give_keys(fleet, NEW_KEY, KEY)

    def come(child: int) -> list[Answer]:
        answers = []
        while not over.is_set() or len(answers) < 5:
            renews = child % 4 == 0 and len(answers) % 4 == 0 and len(answers) < RENEWALS * 4
            answers.append((renew if renews else sheet)(browser, fleet.ports[child % 2], child))
            time.sleep(0.02)
        return answers

    with ThreadPoolExecutor(FAMILIES) as families:
        coming = [families.submit(come, child) for child in range(FAMILIES)]
        rotated = [rotate(ready_uri, NEW_KEY, KEY) for _ in range(ROTATIONS)]
        over.set()
    answers = kinds(answer for each in coming for answer in each.result())
    give_keys(fleet, NEW_KEY)
    afterwards = kinds(sheet(browser, fleet.ports[child % 2], child) for child in range(FAMILIES))
    errors = answers.total() - answers["200"] - answers["303"]
    figures(tries=answers.total(), certificates=FAMILIES, errors=errors, rotations=ROTATIONS)
    assert (rotated, errors, afterwards) == ([0] * ROTATIONS, 0, {"200": FAMILIES})
    assert answers["200"] and answers["303"]


def test_a_lost_key_costs_the_sheet_until_a_new_password_is_made(
    ready_uri: str, make_fleet: MakeFleet, figures: Figures
) -> None:
    fleet = make_fleet(ready_uri, 1, config={"SGO_PFDO_KEYS": [LOST_KEY]})
    [port] = fleet.ports
    browser = Browser(port)
    assert [browser.press(port, child).status for child in (1, 2)] == [303, 303]
    give_keys(fleet, KEY)
    rest = [browser.open(port, 1, PAGE + rest).status for rest in ("", "/history", "/certificate.pdf", "/consent.pdf")]
    lost, made, mended, other = (
        sheet(browser, port, 1),
        renew(browser, port, 1),
        sheet(browser, port, 1),
        sheet(browser, port, 2),
    )
    figures(tries=8, certificates=2, errors=0, sheets_lost=2, mended=1)
    assert rest == [200] * 4
    assert (lost.status, made.status, mended.status, other.status) == (409, 303, 200, 409)
    assert "Новый пароль" in lost.text and mended.body.startswith(b"%PDF")


class OvertakenCipher(Cipher):
    """A cipher in the middle of whose first rotation a family presses «Новый пароль»."""

    def __init__(self, app: flask.Flask) -> None:
        super().__init__([NEW_KEY, KEY])
        self._app = app
        self.family: threading.Thread | None = None

    def rotate(self, token: str) -> str:
        """Rotate, while somebody is about to renew the password."""
        if self.family is None:
            self.family = threading.Thread(target=self._renew)
            self.family.start()
            self.family.join(1)
        return super().rotate(token)

    def _renew(self) -> None:
        with self._app.app_context():
            renew_password()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_password_that_is_renewed_during_the_rotation_is_the_one_that_stays(
    request: pytest.FixtureRequest, kind: str
) -> None:
    app = build_app(request.getfixturevalue(f"ready_{kind}_uri"), prepare=False, SGO_PFDO_KEYS=[NEW_KEY, KEY])
    with app.app_context():
        press()
        old = stored_password()
        cipher = OvertakenCipher(app)
        database.perform(lambda session: rotate_passwords(session, cipher))
        assert cipher.family is not None
        cipher.family.join()
        current_session().rollback()
        assert stored_password() != old
    close_app(app)


def stored_password() -> str:
    """Decrypt the only initial password there is."""
    account = current_session().scalars(select(Account).execution_options(populate_existing=True)).one()
    return current_state().cipher.decrypt(account.secret or "")
