"""What stands in a piece of news and in an event: each field with its name and how it is read."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sgo_pfdo.programmes.rules import fields
from sgo_pfdo.programmes.rules.fields import WrongFieldError, bounded
from sgo_pfdo.programmes.rules.kinds import LONGEST_NAME, MOST_LIMIT
from sgo_pfdo.programmes.rules.records import Faults, Field, Fields, Values
from sgo_pfdo.publications.rules import markup

LONGEST_TITLE, LONGEST_SHORT, LONGEST_BODY = 255, 500, 10_000
"""Signs (specification of the cabinet, 7)."""


def _body(typed: str) -> str:
    text = fields.text(typed, most=LONGEST_BODY)
    if (problem := markup.problem(text)) is not None:
        raise WrongFieldError(problem)
    return text


NEWS: Fields = {
    "title": Field("Заголовок", bounded(fields.line, most=LONGEST_TITLE), required=True),
    "short": Field("Коротко", bounded(fields.line, most=LONGEST_SHORT), required=True),
    "body": Field("Текст", _body),
    "all_region": Field("Для всех муниципалитетов", fields.yes, default=False),
}
EVENT: Fields = dict(NEWS) | {
    "day_from": Field("День", fields.day, required=True),
    "time_from": Field("Начало", fields.clock, required=True),
    "day_to": Field("Последний день", fields.day),
    "time_to": Field("Конец", fields.clock),
    "place": Field("Где", bounded(fields.line, most=LONGEST_NAME), required=True),
    "entry_until": Field("Запись до", fields.day),
    "age_min": Field("Возраст от", fields.age),
    "age_max": Field("Возраст до", bounded(fields.age, is_upper=True)),
    "places": Field("Сколько мест", bounded(fields.whole, least=1, most=MOST_LIMIT)),
}
ADDED = frozenset({"day_from", "time_from", "day_to", "time_to"})
"""Fields that are no columns: together they make two moments."""


def columns_of(values: Mapping[str, Any], zone: ZoneInfo) -> tuple[Values, Faults]:
    """Make the columns of a row of the fields of a form.

    :param values: as :func:`sgo_pfdo.programmes.rules.records.read_record` gives them.
    :param zone: of the municipality: days and times are meant there.
    :return: the columns, and a sentence for each field that does not go with the others.
    """
    columns = {name: value for name, value in values.items() if name not in ADDED}
    if "day_from" not in values:
        return columns, {}
    first, last = values["day_from"], values["day_to"]
    starts = datetime.combine(first, values["time_from"], zone)
    ends = None
    if last is not None or values["time_to"] is not None:
        ends = datetime.combine(last or first, values["time_to"] or time(23, 59), zone)
    if last is not None and last < first:
        return columns, {"day_to": "раньше, чем первый день"}
    if ends is not None and ends < starts:
        return columns, {"time_to": "нужно время позже начала"}
    if columns["entry_until"] is not None and columns["entry_until"] > (last or first):
        return columns, {"entry_until": "позже, чем само мероприятие"}
    return columns | {"starts_at": starts, "ends_at": ends}, {}


def fields_of(columns: Mapping[str, Any], zone: ZoneInfo) -> Values:
    """Give the values of the form for the columns of a row; the other way round than :func:`columns_of`."""
    values = dict(columns)
    starts, ends = values.pop("starts_at", None), values.pop("ends_at", None)
    if starts is None:
        return values
    begins = starts.astimezone(zone)
    values |= {"day_from": begins.date(), "time_from": begins.time(), "day_to": None, "time_to": None}
    if ends is not None:
        over = ends.astimezone(zone)
        values["day_to"] = over.date() if over.date() != begins.date() else None
        values["time_to"] = over.time() if (over.hour, over.minute) != (23, 59) else None
    return values
