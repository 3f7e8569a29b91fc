"""The page of a group with its timetable: lessons are added by days of the week, and taken away one by one."""

from typing import Any

import flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.blueprints.common.rendering import render
from sgo_pfdo.blueprints.common.staff import ProviderWorker, require_provider
from sgo_pfdo.blueprints.provider import blueprint
from sgo_pfdo.blueprints.provider.forms import LessonsForm, PressForm
from sgo_pfdo.blueprints.provider.saving import (
    FormPage,
    answer,
    done_at,
    done_word,
    form_for,
    own_group,
    press,
)
from sgo_pfdo.plain.changed import ChangedMeanwhileError
from sgo_pfdo.plain.wording import date_in_words
from sgo_pfdo.programmes.acting import By, FieldsRefusedError
from sgo_pfdo.programmes.groups import lessons_of, put_lessons
from sgo_pfdo.programmes.model import Lesson, Programme, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.provider_model import ProviderAddress
from sgo_pfdo.programmes.rules.ages import age_in_words
from sgo_pfdo.programmes.rules.kinds import GROUP_KINDS, WEEKDAYS, WEEKS, GroupKind, Week
from sgo_pfdo.programmes.rules.lifecycle import StepImpossibleError
from sgo_pfdo.programmes.rules.records import LESSON, Values

MOST_LESSONS = 50
"""Lines of a timetable: more is a mistake."""


def show_group(worker: ProviderWorker, group: ProgrammeGroup, *, problem: str | None = None) -> str:
    """Render the page of a group.

    :param problem: what went wrong with a press.
    """
    session = database.current_session()
    part = session.get_one(ProgrammePart, group.part_id)
    press_form = PressForm(formdata=None)
    press_form.seen.data = str(group.version)
    return render(
        "provider/group.html",
        provider=worker.provider,
        group=group,
        part=part,
        programme=session.get_one(Programme, part.programme_id),
        facts=_facts(session, group),
        lessons=[(one.id, *_in_words(one)) for one in lessons_of(session, group.id)],
        press=press_form,
        problem=problem,
        done=done_word(),
    )


def _facts(session: Session, group: ProgrammeGroup) -> list[tuple[str, str]]:
    address = session.get(ProviderAddress, group.address_id) if group.address_id is not None else None
    extra = f" и {group.extra_places} дополнительных" if group.extra_places else ""
    return [
        ("Занятия", f"{date_in_words(group.starts_on)} – {date_in_words(group.ends_on)}"),
        ("Вид занятий", GROUP_KINDS[GroupKind(group.kind)]),
        ("Мест", f"{group.places}{extra}"),
        ("Педагог", group.teacher or "не указан"),
        ("Адрес", address.text if address else "основной адрес программы"),
        ("Кабинет", group.office or "не указан"),
        ("Возраст", _ages(group)),
        ("Запись", _order(group)),
    ]


def _ages(group: ProgrammeGroup) -> str:
    ages = [("от", group.age_min), ("до", group.age_max)]
    return " ".join(f"{word} {age_in_words(age)}" for word, age in ages if age is not None) or "как у программы"


def _order(group: ProgrammeGroup) -> str:
    if group.is_locked:
        return "закрыта"
    days = [("с", group.order_from), ("по", group.order_to)]
    return (
        " ".join(f"{word} {date_in_words(day)}" for word, day in days if day is not None) or "без ограничений по датам"
    )


def _in_words(lesson: Lesson) -> tuple[str, str]:
    """Say a line of a timetable: when, and what else stands there."""
    when = f"{WEEKDAYS[lesson.weekday].capitalize()}, {lesson.begins_at:%H:%M}–{lesson.ends_at:%H:%M}"
    more = [WEEKS[Week(lesson.week)].lower()] if lesson.week != Week.EVERY else []
    if lesson.valid_from is not None:
        more.append(f"с {date_in_words(lesson.valid_from)}")
    if lesson.valid_to is not None:
        more.append(f"по {date_in_words(lesson.valid_to)}")
    more += [said for said in (lesson.office, lesson.teacher) if said]
    return when, ", ".join(more)


@blueprint.route("/g/<card_id>/lessons", methods=["GET", "POST"])
def add_lessons(card_id: str) -> ResponseReturnValue:
    """Add lessons at the same hours on some days of the week."""
    worker = require_provider()
    row, draft = own_group(worker, card_id), f"provider.lessons {card_id}"
    form = form_for(LessonsForm, worker, draft)
    page = FormPage(
        worker=worker,
        form=form,
        heading="Занятия в расписании",
        lead="Отметьте дни, в которые группа занимается в одно и то же время.",
        button="Добавить в расписание",
        back=(flask.url_for("sgo_pfdo_provider.group", card_id=card_id), row.name),
        draft=draft,
        known={name: field for name, field in LESSON.items() if name != "weekday"},
    )

    def write(session: Session, worker: ProviderWorker, by: By, values: Values) -> str:
        days = _chosen_days(form)
        group = own_group(worker, card_id)
        there = [_values(one) for one in lessons_of(session, group.id)]
        added = [one for day in days if (one := values | {"weekday": day}) not in there]
        if len(there) + len(added) > MOST_LESSONS:
            raise FieldsRefusedError({"weekdays": f"в расписании не больше {MOST_LESSONS} занятий"})
        is_new = put_lessons(session, group, there + added, by, seen=group.version)
        return done_at("group", "saved" if is_new else "same", card_id=card_id)

    return answer(page, write)


def _chosen_days(form: LessonsForm) -> list[int]:
    chosen = [number for number in WEEKDAYS if str(number) in (form.weekdays.data or ())]
    if not chosen:
        raise FieldsRefusedError({"weekdays": "отметьте хотя бы один день"})
    return chosen


def _values(lesson: Lesson) -> dict[str, Any]:
    return {name: getattr(lesson, name) for name in LESSON}


@blueprint.post("/g/<card_id>/lessons/remove")
def remove_lesson(card_id: str) -> ResponseReturnValue:
    """Take a lesson out of the timetable."""
    worker = require_provider()
    row, form = own_group(worker, card_id), PressForm()
    gone = form.step.data
    if not form.validate_on_submit():
        return show_group(worker, row, problem="token"), 400

    def write(session: Session, worker: ProviderWorker, by: By) -> str:
        group = own_group(worker, card_id)
        kept = [_values(one) for one in lessons_of(session, group.id) if str(one.id) != gone]
        put_lessons(session, group, kept, by, seen=form.seen_version)
        return done_at("group", "step", card_id=card_id)

    try:
        return flask.redirect(press(worker, write), 303)
    except (ChangedMeanwhileError, StepImpossibleError):
        return show_group(worker, own_group(worker, card_id), problem="changed"), 409
