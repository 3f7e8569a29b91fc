"""A clerk finds a family: by number, by QR code, by name; and learns why nothing was found."""

from dataclasses import replace
from itertools import cycle, islice

import pytest

from sgo_pfdo.limits import ACCOUNT, SEARCH
from tests.blueprints.desk.office import DESK, Desk, focused
from tests.support import actions
from tests.support.apps import IGOR, SASHA, another_child


def test_the_page_begins_with_the_field_and_leads_to_everything_else(desk: Desk) -> None:
    page = desk.web.open(DESK)
    assert focused(page) == ["pfdo-wanted"]
    assert "МАУ ДО «Центр детского творчества»" in page.text
    for link in ("Оформить лично", "Принять из другого муниципалитета", "Реестр сертификатов"):
        assert desk.web.open(page.link(link)).status == 200


@pytest.mark.parametrize("shape", ["{number}", " {number} ", "{number[:4]}-{number[4:]}", "{address}", "{address}/"])
def test_one_hit_opens_its_card_at_once(desk: Desk, shape: str) -> None:
    certificate = desk.certificate()
    digits = certificate.number
    address = f"https://portal.example/pfdo/desk/c/{certificate.card_id}"
    typed = shape.replace("{number[:4]}-{number[4:]}", f"{digits[:4]} – {digits[4:]}")
    page = desk.search(typed.format(number=digits, address=address))
    assert page.answer.request.path == f"{DESK}/c/{certificate.card_id}"
    assert IGOR.full_name in page.text


def test_nothing_of_the_search_stands_in_the_address(desk: Desk) -> None:
    certificate = desk.certificate()
    answer = desk.web.open(DESK).press(desk.client, "Найти", wanted=certificate.number)
    assert certificate.number not in answer.headers["Location"]


def test_a_child_is_found_by_surname_and_birth_date(desk: Desk) -> None:
    assert SASHA.full_name in desk.search_name("иванова", "01.09.2010").text
    assert SASHA.full_name in desk.search_name(" ИВАНОВА ", "2010-09-01").text


def test_several_children_are_listed_with_what_tells_them_apart(desk: Desk) -> None:
    twin = replace(another_child(1), surname="Иванова", first_name="Дарья", birth_date=SASHA.birth_date)
    with desk.web.app.app_context():
        actions.press(twin, is_other=True)
    page = desk.search_name("Иванова", "1.9.2010")
    assert "Нашлось несколько: 2" in page.text
    assert focused(page) == ["pfdo-found"]
    for child in (SASHA, twin):
        row = next(item for item in page.items if child.full_name in item)
        assert "1 сентября 2010" in row
        assert "Не активирован" in row
        assert desk.web.open(page.link(child.full_name)).status == 200


def test_after_a_name_in_vain_the_focus_is_where_it_can_be_typed_again(desk: Desk) -> None:
    assert focused(desk.search_name("Иванова", "2.9.2010")) == ["pfdo-surname"]


def test_nothing_found_says_why_that_may_be_and_keeps_what_was_typed(desk: Desk) -> None:
    page = desk.search("111122223333")
    assert page.status == 200
    assert "В вашем муниципалитете такого сертификата нет" in page.text
    assert desk.web.open(page.link("примите его")).status == 200
    assert desk.web.open(page.link("оформите его лично")).status == 200
    assert page.form("Найти").fields["wanted"] == "111122223333"
    assert desk.events() == ["not_found"]


def test_another_municipality_finds_nothing_and_opens_no_card(desk: Desk) -> None:
    certificate = desk.certificate()
    desk.portal.sign_in_clerk("myski-centre")
    page = desk.search(certificate.number)
    assert "такого сертификата нет" in page.text
    assert IGOR.surname not in page.text
    assert desk.client.get(f"{DESK}/c/{certificate.card_id}").status_code == 404


