"""A portal in which everything has happened once: certificates and applications at every stage, everybody's account.

Crawling it as everybody finds every page and every form, so that the tests here walk what exists and keep no list.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import flask
from flask.testing import FlaskClient
from sqlalchemy import Update, insert, select, update
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from sgo_pfdo import database
from sgo_pfdo.applications import confirming, finishing
from sgo_pfdo.applications.finishing import PapersData
from sgo_pfdo.applications.model import Application
from sgo_pfdo.blueprints.application.address import links
from sgo_pfdo.blueprints.cabinet.cookie import COOKIE
from sgo_pfdo.blueprints.common.letter_links import cabinet_links, stop_links
from sgo_pfdo.cabinet.applicant import ApplicantData
from sgo_pfdo.cabinet.consent import RULES_VERSION
from sgo_pfdo.cabinet.model import CabinetSettings
from sgo_pfdo.cabinet.recovery import LIFETIMES, RECOVERY
from sgo_pfdo.cabinet.session_model import CabinetLink, CabinetSession
from sgo_pfdo.cabinet.sessions import BY_NUMBER, LONGEST, hash_of
from sgo_pfdo.certificates.accepting import accept_from_elsewhere
from sgo_pfdo.certificates.identity import DocumentKind
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.rules.required_papers import Paper
from sgo_pfdo.current import current_state
from sgo_pfdo.documents import Applicant, BlankForm, consent
from sgo_pfdo.importing import staging
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.mail.model import Notice
from sgo_pfdo.municipalities.model import Municipality, OwnPaper
from sgo_pfdo.people import Pupil, Role, Viewer
from sgo_pfdo.programmes.model import ProgrammeFile
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.testing import MemoryPortal
from tests.blueprints.common.permissions import LENA, VANYA, portal_of_everybody
from tests.importing.bringing import SOFIA, table
from tests.programmes import making
from tests.support import actions, desk
from tests.support.apps import IGOR, KINDERGARTEN, MYSKI_SCHOOL, NOW, SASHA, SCHOOL, another_child
from tests.support.pages import Page
from tests.support.web import Web

STEP_PAGES = ("/annul", "/freeze", "/withdraw", "/correct", "/restore")
UNLINKED_PAGES = ("", "/welcome", "/entry", "/settings/extract/done")
BASE_URL = "https://portal.example"
MODULE = ("/settings/certificate", "/pfdo/")

WAITING = another_child(11, surname="Почтова", first_name="Ульяна", schools=(MYSKI_SCHOOL,))
CONFIRMED = another_child(12, surname="Почтова", first_name="Фаина", schools=(MYSKI_SCHOOL,))
FINISHED = another_child(13, surname="Почтова", first_name="Эльвира", schools=(MYSKI_SCHOOL,))
BEGINNING = another_child(14, surname="Почтова", first_name="Яна", schools=(MYSKI_SCHOOL,))
EXPIRED = another_child(15, surname="Просроченный", first_name="Юрий", schools=(SCHOOL,))
FRESH = another_child(16, surname="Новенькая", first_name="Жанна", schools=(SCHOOL,))
REPLACED = another_child(17, surname="Перепутанная", first_name="Инга", schools=(SCHOOL,))
LIZA_PUPIL = another_child(
    18,
    surname=desk.LIZA.surname,
    first_name="Лиза",
    patronymic=None,
    birth_date=desk.LIZA.birth_date,
    schools=(KINDERGARTEN,),
)
"""In the portal under a short name, and registered in person by a clerk who did not find her there."""
APPLICANT = Viewer(id="pochtova", role=Role.PARENT)
THERE = Actor(role="clerk", id="clerk-myski-centre", organisation="myski-centre", municipality_code="myski")
OWN_PAPER = consent.draw(BlankForm(applicant=Applicant.PARENT))
MAIL = "pochtova@example.com"
STOP_KEY = "a-letter-that-has-gone"
PAPERS = PapersData(
    group_id=None,
    document_kind=DocumentKind.PASSPORT,
    document_number="3210 654321",
    child_address="г. Мыски, ул. Вахрушева, д. 7",
    applicant_surname="Почтова",
    applicant_first_name="Зинаида",
    telephone="+7 900 000-00-00",
    applicant_document_kind=DocumentKind.PASSPORT,
    applicant_document="3210 111222",
)

PEOPLE: Mapping[str, Callable[[MemoryPortal], object]] = {
    "mother": lambda portal: portal.sign_in_parent("ivanova"),
    "father of two": lambda portal: portal.sign_in_parent("polovinkin"),
    "father": lambda portal: portal.sign_in_parent("sidorov"),
    "applicant": lambda portal: portal.sign_in_parent(APPLICANT.id),
    "newcomer": lambda portal: portal.sign_in_parent("novenky"),
    "childless": lambda portal: portal.sign_in_parent("childless"),
    "pupil": lambda portal: portal.sign_in_pupil(IGOR.id),
    "clerk": lambda portal: portal.sign_in_clerk("cdt"),
    "clerk of another municipality": lambda portal: portal.sign_in_clerk("myski-centre"),
    "director": lambda portal: portal.sign_in_director(SCHOOL.id),
    "operator": lambda portal: portal.sign_in_operator("kiselevsk"),
    "holder of a sheet": MemoryPortal.sign_out,
    "nobody": MemoryPortal.sign_out,
}

CABINETS: Mapping[str, tuple[Actor, Sequence[Pupil]]] = {
    "mother": (Actor(role="parent", id="ivanova"), (SASHA,)),
    "father of two": (Actor(role="parent", id="polovinkin"), (LENA,)),
    "pupil": (Actor(role="pupil", id=IGOR.id), (IGOR,)),
    "holder of a sheet": (Actor(role=BY_NUMBER, id=None), (IGOR, VANYA)),
}
"""Whose browser has which cabinets open."""
RECOVERY_SECRET = "what-the-letter-of-recovery-says"
NEW_ADDRESS_KEY = "k" * 22


def portal() -> MemoryPortal:
    """Make the portal of everybody; the mother is signed in."""
    made = portal_of_everybody()
    for child in (WAITING, CONFIRMED, FINISHED, BEGINNING):
        made.add(child, APPLICANT.id)
    made.add(EXPIRED, "polovinkin")
    made.add(FRESH, "novenky")
    made.add(REPLACED, "polovinkin")
    made.add(LIZA_PUPIL)
    for school, municipality in ((SCHOOL, "kiselevsk"), (MYSKI_SCHOOL, "myski")):
        made.put_school(school.id, municipality)
    return made


def fill(app: flask.Flask) -> None:
    """Let everything happen, in an application of :func:`portal` whose tables are there."""
    with app.app_context():
        own = {"municipality_code": "kiselevsk", "kind": "consent_parent", "content": OWN_PAPER}
        database.perform(lambda session: session.execute(_way_by_email()))
        database.perform(lambda session: session.execute(insert(OwnPaper).values(own)))
        actions.press(EXPIRED, Viewer(id="polovinkin", role=Role.PARENT), now=NOW - timedelta(days=200))
        actions.press(IGOR)
        for child, parent in ((SASHA, "ivanova"), (VANYA, "sidorov"), (LENA, "polovinkin")):
            certificate = actions.press(child, Viewer(id=parent, role=Role.PARENT))
            desk.take(Step.ACTIVATE, certificate, papers=list(Paper)[:4])
            if child is VANYA:
                desk.take(Step.FREEZE, certificate, reason_code="at_request")
            if child is LENA:
                desk.take(Step.ANNUL, certificate, reason_code="at_request")
        desk.register()
        _accept(desk.register(document_number=desk.birth_certificate(8), surname="Переезжая"))
        for day in (0, 366):  # a clock that was wrong for once
            actions.press(REPLACED, Viewer(id="polovinkin", role=Role.PARENT), now=NOW + timedelta(days=day))
        for child in (WAITING, CONFIRMED, FINISHED):
            _apply(child)
        database.perform(lambda session: session.execute(update(Notice).values(written_at=NOW, link_key=STOP_KEY)))
        database.perform(_open_cabinets)
        database.perform(_bring_file)
        database.perform(_send_to_review)


def _open_cabinets(session: Session) -> None:
    """Let the cabinets of :data:`CABINETS` be open, with everything filled in and a letter of each kind on its way."""
    cipher = current_state().cipher
    query = select(Holder.pupil_id, Certificate).join(Holder, Certificate.holder_id == Holder.id)
    newest = {row.pupil_id: row.Certificate for row in session.execute(query.order_by(Certificate.id))}
    for person, (actor, children) in CABINETS.items():
        for child in children:
            moments = {"opened_at": NOW, "entered_at": NOW, "seen_at": NOW, "expires_at": NOW + LONGEST}
            session.add(
                CabinetSession(
                    token_hash=hash_of(_cookie_of(person)),
                    certificate_id=newest[child.id].id,
                    actor_role=actor.role,
                    actor_id=actor.id,
                    is_remembered=False,
                    **moments,
                )
            )
    for child in (SASHA, IGOR, VANYA):
        session.add(
            CabinetSettings(
                holder_id=newest[child.id].holder_id,
                email=cipher.encrypt(MAIL),
                email_confirmed_at=NOW,
                new_email=cipher.encrypt(f"new-{MAIL}"),
                link_key=NEW_ADDRESS_KEY,
                link_expires_at=NOW + timedelta(hours=20),
                rules_version=RULES_VERSION if child is SASHA else None,
                rules_given_at=NOW if child is SASHA else None,
                applicant=cipher.encrypt(ApplicantData(telephone="+7 900 000-00-00").to_json()),
            )
        )
    session.add(
        CabinetLink(
            token_hash=hash_of(RECOVERY_SECRET),
            certificate_id=newest[SASHA.id].id,
            kind=RECOVERY,
            expires_at=NOW + LIFETIMES[RECOVERY],
        )
    )


def _cookie_of(person: str) -> str:
    return f"cookie-of-{person.replace(' ', '-')}"


def _bring_file(session: Session) -> None:
    """Leave a file with a certificate for the operator to take in."""
    cipher, content = current_state().cipher, table(SOFIA)
    staging.keep(session, cipher, "operator-kiselevsk", "kiselevsk", content, new=1, known=0, now=NOW)


def _send_to_review(session: Session) -> None:
    """Leave for the operator a programme to review, one that is published, and one of which a part waits."""
    making.provider(session)
    where, review = making.address(session), State.REVIEW.value
    sent = making.programme(session, where, state=review, sent_at=NOW)
    group = making.group(session, making.part(session, sent, state=review, is_open=False))
    making.lesson(session, group)
    file = {"kind": "document", "media_type": "application/pdf", "content": OWN_PAPER, "changed_at": NOW}
    session.add(ProgrammeFile(programme_id=sent.id, **file))
    making.part(session, making.programme(session, where, short_name="Лепка"), state=review, is_open=False)


def _accept(certificate: Certificate) -> None:
    """Let the other municipality take a certificate over, today."""
    born = database.current_session().get_one(Holder, certificate.holder_id).birth_date

    def action(session: Session) -> None:
        municipality = session.get_one(Municipality, "myski")
        accept_from_elsewhere(session, certificate.number, born, THERE, municipality, today=NOW.date(), now=NOW)

    database.perform(action)


def _way_by_email() -> Update:
    return update(Municipality).where(Municipality.code == "myski").values(application_way="email")


def _apply(child: Pupil) -> None:
    state = current_state()
    asked = database.perform(
        lambda session: confirming.begin(
            session, APPLICANT, child.id, "myski", MAIL, cipher=state.cipher, now=NOW - timedelta(hours=1)
        )
    )
    if child is WAITING:
        return
    application_id, key = asked.application.id, asked.link_key
    assert database.perform(lambda session: confirming.confirm(session, application_id, key, NOW))
    if child is FINISHED:
        plan = state.issuing
        database.perform(lambda session: finishing.finish(session, APPLICANT, child, PAPERS, issuing=plan, now=NOW))


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
            client.set_cookie(COOKIE, _cookie_of(person), path="/pfdo/cabinet")
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

    def crawl(self, person: str, *, most: int = 400) -> Crawl:
        """Open everything that somebody finds by following links."""
        client, crawl = self.client(person), Crawl()
        left, seen = list(self.seeds()), set[str]()
        while left and len(seen) < most:
            address = left.pop(0).partition("#")[0]
            if address in seen or not address.startswith(MODULE) or "/static/" in address:
                continue
            seen.add(address)
            answer = client.get(address)
            assert answer.status_code < 500, (person, address)
            if answer.status_code == 303 or answer.status_code == 302:
                left.append(answer.headers["Location"])
            elif answer.mimetype == "text/html":
                page = crawl.pages[address] = Page(answer)
                crawl.forms += self._forms(person, address, page)
                left += [href for _, href in page.links if href.startswith("/")]
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
