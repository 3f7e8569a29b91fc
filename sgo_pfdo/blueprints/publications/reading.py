"""«Новости» and «Мероприятия», for everybody."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.files.uploads import send_public
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.publications import blueprint
from sgo_pfdo.current import current_state
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.publications import wording
from sgo_pfdo.publications.listing import shown_image, shown_publication, shown_publications
from sgo_pfdo.publications.model import PublicationKind


@blueprint.get("/news")
def news() -> ResponseReturnValue:
    """List the news of a municipality, or of all."""
    return _list(PublicationKind.NEWS)


@blueprint.get("/events")
def events() -> ResponseReturnValue:
    """List the events of a municipality, or of all, that are not over."""
    return _list(PublicationKind.EVENT)


@blueprint.get("/news/<publication>")
def news_item(publication: str) -> ResponseReturnValue:
    """Show a piece of news.

    :param publication: what names it in addresses.
    """
    return _one(PublicationKind.NEWS, publication)


@blueprint.get("/events/<publication>")
def event(publication: str) -> ResponseReturnValue:
    """Show an event.

    :param publication: what names it in addresses.
    """
    return _one(PublicationKind.EVENT, publication)


@blueprint.get("/publications/<publication>/picture.jpg")
def picture(publication: str) -> ResponseReturnValue:
    """Give the picture of what is published.

    :param publication: what names it in addresses.
    """
    image = shown_image(database.current_session(), publication)
    if image is None:
        flask.abort(404)
    return send_public(image.content, image.media_type, image.changed_at)


def _list(kind: PublicationKind) -> str:
    session, asked, state = database.current_session(), flask.request.args, current_state()
    towns = session.execute(select(Municipality.code, Municipality.name).order_by(Municipality.name)).all()
    code = asked.get("municipality", "")
    chosen = code if code in {town.code for town in towns} else None
    return render(
        "publications/publications.html",
        kind=kind,
        towns=towns,
        chosen=chosen,
        listing=shown_publications(session, kind, chosen, state.host.now(), asked.get("after", "")),
        is_later="after" in asked,
        words=wording,
        zone=state.settings.time_zone,
    )


def _one(kind: PublicationKind, card_id: str) -> str:
    read = shown_publication(database.current_session(), kind, card_id)
    if read is None:
        flask.abort(404)
    zone = current_state().settings.time_zone
    return render("publications/publication.html", kind=kind, read=read, words=wording, zone=zone)
