"""Creates a certificate with its account, whoever asked for it: a family at the portal, or a clerk at the desk."""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from sgo_pfdo import signals
from sgo_pfdo.certificates.alike import AlikeCertificate, SaidOther, nobody_has_said, refuse_alike
from sgo_pfdo.certificates.model import Certificate, name_keys
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.certificates.rules.names import ChildRecord
from sgo_pfdo.certificates.rules.validity import end_date
from sgo_pfdo.config import Settings
from sgo_pfdo.database import RowInsert
from sgo_pfdo.funds.room import funding_of_new
from sgo_pfdo.journal.writing import SYSTEM, Actor, Event, record, record_together
from sgo_pfdo.mail.notices import tell_issued
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.municipalities.rules import AnyMunicipality
from sgo_pfdo.plain import numbers
from sgo_pfdo.register.accounts import create_account
from sgo_pfdo.secrets import Cipher

_log = logging.getLogger("sgo_pfdo")
_insert_certificate = RowInsert(Certificate)

NUMBER_ATTEMPTS = 100
"""How many numbers are drawn before the number space counts as used up."""
HAVE_TOLD_APART = "есть сертификат другого ребёнка, это проверили"
ANOTHER_HAS_ONE = "сертификат выдан и другому ребёнку"
READ_AT_ONCE = 1000
"""How many taken numbers are read at a time, to step over them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuing:
    """What issuing needs besides the child: settings, keys, and whether the register is remote."""

    settings: Settings
    cipher: Cipher
    has_remote_register: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCertificate:
    """What is known of a certificate before it has a number.

    :param pupil_id: the host's id of the child, or ``None`` for one without a pupil in the portal.
    :param school_id: the school that decided the municipality, if a school did.
    :param today: the first day, the date in the municipality.
    :param had_one: the holder has had a certificate before, whose place may have to be cleared.
    :param said_other: tells of a certificate that may be the child's whether somebody has said that it is not.
    """

    holder_id: int
    pupil_id: str | None
    surname: str
    first_name: str
    patronymic: str | None
    birth_date: date
    municipality: AnyMunicipality
    school_id: str | None
    group_id: int | None
    today: date
    had_one: bool
    said_other: SaidOther = nobody_has_said

    @property
    def child(self) -> ChildRecord:
        """The child as it is compared with those who have a certificate."""
        return ChildRecord.of(self, self.birth_date)


def create_certificate(
    session: Session, new: NewCertificate, actor: Actor, event: Event, *, issuing: Issuing, now: datetime
) -> tuple[int, bool]:
    """Create a certificate under a free number, with account and history entry.

    :param event: what the history says.
    :return: the id of the certificate and ``True``; if another press was faster, of its certificate and ``False``.
    :raises PossiblyHasOneError: a living certificate may be the child's, and nobody has said that it is not.
    :raises NumbersExhaustedError: the municipality has no number left.
    """
    others = refuse_alike(
        session,
        new.municipality.code,
        new.child,
        new.today,
        besides=new.holder_id,
        said_other=new.said_other,
    )
    certificate_id, number = _insert(session, new, issuing.settings, now)
    if number is None:
        return certificate_id, False
    about: Any = {"holder_id": new.holder_id, "certificate_id": certificate_id, "at": now}
    opened = [] if issuing.has_remote_register else [(Event.ACCOUNT_OPENED, SYSTEM)]
    record_together(session, [(event, actor), *opened], **about)
    if others:
        _tell_apart(session, others, new.municipality.code, actor, about)
    signals.send_after_commit(
        session,
        signals.certificate_issued,
        certificate_id=certificate_id,
        pupil_id=new.pupil_id,
        viewer_id=actor.id,
    )
    create_account(
        session,
        certificate_id,
        login=number,
        pupil_id=new.pupil_id,
        cipher=issuing.cipher,
        remote=issuing.has_remote_register,
        now=now,
    )
    if new.had_one:  # nobody else can have given an address to the cabinet; whoever applies is told by finishing
        tell_issued(session, certificate_id, now)
    _log.info("certificate %d issued", certificate_id)
    return certificate_id, True


def _tell_apart(
    session: Session, others: Sequence[AlikeCertificate], municipality_code: str, actor: Actor, about: dict[str, Any]
) -> None:
    """Write into both histories that there are two children of one surname and birth date, and who has said so."""
    record(session, Event.TOLD_APART, actor, **about, municipality_code=municipality_code, details=HAVE_TOLD_APART)
    for other in others:
        record(
            session,
            Event.TOLD_APART,
            actor,
            holder_id=other.holder_id,
            certificate_id=other.id,
            municipality_code=municipality_code,
            at=about["at"],
            details=ANOTHER_HAS_ONE,
        )


def _insert(session: Session, new: NewCertificate, settings: Settings, now: datetime) -> tuple[int, str | None]:
    """Insert the certificate; without a number, its id is that of the one that was faster."""
    if new.had_one:
        _clear_place(session, new.holder_id, new.today)
    values = _values(new, settings, now)
    values["funding"] = funding_of_new(session, new.municipality, new.group_id, new.today)
    draw = _number_source(session, new.municipality, settings)
    for _ in range(NUMBER_ATTEMPTS):
        number = draw()
        certificate_id = _insert_certificate(session, values | {"number": number})
        if certificate_id is not None:
            return certificate_id, number
        twin_id = session.scalar(select(Certificate.id).where(Certificate.living_key == new.holder_id))
        if twin_id is not None:
            return twin_id, None
    raise numbers.NumbersExhaustedError(f"no free number in {new.municipality.code} after {NUMBER_ATTEMPTS} attempts")


def _clear_place(session: Session, holder_id: int, today: date) -> None:
    """Let go of the holder's expired certificate, which keeps its key until now."""
    session.execute(
        update(Certificate)
        .where(Certificate.living_key == holder_id, Certificate.end_date < today)
        .values(living_key=None)
    )


