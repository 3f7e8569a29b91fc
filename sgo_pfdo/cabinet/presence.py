"""How a family lets organisations enrol its child: «Тип подтверждения присутствия» (S001, part 3). Plain rules."""

import enum
import re
import unicodedata
from collections.abc import Iterable

from sgo_pfdo.certificates.rules.names import fold

SHORTEST_PHRASE = 6
LONGEST_PHRASE = 64
"""Characters, after trimming."""


class PresenceKind(enum.StrEnum):
    """What an organisation needs, to apply for a child on its own initiative."""

    FORBIDDEN = "forbidden"
    """«Запись запрещена»: the family applies itself. The kind of everybody who has not chosen."""
    NAME = "name"
    """«Подтверждение по ФИО»: number and name are enough. S001 advises against it."""
    PHRASE = "phrase"
    """«Подтверждение по кодовой фразе»: the family says it in the organisation. S001 advises it."""


LABELS = {
    PresenceKind.FORBIDDEN: "Запись запрещена",
    PresenceKind.NAME: "Подтверждение по ФИО",
    PresenceKind.PHRASE: "Подтверждение по кодовой фразе",
}
EXPLANATIONS = {
    PresenceKind.FORBIDDEN: (
        "Выбор данного способа защиты сертификата не позволит создавать новые заявки на обучение по сертификату иначе, "
        "как с использованием Вашего личного кабинета. Если Вы не намереваетесь обращаться в образовательные "
        "организации лично, то можете установить данное ограничение."
    ),
    PresenceKind.NAME: (
        "Для создания новой заявки на кружок или секцию образовательной организации достаточно знать Ваш номер "
        "сертификата и ФИО ребенка. Данный способ предполагает возможность использования Вашего сертификата любой "
        "организацией, где Вы ранее подавали заявку. В связи с ранее выявляемыми фактами неправомерной записи "
        "на программы не рекомендуем использовать данный способ."
    ),
    PresenceKind.PHRASE: (
        "Создание новой заявки на кружок или секцию организацией будет возможно только в Вашем присутствии, если Вы "
        "назовете специальное «кодовое слово», которое предварительно указывали в системе. Рекомендуем использовать "
        "данный способ защиты сертификата и периодически менять «кодовое слово»."
    ),
}
"""As S001 has them, part 3."""


class PhraseError(ValueError):
    """The phrase cannot be taken; the message says in Russian why."""


def folded_phrase(typed: str) -> str:
    """Bring a phrase into the form in which it is compared: spaces collapsed, small letters, ё as е."""
    shown = "".join(sign for sign in unicodedata.normalize("NFKC", typed) if unicodedata.category(sign) != "Cf")
    return " ".join(shown.casefold().replace("ё", "е").split())


def check_phrase(typed: str, *, names: Iterable[str | None], number: str) -> str:
    """Check a code phrase that a family wants.

    :param names: of the child: surname, first name, patronymic.
    :param number: of the certificate.
    :return: the phrase as :func:`folded_phrase` gives it, to be hashed.
    :raises PhraseError: it is too short or too long, or others know it.
    """
    phrase = folded_phrase(typed)
    if not phrase:
        raise PhraseError("Придумайте кодовую фразу.")
    if len(phrase) < SHORTEST_PHRASE:
        raise PhraseError(f"Слишком коротко: нужно не меньше {SHORTEST_PHRASE} знаков.")
    if len(phrase) > LONGEST_PHRASE:
        raise PhraseError(f"Слишком длинно: не больше {LONGEST_PHRASE} знаков.")
    if len(set(phrase)) < 3:
        raise PhraseError("Слишком просто: такую фразу угадают. Придумайте другую, например из двух-трёх слов.")
    if _is_known(fold(phrase), [fold(name) for name in names if name], number):
        raise PhraseError("Фраза не должна быть частью имени ребёнка или номера сертификата: их знают другие.")
    return phrase


def _is_known(phrase: str, names: list[str], number: str) -> bool:
    """Tell whether a phrase is a part of what the organisation knows anyway, in whatever order and however spaced."""
    together = re.sub(r"[\W_]", "", phrase)
    if together in number or together in "".join(names).replace(" ", ""):
        return True
    known = {part for name in names for part in re.split(r"[\W_]+", name)} | {number, ""}
    return all(part in known for part in re.split(r"[\W_]+", phrase))
