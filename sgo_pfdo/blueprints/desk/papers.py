"""Papers that a clerk prints: the receipt, blank forms, and once the credentials sheet."""

from datetime import date
from functools import partial
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database, documents
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.papers import draw_blank, is_download
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.forms.keeping import read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.sign_in_place import sign_in_place
from sgo_pfdo.blueprints.common.staff import require_clerk, today_for
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.card import OpenCard, read_card, require_card, show_card
from sgo_pfdo.blueprints.desk.forms import PARENT, PUPIL, CardForm
from sgo_pfdo.blueprints.desk.steps_taken import receipt_step
from sgo_pfdo.certificates import papers
from sgo_pfdo.certificates.credentials import Sheet, account_of, sheet_at_desk
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.required_papers import SEEN, Paper
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import Applicant
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.municipalities.own_papers import APPLICATION_FORM, CONSENT
from sgo_pfdo.municipalities.rules import groups_of
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.register.accounts import take_for_printing
from sgo_pfdo.secrets import SecretLostError

APPLICANTS = {PARENT: Applicant.PARENT, PUPIL: Applicant.PUPIL}


class NoSheetError(Exception):
    """There is no sheet to print.

    :param sheet: how things stand with it.
    """

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.value)
        self.sheet = sheet


@blueprint.get("/application-form.pdf", endpoint="application_form", defaults={"kind": APPLICATION_FORM})
@blueprint.get("/consent.pdf", endpoint="consent", defaults={"kind": CONSENT})
def blank(kind: str) -> ResponseReturnValue:
    """Give a blank form of the municipality: its own, or ours."""
    clerk = require_clerk()
    applicant = APPLICANTS.get(flask.request.args.get("by", PARENT), Applicant.PARENT)
    session, municipality = database.current_session(), clerk.municipality
    content = papers.own_paper(session, municipality, kind, applicant)
    if content is None:
        content = draw_blank(kind, papers.blank_form_of(municipality, groups_of(session, municipality), applicant))
    name = "Заявление на сертификат" if kind == APPLICATION_FORM else "Согласие на обработку данных"
    return send_paper(content, f"{name}.pdf", "application/pdf")


@blueprint.get("/c/<card_id>/receipt.pdf")
def receipt(card_id: str) -> ResponseReturnValue:
    """Give the receipt of S000: who took which papers for which certificate, on which day."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    drawn = _receipt_of(shown.certificate)
    content = documents.receipt.draw(drawn)

    def action(session: Session, card: OpenCard) -> None:
        if _receipt_of(card.certificate) != drawn:
            raise ChangedMeanwhileError
        about: Any = {"holder_id": card.certificate.holder_id, "certificate_id": card.certificate.id}
        record(session, Event.RECEIPT_PRINTED, card.clerk.actor, **about, at=current_state().host.now())

    if is_download():
        try:
            act(partial(require_card, card_id), action)
        except ChangedMeanwhileError:
            return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
    return send_paper(content, f"Расписка {drawn.number}.pdf", "application/pdf")


def _receipt_of(certificate: Certificate) -> documents.Receipt:
    """Gather what the receipt says; 404 where nothing was received, or the name is erased."""
    step = receipt_step(database.current_session(), certificate)
    if step is None or not certificate.surname:
        flask.abort(404)
    return documents.Receipt(
        number=certificate.number,
        surname=certificate.surname,
        first_name=certificate.first_name,
        patronymic=certificate.patronymic,
        organisation=step.organisation or "",
        papers=tuple(SEEN[Paper(paper)] for paper in (step.papers or "").split()),
        received_on=step.day,
    )


@blueprint.route("/c/<card_id>/credentials", methods=["GET", "POST"])
def credentials(card_id: str) -> ResponseReturnValue:
    """Give the credentials sheet of a certificate that was registered in person; once."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    if flask.request.method == "GET":
        return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
    if not read_form(CardForm, clerk.viewer, f"desk.press {card_id}").validate_on_submit():
        return show_card(clerk, shown, problem="token", status=400)
    state = current_state()
    try:
        data = _sheet_of(shown.certificate, shown.today)
        content = documents.credentials_sheet.draw(data)

        def take(session: Session, card: OpenCard) -> None:
            if _sheet_of(card.certificate, today_for(card.clerk.municipality)) != data:
                raise ChangedMeanwhileError
            if not take_for_printing(session, card.certificate, card.clerk.actor, state.host.now()):
                raise NoSheetError(Sheet.PRINTED)

        act(partial(require_card, card_id), take)
    except NoSheetError as error:
        return show_card(clerk, read_card(clerk, card_id), problem=f"sheet_{error.sheet}", status=409)
    except ChangedMeanwhileError:
        return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
    except SecretLostError:
        return show_card(clerk, read_card(clerk, card_id), problem="sheet_lost", status=409)
    return send_paper(content, "Учётные данные АИС ПФДО.pdf", "application/pdf")


def _sheet_of(certificate: Certificate, today: date) -> documents.CredentialsSheet:
    """Gather what the sheet says.

    :raises NoSheetError: the desk cannot print it.
    :raises SecretLostError: its password cannot be decrypted any more.
    """
    session, state = database.current_session(), current_state()
    sheet, account = sheet_at_desk(session, certificate, today), account_of(session, certificate)
    if sheet is not Sheet.READY or account is None:
        raise NoSheetError(sheet)
    place = sign_in_place()
    return papers.credentials_sheet_of(
        certificate, account, cipher=state.cipher, sign_in_url=place.url, sign_in_path=place.path, today=today
    )


@blueprint.errorhandler(documents.UnprintableText)
@blueprint.errorhandler(documents.DoesNotFit)
def unprintable(error: Exception) -> ResponseReturnValue:
    """Say which characters no paper can print, instead of printing blank boxes."""
    clerk = require_clerk()
    return render("desk/unprintable.html", clerk=clerk, characters=getattr(error, "characters", ())), 409
