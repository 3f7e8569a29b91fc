"""An operator sets periods and allowances: what is refused, what is told, and what it does to used ones."""

from datetime import date
from functools import partial
from typing import Any

import flask
import pytest
from sqlalchemy import select

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session
from sgo_pfdo.funds import periods
from sgo_pfdo.funds.allowances import FIELDS, Amount, PeriodRefusedError
from sgo_pfdo.funds.model import Period, PeriodCertificate
from sgo_pfdo.funds.rules.nominal import Decrease
from sgo_pfdo.funds.rules.plan import Mistake, Plan
from sgo_pfdo.municipalities.editing import SettingsChangedError, fingerprint
from tests.funds.conftest import Give
from tests.support.apps import TODAY
from tests.support.at_once import outcomes
from tests.support.contents import contents_of
from tests.support.editing import edit, told
from tests.support.funds import FULL, NEXT_YEAR, YEAR, enrol, figures, period

GROUP = "группа «Дети»"


def add(starts_on: date, ends_on: date, **values: Any) -> None:
    plan = Plan(starts_on=starts_on, ends_on=ends_on, **values)
    database.perform(lambda session: periods.add_period(session, plan, edit(), today=TODAY))


def change(row: Period, seen: str | None = None, **values: Any) -> bool:
    shown = periods.period_values(row)
    plan, wanted = periods.plan_of(shown | values), edit(seen or fingerprint(shown))
    period_id = row.id
    return database.perform(lambda session: periods.change_period(session, period_id, plan, wanted, today=TODAY))


def allow(certificate: Certificate, period_id: int, seen: str | None = None, **values: Amount) -> bool:
    group = certificate.group_id
    shown = periods.group_values(current_session(), period_id, group)
    wanted = edit(seen or fingerprint(shown))
    return database.perform(
        lambda session: periods.change_allowances(
            session, period_id, (group, GROUP), shown | values, wanted, today=TODAY
        )
    )


@pytest.fixture
def running(give: Give) -> Period:
    """The running year, with a nominal."""
    return period(give(*YEAR, nominal=FULL))


def refused(action: Any, *arguments: Any, **values: Any) -> tuple[str, Mistake, int]:
    before = contents_of(flask.current_app)
    with pytest.raises(PeriodRefusedError) as caught:
        action(*arguments, **values)
    assert contents_of(flask.current_app) == before
    return caught.value.field, caught.value.mistake, caught.value.count


@pytest.mark.usefixtures("app")
def test_a_new_period_opens_thirty_days_before_and_is_told() -> None:
    add(*NEXT_YEAR, funding_limit=5_000_000)
    (row, *_) = periods.periods_of(current_session(), "kiselevsk")
    assert row.opens_on == date(2019, 12, 2)
    (said,) = told()
    assert said is not None
    assert said.replace("\N{NO-BREAK SPACE}", " ") == (
        "Новый период 01.01.2020–31.12.2020 – открыт для семей с: 02.12.2019; лимит денег на все сертификаты: "
        "50 000 ₽; договор задним числом: 0 дней; "
        "как уменьшается номинал: Каждый месяц, пока не выбрана сертифицированная программа"
    )


@pytest.mark.parametrize(
    ("days", "values", "answer"),
    [
        ((date(2020, 1, 2), date(2020, 12, 31)), {}, ("starts_on", Mistake.NOT_FIRST_DAY)),
        ((date(2020, 1, 1), date(2020, 12, 30)), {}, ("ends_on", Mistake.NOT_LAST_DAY)),
        ((date(2020, 1, 1), date(2019, 12, 31)), {}, ("ends_on", Mistake.ENDS_BEFORE_START)),
        ((date(2020, 1, 1), date(2022, 1, 31)), {}, ("ends_on", Mistake.TOO_LONG)),
        (NEXT_YEAR, {"opens_on": date(2021, 1, 1)}, ("opens_on", Mistake.OPENS_TOO_LATE)),
        (NEXT_YEAR, {"stop_on": date(2019, 12, 1)}, ("stop_on", Mistake.STOP_OUTSIDE)),
        ((date(2018, 12, 1), date(2019, 11, 30)), {}, ("starts_on", Mistake.OVERLAPS)),
        ((date(2018, 12, 1), date(2018, 12, 31)), {}, ("starts_on", Mistake.OVERLAPS)),
        (YEAR, {"stop_on": date(2019, 10, 29)}, ("stop_on", Mistake.STOP_TOO_SOON)),
    ],
)
@pytest.mark.usefixtures("app")
def test_what_is_no_period_is_refused_with_its_field(
    days: tuple[date, date], values: dict[str, Any], answer: tuple[str, Mistake]
) -> None:
    assert refused(add, *days, **values) == (*answer, 0)


def test_two_months_are_a_period_and_so_are_two_years(certificate: Certificate) -> None:
    add(date(2019, 1, 1), date(2019, 2, 28), stop_on=None)
    add(date(2019, 3, 1), date(2021, 2, 28))
    assert len(periods.periods_of(current_session(), certificate.municipality_code)) == 3


def test_a_stop_two_days_ahead_is_taken_and_stays_once_it_has_come(running: Period) -> None:
    assert change(running, stop_on=date(2019, 10, 30))
    row = period(running.id)
    plan = periods.plan_of(periods.period_values(row) | {"backdate_days": 5})
    shown, later = fingerprint(periods.period_values(row)), date(2019, 11, 15)
    assert database.perform(lambda session: periods.change_period(session, row.id, plan, edit(shown), today=later))


