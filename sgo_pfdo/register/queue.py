"""What a remote register has still to be told: rows written in the transaction of the change they tell."""

import secrets
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.register.model import RegisterTask
from sgo_pfdo.upkeep import leasing

OPEN = "open"
STATUS_CHANGED = "status_changed"
RESET_PASSWORD = "reset_password"


def enqueue(session: Session, certificate_id: int, kind: str, *, now: datetime) -> None:
    """Queue one thing to tell, after everything that is queued for the certificate already.

    :param kind: ``OPEN`` or ``RESET_PASSWORD``.
    """
    session.add(_task(certificate_id, kind, now))


def enqueue_status(session: Session, certificate: Certificate, *, now: datetime) -> None:
    """Queue the certificate's present status, after everything that is queued for it already."""
    task = _task(certificate.id, STATUS_CHANGED, now)
    task.status, task.end_date = certificate.stored_status, certificate.end_date
    session.add(task)


def _task(certificate_id: int, kind: str, now: datetime) -> RegisterTask:
    return RegisterTask(certificate_id=certificate_id, kind=kind, key=secrets.token_hex(16), created_at=now, due_at=now)


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
