"""«Новости» and «Мероприятия» of the municipality of a child (S001, part 6)."""

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import render_cabinet, require_cabinet
from sgo_pfdo.current import current_state
from sgo_pfdo.publications import wording
from sgo_pfdo.publications.listing import shown_publication, shown_publications
from sgo_pfdo.publications.model import PublicationKind


@blueprint.get("/<card_id>/news")
def news(card_id: str) -> ResponseReturnValue:
    """List the news for the child's municipality.

    :param card_id: read by :func:`require_cabinet`.
    """
    return _list(PublicationKind.NEWS)


@blueprint.get("/<card_id>/events")
def events(card_id: str) -> ResponseReturnValue:
    """List the events for the child's municipality.

    :param card_id: read by :func:`require_cabinet`.
    """
    return _list(PublicationKind.EVENT)


@blueprint.get("/<card_id>/news/<publication>")
def news_item(card_id: str, publication: str) -> ResponseReturnValue:
    """Show a piece of news.

    :param card_id: read by :func:`require_cabinet`.
    """
    return _one(PublicationKind.NEWS, publication)


@blueprint.get("/<card_id>/events/<publication>")
def event(card_id: str, publication: str) -> ResponseReturnValue:
    """Show an event.

    :param card_id: read by :func:`require_cabinet`.
    """
    return _one(PublicationKind.EVENT, publication)


def _list(kind: PublicationKind) -> str:
    cabinet, asked, state = require_cabinet(), flask.request.args, current_state()
    session, code = database.current_session(), cabinet.municipality.code
    return render_cabinet(
        "cabinet/publications.html",
        cabinet,
        kind=kind,
        listing=shown_publications(session, kind, code, state.host.now(), asked.get("after", "")),
        is_later="after" in asked,
        words=wording,
        zone=state.settings.time_zone,
    )


def _one(kind: PublicationKind, name: str) -> str:
    cabinet = require_cabinet()
    read = shown_publication(database.current_session(), kind, name)
    if read is None:
        flask.abort(404)
    zone = current_state().settings.time_zone
    return render_cabinet("cabinet/publication.html", cabinet, kind=kind, read=read, words=wording, zone=zone)
