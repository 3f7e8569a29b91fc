"""An integrator chooses the engine behind the search, for one application."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.config import ConfigError
from sgo_pfdo.programmes.rules.kinds import Direction
from sgo_pfdo.programmes.rules.wishes import MOST_COUNTED, Found, Hit, Place, Wish
from tests.programmes import making
from tests.support.apps import build_app
from tests.support.pages import Page
from tests.support.web import MakeWeb


class Elsewhere:
    """An engine that finds one programme, and one that is gone, whatever it is asked."""

    def __init__(self) -> None:
        """Remember what was asked, and the programme that is known."""
        self.asked: list[str] = []
        self.known = 0
        self.found: dict[str, Any] = {"total": 1, "by_direction": dict.fromkeys(Direction, 7)}

    def find(self, session: Session, wish: Wish, today: date, *, after: Place | None = None, count: int = 24) -> Found:
        """Find it."""
        self.asked.append(wish.text)
        return Found(
            hits=[Hit(Place(0, "", one), False, None) for one in (self.known, 12345)], after=None, **self.found
        )


def put(session: Any) -> int:
    making.provider(session)
    return making.programme(session, making.address(session), card_id="robots").id


def test_an_engine_of_the_integrator_finds_for_its_own_application_alone(make_web: MakeWeb) -> None:
    engine = Elsewhere()
    theirs, plain = make_web(search=engine), make_web()
    with theirs.app.app_context():
        engine.known = database.perform(put)
    page = Page(theirs.client.get("/pfdo/programmes", query_string={"q": "робот"}))
    assert page.has_link("Робототехника") and "Нашлась 1 программа" in page.text and "Техническая (7)" in page.text
    assert "Ничего не нашлось" in Page(plain.client.get("/pfdo/programmes", query_string={"q": "робот"})).text
    assert engine.asked == ["робот"]


def test_where_much_is_found_a_page_says_so_and_writes_no_numbers(make_web: MakeWeb) -> None:
    engine = Elsewhere()
    engine.found = {"total": MOST_COUNTED + 1}
    page = Page(make_web(search=engine).client.get("/pfdo/programmes"))
    assert "Нашлось больше 10 000 программ" in page.text
    assert "Техническая" in page.text and "Техническая (" not in page.text


def test_what_cannot_search_is_refused_at_the_start() -> None:
    bad: Any = object()
    with pytest.raises(ConfigError, match="search is object, no ProgrammeSearch"):
        build_app("sqlite://", search=bad, prepare=False)
