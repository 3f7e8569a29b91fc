"""Two presses at the same moment, on PostgreSQL, where two writers really meet."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import flask
import pytest
from sqlalchemy import func, select

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from tests.support import actions
from tests.support.apps import IGOR, build_app, close_app
from tests.support.cabinet import OPEN
from tests.support.pages import Page


@pytest.fixture
def app(ready_postgresql_uri: str) -> Iterator[flask.Flask]:
    """A host on PostgreSQL where Igor has a certificate."""
    app = build_app(ready_postgresql_uri, prepare=False)
    with app.app_context():
        actions.press(IGOR)
    yield app
    close_app(app)


def test_eight_presses_for_an_extract_make_one_password(app: flask.Flask) -> None:
    with app.app_context():
        card_id = current_session().scalars(select(Certificate.card_id)).one()
    address, start = f"/pfdo/cabinet/{card_id}/settings/extract", Barrier(8)
    clients = [app.test_client() for _ in range(8)]
    for client in clients:
        family = Page(client.get("/settings/certificate"))
        assert family.press(client, OPEN).status_code == 303
    forms = [Page(client.get(address)).form("Сформировать новую выписку").fields for client in clients]

    def press(number: int) -> int:
        start.wait()
        return clients[number].post(address, data=forms[number]).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(press, range(8))) == [303] * 8
    with app.app_context():
        resets = select(func.count()).where(JournalEntry.event == "password_reset")
        assert current_session().scalar(resets) == 1
