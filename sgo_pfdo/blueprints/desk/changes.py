"""«Исправить данные»."""

from functools import partial

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import trying
from sgo_pfdo.blueprints.common.forms.keeping import drop_draft, open_form, read_form
from sgo_pfdo.blueprints.common.staff import Clerk, require_clerk
from sgo_pfdo.blueprints.desk import blueprint
from sgo_pfdo.blueprints.desk.card import Card, OpenCard, back_to_card, read_card, render_card, require_card
from sgo_pfdo.blueprints.desk.document import answer_of, ask_about_document
from sgo_pfdo.blueprints.desk.forms import CorrectForm
from sgo_pfdo.blueprints.desk.steps import refuse
from sgo_pfdo.certificates.correcting import (
    Correction,
    LivesElsewhereError,
    TooOldOrYoungError,
    correct,
)
from sgo_pfdo.certificates.holders import AlreadyHasOneError, AnotherChildError
from sgo_pfdo.certificates.identity import DocumentKind
from sgo_pfdo.current import current_state
from sgo_pfdo.limits import DOCUMENT
from sgo_pfdo.plain.changed import ChangedMeanwhileError

TOO_OLD_OR_YOUNG = (
    "С этой датой рождения сертификата быть не может: возраст не подходит ни к одной группе. Если дата верна, "
    "аннулируйте сертификат."
)


@blueprint.route("/c/<card_id>/correct", endpoint="correct", methods=["GET", "POST"])
def correct_data(card_id: str) -> ResponseReturnValue:
    """Correct the child's name or birth date, or take down a new document."""
    clerk = require_clerk()
    shown = read_card(clerk, card_id)
    if shown.is_erased:
        return flask.redirect(flask.url_for("sgo_pfdo_desk.card", card_id=card_id), 303)
    name = f"desk.correct {card_id}"
    if flask.request.method == "GET":
        certificate = shown.certificate
        form = open_form(
            CorrectForm,
            clerk.viewer,
            name,
            surname=certificate.surname,
            first_name=certificate.first_name or "-",
            patronymic=certificate.patronymic,
            born=shown.holder.birth_date,
        )
        form.version.data = str(certificate.version)
        return _show_correct(clerk, shown, form)
    form = read_form(CorrectForm, clerk.viewer, name)
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show_correct(clerk, shown, form, problem=problem), status
    if not form.check_seen(shown.holder.birth_date):
        return _show_correct(clerk, shown, form, problem="fields"), 422
    try:
        with trying(DOCUMENT, lambda error: isinstance(error, AnotherChildError)):
            _correct(card_id, form, name)
    except (ChangedMeanwhileError, AlreadyHasOneError) as error:
        return refuse(clerk, card_id, form, error)
    except AnotherChildError as error:
        ask_about_document(clerk, form, error)
    except LivesElsewhereError:
        form.born.errors = ["У ребёнка есть действующий сертификат: исправьте дату в его карточке."]
    except TooOldOrYoungError:
        form.born.errors = [TOO_OLD_OR_YOUNG]
    else:
        return back_to_card(card_id, "corrected")
    return _show_correct(clerk, shown, form, problem="fields"), 422


def _correct(card_id: str, form: CorrectForm, name: str) -> None:
    state = current_state()
    kind = form.document_kind.data
    correction = Correction(
        version=form.seen_version,
        surname=form.surname.data,
        first_name=form.first_name.data,
        patronymic=form.patronymic.data,
        birth_date=form.born.data,
        document=(DocumentKind(kind), form.document_number.data) if kind else None,
        document_answer=answer_of(form),
    )

    def action(session: Session, card: OpenCard) -> None:
        clerk, now = card.clerk, state.host.now()
        correct(session, card.certificate.id, correction, clerk.actor, issuing=state.issuing, now=now)
        drop_draft(session, clerk.viewer, name)

    act(partial(require_card, card_id), action)


def _show_correct(clerk: Clerk, shown: Card, form: CorrectForm, *, problem: str | None = None) -> str:
    return render_card("desk/correct.html", clerk, shown, form=form, problem=problem)
