"""Says what was changed in a municipality, in the words of the history: «Часовой пояс: Томск → Омск»."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sgo_pfdo.config.options import BY_EMAIL, DIRECT
from sgo_pfdo.funds.rules.kinds import Funding
from sgo_pfdo.mail.kinds import LETTERS, kinds_in
from sgo_pfdo.municipalities.zones import cities
from sgo_pfdo.plain import numbers
from sgo_pfdo.plain.wording import days, roubles

LONGEST = 160
"""Characters of a text before and after a change; a longer one is shortened in the history, never in the setting."""
UNSET = "не указано"
BY_OPTION = "как на портале"


def _text(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[: LONGEST - 1].rstrip()}…"


def _day(value: date) -> str:
    return f"{value:%d.%m.%Y}"


def _yes(value: bool) -> str:
    return "да" if value else "нет"


def _letters_off(value: str) -> str:
    off = [f"«{label}»" for kind, label in LETTERS.items() if kind in kinds_in(value)]
    return f"все, кроме: {', '.join(off)}" if len(off) < len(LETTERS) else "никаких"


NUMBER_FORMATS: Mapping[str, str] = {
    numbers.SGO12: "12 случайных цифр",
    numbers.PFDO10: "10 цифр: регион, муниципалитет и номер по порядку",
}
APPLICATION_WAYS: Mapping[str, str] = {
    DIRECT: "Одним нажатием: сертификат выдаётся сразу",
    BY_EMAIL: "По заявлению: семья подтверждает электронную почту, заполняет и подписывает заявление",
}
FUNDINGS: Mapping[str, str] = {
    Funding.FUNDED: "сертификат ПФ",
    Funding.ACCOUNTING: "сертификат учёта",
}
PAPERS: Mapping[str, str] = {
    "application_form_parent": "Заявление, когда обращается родитель",
    "application_form_pupil": "Заявление, когда обращается учащийся с 14 лет",
    "consent_parent": "Согласие, когда обращается родитель",
    "consent_pupil": "Согласие, когда обращается учащийся с 14 лет",
}
"""The blank forms in whose place a municipality may put its own, as people call them."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How people call a setting and its values.

    :param say: puts a value into words; it never gets ``None``.
    :param unset: what ``None`` means.
    """

    label: str
    say: Callable[[Any], str] = _text
    unset: str = UNSET

    def value(self, value: Any) -> str:
        """Put a value into words, ``None`` included."""
        return self.unset if value is None else self.say(value)


MUNICIPALITY: Mapping[str, Wording] = {
    "authority": Wording("Уполномоченный орган"),
    "authority_address": Wording("Адрес уполномоченного органа"),
    "authority_telephone": Wording("Телефон уполномоченного органа"),
    "authority_hours": Wording("Часы работы уполномоченного органа"),
    "register_operator": Wording("Оператор АИС ПФДО"),
    "register_operator_address": Wording("Адрес оператора АИС ПФДО"),
    "children_count": Wording("Сколько детей живёт в муниципалитете", str),
    "funding": Wording("Тип новых сертификатов", FUNDINGS.__getitem__),
    "force_password_change": Wording("Кабинет открывается только с собственным паролем", _yes),
    "regulation_title": Wording("Название документа"),
    "regulation_date": Wording("Дата документа", _day),
    "regulation_number": Wording("Номер документа"),
    "regulation_excerpt": Wording("Выдержка из документа"),
    "number_format": Wording("Вид номера", NUMBER_FORMATS.__getitem__, BY_OPTION),
    "region_code": Wording("Код региона"),
    "municipality_code": Wording("Код муниципалитета"),
    "validity_days": Wording("Срок для активации", days, BY_OPTION),
    "time_zone": Wording("Часовой пояс", cities, BY_OPTION),
    "application_way": Wording("Как семья получает сертификат", APPLICATION_WAYS.__getitem__, BY_OPTION),
    "introduction": Wording("Вступление страницы с информацией"),
    "letters_off": Wording("Письма семьям", _letters_off, "все"),
    "pupil_may_come_alone": Wording("С 14 лет можно прийти без родителя", _yes, _yes(True)),
}
GROUP: Mapping[str, Wording] = {
    "name": Wording("название"),
    "age_from": Wording("возраст от", str),
    "age_to": Wording("возраст до", str),
    "is_open": Wording("выдача открыта", _yes),
    "certificate_limit": Wording("сертификатов ПФ не больше", str, "без лимита"),
    "nominal_limit": Wording("сумма номиналов не больше", roubles, "без лимита"),
    "place": Wording("место в списке", str),
}
ORGANISATION: Mapping[str, Wording] = {
    "name": Wording("название"),
    "address": Wording("адрес"),
    "telephone": Wording("телефон"),
    "hours": Wording("часы приёма"),
    "is_open": Wording("принимает документы", _yes),
    "place": Wording("место в списке", str),
}


def told(before: Mapping[str, Any], after: Mapping[str, Any], words: Mapping[str, Wording]) -> str:
    """Tell what is different: «Вид номера: … → …; Код региона: …».

    :param before: values by column.
    :param after: the same columns, with what they become.
    :return: empty where nothing is different.
    """
    differences = (_difference(before[name], after[name], words[name]) for name in words if name in after)
    return "; ".join(difference for difference in differences if difference)


def _difference(before: Any, after: Any, wording: Wording) -> str:
    if before == after:
        return ""
    told_before, told_after = wording.value(before), wording.value(after)
    if told_before != told_after:
        return f"{wording.label}: {told_before} → {told_after}"
    # a long text that differs after its shortened beginning, or a value that is what was understood without it
    return "" if None in (before, after) else f"{wording.label}: изменено"


def listed(values: Mapping[str, Any], words: Mapping[str, Wording]) -> str:
    """Tell what something new begins with, empty values left out: «возраст от: 5; возраст до: 18»."""
    return "; ".join(
        f"{wording.label}: {wording.value(values[name])}"
        for name, wording in words.items()
        if values.get(name) is not None and name != "name"
    )
