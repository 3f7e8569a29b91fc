"""Keeps a file that somebody has brought between check and press: encrypted, for an hour, one of each kind."""

import io
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from sgo_pfdo.clock import future, is_recent
from sgo_pfdo.database import insert_new
from sgo_pfdo.importing.files import BroughtFile
from sgo_pfdo.importing.model import CERTIFICATES, BroughtIn
from sgo_pfdo.importing.rules.tables import Table, find_table
from sgo_pfdo.secrets import Cipher

LIFETIME = timedelta(hours=1)
LARGEST_FILE = 10 * 1024 * 1024
"""Bytes; what is larger is for the command."""
LARGEST_UNPACKED = 64 * 1024 * 1024
"""Bytes of an XLSX without its compression."""
MOST_ROWS = 20_000
"""Rows that a page takes in while somebody waits."""


def open_content(content: bytes) -> BroughtFile[Table]:
    """Open a file that was brought to a page.

    :raises sgo_pfdo.importing.files.UnreadableFileError: see :class:`BroughtFile`.
    """
    return BroughtFile(io.BytesIO(content), find_table, largest=LARGEST_UNPACKED)


def keep(
    session: Session,
    cipher: Cipher,
    viewer_id: str,
    municipality_code: str,
    content: bytes,
    *,
    new: int,
    known: int,
    now: datetime,
    kind: str = CERTIFICATES,
) -> str:
    """Keep a file that has no faults, in place of an earlier one; what others have left too long goes.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :return: the token of the file.
    """
    drop_old(session, now)
    drop(session, viewer_id, kind)
    token = secrets.token_urlsafe(16)
    values = {
        "viewer_id": viewer_id,
        "kind": kind,
        "token": token,
        "municipality_code": municipality_code,
        "content": cipher.seal(content),
        "brought_at": now,
        "new_count": new,
        "known_count": known,
    }
    insert_new(session, BroughtIn, values)
    return token


def find(
    session: Session,
    viewer_id: str,
    municipality_code: str,
    now: datetime,
    *,
    lock: bool = True,
    kind: str = CERTIFICATES,
) -> BroughtIn | None:
    """Find the file that somebody has brought within the last hour, for this municipality.

    :param lock: against a second press; for a look there is no need.
    """
    wanted = select(BroughtIn).where(
        BroughtIn.viewer_id == viewer_id, BroughtIn.kind == kind, BroughtIn.municipality_code == municipality_code
    )
    wanted = wanted.with_for_update() if lock else wanted
    row = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    return row if row is not None and is_recent(row.brought_at, now, LIFETIME) else None


def drop(session: Session, viewer_id: str, kind: str = CERTIFICATES) -> None:
    """Drop the file of a kind that somebody has brought."""
    session.execute(delete(BroughtIn).where(BroughtIn.viewer_id == viewer_id, BroughtIn.kind == kind))


def drop_old(session: Session, now: datetime) -> int:
    """Drop every file that nobody has taken in within the hour; those of a wrong clock too.

    :return: how many.
    """
    old = or_(BroughtIn.brought_at <= now - LIFETIME, future(BroughtIn.brought_at, now))
    dropped = session.execute(delete(BroughtIn).where(old))
    return int(dropped.rowcount)  # type: ignore[attr-defined]


def drop_all(session: Session) -> None:
    """Drop every file: what is encrypted under an old key is brought again rather than encrypted anew."""
    session.execute(delete(BroughtIn))
