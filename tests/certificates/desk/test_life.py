"""A child's certificates live through anything that families and clerks do, in any order, on both databases.

After each step at most one of them lives, and the transitions alone tell how each came to be what it is.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import count

import flask
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from sgo_pfdo import Pupil
from sgo_pfdo.certificates.holders import AlreadyHasOneError
from sgo_pfdo.certificates.in_person import OutsideAgesError
from sgo_pfdo.certificates.issuing import NotEligibleError
from sgo_pfdo.certificates.model import Certificate, Holder, Transition
from sgo_pfdo.certificates.rules.lifecycle import LastStep, Status, Step, outcome
from sgo_pfdo.certificates.rules.validity import end_date
from sgo_pfdo.certificates.steps import StepRefusedError
from sgo_pfdo.database import current_session
from sgo_pfdo.journal.model import JournalEntry
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from tests.support.actions import press
from tests.support.apps import NOW, another_child
from tests.support.desk import LIZA, birth_certificate, possible, register, take, transitions
from tests.support.figures import SOAK

_children = count(1)
LIVES = 200 if SOAK else 10
FORWARD = [step for step in Step if step is not Step.UNDO]


class Life(RuleBasedStateMachine):
    """One child, from the first certificate on."""

    def __init__(self) -> None:
        """Begin a new life."""
        super().__init__()
        self.now: datetime = NOW
        self.number = next(_children)
        self.has_certificate = False
        """Kept by each look, and there is one after each step: so no precondition has to look by itself."""

    @initialize(birth_date=st.sampled_from([date(2004, 5, 14), date(2001, 11, 20), date(2014, 10, 28)]))
    def child_is_known(self, birth_date: date) -> None:
        """Fifteen, eighteen in three weeks, or five today."""
        self.child: Pupil = another_child(self.number, birth_date=birth_date)

    def certificates(self) -> list[Certificate]:
        """Read them, the oldest first."""
        session = current_session()
        session.rollback()
        query = select(Certificate).join(Holder).where(Holder.pupil_id == self.child.id).order_by(Certificate.id)
        found = list(session.scalars(query))
        self.has_certificate = bool(found)
        return found

    @rule(days=st.sampled_from([0, 1, 5, 30, 90]), hours=st.sampled_from([1, 9]))
    def time_passes(self, days: int, hours: int) -> None:
        """Go on, often past midnight or past the end."""
        self.now += timedelta(days=days, hours=hours)

    @rule()
    def family_presses_the_button(self) -> None:
        """Get the certificate at the portal."""
        with suppress(NotEligibleError):
            press(self.child, now=self.now)

    @rule(activate=st.booleans())
    def family_comes_in_person(self, activate: bool) -> None:
        """Get it at the desk, with the child's document and the portal's pupil."""
        assert self.child.birth_date is not None
        with suppress(AlreadyHasOneError, OutsideAgesError):
            register(
                LIZA,
                now=self.now,
                surname=self.child.surname,
                first_name=self.child.first_name,
                birth_date=self.child.birth_date,
                document_number=birth_certificate(self.number),
                pupil_id=self.child.id,
                activate=activate,
            )

    @precondition(lambda self: self.has_certificate)
    @rule(step=st.sampled_from(Step), data=st.data())
    def clerk_takes_a_step(self, step: Step, data: st.DataObject) -> None:
        """Take it with any of the certificates."""
        self.take(step, data.draw(st.sampled_from(self.certificates())))

    @precondition(lambda self: self.has_certificate)
    @rule(position=st.integers(0, 2))
    def clerk_takes_a_step_back(self, position: int) -> None:
        """Undo the last step of any certificate, the newest or an older one."""
        certificates = self.certificates()
        self.take(Step.UNDO, certificates[-1 - position % len(certificates)])

    @precondition(lambda self: self.has_certificate)
    @rule()
    def family_gives_one_back_and_wants_another(self) -> None:
        """Have the newest annulled and press the button again."""
        self.take(Step.ANNUL, self.certificates()[-1])
        self.family_presses_the_button()

    def take(self, step: Step, certificate: Certificate) -> None:
        """Take a step, which goes through exactly when the page would offer it."""
        offered = step in possible(certificate, now=self.now)
        try:
            take(step, certificate, now=self.now)
        except StepRefusedError:
            assert not offered, f"{step} is offered and refused"
        else:
            assert offered, f"{step} is not offered and goes through"

    @precondition(lambda self: self.has_certificate)
    @rule(step=st.sampled_from(FORWARD))
    def clerk_with_an_old_page_changes_nothing(self, step: Step) -> None:
        """Somebody who saw the certificate before its last change is told so."""
        certificate = self.certificates()[-1]
        before = len(transitions(certificate))
        with pytest.raises(ChangedMeanwhileError):
            take(step, certificate, now=self.now, version=certificate.version + 1)
        assert len(transitions(certificate)) == before

    @invariant()
    def at_most_one_certificate_lives(self) -> None:
        """Hold by the dates as by the key, on the day as people there count it."""
        today = (self.now + timedelta(hours=7)).date()
        living = [one for one in self.certificates() if one.is_living(today)]
        assert len(living) <= 1
        assert all(one.living_key == one.holder_id for one in living)

    @invariant()
    def the_history_tells_the_whole_story(self) -> None:
        """Replay the transitions from the issuing on: status and end come out as they are stored."""
        for certificate in self.certificates():
            history = transitions(certificate)
            as_stored = Status(certificate.stored_status), certificate.end_date
            assert replayed(self.child, certificate, history) == as_stored
            told = select(JournalEntry).where(
                JournalEntry.certificate_id == certificate.id, JournalEntry.event == "step"
            )
            steps = [step.step for step in history]
            entries = [(entry.details or "").split(" ")[0] for entry in current_session().scalars(told)]
            assert entries == steps


def replayed(child: Pupil, certificate: Certificate, history: Sequence[Transition]) -> tuple[Status, date]:
    """Live a certificate's life again, from its transitions alone."""
    assert child.birth_date is not None
    status, end = Status.INACTIVE, end_date(child.birth_date, certificate.start_date, 90)
    taken: list[Transition] = []
    for one in history:
        assert (Status(one.status_before), one.end_date_before) == (status, end)
        step = Step(one.step)
        last = _as_last_step(taken.pop()) if step is Step.UNDO else None
        if step is not Step.UNDO:
            taken.append(one)
        after = outcome(step, status, end, child.birth_date, last=last)
        assert after.status.value == one.status_after
        status, end = after.status, after.end_date
    return status, end


def _as_last_step(one: Transition) -> LastStep:
    assert one.is_undone
    return LastStep(
        step=Step(one.step), before=Status(one.status_before), end_date_before=one.end_date_before, day=one.day
    )


def test_at_most_one_certificate_lives_and_the_history_tells_the_whole_story(any_app: flask.Flask) -> None:
    run_state_machine_as_test(Life, settings=settings(max_examples=LIVES, stateful_step_count=15, deadline=None))
