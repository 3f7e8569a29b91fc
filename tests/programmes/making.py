"""A small catalogue for tests: one provider in Kiselyovsk that teaches robotics."""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from sgo_pfdo.funds.rules.kinds import RegisterKind
from sgo_pfdo.programmes.model import (
    Lesson,
    Programme,
    ProgrammeAddress,
    ProgrammeGroup,
    ProgrammePart,
    ProgrammeTrait,
)
from sgo_pfdo.programmes.provider_model import Provider, ProviderAddress
from sgo_pfdo.programmes.rules.kinds import Direction, Form, Kind, ProviderForm, ProviderState, Trait
from sgo_pfdo.programmes.rules.lifecycle import State
from sgo_pfdo.programmes.rules.texts import sort_key

NOW = datetime(2026, 8, 20, 3, tzinfo=UTC)
TOWN = "kiselevsk"


def provider(session: Session, code: str = "ddt", **values: Any) -> Provider:
    """Add a provider."""
    name = values.pop("name", "Дом детского творчества")
    about = {
        "code": code,
        "municipality_code": TOWN,
        "form": ProviderForm.STATE.value,
        "state": ProviderState.ACTIVE.value,
    } | values
    row = Provider(name=name, name_key=sort_key(name), **about)
    session.add(row)
    session.flush()
    return row


def address(session: Session, provider_code: str = "ddt", **values: Any) -> ProviderAddress:
    """Add an address of a provider."""
    about = {"text": "г. Киселёвск, ул. Унжакова, 6", "latitude": 53.99, "longitude": 86.65} | values
    row = ProviderAddress(provider_code=provider_code, municipality_code=TOWN, **about)
    session.add(row)
    session.flush()
    return row


def programme(session: Session, where: ProviderAddress, **values: Any) -> Programme:
    """Add a published certified programme at an address."""
    name = values.pop("short_name", "Робототехника")
    about = {
        "card_id": f"card-{sort_key(name)}"[:22],
        "full_name": f"Дополнительная общеразвивающая программа «{name}»",
        "kind": Kind.GENERAL.value,
        "direction": Direction.TECHNICAL.value,
        "age_min": 84,
        "age_max": 155,
        "form": Form.FULL_TIME.value,
        "duration_months": 9,
        "state": State.PUBLISHED.value,
        "changed_at": NOW,
    } | values
    row = Programme(
        provider_code=where.provider_code,
        municipality_code=where.municipality_code,
        short_name=name,
        name_key=sort_key(name),
        **about,
    )
    session.add(row)
    session.flush()
    session.add(ProgrammeAddress(programme_id=row.id, address_id=where.id, is_main=True))
    trait(session, row, Trait.REGISTER, RegisterKind.CERTIFIED.value)
    return row


def trait(session: Session, of: Programme, kind: Trait, value: str) -> None:
    """Add a register, an activity, a keyword or a category of health."""
    session.add(ProgrammeTrait(programme_id=of.id, kind=kind.value, value=value))
    session.flush()


def part(session: Session, of: Programme, position: int = 1, **values: Any) -> ProgrammePart:
    """Add an open part for nine months."""
    about = {
        "name": f"{position}-й год обучения",
        "months": 9,
        "hours": 720,
        "min_children": 8,
        "max_children": 12,
        "price": 1_080_000,
        "normative_price": 990_000,
        "state": State.PUBLISHED.value,
        "is_open": True,
    } | values
    row = ProgrammePart(programme_id=of.id, position=position, **about)
    session.add(row)
    session.flush()
    return row


def group(session: Session, of: ProgrammePart, name: str = "Группа 1", **values: Any) -> ProgrammeGroup:
    """Add a group of September to May that takes applications."""
    about = {
        "card_id": f"group-{of.id}-{sort_key(name)}"[:22],
        "provider_code": session.get_one(Programme, of.programme_id).provider_code,
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 5, 31),
        "places": 12,
    } | values
    row = ProgrammeGroup(part_id=of.id, name=name, **about)
    session.add(row)
    session.flush()
    return row


def lesson(session: Session, of: ProgrammeGroup, weekday: int = 1, **values: Any) -> Lesson:
    """Add a lesson of an hour and a half in the afternoon."""
    row = Lesson(**{"group_id": of.id, "weekday": weekday, "begins_at": time(16), "ends_at": time(17, 30)} | values)
    session.add(row)
    session.flush()
    return row
