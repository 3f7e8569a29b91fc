"""Agreements of providers with municipalities that pay, as the operator loads them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.database import insert_new
from sgo_pfdo.funds.model import Period
from sgo_pfdo.programmes.acting import By, FieldsRefusedError, lock_seen, tell
from sgo_pfdo.programmes.provider_model import Agreement, Provider
from sgo_pfdo.programmes.rules.agreements import SHOWN, AgreementState


def find_agreement(session: Session, provider_code: str, period_id: int) -> Agreement | None:
    """Find the agreement of a provider for a period, as it is now."""
    about = (Agreement.provider_code == provider_code, Agreement.period_id == period_id)
    return session.scalars(select(Agreement).where(*about).execution_options(populate_existing=True)).one_or_none()


def agreements_of(session: Session, provider_code: str, payer: str) -> Sequence[tuple[Agreement, Period]]:
    """List the agreements of a provider with a municipality that pays, with their periods, the latest first."""
    query = (
        select(Agreement, Period)
        .join(Period, Period.id == Agreement.period_id)
        .where(Agreement.provider_code == provider_code, Period.municipality_code == payer)
        .order_by(Period.starts_on.desc())
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def agreements_with(session: Session, municipality_code: str) -> Sequence[tuple[Agreement, Period, Provider]]:
    """List the agreements of a municipality with whomever it pays, those of the latest period first."""
    query = (
        select(Agreement, Period, Provider)
        .join(Period, Period.id == Agreement.period_id)
        .join(Provider, Provider.code == Agreement.provider_code)
        .where(Period.municipality_code == municipality_code)
        .order_by(Period.starts_on.desc(), Provider.name_key, Provider.code)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def put_agreement(
    session: Session,
    provider: Provider,
    municipality_code: str,
    values: Mapping[str, Any],
    by: By,
    *,
    seen: int | None = None,
    is_new: bool = False,
) -> bool:
    """Write an agreement with the municipality of the operator, new or not.

    :param values: every name in :data:`sgo_pfdo.programmes.rules.records.AGREEMENT`.
    :param seen: the version that the page showed, ``None`` for a file, which says how it is.
    :param is_new: whether it is one only if there is none yet.
    :return: whether anything is different now.
    :raises FieldsRefusedError: the municipality has no such period.
    :raises ChangedMeanwhileError: it is another one by now.
    """
    about = (Period.municipality_code == municipality_code, Period.starts_on == values["period_starts_on"])
    period_id = session.scalar(select(Period.id).where(*about))
    if period_id is None:
        raise FieldsRefusedError({"period_starts_on": "у муниципалитета нет периода, который начинается в этот день"})
    columns = {name: value for name, value in values.items() if name != "period_starts_on"}
    agreement = insert_new(session, Agreement, {"provider_code": provider.code, "period_id": period_id} | columns)
    if agreement is None and is_new:
        return False
    if agreement is None:
        agreement = session.scalars(
            select(Agreement).where(Agreement.provider_code == provider.code, Agreement.period_id == period_id)
        ).one()
        lock_seen(session, agreement, agreement.version if seen is None else seen)
        if all(getattr(agreement, name) == value for name, value in columns.items()):
            return False
        for name, value in columns.items():
            setattr(agreement, name, value)
        agreement.version += 1
    state = SHOWN[AgreementState(agreement.state)].lower()
    day = f"{values['period_starts_on']:%d.%m.%Y}"
    tell(session, by, municipality_code, f"Соглашение с организацией «{provider.name}» на период с {day}: {state}")
    return True
