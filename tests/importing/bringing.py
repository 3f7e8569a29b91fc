"""What an operator does with a file of certificates, without a page: inside an application context."""

import io
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.importing.carrying_out import carry_out, examine
from sgo_pfdo.importing.files import BroughtFile
from sgo_pfdo.importing.going_through import Findings
from sgo_pfdo.importing.rules.tables import Table, find_table
from sgo_pfdo.municipalities.model import Municipality
from tests.support.apps import NOW
from tests.support.editing import OPERATOR

FILES = Path(__file__).parents[2] / "fixtures" / "imports"
HEAD = "Номер сертификата;Фамилия;Имя;Отчество;Дата рождения;Статус;Дата начала;Дата окончания;Группа;Школа"
SOFIA = "4207000101;Абрамова;Софья;Петровна;14.03.2010;Активный;01.09.2018;;;МБОУ «СОШ № 1»"
LEV = "4207000103;Салтыков;Лев;;30.06.2007;Заморожен;12.10.2018;;;"


def table(*rows: str, head: str = HEAD) -> bytes:
    """Make a CSV file of these rows."""
    return "\r\n".join([head, *rows]).encode()


def brought(content: bytes | str) -> BroughtFile[Table]:
    """Open a file that was brought, or one of :data:`FILES` by its name."""
    return BroughtFile(io.BytesIO((FILES / content).read_bytes() if isinstance(content, str) else content), find_table)


def look_at(content: bytes | str, code: str = "kiselevsk", *, now: datetime = NOW) -> Findings:
    """Check a file."""
    session, settings = current_session(), current_state().settings
    return examine(session, brought(content), session.get_one(Municipality, code), settings=settings, now=now)


def take_in(content: bytes | str, code: str = "kiselevsk", *, now: datetime = NOW) -> Findings:
    """Take a file in."""
    settings = current_state().settings

    def action(session: Session) -> Findings:
        municipality = session.get_one(Municipality, code)
        return carry_out(session, brought(content), municipality, OPERATOR, settings=settings, now=now)

    return database.perform(action)


def faults(content: bytes | str) -> list[str]:
    """Say what is wrong with a file."""
    return look_at(content).faults.lines()
