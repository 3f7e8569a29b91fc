"""A parent without a child asks a school for access; the school decides; the portal attaches (S003, steps 6 to 10)."""

import re

import pytest

from sgo_pfdo.people import Applicant
from tests.blueprints.access.conftest import DASHA, MOTHER, School
from tests.support.apps import MYSKI_SCHOOL, SCHOOL, another_child
from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.web import Web


def without_what_differs(page: Page) -> str:
    """Leave out of an answer what is random in every one."""
    return re.sub(r'value="[^"]{30,}"|/pfdo/access/[\w-]{22}', "", page.html)


def test_reason_3_leads_to_a_request_and_from_it_to_the_certificate(school: School) -> None:
    page = school.be_mother().open("/settings/certificate")
    assert page.reasons == ["no_child"]
    assert page.link("Запросить доступ к ребёнку") == "/pfdo/access/new"
    assert page.link("Ввести код из школы") == "/pfdo/access/code"
    asked = school.ask()
    assert "Заявление подано. Школа найдёт ученика по вашим данным и ответит до 4 ноября 2019" in asked.text
    assert "Подано" in school.be_mother().open("/settings/certificate").text.title()
    assert "Ждут решения Новикова Дарья Олеговна" in school.be_registrar().open("/pfdo/school/access").text
    assert "Доступ открыт" in school.accept().text
    assert school.has_child()
    page = school.be_mother().open("/settings/certificate")
    assert "Новикова Дарья" in page.text
    assert "Получить сертификат" in page.html


def test_the_answer_is_the_same_whether_or_not_there_is_such_a_pupil(school: School) -> None:
    real = school.ask()
    made_up = school.ask(child_surname="Несуществующая", child_first_name="Дарья")
    said = without_what_differs(made_up).replace("Несуществующая", "Новикова")
    assert said == without_what_differs(real)


def test_a_second_press_finds_the_request_that_is_open(school: School) -> None:
    school.ask()
    school.ask(child_patronymic="", email="")
    assert len(school.requests()) == 1


def test_five_wait_at_the_most(school: School) -> None:
    for name in ("Анна", "Белла", "Вера", "Галина", "Дина"):
        assert "Заявление подано" in school.ask(child_first_name=name).text
    refused = school.ask(child_first_name="Ева")
    assert refused.status == 409
    assert "уже пять заявлений" in refused.text


def test_ten_a_day_are_let_through(school: School) -> None:
    for number in range(10):
        school.ask(child_first_name=f"А{'б' * number}")
        page = school.own_page(number)
        assert page.press(school.web.client, "Отозвать заявление").status_code == 303
    assert school.ask(child_first_name="Одиннадцатая").status == 429


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"child_surname": ""}, "Введите фамилию ребёнка"),
        ({"child_surname": "Ivanova"}, "Пишите русскими буквами"),
        ({"child_first_name": "ж" * 1000}, "Не больше"),
        ({"born": "05.03.2030"}, "ещё не наступила"),
        ({"born": "29.02.2013"}, "Введите дату рождения"),
        ({"born": "28.10.2001"}, "уже 18 лет"),
        ({"born": "01.01.0001"}, "Проверьте год"),
        ({"relation": ""}, "Выберите, кем вы приходитесь"),
        ({"relation": "uncle"}, "Выберите, кем вы приходитесь"),
        ({"relation": "trustee"}, "выберите «Опекун»"),
        ({"school": "school-off"}, "Выберите школу"),
        ({"school": "gone"}, "Выберите школу"),
        ({"document_number": "III-АБ № 123456"}, "что это за документ"),
        ({"document_kind": "birth_certificate", "document_number": "12"}, "Свидетельство о рождении"),
        ({"telephone": "позвоните"}, "номер телефона"),
        ({"email": "novikova"}, ""),
        ({"is_representative": ""}, "без этого заявление не принять"),
    ],
)
def test_each_mistake_is_told_at_its_field(school: School, typed: dict[str, str], said: str) -> None:
    page = school.ask(
        **{name: value for name, value in typed.items() if name != "is_representative"}
        | ({"is_representative": None} if "is_representative" in typed else {})
    )
    assert page.status == 422
    assert "Заявление пока не отправлено" in page.text
    assert said in page.text
    assert school.requests() == []


def test_what_the_portal_knows_for_certain_is_shown_and_cannot_be_changed(school: School) -> None:
    school.portal.applicants[MOTHER] = Applicant(surname="Новикова", first_name="Анна", is_verified=True)
    page = school.be_mother().open("/pfdo/access/new")
    assert "так вас знает портал" in page.text
    assert "surname" not in page.form("Подать заявление").fields
    school.ask(surname="Подменённая")
    assert "Новикова Анна подтверждено порталом" in school.school_page().text


def test_telephone_and_address_come_filled_in_as_the_portal_knows_them(school: School) -> None:
    school.portal.applicants[MOTHER] = Applicant(telephone="8 (905) 000 12 34", email="anna@example.com")
    typed = {"telephone": "", "email": ""}
    school.ask(**typed)
    school.own_page().press(school.web.client, "Отозвать заявление")
    for address in ("/pfdo/access/new", f"/pfdo/access/new?again={school.card()}"):
        fields = school.be_mother().open(address).form("Подать заявление").fields
        assert (fields["telephone"], fields["email"]) == ("+7 905 000-12-34", "anna@example.com"), address
    school.portal.applicants[MOTHER] = Applicant(telephone="нет", email="нет почты")
    fields = school.be_mother().open("/pfdo/access/new").form("Подать заявление").fields
    assert (fields["telephone"], fields["email"]) == ("", "")


