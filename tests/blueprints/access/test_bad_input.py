"""Whatever comes into the pages of access to a child: said in words, and nothing is changed."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, suppress
from itertools import product
from typing import Any, NoReturn

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sgo_pfdo.database import current_session
from sgo_pfdo.host import CannotAttachError
from sgo_pfdo.secrets import Cipher
from tests.blueprints.access.conftest import ASKED, DASHA, ELSEWHERE, MOTHER, School
from tests.blueprints.access.test_codes import print_for, type_code
from tests.blueprints.access.test_deciding import set_notice
from tests.support.apps import MYSKI_SCHOOL, SCHOOL, another_child
from tests.support.contents import contents_of
from tests.support.figures import SOAK
from tests.support.pages import Page

CARD = "/pfdo/school/access"
RTL = "\u202e"
ODD = ("", "\0", "a\0b", "9" * 30, str(2**63), "-1", "Я" * 3000, "0001-01-01", "31.12.9999", "<b>'\"", "👨‍👩‍👧", RTL)


def unchanged(school: School) -> Callable[[], bool]:
    """Remember what the database holds."""
    before = contents_of(school.web.app, history=False)
    return lambda: contents_of(school.web.app, history=False) == before


NO_REQUEST_HOLDS: Sequence[dict[str, str]] = (
    {"child_surname": "Ж" * 1000},
    {"surname": "Ж" * 1000},
    {"child_patronymic": "Ж" * 1000},
    {"born": "31.12.9999"},
    {"born": "0001-01-01"},
    {"born": "9" * 400},
    {"document_kind": "birth_certificate", "document_number": "9" * 1000},
    {"document_kind": "made-up", "document_number": "1"},
    {"school": "Я" * 1000},
    {"email": "a" * 1000 + "@example.com"},
    {"telephone": "9" * 1000},
)


def test_what_no_request_can_hold_is_refused_and_comes_again(school: School) -> None:
    is_unchanged = unchanged(school)
    web = school.be_mother()
    fields = web.open("/pfdo/access/new").form("Подать заявление").fields
    for typed in NO_REQUEST_HOLDS:
        answer = web.client.post("/pfdo/access/new", data=fields | ASKED | typed)
        assert answer.status_code == 422, typed
        assert "Заявление пока не отправлено" in Page(answer).text
    assert is_unchanged()


def test_signs_that_nobody_sees_and_latin_look_alikes_do_not_part_a_child_from_the_school(school: School) -> None:
    school.ask(child_surname=f"{RTL}Hовикoва\u200f", child_first_name="Да\u00adрья\x07")
    page = school.school_page()
    assert "фамилия – совпадает; имя – совпадает" in page.text
    assert RTL not in page.html


def test_fields_that_the_form_does_not_have_decide_nothing(school: School) -> None:
    web = school.be_mother()
    page = web.open("/pfdo/access/new")
    extra = {"state": "accepted", "pupil_id": DASHA.id, "is_verified": "1", "applicant_id": "x", "card_id": "mine"}
    answer = web.client.post("/pfdo/access/new", data=page.form("Подать заявление").fields | ASKED | extra)
    assert answer.status_code == 303
    [request] = school.requests()
    assert (request.state, request.pupil_id, request.is_verified) == ("submitted", None, False)
    assert request.applicant_id == MOTHER
    assert len(request.card_id) == 22
    assert not school.has_child()


def test_a_correction_cannot_send_a_request_to_another_school(school: School) -> None:
    school.ask()
    page = school.be_mother().open(f"/pfdo/access/{school.card()}/correct")
    sent = page.form("Сохранить").fields | {"school": MYSKI_SCHOOL.id, "is_representative": "y"}
    answer = school.web.client.post(f"/pfdo/access/{school.card()}/correct", data=sent)
    assert answer.status_code == 422
    assert school.requests()[0].school_id == SCHOOL.id


def test_a_correction_that_repeats_another_open_request_is_refused_in_words(school: School) -> None:
    school.ask()
    school.ask(child_first_name="Мария")
    page = school.be_mother().open(f"/pfdo/access/{school.card(1)}/correct")
    answer = page.press(school.web.client, "Сохранить", child_first_name="Дарья", is_representative="y")
    assert answer.status_code == 422
    assert "На этого ребёнка заявление уже подано" in Page(answer).text
    assert [request.version for request in school.requests()] == [1, 1]


CARDS = ("made-up", "x" * 22, "Я" * 500, "%00", "..%2F..", "%E2%80%AE")
STEPS = ("accept", "refuse", "ask", "revoke", "search")


def test_a_card_that_nobody_has_is_none(school: School) -> None:
    is_unchanged = unchanged(school)
    for sign_in, addresses in (
        (school.be_mother, ("/pfdo/access/{}", "/pfdo/access/{}/correct", "/pfdo/access/{}/leave")),
        (school.be_registrar, (CARD + "/{}",)),
    ):
        sign_in()
        for card, address in product(CARDS, addresses):
            assert school.web.client.get(address.format(card)).status_code == 404, (card, address)
    for card, step in product(CARDS, STEPS):
        data = {"csrf_token": school.web.token(), "version": "1", "pupil": DASHA.id}
        assert school.web.client.post(f"{CARD}/{card}/{step}", data=data).status_code == 404, (card, step)
    assert is_unchanged()


def test_a_request_to_another_school_is_none(school: School) -> None:
    school.ask(school=MYSKI_SCHOOL.id)
    is_unchanged = unchanged(school)
    school.be_director()
    for step in STEPS:
        data = {"csrf_token": school.web.token(), "version": "1", "pupil": ELSEWHERE.id, "bases": "birth_certificate"}
        data |= {"reason": "other", "words": "x", "surname": "Новикова", "born": "05.03.2012"}
        assert school.web.client.post(f"{CARD}/{school.card()}/{step}", data=data).status_code == 404, step
    assert is_unchanged()


def in_turn(addresses: Sequence[str], names: Sequence[str], turn: int) -> Iterator[tuple[str, str]]:
    """Give each address a parameter, another one at each turn, and all of them in the long form."""
    for number, address in enumerate(addresses):
        for name in names if SOAK else [names[(number + turn) % len(names)]]:
            yield address, name


def test_no_parameter_and_no_field_makes_an_error_on_either_database(either_school: School) -> None:
    one = either_school
    one.ask()
    card, web = one.card(), one.web
    for turn, odd in enumerate(ODD):
        one.be_mother()
        expected = 404 if "\0" in odd else 200
        addresses = ("/pfdo/access", "/pfdo/access/new", "/pfdo/access/code", f"/pfdo/access/{card}")
        for address, name in in_turn(addresses, ("again", "done", "draft", "empty"), turn):
            assert web.client.get(address, query_string={name: odd}).status_code == expected, (address, odd)
        fields = (
            "version",
            "code",
            "born",
            "relation",
            "school",
            "child_surname",
            "document_number",
            "document_kind",
        )
        data = dict.fromkeys(fields, odd) | {"csrf_token": web.token()}
        for address in ("new", "code", f"{card}/correct", f"{card}/withdraw", f"{card}/leave"):
            assert web.client.post(f"/pfdo/access/{address}", data=data).status_code in {409, 422, 429}, (
                address,
                odd,
            )
        one.be_director()
        for address, name in in_turn(("", f"/{card}", "/codes", "/notice"), ("after", "page", "pupil", "done"), turn):
            answer = web.client.get(CARD + address, query_string={name: odd})
            assert answer.status_code in {200, 404}, (address, name, odd)
        fields = ("version", "pupil", "until", "words", "reason", "surname", "born", "pupils", "each")
        data = dict.fromkeys(fields, odd) | {"csrf_token": web.token(), "bases": "birth_certificate"}
        for address in (f"/{card}/accept", f"/{card}/search", f"/{card}/revoke", "/codes", "/notice"):
            assert web.client.post(CARD + address, data=data).status_code < 500, (address, odd)
    assert [request.state for request in one.requests()] == ["submitted"]


def test_a_pupil_who_moved_between_page_and_press_is_not_attached(school: School) -> None:
    school.ask()
    page, is_unchanged = school.school_page(), unchanged(school)
    moved = another_child(
        31, surname="Новикова", first_name="Дарья", birth_date=DASHA.birth_date, schools=(MYSKI_SCHOOL,)
    )
    school.portal.add(moved)
    answer = page.press(school.web.client, "Принять: открыть доступ", pupil=DASHA.id, bases=["birth_certificate"])
    assert answer.status_code == 409
    assert "попросите подать заявление туда" in Page(answer).text
    assert is_unchanged()
    assert not school.has_child()


@pytest.mark.parametrize("until", ["2019-10-27", "27.10.2019", "2001-01-01"])
def test_a_last_day_that_is_over_is_refused_at_its_field(school: School, until: str) -> None:
    school.ask()
    is_unchanged = unchanged(school)
    page = school.accept(until=until)
    assert page.status == 409
    assert "Этот день уже прошёл" in page.text
    assert is_unchanged()
    assert not school.has_child()


def test_today_is_a_last_day_that_can_be(school: School) -> None:
    school.ask()
    assert "Доступ открыт" in school.accept(until="2019-10-28").text


def break_down(*_: Any) -> NoReturn:
    raise RuntimeError("the portal's own mistake")


@pytest.mark.parametrize("way", ["request", "code"])
def test_a_portal_that_breaks_down_shows_its_own_page_and_nothing_is_changed(
    school: School, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    app = school.web.app
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.register_error_handler(500, lambda error: ("Страница портала", 500))
    school.ask()
    code = print_for(school)[0]
    monkeypatch.setattr(school.portal, "attach", break_down)
    is_unchanged = unchanged(school)
    page = school.accept() if way == "request" else type_code(school, code)
    assert (page.status, page.text) == (500, "Страница портала")
    assert is_unchanged()
    monkeypatch.undo()
    assert "Доступ открыт" in school.accept().text


@pytest.mark.parametrize(("is_hidden", "status"), [(False, 500), (True, 503)])
def test_a_portal_that_breaks_the_session_it_shares_has_attached_nobody(
    postgresql_school: School, monkeypatch: pytest.MonkeyPatch, is_hidden: bool, status: int
) -> None:
    school = postgresql_school
    school.web.app.config["PROPAGATE_EXCEPTIONS"] = False
    school.web.app.register_error_handler(500, lambda error: ("Страница портала", 500))

    def attach(*_: object) -> None:
        with suppress(DBAPIError) if is_hidden else nullcontext():
            current_session().execute(text("SELECT no_such_column"))

    school.ask()
    monkeypatch.setattr(school.portal, "attach", attach)
    is_unchanged = unchanged(school)
    assert school.accept().status == status
    assert is_unchanged()
    monkeypatch.undo()
    assert "Доступ открыт" in school.accept().text


def refuse(*_: Any) -> NoReturn:
    raise CannotAttachError("учётная запись закрыта.")


def test_a_portal_that_does_not_take_the_child_away_is_told_to_whoever_pressed(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.ask()
    school.accept()
    monkeypatch.setattr(school.portal, "detach", refuse)
    is_unchanged = unchanged(school)
    page = school.be_mother().open(f"/pfdo/access/{school.card()}/leave")
    left = page.press(school.web.client, "Отказаться от доступа")
    assert left.status_code == 409
    assert "Портал сейчас не может открепить ребёнка" in Page(left).text
    revoked = school.school_page().press(school.web.client, "Отозвать доступ", words="По ошибке.")
    assert revoked.status_code == 409
    assert "Портал не смог открепить ребёнка: учётная запись закрыта." in Page(revoked).text
    assert is_unchanged()


@pytest.fixture
def lost(school: School) -> School:
    """A portal with a request, a code and a strict notice whose key was lost afterwards."""
    school.ask()
    print_for(school)
    set_notice(school, is_strict=True)
    state = school.web.app.extensions["sgo_pfdo"]
    other = Cipher([Fernet.generate_key().decode()])
    school.web.app.extensions["sgo_pfdo"] = dataclasses.replace(state, cipher=other)
    return school


LOST = "ключ"


def test_without_the_key_pages_say_so_and_do_not_speak_of_erased_data(lost: School) -> None:
    for page in (lost.own_page(), lost.school_page()):
        assert page.status == 200
        assert LOST in page.text
        assert "срок их хранения закончился" not in page.text


def test_without_the_key_nothing_can_be_asked_typed_or_printed_and_a_page_says_why(lost: School) -> None:
    is_unchanged = unchanged(lost)
    pages = [lost.ask(child_first_name="Мария"), type_code(lost, "1234 5678 9012")]
    other = lost.portal.add(another_child(33, surname="Новикова", schools=(SCHOOL,)))
    page = lost.be_registrar().open(f"{CARD}/codes")
    pages.append(Page(page.press(lost.web.client, "Скачать листы (PDF)", pupils=[other.id])))
    for page in pages:
        assert page.status == 503
        assert "Ничего не изменилось" in page.text
        assert LOST in page.text
    assert is_unchanged()


def test_without_the_key_nobody_is_accepted_and_the_card_says_why(lost: School) -> None:
    is_unchanged = unchanged(lost)
    lost.be_registrar()
    data = {"csrf_token": lost.web.token(), "version": "1", "pupil": DASHA.id, "bases": "birth_certificate"}
    answer = lost.web.client.post(f"{CARD}/{lost.card()}/accept", data=data)
    assert answer.status_code == 409
    assert LOST in Page(answer).text
    assert is_unchanged()
    assert not lost.has_child()


def test_a_notice_whose_key_is_lost_stays_and_is_told_of(lost: School) -> None:
    page = lost.be_director().open(f"{CARD}/notice", pupil=DASHA.id)
    assert "прочитать её не удалось" in page.text
    is_unchanged = unchanged(lost)
    answer = page.press(lost.web.client, "Сохранить")
    assert answer.status_code == 503
    assert "Ничего не изменилось" in Page(answer).text
    assert is_unchanged()
    page = lost.be_director().open(f"{CARD}/notice", pupil=DASHA.id)
    assert page.press(lost.web.client, "Сохранить", words="Спор о ребёнке.").status_code == 303
    page = lost.be_director().open(f"{CARD}/notice", pupil=DASHA.id)
    assert "Спор о ребёнке." in page.html
    assert "не удалось" not in page.text


@pytest.mark.parametrize("odd", ["a\0b", "Я" * 3000, "\r\n"])
def test_what_can_be_no_id_is_never_asked_of_the_portal(
    school: School, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    school.ask()
    asked: list[str] = []
    monkeypatch.setattr(school.portal, "pupil", asked.append)
    school.be_director()
    assert school.web.client.get(f"{CARD}/notice", query_string={"pupil": odd}).status_code == 404
    data = {"csrf_token": school.web.token(), "version": "1", "pupil": odd, "bases": "birth_certificate"}
    assert school.web.client.post(f"{CARD}/{school.card()}/accept", data=data).status_code in {409, 422}
    assert not [one for one in asked if one not in {"ab", ""}]
