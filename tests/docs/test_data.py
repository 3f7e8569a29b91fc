"""docs/data.md: the file to load, field by field, and the commands around it."""

import json
import re
from pathlib import Path
from typing import Any

import flask
import pytest

from sgo_pfdo import documents
from sgo_pfdo.municipalities import checking
from sgo_pfdo.municipalities.loading import load_file
from tests.docs.reading import DOCS, blocks, headings, in_code, rows, section

PAGE = DOCS / "data.md"
BROKEN, FULL = (json.loads(block.code) for block in blocks(PAGE, "json"))
PLACES = [heading.strip("`") for heading in headings(PAGE) if heading.startswith("`")]


@pytest.fixture
def full_file(tmp_path: Path) -> Path:
    """The full example, with the municipality's own PDFs beside it."""
    paper = documents.consent.draw(documents.BlankForm(applicant=documents.Applicant.PARENT))
    for name in FULL["municipalities"][0]["papers"].values():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(paper)
    file = tmp_path / "municipalities.json"
    file.write_text(json.dumps(FULL, ensure_ascii=False), encoding="utf-8")
    return file


def documented(place: str) -> dict[str, str]:
    """Give the fields of an object with what the last column says of them."""
    return {in_code(row[0])[0]: row[-1] for row in rows(section(PAGE, f"`{place}`"))}


def example_of(place: str) -> dict[str, Any]:
    """Find the object of the full example at a place such as ``municipalities[].groups[]``."""
    found: Any = FULL
    for name in place.split("."):
        found = found[name.removesuffix("[]")]
        found = found[0] if name.endswith("[]") else found
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_the_full_example_has_every_documented_field(place: str) -> None:
    assert list(example_of(place)) == list(documented(place))


def test_the_loader_reads_exactly_the_documented_fields(
    app: flask.Flask, full_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: dict[str, dict[str, bool]] = {}
    take = checking.Checker.take

    def watch(self: checking.Checker, name: str, *arguments: Any, required: bool = False, **options: Any) -> Any:
        place = re.sub(r"\[\d+\]", "[]", self._place)
        read.setdefault(place, {})[name] = required
        return take(self, name, *arguments, required=required, **options)

    monkeypatch.setattr(checking.Checker, "take", watch)
    with app.app_context():
        assert load_file(full_file) == 1
        assert load_file(full_file) == 1
    assert set(read.pop("")) == {"municipalities"}
    told = {place: {name: "required" in words for name, words in documented(place).items()} for place in PLACES}
    assert read == told


def test_the_errors_of_the_broken_example_are_those_that_are_shown(app: flask.Flask, tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(BROKEN), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["pfdo", "load", str(file)])
    (shown,) = blocks(PAGE, "text")
    assert result.exit_code == 1
    assert sorted(result.output.splitlines()) == sorted(shown.code.splitlines())


def test_the_lines_in_python_load_and_enable(
    app: flask.Flask, full_file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    names: dict[str, Any] = {}
    exec(blocks(PAGE, "python")[0].code, names)
    with app.app_context():
        names["prepare"](full_file)
        assert capsys.readouterr().out == ""
        names["prepare"](tmp_path / "missing.json")
        assert "No such file" in capsys.readouterr().out
