"""The time zones that a municipality chooses from, in words that people know."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONES: Sequence[tuple[str, str]] = (
    ("Europe/Kaliningrad", "Калининград"),
    ("Europe/Moscow", "Москва, Санкт-Петербург"),
    ("Europe/Kirov", "Киров"),
    ("Europe/Volgograd", "Волгоград"),
    ("Europe/Astrakhan", "Астрахань"),
    ("Europe/Samara", "Самара, Ижевск"),
    ("Europe/Saratov", "Саратов"),
    ("Europe/Ulyanovsk", "Ульяновск"),
    ("Asia/Yekaterinburg", "Екатеринбург, Челябинск, Пермь, Уфа, Тюмень"),
    ("Asia/Omsk", "Омск"),
    ("Asia/Novosibirsk", "Новосибирск"),
    ("Asia/Barnaul", "Барнаул, Горно-Алтайск"),
    ("Asia/Tomsk", "Томск"),
    ("Asia/Novokuznetsk", "Кемерово, Новокузнецк"),
    ("Asia/Krasnoyarsk", "Красноярск, Абакан, Кызыл"),
    ("Asia/Irkutsk", "Иркутск, Улан-Удэ"),
    ("Asia/Chita", "Чита"),
    ("Asia/Yakutsk", "Якутск, Благовещенск"),
    ("Asia/Vladivostok", "Владивосток, Хабаровск"),
    ("Asia/Sakhalin", "Южно-Сахалинск"),
    ("Asia/Magadan", "Магадан"),
    ("Asia/Srednekolymsk", "Среднеколымск"),
    ("Asia/Kamchatka", "Петропавловск-Камчатский"),
    ("Asia/Anadyr", "Анадырь"),
)
"""The time zones of Russia with cities that people know, from west to east."""


def zone_choices(stored: str | None, default: ZoneInfo, now: datetime) -> list[tuple[str, str]]:
    """List the time zones to choose from.

    :param stored: what the municipality has; offered even where it is none of Russia's.
    :param default: what the portal's option says.
    :param now: for the difference to UTC.
    """
    keys = dict.fromkeys([key for key, _ in ZONES] + ([stored] if stored else []))
    choices = [("", f"Как на портале: {zone_in_words(default.key, now)}")]
    return choices + [(key, zone_in_words(key, now)) for key in _known(keys)]


def _known(keys: Iterable[str]) -> Iterator[str]:
    """Leave out the zones that this machine's data lacks: some are only a few years old."""
    for key in keys:
        try:
            ZoneInfo(key)
        except ZoneInfoNotFoundError:
            continue
        yield key


def cities(key: str) -> str:
    """Say a time zone by its cities: «Кемерово, Новокузнецк»; one that is not Russia's by its IANA name."""
    return dict(ZONES).get(key, key)


def zone_in_words(key: str, now: datetime) -> str:
    """Say a time zone: «Кемерово, Новокузнецк (UTC+7)»."""
    offset = now.astimezone(ZoneInfo(key)).strftime("%z")
    hours, minutes = f"{int(offset[:3]):+d}", offset[3:5]
    return f"{cities(key)} (UTC{hours}{'' if minutes == '00' else f':{minutes}'})"
