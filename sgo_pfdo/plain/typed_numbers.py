"""The number of a certificate as people type, paste and scan it, and the address of its card in a QR code.

What cannot be a number is answered as what it is. It is never looked up, so it never counts as a guess.
"""

import re

from sgo_pfdo.plain.dates import read_day
from sgo_pfdo.plain.signs import one_line, plain

LENGTHS = (12, 10)
"""Digits of a number, see :mod:`sgo_pfdo.plain.numbers`."""
LONGEST = 300
"""Characters that are looked at."""

_DASHES = "\\-\u2010-\u2015\u2212"
_IN_GROUPS = re.compile(rf"[0-9](?:[ .'’_{_DASHES}]*[0-9])*")
_IN_THOUSANDS = re.compile(rf"[0-9](?:[ .,'’_{_DASHES}]*[0-9])*")
_CENTS = re.compile(r"(?<=[0-9])[.,]00?(?![0-9])")
_SHORTENED = re.compile(r"[0-9][.,][0-9]+[EЕ]\+[0-9]+", re.IGNORECASE)
_MOSTLY_DIGITS = re.compile(r"(?<!\S)(?=(?:\S*[0-9]){2})[0-9OОoоlI|З]+(?!\S)")
_LIKE_DIGITS = str.maketrans("OОoоlI|З", "00001113")

_CARD = re.compile(r"/([cC])/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])")
_ADDRESS = re.compile(r"https?:/|//|(?:^|\s)www\.|/c/", re.IGNORECASE)
_RUSSIAN_KEYS = str.maketrans(
    "йцукенгшщзфывапролдячсмитьЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ.Жж",
    "qwertyuiopasdfghjklzxcvbnmQWERTYUIOPASDFGHJKLZXCVBNM/::",
)
_RUSSIAN_ADDRESS = re.compile("реезы?[Жж]", re.IGNORECASE)
"""«https:» or «http:» from a scanner that types while the Russian layout is on."""


class TypedNumberError(ValueError):
    """This is no number of a certificate; the message says in Russian what it is, and what is expected."""


class WordsTypedError(TypedNumberError):
    """Words instead of a number: a surname, most likely.

    :param words: as typed, in one line.
    """

    def __init__(self, message: str, words: str) -> None:
        super().__init__(message)
        self.words = words


def read_number(typed: str) -> str:
    """Read a number: «№ 7850 4490 1646.», «="0025011990"», «7850-4490-1646 Иванов».

    Words and signs around it do not count, nor do blanks, dashes and points within.

    :return: the digits.
    :raises TypedNumberError: there is no number in it, or there are several.
    """
    text = _CENTS.sub("", plain(one_line(typed)[:LONGEST]))
    text = _MOSTLY_DIGITS.sub(lambda found: found[0].translate(_LIKE_DIGITS), text)
    for shape in (_IN_GROUPS, _IN_THOUSANDS):
        runs = {re.sub("[^0-9]", "", run) for run in shape.findall(text)}
        numbers = [run for run in runs if len(run) in LENGTHS]
        if len(numbers) == 1 and not _SHORTENED.search(text):
            return numbers[0]
    raise _refusal(text)


def _refusal(text: str) -> TypedNumberError:
    digits = sum(sign.isdigit() for sign in text)
    if _SHORTENED.search(text):
        return TypedNumberError("Таблица показала номер сокращённо. Откройте ячейку и скопируйте номер целиком.")
    if not digits and re.search(r"[^\W\d_]", text):
        return WordsTypedError("Это не номер: в номере сертификата 12 или 10 цифр, букв нет.", text)
    if _is_day(text):
        return TypedNumberError("Это дата. Введите номер сертификата: 12 или 10 цифр.")
    if not digits:
        return TypedNumberError("Введите номер сертификата: 12 или 10 цифр.")
    return TypedNumberError(f"В номере сертификата 12 или 10 цифр, здесь их {digits}. Сверьте номер с документом.")


def _is_day(text: str) -> bool:
    try:
        return bool(read_day(text))
    except ValueError:
        return False


def card_ids(typed: str) -> tuple[str, ...]:
    """Read the card's id from the address that a scanner took from a QR code.

    A scanner types as a keyboard does. With the Russian layout on, «https://…» comes out as «реезыЖ..…», and is read
    all the same. With Caps Lock on, small and capital letters change places; where a scanner makes all of them alike,
    the id is given in one case only, see :func:`is_one_case`.

    :return: the ids that it can be, none where there is no such address.
    """
    text = one_line(typed)
    for address in (text, text.translate(_RUSSIAN_KEYS)):
        found = _CARD.search(address)
        if found:
            path, card_id = found.groups()
            return (card_id,) if path == "c" else (card_id.swapcase(), card_id)
    return ()


def is_one_case(card_id: str) -> bool:
    """Tell whether all letters of an id are small, or all capital: the scanner has made them so."""
    return card_id in {card_id.lower(), card_id.upper()}


def check_scanned(typed: str) -> None:
    """Refuse an address that is none of a card: what a scanner read badly is no number, and no guess.

    :raises TypedNumberError: it is one.
    """
    text = one_line(typed)
    if card_ids(text):
        return
    if _ADDRESS.search(text) or _RUSSIAN_ADDRESS.search(text):
        raise TypedNumberError(
            "Это адрес, но не карточки сертификата, или QR-код считан не целиком. Считайте ещё раз или введите номер."
        )
