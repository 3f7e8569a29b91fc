"""The operator adds and changes organisations, agreements with them, and the limits of directions."""

from datetime import date

import pytest
from sqlalchemy import select

from sgo_pfdo import database
from sgo_pfdo.funds.model import Period
from sgo_pfdo.programmes.direction_limits import limits_of
from sgo_pfdo.programmes.provider_model import Agreement, Provider
from tests.programmes import making
from tests.support.pages import Page
from tests.support.web import Web

TOWN = "/pfdo/municipality"
NEW = {
    "code": "kvant",
    "name": "Кванториум",
    "form": "state",
    "inn": "4217127144",
    "licence_number": "Л035-01258",
    "licence_date": "2021-03-01",
    "accepts_certificates": "y",
    "pupil_limit": "800",
    "bank_details": "р/с 40702810000000000001",
}
FIRST = {"period_starts_on": "2026-09-01", "provider": "ddt"}


@pytest.fixture
def taught(office: Web) -> Web:
    """A municipality with one organisation and a period; another organisation is of another municipality."""
    with office.app.app_context():
        session = database.current_session()
        making.provider(session)
        making.provider(session, "far", name="Дальний клуб", municipality_code="myski")
        days = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 12, 31), "opens_on": date(2026, 8, 2)}
        session.add(Period(municipality_code=making.TOWN, **days))
        session.commit()
    return office


def stored(web: Web, code: str) -> Provider:
    with web.app.app_context():
        return database.current_session().get_one(Provider, code)


def agreements(web: Web) -> list[tuple[str, str, int | None]]:
    with web.app.app_context():
        rows = database.current_session().scalars(select(Agreement).order_by(Agreement.id))
        return [(one.provider_code, one.state, one.maximum) for one in rows]


def save(web: Web, address: str, **typed: str) -> Page:
    """Fill in the form behind an address, and press; a page that was saved leads on."""
    answer = web.open(address).press(web.client, "Сохранить", **typed)
    return web.land(answer) if answer.status_code == 303 else Page(answer)


