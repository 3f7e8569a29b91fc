"""The card of a certificate: how things stand, what can be done, what was done last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.attempts import not_found
from sgo_pfdo.blueprints.common.forms.keeping import open_form
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.showing import tell_opened
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk, today_for
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.application import desk_application
from sgo_pfdo.blueprints.desk.forms import ActivateForm, CardForm, SearchForm
from sgo_pfdo.blueprints.desk.register import SIGNS
from sgo_pfdo.blueprints.desk.steps_taken import receipt_step, step_lines
from sgo_pfdo.certificates.accepting import acceptance_to_undo
from sgo_pfdo.certificates.credentials import account_of, may_make_extract, sheet_at_desk
from sgo_pfdo.certificates.finding import find_card
from sgo_pfdo.certificates.holders import living_of
from sgo_pfdo.certificates.listing import school_told
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.restoring import replaced_by_mistake
from sgo_pfdo.certificates.rules.lifecycle import SHOWN, Status, Step
from sgo_pfdo.certificates.rules.names import ChildRecord, is_same_name, names_as_issued, own_patronymic
from sgo_pfdo.certificates.rules.validity import days_left
from sgo_pfdo.certificates.standing import has_another
from sgo_pfdo.certificates.steps import last_transition, possible_steps
from sgo_pfdo.current import current_state
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import pupil_of
from sgo_pfdo.limits import CARD
from sgo_pfdo.municipalities.model import Group, Municipality, RegisteredSchool
from sgo_pfdo.municipalities.rules import groups_of, open_ages, time_zone_of
from sgo_pfdo.people import Pupil
from sgo_pfdo.plain.ages import ALONE_AGE, DEFAULT_GROUP_NAME, full_years, has_age
from sgo_pfdo.plain.wording import date_in_words, plural

DONE_NEEDS = {
    "activated": Status.ACTIVE,
    "registered_active": Status.ACTIVE,
    "again": Status.ACTIVE,
    "frozen": Status.FROZEN,
    "unfrozen": Status.ACTIVE,
    "annulled": Status.ANNULLED,
    "withdrawn": Status.ANNULLED,
    "registered": Status.INACTIVE,
    "undone": None,
    "restored": None,
    "corrected": None,
    "accepted": None,
    "here": None,
    "already": None,
    "same": None,
    "extract": None,
    "first_extract": None,
    "linked": None,
}
"""What a redirect may say has just been done, and the status without which a made-up address would lie."""


class Difference(NamedTuple):
    """What the portal says of a child, and the certificate says differently: the word for it, and both values."""

    what: str
    here: str
    in_portal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A certificate with all that its card shows.

    :param pupil: the child in the portal, where it is linked.
    :param schools: where the child learns today, as the portal says; none where it says nothing.
    :param school_then: the school that the certificate was issued for; ``None`` for one registered without a school.
    :param replaced: an earlier one that is still good by its dates and that this one replaced when a clock was wrong.
    :param differs: what the portal says differently.
    """

    certificate: Certificate
    holder: Holder
    pupil: Pupil | None
    status: Status
    today: date
    steps: Sequence[Step]
    group: str
    schools: Sequence[str]
    school_then: str | None
    replaced: Certificate | None
    differs: Sequence[Difference]

    @property
    def is_erased(self) -> bool:
        """Whether the name is gone, after a withdrawn consent."""
        return not self.certificate.surname

    @property
    def full_name(self) -> str:
        """The name as issued."""
        parts = (self.certificate.surname, self.certificate.first_name, self.certificate.patronymic)
        return " ".join(part for part in parts if part) or "Данные удалены"

    @property
    def age(self) -> str:
        """«9 лет», in one piece."""
        years = full_years(self.holder.birth_date, self.today)
        return f"{years}\u00a0{plural(years, 'год', 'года', 'лет')}"

    @property
    def days_to_go(self) -> int:
        """The days on which it can still be used."""
        return days_left(self.certificate.end_date, self.today)

    @property
    def needs_papers(self) -> bool:
        """Whether the card has ticks: to activate, or to issue a new one in place of an expired."""
        return Step.ACTIVATE in self.steps or (self.status is Status.EXPIRED and not self.is_erased)


