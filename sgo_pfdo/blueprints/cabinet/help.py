"""«?»: instructions, video lessons, frequent questions with a search (S001, part 7). Open to everybody.

It is no one's data, and whoever cannot sign in needs it most.
"""

import flask
from flask.typing import ResponseReturnValue
from wtforms import StringField

from sgo_pfdo import database
from sgo_pfdo.blueprints.cabinet import blueprint
from sgo_pfdo.blueprints.common.forms.base import PfdoForm
from sgo_pfdo.blueprints.common.forms.fields import one_line
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.municipalities.model import Municipality
from sgo_pfdo.publications.editing import AUDIENCES, KINDS
from sgo_pfdo.publications.help import open_help, search
from sgo_pfdo.publications.model import Audience, HelpKind

LONGEST_SEARCH = 200


class SearchForm(PfdoForm):
    """A search among the questions. What is typed may name somebody, so it stands in no address."""

    words = StringField("Найти среди вопросов", filters=[one_line])


@blueprint.route("/help", methods=["GET", "POST"], endpoint="help")
def help_page() -> ResponseReturnValue:
    """Show the three lists; a search leaves only the questions that say its words."""
    form, status, problem = SearchForm(), 200, None
    if flask.request.method == "POST" and not form.validate_on_submit():
        status, problem = (400, "token") if form.has_bad_token else (422, "fields")
    code = flask.request.args.get("municipality")
    municipality = database.current_session().get(Municipality, code) if code and len(code) <= 64 else None
    entries = open_help(database.current_session(), municipality.code if municipality else None)
    by_kind = {kind: [entry for entry in entries if entry.kind is kind] for kind in HelpKind}
    typed = (form.words.data or "")[:LONGEST_SEARCH] if problem is None else ""
    page = render(
        "cabinet/help.html",
        form=form,
        municipality=municipality,
        kinds=KINDS,
        entries=by_kind | {HelpKind.QUESTION: search(by_kind[HelpKind.QUESTION], typed)},
        audiences={one: words for one, words in AUDIENCES.items() if one is not Audience.EVERYONE},
        typed=typed,
        problem=problem,
    )
    return page, status
