"""Whoever shows a child to staff writes it into the child's history: every page, every answer to a press, every file.

The walk goes through every route of the staff, whichever way an answer comes about, and reads what it says. A child
whose name or number stands there must find a new entry.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from sgo_pfdo import Role, database
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.showing import SEEN_AGAIN
from sgo_pfdo.journal.model import JournalEntry
from tests.documents.reading import read_all
from tests.security.world import Crawl, Sent, World
from tests.support.apps import NOW, SCHOOL
from tests.support.figures import SOAK

STAFF = ("clerk", "clerk of another municipality", "director", "operator")
STAFF_RULES = ("/pfdo/desk", "/pfdo/school", "/pfdo/municipality")


@dataclass(frozen=True)
class Walk:
    """A world in which every look comes long after the one before it."""

    world: World

    def wait(self) -> None:
        """Let so much time pass that nothing counts as the same look."""
        self.world.portal.moment = (self.world.portal.moment or NOW) + SEEN_AGAIN + timedelta(minutes=1)

    def newest_entry(self) -> int:
        """Tell where the history ends."""
        with self.world.app.app_context():
            return database.current_session().scalar(select(JournalEntry.id).order_by(JournalEntry.id.desc())) or 0

    def told_since(self, entry: int) -> set[int | None]:
        """List the children in whose histories staff have left something since."""
        query = select(JournalEntry.holder_id).where(
            JournalEntry.id > entry, JournalEntry.actor_role.in_([Role.CLERK, Role.DIRECTOR, Role.OPERATOR])
        )
        with self.world.app.app_context():
            return set(database.current_session().scalars(query))

    def children(self) -> dict[int, set[str]]:
        """Give the surnames and numbers by which each child with a certificate is known."""
        known: dict[int, set[str]] = {}
        with self.world.app.app_context():
            for one in database.current_session().scalars(select(Certificate)):
                known.setdefault(one.holder_id, set()).update({one.number, one.surname} - {""})
        return known


def said(answer: TestResponse) -> str:
    """Read an answer as a person does."""
    if answer.mimetype == "application/pdf":
        return " ".join(page.text for page in read_all(answer.data))
    return answer.get_data().decode("utf-8", "replace")


def shown(answer: TestResponse, children: Mapping[int, set[str]]) -> set[int]:
    """List the children whose name or number an answer says."""
    if answer.status_code == 303:
        return set()
    text = said(answer)
    together = re.sub(r"<[^>]*>|\s", "", text)
    words = set(re.findall(r"\w+", text))
    return {
        holder_id
        for holder_id, names in children.items()
        if any(name in words if name.isalpha() else name in together for name in names)
    }


def sent_by(form: Sent, fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what a browser may send: no token, a bad one, a good one with nothing filled in, a good one."""
    without = {name: value for name, value in fields.items() if name != "csrf_token"}
    yield without
    yield without | {"csrf_token": "bad"}
    yield {"csrf_token": fields["csrf_token"]}
    yield fields | {"format": "csv"}


@pytest.fixture
def walk(world: World) -> Walk:
    """Begin at the desk."""
    world.portal.moment = NOW
    return Walk(world)


def test_every_page_and_file_that_shows_a_child_to_staff_is_told_of(walk: Walk, crawls: Sequence[Crawl]) -> None:
    children, seen = walk.children(), set()
    for person, address in opened_by_staff(walk.world, crawls):
        client, before = walk.world.client(person), walk.newest_entry()
        walk.wait()
        with client.get(address) as answer:
            there = shown(answer, children)
        missing = there - walk.told_since(before)
        assert not missing, f"{person} reads of {missing} at {address}, and no history tells of it"
        if there:
            seen.add(walk.world.rule_of(address, "GET"))
    assert seen >= {
        "/pfdo/desk/c/<card_id>",
        "/pfdo/desk/c/<card_id>/history",
        "/pfdo/desk/c/<card_id>/annul",
        "/pfdo/desk/c/<card_id>/freeze",
        "/pfdo/desk/c/<card_id>/withdraw",
        "/pfdo/desk/c/<card_id>/correct",
        "/pfdo/desk/c/<card_id>/restore",
        "/pfdo/desk/c/<card_id>/receipt.pdf",
        "/pfdo/desk/c/<card_id>/filled-application.pdf",
        "/pfdo/desk/c/<card_id>/filled-consent.pdf",
        "/pfdo/desk/register",
        "/pfdo/school/pupils",
    }


