"""The words of the catalogue: kinds, directions, forms, levels, and what people read of them."""

import enum
from collections.abc import Mapping


class ProviderForm(enum.StrEnum):
    """What kind of organisation a provider is."""

    STATE = "state"
    SOLE = "sole"
    """ИП: one person, who needs no licence without workers."""
    NONPROFIT = "nonprofit"
    COMMERCIAL = "commercial"
    PUBLIC = "public"


class ProviderState(enum.StrEnum):
    """Whether the operator lets a provider into the catalogue."""

    NEW = "new"
    ACTIVE = "active"
    REFUSED = "refused"
    SUSPENDED = "suspended"


class Kind(enum.StrEnum):
    """The kind of a programme."""

    PREPROFESSIONAL = "preprofessional"
    GENERAL = "general"
    SPORTS = "sports"


class Direction(enum.StrEnum):
    """The direction of a programme; «социально-гуманитарная» was «социально-педагогическая» until 2021."""

    TECHNICAL = "technical"
    SCIENCE = "science"
    SPORTS = "sports"
    ARTS = "arts"
    TOURISM = "tourism"
    HUMANITIES = "humanities"


class Form(enum.StrEnum):
    """How children are taught; distance technology is a question of its own."""

    FULL_TIME = "full_time"
    MIXED = "mixed"
    CORRESPONDENCE = "correspondence"


class Level(enum.StrEnum):
    """How far a programme goes."""

    STARTING = "starting"
    BASIC = "basic"
    ADVANCED = "advanced"
    SEVERAL = "several"
    NONE = "none"


class Health(enum.StrEnum):
    """A category of health that a programme is made for; a programme without one is for children without ОВЗ."""

    DEAF = "deaf"
    HARD_OF_HEARING = "hard_of_hearing"
    BLIND = "blind"
    VISUALLY_IMPAIRED = "visually_impaired"
    SPEECH = "speech"
    PHONETIC = "phonetic"
    MUSCULOSKELETAL = "musculoskeletal"
    DELAYED = "delayed"
    AUTISM = "autism"
    INTELLECTUAL = "intellectual"


class FinalDocument(enum.StrEnum):
    """What a child gets at the end. None and ten kinds; the list is ours, the sources give the number alone."""

    NONE = "none"
    CERTIFICATE = "certificate"
    TESTIMONY = "testimony"
    DIPLOMA = "diploma"
    IDENTITY = "identity"
    STATEMENT = "statement"
    RECORD_BOOK = "record_book"
    SPORTS_RANK = "sports_rank"
    PORTFOLIO = "portfolio"
    COMMENDATION = "commendation"
    OTHER = "other"


class PlaceType(enum.StrEnum):
    """Where the lessons are, for normative costs."""

    CITY = "city"
    VILLAGE = "village"


class Qualification(enum.StrEnum):
    """The category of a teacher."""

    HIGHEST = "highest"
    FIRST = "first"
    OTHER = "other"


class GroupKind(enum.StrEnum):
    """Whether children are taught together or one by one."""

    GROUP = "group"
    INDIVIDUAL = "individual"


class Week(enum.StrEnum):
    """In which weeks a lesson is; weeks are counted as ISO 8601 does."""

    EVERY = "every"
    ODD = "odd"
    EVEN = "even"


class Trait(enum.StrEnum):
    """What a programme may have several of."""

    REGISTER = "register"
    ACTIVITY = "activity"
    KEYWORD = "keyword"
    HEALTH = "health"


