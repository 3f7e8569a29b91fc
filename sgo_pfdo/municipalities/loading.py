"""``flask pfdo load``: municipalities, groups, organisations, schools and own papers from a JSON file.

The file is checked whole and every error is told; then it is written whole or not at all. It adds and updates, and can
be run again; it never removes: what is no longer wanted is closed with ``"open": false``.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sgo_pfdo import database
from sgo_pfdo.config import checks
from sgo_pfdo.config.options import APPLICATION_WAYS
from sgo_pfdo.funds.loading import LoadedPeriod, check_periods, limit, write_periods
from sgo_pfdo.funds.rules.kinds import MOST_CERTIFICATES, Funding
from sgo_pfdo.mail.kinds import LETTERS, without
from sgo_pfdo.municipalities import checking
from sgo_pfdo.municipalities.checking import Checker
from sgo_pfdo.municipalities.editing import lock
from sgo_pfdo.municipalities.model import Group, Municipality, Organisation, OwnPaper, RegisteredSchool
from sgo_pfdo.municipalities.own_papers import LARGEST_OWN_PAPER, OWN_PAPER_KINDS, check_pdf
from sgo_pfdo.municipalities.reading import renew_revision
from sgo_pfdo.plain import numbers

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of JSON: a whole region takes a few of them."""


class LoadError(ValueError):
    """The file cannot be loaded; nothing was changed.

    :param errors: every error, each with its place in the file.
    """

    def __init__(self, errors: list[str]) -> None:
        self.errors = [checking.on_one_line(error) for error in errors]
        super().__init__("\n".join(self.errors))


@dataclass(slots=True)
class _Loaded:
    """One municipality of the file, checked: columns of its row and of the rows that belong to it."""

    row: dict[str, Any]
    groups: list[dict[str, Any]] = field(default_factory=list)
    organisations: list[dict[str, Any]] = field(default_factory=list)
    schools: list[dict[str, Any]] = field(default_factory=list)
    papers: dict[str, bytes | None] = field(default_factory=dict)
    """``None`` takes the municipality's own paper away, so that ours is given again."""
    periods: list[LoadedPeriod] = field(default_factory=list)


def load_file(path: Path | str, *, now: datetime | None = None) -> int:
    """Load a file in the current application.

    :param now: the moment, with a time zone; by default what the machine's clock says.
    :return: how many municipalities it held.
    :raises LoadError: the file cannot be read, or something in it is wrong; it names all of it.
    """
    path = Path(path)
    try:
        content = _read(path, LARGEST_FILE)
        if len(content) > LARGEST_FILE:
            raise OSError(0, f"is larger than {LARGEST_FILE // 1024 // 1024} MB")
        data = json.loads(content.decode("utf-8"))
    except OSError as error:
        raise LoadError([f"{path}: {error.strerror}"]) from None
    except RecursionError:
        raise LoadError([f"{path}: is nested too deeply"]) from None
    except ValueError as error:
        raise LoadError([f"{path}: is not JSON in UTF-8: {error}"]) from None
    return load_data(data, path.parent, now=now)


def load_data(data: Any, folder: Path, *, now: datetime | None = None) -> int:
    """Load what such a file holds.

    :param data: as ``json.loads`` gives it.
    :param folder: that the paths of own papers start from.
    :param now: as for :func:`load_file`.
    :return: how many municipalities it held.
    :raises LoadError: something in it is wrong; it names all of it.
    """
    errors: list[str] = []
    top = Checker(data, "", errors)
    loaded = [_municipality(checker, folder) for checker in top.objects("municipalities")]
    top.finish()
    errors += _repetitions(loaded)
    if errors:
        raise LoadError(errors)
    moment = now or datetime.now(UTC)
    database.perform(lambda session: _write_all(session, loaded, moment))
    return len(loaded)


