"""Security events are told in a log of their own: which event, by whom, at which door; never anything else."""

import logging
import re

import pytest

from sgo_pfdo import security_log
from sgo_pfdo.limits import ACCOUNT, SEARCH
from tests.docs.reading import DOCS, in_code, rows, section
from tests.security.test_limits import knocking
from tests.security.world import Sent, World
from tests.support.actions import run_command


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What the logger says."""
    caplog.set_level(logging.DEBUG, logger=security_log.LOGGER)
    return caplog


def lines(told: pytest.LogCaptureFixture) -> list[str]:
    """List what was said, each line with what the record holds besides."""
    records = [record for record in told.records if record.name == security_log.LOGGER]
    for record in records:
        assert record.__dict__["sgo_pfdo"]["event"] == record.getMessage().split()[0]
    told.clear()
    return [record.getMessage() for record in records]


def test_guesses_and_the_one_that_is_refused(world: World, forms: list[Sent], told: pytest.LogCaptureFixture) -> None:
    knock = knocking(world, "clerk", forms, "/pfdo/desk/search", wanted="111122223333")
    for _ in range(SEARCH.limits[ACCOUNT] + 1):
        knock()
    assert lines(told) == [
        *["guess door=search viewer=clerk-cdt"] * SEARCH.limits[ACCOUNT],
        "limit_reached door=search viewer=clerk-cdt",
    ]


def test_whoever_asks_for_what_is_not_theirs(world: World, told: pytest.LogCaptureFixture) -> None:
    client = world.client("father")
    assert client.get("/settings/certificate?child=igor").status_code == 404
    assert client.get("/pfdo/desk").status_code == 404
    assert client.get("/pfdo/desk/c/made-up").status_code == 404
    assert [re.sub("endpoint=\\S+", "endpoint", line) for line in lines(told)] == [
        "not_allowed endpoint viewer=sidorov role=parent"
    ] * 3


def test_a_press_without_a_good_token(world: World, told: pytest.LogCaptureFixture) -> None:
    world.client("mother").post("/settings/certificate/issue", data={"child": "igor"})
    assert lines(told) == ["bad_token endpoint=sgo_pfdo_family.issue viewer=ivanova"]


def test_so_is_every_form_whatever_its_fields_are_called(
    world: World, forms: list[Sent], told: pytest.LogCaptureFixture
) -> None:
    """A field named like Flask-WTF's own, or a route that looks at nothing, would leave its form out."""
    assert len(forms) > 80
    wrong: dict[str, list[str]] = {}
    for form in forms:
        client = world.client(form.person)
        told.clear()
        client.post(form.action, data=dict(form.fields) | {"csrf_token": "made-up"}).close()
        said = [line.split()[:2] for line in lines(told)]
        if said != [["bad_token", f"endpoint={endpoint_of(world, form)}"]]:
            wrong[str(form)] = [" ".join(line) for line in said]
    assert wrong == {}


def endpoint_of(world: World, form: Sent) -> str:
    """Tell which view a form goes to, as the log names it."""
    return world.rules("POST")[form.rule].endpoint


def test_more_than_any_form_holds(world: World, told: pytest.LogCaptureFixture) -> None:
    world.client("mother").post("/settings/certificate/issue", data={"child": "x" * 600_000})
    assert lines(told) == ["too_large endpoint=sgo_pfdo_family.issue"]


def test_what_is_taken_out(world: World, forms: list[Sent], told: pytest.LogCaptureFixture) -> None:
    assert knocking(world, "clerk", forms, "/pfdo/desk/register/export")().status_code == 200
    assert run_command(world.app, "journal").exit_code == 0
    assert lines(told) == [
        "taken_out what=exported viewer=clerk-cdt role=clerk municipality=kiselevsk",
        "taken_out what=history_read role=system",
    ]


def test_no_id_makes_up_a_line_or_a_field(told: pytest.LogCaptureFixture) -> None:
    security_log.tell("guess", viewer="anna role=clerk\nlimit_reached", door="card")
    assert lines(told) == ['guess viewer="anna role=clerk\\nlimit_reached" door=card']


def test_every_event_stands_in_the_document() -> None:
    told = {in_code(row[0])[0] for row in rows(section(DOCS / "security.md", "The security log"))}
    assert told == set(security_log.EVENTS)
