"""``flask pfdo clean``: erases what must not be kept, and refuses where a wrong clock may say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sgo_pfdo import drafts, limits
from sgo_pfdo.applications import confirming
from sgo_pfdo.cabinet import consent
from sgo_pfdo.cabinet.ending import drop_ended
from sgo_pfdo.certificates import erasing
from sgo_pfdo.config import Settings
from sgo_pfdo.identity import keeping
from sgo_pfdo.importing import staging
from sgo_pfdo.journal.clock_check import Doubt, check_clock
from sgo_pfdo.journal.inspecting import count_entries, years_before
from sgo_pfdo.mail import notices
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain.wording import moment_in_words

LARGEST_SHARE = 10
"""More than one entry of so many is not what a night lets go."""
_ASKED = (
    "Ничего не удалено. {why} Проверьте часы сервера: команды date и flask pfdo doctor. "
    "Если часы верны и удалить всё же нужно, запустите flask pfdo clean --sure"
)
_DOUBTS: Mapping[Doubt, str] = {
    Doubt.AHEAD: "Последняя запись в истории сделана больше месяца назад: {latest}. Похоже, часы спешат.",
    Doubt.BEHIND: "В истории есть запись из будущего: {latest}. Похоже, часы отстают или недавно спешили.",
}


class NotSureError(Exception):
    """What would be removed is so much, or so unlikely, that a person has to confirm it. The text says what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(_ASKED.format(why=why))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """What was erased besides the history.

    :param withdrawn: certificates annulled because their consent was withdrawn in the cabinet three days ago.
    :param certificates: of whose children name and account went.
    :param history_before: entries of the history from before this moment go next; ``None`` where all are kept.
    """

    withdrawn: int
    certificates: int
    applications: int
    drafts: int
    history_before: datetime | None


def clean(
    session: Session, settings: Settings, now: datetime, *, is_sure: bool, has_remote_register: bool = False
) -> Cleaned:
    """Erase everything that is due but the history, which :func:`sgo_pfdo.journal.inspecting.drop_entries` lets go.

    :param session: inside :func:`sgo_pfdo.database.perform`: an error takes all of it back.
    :param is_sure: a person has looked at the clock.
    :param has_remote_register: whether it has to be told of certificates that end.
    :raises NotSureError: it is not sure, and the clock is far from the newest entries of the history, or more than a
        tenth of the history would go.
    """
    check = check_clock(session, now)
    due, total, before = _due_history(session, settings, now)
    if check.doubt is None or is_sure:
        erasing.date_back(session, settings, now)
        confirming.date_back(session, now)
        consent.date_back(session, now)
    limits.drop_old(session, now)
    drop_ended(session, now)
    notices.drop_old(session, now)
    staging.drop_old(session, now)
    keeping.drop_old(session, now)
    cleaned = Cleaned(
        withdrawn=consent.carry_out_due(session, settings, now, has_remote_register=has_remote_register),
        certificates=erasing.erase_withdrawn(session, settings, now),
        applications=confirming.erase_unfinished(session, now - timedelta(days=settings.unfinished_days)),
        drafts=drafts.drop_old(session, now),
        history_before=before if due else None,
    )
    if is_sure:
        return cleaned
    is_anything = cleaned.withdrawn or cleaned.certificates or cleaned.applications or cleaned.drafts
    if check.doubt is not None and (due or is_anything):
        assert check.latest is not None  # or there would be no doubt
        latest = moment_in_words(check.latest, time_zone_of(None, settings))
        raise NotSureError(_DOUBTS[check.doubt].format(latest=latest))
    if due * LARGEST_SHARE > total:
        raise NotSureError(f"Из истории ушло бы больше десятой части: записей {due} из {total}.")
    return cleaned


def _due_history(session: Session, settings: Settings, now: datetime) -> tuple[int, int, datetime | None]:
    """Count the entries that are past their time, and all; give the moment that divides them."""
    if not settings.history_years:
        return 0, 0, None
    before = years_before(now, settings.history_years)
    due, total = count_entries(session, before)
    return due, total, before