def _read(path: Path, most: int) -> bytes:
    """Read a file, and of one that is larger than ``most`` bytes one byte more than that.

    :raises OSError: it cannot be read, or is a pipe, a device or the like, which might never end.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(0, "is no ordinary file")
    with path.open("rb") as file:
        return file.read(most + 1)


def _municipality(checker: Checker, folder: Path) -> _Loaded:
    take, text = checker.take, checking.text
    row = {
        "code": take("code", checking.code, required=True),
        "name": take("name", text, required=True),
        "region_code": take("region_code", checking.two_digits),
        "municipality_code": take("municipality_code", checking.two_digits),
        "time_zone": take("time_zone", checking.zone),
        "number_format": take("number_format", checks.one_of(numbers.FORMATS)),
        "validity_days": take("validity_days", checks.validity_days),
        "application_way": take("application_way", checks.one_of(APPLICATION_WAYS)),
        "letters_off": take("letters_off", _letters_off),
        "funding": take("funding", checks.one_of([*map(str, Funding)]), default=Funding.FUNDED.value),
        "force_password_change": take("force_password_change", checking.flag, default=False),
    }
    row |= {name: take(name, text) for name in ("district", "region", "introduction")}
    row |= {f"register_operator{name}": take(f"register_operator{name}", text) for name in ("", "_address")}
    row["children_count"] = take("children_count", checks.whole_number(1, 10_000_000, "number of children"))
    row |= {f"authority{name}": take(f"authority{name}", text) for name in ("", "_address", "_telephone", "_hours")}
    if row["number_format"] == numbers.PFDO10 and not (row["region_code"] and row["municipality_code"]):
        checker.error("number_format", "pfdo10 needs region_code and municipality_code")
    regulation = checker.object("regulation")
    for name, check in (("title", text), ("date", checking.day), ("number", text), ("excerpt", text)):
        row[f"regulation_{name}"] = regulation.take(name, check)
    regulation.finish()
    groups = [_group(group, position) for position, group in enumerate(checker.objects("groups"))]
    loaded = _Loaded(
        row,
        groups=groups,
        organisations=[_organisation(item, position) for position, item in enumerate(checker.objects("organisations"))],
        schools=[_school(school) for school in checker.objects("schools")],
        papers=_papers(checker.object("papers"), folder),
        periods=check_periods(checker, [group["name"] for group in groups]),
    )
    checker.finish()
    return loaded


def _letters_off(value: Any) -> str | None:
    if not isinstance(value, list):
        raise ValueError("is not a list")
    return without(checks.some_of(LETTERS)(value))


def _group(checker: Checker, position: int) -> dict[str, Any]:
    group = {
        "name": checker.take("name", checking.text, required=True),
        "age_from": checker.take("age_from", checking.age, required=True),
        "age_to": checker.take("age_to", checking.age, required=True),
        "is_open": checker.take("open", checking.flag, default=True),
        "certificate_limit": checker.take(
            "certificate_limit", checks.whole_number(0, MOST_CERTIFICATES, "number of certificates")
        ),
        "nominal_limit": checker.take("nominal_limit", limit),
        "position": position,
    }
    if None not in (group["age_from"], group["age_to"]) and group["age_from"] >= group["age_to"]:
        checker.error("age_to", "is not greater than age_from: it is the first age that no longer belongs")
    checker.finish()
    return group


def _organisation(checker: Checker, position: int) -> dict[str, Any]:
    organisation = {
        "code": checker.take("code", checking.code, required=True),
        "name": checker.take("name", checking.text, required=True),
        "address": checker.take("address", checking.text),
        "telephone": checker.take("telephone", checking.text),
        "hours": checker.take("hours", checking.text),
        "is_open": checker.take("open", checking.flag, default=True),
        "position": position,
    }
    checker.finish()
    return organisation


def _school(checker: Checker) -> dict[str, Any]:
    school = {
        "id": checker.take("id", checking.identifier, required=True),
        "name": checker.take("name", checking.text),
    }
    checker.finish()
    return school


def _papers(checker: Checker, folder: Path) -> dict[str, bytes | None]:
    def read(value: Any) -> bytes:
        if value is False:
            return b""
        try:
            return check_pdf(_read(folder / checking.text(value), LARGEST_OWN_PAPER))
        except OSError as error:
            raise ValueError(f"names a file that cannot be read: {error.strerror}") from None

    found = {kind: checker.take(kind, read) for kind in OWN_PAPER_KINDS}
    checker.finish()
    return {kind: content or None for kind, content in found.items() if content is not None}


def _repetitions(loaded: list[_Loaded]) -> list[str]:
    """Name every code that stands in the file twice: which of the two should win nobody can tell."""
    seen: set[tuple[str, Any]] = set()
    errors = []
    for one in loaded:
        code = one.row["code"]
        keys = [("municipality", code)]
        keys += [(f"group of {code}", group["name"]) for group in one.groups]
        keys += [("organisation", organisation["code"]) for organisation in one.organisations]
        keys += [("school", school["id"]) for school in one.schools]
        for key in keys:
            if key in seen and key[1] is not None:
                errors.append(f"{key[0]} {key[1]!r} stands in the file twice")
            seen.add(key)
    return errors


def _refuse_moves(session: Session, loaded: list[_Loaded]) -> None:
    """Refuse to take an organisation or a school away from another municipality by a file that repeats its code."""
    errors = []
    for one in loaded:
        organisations = [session.get(Organisation, item["code"]) for item in one.organisations]
        schools = [session.get(RegisteredSchool, item["id"]) for item in one.schools]
        owners = [("organisation", row.code, row.municipality_code) for row in organisations if row is not None]
        owners += [("school", row.id, row.municipality_code) for row in schools if row is not None]
        errors += [
            f"{what} {key!r} belongs to the municipality {owner!r} already"
            for what, key, owner in owners
            if owner != one.row["code"]
        ]
    if errors:
        raise LoadError(errors)


def _write_all(session: Session, loaded: list[_Loaded], now: datetime) -> None:
    _refuse_moves(session, loaded)
    errors = []
    for one in loaded:
        code = one.row["code"]
        _write(session, Municipality, code, one.row)
        session.flush()
        for group in one.groups:
            _write_group(session, code, group)
        for organisation in one.organisations:
            _write(session, Organisation, organisation["code"], organisation | {"municipality_code": code})
        for school in one.schools:
            _write(session, RegisteredSchool, school["id"], school | {"municipality_code": code})
        for kind, content in one.papers.items():
            _write_paper(session, code, kind, content)
        if one.periods:
            zone = lock(session, code).time_zone
            today = now.astimezone(ZoneInfo(zone) if zone else UTC).date()
            errors += write_periods(session, code, one.periods, today)
    if errors:
        raise LoadError(errors)
    renew_revision(session, *(one.row["code"] for one in loaded))


def _write(session: Session, model: type[database.Base], key: Any, values: dict[str, Any]) -> None:
    row = session.get(model, key)
    if row is None:
        session.add(model(**values))
        return
    for name, value in values.items():
        setattr(row, name, value)


def _write_paper(session: Session, code: str, kind: str, content: bytes | None) -> None:
    if content is None:
        session.execute(delete(OwnPaper).where(OwnPaper.municipality_code == code, OwnPaper.kind == kind))
    else:
        _write(session, OwnPaper, (code, kind), {"municipality_code": code, "kind": kind, "content": content})


def _write_group(session: Session, code: str, values: dict[str, Any]) -> None:
    query = select(Group).where(Group.municipality_code == code, Group.name == values["name"])
    group = session.scalars(query).one_or_none()
    if group is None:
        session.add(Group(municipality_code=code, **values))
        return
    for name, value in values.items():
        setattr(group, name, value)
