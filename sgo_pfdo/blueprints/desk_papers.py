"""Papers that a clerk prints: the receipt, blank forms, and once the credentials sheet."""

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database, documents
from sgo_pfdo.blueprints.addresses import pfdo_url
from sgo_pfdo.blueprints.base import PfdoBlueprint, render
from sgo_pfdo.blueprints.desk_card import Card, read_card, receipt_step, show_card
from sgo_pfdo.blueprints.desk_forms import PARENT, PUPIL, CardForm
from sgo_pfdo.blueprints.downloads import draw_blank, is_download
from sgo_pfdo.blueprints.drafting import read_form
from sgo_pfdo.blueprints.sending import send_paper
from sgo_pfdo.blueprints.staff import require_clerk
from sgo_pfdo.certificates import papers
from sgo_pfdo.certificates.credentials import Sheet, account_of, sheet_at_desk
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.required_papers import SEEN, Paper
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import Applicant
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.municipalities.rules import groups_of
from sgo_pfdo.register.accounts import take_for_printing
from sgo_pfdo.secrets import SecretLostError

APPLICANTS = {PARENT: Applicant.PARENT, PUPIL: Applicant.PUPIL}


def add_routes(blueprint: PfdoBlueprint) -> None:
    """Add the papers to the desk's blueprint."""
    blueprint.add_url_rule("/c/<card_id>/receipt.pdf", "receipt", receipt)
    blueprint.add_url_rule("/c/<card_id>/credentials", "credentials", credentials, methods=["GET", "POST"])
    for kind, path in ((papers.APPLICATION_FORM, "/application-form.pdf"), (papers.CONSENT, "/consent.pdf")):
        blueprint.add_url_rule(path, kind, blank, defaults={"kind": kind})


def blank(kind: str) -> ResponseReturnValue:
    """Give a blank form of the municipality: its own, or ours."""
    clerk = require_clerk()
    applicant = APPLICANTS.get(flask.request.args.get("by", PARENT), Applicant.PARENT)
    session, municipality = database.current_session(), clerk.municipality
    content = papers.own_paper(session, municipality, kind, applicant)
    if content is None:
        content = draw_blank(kind, papers.blank_form_of(municipality, groups_of(session, municipality), applicant))
    name = "Заявление на получение сертификата" if kind == papers.APPLICATION_FORM else "Согласие на обработку данных"
    return send_paper(content, f"{name}.pdf", "application/pdf")


def receipt(card_id: str) -> ResponseReturnValue:
    """Give the receipt of S000: who took which papers for which certificate, on which day."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    content = documents.receipt.draw(_receipt_of(shown))
    certificate, now = shown.certificate, current_state().host.now()
    holder_id, certificate_id, number = certificate.holder_id, certificate.id, certificate.number
    if is_download():
        database.perform(
            lambda session: record(
                session,
                Event.RECEIPT_PRINTED,
                clerk.actor,
                holder_id=holder_id,
                certificate_id=certificate_id,
                at=now,
            )
        )
    return send_paper(content, f"Расписка {number}.pdf", "application/pdf")


def _receipt_of(shown: Card) -> documents.Receipt:
    certificate = shown.certificate
    step = receipt_step(database.current_session(), certificate)
    if step is None or shown.is_erased:
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


def credentials(card_id: str) -> ResponseReturnValue:
    """Give the credentials sheet of a certificate that was registered in person; once."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    if flask.request.method == "GET":
        return flask.redirect(pfdo_url("desk.card", card_id=card_id), 303)
    if not read_form(CardForm, clerk.viewer, f"desk.press {card_id}").validate_on_submit():
        return show_card(clerk, shown, problem="token", status=400)
    session, state = database.current_session(), current_state()
    account = account_of(session, shown.certificate)
    sheet = sheet_at_desk(session, shown.certificate, shown.today)
    if sheet is not Sheet.READY or account is None:
        return show_card(clerk, shown, problem=f"sheet_{sheet}", status=409)
    try:
        data = papers.credentials_sheet_of(
            shown.certificate,
            account,
            cipher=state.cipher,
            sign_in_url=state.settings.register_url,
            today=shown.today,
        )
    except SecretLostError:
        return show_card(clerk, shown, problem="sheet_lost", status=409)
    content = documents.credentials_sheet.draw(data)
    certificate_id, now = shown.certificate.id, state.host.now()

    def take(session: Session) -> Sheet:
        """Ask again inside the action: the child may have got a pupil, or the certificate an end, in between."""
        certificate = session.get_one(Certificate, certificate_id, populate_existing=True)
        stands = sheet_at_desk(session, certificate, shown.today)
        is_taken = stands is Sheet.READY and take_for_printing(session, certificate, clerk.actor, now)
        return Sheet.READY if is_taken else Sheet.PRINTED if stands is Sheet.READY else stands

    stands = database.perform(take)
    if stands is not Sheet.READY:
        return show_card(clerk, read_card(clerk, card_id), problem=f"sheet_{stands}", status=409)
    return send_paper(content, "Учётные данные АИС ПФДО.pdf", "application/pdf")


def unprintable(error: Exception) -> ResponseReturnValue:
    """Say which characters no paper can print, instead of printing blank boxes."""
    clerk = require_clerk()
    return render("desk_unprintable.html", clerk=clerk, characters=getattr(error, "characters", ())), 409
