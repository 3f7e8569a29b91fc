"""What fpdf2 makes of papers when it draws all of them itself: what the engine is held against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import assert_never

import segno
from fpdf import FPDF
from fpdf.drawing import PaintedPath
from fpdf.enums import PathPaintRule
from fpdf.prefs import ViewerPreferences

from sgo_pfdo.documents.elements import Code, Element, Field, Line, Outline, Paper, Shape, Text, rectangle
from sgo_pfdo.documents.layout import place
from sgo_pfdo.documents.operators import QR_MASK
from sgo_pfdo.documents.pdf_file import LANGUAGE, PRODUCER
from sgo_pfdo.documents.typeface import FILES

from .placing import boxes


def render_pages(pages: Sequence[Paper]) -> bytes:
    """Draw several pages into one file."""
    texts = [text for page in pages for text in boxes(page)]
    first = pages[0]
    pdf = FPDF(format=first.size)
    pdf.set_title(first.title)
    pdf.set_author(first.author)
    pdf.set_creator(PRODUCER)
    pdf.set_producer(PRODUCER)
    pdf.set_lang(LANGUAGE)
    pdf.set_creation_date(datetime.combine(first.made_on, time(), UTC))
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.set_auto_page_break(False)
    for face in sorted({text.style.face for text in texts}):
        pdf.add_font(face.value, fname=FILES[face])
    for page in pages:
        pdf.add_page(format=page.size)
        for element in page.elements:
            _draw(pdf, element)
    return bytes(pdf.output())


def _draw(pdf: FPDF, element: Element) -> None:
    """Draw one element on the current page."""
    match element:
        case Field(content=content):
            _draw(pdf, content)
        case Text():
            _draw_text(pdf, element)
        case Line():
            _draw_line(pdf, element)
        case Shape():
            _draw_shape(pdf, element)
        case Code():
            _draw_shape(pdf, Shape(_qr_outlines(element), fill=element.colour))
        case _:
            assert_never(element)


def _draw_text(pdf: FPDF, text: Text) -> None:
    pdf.set_text_color(text.style.colour)
    for line in place(text):
        pdf.set_font(text.style.face.value, size=line.size)
        pdf.text(line.x, line.baseline, line.text + line.end)


def _draw_line(pdf: FPDF, line: Line) -> None:
    pdf.set_draw_color(line.colour)
    pdf.set_line_width(line.width)
    dash, gap = line.dash or (0.0, 0.0)
    pdf.set_dash_pattern(dash=dash, gap=gap)
    pdf.line(line.x1, line.y1, line.x2, line.y2)


def _draw_shape(pdf: FPDF, shape: Shape) -> None:
    rules = {
        (True, True): PathPaintRule.STROKE_FILL_EVENODD,
        (True, False): PathPaintRule.FILL_EVENODD,
        (False, True): PathPaintRule.STROKE,
        (False, False): PathPaintRule.DONT_PAINT,
    }
    path = PaintedPath()
    path.style.paint_rule = rules[shape.fill is not None, shape.stroke is not None]
    path.style.fill_color = shape.fill
    path.style.stroke_color = shape.stroke
    path.style.stroke_width = shape.line_width
    for outline in shape.outlines:
        _trace(path, outline)
    pdf.draw_path(path, copy=False)  # type: ignore[arg-type]  # a copy of a QR code takes a tenth of a second


def _trace(path: PaintedPath, outline: Outline) -> None:
    """Add a closed outline to a path."""
    start, *steps = outline
    path.move_to(start[0], start[1])
    for step in steps:
        if len(step) == 2:
            path.line_to(step[0], step[1])
        else:
            path.curve_to(*step)
    path.close()


def _qr_outlines(code: Code) -> tuple[Outline, ...]:
    """The dark modules of a QR code as rectangles, one for each run in a row.

    Runs touch only along their long sides and are painted together, so no reader shows seams between them.
    """
    rows = [bytes(row) for row in segno.make_qr(code.content, error="M", mask=QR_MASK).matrix]
    module = code.size / len(rows)
    outlines = []
    for line, row in enumerate(rows):
        start = 0
        while (start := row.find(1, start)) >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            outlines.append(rectangle(code.x + start * module, code.y + line * module, (end - start) * module, module))
            start = end
    return tuple(outlines)
