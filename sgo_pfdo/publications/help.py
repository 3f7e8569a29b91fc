"""Help for families (S001, part 7): what the module ships with, and what a municipality puts beside it.

An entry of the municipality may also stand in the place of a shipped one.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.publications.model import Audience, HelpEntry, HelpKind

_SHORTEST_STEM = 4
_ENDING = 2
"""Letters that a longer word may lose: «сертификата» finds «сертификат»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """One entry, as pages show it.

    :param key: of a shipped entry, also where the municipality has its own in its place.
    :param row_id: of the municipality's own entry.
    :param title: the name, or the question.
    :param links: addresses of a PDF or of videos.
    """

    kind: HelpKind
    title: str
    key: str | None = None
    row_id: int | None = None
    short: str | None = None
    body: str | None = None
    keywords: str | None = None
    links: Sequence[str] = ()
    audience: Audience = Audience.EVERYONE
    is_open: bool = True

    @property
    def paragraphs(self) -> list[str]:
        """The text, divided at its empty lines."""
        return [part.strip() for part in re.split(r"\n\s*\n", self.body or "") if part.strip()]

    @property
    def anchor(self) -> str:
        """A name for the entry within a page."""
        return self.key or f"own-{self.row_id}"


def _shipped(row: dict[str, Any]) -> Help:
    return Help(**(row | {"kind": HelpKind(row["kind"]), "audience": Audience(row["audience"])}))


SHIPPED = tuple(_shipped(row) for row in json.loads(Path(__file__).with_name("help.json").read_text(encoding="utf-8")))
"""The default set: it fits the module's own pages."""


def all_help(session: Session, municipality_code: str | None) -> list[Help]:
    """List every entry of a municipality, closed ones included: shipped ones in their order, then its own.

    :param municipality_code: ``None`` where it is not known: only what is shipped.
    """
    rows: Sequence[HelpEntry] = ()
    if municipality_code is not None:
        own = select(HelpEntry).where(HelpEntry.municipality_code == municipality_code).order_by(HelpEntry.id)
        rows = session.scalars(own.execution_options(populate_existing=True)).all()
    replaced = {row.replaces: _of_row(row) for row in rows if row.replaces}
    added = [_of_row(row) for row in rows if not row.replaces]
    return [replaced.get(entry.key or "", entry) for entry in SHIPPED] + added


def open_help(session: Session, municipality_code: str | None) -> list[Help]:
    """List the entries that families see; as :func:`all_help`."""
    return [entry for entry in all_help(session, municipality_code) if entry.is_open]


def _of_row(row: HelpEntry) -> Help:
    return Help(
        kind=HelpKind(row.kind),
        title=row.title,
        key=row.replaces,
        row_id=row.id,
        short=row.short,
        body=row.body,
        keywords=row.keywords,
        links=tuple((row.links or "").split()),
        audience=Audience(row.audience),
        is_open=row.is_open,
    )


def search(entries: Iterable[Help], typed: str) -> list[Help]:
    """Find the entries that say all the words of a question, those that say them in the question itself first.

    :param typed: as somebody typed it; nothing finds everything.
    """
    stems = [_stem(word) for word in _words(typed)]
    found = [(entry, _rank(entry, stems)) for entry in entries]
    ranked = [(rank, place, entry) for place, (entry, rank) in enumerate(found) if rank is not None]
    return [entry for _, _, entry in sorted(ranked, key=lambda one: one[:2])]


def _rank(entry: Help, stems: Sequence[str]) -> int | None:
    """Tell how well an entry fits, 0 being best; ``None`` where it lacks a word."""
    heading = _words(f"{entry.title} {entry.short or ''}")
    rest = _words(f"{entry.keywords or ''} {entry.body or ''}")
    missing = [stem for stem in stems if not any(word.startswith(stem) for word in heading)]
    if all(any(word.startswith(stem) for word in rest) for stem in missing):
        return len(missing)
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("ё", "е"))


def _stem(word: str) -> str:
    """Take the ending off a word, roughly."""
    return word[: max(_SHORTEST_STEM, len(word) - _ENDING)]
