"""Eight processes at the door of one cabinet, and at one lost sheet."""

from collections import Counter
from collections.abc import Iterator

import pytest

from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.limits import NUMBER, SIGN_IN
from sgo_pfdo.register.model import Account
from tests.blueprints.desk.office import ANNA
from tests.support.actions import password_of, press
from tests.support.apps import build_app, close_app, family_portal
from tests.support.workers import Hosts, Workers, guess_passwords, make_extracts, running_workers

PROCESSES, TIMES = 8, 25


@pytest.fixture(scope="module")
def eight() -> Iterator[Workers]:
    """Eight processes."""
    with running_workers(PROCESSES) as workers:
        yield workers


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_hundred_wrong_passwords_at_once_are_let_through_as_often_as_the_limit_says(
    request: pytest.FixtureRequest, eight: Workers, kind: str
) -> None:
    hosts = Hosts(request.getfixturevalue(f"ready_{kind}_uri"), {})
    app = build_app(hosts.database_uri, prepare=False)
    with app.app_context():
        certificate = press()
        number, password = certificate.number, password_of(certificate)
    close_app(app)
    statuses: Counter[int] = sum(map(Counter, eight.at_once(guess_passwords, hosts, number, TIMES)), Counter())
    limit = SIGN_IN.limits[NUMBER]
    assert statuses == {422: limit, 429: PROCESSES * TIMES - limit}
    app = build_app(hosts.database_uri, prepare=False, WTF_CSRF_ENABLED=False)
    with app.app_context():
        entries = current_session().query(JournalEntry).filter_by(event="cabinet_in_vain").order_by(JournalEntry.id)
        told = [entry.details for entry in entries]
        assert told[-1] == "5 за сутки"
    right = app.test_client().post("/pfdo/cabinet/sign-in", data={"number": number, "password": password})
    assert right.status_code == 429
    close_app(app)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_presses_on_a_new_extract_make_one_password(
    request: pytest.FixtureRequest, eight: Workers, kind: str
) -> None:
    hosts = Hosts(request.getfixturevalue(f"ready_{kind}_uri"), {})
    portal = family_portal()
    portal.sign_in_clerk("cdt")
    app = build_app(hosts.database_uri, portal, prepare=False, WTF_CSRF_ENABLED=False)
    card_id = app.test_client().post("/pfdo/desk/in-person", data=ANNA).location.split("/")[-1].split("?")[0]
    close_app(app)
    statuses = Counter(eight.at_once(make_extracts, hosts, card_id, 1))
    assert statuses == {303: 1, 409: PROCESSES - 1}
    app = build_app(hosts.database_uri, prepare=False)
    with app.app_context():
        assert [one.password_version for one in current_session().query(Account)] == [2]
        events = [one.event for one in current_session().query(JournalEntry)]
        assert events.count("password_reset") == 1
    close_app(app)
