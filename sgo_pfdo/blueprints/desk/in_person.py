"""«Оформить лично»: a certificate for a family at the desk, with or without a pupil in the portal (S002)."""

import logging
from collections.abc import Sequence
from datetime import date
from functools import partial

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import trying
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, open_form, read_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.showing import tell_of_pupils
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk, today_for
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.alike import ask_about_alike, others_said, same_said, take_for_same
from sgo_pfdo.blueprints.desk.card import AloneRefusedError, back_to_card
from sgo_pfdo.blueprints.desk.document import answer_of, ask_about_document
from sgo_pfdo.blueprints.desk.forms import InPersonForm
from sgo_pfdo.certificates.alike import PossiblyHasOneError
from sgo_pfdo.certificates.holders import AlreadyHasOneError, AnotherChildError
from sgo_pfdo.certificates.identity import DocumentKind
from sgo_pfdo.certificates.in_person import Applied, OutsideAgesError, register_in_person
from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.certificates.rules.names import ChildRecord, same_child
from sgo_pfdo.certificates.rules.required_papers import Paper, papers_to_apply_in_person
from sgo_pfdo.current import current_state
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import pupils_found
from sgo_pfdo.limits import DOCUMENT
from sgo_pfdo.municipalities.model import Group, RegisteredSchool
from sgo_pfdo.municipalities.rules import closed_ages, fitting_groups, groups_of
from sgo_pfdo.people import Pupil
from sgo_pfdo.plain.ages import ALONE_AGE, has_age
from sgo_pfdo.plain.numbers import NumbersExhaustedError

NAME = "desk.in_person"
SAME, OTHER = "same:", "other"
"""Answers to «Найден на портале»: the same child, by its id; another child."""
IN_PORTAL = "поиск на портале при личном оформлении"
WITH_ACTIVATION = frozenset({Paper.APPLICATION, Paper.CONSENT})

_log = logging.getLogger("sgo_pfdo")


class PupilChangedError(Exception):
    """The portal says something else of the pupil by now than when the clerk was asked."""


@blueprint.route("/in-person", methods=["GET", "POST"])
def in_person() -> ResponseReturnValue:
    """Show the form; take it, ask what it leaves open, register the child."""
    clerk = require_clerk()
    if flask.request.method == "GET":
        return show_form(clerk, offered(clerk, open_form(InPersonForm, clerk.viewer, NAME)))
    form = offered(clerk, read_form(InPersonForm, clerk.viewer, NAME))
    is_valid = form.validate_on_submit()
    if form.has_bad_token:
        return show_form(clerk, form, problem="token"), 400
    if not is_valid:
        _check_papers(form, None)
        return show_form(clerk, form, problem="fields"), 422
    groups, pupil = _fitting(clerk, form), _pupil_in_portal(clerk, form)
    is_answered = _ask(form, groups, pupil)
    linked = pupil if form.pupil.data != OTHER else None
    if _check_age(clerk, form) or _check_papers(form, linked):
        return show_form(clerk, form, pupil=pupil, groups=groups, problem="fields"), 422
    if not is_answered:
        return show_form(clerk, form, pupil=pupil, groups=groups, problem="question")
    return _register(clerk, form, linked, groups, pupil)


def offered(clerk: Clerk, form: InPersonForm) -> InPersonForm:
    """Put the papers into the form; who came and where the child learns is asked, nothing is known yet."""
    may_be_alone = clerk.municipality.pupil_may_come_alone is not False
    form.offer_papers(attends_school=None, may_be_alone=may_be_alone, in_person=True)
    return form


def _fitting(clerk: Clerk, form: InPersonForm) -> list[Group]:
    groups = groups_of(database.current_session(), clerk.municipality)
    return fitting_groups(groups, form.born.data, today_for(clerk.municipality))


def _pupil_in_portal(clerk: Clerk, form: InPersonForm) -> Pupil | None:
    """Find the child in the portal: exactly one that is the same by name and birth date."""
    host = current_state().host
    if not isinstance(host, PupilDirectory):
        return None
    typed = _typed(form)
    pupils = pupils_found(host, clerk.municipality.code, form.surname.data, form.born.data)
    found = [pupil for pupil in pupils if same_child(typed, ChildRecord.of(pupil, pupil.birth_date))]
    return found[0] if len(found) == 1 else None


