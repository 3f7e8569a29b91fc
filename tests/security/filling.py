"""What has happened in the portal of :mod:`tests.security.world`, to whom, and who is signed in there."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import flask
from sqlalchemy import Update, insert, select, update
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.applications import confirming, finishing
from sgo_pfdo.applications.finishing import PapersData
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
from sgo_pfdo.funds.model import Period
from sgo_pfdo.importing import staging
from sgo_pfdo.importing.model import CATALOGUE, CERTIFICATES
from sgo_pfdo.journal.writing import Actor
from sgo_pfdo.mail.model import Notice
from sgo_pfdo.municipalities.model import Municipality, OwnPaper
from sgo_pfdo.people import Pupil, Role, Viewer
from sgo_pfdo.programmes.model import Programme, ProgrammeFile
from sgo_pfdo.programmes.provider_model import Agreement, ProviderAddress
from sgo_pfdo.programmes.rules.agreements import AgreementState
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.programmes.search.indexing import index_programmes
from sgo_pfdo.publications.model import Publication, PublicationImage
from sgo_pfdo.testing import MemoryPortal
from tests.blueprints.common.viewers import LENA, VANYA, portal_of_everybody
from tests.importing.bringing import SOFIA, table
from tests.programmes import making
from tests.support import actions, desk
from tests.support.apps import IGOR, KINDERGARTEN, MYSKI_SCHOOL, NOW, SASHA, SCHOOL, another_child

BASE_URL = "https://portal.example"

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
FULL_TEXT = {"media_type": "application/pdf", "content": OWN_PAPER, "changed_at": NOW}
PICTURE = {"media_type": "image/jpeg", "content": b"as it was drawn anew", "changed_at": NOW}
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
    "provider": lambda portal: portal.sign_in_provider("ddt"),
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
                    token_hash=hash_of(cookie_of(person)),
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


def cookie_of(person: str) -> str:
    return f"cookie-of-{person.replace(' ', '-')}"


def _bring_file(session: Session) -> None:
    """Leave files to be taken in: an operator's with a certificate and with an organisation, and an organisation's."""
    cipher = current_state().cipher
    for who, kind, content in (
        ("operator-kiselevsk", CERTIFICATES, table(SOFIA)),
        ("operator-kiselevsk", CATALOGUE, b"code;name;form\nnew;New;state"),
        ("provider-ddt", CATALOGUE, "Адрес\nул. Новая, 1".encode()),
    ):
        staging.keep(session, cipher, who, "kiselevsk", content, new=1, known=0, now=NOW, kind=kind)


def _agree(session: Session) -> None:
    """Let the municipality pay the organisation in a period."""
    query = select(Period.id).where(Period.municipality_code == "kiselevsk").order_by(Period.id)
    period_id = session.scalars(query).first()
    if period_id is None:
        days = {"starts_on": date(2019, 1, 1), "ends_on": date(2019, 12, 31), "opens_on": date(2018, 12, 2)}
        period = Period(municipality_code="kiselevsk", **days)
        session.add(period)
        session.flush()
        period_id = period.id
    session.add(Agreement(provider_code="ddt", period_id=period_id, state=AgreementState.ASKED.value))


def _send_to_review(session: Session) -> None:
    """Leave for the operator a programme to review, one that is published, and one of which a part waits."""
    making.provider(session)
    where, review = making.address(session), State.REVIEW.value
    sent = making.programme(session, where, state=review, sent_at=NOW)
    group = making.group(session, making.part(session, sent, state=review, is_open=False))
    making.lesson(session, group)
    session.add(ProgrammeFile(programme_id=sent.id, kind="document", **FULL_TEXT))
    making.part(session, making.programme(session, where, short_name="Лепка"), state=review, is_open=False)
    _teach(session, where)
    _agree(session)
    _leave_drafts(session, where)


def _leave_drafts(session: Session, where: ProviderAddress) -> None:
    """Leave for the organisation what it can still change, send and bring back from the archive."""
    draft = State.DRAFT.value
    own = making.programme(session, where, short_name="Шахматы", state=draft)
    _add_files(session, own)
    for position in (1, 2):
        part = making.part(session, own, position, state=draft, is_open=False)
        making.lesson(session, making.group(session, part))
    closed = making.part(session, own, 3, state=State.PUBLISHED.value, is_open=False)
    making.group(session, closed, "Старая", is_archived=True)
    making.programme(session, where, short_name="Фото", state=State.RETURNED.value)
    making.programme(session, where, short_name="Вышивка", state=State.ARCHIVED.value)


def _teach(session: Session, where: ProviderAddress) -> None:
    """Have an organisation teach something that families may see."""
    programme = making.programme(session, where, card_id="robots")
    making.trait(session, programme, Trait.KEYWORD, "лего")
    _add_files(session, programme)
    making.group(session, making.part(session, programme))
    index_programmes(session, [programme.id])
    about = {"municipality_code": "kiselevsk", "short": "Ждём всех.", "changed_at": NOW, "published_at": NOW}
    told = '<b>Вход</b> со двора, <a href="https://ddt.example">сайт</a>'
    fair = Publication(card_id="fair", kind="news", title="Ярмарка", body=told, state="published", **about)
    session.add(fair)
    there = {"starts_at": NOW + timedelta(days=9), "place": "ДДТ"}
    session.add(Publication(card_id="cup", kind="event", title="Кубок", state="published", **there, **about))
    sent = about | {"published_at": None, "provider_code": programme.provider_code}
    first = Publication(card_id="sent", kind="news", title="Первая", state="review", **sent)
    session.add(first)
    session.flush()
    for one in (fair, first):
        session.add(PublicationImage(publication_id=one.id, **PICTURE))


def _add_files(session: Session, programme: Programme) -> None:
    session.add(ProgrammeFile(programme_id=programme.id, kind="image", **PICTURE))
    session.add(ProgrammeFile(programme_id=programme.id, kind="document", **FULL_TEXT))


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
