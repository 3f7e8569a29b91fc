"""«Оформить лично»: what is typed is put right or refused at its field; the portal's pupil is found and asked about."""

from dataclasses import replace
from datetime import date

import pytest

from sgo_pfdo.database import perform
from sgo_pfdo.municipalities.model import Group
from tests.blueprints.desk.office import ANNA, DESK, SEEN_IN_PERSON, Desk, focused
from tests.support.apps import IGOR, SASHA, SCHOOL, another_child

MASHA = another_child(
    7, surname="Ёлкина", first_name="Мария", patronymic=None, birth_date=date(2012, 2, 29), schools=(SCHOOL,)
)
AS_MASHA = {"surname": "Елкина", "first_name": "мария", "patronymic": "", "born": "29.02.2012"}


AS_SASHA = {
    "surname": SASHA.surname,
    "first_name": SASHA.first_name,
    "patronymic": SASHA.patronymic,
    "born": "01.09.2010",
    "document_number": "iii-аб 111111",
}


def test_a_child_unknown_to_the_portal_has_an_active_certificate_in_one_go(desk: Desk) -> None:
    page = desk.register()
    assert "Сертификат оформлен и активирован." in page.text
    assert "Ёлкина Анна Павловна" in page.text
    assert "Активный до 7 марта 2029" in page.text
    assert desk.events() == ["registered_in_person", "step"]


def test_without_application_and_consent_it_waits(desk: Desk) -> None:
    papers = [paper for paper in SEEN_IN_PERSON if paper not in {"application", "consent"}]
    page = desk.register(activate=None, papers=papers)
    assert "Он станет активным" in page.text
    assert "Не активирован" in page.text
    assert desk.register(papers=papers, document_number="iii-аб 654321").status == 422