def _typed(form: InPersonForm) -> ChildRecord:
    return ChildRecord(
        surname=form.surname.data,
        first_name=form.first_name.data,
        patronymic=form.patronymic.data,
        birth_date=form.born.data,
    )


def _ask(form: InPersonForm, groups: Sequence[Group], pupil: Pupil | None) -> bool:
    """Put the questions that are open into the form.

    :return: whether they are answered: a single group needs no choice, no pupil found no confirmation.
    """
    offered = {str(group.id): group.name for group in groups}
    form.group.choices = choices(offered.items())
    form.group.data = form.group.data if form.group.data in offered else None
    answers = {}
    if pupil is not None:
        schools = ", ".join(school.name for school in pupil.schools)
        same = "Да, это этот ребёнок: " + ", ".join(part for part in (pupil.full_name, schools) if part)
        answers = {SAME + pupil.id: same, OTHER: "Нет, это другой ребёнок с тем же именем"}
    form.pupil.choices = choices(answers.items())
    form.pupil.data = form.pupil.data if form.pupil.data in answers else None
    return (len(groups) < 2 or form.group.data is not None) and (pupil is None or form.pupil.data is not None)


def _check_age(clerk: Clerk, form: InPersonForm) -> bool:
    """Refuse a child under 14 who is said to have come alone."""
    if form.is_alone and not has_age(form.born.data, ALONE_AGE, today_for(clerk.municipality)):
        form.who.errors = ["Самостоятельно – только с 14 лет. Проверьте дату рождения или укажите родителя."]
        return True
    return False


def _check_papers(form: InPersonForm, linked: Pupil | None) -> bool:
    """Refuse what was not seen: everything of S002 to apply, application and consent to activate."""
    return bool(form.missing(_needed(form, linked)))


def _needed(form: InPersonForm, linked: Pupil | None) -> tuple[Paper, ...]:
    attends = bool(form.attends.data) or (linked is not None and linked.attends_school)
    papers = papers_to_apply_in_person(attends_school=attends, alone=form.is_alone)
    return tuple(paper for paper in papers if form.activate.data or paper not in WITH_ACTIVATION)


def _register(
    clerk: Clerk, form: InPersonForm, linked: Pupil | None, groups: Sequence[Group], pupil: Pupil | None
) -> ResponseReturnValue:
    try:
        with trying(DOCUMENT, lambda error: _is_in_vain(clerk, error)):
            card_id = act(require_clerk, partial(_register_now, form=form, linked=linked))
    except PupilChangedError:
        pupil = _pupil_in_portal(clerk, form)
        _ask(form, groups, pupil)
        form.pupil.data = None
        return show_form(clerk, form, pupil=pupil, groups=groups, problem="question")
    except AloneRefusedError:
        form.who.errors = ["В этом муниципалитете вместе с ребёнком должен прийти родитель."]
        return show_form(clerk, form, pupil=pupil, groups=groups, problem="fields"), 422
    except AlreadyHasOneError as error:
        return _already(clerk, form, error.certificate)
    except AnotherChildError as error:
        ask_about_document(clerk, form, error)
        return show_form(clerk, form, pupil=pupil, groups=groups, problem="fields"), 422
    except PossiblyHasOneError as error:
        ask_about_alike(clerk, form, _typed(form), error)
        return show_form(clerk, form, pupil=pupil, groups=groups, problem="question")
    except OutsideAgesError:
        form.born.errors = [_why_not_at_this_age(clerk, form.born.data)]
        return show_form(clerk, form, pupil=pupil, groups=groups, problem="fields"), 422
    except NumbersExhaustedError:
        _log.error("no free certificate number, see flask pfdo doctor")
        return show_form(clerk, form, pupil=pupil, groups=groups, problem="numbers"), 503
    if card_id == same_said(form):
        return back_to_card(card_id, "same")
    return back_to_card(card_id, "registered_active" if form.activate.data else "registered")


