"""What a portal says of its people: mistakes are told where they are made, not at the child's first press."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sgo_pfdo import Pupil, Role, School, Viewer


def child(**changes: Any) -> Pupil:
    """Describe a child, with what a portal says differently."""
    return Pupil(**({"id": "igor", "surname": "Иванов", "first_name": "Игорь"} | changes))


@pytest.mark.parametrize("wrong", [7, None, "", "x" * 65, b"igor"])
def test_an_id_that_is_no_short_text_is_refused(wrong: Any) -> None:
    for describe in (
        lambda: child(id=wrong),
        lambda: School(id=wrong, name="Лицей"),
        lambda: Viewer(id=wrong, role=Role.PARENT),
        lambda: Viewer(id="igor", role=Role.PUPIL, pupil_id=wrong),
        lambda: Viewer(id="petrova", role=Role.PROVIDER, provider_code=wrong),
    ):
        with pytest.raises(TypeError, match="text of 1 to 64 characters"):
            describe()


def test_a_birth_date_with_a_time_is_refused_and_says_how_to_mend_it() -> None:
    with pytest.raises(TypeError, match=r"Pupil\.birth_date must be a date without a time"):
        child(birth_date=datetime(2010, 5, 14, tzinfo=UTC))
    assert child(birth_date=date(2010, 5, 14)).birth_date == date(2010, 5, 14)
    assert child().birth_date is None


def test_a_role_in_words_of_the_portal_is_refused_rather_than_taken_for_nobody() -> None:
    wrong: Any = "parent"
    with pytest.raises(TypeError, match=r"Viewer\.role must be a Role"):
        Viewer(id="ivanova", role=wrong)


def test_a_name_without_a_part_has_no_gap() -> None:
    assert child(surname="", patronymic="Иванович").full_name == "Игорь Иванович"
    assert child(patronymic=None).full_name == "Иванов Игорь"


def test_a_portal_without_a_name_gives_none_and_the_paper_prints_what_there_is() -> None:
    pupil = Pupil(id="1", surname=None, first_name="Игорь")  # type: ignore[arg-type]
    assert pupil.surname == "" and pupil.full_name == "Игорь"
