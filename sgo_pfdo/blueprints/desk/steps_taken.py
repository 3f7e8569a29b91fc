"""The last steps of a certificate, as its card tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.certificates.explaining import reason_of
from sgo_pfdo.certificates.history import STEP_DONE, STEP_UNDONE, who
from sgo_pfdo.certificates.model import Certificate, Transition
from sgo_pfdo.certificates.rules.lifecycle import Step
from sgo_pfdo.certificates.rules.required_papers import Paper, listed
from sgo_pfdo.people import Viewer
from sgo_pfdo.plain.wording import moment_in_words

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
    taken = session.scalars(
        select(Transition).where(Transition.certificate_id == certificate.id).order_by(Transition.id)
    ).all()
    told = _in_words(taken)
    return [
        StepLine(
            what=words,
            when=moment_in_words(one.at, zone),
            who=who(viewer, one.actor_id, one.actor_role, one.organisation),
            reason=_reason(one),
            papers=listed(Paper(paper) for paper in (one.papers or "").split()),
            is_undone=one.is_undone,
        )
        for one, words in list(zip(taken, told, strict=True))[: -STEPS_SHOWN - 1 : -1]
    ]


def _reason(one: Transition) -> str:
    """Say why; that the consent was withdrawn stands in the step itself, so only another ground is added."""
    if one.step == Step.UNDO:
        return ""
    if one.step == Step.WITHDRAW_CONSENT:
        return f"данные хранятся, основание – {one.reason_words}" if one.reason_words else ""
    return reason_of(one)


def _in_words(taken: Sequence[Transition]) -> list[str]:
    """Say steps: «Сертификат активирован», or what was taken back: each time the last step that still stands.

    :param taken: from the first one on.
    """
    told, standing = [], list[Step]()
    for one in taken:
        step = Step(one.step)
        if step is Step.UNDO:
            told.append(STEP_UNDONE[standing.pop()])
        else:
            standing.append(step)
            told.append(STEP_DONE[step])
    return told
