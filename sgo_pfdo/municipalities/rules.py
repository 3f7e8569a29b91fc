"""What holds in a municipality: its own settings, or else the options of the application."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo_pfdo.config import Settings
from sgo_pfdo.municipalities.known import KnownMunicipality
from sgo_pfdo.municipalities.model import Group, Municipality, Organisation
from sgo_pfdo.plain.ages import DEFAULT_AGES, AgeRange


class AnyGroup(Protocol):
    """A certificate group, as a row or as plain data."""

    @property
    def id(self) -> int:
        """The row."""

    @property
    def name(self) -> str:
        """«Дети в возрасте от 5 до 18 лет»."""

    @property
    def ages(self) -> AgeRange:
        """The ages as the rules take them."""

    @property
    def is_open(self) -> bool:
        """Whether certificates of the group are issued now."""


G = TypeVar("G", bound=AnyGroup)


AnyMunicipality = Municipality | KnownMunicipality
"""A municipality, as a row or as plain data."""


def time_zone_of(municipality: AnyMunicipality | None, settings: Settings) -> ZoneInfo:
    """Find the time zone that decides what day it is for a child of this municipality."""
    if municipality is None or municipality.time_zone is None:
        return settings.time_zone
    return ZoneInfo(municipality.time_zone)


def application_way_of(municipality: AnyMunicipality, settings: Settings) -> str:
    """Tell how families of this municipality apply: ``direct`` or ``email``."""
    return municipality.application_way or settings.application_way


def today_in(municipality: AnyMunicipality | None, settings: Settings, now: datetime) -> date:
    """Tell the date in the municipality at this moment.

    :param now: with a time zone.
    """
    return now.astimezone(time_zone_of(municipality, settings)).date()


def groups_of(session: Session, municipality: AnyMunicipality) -> list[Group]:
    """Read all groups of a municipality, closed ones included, in its order."""
    return list(
        session.scalars(
            select(Group)
            .where(Group.municipality_code == municipality.code)
            .order_by(Group.position, Group.id)
            .execution_options(populate_existing=True)
        )
    )


def open_ages(groups: Sequence[AnyGroup]) -> tuple[AgeRange, ...]:
    """Give the ages that may get a certificate: those of the open groups, or of S002 where there are no groups."""
    if not groups:
        return (DEFAULT_AGES,)
    return tuple(group.ages for group in groups if group.is_open)


def closed_ages(groups: Sequence[AnyGroup]) -> tuple[AgeRange, ...]:
    """Give the ages for which the municipality has groups that are closed at the moment."""
    return tuple(group.ages for group in groups if not group.is_open)


def fitting_groups(groups: Sequence[G], birth_date: date, today: date) -> list[G]:
    """Give the open groups that a child of this birth date belongs to today, in the municipality's order."""
    return [group for group in groups if group.is_open and group.ages.includes(birth_date, today)]


def open_organisations(session: Session, municipality: Municipality) -> list[Organisation]:
    """Read the authorised organisations where a family can go now, in the municipality's order."""
    return [organisation for organisation in organisations_of(session, municipality) if organisation.is_open]


def organisations_of(session: Session, municipality: Municipality) -> list[Organisation]:
    """Read all authorised organisations of a municipality, closed ones included, in its order."""
    return list(
        session.scalars(
            select(Organisation)
            .where(Organisation.municipality_code == municipality.code)
            .order_by(Organisation.position, Organisation.code)
            .execution_options(populate_existing=True)
        )
    )
