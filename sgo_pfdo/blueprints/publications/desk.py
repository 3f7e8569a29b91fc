"""Whoever writes, and what is theirs: a municipality's people, or those of an organisation that teaches."""

from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

import flask
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft
from sgo_pfdo.blueprints.common.staff import Author, ProviderWorker, require_author
from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.programmes.rules.lifecycle import Side
from sgo_pfdo.publications.model import Publication
from sgo_pfdo.publications.writing import find_publication

T = TypeVar("T")


def provider_code_of(author: Author) -> str | None:
    """Give the code of the organisation; ``None`` for the municipality's people."""
    return author.provider.code if isinstance(author, ProviderWorker) else None


def zone_of(author: Author) -> ZoneInfo:
    """Find the time zone of the municipality."""
    return time_zone_of(author.municipality, current_state().settings)


def own(author: Author, card_id: str) -> Publication:
    """Find what somebody may work with, as it is now, or end the request."""
    found = find_publication(
        database.current_session(),
        card_id,
        municipality_code=author.municipality.code,
        provider_code=provider_code_of(author),
    )
    if found is None:
        flask.abort(404)
    return found


def written_by(author: Author, publication: Publication) -> bool:
    """Tell whether somebody's own side has written it."""
    return publication.provider_code == provider_code_of(author)


def own_to_edit(author: Author, card_id: str) -> Publication:
    """Find what somebody's own side has written, or end the request."""
    found = own(author, card_id)
    if not written_by(author, found):
        flask.abort(404)
    return found


def press(author: Author, write: Callable[[Session, Author, By], T], draft: str | None = None) -> T:
    """Do something as one action, and forget the draft of its form.

    :param author: as the view knows them; whoever writes for somebody else by now does nothing.
    """
    before = (author.municipality.code, provider_code_of(author))

    def action(session: Session, author: Author) -> T:
        if (author.municipality.code, provider_code_of(author)) != before:
            flask.abort(404)
        if draft is not None:
            drop_draft(session, author.viewer, draft)
        side = Side.PROVIDER if isinstance(author, ProviderWorker) else Side.OPERATOR
        return write(session, author, By(actor=author.actor, side=side, now=current_state().host.now()))

    return act(require_author, action)
