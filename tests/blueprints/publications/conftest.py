"""Organisations and operators who write, and families who read."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sgo_pfdo import database
from sgo_pfdo.publications.model import Publication
from tests.programmes import making
from tests.support.apps import NOW
from tests.support.contents import contents_of
from tests.support.pages import Page
from tests.support.uploads import post
from tests.support.web import MakeWeb, Web

ROOM = "/pfdo/publications"
NEWS = {"title": "Открыта запись в шахматный клуб", "short": "Ждём ребят от 7 лет.", "body": "Приходите!"}
EVENT = NEWS | {"title": "Турнир", "day_from": "21.12.2099", "time_from": "15:00", "place": "ул. Унжакова, 6"}


@dataclass(frozen=True)
class Newsroom:
    """The portal with two organisations of Kiselyovsk, of whom «ddt» is signed in."""

    web: Web

    def as_provider(self, code: str = "ddt") -> None:
        self.web.portal.sign_in_provider(code)

    def as_operator(self, municipality: str = "kiselevsk") -> None:
        self.web.portal.sign_in_operator(municipality)

    def get(self, address: str) -> Page:
        return Page(self.web.client.get(address))

    def send(self, address: str, button: str = "Сохранить", /, **typed: Any) -> TestResponse:
        """Fill in the form of a page and press its button; a file is given as bytes."""
        fields = self.get(address).form(button).fields | typed
        return post(self.web.client, address, fields)

    def write(self, kind: str = "news", /, **typed: Any) -> str:
        """Write something, and give the address of its page."""
        answer = self.send(f"{ROOM}/new/{kind}", **((EVENT if kind == "event" else NEWS) | typed))
        assert answer.status_code == 303, Page(answer).text
        return answer.location.partition("?")[0]

    def press(self, address: str, button: str, step: str, **typed: str) -> TestResponse:
        """Press a button on the page of a publication."""
        page = self.get(address)
        fields = page.form(button).fields | {"step": step} | typed
        return self.web.client.post(f"{address}/step", data=fields)

    def publish(self, **typed: Any) -> str:
        """Have the provider write and the operator approve, and give the card id."""
        address = self.write(**typed)
        answer = self.press(address, "Отправить на проверку", "send")
        assert answer.status_code == 303
        self.as_operator()
        assert self.press(address, "Одобрить и опубликовать", "approve").status_code == 303
        self.as_provider()
        return address.rsplit("/", 1)[1]

    def rows(self) -> list[Any]:
        return list(contents_of(self.web.app)["sgo_pfdo_publication"])

    def put(self, **values: Any) -> None:
        """Put something published into the table."""

        def action(session: Session) -> None:
            about = {
                "kind": "news",
                "municipality_code": "kiselevsk",
                "title": values["card_id"],
                "short": "Коротко",
                "state": "published",
                "changed_at": NOW,
                "published_at": NOW - timedelta(days=1),
            }
            session.add(Publication(**about | values))

        with self.web.app.app_context():
            database.perform(action)


def fill(session: Session) -> None:
    making.provider(session)
    making.programme(session, making.address(session), card_id="robots")
    making.provider(session, "other", name="Клуб «Вымпел»")


@pytest.fixture
def room(make_web: MakeWeb) -> Newsroom:
    """The portal; somebody of «Дом детского творчества» is signed in."""
    web = make_web()
    with web.app.app_context():
        database.perform(fill)
    web.portal.sign_in_provider("ddt")
    return Newsroom(web)