@pytest.mark.parametrize(
    ("surname", "born", "said"), [("", "", "Введите фамилию."), ("Иванова", "31.02.2010", "14.05.2010")]
)
def test_a_form_that_says_too_little_says_so_at_its_field(desk: Desk, surname: str, born: str, said: str) -> None:
    page = desk.search_name(surname, born)
    assert page.status == 422
    assert said in page.text
    assert page.form("Найти по фамилии").fields["surname"] == surname
    assert page.form("Найти по фамилии").fields["born"] == born
    assert desk.events() == []


def test_an_empty_field_is_no_search(desk: Desk) -> None:
    page = desk.search("   ")
    assert page.status == 422
    assert "Введите номер сертификата." in page.text
    assert desk.events() == []


def test_a_surname_in_the_field_of_the_number_comes_into_its_own_field_and_is_no_guess(desk: Desk) -> None:
    page = desk.search("Иванова\u00ad")
    assert page.status == 422
    assert "Это похоже на фамилию" in page.text
    assert page.form("Найти по фамилии").fields["surname"] == "Иванова"
    assert desk.events() == []


NO_NUMBERS = (
    ("7850 4490", "здесь их 8"),
    ("14.05.2010", "Это дата"),
    ("реезыЖ..зщкефд.учфьзду", "Считайте ещё раз"),
    ("https://portal.example/pfdo/desk/c/short", "Считайте ещё раз"),
)


def test_what_is_no_number_is_said_at_the_field_however_often_and_is_no_guess(desk: Desk) -> None:
    for typed, said in islice(cycle(NO_NUMBERS), SEARCH.limits[ACCOUNT] + len(NO_NUMBERS)):
        page = desk.search(typed)
        accept = desk.press(desk.web.open(f"{DESK}/accept"), "Найти", number=typed, born="14.05.2004")
        assert (page.status, accept.status) == (422, 422)
        assert said in page.text and said in accept.text
    assert desk.events() == []
    assert IGOR.full_name in desk.search(desk.certificate().number).text


def test_a_scanner_in_the_wrong_layout_opens_the_card(desk: Desk) -> None:
    certificate = desk.certificate()
    latin = "qwertyuiopasdfghjklzxcvbnm/:"
    address = f"https://portal.example/pfdo/desk/c/{certificate.card_id}"
    keys = str.maketrans(latin + latin[:-2].upper(), "йцукенгшщзфывапролдячсмить.ЖЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ")
    for scanned in (address.translate(keys), address.swapcase(), address.translate(keys).swapcase(), address.upper()):
        assert desk.search(scanned).answer.request.path == f"{DESK}/c/{certificate.card_id}"


def test_who_tries_numbers_out_is_stopped_for_an_hour_at_both_doors(desk: Desk) -> None:
    for guess in range(SEARCH.limits[ACCOUNT]):
        desk.search(str(100_000_000_000 + guess))
    page = desk.search(desk.certificate().number)
    assert page.status == 429
    assert page.answer.headers["Retry-After"] == "3900", "an hour, and the slice in which it was counted"
    assert "Поиск остановлен" in page.text
    assert IGOR.surname not in page.text
    other_door = desk.press(desk.web.open(f"{DESK}/accept"), "Найти", number="123456789012", born="14.05.2004")
    assert other_door.status == 429
    desk.portal.sign_in_clerk("cdt", viewer_id="clerk-second")
    assert IGOR.full_name in desk.search(desk.certificate().number).text


def test_a_token_that_is_too_old_keeps_what_was_typed(desk: Desk) -> None:
    page = desk.web.open(DESK)
    answer = desk.press(page, "Найти", wanted="7850 4490 1600", csrf_token="stale")
    assert answer.status == 400
    assert answer.form("Найти").fields["wanted"] == "7850 4490 1600"
    assert desk.press(answer, "Найти").status == 200, "the form that was shown again can be sent"


def test_opening_a_card_from_the_search_is_one_entry_in_the_history(desk: Desk) -> None:
    desk.search(desk.certificate().number)
    assert desk.events() == ["found"]
