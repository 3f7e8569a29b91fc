"""The family's cabinets on the pages."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from sgo_pfdo.certificates.model import Certificate
from sgo_pfdo.database import current_session, perform
from tests.support import funds
from tests.support.apps import build_app, close_app
from tests.support.cabinet import Office
from tests.support.cabinet_doors import BASE_URL, Family
from tests.support.home import Home, fill
from tests.support.once import made_once
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


@pytest.fixture(scope="session")
def home_file(certified_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the portal once Sasha's town has a catalogue, and money for this year."""

    def make(file: Path) -> None:
        shutil.copy(certified_file, file)
        app = build_app(f"sqlite:///{file}", prepare=False)
        with app.app_context():
            perform(fill)
            certificate = current_session().scalars(select(Certificate).order_by(Certificate.id)).all()[1]
            funds.give(certificate, *funds.YEAR, nominal=1_200_000, funded_valued=1, backdate_days=0)
        close_app(app)

    return made_once(tmp_path_factory, "home.sqlite", make)


@pytest.fixture
def home(make_web: MakeWeb, home_file: Path) -> Home:
    """Sasha's cabinet at that portal."""
    return Home(make_web(file=home_file, SGO_PFDO_BASE_URL=OFFICE_URL))
