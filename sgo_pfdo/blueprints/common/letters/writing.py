"""What the letters to families are made with: templates and addresses, where nobody has sent a request."""

from typing import Any

import flask

from sgo_pfdo.blueprints.common.letters.links import stop_links
from sgo_pfdo.blueprints.common.letters.outside import outside_url, portal_address
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.current import current_state
from sgo_pfdo.mail.family_letters import Links, Writing


def letter_writing() -> Writing:
    """Give what writing letters needs of the current application, which knows its own address."""
    state = current_state()
    return Writing(settings=state.settings, cipher=state.cipher, render=_render, links=_links)


def _render(name: str, **known: Any) -> str:
    """Render a template in a request that nobody has sent: the host's own context processors may want one."""
    with flask.current_app.test_request_context():
        return render(name, **known)


def _links(notice_id: int, link_key: str, municipality_code: str) -> Links:
    settings, token = current_state().settings, stop_links().make(notice_id, link_key)
    with flask.current_app.test_request_context():
        return Links(
            portal=portal_address(),
            page=outside_url("sgo_pfdo_family.page") or "",
            cabinet=outside_url("sgo_pfdo_cabinet.sign_in") if settings.cabinet else None,
            information=outside_url("sgo_pfdo_open.information", municipality=municipality_code) or "",
            stop=outside_url("sgo_pfdo_open.stop_letters", token=token) or "",
        )
