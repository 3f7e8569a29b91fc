"""Reads PDFs back with pdfplumber and PDFium, in millimetres from the top left."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pdfplumber
import pypdfium2

POINT = 25.4 / 72
PAPERS_KEPT = 64
"""Many tests read the same papers; to read one takes a fifth of a second."""


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, and the text in it where it is a character."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def overlaps(self, other: Box, slack: float = 0.05) -> bool:
        """Whether the two share more than a hair."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > slack and down > slack


@dataclass(frozen=True)
class Page:
    """The only page of a paper."""

    width: float
    height: float
    characters: list[Box]
    rules: list[Box]
    text: str


def _box(item: dict[str, Any]) -> Box:
    edges = (item[edge] * POINT for edge in ("x0", "top", "x1", "bottom"))
    return Box(*edges, text=item.get("text", ""))


def read(pdf: bytes) -> Page:
    """The only page of ``pdf``."""
    (page,) = read_all(pdf)
    return page


@lru_cache(PAPERS_KEPT)
def read_all(pdf: bytes) -> tuple[Page, ...]:
    """Every page of ``pdf`` as pdfplumber sees it; solid horizontal lines are the rules to write on."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return tuple(_page(page) for page in document.pages)


def _page(page: Any) -> Page:
    solid = [line for line in page.lines if line["top"] == line["bottom"] and not any((line["dash"] or [[]])[0])]
    return Page(
        width=float(page.width) * POINT,
        height=float(page.height) * POINT,
        characters=[_box(character) for character in page.chars],
        rules=[_box(line) for line in solid],
        text=page.extract_text(),
    )


@lru_cache(PAPERS_KEPT)
def copied(pdf: bytes) -> str:
    """What «select all, copy» gives in a browser (PDFium), with single spaces."""
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)).split())


def overlapping(characters: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Pairs of characters printed over one another; spaces do not count."""
    inked = sorted((box for box in characters if box.text.strip()), key=lambda box: box.top)
    for index, upper in enumerate(inked):
        for lower in inked[index + 1 :]:
            if lower.top > upper.bottom:
                break
            if upper.overlaps(lower, slack=0.3):
                yield upper, lower
