"""A certificate of учёт becomes one of ПФ and goes back, once, and the history tells it."""

from datetime import date

import pytest
from sqlalchemy import update

from sgo_pfdo import database
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session
from sgo_pfdo.funds.becoming import FundingRefusedError, become_accounting, become_funded
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.municipalities.model import Group, Municipality
from tests.funds.conftest import Give
from tests.support.actions import events, press
from tests.support.apps import NOW, SASHA, TODAY
from tests.support.editing import change_past_the_module
from tests.support.funds import FULL, YEAR, enrol, figures


def fund(certificate: Certificate) -> bool:
    one = certificate.id
    return database.perform(
        lambda session: become_funded(session, session.get_one(Certificate, one), SYSTEM, now=NOW, today=TODAY)
    )


def unfund(certificate: Certificate, today: date) -> bool:
    one = certificate.id
    return database.perform(
        lambda session: become_accounting(session, session.get_one(Certificate, one), SYSTEM, now=NOW, today=today)
    )


def funding(certificate: Certificate) -> str:
    return current_session().get_one(Certificate, certificate.id, populate_existing=True).funding


def test_new_certificates_have_the_type_that_the_municipality_says(certificate: Certificate) -> None:
    assert certificate.funding == "funded"
    change_past_the_module(update(Municipality).values(funding="accounting"))
    assert press(SASHA).funding == "accounting"
    assert funding(certificate) == "funded"


def test_it_becomes_one_of_pf_once_and_has_the_nominal_of_its_month(certificate: Certificate, give: Give) -> None:
    give(*YEAR, nominal=FULL)
    assert unfund(certificate, date(2019, 10, 28))
    assert fund(certificate) and not fund(certificate)
    assert funding(certificate) == "funded"
    assert events()[-2:] == ["became_accounting", "became_funded"]
    assert figures(certificate, date(2019, 10, 28)) == (300_000, 300_000, 0, 0)


def test_a_closed_group_takes_nobody_in(certificate: Certificate) -> None:
    unfund(certificate, date(2019, 10, 28))
    change_past_the_module(update(Group).values(is_open=False))
    with pytest.raises(FundingRefusedError):
        fund(certificate)
    assert funding(certificate) == "accounting"


@pytest.mark.parametrize(("status", "is_free"), [("requested", False), ("active", False), ("refused", True)])
def test_it_goes_back_only_with_nothing_reserved_and_nothing_spent(
    certificate: Certificate, give: Give, status: str, is_free: bool
) -> None:
    enrol(certificate, give(*YEAR, nominal=FULL), (1, 1), fixed=(200_000, date(2019, 11, 1)), status=status)
    if is_free:
        assert unfund(certificate, date(2019, 11, 5))
    else:
        with pytest.raises(FundingRefusedError):
            unfund(certificate, date(2019, 11, 5))
