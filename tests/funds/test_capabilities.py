"""What one certificate can do at one moment, read from both databases: the worked ledger, other periods, the limit."""

from datetime import date

import flask
import pytest
from sqlalchemy import event, update

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session
from sgo_pfdo.funds.capabilities import capabilities_of
from sgo_pfdo.funds.model import Period
from sgo_pfdo.funds.rules.capabilities import Stage
from sgo_pfdo.funds.rules.kinds import RegisterKind, Unit
from sgo_pfdo.funds.rules.nominal import Fall
from sgo_pfdo.municipalities.reading import known_municipality
from tests.funds.conftest import Give
from tests.support.contents import contents_of
from tests.support.funds import FULL, NEXT_YEAR, YEAR, correct, enrol, figures, seen, set_enrolment

AUTUMN = (date(2019, 9, 1), date(2019, 12, 31))
CASE_A = (118_683, 121_318, 121_318, 121_318)
OPEN_EARLY = {"opens_on": date(2019, 8, 2)}


def test_the_worked_ledger_from_the_application_to_the_refund(certificate: Certificate, give: Give) -> None:
    period = give(*AUTUMN, nominal=FULL, **OPEN_EARLY)
    one = enrol(certificate, period, CASE_A, fixed=(FULL, date(2019, 8, 20)), status="requested")
    assert figures(certificate, date(2019, 8, 20)) == (1_200_000, 717_363, 482_637, 0)
    set_enrolment(one, status="active")
    assert figures(certificate, date(2019, 9, 1)) == (1_200_000, 717_363, 363_954, 118_683)
    assert figures(certificate, date(2019, 10, 1)) == (1_200_000, 717_363, 242_636, 240_001)
    set_enrolment(one, ends_early_on=date(2019, 10, 31))
    assert figures(certificate, date(2019, 10, 14)) == (1_200_000, 959_999, 0, 240_001)
    correct(one, date(2019, 10, 1), 30_329)
    assert figures(certificate, date(2019, 11, 5)) == (1_200_000, 990_328, 0, 209_672)


@pytest.mark.parametrize(("day", "nominal"), [(date(2019, 8, 25), 1_200_000), (date(2019, 10, 5), 900_000)])
def test_refused_the_nominal_is_that_of_the_month_again(
    certificate: Certificate, give: Give, day: date, nominal: int
) -> None:
    period = give(*AUTUMN, nominal=FULL, **OPEN_EARLY)
    enrol(certificate, period, CASE_A, fixed=(FULL, date(2019, 8, 20)), status="refused")
    assert figures(certificate, day) == (nominal, nominal, 0, 0)


def test_a_certificate_of_the_middle_of_a_year_gets_the_share_of_its_month_and_all_of_the_next(
    certificate: Certificate, give: Give
) -> None:
    give(*YEAR, nominal=FULL)
    give(*NEXT_YEAR, nominal=2 * FULL)
    assert figures(certificate, date(2019, 10, 28)) == (300_000, 300_000, 0, 0)
    (running,) = seen(certificate, date(2019, 10, 28)).open
    assert running.money is not None and running.money.fall == Fall(date(2019, 11, 1), 200_000)
    assert figures(certificate, date(2019, 12, 2), 1) == (2 * FULL, 2 * FULL, 0, 0)


def test_the_next_period_is_there_once_it_is_open(certificate: Certificate, give: Give) -> None:
    give(*YEAR, nominal=FULL)
    give(*NEXT_YEAR, nominal=FULL)
    before, after = seen(certificate, date(2019, 12, 1)), seen(certificate, date(2019, 12, 2))
    assert [view.stage for view in before.open] == [Stage.RUNNING]
    assert before.closed is not None and before.closed.opens_on == date(2019, 12, 2)
    assert [view.stage for view in after.open] == [Stage.RUNNING, Stage.NEXT]
    assert after.closed is None


def test_at_midnight_of_the_new_year_nothing_is_written_and_the_page_is_right(
    app: flask.Flask, certificate: Certificate, give: Give
) -> None:
    period = give(*YEAR, nominal=FULL, funded_valued=2)
    give(*NEXT_YEAR, nominal=FULL, funded_valued=3)
    enrol(certificate, period, (100_000, 100_000), fixed=(200_000, date(2019, 11, 1)))
    waiting = enrol(certificate, period, (50_000,), status="requested")
    before = contents_of(app)
    old = seen(certificate, date(2019, 12, 31)).open[0]
    new = seen(certificate, date(2020, 1, 1))
    assert contents_of(app) == before
    assert old.money is not None and old.money.ledger.reserve == 50_000
    assert figures(certificate, date(2020, 1, 1)) == (FULL, FULL, 0, 0)
    (past,) = new.past
    assert past.money is not None
    assert (past.money.ledger.spent, past.money.ledger.reserve) == (200_000, 0)
    set_enrolment(waiting, status="refused")
    assert seen(certificate, date(2020, 1, 1)).past[0].money == past.money


def test_a_period_that_was_over_before_the_certificate_began_is_none_of_its(
    certificate: Certificate, give: Give
) -> None:
    give(date(2019, 1, 1), date(2019, 8, 31), nominal=FULL)
    assert seen(certificate, date(2019, 10, 28)).past == []


