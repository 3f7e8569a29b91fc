"""The papers of an application, filled in, to sign: the application and the consent (S000, point 12)."""

from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database, documents, signals
from sgo_pfdo.applications.model import Application
from sgo_pfdo.applications.papers import FilledPapers, filled_papers
from sgo_pfdo.blueprints.application import blueprint
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.papers import FILLED_APPLICATION, FILLED_CONSENT, WORDS, draw_filled, is_download
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.family.application_state import Applying, own_finished, require_applying
from sgo_pfdo.blueprints.family.downloads import back_to_child
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Event, actor_from, record
from sgo_pfdo.secrets import SecretLostError


def newest_papers(application: Application) -> FilledPapers:
    """Gather the newest version of the papers of a finished application.

    :raises SecretLostError: no key decrypts it any more.
    """
    state = current_state()
    filled = filled_papers(database.current_session(), application, cipher=state.cipher, settings=state.settings)
    if filled is None:
        flask.abort(404)
    return filled


@blueprint.get("/application.pdf")
def application_pdf() -> ResponseReturnValue:
    """Give the application, filled in, to sign."""
    return _paper(FILLED_APPLICATION, "Заявление")


@blueprint.get("/consent.pdf")
def consent_pdf() -> ResponseReturnValue:
    """Give the consent, filled in, to sign."""
    return _paper(FILLED_CONSENT, "Согласие на обработку персональных данных")


def _paper(document: str, name: str) -> ResponseReturnValue:
    applying = require_applying()
    application = own_finished(applying)
    try:
        filled = newest_papers(application)
    except SecretLostError:
        return render("application/lost.html", child=applying.child), 409
    content = draw_filled(document, filled)
    if is_download() and not _record_download(document, filled):
        return back_to_child(applying.child)
    return send_paper(content, f"{name} ({applying.child.first_name}).pdf", "application/pdf")


def _record_download(document: str, filled: FilledPapers) -> bool:
    """Write the download into the history before the bytes go out.

    :return: ``False`` where the papers have changed since they were drawn: nothing is written.
    """

    def action(session: Session, applying: Applying) -> bool:
        if newest_papers(own_finished(applying)) != filled:
            return False
        certificate, viewer = applying.standing.certificate, applying.family.viewer
        assert certificate is not None  # the papers are of one
        about: Any = {"holder_id": certificate.holder_id, "certificate_id": certificate.id}
        at, details = applying.now, WORDS[document]
        record(session, Event.PAPERS_DOWNLOADED, actor_from(viewer), **about, at=at, details=details)
        signals.send_after_commit(
            session,
            signals.document_downloaded,
            document=document,
            certificate_id=certificate.id,
            pupil_id=applying.child.id,
            viewer_id=viewer.id,
        )
        return True

    return act(require_applying, action)


@blueprint.errorhandler(documents.UnprintableText)
@blueprint.errorhandler(documents.DoesNotFit)
def _unprintable(error: Exception) -> ResponseReturnValue:
    """Say which characters no paper can print, instead of printing blank boxes."""
    child = require_applying().child
    return render("family/unprintable.html", child=child, characters=getattr(error, "characters", ())), 409
