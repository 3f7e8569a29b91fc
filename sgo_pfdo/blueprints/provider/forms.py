"""The forms of an organisation's pages: a step of a programme, a part, a group, lessons, an address."""

from wtforms import HiddenField, SelectField, StringField

from sgo_pfdo.blueprints.common.forms.base import PfdoForm, choices, version_in
from sgo_pfdo.blueprints.common.forms.fields import TicksField
from sgo_pfdo.blueprints.common.forms.records import RecordForm, area, day, flag, line, one_of, several_of
from sgo_pfdo.programmes.rules.kinds import (
    DIRECTIONS,
    FINAL_DOCUMENTS,
    FORMS,
    GROUP_KINDS,
    HEALTHS,
    KINDS,
    LEVELS,
    PLACE_TYPES,
    QUALIFICATIONS,
    WEEKDAYS,
    WEEKS,
)
from sgo_pfdo.programmes.rules.records import ADDRESS, GROUP, LESSON, PART, PROGRAMME

AGE_HINT = "В годах, например 7. Можно точнее: 7 лет 6 мес."


class PressForm(PfdoForm):
    """A press of a button that takes a step."""

    step = StringField()
    """What the button that was pressed says it does."""
    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that was shown."""
        return version_in(self.seen)


class MainForm(RecordForm):
    """What a programme begins with."""

    instead = {"equipment": "registers"}  # noqa: RUF012 - read alone

    short_name = line(PROGRAMME, "short_name", "Его семьи видят в списке программ. Не больше 64 знаков.")
    full_name = line(PROGRAMME, "full_name", "Как в утверждённой программе.")
    direction = one_of(PROGRAMME, "direction", DIRECTIONS)
    kind = one_of(PROGRAMME, "kind", KINDS)
    form = one_of(PROGRAMME, "form", FORMS)
    age_min = line(PROGRAMME, "age_min", AGE_HINT)
    age_max = line(PROGRAMME, "age_max", "Включительно: «12» – до дня, когда исполнится 13.")
    registers = several_of(
        "Кто платит за занятия",
        {"certified": "Сертификат: программа для реестра сертифицированных", "paid": "Только семья: платная программа"},
        "Другие реестры назначает оператор.",
    )
    kept: frozenset[str] = frozenset()
    """Registers that the operator has set: they stay, whatever is ticked."""

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, with the registers that stay."""
        return super().typed | {"registers": ", ".join(sorted({*(self.registers.data or ()), *self.kept}))}


class AboutForm(RecordForm):
    """What families read of a programme."""

    instead = {"registers": "equipment"}  # noqa: RUF012 - read alone

    annotation = area(PROGRAMME, "annotation", "Что и как делают дети. Её семьи читают первой. Не больше 5 000 знаков.")
    aims = area(PROGRAMME, "aims")
    results = area(PROGRAMME, "results", "Что ребёнок будет знать и уметь.")
    equipment = area(PROGRAMME, "equipment", "Только для сертифицированной программы. Не больше 2 000 знаков.")
    level = one_of(PROGRAMME, "level", LEVELS)
    duration_years = line(PROGRAMME, "duration_years")
    duration_months = line(PROGRAMME, "duration_months", "Сверх полных лет: от 0 до 11.")
    keywords = line(PROGRAMME, "keywords", "Через запятую, не больше 20: по ним программу находят в поиске.")
    activities = line(PROGRAMME, "activities", "Через запятую, не больше 10, например: шахматы, логические игры.")


class PlacesForm(RecordForm):
    """Where and for whom a programme is, and how it enrols."""

    beside = frozenset({"address", "more"})

    address = SelectField(
        "Основной адрес", validate_choice=False, description="Здесь занимаются группы без своего адреса."
    )
    more = TicksField("Ещё адреса", validate_choice=False)
    place_type = one_of(PROGRAMME, "place_type", PLACE_TYPES)
    is_distance = flag("С дистанционными технологиями")
    all_region = flag("Принимаем детей из всех муниципалитетов региона")
    is_adapted = flag("Адаптирована для детей с инвалидностью")
    health = several_of(
        "Для детей с ОВЗ", HEALTHS, "Если не отметить ничего, программа – для детей без ограничений по здоровью."
    )
    needs_medical = flag("Нужна медицинская справка")
    final_document = one_of(PROGRAMME, "final_document", FINAL_DOCUMENTS)
    telephone = line(PROGRAMME, "telephone", "По нему семьи спрашивают о программе.")
    enrolment_limit = line(PROGRAMME, "enrolment_limit", "Сколько детей учатся сразу. Пустое поле – без предела.")
    auto_prolong = flag("Предлагать семьям продлить договор")
    document_url = line(PROGRAMME, "document_url", "Начинается с https://")
    video_url = line(PROGRAMME, "video_url", "Начинается с https://")


