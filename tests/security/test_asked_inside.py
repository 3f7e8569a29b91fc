"""Whatever changes after the view has looked, and before its action runs or runs again, stops the action.

One line for each action of the module and each rule that it relies on. The change is made by somebody else, on a
connection of their own, at the last moment before the action.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import PendingRollbackError

from sgo_pfdo import Role, database
from sgo_pfdo.applications.model import Application
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.model import living as living_on
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.municipalities.enabling import disable
from sgo_pfdo.municipalities.model import Municipality, Organisation
from tests.security.filling import BEGINNING, CONFIRMED, FINISHED, FRESH, WAITING
from tests.security.test_changed_meanwhile import Opened, late
from tests.security.test_limits import IN_PERSON, PAPERS
from tests.security.world import World
from tests.support import desk
from tests.support.apps import IGOR, PARENT, SASHA, SCHOOL, TODAY
from tests.support.editing import change_past_the_module

__all__ = ["late"]

Change = Callable[[World], object]
Line = tuple[str, str, dict[str, Any], Change]
"""Whose press, at which rule, with what typed, and what changes."""
OWN = "/settings/certificate"
APPLICATION = f"{OWN}/application"
CARD = "/pfdo/desk/c/<card_id>"
CHILDREN = (FRESH, IGOR, SASHA, WAITING, CONFIRMED, FINISHED, BEGINNING)


def the_child_went_to_somebody_else(world: World) -> None:
    for child in CHILDREN:
        for parent in ("novenky", "pochtova", PARENT):
            with suppress(ValueError):  # not theirs
                world.portal.take_away(child.id, parent)
        world.portal.add(child, "stepmother")


def the_school_was_switched_off(world: World) -> None:
    disable([SCHOOL.id])


def change_municipality(code: str, **values: Any) -> None:
    change_past_the_module(update(Municipality).filter_by(code=code).values(**values))


def no_application_is_wanted_any_more(world: World) -> None:
    change_municipality("myski", application_way="direct")


def an_application_is_wanted_now(world: World) -> None:
    change_municipality("kiselevsk", application_way="email")


def a_parent_has_to_come_along(world: World) -> None:
    change_municipality("kiselevsk", pupil_may_come_alone=False)


def the_organisation_was_closed(world: World) -> None:
    closed = update(Organisation).where(Organisation.code == "cdt").values(is_open=False)
    database.perform(lambda session: session.execute(closed))


def the_clerk_moved_to_another_municipality(world: World) -> None:
    world.portal.sign_in_clerk("myski-centre", viewer_id="clerk-cdt")


def the_role_has_ended(world: World) -> None:
    assert world.portal.viewer is not None
    world.portal.viewer = replace(world.portal.viewer, role=Role.STAFF)


def the_operator_has_another_municipality(world: World) -> None:
    world.portal.sign_in_operator("myski")


def everything_was_annulled(world: World) -> None:
    living = select(Certificate).where(living_on(TODAY))
    for certificate in database.current_session().scalars(living).all():
        desk.take(Step.ANNUL, certificate, reason_code="at_request")


def a_clerk_has_activated_it(world: World) -> None:
    query = select(Certificate).join(Application, Application.certificate_id == Certificate.id)
    desk.take(Step.ACTIVATE, database.current_session().scalars(query).one())


def every_name_was_erased(world: World) -> None:
    erased = update(Certificate).values(surname="", first_name="", surname_key="", first_name_key="", patronymic=None)
    database.perform(lambda session: session.execute(erased))


TICKED = {"papers": ["applicant_passport", "child_identity", "application", "consent"], "attends": "y"}
ALONE = IN_PERSON | {"papers": PAPERS, "who": "pupil", "document_number": "III-АБ № 777777", "born": "09.03.2004"}
DOCUMENT = {"document_kind": "passport", "document_number": "3210 777777"}
FINISHING = DOCUMENT | {"child": CONFIRMED.id, "telephone": "89000000000"}
SEARCHED = {"wanted": "111122223333"}

FAMILY: list[tuple[str, str, dict[str, Any], Sequence[Change]]] = [
    (
        "newcomer",
        f"{OWN}/issue",
        {},
        [
            the_child_went_to_somebody_else,
            the_school_was_switched_off,
            an_application_is_wanted_now,
            the_role_has_ended,
        ],
    ),
    ("mother", f"{OWN}/password", {}, [the_child_went_to_somebody_else, everything_was_annulled]),
    (
        "applicant",
        APPLICATION,
        {"child": BEGINNING.id, "email": "new@example.com"},
        [
            the_child_went_to_somebody_else,
            no_application_is_wanted_any_more,
        ],
    ),
    ("applicant", f"{APPLICATION}/again", {}, [the_child_went_to_somebody_else, no_application_is_wanted_any_more]),
    ("applicant", f"{APPLICATION}/change", {}, [the_child_went_to_somebody_else, no_application_is_wanted_any_more]),
    ("applicant", f"{APPLICATION}/withdraw", {}, [the_child_went_to_somebody_else, no_application_is_wanted_any_more]),
    (
        "applicant",
        f"{APPLICATION}/papers",
        FINISHING,
        [
            the_child_went_to_somebody_else,
            no_application_is_wanted_any_more,
        ],
    ),
    (
        "applicant",
        f"{APPLICATION}/update",
        {"telephone": "89000000001"},
        [
            the_child_went_to_somebody_else,
            a_clerk_has_activated_it,
            everything_was_annulled,
        ],
    ),
]
CLERK: list[Change] = [the_organisation_was_closed, the_clerk_moved_to_another_municipality, the_role_has_ended]
STAFF: list[tuple[str, str, dict[str, Any], Sequence[Change]]] = [
    ("clerk", f"{CARD}/activate", TICKED, [*CLERK, everything_was_annulled]),
    ("clerk", f"{CARD}/activate", TICKED | {"who": "pupil"}, [a_parent_has_to_come_along]),
    ("clerk", f"{CARD}/again", TICKED, CLERK),
    ("clerk", f"{CARD}/freeze", {"reason": "at_request"}, [*CLERK, everything_was_annulled]),
    ("clerk", f"{CARD}/annul", {"reason": "at_request"}, CLERK),
    ("clerk", f"{CARD}/withdraw", {}, CLERK),
    ("clerk", f"{CARD}/undo", {}, CLERK),
    ("clerk", f"{CARD}/restore", {"reason": "clock"}, [*CLERK, everything_was_annulled]),
    ("clerk", f"{CARD}/correct", {"surname": "Петров"}, [*CLERK, every_name_was_erased]),
    ("clerk", f"{CARD}/credentials", {}, [*CLERK, everything_was_annulled]),
    ("clerk", "/pfdo/desk/search", SEARCHED, [the_organisation_was_closed, the_role_has_ended]),
    (
        "clerk",
        "/pfdo/desk/accept",
        {"number": "111122223333", "born": "14.05.2004"},
        [
            the_organisation_was_closed,
            the_role_has_ended,
        ],
    ),
    (
        "clerk",
        "/pfdo/desk/in-person",
        ALONE,
        [
            the_organisation_was_closed,
            the_role_has_ended,
            a_parent_has_to_come_along,
        ],
    ),
    ("clerk", "/pfdo/desk/register", {}, CLERK),
    ("clerk", "/pfdo/desk/register/export", {}, CLERK),
    ("director", "/pfdo/school/switch", {}, [the_role_has_ended]),
    ("director", "/pfdo/school/slips", {}, [the_role_has_ended, the_school_was_switched_off]),
    (
        "operator",
        "/pfdo/municipality/group",
        {"name": "Другая"},
        [
            the_role_has_ended,
            the_operator_has_another_municipality,
        ],
    ),
    (
        "operator",
        "/pfdo/municipality/validity",
        {"validity_days": "45"},
        [
            the_role_has_ended,
            the_operator_has_another_municipality,
        ],
    ),
    ("operator", "/pfdo/municipality/paper/remove", {}, [the_role_has_ended, the_operator_has_another_municipality]),
]
LINES = [(who, rule, typed, change) for who, rule, typed, changes in [*FAMILY, *STAFF] for change in changes]
DOWNLOADS = [
    ("mother", f"{OWN}/certificate.pdf?child={SASHA.id}"),
    ("mother", f"{OWN}/credentials.pdf?child={SASHA.id}"),
    ("applicant", f"{APPLICATION}/application.pdf?child={FINISHED.id}"),
]


class Between:
    """Makes a change at the last moment before an action runs, or before it runs again."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch, change: Change, *, again: bool) -> None:
        """Wait for the action.

        Args:
            again: the action has failed once, in a way that goes away.
        """
        self.happened = False
        run_once = database._run_once

        def hooked(session: Any, action: Any) -> Any:
            if self.happened or threading.current_thread() is not threading.main_thread():
                return run_once(session, action)
            self.happened = True
            if again:
                with pytest.raises(ZeroDivisionError):
                    run_once(session, lambda session: (action(session), 1 / 0))
            self._make(world, change)
            if again:
                raise PendingRollbackError("a lock, for instance")
            return run_once(session, action)

        monkeypatch.setattr(database, "_run_once", hooked)

    @staticmethod
    def _make(world: World, change: Change) -> None:
        def changing() -> None:
            with world.app.app_context():
                change(world)

        thread = threading.Thread(target=changing)
        thread.start()
        thread.join(30)