def read_card(clerk: Clerk, card_id: str) -> Card:
    """Read a card of the clerk's municipality, or end the request with 404."""
    session, state = database.current_session(), current_state()
    found = find_card(session, clerk.municipality.code, card_id)
    if found is None:
        not_found(CARD)
    certificate, holder = found
    today = today_for(clerk.municipality)
    pupil = pupil_of(state.host, state.told, holder.pupil_id) if holder.pupil_id else None
    group = session.get(Group, certificate.group_id) if certificate.group_id else None
    return Card(
        certificate=certificate,
        holder=holder,
        pupil=pupil,
        status=certificate.status(today),
        today=today,
        steps=possible_steps(session, certificate, settings=state.settings, now=state.host.now()),
        group=group.name if group else DEFAULT_GROUP_NAME,
        schools=[school.name for school in pupil.schools] if pupil else [],
        school_then=_school_then(session, certificate),
        replaced=replaced_by_mistake(session, certificate, today),
        differs=_differences(certificate, holder, pupil),
    )


class OpenCard(NamedTuple):
    """A card as an action finds it."""

    clerk: Clerk
    certificate: Certificate
    holder: Holder


def may_link(shown: Card) -> bool:
    """Tell whether a clerk can look for the child among the pupils of the portal."""
    return shown.holder.pupil_id is None and not shown.is_erased and isinstance(current_state().host, PupilDirectory)


def require_card(card_id: str) -> OpenCard:
    """Give a card of the clerk's municipality inside an action, or end the request with 404; see :mod:`.acting`.

    The view has looked at the card already: that it has gone meanwhile is no guess.
    """
    clerk = require_clerk()
    found = find_card(database.current_session(), clerk.municipality.code, card_id)
    if found is None:
        flask.abort(404)
    return OpenCard(clerk, *found)


def _school_then(session: Session, certificate: Certificate) -> str | None:
    """Name the school that a certificate was issued for, with its municipality where that is another one."""
    school = session.get(RegisteredSchool, certificate.school_id) if certificate.school_id else None
    if school is None:
        return certificate.school_id
    is_own = school.municipality_code == certificate.municipality_code
    town = None if is_own else session.get_one(Municipality, school.municipality_code).name
    return school_told(school.name or school.id, town)


def _differences(certificate: Certificate, holder: Holder, pupil: Pupil | None) -> list[Difference]:
    """Compare what was issued with what the portal says now: a changed surname is the usual reason to correct."""
    if pupil is None or not certificate.surname:
        return []
    surname, first_name = names_as_issued(pupil.surname, pupil.first_name)
    names = (
        Difference("Фамилия", certificate.surname, surname),
        Difference("Имя", certificate.first_name, first_name),
        Difference("Отчество", certificate.patronymic or "", own_patronymic(pupil.patronymic) or ""),
    )
    found = [one for one in names if not is_same_name(one.here, one.in_portal)]
    born = pupil.birth_date
    if born is not None and born != holder.birth_date:
        found.append(Difference("Дата рождения", date_in_words(holder.birth_date), date_in_words(born)))
    return found


@blueprint.get("/c/<card_id>")
def card(card_id: str) -> ResponseReturnValue:
    """Show a card; the address stands in QR codes."""
    clerk = require_clerk()
    return show_card(clerk, read_card(clerk, card_id))


def render_card(name: str, clerk: Clerk, shown: Card, /, **context: Any) -> str:
    """Render a page on which a child's name, number or birth date stands, once the history tells of it.

    No page shows a card in any other way.

    :param name: of the template, within ``templates/sgo_pfdo/``.
    :param context: names without their prefix ``pfdo_``.
    """
    tell_opened(clerk, shown.certificate)
    return render(name, clerk=clerk, card=shown, **context)


