"""The history of a certificate in the family's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sgo_pfdo.certificates.standing import Standing
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.journal.writing import Event, history_of
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.people import Viewer
from sgo_pfdo.wording import moment_in_words

PAGE_SIZE = 50
LARGEST_ID = 2**63 - 1

WHAT: dict[Event, str] = {
    Event.ISSUED: "Получен сертификат",
    Event.ACCOUNT_OPENED: "Открыта учётная запись в АИС ПФДО",
    Event.IMAGE_DOWNLOADED: "Скачан файл с изображением сертификата",
    Event.CREDENTIALS_DOWNLOADED: "Скачан файл с учётными данными для входа в АИС ПФДО",
    Event.PASSWORD_RESET: "Создан новый пароль для входа в АИС ПФДО, прежний больше не действует",
}

WHO: dict[str, str] = {
    "parent": "Родитель (законный представитель)",
    "pupil": "Ребёнок",
    "system": "Портал, автоматически",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the family reads it; it names no other person.

    :param when: «25 января 2020, 18:05», in the time zone of the municipality.
    :param machine_time: the same in ISO 8601.
    """

    when: str
    machine_time: str
    who: str
    what: str


def family_history(viewer: Viewer, standing: Standing, *, before: int | None) -> tuple[Sequence[Line], int | None]:
    """Read a page of the history of the child's certificates, newest first.

    :param before: where the page before it ended.
    :return: the lines, and where this page ends if there are older ones.
    """
    if standing.holder is None:
        return (), None
    if before is not None and not 0 < before <= LARGEST_ID:
        before = None
    entries = history_of(current_session(), standing.holder.id, before=before, limit=PAGE_SIZE + 1)
    zone = time_zone_of(standing.municipality, current_state().settings)
    lines = [
        Line(
            when=moment_in_words(entry.at, zone),
            machine_time=entry.at.astimezone(zone).isoformat(timespec="seconds"),
            who=_who(viewer, entry),
            what=WHAT[Event(entry.event)],
        )
        for entry in entries[:PAGE_SIZE]
    ]
    return lines, entries[PAGE_SIZE - 1].id if len(entries) > PAGE_SIZE else None


def _who(viewer: Viewer, entry: JournalEntry) -> str:
    if entry.actor_id == viewer.id:
        return "Вы"
    who = WHO[entry.actor_role]
    return f"{who}, {entry.organisation}" if entry.organisation else who
