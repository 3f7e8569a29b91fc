"""What stands in a programme, a part, a group, a lesson, a provider: each field with its name and how it is read.

Forms and files go the same way: texts come in, and either values go out or a sentence for each wrong field.
"""

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sgo_pfdo.funds.rules.kinds import LARGEST_LIMIT, REGISTERS
from sgo_pfdo.programmes.rules import fields
from sgo_pfdo.programmes.rules.agreements import SHOWN as AGREEMENTS
from sgo_pfdo.programmes.rules.fields import Read, WrongFieldError, bounded
from sgo_pfdo.programmes.rules.kinds import (
    DIRECTIONS,
    FINAL_DOCUMENTS,
    FORMER_DIRECTIONS,
    FORMS,
    GROUP_KINDS,
    HEALTHS,
    KINDS,
    LARGEST_PRICE,
    LEVELS,
    LONGEST_KEYWORD,
    LONGEST_NAME,
    LONGEST_NORMS,
    LONGEST_SHORT_NAME,
    LONGEST_TEXT,
    MOST_ACTIVITIES,
    MOST_CHILDREN,
    MOST_HOURS,
    MOST_KEYWORDS,
    MOST_LIMIT,
    MOST_MONTHS,
    MOST_PARTS,
    MOST_PLACES,
    MOST_YEARS,
    PLACE_TYPES,
    PROVIDER_FORMS,
    QUALIFICATIONS,
    SHORT_HEALTHS,
    WEEKS,
)

