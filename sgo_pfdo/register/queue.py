"""What a remote register has still to be told: rows written in the transaction of the change they tell."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.register.model import RegisterTask

OPEN = "open"
STATUS_CHANGED = "status_changed"
RESET_PASSWORD = "reset_password"

LEASE = timedelta(minutes=2)
"""How long a worker has a task for itself; afterwards another one may repeat it."""
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)


def enqueue(session: Session, certificate: Certificate, kind: str, *, now: datetime) -> None:
    """Queue one thing to tell, after everything that is queued for the certificate already.

    :param kind: ``OPEN``, ``STATUS_CHANGED`` (tells the certificate's present status) or ``RESET_PASSWORD``.
    """
    session.add(
        RegisterTask(
            certificate_id=certificate.id,
            kind=kind,
            key=f"{certificate.number}-{kind}-{now.timestamp():.6f}",
            status=certificate.stored_status if kind == STATUS_CHANGED else None,
            end_date=certificate.end_date if kind == STATUS_CHANGED else None,
            created_at=now,
            due_at=now,
        )
    )


def claim(session: Session, now: datetime) -> RegisterTask | None:
    """Lease the next due task whose certificate has no earlier one waiting, or give ``None``.

    Two workers never hold the same task at the same time: the lease is a compare-and-swap on the due moment.
    """
    earlier = aliased(RegisterTask)
    candidates = (
        select(RegisterTask)
        .where(
            RegisterTask.due_at <= now,
            ~exists().where(earlier.certificate_id == RegisterTask.certificate_id, earlier.id < RegisterTask.id),
        )
        .order_by(RegisterTask.due_at, RegisterTask.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    task = session.scalars(candidates).one_or_none()
    if task is None:
        return None
    taken = session.execute(
        update(RegisterTask)
        .where(RegisterTask.id == task.id, RegisterTask.due_at == task.due_at)
        .values(due_at=now + LEASE, attempts=RegisterTask.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(task)
    return task if taken.rowcount else None  # type: ignore[attr-defined]


def postpone(session: Session, task_id: int, attempts: int, problem: str, now: datetime) -> None:
    """Put a failed task back, for a time that doubles with each failure.

    :param attempts: as claimed; a task that another worker has claimed since is left alone.
    :param problem: why, without personal data.
    """
    delay = min(FIRST_DELAY * 2 ** min(attempts - 1, 10), LONGEST_DELAY)
    session.execute(
        update(RegisterTask)
        .where(RegisterTask.id == task_id, RegisterTask.attempts == attempts)
        .values(due_at=now + delay, problem=problem)
    )


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
