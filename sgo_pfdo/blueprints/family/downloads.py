"""The papers a family can download: blank forms, the certificate image, the credentials sheet."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from sgo_pfdo import database, documents, signals
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.papers import draw_blank, is_download
from sgo_pfdo.blueprints.common.files.sending import send_deadline, send_paper
from sgo_pfdo.blueprints.common.letters.outside import outside_url
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.sign_in_place import sign_in_place
from sgo_pfdo.blueprints.family import blueprint
from sgo_pfdo.blueprints.family.child import Family, require_family
from sgo_pfdo.certificates import papers
from sgo_pfdo.certificates.family_reading import AnyCertificate
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.certificates.standing import Standing
from sgo_pfdo.current import current_state
from sgo_pfdo.documents.pdfium import PdfiumBusyError
from sgo_pfdo.journal.writing import Event, actor_from, record
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.own_papers import APPLICATION_FORM, CONSENT
from sgo_pfdo.people import Pupil, Role
from sgo_pfdo.plain.wording import file_size
from sgo_pfdo.secrets import SecretLostError

PICTURE_WIDTH = 1080
"""Pixels: as many as the screen of an ordinary phone has."""
PICTURE_AGAIN = 5
"""Seconds after which a picture that others were in the way of is worth asking for again."""
_BLANKS = (APPLICATION_FORM, CONSENT)


class Papers(NamedTuple):
    """The addresses of the papers that a viewer can download for a child now; ``None`` for those that do not exist.

    :param are_filled: application and consent are those of an application, else they are blank.
    :param application_kind: «PDF, 28 КБ», for a blank form.
    :param consent_kind: the same.
    :param image: of the certificate, as a page to print.
    :param picture: of the certificate, for a phone.
    """

    application: str
    consent: str
    are_filled: bool
    application_kind: str
    consent_kind: str
    image: str | None
    picture: str | None
    credentials: str | None


def available_papers(family: Family, standing: Standing, *, are_filled: bool = False) -> Papers:
    """Tell which papers this viewer can download for the child now.

    :param are_filled: this viewer has applied: the papers to sign are filled in and take the place of the blank ones.
    """
    child = standing.pupil.id
    has_image, has_credentials = standing.has_living_certificate, papers.has_credentials_sheet(standing)
    application_kind, consent_kind = _kinds_of_blanks(standing.municipality, _signer(family, standing))
    return Papers(
        flask.url_for(
            "sgo_pfdo_application.application_pdf" if are_filled else "sgo_pfdo_family.application_form", child=child
        ),
        flask.url_for("sgo_pfdo_application.consent_pdf" if are_filled else "sgo_pfdo_family.consent", child=child),
        are_filled,
        application_kind,
        consent_kind,
        flask.url_for("sgo_pfdo_family.certificate_image", child=child) if has_image else None,
        flask.url_for("sgo_pfdo_family.certificate_picture", child=child) if has_image else None,
        flask.url_for("sgo_pfdo_family.credentials_sheet", child=child) if has_credentials else None,
    )


@blueprint.get("/application-form.pdf")
def application_form() -> ResponseReturnValue:
    """Give the blank application form: the municipality's own, or ours."""
    return _blank_form(APPLICATION_FORM, "application_form", "Заявление на сертификат.pdf")


@blueprint.get("/consent.pdf")
def consent() -> ResponseReturnValue:
    """Give the blank consent: the municipality's own, or ours."""
    return _blank_form(CONSENT, "consent", "Согласие на обработку персональных данных.pdf")


def _blank_form(kind: str, document: str, filename: str) -> ResponseReturnValue:
    family = require_family()
    standing = family.standing()
    content = _blank(kind, family, standing)
    if is_download():
        signals.send(
            signals.document_downloaded,
            document=document,
            certificate_id=None,
            pupil_id=standing.pupil.id,
            viewer_id=family.viewer.id,
        )
    return send_paper(content, filename, "application/pdf")


def _blank(kind: str, family: Family, standing: Standing) -> bytes:
    """Give a blank form that holds nothing of the child: the municipality's own, or ours."""
    applicant = _signer(family, standing)
    own = papers.own_paper(database.current_session(), standing.municipality, kind, applicant)
    return own or draw_blank(kind, papers.blank_form(standing.municipality, applicant))


def _signer(family: Family, standing: Standing) -> documents.Applicant:
    """Tell who signs the forms, which decides about their wording."""
    signed_by_pupil = family.viewer.role is Role.PUPIL and standing.is_of_age_to_apply
    return documents.Applicant.PUPIL if signed_by_pupil else documents.Applicant.PARENT


@lru_cache(maxsize=256)
def _kinds_of_blanks(municipality: KnownMunicipality | None, applicant: documents.Applicant) -> list[str]:
    """Say kind and size of the two blank forms."""
    return [_kind_of_blank(kind, municipality, applicant) for kind in _BLANKS]


def _kind_of_blank(kind: str, municipality: KnownMunicipality | None, applicant: documents.Applicant) -> str:
    own = municipality.own_papers.get(f"{kind}_{applicant}") if municipality else None
    try:
        size = own or len(draw_blank(kind, papers.blank_form(municipality, applicant)))
    except (documents.UnprintableText, documents.DoesNotFit):
        return "PDF"  # which letters are to blame is said when it is asked for, not on the page
    return f"PDF, {file_size(size)}"


