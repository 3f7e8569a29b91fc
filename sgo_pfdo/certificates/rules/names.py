"""Names as a clerk types them from a document, and the one rule that tells whether two records mean one child.

What a portal gives is never refused; :func:`normalise` is for typed names alone.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

MAX_LENGTH = 60
MAX_PARTS = 4

_DASHES = re.compile("[‐-―−]")
_APOSTROPHES = re.compile("[`´ʹʼ‘’′]")
_SHAPE = re.compile(r"[^\W\d_]+(?:[' -][^\W\d_]+)*")


class TypedNameError(ValueError):
    """The name cannot stand in a document; the message says in Russian what is wrong."""


def normalise(typed: str) -> str:
    """Bring a surname, first name or patronymic into the form that is stored.

    Cyrillic letters, hyphen, apostrophe and space, up to four parts, at most 60 characters. Dashes and apostrophes of
    any kind become the plain ones.

    :param typed: as typed or pasted.
    :return: «Салтыков-Щедрин», «Мамед кызы»; the case of letters stays.
    :raises TypedNameError: it is none.
    """
    text = unicodedata.normalize("NFC", typed)
    text = _APOSTROPHES.sub("'", _DASHES.sub("-", text))
    text = re.sub(r" ?- ?", "-", " ".join(text.split()))
    foreign = sorted({sign for sign in text if sign.isalpha() and not _is_cyrillic(sign)})
    if foreign:
        signs = ", ".join(f"«{sign}»" for sign in foreign)
        raise TypedNameError(f"Пишите русскими буквами. Здесь есть другие: {signs}.")
    if len(text) > MAX_LENGTH:
        raise TypedNameError(f"Не больше {MAX_LENGTH} знаков.")
    if not _SHAPE.fullmatch(text) or not all(sign in " -'" or _is_cyrillic(sign) for sign in text):
        raise TypedNameError("Только буквы, дефис, апостроф и пробел, например «Салтыков-Щедрин».")
    if len(re.split("[ -]", text)) > MAX_PARTS:
        raise TypedNameError("Не больше четырёх частей через дефис или пробел.")
    return text


def _is_cyrillic(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("CYRILLIC")


def is_same_name(one: str | None, other: str | None) -> bool:
    """Tell whether two records name the same: without regard to case, ё and е alike; no name is like no name."""
    return fold(one) == fold(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRecord:
    """What one source says of a child: a pupil of the portal, a certificate, or what a clerk types from a paper.

    :param surname: empty once the personal data was erased.
    """

    surname: str
    first_name: str
    patronymic: str | None
    birth_date: date | None


def same_child(one: ChildRecord, other: ChildRecord) -> bool:
    """Tell whether two records mean one child. Nothing else decides that; near matches are for a person.

    Surname, first name, patronymic (where both have one) and birth date have to agree. A record without a name or
    without a birth date is like no other.
    """
    if not (one.surname and one.first_name) or one.birth_date is None or one.birth_date != other.birth_date:
        return False
    both_have_one = bool(one.patronymic and other.patronymic)
    return (
        is_same_name(one.surname, other.surname)
        and is_same_name(one.first_name, other.first_name)
        and (not both_have_one or is_same_name(one.patronymic, other.patronymic))
    )


def fold(name: str | None) -> str:
    return " ".join((name or "").casefold().replace("ё", "е").split())
