"""Answers when something goes wrong: no database, a mistaken host port, somebody who asks too often or too much."""

import logging
import math
from collections.abc import Callable
from datetime import datetime

import flask
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from sgo_pfdo import security_log
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.visitor import current_visitor
from sgo_pfdo.current import current_state
from sgo_pfdo.database import (
    current_session,
    ends_with_rollback,
    has_committed,
    is_unusable,
    lacks_tables,
    name_of,
)
from sgo_pfdo.host_answers import mistake_in_words
from sgo_pfdo.limits import TooManyTriesError
from sgo_pfdo.people import PortalDataError
from sgo_pfdo.plain import wording

RETRY_AFTER = 60
"""Seconds after which a person is asked to come again."""
_AGAIN = "sgo_pfdo.again"

_log = logging.getLogger("sgo_pfdo")


def too_often(error: TooManyTriesError) -> ResponseReturnValue:
    """Say that somebody has tried too often, and when they can go on."""
    seconds = seconds_until(error.again_at)
    minutes = math.ceil(seconds / 60)
    wait = f"{minutes}\u00a0{wording.plural(minutes, 'минуту', 'минуты', 'минут')}"
    response = flask.make_response(
        render("errors/too_often.html", wait=wait, is_open=current_visitor().viewer is None), 429
    )
    response.headers["Retry-After"] = str(seconds)
    return response


def seconds_until(moment: datetime) -> int:
    """Tell how many whole seconds are left until a moment, at least one."""
    return max(1, math.ceil((moment - current_state().host.now()).total_seconds()))


def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say that this is more than a form can hold; not in the host's layout, which might look at the form after all."""
    security_log.tell("too_large", endpoint=flask.request.endpoint)
    return flask.current_app.jinja_env.get_template("sgo_pfdo_default/errors/too_large_plain.html").render(), 413


def _begin_again() -> ResponseReturnValue:
    """Run the view once more, in place of a page that would be there at the next attempt anyway."""
    flask.request.environ[_AGAIN] = True
    app = flask.current_app
    try:
        return app.dispatch_request()
    except Exception as error:
        return app.handle_user_exception(error)


def database_failed(error: Exception) -> ResponseReturnValue:
    """Say «try again in a minute» when the database is away; anything else is the mistake that it is."""
    if not is_unusable(error):
        if not _lacks_tables():
            raise error
        return _not_now(lambda: render("errors/unavailable.html"), "errors/unavailable_plain.html")
    if lacks_tables(error):
        if not _lacks_tables():  # they were there before
            _log.error("tables are missing: a database that had them is gone, or `flask pfdo db upgrade` makes them")
    else:
        _log.warning("database unavailable: %s", name_of(error))
    session = current_session()
    session.rollback()
    if ends_with_rollback(error) and not has_committed(session) and _AGAIN not in flask.request.environ:
        return _begin_again()
    response = _not_now(lambda: render("errors/unavailable.html"), "errors/unavailable_plain.html")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _not_now(render_page: Callable[[], str], plain: str) -> flask.Response:
    """Say that nothing can be shown now, without the host's layout where that is what fails.

    :param plain: the template that stands in then.
    """
    try:
        page = render_page()
    except Exception:  # the layout or a context processor, such as Flask-Login's, asks the database itself
        page = flask.current_app.jinja_env.get_template(f"sgo_pfdo_default/{plain}").render()
    return flask.make_response(page, 503)


def _lacks_tables() -> bool:
    """Tell whether `flask pfdo db upgrade` was forgotten, which is told to whoever runs the portal."""
    state, session = current_state(), current_session()
    session.rollback()
    problem = state.tables.problem(session.connection())
    if problem is not None:
        state.told.error(problem)
    return problem is not None


def portal_is_wrong(error: PortalDataError) -> ResponseReturnValue:
    """Say that nothing can be shown, and tell whoever runs the portal what its host port does wrong."""
    current_state().told.error(mistake_in_words(error))
    return _not_now(lambda: render("errors/portal_wrong.html"), "errors/portal_wrong_plain.html")
