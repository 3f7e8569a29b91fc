"""«У ребёнка, возможно, уже есть сертификат»: say its number, say that it is another child's, or go to the desk."""

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo.applications.confirming import Stage
from sgo_pfdo.blueprints.common.acting import act
from sgo_pfdo.blueprints.common.attempts import trying
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.family import blueprint
from sgo_pfdo.blueprints.family.alike_forms import OTHER, ClaimForm, PressForm
from sgo_pfdo.blueprints.family.application_state import back_to_page, family_application
from sgo_pfdo.blueprints.family.child import Family, require_family
from sgo_pfdo.certificates.holders import AlreadyHasOneError
from sgo_pfdo.certificates.issuing import NotEligibleError
from sgo_pfdo.certificates.linking import BY_NUMBER, NotTheirsError, alike_of, link_pupil, prove
from sgo_pfdo.config.options import BY_EMAIL
from sgo_pfdo.current import current_state
from sgo_pfdo.journal.writing import actor_from
from sgo_pfdo.limits import CLAIM
from sgo_pfdo.people import Pupil


@blueprint.get("/existing", endpoint="existing")
def question() -> ResponseReturnValue:
    """Tell the family that the child may have a certificate, with everything that they can do."""
    return _show(require_family(), None)


def _show(
    family: Family, form: ClaimForm | None, *, problem: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """Render the page; where there is no question any more, lead to the child's page.

    :param form: as it was sent.
    :param problem: ``token``, ``fields`` or ``wrong``.
    """
    child, standing = family.required_child, family.standing()
    found = [] if standing.reasons else alike_of(family.session, standing)
    if not found:
        return back_to_page(child)
    if form is None:
        form = ClaimForm(formdata=None, child=child.id)
    application = family_application(family, standing)
    page = render(
        "family/existing.html",
        child=child,
        form=form,
        standing=standing,
        municipality=standing.municipality,
        organisations=standing.municipality.places if standing.municipality else (),
        may_say_other=not any(one.may_be_of(child.first_name) for one in found),
        press_form=PressForm(formdata=None, child=child.id, other=OTHER),
        is_by_email=standing.application_way == BY_EMAIL,
        is_confirmed=application.stage is Stage.CONFIRMED,
        problem=problem,
    )
    return page, status


@blueprint.post("/existing", endpoint="claim")
def claim() -> ResponseReturnValue:
    """Show the certificate whose number and birth date the family has said; one answer to all that is wrong."""
    family, form = require_family(), ClaimForm()
    if not form.validate_on_submit():
        problem, status = ("token", 400) if form.has_bad_token else ("fields", 422)
        return _show(family, form, problem=problem, status=status)
    number, born = form.digits, form.born.data

    def action(session: Session, family: Family) -> Pupil:
        standing, now = family.standing(), current_state().host.now()
        if standing.reasons or standing.municipality is None:
            raise NotEligibleError(standing.reasons)
        theirs = prove(alike_of(session, standing), standing.pupil.first_name, number, born)
        link_pupil(
            session,
            theirs,
            standing.municipality.code,
            standing.pupil.id,
            actor_from(family.viewer),
            BY_NUMBER,
            today=standing.today,
            now=now,
        )
        return standing.pupil

    try:
        with trying(CLAIM, lambda error: isinstance(error, NotTheirsError)):
            child = act(require_family, action)
    except NotTheirsError:
        return _show(require_family(), form, problem="wrong", status=422)
    except (NotEligibleError, AlreadyHasOneError):  # since the page was opened: the child's page says why
        return back_to_page(family.required_child)
    return back_to_page(child, "linked")
