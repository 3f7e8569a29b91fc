"""Whatever families type and clerks register in any order, nobody ever reads a holder who is not their own child."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sgo_pfdo import Pupil, Viewer, database
from sgo_pfdo.applications import finishing
from sgo_pfdo.applications.confirming import AlreadyConfirmedError
from sgo_pfdo.applications.finishing import PapersSettledError
from sgo_pfdo.applications.papers import document_key_on_papers
from sgo_pfdo.certificates.alike import PossiblyHasOneError
from sgo_pfdo.certificates.correcting import Correction, TooOldOrYoungError, correct
from sgo_pfdo.certificates.holders import AlreadyHasOneError, AnotherChildError, DocumentAnswer
from sgo_pfdo.certificates.in_person import OutsideAgesError
from sgo_pfdo.certificates.issuing import ApplicationNeededError, NotEligibleError
from sgo_pfdo.certificates.model import Certificate, Holder
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.rules.names import ChildRecord
from sgo_pfdo.certificates.rules.required_papers import Paper
from sgo_pfdo.certificates.steps import StepRefusedError
from sgo_pfdo.current import current_state
from sgo_pfdo.database import current_session
from sgo_pfdo.people import Role
from tests.support.applying import DATA, apply, choose_way
from tests.support.apps import NOW, SCHOOL, build_app, close_app
from tests.support.desk import CLERK, LIZA, MYSKI_CLERK, birth_certificate, register, take

BORN = date(2011, 3, 8)
CHILDREN = [
    ChildRecord(surname="Ёлкин", first_name="Игорь", patronymic="Ильич", birth_date=BORN),
    ChildRecord(surname="Ёлкин", first_name="Игорь", patronymic="Ильич", birth_date=date(2012, 4, 9)),
    ChildRecord(surname="Сосновский", first_name="Игорь", patronymic=None, birth_date=BORN),
    ChildRecord(surname="Ёлкин", first_name="Павел", patronymic="Ильич", birth_date=BORN),
    ChildRecord(surname="Ёлкин", first_name="Игорь", patronymic="Львович", birth_date=BORN),
]
"""As like as children can be who are not the same. The first three are in the portal, too; all may come to the desk."""
PUPILS = [
    Pupil(
        id=f"pupil-{number}",
        surname=child.surname,
        first_name=child.first_name,
        patronymic=child.patronymic,
        birth_date=child.birth_date,
        schools=(SCHOOL,),
    )
    for number, child in enumerate(CHILDREN[:3])
]
REFUSALS = (
    PossiblyHasOneError,
    AlreadyConfirmedError,
    PapersSettledError,
    AlreadyHasOneError,
    AnotherChildError,
    ApplicationNeededError,
    NotEligibleError,
    OutsideAgesError,
    StepRefusedError,
    TooOldOrYoungError,
)
WHO = st.integers(0, len(CHILDREN) - 1)
IN_PORTAL = st.integers(0, len(PUPILS) - 1)
DOCUMENT = st.integers(0, 1)
"""Two for all of them, so that they meet: families type what they like, clerks mistype."""
FREE = st.sampled_from([None, DocumentAnswer.FREE, DocumentAnswer.FREE])
AT = st.sampled_from([CLERK, MYSKI_CLERK])
ACTIONS = st.one_of(
    st.tuples(st.just("apply"), IN_PORTAL, DOCUMENT),
    st.tuples(st.just("update"), IN_PORTAL, DOCUMENT),
    st.tuples(st.just("register"), WHO, DOCUMENT, st.booleans(), FREE, AT),
    st.tuples(st.just("activate"), WHO),
    st.tuples(st.just("correct"), WHO, DOCUMENT, FREE, AT),
    st.tuples(st.just("end"), WHO, st.sampled_from([Step.ANNUL, Step.UNDO])),
    st.tuples(st.just("wait"), st.just(100)),
)
MEET = [
    [("apply", 0, 0), ("activate", 0), ("end", 0, Step.ANNUL), ("register", 3, 0, False, None, CLERK)],
    *(
        [
            ("register", 0, 0, in_portal, None, CLERK),
            ("end", 0, Step.ANNUL),
            ("register", who, 0, found, answer, CLERK),
        ]
        for who in range(1, len(CHILDREN))
        for in_portal, found, answer in ((True, False, None), (False, True, None), (False, False, DocumentAnswer.FREE))
    ),
]
"""What an attack needs: a document that two have shown, the first of whom has no certificate any more."""


class Town:
    """Families at home and clerks at two desks. What is refused is simply not done."""

    def __init__(self) -> None:
        """Begin where nobody has a certificate."""
        self.now: datetime = NOW
        self.whose: dict[int, int] = {}

    def apply(self, who: int, document: int) -> None:
        """A family applies by e-mail and types a document."""
        data = replace(DATA, document_number=birth_certificate(document))
        apply(self._parent(who), PUPILS[who], data, now=self.now, is_other=True)

    def update(self, who: int, document: int) -> None:
        """A family types another one."""
        certificate = self._newest(who)
        application = finishing.application_of(current_session(), certificate.id) if certificate else None
        if application is None:
            return
        data, cipher, now = replace(DATA, document_number=birth_certificate(document)), current_state().cipher, self.now
        application_id = application.id
        database.perform(
            lambda session: finishing.update_papers(
                session,
                session.get_one(type(application), application_id),
                data,
                self._parent(who),
                cipher=cipher,
                settings=current_state().settings,
                now=now,
            )
        )

    def register(self, who: int, document: int, found: bool, answer: DocumentAnswer | None, clerk: Any) -> None:
        """A clerk registers a child in person and finds it in the portal, or not."""
        child = CHILDREN[who]
        pupil = PUPILS[who] if found and who < len(PUPILS) else None
        register(
            replace(LIZA, **{name: getattr(child, name) for name in child.__slots__}),
            clerk,
            now=self.now,
            document_number=birth_certificate(document),
            pupil_id=pupil.id if pupil else None,
            pupil_patronymic=pupil.patronymic if pupil else None,
            document_answer=answer,
        )

    def activate(self, who: int) -> None:
        """A clerk ticks the papers of a child's certificate."""
        certificate = self._newest(who)
        if certificate is not None:
            certificate_id, cipher = certificate.id, current_state().cipher
            key = database.perform(lambda session: document_key_on_papers(session, certificate_id, cipher))
            take(Step.ACTIVATE, certificate, now=self.now, papers=[Paper.CHILD_IDENTITY], document_key=key)

    def correct(self, who: int, document: int, answer: DocumentAnswer | None, clerk: Any) -> None:
        """A clerk takes down a document on a child's card."""
        certificate = self._newest(who)
        if certificate is None:
            return
        correction = Correction(
            version=certificate.version,
            surname=certificate.surname,
            first_name=certificate.first_name,
            patronymic=certificate.patronymic,
            document=(DATA.document_kind, birth_certificate(document)),
            document_answer=answer,
        )
        certificate_id, plan, now = certificate.id, current_state().issuing, self.now
        database.perform(lambda session: correct(session, certificate_id, correction, clerk, issuing=plan, now=now))

    def end(self, who: int, step: Step) -> None:
        """A clerk annuls a child's certificate, or takes the last step back."""
        certificate = self._newest(who)
        if certificate is not None:
            take(step, certificate, now=self.now, reason_code="at_request")

    def wait(self, days: int) -> None:
        """Time goes by; what was not activated lapses."""
        self.now += timedelta(days=days)

    def note_whose(self, who: int) -> None:
        """Keep in mind whose the certificates are that there were not before."""
        for certificate_id in current_session().scalars(select(Certificate.id)):
            self.whose.setdefault(certificate_id, who)

    def _newest(self, who: int) -> Certificate | None:
        """Find the newest certificate of a child."""
        ids = [certificate_id for certificate_id, whose in self.whose.items() if whose == who]
        return current_session().get_one(Certificate, max(ids), populate_existing=True) if ids else None

    def _parent(self, who: int) -> Viewer:
        return Viewer(id=f"parent-{who}", role=Role.PARENT)