def _values(new: NewCertificate, settings: Settings, now: datetime) -> dict[str, Any]:
    days = new.municipality.validity_days or settings.validity_days
    return {
        "holder_id": new.holder_id,
        "living_key": new.holder_id,
        "card_id": secrets.token_urlsafe(16),
        "status": Status.INACTIVE.value,
        "surname": new.surname,
        "first_name": new.first_name,
        "patronymic": new.patronymic,
        "birth_date": new.birth_date,
        "municipality_code": new.municipality.code,
        "school_id": new.school_id,
        "group_id": new.group_id,
        "issued_at": now,
        "start_date": new.today,
        "end_date": end_date(new.birth_date, new.today, days),
        **name_keys(new.surname, new.first_name),
    }


def _number_source(session: Session, municipality: AnyMunicipality, settings: Settings) -> Callable[[], str]:
    if (municipality.number_format or settings.number_format) == numbers.SGO12:
        return numbers.random_number
    region_code, municipality_code = municipality.region_code, municipality.municipality_code
    if region_code is None or municipality_code is None:
        raise numbers.NumbersExhaustedError(f"{municipality.code} lacks the codes that pfdo10 numbers begin with")

    drawn: list[int] = []

    def draw() -> str:
        position = _raise_counter(session, municipality.code)
        if drawn:  # that one was taken; so may be thousands behind it, of a municipality with the same codes
            position = _first_free(session, region_code, municipality_code, position)
            _raise_counter(session, municipality.code, to=position)
        drawn.append(position)
        return numbers.sequential_number(region_code, municipality_code, position)

    return draw


def _raise_counter(session: Session, code: str, *, to: int | None = None) -> int:
    """Raise the counter of a municipality, by one or to a position; nobody else can until the transaction ends."""
    position = session.scalar(
        update(Municipality)
        .where(Municipality.code == code)
        .values(numbers_used=Municipality.numbers_used + 1 if to is None else to)
        .returning(Municipality.numbers_used)
        .execution_options(synchronize_session=False)
    )
    return position or 0


def _first_free(session: Session, region_code: str, municipality_code: str, position: int) -> int:
    """Find the first position, from this one on, whose number nobody has; past the last one where none is left."""

    def number_at(position: int) -> str:
        return numbers.sequential_number(region_code, municipality_code, position)

    while position <= numbers.LAST_IN_SEQUENCE:
        query = select(Certificate.number).where(
            Certificate.number.between(number_at(position), number_at(numbers.LAST_IN_SEQUENCE)),
            func.length(Certificate.number) == len(number_at(position)),
        )
        taken = set(session.scalars(query.order_by(Certificate.number).limit(READ_AT_ONCE)))
        begin = position
        while position <= numbers.LAST_IN_SEQUENCE and number_at(position) in taken:
            position += 1
        if position < begin + READ_AT_ONCE:
            break
    return position
