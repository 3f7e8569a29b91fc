"""What time brings: each request by itself, whatever somebody does meanwhile and whatever the portal answers."""

import logging
import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sgo_pfdo import Pupil
from sgo_pfdo.access import ending
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session, perform
from sgo_pfdo.host import CannotAttachError
from sgo_pfdo.secrets import SecretLostError
from tests.blueprints.access.conftest import DASHA, MakeSchool, School
from tests.blueprints.access.test_codes import print_for, type_code
from tests.blueprints.access.test_deciding import tidy
from tests.support.apps import SCHOOL, another_child

MASHA = another_child(34, surname="Новикова", first_name="Мария", birth_date=date(2010, 1, 1), schools=(SCHOOL,))

LEAP = another_child(
    35, surname="Новикова", first_name="Дарья", patronymic="", birth_date=date(2004, 2, 29), schools=(SCHOOL,)
)


def states(school: School) -> list[str]:
    return [request.state for request in school.requests()]


def test_a_correction_starts_the_thirty_days_anew(school: School) -> None:
    school.ask()
    school.wait(days=29)
    page = school.be_mother().open(f"/pfdo/access/{school.card()}/correct")
    assert page.press(school.web.client, "Сохранить", is_representative="y").status_code == 303
    school.wait(days=30)
    assert "expired: 0" in tidy(school)
    school.wait(days=1)
    assert "expired: 1" in tidy(school)


def test_nothing_expires_before_the_school_s_last_day_is_over(make_school: MakeSchool) -> None:
    school = make_school(SGO_PFDO_ACCESS_DAYS=7, SGO_PFDO_ACCESS_EXPIRY_DAYS=3)
    school.ask()
    school.wait(days=7)
    assert "expired: 0" in tidy(school)
    school.wait(days=1)
    assert "expired: 1" in tidy(school)


def test_each_day_ends_where_the_school_is(school: School) -> None:
    school.move_to("Asia/Kamchatka")
    school.ask()
    school.move_to("Europe/Kaliningrad")
    assert school.portal.moment is not None
    school.portal.moment = school.portal.moment.replace(month=11, day=27, hour=12, minute=0, tzinfo=UTC)
    assert "expired: 0" in tidy(school)
    school.move_to("Asia/Kamchatka")
    assert "expired: 1" in tidy(school)


