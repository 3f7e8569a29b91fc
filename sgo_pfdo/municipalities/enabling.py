"""Switches the module on and off for schools. Off stops issuing, never what was issued."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.database import insert_new
from sgo_pfdo.journal.writing import Actor, Event, record
from sgo_pfdo.municipalities.model import Municipality, RegisteredSchool
from sgo_pfdo.people import MAX_ID_LENGTH


def enable(school_ids: Sequence[str], *, municipality: str) -> None:
    """Switch the module on for schools of a municipality, as one action.

    :param school_ids: the host's opaque ids; schools that the module does not know yet are registered.
    :param municipality: the code of a municipality that was loaded before.
    :raises ValueError: there is no such municipality, or an id is not text of 1 to 64 characters.
    """
    check_ids(school_ids)

    def action(session: Session) -> None:
        if session.get(Municipality, municipality) is None:
            raise ValueError(f"there is no municipality {municipality!r}; load it first: flask pfdo load FILE")
        for school_id in school_ids:
            values = {"id": school_id, "municipality_code": municipality, "is_enabled": True}
            if insert_new(session, RegisteredSchool, values) is None:
                session.execute(
                    update(RegisteredSchool)
                    .where(RegisteredSchool.id == school_id)
                    .values(municipality_code=municipality, is_enabled=True)
                )

    database.perform(action)


def disable(school_ids: Sequence[str]) -> None:
    """Switch the module off for schools, as one action.

    :raises ValueError: the module does not know one of them; nothing is changed then.
    """
    check_ids(school_ids)

    def action(session: Session) -> None:
        for school_id in school_ids:
            changed = session.execute(
                update(RegisteredSchool).where(RegisteredSchool.id == school_id).values(is_enabled=False)
            )
            if not changed.rowcount:  # type: ignore[attr-defined]
                raise ValueError(f"there is no school {school_id!r}")

    database.perform(action)


def switch(session: Session, school: RegisteredSchool, actor: Actor, *, on: bool, now: datetime) -> bool:
    """Switch the module on or off for one school, as its director does.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param now: the moment, with a time zone.
    :return: whether anything is different now; two directors at once make one entry in the history.
    """
    changed = session.execute(
        update(RegisteredSchool)
        .where(RegisteredSchool.id == school.id, RegisteredSchool.is_enabled.is_(not on))
        .values(is_enabled=on)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        return False
    what = "выдача сертификатов на портале включена" if on else "выдача сертификатов на портале выключена"
    record(session, Event.MODULE_SWITCHED, actor, at=now, details=f"{school.name or school.id}: {what}")
    return True


def check_ids(school_ids: Sequence[str]) -> None:
    """Refuse what is no id of a school.

    :raises ValueError: the message names it.
    """
    for school_id in school_ids:
        if not (0 < len(school_id) <= MAX_ID_LENGTH and school_id.isprintable()):
            raise ValueError(f"a school id is printable text of 1 to {MAX_ID_LENGTH} characters: {school_id!r}")
