"""What a paper consists of and where its lines stand, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from sgo_pfdo.documents.elements import Field, Paper, Text
from sgo_pfdo.documents.layout import POINT, PlacedLine, place
from sgo_pfdo.documents.typeface import metrics

from .reading import Box


def fixed(paper: Paper) -> list[object]:
    """What is the same on every copy."""
    return [element for element in paper.elements if not isinstance(element, Field)]


def boxes(paper: Paper) -> list[Text]:
    """Every text, fixed or not."""
    contents = (element.content if isinstance(element, Field) else element for element in paper.elements)
    return [content for content in contents if isinstance(content, Text)]


def values(paper: Paper) -> list[Text]:
    """The texts that belong to one copy."""
    contents = (element.content for element in paper.elements if isinstance(element, Field))
    return [content for content in contents if isinstance(content, Text)]


def lines_in_their_boxes(paper: Paper) -> Iterator[PlacedLine]:
    """Every line of a paper, after a look at whether it stays in its box."""
    for box in boxes(paper):
        face = metrics(box.style.face)
        for line in place(box):
            em = line.size * POINT
            assert line.x >= box.x - 1e-6
            assert line.x + face.width(line.text) * em / 1000 <= box.x + box.width + 1e-6
            assert line.baseline - 0.7 * em >= box.y - 1e-6
            assert line.baseline + 0.2 * em <= box.y + box.height + 1e-6
            yield line


def ink(text: Text) -> list[Box]:
    """How far each line reaches: from the breve of «Й» to the tail of «у»; digits have no tails."""
    face = metrics(text.style.face)
    reach = []
    for line in place(text):
        em = line.size * POINT
        tail = 0.0 if line.text.isdigit() else 0.21
        wide = face.width(line.text) * em / 1000
        reach.append(Box(line.x, line.baseline - 0.9 * em, line.x + wide, line.baseline + tail * em, line.text))
    return reach
