"""ReportLab and Typst drawing our papers: the same texts, fonts and places, each in the way that is fastest for it.

Both are spared what our engine has to do: every line comes to them broken, fitted and placed beforehand, and the dark
modules of a QR code come as rectangles or as a picture that was made once.
"""

import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
import typst
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from sgo_pfdo.documents.elements import Code, Face, Field, Fixed, Line, Paper, Shape, Text
from sgo_pfdo.documents.layout import POINT, place
from sgo_pfdo.documents.typeface import FILES

FAMILIES = {Face.REGULAR: ("Golos Text", 400), Face.BOLD: ("Golos Text", 600), Face.MONO: ("JetBrains Mono", 500)}


@dataclass(frozen=True)
class Words:
    """A line of a text at its place, in millimetres from the top left."""

    face: Face
    size: float
    colour: str
    x: float
    baseline: float
    text: str


def words(elements: Sequence[Fixed]) -> list[Words]:
    """Break and place all texts."""
    return [
        Words(text.style.face, line.size, text.style.colour, line.x, line.baseline, line.text)
        for text in elements
        if isinstance(text, Text)
        for line in place(text)
    ]


def fixed(paper: Paper) -> list[Fixed]:
    """What is the same for every child."""
    return [element for element in paper.elements if not isinstance(element, Field)]


def fields(paper: Paper) -> list[Words]:
    """What is this child's: a text each, on the papers of this benchmark."""
    return words([element.content for element in paper.elements if isinstance(element, Field)])


class ReportLab:
    """Fonts are registered, styles and paths made once; a document is a canvas."""

    name = "ReportLab"

    def __init__(self, paper: Paper) -> None:
        for face, path in FILES.items():
            pdfmetrics.registerFont(TTFont(face.value, str(path)))
        self._title, self._author, self._tall = paper.title, paper.author, paper.size[1]
        self._words = [self._prepared(line) for line in words(fixed(paper))]
        self._paths: list[tuple[Any, dict[str, int], float]] = []
        self._lines: list[tuple[float, ...]] = []
        for element in fixed(paper):
            if isinstance(element, Line):
                self._lines.append(self._line(element))
            elif not isinstance(element, Text):
                self._paths.append(self._path(element))

    def draw(self, values: Sequence[Words]) -> bytes:
        """Make one document."""
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(210 / POINT, 297 / POINT), pageCompression=1, invariant=1, lang="ru-RU")
        canvas.setTitle(self._title)
        canvas.setAuthor(self._author)
        for path, options, width in self._paths:
            canvas.setLineWidth(width)
            canvas.drawPath(path, fillMode=0, **options)
        for width, *ends in self._lines:
            canvas.setLineWidth(width)
            canvas.line(*ends)
        for font, size, colour, x, y, text in (*self._words, *map(self._prepared, values)):
            canvas.setFont(font, size)
            canvas.setFillColor(colour)
            canvas.drawString(x, y, text)
        canvas.save()
        return target.getvalue()

    def _prepared(self, line: Words) -> tuple[str, float, Any, float, float, str]:
        y = (self._tall - line.baseline) / POINT
        return line.face.value, line.size, HexColor(line.colour), line.x / POINT, y, line.text

    def _line(self, line: Line) -> tuple[float, ...]:
        ends = (line.x1, self._tall - line.y1, line.x2, self._tall - line.y2)
        return line.width / POINT, *(end / POINT for end in ends)

    def _path(self, element: Shape | Code | Text | Line) -> tuple[Any, dict[str, int], float]:
        path = Canvas(io.BytesIO()).beginPath()
        if isinstance(element, Shape):
            for outline in element.outlines:
                (x, y), *steps = [(step[0] / POINT, (self._tall - step[1]) / POINT) for step in outline]
                path.moveTo(x, y)
                for step in steps:
                    path.lineTo(*step)
                path.close()
            painted = {"fill": int(element.fill is not None), "stroke": int(element.stroke is not None)}
            return path, painted, element.line_width / POINT
        assert isinstance(element, Code)
        for left, top, width, side in modules(element):
            path.rect(left / POINT, (self._tall - top - side) / POINT, width / POINT, side / POINT)
        return path, {"fill": 1, "stroke": 0}, 0.0