def test_whatever_there_is_goes_in_batches(either_school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    school = either_school
    monkeypatch.setattr(ending, "BATCH", 2)
    for name in ("Анна", "Белла", "Вера", "Галина", "Дина"):
        school.ask(child_first_name=name)
    print_for(school)
    school.wait(days=31)
    assert "expired: 5" in tidy(school)
    school.wait(days=91)
    assert "erased: 5" in tidy(school)
    assert school.codes() == []
    assert states(school) == ["expired"] * 5


def test_access_for_a_time_in_batches(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "BATCH", 1)
    give_both(school)
    school.portal.moment = school.portal.moment.replace(year=2031)  # type: ignore[union-attr]
    assert "ended: 2" in tidy(school)


def give_both(school: School) -> None:
    """Give the mother Dasha and Masha."""
    school.portal.add(MASHA)
    for child in (DASHA, MASHA):
        code = print_for(school, child.id)[0]
        assert child.birth_date is not None
        type_code(school, code, born=f"{child.birth_date:%d.%m.%Y}")
        assert school.has_child(child=child)


@pytest.mark.parametrize("method", ["pupil", "detach"])
@pytest.mark.parametrize("error", [RuntimeError("Новикова"), CannotAttachError("Новикова")])
def test_what_the_portal_fails_at_does_not_stop_the_rest_and_comes_again(
    school: School,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    method: str,
    error: Exception,
) -> None:
    give_both(school)
    school.ask(child_first_name="Пётр")
    school.portal.moment = school.portal.moment.replace(year=2031)  # type: ignore[union-attr]
    own = getattr(school.portal, method)

    def fail(*given: Any) -> Any:
        if DASHA.id in given:
            raise error
        return own(*given)

    monkeypatch.setattr(school.portal, method, fail)
    with caplog.at_level(logging.INFO):
        said = tidy(school)
    assert "expired: 1. Access ended: 1." in said
    assert "Left for the next time, see the log: 1." in said
    assert type(error).__name__ in caplog.text
    assert "Новикова" not in caplog.text + said
    assert states(school) == ["accepted", "ended", "expired"]
    assert school.has_child()
    monkeypatch.undo()
    assert "Access ended: 1." in tidy(school)
    assert not school.has_child()


def test_what_was_given_anew_while_the_portal_was_asked_stays(school: School) -> None:
    school.ask()
    school.accept(until="2019-11-10")
    school.wait(days=14)
    with school.web.app.app_context():
        state = current_state()
        [given] = ending.given_access(current_session(), state.settings, state.host.now())
    assert given.is_over
    school.school_page().press(school.web.client, "Отозвать доступ", words="По ошибке.")
    type_code(school, print_for(school)[0])
    with school.web.app.app_context():
        now = current_state().host.now()
        assert not perform(lambda session: ending.end(session, school.portal, given, now))
    assert school.has_child()
    assert states(school) == ["ended", "accepted"]


def test_a_child_whom_the_portal_has_no_more_or_not_the_birth_date_of_is_left(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_both(school)
    school.portal.moment = school.portal.moment.replace(year=2031)  # type: ignore[union-attr]
    known: dict[str, Pupil | None] = {
        DASHA.id: None,
        MASHA.id: Pupil(id=MASHA.id, surname="Новикова", first_name="Мария", birth_date=None),
    }
    monkeypatch.setattr(school.portal, "pupil", known.get)
    assert "ended: 0" in tidy(school)


@pytest.mark.parametrize("zone", ["Asia/Novokuznetsk", "Europe/Kaliningrad"])
@pytest.mark.parametrize("way", ["request", "code", "access"])
def test_who_was_born_on_the_29th_of_february_is_18_from_the_midnight_before_the_1st_of_march_where_the_school_is(
    school: School, zone: str, way: str
) -> None:
    school.move_to(zone)
    school.portal.add(LEAP)
    midnight = datetime(2022, 3, 1, tzinfo=ZoneInfo(zone))
    for number, (moment, is_child) in enumerate([(midnight - timedelta(seconds=1), True), (midnight, False)]):
        mother = f"mother-{number}"
        school.portal.moment = midnight - timedelta(hours=1)
        open_at(school, mother, way, moment)
        assert school.has_child(mother, LEAP) is is_child


def open_at(school: School, mother: str, way: str, moment: datetime) -> None:
    """Ask in time and be accepted, type a code, or have access looked at, at a moment."""
    if way == "request":
        asked = school.ask(mother, born="29.02.2004", child_patronymic="")
        assert "Заявление подано" in asked.text
        page = school.school_page(-1)
        school.portal.moment = moment
        answer = page.press(school.web.client, "Принять: открыть доступ", pupil=LEAP.id, bases=["birth_certificate"])
        assert answer.status_code in {303, 409}
    else:
        code = print_for(school, LEAP.id)[0]
        school.portal.moment = moment if way == "code" else school.portal.moment
        type_code(school, code, mother, born="29.02.2004")
    if way == "access":
        assert school.has_child(mother, LEAP)
        school.portal.moment = moment
        tidy(school)


TOKEN = re.compile(rb"gAAAAA[\w-]+={0,2}")
NAMES = ("Новиков", "Дарь", "Анн", "Олеговн", "novikova@example.com", "III-АБ", "ошиб")


def names_in_file(school: School) -> set[str]:
    """Search the whole file, what is deleted and overwritten too, as it is and decrypted."""
    with school.web.app.app_context():
        path, cipher = Path(current_session().get_bind().url.database), current_state().cipher  # type: ignore[union-attr]
    whole = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    texts = [whole.decode("utf-8", "replace")]
    for token in set(TOKEN.findall(whole)):
        with suppress(SecretLostError):  # cut off where another row lies over it
            texts.append(cipher.decrypt(token.decode()))
    return {name for name in NAMES if any(name in text for text in texts)}


def test_ninety_days_after_its_end_no_name_is_in_the_whole_file(school: School) -> None:
    school.ask(document_kind="birth_certificate", document_number="III-АБ № 123456")
    school.accept()
    school.school_page().press(school.web.client, "Отозвать доступ", words="Это ошибка.")
    assert {"Новиков", "Олеговн", "novikova@example.com", "ошиб"} <= names_in_file(school)
    school.letters()
    school.wait(days=91)
    assert "erased: 1" in tidy(school)
    assert names_in_file(school) == set()