def test_an_organisation_is_added_and_changed(taught: Web) -> None:
    page = taught.open(taught.open(f"{TOWN}/providers").link("Добавить организацию"))
    page = taught.land(page.press(taught.client, "Сохранить", **NEW))
    for said in ("Сохранено.", "Кванториум", "4217127144", "01.03.2021", "800", "Семьи могут подавать заявки"):
        assert said in page.text
    assert "40702810000000000001" not in page.text, "bank details are for contracts alone"
    row = stored(taught, "kvant")
    assert (row.state, row.municipality_code, row.bank_details) == ("active", making.TOWN, NEW["bank_details"])
    edit = taught.open(page.link("Изменить сведения"))
    page = taught.land(edit.press(taught.client, "Сохранить", name="Кванториум 42", accepts_certificates=""))
    assert "сертификатом она оплату не принимает" in page.text
    assert "не принимает сертификаты" in taught.open(f"{TOWN}/providers").text
    assert "Ничего не изменилось" in save(taught, f"{TOWN}/provider/edit?code=kvant").text
    history = taught.open(f"{TOWN}/history").text
    assert "Новая организация «Кванториум»" in history and "Кванториум 42" in history


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "ddt"}, "Организация с таким кодом уже есть."),
        ({"code": ""}, "Нужно заполнить."),
        ({"inn": "1234567890"}, "ИНН"),
        ({"name": "ё" * 256}, "длиннее 255"),
        ({"licence_date": "31.02.2021"}, "дат"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_added(taught: Web, typed: dict[str, str], said: str) -> None:
    page = save(taught, f"{TOWN}/provider/new", **(NEW | typed))
    assert page.status == 422 and said.lower() in page.text.lower()
    with taught.app.app_context():
        assert database.current_session().get(Provider, "kvant") is None


def test_of_two_who_change_an_organisation_the_second_is_told(taught: Web) -> None:
    pages = [taught.open(f"{TOWN}/provider/edit?code=ddt") for _ in range(2)]
    assert pages[0].press(taught.client, "Сохранить", telephone="8 38464 2-11-11").status_code == 303
    answer = Page(pages[1].press(taught.client, "Сохранить", director="Петрова Анна Ильинична"))
    assert answer.status == 409 and "другой сотрудник уже сохранил изменения" in answer.text
    assert stored(taught, "ddt").director is None
    taught.land(answer.press(taught.client, "Сохранить"))
    assert stored(taught, "ddt").director == "Петрова Анна Ильинична"


def test_an_agreement_is_added_activated_and_ended(taught: Web) -> None:
    card = taught.open(f"{TOWN}/provider?code=ddt")
    page = taught.open(card.link("Добавить соглашение"))
    page = Page(page.press(taught.client, "Сохранить", period_starts_on="2026-09-01", state="active"))
    assert page.status == 422 and page.text.count("Нужно у действующего соглашения.") == 4  # above and at both fields
    typed = {"number": "17/26", "signed_on": "2026-08-15", "maximum": "1 500 000"}
    page = taught.land(page.press(taught.client, "Сохранить", **typed))
    for said in ("Сохранено.", "Дом детского творчества", "действует", "№ 17/26 от 15 августа 2026", "1 500 000 ₽"):
        assert said in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert agreements(taught) == [("ddt", "active", 150_000_000)]
    change = taught.open(page.link("Изменить: Дом детского творчества, 01.09.2026–31.12.2026"))
    page = taught.land(change.press(taught.client, "Сохранить", state="ended", reason="По соглашению сторон"))
    assert "прекращено" in page.text and "По соглашению сторон" in page.text
    assert agreements(taught)[0][1] == "ended"
    assert "на период с 01.09.2026: прекращено" in taught.open(f"{TOWN}/history").text


def test_a_municipality_also_pays_an_organisation_elsewhere_but_once_for_a_period(taught: Web) -> None:
    typed = FIRST | {"provider": "far", "state": "asked"}
    save(taught, f"{TOWN}/agreement/new", **typed)
    again = save(taught, f"{TOWN}/agreement/new", **typed)
    assert again.status == 422 and "соглашение уже есть: измените его" in again.text
    nobody = save(taught, f"{TOWN}/agreement/new", **(typed | {"provider": "nobody"}))
    assert nobody.status == 422 and "Организации с таким кодом в каталоге нет." in nobody.text
    never = save(taught, f"{TOWN}/agreement/new", **(typed | {"period_starts_on": "2030-01-01"}))
    assert never.status == 422 and "нет периода" in never.text
    assert agreements(taught) == [("far", "asked", None)]


def test_of_two_who_change_an_agreement_the_second_is_told(taught: Web) -> None:
    save(taught, f"{TOWN}/agreement/new", **(FIRST | {"state": "asked"}))
    link = taught.open(f"{TOWN}/agreements").link("Изменить: Дом детского творчества, 01.09.2026–31.12.2026")
    pages = [taught.open(link) for _ in range(2)]
    assert pages[0].press(taught.client, "Сохранить", state="confirmed").status_code == 303
    answer = Page(pages[1].press(taught.client, "Сохранить", state="rejected"))
    assert answer.status == 409 and "Состояние: Подтверждено, ждёт номера и даты" in answer.text
    assert agreements(taught)[0][1] == "confirmed"


def test_limits_of_directions_are_set_and_taken_away(taught: Web) -> None:
    page = taught.open(taught.open(TOWN).link("Лимиты по направленностям"))
    assert page.press(taught.client, "Сохранить", technical="сто").status_code == 422
    taught.land(page.press(taught.client, "Сохранить", technical="100", arts="0"))
    with taught.app.app_context():
        limits = limits_of(database.current_session(), making.TOWN)
    assert {name: most for name, most in limits.items() if most is not None} == {"technical": 100, "arts": 0}
    history = taught.open(f"{TOWN}/history").text
    assert "Лимиты оплачиваемых услуг по направленностям: техническая – 100, художественная – 0" in history
    second = Page(page.press(taught.client, "Сохранить", technical="5"))
    assert second.status == 409 and "Техническая: 100" in second.text
    taught.land(taught.open(f"{TOWN}/directions").press(taught.client, "Сохранить", technical=""))
    with taught.app.app_context():
        assert limits_of(database.current_session(), making.TOWN)["technical"] is None


def test_another_municipality_reaches_none_of_it(taught: Web) -> None:
    save(taught, f"{TOWN}/agreement/new", **(FIRST | {"state": "asked"}))
    token = taught.token()
    taught.portal.sign_in_operator("myski")
    assert "Дом детского творчества" not in taught.open(f"{TOWN}/agreements").text
    for address in (f"{TOWN}/provider/edit?code=ddt", f"{TOWN}/agreement?code=ddt&period=1"):
        assert taught.client.get(address).status_code == 404
        sent = {"csrf_token": token, "name": "Чужое", "form": "state", "state": "ended", "seen": "1"}
        assert taught.client.post(address, data=sent).status_code == 404
    assert stored(taught, "ddt").name == "Дом детского творчества"
    assert agreements(taught)[0][1] == "asked"
