"""Folds the names of stored certificates anew, once an update has changed the folding."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.model import Certificate, name_keys

AT_ONCE = 1000


def fold_again(session: Session, after: int) -> tuple[int | None, int]:
    """Fold the names of some certificates, in the order of their ids.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param after: the last id of the portion before, 0 for the first.
    :return: the last id of this portion, ``None`` where there was none left, and how many keys were others.
    """
    query = select(
        Certificate.id,
        Certificate.surname,
        Certificate.first_name,
        Certificate.surname_key,
        Certificate.first_name_key,
    )
    rows = session.execute(query.where(Certificate.id > after).order_by(Certificate.id).limit(AT_ONCE)).all()
    changed = 0
    for row in rows:
        keys = name_keys(row.surname, row.first_name)
        if keys != {"surname_key": row.surname_key, "first_name_key": row.first_name_key}:
            # only the name that was read: somebody may have corrected it since
            same = (Certificate.id == row.id, Certificate.surname == row.surname)
            statement = update(Certificate).where(*same, Certificate.first_name == row.first_name).values(**keys)
            session.execute(statement.execution_options(synchronize_session=False))
            changed += 1
    return (rows[-1].id if rows else None), changed
