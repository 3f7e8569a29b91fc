"""Codes that the school prints and parents type: attached at once, once, and by the birth date."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sgo_pfdo.people import Applicant
from tests.blueprints.access.conftest import DASHA, MOTHER, MakeSchool, School, printed_codes, text_of
from tests.blueprints.access.test_deciding import CARD, set_notice, tidy
from tests.support.apps import MYSKI_SCHOOL, SCHOOL, another_child
from tests.support.pages import Page

TYPED = {"born": "05.03.2012", "relation": "parent", "is_representative": "y"}


def print_for(school: School, *pupils: str, each: str = "2") -> list[str]:
    page = school.be_registrar().open("/pfdo/school/access/codes")
    answer = page.press(school.web.client, "Скачать листы (PDF)", pupils=list(pupils or (DASHA.id,)), each=each)
    assert answer.mimetype == "application/pdf", Page(answer).text
    return printed_codes(answer.data)


def type_code(school: School, code: str, mother: str = MOTHER, **typed: str) -> Page:
    web = school.be_mother(mother)
    page = web.open("/pfdo/access/code")
    answer = page.press(web.client, "Открыть доступ", **(TYPED | {"code": code} | typed))
    return web.land(answer) if answer.status_code == 303 else Page(answer)


@pytest.mark.parametrize("written", ["{}", " {} ", "№", "{} "])
def test_a_code_off_the_sheet_attaches_the_child(school: School, written: str) -> None:
    code, _ = print_for(school)
    typed = code.replace(" ", "-") if written == "№" else written.format(code)
    assert "Новикова Дарья" in type_code(school, typed).text
    assert school.has_child()


def test_each_code_works_once(school: School) -> None:
    first, second = print_for(school)
    type_code(school, first)
    assert "Код не подошёл" in type_code(school, first, "somebody").text
    assert "Новикова Дарья" in type_code(school, second, "father").text


def test_whatever_is_wrong_has_one_answer(school: School) -> None:
    old, _ = print_for(school)
    code, used = print_for(school)  # the older ones are cancelled
    type_code(school, used, "father")
    said = {
        type_code(school, wrong, **more).text
        for wrong, more in (
            ("1234 5678 9012", {}),
            (old, {}),
            (used, {}),
            (code, {"born": "06.03.2012"}),
        )
    }
    assert len(said) == 1
    assert "Код не подошёл" in said.pop()
    assert not school.has_child()


def test_a_code_ends_with_its_term(school: School) -> None:
    code, _ = print_for(school)
    school.wait(days=14)
    assert "Код не подошёл" in type_code(school, code).text


@pytest.mark.parametrize("zone", ["Asia/Novokuznetsk", "Europe/Kaliningrad", "Asia/Kamchatka"])
def test_a_code_is_good_to_the_end_of_the_printed_day_where_the_school_is(make_school: MakeSchool, zone: str) -> None:
    school = make_school(SGO_PFDO_ACCESS_CODE_DAYS=2)
    school.move_to(zone)
    page = school.be_registrar().open("/pfdo/school/access/codes")
    assert "Код действует 2 дня" in page.text
    sheet = page.press(school.web.client, "Скачать листы (PDF)", pupils=[DASHA.id]).data
    first, second = printed_codes(sheet)
    assert school.portal.moment is not None
    today = school.portal.moment.astimezone(ZoneInfo(zone)).date()
    assert f"до {today + timedelta(days=1):%d.%m.%Y} включительно" in text_of(sheet)
    midnight = datetime.combine(today + timedelta(days=2), time.min, ZoneInfo(zone))
    school.portal.moment = midnight - timedelta(seconds=1)
    assert "Новикова Дарья" in type_code(school, first).text
    school.portal.moment = midnight
    assert "Код не подошёл" in type_code(school, second, "father").text


def test_five_wrong_dates_end_a_code(school: School) -> None:
    code, _ = print_for(school)
    for number in range(5):
        type_code(school, code, f"guesser-{number}", born=f"0{number + 1}.04.2012")
    assert "Код не подошёл" in type_code(school, code).text
    assert not school.has_child()


def test_one_account_guesses_five_times_an_hour(school: School) -> None:
    for _ in range(5):
        type_code(school, "1234 5678 9012")
    assert type_code(school, "1234 5678 9012").status == 429


def test_a_strict_notice_ends_codes_and_prints_none(school: School) -> None:
    code, _ = print_for(school)
    set_notice(school, is_strict=True)
    assert "Код не подошёл" in type_code(school, code).text
    page = school.be_registrar().open("/pfdo/school/access/codes")
    answer = page.press(school.web.client, "Скачать листы (PDF)", pupils=[DASHA.id])
    assert answer.status_code == 409


def test_a_strict_notice_of_any_school_of_the_pupil_counts(school: School) -> None:
    school.portal.add(replace(DASHA, schools=(SCHOOL, MYSKI_SCHOOL)), "another-parent")
    school.ask()
    code = print_for(school)[0]
    school.portal.sign_in_director(MYSKI_SCHOOL.id)
    page = school.web.open(f"{CARD}/notice", pupil=DASHA.id)
    assert page.press(school.web.client, "Сохранить", words="Спор.", is_strict="y").status_code == 303
    page = school.school_page()
    assert "Строгая пометка другой школы" in page.text
    assert "Спор." not in page.text
    answer = page.press(school.web.client, "Принять: открыть доступ", pupil=DASHA.id, bases=["birth_certificate"])
    assert "только директор" in Page(answer).text
    assert "Код не подошёл" in type_code(school, code).text
    page = school.be_registrar().open(f"{CARD}/codes")
    assert page.press(school.web.client, "Скачать листы (PDF)", pupils=[DASHA.id]).status_code == 409
    assert not school.has_child()


def test_the_parent_leaves_what_a_code_has_opened(school: School) -> None:
    school.portal.applicants[MOTHER] = Applicant(surname="Новикова", first_name="Анна", is_verified=True)
    type_code(school, print_for(school)[0])
    assert "Новикова Дарья Олеговна" in school.be_mother().open("/pfdo/access").text
    page = school.be_mother().open(f"/pfdo/access/{school.card()}/leave")
    answer = page.press(school.web.client, "Отказаться от доступа")
    assert "Вы отказались от доступа" in school.web.land(answer).text
    assert not school.has_child()


def test_the_school_revokes_what_a_code_has_opened(school: School) -> None:
    type_code(school, print_for(school)[0])
    card = school.school_page()
    assert "портал не назвал имени" in card.text
    assert "Открыто по коду из школы" in card.text
    answer = card.press(school.web.client, "Отозвать доступ", words="Лист попал не тому.")
    assert "Доступ отозван" in school.web.land(answer).text
    assert not school.has_child()
    assert "Доступ прекращён" in school.own_page().text


def test_what_a_code_has_opened_ends_with_the_18th_birthday(school: School) -> None:
    type_code(school, print_for(school)[0])
    assert school.portal.moment is not None
    school.portal.moment = school.portal.moment.replace(year=2030, month=3, day=4)
    assert "ended: 0" in tidy(school)
    school.wait(days=1)
    assert "ended: 1" in tidy(school)
    assert not school.has_child()


def test_the_end_of_what_was_given_for_a_time_takes_nothing_that_came_by_a_code(school: School) -> None:
    school.ask()
    school.accept(until="2019-11-10")
    type_code(school, print_for(school)[0])
    school.wait(days=14)
    assert "ended: 0" in tidy(school)
    assert school.has_child()
    assert [request.state for request in school.requests()] == ["ended", "accepted"]


def test_of_an_address_that_is_none_no_letter_comes(school: School) -> None:
    school.portal.applicants[MOTHER] = Applicant(surname="Новикова", first_name="Анна", email="нет почты")
    type_code(school, print_for(school)[0])
    school.school_page().press(school.web.client, "Отозвать доступ", words="Лист попал не тому.")
    assert school.letters() == []


def test_the_database_knows_codes_as_hashes_alone(school: School) -> None:
    from tests.support.contents import contents_of

    codes = print_for(school)
    stored = str(contents_of(school.web.app))
    assert not [code for code in codes if code in stored or code.replace(" ", "") in stored]


def test_a_page_of_many_pupils_prints_those_that_are_ticked(school: School) -> None:
    others = [school.portal.add(another_child(50 + number, surname="Ученик")) for number in range(6)]
    codes = print_for(school, DASHA.id, others[0].id, each="1")
    assert len(codes) == len(set(codes)) == 2
    assert len(school.codes()) == 2
