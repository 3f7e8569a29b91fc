"""Gathers what the page of a programme shows: its parts and groups, what was done with it, what can be done now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.forms.records import sentence
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import ProviderWorker
from sgo_pfdo.blueprints.provider.forms import PressForm
from sgo_pfdo.blueprints.provider.saving import done_word
from sgo_pfdo.blueprints.provider.words import BUTTONS, PART_SHOWN, WHY_LOCKED
from sgo_pfdo.current import current_state
from sgo_pfdo.funds.rules.kinds import REGISTERS, RegisterKind
from sgo_pfdo.municipalities.rules import time_zone_of
from sgo_pfdo.plain.wording import moment_in_words
from sgo_pfdo.programmes.groups import groups_of
from sgo_pfdo.programmes.model import Programme, ProgrammeAddress, ProgrammeGroup, ProgrammePart, ProgrammeStep
from sgo_pfdo.programmes.own_files import kept_files
from sgo_pfdo.programmes.provider_model import ProviderAddress
from sgo_pfdo.programmes.rules.ages import ages_in_words
from sgo_pfdo.programmes.rules.kinds import DIRECTIONS, FORMS, KINDS, LEVELS, MOST_PARTS, Trait
from sgo_pfdo.programmes.rules.lifecycle import SHOWN, Side, State, Step, possible_steps
from sgo_pfdo.programmes.rules.writing import tenths_in_words
from sgo_pfdo.programmes.steps import DONE, PART_DONE, steps_of
from sgo_pfdo.programmes.traits import traits_of

EDITED = frozenset({State.DRAFT, State.RETURNED, State.PUBLISHED})
"""In which states a provider changes a programme or a part."""
WHO = {"provider": "организация", "operator": "оператор"}
ALONE = frozenset({Step.SEND, Step.PUBLISH_PAID, Step.TAKE_BACK})
"""Steps of a part that make sense alone only once its programme is published."""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part with its groups and what can be done with it.

    :param returned: what the operator wants changed in it.
    """

    part: ProgrammePart
    groups: Sequence[ProgrammeGroup]
    state: str
    can_edit: bool
    steps: Sequence[tuple[str, str]]
    press: PressForm
    returned: str | None


def show_programme(
    worker: ProviderWorker, programme: Programme, *, problem: str | None = None, faults: Mapping[str, str] | None = None
) -> str:
    """Render the page of a programme.

    :param problem: what went wrong with a press.
    :param faults: what has to be filled in before the step, by field.
    """
    session = database.current_session()
    state = State(programme.state)
    registers = traits_of(session, programme.id)[Trait.REGISTER]
    history = steps_of(session, programme.id)
    parts = [_shown(session, programme, part, registers, history) for part in _parts(session, programme)]
    return render(
        "provider/programme.html",
        provider=worker.provider,
        programme=programme,
        state=SHOWN[state],
        why_locked=WHY_LOCKED.get(state),
        can_edit=state in EDITED,
        steps=_buttons(possible_steps(state, Side.PROVIDER), registers),
        press=_press(programme.version),
        parts=parts,
        can_add_part=state in EDITED and len(parts) < MOST_PARTS,
        facts=_facts(session, programme, registers),
        files=kept_files(session, programme.id),
        returned=_reason(history, None) if state is State.RETURNED else None,
        lines=_lines(worker, history, {one.part.id: one.part.name for one in parts}),
        hours=tenths_in_words,
        problem=problem,
        faults=[(name, sentence(said)) for name, said in (faults or {}).items()],
        done=done_word(),
    )


def _parts(session: Session, programme: Programme) -> Sequence[ProgrammePart]:
    query = select(ProgrammePart).where(ProgrammePart.programme_id == programme.id)
    return session.scalars(query.order_by(ProgrammePart.position)).all()


def part_steps(programme: Programme, part: ProgrammePart) -> list[Step]:
    """List what a provider can do with a part alone now."""
    if State(programme.state) not in EDITED:
        return []
    found = possible_steps(State(part.state), Side.PROVIDER)
    is_alone = programme.state == State.PUBLISHED
    return [one for one in found if (is_alone or one not in ALONE) and not (one is Step.ARCHIVE and part.is_open)]


def _shown(
    session: Session,
    programme: Programme,
    part: ProgrammePart,
    registers: set[str],
    history: Sequence[ProgrammeStep],
) -> ShownPart:
    state = State(part.state)
    can_edit = State(programme.state) in EDITED and state in EDITED and not part.is_open
    is_alone = state is State.RETURNED and programme.state != State.RETURNED
    return ShownPart(
        part=part,
        groups=groups_of(session, part.id),
        state=PART_SHOWN[state],
        can_edit=can_edit,
        steps=_buttons(part_steps(programme, part), registers),
        press=_press(part.version),
        returned=_reason(history, part.id) if is_alone else None,
    )


def _press(version: int) -> PressForm:
    form = PressForm(formdata=None)
    form.seen.data = str(version)
    return form


def _buttons(steps: Sequence[Step], registers: set[str]) -> list[tuple[str, str]]:
    """Say the buttons; what only families pay for is published, everything else is sent."""
    unfit = Step.SEND if registers == {RegisterKind.PAID.value} else Step.PUBLISH_PAID
    return [(one.value, BUTTONS[one]) for one in steps if one in BUTTONS and one is not unfit]


def _reason(history: Sequence[ProgrammeStep], part_id: int | None) -> str | None:
    """Find why the operator has returned it last."""
    returns = (one.reason for one in history if one.step == Step.RETURN and one.part_id in (part_id, None))
    return next(returns, None)


def _facts(session: Session, programme: Programme, registers: set[str]) -> list[tuple[str, str]]:
    query = (
        select(ProviderAddress.text)
        .join(ProgrammeAddress, ProgrammeAddress.address_id == ProviderAddress.id)
        .where(ProgrammeAddress.programme_id == programme.id)
        .order_by(ProgrammeAddress.is_main.desc(), ProviderAddress.text)
    )
    words: Mapping[Any, str] = REGISTERS
    return [
        ("Полное название", programme.full_name),
        ("Возраст", ages_in_words(programme.age_min, programme.age_max)),
        ("Направленность", _word(DIRECTIONS, programme.direction)),
        ("Вид программы", _word(KINDS, programme.kind)),
        ("Форма обучения", _word(FORMS, programme.form)),
        ("Уровень", _word(LEVELS, programme.level)),
        ("Реестры", ", ".join(word for value, word in words.items() if value in registers)),
        ("Адреса", "; ".join(session.scalars(query)) or "ещё не указаны"),
        ("Телефон", programme.telephone or "не указан"),
    ]


def _word(words: Mapping[Any, str], value: str) -> str:
    return words[value]


def _lines(
    worker: ProviderWorker, history: Sequence[ProgrammeStep], names: Mapping[int | None, str]
) -> list[tuple[str, str, str, str | None]]:
    """Say what was done: the moment for machines and for people, what by whom, and the reason."""
    zone = time_zone_of(worker.municipality, current_state().settings)
    found = []
    for one in history[:20]:
        step = Step(one.step)
        if one.part_id is None:
            what = f"Программа {DONE[step]}"
        else:
            what = f"Модуль «{names.get(one.part_id, '')}»: {PART_DONE.get(step, 'изменён')}"
        at = one.at.astimezone(zone)
        who = "вы" if one.actor_id == worker.viewer.id else WHO.get(one.role, "портал")
        found.append((at.isoformat(timespec="seconds"), moment_in_words(one.at, zone), f"{what} · {who}", one.reason))
    return found
