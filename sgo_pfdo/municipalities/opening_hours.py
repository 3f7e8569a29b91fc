"""Understands hours as municipalities write them, «пн–чт с 9:00 до 17:00, перерыв 12–13», and says what holds now.

Whatever is not understood to the last word gives nothing, and only the text is shown: a family that comes to a closed
door because of a guess has come for nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

Span = tuple[time, time]
Week = Mapping[int, tuple[Span, ...]]
"""When it is open, by day of the week, Monday being 0; a day without spans is closed."""

_DAYS = (
    r"понедельник(?:а|у|ам|и)?|пн",
    r"вторник(?:а|у|ам|и)?|вт",
    r"сред(?:а|ы|у|е|ам)|ср",
    r"четверг(?:а|у|ам|и)?|чт",
    r"пятниц(?:а|ы|у|е|ам)|пт",
    r"суббот(?:а|ы|у|е|ам)|сб",
    r"воскресень(?:е|я|ю|ям)|вс",
)
_TOKENS = re.compile(
    r"(?P<week>ежедневно|без выходных)|(?P<workdays>(?:по |в )?будн(?:и|ям|ие дни)|(?:по |в )?рабочи(?:е|м) дн(?:и|ям))"
    r"|(?P<weekend>(?:по |в )выходны(?:м|е)(?: дн(?:и|ям))?)"
    r"|" + "|".join(rf"(?P<day{number}>(?:{words})\b\.?)" for number, words in enumerate(_DAYS)) + r"|"
    r"(?P<time>\d{1,2}(?:[:.]\d{2})?(?!\d)(?:\s*(?:часов|часа|час|ч)\b\.?)?)"
    r"|(?P<nobreak>без (?:перерыва|обеда)(?: на обед)?)"
    r"|(?P<rest>обеденный перерыв|(?:технический )?перерыв(?: на обед)?|обед)\b"
    r"|(?P<closed>выходн(?:ой|ые)(?: д(?:ень|ни))?|неприемн(?:ый|ые)(?: д(?:ень|ни))?|закрыто|не работа(?:ет|ем))\b"
    r"|(?P<idle>(?:кроме )?праздник(?:ов|и)\b|(?:кроме )?праздничны(?:х|е) дн(?:ей|и)"
    r"|(?:часы|время|режим|график|дни) (?:приема|работы)(?: документов)?:?|прием(?: документов)?:?\b)"
    r"|(?P<from>со?\b)|(?P<till>до\b)|(?P<to>-|по\b)|(?P<and>и\b|,|;|\n|\.|:|\(|\)|во?\b)"
)
_EARLIEST, _LATEST = time(5), time(23, 59)
"""Nobody receives families in between; what looks like that is a date, or something else."""
_HOLIDAYS = frozenset({(1, day) for day in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)})
"""Month and day: ТК РФ, статья 112. What the schedule means then is not known."""
_ON = ("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье")


class _NotUnderstoodError(Exception):
    """There is more in the text than we know."""


class _Token(NamedTuple):
    kind: str
    text: str


class _Group(NamedTuple):
    """Days with the same hours."""

    days: frozenset[int]
    spans: tuple[Span, ...]


def understand(text: str) -> Week | None:
    """Understand hours.

    :param text: as the municipality wrote it.
    :return: ``None`` where anything in it is not understood, or contradicts the rest.
    """
    try:
        return _week(_Reader(_tokens(text)).groups())
    except _NotUnderstoodError:
        return None


def _tokens(text: str) -> list[_Token]:
    plain = re.sub(r"[‐‑‒–—―−]", "-", text.casefold().replace("ё", "е"))
    plain = re.sub(r"[^\S\n]+", " ", plain)
    plain = re.sub(r"\b(\d{1,2})-([0-5]0|[0-5]5)(?= ?(?:до|-) ?\d{1,2}-\d{2}\b)", r"\1:\2", plain)  # с 9-00 до 17-00
    plain = re.sub(r"(?<=\d:\d\d) ?(до|-) ?(\d{1,2})-(\d{2})\b", r" \1 \2:\3", plain)
    found, position = [], 0
    while position < len(plain):
        if plain[position] == " ":
            position += 1
            continue
        match = _TOKENS.match(plain, position)
        if match is None or not match.lastgroup:
            raise _NotUnderstoodError
        if match.lastgroup != "idle":
            found.append(_Token(match.lastgroup, match[0]))
        position = match.end()
    return found


class _Reader:
    """Reads the tokens from left to right."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def _kind(self, ahead: int = 0) -> str:
        place = self._at + ahead
        return self._tokens[place].kind if place < len(self._tokens) else ""

    def _skip(self, *kinds: str) -> bool:
        """Step over tokens of these kinds; tell whether there was one."""
        before = self._at
        while self._kind() in kinds:
            self._at += 1
        return self._at > before

    def groups(self) -> list[_Group]:
        """Read all of it."""
        groups: list[_Group] = []
        without_break = 0
        self._skip("and")
        while self._kind():
            if self._kind() == "nobreak":
                self._at += 1
            elif self._kind() == "rest":
                self._at += 1
                self._skip("and", "to")
                groups[without_break:] = _with_break(groups[without_break:], self._span())
                without_break = len(groups)
            elif self._kind() == "closed":
                self._at += 1
                self._skip("and", "to")
                groups.append(_Group(self._days(), ()))
            else:
                days = self._days()
                self._skip("and", "to")
                groups.append(_Group(days, () if self._skip("closed") else self._spans()))
            self._skip("and")
        return groups

    def _days(self) -> frozenset[int]:
        days: set[int] = set()
        while True:
            begin = self._at
            self._skip("from", "to", "and") if days or self._kind() in {"from", "to"} else None
            if not _is_day(self._kind()):
                self._at = begin
                break
            days |= self._run()
        if not days:
            raise _NotUnderstoodError
        return frozenset(days)

    def _run(self) -> set[int]:
        """Read a day, or from one day to another."""
        kind = self._kind()
        self._at += 1
        if kind == "week":
            return set(range(7))
        if kind == "workdays":
            return set(range(5))
        if kind == "weekend":
            return {5, 6}
        first = int(kind[-1])
        if self._kind() != "to" or not self._kind(1).startswith("day"):
            return {first}
        last = int(self._kind(1)[-1])
        if last <= first:
            raise _NotUnderstoodError
        self._at += 2
        return set(range(first, last + 1))

    def _spans(self) -> tuple[Span, ...]:
        spans = [self._span()]
        while True:
            begin = self._at
            self._skip("and")
            if self._kind() not in {"from", "time"} or (self._kind() == "from" and self._kind(1) != "time"):
                self._at = begin
                break
            spans.append(self._span())
        if any(one[1] > other[0] for one, other in pairwise(spans)):
            raise _NotUnderstoodError
        return tuple(spans)

    def _span(self) -> Span:
        self._skip("from")
        begin = self._time()
        if self._kind() not in {"till", "to"}:
            raise _NotUnderstoodError
        self._at += 1
        end = self._time()
        if not _EARLIEST <= begin < end <= _LATEST:
            raise _NotUnderstoodError
        return begin, end

    def _time(self) -> time:
        if self._kind() != "time":
            raise _NotUnderstoodError
        hour, minute, *_ = *re.findall(r"\d+", self._tokens[self._at].text), "0"
        self._at += 1
        if int(hour) > 23 or int(minute) > 59:
            raise _NotUnderstoodError
        return time(int(hour), int(minute))


