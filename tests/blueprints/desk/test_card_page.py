"""The card: how things stand, papers to tick, one step at a time; and what to say when two clerks meet on it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sgo_pfdo.people import School, SchoolKind
from tests.blueprints.desk.office import DESK, SEEN, Desk, focused
from tests.support.apps import IGOR, NOW, SASHA
from tests.support.pages import Page

CLUB = School(id="club", name="Клуб «Радуга»", kind=SchoolKind.ADDITIONAL)
ACTIVE = "Активный до 13 мая 2022"


def test_a_card_says_everything_about_the_child_that_a_clerk_needs(desk: Desk) -> None:
    page = desk.card()
    digits = desk.certificate().number
    for words in (
        IGOR.full_name,
        "14 мая 2004",
        "15 лет",
        "Не активирован · осталось 90 дней",
        "28.10.19 – 25.01.20",
        "Дети в возрасте от 5 до 18 лет",
        "МБОУ «СОШ № 1»",
        "Учётная запись открыта",
    ):
        assert words in page.text
    assert digits in page.text.replace(" ", "")
    assert IGOR.surname not in page.title
    assert focused(page) == ["pfdo-child"]


def test_only_possible_steps_are_offered(desk: Desk) -> None:
    page = desk.card()
    assert page.has_button("Активировать")
    assert not page.has_link("Заморозить")
    assert not page.has_button("Отменить активацию")
    page = desk.activate()
    assert not page.has_button("Активировать")
    assert page.has_link("Заморозить")
    assert page.has_button("Отменить активацию")


def test_a_clerk_ticks_the_papers_and_activates(desk: Desk) -> None:
    page = desk.activate()
    assert "Сертификат активирован и действует до 13 мая 2022 года" in page.text
    assert ACTIVE in page.text
    assert "Проверено: заявление, подписанное; согласие" in page.text
    assert "28 октября 2019, 10:00 · Вы" in page.text
    assert focused(page) == [], "the focus goes to the sentence, by the address"
    assert desk.events() == ["found", "step"]


def test_the_next_family_is_right_behind_the_confirmation(desk: Desk) -> None:
    page = desk.activate()
    places = [given for tag, given in page.elements if given.get("id") in {"pfdo-done", "pfdo-next", "pfdo-child"}]
    assert [given["id"] for given in places] == ["pfdo-done", "pfdo-next", "pfdo-child"]
    assert places[1]["accesskey"] == "0"
    page = desk.press(page, "Найти", wanted=desk.certificate(1).number)
    assert SASHA.full_name in page.text


@pytest.mark.parametrize("missing", SEEN)
def test_a_paper_that_was_not_seen_keeps_the_certificate_from_being_active(desk: Desk, missing: str) -> None:
    page = desk.activate(papers=[paper for paper in SEEN if paper != missing])
    assert page.status == 422
    assert "Не отмечено:" in page.text
    assert desk.certificate().stored_status == "inactive"
    ticked = [given["value"] for _, given in page.elements if given.get("name") == "papers" and "checked" in given]
    assert ticked == [paper for paper in SEEN if paper != missing]


def test_proof_of_residence_is_asked_of_a_child_who_attends_no_school(desk: Desk) -> None:
    desk.portal.add(replace(SASHA, schools=(CLUB,)))
    assert "Документ о проживании" in desk.card(1).text
    assert "Документ о проживании" not in desk.card(0).text
    assert desk.activate(1).status == 422
    assert "Сертификат активирован" in desk.activate(1, papers=[*SEEN, "residence"]).text


def test_of_a_child_unknown_to_the_portal_the_clerk_asks_whether_it_attends_school(desk: Desk) -> None:
    desk.register(activate=None)
    page = desk.card(2)
    assert "Ребёнок посещает детский сад или школу" in page.text
    assert desk.activate(2).status == 422
    assert "Сертификат активирован" in desk.activate(2, attends="y").text


def test_a_pupil_of_14_may_come_alone_with_one_passport(desk: Desk) -> None:
    alone = [paper for paper in SEEN if paper != "applicant_passport"]
    assert "Сертификат активирован" in desk.activate(0, who="pupil", papers=alone).text


def test_a_child_under_14_and_one_whose_municipality_wants_a_parent_may_not(desk: Desk) -> None:
    alone = [paper for paper in SEEN if paper != "applicant_passport"]
    assert "Кто пришёл" not in desk.card(1).text
    assert desk.activate(1, who="pupil", papers=alone).status == 422
    desk.set_municipality(pupil_may_come_alone=False)
    assert "Кто пришёл" not in desk.card(0).text
    assert desk.activate(0, who="pupil", papers=alone).status == 422


def test_what_the_portal_says_differently_leads_to_correcting(desk: Desk) -> None:
    desk.portal.add(replace(SASHA, surname="Петрова"))
    page = desk.card(1)
    assert "На портале записано иначе: Фамилия Петрова в сертификате: Иванова" in page.text
    page = desk.web.open(page.link("исправьте данные"))
    assert "На портале ребёнок записан так: Петрова Александра Ивановна" in page.text


def test_the_second_of_two_clerks_learns_what_the_first_did_and_when(desk: Desk) -> None:
    seen = desk.card()
    desk.portal.sign_in_clerk("cdt", viewer_id="clerk-second")
    desk.portal.moment = NOW + timedelta(minutes=3)
    desk.activate()
    desk.portal.sign_in_clerk("cdt")
    page = desk.press(seen, "Активировать", papers=SEEN)
    assert page.status == 409
    assert "Ваше действие не выполнено" in page.text
    assert "Сертификат активирован – 28 октября 2019, 10:03, Сотрудник уполномоченной организации" in page.text
    assert ACTIVE in page.text


def test_a_clerk_with_two_tabs_learns_that_it_was_them(desk: Desk) -> None:
    first, second = desk.card(), desk.card()
    desk.press(first, "Активировать", papers=SEEN)
    page = desk.press(second, "Активировать", papers=SEEN)
    assert page.status == 409
    assert "вы сами" in page.text


def test_a_made_up_address_claims_nothing_that_is_not_so(desk: Desk) -> None:
    for done in ("activated", "annulled", "nonsense"):
        assert not any(given.get("id") == "pfdo-done" for _, given in desk.card(done=done).elements)


def test_an_expired_card_offers_a_new_certificate_that_is_active_at_once(desk: Desk) -> None:
    old = desk.certificate()
    desk.portal.moment = NOW + timedelta(days=90)
    page = desk.card()
    assert "Срок действия истёк 25 января 2020" in page.text
    assert not page.has_button("Активировать")
    page = desk.press(page, "Выдать новый и активировать", papers=SEEN)
    assert "Выдан новый сертификат, он уже активен" in page.text
    assert ACTIVE in page.text
    assert old.card_id not in page.answer.request.path
    desk.portal.moment = NOW + timedelta(days=90, hours=1)
    page = desk.card()
    assert "Срок действия истёк" in page.text
    page = desk.press(page, "Выдать новый и активировать", papers=SEEN)
    assert page.status == 409
    assert "У ребёнка уже есть другой действующий сертификат" in page.text


def test_a_child_who_has_grown_up_gets_no_new_one(desk: Desk) -> None:
    desk.portal.moment = NOW.replace(year=2022)
    page = desk.press(desk.card(), "Выдать новый и активировать", papers=SEEN)
    assert page.status == 409
    assert "нет открытой группы" in page.text


@pytest.mark.parametrize(("days", "possible"), [(0, "activate"), (96, "again")], ids=["inactive", "expired"])
def test_forced_steps_are_refused_with_a_sentence(desk: Desk, days: int, possible: str) -> None:
    desk.portal.moment = NOW + timedelta(days=days)
    address = f"{DESK}/c/{desk.certificate().card_id}"
    for name in {"unfreeze", "undo", "activate", "again"} - {possible}:
        fields = {"csrf_token": desk.web.token(), "version": "1", "papers": SEEN}
        page = Page(desk.client.post(f"{address}/{name}", data=fields))
        assert page.status == 409
        assert "Ничего не изменилось." in page.text
        assert page.has_button("Активировать" if possible == "activate" else "Выдать новый и активировать")


def test_the_address_of_a_step_leads_to_the_card_when_somebody_opens_it(desk: Desk) -> None:
    card_id = desk.certificate().card_id
    for name in ("activate", "again", "undo", "unfreeze", "credentials"):
        answer = desk.client.get(f"{DESK}/c/{card_id}/{name}")
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith(card_id)


def test_the_history_names_roles_and_organisations_and_nobody(desk: Desk) -> None:
    desk.activate()
    desk.portal.sign_in_clerk("cdt", viewer_id="clerk-second")
    page = desk.web.open(desk.card().link("История сертификата"))
    assert "Сертификат активирован" in page.text
    assert "Сотрудник уполномоченной организации, МАУ ДО «Центр детского творчества»" in page.text
    assert "Родитель (законный представитель)" in page.text
    assert "clerk-cdt" not in page.html