def _register_now(session: Session, clerk: Clerk, *, form: InPersonForm, linked: Pupil | None) -> str:
    """Register the child, or take it for the one whose certificate the clerk has named: the card to be opened."""
    state, same = current_state(), same_said(form)
    if linked is not None and _pupil_in_portal(clerk, form) != linked:
        raise PupilChangedError
    if form.is_alone and clerk.municipality.pupil_may_come_alone is False:
        raise AloneRefusedError
    card_id = take_for_same(session, clerk, _typed(form), same, linked.id if linked else None) if same else None
    if card_id is None:
        applied, now = _applied(clerk, form, linked), state.host.now()
        certificate = register_in_person(
            session, applied, clerk.actor, clerk.municipality, issuing=state.issuing, now=now
        )
        card_id = certificate.card_id
    drop_draft(session, clerk.viewer, NAME)
    return card_id


def _why_not_at_this_age(clerk: Clerk, birth_date: date) -> str:
    """Say that a group is closed, or else that the age is not one for a certificate."""
    closed = closed_ages(groups_of(database.current_session(), clerk.municipality))
    if any(ages.includes(birth_date, today_for(clerk.municipality)) for ages in closed):
        return "Приём закрыт: детям этого возраста муниципалитет сейчас сертификаты не выдаёт."
    return "В этом возрасте сертификат не выдают: ни одна группа не подходит."


def _is_in_vain(clerk: Clerk, error: Exception) -> bool:
    """Tell whether the clerk learns that a document is known which is not theirs to see."""
    if isinstance(error, AlreadyHasOneError):
        return error.certificate.municipality_code != clerk.municipality.code
    return isinstance(error, AnotherChildError)


def _already(clerk: Clerk, form: InPersonForm, certificate: Certificate) -> ResponseReturnValue:
    """Open the card of the certificate that the child has; of another municipality's show nothing."""
    if certificate.municipality_code != clerk.municipality.code:
        return show_form(clerk, form, problem="elsewhere"), 409
    return back_to_card(certificate.card_id, "already")


def _applied(clerk: Clerk, form: InPersonForm, linked: Pupil | None) -> Applied:
    return Applied(
        surname=form.surname.data,
        first_name=form.first_name.data,
        patronymic=form.patronymic.data,
        birth_date=form.born.data,
        document_kind=DocumentKind(form.document_kind.data),
        document_number=form.document_number.data,
        pupil_id=linked.id if linked else None,
        pupil_patronymic=linked.patronymic if linked else None,
        school_id=_school_of(clerk, linked) if linked else None,
        group_id=int(form.group.data) if form.group.data else None,
        papers=_needed(form, linked),
        activate=bool(form.activate.data),
        document_answer=answer_of(form),
        others=others_said(form),
    )


def _school_of(clerk: Clerk, pupil: Pupil) -> str | None:
    """Choose the first of the pupil's schools that belongs to the clerk's municipality."""
    ids = [school.id for school in pupil.schools]
    known = set(
        database.current_session().scalars(
            select(RegisteredSchool.id).where(
                RegisteredSchool.municipality_code == clerk.municipality.code, RegisteredSchool.id.in_(ids)
            )
        )
    )
    return next((school_id for school_id in ids if school_id in known), None)


def show_form(
    clerk: Clerk,
    form: InPersonForm,
    *,
    pupil: Pupil | None = None,
    groups: Sequence[Group] = (),
    problem: str | None = None,
) -> str:
    """Render the form.

    :param pupil: found in the portal, to be confirmed.
    :param groups: to choose from, where several fit.
    :param problem: ``token``, ``fields``, ``question``, ``elsewhere`` or ``numbers``.
    """
    if pupil is not None:
        tell_of_pupils(clerk, [pupil.id], IN_PORTAL)
    return render(
        "desk/in_person.html",
        clerk=clerk,
        form=form,
        pupil=pupil,
        groups=groups if len(groups) > 1 else (),
        problem=problem,
    )
