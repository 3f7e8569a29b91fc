"""News and events on both databases: what is written, approved, and listed page by page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import flask
import pytest
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.rules.lifecycle import Side
from sgo_pfdo.publications.listing import PAGE_SIZE, count_to_approve, own_publications, shown_publications
from sgo_pfdo.publications.model import Publication, PublicationKind
from sgo_pfdo.publications.rules.lifecycle import State, Step, Who
from sgo_pfdo.publications.writing import PictureChange, add_publication, change_publication, take_step
from tests.programmes import making
from tests.support.apps import MakeApp

NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)
BY = By(actor=Actor(role="provider", id="anna"), side=Side.PROVIDER, now=NOW)


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """A host on SQLite and on PostgreSQL, with an organisation."""
    app = make_app()
    with app.app_context():
        database.perform(making.provider)
        yield app


def write(session: Session, title: str, kind: PublicationKind = PublicationKind.NEWS, **columns: Any) -> Publication:
    about = {"title": title, "short": "Коротко", "body": None, "all_region": False} | columns
    where = {"municipality_code": "kiselevsk", "provider_code": columns.pop("provider_code", "ddt")}
    about.pop("provider_code", None)
    return add_publication(session, kind, about, PictureChange(), BY, **where)


def test_it_is_written_approved_and_seen(app: flask.Flask) -> None:
    session = database.current_session()
    row = database.perform(lambda inside: write(inside, "Первая"))
    assert database.perform(lambda s: take_step(s, row, Step.SEND, Who.AUTHOR, BY, seen=1)) is State.REVIEW
    assert count_to_approve(session, "kiselevsk") == 1
    assert [one.publication.title for one in own_publications(session, "kiselevsk", None)] == ["Первая"]
    assert shown_publications(session, PublicationKind.NEWS, None, NOW).found == []
    with pytest.raises(ChangedMeanwhileError):
        database.perform(lambda s: take_step(s, row, Step.APPROVE, Who.OPERATOR, BY, seen=1))
    database.perform(lambda s: take_step(s, row, Step.APPROVE, Who.OPERATOR, BY, seen=2))
    [shown] = shown_publications(session, PublicationKind.NEWS, "kiselevsk", NOW).found
    assert (shown.author, shown.publication.published_at) == ("Дом детского творчества", NOW)
    assert shown_publications(session, PublicationKind.NEWS, "myski", NOW).found == []
    assert not database.perform(
        lambda s: change_publication(s, row, {"title": "Первая"}, PictureChange(), BY, seen=row.version)
    )


@pytest.mark.parametrize("kind", PublicationKind)
def test_pages_follow_each_other_without_a_gap(app: flask.Flask, kind: PublicationKind) -> None:
    def fill(session: Session) -> None:
        for number in range(2 * PAGE_SIZE + 1):
            row = write(session, f"{number:02}", kind, place="ДДТ", starts_at=NOW + timedelta(days=number // 3 + 1))
            row.state, row.published_at = State.PUBLISHED.value, NOW - timedelta(days=number // 3)

    database.perform(fill)
    session, seen, after = database.current_session(), list[str](), ""
    for _ in range(3):
        page = shown_publications(session, kind, "kiselevsk", NOW, after)
        seen += [one.publication.title for one in page.found]
        after = page.after
    assert after == "" and len(seen) == len(set(seen)) == 2 * PAGE_SIZE + 1
    assert [int(title) // 3 for title in seen] == sorted(int(title) // 3 for title in seen)
