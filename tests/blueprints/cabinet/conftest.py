"""The family's cabinets on the pages."""

import pytest

from tests.support.cabinet import Office
from tests.support.cabinet_doors import BASE_URL, Family
from tests.support.web import MakeWeb, Web

OFFICE_URL = "https://school.example"


@pytest.fixture
def family(make_web: MakeWeb) -> Family:
    """The family; the mother is signed in at the portal."""
    return Family(make_web(certified=True, SGO_PFDO_BASE_URL=BASE_URL))


@pytest.fixture
def web(make_web: MakeWeb) -> Web:
    """The portal of Igor and Sasha, who both have certificates; their mother is signed in."""
    return make_web(certified=True, SGO_PFDO_BASE_URL=OFFICE_URL)


@pytest.fixture
def office(web: Web) -> Office:
    """The mother in Igor's cabinet."""
    return Office(web)
