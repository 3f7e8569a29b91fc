"""What an author, or the municipality's people, have in hand: the list, one page each, and the steps."""

from collections.abc import Mapping
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.files.sending import send_paper
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import Author, ProviderWorker, require_author
from sgo_pfdo.blueprints.publications import blueprint
from sgo_pfdo.blueprints.publications.desk import own, press, provider_code_of, written_by, zone_of
from sgo_pfdo.blueprints.publications.forms import LONGEST_REASON, StepForm
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.programmes.acting import By
from sgo_pfdo.publications import wording
from sgo_pfdo.publications.listing import image_of, own_publications, read_publication
from sgo_pfdo.publications.model import Publication, PublicationKind
from sgo_pfdo.publications.rules.lifecycle import (
    BEFORE_TRUST,
    SHOWN,
    State,
    Step,
    StepImpossibleError,
    Who,
    possible_steps,
)
from sgo_pfdo.publications.writing import NAMES, shows_at_once, take_step, who_is

DONE: Mapping[str, str] = {
    "saved": "Сохранено.",
    "published": "Опубликовано: семьи это видят.",
    "review": "Отправлено на проверку: когда муниципалитет одобрит, семьи это увидят.",
    "draft": "Теперь это черновик: семьи его не видят.",
    "returned": "Возвращено автору: он прочитает, что исправить.",
    "archived": "Убрано в архив: семьи этого не видят.",
}
"""What was done, by the word in the address."""


@blueprint.get("/publications")
def own_list() -> ResponseReturnValue:
    """List what the author has written; for the municipality's people, what providers have sent, too."""
    author = require_author()
    found = own_publications(database.current_session(), author.municipality.code, provider_code_of(author))
    is_provider = isinstance(author, ProviderWorker)
    return render(
        "publications/own_list.html",
        is_provider=is_provider,
        back=_room(author),
        found=found,
        states=SHOWN,
        names=NAMES,
        words=wording,
        zone=zone_of(author),
        before_trust=BEFORE_TRUST,
        done=DONE.get(flask.request.args.get("done", "")),
    )


def _room(author: Author) -> tuple[str, str]:
    """Give the address of the author's own room, and what it is called."""
    if isinstance(author, ProviderWorker):
        return flask.url_for("sgo_pfdo_provider.page"), "Программы"
    return flask.url_for("sgo_pfdo_municipality.page"), author.municipality.name


@blueprint.get("/publications/p/<card_id>")
def own_page(card_id: str) -> ResponseReturnValue:
    """Show a publication as families see it, and what can be done with it.

    :param card_id: what names it in addresses.
    """
    author = require_author()
    return _show(author, own(author, card_id))


def _show(author: Author, publication: Publication, *, problem: str | None = None, form: Any = None) -> str:
    session, state = database.current_session(), State(publication.state)
    who = who_is(publication, provider_code_of(author))
    if form is None:
        form = StepForm(formdata=None)
    form.seen.data = str(publication.version)
    return render(
        "publications/own_page.html",
        publication=publication,
        kind=PublicationKind(publication.kind),
        read=read_publication(session, publication),
        state=SHOWN[state],
        is_own=written_by(author, publication),
        steps=possible_steps(state, who),
        shows_at_once=shows_at_once(session, publication),
        form=form,
        words=wording,
        zone=zone_of(author),
        problem=problem,
        done=DONE.get(flask.request.args.get("done", "")),
    )


@blueprint.post("/publications/p/<card_id>/step")
def step(card_id: str) -> ResponseReturnValue:
    """Take a step: send, approve, return with a reason, put away.

    :param card_id: what names it in addresses.
    """
    author = require_author()
    publication = own(author, card_id)
    form = StepForm()
    if not form.validate_on_submit():
        return _show(author, publication, problem="token", form=form), 400
    wanted = next((one for one in Step if one == form.step.data and one is not Step.EDIT), None)
    if wanted is None:
        flask.abort(404)
    reason = (form.reason.data or None) if wanted is Step.RETURN else None
    if wanted is Step.RETURN and not 0 < len(reason or "") <= LONGEST_REASON:
        form.reason.errors = ["Напишите, что исправить." if not reason else "Не больше 1 000 знаков."]
        return _show(author, publication, problem="reason", form=form), 422

    def write(session: Session, author: Author, by: By) -> State:
        publication = own(author, card_id)
        who = who_is(publication, provider_code_of(author))
        return take_step(session, publication, wanted, who, by, seen=form.seen_version, reason=reason)

    try:
        after = press(author, write)
    except (ChangedMeanwhileError, StepImpossibleError):
        author = require_author()
        return _show(author, own(author, card_id), problem="changed"), 409
    return flask.redirect(_after(author, publication, after), 303)


def _after(author: Author, publication: Publication, after: State) -> str:
    """Give the address to go on to: what is decided about somebody else's leads back to the list."""
    room = "sgo_pfdo_publications"
    if who_is(publication, provider_code_of(author)) is Who.AUTHOR:
        return flask.url_for(f"{room}.own_page", card_id=publication.card_id, done=after.value, _anchor="pfdo-done")
    done = "returned" if after is State.DRAFT else after.value
    return flask.url_for(f"{room}.own_list", done=done, _anchor="pfdo-done")


@blueprint.get("/publications/p/<card_id>/picture.jpg")
def own_picture(card_id: str) -> ResponseReturnValue:
    """Give the picture of what is in hand, whatever its state.

    :param card_id: what names it in addresses.
    """
    image = image_of(database.current_session(), own(require_author(), card_id))
    if image is None:
        flask.abort(404)
    return send_paper(image.content, "Картинка.jpg", image.media_type)
