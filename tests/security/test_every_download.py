"""Every download: its kind, its name, and the entry in the history without which no data of a child leaves."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import select
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from sgo_pfdo import database
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.journal.model import JournalEntry
from tests.security.world import Crawl, Sent, World
from tests.support import desk
from tests.support.contents import contents_of

BLANK = {
    "/settings/certificate/application-form.pdf",
    "/settings/certificate/consent.pdf",
    "/pfdo/desk/application-form.pdf",
    "/pfdo/desk/consent.pdf",
    "/pfdo/municipality/paper.pdf",
    "/pfdo/municipality/programme/file",
    "/settings/certificate/deadline.ics",
    "/pfdo/info/<municipality>/<kind>.pdf",
    "/pfdo/programmes/<programme>/picture.jpg",
    "/pfdo/programmes/<programme>/programme.pdf",
    "/pfdo/publications/<publication>/picture.jpg",
    "/pfdo/publications/p/<card_id>/picture.jpg",
    "/pfdo/provider/p/<card_id>/picture.jpg",
    "/pfdo/provider/p/<card_id>/programme.pdf",
}
"""Blank forms, a day for the calendar, what everybody may read of a programme: they say nothing of anybody."""
TYPED = {"/pfdo/desk/in-person/<any(application, consent):paper>.pdf"}
"""Papers with what a clerk has typed this minute: nothing that is kept leaves with them."""
OF_MANY = {"/pfdo/desk/register/export", "/pfdo/school/slips"}
"""Files with many children in them."""
OF_CATALOGUE = re.compile(r"/(picture\.jpg|programme\.pdf|programme/file)(\?|$)")
"""Pictures and full texts, which name nobody; what is published may be kept by browsers."""
FILES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}


def entries(world: World) -> list[str]:
    with world.app.app_context():
        return list(database.current_session().scalars(select(JournalEntry.event).order_by(JournalEntry.id)))


def downloads(crawls: Sequence[Crawl]) -> Iterator[tuple[str, str]]:
    """Name each file that anybody found, once for each of those who did."""
    people = ("mother", "applicant", "pupil", "clerk", "clerk of another municipality", "operator", "provider")
    for crawl in crawls:
        owner = next((form.person for form in crawl.forms), "nobody")
        if owner in people:
            yield from ((owner, address) for address in crawl.files)


def test_a_download_with_data_makes_exactly_one_entry(world: World, crawls: Sequence[Crawl]) -> None:
    checked = set()
    for person, address in downloads(crawls):
        client, before = world.client(person), len(entries(world))
        with client.get(address) as answer:
            assert answer.status_code == 200, address
        rule = world.rule_of(address, "GET")
        assert len(entries(world)) - before == (rule not in BLANK), (person, address)
        checked.add(rule)
    assert checked > BLANK
    assert {rule for rule in world.rules("GET") if rule.endswith((".pdf", ".png", ".csv"))} <= checked | TYPED


def test_so_does_one_that_is_pressed_for(world: World, forms: Sequence[Sent]) -> None:
    pressed = set()
    with world.app.app_context():
        desk.take(Step.ACTIVATE, desk.register(document_number=desk.birth_certificate(7), surname="Листова"))
    for form in sorted([*forms, *sheet_forms(world)], key=lambda form: form.rule.endswith("/switch")):
        client, before = world.client(form.person), len(entries(world))
        rows = contents_of(world.app, history=False)
        with client.post(form.action, data=world.fresh(client, form)) as answer:
            if "Content-Disposition" not in answer.headers:
                continue
            pressed.add(form.rule)
        told = entries(world)[before:]
        assert len([event for event in told if event != "shown"]) == (form.rule not in TYPED), form
        assert (len(told) > 1) == (form.rule in OF_MANY), "each child in the file finds it in its own history"
        assert contents_of(world.app, history=False).keys() == rows.keys()
    assert pressed >= {"/pfdo/desk/register/export", "/pfdo/school/slips", "/pfdo/desk/c/<card_id>/credentials"}


def sheet_forms(world: World) -> list[Sent]:
    """Find the buttons that print a sheet with a password."""
    return [form for form in world.crawl("clerk").forms if form.rule.endswith("/credentials")]


def test_a_sheet_with_a_password_is_printed_once(world: World) -> None:
    form = sheet_forms(world)[0]
    client = world.client("clerk")
    answers = [client.post(form.action, data=world.fresh(client, form)).status_code for _ in range(2)]
    assert answers == [200, 409]


def headers_of(answer: TestResponse) -> dict[str, Any]:
    kind, options = parse_options_header(answer.headers["Content-Disposition"])
    return {"kind": kind, "name": options.get("filename", ""), "raw": answer.headers["Content-Disposition"]}


def test_every_file_has_its_kind_and_a_name_that_every_computer_takes(crawls: Sequence[Crawl]) -> None:
    found = [(address, answer) for crawl in crawls for address, answer in crawl.files.items()]
    files = [answer for address, answer in found if not OF_CATALOGUE.search(address)]
    assert len(files) > 40
    for answer in files:
        told = headers_of(answer)
        is_print = told["name"].endswith(".pdf")
        assert told["kind"] == ("inline" if is_print else "attachment"), told["raw"]
        assert answer.content_type == FILES[told["name"].rpartition(".")[2]]
        assert re.search(r'filename="?[A-Z][A-Za-z0-9_-]+\.[a-z]+', told["raw"]), told["raw"]
        assert told["raw"].isascii() and not any(sign in unquote(told["name"]) for sign in '\r\n\\/:*?"<>|')
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_whoever_asks_for_the_size_alone_gets_nothing_and_leaves_nothing(
    world: World, crawls: Sequence[Crawl], method: str
) -> None:
    before = entries(world)
    for person, address in downloads(crawls):
        answer = world.client(person).open(address, method=method)
        assert answer.data == b"", address
    assert entries(world) == before
