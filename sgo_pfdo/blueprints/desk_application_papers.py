"""The filled papers of an application, for the clerk to open: every version, older ones marked as replaced."""

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.applications.finishing import application_of
from sgo_pfdo.blueprints.application_downloads import APPLICATION, CONSENT, WORDS, draw_paper
from sgo_pfdo.blueprints.base import PfdoBlueprint
from sgo_pfdo.blueprints.desk_application import papers_of
from sgo_pfdo.blueprints.desk_card import read_card, show_card
from sgo_pfdo.blueprints.downloads import is_download
from sgo_pfdo.blueprints.sending import send_paper
from sgo_pfdo.blueprints.staff import require_clerk
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.secrets import SecretLostError

PATHS = {APPLICATION: "filled-application", CONSENT: "filled-consent"}


def add_routes(blueprint: PfdoBlueprint) -> None:
    """Add the papers to the desk's blueprint."""
    for document, path in PATHS.items():
        blueprint.add_url_rule(f"/c/<card_id>/{path}.pdf", document, paper, defaults={"document": document})


def paper(card_id: str, document: str) -> ResponseReturnValue:
    """Give the application or the consent as the family has printed it; ``?version=`` gives an older one."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    certificate, now = shown.certificate, current_state().host.now()
    application = application_of(database.current_session(), certificate.id)
    if application is None:
        flask.abort(404)
    try:
        filled = papers_of(application, flask.request.args.get("version", type=int))
    except SecretLostError:
        return show_card(clerk, shown, problem="papers_lost", status=409)
    if filled is None:
        flask.abort(404)
    content = draw_paper(document, filled)
    holder_id, certificate_id = certificate.holder_id, certificate.id
    if is_download():
        database.perform(
            lambda session: record(
                session,
                Event.PAPERS_DOWNLOADED,
                clerk.actor,
                holder_id=holder_id,
                certificate_id=certificate_id,
                at=now,
                details=WORDS[document],
            )
        )
    return send_paper(content, f"{WORDS[document].capitalize()} {certificate.number}.pdf", "application/pdf")
