"""«Периоды и номиналы»: the operator's pages, what is wrong at its field, and what families see of it."""

from datetime import timedelta

import pytest

from tests.blueprints.municipality.test_pages import ROOM, SAVE, save
from tests.support.apps import NOW
from tests.support.cabinet import open_cabinet
from tests.support.pages import Page
from tests.support.web import MakeWeb, Web

YEAR = {"starts_on": "2019-01-01", "ends_on": "2019-12-31"}
ALLOWANCES = "allowances?id=2&group=1"


def plain(page: Page) -> str:
    return page.text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def running(office: Web) -> Web:
    """The office once the running year was added."""
    save(office, "period/new", **YEAR)
    return office


def test_a_period_is_added_and_listed(office: Web) -> None:
    page = save(office, "period/new", **YEAR, funding_limit="1 500 000,50 ₽", opens_on="2018-12-20")
    assert page.answer.request.path == f"{ROOM}/periods"
    for said in (
        "Сохранено.",
        "1 января 2019 – 31 декабря 2019 Идёт сейчас открыт для семей с 20 декабря 2018",
        "занято 0 ₽ из 1 500 000,50 ₽ номинал уменьшается каждый месяц",
        "Группа «Дети в возрасте от 5 до 18 лет» ещё не указано",
    ):
        assert said in plain(page)
    assert "Новый период 01.01.2019–31.12.2019" in office.open(f"{ROOM}/history").items[0]


def test_what_a_group_may_use_is_set_and_shown_to_the_family(make_web: MakeWeb) -> None:
    web = make_web(certified=True)
    web.portal.sign_in_operator("kiselevsk")
    save(web, "period/new", **YEAR)
    page = save(web, ALLOWANCES, nominal="12 000", funded_valued="2", funded_preprof="free")
    assert (
        "номинал: 12 000 ₽ сертификат ПФ: значимые – 2 программы, предпрофессиональные – без ограничения Изменить"
        in plain(page)
    )
    form = web.open(f"{ROOM}/{ALLOWANCES}").form(SAVE).fields
    assert (form["nominal"].replace("\N{NO-BREAK SPACE}", " "), form["funded_valued"]) == ("12 000", "2")
    assert "Ничего не изменилось" in save(web, ALLOWANCES).text
    web.portal.sign_in_parent("ivanova")
    shown = plain(open_cabinet(web, "/capabilities"))
    assert "Баланс 3 000 ₽" in shown and "Значимые занято 0 из 2" in shown


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"starts_on": "2019-01-02"}, "Период начинается с первого дня месяца"),
        ({"ends_on": "2019-12-30"}, "Период заканчивается последним днём месяца"),
        ({"ends_on": "2018-12-31"}, "Последний день должен быть позже первого."),
        ({"ends_on": "2021-01-31"}, "не может быть длиннее 24 месяцев"),
        ({"starts_on": ""}, "Введите первый день периода."),
        ({"starts_on": "вчера"}, "Введите дату, например 01.01.2027."),
        ({"starts_on": "0219-01-01"}, "Проверьте год."),
        ({"opens_on": "2020-01-01"}, "должен открыться не позже своего последнего дня"),
        ({"stop_on": "2018-11-01"}, "не раньше, чем период откроется"),
        ({"stop_on": "2019-10-29"}, "самое раннее послезавтра"),
        ({"funding_limit": "много"}, "Введите сумму в рублях, например 12 000 или 9 166,50."),
        ({"funding_limit": "-1"}, "Введите сумму в рублях, например 12 000 или 9 166,50."),
        ({"backdate_days": "51"}, "Введите число от 0 до 50."),
        ({"starts_on": "2018-12-01"}, "Часть этих дней уже входит в другой период."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    office: Web, typed: dict[str, str], message: str
) -> None:
    shown = save(office, "period/new", **(YEAR | typed))
    assert shown.status == 422 and shown.title.startswith("Не сохранено")
    assert shown.text.count(message) == 2
    assert typed.items() <= shown.form(SAVE).fields.items()
    assert office.open(f"{ROOM}/periods").text.count("Изменить: период") == 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"nominal": "100 000,01"}, "Введите не больше 100 000 ₽."),
        ({"nominal": "12 000 рублей 50 копеек"}, "Введите сумму в рублях"),
        ({"nominal": "1e3"}, "Введите сумму в рублях"),
    ],
)
def test_a_nominal_that_is_none_is_refused(running: Web, typed: dict[str, str], message: str) -> None:
    shown = save(running, ALLOWANCES, **typed)
    assert shown.status == 422 and plain(shown).count(message) == 2


@pytest.mark.parametrize("number", ["100", "-1", "x"])
def test_a_number_that_is_not_offered_is_refused(running: Web, number: str) -> None:
    assert save(running, ALLOWANCES, funded_valued=number).status == 422


def test_somebody_else_was_faster_and_the_page_says_what_is_stored_now(running: Web) -> None:
    stale = running.open(f"{ROOM}/{ALLOWANCES}")
    save(running, ALLOWANCES, nominal="12 000")
    told = Page(stale.press(running.client, SAVE, nominal="13 000"))
    assert told.status == 409 and "Сейчас записано: Номинал: 12 000 ₽" in plain(told)
    assert "номинал: 13 000 ₽" in plain(running.land(told.press(running.client, SAVE)))


def test_a_period_outlives_the_end_of_the_session(office: Web) -> None:
    page = office.open(f"{ROOM}/period/new")
    office.portal.sign_out()
    assert page.press(office.client, SAVE, **YEAR).status_code == 401
    office.portal.sign_in_operator("kiselevsk")
    assert office.open(f"{ROOM}/period/new").form(SAVE).fields["starts_on"] == "2019-01-01"


def test_a_period_is_changed_and_says_how_it_stands(running: Web) -> None:
    assert "номинал не уменьшается" in save(running, "period?id=2", decrease="none").text
    running.portal.moment = NOW + timedelta(days=100)
    assert "Закончился" in running.open(f"{ROOM}/periods").text


def test_a_municipality_without_groups_gives_to_certificates_without_one(office: Web) -> None:
    office.portal.sign_in_operator("myski")
    save(office, "period/new", **YEAR)
    page = save(office, "allowances?id=2", funded_valued="3")
    assert "Сертификаты без группы сертификат ПФ: значимые – 3 программы" in page.text
    for address in ("allowances?id=1", "period?id=1", "allowances?id=2&group=1"):
        assert office.open(f"{ROOM}/{address}").status == 404
