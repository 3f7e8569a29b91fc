"""Puts right what applicants type for the papers: postal addresses, issuers of documents."""

import re

from sgo_pfdo.documents import unprintable_characters
from sgo_pfdo.plain.signs import one_line
from sgo_pfdo.plain.wording import signs_in_words

LONGEST_ADDRESS = 200
LONGEST_ISSUER = 200


class TypedTextError(ValueError):
    """It cannot stand in the papers; the message says in Russian what is wrong, and what is expected."""


class UnprintableTypedError(TypedTextError):
    """The papers cannot print it."""


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


def check_printable(text: str, longest: int) -> None:
    """Refuse what no paper can show.

    :raises UnprintableTypedError: it is too long, or holds signs that the papers lack.
    """
    if len(text) > longest:
        raise UnprintableTypedError(f"Не больше {longest} знаков: иначе не поместится на бланк.")
    foreign = unprintable_characters(text)
    if foreign:
        signs = signs_in_words(foreign)
        raise UnprintableTypedError(f"Эти знаки нельзя напечатать на бланке: {signs}. Уберите или замените их.")


def _printable(text: str, longest: int) -> str:
    check_printable(text, longest)
    return text
