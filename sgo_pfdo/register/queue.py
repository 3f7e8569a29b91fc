"""What a remote register has still to be told: rows written in the transaction of the change they tell."""

import secrets
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from sgo_pfdo import leasing
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.register.model import RegisterTask

OPEN = "open"
STATUS_CHANGED = "status_changed"
RESET_PASSWORD = "reset_password"


def enqueue(session: Session, certificate: Certificate, kind: str, *, now: datetime) -> None:
    """Queue one thing to tell, after everything that is queued for the certificate already.

    :param kind: ``OPEN``, ``STATUS_CHANGED`` (tells the certificate's present status) or ``RESET_PASSWORD``.
    """
    session.add(
        RegisterTask(
            certificate_id=certificate.id,
            kind=kind,
            key=secrets.token_hex(16),
            status=certificate.stored_status if kind == STATUS_CHANGED else None,
            end_date=certificate.end_date if kind == STATUS_CHANGED else None,
            created_at=now,
            due_at=now,
        )
    )


def claim(session: Session, now: datetime) -> RegisterTask | None:
    """Lease the next due task whose certificate has no earlier one waiting, or give ``None``."""
    earlier = aliased(RegisterTask)
    blocked = exists().where(earlier.certificate_id == RegisterTask.certificate_id, earlier.id < RegisterTask.id)
    return leasing.claim(session, RegisterTask, select(RegisterTask).where(~blocked), now)


def is_waiting(session: Session, certificate_id: int, *, after: int) -> bool:
    """Tell whether the certificate has a task behind the one given that brings a password of its own."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    RegisterTask.certificate_id == certificate_id,
                    RegisterTask.id > after,
                    RegisterTask.kind == RESET_PASSWORD,
                )
            )
        )
    )
