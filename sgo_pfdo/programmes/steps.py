"""The steps of programmes and parts: one table, compare-and-swap on the version, a row and an entry for each."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.acting import By, FieldsRefusedError, lock_seen, tell_of
from sgo_pfdo.programmes.model import Programme, ProgrammeAddress, ProgrammePart, ProgrammeStep
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.lifecycle import State, Step, StepImpossibleError, state_after
from sgo_pfdo.programmes.traits import traits_of

DONE = {
    Step.SEND: "отправлена на проверку",
    Step.PUBLISH_PAID: "опубликована, проверка не нужна",
    Step.TAKE_BACK: "отозвана с проверки",
    Step.PUBLISH: "опубликована",
    Step.RETURN: "возвращена на доработку",
    Step.EDIT: "изменена",
    Step.CHANGE_TERMS: "изменена и отправлена на новую проверку",
    Step.ARCHIVE: "убрана в архив",
    Step.RESTORE: "возвращена из архива",
}
"""What the history says of a programme."""
PART_DONE = {
    Step.SEND: "отправлен на проверку",
    Step.PUBLISH_PAID: "опубликован, проверка не нужна",
    Step.TAKE_BACK: "отозван с проверки",
    Step.PUBLISH: "опубликован",
    Step.RETURN: "возвращён на доработку",
    Step.ARCHIVE: "убран в архив",
    Step.RESTORE: "возвращён из архива",
}
"""And of a part."""
WITH_PROGRAMME = frozenset({Step.SEND, Step.PUBLISH_PAID, Step.TAKE_BACK, Step.PUBLISH, Step.RETURN})
"""Steps that a part takes alone only once its programme is published."""


def take_step(
    session: Session, programme: Programme, step: Step, by: By, *, seen: int, reason: str | None = None
) -> None:
    """Take a step with a programme; the parts that are at the same point go along.

    :param session: inside :func:`sgo_pfdo.database.perform`.
    :param seen: the version that the page showed.
    :param reason: of a return: what is to be changed, for the provider to read.
    :raises ChangedMeanwhileError: it is another one by now.
    :raises StepImpossibleError: the table of steps does not allow it.
    :raises FieldsRefusedError: something has to be filled in before.
    """
    lock_seen(session, programme, seen)
    before = State(programme.state)
    after = state_after(step, before, by.side)
    if step is Step.RETURN and not (reason or "").strip():
        raise FieldsRefusedError({"reason": "напишите, что исправить"})
    if step in (Step.SEND, Step.PUBLISH_PAID):
        _check_whole(session, programme, step)
    programme.state, programme.version, programme.changed_at = after.value, seen + 1, by.now
    if step in (Step.SEND, Step.CHANGE_TERMS):
        programme.sent_at = by.now
    write_step(session, programme, step, by, reason=reason)
    for part in parts_of(session, programme.id):
        if State(part.state) in _going_along(step, before):
            part.state, part.version = after.value, part.version + 1
    tell_of(session, by, programme, f"Программа «{programme.short_name}» {DONE[step]}")


def _going_along(step: Step, before: State) -> frozenset[State]:
    """Tell which parts take a step with their programme: those that wait for the same thing."""
    if step in (Step.SEND, Step.PUBLISH_PAID):
        return frozenset({State.DRAFT, State.RETURNED})
    if step in (Step.TAKE_BACK, Step.PUBLISH):
        return frozenset({State.REVIEW})
    return frozenset({before}) if step is Step.RETURN else frozenset()


def take_part_step(
    session: Session, part: ProgrammePart, step: Step, by: By, *, seen: int, reason: str | None = None
) -> None:
    """Take a step with a part alone, whose terms have changed after its programme was published; see :func:`take_step`.

    :raises StepImpossibleError: also for a part that is still open: it is closed first; and for whatever leads to
        families or to the operator while the programme is not published: there a part goes with its programme.
    """
    lock_seen(session, part, seen)
    programme = session.get_one(Programme, part.programme_id, populate_existing=True)
    if step in WITH_PROGRAMME and programme.state != State.PUBLISHED:
        raise StepImpossibleError(f"{step} of a part whose programme is in {programme.state}")
    after = state_after(step, State(part.state), by.side)
    if step is Step.RETURN and not (reason or "").strip():
        raise FieldsRefusedError({"reason": "напишите, что исправить"})
    if step is Step.PUBLISH_PAID:
        _check_paid(session, part.programme_id)
    if step not in PART_DONE or (step is Step.ARCHIVE and part.is_open):
        raise StepImpossibleError(f"{step} of a part")
    part.state, part.version = after.value, seen + 1
    write_step(session, programme, step, by, part_id=part.id, reason=reason)
    what = f"Программа «{programme.short_name}», модуль {part.position}"
    tell_of(session, by, programme, f"{what} {PART_DONE[step]}")


def write_step(
    session: Session,
    programme: Programme,
    step: Step,
    by: By,
    *,
    part_id: int | None = None,
    reason: str | None = None,
) -> None:
    """Write a step down."""
    session.add(
        ProgrammeStep(
            programme_id=programme.id,
            part_id=part_id,
            step=step.value,
            at=by.now,
            role=by.actor.role,
            actor_id=by.actor.id,
            reason=reason.strip() if reason else None,
        )
    )


def steps_of(session: Session, programme_id: int) -> Sequence[ProgrammeStep]:
    """List the steps of a programme and its parts, the newest first."""
    query = select(ProgrammeStep).where(ProgrammeStep.programme_id == programme_id)
    return session.scalars(query.order_by(ProgrammeStep.id.desc())).all()


def parts_of(session: Session, programme_id: int) -> Sequence[ProgrammePart]:
    """List the parts of a programme that are not archived, in their order."""
    return session.scalars(
        select(ProgrammePart)
        .where(ProgrammePart.programme_id == programme_id, ProgrammePart.state != State.ARCHIVED.value)
        .order_by(ProgrammePart.position)
    ).all()


def _check_whole(session: Session, programme: Programme, step: Step) -> None:
    """Refuse what nobody could enrol in, and what the provider cannot publish alone."""
    faults: dict[str, str] = {}
    if not session.scalar(select(func.count()).where(ProgrammePart.programme_id == programme.id)):
        faults["parts"] = "добавьте хотя бы один модуль"
    if not session.scalar(select(exists().where(ProgrammeAddress.programme_id == programme.id))):
        faults["address"] = "укажите, где проходят занятия"
    registers = traits_of(session, programme.id)[Trait.REGISTER]
    if not registers:
        faults["registers"] = "укажите реестр"
    if faults:
        raise FieldsRefusedError(faults)
    if step is Step.PUBLISH_PAID:
        _check_paid(session, programme.id)


def _check_paid(session: Session, programme_id: int) -> None:
    if traits_of(session, programme_id)[Trait.REGISTER] != {RegisterKind.PAID.value}:
        raise FieldsRefusedError({"registers": "без проверки публикуются только платные программы"})
