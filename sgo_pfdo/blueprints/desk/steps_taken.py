"""The last steps of a certificate, as its card tells them."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.explaining import reason_of
from sgo_pfdo.certificates.history import STEP_DONE, STEP_UNDONE, who
from sgo_pfdo.certificates.model import Certificate, Transition
from sgo_pfdo.certificates.rules.lifecycle import Status, Step
from sgo_pfdo.certificates.rules.required_papers import Paper, listed
from sgo_pfdo.people import Viewer
from sgo_pfdo.wording import moment_in_words

STEPS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class StepLine:
    """One of the last steps, as a clerk reads it.

    :param is_undone: it was taken back later.
    """

    what: str
    when: str
    who: str
    reason: str
    papers: str
    is_undone: bool


def receipt_step(session: Session, certificate: Certificate) -> Transition | None:
    """Find the activation that counts: the receipt says who took which papers, and when."""
    return session.scalars(
        select(Transition)
        .where(
            Transition.certificate_id == certificate.id,
            Transition.step == Step.ACTIVATE.value,
            Transition.is_undone.is_(False),
        )
        .order_by(Transition.id.desc())
        .limit(1)
    ).one_or_none()


def step_lines(session: Session, viewer: Viewer, certificate: Certificate, zone: ZoneInfo) -> list[StepLine]:
    """Say the last steps, the newest first; an undone step says itself that it was taken back."""
    newest = session.scalars(
        select(Transition)
        .where(Transition.certificate_id == certificate.id)
        .order_by(Transition.id.desc())
        .limit(STEPS_SHOWN)
    )
    return [
        StepLine(
            what=_in_words(one),
            when=moment_in_words(one.at, zone),
            who=who(viewer, one.actor_id, one.actor_role, one.organisation),
            reason=_reason(one),
            papers=listed(Paper(paper) for paper in (one.papers or "").split()),
            is_undone=one.is_undone,
        )
        for one in newest
    ]


def _reason(one: Transition) -> str:
    """Say why; that the consent was withdrawn stands in the step itself, so only another ground is added."""
    if one.step == Step.UNDO:
        return ""
    if one.step == Step.WITHDRAW_CONSENT:
        return f"данные хранятся, основание – {one.reason_words}" if one.reason_words else ""
    return reason_of(one)


def _in_words(one: Transition) -> str:
    """Say a step: «Сертификат активирован», or by what it led back to for one that undoes another."""
    if one.step != Step.UNDO:
        return STEP_DONE[Step(one.step)]
    undone = {
        (Status.ACTIVE.value, Status.INACTIVE.value): Step.ACTIVATE,
        (Status.FROZEN.value, Status.ACTIVE.value): Step.FREEZE,
        (Status.ACTIVE.value, Status.FROZEN.value): Step.UNFREEZE,
    }
    return STEP_UNDONE[undone.get((one.status_before, one.status_after), Step.ANNUL)]
