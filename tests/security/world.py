"""A portal in which everything has happened once: certificates and applications at every stage, everybody's account.

Crawling it as everybody finds every page and every form, so that the tests here walk what exists and keep no list.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from sgo_pfdo import database
from sgo_pfdo.applications.model import Application
from sgo_pfdo.blueprints.application.address import links
from sgo_pfdo.blueprints.cabinet.cookie import COOKIE
from sgo_pfdo.blueprints.common.letters.links import cabinet_links, stop_links
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.mail.model import Notice
from sgo_pfdo.testing import MemoryPortal
from tests.security.filling import (
    BEGINNING,
    CABINETS,
    CONFIRMED,
    FINISHED,
    NEW_ADDRESS_KEY,
    PEOPLE,
    RECOVERY_SECRET,
    STOP_KEY,
    cookie_of,
)
from tests.support.apps import SASHA
from tests.support.pages import Page
from tests.support.web import Web

STEP_PAGES = ("/annul", "/freeze", "/withdraw", "/correct", "/restore")
UNLINKED_PAGES = ("", "/welcome", "/entry", "/settings/extract/done")
MODULE = ("/settings/certificate", "/pfdo/")
WHERE_TO = re.compile(r"(?<=[?&]next=)[^&]*")
"""Forty addresses send whoever has to sign in to one page, which differs in nothing but where it leads afterwards."""
MOST = 400
"""Addresses of a crawl, which then is known to go in circles."""


@dataclass(frozen=True)
class Sent:
    """A form as a page gives it.

    Attributes:
        person: whose page it is.
        page: the address of the page.
        action: where it goes.
        rule: the rule of that address.
        fields: what a browser sends when nothing is typed, but for the token.
        names: every field there is, with the values it offers.
    """

    person: str
    page: str
    action: str
    rule: str
    fields: Mapping[str, Any]
    names: Mapping[str, tuple[str, ...]]

    def __str__(self) -> str:
        return f"{self.person}: POST {self.action}"


@dataclass
class Crawl:
    """Everything that somebody can reach."""

    pages: dict[str, Page] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    forms: list[Sent] = field(default_factory=list)


@dataclass(frozen=True)
class World:
    """The portal, with a browser in front of it."""

    app: flask.Flask
    portal: MemoryPortal

    def client(self, person: str) -> FlaskClient:
        """Sign somebody in, in a browser of their own."""
        PEOPLE[person](self.portal)
        client = self.app.test_client()
        if person in CABINETS:
            client.set_cookie(COOKIE, cookie_of(person), path="/pfdo/cabinet")
        return client

    def rules(self, method: str) -> dict[str, Rule]:
        """List the module's rules that take a method, by their text."""
        found = self.app.url_map.iter_rules()
        return {rule.rule: rule for rule in found if method in (rule.methods or ()) and rule.endpoint != "static"}

    def rule_of(self, address: str, method: str) -> str:
        """Tell which rule an address belongs to."""
        adapter = self.app.url_map.bind("localhost")
        rule, _ = adapter.match(address.partition("?")[0].partition("#")[0], method, return_rule=True)
        return str(rule.rule)

    def confirmation(self) -> str:
        """Give the address in the letter that waits to be opened."""
        with self.app.test_request_context():
            query = select(Application).where(Application.link_key.is_not(None))
            waiting = database.current_session().scalars(query).one()
            return f"/pfdo/mail/{links().make(waiting.id, waiting.link_key or '')}"

    def stopping(self) -> str:
        """Give the address in the letter about a certificate that ends such letters."""
        with self.app.test_request_context():
            notice = database.current_session().scalars(select(Notice)).one()
            return f"/pfdo/letters/{stop_links().make(notice.id, STOP_KEY)}"

    def seeds(self) -> Iterator[str]:
        """List where a crawl begins: each rule without parameters, and what letters and QR codes lead to."""
        yield from (rule for rule in self.rules("GET") if "<" not in rule)
        yield from (f"/settings/certificate?child={child.id}" for child in (SASHA, FINISHED, CONFIRMED, BEGINNING))
        for page in ("paper", "paper/remove"):
            yield f"/pfdo/municipality/{page}?kind=consent_parent"
        yield "/pfdo/info/kiselevsk"
        yield self.confirmation()
        yield f"/pfdo/cabinet/recovery/{RECOVERY_SECRET}"
        yield self.new_address()
        yield self.stopping()
        for card_id in self.card_ids():
            yield from (f"/pfdo/desk/c/{card_id}{step}" for step in ("", *STEP_PAGES))
            yield from (f"/pfdo/cabinet/{card_id}{page}" for page in UNLINKED_PAGES)

    def new_address(self) -> str:
        """Give the address in the letter that confirms the new e-mail of a cabinet."""
        with self.app.test_request_context():
            query = select(CabinetSettings.holder_id).order_by(CabinetSettings.holder_id)
            holder_id = database.current_session().scalars(query).first() or 0
            return f"/pfdo/cabinet/mail/{cabinet_links().make(holder_id, NEW_ADDRESS_KEY)}"

    def card_ids(self) -> list[str]:
        """List the cards of all certificates, the oldest first."""
        with self.app.app_context():
            return list(database.current_session().scalars(select(Certificate.card_id).order_by(Certificate.id)))

    def crawl(self, person: str) -> Crawl:
        """Open everything that somebody finds by following links."""
        client, crawl = self.client(person), Crawl()
        left, seen = list(self.seeds()), set[str]()
        while left and len(seen) < MOST:
            address = left.pop(0).partition("#")[0]
            known_as = WHERE_TO.sub("", address)
            if known_as in seen or not address.startswith(MODULE) or "/static/" in address:
                continue
            seen.add(known_as)
            answer = client.get(address)
            assert answer.status_code < 500, (person, address)
            if answer.status_code == 303 or answer.status_code == 302:
                left.append(answer.headers["Location"])
            elif answer.mimetype == "text/html":
                page = crawl.pages[address] = Page(answer)
                crawl.forms += self._forms(person, address, page)
                left += [href for _, href in page.links if href.startswith("/")]
                left += [given["src"] for tag, given in page.elements if tag == "img" and given["src"].startswith("/")]
            elif answer.status_code == 200:
                crawl.files[address] = answer
        return crawl

    def ask_to_accept(self) -> list[Sent]:
        """Type number and birth date of a certificate of another municipality, as its family tells them to a clerk."""
        with self.app.app_context():
            query = select(Certificate.number).join(Holder, Certificate.holder_id == Holder.id)
            number = database.current_session().scalars(query.where(Holder.pupil_id == FINISHED.id)).one()
        client = self.client("clerk")
        born = FINISHED.birth_date.strftime("%d.%m.%Y")
        page = Page(Page(client.get("/pfdo/desk/accept")).press(client, "Найти", number=number, born=born))
        return list(self._forms("clerk", "/pfdo/desk/accept", page))

    def _forms(self, person: str, address: str, page: Page) -> Iterator[Sent]:
        for form, (names, others) in zip(page.forms, _fields_by_form(page), strict=True):
            for action in {form.action or address, *others} if form.method == "post" else ():
                sent = {name: value for name, value in form.fields.items() if name != "csrf_token"}
                yield Sent(person, address, action, self.rule_of(action, "POST"), sent, names)

    def fresh(self, client: FlaskClient, form: Sent) -> dict[str, Any]:
        """Give the fields of a form, with a token that is good in this browser."""
        return dict(form.fields) | {"csrf_token": Web(self.app, self.portal, client).token()}


def _fields_by_form(page: Page) -> list[tuple[dict[str, tuple[str, ...]], set[str]]]:
    """List the fields of each form, ticked or not, and where else its buttons may send it."""
    forms: list[tuple[dict[str, tuple[str, ...]], set[str]]] = []
    name = ""
    for tag, given in page.elements:
        if tag == "form":
            forms.append(({}, set()))
        elif not forms:
            continue
        elif tag == "option":
            forms[-1][0][name] += (given.get("value", ""),)
        elif tag in {"input", "textarea", "select", "button"}:
            forms[-1][1].update({given["formaction"]} if "formaction" in given else ())
            name = given.get("name", name)
            if "name" in given:
                forms[-1][0].setdefault(name, ())
            if given.get("type") in {"checkbox", "radio"} or (tag == "button" and "name" in given):
                forms[-1][0][name] += (given.get("value", "on"),)
    return forms


def distinct(forms: list[Sent]) -> list[Sent]:
    """Leave one form of each rule and each set of fields."""
    return list({(form.rule, tuple(sorted(form.names))): form for form in forms}.values())
