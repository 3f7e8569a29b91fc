"""Adds and changes a municipality's own entries of the help. Each change is told in the history; nothing is deleted."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.municipalities.changes import Wording, told
from sgo_pfdo.municipalities.editing import Edit, SettingsChangedError, fingerprint
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.publications.help import Help, all_help
from sgo_pfdo.publications.model import Audience, HelpEntry, HelpKind

KINDS: Mapping[HelpKind, str] = {
    HelpKind.INSTRUCTION: "Инструкции",
    HelpKind.VIDEO: "Видеоуроки",
    HelpKind.QUESTION: "Часто задаваемые вопросы",
}
"""As S001 has them, part 7."""
AUDIENCES: Mapping[Audience, str] = {
    Audience.EVERYONE: "для всех",
    Audience.PARENT: "для родителей",
    Audience.PUPIL: "для детей с 14 лет",
}
WORDS: Mapping[str, Wording] = {
    "title": Wording("название"),
    "short": Wording("коротко"),
    "body": Wording("текст"),
    "keywords": Wording("слова для поиска"),
    "links": Wording("ссылки"),
    "audience": Wording("для кого", lambda value: AUDIENCES[Audience(value)]),
    "is_open": Wording("семьи видят", lambda value: "да" if value else "нет"),
}


def values_of(entry: Help) -> dict[str, Any]:
    """Read what can be changed of an entry."""
    return {
        "title": entry.title,
        "short": entry.short,
        "body": entry.body,
        "keywords": entry.keywords,
        "links": "\n".join(entry.links) or None,
        "audience": entry.audience.value,
        "is_open": entry.is_open,
    }


def find_entry(entries: Sequence[Help], *, key: str | None, row_id: int | None) -> Help | None:
    """Find an entry by the key of a shipped one, or by the row of an own one."""
    if key is not None:
        return next((entry for entry in entries if entry.key == key), None)
    return next((entry for entry in entries if row_id is not None and entry.row_id == row_id), None)


def add_entry(session: Session, kind: HelpKind, values: Mapping[str, Any], edit: Edit) -> None:
    """Add an entry.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param values: every name in :data:`WORDS`.
    """
    _lock(session, edit)
    session.add(HelpEntry(municipality_code=edit.municipality_code, kind=kind.value, **values))
    _tell(session, edit, f"Помощь, {KINDS[kind].lower()}: добавлено «{values['title']}»")


def change_entry(
    session: Session, values: Mapping[str, Any], edit: Edit, *, key: str | None = None, row_id: int | None = None
) -> bool:
    """Change, close or open an entry; a shipped one is replaced by a row of the municipality's own.

    :param values: every name in :data:`WORDS`.
    :return: whether anything is different now.
    :raises LookupError: there is no such entry.
    :raises SettingsChangedError: it is no longer what the form showed.
    """
    _lock(session, edit)
    entry = find_entry(all_help(session, edit.municipality_code), key=key, row_id=row_id)
    if entry is None:
        raise LookupError(key or row_id)
    before = values_of(entry)
    if fingerprint(before) != edit.seen:
        raise SettingsChangedError
    difference = told(before, dict(values), WORDS)
    if not difference:
        return False
    if entry.row_id is None:
        session.add(
            HelpEntry(municipality_code=edit.municipality_code, kind=entry.kind.value, replaces=entry.key, **values)
        )
    else:
        row = session.get_one(HelpEntry, entry.row_id)
        for name, value in values.items():
            setattr(row, name, value)
    _tell(session, edit, f"Помощь, «{entry.title}» – {difference}")
    return True


def _lock(session: Session, edit: Edit) -> None:
    """Have whoever edits the municipality at the same time wait here."""
    session.execute(select(Municipality.code).where(Municipality.code == edit.municipality_code).with_for_update())


def _tell(session: Session, edit: Edit, details: str) -> None:
    record(session, Event.SETTING_CHANGED, edit.actor, at=edit.now, details=details)
