"""Reads single cells: numbers, names, dates, statuses, whatever a spreadsheet has made of them.

A cell that cannot be read raises ``ValueError`` with a sentence in Russian that says what is wrong, and never holds
what stands in the cell: it may be a child's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sgo_pfdo.certificates.rules.lifecycle import Status
from sgo_pfdo.funds.rules.kinds import Funding
from sgo_pfdo.importing.rules.heads import folded
from sgo_pfdo.plain.signs import one_line


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that would be computed: it never is."""


Cell = str | int | float | date | Formula | None
"""What a file gives: texts, numbers, days; ``None`` for an empty cell."""

LONGEST_NAME = 100
"""Characters of a name, as much as any paper prints."""
EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 12, 31)
_FORMULA = "в ячейке формула. Замените её значением: «Копировать», «Вставить значения»"
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_NO_PATRONYMIC = {"", "нет", "отсутствует", "без отчества", "не указано", "б о"}
_SERIAL = range(20_000, 80_000)
"""Excel's days from 1954 to 2119."""
_TIME_OF_DAY = re.compile(r"[t ]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?([.,][0-9]+)?( ?(z|мск)|[+-][0-9]{2}:?[0-9]{2})?$")
_YEAR_WORD = re.compile(r" ?(г|года|год)\.?$")
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")

STATUSES: Mapping[Status, str] = {
    Status.ACTIVE: "активный|активен|активна|активирован|действующий|действует|действителен|подтвержден",
    Status.INACTIVE: "(не ?)(активный|активен|активирован|подтвержден)|ожидает активации|новый|черновик",
    Status.FROZEN: "заморожен(ный)?|приостановлен|заблокирован",
    Status.ANNULLED: "анн?улирован(ный)?|закрыт|отозван|прекращен|исключен|недействителен|недействующий",
    Status.EXPIRED: "(срок действия )?(истек|истекший|окончен|закончился)|просрочен|завершен|архивный",
}
"""What each status may be called, folded."""


def text_of(cell: Cell) -> str:
    """Give the text of a cell as people see it: ``="0025"`` is «0025», one space at a time, no invisible signs,
    each letter one sign.

    :raises ValueError: it is a formula.
    """
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        raise ValueError(_FORMULA)
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    if text.startswith("="):
        unwrapped = _AS_TEXT.fullmatch(text)
        text = unwrapped[1].replace('""', '"') if unwrapped else text
        if text.startswith("="):
            raise ValueError(_FORMULA)
    return one_line(text.removeprefix("'"))


def read_number(cell: Cell) -> str:
    """Read the number of a certificate: 10 digits as in S000, or 12 as in S004.

    :raises ValueError: it is none; digits that Excel has dropped are told, and never guessed.
    """
    typed = text_of(cell)
    if not typed:
        raise ValueError("нет номера")
    if re.search(r"[0-9][eEеЕ][+]?[0-9]", typed):
        raise ValueError("Excel испортил номер (в нём «E+»). Сделайте столбец текстовым и вставьте номера заново")
    number = re.sub(r"[\s\-‐-―−№.]", "", typed)
    if not re.fullmatch("[0-9]+", number):
        raise ValueError("в номере должны быть только цифры")
    if len(number) in (9, 11):
        raise ValueError(
            f"в номере {len(number)} цифр вместо {len(number) + 1}: похоже, Excel отбросил ноль впереди. "
            "Сделайте столбец текстовым и вставьте номера заново"
        )
    if len(number) not in (10, 12):
        raise ValueError("в номере должно быть 10 или 12 цифр")
    if (len(number) == 12 and number.startswith("0")) or (len(number) == 10 and number.endswith("000000")):
        raise ValueError("такого номера не бывает")
    return number


def read_name(cell: Cell, *, missing: str | None = None) -> str | None:
    """Read a surname, a first name or a patronymic; what is written stays as it is.

    :param missing: what to say of an empty one; ``None`` where it may be empty.
    :raises ValueError: it cannot be a name.
    """
    name = re.sub(r"(?<=\w) ?([-‐-―]) ?(?=\w)", r"\1", text_of(cell)) if cell is not None else ""
    if missing is None and (folded(name) in _NO_PATRONYMIC):
        return None
    if not re.search(r"[^\W\d_]", name):
        raise ValueError(missing or "в имени нет букв")
    if re.search("[0-9]", name):
        raise ValueError("в имени цифра")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"имя длиннее {LONGEST_NAME} знаков")
    return name


def split_name(cell: Cell) -> tuple[str, str, str | None]:
    """Divide a full name: the first word is the surname, the second the first name, the rest the patronymic.

    :raises ValueError: it has fewer than two words, or cannot be a name.
    """
    name = read_name(cell, missing="нет имени")
    parts = (name or "").split(" ")
    if len(parts) < 2:
        raise ValueError("нужны фамилия и имя через пробел, а слово одно")
    return parts[0], parts[1], read_name(" ".join(parts[2:]))


def read_day(cell: Cell, today: date) -> date | None:
    """Read a date as a date, as Excel's number of days, or as text; ``None`` for an empty cell.

    :param today: decides the century of a year in two digits: not far in the future.
    :raises ValueError: it is none, or from no time that makes sense.
    """
    day = _day(cell, today)
    if day is not None and not EARLIEST <= day <= LATEST:
        raise ValueError("проверьте год")
    return day


def _day(cell: Cell, today: date) -> date | None:
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    written = text_of(cell).casefold()
    if not written or written in {"-", "–", "—"}:
        return None
    if re.fullmatch(r"[0-9]{5}([.,][0-9]+)?", written) and int(written[:5]) in _SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(written[:5]))
    written = _YEAR_WORD.sub("", _TIME_OF_DAY.sub("", written))
    try:
        return _written_day(written, today)
    except (ValueError, OverflowError):
        raise ValueError("такой даты нет. Пишите её как 14.05.2010") from None


def _written_day(written: str, today: date) -> date:
    iso = re.fullmatch(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})", written)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    named = re.fullmatch(r"([0-9]{1,2})[\s.-]*([а-я]{3})[а-я]*[\s.-]*([0-9]{4})", written)
    if named:
        return date(int(named[3]), _MONTHS.index(named[2].replace("май", "мая")) + 1, int(named[1]))
    found = re.fullmatch(r"([0-9]{1,2})[\s./-]+([0-9]{1,2})[\s./-]+([0-9]{4}|[0-9]{2})", written)
    found = found or re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{4})", written)
    if not found:
        raise ValueError
    year = int(found[3])
    if len(found[3]) == 2:
        year += 2000 if 2000 + year <= today.year + 20 else 1900
    return date(year, int(found[2]), int(found[1]))


def read_status(cell: Cell) -> Status:
    """Read the status of a certificate.

    :raises ValueError: it is none that we know.
    """
    said = folded(text_of(cell))
    if not said:
        raise ValueError("нет статуса")
    said = re.sub("^сертификат ", "", said)
    for status, words in STATUSES.items():
        if re.fullmatch(words, said):
            return status
    raise ValueError("незнакомый статус. Подойдут: активный, не активирован, заморожен, аннулирован, истёк")


def read_funding(cell: Cell) -> Funding | None:
    """Read the type of a certificate; ``None`` for an empty cell.

    :raises ValueError: it is none that we know.
    """
    said = folded(text_of(cell))
    if not said:
        return None
    if "учет" in said:
        return Funding.ACCOUNTING
    if re.search(r"\bпф(до)?\b|финансирован", said):
        return Funding.FUNDED
    raise ValueError("незнакомый тип. Подойдут: сертификат ПФ, сертификат учёта")
