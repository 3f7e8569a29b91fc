"""The people of the demo: loaded once from `fixtures/`, their birth dates anew at each start."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from school_portal import clock
from school_portal.ages import birth_date
from school_portal.catalogue import bring_catalogue
from school_portal.demo_settings import FIXTURES
from school_portal.gosuslugi import load_records
from school_portal.models import Account, AccountRole, Contact, Enrolment, Kind, Pupil, PupilDocument, School, db
from school_portal.news import bring_news
from school_portal.school_logins import LASTS as SLIP_LASTS
from sgo_pfdo.database import current_session
from sgo_pfdo.funds.model import Period
from sgo_pfdo.funds.periods import periods_of
from sgo_pfdo.migrations import upgrade
from sgo_pfdo.municipalities.enabling import enable
from sgo_pfdo.municipalities.loading import load_data


def prepare(fixtures: Path = FIXTURES) -> None:
    """Bring the database to the state of the demo; can be run again and keeps what people have done.

    Needs an application context.

    :param fixtures: the folder with the demo data.
    """
    db.create_all()
    upgrade(db.engine)
    if db.session.scalar(select(Account.id).limit(1)) is None:
        load_people(fixtures)
    load_records(read(fixtures / "gosuslugi.json")["records"])
    set_birth_dates(read(fixtures / "people.json")["pupils"])
    keep_slips_good(read(fixtures / "people.json")["newcomers"])
    data = read(fixtures / "municipalities.json")
    keep_periods_current(data, clock.today())
    load_data(data, fixtures, now=clock.now())
    for municipality, schools in read(fixtures / "enabled.json").items():
        enable(schools, municipality=municipality)
    bring_catalogue(fixtures / "catalogue")
    bring_news(read(fixtures / "news.json"))


PERIOD_DAYS = ("starts_on", "ends_on", "opens_on", "stop_on")


def keep_periods_current(data: Any, today: date) -> None:
    """Move the periods of each municipality by whole years, so that the first one runs today and the demo never rots.

    They begin and end with months, and none of them with a February. Those that would meet a period that is there
    already are left out: what an operator of the demo has changed stays.
    """
    for municipality in data["municipalities"]:
        periods = municipality.get("periods", [])
        years = today.year - date.fromisoformat(periods[0]["starts_on"]).year if periods else 0
        for period in periods:
            for name in PERIOD_DAYS:
                if name in period:
                    day = date.fromisoformat(period[name])
                    period[name] = day.replace(year=day.year + years).isoformat()
        there = periods_of(current_session(), municipality["code"])
        municipality["periods"] = [period for period in periods if not any(meets(period, one) for one in there)]


def meets(period: Mapping[str, str], other: Period) -> bool:
    """Tell whether a period of the file has a day in common with one that is there."""
    return period["starts_on"] <= other.ends_on.isoformat() and other.starts_on.isoformat() <= period["ends_on"]


def read(file: Path) -> Any:
    """Read a JSON file."""
    return json.loads(file.read_text(encoding="utf-8"))


def load_people(fixtures: Path) -> None:
    """Fill the portal's own tables: schools, pupils, accounts."""
    people = read(fixtures / "people.json")
    kinds = {school_id: Kind(kind) for kind, school_ids in people["kinds"].items() for school_id in school_ids}
    for municipality in read(fixtures / "municipalities.json")["municipalities"]:
        for school in municipality["schools"]:
            kind = kinds.get(school["id"], Kind.SCHOOL)
            db.session.add(School(id=school["id"], name=school["name"], kind=kind, municipality=municipality["code"]))
    pupils = {entry["record"]: make_pupil(entry) for entry in people["pupils"]}
    db.session.add_all(pupils.values())
    entries = [*people["accounts"], *people["newcomers"]]
    accounts = {entry["login"]: make_account(entry, pupils) for entry in entries}
    db.session.add_all(accounts.values())
    db.session.flush()
    db.session.add_all(known_besides(people, accounts, pupils))
    db.session.commit()


def known_besides(
    people: Mapping[str, Any], accounts: Mapping[str, Account], pupils: Mapping[str, Pupil]
) -> Iterator[Contact | PupilDocument]:
    """Make what the portal knows of families besides their names."""
    for entry in (*people["accounts"], *people["newcomers"]):
        if "contact" in entry:
            yield Contact(account_id=accounts[entry["login"]].id, **with_dates(entry["contact"]))
    for entry in people["pupils"]:
        for document in entry.get("documents", []):
            yield PupilDocument(pupil_id=pupils[entry["record"]].id, **with_dates(document))


def with_dates(values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the text of dates into dates."""
    return {name: date.fromisoformat(value) if name.endswith("issued_on") else value for name, value in values.items()}


def make_pupil(entry: Mapping[str, Any]) -> Pupil:
    """Make a pupil of an entry of `people.json`, still without a birth date."""
    return Pupil(
        record=entry["record"],
        surname=entry["surname"],
        first_name=entry["first_name"],
        patronymic=entry["patronymic"],
        class_name=entry.get("class"),
        enrolments=[Enrolment(school_id=school_id) for school_id in entry["schools"]],
    )


def make_account(entry: Mapping[str, Any], pupils: Mapping[str, Pupil]) -> Account:
    """Make an account of an entry of `people.json`; in the demo the password is the login.

    The newcomers come after the people who have used the portal for long: one has a slip, one not even that.
    """
    pupil = pupils[entry["pupil"]] if "pupil" in entry else None
    account = Account(
        login=entry["login"],
        role=AccountRole(entry["role"]),
        full_name=pupil.full_name if pupil else entry["name"],
        pupil=pupil,
        workplace=entry.get("workplace"),
        children=[pupils[record] for record in entry.get("children", [])],
    )
    if "who" in entry:
        account.set_password(entry.get("slip", entry["login"]), method=current_app.config["PASSWORD_METHOD"])
    account.must_change = "slip" in entry
    return account


def keep_slips_good(entries: list[dict[str, Any]]) -> None:
    """Let the slips of the demo begin today, as long as nobody has used them."""
    logins = [entry["login"] for entry in entries if "slip" in entry]
    for account in db.session.scalars(select(Account).where(Account.login.in_(logins), Account.must_change)):
        account.initial_until = clock.today() + SLIP_LASTS
    db.session.commit()


def set_birth_dates(entries: list[dict[str, Any]]) -> None:
    """Make everybody as old today as `people.json` says, so that the demo never rots."""
    pupils = {pupil.record: pupil for pupil in db.session.scalars(select(Pupil))}
    for entry in entries:
        if entry["record"] in pupils:
            pupils[entry["record"]].birth_date = birth_date(entry["age"], clock.today())
    db.session.commit()
