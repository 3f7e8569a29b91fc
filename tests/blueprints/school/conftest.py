"""A school of eight pupils: with a certificate, without, too young, without a birth date."""

from collections.abc import Iterator
from datetime import date

import flask
import pytest

from sgo_pfdo.testing import MemoryPortal
from tests.support.apps import IGOR, NOW, PARENT, SASHA, MakeApp, another_child
from tests.support.web import MakeWeb, Web

YOUNGEST = another_child(1, surname="Абрамова", first_name="Ульяна", patronymic=None, birth_date=date(2016, 1, 1))
ELKIN = another_child(2, surname="Ёлкин", first_name="Семён", birth_date=date(2010, 1, 1))
NO_DATE = another_child(3, surname="Бездатный", first_name="Тимур", birth_date=None)
RARE = another_child(4, surname="Тян", first_name="Ми\u4e00на", patronymic=None, birth_date=date(2009, 1, 1))
"""No paper can print the sign in the middle of the name."""


def school_portal() -> MemoryPortal:
    """Make the portal of the school; its director is signed in."""
    portal = MemoryPortal(NOW)
    for child in (IGOR, SASHA, YOUNGEST, ELKIN, NO_DATE, RARE):
        portal.add(child, PARENT)
    portal.sign_in_director("school-1")
    return portal


@pytest.fixture
def school(make_web: MakeWeb) -> Web:
    """The portal in front of the director's browser; nobody has a certificate yet."""
    return make_web(school_portal())


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[flask.Flask]:
    """The same portal on each of the two databases, inside its application context."""
    app = make_app(school_portal())
    with app.app_context():
        yield app
