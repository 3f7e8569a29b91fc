"""Application and consent printed at the desk with what is known already, for a family that has no printer.

From a card they say what the certificate says; from «Оформить лично» what was typed there, which is not kept.
"""

from dataclasses import replace
from functools import partial
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database, documents
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.files.papers import is_download
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.forms.keeping import read_form
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk, today_for
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.card import Card, OpenCard, read_card, require_card
from sgo_pfdo.blueprints.desk.forms import PUPIL, InPersonForm
from sgo_pfdo.blueprints.desk.in_person import NAME, offered, show_form
from sgo_pfdo.certificates import papers
from sgo_pfdo.certificates.identity import DOCUMENT_WORDS, DocumentKind
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import Applicant, Entries, Person
from sgo_pfdo.journal.writing import Event, record
from sgo_pfdo.municipalities.own_papers import APPLICATION_FORM, CONSENT
from sgo_pfdo.municipalities.rules import groups_of

PAPERS = {"application": (APPLICATION_FORM, "Заявление"), "consent": (CONSENT, "Согласие")}
TOLD = {"application": "заявление с данными ребёнка", "consent": "согласие с данными ребёнка"}
"""What the history calls them."""


@blueprint.get("/c/<card_id>/print/application.pdf", endpoint="print_application", defaults={"paper": "application"})
@blueprint.get("/c/<card_id>/print/consent.pdf", endpoint="print_consent", defaults={"paper": "consent"})
def of_card(card_id: str, paper: str) -> ResponseReturnValue:
    """Give application or consent with the child's name, birth date and number; ``?by=pupil`` is what a pupil signs."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    if shown.is_erased:
        flask.abort(404)
    applicant = Applicant.PUPIL if flask.request.args.get("by") == PUPIL else Applicant.PARENT
    content = _draw(clerk, paper, applicant, _entries_of(shown), group=shown.group)

    def action(session: Session, card: OpenCard) -> None:
        about: Any = {"holder_id": card.certificate.holder_id, "certificate_id": card.certificate.id}
        at, actor = current_state().host.now(), card.clerk.actor
        record(session, Event.PAPERS_DOWNLOADED, actor, **about, at=at, details=TOLD[paper])

    if is_download():
        act(partial(require_card, card_id), action)
    return send_paper(content, f"{PAPERS[paper][1]} {shown.certificate.number}.pdf", "application/pdf")


def _entries_of(shown: Card) -> Entries:
    certificate = shown.certificate
    child = Person(surname=certificate.surname, first_name=certificate.first_name, patronymic=certificate.patronymic)
    return Entries(
        record_number=certificate.number, child=child, birth_date=shown.holder.birth_date, made_on=shown.today
    )


@blueprint.route("/in-person/<any(application, consent):paper>.pdf", methods=["GET", "POST"])
def typed_paper(paper: str) -> ResponseReturnValue:
    """Give application or consent with what stands in «Оформить лично»; nothing is registered, nothing is kept."""
    clerk = require_clerk()
    if flask.request.method == "GET":
        return flask.redirect(flask.url_for("sgo_pfdo_desk.in_person"), 303)
    form = offered(clerk, read_form(InPersonForm, clerk.viewer, NAME))
    form.validate_on_submit()
    if form.has_bad_token:
        return show_form(clerk, form, problem="token"), 400
    applicant = Applicant.PUPIL if form.is_alone else Applicant.PARENT
    content = _draw(clerk, paper, applicant, _entries_typed(form, clerk))
    return send_paper(content, f"{PAPERS[paper][1]}.pdf", "application/pdf")


def _entries_typed(form: InPersonForm, clerk: Clerk) -> Entries:
    """Take what was typed, whatever is missing; what is no date and no number stays a rule to write on."""
    is_kind = form.document_kind.data in set(DocumentKind)
    has_document = is_kind and bool(form.document_number.data) and not form.document_number.errors
    child = Person(
        surname=form.surname.data or None,
        first_name=form.first_name.data or None,
        patronymic=form.patronymic.data or None,
        document_kind=DOCUMENT_WORDS[DocumentKind(form.document_kind.data)] if has_document else None,
        document_number=form.document_number.data if has_document else None,
        address=form.print_address.data,
    )
    surname, _, names = (form.print_name.data or "").partition(" ")
    parent = Person(surname=surname or None, first_name=names or None)
    return Entries(
        child=child,
        birth_date=form.born.data if not form.born.errors else None,
        parent=parent if not form.is_alone else Person(),
        telephone=form.print_telephone.data,
        made_on=today_for(clerk.municipality),
    )


def _draw(clerk: Clerk, paper: str, applicant: Applicant, entries: Entries, *, group: str | None = None) -> bytes:
    """Draw the paper; a municipality's own PDF is given as it is, for nothing can be printed into it."""
    session, municipality, kind = database.current_session(), clerk.municipality, PAPERS[paper][0]
    own = papers.own_paper(session, municipality, kind, applicant)
    if own is not None:
        return own
    form = papers.blank_form_of(municipality, groups_of(session, municipality), applicant)
    draw = documents.application_form.draw if kind == APPLICATION_FORM else documents.consent.draw
    return draw(replace(form, group=group or form.group), entries)
