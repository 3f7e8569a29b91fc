"""The portal of :mod:`tests.applications`, where families apply by e-mail, and one that writes to a real server."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from sgo_pfdo.municipalities.model import Municipality
from tests.applications.conftest import MakeWay, any_app, app, make_way, mother, way_file, web
from tests.support.apps import IGOR, NOW, PARENT, SASHA
from tests.support.editing import change_past_the_module
from tests.support.family_letters import PostingPortal
from tests.support.smtp import MailServer, mail_server
from tests.support.web import Web

__all__ = ["any_app", "app", "make_way", "mother", "way_file", "web"]


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server."""
    with mail_server() as running:
        yield running


@pytest.fixture
def posting(make_way: MakeWay, server: MailServer) -> Iterator[Web]:
    """A portal whose letters go to that server, in its application context; families get certificates at one press."""
    portal = PostingPortal(NOW)
    for child in (IGOR, SASHA):
        portal.add(child, PARENT)
    portal.sign_in_parent(PARENT)
    web = make_way(portal, **server.options)
    with web.app.app_context():
        change_past_the_module(update(Municipality).values(application_way="direct"))
        yield web
