"""What the cards of a programme and of its organisation say, in the words that people read."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sgo_pfdo.funds.rules.kinds import REGISTERS
from sgo_pfdo.plain.wording import plural, roubles, whole_number
from sgo_pfdo.programmes.model import Lesson, Programme, ProgrammeGroup, ProgrammePart, ProgrammeStep
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.reviewing import Card
from sgo_pfdo.programmes.rules import kinds
from sgo_pfdo.programmes.rules.ages import ages_in_words
from sgo_pfdo.programmes.rules.kinds import Trait
from sgo_pfdo.programmes.rules.lifecycle import Step
from sgo_pfdo.programmes.rules.records import GROUP, PART, PROGRAMME, PROVIDER
from sgo_pfdo.programmes.steps import DONE, PART_DONE

WITHOUT_HEALTH = "без ОВЗ"


class Fact(NamedTuple):
    """A value with what it is called; several lines stand in ``value`` as they were typed."""

    label: str
    value: str


def said_yes(value: bool) -> str:
    """Say a tick."""
    return "да" if value else "нет"


def in_words(words: Mapping[Any, str], values: Iterable[str]) -> str:
    """List values in the order in which their words are given: «глухие, слепые»."""
    wanted = set(values)
    return ", ".join(word for value, word in words.items() if value in wanted)


def tenths(value: int) -> str:
    """Write tenths of an hour."""
    whole, rest = divmod(value, 10)
    return f"{whole_number(whole)},{rest}" if rest else whole_number(whole)


def _given(pairs: Iterable[tuple[str, str | None]]) -> list[Fact]:
    return [Fact(label, value) for label, value in pairs if value]


def _duration(programme: Programme) -> str:
    years, months = programme.duration_years, programme.duration_months
    said = [f"{years} {plural(years, 'год', 'года', 'лет')}"] if years else []
    return " ".join(said + ([f"{months} {plural(months, 'месяц', 'месяца', 'месяцев')}"] if months else []))


def programme_facts(card: Card) -> list[Fact]:
    """Say what stands in a programme; what is empty is left out."""
    one, traits = card.programme, card.traits
    label = {name: field.label for name, field in PROGRAMME.items()}
    health = in_words(kinds.HEALTHS, traits[Trait.HEALTH]) or WITHOUT_HEALTH
    return _given(
        [
            (label["full_name"], one.full_name),
            (label["registers"], in_words(REGISTERS, traits[Trait.REGISTER])),
            (label["direction"], kinds.DIRECTIONS[kinds.Direction(one.direction)]),
            (label["kind"], kinds.KINDS[kinds.Kind(one.kind)]),
            ("Возраст", ages_in_words(one.age_min, one.age_max)),
            (label["health"], health),
            (label["is_adapted"], said_yes(one.is_adapted)),
            (label["all_region"], said_yes(one.all_region)),
            (label["form"], kinds.FORMS[kinds.Form(one.form)]),
            (label["is_distance"], said_yes(one.is_distance)),
            (label["level"], kinds.LEVELS[kinds.Level(one.level)]),
            ("Продолжительность", _duration(one)),
            (label["needs_medical"], said_yes(one.needs_medical)),
            (label["final_document"], kinds.FINAL_DOCUMENTS[kinds.FinalDocument(one.final_document)]),
            (label["place_type"], kinds.PLACE_TYPES[kinds.PlaceType(one.place_type)]),
            (label["telephone"], one.telephone),
            (label["enrolment_limit"], str(one.enrolment_limit or "")),
            (label["auto_prolong"], said_yes(one.auto_prolong)),
            (label["quality"], one.quality),
            (label["activities"], ", ".join(sorted(traits[Trait.ACTIVITY]))),
            (label["keywords"], ", ".join(sorted(traits[Trait.KEYWORD]))),
            *((label[name], getattr(one, name)) for name in ("annotation", "aims", "results", "equipment")),
        ]
    )


def provider_facts(provider: Provider) -> list[Fact]:
    """Say what stands about an organisation; what is empty is left out."""
    label = {name: field.label for name, field in PROVIDER.items()}
    texts = ("full_name", "inn", "ogrn", "kpp", "licence_number")
    contacts = ("licence_issuer", "telephone", "email", "site", "director", "contact_person", "about")
    return _given(
        [
            (label["code"], provider.code),
            (label["form"], kinds.PROVIDER_FORMS[kinds.ProviderForm(provider.form)]),
            *((label[name], getattr(provider, name)) for name in texts),
            (label["licence_date"], _day(provider.licence_date)),
            *((label[name], getattr(provider, name)) for name in contacts),
            (label["accepts_certificates"], said_yes(provider.accepts_certificates)),
            (label["pupil_limit"], str(provider.pupil_limit or "")),
        ]
    )


def _teacher(qualification: str | None, words: str | None) -> str:
    category = kinds.QUALIFICATIONS[kinds.Qualification(qualification)].lower() if qualification else ""
    return ", ".join(said for said in (category, words) if said)


def part_facts(part: ProgrammePart) -> list[Fact]:
    """Say the terms of a part."""
    label = {name: field.label for name, field in PART.items()}
    second = _teacher(part.second_qualification, part.second_qualification_words)
    return _given(
        [
            (label["months"], str(part.months)),
            (label["hours"], tenths(part.hours)),
            (label["individual_hours"], tenths(part.individual_hours) if part.individual_hours else None),
            (label["second_teacher_hours"], tenths(part.second_teacher_hours) if part.second_teacher_hours else None),
            ("Детей в группе", f"от {part.min_children} до {part.max_children}"),
            (label["price"], "не указана" if part.price is None else roubles(part.price)),
            (label["normative_price"], None if part.normative_price is None else roubles(part.normative_price)),
            (label["qualification"], _teacher(part.qualification, part.qualification_words)),
            (label["second_qualification"], second),
            (label["results"], part.results),
            (label["is_open"], said_yes(part.is_open)),
        ]
    )


def group_facts(card: Card, group: ProgrammeGroup) -> list[Fact]:
    """Say the dates, places and the timetable of a group."""
    label = {name: field.label for name, field in GROUP.items()}
    has_ages = group.age_min is not None and group.age_max is not None
    return _given(
        [
            ("Занятия", f"{_day(group.starts_on)} – {_day(group.ends_on)}"),
            (label["places"], str(group.places)),
            (label["extra_places"], str(group.extra_places or "")),
            (label["teacher"], group.teacher),
            (label["address"], card.places.get(group.address_id)),
            (label["office"], group.office),
            ("Возраст", ages_in_words(group.age_min or 0, group.age_max or 0) if has_ages else None),
            (label["order_from"], _day(group.order_from)),
            (label["order_to"], _day(group.order_to)),
            (label["entrance_test"], (group.entrance_test or "есть") if group.has_entrance_test else None),
            ("Расписание", "\n".join(map(_lesson, card.lessons[group.id])) or "не указано"),
        ]
    )


def _day(day: date | None) -> str | None:
    return f"{day:%d.%m.%Y}" if day else None


def _lesson(one: Lesson) -> str:
    said = f"{kinds.SHORT_WEEKDAYS[one.weekday]} {one.begins_at:%H:%M}–{one.ends_at:%H:%M}"
    if one.week != kinds.Week.EVERY:
        said += f", {kinds.WEEKS[kinds.Week(one.week)].lower()}"
    return said + (f", {one.office}" if one.office else "")


def step_in_words(step: ProgrammeStep, positions: Mapping[int, int]) -> str:
    """Say what was done: «отправлена на проверку», «модуль 2 опубликован».

    :param positions: the numbers of the parts, by their ids.
    """
    kind = Step(step.step)
    if step.part_id is None:
        return f"программа {DONE[kind]}"
    number = positions.get(step.part_id)
    return f"модуль{f' {number}' if number else ''} {PART_DONE.get(kind, 'изменён')}"