def test_numbers_are_counted_by_register_and_only_what_uses_a_place(certificate: Certificate, give: Give) -> None:
    period = give(*YEAR, funded_valued=2, funded_preprof="free", funded_other=1, accounting_valued=1)
    for status in ("requested", "refused", "withdrawn"):
        enrol(certificate, period, register_kind="valued", status=status)
    enrol(certificate, period, register_kind="preprof")
    enrol(certificate, period, register_kind="other", ends_early_on=date(2019, 3, 31))
    (view,) = seen(certificate, date(2019, 10, 28)).open
    assert [(one.register, one.unit, one.amount, one.used, one.left) for one in view.numbers] == [
        (RegisterKind.VALUED, Unit.PROGRAMMES, 2, 1, 1),
        (RegisterKind.PREPROF, Unit.FREE, 0, 1, 0),
        (RegisterKind.OTHER, Unit.PROGRAMMES, 1, 1, 0),
    ]
    assert view.money is None


@pytest.mark.parametrize(("committed", "is_reached"), [(0, False), (4_999_900, False), (4_999_901, True)])
def test_the_limit_is_reached_when_less_than_a_rouble_is_left(
    certificate: Certificate, give: Give, committed: int, is_reached: bool
) -> None:
    give(*YEAR, nominal=FULL, funding_limit=5_000_000, committed=committed)
    money = seen(certificate, date(2019, 10, 28)).open[0].money
    assert money is not None and money.limit_reached is is_reached


def test_whoever_has_a_contract_goes_on_seeing_it_when_the_limit_is_reached(
    certificate: Certificate, give: Give
) -> None:
    period = give(*YEAR, nominal=FULL, funding_limit=100_000, committed=100_000)
    enrol(certificate, period, (50_000, 50_000), fixed=(200_000, date(2019, 11, 1)))
    assert figures(certificate, date(2019, 11, 5)) == (200_000, 100_000, 50_000, 50_000)


def test_a_certificate_of_accounting_has_no_nominal_and_knows_what_it_would_be(
    certificate: Certificate, give: Give
) -> None:
    give(*YEAR, nominal=FULL, funded_valued=3, accounting_valued=1)
    change = update(Certificate).values(funding="accounting")
    database.perform(lambda session: session.execute(change))
    current_session().expire_all()
    (view,) = seen(certificate, date(2019, 10, 28)).open
    assert (view.money, view.would_be) == (None, 300_000)
    assert [(one.unit, one.amount) for one in view.numbers] == [
        (Unit.PROGRAMMES, 1),
        (Unit.CLOSED, 0),
        (Unit.CLOSED, 0),
    ]


def test_contracts_of_another_municipality_stay_after_a_move(certificate: Certificate, give: Give) -> None:
    period = give(*YEAR, nominal=FULL)
    enrol(certificate, period, (60_000, 60_000), fixed=(200_000, date(2019, 11, 1)))
    move = update(Certificate).values(municipality_code="myski", group_id=None)
    database.perform(lambda session: session.execute(move))
    current_session().expire_all()
    assert figures(certificate, date(2019, 11, 5)) == (200_000, 80_000, 60_000, 60_000)


def test_what_is_given_to_certificates_without_a_group_is_for_them_alone(certificate: Certificate, give: Give) -> None:
    give(*YEAR, funded_valued=2)
    leave = update(Certificate).values(group_id=None)
    database.perform(lambda session: session.execute(leave))
    current_session().expire_all()
    assert not seen(certificate, date(2019, 10, 28)).open[0].is_set


def test_a_stopped_period_says_so_from_its_day_on(certificate: Certificate, give: Give) -> None:
    give(*YEAR, nominal=FULL, stop_on=date(2019, 11, 1))
    assert [seen(certificate, date(2019, *day)).open[0].is_stopped for day in ((10, 31), (11, 1))] == [False, True]


def test_one_statement_reads_everything(app: flask.Flask, certificate: Certificate, give: Give) -> None:
    for year in range(2019, 2024):
        period = give(date(year, 1, 1), date(year, 12, 31), nominal=FULL, funded_valued=2, opens_on=date(2019, 1, 1))
        enrol(certificate, period, (1, 2, 3), fixed=(FULL, date(year, 1, 1)))
    engine, statements = app.extensions["sqlalchemy"].engine, []
    session, day = current_session(), date(2019, 11, 5)
    one = session.merge(certificate)
    municipality = known_municipality(session, one.municipality_code)
    before = capabilities_of(session, one, municipality, day)
    event.listen(engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    assert capabilities_of(session, one, municipality, day) == before
    assert len(before.open) == 5
    assert len(statements) == 1


def test_the_tables_refuse_what_no_rule_allows(certificate: Certificate, give: Give) -> None:
    period = give(*YEAR, nominal=FULL)
    for values in ({"committed": -1}, {"backdate_days": 51}, {"decrease": "weekly"}, {"ends_on": date(2018, 1, 1)}):
        with pytest.raises(Exception, match=r"(?i)check"):
            database.perform(
                lambda session, values=values: session.execute(update(Period).where(Period.id == period).values(values))
            )
