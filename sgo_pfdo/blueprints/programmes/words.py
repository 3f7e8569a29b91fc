"""What pages say of a programme, its parts and groups, in Russian."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sgo_pfdo.funds.rules.kinds import REGISTERS, RegisterKind
from sgo_pfdo.plain.wording import date_in_words, month_in_words, percent, plural, roubles, whole_number
from sgo_pfdo.programmes.model import Lesson, Programme, ProgrammeGroup, ProgrammePart
from sgo_pfdo.programmes.provider_model import Provider
from sgo_pfdo.programmes.rules.ages import age_in_words, ages_in_words
from sgo_pfdo.programmes.rules.kinds import (
    DIRECTIONS,
    FINAL_DOCUMENTS,
    FORMS,
    HEALTHS,
    KINDS,
    LEVELS,
    PROVIDER_FORMS,
    QUALIFICATIONS,
    WEEKDAYS,
    WEEKS,
    Direction,
    FinalDocument,
    Form,
    Kind,
    Level,
    ProviderForm,
    Qualification,
    Week,
)
from sgo_pfdo.programmes.rules.price import Price
from sgo_pfdo.programmes.rules.wishes import FREE
from sgo_pfdo.programmes.search.listed import ListedProgramme
from sgo_pfdo.programmes.shown import ShownProgramme

Facts = Sequence[tuple[str, str]]
"""Lines of a list of facts: what it is, and how it is."""


def direction(value: str) -> str:
    """Name a direction."""
    return DIRECTIONS[Direction(value)]


def ages(one: Programme) -> str:
    """Say for whom a programme is: «7–12 лет»."""
    return ages_in_words(one.age_min, one.age_max)


def duration(one: Programme) -> str:
    """Say how long a programme takes: «1 год 3 месяца»; empty where it is not given."""
    parts = []
    if one.duration_years:
        parts.append(f"{one.duration_years} {plural(one.duration_years, 'год', 'года', 'лет')}")
    if one.duration_months:
        parts.append(f"{one.duration_months} {plural(one.duration_months, 'месяц', 'месяца', 'месяцев')}")
    return " ".join(parts).replace(" ", "\u00a0")


def hours(tenths: int) -> str:
    """Say tenths of an hour: «72 часа», «0,5 часа»."""
    whole, rest = divmod(tenths, 10)
    if rest:
        return f"{whole},{rest}\u00a0часа"
    return f"{whole}\u00a0{plural(whole, 'час', 'часа', 'часов')}"


def payment(registers: Iterable[RegisterKind], month_price: int | None) -> str:
    """Say how a programme is paid, and from which price on: «Сертификатом, от 1 200 ₽ в месяц»."""
    there = set(registers)
    ways = []
    if there & FREE:
        ways.append("бесплатно")
    if RegisterKind.CERTIFIED in there:
        ways.append("сертификатом")
    if RegisterKind.PAID in there:
        ways.append("из личных средств")
    said = " или ".join(ways).capitalize()
    if month_price and not there & FREE:
        said += f", от\u00a0{roubles(month_price)} в\u00a0месяц"
    return said


def places(one: ListedProgramme) -> str:
    """Say whether there is room: «12 свободных мест», «Мест нет», or why nobody can apply."""
    if not one.is_open:
        return f"Запись с {date_in_words(one.opens_on)} года" if one.opens_on else "Запись закрыта"
    return free_places(one.free_places)


def free_places(count: int) -> str:
    """Say how many places are free."""
    if count <= 0:
        return "Мест нет"
    return f"{count} {plural(count, 'свободное место', 'свободных места', 'свободных мест')}"


def programmes(count: int) -> str:
    """Say how many programmes: «248 программ»."""
    return f"{whole_number(count)} {plural(count, 'программа', 'программы', 'программ')}"


def age(months: int) -> str:
    """Say how old a child is: «9 лет»."""
    return age_in_words(months - months % 12) if months >= 12 else age_in_words(months)


def distance(metres: int) -> str:
    """Say how far it is: «1,2 км», to a hundred metres (specification of the cabinet, 4.3)."""
    hundreds = (metres + 50) // 100
    if not hundreds:
        return "меньше 0,1\u00a0км"
    return f"{hundreds // 10},{hundreds % 10}\u00a0км"


def rating(value: int | None, ratings: int) -> str:
    """Say a rating: «92,5 %, 14 оценок»; empty as long as too few have rated."""
    if value is None:
        return ""
    return f"{percent(value, 1000)}, {ratings} {plural(ratings, 'оценка', 'оценки', 'оценок')}"


def lesson(one: Lesson) -> str:
    """Say a line of a timetable: «Понедельник, 16:00–17:30, по чётным неделям»."""
    said = [WEEKDAYS[one.weekday].capitalize(), f"{one.begins_at:%H:%M}–{one.ends_at:%H:%M}"]
    if Week(one.week) is not Week.EVERY:
        said.append(WEEKS[Week(one.week)].lower())
    if one.valid_from:
        said.append(f"с {date_in_words(one.valid_from)}")
    if one.valid_to:
        said.append(f"по {date_in_words(one.valid_to)}")
    if one.office:
        said.append(one.office)
    if one.teacher:
        said.append(one.teacher)
    return ", ".join(said)


def facts_of(shown: ShownProgramme) -> Facts:
    """List what is to be known of a programme; what is not given has no line."""
    one = shown.programme
    health = ", ".join(HEALTHS[kind].lower() for kind in shown.health)
    form = FORMS[Form(one.form)] + (", с дистанционными занятиями" if one.is_distance else "")
    document = FINAL_DOCUMENTS[FinalDocument(one.final_document)]
    return _given(
        ("Возраст", ages(one)),
        ("Направленность", direction(one.direction)),
        ("Виды деятельности", ", ".join(shown.activities)),
        ("Реестр", ", ".join(REGISTERS[kind] for kind in shown.registers)),
        ("Вид программы", KINDS[Kind(one.kind)]),
        ("Уровень", LEVELS[Level(one.level)] if one.level != Level.NONE.value else ""),
        ("Форма обучения", form),
        ("Продолжительность", duration(one)),
        ("Особенности здоровья", health),
        ("Для детей-инвалидов", "Адаптирована" if one.is_adapted else ""),
        ("Муниципалитет", shown.municipality + (", открыта детям всего региона" if one.all_region else "")),
        ("Оценка семей", rating(one.rating, one.ratings)),
        ("Независимая оценка качества", one.quality),
        ("Что выдают в конце", document if one.final_document != FinalDocument.NONE.value else ""),
        ("Телефон", one.telephone or shown.provider.telephone),
    )


def facts_of_part(one: ProgrammePart, registers: Sequence[RegisterKind]) -> Facts:
    """List what is to be known of a part."""
    is_free_alone = set(registers) <= FREE
    months = f"{one.months} {plural(one.months, 'месяц', 'месяца', 'месяцев')}"
    teacher = QUALIFICATIONS[Qualification(one.qualification)] if one.qualification else ""
    return _given(
        ("Продолжительность", f"{months}, {hours(one.hours)}"),
        ("Детей в группе", f"{one.min_children}–{one.max_children}"),
        ("Цена за всё время", roubles(one.price) if one.price and not is_free_alone else ""),
        (
            "Из неё оплачивает сертификат, не больше",
            roubles(one.normative_price) if one.normative_price and RegisterKind.CERTIFIED in registers else "",
        ),
        ("Категория педагога", ", ".join(filter(None, (teacher, one.qualification_words)))),
        ("Чему научится ребёнок", one.results),
    )


def facts_of_group(one: ProgrammeGroup) -> Facts:
    """List what is to be known of a group."""
    applications = " ".join(
        part
        for part in (
            f"с {date_in_words(one.order_from)}" if one.order_from else "",
            f"по {date_in_words(one.order_to)}" if one.order_to else "",
        )
        if part
    )
    return _given(
        ("Занятия", f"с {date_in_words(one.starts_on)} по {date_in_words(one.ends_on)}"),
        ("Места", free_places(one.places + one.extra_places)),
        ("Заявки принимают", applications),
        ("Педагог", one.teacher),
        ("Кабинет", one.office),
        (
            "Рекомендуемый возраст",
            ages_in_words(one.age_min, one.age_max) if one.age_min and one.age_max else "",
        ),
        (
            "Вступительное испытание",
            (one.entrance_test or "Есть: спросите в организации") if one.has_entrance_test else "",
        ),
    )


def facts_of_price(one: Price) -> Facts:
    """List what a contract would cost: what the certificate pays, and what the family (4.4)."""
    days = f"с {date_in_words(one.first_day)} по {date_in_words(one.last_day)}"
    if not one.certificate:
        return [
            ("За время", days),
            ("Заплатит семья", _by_months([(month.month, month.parents) for month in one.months])),
        ]
    return [
        ("За время", days),
        ("Заплатит сертификат", _by_months([(month.month, month.certificate) for month in one.months])),
        ("Доплатить", _by_months([(month.month, month.parents) for month in one.months])),
    ]


def _by_months(parts: Sequence[tuple[date, int]]) -> str:
    """Say an amount by months: the first one may differ, all others are alike."""
    (month, first), total = parts[0], sum(amount for _, amount in parts)
    if not total:
        return "ничего"
    if len(parts) == 1:
        return f"{roubles(first)} за {month_in_words(month)}"
    other = parts[1][1]
    if first == other:
        return f"{roubles(other)} в\u00a0месяц, всего {roubles(total)}"
    return f"{roubles(other)} в\u00a0месяц, за {month_in_words(month)} – {roubles(first)}; всего {roubles(total)}"


def facts_of_provider(one: Provider, municipality: str) -> Facts:
    """List what is to be known of an organisation; requisites of its bank are not public."""
    licence = ""
    if one.licence_number:
        licence = f"№ {one.licence_number}"
        if one.licence_date:
            licence += f" от {date_in_words(one.licence_date)}"
        if one.licence_issuer:
            licence += f", {one.licence_issuer}"
    return _given(
        ("Полное название", one.full_name),
        ("Что это за организация", PROVIDER_FORMS[ProviderForm(one.form)]),
        ("Муниципалитет", municipality),
        ("Оплата сертификатом", "Принимает" if one.accepts_certificates else "Не принимает"),
        ("Оценка семей", rating(one.rating, one.ratings)),
        ("Руководитель", one.director),
        ("К кому обратиться", one.contact_person),
        ("Лицензия", licence),
        ("ИНН", one.inn),
        ("ОГРН", one.ogrn),
        ("КПП", one.kpp),
    )


def _given(*facts: tuple[str, Any]) -> Facts:
    def there() -> Iterator[tuple[str, str]]:
        yield from ((label, str(value)) for label, value in facts if value)

    return list(there())
