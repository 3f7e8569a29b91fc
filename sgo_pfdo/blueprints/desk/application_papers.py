"""The filled papers of an application, for the clerk to open: every version, older ones marked as replaced."""

from functools import partial
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.applications.finishing import application_of
from sgo_pfdo.applications.papers import FilledPapers
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.papers import FILLED_APPLICATION, FILLED_CONSENT, WORDS, draw_filled, is_download
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.staff import require_clerk
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.application import papers_of
from sgo_pfdo.blueprints.desk.card import OpenCard, read_card, require_card, show_card
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.secrets import SecretLostError


@blueprint.get(
    "/c/<card_id>/filled-application.pdf", endpoint=FILLED_APPLICATION, defaults={"document": FILLED_APPLICATION}
)
@blueprint.get("/c/<card_id>/filled-consent.pdf", endpoint=FILLED_CONSENT, defaults={"document": FILLED_CONSENT})
def paper(card_id: str, document: str) -> ResponseReturnValue:
    """Give the application or the consent as the family has printed it; ``?version=`` gives an older one."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    number, version = shown.certificate.number, flask.request.args.get("version", type=int)
    try:
        filled = _filled(shown.certificate, version)
    except SecretLostError:
        return show_card(clerk, shown, problem="papers_lost", status=409)
    content = draw_filled(document, filled)

    def action(session: Session, card: OpenCard) -> None:
        if _filled(card.certificate, version) != filled:
            raise ChangedMeanwhileError
        about: Any = {"holder_id": card.certificate.holder_id, "certificate_id": card.certificate.id}
        at, details = current_state().host.now(), WORDS[document]
        record(session, Event.PAPERS_DOWNLOADED, card.clerk.actor, **about, at=at, details=details)

    if is_download():
        try:
            act(partial(require_card, card_id), action)
        except ChangedMeanwhileError:
            return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
    return send_paper(content, f"{WORDS[document].capitalize()} {number}.pdf", "application/pdf")


def _filled(certificate: Certificate, version: int | None) -> FilledPapers:
    """Gather a version of the papers of a certificate; 404 where there is none, or it was erased.

    :raises SecretLostError: no key decrypts it any more.
    """
    application = application_of(database.current_session(), certificate.id)
    filled = papers_of(application, version) if application else None
    if filled is None:
        flask.abort(404)
    return filled
