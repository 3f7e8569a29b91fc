"""«Возможности сертификата»: every sentence of S001, part 1, and what is shown in place of money."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.funds.rules.nominal import Decrease
from sgo_pfdo.municipalities.model import Group, Municipality
from tests.support import funds
from tests.support.apps import NOW
from tests.support.cabinet import open_cabinet
from tests.support.editing import change_past_the_module
from tests.support.funds import FULL, NEXT_YEAR, YEAR
from tests.support.pages import Page
from tests.support.web import Web

OCTOBER = date(2019, 10, 1)


def given(web: Web, *periods: tuple[date, date], **values: Any) -> list[int]:
    """Let the municipality set the same for some periods."""
    certificate = web.certificates()[0]
    with web.app.app_context():
        return [funds.give(certificate, *days, **values) for days in periods]


def enrolled(web: Web, period: int, *parts: int, **values: Any) -> None:
    certificate = web.certificates()[0]
    with web.app.app_context():
        funds.enrol(certificate, period, parts, **values)


def municipality(web: Web, **values: Any) -> None:
    with web.app.app_context():
        change_past_the_module(update(Municipality).where(Municipality.code == "kiselevsk").values(**values))


def certificate(web: Web, **values: Any) -> None:
    with web.app.app_context():
        database.perform(lambda session: session.execute(update(Certificate).values(**values)))


def look(web: Web) -> Page:
    page = open_cabinet(web, "/capabilities")
    assert page.status == 200
    return page


def test_the_child_the_number_the_status_and_the_type_are_told(certified: Web) -> None:
    page = look(certified)
    number = certified.certificates()[0].number
    assert "Иванов Игорь Иванович" in page.text and number in page.text.replace(" ", "")
    assert "Сертификат не активирован" in page.text
    assert "сертификат ПФ" in page.text


def test_an_application_is_possible_before_the_activation_and_enrolment_is_not(certified: Web) -> None:
    assert (
        "Подать заявку на программу можно и сейчас, но зачислить ребёнка организация не сможет, пока сертификат не "
        "активирован." in look(certified).text
    )
    certificate(certified, stored_status="active")
    assert "можно записаться в кружки и секции" in look(certified).text
    certificate(certified, stored_status="frozen")
    assert "записаться по нему нельзя" in look(certified).text


def test_the_authority_determines_what_a_certificate_can_do_each_year(certified: Web) -> None:
    assert "каждый год определяет уполномоченный орган" in look(certified).text
    given(certified, YEAR)
    assert "каждый год определяет уполномоченный орган муниципалитета" in look(certified).text


def test_it_is_a_number_of_programmes_and_a_nominal(certified: Web) -> None:
    (period,) = given(certified, YEAR, nominal=FULL, funded_valued=2, funded_preprof="free")
    enrolled(certified, period, register_kind="valued")
    page = look(certified)
    assert [one for one in page.items if one.startswith(("Значимые", "Предпроф", "Иные"))] == [
        "Значимые занято 1 из 2",
        "Предпрофессиональные без ограничения",
        "Иные не предоставляются",
    ]
    assert "Баланс 3 000 ₽ Номинал 3 000 ₽ Зарезервировано 0 ₽ Списано 0 ₽" in plain(page)


def plain(page: Page) -> str:
    return page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_each_month_the_nominal_falls_in_proportion_to_the_months_that_remain(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL)
    said = "С 1 ноября номинал станет 2 000 ₽, если до этого не выбрать сертифицированную программу."
    assert said in plain(look(certified))
    certified.portal.moment = datetime(2019, 10, 31, 17, 0, tzinfo=NOW.tzinfo)  # the first minute of November there
    page = plain(look(certified))
    assert "Номинал 2 000 ₽" in page and "С 1 декабря номинал станет 1 000 ₽" in page
    certified.portal.moment = NOW + timedelta(days=40)
    assert "До конца периода номинал больше не уменьшится." in plain(look(certified))


def test_it_does_not_fall_once_a_certified_programme_is_chosen(certified: Web) -> None:
    (period,) = given(certified, YEAR, nominal=FULL)
    enrolled(certified, period, 70_000, 80_000, fixed=(300_000, date(2019, 10, 20)))
    certified.portal.moment = NOW + timedelta(days=20)
    page = plain(look(certified))
    assert "Баланс 1 500 ₽ Номинал 3 000 ₽ Зарезервировано 800 ₽ Списано 700 ₽" in page
    assert "Номинал больше не уменьшается: сертифицированная программа выбрана 20 октября 2019 года." in page


def test_when_the_limit_is_reached_a_message_stands_in_place_of_nominal_and_balance(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL, funded_valued=2, funding_limit=100_000, committed=100_000)
    page = plain(look(certified))
    assert "Муниципалитет израсходовал средства на сертификаты на этот период." in page
    assert "Оплатить обучение сертификатом сейчас нельзя; бесплатные программы доступны" in page
    assert "Номинал" not in page and "Баланс" not in page and "Значимые занято 0 из 2" in page


def test_a_certificate_of_accounting_reads_the_same_message_then(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL, accounting_valued=2, funding_limit=100_000, committed=100_000)
    certificate(certified, funding="accounting")
    page = plain(look(certified))
    assert "Муниципалитет израсходовал средства на сертификаты на этот период." in page
    assert "не выделяет денег" not in page and "номинал будет" not in page
    assert "Муниципалитет израсходовал средства на этот период" in plain(open_cabinet(certified))


def test_free_programmes_are_named_only_where_there_are_any(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL, funded_valued=None, funding_limit=100_000, committed=100_000)
    for page in (plain(look(certified)), plain(open_cabinet(certified))):
        assert "Муниципалитет израсходовал средства" in page and "бесплатные программы" not in page


def test_whoever_has_a_contract_goes_on_seeing_reserve_and_spent_then(certified: Web) -> None:
    (period,) = given(certified, YEAR, nominal=FULL, funding_limit=100_000, committed=100_000)
    enrolled(certified, period, 40_000, 60_000, fixed=(300_000, OCTOBER))
    page = plain(look(certified))
    assert "Зарезервировано 1 000 ₽ Списано 0 ₽" in page and "Ваши договоры действуют" in page
    assert "Баланс" not in page


def test_behind_the_question_mark_stands_the_excerpt_of_the_regulation(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL)
    municipality(
        certified,
        regulation_title="Положение",
        regulation_date=date(2019, 5, 14),
        regulation_number="330",
        regulation_excerpt="Первый абзац.\n\nВторой абзац.",
    )
    page = look(certified)
    why = page.html[page.html.index('<details class="pfdo-why">') :].partition("</details>")[0]
    assert ">?</span>" in why
    for said in ("<p>Первый абзац.</p>", "<p>Второй абзац.</p>", "Положение от 14 мая 2019 года № 330"):
        assert said in why


def test_whom_to_ask_is_told_with_telephone_and_hours(certified: Web) -> None:
    municipality(certified, authority_telephone="8 (384-64) 0-21-20", authority_hours="Вторник с 9:00 до 12:00")
    page = look(certified)
    asked = page.text[page.text.index("Кого спросить") :]
    for said in ("МАУ ДО «Центр детского творчества»", "8 (384-64) 0-00-01", "Понедельник – пятница с 9:00 до 17:00"):
        assert said in asked
    for said in ("Управление образования", "8 (384-64) 0-21-20", "Вторник с 9:00 до 12:00"):
        assert said in asked
    assert ("8 (384-64) 0-21-20", "tel:+73846402120") in page.links
    municipality(certified, authority=None)
    assert "Уполномоченный орган" not in look(certified).text


def test_the_next_period_is_announced_and_then_shown_beside_the_running_one(certified: Web) -> None:
    given(certified, YEAR, NEXT_YEAR, nominal=FULL)
    before = plain(look(certified))
    assert "Следующий период, с 1 января 2020 года, откроется 2 декабря 2019 года." in before
    certified.portal.moment = NOW + timedelta(days=40)
    page = plain(look(certified))
    assert "Сейчас: 1 января 2019 – 31 декабря 2019" in page
    assert "Следующий период: 1 января 2020 – 31 декабря 2020" in page
    assert "Баланс 12 000 ₽" in page and "С 1 февраля номинал станет 11 000 ₽" in page


def test_past_periods_tell_what_was_spent_and_what_burned(certified: Web) -> None:
    (period, _) = given(certified, YEAR, NEXT_YEAR, nominal=FULL)
    enrolled(certified, period, 100_000, 100_000, fixed=(300_000, OCTOBER))
    certified.portal.moment = datetime(2020, 1, 1, 3, tzinfo=NOW.tzinfo)
    past = plain(look(certified)).partition("Прошлые периоды")[2]
    assert "списано 2 000 ₽; не использовано, сгорело 1 000 ₽" in past


def test_a_certificate_of_accounting_says_how_it_becomes_one_that_pays(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL, accounting_valued=1)
    certificate(certified, funding="accounting")
    page = plain(look(certified))
    assert "Сертификат учёта." in page
    assert "он станет сам – при записи на такую программу" in page
    assert "Если записать ребёнка на сертифицированную программу сегодня, номинал будет 3 000 ₽." in page
    assert "Баланс" not in page and "Значимые занято 0 из 1" in page


def test_a_certificate_of_accounting_in_a_full_group_reads_that_there_is_no_room(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL, accounting_valued=1)
    certificate(certified, funding="accounting")
    with certified.app.app_context():
        change_past_the_module(update(Group).values(certificate_limit=0))
    page = plain(look(certified))
    assert "Сейчас в вашей группе сертификатов нет свободных мест для сертификатов ПФ" in page
    assert "станет сам" not in page and "номинал будет" not in page
    assert "Значимые занято 0 из 1" in page
    with certified.app.app_context():
        change_past_the_module(update(Group).values(certificate_limit=1))
    assert "свободных мест" not in plain(look(certified))


def test_a_municipality_without_money_says_so_and_that_free_programmes_are_there(certified: Web) -> None:
    given(certified, YEAR, funded_valued=2)
    page = look(certified).text
    assert "В этом периоде муниципалитет не выделяет денег на сертификаты. Бесплатные программы доступны." in page


def test_a_stop_is_announced_and_then_told(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL, stop_on=date(2019, 11, 1))
    assert "С 1 ноября 2019 года новые договоры на этот период заключаться не будут." in look(certified).text
    certified.portal.moment = NOW + timedelta(days=5)
    assert "С 1 ноября 2019 года новые договоры на этот период не заключаются." in look(certified).text


def test_the_picture_is_a_table_too(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL)
    page = look(certified)
    paths = [given["d"] for name, given in page.elements if name == "path"]
    heights = [int(height) for height in re.findall(r"v([0-9]+)", "".join(paths))]
    assert len(paths) == 3
    assert heights == [96 * left // 12 for left in range(12, 0, -1)]
    table = plain(page).partition("Таблицей")[2]
    assert "январь 2019 12 000 ₽" in table and "октябрь 2019, сейчас 3 000 ₽" in table
    assert "<script" not in page.html.partition('class="pfdo')[2] and " style=" not in page.html


def test_where_nothing_falls_there_is_no_picture(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL, decrease=Decrease.NONE)
    page = look(certified)
    assert "<svg" not in page.html and "Номинал 12 000 ₽" in plain(page)


def test_what_the_municipality_has_typed_stays_text(certified: Web) -> None:
    given(certified, YEAR, nominal=FULL)
    municipality(certified, regulation_excerpt="<script>alert(1)</script>", authority_hours="<b>всегда</b>")
    assert "<script>alert" not in look(certified).html and "<b>" not in look(certified).html


@pytest.mark.parametrize("card_id", ["made-up", "x" * 500, "%00"])
def test_a_cabinet_that_is_not_theirs_is_none(certified: Web, card_id: str) -> None:
    assert certified.client.get(f"/pfdo/cabinet/{card_id}/capabilities").status_code in {303, 404}
