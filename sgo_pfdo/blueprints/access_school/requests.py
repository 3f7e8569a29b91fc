"""What a school has to decide: the list, and the card of a request with the pupils that it may mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import flask
from flask.typing import ResponseReturnValue

from sgo_pfdo import database
from sgo_pfdo.access import asking, deciding
from sgo_pfdo.access.deciding import Decider, Marks, marks_of
from sgo_pfdo.access.model import AccessRequest, AccessStepRow
from sgo_pfdo.access.notices import notice_on
from sgo_pfdo.access.rules.lifecycle import OPEN, SHOWN, AccessStep, Side, State, is_overdue, possible_steps
from sgo_pfdo.access.rules.representatives import BASES, REASONS, RELATIONS, Basis, RefusalReason
from sgo_pfdo.access.stated import Stated
from sgo_pfdo.access.strict import strict_among
from sgo_pfdo.blueprints.access.lost import secret_lost
from sgo_pfdo.blueprints.access.parent import access_of_portal
from sgo_pfdo.blueprints.access.reading import stated_of, words_of
from sgo_pfdo.blueprints.access_school import blueprint
from sgo_pfdo.blueprints.access_school.forms import RequestForm, SearchForm
from sgo_pfdo.blueprints.common.attempts import settle_search, take_search
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.showing import tell_of_pupils
from sgo_pfdo.blueprints.common.staff import SchoolWorker, require_decider, today_for
from sgo_pfdo.certificates.history import LARGEST_ID
from sgo_pfdo.current import current_state
from sgo_pfdo.host import PupilDirectory
from sgo_pfdo.host_answers import guardians_of, pupil_of, pupils_found, same_document_of
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.people import MAX_ID_LENGTH, Guardian, IdentityDocument, Pupil, Relation, Role
from sgo_pfdo.plain.wording import moment_in_words
from sgo_pfdo.secrets import SecretLostError

blueprint.register_error_handler(SecretLostError, secret_lost)

ON_A_PAGE = 50
ON_CARD = "заявление о доступе к ребёнку"
UNREADABLE = "Прочитать не удалось: портал потерял ключ к этим словам."
DONE = frozenset({"accepted", "refused", "asked", "revoked", "noticed"})
"""What a redirect may say has just been done."""


def decider_from(worker: SchoolWorker) -> Decider:
    """Say who decides, for the services."""
    return Decider(actor=worker.actor, school_id=worker.school.id, today=today_for(worker.municipality))


def directory() -> PupilDirectory:
    """Give the portal's pupils; these pages are there only where it has them."""
    host = current_state().host
    assert isinstance(host, PupilDirectory)  # looked at when the application starts
    return host


@blueprint.get("")
def page() -> ResponseReturnValue:
    """List what waits for a decision, the overdue first, and what was decided."""
    worker = require_decider()
    session, today = database.current_session(), today_for(worker.municipality)
    after = flask.request.args.get("after", type=int)
    if after is not None and not 0 < after <= LARGEST_ID:
        flask.abort(404)
    waiting = deciding.requests_of_school(session, worker.school.id, states=OPEN, limit=500)
    ended = deciding.requests_of_school(
        session, worker.school.id, states=frozenset(State) - OPEN, limit=ON_A_PAGE + 1, after=after
    )
    return render(
        "access_school/requests.html",
        school_name=worker.acts_for,
        waiting=[_line(request, today) for request in waiting],
        ended=[_line(request, today) for request in ended[:ON_A_PAGE]],
        done="noticed" if flask.request.args.get("done") == "noticed" else None,
        older=ended[ON_A_PAGE - 1].id if len(ended) > ON_A_PAGE else None,
    )


def _line(request: AccessRequest, today: Any) -> dict[str, Any]:
    stated = stated_of(request)
    return {
        "request": request,
        "shown": SHOWN[State(request.state)],
        "is_late": is_overdue(State(request.state), request.decide_by, today),
        "child": stated.child_name if stated else None,
        "applicant": stated.applicant_name if stated else None,
    }