def test_names_that_are_typed_later_are_not_confirmed_by_the_portal(school: School) -> None:
    school.portal.applicants[MOTHER] = Applicant(surname="Новикова", first_name="Анна", is_verified=True)
    school.ask()
    del school.portal.applicants[MOTHER]
    page = school.be_mother().open(f"/pfdo/access/{school.card()}/correct")
    answer = page.press(school.web.client, "Сохранить", surname="Подменённая", is_representative="y")
    assert answer.status_code == 303
    assert "Подменённая Анна со слов заявителя" in school.school_page().text


def test_nobody_reads_a_stranger_s_request(school: School) -> None:
    school.ask()
    card = school.card()
    for sign_in in (
        lambda: school.portal.sign_in_parent("stranger"),
        lambda: school.portal.sign_in_pupil(DASHA.id),
        lambda: school.portal.sign_in_registrar(SCHOOL.id),
        lambda: school.portal.sign_in_director(MYSKI_SCHOOL.id),
    ):
        sign_in()
        assert school.web.client.get(f"/pfdo/access/{card}").status_code == 404
    school.portal.sign_in_registrar(MYSKI_SCHOOL.id)
    assert school.web.client.get(f"/pfdo/school/access/{card}").status_code == 404


def test_a_request_is_corrected_and_the_school_has_its_full_time_again(school: School) -> None:
    school.ask(child_first_name="Дара")
    school.wait(days=3)
    page = school.be_mother().open(f"/pfdo/access/{school.card()}/correct")
    answer = page.press(school.web.client, "Сохранить", child_first_name="Дарья", is_representative="y")
    assert "Школа ответит до 7 ноября" in school.web.land(answer).text
    assert "Исправлено заявителем" in school.school_page().text


def test_whoever_was_slower_is_told(school: School) -> None:
    school.ask()
    card, own = school.school_page(), school.own_page()
    assert own.press(school.web.client, "Отозвать заявление").status_code == 303
    school.be_registrar()
    late = Page(card.press(school.web.client, "Принять: открыть доступ", pupil=DASHA.id, bases=["birth_certificate"]))
    assert late.status == 409
    assert "уже что-то сделал" in late.text
    assert not school.has_child()


def test_a_refusal_says_the_same_for_two_reasons(school: School) -> None:
    said = set()
    for name, reason in (("Дарья", "not_representative"), ("Мария", "not_our_pupil")):
        school.ask(child_first_name=name)
        place = len(school.requests()) - 1
        answer = school.school_page(place).press(school.web.client, "Отказать", reason=reason)
        assert "В доступе отказано" in school.web.land(answer).text
        page = school.own_page(place)
        said.add(re.sub("Дарья|Мария", "", page.text))
        assert page.has_link("Подать ещё раз")
    assert len(said) == 1


def test_the_parent_leaves_and_the_child_is_gone(school: School) -> None:
    school.ask()
    school.accept()
    page = school.be_mother().open(f"/pfdo/access/{school.card()}/leave")
    answer = page.press(school.web.client, "Отказаться от доступа")
    assert "Вы отказались от доступа" in school.web.land(answer).text
    assert not school.has_child()


def test_the_letter_names_nobody(school: School) -> None:
    school.ask()
    school.accept()
    [letter] = school.letters()
    whole = letter.as_string() + "".join(part.get_content() for part in letter.walk() if not part.is_multipart())
    assert letter["To"] == "novikova@example.com"
    assert "Есть ответ" in str(letter["Subject"])
    assert not re.search("Новиков|Дарь|Анн|СОШ", whole)


def test_a_portal_without_family_access_has_nothing_of_it(web: Web) -> None:
    rules = {rule.rule for rule in web.app.url_map.iter_rules()}
    assert not [rule for rule in rules if rule.startswith(("/pfdo/access", "/pfdo/school/access"))]
    web.portal.sign_in_parent("childless")
    page = web.open("/settings/certificate")
    assert not page.has_link("Запросить доступ к ребёнку")
    assert page.reasons == ["no_child"]


def test_what_was_refused_changes_nothing(school: School) -> None:
    school.ask()
    before = contents_of(school.web.app, history=False)
    school.be_registrar()
    for fields in (
        {},
        {"pupil": DASHA.id},
        {"pupil": DASHA.id, "bases": ["passport"]},
        {"pupil": "made-up"},
    ):
        answer = school.school_page().press(school.web.client, "Принять: открыть доступ", **fields)
        assert answer.status_code == 422, fields
    assert contents_of(school.web.app, history=False) == before


def test_a_child_of_another_school_is_neither_shown_nor_accepted(school: School) -> None:
    other = another_child(40, surname="Чужая", first_name="Яна", schools=(MYSKI_SCHOOL,))
    school.portal.add(other)
    school.ask(child_surname="Чужая", child_first_name="Яна", child_patronymic="", born="14.05.2004")
    page = school.school_page()
    assert "таких нет" in page.text
    answer = school.web.client.post(
        f"/pfdo/school/access/{school.card()}/accept",
        data={"pupil": other.id, "bases": "birth_certificate", "version": "1", "csrf_token": school.web.token()},
    )
    assert answer.status_code == 409
    assert not school.has_child(child=other)
