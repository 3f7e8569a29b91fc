"""«Связать с учащимся портала»: a child who came in, or was registered in person, is found there."""

from collections.abc import Sequence
from functools import partial

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.validators import InputRequired

from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.forms.base import choices
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, read_form
from sgo_pfdo.blueprints.common.showing import tell_of_pupils
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk, today_for
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.card import (
    Card,
    OpenCard,
    back_to_card,
    card_form,
    may_link,
    read_card,
    render_card,
    require_card,
    show_card,
)
from sgo_pfdo.blueprints.desk.forms import CardForm
from sgo_pfdo.certificates.holders import AlreadyHasOneError
from sgo_pfdo.certificates.linking import BY_CLERK, CannotBeLinkedError, link_to_pupil
from sgo_pfdo.current import current_state
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import pupils_found
from sgo_pfdo.people import Pupil
from sgo_pfdo.plain.changed import ChangedMeanwhileError

NAME = "link"
IN_PORTAL = "поиск на портале, чтобы связать сертификат"


class LinkForm(CardForm):
    """Which pupil the child of the card is."""

    pupil = RadioField("Кто это на портале", [InputRequired("Выберите учащегося или вернитесь к карточке.")])


class PupilGoneError(Exception):
    """The portal does not give the pupil for this surname and birth date any more."""


@blueprint.route("/c/<card_id>/link", methods=["GET", "POST"])
def link(card_id: str) -> ResponseReturnValue:
    """Show the pupils with the surname and the birth date of the card, and link the one that the clerk chooses."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    if flask.request.method == "GET":
        if not may_link(shown):
            return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
        return _show(clerk, shown, card_form(LinkForm, clerk, shown, NAME))
    form = read_form(LinkForm, clerk.viewer, f"desk.{NAME} {card_id}")
    if not may_link(shown):
        return show_card(clerk, shown, problem="linked_already", status=409)
    _offer(form, _pupils(clerk.municipality.code, shown))
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show(clerk, shown, form, problem=problem), status
    try:
        act(partial(require_card, card_id), partial(_link, form=form))
    except CannotBeLinkedError:
        return show_card(clerk, read_card(clerk, card_id), problem="linked_already", status=409)
    except ChangedMeanwhileError:
        return show_card(clerk, read_card(clerk, card_id), problem="changed", status=409)
    except (AlreadyHasOneError, PupilGoneError) as error:
        problem = "has_one" if isinstance(error, AlreadyHasOneError) else "gone"
        return _show(clerk, read_card(clerk, card_id), form, problem=problem), 409
    return back_to_card(card_id, "linked")


def _pupils(municipality_code: str, card: Card | OpenCard) -> Sequence[Pupil]:
    """Ask the portal for pupils with the surname and the birth date of a card."""
    host = current_state().host
    assert isinstance(host, PupilDirectory)  # or there would be no such page
    return tuple(pupils_found(host, municipality_code, card.certificate.surname, card.holder.birth_date))


def _offer(form: LinkForm, pupils: Sequence[Pupil]) -> None:
    named = [
        (pupil.id, ", ".join(filter(None, (pupil.full_name, *(school.name for school in pupil.schools)))))
        for pupil in pupils
    ]
    form.pupil.choices = choices(named)


def _link(session: Session, card: OpenCard, *, form: LinkForm) -> None:
    """Link the certificate, if portal and card still say what the clerk has seen.

    :raises ChangedMeanwhileError: the card is another one by now.
    :raises PupilGoneError: the portal does not find the pupil any more.
    """
    clerk, certificate = card.clerk, card.certificate
    if certificate.version != form.seen_version:
        raise ChangedMeanwhileError
    if form.pupil.data not in {pupil.id for pupil in _pupils(clerk.municipality.code, card)}:
        raise PupilGoneError
    today, now = today_for(clerk.municipality), current_state().host.now()
    link_to_pupil(session, certificate.id, form.pupil.data, clerk.actor, ground=BY_CLERK, today=today, now=now)
    drop_draft(session, clerk.viewer, f"desk.{NAME} {certificate.card_id}")


def _show(clerk: Clerk, shown: Card, form: LinkForm, *, problem: str | None = None) -> str:
    """Render the page; each pupil that stands there finds that in its history.

    :param problem: ``token``, ``fields``, ``has_one`` or ``gone``.
    """
    pupils = _pupils(clerk.municipality.code, shown)
    _offer(form, pupils)
    tell_of_pupils(clerk, [pupil.id for pupil in pupils], IN_PORTAL)
    return render_card("desk/link.html", clerk, shown, form=form, pupils=pupils, problem=problem)