class PartForm(RecordForm):
    """A part of a programme."""

    name = line(PART, "name", "Например: «1-й год обучения».")
    months = line(PART, "months", "Сколько месяцев идёт модуль: от 1 до 12.")
    hours = line(PART, "hours", "Всего за модуль, например 72 или 72,5.")
    individual_hours = line(PART, "individual_hours", "Из них. Если таких нет – 0.")
    second_teacher_hours = line(PART, "second_teacher_hours", "Из них. Если таких нет – 0.")
    min_children = line(PART, "min_children", "Сколько детей в группе самое меньшее.")
    max_children = line(PART, "max_children", "Столько мест будет у новой группы.")
    price = line(PART, "price", "За весь модуль, в рублях, например 10 800.")
    normative_price = line(PART, "normative_price", "За весь модуль, в рублях: больше сертификат не оплачивает.")
    qualification = one_of(PART, "qualification", QUALIFICATIONS)
    qualification_words = line(PART, "qualification_words")
    second_qualification = one_of(PART, "second_qualification", QUALIFICATIONS)
    second_qualification_words = line(PART, "second_qualification_words")
    results = area(PART, "results")


class GroupForm(RecordForm):
    """A group of a part."""

    beside = frozenset({"address"})

    name = line(GROUP, "name", "Например: «Группа 1, понедельник и среда».")
    starts_on = day(GROUP, "starts_on")
    ends_on = day(GROUP, "ends_on")
    kind = one_of(GROUP, "kind", GROUP_KINDS)
    places = line(GROUP, "places", "Пустое поле – столько, сколько детей в группе по модулю.")
    extra_places = line(GROUP, "extra_places", "Сверх обычных. Если таких нет – 0.")
    teacher = line(GROUP, "teacher", "Фамилия, имя и отчество: их увидят семьи.")
    address = SelectField("Адрес", validate_choice=False)
    office = line(GROUP, "office")
    age_min = line(GROUP, "age_min", "Если группа не для всех возрастов программы. Можно оставить пустым.")
    age_max = line(GROUP, "age_max")
    order_from = day(GROUP, "order_from", "Пустые поля – запись идёт без ограничений по датам.")
    order_to = day(GROUP, "order_to")
    next_order_from = day(GROUP, "next_order_from")
    next_order_to = day(GROUP, "next_order_to")
    is_locked = flag("Запись в группу закрыта")
    has_entrance_test = flag("Есть вступительное испытание")
    entrance_test = area(GROUP, "entrance_test", "Какое, где и когда.")
    year_hours = line(GROUP, "year_hours")
    lesson_minutes = line(GROUP, "lesson_minutes")


class LessonsForm(RecordForm):
    """Lessons at the same hours on some days of the week."""

    beside = frozenset({"weekdays"})

    weekdays = several_of("Дни недели", {number: word.capitalize() for number, word in WEEKDAYS.items()})
    begins_at = line(LESSON, "begins_at", "Например 16:30.")
    ends_at = line(LESSON, "ends_at")
    week = one_of(LESSON, "week", WEEKS)
    valid_from = day(LESSON, "valid_from", "Пустые поля – всё время, пока идут занятия группы.")
    valid_to = day(LESSON, "valid_to")
    office = line(LESSON, "office", "Если не тот, что у группы.")
    teacher = line(LESSON, "teacher", "Если не тот, что у группы.")
    academic_hours = line(LESSON, "academic_hours", "Например 2.")


class AddressForm(RecordForm):
    """Where an address is, and how to come."""

    latitude = line(ADDRESS, "latitude", "Градусы, например 53.9906: по ним считают, далеко ли ехать.")
    longitude = line(ADDRESS, "longitude", "Например 86.6621.")
    directions = area(ADDRESS, "directions", "Остановка, вход, этаж.")


class NewAddressForm(AddressForm):
    """A new address."""

    text = line(ADDRESS, "text", "С городом, улицей и домом.")

    @property
    def names(self) -> list[str]:
        """The text first: WTForms puts the fields of a form behind those that it inherits."""
        return ["text", *(name for name in super().names if name != "text")]


def offer_addresses(field: SelectField, addresses: list[tuple[int, str]], nothing: str) -> None:
    """Offer addresses of the organisation, by their ids.

    :param nothing: what it means to choose none.
    """
    field.choices = choices([("", nothing)] + [(str(number), text) for number, text in addresses])
