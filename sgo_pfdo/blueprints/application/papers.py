"""An application's second half: group, document and what the papers need (S000, point 11); then correcting them."""

import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from sgo_pfdo.applications.confirming import NotWantedError, Stage
from sgo_pfdo.applications.finishing import (
    NotConfirmedError,
    PapersData,
    PapersSettledError,
    UnknownGroupError,
    finish,
    keep_typed,
    typed_so_far,
    update_papers,
)
from sgo_pfdo.applications.model import Application
from sgo_pfdo.blueprints.application import blueprint
from sgo_pfdo.blueprints.application.downloads import newest_papers
from sgo_pfdo.blueprints.application.forms import (
    APPLICANT_DOCUMENTS,
    OTHER,
    Asked,
    PapersForm,
    known_documents,
    unsorted_number,
)
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.base import ChildForm
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, is_typed, open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.family.alike_forms import OTHER as OTHER_CHILD
from sgo_pfdo.blueprints.family.alike_forms import back_to_question
from sgo_pfdo.blueprints.family.application_state import (
    Applying,
    back_to_page,
    own_finished,
    require_applying,
    require_may_apply,
)
from sgo_pfdo.blueprints.family.certificate import show_page
from sgo_pfdo.blueprints.family.child import require_family
from sgo_pfdo.certificates.alike import PossiblyHasOneError
from sgo_pfdo.certificates.identity import DocumentKind
from sgo_pfdo.certificates.issuing import NotEligibleError
from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.current import current_state
from sgo_pfdo.host_answers import family_record_of
from sgo_pfdo.municipalities.rules import fitting_groups
from sgo_pfdo.people import FamilyRecord, Role
from sgo_pfdo.plain.numbers import NumbersExhaustedError
from sgo_pfdo.secrets import SecretLostError

LONGEST_TYPED = 1000
"""Characters of one field that are kept: more than any field takes."""

_log = logging.getLogger("sgo_pfdo")


@blueprint.get("/papers")
def papers() -> ResponseReturnValue:
    """Ask for group, document and what the papers need: «Получение сертификата ПДО»."""
    applying = require_applying()
    if not applying.may_apply:
        return back_to_page(applying.child)
    if applying.stage is not Stage.CONFIRMED:
        return flask.redirect(flask.url_for("sgo_pfdo_application.page", child=applying.child.id), 303)
    host_record = _record(applying)
    form = open_form(PapersForm, applying.family.viewer, _name(applying), **_from_record(applying, host_record))
    assert applying.application is not None  # it is confirmed
    typed = typed_so_far(applying.application, current_state().cipher)
    if typed and not form.is_restored:
        ticket = form.ticket.data
        form = PapersForm(formdata=MultiDict(typed))
        form.ticket.data, form.is_restored = ticket, True
    form.other.data = flask.request.args.get("other")
    form.ask(_asked(applying, host_record))
    return _show_papers(applying, form)


def _name(applying: Applying) -> str:
    """Name the form, for what is kept of it when a session ends."""
    return f"application of {applying.child.id}"


def _record(applying: Applying) -> FamilyRecord:
    return family_record_of(current_state().host, applying.family.viewer.id, applying.child.id)


def _asked(applying: Applying, host_record: FamilyRecord, *, with_groups: bool = True) -> Asked:
    standing = applying.standing
    assert standing.birth_date is not None  # the rules have seen to it
    groups = fitting_groups(standing.groups, standing.birth_date, standing.today) if with_groups else []
    return Asked(
        groups=groups,
        documents=known_documents(host_record),
        unsorted=unsorted_number(host_record),
        birth_date=standing.birth_date,
        today=standing.today,
        by_pupil=applying.family.viewer.role is Role.PUPIL,
        record=host_record,
    )


def _from_record(applying: Applying, host_record: FamilyRecord) -> dict[str, Any]:
    """Fill the form with what the portal knows: nothing is asked that is known."""
    own = host_record.document
    kind = own.kind if own and own.kind in set(APPLICANT_DOCUMENTS) else DocumentKind.PASSPORT.value
    return {
        "child": applying.child.id,
        "document_kind": _likely_kind(applying),
        "document_number": unsorted_number(host_record),
        "child_address": host_record.child_address,
        "applicant_surname": host_record.surname,
        "applicant_first_name": host_record.first_name,
        "applicant_patronymic": host_record.patronymic,
        "telephone": host_record.telephone,
        "applicant_document_kind": kind,
        "applicant_document": own.number if own else None,
        "applicant_document_issued_on": own.issued_on if own else None,
        "applicant_document_issued_by": own.issued_by if own else None,
        "same_address": bool(host_record.address) and host_record.address == host_record.child_address,
        "applicant_address": host_record.address if host_record.address != host_record.child_address else None,
    }


def _likely_kind(applying: Applying) -> str:
    is_of_age = applying.standing.is_of_age_to_apply
    return (DocumentKind.PASSPORT if is_of_age else DocumentKind.BIRTH_CERTIFICATE).value


def _show_papers(
    applying: Applying, form: PapersForm, *, problem: str | None = None, is_update: bool = False, status: int = 200
) -> ResponseReturnValue:
    """Render the form of the papers.

    :param problem: ``token``, ``fields`` or ``numbers``.
    :param is_update: the certificate is there, the papers are made anew.
    """
    form.child.data = applying.child.id
    page = render(
        "application/papers.html",
        child=applying.child,
        form=form,
        problem=problem,
        is_update=is_update,
        by_pupil=applying.family.viewer.role is Role.PUPIL,
    )
    return page, status