def test_whoever_is_refused_a_page_reads_of_no_child(walk: Walk, crawls: Sequence[Crawl]) -> None:
    children = walk.children()
    refused = [page.answer for crawl in crawls for page in crawl.pages.values() if page.status == 404]
    assert len(refused) > 100
    assert [answer for answer in refused if shown(answer, children)] == []


def opened_by_staff(world: World, crawls: Sequence[Crawl]) -> list[tuple[str, str]]:
    """Name every page and file that staff find, with whoever finds it; in the long form who is refused one, too."""
    found, refused = set(), set()
    for crawl in crawls:
        person = next((form.person for form in crawl.forms), "")
        if person in STAFF:
            found |= {(person, address) for address in [*crawl.pages, *crawl.files]}
            refused |= {(person, address) for address, page in crawl.pages.items() if page.status == 404}
    of_staff = [one for one in sorted(found if SOAK else found - refused) if one[1].startswith(STAFF_RULES)]
    rules = {world.rule_of(address, "GET") for _, address in of_staff}
    of_module = {rule for rule in world.rules("GET") if rule.startswith(STAFF_RULES)}
    assert of_module - rules <= set(world.rules("POST")), "a page of the staff is not walked"
    return of_staff


def test_so_is_every_answer_to_a_press(walk: Walk, forms: Sequence[Sent]) -> None:
    walked, seen = set(), set()
    for form in forms:
        if form.person not in STAFF or not form.rule.startswith(STAFF_RULES):
            continue
        walked.add(form.rule)
        client = walk.world.client(form.person)
        for sent in sent_by(form, walk.world.fresh(client, form)):
            children, before = walk.children(), walk.newest_entry()
            walk.wait()
            with client.post(form.action, data=sent) as answer:
                there = shown(answer, children)
            missing = there - walk.told_since(before)
            assert not missing, f"{form} with {sent} shows {missing}, and no history tells of it"
            if there:
                seen.add(form.rule)
    assert walked == {rule for rule in walk.world.rules("POST") if rule.startswith(STAFF_RULES)}
    pressed = ("activate", "again", "unfreeze", "undo", "credentials")
    on_pages = ("freeze", "annul", "withdraw", "correct", "restore")
    assert seen >= {f"/pfdo/desk/c/<card_id>/{step}" for step in (*pressed, *on_pages)}
    assert seen >= {"/pfdo/desk/register", "/pfdo/desk/register/export"}


def test_whoever_asks_for_the_head_of_a_page_leaves_nothing(walk: Walk, crawls: Sequence[Crawl]) -> None:
    """One page or file of each route for each of the staff; in the long form all."""
    before = walk.newest_entry()
    opened = opened_by_staff(walk.world, crawls)
    one_of_each = {(person, walk.world.rule_of(address, "GET")): (person, address) for person, address in opened}
    for person, address in opened if SOAK else one_of_each.values():
        client = walk.world.client(person)
        walk.wait()
        with client.head(address) as answer:
            assert answer.data == b"", address
    assert walk.newest_entry() == before


def test_a_school_s_list_is_told_of_also_where_no_child_has_a_history(walk: Walk) -> None:
    client, before = walk.world.client("director"), walk.newest_entry()
    assert "Новенькая" in client.get("/pfdo/school/pupils").text, f"{SCHOOL.id} lists her"
    assert None in walk.told_since(before)
