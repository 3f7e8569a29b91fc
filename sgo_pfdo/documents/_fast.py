"""The engine of the papers: fpdf2 embeds the fonts, and what is fixed is drawn once in a process.

A page is a sequence of operators, a piece for each element. The pieces of fixed elements are kept; those of fields are
made for each document and never kept. All pieces stand in the order of the elements, so that a label copies before its
value, and each is marked with its place in what is read aloud (:mod:`.structure`). A character's code in a text is its
code point, whatever else the face is embedded with: that is why pieces and fonts can be made apart from each other and
put together in any document (:mod:`.pdf_file`).
"""

from __future__ import annotations

import functools
import logging
import os
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from sgo_pfdo.documents.elements import Face, Field, Fixed, Paper, Text
from sgo_pfdo.documents.operators import PAGE_START, operators
from sgo_pfdo.documents.pdf_file import Fonts, Page, write
from sgo_pfdo.documents.structure import Tags, marked, places_of_fields, tag_of
from sgo_pfdo.documents.typeface import ORDINARY, UnprintableText, metrics, normalise, unprintable

#: One thread draws what is kept, the others wait for it; a process that is forked meanwhile does not wait for ever.
_DRAWING = threading.Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_DRAWING.acquire, after_in_parent=_DRAWING.release, after_in_child=_DRAWING.release)


class _Needs(NamedTuple):
    """What texts need of the fonts: faces, each with groups of characters; and the characters that no face has."""

    groups: frozenset[tuple[Face, int]]
    lacking: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """What is fixed on a page: a piece for each element, and how each is read."""

    pieces: tuple[bytes, ...]
    needs: _Needs
    tags: Tags
    read: int


def draw(pages: Sequence[Paper]) -> bytes:
    """Draw pages into one file, which is called and dated as the first of them.

    :raises UnprintableText: naming every character of the pages that the typeface lacks.
    :raises DoesNotFit: when a text does not fit its box at any size.
    """
    with _DRAWING:
        fixed = [_fixed(page.size[1], tuple(e for e in page.elements if not isinstance(e, Field))) for page in pages]
    fields = [element.content for page in pages for element in page.elements if isinstance(element, Field)]
    groups, lacking = map(frozenset.union, _needs(fields), *(drawn.needs for drawn in fixed))
    if lacking:
        raise UnprintableText(lacking)
    with _DRAWING:
        fonts = _fonts(groups)
    return write(fonts, pages[0], [_page(page, drawn) for page, drawn in zip(pages, fixed, strict=True)])


@functools.lru_cache(maxsize=512)
def _fixed(tall: float, elements: tuple[Fixed, ...]) -> _Drawn:
    """Draw what is fixed on a page that is ``tall`` millimetres high."""
    needs = _needs(elements)
    if needs.lacking:
        return _Drawn((), needs, (), 0)
    pieces, tags, number = [], [], 0
    for element in elements:
        tag = tag_of(element, tall)
        pieces.append(marked(operators(element, tall), tag, number))
        tags.append(tag)
        number += tag is not None
    return _Drawn(tuple(pieces), needs, tuple(tags), number)


def _page(page: Paper, drawn: _Drawn) -> Page:
    """The content of a page, and how it is read."""
    tall, kept, number = page.size[1], iter(drawn.pieces), drawn.read
    fields = places_of_fields(page.elements, tall)
    tags = iter(fields)
    pieces = [PAGE_START]
    for element in page.elements:
        if not isinstance(element, Field):
            pieces.append(next(kept))
            continue
        _, tag = next(tags)
        pieces.append(marked(operators(element.content, tall), tag, number))
        number += tag is not None
    return Page(page.size, zlib.compress(b"\n".join(pieces), 2), drawn.tags, fields)


def _group(character: str) -> int:
    """0 for ordinary characters, the others by 16: few enough that fonts are seldom made, and each of them small."""
    return 0 if character in ORDINARY else ord(character) >> 4


def _needs(elements: Iterable[Fixed]) -> _Needs:
    """Look at the characters of all texts."""
    groups, lacking = set(), set()
    for element in elements:
        if isinstance(element, Text):
            face, text = element.style.face, element.text
            groups.add((face, 0))
            if face is Face.MONO or not ORDINARY.issuperset(text):
                said = normalise(text)
                groups.update([(face, group) for group in set(map(_group, said))])
                lacking |= unprintable(said, face)
    return _Needs(frozenset(groups), frozenset(lacking))


@functools.lru_cache(maxsize=128)
def _fonts(groups: frozenset[tuple[Face, int]]) -> Fonts:
    """Let fpdf2 embed the faces, each with whole groups of characters, so that few files serve all texts."""
    from sgo_pfdo.documents.embedding import embed

    faces = sorted({face for face, _ in groups})
    wanted = {face: "".join(c for c in sorted(metrics(face).widths) if (face, _group(c)) in groups) for face in faces}
    with _quiet(logging.getLogger("fontTools.subset")):
        return embed(wanted)


@contextmanager
def _quiet(logger: logging.Logger) -> Iterator[None]:
    """Let this thread say nothing below a warning there: fontTools tells at INFO each table and glyph it drops."""
    thread = threading.get_ident()

    def is_heard(record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or record.thread != thread

    logger.addFilter(is_heard)
    try:
        yield
    finally:
        logger.removeFilter(is_heard)