def pupil_named(pupil_id: str) -> Pupil | None:
    """Ask the portal for the pupil that a form or an address names; what can be no id is none."""
    if not (0 < len(pupil_id) <= MAX_ID_LENGTH and pupil_id.isprintable()):
        return None  # a portal's own query may break on it
    state = current_state()
    return pupil_of(state.host, state.told, pupil_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A pupil of the school whom a request may mean.

    :param notice: what the deciders of the school should know, in the words of its director.
    :param is_strict: the director alone decides; another school may have left that notice.
    """

    pupil: Pupil
    marks: Marks
    guardians: Sequence[Guardian]
    notice: str | None
    is_strict: bool


def candidates_of(worker: SchoolWorker, stated: Stated, surname: str, born: Any) -> list[Candidate]:
    """Find the pupils of this school that a request may mean; those of other schools are left out before all else."""
    access, session = access_of_portal(), database.current_session()
    of_municipality = pupils_found(directory(), worker.municipality.code, surname, born)
    ours = [pupil for pupil in of_municipality if any(school.id == worker.school.id for school in pupil.schools)]
    strict, found = strict_among(session, [pupil.id for pupil in ours]), []
    for pupil in ours:
        notice = notice_on(session, pupil.id, worker.school.id)
        found.append(
            Candidate(
                pupil=pupil,
                marks=compared(pupil, stated),
                guardians=guardians_of(access, pupil.id),
                notice=(words_of(notice.content) or UNREADABLE) if notice else None,
                is_strict=pupil.id in strict,
            )
        )
    return found


def compared(pupil: Pupil, stated: Stated) -> Marks:
    """Compare a pupil with the stated child; documents are compared by the portal."""
    return marks_of(pupil, stated, _same_document(pupil, stated))


def _same_document(pupil: Pupil, stated: Stated) -> bool | None:
    if not stated.child_document_kind or not stated.child_document_number:
        return None
    document = IdentityDocument(kind=stated.child_document_kind, number=stated.child_document_number)
    return same_document_of(access_of_portal(), pupil.id, document)


def request_of(worker: SchoolWorker, card_id: str) -> AccessRequest:
    """Give a request to the school, or end the request of the browser with 404."""
    found = deciding.find_of_school(database.current_session(), card_id, worker.school.id)
    if found is None:
        flask.abort(404)
    return found


@blueprint.get("/<card_id>")
def card(card_id: str) -> ResponseReturnValue:
    """Show a request, and the pupils that it may mean."""
    worker = require_decider()
    return show_card(worker, request_of(worker, card_id))


@blueprint.post("/<card_id>/search")
def search(card_id: str) -> ResponseReturnValue:
    """Look for the pupil by other words; a search in vain counts as a guess."""
    worker = require_decider()
    request, form, stated = request_of(worker, card_id), SearchForm(), None
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("search", 422)
        return show_card(worker, request, search=form, problem=problem, status=status)
    stated = stated_of(request)
    found = candidates_of(worker, stated, form.surname.data, form.born.data) if stated else []

    def action(session: Any) -> None:
        settle_search(session, take_search(session, current_state().host.now()), is_found=bool(found))

    database.perform(action)
    return show_card(worker, request, search=form, found=found)


def show_card(
    worker: SchoolWorker,
    request: AccessRequest,
    *,
    form: PfdoForm | None = None,
    search: SearchForm | None = None,
    found: Sequence[Candidate] | None = None,
    problem: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Render the card of a request.

    :param form: the form that was refused.
    :param found: of another search; by default the pupils of the stated surname and birth date.
    :param problem: what went wrong with a press.
    """
    stated, session, today = stated_of(request), database.current_session(), today_for(worker.municipality)
    if found is None and stated is not None and request.state in OPEN:
        found = candidates_of(worker, stated, stated.child_surname, stated.child_birth_date)
    found = found or []
    tell_of_pupils(worker, [one.pupil.id for one in found] or ([request.pupil_id] if request.pupil_id else []), ON_CARD)
    done, steps = flask.request.args.get("done"), asking.steps_of(session, request)
    page = render(
        "access_school/card.html",
        school_name=worker.acts_for,
        **_line(request, today),
        stated=stated,
        relation=RELATIONS[Relation(request.relation)],
        candidates=found,
        steps=_steps(steps, time_zone_of(worker.municipality, current_state().settings)),
        can={step.value for step in possible_steps(State(request.state), Side.SCHOOL)},
        is_director=worker.viewer.role is Role.DIRECTOR,
        is_own=request.applicant_id == worker.viewer.id,
        form=form,
        bases=[(basis.value, words) for basis, words in BASES.items()],
        reasons=[(reason.value, words[0].upper() + words[1:]) for reason, words in REASONS.items()],
        press=RequestForm(formdata=None, version=str(request.version)),
        search=search or SearchForm(formdata=None),
        is_by_code=any(map(_is_by_code, steps)),
        attached=_attached(request),
        others=deciding.count_others(session, request),
        done=done if done in DONE else None,
        problem=problem,
    )
    return page, status


def _attached(request: AccessRequest) -> Pupil | None:
    if request.pupil_id is None:
        return None
    return next(iter(directory().pupils([request.pupil_id])), None)


STEPS = {
    "correct": "Исправлено заявителем",
    "withdraw": "Отозвано заявителем",
    "ask_papers": "Запрошены документы",
    "accept": "Принято",
    "refuse": "Отказано",
    "revoke": "Доступ отозван школой",
    "leave": "Заявитель отказался от доступа",
    "end": "Закончился: вышел срок или доступ открыли заново",
    "expire": "Не рассмотрено в срок",
}
"""What the steps are called on the card."""
BY_CODE = "Открыто по коду из школы"


def _is_by_code(step: AccessStepRow) -> bool:
    """Tell whether nobody at the school has accepted: a code was enough."""
    return step.step == AccessStep.ACCEPT.value and step.role == Role.PARENT.value


def _steps(steps: Sequence[AccessStepRow], zone: ZoneInfo) -> list[dict[str, Any]]:
    return [
        {
            "at": moment_in_words(step.at, zone),
            "what": BY_CODE if _is_by_code(step) else STEPS[step.step],
            "reason": REASONS[RefusalReason(step.reason)] if step.reason else None,
            "words": (words_of(step.words) or UNREADABLE) if step.words else None,
            "bases": [BASES[Basis(one)] for one in (step.bases or "").split()],
        }
        for step in steps
    ]