Values = dict[str, Any]
Faults = dict[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """A field.

    :param label: what people call it; files may name their columns so.
    :param read: makes a value of what was typed.
    :param default: what an empty one means.
    """

    label: str
    read: Read
    required: bool = False
    default: Any = None


Fields = Mapping[str, Field]


def _line(most: int = LONGEST_NAME) -> Read:
    return bounded(fields.line, most=most)


def _text(most: int = LONGEST_TEXT) -> Read:
    return bounded(fields.text, most=most)


def _whole(least: int, most: int) -> Read:
    return bounded(fields.whole, least=least, most=most)


def _choice(words: Mapping[Any, str], **more: Any) -> Read:
    return bounded(fields.choice, words=words, **more)


_MONEY = bounded(fields.kopecks, most=LARGEST_PRICE)
_HOURS = bounded(fields.tenths, least=0, most=MOST_HOURS)
_UPPER_AGE = bounded(fields.age, is_upper=True)

PROVIDER: Fields = {
    "code": Field("Код", fields.code, required=True),
    "name": Field("Название", _line(), required=True),
    "form": Field("Форма", _choice(PROVIDER_FORMS), required=True),
    "full_name": Field("Полное название", _text(1000)),
    "inn": Field("ИНН", fields.inn),
    "ogrn": Field("ОГРН", fields.ogrn),
    "kpp": Field("КПП", fields.kpp),
    "licence_number": Field("Номер лицензии", _line(64)),
    "licence_date": Field("Дата лицензии", fields.day),
    "licence_issuer": Field("Кто выдал лицензию", _line()),
    "telephone": Field("Телефон", fields.telephone),
    "email": Field("Электронная почта", fields.email),
    "site": Field("Сайт", fields.link),
    "director": Field("Руководитель", _line()),
    "contact_person": Field("Контактное лицо", _line()),
    "about": Field("О нас", _text()),
    "bank_details": Field("Банковские реквизиты", _text(1000)),
    "accepts_certificates": Field("Принимает сертификаты", fields.yes, default=True),
    "pupil_limit": Field("Сколько детей принимает", _whole(1, MOST_LIMIT)),
}
ADDRESS: Fields = {
    "text": Field("Адрес", _line(), required=True),
    "latitude": Field("Широта", bounded(fields.degrees, most=90)),
    "longitude": Field("Долгота", bounded(fields.degrees, most=180)),
    "directions": Field("Как добраться", _text(1000)),
}
AGREEMENT: Fields = {
    "period_starts_on": Field("Начало периода", fields.day, required=True),
    "state": Field("Состояние", _choice(AGREEMENTS), required=True),
    "number": Field("Номер соглашения", _line(64)),
    "signed_on": Field("Дата соглашения", fields.day),
    "maximum": Field("Предельная сумма", bounded(fields.kopecks, most=LARGEST_LIMIT)),
    "reason": Field("Причина отказа", _text(1000)),
}
DIRECTION_LIMITS: Fields = {
    direction.value: Field(word, _whole(0, MOST_LIMIT)) for direction, word in DIRECTIONS.items()
}
"""How many paid services of a direction a municipality pays for at once; an empty one is no limit."""
PROGRAMME: Fields = {
    "external_id": Field("Номер в файлах", fields.code),
    "short_name": Field("Краткое название", _line(LONGEST_SHORT_NAME), required=True),
    "full_name": Field("Полное название", _line(), required=True),
    "direction": Field("Направленность", _choice(DIRECTIONS, more=FORMER_DIRECTIONS), required=True),
    "kind": Field("Вид программы", _choice(KINDS), required=True),
    "form": Field("Форма обучения", _choice(FORMS), required=True),
    "age_min": Field("Возраст от", fields.age, required=True),
    "age_max": Field("Возраст до", _UPPER_AGE, required=True),
    "registers": Field("Реестры", bounded(fields.choices, words=REGISTERS), required=True),
    "is_distance": Field("Дистанционные технологии", fields.yes, default=False),
    "is_adapted": Field("Адаптирована для детей-инвалидов", fields.yes, default=False),
    "all_region": Field("Для детей всего региона", fields.yes, default=False),
    "level": Field("Уровень", _choice(LEVELS), default="none"),
    "health": Field("Категории здоровья", bounded(fields.choices, words=HEALTHS, more=SHORT_HEALTHS), default=()),
    "duration_years": Field("Лет обучения", _whole(0, MOST_YEARS), default=0),
    "duration_months": Field("Месяцев обучения", _whole(0, 11), default=0),
    "annotation": Field("Аннотация", _text()),
    "aims": Field("Цели и задачи", _text()),
    "results": Field("Результаты", _text()),
    "equipment": Field("Нормы оснащения", _text(LONGEST_NORMS)),
    "keywords": Field("Ключевые слова", bounded(fields.lines, most=MOST_KEYWORDS, longest=LONGEST_KEYWORD), default=()),
    "activities": Field(
        "Виды деятельности", bounded(fields.lines, most=MOST_ACTIVITIES, longest=LONGEST_KEYWORD), default=()
    ),
    "address": Field("Адрес", _line()),
    "needs_medical": Field("Медицинская справка", fields.yes, default=False),
    "final_document": Field("Итоговый документ", _choice(FINAL_DOCUMENTS), default="none"),
    "place_type": Field("Где занятия", _choice(PLACE_TYPES), default="city"),
    "telephone": Field("Телефон", fields.telephone),
    "enrolment_limit": Field("Предел зачисления", _whole(1, MOST_LIMIT)),
    "auto_prolong": Field("Продление договоров", fields.yes, default=False),
    "document_url": Field("Адрес полного текста", fields.link),
    "image_url": Field("Адрес картинки", fields.link),
    "video_url": Field("Адрес видео", fields.link),
    "quality": Field("Оценка качества (НОК)", _line()),
}
PART: Fields = {
    "position": Field("Номер модуля", _whole(1, MOST_PARTS), required=True),
    "name": Field("Название", _line(), required=True),
    "months": Field("Месяцев", _whole(1, MOST_MONTHS), required=True),
    "hours": Field("Часов", bounded(fields.tenths, least=1, most=MOST_HOURS), required=True),
    "min_children": Field("Детей от", _whole(1, MOST_CHILDREN), required=True),
    "max_children": Field("Детей до", _whole(1, MOST_CHILDREN), required=True),
    "price": Field("Цена", _MONEY),
    "normative_price": Field("Нормативная стоимость", _MONEY),
    "individual_hours": Field("Индивидуальных часов", _HOURS, default=0),
    "second_teacher_hours": Field("Часов со вторым педагогом", _HOURS, default=0),
    "qualification": Field("Категория педагога", _choice(QUALIFICATIONS)),
    "qualification_words": Field("Квалификация педагога", _line()),
    "second_qualification": Field("Категория второго педагога", _choice(QUALIFICATIONS)),
    "second_qualification_words": Field("Квалификация второго педагога", _line()),
    "results": Field("Результаты", _text()),
    "is_open": Field("Идёт запись", fields.yes, default=False),
}
GROUP: Fields = {
    "external_id": Field("Номер в файлах", fields.code),
    "name": Field("Название", _line(), required=True),
    "starts_on": Field("Начало занятий", fields.day, required=True),
    "ends_on": Field("Конец занятий", fields.day, required=True),
    "kind": Field("Вид занятий", _choice(GROUP_KINDS), default="group"),
    "places": Field("Мест", _whole(1, MOST_PLACES)),
    "extra_places": Field("Дополнительных мест", _whole(0, MOST_PLACES), default=0),
    "teacher": Field("Педагог", _line()),
    "address": Field("Адрес", _line()),
    "office": Field("Кабинет", _line()),
    "age_min": Field("Возраст от", fields.age),
    "age_max": Field("Возраст до", _UPPER_AGE),
    "order_from": Field("Запись с", fields.day),
    "order_to": Field("Запись по", fields.day),
    "next_order_from": Field("Запись на следующий год с", fields.day),
    "next_order_to": Field("Запись на следующий год по", fields.day),
    "is_locked": Field("Запись закрыта", fields.yes, default=False),
    "has_entrance_test": Field("Вступительное испытание", fields.yes, default=False),
    "entrance_test": Field("О вступительном испытании", _text(1000)),
    "year_hours": Field("Часов в год", bounded(fields.tenths, least=1, most=MOST_HOURS)),
    "lesson_minutes": Field("Минут в занятии", _whole(1, 600)),
}
LESSON: Fields = {
    "weekday": Field("День недели", fields.weekday, required=True),
    "begins_at": Field("Начало", fields.clock, required=True),
    "ends_at": Field("Конец", fields.clock, required=True),
    "week": Field("Недели", _choice(WEEKS), default="every"),
    "valid_from": Field("Действует с", fields.day),
    "valid_to": Field("Действует по", fields.day),
    "office": Field("Кабинет", _line()),
    "teacher": Field("Педагог", _line()),
    "academic_hours": Field("Академических часов", bounded(fields.tenths, least=1, most=240)),
}
_PAIRS = (
    ("age_min", "age_max", operator.lt, "меньше, чем возраст «от»"),
    ("min_children", "max_children", operator.lt, "меньше, чем «детей от»"),
    ("individual_hours", "hours", operator.lt, "меньше индивидуальных часов"),
    ("second_teacher_hours", "hours", operator.lt, "меньше часов со вторым педагогом"),
    ("order_from", "order_to", operator.lt, "раньше, чем начало записи"),
    ("next_order_from", "next_order_to", operator.lt, "раньше, чем начало записи"),
    ("valid_from", "valid_to", operator.lt, "раньше, чем первый день"),
    ("starts_on", "ends_on", operator.le, "нужна дата позже начала занятий"),
    ("begins_at", "ends_at", operator.le, "нужно время позже начала"),
)
"""Two fields, and what must not hold of the second one as against the first."""


def read_record(known: Fields, typed: Mapping[str, str]) -> tuple[Values, Faults]:
    """Read a record.

    :param known: its fields.
    :param typed: by the names of the fields; what is missing is empty.
    :return: the values, and a sentence for each field that is wrong; with any of these the values are of no use.
    """
    values: Values = {}
    faults: Faults = {}
    for name, field in known.items():
        said = typed.get(name, "").strip()
        if not said:
            values[name] = field.default
            if field.required:
                faults[name] = "нужно заполнить"
            continue
        try:
            values[name] = field.read(said)
        except WrongFieldError as error:
            faults[name] = str(error)
    faults |= {name: words for name, words in _together(known, values) if name not in faults}
    return values, faults


def _together(known: Fields, values: Values) -> Iterator[tuple[str, str]]:
    """Say which fields do not go together; what was not read is left out."""
    for first, last, is_wrong, words in _PAIRS:
        one, other = values.get(first), values.get(last)
        if last in known and one is not None and other is not None and is_wrong(other, one):
            yield last, words
    if "latitude" in known and (values.get("latitude") is None) != (values.get("longitude") is None):
        yield "longitude", "широта и долгота нужны вместе"
    if "equipment" in known and values.get("equipment") and "certified" not in (values.get("registers") or ()):
        yield "equipment", "нужны только для сертифицированной программы"
    if "maximum" in known and values.get("state") == "active":
        yield from ((name, "нужно у действующего соглашения") for name in _SIGNED if not values.get(name))


_SIGNED = ("number", "signed_on")
