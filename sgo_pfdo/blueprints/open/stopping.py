"""The page that ends letters of a kind; everybody can open it who has the link of such a letter."""

import flask
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.attempts import count_guess
from sgo_pfdo.blueprints.common.forms.base import PfdoForm, choices
from sgo_pfdo.blueprints.common.letters.links import stop_links
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.open import blueprint
from sgo_pfdo.current import current_state
from sgo_pfdo.limits import LINK
from sgo_pfdo.mail.kinds import LETTERS
from sgo_pfdo.mail.model import Notice
from sgo_pfdo.mail.stopping import find_by_link, stop

THIS_KIND, ALL_KINDS = "kind", "all"


class StopForm(PfdoForm):
    """How much is enough."""

    which = RadioField("Какие письма не присылать", default=THIS_KIND)

    def about(self, kind: str) -> None:
        """Say which letters the link is about."""
        label = LETTERS.get(kind, kind)
        self.which.choices = choices([(THIS_KIND, f"Только такие: «{label}»"), (ALL_KINDS, "Все письма о сертификате")])


@blueprint.get("/letters/<token>")
def stop_letters(token: str) -> ResponseReturnValue:
    """Ask for a press: programs that look through mail open links, too."""
    notice = _find(token)
    return _dead_link() if notice is None else _show_question(token, notice)


def _find(token: str) -> Notice | None:
    parts = stop_links().read(token)
    if parts is None:
        count_guess(LINK)
        return None
    return find_by_link(database.current_session(), *parts)


def _show_question(token: str, notice: Notice, *, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    form = StopForm(formdata=None)
    form.about(notice.kind)
    return render("open/stop_letters.html", form=form, token=token, problem=problem), status


def _dead_link() -> ResponseReturnValue:
    """Say where letters are switched off besides."""
    return render("open/stop_letters_dead.html", has_cabinet=current_state().settings.cabinet), 410


@blueprint.post("/letters/<token>", endpoint="stop_letters_now")
def stop_now(token: str) -> ResponseReturnValue:
    """End the letters; it signs nobody in, and says nothing of anybody."""
    notice = _find(token)
    if notice is None:
        return _dead_link()
    form = StopForm()
    form.about(notice.kind)
    if not form.validate_on_submit():
        return _show_question(token, notice, problem="token", status=400)
    notice_id, link_key = stop_links().read(token) or (0, "")
    now, is_all = current_state().host.now(), form.which.data == ALL_KINDS
    if not database.perform(lambda session: stop(session, notice_id, link_key, now, all_kinds=is_all)):
        return _dead_link()
    return flask.redirect(flask.url_for("sgo_pfdo_open.letters_stopped"), 303)


@blueprint.get("/letters-stopped")
def letters_stopped() -> ResponseReturnValue:
    """Say that it is done, and where it can be changed again; it shows nothing of anybody."""
    return render("open/letters_stopped.html", has_cabinet=current_state().settings.cabinet)
