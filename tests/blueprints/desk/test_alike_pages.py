"""The clerk sees both children of one surname and birth date, and decides; a correction in the portal stands beside."""

from dataclasses import replace
from datetime import date

import pytest

from tests.blueprints.desk.office import Desk
from tests.support.apps import IGOR, PARENT, SASHA

ASKED = "Возможно, сертификат уже есть. Это тот же ребёнок?"
AS_SASHA = {
    "surname": "ИBAHOBA",
    "first_name": "Аликсандра",
    "patronymic": "",
    "born": "01.09.2010",
    "document_number": "iii-аб 111111",
}
"""Written otherwise: the portal does not find her by the name."""


def choose(desk: Desk, **typed: str) -> tuple[str, str]:
    """Come to the question: the answers «тот же» and «другой»."""
    page = desk.register(**(AS_SASHA | typed))
    assert ASKED in page.text
    assert "Иванова Александра Ивановна" in page.text and "1 сентября 2010" in page.text
    offered = [given["value"] for tag, given in page.elements if tag == "input" and given.get("name") == "alike"]
    same, other = offered
    return same, other


def test_both_are_seen_and_nothing_is_issued_before_the_clerk_decides(desk: Desk) -> None:
    choose(desk)
    assert len(desk.web.certificates()) == 2
    assert desk.events() == ["found"], "who was shown reads it"


def test_the_same_child_gets_no_second_one_and_the_decision_stands_in_the_history(desk: Desk) -> None:
    same, _ = choose(desk)
    page = desk.register(**AS_SASHA, alike=same)
    assert "Новый сертификат не выдан: у ребёнка есть этот." in page.text
    assert "Иванова Александра Ивановна" in page.text
    assert len(desk.web.certificates()) == 2
    assert "Второй сертификат не выдан" in desk.step_page("history", 1).text


def test_another_child_gets_one_and_both_histories_tell(desk: Desk) -> None:
    _, other = choose(desk, first_name="Дарья")
    page = desk.register(**(AS_SASHA | {"first_name": "Дарья"}), alike=other)
    assert "Сертификат оформлен и активирован." in page.text
    assert len(desk.web.certificates()) == 3
    assert "сертификат выдан и другому ребёнку" in desk.step_page("history", 1).text
    assert "есть сертификат другого ребёнка, это проверили" in desk.step_page("history", 2).text


def test_the_answer_of_another_question_decides_nothing(desk: Desk) -> None:
    same, other = choose(desk)
    for answer in ("same:made-up", "other:made-up", other.replace("other:", "other:x,")[:10], ""):
        assert ASKED in desk.register(**AS_SASHA, alike=answer).text
    assert len(desk.web.certificates()) == 2
    assert "оформлен и активирован" in desk.register(**(AS_SASHA | {"surname": "Петрова"}), alike=same).text


@pytest.mark.parametrize(
    ("first_name", "hint"),
    [
        ("Александрa", "Имя то же самое."),
        ("Алескандра", "Имена разные: возможно, близнецы."),
        ("Александрра", "Похоже на разное написание одного имени."),
    ],
)
def test_forms_of_a_first_name_are_for_the_eye(desk: Desk, first_name: str, hint: str) -> None:
    assert hint in desk.register(**(AS_SASHA | {"first_name": first_name, "patronymic": "Петровна"})).text


def test_the_portals_pupil_is_shown_the_certificate_that_the_clerk_takes_for_theirs(desk: Desk) -> None:
    lida = replace(SASHA, id="lida", first_name="Лидия")
    _, other = choose(desk, first_name="Лида")
    desk.register(**(AS_SASHA | {"first_name": "Лида"}), alike=other)
    desk.portal.add(lida, PARENT)
    typed = AS_SASHA | {"first_name": "Лидия", "document_number": "iii-аб 222222", "pupil": "same:lida"}
    page = desk.register(**typed)
    wanted = desk.certificate(2).card_id
    done = desk.register(**typed, alike=f"same:{wanted}")
    assert ASKED in page.text
    assert "Семья видит сертификат и на портале." in done.text
    desk.portal.sign_in_parent(PARENT)
    assert desk.certificate(2).number in desk.web.open(child="lida").text.replace(" ", "")


def test_in_place_of_an_expired_one_the_card_asks_too(desk: Desk) -> None:
    desk.portal.moment = desk.portal.now().replace(year=2020, month=6)
    choose_typed = AS_SASHA | {"first_name": "Александра", "pupil": "other"}
    desk.portal.add(replace(SASHA, birth_date=None))
    assert "оформлен" in desk.register(**choose_typed).text
    page = desk.press(desk.card(1), "Выдать новый и активировать", papers=_ticked(desk))
    assert ASKED in page.text
    assert len(desk.web.certificates()) == 3


def _ticked(desk: Desk) -> list[str]:
    return [given["value"] for _, given in desk.card(1).elements if given.get("name") == "papers"]


def test_a_correction_in_the_portal_stands_beside_what_was_issued(desk: Desk) -> None:
    desk.portal.add(replace(IGOR, surname="Петров", birth_date=date(2004, 5, 15), patronymic="-"))
    page = desk.card()
    assert "На портале записано иначе" in page.text
    for shown in ("Петров в сертификате: Иванов", "15 мая 2004 в сертификате: 14 мая 2004", "в сертификате: Иванович"):
        assert shown in page.text


@pytest.mark.parametrize("written", ["Ивано\u200bв", "ИВАНОВ", "Ивaнов"])
def test_another_way_to_write_it_is_no_correction(desk: Desk, written: str) -> None:
    desk.portal.add(replace(IGOR, surname=written))
    assert "записано иначе" not in desk.card().text


@pytest.mark.parametrize(
    ("surname", "first_name", "whole"),
    [("Сухарто", "-", "Сухарто"), ("–", "Сухарто", "Сухарто"), ("аль Мактум", "Абу бин Заид ибн Али", None)],
)
def test_one_name_and_five_parts_are_taken(desk: Desk, surname: str, first_name: str, whole: str | None) -> None:
    page = desk.register(surname=surname, first_name=first_name, patronymic="-")
    assert "Сертификат оформлен и активирован." in page.text
    assert (whole or f"{surname} {first_name}") in page.text
    found = desk.search_name(surname if whole is None else "сухарто", "08.03.2011")
    assert found.has_link("Исправить данные"), "the card is open"


def test_two_dashes_are_no_name_and_a_letter_is_named(desk: Desk) -> None:
    page = desk.register(surname="-", first_name="-")
    assert page.status == 422 and "Введите хотя бы одно имя." in page.text
    assert "«z» (латинская буква)" in desk.register(surname="Иzанов").text


@pytest.mark.parametrize("typed", ["ёлки\u00adна", "Eлкина", "ЕЛКИНА\u200b", "Ёлкина\u00a0"])
def test_the_child_is_found_however_the_name_is_typed(desk: Desk, typed: str) -> None:
    desk.register()
    assert desk.search_name(typed, "08.03.2011").has_link("Исправить данные")
