"""Reads the Markdown pages: code blocks, headings, tables."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sgo_pfdo.register.port import Register

CHECKOUT = Path(__file__).parents[2]
README = CHECKOUT / "README.md"
DOCS = CHECKOUT / "docs"
GUIDES = tuple(sorted((DOCS / "ru").glob("*.md")))
"""For the people at the desk, in Russian."""
PAGES = (README, *sorted(DOCS.glob("*.md")), *GUIDES)

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_NAMED_BEFORE = re.compile(r"`([^`\n]+)`:\n\n\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """A code block.

    Attributes:
        page: file name of the page.
        language: as the fence names it.
        file: the file that the line before the block names, or "".
    """

    page: str
    language: str
    file: str
    code: str


def blocks(page: Path, language: str) -> list[Block]:
    """List the code blocks of a page in one language."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        named = _NAMED_BEFORE.search(text[: match.start()])
        found.append(Block(page.name, match[1], named[1] if named else "", match[2]))
    return [block for block in found if block.language == language]


def all_blocks(language: str) -> list[Block]:
    """List the code blocks of all pages in one language."""
    return [block for page in PAGES for block in blocks(page, language)]


def remote_register(address: str, timeout: float = 30) -> Register:
    """Make the remote register of docs/register.md, exactly as it stands there."""
    names: dict[str, Any] = {}
    exec(next(block.code for block in blocks(DOCS / "register.md", "python") if "RemoteRegister" in block.code), names)
    register = names["RemoteRegister"](address, "token", timeout)
    assert isinstance(register, Register)
    return register


def prose(page: Path) -> str:
    """Give the text of a page without its code blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def headings(page: Path) -> list[str]:
    """List the headings of a page, without their signs."""
    return re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)


def anchor(heading: str) -> str:
    """Give the anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def section(page: Path, heading: str) -> str:
    """Give the text under a heading, up to the next heading."""
    parts = re.split(r"^#+ (.+)$", prose(page), flags=re.MULTILINE)
    assert parts.count(heading) == 1, f"{page.name} has {parts.count(heading)} headings {heading!r}"
    return parts[parts.index(heading) + 1]


def rows(text: str) -> list[list[str]]:
    """List the rows of the tables in a text, each a list of its cells; headers are left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    rules = [number for number, row in enumerate(cells) if set(row[0]) == {"-"}]
    return [row for number, row in enumerate(cells) if number not in rules and number + 1 not in rules]


def in_code(text: str) -> list[str]:
    """List what stands between backquotes."""
    return re.findall(r"`([^`]+)`", text)
