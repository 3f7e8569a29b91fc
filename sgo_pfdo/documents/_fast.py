"""The engine of the papers: fpdf2 embeds the fonts, and what is fixed is drawn once in a process.

A page is a sequence of operators, a piece for each element. The pieces of fixed elements are kept; those of fields are
made for each document and never kept. All pieces stand in the order of the elements, so that a label copies before its
value. A character's code in a text is its code point, whatever else the face is embedded with: that is why pieces and
fonts can be made apart from each other and put together in any document.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import os
import re
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, cast

from fpdf import FPDF
from fpdf.fonts import Glyph, SubsetMap, TTFFont
from fpdf.prefs import ViewerPreferences

from sgo_pfdo.documents.elements import Face, Field, Fixed, Paper, Text
from sgo_pfdo.documents.operators import FONT_NAMES, PAGE_START, operators, points
from sgo_pfdo.documents.typeface import FILES, ORDINARY, UnprintableText, metrics, normalise, unprintable

LANGUAGE = "ru-RU"
PRODUCER = "sgo-pfdo"

#: One thread draws what is kept, the others wait for it; a process that is forked meanwhile does not wait for ever.
_DRAWING = threading.Lock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_DRAWING.acquire, after_in_parent=_DRAWING.release, after_in_child=_DRAWING.release)

_NOT_IN_A_PDF = ("OS/2", "cmap", "name", "post")
"""Tables that a font in a PDF can do without (ISO 32000-1, 9.9)."""


class _Needs(NamedTuple):
    """What texts need of the fonts: faces, each with groups of characters; and the characters that no face has."""

    groups: frozenset[tuple[Face, int]]
    lacking: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Fonts:
    """A file with fonts and without pages: its objects, where each begins by number, 0 where it is still to come."""

    objects: bytes
    offsets: tuple[int, ...]
    catalog: int
    info: int
    pages: int
    page: int
    content: int
    resources: int


def draw(pages: Sequence[Paper]) -> bytes:
    """Draw pages into one file, which is called and dated as the first of them.

    :raises UnprintableText: naming every character of the pages that the typeface lacks.
    :raises DoesNotFit: when a text does not fit its box at any size.
    """
    with _DRAWING:
        fixed = [_fixed(page.size[1], tuple(e for e in page.elements if not isinstance(e, Field))) for page in pages]
    fields = [element.content for page in pages for element in page.elements if isinstance(element, Field)]
    groups, lacking = map(frozenset.union, _needs(fields), *(needs for _, needs in fixed))
    if lacking:
        raise UnprintableText(lacking)
    with _DRAWING:
        fonts = _fonts(groups)
    return _file(fonts, pages, [_page(page, pieces) for page, (pieces, _) in zip(pages, fixed, strict=True)])


@functools.lru_cache(maxsize=512)
def _fixed(tall: float, elements: tuple[Fixed, ...]) -> tuple[tuple[bytes, ...], _Needs]:
    """Draw what is fixed on a page that is ``tall`` millimetres high, a piece for each element."""
    needs = _needs(elements)
    return () if needs.lacking else tuple(operators(element, tall) for element in elements), needs


def _page(page: Paper, fixed: Sequence[bytes]) -> bytes:
    """The content of a page."""
    tall, kept = page.size[1], iter(fixed)
    pieces = [operators(e.content, tall) if isinstance(e, Field) else next(kept) for e in page.elements]
    return zlib.compress(b"\n".join([PAGE_START, *pieces]), 3)


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
                groups.update([(face, _group(character)) for character in said])
                lacking |= unprintable(said, face)
    return _Needs(frozenset(groups), frozenset(lacking))


class _ByCodePoint(SubsetMap):
    """Gives each character its code point for a code."""

    def pick_glyph(self, glyph: Glyph | None) -> int | None:
        """Take a glyph into the file; fpdf2 asks for it."""
        if glyph is None or isinstance(glyph.unicode, int):
            return None
        return self._char_id_per_glyph.setdefault(glyph, glyph.unicode[0])


@functools.lru_cache(maxsize=128)
def _fonts(groups: frozenset[tuple[Face, int]]) -> _Fonts:
    """Let fpdf2 embed the faces, each with whole groups of characters, so that few files serve all texts."""
    pdf = FPDF(format="A4")
    pdf.set_lang(LANGUAGE)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.add_page()
    for face in sorted({face for face, _ in groups}):
        pdf.add_font(face.value, fname=FILES[face])
        font = cast(TTFFont, pdf.fonts[face.value])
        font.i, font.subset = int(FONT_NAMES[face][1:]), _ByCodePoint(font)
        for table in _NOT_IN_A_PDF:
            del font.ttfont[table]
        wanted = [c for c in sorted(metrics(face).widths) if (face, _group(c)) in groups]
        pdf.set_font(face.value)
        pdf.text(0, 0, "".join(wanted))
    with _quiet(logging.getLogger("fontTools.subset")):
        return _without_page(bytes(pdf.output()))


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


def _without_page(pdf: bytes) -> _Fonts:
    """Take a file of one page apart: everything but the page, its content and the metadata stays."""

    def number(key: str) -> int:
        return int(re.findall(rf"/{key} \[?(\d+) 0 R".encode(), pdf)[-1])

    catalog, info, pages = number("Root"), number("Info"), number("Pages")
    page, content, resources = number("Kids"), number("Contents"), number("Resources")
    table = pdf.rindex(b"xref\n", 0, pdf.rindex(b"startxref"))
    starts = [int(entry) for entry in re.findall(rb"(\d{10}) 00000 n", pdf[table:])]
    objects, offsets = bytearray(pdf[: starts[0]]), [0]
    for name, (start, end) in enumerate(pairwise([*starts, table]), 1):
        offsets.append(len(objects))
        if name not in (info, pages, page, content):
            objects += re.sub(rb"(?s)<<\n/Length \d+\n>>\nstream\n(.*)\nendstream", _compressed, pdf[start:end])
    return _Fonts(bytes(objects), tuple(offsets), catalog, info, pages, page, content, resources)


def _compressed(stream: re.Match[bytes]) -> bytes:
    packed = zlib.compress(stream[1], 9)
    return b"<<\n/Filter /FlateDecode\n/Length %d\n>>\nstream\n%b\nendstream" % (len(packed), packed)


def _file(fonts: _Fonts, pages: Sequence[Paper], contents: Sequence[bytes]) -> bytes:
    """Put the metadata and the pages, each with its content, behind the fonts."""
    more = iter(range(len(fonts.offsets), len(fonts.offsets) + 2 * len(pages)))
    numbers = [(fonts.page, fonts.content), *((next(more), next(more)) for _ in pages[1:])]
    bodies = {fonts.info: _metadata(pages[0])}
    kids = b" ".join(b"%d 0 R" % page for page, _ in numbers)
    bodies[fonts.pages] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(numbers), kids)
    for paper, packed, (page, content) in zip(pages, contents, numbers, strict=True):
        bodies[page] = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %b] /Resources %d 0 R /Contents %d 0 R >>" % (
            (fonts.pages, points(*paper.size).encode(), fonts.resources, content)
        )
        bodies[content] = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed)
    out, offsets = bytearray(fonts.objects), {number: offset for number, offset in enumerate(fonts.offsets) if number}
    for number, body in bodies.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    mark = hashlib.blake2b(b"".join(bodies.values()), digest_size=16).hexdigest().encode()
    size, start = len(offsets) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % offsets[number] for number in range(1, size))
    out += b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%b> <%b>] >>\nstartxref\n%d\n%%%%EOF\n" % (
        (size, fonts.catalog, fonts.info, mark, mark, start)
    )
    return bytes(out)


def _metadata(paper: Paper) -> bytes:
    texts = {"Title": paper.title, "Author": paper.author, "Creator": PRODUCER, "Producer": PRODUCER}
    told = " ".join(f"/{key} <feff{text.encode('utf-16-be').hex()}>" for key, text in texts.items())
    return f"<< {told} /CreationDate (D:{paper.made_on:%Y%m%d}000000Z) >>".encode()
