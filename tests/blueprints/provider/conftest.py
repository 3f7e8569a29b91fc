"""An organisation that teaches, in front of its pages, and another one beside it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.testing import MemoryPortal
from tests.programmes import making
from tests.support.apps import build_app, close_app
from tests.support.web import MakeWeb, Web

ROOM = "/pfdo/provider"


def fill(session: Session) -> None:
    """Add two organisations; the first one has a draft with an open address, the other one a programme of its own."""
    making.provider(session)
    where = making.address(session)
    draft = making.programme(session, where, card_id="own", state=State.DRAFT.value, changed_at=making.NOW)
    part = making.part(session, draft, state=State.DRAFT.value, is_open=False)
    making.lesson(session, making.group(session, part, card_id="own-group"))
    making.provider(session, "other", name="Клуб «Вымпел»")
    elsewhere = making.address(session, "other", text="г. Киселёвск, ул. Чужая, 1")
    foreign = making.programme(session, elsewhere, short_name="Самбо", card_id="foreign")
    making.group(session, making.part(session, foreign), "Чужая группа", card_id="foreign-group")


@pytest.fixture
def teaching(make_web: MakeWeb) -> Web:
    """The portal, where somebody of «Дом детского творчества» is signed in."""
    web = make_web()
    with web.app.app_context():
        database.perform(fill)
    web.portal.sign_in_provider("ddt")
    return web


@pytest.fixture(scope="module")
def portal_of_all(ready_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The same portal, one for all tests of a module that change nothing in it."""
    file = shutil.copy(ready_file, tmp_path_factory.mktemp("teaching") / "teaching.sqlite")
    app = build_app(f"sqlite:///{file}", prepare=False)
    with app.app_context():
        database.perform(fill)
    yield Web(app, cast(MemoryPortal, app.extensions["sgo_pfdo"].host), app.test_client())
    close_app(app)


@pytest.fixture
def unchanged(portal_of_all: Web) -> Web:
    """That portal, with a new browser; somebody of «Дом детского творчества» is signed in."""
    portal_of_all.portal.sign_in_provider("ddt")
    return replace(portal_of_all, client=portal_of_all.app.test_client())