def show_card(
    clerk: Clerk,
    shown: Card,
    *,
    papers_form: ActivateForm | None = None,
    problem: str | None = None,
    detail: object = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Render a card.

    :param papers_form: the form that was refused, to be shown as it was sent.
    :param problem: why nothing was done: ``token``, ``papers``, ``changed``, a refusal, and so on.
    :param detail: what the sentence about the problem needs.
    """
    session = database.current_session()
    zone = time_zone_of(clerk.municipality, current_state().settings)
    certificate = shown.certificate
    last = last_transition(session, certificate.id)
    return (
        render_card(
            "desk/card.html",
            clerk,
            shown,
            shown=SHOWN,
            sign=SIGNS[shown.status],
            search=open_form(SearchForm, clerk.viewer, "desk.search"),
            papers_form=papers_form or (activate_form(clerk, shown) if shown.needs_papers else None),
            press_form=card_form(CardForm, clerk, shown, "press"),
            undoes=Step(last.step) if last and Step.UNDO in shown.steps else None,
            has_receipt=receipt_step(session, certificate) is not None,
            sheet=sheet_at_desk(session, certificate, shown.today),
            may_make_extract=may_make_extract(session, certificate, shown.today),
            may_link=may_link(shown),
            account=account_of(session, certificate),
            application=desk_application(certificate, clerk.municipality),
            came_from=_came_from(session, shown),
            is_14=has_age(shown.holder.birth_date, ALONE_AGE, shown.today),
            may_get_new=shown.status is Status.ANNULLED and may_get_new(clerk, shown.holder),
            has_another=shown.status is Status.ANNULLED and _has_another(session, shown),
            lines=step_lines(session, clerk.viewer, certificate, zone),
            done=None if problem else _done(shown),
            problem=problem,
            detail=detail,
        ),
        status,
    )


def _has_another(session: Session, shown: Card) -> bool:
    """Tell whether the family of an annulled certificate gets no new one, for the child has another."""
    living = living_of(session, shown.holder.id, shown.today)
    return living is not None or has_another(session, shown.certificate)


def _came_from(session: Session, shown: Card) -> str | None:
    """Name the municipality that the certificate can still be given back to."""
    acceptance = acceptance_to_undo(session, shown.certificate, shown.today)
    return session.get_one(Municipality, acceptance.municipality_before).name if acceptance else None


def activate_form(clerk: Clerk, shown: Card) -> ActivateForm:
    """Make the form with the ticks."""
    form = open_form(ActivateForm, clerk.viewer, papers_form_name(shown))
    form.version.data = str(shown.certificate.version)
    return offer_papers(clerk, shown, form)


def offer_papers(clerk: Clerk, shown: Card, form: ActivateForm) -> ActivateForm:
    """Put the papers that this child needs into a form."""
    form.offer_papers(
        attends_school=shown.pupil.attends_school if shown.pupil else None,
        may_be_alone=may_come_alone(clerk, shown.holder),
    )
    return form


def may_come_alone(clerk: Clerk, holder: Holder) -> bool:
    """Tell whether a child may bring the papers without a parent: its age, and the municipality's rule."""
    old_enough = has_age(holder.birth_date, ALONE_AGE, today_for(clerk.municipality))
    return old_enough and clerk.municipality.pupil_may_come_alone is not False


class AloneRefusedError(Exception):
    """A pupil came alone, and the municipality wants a parent to come along."""


def may_get_new(clerk: Clerk, holder: Holder) -> bool:
    """Tell whether an open group of the municipality is for a child of this age."""
    ages = open_ages(groups_of(database.current_session(), clerk.municipality))
    return any(one.includes(holder.birth_date, today_for(clerk.municipality)) for one in ages)


def papers_form_name(shown: Card | OpenCard) -> str:
    """Name the form with the ticks, for its draft."""
    return f"desk.activate {shown.certificate.card_id}"


def child_on_card(shown: Card | OpenCard) -> ChildRecord:
    """Say how the child of a card is called there."""
    certificate = shown.certificate
    return ChildRecord.of(certificate, shown.holder.birth_date)


def card_form(form_class: type[CardForm], clerk: Clerk, shown: Card, name: str) -> CardForm:
    """Make a form for a step with the certificate as it is now."""
    form = open_form(form_class, clerk.viewer, f"desk.{name} {shown.certificate.card_id}")
    form.version.data = str(shown.certificate.version)
    return form


def back_to_card(card_id: str, done: str) -> Response:
    """Redirect to the card, with the focus on the sentence that says what was done."""
    return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id, done=done, _anchor="pfdo-done"), 303)


def _done(shown: Card) -> str | None:
    done = flask.request.args.get("done", "")
    if done not in DONE_NEEDS or DONE_NEEDS[done] not in {None, shown.status}:
        return None
    return done