def assert_that_nobody_reads_a_stranger(town: Town) -> None:
    """Every certificate of a holder is one child's, the birth date too; of a holder with a pupil it is that pupil's.

    Whose a certificate is is known from who asked for it, not from what the module thinks.
    """
    session = current_session()
    session.expire_all()
    for holder in session.scalars(select(Holder)).all():
        certificates = session.scalars(select(Certificate).where(Certificate.holder_id == holder.id)).all()
        children = {town.whose[one.id] for one in certificates}
        children |= {int(holder.pupil_id.removeprefix("pupil-"))} if holder.pupil_id else set()
        assert len(children) <= 1, [(one.id, CHILDREN[town.whose[one.id]]) for one in certificates]
        assert all(holder.birth_date == CHILDREN[who].birth_date for who in children)
        assert sum(one.living_key is not None for one in certificates) <= 1
        assert (holder.document_key is None) == (holder.document_seen_at is None)


@pytest.fixture
def begin_anew(ready_file: Path, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Give each example the same town with nobody in it: the file is copied again."""
    file = tmp_path / "town.sqlite"
    app = build_app(f"sqlite:///{shutil.copy(ready_file, file)}", prepare=False)
    with app.app_context():

        def again() -> None:
            app.extensions["sqlalchemy"].session.remove()
            close_app(app)
            shutil.copy(ready_file, file)
            choose_way()

        yield again
    close_app(app)


def play(actions: Sequence[tuple[Any, ...]]) -> None:
    """Do it all in one town, and look after each action who can read whom."""
    town = Town()
    for name, *arguments in actions:
        with suppress(*REFUSALS):
            getattr(town, name)(*arguments)
        town.note_whose(arguments[0])
        assert_that_nobody_reads_a_stranger(town)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(meeting=st.sampled_from([[], *MEET]), actions=st.lists(ACTIONS, min_size=1, max_size=6))
def test_whatever_families_type_and_clerks_register_nobody_reads_a_holder_who_is_not_their_own(
    begin_anew: Callable[[], None], meeting: list[tuple[Any, ...]], actions: list[tuple[Any, ...]]
) -> None:
    begin_anew()
    play([*meeting, *actions])


def test_children_as_like_as_can_be_who_show_one_document_stay_apart(begin_anew: Callable[[], None]) -> None:
    for meeting in MEET:
        begin_anew()
        play(meeting)
