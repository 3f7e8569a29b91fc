"""Reads single fields of the catalogue as people type them and as files bring them.

What cannot be read raises :class:`WrongFieldError` with a sentence in Russian that stands at the field.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from functools import partial
from typing import Any, TypeVar

from sgo_pfdo.applications import email_address
from sgo_pfdo.plain import dates, telephones
from sgo_pfdo.plain.signs import cleaned, one_line, plain
from sgo_pfdo.plain.wording import roubles, whole_number
from sgo_pfdo.programmes.rules.kinds import LEAST_AGE, MOST_AGE, SHORT_WEEKDAYS, WEEKDAYS

K = TypeVar("K", bound=str)
Read = Callable[[str], Any]
"""Makes a value of what was typed; it never gets an empty text."""

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
_YES = {"да", "yes", "true", "1", "+", "есть"}
_NO = {"нет", "no", "false", "0", "-", "–", "—"}
_YEARS = r"([0-9]{1,2})(?:[.,]([05]))?"
_AGE = re.compile(
    rf"{_YEARS}\s*(?:г|год|года|л|лет)?\.?|{_YEARS}\s*(?:г|год|года|л|лет)\.?\s*([0-9]{{1,3}})\s*м(?:ес\w*)?\.?"
    r"|([0-9]{1,3})\s*м(?:ес\w*)?\.?"
)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::00)?")
_SERIAL = range(20_000, 80_000)
_DAY_ZERO = date(1899, 12, 30)
_DAYS = {word.lower(): number for words in (WEEKDAYS, SHORT_WEEKDAYS) for number, word in words.items()}
_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, *_INN_10)
_INN_12 = (3, *_INN_11)


class WrongFieldError(ValueError):
    """A field cannot be taken as it is; the text says why, in Russian."""


def line(typed: str, *, most: int) -> str:
    """Read a text of one line."""
    text = one_line(typed)
    if len(text) > most:
        raise WrongFieldError(f"длиннее {whole_number(most)} знаков: их {whole_number(len(text))}")
    return text


def text(typed: str, *, most: int) -> str:
    """Read a text of several lines."""
    said = re.sub(r"\n{3,}", "\n\n", cleaned(typed).replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(said) > most:
        raise WrongFieldError(f"длиннее {whole_number(most)} знаков: их {whole_number(len(said))}")
    return said


def choice(typed: str, *, words: Mapping[K, str], more: Mapping[str, K] | None = None) -> str:
    """Read one of several words, as it is stored or as people read it.

    :param more: other ways to write some.
    """
    said = _folded(typed)
    for value, word in words.items():
        if said in (value.lower(), _folded(word)):
            return str(value)
    if more and said in more:
        return str(more[said])
    raise WrongFieldError(f"такого варианта нет. Подойдут: {', '.join(words.values())}")


def choices(
    typed: str, *, words: Mapping[K, str], more: Mapping[str, K] | None = None, most: int = 20
) -> tuple[str, ...]:
    """Read several of some words, with commas or semicolons between them."""
    found = dict.fromkeys(choice(one, words=words, more=more) for one in _parts(typed))
    return _several(tuple(found), most)


def lines(typed: str, *, most: int, longest: int) -> tuple[str, ...]:
    """Read several texts, with commas or semicolons between them; each is taken once."""
    found: dict[str, str] = {}
    for one in _parts(typed):
        found.setdefault(_folded(one), line(one, most=longest))
    return _several(tuple(found.values()), most)


def _several(found: tuple[str, ...], most: int) -> tuple[str, ...]:
    if len(found) > most:
        raise WrongFieldError(f"больше {most}: оставьте самые важные")
    return found


def _parts(typed: str) -> list[str]:
    return [one for one in map(one_line, re.split(r"[,;|\n]", typed)) if one]


def whole(typed: str, *, least: int, most: int) -> int:
    """Read a whole number."""
    found = re.fullmatch(r"([0-9]{1,9})(?:[.,]0+)?", _digits(typed))
    if not found:
        raise WrongFieldError("нужно целое число")
    return _within(int(found[1]), least, most, str)


def tenths(typed: str, *, least: int, most: int) -> int:
    """Read a number with one decimal, as tenths."""
    found = re.fullmatch(r"([0-9]{1,6})(?:[.,]([0-9])0*)?", _digits(typed))
    if not found:
        raise WrongFieldError("нужно число, не больше одного знака после запятой")
    return _within(int(found[1]) * 10 + int(found[2] or 0), least, most, _tenths_in_words)


def kopecks(typed: str, *, most: int) -> int:
    """Read an amount in roubles, as kopecks."""
    written = re.sub(r"(руб(лей|ля|\.)?|₽|р\.?)$", "", _digits(typed).lower())
    found = re.fullmatch(r"([0-9]{1,10})(?:[.,]([0-9]{1,2}))?", written)
    if not found:
        raise WrongFieldError("нужна сумма в рублях, например 10 800 или 10 800,50")
    return _within(int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")), 0, most, roubles)


def _tenths_in_words(value: int) -> str:
    whole_part, rest = divmod(value, 10)
    return f"{whole_number(whole_part)},{rest}" if rest else whole_number(whole_part)


def _within(value: int, least: int, most: int, say: Callable[[int], str]) -> int:
    if not least <= value <= most:
        raise WrongFieldError(f"нужно от {say(least)} до {say(most)}")
    return value


def age(typed: str, *, is_upper: bool = False) -> int:
    """Read an age in years or in years and months, as full months: «7», «7,5», «7 лет 6 мес».

    :param is_upper: the last age that belongs. In whole years it goes on until the next birthday: «12» is 155 months.
    """
    found = _AGE.fullmatch(one_line(plain(typed)).lower())
    if not found:
        raise WrongFieldError("нужен возраст, например 7 или 7 лет 6 мес")
    years, half = found[1] or found[3] or "0", found[2] or found[4]
    rest = found[5] or found[6]
    months = int(years) * 12 + (6 if half == "5" else 0) + int(rest or 0)
    if is_upper and half != "5" and rest is None:
        months = max(months, min(months + 11, MOST_AGE))
    if not LEAST_AGE <= months <= MOST_AGE:
        raise WrongFieldError("возраст бывает от 3 до 18 лет")
    return months


def yes(typed: str) -> bool:
    """Read «да» or «нет»."""
    said = _folded(typed)
    if said not in _YES | _NO:
        raise WrongFieldError("нужно «да» или «нет»")
    return said in _YES


def day(typed: str) -> date:
    """Read a date, also one that a spreadsheet has made a number of."""
    serial = re.fullmatch(r"([0-9]{5})(?:[.,]0+)?", typed.strip())
    if serial and int(serial[1]) in _SERIAL:
        return _DAY_ZERO + timedelta(days=int(serial[1]))
    try:
        found = dates.read_day(typed, EARLIEST, LATEST)
    except ValueError:
        raise WrongFieldError("такой даты нет. Пишите её как 01.09.2026") from None
    if not EARLIEST <= found <= LATEST:
        raise WrongFieldError("проверьте год")
    return found


def clock(typed: str) -> time:
    """Read a time of day, also one that a spreadsheet has made a part of a day of."""
    written = one_line(plain(typed))
    found = _CLOCK.fullmatch(written)
    if found:
        return time(int(found[1]), int(found[2]))
    fraction = re.fullmatch(r"0[.,]([0-9]{3,})", written)
    if fraction:
        minutes = round(float(f"0.{fraction[1]}") * 24 * 60)
        if minutes < 24 * 60:
            return time(*divmod(minutes, 60))
    raise WrongFieldError("нужно время, например 16:30")


def weekday(typed: str) -> int:
    """Read a day of the week: «понедельник», «Пн», «1»."""
    said = _folded(typed).rstrip(".")
    if re.fullmatch("[1-7]", said):
        return int(said)
    if said in _DAYS:
        return _DAYS[said]
    raise WrongFieldError("нужен день недели: понедельник, Пн или 1")


def link(typed: str) -> str:
    """Read an address of the web."""
    address = one_line(typed)
    if len(address) > 500 or not re.fullmatch(r"https?://[^\s/<>\"'`]+\.[^\s<>\"'`]+", address, re.IGNORECASE):
        raise WrongFieldError("нужен адрес страницы, который начинается с https://")
    return address


def telephone(typed: str) -> str:
    """Read a telephone number."""
    try:
        return telephones.read(typed)
    except telephones.TelephoneError as error:
        raise WrongFieldError(_begun_small(str(error))) from None


def email(typed: str) -> str:
    """Read an e-mail address."""
    try:
        return email_address.check(typed)
    except ValueError as error:
        raise WrongFieldError(_begun_small(str(error))) from None


def inn(typed: str) -> str:
    """Read an ИНН of an organisation or of a person, and check its check digits."""
    digits = _digits(typed)
    weights: Sequence[Sequence[int]] = {10: (_INN_10,), 12: (_INN_11, _INN_12)}.get(len(digits), ())
    if not weights or not re.fullmatch("[0-9]+", digits) or not digits.strip("0"):
        raise WrongFieldError("в ИНН 10 цифр, у предпринимателя 12")
    for one in weights:
        check = sum(weight * int(digit) for weight, digit in zip(one, digits, strict=False)) % 11 % 10
        if check != int(digits[len(one)]):
            raise WrongFieldError("в ИНН ошибка: контрольная цифра не сходится")
    return digits


def ogrn(typed: str) -> str:
    """Read an ОГРН of 13 or an ОГРНИП of 15 digits, and check its check digit."""
    digits = _digits(typed)
    if not re.fullmatch("[0-9]{13}|[0-9]{15}", digits) or not digits.strip("0"):
        raise WrongFieldError("в ОГРН 13 цифр, в ОГРНИП 15")
    if int(digits[:-1]) % (len(digits) - 2) % 10 != int(digits[-1]):
        raise WrongFieldError("в ОГРН ошибка: контрольная цифра не сходится")
    return digits


def kpp(typed: str) -> str:
    """Read a КПП."""
    digits = _digits(typed)
    if not re.fullmatch("[0-9]{9}", digits):
        raise WrongFieldError("в КПП 9 цифр")
    return digits


def code(typed: str) -> str:
    """Read a code by which files or the portal name something: one word, 1 to 64 signs."""
    found = one_line(typed)
    if len(found) > 64 or re.search(r"\s", found):
        raise WrongFieldError("нужен код без пробелов, не длиннее 64 знаков")
    return found


def degrees(typed: str, *, most: int) -> float:
    """Read a latitude or a longitude."""
    found = re.fullmatch(r"-?[0-9]{1,3}(?:[.,][0-9]{1,15})?", _digits(typed))
    if not found or abs(value := float(found[0].replace(",", "."))) > most:
        raise WrongFieldError(f"нужны градусы, например 53.9906, не больше {most}")
    return float(found[0].replace(",", ".")) if value else 0.0


def bounded(read: Callable[..., Any], **bounds: Any) -> Read:
    """Fix the bounds of a reader."""
    return partial(read, **bounds)


def _digits(typed: str) -> str:
    return re.sub(r"\s", "", plain(typed))


def _folded(typed: str) -> str:
    return one_line(plain(typed)).lower().replace("ё", "е")


def _begun_small(said: str) -> str:
    return said[:1].lower() + said[1:].rstrip(".")
