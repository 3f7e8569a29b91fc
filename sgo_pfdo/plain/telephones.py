"""Telephone numbers as people type them, brought into the form in which people write them; and as links dial them.

What a number can be in each country is known to the library ``phonenumbers``, which is Google's.
"""

import re

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    is_valid_number,
    parse,
)

from sgo_pfdo.plain.signs import one_line, plain

HOME = "RU"
LONGEST = 100
"""Characters that are looked at."""

_EXTENSION = re.compile(
    r"[\s,;(]*(?:доб(?:авочный)?|вн(?:утр(?:енний)?)?|ext|x|#)\s*[.:№=]?\s*([0-9]{1,7})\)?$", re.IGNORECASE
)
_IN_FRONT = re.compile(r"^(?:тел(?:ефон)?|моб(?:ильный)?|сот(?:овый)?|tel)\s*[.:]*\s*(?=[+(0-9])", re.IGNORECASE)
_SIGNS = re.compile(r"[0-9+()\s.\-]+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_CODE = re.compile(r"^(?:\+?[78][\s-]*)?\(([0-9][0-9 -]{1,5}[0-9])\)")
_DIALLED = re.compile(
    r"\+?[0-9(][0-9()\s.\-\u2010-\u2015]{4,}(?:,?\s*(?:доб|вн)[а-я]*\.?\s*[0-9]{1,7})?", re.IGNORECASE
)


class TelephoneError(ValueError):
    """It is no telephone number; the message says in Russian what is expected."""


def read(typed: str) -> str:
    """Bring a telephone number into the form in which people write it.

    :param typed: with brackets, dashes, spaces, an extension; a number with the code +7 (Russia, Kazakhstan) begins
        with +7, 8 or neither, one of another country with «+» or «00», or «8 10».
    :return: «+7 905 000-12-34», «+7 (38464) 2-12-34 доб. 5», «+375 29 123-45-67».
    :raises TelephoneError: it is none, or there are several.
    """
    text = _DASHES.sub("-", plain(one_line(typed)[:LONGEST])).strip(" .,;")
    text = _IN_FRONT.sub("", text)
    found = _EXTENSION.search(text)
    extension = found[1] if found else ""
    text = text[: found.start()] if found else text
    if not _SIGNS.fullmatch(text) or "+" in text[1:].replace("(+", "("):
        raise TelephoneError("Введите один номер телефона цифрами, например +7 905 000-12-34.")
    number = _parsed(text)
    shown = _shown_at_home(number, text) if number.country_code == 7 else _abroad(number)
    return f"{shown} доб. {extension}" if extension else shown


def dial(telephone: str) -> str:
    """Write a telephone number as links want it: «8 (38464) 2-12-34, доб. 5» is «+73846421234;ext=5».

    :param telephone: as an organisation writes it. Of several the first one is dialled; what is none is left as it is,
        without blanks and brackets.
    """
    found = _DIALLED.search(one_line(telephone))
    try:
        shown, _, extension = read(found[0] if found else telephone).partition(" доб. ")
    except TelephoneError:
        return re.sub(r"[\s()\-]", "", telephone)
    digits = "+" + re.sub("[^0-9]", "", shown)
    return f"{digits};ext={extension}" if extension else digits


def _parsed(text: str) -> PhoneNumber:
    """Read signs and digits; the code of another country is there, or it is +7."""
    digits = re.sub("[^0-9]", "", text)
    is_abroad = text.lstrip(" (").startswith("+") and digits[:1] != "8"
    if digits.startswith("00") and len(digits) > 10:
        digits, is_abroad = digits[2:], True
    elif digits.startswith("810") and len(digits) > 11:
        digits, is_abroad = digits[3:], True
    if is_abroad and not digits.startswith("7"):
        return _checked(f"+{digits}", "В номере другой страны ошибка: проверьте цифры после «+» и кода страны.")
    return _checked(f"+7{_national(digits, text)}", _AT_HOME)


_AT_HOME = "Введите номер с кодом: 10 цифр после +7 или 8, например +7 905 000-12-34."


def _national(digits: str, text: str) -> str:
    """Take the ten digits behind +7 or 8."""
    if len(digits) == 11 and digits[0] in "78":
        return digits[1:]
    # ten digits that begin with 8 are a whole number without +7 («812 123-45-67»), or one that lacks its last digit
    is_whole = digits[:1] != "8" or digits.startswith("800") or re.match(r"\(?8[0-9]{2,4}[)\s-]", text)
    if len(digits) != 10 or not is_whole:
        raise TelephoneError(_AT_HOME)
    return digits


def _checked(number: str, wrong: str) -> PhoneNumber:
    try:
        parsed = parse(number, HOME)
    except NumberParseException:
        raise TelephoneError(wrong) from None
    # new ranges of numbers come faster than new versions of the library: a possible number will do
    is_possible = is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
    is_refused = parsed.country_code == 7 and str(parsed.national_number)[0] not in "3456789"
    if is_refused or not (is_possible or is_valid_number(parsed)):
        raise TelephoneError(wrong)
    return parsed


def _shown_at_home(number: PhoneNumber, text: str) -> str:
    """Write a number of Russia or Kazakhstan; a code of four or five digits stays as somebody has written it."""
    digits = str(number.national_number)
    found = _CODE.match(text)
    code = re.sub("[^0-9]", "", found[1]) if found else ""
    if len(code) not in {4, 5} or not digits.startswith(code):
        return f"+7 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}"
    rest = digits[len(code) :]
    return f"+7 ({code}) {rest[:-4]}-{rest[-4:-2]}-{rest[-2:]}"


def _abroad(number: PhoneNumber) -> str:
    return str(format_number(number, PhoneNumberFormat.INTERNATIONAL))
