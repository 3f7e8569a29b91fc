"""Names: the one folding by which they are compared, searched and sorted; and names as a clerk types them.

What a portal gives is never refused, and a name that is stored stays as it was given; :func:`fold` is for comparing
alone, :func:`normalise` for what is typed from a document.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sgo_pfdo.plain import wording

MAX_LENGTH = 60

_APOSTROPHES = re.compile("['`´ʹʻʼʽʾʿˈ‘’‛′ʽ՚＇ˊˋ]")
_DASHES = re.compile("[-‐-―−⁃˗﹘﹣－⸺⸻゠〜]")
_STRESS = re.compile("[\u0300\u0301\u0340\u0341]")
_KEPT_MARKS = "\u0306\u0308\u030b"
"""Breve, two dots and double acute make letters of their own: й, ў, ё, ӓ, ӳ. All other marks say how to read one."""
_PLAIN = re.compile("[А-Яа-яЁё]+")
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Signs without a shape that Unicode does not call «format»: joiners, fillers, variants of a picture."""
_SHAPE = re.compile(r"[^\W\d_]\u0304?(?:(?:' |[' -])?[^\W\d_]\u0304?)*")
"""Letters, of which one may bear the macron of long vowels; hyphen, apostrophe and space between them."""

LOOK_ALIKES = str.maketrans(
    "AaBCcEeHIiJjKkMOoPpSsTXxYyËëÏïƏəƟɵĂăĔĕ" + "ΑΒΕΗΙΚΜΟοΡρΤΥΧϹϲ",
    "АаВСсЕеНІіЈјКкМОоРрЅѕТХхУуЁёЇїӘәӨөӐӑӖӗ" + "АВЕНІКМОоРрТУХСс",
)
"""Latin and Greek letters that cannot be told from Cyrillic ones on paper."""
_FOLDED_LOOK_ALIKES = {ord(chr(one).casefold()): chr(other).casefold() for one, other in LOOK_ALIKES.items()}
_IN_CYRILLIC_WORDS = _FOLDED_LOOK_ALIKES | str.maketrans("lı013", "ііоіз")
_SIMPLY_FOLDED = str.maketrans({"ӏ": "і", "ё": "е", "ѐ": "е", "ѝ": "и"})
"""The palochka of the Caucasus is written with whatever stroke a keyboard has."""
_OF_THE_TURKIC_PEOPLES = re.compile("[әғҕқҡңҥөүұҗҙҫҳ]")
_NO_PATRONYMIC = frozenset({"", "нет", "отсутствует", "без отчества", "не указано", "не указан", "нет отчества"})


class TypedNameError(ValueError):
    """The name cannot stand in a document; the message says in Russian what is wrong."""


def fold(name: str | None) -> str:
    """Bring a name into the one form in which names are compared, searched and sorted.

    Alike are: capital and small letters; compatibility forms, й and ё of two signs; all dashes, and a dash and a space;
    all apostrophes, and none; ё and е; Latin and Greek letters in a Cyrillic word and the Cyrillic ones they look like.
    Invisible signs, marks of stress and all other signs do not count. Folding what is folded changes nothing.

    :param name: as somebody wrote it; ``None`` where there is none.
    :return: words in small letters, one space between them; empty for «-» and whatever else holds no letter.
    """
    if not name:
        return ""
    if _PLAIN.fullmatch(name):
        return name.casefold().replace("ё", "е")
    text = name
    for _ in range(2):  # small letters of compatibility forms may be such forms again
        text = _APOSTROPHES.sub("", _visible(text))
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (sign if sign.isalnum() or sign in _KEPT_MARKS else _gap(sign) for sign in text)
    words = (_fold_word(word).translate(_SIMPLY_FOLDED) for word in "".join(kept).split())
    return " ".join(filter(None, words))


def _visible(text: str) -> str:
    """Drop signs without a shape: soft hyphens, joiners, direction marks, fillers."""
    return "".join(sign for sign in _INVISIBLE.sub("", text) if unicodedata.category(sign) not in {"Cf", "Co", "Cs"})


def _gap(sign: str) -> str:
    """Say what a sign that is no letter leaves behind: a mark nothing, all others a space."""
    return "" if unicodedata.category(sign) == "Mn" else " "


def _fold_word(word: str) -> str:
    if any(_is_cyrillic(sign) for sign in word):
        if _OF_THE_TURKIC_PEOPLES.search(word):
            word = word.replace("h", "һ")  # typed for want of a key; in a Russian word it is a capital Н
        word = word.translate(_IN_CYRILLIC_WORDS)
    elif all(ord(sign) in _FOLDED_LOOK_ALIKES or sign in _KEPT_MARKS for sign in word):
        word = word.translate(_FOLDED_LOOK_ALIKES)  # a Cyrillic word in disguise
    composed = unicodedata.normalize("NFC", word)
    return "".join(sign for sign in composed if sign not in _KEPT_MARKS)  # a mark that makes no letter is none


