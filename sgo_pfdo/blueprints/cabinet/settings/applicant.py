"""The data for applications: «Указать персональные данные для подачи заявлений» (S001, part 3)."""

from dataclasses import asdict
from datetime import date
from functools import partial

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.cabinet.access import Cabinet, render_cabinet
from sgo_pfdo.blueprints.cabinet.settings.common import (
    SETTINGS,
    back_to_settings,
    or_nothing,
    own_record,
    refused,
    require_entry,
    save,
    show_form,
    stored_of,
)
from sgo_pfdo.blueprints.cabinet.settings.forms import ApplicantForm, PressForm
from sgo_pfdo.blueprints.common.forms.keeping import open_form, read_form
from sgo_pfdo.blueprints.common.showing import shows_anything
from sgo_pfdo.cabinet import settings as stored
from sgo_pfdo.cabinet.applicant import ApplicantData, Representative
from sgo_pfdo.certificates.identity import DOCUMENT_WORDS, DocumentKind
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import Event


@blueprint.get(f"{SETTINGS}/applicant")
def applicant(card_id: str) -> ResponseReturnValue:
    """Show the data for applications, after the password: «Посмотреть» (S001)."""
    cabinet = require_entry()
    settings = stored_of(cabinet)
    if settings is None or settings.applicant is None:
        return flask.redirect(flask.url_for("sgo_pfdo_cabinet.edit_applicant", card_id=card_id), 303)
    known = or_nothing(lambda: stored.applicant_of(settings, current_state().cipher))
    if known is not None:
        _tell_shown()
    return render_cabinet("cabinet/settings/applicant.html", cabinet, known=known, facts=_facts(known))


def _tell_shown() -> None:
    """Write into the history that the data for applications were shown."""
    if shows_anything():
        save(lambda session, change: stored.tell(session, change, Event.APPLICANT_SHOWN), require_entry)


def _facts(known: ApplicantData | None) -> list[tuple[str, str]]:
    """List the data for applications with their labels; what is empty is left out."""
    if known is None:
        return []
    document = DOCUMENT_WORDS[DocumentKind(known.document_kind)] if known.document_kind else ""
    day = date.fromisoformat(known.document_issued_on) if known.document_issued_on else None
    facts = [
        ("Заявитель", " ".join(filter(None, (known.surname, known.first_name, known.patronymic)))),
        ("Телефон", known.telephone),
        ("Адрес заявителя", known.address),
        ("Документ заявителя", f"{document} {known.document_number or ''}".strip()),
        ("Дата выдачи", f"{day:%d.%m.%Y}" if day else ""),
        ("Кем выдан", known.document_issued_by),
        ("Адрес ребёнка", known.child_address),
        ("Телефон ребёнка", known.child_telephone),
    ]
    return [(label, value) for label, value in facts if value]


@blueprint.route(f"{SETTINGS}/applicant/edit", methods=["GET", "POST"])
def edit_applicant(card_id: str) -> ResponseReturnValue:
    """Ask for the data for applications; what the portal and the page of the representative know stands there."""
    cabinet, cipher = require_entry(), current_state().cipher
    if flask.request.method == "GET":
        form = _offer(cabinet)
        form.know(own_record(cabinet))
        return _ask_for_applicant(cabinet, form)
    form = read_form(ApplicantForm, cabinet, "applicant")
    form.know(own_record(cabinet))
    if not form.validate_on_submit():
        return refused(form, partial(_ask_for_applicant, cabinet, form))
    is_new = save(
        lambda session, change: stored.set_applicant(session, change, form.given, cipher),
        require_entry,
        draft="applicant",
    )
    return back_to_settings("saved" if is_new else "same")


def _ask_for_applicant(
    cabinet: Cabinet, form: ApplicantForm, *, problem: str | None = None, status: int = 200
) -> ResponseReturnValue:
    press, page = PressForm(formdata=None), "cabinet/settings/applicant_edit.html"
    return show_form(page, cabinet, form, problem=problem, status=status, press=press)


def _offer(cabinet: Cabinet) -> ApplicantForm:
    """Make the form, with what is stored, which the history tells; or else with what is known of the parent anyway."""
    cipher, settings = current_state().cipher, stored_of(cabinet)
    known = or_nothing(lambda: stored.applicant_of(settings, cipher)) or ApplicantData()
    if not known.is_empty:
        _tell_shown()  # a form that is filled in shows them as well
    else:
        parent = or_nothing(lambda: stored.representative_of(settings, cipher)) or Representative()
        record = own_record(cabinet)
        source = record if parent.is_empty else parent
        known = ApplicantData(
            surname=source.surname,
            first_name=source.first_name,
            patronymic=source.patronymic,
            telephone=source.telephone,
            address=record.address,
            child_address=record.child_address,
        )
    issued_on = date.fromisoformat(known.document_issued_on) if known.document_issued_on else None
    values = asdict(known) | {"document_kind": known.document_kind or "", "document_issued_on": issued_on}
    return open_form(ApplicantForm, cabinet, "applicant", **values)


@blueprint.post(f"{SETTINGS}/applicant/remove")
def remove_applicant(card_id: str) -> ResponseReturnValue:
    """Forget the data for applications."""
    cabinet, cipher = require_entry(), current_state().cipher
    if not PressForm().validate_on_submit():
        return _ask_for_applicant(cabinet, _offer(cabinet), problem="token", status=400)
    save(lambda session, change: stored.set_applicant(session, change, ApplicantData(), cipher), require_entry)
    return back_to_settings("saved")