class Typst:
    """The template is written once and compiled by one compiler, which keeps what it can; values come as inputs."""

    name = "Typst"

    def __init__(self, paper: Paper) -> None:
        self._folder = tempfile.TemporaryDirectory()
        source = Path(self._folder.name) / "paper.typ"
        source.write_text(self._template(paper), "utf-8")
        fonts = [str(next(iter(FILES.values())).parent)]
        self._compiler = typst.Compiler(str(source), font_paths=fonts, ignore_system_fonts=True)

    def draw(self, values: Sequence[Words]) -> bytes:
        """Make one document."""
        told = json.dumps([self._told(line) for line in values], ensure_ascii=False)
        made: bytes = self._compiler.compile(format="pdf", sys_inputs={"values": told})
        return made

    def _told(self, line: Words) -> tuple[str, int, float, str, float, float, str]:
        return *FAMILIES[line.face], line.size, line.colour, line.x, line.baseline, line.text

    def _template(self, paper: Paper) -> str:
        wide, tall = paper.size
        parts = [
            f"#set document(title: {_quoted(paper.title)}, author: {_quoted(paper.author)}, date: none)",
            f"#set page(width: {wide}mm, height: {tall}mm, margin: 0mm)",
            '#set text(lang: "ru", top-edge: "baseline", bottom-edge: "baseline", hyphenate: false)',
            "#let put(font, weight, size, colour, x, y, said) = place(top + left, dx: x * 1mm, dy: y * 1mm,",
            "  text(font: font, weight: weight, size: size * 1pt, fill: rgb(colour), said))",
        ]
        for element in fixed(paper):
            if isinstance(element, Text):
                parts += [f"#put({', '.join(map(_quoted, self._told(line)))})" for line in words([element])]
            else:
                parts.append(f"#place(top + left, {_typst(element)})")
        parts.append("#for value in json(bytes(sys.inputs.values)) { put(..value) }")
        return "\n".join(parts)


def _typst(element: Fixed) -> str:
    if isinstance(element, Line):
        ends = f"start: ({element.x1}mm, {element.y1}mm), end: ({element.x2}mm, {element.y2}mm)"
        return f"line({ends}, stroke: {element.width}mm)"
    if isinstance(element, Shape):
        filled = f'rgb("{element.fill}")' if element.fill else "none"
        stroked = f'{element.line_width}mm + rgb("{element.stroke}")' if element.stroke else "none"
        polygons = [
            f"place(top + left, polygon(fill: {filled}, stroke: {stroked}, "
            + ", ".join(f"({x}mm, {y}mm)" for x, y in outline)
            + "))"
            for outline in element.outlines
        ]
        return "{" + "; ".join(polygons) + "}"
    assert isinstance(element, Code)
    rectangles = "".join(f"M{x} {y}h{wide}v{side}h-{wide}z" for x, y, wide, side in modules(element))
    box = f"{element.x} {element.y} {element.size} {element.size}"
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{rectangles}"/></svg>'
    place = f"dx: {element.x}mm, dy: {element.y}mm"
    return f"{place}, image(bytes({_quoted(picture)}), width: {element.size}mm)"


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def modules(code: Code) -> list[tuple[float, float, float, float]]:
    """The dark modules of a code, those in a row together: left, top, width, height."""
    rows = [bytes(row) for row in segno.make_qr(code.content, error="M").matrix]
    side = code.size / len(rows)
    found = []
    for line, row in enumerate(rows):
        start = 0
        while (start := row.find(1, start)) >= 0:
            end = row.find(0, start) if 0 in row[start:] else len(row)
            found.append((code.x + start * side, code.y + line * side, (end - start) * side, side))
            start = end
    return found