Stopped = Callable[..., None]


@pytest.fixture
def is_stopped(world: World, late: Opened, monkeypatch: pytest.MonkeyPatch) -> Stopped:
    """``is_stopped(person, rule, fields, change)`` presses, and finds nothing done but the change."""
    return partial(_is_stopped, world, late, monkeypatch)


def _is_stopped(
    world: World,
    late: Opened,
    monkeypatch: pytest.MonkeyPatch,
    line: Line,
    *,
    again: bool,
) -> None:
    person, rule, fields, change = line
    page = late(person, rule)

    def noted(world: World) -> None:
        change(world)
        page.changed()

    between = Between(world, monkeypatch, noted, again=again)
    answer = page.press(**fields)
    assert between.happened, f"the view itself has refused: {answer.status_code}"
    assert answer.status_code in {303, 403, 404, 409, 422}, answer.status_code
    page.has_done_nothing()


@pytest.mark.parametrize("line", LINES, ids=[f"{line[1]}-{line[3].__name__}" for line in LINES])
def test_what_changes_before_the_action_stops_it(is_stopped: Stopped, line: Line) -> None:
    is_stopped(line, again=False)


AGAIN = [line for line in LINES if line[1] in {f"{OWN}/issue", f"{APPLICATION}/update", f"{CARD}/annul"}]


@pytest.mark.parametrize("line", AGAIN, ids=[f"{line[1]}-{line[3].__name__}" for line in AGAIN])
def test_so_does_what_changes_before_the_action_runs_again(is_stopped: Stopped, line: Line) -> None:
    is_stopped(line, again=True)


@pytest.mark.parametrize("change", [the_child_went_to_somebody_else, everything_was_annulled])
@pytest.mark.parametrize(("person", "address"), DOWNLOADS)
def test_a_download_is_not_given_either(
    world: World, monkeypatch: pytest.MonkeyPatch, person: str, address: str, change: Change
) -> None:
    client = world.client(person)
    assert client.get(address).mimetype == "application/pdf"
    Between(world, monkeypatch, change, again=False)
    assert client.get(address).status_code == 404
