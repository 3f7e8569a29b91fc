"""An organisation that teaches, in front of its pages, and another one beside it."""

import pytest
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.programmes.rules.lifecycle import State
from tests.programmes import making
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