@blueprint.get("/certificate.pdf")
def certificate_image() -> ResponseReturnValue:
    """Give the certificate as a page to print."""
    return _image("certificate_image")


@blueprint.get("/certificate.png")
def certificate_picture() -> ResponseReturnValue:
    """Give the certificate as a picture to show on a phone."""
    return _image("certificate_picture")


def _image(document: str) -> ResponseReturnValue:
    family = require_family()
    standing = family.standing()
    drawn = _image_of(standing)
    name = f"Сертификат ({standing.pupil.first_name})"
    if document == "certificate_picture":
        page = documents.certificate_image.draw_for_phone(drawn)
        content = current_state().pictures.png(page, width=PICTURE_WIDTH)
    else:
        content = documents.certificate_image.draw(drawn)
    if not _record_download(Event.IMAGE_DOWNLOADED, document, lambda now: _image_of(now) == drawn):
        return back_to_child(standing.pupil)
    if document == "certificate_picture":
        return send_paper(content, f"{name}.png", "image/png")
    return send_paper(content, f"{name}.pdf", "application/pdf")


def _image_of(standing: Standing) -> documents.CertificateImage:
    """Gather what the certificate shows; 404 where none lives."""
    if not standing.has_living_certificate:
        flask.abort(404)
    return papers.certificate_image(standing, code_address(standing.certificate))


@blueprint.get("/deadline.ics")
def deadline() -> ResponseReturnValue:
    """Give the last day to activate the certificate, for the calendar; no child is named in it."""
    family = require_family()
    standing = family.standing()
    certificate, municipality = standing.certificate, standing.municipality
    if certificate is None or municipality is None or standing.status is not Status.INACTIVE:
        flask.abort(404)
    return send_deadline(certificate, municipality.places)


@blueprint.get("/credentials.pdf")
def credentials_sheet() -> ResponseReturnValue:
    """Give login and password for АИС ПФДО."""
    family = require_family()
    standing = family.standing()
    try:
        sheet = _sheet_of(standing)
    except SecretLostError:
        return render("family/secret_lost.html", child=family.child), 409
    content = documents.credentials_sheet.draw(sheet)
    if not _record_download(Event.CREDENTIALS_DOWNLOADED, "credentials_sheet", lambda now: _sheet_of(now) == sheet):
        return back_to_child(standing.pupil)
    return send_paper(content, f"Учётные данные АИС ПФДО ({standing.pupil.first_name}).pdf", "application/pdf")


def _sheet_of(standing: Standing) -> documents.CredentialsSheet:
    """Gather login and password; 404 where the viewer cannot have them.

    :raises SecretLostError: the password cannot be decrypted any more.
    """
    if not papers.has_credentials_sheet(standing):
        flask.abort(404)
    place = sign_in_place()
    cipher = current_state().cipher
    return papers.credentials_sheet(standing, cipher=cipher, sign_in_url=place.url, sign_in_path=place.path)


def back_to_child(child: Pupil) -> Response:
    """Lead to the child's page, which says how things stand: what was drawn is true no more."""
    return flask.redirect(flask.url_for("sgo_pfdo_family.page", child=child.id), 303)


def code_address(certificate: AnyCertificate | None) -> str | None:
    """Make the address that the QR code of a certificate holds; ``None`` without SGO_PFDO_BASE_URL."""
    return None if certificate is None else outside_url("sgo_pfdo_open.code", card_id=certificate.card_id)


def _record_download(event: Event, document: str, is_true: Callable[[Standing], bool]) -> bool:
    """Write the download into the history before the bytes go out.

    :param is_true: tells whether what was drawn still holds; it ends the request where there is nothing to give.
    :return: ``False`` where it does not: nothing is written, and nothing must go out.
    """
    if not is_download():
        return True

    def action(session: Session, family: Family) -> bool:
        standing = family.standing()
        if not is_true(standing) or standing.certificate is None:
            return False
        viewer, certificate, now = family.viewer, standing.certificate, family.visitor.state.host.now()
        about: Any = {"holder_id": certificate.holder_id, "certificate_id": certificate.id}
        record(session, event, actor_from(viewer), **about, at=now)
        signals.send_after_commit(
            session,
            signals.document_downloaded,
            document=document,
            certificate_id=certificate.id,
            pupil_id=standing.pupil.id,
            viewer_id=viewer.id,
        )
        return True

    return act(require_family, action)


@blueprint.errorhandler(PdfiumBusyError)
def _picture_busy(error: PdfiumBusyError) -> ResponseReturnValue:
    """Say that others are waiting for their pictures already, instead of waiting behind them with everybody else."""
    response = flask.make_response(render("errors/picture_busy.html", child=require_family().child), 503)
    response.headers["Retry-After"] = str(PICTURE_AGAIN)
    return response


@blueprint.errorhandler(documents.UnprintableText)
@blueprint.errorhandler(documents.DoesNotFit)
def _unprintable(error: Exception) -> ResponseReturnValue:
    """Say which characters of the name no paper can print, instead of printing blank boxes."""
    return render(
        "family/unprintable.html", child=require_family().child, characters=getattr(error, "characters", ())
    ), 409
