"""Looks whether a certificate group has room for one more certificate of ПФ, and lets those who ask at once take turns.

Nothing is counted ahead: certificates end by their dates, and nominals fall by the month, without anybody's doing.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, living
from sgo_pfdo.funds.facts import ENROLMENT, MONTH
from sgo_pfdo.funds.model import Allowance, Period, PeriodCertificate
from sgo_pfdo.funds.rules.kinds import Funding, RegisterKind, Unit
from sgo_pfdo.funds.rules.ledger import LIVING, EnrolmentStatus
from sgo_pfdo.funds.rules.nominal import Decrease, available
from sgo_pfdo.funds.rules.room import Lack, Limits, Taken, lack_of_room
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.model import Group, Municipality
from sgo_pfdo.municipalities.rules import AnyMunicipality


def locked_group(session: Session, group_id: int, *, limited: bool = False) -> tuple[bool, Limits] | None:
    """Wait for whoever looks for room in the group at the moment, and read what holds there.

    The row is written as it is: at REPEATABLE READ, a lock alone would leave an old snapshot to be counted. Whoever
    only refers to the group, as each new certificate does, does not wait for it.

    The municipality's row is taken first, as whoever edits its groups takes it: nobody waits in a circle.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param limited: only if the group has a limit.
    :return: whether it is open, and its limits; ``None`` if it was to have a limit, and has none.
    """
    which = [Group.id == group_id]
    if limited:
        which.append(or_(Group.certificate_limit.is_not(None), Group.nominal_limit.is_not(None)))
    town = select(Municipality.code).join(Group, Group.municipality_code == Municipality.code).where(*which)
    session.execute(town.with_for_update(of=Municipality, key_share=True))  # FOR NO KEY UPDATE
    query = update(Group).where(*which).values(is_open=Group.is_open)
    found = session.execute(
        query.returning(Group.is_open, Group.certificate_limit, Group.nominal_limit).execution_options(
            synchronize_session=False
        )
    ).one_or_none()
    return None if found is None else (found[0], Limits(found[1], found[2]))


def funding_of_new(session: Session, municipality: AnyMunicipality, group_id: int | None, today: date) -> str:
    """Tell the type of a new certificate: the municipality's, but учёт where its group has no room for one of ПФ.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param today: the date in the municipality.
    """
    if group_id is None or municipality.funding != Funding.FUNDED:
        return municipality.funding
    if isinstance(municipality, KnownMunicipality) and not _is_limited(municipality, group_id):
        return municipality.funding
    group = locked_group(session, group_id, limited=True)
    if group is None or find_lack(session, group_id, group[1], today) is None:
        return municipality.funding
    return Funding.ACCOUNTING.value


def is_full(session: Session, municipality: KnownMunicipality, group_id: int | None, today: date) -> bool:
    """Tell whether a group has no room for one more certificate of ПФ now; it is only looked at.

    :param municipality: of the group, as it was just read.
    :param today: the date there.
    """
    limits = next((one.limits for one in municipality.groups if one.id == group_id), Limits())
    return group_id is not None and find_lack(session, group_id, limits, today) is not None


def _is_limited(municipality: KnownMunicipality, group_id: int) -> bool:
    return any(one.limits.is_set for one in municipality.groups if one.id == group_id)


def find_lack(session: Session, group_id: int, limits: Limits, today: date) -> Lack | None:
    """Tell what a group lacks for one more certificate of ПФ; ``None`` where there is room.

    :param session: for a decision, with the group's row taken by :func:`locked_group`.
    :param today: the date in the municipality.
    """
    if not limits.is_set:
        return None
    session.flush()
    count = session.scalar(select(func.count()).select_from(Certificate).where(*_funded(group_id, today))) or 0
    if limits.nominals is None:
        return lack_of_room(limits, Taken(count, 0), 0)
    period_id, nominal = _running(session, group_id, today)
    fixed, their_sum = _fixed(session, period_id, group_id, today)
    return lack_of_room(limits, Taken(count, (count - fixed) * nominal + their_sum), nominal)


def _funded(group_id: int, today: date) -> Iterable[ColumnElement[bool]]:
    """Say which certificates take room: those of ПФ that are neither annulled nor expired.

    The municipality of the group is named as well, for every index of the table begins with it.
    """
    town = select(Group.municipality_code).where(Group.id == group_id).scalar_subquery()
    return (
        Certificate.municipality_code == town,
        Certificate.group_id == group_id,
        Certificate.funding == Funding.FUNDED.value,
        living(today),
    )


def _running(session: Session, group_id: int, today: date) -> tuple[int | None, int]:
    """Read the period of today, and the nominal that a certificate of the group has in it before it is used."""
    row = session.execute(
        select(Period, Allowance.amount)
        .join(Allowance, Allowance.period_id == Period.id)
        .where(
            Period.starts_on <= today,
            Period.ends_on >= today,
            Allowance.group_id == group_id,
            Allowance.register_kind == RegisterKind.CERTIFIED.value,
            Allowance.unit == Unit.MONEY.value,
        )
    ).one_or_none()
    if row is None:
        return None, 0
    period, full = row
    return period.id, available(full, period.span, today, Decrease(period.decrease))


def _fixed(session: Session, period_id: int | None, group_id: int, today: date) -> tuple[int, int]:
    """Count the certificates whose nominal an application has fixed, and add these up.

    As in :func:`sgo_pfdo.funds.rules.ledger.ledger_of`, it counts while a month reserves or has spent anything.
    """
    if period_id is None:
        return 0, 0
    lapsed = ENROLMENT.c.status.in_([EnrolmentStatus.REQUESTED.value, EnrolmentStatus.CONFIRMED.value]) & (
        ENROLMENT.c.ends_on < today
    )
    used = exists().where(
        ENROLMENT.c.certificate_id == Certificate.id,
        ENROLMENT.c.period_id == period_id,
        ENROLMENT.c.status.in_([one.value for one in LIVING]),
        ~lapsed,
        MONTH.c.enrolment_id == ENROLMENT.c.id,
        MONTH.c.certificate_part > 0,
        or_(ENROLMENT.c.ends_early_on.is_(None), MONTH.c.month <= ENROLMENT.c.ends_early_on),
    )
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(PeriodCertificate.fixed_nominal), 0))
        .select_from(PeriodCertificate)
        .join(Certificate, Certificate.id == PeriodCertificate.certificate_id)
        .where(
            PeriodCertificate.period_id == period_id,
            PeriodCertificate.fixed_nominal.is_not(None),
            used,
            *_funded(group_id, today),
        )
    ).one()
    return row[0], int(row[1] or 0)
