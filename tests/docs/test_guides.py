"""docs/ru: what the guides for the staff call by name exists, and is called so on the pages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.reading import CHECKOUT, GUIDES, README, prose

PACKAGE = CHECKOUT / "sgo_pfdo"
EXAMPLE = CHECKOUT / "examples" / "school_portal"
"""Signing in is the portal's: the guides tell of the one of `make demo`, and say so."""
QUOTED = re.compile(r"«([^«»]+)»")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
LARGEST_PICTURE = 150_000
PICTURES = {
    (page.parent / address).resolve() for page in (README, *GUIDES) for _, address in PICTURE.findall(prose(page))
}


def said_by_views() -> Iterator[str]:
    """Give every text in the code of the pages and of what they show, docstrings left out."""
    for folder in (
        "access",
        "blueprints",
        "cabinet",
        "certificates",
        "funds",
        "municipalities",
        "programmes",
        "publications",
    ):
        for file in (PACKAGE / folder).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                    yield node.value


def said_by_templates() -> Iterator[str]:
    """Give the templates without their comments."""
    for file in (*(PACKAGE / "templates").rglob("*.html"), *(EXAMPLE / "templates").rglob("*.html")):
        yield re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)


SAID = "\n".join(
    " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split()) for text in (*said_by_templates(), *said_by_views())
)


def quoted(page: Path) -> list[str]:
    """List what a guide names in quotation marks; «Отменить …» stands for whatever is undone."""
    return [" ".join(words.split()).removesuffix(" …") for words in QUOTED.findall(prose(page))]


def test_there_is_a_guide_for_families_and_each_role_of_the_staff() -> None:
    assert {page.stem for page in GUIDES} == {
        "administratoru-shkoly",
        "operatoru",
        "organizatsii",
        "semye",
        "sotrudniku",
    }


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_what_a_guide_names_is_called_so_on_the_pages(page: Path) -> None:
    names = quoted(page)
    assert len(names) > 5
    assert [name for name in names if name not in SAID] == []


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_a_guide_shows_its_pages_and_says_what_is_to_be_seen(page: Path) -> None:
    pictures = PICTURE.findall(prose(page))
    assert pictures
    for words, address in pictures:
        assert words
        content = (page.parent / address).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < LARGEST_PICTURE


def test_every_picture_is_shown_somewhere() -> None:
    assert set((CHECKOUT / "docs" / "images").iterdir()) == PICTURES


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_a_guide_is_written_as_the_pages_are(page: Path) -> None:
    text = prose(page)
    assert "—" not in text
    assert " - " not in text
    assert re.findall(r"\b(?:ребен|еще|учетн|придет|ведет|дает|идет)\w*", text.lower()) == []
