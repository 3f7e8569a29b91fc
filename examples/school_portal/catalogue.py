"""The catalogue of the demo: organisations and programmes of two municipalities, brought in by the import."""

import io
import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from school_portal import clock
from sgo_pfdo import database
from sgo_pfdo.funds.periods import periods_of
from sgo_pfdo.journal.writing import SYSTEM
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.bringing.files import CatalogueFile
from sgo_pfdo.programmes.bringing.taking_in import Scope, carry_out
from sgo_pfdo.programmes.direction_limits import limits_of, set_limits, version_of
from sgo_pfdo.programmes.rules.lifecycle import Side

MADE_FOR = 2026
"""The year in which the school year of the fixtures begins."""
NEXT_FROM = 6
"""From this month on the groups of the next school year are shown."""
DIRECTION_LIMITS = {"technical": 900, "sports": 600}
"""How many contracts of these directions each municipality pays for at once."""
GROUP_DAYS = ("starts_on", "ends_on")


def bring_catalogue(folder: Path) -> None:
    """Bring the catalogue in; what is there already stays, and each school year has groups of its own.

    Needs an application context.

    :param folder: has a JSON file for each municipality, by its code.
    """
    for file in sorted(folder.glob("*.json")):
        content = file.read_text(encoding="utf-8")
        database.perform(partial(_bring, file.stem, content))


def _bring(code: str, content: str, session: Session) -> None:
    records = json.loads(content)
    keep_current(records, clock.today())
    there = {f"{period.starts_on:%d.%m.%Y}" for period in periods_of(session, code)}
    records["agreements"] = [one for one in records["agreements"] if one["period_starts_on"] in there]
    scope = Scope(municipality_code=code, by=By(actor=SYSTEM, side=Side.OPERATOR, now=clock.now()))
    carry_out(session, CatalogueFile(io.BytesIO(json.dumps(records).encode())), scope)
    limits = limits_of(session, code)
    if not any(limits.values()):
        set_limits(session, code, {**limits, **DIRECTION_LIMITS}, scope.by, seen=version_of(limits))


def keep_current(records: dict[str, Any], today: date) -> None:
    """Move groups to the school year of today, and agreements to its calendar year: the demo never rots."""
    begins = today.year if today.month >= NEXT_FROM else today.year - 1
    for group in records["groups"]:
        for name in GROUP_DAYS:
            group[name] = _moved(group[name], begins - MADE_FOR)
        group["external_id"] = f"{group['external_id']}-{begins % 100}"
    for lesson in records["lessons"]:
        lesson["group_external_id"] = f"{lesson['group_external_id']}-{begins % 100}"
    for agreement in records["agreements"]:
        for name in ("period_starts_on", "signed_on"):
            agreement[name] = _moved(agreement[name], today.year - MADE_FOR)


def _moved(day: str, years: int) -> str:
    """Move a day by years; none of the fixtures is a 29 February."""
    return f"{day[:6]}{int(day[6:]) + years}"