def test_a_change_is_told_and_saving_the_same_tells_nothing(running: Period) -> None:
    assert not change(running)
    assert change(running, funding_limit=100, decrease=Decrease.NONE)
    (said,) = told()
    assert said is not None
    assert said.replace("\N{NO-BREAK SPACE}", " ") == (
        "Период 01.01.2019–31.12.2019 – лимит денег на все сертификаты: без лимита → 1 ₽; как уменьшается номинал: "
        "Каждый месяц, пока не выбрана сертифицированная программа → Не уменьшается"
    )


def test_what_somebody_else_has_changed_since_is_not_overwritten(certificate: Certificate, running: Period) -> None:
    shown = fingerprint(periods.period_values(running))
    change(running, backdate_days=3)
    with pytest.raises(SettingsChangedError):
        change(period(running.id), shown, backdate_days=4)
    seen = fingerprint(periods.group_values(current_session(), running.id, certificate.group_id))
    allow(certificate, running.id, funded_valued=2)
    with pytest.raises(SettingsChangedError):
        allow(certificate, running.id, seen, funded_valued=3)


def test_a_period_of_another_municipality_is_none(running: Period, app: flask.Flask) -> None:
    theirs = Plan(starts_on=YEAR[0], ends_on=YEAR[1])
    other = database.perform(lambda session: periods.put_period(session, "myski", theirs, None, today=TODAY).id)
    before = contents_of(app)
    with pytest.raises(LookupError):
        change(period(other))
    assert contents_of(app) == before


def test_the_days_of_a_period_that_families_use_stay(certificate: Certificate, running: Period) -> None:
    assert change(running, ends_on=date(2019, 11, 30))
    enrol(certificate, running.id, register_kind="valued")
    answer = refused(change, period(running.id), ends_on=date(2019, 12, 31))
    assert answer == ("starts_on", Mistake.IN_USE, 0)
    assert change(period(running.id), opens_on=date(2019, 1, 1))


def test_so_does_the_way_in_which_the_nominal_falls(certificate: Certificate, running: Period) -> None:
    assert change(running, decrease=Decrease.NONE)
    assert change(period(running.id), decrease=Decrease.MONTHLY)
    enrol(certificate, running.id, register_kind="valued")
    answer = refused(change, period(running.id), decrease=Decrease.NONE)
    assert answer == ("decrease", Mistake.IN_USE, 0)


def test_allowances_are_told_with_their_group(certificate: Certificate, running: Period) -> None:
    assert allow(certificate, running.id, nominal=FULL + 50, funded_valued=2, funded_preprof="free")
    assert not allow(certificate, running.id)
    (said,) = told()
    assert said is not None
    assert said.replace("\N{NO-BREAK SPACE}", " ") == (
        "Период 01.01.2019–31.12.2019, группа «Дети» – номинал: 12 000 ₽ → 12 000,50 ₽; значимые программы, "
        "сертификат ПФ: не предоставляются → 2 программы; предпрофессиональные программы, сертификат ПФ: "
        "не предоставляются → без ограничения"
    )


def test_a_nominal_below_what_is_reserved_and_spent_is_refused_and_the_number_is_told(
    certificate: Certificate, running: Period
) -> None:
    enrol(certificate, running.id, (100_000, 100_000), fixed=(300_000, date(2019, 10, 5)))
    assert refused(allow, certificate, running.id, nominal=799_999) == ("nominal", Mistake.TOO_LOW, 1)
    assert refused(allow, certificate, running.id, nominal=None) == ("nominal", Mistake.TOO_LOW, 1)
    assert allow(certificate, running.id, nominal=800_000)
    assert figures(certificate, date(2019, 11, 5)) == (200_000, 0, 100_000, 100_000)


def test_more_for_all_is_more_for_those_who_have_used_it_by_the_month_they_began(
    certificate: Certificate, running: Period
) -> None:
    enrol(certificate, running.id, (100_000, 100_000), fixed=(300_000, date(2019, 10, 5)))
    assert allow(certificate, running.id, nominal=2 * FULL)
    assert figures(certificate, date(2019, 11, 5)) == (600_000, 400_000, 100_000, 100_000)


def test_before_the_first_day_all_is_fixed(certificate: Certificate, give: Give) -> None:
    following = give(*NEXT_YEAR, nominal=FULL)
    enrol(certificate, following, (1, 1), fixed=(FULL, date(2019, 12, 10)))
    assert allow(certificate, following, nominal=2 * FULL)
    assert figures(certificate, date(2020, 3, 1)) == (2 * FULL, 2 * FULL - 2, 2, 0)


def test_those_of_other_groups_are_left_alone(certificate: Certificate, running: Period) -> None:
    enrol(certificate, running.id, (1,), fixed=(100_000, date(2019, 12, 1)))
    none = dict.fromkeys(FIELDS) | {"nominal": 5}
    shown = edit(fingerprint(dict.fromkeys(FIELDS)))
    database.perform(
        lambda session: periods.change_allowances(session, running.id, (None, "без группы"), none, shown, today=TODAY)
    )
    assert current_session().scalars(select(PeriodCertificate.fixed_nominal)).all() == [100_000]


def test_two_operators_at_once_cannot_add_periods_that_meet(app: flask.Flask) -> None:
    ends = (date(2020, 12, 31), date(2020, 6, 30))
    became = outcomes([partial(add, date(2020, 1, 1), ends_on) for ends_on in ends], app)
    (refusal,) = (one for one in became if isinstance(one, Exception))
    assert type(refusal) is PeriodRefusedError, became