def surname_key(surname: str, first_name: str) -> str:
    """Make the key by which a child is searched and sorted: the folded surname.

    A child with one name only has no surname, or a dash in its place: the one name is the key.
    """
    return fold(surname) or fold(first_name)


def names_as_issued(surname: str, first_name: str) -> tuple[str, str]:
    """Give surname and first name for a certificate: the one name of a child who has no more stands as the surname."""
    if fold(surname):
        return surname, first_name if fold(first_name) else ""
    return (first_name, "") if fold(first_name) else (surname, first_name)


def own_patronymic(patronymic: str | None) -> str | None:
    """Give a patronymic, or ``None`` for what says that there is none: «-», «нет», blanks."""
    return None if fold(patronymic) in _NO_PATRONYMIC else patronymic


def is_same_name(one: str | None, other: str | None) -> bool:
    """Tell whether two records name the same, see :func:`fold`; no name is like no name."""
    return fold(one) == fold(other)


class HasNames(Protocol):
    """A pupil of the portal, a certificate, or whatever else says how a child is called."""

    @property
    def surname(self) -> str:
        """The surname."""

    @property
    def first_name(self) -> str:
        """The first name."""

    @property
    def patronymic(self) -> str | None:
        """The patronymic, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRecord:
    """What one source says of a child: a pupil of the portal, a certificate, or what a clerk types from a paper.

    :param surname: empty once the personal data was erased, or of a child with one name only.
    """

    surname: str
    first_name: str
    patronymic: str | None
    birth_date: date | None

    @classmethod
    def of(cls, one: HasNames, birth_date: date | None) -> "ChildRecord":
        """Take the names from a pupil, a certificate, or a row with these columns."""
        return cls(surname=one.surname, first_name=one.first_name, patronymic=one.patronymic, birth_date=birth_date)


def same_child(one: ChildRecord, other: ChildRecord) -> bool:
    """Tell whether two records mean one child. Nothing else decides that; near matches are for a person.

    Surname, first name, patronymic (where both have one) and birth date have to agree. Of a child with one name only
    it does not matter in which field that name stands. A record without any name or without a birth date is like no
    other.
    """
    if one.birth_date is None or one.birth_date != other.birth_date or not any(_names_of(one)):
        return False
    patronymics = {fold(record.patronymic) for record in (one, other) if own_patronymic(record.patronymic)}
    return _names_of(one) == _names_of(other) and len(patronymics) < 2


def _names_of(record: ChildRecord) -> tuple[str, str]:
    surname, first_name = fold(record.surname), fold(record.first_name)
    return (surname, first_name) if surname else (first_name, "")


def normalise(typed: str) -> str:
    """Bring a surname, first name or patronymic into the form that is stored.

    Cyrillic letters of any people, hyphen, apostrophe and space, at most 60 characters. Dashes and apostrophes of any
    kind become the plain ones, letters that only look Cyrillic become so; invisible signs and marks of stress go.

    :param typed: as typed or pasted.
    :return: «Салтыков-Щедрин», «Мамед кызы»; the case of letters stays. Empty for a dash: there is no such name.
    :raises TypedNameError: it is none.
    """
    text = unicodedata.normalize("NFKC", _APOSTROPHES.sub("'", _visible(typed)))
    text = _DASHES.sub("-", _STRESS.sub("", text))
    text = re.sub(r" ?- ?", "-", " ".join(_repaired(word) for word in text.split()))
    if text and not text.strip("-"):
        return ""
    foreign = sorted({sign for sign in text if sign.isalpha() and not _is_cyrillic(sign)})
    if foreign:
        raise TypedNameError(f"Пишите русскими буквами. Здесь есть другие: {wording.signs_in_words(foreign)}.")
    if len(text) > MAX_LENGTH:
        raise TypedNameError(f"Не больше {MAX_LENGTH} знаков.")
    if not _SHAPE.fullmatch(text):
        raise TypedNameError("Только буквы, дефис, апостроф и пробел, например «Салтыков-Щедрин».")
    return text


def _repaired(word: str) -> str:
    """Put letters right that only look Cyrillic, in a word that has Cyrillic ones."""
    if not any(_is_cyrillic(sign) for sign in word):
        return word
    if _OF_THE_TURKIC_PEOPLES.search(word.casefold()):
        word = word.replace("h", "һ")
    return unicodedata.normalize("NFC", word.translate(LOOK_ALIKES))


def _is_cyrillic(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("CYRILLIC")
