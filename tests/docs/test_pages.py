"""Every page: links, code that can be read, commands that exist."""

import ast
import json
import re
import shlex
from pathlib import Path

import click
import flask
import jinja2
import pytest

from sgo_pfdo.cli import pfdo
from tests.docs.reading import PAGES, README, Block, all_blocks, anchor, blocks, headings, prose

LINKS = [(page, link) for page in PAGES for link in re.findall(r"\]\(([^)]+)\)", prose(page)) if "://" not in link]
COMMANDS = [
    (block.page, line)
    for language in ("sh", "crontab")
    for block in all_blocks(language)
    for line in block.code.splitlines()
    if " pfdo " in line
]


def name(value: object) -> str:
    return value.page if isinstance(value, Block) else getattr(value, "name", str(value))


@pytest.mark.parametrize(("page", "link"), LINKS, ids=name)
def test_a_link_leads_to_a_file_and_a_heading_that_exist(page: Path, link: str) -> None:
    file, _, wanted = link.partition("#")
    target = (page.parent / file).resolve() if file else page
    assert target.exists()
    if wanted:
        assert wanted in {anchor(heading) for heading in headings(target)}


def test_the_readme_leads_to_every_page() -> None:
    linked = {link for page, link in LINKS if page == README}
    assert {page.relative_to(README.parent).as_posix() for page in PAGES if page != README} <= linked


@pytest.mark.parametrize("block", all_blocks("python"), ids=name)
def test_python_can_be_compiled(block: Block) -> None:
    assert ast.parse(block.code).body


@pytest.mark.parametrize("block", all_blocks("json"), ids=name)
def test_json_can_be_parsed(block: Block) -> None:
    assert json.loads(block.code)


@pytest.mark.parametrize("block", all_blocks("jinja"), ids=name)
def test_templates_can_be_parsed(block: Block) -> None:
    assert jinja2.Environment(autoescape=True).parse(block.code).body


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_a_command_exists_with_these_arguments(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)
    arguments = words[words.index("pfdo") + 1 :]
    command: click.Command = pfdo
    with flask.Flask(__name__).app_context():
        while isinstance(command, click.Group):
            command = command.commands[arguments.pop(0)]
        assert command.make_context(command.name, arguments)


def test_every_command_is_documented() -> None:
    def paths(group: click.Group, before: str) -> list[str]:
        found = []
        for key, command in group.commands.items():
            path = f"{before} {key}"
            found += paths(command, path) if isinstance(command, click.Group) else [path]
        return found

    written = " ".join(line for _, line in COMMANDS) + " ".join(prose(page) for page in PAGES)
    assert [path for path in paths(pfdo, "pfdo") if path not in written] == []


def test_the_readme_is_short_and_embeds_the_module_in_thirty_lines() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 100
    (example,) = blocks(README, "python")
    assert len(example.code.splitlines()) <= 30
