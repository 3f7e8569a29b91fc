"""Fonts in a PDF, embedded by fpdf2. Nothing but this module knows it.

With Pillow and NumPy, which it brings, fpdf2 takes a fifth of the time in which a process starts, and most processes
draw nothing: commands of cron, of the doctor, of the operator of a database. So :mod:`._fast` imports this module when
the first paper is drawn.
"""

from collections.abc import Mapping
from typing import cast

from fpdf import FPDF
from fpdf.fonts import Glyph, SubsetMap, TTFFont

from sgo_pfdo.documents.elements import Face
from sgo_pfdo.documents.operators import FONT_NAMES
from sgo_pfdo.documents.pdf_file import Fonts, without_page
from sgo_pfdo.documents.typeface import FILES

_NOT_IN_A_PDF = ("OS/2", "cmap", "name", "post")
"""Tables that a font in a PDF can do without (ISO 32000-1, 9.9)."""


class _ByCodePoint(SubsetMap):
    """Gives each character its code point for a code."""

    def pick_glyph(self, glyph: Glyph | None) -> int | None:
        """Take a glyph into the file; fpdf2 asks for it."""
        if glyph is None or isinstance(glyph.unicode, int):
            return None
        return self._char_id_per_glyph.setdefault(glyph, glyph.unicode[0])


def embed(wanted: Mapping[Face, str]) -> Fonts:
    """Embed faces, each with some characters of it; their codes are their code points.

    :param wanted: the characters by face, in the order of the faces in the file.
    """
    pdf = FPDF(format="A4")
    pdf.add_page()
    for face, characters in wanted.items():
        pdf.add_font(face.value, fname=FILES[face])
        font = cast(TTFFont, pdf.fonts[face.value])
        font.i, font.subset = int(FONT_NAMES[face][1:]), _ByCodePoint(font)
        for table in _NOT_IN_A_PDF:
            del font.ttfont[table]
        pdf.set_font(face.value)
        pdf.text(0, 0, characters)
    return without_page(bytes(pdf.output()))
