"""«Войти через Госуслуги» for the portal's own sign-in page, and the notice while that does not work (S000)."""

from typing import NamedTuple

import flask

from sgo_pfdo.blueprints.common.attempts import limiter
from sgo_pfdo.current import State, current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.identity.trouble import is_down

NOTICE = "Вход через {label} временно недоступен. Ведутся технические работы."


class IdentityEntry(NamedTuple):
    """The entry for a sign-in page.

    :param label: «Войти через Госуслуги».
    :param url: where it leads, by GET: a link, for a form would be held back by ``form-action 'self'``.
    :param link_url: where somebody who is signed in links the account, and takes the link away.
    :param sign_out_url: ends the session there as well, for computers that several people use.
    :param notice: what to say in place of the link while it does not work, else ``None``.
    """

    label: str
    url: str
    link_url: str
    sign_out_url: str
    notice: str | None


def identity_entry(after: str | None = None) -> IdentityEntry | None:
    """Give the entry for the portal's sign-in page, or ``None`` where nobody signs in that way.

    In templates it is ``pfdo_identity_entry()``.

    :param after: a path within the portal to go to then, such as the page that somebody wanted.
    """
    state = current_state()
    if state.identity is None:
        return None
    name, label = state.identity.name, state.identity.label
    return IdentityEntry(
        label=f"Войти через {label}",
        url=flask.url_for("sgo_pfdo_sign_in.begin", provider=name, next=after or None),
        link_url=flask.url_for("sgo_pfdo_sign_in.link"),
        sign_out_url=flask.url_for("sgo_pfdo_sign_in.sign_out"),
        notice=notice_of(state),
    )


def notice_of(state: State) -> str | None:
    """Tell what to say in place of the sign-in now, ``None`` where it works as far as we know.

    A module that is not set up says nothing here: the portal's sign-in page stays up.
    """
    assert state.identity is not None  # else there is no such page
    if state.settings.identity_notice:
        return state.settings.identity_notice
    session = current_session()
    problem = state.tables.problem(session.connection())
    if problem is not None:
        state.told.error(problem)
        return None
    if is_down(session, limiter(), state.identity.name, state.host.now()):
        return NOTICE.format(label=state.identity.label)
    return None
