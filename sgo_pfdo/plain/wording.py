"""Dates, numbers and sizes in Russian, the way pages and papers say them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

_MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)

_LATIN = dict(
    zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True),
    ж="zh",
    х="kh",
    ц="ts",
    ч="ch",
    ш="sh",
    щ="shch",
    ъ="",
    ь="",
    ю="yu",
    я="ya",
)
_LONGEST_STEM = 100

_KINDS_OF_SIGNS = {
    "LATIN": ("латинская буква", "латинские буквы"),
    "CYRILLIC": ("редкая буква кириллицы", "редкие буквы кириллицы"),
    "GREEK": ("греческая буква", "греческие буквы"),
    "GEORGIAN": ("грузинская буква", "грузинские буквы"),
    "ARMENIAN": ("армянская буква", "армянские буквы"),
    "HEBREW": ("еврейская буква", "еврейские буквы"),
    "ARABIC": ("арабская буква", "арабские буквы"),
    "DEVANAGARI": ("буква деванагари", "буквы деванагари"),
    "MONGOLIAN": ("буква старомонгольского письма", "буквы старомонгольского письма"),
    "TIBETAN": ("тибетская буква", "тибетские буквы"),
    "THAI": ("тайская буква", "тайские буквы"),
    "HANGUL": ("корейская буква", "корейские буквы"),
    "HIRAGANA": ("японская буква", "японские буквы"),
    "KATAKANA": ("японская буква", "японские буквы"),
    "CJK": ("иероглиф", "иероглифы"),
    "COMBINING": ("знак над буквой", "знаки над буквами"),
}
"""What the first word of the name that Unicode gives to a sign says in Russian, of one and of several."""
_OTHER_LETTERS = ("буква другой письменности", "буквы другой письменности")
_OTHER_SIGNS = ("особый знак", "особые знаки")

_MONTHS_ALONE = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)


def short_date(day: date) -> str:
    """Say a date as S004 does: «25.01.20»."""
    return f"{day.day:02}.{day.month:02}.{day.year % 100:02}"


def date_in_words(day: date) -> str:
    """Say a date in words: «25 января 2020»."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_and_month(day: date) -> str:
    """Say a date within a year that everybody knows: «1 марта»."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1]}"


def short_month(day: date) -> str:
    """Say the month of a day under a picture: «мар»."""
    return _MONTHS_ALONE[day.month - 1][:3]


def month_in_words(day: date) -> str:
    """Say the month of a day: «январь 2020»."""
    return f"{_MONTHS_ALONE[day.month - 1]} {day.year}"


def moment_in_words(moment: datetime, zone: ZoneInfo) -> str:
    """Say a moment in a time zone: «25 января 2020, 18:05»."""
    local = moment.astimezone(zone)
    return f"{date_in_words(local.date())}, {local:%H:%M}"


def digit_groups(number: str) -> tuple[str, ...]:
    """Group the digits of a certificate number: «7850», «4490», «1646»; «4207», «000», «002».

    :param number: as stored, digits only.
    """
    if len(number) == 10:
        return number[:4], number[4:7], number[7:]
    return tuple([number[start : start + 4] for start in range(0, len(number), 4)])


def in_groups(number: str) -> str:
    """Write a certificate number for reading: «7850 4490 1646», «4207 000 002».

    :param number: as stored, digits only.
    """
    return " ".join(digit_groups(number))


def plural(number: int, one: str, few: str, many: str) -> str:
    """Choose the form of a noun after a number: 1 день, 2 дня, 5 дней, 11 дней, 21 день."""
    if number % 10 == 1 and number % 100 != 11:
        return one
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return few
    return many


def whole_number(number: int) -> str:
    """Say a whole number, from five digits on in groups that no line break tears: «9999», «10 000»."""
    return f"{number:,}".replace(",", "\u00a0") if abs(number) >= 10_000 else str(number)


def roubles(kopecks: int) -> str:
    """Say an amount: «12 000 ₽», «9 166,66 ₽»; no line break tears it."""
    whole, rest = divmod(kopecks, 100)
    said = f"{whole:,}".replace(",", "\u00a0")
    return f"{said},{rest:02}\u00a0₽" if rest else f"{said}\u00a0₽"


def percent(part: int, whole: int) -> str:
    """Say a share: «69 %»; everything and nothing are said of nothing less and nothing more.

    :param whole: greater than 0.
    """
    if 0 < part * 100 < whole:
        return "меньше 1\u00a0%"
    share = round(part * 100 / whole)
    return f"{min(share, 99) if part < whole else share}\u00a0%"


def days(number: int) -> str:
    """Say a number of days: «63 дня»."""
    return f"{number} {plural(number, 'день', 'дня', 'дней')}"


def days_left(number: int) -> str:
    """Say how many days are left: «остался 21 день», «осталось 63 дня»."""
    return f"{plural(number, 'остался', 'осталось', 'осталось')} {days(number)}"


def deadline(number: int) -> str:
    """Say how near the last day is: «осталось 63 дня», «последний день – завтра», «сегодня последний день».

    :param number: the days that are left, today and the last day included.
    """
    return {1: "сегодня последний день", 2: "последний день – завтра"}.get(number) or days_left(number)


def by_deadline(end: date, number: int) -> str:
    """Say until when something has to be done: «до 25 января 2020 года включительно», «сегодня: это последний день».

    :param number: the days that are left, today and the last day included.
    """
    if number == 1:
        return "сегодня: это последний день"
    if number == 2:
        return "сегодня или завтра: завтра последний день"
    return f"до {date_in_words(end)} года включительно"


def file_size(size: int) -> str:
    """Say the size of a file: «28 КБ», «1,9 МБ».

    :param size: in bytes.
    """
    kilobytes = max(round(size / 1024), 1)
    if kilobytes < 1024:
        return f"{kilobytes} КБ"
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0").replace(".", ",") + " МБ"


def readable_address(address: str) -> str:
    """Write an address the way people can type it: Russian letters in its path are letters and not «%D0%BA».

    :return: the same address to a browser; one that would not be is left as it is.
    """
    shown = unquote(address)
    is_the_same = quote(shown, safe=":/?#[]@!$&'()*+,;=") == address
    return shown if is_the_same and shown.isprintable() and " " not in shown else address


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Make the key by which names are sorted the way people do: «СОШ № 2» before «СОШ № 10», ё beside е."""
    parts = re.split(r"([0-9]+)", name.casefold().replace("ё", "е"))
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def signs_in_words(signs: Iterable[str]) -> str:
    """Name signs that cannot stand where they stand, for whoever has to find them: «C», «i» (латинские буквы).

    :param signs: single characters.
    """
    kinds: dict[tuple[str, str], list[str]] = {}
    for sign in signs:
        other = _OTHER_LETTERS if sign.isalpha() else _OTHER_SIGNS
        kind = _KINDS_OF_SIGNS.get(unicodedata.name(sign, "").partition(" ")[0], other)
        kinds.setdefault(kind, []).append(f"«\u25cc{sign}»" if unicodedata.combining(sign) else f"«{sign}»")
    return "; ".join(f"{', '.join(found)} ({one if len(found) == 1 else many})" for (one, many), found in kinds.items())


def latin_file_name(name: str) -> str:
    """Write the name of a file in Latin letters: «Сертификат (Игорь).pdf» is «Sertifikat_Igor.pdf».

    :param name: with its ending; letters of scripts other than Cyrillic and Latin are left out.
    :return: ASCII letters, digits, «-» and «_», then the ending as it was.
    """
    stem, dot, ending = name.rpartition(".")
    text = "".join(_latin_letter(sign) for sign in unicodedata.normalize("NFC", stem))
    stem = re.sub(r"[^A-Za-z0-9-]+", "_", text)[:_LONGEST_STEM].strip("_-")
    return (stem or "file") + dot + ending


def _latin_letter(sign: str) -> str:
    found = _LATIN.get(sign.lower())
    if found is not None:
        return found.capitalize() if sign.isupper() else found
    letter = unicodedata.normalize("NFKD", sign)[0]  # é is e
    # a letter of another script disappears; anything else parts words
    return letter if letter.isascii() or not letter.isalpha() else ""
