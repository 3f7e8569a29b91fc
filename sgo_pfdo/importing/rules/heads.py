"""Recognises the columns of a table of certificates by their heads, whatever АИС ПФДО or a municipality calls them."""

import enum
import re
import unicodedata
from collections.abc import Mapping, Sequence


class Field(enum.StrEnum):
    """What a column of the file can hold for us."""

    NUMBER = "number"
    FULL_NAME = "full_name"
    SURNAME = "surname"
    FIRST_NAME = "first_name"
    PATRONYMIC = "patronymic"
    BIRTH_DATE = "birth_date"
    STATUS = "status"
    START = "start"
    END = "end"
    ACTIVATED = "activated"
    GROUP = "group"
    SCHOOL = "school"
    FUNDING = "funding"
    MUNICIPALITY = "municipality"


WORDS: Mapping[Field, str] = {
    Field.NUMBER: "Номер сертификата",
    Field.FULL_NAME: "Фамилия, имя, отчество",
    Field.SURNAME: "Фамилия",
    Field.FIRST_NAME: "Имя",
    Field.PATRONYMIC: "Отчество",
    Field.BIRTH_DATE: "Дата рождения",
    Field.STATUS: "Статус",
    Field.START: "Дата начала",
    Field.END: "Дата окончания",
    Field.ACTIVATED: "Дата активации",
    Field.GROUP: "Группа",
    Field.SCHOOL: "Школа",
    Field.FUNDING: "Тип сертификата",
    Field.MUNICIPALITY: "Муниципалитет",
}
"""What people read; a column with such a head is always recognised."""

_CHILD = "(ребенка|детей|владельца|учащегося|обучающегося|получателя|ученика|держателя|сертификата|при наличии)"
_PATTERNS: Mapping[Field, Sequence[str]] = {
    Field.NUMBER: (
        r"номер сертификата( (пф|пфдо|до|учета))?",
        r"реестровый номер( сертификата)?|номер реестровой записи",
        r"номер сертификата .*|номер",
        r"сертификат( (пф|пфдо|до))?",
    ),
    Field.FULL_NAME: (
        rf"(фио|ф и о|фамилия имя|фамилия имя( и)? отчество)( {_CHILD})*",
        r"ребенок|владелец( сертификата)?|учащийся|обучающийся|ученик|получатель( сертификата)?",
    ),
    Field.SURNAME: (rf"фамилия( {_CHILD})*",),
    Field.FIRST_NAME: (rf"имя( {_CHILD})*",),
    Field.PATRONYMIC: (rf"отчество( {_CHILD})*",),
    Field.BIRTH_DATE: (r"(дата|день) рожд\w*( \w+)*", r"рожд\w*|д р|др|родился"),
    Field.STATUS: (r"(статус|состояние) сертификата", r"статус|состояние", r"(статус|состояние) .*"),
    Field.START: (
        r"(дата )?начал\w*( срока)?( действия)?( сертификата)?",
        r"((срок|период|дата) )?(действия|действует)( сертификата)? с",
        r"дата выдачи( сертификата)?|выдан",
        r"дата (получения|оформления|присвоения)( сертификата)?",
        r"дата (регистрации|создания|выпуска)( сертификата)?",
    ),
    Field.END: (
        r"(дата )?оконча\w*( срока)?( действия)?( сертификата)?",
        r"((срок|период|дата) )?(действия|действует|действителен)( сертификата)? (до|по)",
        r"срок действия( сертификата)?",
        r"дата (истечения|прекращения|завершения)( срока)?( действия)?( сертификата)?",
    ),
    Field.ACTIVATED: (r"дата активации( сертификата)?", r"активен с|активирован( с)?|активация"),
    Field.GROUP: (
        r"(группа|категория) сертификата",
        r"группа|категория",
        r"(группа|категория) (детей|ребенка|обучающихся)",
    ),
    Field.SCHOOL: (
        r"школа|оо|оу|место (учебы|обучения)( ребенка)?|школа .*",
        r"(основная |общая )?(обще)?образовательн\w+ (организация|учреждение)( .*)?",
        r"учебное заведение|организация|учреждение|детский сад",
    ),
    Field.FUNDING: (r"(тип|вид) сертификата", r"тип|вид"),
    Field.MUNICIPALITY: (
        r"муниципалитет( .*)?|муниципальное образование( .*)?",
        r"(муниципальный|городской) (район|округ)( .*)?|территория( .*)?",
    ),
}
"""For each field what its head may say, folded; the earlier pattern wins over the later one."""
_SOMETHING_ELSE = re.compile(
    r"родител|представител|заявител|опекун|\bмат(ь|ери)\b|\bот(ец|ца)\b|специалист|сотрудник|исполнител|педагог"
    r"|преподавател|оператор|директор|документ|свидетельств|паспорт|снилс|\bинн\b|телефон|почт|адрес|здоров"
    r"|договор|программ|заявлени|\bсери[яи]\b|изменен|\bп п\b|поставщик|номинал|баланс|остаток"
)
"""A head with one of these words is about somebody or something else: the surname of a mother is not the child's."""


def folded(text: str) -> str:
    """Bring a head or a word of a cell into the form that is compared: letters and digits, one space at a time."""
    text = unicodedata.normalize("NFC", text).casefold().replace("ё", "е").replace("№", " номер ")
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def field_of(head: str, above: str = "") -> tuple[Field, int] | None:
    """Recognise a head.

    :param head: what stands above the column: «Дата рожд.».
    :param above: what stands above that, where cells are merged: «Срок действия» over «с» and «по».
    :return: the field and how good the name is, 0 being the best; ``None`` for a column that is of no use to us.
    """
    if not re.search(r"[^\W\d_]", head) and not above:
        return None  # «№» numbers the rows
    whole = folded(f"{above} {head}")
    if not whole or _SOMETHING_ELSE.search(whole):
        return None
    own = folded(head)
    found = [
        (rank, field)
        for field, patterns in _PATTERNS.items()
        for rank, pattern in enumerate(patterns)
        if re.fullmatch(pattern, whole) or (own and re.fullmatch(pattern, own))
    ]
    if not found:
        return None
    rank, field = min(found, key=lambda one: one[0])
    return field, rank