def test_the_form_is_empty_begins_at_the_surname_and_wants_to_activate(desk: Desk) -> None:
    page = desk.web.open(f"{DESK}/in-person")
    assert focused(page) == ["pfdo-surname"]
    form = page.form("Оформить сертификат")
    assert form.fields["activate"] == "y"
    assert "papers" not in form.fields


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"surname": ""}, "Введите фамилию."),
        ({"surname": "Eлкiнz"}, "Здесь есть другие: «z» (латинская буква)."),
        ({"first_name": "Анна2"}, "Только буквы"),
        ({"patronymic": "А" * 61}, "Не больше 60 знаков."),
        ({"born": "30.02.2011"}, "например 14.05.2010"),
        ({"born": "08.03.1911"}, "Проверьте год рождения."),
        ({"born": "08.03.2018"}, "В этом возрасте сертификат не выдают"),
        ({"document_number": "12"}, "например III-АБ № 123456"),
        ({"document_kind": "passport"}, "например 3210 123456"),
        ({"papers": SEEN_IN_PERSON[:-1]}, "Не отмечено: ИНН ребёнка."),
        ({"attends": None}, "Не отмечено: документ о проживании в муниципалитете."),
        ({"who": "pupil"}, "Самостоятельно – только с 14 лет."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_everything_typed_stays(
    desk: Desk, typed: dict[str, object], said: str
) -> None:
    page = desk.register(**typed)
    assert page.status == 422
    assert said in page.text
    fields = page.form("Оформить сертификат").fields
    for name, value in (ANNA | typed).items():
        if isinstance(value, str) and name not in {"document_number", "papers"}:
            assert fields[name] == value
    assert len(desk.web.certificates()) == 2


def test_a_birth_date_is_taken_as_typed_and_as_a_date_picker_sends_it(desk: Desk) -> None:
    assert "8 марта 2011" in desk.register(born="2011-03-08").text
    assert "9 марта 2011" in desk.register(born="9.3.2011", document_number="iii-аб 654321").text


def test_the_pupil_of_the_portal_is_shown_for_confirmation_and_linked(desk: Desk) -> None:
    desk.portal.add(MASHA, "elkina")
    page = desk.register(**AS_MASHA)
    assert "Найден на портале. Это тот же ребёнок?" in page.text
    assert "Ёлкина Мария, МБОУ «СОШ № 1»" in page.text
    assert len(desk.web.certificates()) == 2
    assert focused(page) == ["pfdo-question"]
    page = desk.press(page, "Оформить сертификат", pupil=f"same:{MASHA.id}", papers=SEEN_IN_PERSON, attends="y")
    assert "Сертификат оформлен и активирован." in page.text
    assert desk.certificate(2).school_id == SCHOOL.id
    desk.portal.sign_in_parent("elkina")
    assert "Сертификат активен" in desk.web.open().text


def test_a_namesake_may_be_declined(desk: Desk) -> None:
    desk.portal.add(MASHA, "elkina")
    page = desk.register(**AS_MASHA)
    page = desk.press(page, "Оформить сертификат", pupil="other", papers=SEEN_IN_PERSON, attends="y")
    assert "Сертификат оформлен и активирован." in page.text
    desk.portal.sign_in_parent("elkina")
    assert "Сертификата пока нет" in desk.web.open().text


def test_an_answer_that_was_not_offered_is_no_answer(desk: Desk) -> None:
    desk.portal.add(MASHA, "elkina")
    page = desk.register(**AS_MASHA, pupil=f"same:{IGOR.id}")
    assert "Это тот же ребёнок?" in page.text
    assert len(desk.web.certificates()) == 2


@pytest.mark.parametrize("changes", [{"first_name": "Марина"}, {"born": "28.02.2012"}])
def test_another_name_or_birth_date_finds_nobody(desk: Desk, changes: dict[str, str]) -> None:
    desk.portal.add(MASHA, "elkina")
    assert "Сертификат оформлен" in desk.register(**(AS_MASHA | changes)).text


def test_a_patronymic_that_the_portal_lacks_is_a_question_for_the_clerk(desk: Desk) -> None:
    desk.portal.add(MASHA, "elkina")
    assert "Это тот же ребёнок?" in desk.register(**(AS_MASHA | {"patronymic": "Павловна"})).text
    desk.portal.add(replace(MASHA, patronymic="Петровна"), "elkina")
    assert "Сертификат оформлен" in desk.register(**(AS_MASHA | {"patronymic": "Павловна"})).text


def test_two_pupils_of_the_same_name_are_not_guessed_between(desk: Desk) -> None:
    desk.portal.add(MASHA, "elkina")
    desk.portal.add(replace(MASHA, id="other-masha"), "other-elkina")
    assert "Сертификат оформлен" in desk.register(**AS_MASHA).text


def test_a_pupil_who_has_a_certificate_leads_to_its_card(desk: Desk) -> None:
    page = desk.register(**AS_SASHA)
    page = desk.press(page, "Оформить сертификат", pupil=f"same:{SASHA.id}", papers=SEEN_IN_PERSON, attends="y")
    assert "У ребёнка уже есть сертификат, новый не нужен." in page.text
    assert desk.certificate(1).card_id in page.answer.request.path


def test_the_same_document_leads_to_the_card_too(desk: Desk) -> None:
    desk.register()
    page = desk.register(surname="Елкина")
    assert "У ребёнка уже есть сертификат" in page.text
    assert len(desk.web.certificates()) == 3


def test_a_certificate_of_another_municipality_is_named_and_nothing_of_it_shown(desk: Desk) -> None:
    desk.register()
    number = desk.certificate(2).number
    desk.portal.sign_in_clerk("myski-centre")
    page = desk.register()
    assert page.status == 409
    assert "сертификат, выданный в другом муниципалитете" in page.text
    assert number not in page.html
    assert desk.certificate(2).card_id not in page.html


def test_a_document_of_another_child_is_a_slip_of_the_pen(desk: Desk) -> None:
    desk.register()
    page = desk.register(surname="Сосновский", first_name="Артур", patronymic="", born="01.01.2012")
    assert page.status == 422
    assert "С этим документом записан другой ребёнок." in page.text
    assert "Анна" not in page.text


def test_a_clerk_frees_a_document_that_stands_with_another_child_by_mistake(desk: Desk) -> None:
    desk.register()
    page = desk.register(surname="Сосновский", first_name="Артур", patronymic="", born="01.01.2012")
    assert "Да, это тот же ребёнок" not in page.text
    page = desk.press(
        page,
        "Оформить сертификат",
        document_answer="free:birth_certificate:III-АБ № 123456:2012-01-01",
        papers=SEEN_IN_PERSON,
        attends="y",
    )
    assert "Сертификат оформлен и активирован." in page.text
    for position, said in ((2, "больше не записан за ним"), (3, "раньше по ошибке стоял у другого ребёнка")):
        assert said in desk.web.open(desk.card(position).link("История сертификата")).text


def test_an_answer_about_another_document_is_no_answer(desk: Desk) -> None:
    desk.register()
    answer = {"document_answer": "free:birth_certificate:III-АБ № 000001:2012-01-01"}
    page = desk.register(surname="Сосновский", first_name="Артур", patronymic="", born="01.01.2012", **answer)
    assert page.status == 422
    assert len(desk.web.certificates()) == 3


def test_where_the_birth_date_agrees_a_clerk_sees_both_names_and_may_say_that_it_is_the_same_child(desk: Desk) -> None:
    desk.register()
    desk.press(desk.step_page("annul", 2), "Аннулировать", reason="wrong_data")
    page = desk.register(surname="Ёлкина-Палкина")
    assert "сейчас введено «Ёлкина-Палкина Анна Павловна», раньше записан как «Ёлкина Анна Павловна»" in page.text
    assert desk.events()[-1] == "found", "whose name was shown reads of it"
    page = desk.press(
        page,
        "Оформить сертификат",
        document_answer="same:birth_certificate:III-АБ № 123456:2011-03-08",
        papers=SEEN_IN_PERSON,
        attends="y",
    )
    assert "Сертификат оформлен и активирован." in page.text
    assert desk.certificate(2).holder_id == desk.certificate(3).holder_id


def test_of_several_groups_the_clerk_chooses_one(desk: Desk) -> None:
    group = {"municipality_code": "kiselevsk", "name": "Спортивный резерв", "age_from": 7, "age_to": 18, "position": 9}
    with desk.web.app.app_context():
        perform(lambda session: session.add(Group(**group)))
    page = desk.register()
    assert "Какая группа сертификата?" in page.text
    codes = [given["value"] for _, given in page.elements if given.get("name") == "group"]
    page = desk.press(page, "Оформить сертификат", group=codes[1], papers=SEEN_IN_PERSON, attends="y")
    assert "Группа Спортивный резерв" in page.text


def test_a_token_that_is_too_old_keeps_everything(desk: Desk) -> None:
    page = desk.register(csrf_token="stale")
    assert page.status == 400
    fields = page.form("Оформить сертификат").fields
    assert (fields["surname"], fields["document_number"], fields["born"]) == ("Ёлкина", "III-АБ № 123456", "08.03.2011")
    page = desk.press(page, "Оформить сертификат", papers=SEEN_IN_PERSON)
    assert "Сертификат оформлен и активирован." in page.text
