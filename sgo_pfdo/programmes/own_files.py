"""The picture of a programme and its full text: put in place, taken away, given to families.

Both change without a review, as a telephone does; not while the programme is with the operator, and not in the archive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from sgo_pfdo.database import table_of
from sgo_pfdo.programmes.acting import By, lock_seen, tell_of
from sgo_pfdo.programmes.model import Programme, ProgrammeFile
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.rules.kinds import ProviderState
from sgo_pfdo.programmes.rules.lifecycle import State, StepImpossibleError

DOCUMENT, IMAGE = "document", "image"
LARGEST_DOCUMENT = 10 * 1024 * 1024
"""Bytes (specification of the cabinet, 4.1)."""
MOST_PAGES = 100
"""Of the full text."""
WORDS = {DOCUMENT: "полный текст", IMAGE: "картинка"}
"""What the history calls them."""
_CHANGEABLE = frozenset({State.DRAFT, State.RETURNED, State.PUBLISHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file that was looked through and written anew.

    :param alt: what is to be seen on a picture.
    """

    kind: str
    media_type: str
    content: bytes
    alt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """That there is a file, without its content."""

    kind: str
    alt: str | None
    changed_at: datetime


def kept_files(session: Session, programme_id: int) -> dict[str, KeptFile]:
    """Tell which files a programme has, by their kinds."""
    query = select(ProgrammeFile.kind, ProgrammeFile.alt, ProgrammeFile.changed_at).where(
        ProgrammeFile.programme_id == programme_id
    )
    rows = session.execute(query)
    return {kind: KeptFile(kind=kind, alt=alt, changed_at=changed_at) for kind, alt, changed_at in rows}


def file_of(session: Session, programme: Programme, kind: str) -> ProgrammeFile | None:
    """Read a file of a programme."""
    return session.get(ProgrammeFile, (programme.id, kind), populate_existing=True)


def published_file(session: Session, card_id: str, kind: str) -> ProgrammeFile | None:
    """Read a file that families may see: of a published programme of an active organisation."""
    return session.scalars(
        select(ProgrammeFile)
        .join(Programme, Programme.id == ProgrammeFile.programme_id)
        .join(Provider, Provider.code == Programme.provider_code)
        .where(
            Programme.card_id == card_id,
            ProgrammeFile.kind == kind,
            Programme.state == State.PUBLISHED.value,
            Provider.state == ProviderState.ACTIVE.value,
        )
    ).one_or_none()


def is_changeable(programme: Programme) -> bool:
    """Tell whether its provider can change files of a programme now."""
    return State(programme.state) in _CHANGEABLE


def put_file(session: Session, programme: Programme, new: NewFile, by: By, *, seen: int) -> bool:
    """Put a file in place.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param seen: the version of the programme that the page showed.
    :return: whether anything is different now.
    :raises sgo_pfdo.programmes.acting.ChangedMeanwhileError: it is another one by now.
    :raises StepImpossibleError: it is with the operator, or archived.
    """
    _begin(session, programme, seen)
    row = file_of(session, programme, new.kind)
    if row is None:
        about = {"programme_id": programme.id, "kind": new.kind, "media_type": new.media_type, "content": new.content}
        session.add(ProgrammeFile(**about, alt=new.alt, changed_at=by.now))
    elif (row.content, row.alt) == (new.content, new.alt):
        return False
    else:
        row.media_type, row.content, row.alt, row.changed_at = new.media_type, new.content, new.alt, by.now
    _finish(session, programme, f"новый файл, {WORDS[new.kind]}", by)
    return True


def describe_picture(session: Session, programme: Programme, alt: str | None, by: By, *, seen: int) -> bool:
    """Say what is to be seen on the picture that is there; as :func:`put_file`."""
    _begin(session, programme, seen)
    row = file_of(session, programme, IMAGE)
    if row is None or row.alt == alt:
        return False
    row.alt = alt
    _finish(session, programme, "другое описание картинки", by)
    return True


def remove_file(session: Session, programme: Programme, kind: str, by: By, *, seen: int) -> bool:
    """Take a file away; as :func:`put_file`."""
    _begin(session, programme, seen)
    row = file_of(session, programme, kind)
    if row is None:
        return False
    session.delete(row)
    _finish(session, programme, f"убран файл, {WORDS[kind]}", by)
    return True


def copy_files(session: Session, programme: Programme, copy: Programme, by: By) -> None:
    """Give a copy of a programme the same files."""
    table = table_of(ProgrammeFile)
    same: Sequence[str] = ("kind", "media_type", "content", "alt")
    chosen = select(literal(copy.id), literal(by.now, table.c.changed_at.type), *(table.c[name] for name in same))
    rows = chosen.where(table.c.programme_id == programme.id)
    session.execute(insert(table).from_select(["programme_id", "changed_at", *same], rows))


def _begin(session: Session, programme: Programme, seen: int) -> None:
    lock_seen(session, programme, seen)
    if not is_changeable(programme):
        raise StepImpossibleError(f"a file of a programme in {programme.state}")


def _finish(session: Session, programme: Programme, what: str, by: By) -> None:
    programme.version, programme.changed_at = programme.version + 1, by.now
    session.flush()
    tell_of(session, by, programme, f"Программа «{programme.short_name}»: {what}")