PROVIDER_FORMS: Mapping[ProviderForm, str] = {
    ProviderForm.STATE: "Государственная или муниципальная организация",
    ProviderForm.SOLE: "Индивидуальный предприниматель",
    ProviderForm.NONPROFIT: "Некоммерческая организация",
    ProviderForm.COMMERCIAL: "Коммерческая организация",
    ProviderForm.PUBLIC: "Общественная организация",
}
PROVIDER_STATES: Mapping[ProviderState, str] = {
    ProviderState.NEW: "Новая",
    ProviderState.ACTIVE: "Действует",
    ProviderState.REFUSED: "Отказано",
    ProviderState.SUSPENDED: "Приостановлена",
}
KINDS: Mapping[Kind, str] = {
    Kind.PREPROFESSIONAL: "Предпрофессиональная",
    Kind.GENERAL: "Общеразвивающая",
    Kind.SPORTS: "Спортивная подготовка",
}
DIRECTIONS: Mapping[Direction, str] = {
    Direction.TECHNICAL: "Техническая",
    Direction.SCIENCE: "Естественнонаучная",
    Direction.SPORTS: "Физкультурно-спортивная",
    Direction.ARTS: "Художественная",
    Direction.TOURISM: "Туристско-краеведческая",
    Direction.HUMANITIES: "Социально-гуманитарная",
}
FORMER_DIRECTIONS: Mapping[str, Direction] = {"социально-педагогическая": Direction.HUMANITIES}
"""What directions were called before, as files still write them."""
FORMS: Mapping[Form, str] = {
    Form.FULL_TIME: "Очная",
    Form.MIXED: "Очно-заочная",
    Form.CORRESPONDENCE: "Заочная",
}
LEVELS: Mapping[Level, str] = {
    Level.STARTING: "Стартовый",
    Level.BASIC: "Базовый",
    Level.ADVANCED: "Продвинутый",
    Level.SEVERAL: "Разноуровневая",
    Level.NONE: "Не применимо",
}
HEALTHS: Mapping[Health, str] = {
    Health.DEAF: "Глухие",
    Health.HARD_OF_HEARING: "Слабослышащие и позднооглохшие",
    Health.BLIND: "Слепые",
    Health.VISUALLY_IMPAIRED: "Слабовидящие",
    Health.SPEECH: "Нарушения речи",
    Health.PHONETIC: "Фонетико-фонематическое нарушение речи",
    Health.MUSCULOSKELETAL: "Нарушение опорно-двигательного аппарата",
    Health.DELAYED: "Задержка психического развития",
    Health.AUTISM: "Расстройства аутистического спектра",
    Health.INTELLECTUAL: "Нарушение интеллекта",
}
SHORT_HEALTHS: Mapping[str, Health] = {
    "нарушение ода": Health.MUSCULOSKELETAL,
    "зпр": Health.DELAYED,
    "рас": Health.AUTISM,
}
"""Categories as files shorten them."""
FINAL_DOCUMENTS: Mapping[FinalDocument, str] = {
    FinalDocument.NONE: "Не выдаётся",
    FinalDocument.CERTIFICATE: "Сертификат",
    FinalDocument.TESTIMONY: "Свидетельство",
    FinalDocument.DIPLOMA: "Диплом",
    FinalDocument.IDENTITY: "Удостоверение",
    FinalDocument.STATEMENT: "Справка об обучении",
    FinalDocument.RECORD_BOOK: "Зачётная книжка",
    FinalDocument.SPORTS_RANK: "Спортивный разряд",
    FinalDocument.PORTFOLIO: "Портфолио",
    FinalDocument.COMMENDATION: "Грамота",
    FinalDocument.OTHER: "Другой документ",
}
PLACE_TYPES: Mapping[PlaceType, str] = {PlaceType.CITY: "Город", PlaceType.VILLAGE: "Село"}
QUALIFICATIONS: Mapping[Qualification, str] = {
    Qualification.HIGHEST: "Высшая",
    Qualification.FIRST: "Первая",
    Qualification.OTHER: "Иная",
}
GROUP_KINDS: Mapping[GroupKind, str] = {GroupKind.GROUP: "Группа", GroupKind.INDIVIDUAL: "Индивидуально"}
WEEKS: Mapping[Week, str] = {
    Week.EVERY: "Каждую неделю",
    Week.ODD: "По нечётным неделям",
    Week.EVEN: "По чётным неделям",
}
WEEKDAYS: Mapping[int, str] = {
    1: "понедельник",
    2: "вторник",
    3: "среда",
    4: "четверг",
    5: "пятница",
    6: "суббота",
    7: "воскресенье",
}
SHORT_WEEKDAYS: Mapping[int, str] = {1: "Пн", 2: "Вт", 3: "Ср", 4: "Чт", 5: "Пт", 6: "Сб", 7: "Вс"}

LONGEST_NAME = 255
"""Signs of a full name, of a part, a group, an address."""
LONGEST_SHORT_NAME = 64
LONGEST_KEYWORD = 40
LONGEST_TEXT = 5000
"""Signs of annotation, aims and results."""
LONGEST_NORMS = 2000
"""Signs of the equipment norms."""
MOST_ACTIVITIES = 10
MOST_KEYWORDS = 20
LEAST_AGE = 36
"""Months: three years."""
MOST_AGE = 216
"""Months: eighteen years."""
MOST_YEARS = 10
"""How many years a programme takes at the most."""
MOST_PARTS = 12
MOST_MONTHS = 12
"""Of a part."""
MOST_HOURS = 20_000
"""Tenths of an hour that a part may have: 2 000 hours."""
MOST_CHILDREN = 100
"""In a group of a part."""
MOST_PLACES = 1000
"""In one group, and as an extra."""
MOST_LIMIT = 1_000_000
"""Children that a programme or a provider may limit itself to."""
LARGEST_PRICE = 100_000_000
"""Kopecks for a group period: a million roubles."""
