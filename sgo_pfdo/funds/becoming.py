"""A certificate of учёт becomes one of ПФ by itself, with the first application for a certified programme; and back."""

from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.funds.facts import ENROLMENT, Fact, facts, months_of
from sgo_pfdo.funds.room import find_lack, locked_group
from sgo_pfdo.funds.rules.kinds import Funding
from sgo_pfdo.funds.rules.ledger import ledger_of
from sgo_pfdo.funds.rules.room import Lack
from sgo_pfdo.journal.writing import Actor, Event, record


class FundingRefusedError(Exception):
    """The certificate keeps its type: its group is closed, or money of the certificate is reserved or spent."""


class NoRoomError(FundingRefusedError):
    """The certificate keeps its type: its group has no room for one more of ПФ.

    :param lack: which limit of the group is reached.
    """

    def __init__(self, lack: Lack) -> None:
        super().__init__(f"the group lacks {lack}")
        self.lack = lack


def become_funded(session: Session, certificate: Certificate, actor: Actor, *, now: datetime, today: date) -> bool:
    """Make a certificate of учёт one of ПФ, in the transaction of the application that it does so for.

    The nominal follows from the date: nothing is given or written but the type.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param now: with a time zone.
    :param today: the date in the municipality.
    :return: whether it was one of учёт.
    :raises NoRoomError: a limit of its group is reached.
    :raises FundingRefusedError: its group is closed.
    """
    if certificate.group_id is not None:
        _refuse_without_room(session, certificate, certificate.group_id, today)
    return _change(session, certificate, Funding.FUNDED, actor, now)


def become_accounting(session: Session, certificate: Certificate, actor: Actor, *, now: datetime, today: date) -> bool:
    """Make a certificate of ПФ one of учёт again.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param today: the date in the municipality.
    :return: whether it was one of ПФ.
    :raises FundingRefusedError: something is reserved or spent.
    """
    session.flush()
    rows = session.connection().execute(facts().where(ENROLMENT.c.certificate_id == certificate.id))
    ledger = ledger_of(0, None, months_of(map(Fact._make, rows), today), today)
    if ledger.reserve or ledger.spent:
        raise FundingRefusedError
    return _change(session, certificate, Funding.ACCOUNTING, actor, now)


def _refuse_without_room(session: Session, certificate: Certificate, group_id: int, today: date) -> None:
    # locked, so that an operator who closes the group and families that apply follow one another
    group = locked_group(session, group_id)
    if group is None or not group[0]:
        raise FundingRefusedError
    session.refresh(certificate, ["funding"])
    if certificate.funding != Funding.FUNDED and (lack := find_lack(session, group_id, group[1], today)):
        raise NoRoomError(lack)


def _change(session: Session, certificate: Certificate, funding: Funding, actor: Actor, now: datetime) -> bool:
    changed = session.execute(
        update(Certificate)
        .where(Certificate.id == certificate.id, Certificate.funding != funding.value)
        .values(funding=funding.value)
        .execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        return False
    session.refresh(certificate, ["funding"])
    event = Event.BECAME_FUNDED if funding is Funding.FUNDED else Event.BECAME_ACCOUNTING
    record(session, event, actor, at=now, holder_id=certificate.holder_id, certificate_id=certificate.id)
    return True
