"""What clerks do at the desk, without a page: inside an application context."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.certificates import in_person, steps
from sgo_pfdo.certificates.identity import DocumentKind, normalise
from sgo_pfdo.certificates.in_person import Applied
from sgo_pfdo.certificates.model import Certificate, Holder, Transition
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.municipalities.model import Municipality
from tests.support.apps import NOW

CLERK = Actor(
    role="clerk",
    id="clerk-cdt",
    organisation="МАУ ДО «Центр детского творчества»",
    municipality_code="kiselevsk",
)
OTHER_CLERK = replace(CLERK, id="clerk-second")
"""Of the same organisation."""
MYSKI_CLERK = Actor(
    role="clerk",
    id="clerk-myski-centre",
    organisation="МБУ ДО «Центр дополнительного образования», г. Мыски",
    municipality_code="myski",
)

BIRTH_CERTIFICATE = "III-АБ № 123456"
LIZA = Applied(
    surname="Ёлкина",
    first_name="Елизавета",
    patronymic="Павловна",
    birth_date=date(2011, 3, 8),
    document_kind=DocumentKind.BIRTH_CERTIFICATE,
    document_number=BIRTH_CERTIFICATE,
)
"""Eight years old at :data:`NOW`, not in the portal."""


def birth_certificate(number: int) -> str:
    """Give the document of another child, one for each number."""
    return normalise(DocumentKind.BIRTH_CERTIFICATE, f"III-АБ {number:06d}")


def register(applied: Applied = LIZA, clerk: Actor = CLERK, *, now: datetime = NOW, **changes: Any) -> Certificate:
    """Register a child in person; ``changes`` are other fields of what was applied for."""
    plan = current_state().issuing

    def action(session: Session) -> Certificate:
        municipality = session.get_one(Municipality, clerk.municipality_code)
        return in_person.register_in_person(
            session, replace(applied, **changes), clerk, municipality, issuing=plan, now=now
        )

    return database.perform(action)


def take(
    step: Step,
    certificate: Certificate,
    clerk: Actor = CLERK,
    *,
    now: datetime = NOW,
    version: int | None = None,
    **request: Any,
) -> Certificate:
    """Take a step with a certificate as it is now, or as it was at a ``version``."""
    state = current_state()
    current_session().refresh(certificate)
    wanted = steps.StepRequest(step=step, version=version or certificate.version, **request)
    certificate_id = certificate.id
    return database.perform(
        lambda session: steps.take_step(
            session,
            certificate_id,
            wanted,
            clerk,
            settings=state.settings,
            has_remote_register=state.register is not None,
            now=now,
        )
    )


def possible(certificate: Certificate, *, now: datetime = NOW) -> list[Step]:
    """List the steps that a page would offer."""
    current_session().refresh(certificate)
    return steps.possible_steps(current_session(), certificate, settings=current_state().settings, now=now)


def holder_of(certificate: Certificate) -> Holder:
    """Read the child of a certificate."""
    return current_session().get_one(Holder, certificate.holder_id, populate_existing=True)


def transitions(certificate: Certificate) -> Sequence[Transition]:
    """Read every step of a certificate, the oldest first."""
    query = select(Transition).where(Transition.certificate_id == certificate.id).order_by(Transition.id)
    return current_session().scalars(query).all()


def entries(holder_id: int | None) -> list[tuple[str, str | None]]:
    """List event and details of a child's history, or of what concerns no child, the oldest first."""
    query = select(JournalEntry).where(JournalEntry.holder_id == holder_id).order_by(JournalEntry.id)
    return [(entry.event, entry.details) for entry in current_session().scalars(query)]
