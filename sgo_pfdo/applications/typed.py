"""Puts right what applicants type for the papers: telephones, postal addresses, issuers of documents."""

import re

from sgo_pfdo.documents import unprintable_characters
from sgo_pfdo.signs import one_line

LONGEST_ADDRESS = 200
LONGEST_ISSUER = 200

_TELEPHONE_SIGNS = re.compile(r"[0-9+()\s.‐-―−-]+")


class TypedTextError(ValueError):
    """It cannot stand in the papers; the message says in Russian what is wrong, and what is expected."""


def telephone(typed: str) -> str:
    """Bring a telephone number into one form.

    :param typed: with brackets, dashes, spaces; a Russian number with +7, 8 or neither.
    :return: «+7 (384) 560-12-30», or a foreign number as «+» and digits.
    :raises TypedTextError: it is none.
    """
    text = one_line(typed)
    if not _TELEPHONE_SIGNS.fullmatch(text):
        raise TypedTextError("Введите один номер телефона цифрами, например +7 905 000-12-34.")
    digits = re.sub("[^0-9]", "", text)
    if text.lstrip(" (").startswith("+") and not digits.startswith("7"):
        if not 8 <= len(digits) <= 15:
            raise TypedTextError("В номере другой страны от 8 до 15 цифр вместе с её кодом.")
        return f"+{digits}"
    is_whole = len(digits) == 11 and digits[0] in "78" and digits[1] in "34589"
    # ten digits that begin with 8 may be a whole number without +7, or a number that lacks its last digit
    if not is_whole and not (len(digits) == 10 and (digits[0] in "3459" or digits.startswith("800"))):
        raise TypedTextError("Введите номер с кодом: 10 цифр после +7 или 8, например +7 905 000-12-34.")
    digits = digits[-10:]
    return f"+7 ({digits[:3]}) {digits[3:6]}-{digits[6:8]}-{digits[8:]}"


def address(typed: str) -> str:
    """Check a postal address.

    :raises TypedTextError: it is too long or too short for one, or holds what the papers cannot print.
    """
    text = _printable(one_line(typed), LONGEST_ADDRESS)
    if len(re.findall(r"[^\W\d_]", text)) < 3:
        raise TypedTextError("Введите адрес полностью: город, улица, дом, квартира.")
    return text


def issuer(typed: str) -> str:
    """Check who has issued a document.

    :raises TypedTextError: it is too long or too short, or holds what the papers cannot print.
    """
    text = _printable(one_line(typed), LONGEST_ISSUER)
    if len(re.findall(r"[^\W\d_]", text)) < 3:
        raise TypedTextError("Напишите, кто выдал документ, как в нём самом.")
    return text


def _printable(text: str, longest: int) -> str:
    if len(text) > longest:
        raise TypedTextError(f"Не больше {longest} знаков: иначе не поместится на бланк.")
    foreign = unprintable_characters(text)
    if foreign:
        signs = ", ".join(f"«{sign}»" for sign in foreign)
        raise TypedTextError(f"Эти знаки нельзя напечатать на бланке: {signs}. Уберите или замените их.")
    return text
