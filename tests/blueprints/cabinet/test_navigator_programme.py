"""A programme in a cabinet: what it costs the child, and why something cannot be had."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.funds.model import Allowance, Period
from sgo_pfdo.municipalities.model import Group
from sgo_pfdo.programmes.model import Programme, ProgrammeGroup, ProgrammeTrait
from sgo_pfdo.programmes.provider_model import Agreement, DirectionLimit, Provider
from sgo_pfdo.programmes.rules.kinds import Trait
from tests.programmes import making
from tests.support.apps import SASHA
from tests.support.cabinet import enter_cabinet
from tests.support.funds import YEAR
from tests.support.home import ROBOTS, Home, said


def test_a_programme_says_what_it_costs_this_child(home: Home) -> None:
    """64 of the 274 days of the group lie in the year: 2 522,62 roubles, of which the normative allows 2 312,40."""
    home.consent()
    text = said(home.open(ROBOTS))
    assert "Александра: записать можно, но сначала прочитайте." in text
    assert "с 29 октября 2019 по 31 декабря 2019" in text
    assert "Заплатит сертификат 1 102 ₽ в месяц, за октябрь 2019 – 108,40 ₽; всего 2 312,40 ₽" in text
    assert "Доплатить 100,18 ₽ в месяц, за октябрь 2019 – 9,86 ₽; всего 210,22 ₽" in text
    assert "Доплатить ничего" in said(home.open("/programmes/lego"))


def test_the_younger_child_reads_why_and_from_which_date(home: Home) -> None:
    page = home.open("/programmes/dances")
    assert "too_young" in page.reasons
    assert "Возраст подойдёт с 1 сентября 2020 года." in page.text
    assert "сейчас записать нельзя" in page.text


def _put(model: type[Any], **values: Any) -> Callable[[Any], None]:
    return lambda session: session.query(model).update(values)


def _all_region_of_elsewhere(session: Any) -> None:
    session.query(Programme).update({"municipality_code": "myski"})


def _register(value: str) -> Callable[[Any], None]:
    return lambda session: session.query(ProgrammeTrait).filter_by(kind="register").update({"value": value})


def _this_year(**values: Any) -> Callable[[Any], None]:
    return lambda session: session.query(Period).filter_by(starts_on=YEAR[0]).update(values)


def _accounting(session: Any) -> None:
    session.query(Certificate).update({"funding": "accounting"})
    session.query(Group).update({"certificate_limit": 0})


def _add(row: Callable[[], Any]) -> Callable[[Any], None]:
    return lambda session: session.add(row())


CHANGES: dict[str, tuple[Callable[[Any], None], str]] = {
    "frozen": (_put(Certificate, stored_status="frozen"), "Спросите, почему и что делать"),
    "provider_suspended": (_put(Provider, state="suspended"), "Похожие программы"),
    "other_municipality": (_all_region_of_elsewhere, "Программы своего муниципалитета"),
    "no_groups": (_put(ProgrammeGroup, is_archived=True), "другие модули"),
    "closed": (_put(ProgrammeGroup, is_locked=True), "8 (38464) 2-12-34"),
    "no_certificates": (_put(Provider, accepts_certificates=False), "Бесплатные программы"),
    "direction_full": (
        _add(lambda: DirectionLimit(municipality_code=making.TOWN, direction="technical", most=0)),
        "Бесплатные программы",
    ),
    "medical": (_put(Programme, needs_medical=True), "Принесите её к первому занятию."),
    "entrance_test": (_put(ProgrammeGroup, has_entrance_test=True, entrance_test="1 ноября, 15:00"), "1 ноября, 15:00"),
    "used_up": (_register("preprof"), "других реестров"),
    "period_stopped": (_this_year(stop_on=date(2019, 10, 1)), "Загляните к новому периоду."),
    "period_not_open": (_this_year(opens_on=date(2019, 11, 5)), "Запись откроется 5 ноября 2019 года."),
    "outside_period": (_this_year(ends_on=date(2019, 9, 30)), "Загляните позже"),
    "limit_reached": (_this_year(funding_limit=0), "Бесплатные программы"),
    "no_balance": (_put(Allowance, amount=0), "Бесплатные программы"),
    "accounting": (_accounting, "когда в группе освободится место"),
    "annulled": (_put(Certificate, stored_status="annulled", living_key=None), "Получите новый сертификат."),
    "too_old": (_put(Programme, age_min=36, age_max=83), "для детей постарше"),
}


@pytest.mark.parametrize("reason", CHANGES)
def test_each_reason_stands_at_its_group_with_its_next_step(home: Home, reason: str) -> None:
    action, step = CHANGES[reason]
    assert reason not in home.open(ROBOTS).reasons
    home.change(action)
    page = home.open(ROBOTS)
    assert page.status == 200 and reason in page.reasons
    assert step in page.text


def test_what_holds_at_first_is_told_too_and_goes_once_it_is_settled(home: Home) -> None:
    page = home.open(ROBOTS)
    assert page.reasons == ["not_active", "consent_withdrawn", "no_agreement"]
    for link in ("Куда прийти", "Прочитать правила и дать согласие", "Кого спросить"):
        assert home.web.client.get(page.link(link).partition("#")[0]).status_code == 200

    def agree(session: Any) -> None:
        about = {"number": "1", "signed_on": date(2019, 1, 10), "state": "active"}
        period = session.query(Period).filter_by(starts_on=YEAR[0]).one()
        session.add(Agreement(provider_code="ddt", period_id=period.id, **about))

    home.change(agree)
    home.consent()
    assert home.open(ROBOTS).reasons == ["not_active"]
    home.change(_put(Certificate, stored_status="active"))
    page = home.open(ROBOTS)
    assert page.reasons == [] and "Александра: записать можно." in page.text
    assert not page.has_button("Записать Александра")


def test_each_way_of_payment_has_an_answer_of_its_own(home: Home) -> None:
    def both(session: Any) -> None:
        robots = session.query(Programme).filter_by(card_id="robots").one()
        making.trait(session, robots, Trait.REGISTER, "valued")
        making.trait(session, robots, Trait.REGISTER, "paid")
        session.query(Provider).update({"accepts_certificates": False})

    home.change(both)
    home.consent()
    text = said(home.open(ROBOTS))
    assert "Сертификатом: так нельзя" in text and "Бесплатно: значимые" in text and "Обучение бесплатное." in text
    assert "Заплатит семья" in text


def test_of_an_ended_certificate_the_page_says_so_and_nothing_else_changes(home: Home) -> None:
    moment = home.web.portal.moment
    assert moment is not None
    home.web.portal.moment = moment + timedelta(days=90)
    enter_cabinet(home.web, SASHA)
    page = home.open(ROBOTS)
    assert "expired" in page.reasons and "Получите новый сертификат." in page.text
    assert home.open().status == 200