@blueprint.post("/papers", endpoint="finish")
def send_papers() -> ResponseReturnValue:
    """Finish the application, «Получить сертификат», or keep what was typed, «Сохранить и продолжить позже»."""
    applying = require_applying()
    if not applying.may_apply:
        return _refuse(applying)
    if applying.stage is not Stage.CONFIRMED:
        return flask.redirect(flask.url_for("sgo_pfdo_application.page", child=applying.child.id), 303)
    form = read_form(PapersForm, applying.family.viewer, _name(applying))
    form.ask(_asked(applying, _record(applying)))
    is_valid = form.validate_on_submit()
    if form.has_bad_token:
        return _show_papers(applying, form, problem="token", status=400)
    try:
        _keep([field.name for field in form if is_typed(form, field.name) and field.name != "other"])
    except (NotEligibleError, NotWantedError):
        return back_to_page(applying.child)  # since the page was opened: it says why
    if "later" in flask.request.form:
        return back_to_page(applying.child, "kept")
    if not is_valid:
        return _show_papers(applying, form, problem="fields", status=422)
    return _finish(applying, form)


def _refuse(applying: Applying) -> ResponseReturnValue:
    """Say that no certificate can be issued; to whoever pressed twice, that it has been."""
    if not ChildForm().validate_on_submit():
        return show_page(applying.family, problem="token"), 400
    if applying.standing.has_living_certificate:
        return back_to_page(applying.child)
    return show_page(applying.family, problem="refused"), 403


def _keep(names: Iterable[str]) -> None:
    """Keep everything as typed, right or wrong, so that nothing has to be typed twice.

    :param names: of the fields that people fill in.
    """
    sent = flask.request.form
    fields = {name: sent[name][:LONGEST_TYPED] for name in names if name in sent}
    state = current_state()

    def action(session: Session, applying: Applying) -> None:
        viewer = applying.family.viewer
        keep_typed(session, viewer, applying.child.id, fields, state.cipher, applying.now)
        drop_draft(session, viewer, _name(applying))

    act(require_may_apply, action)


def _finish(applying: Applying, form: PapersForm) -> ResponseReturnValue:
    issuing, child, data = current_state().issuing, applying.child, form.data_of(None)
    is_other = form.other.data == OTHER_CHILD

    def action(session: Session, applying: Applying) -> None:
        viewer, now = applying.family.viewer, applying.now
        finish(session, viewer, applying.child, data, issuing=issuing, now=now, is_other=is_other)

    try:
        act(require_applying, action)
    except PossiblyHasOneError:
        return back_to_question(child)
    except (NotEligibleError, NotConfirmedError, NotWantedError, UnknownGroupError):
        return back_to_page(child)  # pressed twice, withdrawn in another tab, a group closed meanwhile: it says how
    except NumbersExhaustedError:
        _log.error("no free certificate number, see flask pfdo doctor")
        return show_page(applying.family, problem="numbers"), 503
    return back_to_page(child, "applied")


@blueprint.get("/update", endpoint="update")
def update_question() -> ResponseReturnValue:
    """Show what the papers say, to be corrected: «Обновить заявление»."""
    applying = require_applying()
    application = _to_update(applying)
    host_record = _record(applying)
    try:
        values = _from_papers(applying, newest_papers(application).data)
    except SecretLostError:
        values = _from_record(applying, host_record)
    form = open_form(PapersForm, applying.family.viewer, f"update {_name(applying)}", **values)
    form.ask(_asked(applying, host_record, with_groups=False))
    if not form.is_restored and "document" in form and not form.document.data:
        form.document.data = OTHER
    return _show_papers(applying, form, is_update=True)


def _to_update(applying: Applying) -> Application:
    """Find the application whose papers can be made anew; 404 once the certificate is active."""
    application = own_finished(applying)
    if applying.standing.status is not Status.INACTIVE:
        flask.abort(404)
    return application


def _from_papers(applying: Applying, data: PapersData) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(data, name) for name in PapersData.__slots__ if name != "group_id"}
    known = f"{data.document_kind} {data.document_number}"
    values["document"] = known if known in known_documents(_record(applying)) else None
    values["same_address"] = bool(data.applicant_address) and data.applicant_address == data.child_address
    if values["same_address"]:
        values["applicant_address"] = None
    return values | {"child": applying.child.id}


@blueprint.post("/update")
def save_update() -> ResponseReturnValue:
    """Make a new version of the papers; the older ones stay for the clerk."""
    applying = require_applying()
    own_finished(applying)
    name = f"update {_name(applying)}"
    form = read_form(PapersForm, applying.family.viewer, name)
    form.ask(_asked(applying, _record(applying), with_groups=False))
    if not form.validate_on_submit():
        status, problem = (400, "token") if form.has_bad_token else (422, "fields")
        return _show_papers(applying, form, problem=problem, is_update=True, status=status)
    try:
        act(require_applying, partial(_update, form=form, name=name))
    except PapersSettledError:
        return show_page(require_family(), problem="settled"), 409
    return back_to_page(applying.child, "updated")


def _update(session: Session, applying: Applying, *, form: PapersForm, name: str) -> None:
    """Make the papers anew of what the form holds, as long as they are the viewer's own and can be changed."""
    state, viewer, certificate = current_state(), applying.family.viewer, applying.standing.certificate
    data = form.data_of(certificate.group_id if certificate else None)
    application = own_finished(applying)
    update_papers(session, application, data, viewer, cipher=state.cipher, settings=state.settings, now=applying.now)
    drop_draft(session, viewer, name)
