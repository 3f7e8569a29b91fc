"""What the portal is told of the access to children."""

from collections.abc import Iterator
from typing import Any

import pytest

from sgo_pfdo import signals
from tests.blueprints.access.conftest import DASHA, MOTHER, School
from tests.blueprints.access.test_codes import print_for, type_code

Heard = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def heard(school: School) -> Iterator[Heard]:
    """Every signal of access, in order."""
    told: Heard = []
    receivers = []
    for name in ("access_requested", "access_decided", "access_ended"):

        def note(sender: object, _name: str = name, **arguments: Any) -> None:
            told.append((_name, arguments))

        getattr(signals, name).connect(note, school.web.app)
        receivers.append(note)
    yield told
    receivers.clear()  # blinker keeps weak references


def test_request_acceptance_and_end_are_told_by_ids(school: School, heard: Heard) -> None:
    school.ask()
    school.accept()
    school.school_page().press(school.web.client, "Отозвать доступ", words="По ошибке.")
    request = school.requests()[0].id
    assert heard == [
        ("access_requested", {"request_id": request, "viewer_id": MOTHER}),
        ("access_decided", {"request_id": request, "viewer_id": MOTHER, "pupil_id": DASHA.id}),
        ("access_ended", {"request_id": request}),
    ]


def test_a_refusal_names_no_child_and_a_code_a_request_of_its_own(school: School, heard: Heard) -> None:
    school.ask()
    school.school_page().press(school.web.client, "Отказать", reason="not_our_pupil")
    type_code(school, print_for(school)[0])
    request, by_code = (one.id for one in school.requests())
    assert heard[1:] == [
        ("access_decided", {"request_id": request, "viewer_id": MOTHER, "pupil_id": None}),
        ("access_decided", {"request_id": by_code, "viewer_id": MOTHER, "pupil_id": DASHA.id}),
    ]
