"""What operators change, without a page: inside an application context."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.municipalities import editing
from sgo_pfdo.municipalities.model import Group, Municipality, Organisation
from sgo_pfdo.municipalities.reading import renew_revision
from sgo_pfdo.municipalities.rules import groups_of, organisations_of
from tests.support.apps import NOW

OPERATOR = Actor(
    role="operator",
    id="operator-kiselevsk",
    organisation="Управление образования Киселёвского городского округа",
    municipality_code="kiselevsk",
)
NEW_GROUP: Mapping[str, Any] = {
    "name": "Дети с ограниченными возможностями здоровья",
    "age_from": 3,
    "age_to": 18,
    "is_open": True,
    "place": 2,
}
NEW_ORGANISATION: Mapping[str, Any] = {
    "name": "МБУ ДО «Дом творчества»",
    "address": "г. Киселёвск, ул. Мира, д. 1",
    "telephone": None,
    "hours": None,
    "is_open": True,
    "place": 2,
}


def change_past_the_module(statement: Executable) -> None:
    """Change rows as a DBA does, who then says so: ``flask pfdo municipality refresh``."""

    def change(session: Session) -> None:
        session.execute(statement)
        renew_revision(session, *session.scalars(select(Municipality.code)))

    database.perform(change)


def kiselevsk() -> Municipality:
    """Read the municipality of :data:`OPERATOR` afresh."""
    return current_session().get_one(Municipality, "kiselevsk", populate_existing=True)


def groups() -> list[Group]:
    """Read its groups in order."""
    return groups_of(current_session(), kiselevsk())


def organisations() -> list[Organisation]:
    """Read its authorised organisations in order."""
    return organisations_of(current_session(), kiselevsk())


def edit(seen: str = editing.NEW) -> editing.Edit:
    """Describe an edit of :data:`OPERATOR`."""
    return editing.Edit(municipality_code="kiselevsk", actor=OPERATOR, now=NOW, seen=seen)


def seen_settings(*names: str) -> str:
    """Give the fingerprint of settings as a form would show them now."""
    return editing.fingerprint(editing.settings_of(kiselevsk(), names))


def change(seen: str | None = None, **values: Any) -> bool:
    """Change settings, by default as they are seen now."""
    wanted = edit(seen_settings(*values) if seen is None else seen)
    return database.perform(lambda session: editing.change_settings(session, values, wanted))


def add_group(**changes: Any) -> None:
    """Add :data:`NEW_GROUP`, or one that differs from it."""
    database.perform(lambda session: editing.add_group(session, {**NEW_GROUP, **changes}, edit()))


def change_group(group: Group, **changes: Any) -> bool:
    """Change a group as it is seen now."""
    shown = editing.group_values(group, groups().index(group) + 1)
    wanted = edit(editing.fingerprint(shown))
    return database.perform(lambda session: editing.change_group(session, group.id, shown | changes, wanted))


def add_organisation(code: str = "dt", **changes: Any) -> None:
    """Add :data:`NEW_ORGANISATION`, or one that differs from it."""
    values = {**NEW_ORGANISATION, **changes}
    database.perform(lambda session: editing.add_organisation(session, code, values, edit()))


def change_organisation(organisation: Organisation, **changes: Any) -> bool:
    """Change an organisation as it is seen now."""
    shown = editing.organisation_values(organisation, organisations().index(organisation) + 1)
    wanted = edit(editing.fingerprint(shown))
    code = organisation.code
    return database.perform(lambda session: editing.change_organisation(session, code, shown | changes, wanted))


def told() -> list[str | None]:
    """List what the history of the settings tells, the oldest first."""
    query = (
        select(JournalEntry.details)
        .where(JournalEntry.event == "setting_changed", JournalEntry.municipality_code == "kiselevsk")
        .order_by(JournalEntry.id)
    )
    return list(current_session().scalars(query))