def _is_day(kind: str) -> bool:
    return kind.startswith("day") or kind in {"week", "workdays", "weekend"}


def _with_break(groups: list[_Group], rest: Span) -> list[_Group]:
    """Take a break out of the hours of all these days, where it lies in them."""
    parted = [_Group(days, tuple(part for span in spans for part in _parted(span, rest))) for days, spans in groups]
    if parted == groups:
        raise _NotUnderstoodError
    return parted


def _parted(span: Span, rest: Span) -> Iterator[Span]:
    if span[0] < rest[0] and rest[1] < span[1]:
        yield span[0], rest[0]
        yield rest[1], span[1]
    else:
        yield span


def _week(groups: list[_Group]) -> Week:
    week: dict[int, tuple[Span, ...]] = {}
    for days, spans in groups:
        if not days.isdisjoint(week):
            raise _NotUnderstoodError
        week |= dict.fromkeys(days, spans)
    if not any(week.values()):
        raise _NotUnderstoodError
    return week


@dataclass(frozen=True, slots=True)
class Now:
    """What holds at a moment.

    :param words: «открыто сегодня до 17:00»; empty where nothing is known, as on public holidays.
    :param until: when something else may hold.
    """

    words: str
    is_open: bool
    until: datetime


def what_holds(week: Week | None, now: datetime) -> Now:
    """Say whether it is open, and else when it opens.

    :param week: ``None`` where the hours were not understood.
    :param now: in the time zone of the place.
    """
    today = now.date()
    midnight = _at(today + timedelta(days=1), time(), now)
    if week is None or _is_holiday(today):
        return Now("", False, midnight)
    spans = week.get(today.weekday(), ())
    for position, (begin, end) in enumerate(spans):
        if now < _at(today, begin, now):
            words = "перерыв, откроется" if position else "закрыто, откроется сегодня"
            return Now(f"{words} в {_in_words(begin)}", False, _at(today, begin, now))
        if now < _at(today, end, now):
            rests = [f"перерыв с {_in_words(a[1])} до {_in_words(b[0])}" for a, b in pairwise(spans[position:])]
            words = ", ".join([f"открыто сегодня до {_in_words(spans[-1][1])}", *rests])
            return Now(words, True, _at(today, end, now))
    return Now(_opens_next(week, today), False, midnight)


def _opens_next(week: Week, today: date) -> str:
    """Say when it opens after today, within a week; holidays are passed over."""
    for ahead in range(1, 7):
        day = today + timedelta(days=ahead)
        spans = week.get(day.weekday(), ())
        if spans and not _is_holiday(day):
            when = "завтра" if ahead == 1 else _ON[day.weekday()]
            return f"закрыто, откроется {when} в {_in_words(spans[0][0])}"
    return "сегодня закрыто"


def _is_holiday(day: date) -> bool:
    return (day.month, day.day) in _HOLIDAYS


def _at(day: date, moment: time, now: datetime) -> datetime:
    return datetime.combine(day, moment, now.tzinfo)


def _in_words(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02}"
